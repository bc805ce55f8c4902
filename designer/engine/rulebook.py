"""The rulebook: everything the planner is told, worked out once for all contacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from zoneinfo import ZoneInfo

from designer.domain.condition import Condition, Did, InSegment, walk
from designer.domain.data import DataModel, Segment
from designer.domain.errors import NotFound
from designer.domain.policy import MaxByContact, Policy
from designer.domain.scenario import (
    DatedTrigger,
    DateTrigger,
    EntersTrigger,
    EventTrigger,
    InactivityTrigger,
    ManualTrigger,
    Scenario,
    ScheduleTrigger,
    Split,
    Trigger,
    WaitEvent,
)
from designer.domain.time import Minute
from designer.engine.calendar import Dated, Schedule, zone_named
from designer.engine.order import in_order

#: The event by which somebody enters a contact by hand; its property ``scenario`` is the scenario's key.
ENTERED_BY_HAND = "designer.entered"
#: Among names of events: attributes have changed.
ATTRIBUTES = ""
#: The receipts of a task, and the ways out that they open.
TASK_ANSWERS = {"task.done": "done", "task.refused": "refused"}


@dataclass(frozen=True, kw_only=True)
class Intake:
    """The version of a scenario that takes entries, and since when."""

    version: int
    #: The first minute whose triggers count. What a contact satisfied before is not an onset.
    published_at: Minute


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """Live scenarios, policy, segments and data model: one value for a whole pass or simulation."""

    #: Every version that takes entries or still has enrolments.
    versions: Mapping[tuple[str, int], Scenario] = field(default_factory=dict)
    #: Scenario key -> the version that takes entries. Without one it takes none; its enrolments go on.
    intakes: Mapping[str, Intake] = field(default_factory=dict)
    #: Frozen: enrolments do not move, triggers are refused.
    paused: frozenset[str] = frozenset()
    #: No entries; enrolments go on.
    archived: frozenset[str] = frozenset()
    policy: Policy = Policy()
    segments: Mapping[str, Segment] = field(default_factory=dict)
    data: DataModel = DataModel()
    #: Of the draws: experiments and control groups.
    seed: str = "designer"

    @classmethod
    def of(
        cls,
        scenarios: Iterable[Scenario],
        *,
        published_at: Minute,
        policy: Policy | None = None,
        segments: Mapping[str, Segment] | None = None,
        data: DataModel | None = None,
        seed: str = "designer",
    ) -> Rulebook:
        """All these scenarios live in their version 1 since the same minute, as in a simulation."""
        scenarios = list(scenarios)
        return cls(
            versions={(scenario.key, 1): scenario for scenario in scenarios},
            intakes={scenario.key: Intake(version=1, published_at=published_at) for scenario in scenarios},
            policy=policy or Policy(),
            segments=segments or {},
            data=data or DataModel(),
            seed=seed,
        )

    def scenario(self, key: str, version: int) -> Scenario:
        """One version. Raises ``NotFound`` when the book does not hold it."""
        try:
            return self.versions[key, version]
        except KeyError:
            raise NotFound(
                f"version {version} of scenario '{key}' has enrolments and is not in the rulebook; add it"
            ) from None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The policy's zone: of contacts that have none, and of schedules."""
        return zone_named(self.policy.timezone) or ZoneInfo("UTC")

    @cached_property
    def open_entries(self) -> tuple[OpenEntry, ...]:
        """The scenarios that take entries, the one that passes first, first."""
        entries = [
            OpenEntry(
                key=key,
                version=intake.version,
                published_at=intake.published_at,
                scenario=self.scenario(key, intake.version),
                schedule=self._schedule(self.scenario(key, intake.version).trigger),
                hears=self._heard_by(self.scenario(key, intake.version).trigger),
                paused=key in self.paused,
            )
            for key, intake in self.intakes.items()
            if key not in self.archived
        ]
        entries.sort(key=lambda entry: standing_order(entry.scenario))
        ordered = in_order(entries, lambda a, b: self._prevails(a.scenario, b.key))
        return tuple(replace(entry, rank=rank) for rank, entry in enumerate(ordered))

    def _schedule(self, trigger: Trigger) -> Schedule | Dated | None:
        match trigger:
            case ScheduleTrigger(cron=cron):
                return Schedule(cron, self.zone)
            case DatedTrigger(at=at):
                return Dated(at)
            case _:
                return None

    def _heard_by(self, trigger: Trigger) -> frozenset[str]:
        match trigger:
            case EntersTrigger(condition=condition):
                return self.facts_of(condition)
            case InactivityTrigger(event=event):
                # an attribute may be the time zone, in which calendar months are counted
                return frozenset((event, ATTRIBUTES))
            case DateTrigger():
                return frozenset((ATTRIBUTES,))
            case _:
                return frozenset()

    def facts_of(self, condition: Condition) -> frozenset[str]:
        """The names of the events that a condition depends on, those of its segments too, and attributes."""
        names = {ATTRIBUTES}
        for part in walk(condition):
            if isinstance(part, Did):
                names.add(part.event)
            elif isinstance(part, InSegment) and part.segment in self.segments:
                names |= self.facts_of(self.segments[part.segment].condition)
        return frozenset(names)

    @staticmethod
    def _prevails(scenario: Scenario, other: str) -> bool:
        return any(prevails.scenario == other for prevails in scenario.priority.prevails_over)

    @cached_property
    def by_event(self) -> Mapping[str, tuple[OpenEntry, ...]]:
        """Event name -> the scenarios that it may enter, in order."""
        table: dict[str, tuple[OpenEntry, ...]] = {}
        for entry in self.open_entries:
            trigger = entry.scenario.trigger
            if isinstance(trigger, EventTrigger):
                table[trigger.event] = (*table.get(trigger.event, ()), entry)
            elif isinstance(trigger, ManualTrigger):
                table[ENTERED_BY_HAND] = (*table.get(ENTERED_BY_HAND, ()), entry)
        return table

    @cached_property
    def timed_entries(self) -> tuple[OpenEntry, ...]:
        """The scenarios that a contact may enter without an event of its own."""
        by_event = EventTrigger | ManualTrigger
        return tuple(e for e in self.open_entries if not isinstance(e.scenario.trigger, by_event))

    @cached_property
    def heard(self) -> frozenset[str]:
        """The names of the events that can change anything: those of the documents, and answers to tasks."""
        names = {ENTERED_BY_HAND, *TASK_ANSWERS}
        conditions: list[Condition | None] = [segment.condition for segment in self.segments.values()]
        conditions += [exclusion.when for exclusion in self.policy.exclusions]
        for most in (*(cap.max for cap in self.policy.caps), *(gap.max for gap in self.policy.gaps)):
            if isinstance(most, MaxByContact):
                conditions += [when for when, _ in most.when]
        for scenario in self.versions.values():
            names |= _event_names(scenario)
            conditions += _conditions(scenario)
        for condition in conditions:
            if condition is not None:
                names |= {part.event for part in walk(condition) if isinstance(part, Did)}
        return frozenset(names)

    @cached_property
    def standings(self) -> Mapping[str, tuple[int, int]]:
        """Scenario key -> (rank of its class, minus its value): the less, the sooner it passes."""
        latest: dict[str, tuple[int, int]] = {}
        for _, scenario in sorted(self.versions.items(), key=lambda item: item[0]):
            latest[scenario.key] = (scenario.priority.class_.rank, -scenario.priority.value)
        return latest


