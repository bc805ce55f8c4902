"""One contact tried out by hand: what the planner decides about it, step by step, and why.

A course holds the contact's counting unit as it stands and is taken forward to a minute, or handed a fact; it
decides nothing itself. What it tells of a step is read from the kernel's answer, and the reasons are asked of
the same programs (``reasons.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from designer.domain.channel import Channel
from designer.domain.condition import Value
from designer.domain.contact import Event
from designer.domain.enrolment import Decision, Dispatch, Enrolment, Outcome, Person, Unit
from designer.domain.scenario import (
    EventTrigger,
    ManualTrigger,
    Scenario,
    Split,
    TriggerNode,
    Update,
)
from designer.domain.time import DAY, Minute
from designer.engine.compile import compile_book
from designer.engine.packing import Packed, advance_all, outcome_of
from designer.engine.reasons import Reason, Reasons
from designer.engine.rulebook import ENTERED_BY_HAND, Rulebook

#: What happens, in the order in which it is told within a minute; ``step`` and ``decision`` go together.
KINDS = (
    "event",
    "change",
    "conversion",
    "out",
    "refusal",
    "ignored",
    "step",
    "decision",
    "exit",
)
#: How far it is looked ahead for what comes next.
HORIZON: Minute = 400 * DAY
#: Ends of an enrolment that come before what else is decided at the minute.
_FIRST = ("goal", "exit-when", "prevailed")
_CHANNELS = {channel.value: channel for channel in Channel}


@dataclass(kw_only=True)
class Step:
    """One thing that happened, with why."""

    at: Minute
    #: One of ``KINDS``.
    kind: str
    #: The event's name, the verdict, the reason of a refusal or an exit.
    word: str = ""
    scenario: str = ""
    version: int = 0
    entry: int = 0
    node: str = ""
    visit: int = 0
    #: Of a step: the node and the way out by which it was reached; nothing for an entry.
    source: str = ""
    path: str = ""
    #: The way out that was taken from here, once it was.
    took: str = ""
    #: Of a task: when it expires.
    expires_at: Minute | None = None
    #: Of a refusal, the scenario in the way.
    by: str | None = None
    #: Of an event its properties, of a change or an update the values that were set (``None``: taken away).
    values: Mapping[str, Value | None] = field(default_factory=dict)
    #: What decided: by way out for a condition, under "" else.
    reasons: Sequence[tuple[str, Reason]] = ()
    #: Of a decision: everything about it, and what leaves.
    decision: Decision | None = None
    dispatch: Dispatch | None = None
    #: Of a dispatch: the contact's attributes, and the properties of the event that entered it.
    attributes: Mapping[str, Value] = field(default_factory=dict)
    event: Mapping[str, Value] = field(default_factory=dict)


class Course:
    """A contact on its way through a rulebook, from ``floor`` on; the unit is the course's own."""

    def __init__(self, book: Rulebook, unit: Unit, contact: str, scenario: str, *, floor: Minute) -> None:
        self.book, self.unit, self.scenario = book, unit, scenario
        self.contact = contact
        #: Everything up to this minute is decided.
        self.now: Minute = floor - 1
        self.steps: list[Step] = []
        #: What may hold in the tables at once: the course and what is looked at ahead of it.
        self._span = floor, floor + 3 * HORIZON
        self._facts = count(1)
        self._reasons = Reasons(segments=book.segments, data=book.data, zone=book.zone)

    @property
    def person(self) -> Person:
        """The contact as it now stands."""
        return next(one for one in self.unit.people if one.id == self.contact)

    @property
    def record(self) -> Scenario:
        """The version of the scenario that takes entries."""
        return self.book.scenario(self.scenario, self.book.intakes[self.scenario].version)

    @property
    def inside(self) -> list[Enrolment]:
        """Where the contact stands in the scenario, by entry."""
        own = [one for one in self.person.enrolments if one.scenario == self.scenario]
        return sorted(own, key=lambda one: one.entry)

    # ── Time and facts ──────────────────────────────────────────────────────────────────────────────────

    def go(self, until: Minute) -> None:
        """Decide everything up to a minute."""
        if until > self.now:
            self._advance(self.book, until)

    def fire(self, name: str, properties: Mapping[str, Value]) -> None:
        """An event happens, and is taken at the next minute."""
        person, at = self.person, self.now + 1
        event = self._fact(name, properties)
        person.suppressed |= _closed_by(event)
        self.steps.append(Step(at=at, kind="event", word=name, values=dict(properties)))
        before = len(self.steps)
        self._advance(self.book, at)
        trigger = self.record.trigger
        answered = any(
            one.scenario == self.scenario and one.kind in ("refusal", "step") and not one.source
            for one in self.steps[before:]
        )
        if isinstance(trigger, EventTrigger) and trigger.event == name and trigger.where and not answered:
            why = self._reasons.of_event(trigger.where, event)
            if not why.holds:
                self.steps.append(
                    Step(at=at, kind="ignored", word="where", scenario=self.scenario, reasons=(("", why),))
                )

    def change(self, values: Mapping[str, Value | None]) -> None:
        """Attributes take new values (``None`` takes one away), and are looked at at the next minute."""
        person, at = self.person, self.now + 1
        for name, value in values.items():
            if value is None:
                person.attributes.pop(name, None)
            else:
                person.attributes[name] = value
        self.steps.append(Step(at=at, kind="change", values=dict(values)))
        self._advance(self.book, at)

    def enter(self) -> None:
        """Somebody enters the contact by hand at the next minute, whatever the trigger; its rules apply."""
        at = self.now + 1
        self._fact(ENTERED_BY_HAND, {"scenario": self.scenario})
        self.steps.append(Step(at=at, kind="event", word=ENTERED_BY_HAND))
        self._advance(_by_hand(self.book, self.scenario), at)

    def ahead(self, minutes: Minute = HORIZON) -> list[Step]:
        """What would happen next without a new fact; the course stays where it is."""
        other = copy(self)
        other.unit, other.steps = unit_of_its_own(self.unit), []
        other.go(self.now + minutes)
        return other.steps

    def _fact(self, name: str, properties: Mapping[str, Value]) -> Event:
        minute = self.now + 1
        event = Event(
            id=f"trial-{next(self._facts)}",
            contact=self.contact,
            name=name,
            at=minute * 60,
            minute=minute,
            properties=dict(properties),
        )
        self.person.events.append(event)
        self.person.events.sort(key=lambda one: (one.minute, one.at, one.id))
        return event

    def _advance(self, book: Rulebook, until: Minute) -> None:
        floor = self.now + 1
        attributes = dict(self.person.attributes)
        packed = Packed(compile_book(book, first=self._span[0], last=self._span[1]), [self.unit])
        out = advance_all(packed, floor=floor, until=until)
        outcome = outcome_of(packed, out, until)
        self.now = until
        self.steps += _Reader(self, book, packed, out, outcome, floor, attributes).steps()


