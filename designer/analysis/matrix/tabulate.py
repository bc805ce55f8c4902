"""A matrix and what is known of its scenarios, put together into the table that everyone sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from designer.analysis.matrix import methods, promethee, sensitivity
from designer.analysis.matrix.ahp import weigh
from designer.analysis.matrix.lacking import both, lacking
from designer.analysis.matrix.methods import LACKS
from designer.analysis.matrix.scoring import (
    Scored,
    criteria_of,
    places,
    quadrant,
    ranked,
    score_row,
    shares,
    verdict,
)
from designer.analysis.matrix.sprints import USUAL_DAYS, Planned, Sprint, sprints, within
from designer.analysis.matrix.table import (
    AgreementCell,
    AhpCell,
    CriterionCell,
    DisputedCell,
    GainCell,
    Ranked,
    RowCell,
    ScoreCell,
    SensitivityCell,
    SprintCell,
    Table,
    TriggeredCell,
)
from designer.analysis.matrix.triggered import triggered
from designer.analysis.matrix.votes import Cell, Tally, agreement, disputed, tallies
from designer.domain.matrix import Criterion, Gain, Gate, Matrix, Row
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Scenario

#: Decimals of scores and shares that are told: what is beyond them is the rounding of sums.
_DECIMALS = 9
_MONTHS = 12
#: What a sheet says beyond these is a slip of the pen.
_LEAST_DAYS, _MOST_DAYS = 0.1, 10_000.0


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of one scenario besides its drawing."""

    state: str = "draft"
    version: int | None = None
    #: In how many conflicts of the proof it stands.
    conflicts: int = 0
    #: Messages to one contact in a month: the most there can be, and on average over the base.
    worst: float | None = None
    expected: float | None = None
    #: Share of its due messages that were sent.
    let_through: float | None = None


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """The simulation that the standings speak of."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Committee:
    """All that the table is made of."""

    matrix: Matrix
    portfolio: Portfolio
    #: By key of the scenario.
    standings: Mapping[str, Standing] = field(default_factory=dict)
    simulated: Simulated | None = None

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """The columns."""
        return criteria_of(self.matrix)

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """By column."""
        return tuple(one.weight for one in self.criteria)

    @cached_property
    def rows(self) -> tuple[Scored, ...]:
        """Every scenario that is drawn, the best first."""
        found = [
            score_row(one.key, self.row(one.key), self.criteria, one.priority.value)
            for one in self.portfolio.scenarios
        ]
        return tuple(ranked(found, self.weights))

    @cached_property
    def in_play(self) -> tuple[Scored, ...]:
        """Those that can be kept."""
        return tuple(one for one in self.rows if one.in_play)

    @cached_property
    def cut(self) -> int:
        """How many of them are kept: as many as the committee says, else as the first sprint has room for."""
        if self.matrix.cut is not None:
            return min(self.matrix.cut, len(self.in_play))
        return within([self.days(one.key) for one in self.in_play], self.matrix.capacity_days)

    @cached_property
    def kept(self) -> frozenset[str]:
        """Keys of the kept rows."""
        return frozenset(one.key for one in self.in_play[: self.cut])

    @cached_property
    def sprints(self) -> tuple[Sprint, ...]:
        """The kept rows, and those that the committee placed itself, in their sprints."""
        planned = [
            Planned(key=one.key, days=self.days(one.key), sprint=row.sprint, lot=row.lot)
            for one in self.in_play
            if (row := self.row(one.key)).sprint is not None or one.key in self.kept
        ]
        return tuple(sprints(planned, self.matrix.capacity_days))

    @cached_property
    def tallies(self) -> dict[Cell, Tally]:
        """The votes by cell, of scenarios and criteria that there are."""
        keys, columns = {one.key for one in self.rows}, {one.key for one in self.criteria}
        return tallies(
            vote for vote in self.matrix.votes if vote.scenario in keys and vote.criterion in columns
        )

    def row(self, key: str) -> Row:
        """What the committee knows of a scenario: nothing, as long as nobody has said anything."""
        return self.matrix.rows.get(key, Row())

    def standing(self, key: str) -> Standing:
        """What else is known of a scenario."""
        return self.standings.get(key, Standing())

    def scenario(self, key: str) -> Scenario:
        """The scenario of a row."""
        found = self.portfolio.scenario(key)
        assert found is not None
        return found

    def effort(self, key: str) -> float | None:
        """Days of work, where the sheet says them."""
        return self.scenario(key).sheet.effort_days

    def days(self, key: str) -> float:
        """Days of work that are computed with."""
        effort = self.effort(key)
        return USUAL_DAYS if effort is None else min(max(effort, _LEAST_DAYS), _MOST_DAYS)


def table_of(committee: Committee) -> Table:
    """The whole table."""
    return {
        "criteria": _criteria(committee),
        "rows": _rows(committee),
        "methods": {
            "weighted": _weighted(committee),
            "rice": _by(committee, _rice),
            "wsjf": _by(committee, _wsjf),
            "promethee": _promethee(committee),
        },
        "sensitivity": _sensitivity(committee),
        "agreement": _agreement(committee),
        "sprints": _sprints(committee),
        "ahp": _ahp(committee),
        "triggered_share": _triggered(committee.portfolio),
    }


def _round(value: float) -> float:
    return round(value, _DECIMALS)


def _rounded(value: float | None) -> float | None:
    return None if value is None else _round(value)


def _criteria(committee: Committee) -> list[CriterionCell]:
    return [
        {
            "key": one.key,
            "name": both(one.name),
            "group": one.group.value,
            "weight": one.weight,
            "share": _round(share),
            "anchors": [both(anchor) for anchor in one.anchors],
        }
        for one, share in zip(committee.criteria, shares(committee.weights), strict=True)
    ]


# ── Rows ────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(committee: Committee) -> list[RowCell]:
    places_in_sprints = {
        one.key: (sprint.number, lot)
        for sprint in committee.sprints
        for lot, together in enumerate(sprint.lots, 1)
        for one in together
    }
    return [
        _row(committee, scored, rank, places_in_sprints.get(scored.key, (None, None)))
        for rank, scored in enumerate(committee.rows, 1)
    ]


def _row(committee: Committee, scored: Scored, rank: int, place: tuple[int | None, int | None]) -> RowCell:
    key = scored.key
    row, scenario, standing = committee.row(key), committee.scenario(key), committee.standing(key)
    score = scored.low if scored.known else None
    sure = None if scored.confidence is None or score is None else score * scored.confidence / 100
    return {
        "scenario": key,
        "name": both(scenario.name),
        "state": standing.state,
        "version": standing.version,
        "heat": scored.heat,
        "scores": {one.key: _score(committee, row, (key, one.key)) for one in committee.criteria},
        "gates": {gate.value: row.gates[gate].value if gate in row.gates else None for gate in Gate},
        "verdict": verdict(row, scored),
        "missing": lacking(row, committee.criteria, scenario.sheet),
        "value": _rounded(scored.value),
        "feasibility": _rounded(scored.feasibility),
        "quadrant": quadrant(scored.value, scored.feasibility),
        "score": _rounded(score),
        "score_low": _round(scored.low),
        "score_high": _round(scored.high),
        "confidence": _rounded(scored.confidence),
        "confident_score": _rounded(sure),
        "rank": rank,
        "gain": None if row.gain is None else _gain(committee, row.gain, standing),
        "effort_days": committee.effort(key),
        "sprint": place[0],
        "lot": place[1],
        "kept": key in committee.kept,
        "pressure": {"worst": standing.worst, "expected": _rounded(standing.expected)},
        "conflicts": standing.conflicts,
        "decision": row.decision.value,
        "owner": row.owner,
        "due": None if row.due is None else row.due.isoformat(),
        "note": row.note,
    }


def _score(committee: Committee, row: Row, cell: Cell) -> ScoreCell | None:
    score, tally = row.scores.get(cell[1]), committee.tallies.get(cell)
    if score is None and tally is None:
        return None
    return {
        "level": None if score is None else score.level,
        "confidence": None if score is None else score.confidence,
        "source": None if score is None else score.source,
        "date": None if score is None or score.date is None else score.date.isoformat(),
        "votes": None
        if tally is None
        else {
            "count": len(tally.votes),
            "median": tally.median,
            "low": tally.low,
            "high": tally.high,
            "spread": tally.spread,
        },
    }


def _gain(committee: Committee, gain: Gain, standing: Standing) -> GainCell:
    """What a year brings: only what arbitration lets through reaches anybody, and costs anything."""
    known = standing.let_through is not None and committee.simulated is not None
    let_through = standing.let_through if known and standing.let_through is not None else 1.0
    reached = gain.contacts_per_month * gain.contactable * let_through * _MONTHS
    income, cost = reached * gain.uplift * gain.value, reached * gain.cost_per_contact
    simulated = committee.simulated if known else None
    return {
        "per_year": _round(income - cost),
        "income": _round(income),
        "cost": _round(cost),
        "contacts_per_month": gain.contacts_per_month,
        "contactable": gain.contactable,
        "let_through": _round(let_through),
        "let_through_from": None if simulated is None else {"id": simulated.id, "name": simulated.name},
        "uplift": gain.uplift,
        "value": gain.value,
        "cost_per_contact": gain.cost_per_contact,
        "assumptions": gain.assumptions,
    }


# ── Methods ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What a method says of one row: a score, or which of `LACKS` it wants."""

    score: float | None = None
    lacks: str | None = None


