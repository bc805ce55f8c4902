"""The order by the API: read, previewed, changed with revision and author, taken back, simulated again."""

import made_up_simulation
import pytest
from waiting import simulations_over

from designer.store import simulations
from tests.integration.api.conftest import SCENARIO

OTHER = {**SCENARIO, "key": "autre", "name": "Autre"}
SAID = {"winner": "relance-devis", "statement": {"scenario": "autre"}}


@pytest.fixture
def two(drawn):
    """Two scenarios that one contact can be in, of one class and value."""
    assert drawn.post("/scenarios", {"document": OTHER}).status_code == 201
    return drawn


def revision(api, key="relance-devis"):
    return next(place["revision"] for place in api.get("/order").json["order"] if place["scenario"] == key)


def change(api, body, **headers):
    return api.post("/order/changes", body, If_Match=f'"{revision(api, body["winner"])}"', **headers)


def test_the_order_has_places_statements_circles_and_ties(two):
    answer = two.get("/order")
    assert answer.status_code == 200
    first, second = answer.json["order"]
    assert (first["scenario"], first["number"], first["by"], first["behind"]) == ("autre", 1, "first", None)
    assert (second["by"], second["behind"], second["class"], second["value"]) == (
        "key",
        "autre",
        "commercial",
        50,
    )
    assert answer.json["ties"] == [{"one": "autre", "other": "relance-devis", "meets": True}]
    assert (answer.json["statements"], answer.json["circles"]) == ([], [])


def test_a_statement_is_said_by_somebody_and_the_order_follows(two):
    answer = change(two, SAID, X_Author="Zo%C3%A9")
    assert answer.status_code == 200
    assert answer.headers["ETag"] == f'"{answer.json["revision"]}"'
    told = two.get("/order").json
    (statement,) = told["statements"]
    assert [place["scenario"] for place in told["order"]] == ["relance-devis", "autre"]
    assert (statement["winner"], statement["loser"], statement["place"]) == ("relance-devis", "autre", 0)
    assert (statement["effect"], statement["when"], statement["authors"]) == ("entry", None, ["Zoé"])
    assert statement["said_at"]


def test_a_circle_is_told_with_what_to_drop_and_is_gone_once_it_is(two):
    change(two, SAID)
    change(two, {"winner": "autre", "statement": {"scenario": "relance-devis", "effect": "order"}})
    (circle,) = two.get("/order").json["circles"]
    assert circle["scenarios"] == ["autre", "relance-devis", "autre"]
    drop = circle["drop"]
    assert drop == {"winner": "autre", "loser": "relance-devis"}
    dropped = {"winner": drop["winner"], "over": drop["loser"]}
    assert two.post("/order/preview", dropped).json["circles_broken"] == [circle]
    answer = change(two, dropped)
    assert two.get("/order").json["circles"] == []
    assert two.post(f"/order/changes/{answer.json['undo']}/undo").status_code == 204
    assert two.get("/order").json["circles"] == [circle]


def test_a_preview_keeps_nothing(two):
    before = two.get("/order").json
    answer = two.post("/order/preview", SAID)
    assert answer.status_code == 200
    assert answer.json["moves"] == [
        {"scenario": "relance-devis", "before": 2, "after": 1},
        {"scenario": "autre", "before": 1, "after": 2},
    ]
    assert answer.json["simulation"] is None
    assert two.get("/order").json == before


def test_an_old_revision_is_refused_with_the_present_draft(two):
    answer = two.post("/order/changes", SAID, If_Match='"99"')
    assert answer.status_code == 412
    assert answer.json["error"]["details"]["current"]["key"] == "relance-devis"
    assert two.post("/order/changes", SAID).status_code == 428


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"winner": "gone", "statement": {"scenario": "autre"}}, 404, "gone"),
        ({"winner": "autre", "statement": {"scenario": "gone"}}, 404, "gone"),
        ({"winner": "autre", "statement": {"scenario": "autre"}}, 400, "itself"),
        ({"winner": "autre", "statement": {"scenario": "relance-devis", "effect": "never"}}, 422, "effect"),
        ({"winner": "autre", "statement": {"scenario": "relance-devis", "when": {"no": 1}}}, 422, "no"),
        ({"winner": "autre", "place": 4}, 404, "autre"),
        ({"statement": {"scenario": "autre"}}, 422, "winner"),
    ],
)
def test_what_cannot_be_said_names_what_it_is_about(two, body, status, words):
    answer = two.post("/order/preview", body)
    assert (answer.status_code, words in str(answer.json["error"])) == (status, True), answer.json


def test_a_simulation_is_run_again_with_the_change(two, monkeypatch):
    monkeypatch.setattr(
        simulations, "work", lambda kept, question, *_: made_up_simulation.result(kept, question)
    )
    asked = two.post("/simulations", {"name": "Essai", "from": "1998-03-02", "days": 14, "seed": 3}).json
    simulations_over()
    assert two.post("/order/preview", SAID).json["simulation"] == {"id": asked["id"], "name": "Essai"}
    answer = two.post("/order/simulations", {**SAID, "simulation": asked["id"], "name": "Autre ordre"})
    simulations_over()
    assert (answer.status_code, answer.json["name"]) == (202, "Autre ordre")
    assert answer.json["question"] == asked["question"]
    assert two.get("/order").json["statements"] == []
