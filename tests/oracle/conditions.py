"""Conditions at a minute: whether one holds, and when that may change by itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from designer.domain.condition import (
    All,
    Any,
    Between,
    Compare,
    Comparison,
    Condition,
    Consents,
    Contains,
    Did,
    In,
    InSegment,
    IsSet,
    Matches,
    Not,
    NotDid,
    Scalar,
    Value,
)
from designer.domain.contact import Event, has_consented
from designer.domain.data import DataModel, Segment, Type
from designer.domain.reading import compares, contains, glob
from designer.domain.time import DAY, Duration, Minute, shift
from tests.oracle.calendar import day_start, local

#: Farther than a month's end, a leap day and a change of clocks can move the end of a calendar window.
_SLACK = 5 * DAY


class History:
    """One contact's events by name, each list in the order of the events."""

    __slots__ = ("by_name",)

    def __init__(self, events: Iterable[Event]) -> None:
        self.by_name: dict[str, tuple[list[Minute], list[Event]]] = {}
        for event in events:
            minutes, same = self.by_name.setdefault(event.name, ([], []))
            minutes.append(event.minute)
            same.append(event)

    def add(self, event: Event) -> None:
        """Put one more event in its place."""
        minutes, same = self.by_name.setdefault(event.name, ([], []))
        place = bisect_right(minutes, event.minute)
        minutes.insert(place, event.minute)
        same.insert(place, event)

    def between(self, name: str, after: Minute, last: Minute) -> list[Event]:
        """The events of that name with after < minute ≤ last."""
        found = self.by_name.get(name)
        if found is None:
            return []
        return found[1][bisect_right(found[0], after) : bisect_right(found[0], last)]

    def upto(self, name: str, minute: Minute) -> tuple[list[Minute], list[Event], int]:
        """The minutes and events of that name, and how many of them are at or before the minute."""
        found = self.by_name.get(name)
        if found is None:
            return [], [], 0
        return found[0], found[1], bisect_right(found[0], minute)


@dataclass(kw_only=True, slots=True)
class Facts:
    """What is known of one contact at one minute."""

    attributes: Mapping[str, Value]
    history: History
    zone: ZoneInfo
    #: The minute looked at.
    now: Minute
    #: Events after this minute have not happened yet, whatever minute is looked at.
    known_to: Minute
    segments: Mapping[str, Segment]
    data: DataModel
    #: Types of the fields, where they are an event's properties.
    types: Mapping[str, Type] | None = None

    def at(self, minute: Minute) -> Facts:
        """The same knowledge looked at from a later minute: no event is expected in between."""
        return Facts(
            attributes=self.attributes,
            history=self.history,
            zone=self.zone,
            now=minute,
            known_to=self.known_to,
            segments=self.segments,
            data=self.data,
            types=self.types,
        )

    def type_of(self, field: str) -> Type | None:
        """The declared type of a field."""
        return self.data.type_of(field) if self.types is None else self.types.get(field)

    def of_event(self, event: Event) -> Facts:
        """The facts in which the fields are the event's own properties."""
        return replace(self, attributes=event.properties, types=self.data.properties_of(event.name) or {})


def evaluate(condition: Condition, facts: Facts) -> bool:
    """Whether the condition holds at ``facts.now``.

    A field that is missing, or cannot be read as the type it is compared with, makes a comparison false.
    """
    # the operators that are used most come first: the cases are tried in order
    match condition:
        case Compare(how=how, field=field, value=value):
            return _compare(how, facts, field, value)
        case Did():
            return _happened(condition, facts)
        case NotDid(did=did):
            return not _happened(did, facts)
        case All(parts=parts):
            return all(evaluate(part, facts) for part in parts)
        case Any(parts=parts):
            return any(evaluate(part, facts) for part in parts)
        case Not(part=part):
            return not evaluate(part, facts)
        case In(field=field, values=values):
            return any(_compare(Comparison.EQ, facts, field, value) for value in values)
        case Between(field=field, low=low, high=high):
            return _compare(Comparison.GE, facts, field, low) and _compare(Comparison.LE, facts, field, high)
        case IsSet(field=field):
            return facts.attributes.get(field) not in (None, "", ())
        case Contains(field=field, value=value):
            return contains(facts.attributes.get(field), value, facts.type_of(field))
        case Matches(field=field, pattern=pattern):
            text = facts.attributes.get(field)
            return isinstance(text, str) and glob(pattern).fullmatch(text) is not None
        case InSegment(segment=key):
            segment = facts.segments.get(key)
            return segment is not None and evaluate(segment.condition, facts)
        case Consents(channel=channel):
            return has_consented(facts.attributes, channel)


def matches_event(where: Condition | None, event: Event, facts: Facts) -> bool:
    """Whether an event's own properties satisfy a ``where``."""
    return where is None or evaluate(where, facts.of_event(event))


