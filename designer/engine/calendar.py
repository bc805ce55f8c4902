"""Zones by name, dates as contacts have them, and the instants of schedules.

What compiled code works out of them, in whole numbers, is in ``clockwork.py``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import count
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from designer.domain.condition import Value
from designer.domain.scenario import UntilTime
from designer.domain.time import Minute, to_instant, to_minute, to_utc

#: Years that local time is worked out in.
_FIRST_YEAR, _LAST_YEAR = 2, 9990


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


def next_local_time(minute: Minute, until: UntilTime, zone: ZoneInfo) -> Minute:
    """The first minute ≥ ``minute`` at that local time on one of those weekdays, as a wait has it."""
    day = local(minute, zone).date()
    # one a day before may still come: a clock that is put back says the same time twice
    for ahead in count(-1):
        on = day + timedelta(days=ahead)
        if until.weekdays and on.weekday() not in until.weekdays:
            continue
        at = to_minute(to_utc(datetime.combine(on, until.time), zone))
        # a zone may have left a day out, which then has no time of its own
        if at >= minute and local(at, zone).date() == on:
            return at
    raise AssertionError("days do not end")


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
