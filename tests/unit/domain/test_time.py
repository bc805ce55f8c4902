"""Durations, months that end early, and clocks that jump."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.domain.time import (
    DAY,
    HOUR,
    WEEK,
    Duration,
    add_months,
    from_iso,
    shift,
    to_instant,
    to_iso,
    to_minute,
    to_utc,
)

PARIS = ZoneInfo("Europe/Paris")


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("text", "minutes", "months"),
    [
        ("PT30M", 30, 0),
        ("PT48H", 48 * HOUR, 0),
        ("P2D", 2 * DAY, 0),
        ("P1W", WEEK, 0),
        ("-P3D", -3 * DAY, 0),
        ("+P3D", 3 * DAY, 0),
        ("P1DT2H3M", DAY + 2 * HOUR + 3, 0),
        ("PT120S", 2, 0),
        ("P6M", 0, 6),
        ("P1Y2M", 0, 14),
        ("-P1M", 0, -1),
        ("P1M1D", DAY, 1),
        ("PT0M", 0, 0),
    ],
)
def test_durations_are_read(text: str, minutes: int, months: int):
    assert Duration.parse(text) == Duration(minutes=minutes, months=months)


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "2D", "P2", "P1.5D", "PT90S", "p2d", "P2D ", "--P2D", "PT2D", "٣"]
)
def test_what_is_no_duration_is_refused(text: str):
    with pytest.raises(ValueError, match="duration"):
        Duration.parse(text)


@settings(deadline=None)
@given(st.integers(0, 10**8), st.integers(0, 1000), st.booleans())
def test_a_duration_reads_back_equal(minutes: int, months: int, negative: bool):
    duration = Duration(minutes=minutes, months=months)
    duration = -duration if negative else duration
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-05-31", -3, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-03-31", -13, "2025-02-28"),
        ("2026-03-31", 0, "2026-03-31"),
    ],
)
def test_months_are_clamped_to_their_end(start: str, months: int, end: str):
    assert add_months(datetime.fromisoformat(start), months) == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        # plain winter and summer
        ("2026-01-15T09:00", "2026-01-15T08:00"),
        ("2026-07-15T09:00", "2026-07-15T07:00"),
        # 02:30 does not exist on 29 March 2026: moved forward by the gap, to 03:30 summer time
        ("2026-03-29T02:30", "2026-03-29T01:30"),
        # 02:30 is there twice on 25 October 2026: the first one
        ("2026-10-25T02:30", "2026-10-25T00:30"),
    ],
)
def test_wall_time_across_the_changes_of_the_clock(wall: str, utc: str):
    assert to_utc(datetime.fromisoformat(wall), PARIS) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "by", "end"),
    [
        # a day is 24 hours, whatever the clock on the wall shows
        ("2026-03-28T12:00", "P1D", "2026-03-29T13:00"),
        ("2026-10-24T12:00", "P1D", "2026-10-25T11:00"),
        # a month keeps the time on the wall
        ("2026-03-15T09:00", "P1M", "2026-04-15T09:00"),
        ("2026-10-15T09:00", "P1M", "2026-11-15T09:00"),
        ("2026-05-31T09:00", "-P3M", "2026-02-28T09:00"),
        # months first, then days
        ("2026-01-31T09:00", "P1M1D", "2026-03-01T09:00"),
        # onto an hour that does not exist
        ("2026-02-28T02:30", "P1M", "2026-03-28T02:30"),
        ("2026-02-28T02:30", "P1M1D", "2026-03-29T03:30"),
    ],
)
def test_shifting_in_a_zone(start: str, by: str, end: str):
    moved = shift(to_minute(at(start)), Duration.parse(by), PARIS)
    assert to_instant(moved) == at(end)


def test_a_fact_inside_a_minute_is_taken_at_the_next():
    whole = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    assert to_minute(whole + timedelta(seconds=1)) == to_minute(whole) + 1
    assert to_minute(whole - timedelta(microseconds=1)) == to_minute(whole)
    assert to_minute(datetime(1969, 12, 31, 23, 59, 30, tzinfo=UTC)) == 0


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        to_minute(datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-01", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01T10:00:00", datetime(2026, 1, 1, 10, tzinfo=UTC)),
        ("2026-01-01T10:00:00Z", datetime(2026, 1, 1, 10, tzinfo=UTC)),
        ("2026-01-01T10:00:00+02:00", datetime(2026, 1, 1, 10, tzinfo=timezone(timedelta(hours=2)))),
    ],
)
def test_instants_are_read_as_utc(text: str, instant: datetime):
    assert from_iso(text) == instant
    assert from_iso(text).utcoffset() == timedelta(0)


@settings(deadline=None)
@given(st.integers(-(10**7), 10**8))
def test_a_minute_reads_back_from_its_text(minute: int):
    assert to_minute(from_iso(to_iso(minute))) == minute
