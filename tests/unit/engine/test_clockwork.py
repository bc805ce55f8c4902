"""Local time in whole numbers says what the calendar of the standard library says."""

from __future__ import annotations

import calendar as months_of
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.domain.policy import Calendar, QuietHours
from designer.domain.scenario import DateTrigger, UntilTime
from designer.domain.time import DAY, Duration, add_months, to_instant, to_minute
from designer.domain.time import shift as plain_shift
from designer.domain.time import to_utc as plain_to_utc
from designer.engine import clockwork
from designer.engine.jit import entrance
from designer.engine.tables import A_DAY, AN_INSTANT, BY_DAY, BY_MONTH, BY_WEEK, FAR, NEVER, NO_DATE
from tests.oracle import calendar as plain
from tests.oracle import conditions as plain_conditions

NAMES = (
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "UTC",
    "Asia/Kolkata",
    "Africa/Casablanca",
)
PARIS, NEW_YORK, LORD_HOWE, APIA, GREENWICH, KOLKATA, CASABLANCA = range(len(NAMES))
ZONES = [ZoneInfo(name) for name in NAMES]
FIRST, LAST = (to_minute(datetime(year, 1, 1, tzinfo=UTC)) for year in (1990, 2060))
#: Searches start in the middle, so that they go both ways.
MIDDLE = to_minute(datetime(2026, 5, 1, tzinfo=UTC))
TABLE = clockwork.zones_table(ZONES, MIDDLE, MIDDLE + 90 * DAY)
CHANGES = [
    [int(at) for at in TABLE.at[TABLE.first[z] : TABLE.first[z + 1]] if FIRST < at < LAST]
    for z in range(len(ZONES))
]


def entered(function):
    """The function as Python may call it: compiled, it is only for compiled ones."""
    return entrance(lambda *given: function(*given))


clock = SimpleNamespace(
    **{
        name: entered(getattr(clockwork, name))
        for name in [
            "local",
            "to_utc",
            "to_utc_late",
            "weekday",
            "civil",
            "days_of",
            "plus_months",
            "shift",
            "before",
            "period",
            "next_time",
            "date_minute",
            "next_date",
            "is_open",
            "next_open",
            "window_end",
        ]
    }
)
#: The first call of a function is its compilation.
compared = settings(max_examples=200, deadline=None)
UNITS = {Calendar.DAY: BY_DAY, Calendar.WEEK: BY_WEEK, Calendar.MONTH: BY_MONTH}


def m(text):
    return to_minute(datetime.fromisoformat(text).replace(tzinfo=UTC))


def wall_of(naive):
    return to_minute(naive.replace(tzinfo=UTC))


def day_of(day):
    return (day - date(1970, 1, 1)).days


def or_none(minute):
    return None if minute in (NEVER, FAR) else minute


