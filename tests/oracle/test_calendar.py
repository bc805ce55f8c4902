"""Local time against zoneinfo: changes of clocks, a day that never was, quiet hours, holidays, schedules."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.domain.channel import Channel
from designer.domain.policy import Calendar, QuietHours
from designer.domain.scenario import DateTrigger, UntilTime
from designer.domain.time import Duration
from tests.oracle.calendar import (
    Schedule,
    date_minute,
    is_open,
    local,
    next_date,
    next_open,
    next_time,
    period,
    zone_named,
    zone_of,
)
from tests.unit.engine.build import d, m

PARIS = zone_named("Europe/Paris")
UTC = zone_named("UTC")


def wall(minute):
    return local(minute, PARIS).isoformat()


@pytest.mark.parametrize("name", ["", "Nowhere/Land", "../etc", None, 7])
def test_a_zone_that_is_missing_or_unknown_is_the_policy_s(name):
    assert zone_of({"timezone": name}, PARIS) is PARIS


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Paris", "2026-03-29", 23),
        ("Europe/Paris", "2026-10-25", 25),
        ("Europe/Paris", "2026-06-01", 24),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Pacific/Apia", "2011-12-29", 24),
        ("Pacific/Apia", "2011-12-31", 24),
    ],
)
def test_a_local_day_is_as_long_as_it_is(zone, day, hours):
    zone = zone_named(zone)
    noon = m(datetime.combine(date.fromisoformat(day), time(12), zone).isoformat())
    start, end = period(noon, Calendar.DAY, zone)
    assert (end - start) / 60 == hours
    assert local(start, zone).date() == local(end - 1, zone).date() == date.fromisoformat(day)


def test_weeks_are_iso_and_months_are_local():
    start, end = period(m("2026-03-29T12:00"), Calendar.WEEK, PARIS)
    assert wall(start) == "2026-03-23T00:00:00"
    assert wall(end) == "2026-03-30T00:00:00"
    assert end - start == 7 * 1440 - 60
    start, end = period(m("2026-10-31T23:30"), Calendar.MONTH, PARIS)
    assert wall(start) == "2026-11-01T00:00:00"


@pytest.mark.parametrize(
    ("zone", "now", "at", "expected"),
    [
        (
            "Europe/Paris",
            "2026-03-29T00:30+01:00",
            "02:30",
            "2026-03-29T03:30+02:00",
        ),  # skipped: moved by the gap
        ("Europe/Paris", "2026-10-25T00:30+02:00", "02:30", "2026-10-25T02:30+02:00"),  # repeated: the first
        ("Europe/Paris", "2026-10-25T02:31+02:00", "02:30", "2026-10-26T02:30+01:00"),  # and only the first
        (
            "Europe/Paris",
            "2026-06-01T09:00+02:00",
            "09:00",
            "2026-06-01T09:00+02:00",
        ),  # now, if it is just that
        ("Europe/Paris", "2026-06-01T09:01+02:00", "09:00", "2026-06-02T09:00+02:00"),
        ("America/New_York", "2026-03-08T00:00-05:00", "02:15", "2026-03-08T03:15-04:00"),
        ("Australia/Lord_Howe", "2026-10-04T00:00+10:30", "02:10", "2026-10-04T02:40+11:00"),  # half an hour
        (
            "Pacific/Apia",
            "2011-12-29T12:00-10:00",
            "09:00",
            "2011-12-31T09:00+14:00",
        ),  # 30 December never was
    ],
)
def test_until_a_time(zone, now, at, expected):
    found = next_time(m(now), UntilTime(time=time.fromisoformat(at)), zone_named(zone))
    assert found == m(expected)


def test_until_a_time_on_some_weekdays():
    weekdays = UntilTime(time=time(9), weekdays=frozenset({0, 1, 2, 3, 4}))
    assert next_time(m("2026-11-20T09:01"), weekdays, UTC) == m("2026-11-23T09:00")


SMS = QuietHours(
    channels=frozenset({Channel.SMS}),
    allow={day: ((time(8), time(20)),) for day in range(6)},
    holidays="FR",
)
NIGHT = QuietHours(channels=frozenset({Channel.PUSH}), allow={4: ((time(21), time(9)),)})


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        (SMS, "2026-11-22T10:00+01:00", "2026-11-23T08:00+01:00"),  # a Sunday
        (SMS, "2026-11-11T10:00+01:00", "2026-11-12T08:00+01:00"),  # 11 November
        (SMS, "2026-11-20T19:59+01:00", "2026-11-20T19:59+01:00"),
        (SMS, "2026-11-20T20:00+01:00", "2026-11-21T08:00+01:00"),  # the end is out
        (NIGHT, "2026-11-21T08:59+01:00", "2026-11-21T08:59+01:00"),  # belongs to the Friday it starts on
        (NIGHT, "2026-11-21T09:00+01:00", "2026-11-27T21:00+01:00"),
        (NIGHT, "2026-11-20T08:00+01:00", "2026-11-20T21:00+01:00"),
    ],
)
def test_quiet_hours(hours, now, expected):
    assert next_open(m(now), hours, PARIS, m(now) + 30 * 1440) == m(expected)


def test_quiet_hours_that_never_end_say_so():
    never = QuietHours(channels=frozenset({Channel.SMS}), allow={})
    assert next_open(m("2026-01-01"), never, PARIS, m("2027-01-01")) is None


def test_the_spans_of_a_day_that_a_zone_left_out_do_not_hide_the_next_day():
    # Samoa had no 30 December 2011, a Friday.
    allow = {4: ((time(1), time(0)),), 5: ((time(0, 30), time(0)),)}
    hours = QuietHours(channels=frozenset({Channel.SMS}), allow=allow)
    start = m("2011-12-29T20:00")
    assert next_open(start, hours, zone_named("Pacific/Apia"), start + 4320) == m("2011-12-30T10:30")


times = st.integers(0, 47).map(lambda half: time(half // 2, 30 * (half % 2)))
spans = st.lists(st.tuples(times, times), max_size=2).map(tuple)
tables = st.dictionaries(st.integers(0, 6), spans, max_size=5)


@settings(max_examples=150, deadline=None)
@given(
    tables,
    st.sampled_from(
        [
            ("Europe/Paris", "2026-03-28T20:00"),
            ("Europe/Paris", "2026-10-24T20:00"),
            ("America/New_York", "2026-03-08T00:00"),
            ("Australia/Lord_Howe", "2026-04-04T10:00"),
            ("Pacific/Apia", "2011-12-29T20:00"),
        ]
    ),
    st.integers(0, 600),
    st.sampled_from([None, "FR"]),
)
def test_the_end_of_quiet_is_the_one_a_search_minute_by_minute_finds(allow, place, late, country):
    name, start = place
    zone, now = zone_named(name), m(start) + late
    hours = QuietHours(channels=frozenset({Channel.SMS}), allow=allow, holidays=country)
    limit = now + 3 * 1440
    expected = next((t for t in range(now, limit + 1) if is_open(t, hours, zone)), None)
    assert next_open(now, hours, zone, limit) == expected


def test_a_yearly_date_falls_on_the_28th_when_there_is_no_29th():
    born = DateTrigger(attribute="birth_date", at=time(9), yearly=True)
    found = [m("1999-03-01")]
    for _ in range(2):
        found.append(next_date(born, "1964-02-29", found[-1], UTC))
    assert found[1:] == [m("2000-02-29T09:00"), m("2001-02-28T09:00")]


def test_a_date_moves_on_the_wall_clock():
    """Three days before 09:00 is 09:00, whatever the clocks did in between."""
    visit = DateTrigger(attribute="visit", offset=d("-P3D"), at=time(9))
    found = next_date(visit, "2026-03-31", m("2026-01-01"), PARIS)
    assert wall(found) == "2026-03-28T09:00:00"


@pytest.mark.parametrize("year", [1999, 2000, 2001])
@pytest.mark.parametrize("offset", ["-P3D", "P40D", "-P400D", "P2M"])
def test_every_year_once(year, offset):
    trigger = DateTrigger(attribute="birth", offset=d(offset), at=time(9), yearly=True)
    at = next_date(trigger, "1970-06-15", m(f"{year}-01-01") - 1, UTC)
    again = next_date(trigger, "1970-06-15", at, UTC)
    assert timedelta(days=364) <= timedelta(minutes=again - at) <= timedelta(days=367)
    assert at < m(f"{year + 1}-01-02")


ENDS = ["9999-12-31", "0001-01-01", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00"]


@pytest.mark.parametrize("value", [None, "", "soon", 12, "1998-13-01", *ENDS])
def test_a_date_that_cannot_be_read_never_comes(value):
    assert next_date(DateTrigger(attribute="birth"), value, 0, UTC) is None
    assert date_minute(value, Duration(), UTC) is None


def test_a_schedule_runs_in_its_zone_whatever_is_asked_first():
    mondays = Schedule("0 9 * * MON", PARIS)
    summer, winter = m("2026-06-15T07:00"), m("2026-11-16T08:00")
    assert mondays.next(winter - 10) == winter
    assert mondays.next(summer - 10) == summer
    assert mondays.next(summer) == summer + 7 * 1440
    assert mondays.next(winter - 10) == winter
