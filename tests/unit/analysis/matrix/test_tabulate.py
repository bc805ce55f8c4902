"""The whole table: gates, the cut, lots, the gain, and the share that customers trigger."""

from dataclasses import replace

import pytest

from designer.analysis.matrix.tabulate import Committee, Simulated, Standing, table_of
from designer.domain.channel import Channel
from designer.domain.criteria import NINE
from designer.domain.matrix import (
    Decision,
    Gain,
    Gate,
    Judgements,
    Mark,
    Matrix,
    Opening,
    Row,
    Vote,
)
from designer.domain.plan import Campaign, Plan
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import (
    Degraded,
    EventTrigger,
    ManualTrigger,
    Message,
    Priority,
    Scenario,
    ScheduleTrigger,
    Sheet,
)

OPEN = dict.fromkeys(Gate, Opening.OPEN)


def drawn(key: str, *, effort: float | None = 4, heat: int = 50, trigger=None, messages: int = 1) -> Scenario:
    return Scenario(
        key=key,
        name=key.title(),
        trigger=trigger or ManualTrigger(),
        nodes=tuple(Message(id=f"t{index}", channel=Channel.EMAIL) for index in range(messages)),
        edges=(),
        sheet=Sheet(effort_days=effort),
        priority=Priority(value=heat),
    )


def levels(level: int, **others: int) -> dict[str, Mark]:
    return {one.key: Mark(level=others.get(one.key, level)) for one in NINE}


def table(rows: dict[str, Row], *, scenarios=None, standings=None, simulated=None, plan=None, **matrix):
    return table_of(
        Committee(
            matrix=Matrix(rows=rows, **matrix),
            portfolio=Portfolio(
                scenarios=tuple(scenarios or (drawn(key) for key in rows)), plan=plan or Plan()
            ),
            standings=standings or {},
            simulated=simulated,
        )
    )


def row_of(table, key: str):
    return next(row for row in table["rows"] if row["scenario"] == key)


# ── Gates ───────────────────────────────────────────────────────────────────────────────────────────────


def test_no_average_makes_up_for_a_closed_gate():
    best = Row(scores=levels(5), gates=OPEN | {Gate.LEGAL: Opening.CLOSED})
    found = table({"best": best, "worst": Row(scores=levels(1), gates=OPEN)}, cut=2)
    blocked = row_of(found, "best")
    assert (blocked["score"], blocked["verdict"], blocked["rank"]) == (100, "no-go", 2)
    assert not blocked["kept"]
    assert blocked["missing"][0] == {"fr": "Verrou fermé\u202f: juridique", "en": "Gate closed: legal"}
    for method in found["methods"].values():
        of_it = next(one for one in method if one["scenario"] == "best")
        assert of_it["rank"] is None
        assert "closed" in of_it["why_not"]["en"]


def test_a_degraded_gate_makes_a_degraded_launch_that_says_what_is_missing():
    scenario = drawn("a")
    sheet = replace(scenario.sheet, degraded=Degraded(missing=("quote.created",)))
    row = Row(scores=levels(4), gates=OPEN | {Gate.DATA: Opening.DEGRADED})
    found = row_of(table({"a": row}, scenarios=[replace(scenario, sheet=sheet)]), "a")
    assert found["verdict"] == "degraded"
    assert [one["en"] for one in found["missing"]] == ["Degraded mode: data", "quote.created"]
    assert found["kept"]


def test_a_gate_that_nobody_has_looked_at_is_not_open():
    found = row_of(table({"a": Row(scores=levels(5))}), "a")
    assert found["verdict"] == "incomplete"
    assert found["gates"] == {"legal": None, "consent": None, "data": None}


def test_what_the_committee_refuses_is_not_kept():
    found = row_of(table({"a": Row(scores=levels(5), gates=OPEN, decision=Decision.NO_GO)}), "a")
    assert (found["verdict"], found["kept"]) == ("go", False)


# ── Scores ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_level_leaves_the_score_open_between_worst_and_best():
    scores = {key: one for key, one in levels(4).items() if key != "impact"}
    found = row_of(table({"a": Row(scores=scores, gates=OPEN)}), "a")
    assert (found["score"], found["score_low"], found["score_high"]) == (60, 60, 85)
    assert found["verdict"] == "incomplete"
    assert found["missing"] == [
        {"fr": "Note à donner\u202f: Impact business", "en": "Level to give: Business impact"}
    ]


