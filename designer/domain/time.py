"""Planner time: whole UTC minutes, and the ISO 8601 durations of the documents.

Everything that is decided is decided at a minute. A ``Minute`` is the number of whole minutes since
1970-01-01T00:00Z; a fact that falls inside a minute is taken at the next whole one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

Minute = int

HOUR: Minute = 60
DAY: Minute = 24 * HOUR
WEEK: Minute = 7 * DAY

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DURATION = re.compile(
    r"(?P<sign>[+-])?P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


def to_minute(instant: datetime) -> Minute:
    """The planner minute of an aware instant: the instant itself when whole, else the next minute.

    >>> to_minute(datetime(1970, 1, 1, 0, 1, 1, tzinfo=UTC))
    2
    """
    if instant.tzinfo is None:
        raise ValueError(f"the instant {instant.isoformat()} has no time zone; add one, such as Z")
    elapsed = instant - _EPOCH
    return -(-elapsed // timedelta(minutes=1))


def to_instant(minute: Minute) -> datetime:
    """The aware UTC instant of a planner minute."""
    return _EPOCH + timedelta(minutes=minute)


def to_iso(minute: Minute) -> str:
    """ISO 8601 in UTC, to the minute's second: ``1998-03-01T00:00:00Z``."""
    return to_instant(minute).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_iso(text: str) -> datetime:
    """An aware UTC instant from ISO 8601; a date alone is its midnight, a missing zone is UTC.

    Raises ``ValueError`` with the text in the message when it cannot be read.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"'{text}' is not an ISO 8601 date or instant, such as 2026-11-21T09:00:00Z"
        ) from None
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


@dataclass(frozen=True, kw_only=True, order=False)
class Duration:
    """A signed ISO 8601 duration: exact minutes, and calendar months kept apart.

    ``PnD`` is n × 24 hours and ``PnW`` seven days. Months and years are calendar arithmetic and make
    sense only where a date anchors them.
    """

    #: Exact part, in minutes, signed.
    minutes: int = 0
    #: Calendar part, in months, signed.
    months: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read ``PT30M``, ``PT48H``, ``P2D``, ``P1W``, ``P6M``, ``-P3D``.

        Raises ``ValueError`` when the text is not a duration or is finer than a minute.
        """
        match = _DURATION.fullmatch(text)
        parts = (
            {name: int(value) for name, value in match.groupdict().items() if name != "sign" and value}
            if match
            else {}
        )
        if match is None or not parts:
            raise ValueError(f"'{text}' is not an ISO 8601 duration, such as PT30M, PT48H, P2D, P6M or -P3D")
        if parts.get("seconds", 0) % 60:
            raise ValueError(f"'{text}' is finer than a minute; durations are whole minutes")
        sign = -1 if match["sign"] == "-" else 1
        minutes = (
            parts.get("weeks", 0) * WEEK
            + parts.get("days", 0) * DAY
            + parts.get("hours", 0) * HOUR
            + parts.get("minutes", 0)
            + parts.get("seconds", 0) // 60
        )
        months = parts.get("years", 0) * 12 + parts.get("months", 0)
        return cls(minutes=sign * minutes, months=sign * months)

    def __str__(self) -> str:
        """The shortest ISO form that reads back equal: ``-P3D``, ``P1DT2H``, ``P6M``."""
        sign = "-" if self.minutes < 0 or self.months < 0 else ""
        minutes, months = abs(self.minutes), abs(self.months)
        days, rest = divmod(minutes, DAY)
        hours, rest = divmod(rest, HOUR)
        date = (f"{months}M" if months else "") + (f"{days}D" if days else "")
        clock = (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")
        if not date and not clock:
            return "PT0M"
        return f"{sign}P{date}" + (f"T{clock}" if clock else "")

    def __neg__(self) -> Duration:
        return Duration(minutes=-self.minutes, months=-self.months)

    @property
    def exact(self) -> bool:
        """Whether it has no calendar part, so that it is a number of minutes anywhere."""
        return self.months == 0


def add_months(local: datetime, months: int) -> datetime:
    """The same local time a number of calendar months away, clamped to the month's last day.

    >>> add_months(datetime(2026, 5, 31), -3)
    datetime.datetime(2026, 2, 28, 0, 0)
    """
    index = local.year * 12 + (local.month - 1) + months
    year, month = divmod(index, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant of a naive wall time in a zone.

    A time that the spring change skips is moved forward by the gap; one that the autumn change repeats is
    its first occurrence.
    """
    aware = wall.replace(tzinfo=zone, fold=0)
    # With fold=0 zoneinfo reads a skipped time with the offset before the change, which lands after the gap.
    return aware.astimezone(UTC)


def shift(minute: Minute, by: Duration, zone: ZoneInfo) -> Minute:
    """A minute moved by a duration: months as local calendar arithmetic in the zone, then exact minutes."""
    if by.months:
        local = to_instant(minute).astimezone(zone).replace(tzinfo=None)
        minute = to_minute(to_utc(add_months(local, by.months), zone))
    return minute + by.minutes