# ── Comparisons ─────────────────────────────────────────────────────────────────────────────────────────


def _compare(how: Comparison, facts: Facts, field: str, literal: Scalar) -> bool:
    value = facts.attributes.get(field)
    return value is not None and compares(how, value, literal, facts.type_of(field))


# ── Events in a window ──────────────────────────────────────────────────────────────────────────────────


def _happened(did: Did, facts: Facts) -> bool:
    """Whether at least so many such events s have now − within < s ≤ now."""
    minutes, events, upto = facts.history.upto(did.event, min(facts.now, facts.known_to))
    if upto < did.at_least:
        return False
    first = 0
    if did.within is not None:
        first = bisect_right(minutes, _before(facts.now, did.within, facts.zone), 0, upto)
    if did.where is None:
        return upto - first >= did.at_least
    found = 0
    for event in reversed(events[first:upto]):
        if found >= did.at_least:
            break
        found += matches_event(did.where, event, facts)
    return found >= did.at_least


def _before(minute: Minute, within: Duration, zone: ZoneInfo) -> Minute:
    """The minute from which a window that ends at ``minute`` is open."""
    return shift(minute, -within, zone) if within.months else minute - within.minutes


def window_end(at: Minute, within: Duration, after: Minute, zone: ZoneInfo) -> Minute | None:
    """The first minute > ``after`` at which an event of minute ``at`` enters or leaves the window.

    For an exact duration that is ``at + within``. A calendar window is not as regular (31 May − 3 months and
    28 May − 3 months are both in February), so the days around its end are looked at one by one.
    """
    if within.exact:
        end = at + within.minutes
        return end if end > after else None
    around = shift(at, within, zone)
    low, high = max(after, around - _SLACK), around + _SLACK
    was = at > shift(low, -within, zone)
    while low < high:
        nearby = min(day_start(local(low, zone).date() + timedelta(days=1), zone), high)
        piece = _first_change(at, within, zone, low, nearby, was)
        if piece is not None:
            return piece
        low = nearby
    return None


def _first_change(
    at: Minute, within: Duration, zone: ZoneInfo, low: Minute, high: Minute, was: bool
) -> Minute | None:
    """The first minute in (low, high] whose membership is not ``was``; the minutes are of one local day."""
    step = high - low
    if shift(high - 1, -within, zone) - shift(low, -within, zone) != high - 1 - low:
        # clocks change, here or there: they do so on whole half-hours, so that pieces this short are even
        step = 30 - low % 30
    start = low
    while start < high:
        end = min(start + step, high)
        for edge in (start + 1, end - 1, end):
            if start < edge <= end and (at > shift(edge, -within, zone)) != was:
                inside = start
                while edge - inside > 1:
                    middle = (inside + edge) // 2
                    if (at > shift(middle, -within, zone)) != was:
                        edge = middle
                    else:
                        inside = middle
                return edge
        start, step = end, 30 if step <= 30 else step
    return None


def flips_at(condition: Condition, facts: Facts, now: Minute) -> Minute | None:
    """The earliest minute > ``now`` at which the truth might change without a new fact.

    Never later than a real change; it may be earlier, or no change at all.
    """
    match condition:
        case All(parts=parts) | Any(parts=parts):
            return earliest(flips_at(part, facts, now) for part in parts)
        case Not(part=part):
            return flips_at(part, facts, now)
        case NotDid(did=did):
            return _window_flips(did, facts, now)
        case Did():
            return _window_flips(condition, facts, now)
        case InSegment(segment=key):
            segment = facts.segments.get(key)
            return None if segment is None else flips_at(segment.condition, facts, now)
        case _:
            return None


def _window_flips(did: Did, facts: Facts, now: Minute) -> Minute | None:
    if did.within is None or did.at_least < 1:
        return None
    minutes, events, upto = facts.history.upto(did.event, min(now, facts.known_to))
    if upto < did.at_least:
        return None
    reach = _before(now, did.within, facts.zone) - (0 if did.within.exact else 2 * _SLACK)
    first = bisect_right(minutes, reach, 0, upto)
    if did.within.exact:
        # events leave in their order: the truth changes when the last but (at_least − 1) of them does
        kept = minutes[first:upto]
        if did.where is not None:
            kept = [event.minute for event in events[first:upto] if matches_event(did.where, event, facts)]
        if len(kept) < did.at_least:
            return None
        return kept[-did.at_least] + did.within.minutes
    return earliest(
        window_end(event.minute, did.within, now, facts.zone)
        for event in events[first:upto]
        if matches_event(did.where, event, facts)
    )


def earliest(minutes: Iterable[Minute | None]) -> Minute | None:
    """The least of the minutes that there are."""
    first: Minute | None = None
    for minute in minutes:
        if minute is not None and (first is None or minute < first):
            first = minute
    return first