@dataclass(frozen=True, kw_only=True)
class OpenEntry:
    """A scenario that takes entries, as the planner looks at it."""

    key: str
    version: int
    published_at: Minute
    scenario: Scenario
    #: The instants of a trigger that has its own.
    schedule: Schedule | Dated | None
    paused: bool
    #: Its place among the scenarios that take entries.
    rank: int = 0
    #: The facts on which a trigger without an event of its own depends.
    hears: frozenset[str] = frozenset()


def standing_order(scenario: Scenario) -> tuple[int, int, str]:
    """Class, then value, then key: the order between scenarios before ``prevails_over`` has its say."""
    return scenario.priority.class_.rank, -scenario.priority.value, scenario.key


def _event_names(scenario: Scenario) -> set[str]:
    """The events that a scenario names outside its conditions."""
    trigger = scenario.trigger
    names = {node.event for node in scenario.nodes if isinstance(node, WaitEvent)}
    if isinstance(trigger, EventTrigger | InactivityTrigger):
        names.add(trigger.event)
    if scenario.goal is not None:
        names.add(scenario.goal.event)
    return names


def _conditions(scenario: Scenario) -> list[Condition | None]:
    """Every condition of a scenario."""
    trigger = scenario.trigger
    found = [scenario.audience, scenario.exit_when]
    found += [prevails.when for prevails in scenario.priority.prevails_over]
    if isinstance(trigger, EntersTrigger):
        found.append(trigger.condition)
    if isinstance(trigger, EventTrigger):
        found.append(trigger.where)
    if scenario.goal is not None:
        found.append(scenario.goal.where)
    for node in scenario.nodes:
        if isinstance(node, Split):
            found += [path.when for path in node.paths]
        if isinstance(node, WaitEvent):
            found.append(node.where)
    return found