def unit_of_its_own(unit: Unit) -> Unit:
    """A unit of its own with the same in it."""
    people = [
        replace(
            person,
            attributes=dict(person.attributes),
            events=list(person.events),
            enrolments=[replace(one, visits=dict(one.visits)) for one in person.enrolments],
            stays={key: list(stays) for key, stays in person.stays.items()},
            marks=dict(person.marks),
        )
        for person in unit.people
    ]
    return Unit(key=unit.key, people=people, sends=list(unit.sends))


def _by_hand(book: Rulebook, key: str) -> Rulebook:
    """The book in which one scenario is entered by hand; made once for a book."""
    made: Rulebook | None = book.__dict__.get("_by_hand")
    if made is None:
        version = book.intakes[key].version
        record = replace(book.scenario(key, version), trigger=ManualTrigger())
        made = replace(book, versions={**book.versions, (key, version): record})
        book.__dict__["_by_hand"] = made
    return made


def _closed_by(event: Event) -> frozenset[Channel]:
    """The channel that is not used any more after an event."""
    if event.name not in ("message.unsubscribed", "message.bounced", "message.complained"):
        return frozenset()
    channel = _CHANNELS.get(str(event.properties.get("channel")))
    if channel is None or event.properties.get("kind") == "soft":
        return frozenset()
    return frozenset((channel,))


