"""People made up for one scenario: who they are, what they did before, and what brings them in.

A condition is made true (or false) by drawing which of its parts shall hold, then values and facts that make
them hold. Everything is drawn from a seeded generator: the same seed gives the same people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Final

from designer.analysis import inventory
from designer.analysis.values import Leaf, field_of, says
from designer.domain.channel import Channel
from designer.domain.condition import (
    All,
    Any,
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
    Scalar,
    Value,
)
from designer.domain.contact import Event
from designer.domain.data import Type
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import length
from designer.domain.scenario import (
    DateTrigger,
    EntersTrigger,
    EventTrigger,
    InactivityTrigger,
    ManualTrigger,
    Scenario,
    ScheduleTrigger,
    UntilDate,
    Wait,
)
from designer.domain.time import DAY, HOUR, Duration, Minute, add_months, to_instant, to_iso
from designer.engine.asking import Asker
from designer.engine.calendar import Schedule, local, zone_named
from designer.engine.rulebook import ENTERED_BY_HAND

#: First names of everyone's neighbours; nothing is said of anyone's gender.
FIRST_NAMES: Final = (
    "Camille",
    "Dominique",
    "Claude",
    "Alix",
    "Sacha",
    "Charlie",
    "Maxime",
    "Noa",
    "Lou",
    "Eden",
)
_WORDS: Final = ("Lyon", "Nantes", "Rennes", "Annecy", "Tours", "Pau", "Metz", "Dax")
_NUMBERS: Final = (1.0, 12.0, 45.0, 120.0, 480.0, 1250.0, 9000.0)

#: How far back a fact without a window is put, in days.
_PAST: Final = 120

#: How often a property is absent, and how often one whose absence is looked at.
_ABSENT: Final = 0.04
_OPTIONAL: Final = 0.35

#: How often conditions are drawn anew before a contact is left as it is.
_TRIES: Final = 12

#: A part of a condition and whether it shall hold.
Literal = tuple["Leaf | Did", bool]


@dataclass(kw_only=True)
class Plan:
    """One person as made up: what is so from the start, and what will happen."""

    attributes: dict[str, Value]
    #: Facts before the first minute, and later ones, in no order.
    events: list[tuple[Minute, str, dict[str, Value]]] = field(default_factory=list)
    #: Attributes that take a value later.
    changes: list[tuple[Minute, str, Value | None]] = field(default_factory=list)
    #: When the trigger is meant to come.
    at: Minute = 0


class Maker:
    """Makes up people for one scenario of a portfolio."""

    def __init__(self, portfolio: Portfolio, scenario: Scenario, *, start: Minute) -> None:
        self.portfolio = portfolio
        self.scenario = scenario
        #: The first minute of the simulation: what comes before is history.
        self.start = start
        self.zone = zone_named(portfolio.policy.timezone) or zone_named("Europe/Paris")
        assert self.zone is not None
        self._askers: dict[str, Asker] = {}

    # ── What conditions look at ─────────────────────────────────────────────────────────────────────────

    @cached_property
    def _trees(self) -> list[inventory.Tree]:
        return [*inventory.trees_of(self.scenario), *inventory.shared_trees(self.portfolio)]

    @cached_property
    def _leaves(self) -> Mapping[tuple[str | None, str], list[Leaf]]:
        """(event or nothing, field) -> the leaves that test it."""
        found: dict[tuple[str | None, str], list[Leaf]] = {}
        for tree in self._trees:
            for part in inventory.parts_of(tree):
                if isinstance(part.condition, Compare | In | Between | IsSet | Contains | Matches):
                    found.setdefault((part.event, part.condition.field), []).append(part.condition)
        return found

    def _candidates(self, event: str | None, name: str) -> list[Value | None]:
        """Values of a field worth drawing: declared ones, those around every constant, and some others."""
        return self._candidates_of.setdefault((event, name), list(self._values(event, name)))

    @cached_property
    def _candidates_of(self) -> dict[tuple[str | None, str], list[Value | None]]:
        return {}

    def _values(self, event: str | None, name: str) -> Iterator[Value | None]:
        kind = self._type(event, name)
        if event is None and name in self.portfolio.data.attributes:
            yield from self.portfolio.data.attributes[name].values
        for leaf in self._leaves.get((event, name), ()):
            yield from _around(leaf, kind)
        match kind:
            case Type.NUMBER:
                yield from _NUMBERS
            case Type.BOOLEAN:
                yield from (True, False)
            case Type.TEXT if name == "first_name":
                yield from FIRST_NAMES
            case Type.TEXT:
                if event is not None or not self.portfolio.data.attributes.get(name, _NO_VALUES).values:
                    yield from _WORDS
            case Type.LIST:
                yield ()
            case _:
                pass
        yield None

    def _type(self, event: str | None, name: str) -> Type:
        data = self.portfolio.data
        if event is None:
            return data.type_of(name) or Type.TEXT
        return (data.properties_of(event) or {}).get(name, Type.TEXT)

    # ── A person ────────────────────────────────────────────────────────────────────────────────────────

    def person(self, random: Random, at: Minute) -> Plan:
        """Somebody whom the scenario's trigger brings in at about that minute, if it can be done."""
        plan = Plan(attributes=self._anybody(random, at), at=at)
        trigger = self.scenario.trigger
        if isinstance(trigger, ScheduleTrigger):
            schedule = Schedule(trigger.cron, self.zone) if self.zone else None
            plan.at = (schedule.next(at) if schedule else None) or at
        wanted = self._wanted()
        if isinstance(trigger, EntersTrigger):
            wanted.append((trigger.condition, True))
        before = Plan(attributes=dict(plan.attributes), at=plan.at)
        for _ in range(_TRIES):
            plan = Plan(attributes=dict(before.attributes), at=before.at)
            self._bring_in(random, plan)
            if not self._settle(random, plan, wanted):
                continue
            if isinstance(trigger, EntersTrigger) and not self._only_then(random, plan, trigger):
                continue
            if self._holds(plan, wanted):
                break
        return plan

    def _wanted(self) -> list[tuple[Condition, bool]]:
        """What shall hold, or not, at the minute of entry."""
        wanted: list[tuple[Condition, bool]] = []
        if self.scenario.audience is not None:
            wanted.append((self.scenario.audience, True))
        if self.scenario.exit_when is not None:
            wanted.append((self.scenario.exit_when, False))
        wanted += [
            (exclusion.when, False)
            for exclusion in self.portfolio.policy.exclusions
            if self.scenario.key not in exclusion.except_
        ]
        return wanted

    def _anybody(self, random: Random, at: Minute) -> dict[str, Value]:
        """Somebody who can be written to on every channel, with what the base knows of people."""
        attributes: dict[str, Value] = {
            "email": "somebody@example.com",
            "phone": "+33639980000",
            "language": random.choice(("fr", "en")),
            "timezone": "Europe/Paris",
            **{f"consent_{channel.value}": True for channel in Channel},
        }
        for name in self.portfolio.data.attributes:
            kind = self._type(None, name)
            value: Value | None
            if kind in (Type.DATE, Type.INSTANT):
                value = self._some_date(random, name, at) if random.random() < 0.7 else None
            else:
                value = random.choice(self._candidates(None, name))
            if value is not None and name not in attributes:
                attributes[name] = value
        for name in self._anchors:
            attributes[name] = self._some_date(random, name, at, first=2, last=45)
        return attributes

    @cached_property
    def _anchors(self) -> frozenset[str]:
        """The attributes whose date the graph waits for."""
        return frozenset(
            node.until.attribute
            for node in self.scenario.nodes
            if isinstance(node, Wait) and isinstance(node.until, UntilDate)
        )

    def _some_date(self, random: Random, name: str, at: Minute, *, first: int = -700, last: int = 400) -> str:
        when = at + random.randint(first, last) * DAY
        if self._type(None, name) is Type.INSTANT:
            return to_iso(when - when % HOUR)
        return to_instant(when).date().isoformat()

    # ── What brings in ──────────────────────────────────────────────────────────────────────────────────

    def _bring_in(self, random: Random, plan: Plan) -> None:
        match self.scenario.trigger:
            case EventTrigger(event=event, where=where):
                plan.events.append((plan.at, event, self.properties(random, event, where, plan.at)))
            case ManualTrigger():
                plan.events.append((plan.at, ENTERED_BY_HAND, {"scenario": self.scenario.key}))
            case DateTrigger() as trigger:
                self._set_date(random, plan, trigger)
            case InactivityTrigger() as trigger:
                self._fall_silent(random, plan, trigger)
            case _:
                pass

    def _set_date(self, random: Random, plan: Plan, trigger: DateTrigger) -> None:
        assert self.zone is not None
        day = _moved(local(plan.at, self.zone), -trigger.offset).date()
        if trigger.yearly:
            years = random.randint(1, 60)
            day = date(day.year - years, day.month, min(day.day, 28))
        if self._type(None, trigger.attribute) is Type.INSTANT:
            plan.attributes[trigger.attribute] = f"{day.isoformat()}T{random.randint(8, 18):02d}:00:00Z"
        else:
            plan.attributes[trigger.attribute] = day.isoformat()

    def _fall_silent(self, random: Random, plan: Plan, trigger: InactivityTrigger) -> None:
        assert self.zone is not None
        rhythm = trigger.own_rhythm
        if trigger.after is not None:
            back = local(plan.at, self.zone) - _moved(local(plan.at, self.zone), -trigger.after)
            times = [plan.at - int(back.total_seconds() // 60)]
            times += [times[0] - random.randint(5, 90) * DAY for _ in range(random.randint(0, 3))]
        else:
            assert rhythm is not None
            every = random.randint(12, 60) * DAY
            last = plan.at - int(every * rhythm.factor) + length(rhythm.lead)
            times = [last - every * n for n in range(max(rhythm.min_events, 2) + random.randint(1, 3))]
        for when in times:
            plan.events.append((when, trigger.event, self.properties(random, trigger.event, None, when)))

    def properties(self, random: Random, event: str, where: Condition | None, at: Minute) -> dict[str, Value]:
        """Properties of an event that satisfy ``where``, if they can be found."""
        declared = self.portfolio.data.properties_of(event) or {}
        named = {name for about, name in self._leaves if about == event}
        for _ in range(_TRIES):
            made: dict[str, Value] = {}
            for name in sorted({*declared, *named}):
                value = self._property(random, event, name, at)
                if value is not None:
                    made[name] = value
            if where is None:
                return made
            literals = self._literals(random, where, wanted=True)
            if self._choose(random, event, made, literals):
                return made
        return made

    def _property(self, random: Random, event: str, name: str, at: Minute) -> Value | None:
        optional = any(isinstance(leaf, IsSet) for leaf in self._leaves.get((event, name), ()))
        if random.random() < (_OPTIONAL if optional else _ABSENT):
            return None
        match self._type(event, name):
            case Type.DATE:
                return to_instant(at + random.randint(2, 30) * DAY).date().isoformat()
            case Type.INSTANT:
                when = at + random.randint(2, 30) * DAY
                return to_iso(when - when % HOUR)
            case Type.TEXT if name in ("time", "hour"):
                return f"{random.randint(9, 18):02d}:30"
            case _:
                found = [value for value in self._candidates(event, name) if value is not None]
                return random.choice(found) if found else None

    # ── Conditions made to hold ─────────────────────────────────────────────────────────────────────────

    def _settle(self, random: Random, plan: Plan, wanted: Sequence[tuple[Condition, bool]]) -> bool:
        literals: list[Literal] = []
        for condition, truth in wanted:
            if self._is(plan, condition) is not truth:
                literals += self._literals(random, condition, wanted=truth)
        return self.impose(random, plan, literals, plan.at)

    def _holds(self, plan: Plan, wanted: Sequence[tuple[Condition, bool]]) -> bool:
        return all(self._is(plan, condition) is truth for condition, truth in wanted)

    def impose(self, random: Random, plan: Plan, literals: Iterable[Literal], at: Minute) -> bool:
        """Change a plan so that the literals hold at a minute; whether that could be done."""
        leaves = [(leaf, truth) for leaf, truth in literals if not isinstance(leaf, Did)]
        if not self._choose(random, None, plan.attributes, leaves):
            return False
        return all(
            self._happen(random, plan, leaf, at) if truth else self._not_happen(plan, leaf, at)
            for leaf, truth in literals
            if isinstance(leaf, Did)
        )

    def literals(self, random: Random, condition: Condition, *, wanted: bool) -> list[Literal]:
        """A random way in which the condition holds (or does not)."""
        return self._literals(random, condition, wanted=wanted)

    def _literals(self, random: Random, condition: Condition, *, wanted: bool) -> list[Literal]:
        match condition:
            case All(parts=parts) | Any(parts=parts):
                if isinstance(condition, All) is wanted:
                    return [
                        literal for part in parts for literal in self._literals(random, part, wanted=wanted)
                    ]
                return self._literals(random, random.choice(parts), wanted=wanted) if parts else []
            case Not(part=part):
                return self._literals(random, part, wanted=not wanted)
            case NotDid(did=did):
                return [(did, not wanted)]
            case InSegment(segment=segment):
                found = self.portfolio.segments.get(segment)
                return self._literals(random, found.condition, wanted=wanted) if found else []
            case Did():
                return [(condition, wanted)]
            case _:
                return [(condition, wanted)]

    def _choose(
        self,
        random: Random,
        event: str | None,
        values: dict[str, Value],
        literals: Iterable[Literal],
    ) -> bool:
        """Give fields values that satisfy all that is asked of them, keeping those that do already."""
        asked: dict[str, list[tuple[Leaf, bool]]] = {}
        for leaf, truth in literals:
            if not isinstance(leaf, Did):
                asked.setdefault(field_of(leaf), []).append((leaf, truth))
        for name, leaves in asked.items():
            kind = self._type(event, name)

            def suits(
                value: Value | None, leaves: list[tuple[Leaf, bool]] = leaves, kind: Type = kind
            ) -> bool:
                return all(says(leaf, value, kind) is truth for leaf, truth in leaves)

            if suits(values.get(name)):
                continue
            if isinstance(leaves[0][0], Consents):
                found: list[Value | None] = [True, False]
            else:
                found = self._candidates(event, name)
            fit = [value for value in found if suits(value)]
            if not fit:
                return False
            known = [value for value in fit if value is not None]
            chosen = random.choice(known or fit)
            if chosen is None:
                values.pop(name, None)
            else:
                values[name] = chosen
        return True

    def _happen(self, random: Random, plan: Plan, did: Did, at: Minute) -> bool:
        times = [
            Did(event=did.event, within=did.within, at_least=n, where=did.where)
            for n in range(1, did.at_least + 1)
        ]
        lacking = did.at_least - sum(self._answers(plan, times, at))
        window = self._window(did.within, at) if did.within is not None else _PAST * DAY
        for _ in range(lacking):
            when = at - random.randint(0, max(0, min(window - 1, _PAST * DAY)))
            plan.events.append((when, did.event, self.properties(random, did.event, did.where, when)))
        return True

    def _not_happen(self, plan: Plan, did: Did, at: Minute) -> bool:
        """Take back such facts as the plan holds in the window; the trigger's own fact stays."""
        if not self._is(plan, did, at):
            return True
        floor = at - self._window(did.within, at) if did.within is not None else None
        plan.events = [
            event
            for event in plan.events
            if event[1] != did.event or event[0] == plan.at or (floor is not None and event[0] <= floor)
        ]
        return not self._is(plan, did, at)

    def _window(self, within: Duration, at: Minute) -> int:
        assert self.zone is not None
        back = local(at, self.zone) - _moved(local(at, self.zone), -within)
        return max(1, int(back.total_seconds() // 60))

    # ── A trigger that holds from a minute on ───────────────────────────────────────────────────────────

    def _only_then(self, random: Random, plan: Plan, trigger: EntersTrigger) -> bool:
        """Put off something that the trigger's condition needs until its minute; whether that is enough."""
        if not self._is(plan, trigger.condition, self.start):
            return True
        literals = self._literals(random, trigger.condition, wanted=True)
        random.shuffle(literals)
        for leaf, truth in literals:
            kept = Plan(
                attributes=dict(plan.attributes),
                events=list(plan.events),
                changes=list(plan.changes),
                at=plan.at,
            )
            if self._put_off(random, plan, leaf, truth=truth) and not self._is(
                plan, trigger.condition, self.start
            ):
                if self._is(plan, trigger.condition):
                    return True
            plan.attributes, plan.events, plan.changes = kept.attributes, kept.events, kept.changes
        return False

    def _put_off(self, random: Random, plan: Plan, leaf: Leaf | Did, *, truth: bool) -> bool:
        if isinstance(leaf, Did):
            if truth:
                mine = [event for event in plan.events if event[1] == leaf.event]
                if not mine:
                    return False
                plan.events = [event for event in plan.events if event[1] != leaf.event]
                late = max(self.start + 1, plan.at - HOUR)
                plan.events += [(random.randint(late, plan.at), name, said) for _, name, said in mine]
                return True
            if leaf.within is None:
                return False
            # a fact that leaves the window just then
            when = plan.at - self._window(leaf.within, plan.at)
            plan.events.append((when, leaf.event, self.properties(random, leaf.event, leaf.where, when)))
            return True
        name = field_of(leaf)
        later = plan.attributes.get(name)
        earlier = dict(plan.attributes)
        if not self._choose(random, None, earlier, [(leaf, not truth)]):
            return False
        plan.attributes = earlier
        plan.changes.append((plan.at, name, later))
        return True

    # ── Looking ─────────────────────────────────────────────────────────────────────────────────────────

    def _answers(self, plan: Plan, conditions: Sequence[Condition], at: Minute) -> list[bool]:
        attributes: dict[str, Value] = dict(plan.attributes)
        for when, name, value in sorted(plan.changes, key=lambda change: change[0]):
            if when <= at:
                if value is None:
                    attributes.pop(name, None)
                else:
                    attributes[name] = value
        events = [
            Event(id=str(n), contact="", name=name, at=when * 60, minute=when, properties=said)
            for n, (when, name, said) in enumerate(plan.events)
        ]
        return self._asker(conditions).of_one(attributes, events, at)

    def _asker(self, conditions: Sequence[Condition]) -> Asker:
        key = repr(conditions)
        if key not in self._askers:
            assert self.zone is not None
            self._askers[key] = Asker(
                conditions, segments=self.portfolio.segments, data=self.portfolio.data, zone=self.zone
            )
        return self._askers[key]

    def _is(self, plan: Plan, condition: Condition, at: Minute | None = None) -> bool:
        return self._answers(plan, [condition], plan.at if at is None else at)[0]


class _NoValues:
    values: tuple[Value, ...] = ()


_NO_VALUES: Final = _NoValues()


def _around(leaf: Leaf, kind: Type) -> Iterator[Value]:
    """Values on either side of a leaf's constants."""
    constants: tuple[Scalar, ...]
    match leaf:
        case Compare(value=value) | Contains(value=value):
            constants = (value,)
        case In(values=values):
            constants = values
        case Between(low=low, high=high):
            constants = (low, high)
        case Matches(pattern=pattern):
            constants = (pattern.replace("*", "x").replace("?", "x"),)
        case _:
            constants = ()
    for constant in constants:
        if kind is Type.LIST:
            yield (constant,)
        elif isinstance(constant, bool) or not isinstance(constant, int | float):
            if isinstance(constant, str) and kind in (Type.DATE, Type.INSTANT):
                day = datetime.fromisoformat(constant[:10])
                yield (day - timedelta(days=3)).date().isoformat()
                yield (day + timedelta(days=3)).date().isoformat()
            yield constant
        else:
            step = max(1.0, abs(constant) / 10) if abs(constant) > 1 else 0.1
            yield from (constant, constant - step, constant + step)


def _moved(wall: datetime, by: Duration) -> datetime:
    return add_months(wall, by.months) + timedelta(minutes=by.minutes)
