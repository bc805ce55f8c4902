"""The table that a matrix comes to, as plain data: what the API answers and pages and exports show."""

from __future__ import annotations

from typing import TypedDict

#: A text in both languages: ``{"fr": …, "en": …}``.
Both = dict[str, str]


class CriterionCell(TypedDict):
    """One column."""

    key: str
    name: Both
    #: ``value`` or ``feasibility``.
    group: str
    weight: float
    #: The weight as a share of all, 0 to 1.
    share: float
    #: Six, from level 0 to level 5.
    anchors: list[Both]


class VotesCell(TypedDict):
    """What was voted for one cell."""

    count: int
    median: float
    low: int
    high: int
    #: The highest less the lowest.
    spread: int


class ScoreCell(TypedDict):
    """One cell: the level settled on, and the votes for it."""

    #: Absent where there are votes only.
    level: int | None
    confidence: int | None
    source: str | None
    date: str | None
    votes: VotesCell | None


class GainCell(TypedDict):
    """The gain expected in a year, with what it was computed of."""

    #: Income less cost.
    per_year: float
    income: float
    cost: float
    contacts_per_month: float
    contactable: float
    #: Share of the due messages that arbitration lets through; 1 where no simulation says.
    let_through: float
    #: The simulation: ``{"id", "name"}``; nothing where there is none.
    let_through_from: dict[str, int | str] | None
    uplift: float
    value: float
    cost_per_contact: float
    assumptions: str | None


class PressureCell(TypedDict):
    """Messages that the scenario adds for one contact in thirty days, of those that the rules hold back."""

    #: The most that one contact can be due; nothing where it is not bounded or not known.
    worst: float | None
    #: On average over all contacts, in the newest simulation; nothing where none has been made.
    expected: float | None


class RowCell(TypedDict):
    """One scenario."""

    scenario: str
    name: Both
    state: str
    version: int | None
    #: The value of its priority, 0 to 100: the hotter the contact, the higher.
    heat: int
    #: By key of the criterion; nothing where there is neither level nor vote.
    scores: dict[str, ScoreCell | None]
    #: ``legal``, ``consent`` and ``data``: ``open``, ``degraded``, ``closed``, or nothing: not looked at.
    gates: dict[str, str | None]
    #: ``go``, ``degraded``, ``no-go`` or ``incomplete``.
    verdict: str
    #: What is missing for a launch, in words.
    missing: list[Both]
    #: 0 to 100, over the criteria of the group that have a level; nothing where none has.
    value: float | None
    feasibility: float | None
    #: ``quick-win``, ``bet``, ``filler`` or ``drop``; nothing where one of the two is not known.
    quadrant: str | None
    #: 0 to 100. Of an incomplete row what it has for certain; nothing where no criterion has a level.
    score: float | None
    score_low: float
    score_high: float
    #: Percent, weighted as the score; nothing where no criterion has a level.
    confidence: float | None
    confident_score: float | None
    #: From 1.
    rank: int
    gain: GainCell | None
    effort_days: float | None
    #: From 1; nothing where the row is not planned.
    sprint: int | None
    lot: int | None
    kept: bool
    pressure: PressureCell
    #: In how many conflicts of the proof it stands.
    conflicts: int
    #: ``to-decide``, ``go``, ``degraded`` or ``no-go``.
    decision: str
    owner: str | None
    due: str | None
    note: str | None


class Ranked(TypedDict):
    """A scenario in the ranking of one method."""

    scenario: str
    score: float | None
    #: Nothing where the method has no score.
    rank: int | None
    #: What the method lacks.
    why_not: Both | None


class IntervalCell(TypedDict):
    """Between which shares of all weights the kept rows stay the same, the others keeping proportion."""

    criterion: str
    #: Present share, 0 to 1.
    weight: float
    low: float
    high: float


class SmallestCell(TypedDict):
    """The smallest relative change of one weight that alters the kept rows."""

    criterion: str
    #: Of the weight, the others as they are: 0.1 is ten percent more, −0.1 ten percent less.
    change: float
    #: The scenario that comes in, and the one that it puts out.
    enters: str
    leaves: str


class AcceptabilityCell(TypedDict):
    """How often a scenario comes where, over weights drawn at random."""

    scenario: str
    first: float
    in_cut: float
    #: Share of the draws at each rank, from the first.
    ranks: list[float]


class SensitivityCell(TypedDict):
    """How sure the cut is."""

    intervals: list[IntervalCell]
    smallest: SmallestCell | None
    acceptability: list[AcceptabilityCell]


class VoteCell(TypedDict):
    """One vote."""

    voter: str
    department: str
    level: int


class DisputedCell(TypedDict):
    """A cell that the voters see differently."""

    scenario: str
    criterion: str
    spread: int
    votes: list[VoteCell]


class AgreementCell(TypedDict):
    """How far the voters agree."""

    #: 0: not at all; 1: wholly; nothing with fewer than two voters of the same cells.
    kendall_w: float | None
    voters: int
    disputed: list[DisputedCell]


class SprintCell(TypedDict):
    """One sprint."""

    #: From 1.
    sprint: int
    lots: list[list[str]]
    days: float
    #: Nothing where it is not bounded.
    capacity: float | None
    #: Those whose sheets say no effort: they count for the usual one.
    estimated: list[str]


class AhpCell(TypedDict):
    """The weights that the pairwise judgements come to."""

    #: By criterion, as shares of one.
    weights: dict[str, float]
    #: The consistency ratio; nothing where two criteria or fewer leave nothing to contradict.
    ratio: float | None
    #: Whether the ratio is 0.10 at most.
    consistent: bool
    #: The three criteria whose judgements contradict one another most.
    worst: list[str] | None


class TriggeredCell(TypedDict):
    """How many of the designed actions answer something that a customer did."""

    triggered: int
    total: int
    #: Nothing where there are no actions.
    share: float | None
    #: At least a quarter.
    ok: bool


class Table(TypedDict):
    """The whole table."""

    criteria: list[CriterionCell]
    #: In the order of the ranks.
    rows: list[RowCell]
    #: ``weighted``, ``rice``, ``wsjf`` and ``promethee``.
    methods: dict[str, list[Ranked]]
    sensitivity: SensitivityCell
    agreement: AgreementCell
    sprints: list[SprintCell]
    ahp: AhpCell | None
    triggered_share: TriggeredCell