def test_a_scenario_that_nobody_has_scored_is_in_the_table_without_a_score():
    found = table({}, scenarios=[drawn("a")])
    assert (found["rows"][0]["score"], found["rows"][0]["rank"], found["rows"][0]["kept"]) == (None, 1, False)
    assert found["sensitivity"]["acceptability"] == []


def test_between_equal_scores_the_hotter_goes_first_then_the_key():
    rows = {key: Row(scores=levels(3), gates=OPEN) for key in ("c", "b", "a")}
    scenarios = [drawn("c"), drawn("b"), drawn("a", heat=10)]
    assert [row["scenario"] for row in table(rows, scenarios=scenarios)["rows"]] == ["b", "c", "a"]


def test_adding_a_row_never_changes_the_score_of_another():
    one = {"a": Row(scores=levels(3, impact=5), gates=OPEN)}
    assert (
        row_of(table(one), "a")["score"]
        == row_of(table(one | {"b": Row(scores=levels(5), gates=OPEN)}), "a")["score"]
    )


def test_the_default_weights_are_sixty_of_value_and_forty_of_feasibility():
    columns = table({})["criteria"]
    assert sum(one["share"] for one in columns if one["group"] == "value") == pytest.approx(0.6)
    assert sum(one["weight"] for one in columns) == 100


def test_value_feasibility_and_confidence_are_told_apart():
    scores = {
        one.key: Mark(
            level=5 if one.group.value == "value" else 1, confidence=50 if one.key == "gain" else 100
        )
        for one in NINE
    }
    found = row_of(table({"a": Row(scores=scores, gates=OPEN)}), "a")
    assert (found["value"], found["feasibility"], found["quadrant"]) == (100, 20, "bet")
    assert found["confidence"] == pytest.approx(90)
    assert found["confident_score"] == pytest.approx(68 * 0.9)


def test_a_criterion_of_ones_own_counts():
    own = replace(NINE[0], key="brand", weight=100)
    found = table({"a": Row(scores=levels(5) | {"brand": Mark(level=0)}, gates=OPEN)}, criteria=(own,))
    assert found["rows"][0]["score"] == 50
    assert found["criteria"][-1]["key"] == "brand"


# ── The cut and the sprints ─────────────────────────────────────────────────────────────────────────────


