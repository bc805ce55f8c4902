"""Local time: zones, days, weeks and months, quiet hours, dates of contacts and schedules.

Two conventions hold everywhere (domain/time.py): a wall time that the spring change skips is moved forward
by the gap, one that the autumn change repeats is its first occurrence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from cronsim import CronSim, CronSimError

from designer.domain.condition import Value
from designer.domain.policy import Calendar, QuietHours
from designer.domain.scenario import DateTrigger, UntilTime
from designer.domain.time import Duration, Minute, add_months, shift, to_instant, to_minute, to_utc

_DAY = timedelta(days=1)
_MIDNIGHT = time(0)
#: Years that local time is worked out in.
_FIRST_YEAR, _LAST_YEAR = 2, 9990
#: Quiet hours come round every week but for holidays: what does not end within these days never does.
_MOST_QUIET_DAYS = 400


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, or nothing when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def zone_of(attributes: Mapping[str, Value], default: ZoneInfo) -> ZoneInfo:
    """The contact's own zone; the default where it is missing or unknown."""
    name = attributes.get("timezone")
    return (zone_named(name) if isinstance(name, str) and name else None) or default


def local(minute: Minute, zone: ZoneInfo) -> datetime:
    """The naive wall time of a minute in a zone."""
    return to_instant(minute).astimezone(zone).replace(tzinfo=None)


@lru_cache(maxsize=65536)
def day_start(day: date, zone: ZoneInfo) -> Minute:
    """The first minute of a local day."""
    return to_minute(to_utc(datetime.combine(day, _MIDNIGHT), zone))


def period(minute: Minute, unit: Calendar, zone: ZoneInfo) -> tuple[Minute, Minute]:
    """The local day, ISO week or month that holds a minute, as [start, end). A day lasts 23 to 25 hours."""
    today = local(minute, zone).date()
    match unit:
        case Calendar.DAY:
            first, after = today, today + _DAY
        case Calendar.WEEK:
            first = today - timedelta(days=today.weekday())
            after = first + 7 * _DAY
        case Calendar.MONTH:
            first = today.replace(day=1)
            after = (first + 31 * _DAY).replace(day=1)
    return day_start(first, zone), day_start(after, zone)


def next_time(minute: Minute, until: UntilTime, zone: ZoneInfo) -> Minute:
    """The first minute ≥ ``minute`` at that local time on one of those weekdays; now if it is just that."""
    day = local(minute, zone).date() - _DAY
    while True:
        if day.weekday() in until.weekdays or not until.weekdays:
            at = to_minute(to_utc(datetime.combine(day, until.time), zone))
            # a day that a zone left out (Apia, 30 December 2011) gives no time of its own
            if at >= minute and local(at, zone).date() == day:
                return at
        day += _DAY


def next_daily(minute: Minute, at: time, zone: ZoneInfo) -> Minute:
    """The first minute ≥ ``minute`` at that local time."""
    return next_time(minute, UntilTime(time=at), zone)


# ── Dates of contacts ───────────────────────────────────────────────────────────────────────────────────


def read_date(value: Value | None) -> date | datetime | None:
    """A date, or an aware instant, from an attribute; nothing when it cannot be read.

    Years at the very ends of the calendar, which no zone can be applied to, are not read.
    """
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None
        instant = datetime.fromisoformat(text)
        instant = instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return instant if _FIRST_YEAR <= instant.year <= _LAST_YEAR else None


def date_minute(value: Value | None, offset: Duration, zone: ZoneInfo) -> Minute | None:
    """The minute of a contact's date moved by an offset; a date alone is its local midnight."""
    when = read_date(value)
    if when is None:
        return None
    if not isinstance(when, datetime):
        return _wall_minute(when, _MIDNIGHT, offset, zone)
    try:
        return shift(to_minute(when), offset, zone)
    except (ValueError, OverflowError):
        return None


def _wall_minute(day: date, at: time, offset: Duration, zone: ZoneInfo) -> Minute | None:
    """A local day and time moved on the wall clock, so that three days before 09:00 is 09:00."""
    try:
        wall = add_months(datetime.combine(day, at), offset.months) + timedelta(minutes=offset.minutes)
        return to_minute(to_utc(wall, zone))
    except (ValueError, OverflowError):
        return None


