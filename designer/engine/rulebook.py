"""The rulebook: everything the planner is told, worked out once for all contacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

from designer.domain.data import DataModel, Segment
from designer.domain.errors import NotFound
from designer.domain.policy import Policy
from designer.domain.scenario import Effect, Prevails, Scenario, ScheduleTrigger, Trigger
from designer.domain.time import Minute
from designer.engine.calendar import Schedule, zone_named
from designer.engine.order import in_order


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
    #: Scenario key -> the version that takes entries. Without one a scenario takes none; its enrolments go on.
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
                paused=key in self.paused,
            )
            for key, intake in self.intakes.items()
            if key not in self.archived
        ]
        entries.sort(key=lambda entry: standing_order(entry.scenario))
        return tuple(in_order(entries, lambda a, b: self._prevails(a.scenario, b.key)))

    def _schedule(self, trigger: Trigger) -> Schedule | None:
        return Schedule(trigger.cron, self.zone) if isinstance(trigger, ScheduleTrigger) else None

    @staticmethod
    def _prevails(scenario: Scenario, other: str) -> bool:
        return any(prevails.scenario == other for prevails in scenario.priority.prevails_over)

    @cached_property
    def prevailing(self) -> Mapping[tuple[str, int], Mapping[str, tuple[Prevails, ...]]]:
        """For each version, the scenarios it prevails over, and when and how."""
        table: dict[tuple[str, int], dict[str, tuple[Prevails, ...]]] = {}
        for version, scenario in self.versions.items():
            over: dict[str, tuple[Prevails, ...]] = {}
            for prevails in scenario.priority.prevails_over:
                over[prevails.scenario] = (*over.get(prevails.scenario, ()), prevails)
            table[version] = over
        return table

    @cached_property
    def entry_guards(self) -> frozenset[str]:
        """Scenarios over which some version prevails at entry."""
        return frozenset(
            prevails.scenario
            for scenario in self.versions.values()
            for prevails in scenario.priority.prevails_over
            if prevails.effect is Effect.ENTRY
        )


@dataclass(frozen=True, kw_only=True)
class OpenEntry:
    """A scenario that takes entries, as the planner looks at it."""

    key: str
    version: int
    published_at: Minute
    scenario: Scenario
    #: The instants of a schedule trigger.
    schedule: Schedule | None
    paused: bool


def standing_order(scenario: Scenario) -> tuple[int, int, str]:
    """Class, then value, then key: the order between scenarios before ``prevails_over`` has its say."""
    return scenario.priority.class_.rank, -scenario.priority.value, scenario.key