def fifteen(effort: float | None):
    keys = [f"s{number:02}" for number in range(15)]
    rows = {
        key: Row(scores=levels(2, impact=5 - index % 5, gain=4 - index // 4), gates=OPEN)
        for index, key in enumerate(keys)
    }
    return {"rows": rows, "scenarios": [drawn(key, effort=effort) for key in keys]}


@pytest.mark.parametrize("effort", [3, 4, 5])
def test_of_fifteen_sheets_nine_are_kept_in_lots_of_three_two_two_and_two(effort):
    found = table(**fifteen(effort), cut=9)
    (sprint,) = found["sprints"]
    assert sum(row["kept"] for row in found["rows"]) == 9
    assert [len(lot) for lot in sprint["lots"]] == [3, 2, 2, 2]
    assert 27 <= sprint["days"] <= 45
    assert [row["scenario"] for row in found["rows"] if row["lot"] == 1] == sprint["lots"][0]


def test_without_a_cut_the_capacity_of_the_first_sprint_is_the_cut():
    found = table(**fifteen(4), capacity_days=38)
    assert [row["kept"] for row in found["rows"]] == [True] * 9 + [False] * 6
    assert found["sprints"][0]["days"] == 36


def test_an_effort_that_no_sheet_says_is_estimated_and_said_so():
    found = table(**fifteen(None), cut=2)
    assert found["sprints"][0]["days"] == 8
    assert found["sprints"][0]["estimated"] == found["sprints"][0]["lots"][0]
    assert found["rows"][0]["effort_days"] is None


def test_a_row_below_the_cut_is_planned_where_the_committee_puts_it():
    given = fifteen(4)
    last = table(**given, cut=9)["rows"][-1]["scenario"]
    given["rows"][last] = replace(given["rows"][last], sprint=2)
    found = row_of(table(**given, cut=9), last)
    assert (found["kept"], found["sprint"], found["lot"]) == (False, 2, 1)


# ── The gain ────────────────────────────────────────────────────────────────────────────────────────────

GAIN = Gain(contacts_per_month=1000, contactable=0.8, uplift=0.02, value=50, cost_per_contact=0.1)


def test_the_gain_is_of_a_year_less_its_cost():
    gain = row_of(table({"a": Row(gain=GAIN)}), "a")["gain"]
    assert gain["per_year"] == pytest.approx(1000 * 0.8 * 12 * (0.02 * 50 - 0.1))
    assert gain["let_through_from"] is None


def test_only_what_arbitration_lets_through_brings_anything():
    found = table(
        {"a": Row(gain=GAIN)},
        standings={"a": Standing(let_through=0.6)},
        simulated=Simulated(id=3, name="Noël"),
    )
    gain = row_of(found, "a")["gain"]
    assert gain["per_year"] == pytest.approx(0.6 * 1000 * 0.8 * 12 * 0.9)
    assert gain["let_through_from"] == {"id": 3, "name": "Noël"}


# ── Methods ─────────────────────────────────────────────────────────────────────────────────────────────


def test_each_method_ranks_what_it_can_and_says_what_it_lacks():
    rows = {
        "all": Row(scores=levels(4), gates=OPEN, gain=GAIN),
        "half": Row(scores={"impact": Mark(level=5)}, gates=OPEN),
    }
    found = table(rows)["methods"]
    assert [one["scenario"] for one in found["weighted"]] == ["all", "half"]
    assert found["rice"][0]["score"] == pytest.approx(1000 * 0.8 * 3 * 2 / (4 / 20))
    assert "contacts a month" in found["rice"][1]["why_not"]["en"]
    assert found["wsjf"][1]["why_not"]["en"] == "The level of the expected gain is missing."
    assert [one["rank"] for one in found["promethee"]] == [1, None]


# ── Agreement and weights ───────────────────────────────────────────────────────────────────────────────


def vote(voter: str, criterion: str, level: int) -> Vote:
    return Vote(voter=voter, department="marketing", scenario="a", criterion=criterion, level=level)


def test_votes_stand_beside_the_level_that_was_settled_on():
    votes = (
        vote("Ana", "impact", 1),
        vote("Bob", "impact", 5),
        vote("Ana", "gain", 3),
        vote("Bob", "gain", 3),
    )
    found = table({"a": Row(scores={"gain": Mark(level=3)})}, votes=votes)
    cells = found["rows"][0]["scores"]
    assert cells["impact"]["level"] is None
    assert cells["impact"]["votes"] == {"count": 2, "median": 3, "low": 1, "high": 5, "spread": 4}
    assert cells["gain"]["level"] == 3
    assert cells["data"] is None
    assert found["agreement"]["voters"] == 2
    assert [one["criterion"] for one in found["agreement"]["disputed"]] == ["impact"]


def test_judgements_give_weights_without_touching_those_in_force():
    found = table({}, ahp=Judgements(pairs={"volume": {"impact": 1 / 3}}))
    assert found["ahp"]["weights"] == pytest.approx({"volume": 0.25, "impact": 0.75})
    assert found["criteria"][0]["weight"] == 15


# ── The share that customers trigger ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("triggered", "ok"), [(6, True), (5, False)])
def test_a_quarter_of_the_actions_is_enough_and_less_is_not(triggered: int, ok: bool):
    scenarios = [
        drawn("bought", trigger=EventTrigger(event="order.placed"), messages=triggered),
        drawn("monday", trigger=ScheduleTrigger(cron="0 9 * * MON"), messages=20 - triggered),
    ]
    plan = Plan(campaigns=tuple(Campaign(key=f"c{n}", channel=Channel.EMAIL, at=()) for n in range(4)))
    found = table({}, scenarios=scenarios, plan=plan)["triggered_share"]
    assert (found["triggered"], found["total"], found["ok"]) == (triggered, 24, ok)
    assert found["share"] == pytest.approx(triggered / 24)


def test_where_nothing_is_designed_there_is_no_share():
    assert table({})["triggered_share"] == {"triggered": 0, "total": 0, "share": None, "ok": False}
