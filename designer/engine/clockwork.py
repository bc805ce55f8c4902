"""Local time in whole numbers, for the kernel: days, weeks, months, quiet hours, dates and windows.

It says what ``calendar.py`` and ``domain/time.py`` say. Zones and quiet hours are numbers of rows of tables
made beforehand. A local, or wall, minute is counted like a UTC minute, from 1970-01-01T00:00 on the local
clock; a day is a number of days since 1970-01-01, a time of day a number of minutes since midnight. ``NEVER``
and ``FAR`` stand for no minute.

A wall time that the spring change skips is moved forward by the gap, one that the autumn change repeats is
its first occurrence. Offsets are whole minutes: those with seconds, before 1972, are rounded down.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import numpy as np

from designer.domain.policy import QuietHours
from designer.domain.time import DAY, Minute, to_instant, to_minute
from designer.engine.jit import inline, jit
from designer.engine.tables import A_DAY, BY_DAY, BY_WEEK, FAR, NEVER, NO_DATE, Hours, Zones

#: What is always known of a zone, whatever the span: the dates of contacts lie anywhere in it.
_KNOWN_FROM, _KNOWN_TO = (to_minute(datetime(year, 1, 1, tzinfo=UTC)) for year in (1900, 2100))
#: Minutes that local time is worked out in.
_EARLIEST, _LATEST = (to_minute(datetime(year, 1, 1, tzinfo=UTC)) for year in (2, 9990))
#: No zone has changed its offset twice within fewer days since 1900.
_PROBE = timedelta(days=3)
#: No change of clocks is longer.
_LONGEST_CHANGE = 2 * DAY
#: How far beyond a span its tables reach at least.
_REACH_DAYS, _AHEAD_DAYS = 400, 800

#: The wall minutes of the years 1 to 9999, which a date can be moved within.
_FIRST_WALL = (date.min - date(1970, 1, 1)).days * DAY
_LAST_WALL = (date.max - date(1970, 1, 1)).days * DAY + DAY - 1
#: The last year in which a yearly date comes round.
_LAST_YEAR = 9990
#: Quiet hours come round every week but for holidays: what does not end within these days never does.
_MOST_QUIET_DAYS = 400
#: Farther than a month's end, a leap day and a change of clocks can move the end of a calendar window.
_SLACK = 5 * DAY


# ── Tables ──────────────────────────────────────────────────────────────────────────────────────────────


def zones_table(
    zones: Sequence[ZoneInfo], first: Minute, last: Minute, *, reach_days: int = _REACH_DAYS
) -> Zones:
    """The offsets of zones, row z for the z-th.

    The table is exact from 1900 to 2100 at least, and from ``first`` − ``reach_days`` to ``last`` +
    ``reach_days`` (800 days when that is more). Outside, the first and the last offsets hold. Searches are
    quickest from ``first`` on.
    """
    low = min(_KNOWN_FROM, first - reach_days * DAY)
    high = max(_KNOWN_TO, last + max(reach_days, _AHEAD_DAYS) * DAY)
    changes: list[tuple[Minute, int, Minute, Minute]] = []
    starts, near = [0], []
    for zone in zones:
        row, before = starts[-1], 0
        for minute, offset in _changes(zone, max(low, _EARLIEST), min(high, _LATEST)):
            if minute == NEVER:
                changes.append((NEVER, offset, NEVER, NEVER))
            else:
                changes.append((minute, offset, minute + max(before, offset), minute + min(before, offset)))
            if minute <= first:
                row = len(changes) - 1
            before = offset
        near.append(row)
        starts.append(len(changes))
    columns = np.array(changes, dtype=np.int64).reshape(-1, 4)
    return Zones(
        first=np.array(starts, dtype=np.int32),
        at=columns[:, 0].copy(),
        offset=columns[:, 1].copy(),
        wall=columns[:, 2].copy(),
        wall_late=columns[:, 3].copy(),
        near=np.array(near, dtype=np.int32),
    )


@lru_cache(maxsize=1024)
def _changes(zone: ZoneInfo, low: Minute, high: Minute) -> tuple[tuple[Minute, int], ...]:
    """The minutes at which the offset of a zone changes, with what it is from then on; the first is NEVER."""
    previous = to_instant(low).replace(tzinfo=None)
    end = to_instant(high).replace(tzinfo=None)
    known = zone.utcoffset(previous)
    found = [(NEVER, _whole_minutes(known))]
    settled = low
    while previous < end:
        probe = previous + _PROBE
        now = zone.utcoffset(probe)
        if now != known:
            # a probe inside the hour that is skipped still has the offset of before
            start = _minute_at(previous, known) - _LONGEST_CHANGE
            settled = _first_other(zone, known, max(settled, start), _minute_at(probe, now))
            found.append((settled, _whole_minutes(now)))
            known = now
        previous = probe
    return tuple(found)


def _whole_minutes(offset: timedelta | None) -> int:
    return (offset or timedelta()) // timedelta(minutes=1)


def _minute_at(wall: datetime, offset: timedelta | None) -> Minute:
    return to_minute((wall - (offset or timedelta())).replace(tzinfo=UTC))


def _first_other(zone: ZoneInfo, known: timedelta | None, low: Minute, high: Minute) -> Minute:
    """The first minute in (low, high] that has not the known offset."""
    while high - low > 1:
        middle = (low + high) // 2
        if to_instant(middle).astimezone(zone).utcoffset() == known:
            low = middle
        else:
            high = middle
    return high


def hours_table(rows: Sequence[QuietHours], first: Minute, last: Minute) -> Hours:
    """Quiet hours, row q for the q-th, with the public holidays of the years that the span reaches."""
    countries = sorted({row.holidays for row in rows if row.holidays is not None})
    years = range(to_instant(first - _REACH_DAYS * DAY).year, to_instant(last + _AHEAD_DAYS * DAY).year + 1)
    starts, opens, closes = [0], [], []
    for row in rows:
        for weekday in range(7):
            for start, end in row.allow.get(weekday, ()):
                opens.append(time_of_day(start))
                closes.append(time_of_day(end))
            starts.append(len(opens))
    days: list[int] = []
    holiday_first = [0]
    for country in countries:
        days.extend(_holidays(country, years))
        holiday_first.append(len(days))
    return Hours(
        first=np.array(starts, dtype=np.int32),
        start=np.array(opens, dtype=np.int32),
        end=np.array(closes, dtype=np.int32),
        country=np.array(
            [-1 if row.holidays is None else countries.index(row.holidays) for row in rows], dtype=np.int32
        ),
        holiday_first=np.array(holiday_first, dtype=np.int32),
        holiday=np.array(days, dtype=np.int64),
    )


@lru_cache(maxsize=256)
def _holidays(country: str, years: range) -> tuple[int, ...]:
    return tuple(sorted(day_number(day) for day in holidays.country_holidays(country, years=years)))


def time_of_day(at: time) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def weekday_mask(weekdays: frozenset[int]) -> int:
    """A bit for each weekday, 0 being Monday."""
    return sum(1 << weekday for weekday in weekdays)


# ── Zones ───────────────────────────────────────────────────────────────────────────────────────────────


@jit
def _row_before(starts: np.ndarray, low: int, high: int, value: int) -> int:
    """The last row in [low, high) that starts at or before the value; the first one does."""
    while high - low > 1:
        middle = (low + high) // 2
        if starts[middle] <= value:
            low = middle
        else:
            high = middle
    return low


@inline
def _row(zones: Zones, starts: np.ndarray, z: int, value: int) -> int:
    """The row of zone z that holds at the value, counted as the starts are."""
    row: int = zones.near[z]
    if value < starts[row]:
        return _row_before(starts, zones.first[z], row, value)
    end = zones.first[z + 1]
    while row + 1 < end and starts[row + 1] <= value:
        row += 1
    return row


@inline
def local(zones: Zones, z: int, minute: int) -> int:
    """The wall minute of a UTC minute."""
    offset: int = zones.offset[_row(zones, zones.at, z, minute)]
    return minute + offset


@inline
def to_utc(zones: Zones, z: int, wall: int) -> int:
    """The UTC minute of a wall minute, of its first occurrence where it is repeated."""
    offset: int = zones.offset[_row(zones, zones.wall, z, wall)]
    return wall - offset


@inline
def to_utc_late(zones: Zones, z: int, wall: int) -> int:
    """The UTC minute of a wall minute, of its last occurrence where it is repeated."""
    offset: int = zones.offset[_row(zones, zones.wall_late, z, wall)]
    return wall - offset


# ── The civil calendar ──────────────────────────────────────────────────────────────────────────────────


@inline
def weekday(day: int) -> int:
    """The day of the week, 0 being Monday."""
    return (day + 3) % 7


@inline
def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of a day, by eras of 400 years that start on 1 March."""
    era = (day + 719468) // 146097
    within = day + 719468 - era * 146097
    year = (within - within // 1460 + within // 36524 - within // 146096) // 365
    rest = within - (365 * year + year // 4 - year // 100)
    march = (5 * rest + 2) // 153
    month = march + 3 if march < 10 else march - 9
    return year + era * 400 + (1 if month <= 2 else 0), month, rest - (153 * march + 2) // 5 + 1


@inline
def days_of(year: int, month: int, day: int) -> int:
    """The day of a year, month and day."""
    since_march = year - 1 if month <= 2 else year
    era = since_march // 400
    within = since_march - era * 400
    march = month - 3 if month > 2 else month + 9
    return era * 146097 + within * 365 + within // 4 - within // 100 + (153 * march + 2) // 5 + day - 719469


@inline
def _month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 + ((month + month // 8) & 1)


@jit
def plus_months(wall: int, months: int) -> int:
    """The same local time some months away, the day being the month's last one at most."""
    day = wall // DAY
    year, month, date = civil(day)
    index = year * 12 + month - 1 + months
    year = index // 12
    month = index - year * 12 + 1
    return days_of(year, month, min(date, _month_length(year, month))) * DAY + wall - day * DAY


# ── Durations ───────────────────────────────────────────────────────────────────────────────────────────


@jit
def _shift_months(zones: Zones, z: int, minute: int, months: int) -> int:
    return to_utc(zones, z, plus_months(local(zones, z, minute), months))


@inline
def shift(zones: Zones, z: int, minute: int, minutes: int, months: int) -> int:
    """A minute moved by a duration: months on the local clock, then exact minutes."""
    if months == 0:
        return minute + minutes
    return _shift_months(zones, z, minute, months) + minutes


@inline
def before(zones: Zones, z: int, minute: int, within: int, months: int) -> int:
    """The minute after which a window that ends at ``minute`` and is so long is open."""
    return shift(zones, z, minute, -within, -months)


# ── Days, weeks, months, times of day ───────────────────────────────────────────────────────────────────


@inline
def day_start(zones: Zones, z: int, day: int) -> int:
    """The first minute of a local day."""
    return to_utc(zones, z, day * DAY)


@jit
def period(zones: Zones, z: int, minute: int, unit: int) -> tuple[int, int]:
    """The local day, ISO week or month (``BY_DAY``…) that holds a minute, as [start, end)."""
    today = local(zones, z, minute) // DAY
    if unit == BY_DAY:
        first, after = today, today + 1
    elif unit == BY_WEEK:
        first = today - weekday(today)
        after = first + 7
    else:
        year, month, date = civil(today)
        first = today - date + 1
        after = first + _month_length(year, month)
    return day_start(zones, z, first), day_start(zones, z, after)


@jit
def next_time(zones: Zones, z: int, minute: int, tod: int, weekdays: int) -> int:
    """The first minute ≥ ``minute`` at that local time on one of those weekdays (bits; 0: on any)."""
    day = local(zones, z, minute) // DAY - 1
    while True:
        if weekdays == 0 or (weekdays >> weekday(day)) & 1:
            at = to_utc(zones, z, day * DAY + tod)
            # a day that a zone left out (Apia, 30 December 2011) gives no time of its own
            if at >= minute and local(zones, z, at) // DAY == day:
                return at
        day += 1


# ── Dates of contacts ───────────────────────────────────────────────────────────────────────────────────


@jit
def _wall_minute(zones: Zones, z: int, wall: int, minutes: int, months: int) -> int:
    """A wall minute moved on the wall clock, in UTC; ``NEVER`` outside the calendar."""
    if months != 0:
        wall = plus_months(wall, months)
        if wall < _FIRST_WALL or wall > _LAST_WALL:
            return NEVER
    wall += minutes
    if wall < _FIRST_WALL or wall > _LAST_WALL:
        return NEVER
    at = to_utc(zones, z, wall)
    return at if _FIRST_WALL <= at <= _LAST_WALL else NEVER


@jit
def date_minute(zones: Zones, z: int, kind: int, value: int, minutes: int, months: int) -> int:
    """The minute of a contact's date moved by an offset, a day being its local midnight.

    ``kind`` says what ``value`` is: ``A_DAY`` or ``AN_INSTANT``. ``NEVER`` with ``NO_DATE``, and outside the
    calendar.
    """
    if kind == NO_DATE:
        return NEVER
    if kind == A_DAY:
        return _wall_minute(zones, z, value * DAY, minutes, months)
    if months == 0:
        return value + minutes
    moved = _wall_minute(zones, z, local(zones, z, value), 0, months)
    return moved + minutes if moved != NEVER else NEVER


@jit
def next_date(
    zones: Zones,
    z: int,
    kind: int,
    value: int,
    tod: int,
    yearly: bool,
    minutes: int,
    months: int,
    after: int,
) -> int:
    """The first minute > ``after`` at which a date trigger fires for a date; ``FAR`` when none.

    It fires at the local time ``tod`` of the day, moved by the offset; 29 February falls on the 28th.
    """
    if kind == NO_DATE:
        return FAR
    day = value if kind == A_DAY else local(zones, z, value) // DAY
    if not yearly:
        at = _wall_minute(zones, z, day * DAY + tod, minutes, months)
        return at if at > after else FAR
    year, month, date = civil(day)
    this_year = civil(local(zones, z, after) // DAY)[0]
    # as many years around this one as the offset can span
    reach = (abs(months) + abs(minutes) // (28 * DAY) + 1) // 12 + 1
    start = max(year, this_year - reach)
    end = min(max(year, this_year) + reach + 1, _LAST_YEAR)
    while start <= end:
        that_day = days_of(start, month, min(date, _month_length(start, month)))
        at = _wall_minute(zones, z, that_day * DAY + tod, minutes, months)
        if at > after:
            return at
        start += 1
    return FAR


# ── Quiet hours ─────────────────────────────────────────────────────────────────────────────────────────


@inline
def _is_holiday(hours: Hours, q: int, day: int) -> bool:
    country = hours.country[q]
    if country < 0:
        return False
    low, high = hours.holiday_first[country], hours.holiday_first[country + 1]
    if low == high or hours.holiday[low] > day:
        return False
    return bool(hours.holiday[_row_before(hours.holiday, low, high, day)] == day)


@jit
def is_open(hours: Hours, q: int, zones: Zones, z: int, minute: int) -> bool:
    """Whether row q allows the minute.

    A span that crosses midnight belongs to the day it starts on; holidays are quiet all day.
    """
    wall = local(zones, z, minute)
    day = wall // DAY
    now = wall - day * DAY
    if _is_holiday(hours, q, day):
        return False
    place = 7 * q + weekday(day)
    for span in range(hours.first[place], hours.first[place + 1]):
        start, end = hours.start[span], hours.end[span]
        if start <= now and (now < end or end <= start):
            return True
    place = 7 * q + weekday(day - 1)
    for span in range(hours.first[place], hours.first[place + 1]):
        end = hours.end[span]
        if 0 < end <= hours.start[span] and now < end and not _is_holiday(hours, q, day - 1):
            return True
    return False


@jit
def _clock_change(zones: Zones, z: int, day: int) -> int:
    """The minute of a local day at which its clocks change; ``FAR`` when they do not."""
    row = _row(zones, zones.at, z, day_start(zones, z, day))
    after = _row(zones, zones.at, z, day_start(zones, z, day + 1))
    if zones.offset[row] == zones.offset[after]:
        return FAR
    change: int = zones.at[row + 1]
    return change


@jit
def next_open(hours: Hours, q: int, zones: Zones, z: int, minute: int, limit: int) -> int:
    """The first minute ≥ ``minute`` that row q allows; ``FAR`` when that is after ``limit``."""
    if is_open(hours, q, zones, z, minute):
        return minute
    day = local(zones, z, minute) // DAY
    last = day + _MOST_QUIET_DAYS
    while day <= last and day_start(zones, z, day) <= limit:
        # they may end at the start of a span, at both times when the hour is repeated, or when clocks change
        change = _clock_change(zones, z, day)
        found = FAR
        if minute <= change <= limit and is_open(hours, q, zones, z, change):
            found = change
        place = 7 * q + weekday(day)
        for span in range(hours.first[place], hours.first[place + 1]):
            wall = day * DAY + hours.start[span]
            for at in (to_utc(zones, z, wall), to_utc_late(zones, z, wall)):
                # a day that a zone left out (Apia, 30 December 2011) has no start of its own
                own = minute <= at <= limit and at < found and local(zones, z, at) // DAY == day
                if own and is_open(hours, q, zones, z, at):
                    found = at
        if found != FAR:
            return found
        day += 1
    return FAR


# ── Windows of events ───────────────────────────────────────────────────────────────────────────────────


@jit
def window_end(zones: Zones, z: int, at: int, within: int, months: int, after: int) -> int:
    """The first minute > ``after`` at which an event of minute ``at`` enters or leaves the window.

    For exact minutes that is ``at + within``. A calendar window is not as regular (31 May − 3 months and
    28 May − 3 months are both in February), so the days around its end are looked at one by one. ``FAR``
    when there is none.
    """
    if months == 0:
        return at + within if at + within > after else FAR
    around = shift(zones, z, at, within, months)
    low, high = max(after, around - _SLACK), around + _SLACK
    was = at > before(zones, z, low, within, months)
    while low < high:
        nearby = min(day_start(zones, z, local(zones, z, low) // DAY + 1), high)
        piece = _first_change(zones, z, at, within, months, low, nearby, was)
        if piece != FAR:
            return piece
        low = nearby
    return FAR


@jit
def _first_change(
    zones: Zones, z: int, at: int, within: int, months: int, low: int, high: int, was: bool
) -> int:
    """The first minute in (low, high] whose membership is not ``was``; the minutes are of one local day."""
    step = high - low
    reached = before(zones, z, high - 1, within, months) - before(zones, z, low, within, months)
    if reached != high - 1 - low:
        # clocks change, here or there: they do so on whole half-hours, so that pieces this short are even
        step = 30 - low % 30
    start = low
    while start < high:
        end = min(start + step, high)
        for place in range(3):
            edge = (start + 1, end - 1, end)[place]
            if start < edge and (at > before(zones, z, edge, within, months)) != was:
                inside = start
                while edge - inside > 1:
                    middle = (inside + edge) // 2
                    if (at > before(zones, z, middle, within, months)) != was:
                        edge = middle
                    else:
                        inside = middle
                return edge
        start = end
        step = 30
    return FAR
