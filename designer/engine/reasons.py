"""Why a condition holds of a contact, or does not: every part of it with the value that decided.

Each part is asked of the planner's own programs (``asking.py``), so that the reason given is the one that
decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from designer.domain.condition import (
    All,
    Between,
    Compare,
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
    Value,
    walk,
)
from designer.domain.condition import Any as AnyOf
from designer.domain.contact import Event
from designer.domain.data import DataModel, Segment
from designer.domain.time import Minute
from designer.engine.asking import Asker

_FIELDS = (Compare, In, Between, IsSet, Contains, Matches)
#: Events of a name that are counted one by one, the newest.
_COUNTED = 200


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One part of a condition: whether it holds, and what of the contact says so."""

    condition: Condition
    holds: bool
    #: Of ``all``, ``any``, ``not`` and a segment: the parts, in order.
    parts: tuple[Reason, ...] = ()
    #: Of an attribute: its value; nothing when it is missing.
    value: Value | None = None
    #: Of events: how many of them are counted, and when the last one was.
    count: int | None = None
    last: Minute | None = None


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """What conditions are read with: segments, the data model, and the zone of contacts without one."""

    segments: Mapping[str, Segment] = field(default_factory=dict)
    data: DataModel = DataModel()
    zone: ZoneInfo

    def of(
        self,
        condition: Condition,
        *,
        attributes: Mapping[str, Value],
        events: Sequence[Event],
        now: Minute,
    ) -> Reason:
        """Why a condition holds of a contact at ``now``, or not; later events have not happened.

        Raises ``BadInput`` for a segment that stands in itself.
        """
        leaves = {repr(leaf): leaf for leaf in self._leaves(condition, ())}
        answers = self._asker([*leaves.values()]).of_one(attributes, events, now)
        known = dict(zip(leaves, answers, strict=True))
        return _Telling(self, attributes, events, now, known).tell(condition)

    def of_event(self, where: Condition, event: Event) -> Reason:
        """Why a condition on an event's own properties holds of an event, or not."""
        leaves = {repr(leaf): leaf for leaf in self._leaves(where, ())}
        asked = [
            leaf if isinstance(leaf, Did) else Did(event=event.name, at_least=1, where=leaf)
            for leaf in leaves.values()
        ]
        answers = self._asker(asked).of_one({}, [event], event.minute)
        known = dict(zip(leaves, answers, strict=True))
        return _Telling(self, event.properties, [event], event.minute, known).tell(where)

    def _asker(self, conditions: Sequence[Condition]) -> Asker:
        return Asker(conditions, segments=self.segments, data=self.data, zone=self.zone)

    def _leaves(self, condition: Condition, within: tuple[str, ...]) -> Iterator[Condition]:
        """The parts that are asked; a ``not_did`` asks its ``did``."""
        match condition:
            case All(parts=parts) | AnyOf(parts=parts):
                for part in parts:
                    yield from self._leaves(part, within)
            case Not(part=part):
                yield from self._leaves(part, within)
            case NotDid(did=did):
                yield did
            case InSegment(segment=key) if key in self.segments:
                yield condition
                if key not in within:
                    yield from self._leaves(self.segments[key].condition, (*within, key))
            case _:
                yield condition

    def counted(
        self, did: Did, attributes: Mapping[str, Value], events: Sequence[Event], now: Minute
    ) -> list[Event]:
        """The events that a ``did`` counts at ``now``, of the newest 200 of its name, the oldest first."""
        own = [event for event in events if event.name == did.event and event.minute <= now][-_COUNTED:]
        if not own:
            return []
        holds = self._asker([replace(did, at_least=1)]).holds(
            [attributes] * len(own), [[event] for event in own], now
        )
        return [event for event, counts in zip(own, holds[:, 0].tolist(), strict=True) if counts]


@dataclass(frozen=True)
class _Telling:
    """One condition asked of one contact."""

    by: Reasons
    attributes: Mapping[str, Value]
    events: Sequence[Event]
    now: Minute
    #: By what the part reads as: 1 and true are different literals.
    known: Mapping[str, bool]

    def tell(self, condition: Condition) -> Reason:
        match condition:
            case All(parts=parts):
                told = tuple(self.tell(part) for part in parts)
                return Reason(condition=condition, holds=all(one.holds for one in told), parts=told)
            case AnyOf(parts=parts):
                told = tuple(self.tell(part) for part in parts)
                return Reason(condition=condition, holds=any(one.holds for one in told), parts=told)
            case Not(part=part):
                inner = self.tell(part)
                return Reason(condition=condition, holds=not inner.holds, parts=(inner,))
            case NotDid(did=did):
                return replace(self._did(did), condition=condition, holds=not self.known[repr(did)])
            case Did():
                return self._did(condition)
            case InSegment(segment=key) if key in self.by.segments:
                inner = self.tell(self.by.segments[key].condition)
                return Reason(condition=condition, holds=self.known[repr(condition)], parts=(inner,))
            case Consents(channel=channel):
                value = self.attributes.get(f"consent_{channel}")
                return Reason(condition=condition, holds=self.known[repr(condition)], value=value)
            case _ if isinstance(condition, _FIELDS):
                value = self.attributes.get(condition.field)
                return Reason(condition=condition, holds=self.known[repr(condition)], value=value)
            case _:
                return Reason(condition=condition, holds=self.known[repr(condition)])

    def _did(self, did: Did) -> Reason:
        holds = self.known[repr(did)]
        if did.where is not None and any(isinstance(part, Did) for part in walk(did.where)):
            return Reason(condition=did, holds=holds)
        found = self._counted(did)
        return Reason(condition=did, holds=holds, count=len(found), last=found[-1].minute if found else None)

    def _counted(self, did: Did) -> list[Event]:
        return self.by.counted(did, self.attributes, self.events, self.now)