def _anniversary(day: date, year: int) -> date:
    """The day in another year; 29 February falls on the 28th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def next_date(trigger: DateTrigger, value: Value | None, after: Minute, zone: ZoneInfo) -> Minute | None:
    """The first minute > ``after`` at which a date trigger fires for this value of its attribute."""
    when = read_date(value)
    if when is None:
        return None
    day = when.astimezone(zone).date() if isinstance(when, datetime) else when
    if not trigger.yearly:
        at = _wall_minute(day, trigger.at, trigger.offset, zone)
        return at if at is not None and at > after else None
    months = abs(trigger.offset.months) + abs(trigger.offset.minutes) // (28 * 24 * 60) + 1
    reach = months // 12 + 1
    this_year = local(after, zone).year
    for year in range(max(day.year, this_year - reach), max(day.year, this_year) + reach + 2):
        if year > _LAST_YEAR:
            break
        at = _wall_minute(_anniversary(day, year), trigger.at, trigger.offset, zone)
        if at is not None and at > after:
            return at
    return None


# ── Quiet hours ─────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=64)
def _holidays_of(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


def is_holiday(day: date, country: str | None) -> bool:
    """Whether the day is a public holiday of the country."""
    return country is not None and day in _holidays_of(country)


def is_open(minute: Minute, hours: QuietHours, zone: ZoneInfo) -> bool:
    """Whether the channels of the row may be used at that minute.

    A span that crosses midnight belongs to the day it starts on; holidays are quiet all day.
    """
    wall = local(minute, zone)
    day, now = wall.date(), wall.time()
    if is_holiday(day, hours.holidays):
        return False
    for start, end in hours.allow.get(day.weekday(), ()):
        if start <= now and (now < end or end <= start):
            return True
    before = day - _DAY
    for start, end in hours.allow.get(before.weekday(), ()):
        if _MIDNIGHT < end <= start and now < end and not is_holiday(before, hours.holidays):
            return True
    return False


def next_open(minute: Minute, hours: QuietHours, zone: ZoneInfo, limit: Minute) -> Minute | None:
    """The first minute ≥ ``minute`` at which the row allows, or nothing when that is after ``limit``."""
    if is_open(minute, hours, zone):
        return minute
    day = local(minute, zone).date()
    last = day + _MOST_QUIET_DAYS * _DAY
    while day <= last and day_start(day, zone) <= limit:
        found = [
            at
            for at in _occurrences(day, hours.allow.get(day.weekday(), ()), zone)
            if minute <= at <= limit and is_open(at, hours, zone)
        ]
        if found:
            return min(found)
        day += _DAY
    return None


def _occurrences(day: date, spans: Sequence[tuple[time, time]], zone: ZoneInfo) -> Iterator[Minute]:
    """The minutes of a local day at which quiet hours may end: the starts of its spans, both times when the
    hour is repeated, and the minute at which the clocks change."""
    change = clock_change(day, zone)
    if change is not None:
        yield change
    for start, _ in spans:
        wall = datetime.combine(day, start, zone)
        times = [to_minute(wall.astimezone(UTC))]
        if change is not None:
            times.append(to_minute(wall.replace(fold=1).astimezone(UTC)))
        # a day that a zone left out (Apia, 30 December 2011) has no start of its own
        yield from (at for at in times if local(at, zone).date() == day)


@lru_cache(maxsize=65536)
def clock_change(day: date, zone: ZoneInfo) -> Minute | None:
    """The minute of a local day at which its clocks change, if they do."""
    low, high = day_start(day, zone), day_start(day + _DAY, zone)
    before = to_instant(low).astimezone(zone).utcoffset()
    if before == to_instant(high).astimezone(zone).utcoffset():
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if to_instant(middle).astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


# ── Schedules ───────────────────────────────────────────────────────────────────────────────────────────


class Schedule:
    """The instants of a cron expression in a zone, worked out once and looked up by bisection."""

    def __init__(self, cron: str, zone: ZoneInfo) -> None:
        self.cron = cron
        self.zone = zone
        self._start: Minute | None = None
        self._times: list[Minute] = []
        self._more: Iterator[datetime] = iter(())

    def next(self, after: Minute) -> Minute | None:
        """The first instant > ``after``; nothing when the expression has none, or cannot be read."""
        if self._start is None or after < self._start:
            self._start, self._times = after, []
            try:
                self._more = CronSim(self.cron, to_instant(after).astimezone(self.zone))
            except CronSimError:
                self._more = iter(())
        while not self._times or self._times[-1] <= after:
            instant = next(self._more, None)
            if instant is None:
                return None
            self._times.append(to_minute(instant))
        return self._times[bisect_right(self._times, after)]


class Dated:
    """Instants fixed beforehand, looked up as those of a schedule are."""

    def __init__(self, at: Iterable[Minute]) -> None:
        self._times = sorted(at)

    def next(self, after: Minute) -> Minute | None:
        """The first instant > ``after``, when there is one."""
        place = bisect_right(self._times, after)
        return self._times[place] if place < len(self._times) else None
