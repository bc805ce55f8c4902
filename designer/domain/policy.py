"""The policy: the rules of pressure that every message passes (``policy/1``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import Enum

from designer.domain.channel import Category, Channel
from designer.domain.condition import Condition
from designer.domain.time import Duration


class Calendar(Enum):
    """The local period of a calendar cap."""

    DAY = "day"
    #: ISO week: Monday to Sunday.
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True)
class MaxByContact:
    """A maximum that depends on the contact: the first true condition wins."""

    when: tuple[tuple[Condition, int], ...]
    else_: int


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which dispatches a rule looks at; an absent filter lets all pass."""

    channels: frozenset[Channel] | None = None
    categories: frozenset[Category] | None = None
    scenarios: frozenset[str] | None = None

    def holds(self, *, channels: frozenset[Channel], category: Category, scenario: str | None) -> bool:
        """Whether a dispatch on these channels, of this category and scenario, is looked at."""
        return (
            (self.channels is None or bool(self.channels & channels))
            and (self.categories is None or category in self.categories)
            and (self.scenarios is None or scenario in self.scenarios)
        )


@dataclass(frozen=True, kw_only=True)
class Cap:
    """At most ``max`` counted dispatches in a window: rolling (``per`` a duration) or calendar."""

    id: str
    max: int | MaxByContact
    #: Rolling: for every t, at most ``max`` dispatches s with t − per < s ≤ t.
    per: Duration | Calendar
    scope: Scope = Scope()


@dataclass(frozen=True, kw_only=True)
class Gap:
    """At least ``min`` between two dispatches; exactly ``min`` apart is legal."""

    id: str
    min: Duration
    #: The rule watches dispatches on these channels… (absent: all)
    after: frozenset[Channel] | None = None
    #: …and holds back the ones of this scope.
    scope: Scope = Scope()
    max: MaxByContact | None = None


@dataclass(frozen=True, kw_only=True)
class HalfLife:
    """The weight halves every ``half_life``."""

    half_life: Duration


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Up to each age (inclusive), the factor beside it; beyond the last, nothing."""

    steps: tuple[tuple[Duration, float], ...]


@dataclass(frozen=True, kw_only=True)
class Linear:
    """From one at once to nothing at ``over``."""

    over: Duration


Decay = HalfLife | Steps | Linear


class Reading(Enum):
    """How weight and age make the score."""

    #: Σ weight × decay(age), the default: an old interaction tends to nothing.
    PRODUCT = "product"
    #: Σ (weight + decay(age)): the literal sum, which never forgets the weight.
    SUM = "sum"


#: Weight of one dispatch by channel, where the policy says nothing.
DEFAULT_WEIGHTS: Mapping[Channel, float] = {
    Channel.MEETING: 10,
    Channel.CALL: 8,
    Channel.MAIL: 4,
    Channel.SMS: 3,
    Channel.EMAIL: 2,
    Channel.PUSH: 1,
    Channel.WEBHOOK: 0,
    Channel.AUDIENCE: 0.5,
    Channel.ONSITE: 0.5,
}


@dataclass(frozen=True, kw_only=True)
class Score:
    """The decayed pressure score: a message may leave while score + its weight stays within the threshold."""

    threshold: float
    decay: Decay = HalfLife(half_life=Duration(minutes=7 * 24 * 60))
    weights: Mapping[Channel, float] = field(default_factory=dict)
    reading: Reading = Reading.PRODUCT

    def weight_of(self, channel: Channel) -> float:
        """The weight of one dispatch on a channel."""
        return self.weights.get(channel, DEFAULT_WEIGHTS[channel])


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """Contacts that satisfy ``when`` are sent nothing of these categories, but by the excepted scenarios."""

    id: str
    when: Condition
    #: Scenarios it does not touch.
    except_: frozenset[str] = frozenset()
    #: Absent: every category that is subject to the rules.
    categories: frozenset[Category] | None = None


@dataclass(frozen=True, kw_only=True)
class QuietHours:
    """When the channels may be used, in the contact's zone; outside is quiet."""

    channels: frozenset[Channel]
    #: Weekday (0 is Monday) -> allowed spans [start, end); an end of midnight is the end of the day, and an
    #: end before its start belongs to the next day.
    allow: Mapping[int, tuple[tuple[time, time], ...]]
    #: Country whose public holidays are quiet all day, such as ``FR``.
    holidays: str | None = None
    #: Absent: the categories that are subject to the rules.
    categories: frozenset[Category] | None = None


@dataclass(frozen=True, kw_only=True)
class CategoryRule:
    """How a category stands to the rules."""

    #: The rules can block it.
    subject: bool
    #: It fills them.
    counts: bool


DEFAULT_CATEGORIES: Mapping[Category, CategoryRule] = {
    Category.TRANSACTIONAL: CategoryRule(subject=False, counts=False),
    Category.SERVICE: CategoryRule(subject=False, counts=True),
    Category.RELATIONSHIP: CategoryRule(subject=True, counts=True),
    Category.COMMERCIAL: CategoryRule(subject=True, counts=True),
}


@dataclass(frozen=True, kw_only=True)
class Controls:
    """The parts of the contacts held out, as fractions of one: from everything, and per scenario."""

    global_: float = 0.0
    per_scenario: float = 0.0


class CountingUnit(Enum):
    """Whose messages are counted together."""

    CONTACT = "contact"
    HOUSEHOLD = "household"
    ACCOUNT = "account"


@dataclass(frozen=True, kw_only=True)
class Pooling:
    """Messages of these categories wait for the next local time, and are decided together."""

    at: time
    categories: frozenset[Category]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Every rule of pressure of a workspace. An absent rule is no rule."""

    #: IANA zone for contacts that have none, and of the schedules.
    timezone: str = "Europe/Paris"
    caps: tuple[Cap, ...] = ()
    gaps: tuple[Gap, ...] = ()
    score: Score | None = None
    exclusions: tuple[Exclusion, ...] = ()
    quiet_hours: tuple[QuietHours, ...] = ()
    categories: Mapping[Category, CategoryRule] = field(default_factory=lambda: DEFAULT_CATEGORIES)
    controls: Controls = Controls()
    unit: CountingUnit = CountingUnit.CONTACT
    #: Absent: off.
    pooling: Pooling | None = None
    #: Horizon within which known later sends of better priority are counted; absent: off.
    reserve: Duration | None = None
    #: Cap id -> slots kept for a class and better.
    protect: Mapping[str, Mapping[Category, int]] = field(default_factory=dict)

    def rule_of(self, category: Category) -> CategoryRule:
        """How the category stands to the rules."""
        return self.categories.get(category, DEFAULT_CATEGORIES[category])