class _Reader:
    """Reads what one call of the kernel decided about the contact, in the order in which it came."""

    def __init__(
        self,
        course: Course,
        book: Rulebook,
        packed: Packed,
        out: Any,
        outcome: Outcome,
        floor: Minute,
        attributes: dict[str, Value],
    ) -> None:
        self.course, self.book, self.packed, self.out, self.outcome = course, book, packed, out, outcome
        self.compiled = packed.compiled
        self.floor = floor
        #: The contact's attributes as the steps are told.
        self.attributes = attributes
        self.used = [int(number) for number in out.used]

    def steps(self) -> list[Step]:
        """Everything, the earliest first."""
        found: list[tuple[tuple[Minute, int, float], Step]] = []
        visits = self._visits()
        for place, step in enumerate(visits):
            found.append(((step.at, KINDS.index("step"), place), step))
        for place, step in enumerate(self._decisions()):
            found.append(((step.at, KINDS.index("step"), _after(visits, step, place)), step))
        for step in (*self._refusals(), *self._ends()):
            found.append(((step.at, KINDS.index(step.kind), len(found)), step))
        found.sort(key=lambda one: one[0])
        told = [step for _, step in found]
        for step in told:
            self._explain(step, told)
        return told

    # ── What was decided ────────────────────────────────────────────────────────────────────────────────

    def _is_own(self, row: Any) -> bool:
        return bool(self.packed.people[row["person"]].id == self.course.contact)

    def _place(self, row: Any) -> dict[str, Any]:
        version = int(row["scenario"])
        return {
            "scenario": self.compiled.versions[version].key,
            "version": self.compiled.version_numbers[version],
            "entry": int(row["entry"]),
        }

    def _visits(self) -> list[Step]:
        expires = {
            (one.scenario, one.entry, one.node, one.visit): one.expires_at for one in self.outcome.tasks
        }
        found = []
        for row in self.out.visits[: self.used[0]]:
            if not self._is_own(row):
                continue
            node = self.compiled.nodes[row["node"]][1]
            source, path = "", ""
            if row["way"] >= 0:
                left, path, _target = self.compiled.ways[row["way"]]
                source = self.compiled.nodes[left][1].id
            step = Step(
                at=int(row["at"]),
                kind="step",
                node=node.id,
                visit=int(row["visit"]),
                source=source,
                path=path,
                values=dict(node.set) if isinstance(node, Update) else {},
                **self._place(row),
            )
            step.expires_at = expires.get((step.scenario, step.entry, step.node, step.visit))
            found.append(step)
        return found

    def _decisions(self) -> list[Step]:
        leaving = {dispatch.send.key: dispatch for dispatch in self.outcome.dispatches}
        return [
            Step(
                at=one.at,
                kind="decision",
                word=one.verdict.value,
                scenario=one.scenario,
                version=one.version,
                entry=one.entry,
                node=one.node,
                visit=one.visit,
                decision=one,
                dispatch=leaving.get(one.send_key or "") if one.verdict.value == "sent" else None,
            )
            for one in self.outcome.decisions
            if one.contact == self.course.contact
        ]

    def _refusals(self) -> list[Step]:
        versions = {entry.key: entry.version for entry in self.compiled.open}
        return [
            Step(
                at=one.at,
                kind="refusal",
                word=one.reason,
                scenario=one.scenario,
                version=versions[one.scenario],
                by=one.by,
            )
            for one in self.outcome.refusals
            if one.contact == self.course.contact
        ]

    def _ends(self) -> list[Step]:
        found = []
        for one in self.outcome.changed.values():
            if one.contact != self.course.contact:
                continue
            place: dict[str, Any] = {
                "scenario": one.scenario,
                "version": one.version,
                "entry": one.entry,
                "node": one.node,
            }
            if one.converted_at is not None and one.converted_at >= self.floor:
                found.append(Step(at=one.converted_at, kind="conversion", **place))
            if one.left_at is not None and one.left_at >= self.floor:
                reason = one.reason or "end"
                kind = "out" if reason.partition(":")[0] in _FIRST else "exit"
                found.append(Step(at=one.left_at, kind=kind, word=reason, **place))
        return found

    # ── Why ─────────────────────────────────────────────────────────────────────────────────────────────

    def _explain(self, step: Step, told: Sequence[Step]) -> None:
        if step.kind == "step":
            self._took(step, told)
            if step.values:
                self.attributes.update(
                    {name: value for name, value in step.values.items() if value is not None}
                )
            node = self._node(step)
            if isinstance(node, Split):
                step.reasons = self._branch(step, node, told)
        elif step.kind == "decision" and step.dispatch is not None:
            step.attributes = dict(self.attributes)
            step.event = self._entered_by(step.dispatch.event)
        elif step.kind == "refusal" and step.word == "audience":
            audience = self.book.scenario(step.scenario, step.version).audience
            if audience is not None:
                step.reasons = (("", self._asked(audience, step.at)),)
        elif step.kind == "out" and step.word == "exit-when":
            rule = self.book.scenario(step.scenario, step.version).exit_when
            if rule is not None:
                step.reasons = (("", self._asked(rule, step.at)),)

    def _took(self, step: Step, told: Sequence[Step]) -> None:
        """Say at the step that it came from which way out was taken."""
        if not step.source:
            return
        where = (step.scenario, step.entry, step.source)
        for one in (*reversed(told[: told.index(step)]), *reversed(self.course.steps)):
            if one.kind == "step" and (one.scenario, one.entry, one.node) == where:
                one.took = step.path
                return

    def _node(self, step: Step) -> Any:
        return self.book.scenario(step.scenario, step.version).by_id.get(step.node, TriggerNode(id=""))

    def _branch(self, step: Step, node: Split, told: Sequence[Step]) -> Sequence[tuple[str, Reason]]:
        """The conditions up to the one that held."""
        leads = next(
            (
                one.path
                for one in told[told.index(step) + 1 :]
                if one.kind == "step"
                and (one.scenario, one.entry, one.source) == (step.scenario, step.entry, step.node)
            ),
            None,
        )
        for with_receipts in (True, False):
            reasons: list[tuple[str, Reason]] = []
            path = "else"
            for way in node.paths:
                why = self._asked(way.when, step.at, receipts=with_receipts)
                reasons.append((way.path, why))
                if why.holds:
                    path = way.path
                    break
            if leads is None or path == leads:
                step.took = path
                return reasons
        # What was known at that instant of the minute cannot be told any more: the way alone is sure.
        return ()

    def _asked(self, condition: Any, at: Minute, *, receipts: bool = True) -> Reason:
        events = self.course.person.events
        if not receipts:
            made = {event.id for event in self.outcome.events if event.minute == at}
            events = [event for event in events if event.id not in made]
        return self.course._reasons.of(condition, attributes=self.attributes, events=events, now=at)

    def _entered_by(self, event: str | None) -> Mapping[str, Value]:
        if event is None:
            return {}
        return next((one.properties for one in self.course.person.events if one.id == event), {})


def _after(visits: Sequence[Step], step: Step, place: int) -> float:
    """Where a decision stands among the visits: after that of its own message, before what came of it."""
    first: float | None = None
    own: float | None = None
    for number, visit in enumerate(visits):
        if visit.at != step.at or (visit.scenario, visit.entry) != (step.scenario, step.entry):
            continue
        if first is None:
            first = number
        if (visit.node, visit.visit) == (step.node, step.visit):
            own = number
    if own is not None:
        return own + 0.25 + place / 1e6
    return len(visits) + place / 1e6 if first is None else first - 0.5 + place / 1e6


def path_of(
    steps: Sequence[Step], scenario: str, version: int
) -> tuple[list[str], list[tuple[str, str, str]]]:
    """The nodes that were entered in one version, and the links that were taken, each once, in order."""
    own = [
        step for step in steps if step.kind == "step" and (step.scenario, step.version) == (scenario, version)
    ]
    nodes = dict.fromkeys(step.node for step in own)
    links = dict.fromkeys((step.source, step.path, step.node) for step in own if step.source)
    return list(nodes), list(links)