#: What a method says of the row of a scenario.
_Method = Callable[[Committee, str], _Outcome]


def _ranking(committee: Committee, found: Mapping[str, _Outcome]) -> list[Ranked]:
    """The rows by the scores of a method, then those that it has none of."""
    scores = {key: one.score for key, one in found.items() if one.score is not None}
    order = [one.key for one in sorted(committee.rows, key=lambda one: one.tie)]
    ranks = places(scores, order)
    return [
        *(
            Ranked(scenario=key, score=_round(scores[key]), rank=rank, why_not=None)
            for key, rank in sorted(ranks.items(), key=lambda item: item[1])
        ),
        *(
            Ranked(scenario=key, score=None, rank=None, why_not=LACKS[one.lacks])
            for key, one in found.items()
            if one.lacks is not None
        ),
    ]


def _weighted(committee: Committee) -> list[Ranked]:
    """As the table is ordered: by whole numbers, so that equal scores are equal."""
    return [
        Ranked(scenario=one.key, score=_round(one.low), rank=rank, why_not=None)
        if one.in_play
        else Ranked(
            scenario=one.key, score=None, rank=None, why_not=LACKS["barred" if one.barred else "none"]
        )
        for rank, one in enumerate(committee.rows, 1)
    ]


def _by(committee: Committee, method: _Method) -> list[Ranked]:
    return _ranking(
        committee,
        {
            one.key: _Outcome(lacks="barred") if one.barred else method(committee, one.key)
            for one in committee.rows
        },
    )