zones = st.integers(0, len(ZONES) - 1)
times = st.integers(0, DAY - 1).map(lambda at: time(at // 60, at % 60)) | st.sampled_from(
    [time(0), time(2, 30), time(3), time(9), time(23, 59)]
)


@st.composite
def places(draw):
    """A zone and a minute, often one about which its clocks change or a month ends."""
    z = draw(zones)
    anywhere = st.integers(FIRST, LAST)
    month_ends = st.builds(
        lambda year, month, minutes: m(f"{year}-{month:02}-01") + minutes,
        st.integers(1990, 2059),
        st.integers(1, 12),
        st.integers(-3 * DAY, DAY),
    )
    choices = [anywhere, month_ends]
    if CHANGES[z]:
        choices += [st.builds(int.__add__, st.sampled_from(CHANGES[z]), st.integers(-2 * DAY, 2 * DAY))]
    return z, draw(st.one_of(choices))


lengths = st.sampled_from([0, 1, 30, DAY, 7 * DAY, -DAY]) | st.integers(-40 * DAY, 40 * DAY)
offsets = st.builds(
    lambda minutes, months: Duration(minutes=minutes, months=months),
    lengths,
    st.sampled_from([0, 0, 1, 6, 12, -1, -3]) | st.integers(-30, 30),
)
windows = st.builds(
    lambda minutes, months: Duration(minutes=minutes, months=months),
    st.sampled_from([0, 1, DAY, 30 * DAY]) | st.integers(0, 40 * DAY),
    st.sampled_from([0, 1, 2, 3, 12]),
)


# ── Zones ───────────────────────────────────────────────────────────────────────────────────────────────


@compared
@given(places())
def test_the_wall_clock_shows_what_the_zone_says(place):
    z, minute = place
    expected = wall_of(plain.local(minute, ZONES[z]))
    assert clock.local(TABLE, z, minute) == expected


@compared
@given(places())
def test_a_wall_time_is_its_first_or_its_last_occurrence(place):
    z, wall = place
    naive = to_instant(wall).replace(tzinfo=None)
    assert clock.to_utc(TABLE, z, wall) == to_minute(plain_to_utc(naive, ZONES[z]))
    late = naive.replace(tzinfo=ZONES[z], fold=1).astimezone(UTC)
    assert clock.to_utc_late(TABLE, z, wall) == to_minute(late)


@pytest.mark.parametrize("name", ["Africa/Casablanca", "America/Recife", "Asia/Gaza", "Africa/Cairo"])
def test_clocks_that_change_twice_within_weeks_are_followed(name):
    zone = ZoneInfo(name)
    table = clockwork.zones_table([zone], MIDDLE, MIDDLE)
    for minute in range(FIRST, LAST, DAY):
        assert clock.local(table, 0, minute) == wall_of(plain.local(minute, zone))


def test_a_table_reaches_as_far_as_is_asked():
    zone = ZoneInfo("Europe/Paris")
    table = clockwork.zones_table([zone], m("2300-01-01"), m("2300-02-01"), reach_days=900)
    for text in ("2297-09-01", "2302-02-01", "2302-07-01"):
        assert clock.local(table, 0, m(text)) == wall_of(plain.local(m(text), zone))


def test_a_span_may_start_anywhere():
    for first in ("1955-03-01", "1995-07-01", "2080-01-01"):
        table = clockwork.zones_table(ZONES, m(first), m(first) + DAY)
        for z, zone in enumerate(ZONES):
            for minute in range(m("1990-01-03"), m("2080-01-01"), 997 * DAY + 61):
                assert clock.local(table, z, minute) == wall_of(plain.local(minute, zone))


def test_no_zones_are_an_empty_table():
    assert clockwork.zones_table([], MIDDLE, MIDDLE).first.tolist() == [0]


# ── The civil calendar ──────────────────────────────────────────────────────────────────────────────────


@compared
@given(st.dates())
def test_days_and_dates_are_each_other(day):
    number = clockwork.day_number(day)
    assert clock.civil(number) == (day.year, day.month, day.day)
    assert clock.days_of(day.year, day.month, day.day) == number
    assert clock.weekday(number) == day.weekday()


@compared
@given(st.dates(date(100, 1, 1), date(9800, 1, 1)), times, st.integers(-900, 900))
def test_months_end_on_their_last_day(day, at, months):
    naive = datetime.combine(day, at)
    assert clock.plus_months(wall_of(naive), months) == wall_of(add_months(naive, months))


@compared
@given(places(), offsets)
def test_a_minute_moves_by_months_on_the_wall_and_by_exact_minutes(place, by):
    z, minute = place
    moved = clock.shift(TABLE, z, minute, by.minutes, by.months)
    assert moved == plain_shift(minute, by, ZONES[z])
    back = clock.before(TABLE, z, minute, by.minutes, by.months)
    assert back == plain_shift(minute, -by, ZONES[z])


# ── Days, weeks, months, times of day ───────────────────────────────────────────────────────────────────


@compared
@given(places(), st.sampled_from(list(Calendar)))
def test_a_local_day_week_or_month_holds_its_minutes(place, unit):
    z, minute = place
    assert clock.period(TABLE, z, minute, UNITS[unit]) == plain.period(minute, unit, ZONES[z])


@compared
@given(places(), times, st.frozensets(st.integers(0, 6)))
def test_the_next_time_comes_on_one_of_its_weekdays(place, at, weekdays):
    z, minute = place
    found = clock.next_time(TABLE, z, minute, clockwork.time_of_day(at), clockwork.weekday_mask(weekdays))
    assert found == plain.next_time(minute, UntilTime(time=at, weekdays=weekdays), ZONES[z])


# ── Dates of contacts ───────────────────────────────────────────────────────────────────────────────────


@st.composite
def dates(draw):
    """What a contact's date is in the tables, and in a file."""
    if draw(st.booleans()):
        day = draw(
            st.dates(date(1990, 1, 1), date(2060, 1, 1)) | st.sampled_from([date(2000, 2, 29), date.max])
        )
        read = plain.read_date(day.isoformat())
        return (A_DAY, day_of(day), day.isoformat()) if read else (NO_DATE, 0, day.isoformat())
    minute = draw(places())[1]
    return AN_INSTANT, minute, to_instant(minute).isoformat()


@compared
@given(zones, dates(), offsets)
def test_a_date_alone_is_its_local_midnight(z, when, by):
    kind, value, text = when
    found = clock.date_minute(TABLE, z, kind, value, by.minutes, by.months)
    assert or_none(found) == plain.date_minute(text, by, ZONES[z])


@compared
@given(places(), dates(), times, st.booleans(), offsets)
def test_a_date_trigger_fires_once_or_every_year(place, when, at, yearly, by):
    z, after = place
    kind, value, text = when
    trigger = DateTrigger(attribute="when", offset=by, at=at, yearly=yearly)
    found = clock.next_date(
        TABLE, z, kind, value, clockwork.time_of_day(at), yearly, by.minutes, by.months, after
    )
    assert or_none(found) == plain.next_date(trigger, text, after, ZONES[z])


@pytest.mark.parametrize("months", [-12 * 9000, 12 * 9000])
@pytest.mark.parametrize(("kind", "value"), [(A_DAY, 20_000), (AN_INSTANT, 20_000 * DAY)])
def test_a_date_is_not_moved_out_of_the_calendar(kind, value, months):
    assert clock.date_minute(TABLE, PARIS, kind, value, 0, months) == NEVER
    assert clock.next_date(TABLE, PARIS, kind, value, 0, False, 0, months, 0) == FAR


def test_no_date_comes_never():
    assert clock.date_minute(TABLE, PARIS, NO_DATE, 0, 0, 0) == NEVER
    assert clock.next_date(TABLE, PARIS, NO_DATE, 0, 540, True, 0, 0, 0) == FAR


# ── Quiet hours ─────────────────────────────────────────────────────────────────────────────────────────


def quiet(allow, country=None):
    return QuietHours(channels=frozenset(), allow=allow, holidays=country)


spans = st.lists(st.tuples(times, times), min_size=1, max_size=3).map(tuple)
quiet_hours = st.builds(
    quiet,
    st.dictionaries(st.integers(0, 6), spans, max_size=7),
    st.sampled_from([None, None, "FR", "US"]),
)


@compared
@given(places(), quiet_hours, st.sampled_from([0, 60, 3 * DAY, 500 * DAY]))
def test_quiet_hours_open_when_the_calendar_says(place, hours, reach):
    z, minute = place
    table = clockwork.hours_table([quiet({0: ()}, "DE"), hours], FIRST, LAST)
    assert clock.is_open(table, 1, TABLE, z, minute) == plain.is_open(minute, hours, ZONES[z])
    found = clock.next_open(table, 1, TABLE, z, minute, minute + reach)
    assert or_none(found) == plain.next_open(minute, hours, ZONES[z], minute + reach)


@pytest.mark.parametrize("country", ["FR", "US", "JP"])
def test_holidays_are_those_of_the_country(country):
    always = quiet({weekday: ((time(0), time(0)),) for weekday in range(7)}, country)
    table = clockwork.hours_table([always], m("2024-06-01"), m("2027-06-01"))
    for day in range(day_of(date(2024, 1, 1)), day_of(date(2028, 12, 31))):
        noon = day * DAY + 720
        quiet_day = plain.is_holiday(date(1970, 1, 1) + timedelta(days=day), country)
        assert clock.is_open(table, 0, TABLE, GREENWICH, noon) is not quiet_day


def test_hours_that_are_never_allowed_do_not_open():
    table = clockwork.hours_table([quiet({})], FIRST, LAST)
    assert clock.next_open(table, 0, TABLE, PARIS, MIDDLE, FAR) == FAR


# ── Windows of events ───────────────────────────────────────────────────────────────────────────────────


@compared
@given(places(), windows, st.integers(-6 * DAY, 6 * DAY))
def test_a_window_ends_when_the_plain_one_does(place, within, nearby):
    z, at = place
    for after in (at, plain_shift(at, within, ZONES[z]) + nearby):
        found = clock.window_end(TABLE, z, at, within.minutes, within.months, after)
        assert or_none(found) == plain_conditions.window_end(at, within, after, ZONES[z])


@compared
@given(places(), st.sampled_from([1, 2, 3, 6, 12]))
def test_a_window_has_ended_at_its_end_and_not_before(place, months):
    z, at = place
    end = clock.window_end(TABLE, z, at, 0, months, at)
    assert clock.before(TABLE, z, end, 0, months) >= at > clock.before(TABLE, z, end - 1, 0, months)


def test_month_lengths_are_the_standard_library_s():
    for year in (1900, 2000, 2023, 2024):
        for month in range(1, 13):
            first = clock.days_of(year, month, 1) * DAY
            start, end = clock.period(TABLE, GREENWICH, first, BY_MONTH)
            assert (end - start) // DAY == months_of.monthrange(year, month)[1]
