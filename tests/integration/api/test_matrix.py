"""The matrix by the API: read with its table, kept, merged, previewed, voted."""

import made_up_simulation
import pytest
from waiting import simulations_over

from designer.domain.criteria import NINE
from designer.store import documents, simulations
from tests.integration.api.conftest import SCENARIO

OPEN = {"legal": "open", "consent": "open", "data": "open"}
SCORED = {"scores": {one.key: 4 for one in NINE}, "gates": OPEN}
MATRIX = {"format": "matrix/1", "cut": 1, "rows": {"relance-devis": SCORED}}


def row(answer, key="relance-devis"):
    return next(row for row in answer.json["table"]["rows"] if row["scenario"] == key)


def votes(api, *ballots, name="Zo%C3%A9", department="marketing"):
    body = {
        "department": department,
        "votes": [
            {"scenario": "relance-devis", "criterion": criterion, "level": level}
            for criterion, level in ballots
        ],
    }
    return api.post("/matrix/votes", body, X_Author=name)


@pytest.fixture
def two(drawn):
    assert drawn.post("/scenarios", {"document": {**SCENARIO, "key": "autre"}}).status_code == 201
    return drawn


def test_before_anything_is_said_every_scenario_has_an_empty_row(drawn):
    answer = drawn.get("/matrix")
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"0"'
    found = row(answer)
    assert (found["score"], found["verdict"], found["rank"]) == (None, "incomplete", 1)
    assert (found["name"]["fr"], found["state"], found["version"]) == ("Relance de devis", "draft", None)
    assert len(answer.json["table"]["criteria"]) == 9


def test_a_saved_matrix_is_written_out_whole_and_has_its_table(drawn):
    answer = drawn.put("/matrix", MATRIX, 0)
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"1"'
    assert answer.json["document"]["rows"]["relance-devis"]["scores"]["impact"] == {"level": 4}
    found = row(answer)
    assert (found["score"], found["verdict"], found["kept"], found["sprint"]) == (80, "go", True, 1)
    assert drawn.get("/matrix").json == answer.json


def test_who_saves_over_another_is_given_what_is_there(drawn):
    drawn.put("/matrix", MATRIX, 0)
    answer = drawn.put("/matrix", {**MATRIX, "cut": 2}, 0)
    assert answer.status_code == 412
    assert answer.json["error"]["details"]["current"]["document"]["cut"] == 1
    assert drawn.send("PUT", "/matrix", {"document": MATRIX}).status_code == 428


def test_a_fault_is_told_with_its_place(drawn):
    wrong = {"format": "matrix/1", "rows": {"relance-devis": {"scores": {"impct": 3}}}}
    answer = drawn.put("/matrix", wrong, 0)
    assert answer.status_code == 422
    (finding,) = answer.json["error"]["findings"]
    assert finding["path"] == "rows/relance-devis/scores/impct"
    assert "impact" in finding["message"]["fr"]
    assert drawn.get("/matrix").json["revision"] == 0


def test_a_preview_keeps_nothing(two):
    given = {**MATRIX, "rows": {"autre": {"scores": {"impact": 5}}, "relance-devis": {"scores": {"gain": 5}}}}
    two.put("/matrix", given, 0)
    answer = two.post("/matrix/preview", {"document": {**given, "weights": {"gain": 90}}})
    assert [one["scenario"] for one in answer.json["table"]["rows"]] == ["relance-devis", "autre"]
    kept = two.get("/matrix").json
    assert (kept["revision"], kept["table"]["rows"][0]["scenario"]) == (1, "autre")


def test_the_table_says_which_smallest_change_alters_the_cut(two):
    rows = {
        "autre": {"scores": {"impact": 5, "gain": 2}},
        "relance-devis": {"scores": {"impact": 2, "gain": 5}},
    }
    answer = two.put("/matrix", {**MATRIX, "rows": rows}, 0)
    assert answer.json["table"]["sensitivity"]["smallest"] == {
        "criterion": "impact",
        "change": -0.2,
        "enters": "relance-devis",
        "leaves": "autre",
    }


# ── Votes ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_vote_takes_the_place_of_ones_earlier_one(drawn):
    votes(drawn, ("impact", 1), ("gain", 3))
    answer = votes(drawn, ("impact", 4))
    assert answer.status_code == 200
    kept = answer.json["document"]["votes"]
    assert [(one["voter"], one["criterion"], one["level"]) for one in kept] == [
        ("Zoé", "gain", 3),
        ("Zoé", "impact", 4),
    ]
    assert kept[0]["at"].endswith("Z")