def _rice(committee: Committee, key: str) -> _Outcome:
    row = committee.row(key)
    impact = row.scores.get("impact")
    if row.gain is None:
        return _Outcome(lacks="reach")
    if impact is None:
        return _Outcome(lacks="impact")
    if not committee.effort(key):
        return _Outcome(lacks="effort")
    return _Outcome(
        score=methods.rice_of_row(
            contacts_per_month=row.gain.contacts_per_month,
            contactable=row.gain.contactable,
            impact=impact.level,
            confidence=impact.confidence,
            effort_days=committee.days(key),
        )
    )


def _wsjf(committee: Committee, key: str) -> _Outcome:
    row = committee.row(key)
    impact, gain = row.scores.get("impact"), row.scores.get("gain")
    if impact is None:
        return _Outcome(lacks="impact")
    if gain is None:
        return _Outcome(lacks="gain")
    if not committee.effort(key):
        return _Outcome(lacks="effort")
    return _Outcome(
        score=methods.wsjf_of_row(
            impact=impact.level,
            heat=committee.scenario(key).priority.value,
            gain=gain.level,
            effort_days=committee.days(key),
        )
    )


def _promethee(committee: Committee) -> list[Ranked]:
    """Net flows among the rows that have every level; a row that is left out is not compared with."""
    compared = [one for one in committee.rows if one.in_play and one.complete]
    flows = promethee.net_flows(
        [one.certain for one in compared],
        committee.weights,
        [promethee.LEVELS] * len(committee.weights),
    )
    found = {one.key: _Outcome(lacks="barred" if one.barred else "levels") for one in committee.rows}
    # as told: equal flows differ by the rounding of their sums
    found |= {one.key: _Outcome(score=_round(flow)) for one, flow in zip(compared, flows, strict=True)}
    return _ranking(committee, found)


