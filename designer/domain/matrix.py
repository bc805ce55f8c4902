"""The committee's matrix: how scenarios are judged, and what was decided of them (``matrix/1``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from designer.domain.text import Text

#: Levels go from 0 to this one, the best.
BEST = 5
#: How sure one may be of a level, in percent.
CONFIDENCES = (50, 80, 100)


class Side(Enum):
    """What a criterion speaks of."""

    VALUE = "value"
    FEASIBILITY = "feasibility"


class Gate(Enum):
    """What is no matter of points: no average makes up for it."""

    #: A legal constraint that blocks.
    LEGAL = "legal"
    #: The consent that the messages need.
    CONSENT = "consent"
    #: The data that the trigger and the audience need.
    DATA = "data"


class Opening(Enum):
    """How a gate stands."""

    OPEN = "open"
    #: A launch in degraded mode (*mode dégradé*) is possible.
    DEGRADED = "degraded"
    #: No launch, whatever the score.
    CLOSED = "closed"


class Decision(Enum):
    """What the committee has decided of a scenario."""

    TO_DECIDE = "to-decide"
    GO = "go"
    DEGRADED = "degraded"
    NO_GO = "no-go"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One column of the matrix."""

    key: str
    name: Text
    group: Side
    #: What each level means, from 0 to 5; the best is always 5.
    anchors: tuple[Text, ...]
    #: Against the other weights; only their proportions count.
    weight: float


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The level that a scenario was given on a criterion."""

    #: 0 to 5.
    level: int
    #: 50, 80 or 100 percent.
    confidence: int = 100
    source: str | None = None
    date: date | None = None


@dataclass(frozen=True, kw_only=True)
class Gain:
    """What the gain expected of a scenario is made of."""

    contacts_per_month: float
    #: Share of them that may be written to.
    contactable: float = 1.0
    #: Conversions that the scenario adds, as a share of the contacts reached.
    uplift: float
    #: Of one conversion, in the workspace's currency.
    value: float
    #: Of writing to one contact.
    cost_per_contact: float = 0.0
    #: Where the figures come from.
    assumptions: str | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """What the committee knows and decides of one scenario."""

    #: By key of the criterion.
    scores: Mapping[str, Mark] = field(default_factory=dict)
    #: A gate that is absent has not been looked at.
    gates: Mapping[Gate, Opening] = field(default_factory=dict)
    gain: Gain | None = None
    #: From 1; absent: as capacity and rank have it.
    sprint: int | None = None
    #: From 1, within its sprint; absent: as the rank has it.
    lot: int | None = None
    decision: Decision = Decision.TO_DECIDE
    owner: str | None = None
    due: date | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Judgements:
    """Comparisons of criteria on Saaty's scale, of which their weights are computed."""

    #: How much more the first counts than the second: 1 to 9, or one over these. One direction is enough.
    pairs: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Vote:
    """The level that one person gives, before the committee settles on one."""

    voter: str
    department: str
    scenario: str
    criterion: str
    level: int
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """The whole document."""

    #: Weights other than the criterion's own, by its key.
    weights: Mapping[str, float] = field(default_factory=dict)
    #: More criteria than the nine, or these with another name, other anchors or another weight.
    criteria: tuple[Criterion, ...] = ()
    #: Days of work of one sprint; absent: not bounded.
    capacity_days: float | None = None
    #: How many rows are kept; absent: those that the first sprint has room for.
    cut: int | None = None
    #: By key of the scenario.
    rows: Mapping[str, Row] = field(default_factory=dict)
    ahp: Judgements | None = None
    votes: tuple[Vote, ...] = ()