def test_a_vote_can_be_taken_back(drawn):
    votes(drawn, ("impact", 1))
    assert "votes" not in votes(drawn, ("impact", None)).json["document"]


def test_departments_disagree_and_only_that_is_to_be_discussed(drawn):
    votes(drawn, ("impact", 1), ("gain", 3))
    found = votes(drawn, ("impact", 5), ("gain", 3), name="Luc", department="juridique").json["table"]
    assert found["agreement"]["voters"] == 2
    (cell,) = found["agreement"]["disputed"]
    assert (cell["criterion"], cell["spread"]) == ("impact", 4)
    assert [one["department"] for one in cell["votes"]] == ["marketing", "juridique"]


def test_voting_needs_no_revision_and_loses_nobody_elses_work(drawn):
    drawn.put("/matrix", MATRIX, 0)
    votes(drawn, ("impact", 1))
    answer = votes(drawn, ("impact", 2), name="Luc")
    assert answer.headers["ETag"] == '"3"'
    assert len(answer.json["document"]["votes"]) == 2
    assert row(answer)["score"] == 80


@pytest.mark.parametrize(
    ("ballot", "given", "status"),
    [
        # nobody's vote
        (("impact", 3), {"name": ""}, 400),
        # a department of blanks
        (("impact", 3), {"department": "  "}, 400),
        # a level, a criterion that there is not
        (("impact", 6), {}, 422),
        (("impct", 3), {}, 422),
    ],
)
def test_a_vote_that_cannot_be_is_refused(drawn, ballot, given, status):
    assert votes(drawn, ballot, **given).status_code == status
    assert drawn.get("/matrix").json["revision"] == 0


def test_nobody_votes_for_a_scenario_that_there_is_not(drawn):
    body = {"department": "it", "votes": [{"scenario": "absent", "criterion": "gain", "level": 3}]}
    answer = drawn.post("/matrix/votes", body, X_Author="Ana")
    assert answer.status_code == 404
    assert "absent" in answer.json["error"]["message"]


# ── What the workspace knows ────────────────────────────────────────────────────────────────────────────


def test_pressure_is_that_of_the_proof(drawn):
    # One entry for ever, one message.
    assert row(drawn.get("/matrix"))["pressure"] == {"worst": 1, "expected": None}


def test_no_bound_is_told_as_none(drawn):
    document = {**SCENARIO, "entry": {"reentry": "after_exit"}}
    assert drawn.put("/scenarios/relance-devis", document, 1).status_code == 200
    assert row(drawn.get("/matrix"))["pressure"]["worst"] is None


def test_conflicts_are_counted(two):
    assert row(two.get("/matrix"))["conflicts"] == 0
    caps = [{"id": "week", "max": 1, "per": "P7D"}]
    two.put("/policy", {"format": "policy/1", "caps": caps}, 0)
    assert row(two.get("/matrix"))["conflicts"] == 1


def test_the_newest_simulation_says_what_arbitration_lets_through(drawn, monkeypatch):
    monkeypatch.setattr(
        simulations, "work", lambda kept, question, *_: made_up_simulation.result(kept, question)
    )
    asked = drawn.post("/simulations", {"name": "Essai", "from": "1998-03-02", "days": 30, "seed": 3}).json
    simulations_over()
    gain = {"contacts_per_month": 100, "uplift": 0.1, "value": 10}
    found = row(drawn.put("/matrix", {**MATRIX, "rows": {"relance-devis": {"gain": gain}}}, 0))
    # Of a message each day 80 percent were sent and 15 lost, as the figures are made up.
    assert found["gain"]["let_through"] == pytest.approx(0.8 / 0.95, abs=0.2)
    assert found["gain"]["let_through"] < 1
    assert found["gain"]["per_year"] == pytest.approx(1200 * found["gain"]["let_through"])
    assert found["gain"]["let_through_from"] == {"id": asked["id"], "name": "Essai"}
    assert found["pressure"]["expected"] > 0


def test_a_matrix_is_no_rule(drawn):
    before = documents_state(drawn)
    drawn.put("/matrix", MATRIX, 0)
    assert documents_state(drawn) == before


def documents_state(api):
    with api.client.application.app_context():
        return documents.state()