# ── How sure it is ──────────────────────────────────────────────────────────────────────────────────────


def _sensitivity(committee: Committee) -> SensitivityCell:
    rows, weights, columns = committee.in_play, committee.weights, committee.criteria
    smallest = sensitivity.smallest_change(rows, committee.cut, weights)
    present = shares(weights)
    return {
        "intervals": [
            {
                "criterion": columns[one.criterion].key,
                "weight": _round(present[one.criterion]),
                "low": _round(one.low),
                "high": _round(one.high),
            }
            for one in sensitivity.intervals(rows, committee.cut, weights)
        ],
        "smallest": None
        if smallest is None
        else {
            "criterion": columns[smallest.criterion].key,
            "change": _round(smallest.change),
            "enters": smallest.enters,
            "leaves": smallest.leaves,
        },
        "acceptability": [
            {
                "scenario": one.key,
                "first": _round(one.first),
                "in_cut": _round(one.in_cut),
                "ranks": [_round(share) for share in one.ranks],
            }
            for one in sensitivity.acceptability(rows, committee.cut, weights)
        ],
    }


def _agreement(committee: Committee) -> AgreementCell:
    found = committee.tallies
    order = [(row.key, one.key) for row in committee.rows for one in committee.criteria]
    return {
        "kendall_w": _rounded(agreement(found)),
        "voters": len({vote.voter for tally in found.values() for vote in tally.votes}),
        "disputed": [_disputed(cell, found[cell]) for cell in disputed(found, order)],
    }


def _disputed(cell: Cell, tally: Tally) -> DisputedCell:
    return {
        "scenario": cell[0],
        "criterion": cell[1],
        "spread": tally.spread,
        "votes": [
            {"voter": vote.voter, "department": vote.department, "level": vote.level} for vote in tally.votes
        ],
    }


def _sprints(committee: Committee) -> list[SprintCell]:
    return [
        {
            "sprint": one.number,
            "lots": [[planned.key for planned in lot] for lot in one.lots],
            "days": _round(one.days),
            "capacity": committee.matrix.capacity_days,
            "estimated": [
                planned.key for lot in one.lots for planned in lot if committee.effort(planned.key) is None
            ],
        }
        for one in committee.sprints
    ]


def _ahp(committee: Committee) -> AhpCell | None:
    if committee.matrix.ahp is None:
        return None
    found = weigh(committee.matrix.ahp.pairs, [one.key for one in committee.criteria])
    if found is None:
        return None
    return {
        "weights": {key: _round(weight) for key, weight in found.weights.items()},
        "ratio": _rounded(found.ratio),
        "consistent": found.consistent,
        "worst": None if found.worst is None else list(found.worst),
    }


def _triggered(portfolio: Portfolio) -> TriggeredCell:
    found = triggered(portfolio)
    return {
        "triggered": found.triggered,
        "total": found.total,
        "share": _rounded(found.share),
        "ok": found.ok,
    }
