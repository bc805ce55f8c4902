"""Simulations through the API."""

import made_up_simulation
import pytest
from small_workspace import SCENARIO, TEMPLATE
from waiting import simulations_over

from designer.domain.time import from_iso, to_minute
from designer.store import contacts, scenarios, simulations, templates, workspace

QUESTION = {"name": "Essai", "from": "1998-03-02", "days": 14, "seed": 3}


@pytest.fixture
def client(app, monkeypatch):
    """A client of a workspace with one scenario, whose simulations are over at once."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        workspace.create(name="Maison", kind="demo", start=to_minute(from_iso("1998-03-01")))
        contacts.import_all([("c1", {"email": "zoe@example.com"})])
        templates.create(TEMPLATE)
        scenarios.create(SCENARIO)
    monkeypatch.setattr(
        simulations, "work", lambda kept, question, *_: made_up_simulation.result(kept, question)
    )
    yield app.test_client()
    simulations_over()


@pytest.fixture
def made(client):
    """The address of a finished simulation."""
    answer = client.post("/api/v1/simulations", json=QUESTION)
    assert answer.status_code == 202
    simulations_over()
    return f"/api/v1/simulations/{answer.json['id']}"


def test_one_is_asked_for_and_read(client, made):
    run = client.get(made).json
    assert (run["name"], run["state"], run["summary"]["contacts"]) == ("Essai", "done", 1000)
    assert run["question"]["from"] == "1998-03-02"
    assert [row["id"] for row in client.get("/api/v1/simulations").json["simulations"]] == [run["id"]]


def test_the_figures_add_up(client, made):
    told = client.get(f"{made}/result").json
    assert sum(told["weeks"]["sent"]) == told["totals"]["sent"]
    assert sum(row["sent"] for row in told["scenarios"]) == told["totals"]["sent"]
    assert len(told["weeks"]["load"]) == 2
    assert len(told["weeks"]["load"][0]) == 13


def test_the_flow_has_the_document_and_the_other(client, made):
    flow = client.get(f"{made}/flow?scenario=relance-devis").json
    assert flow["document"]["key"] == "relance-devis"
    assert len(flow["entered"]) == 14
    assert "other" not in flow
    both = client.get(f"{made}/flow?scenario=relance-devis&with=1").json
    assert both["other"]["nodes"] == flow["nodes"]
    assert client.get(f"{made}/flow?scenario=nobody").status_code == 404
    assert client.get(f"{made}/flow?scenario=relance-devis&with=9").status_code == 404
    assert client.get(f"{made}/flow").status_code == 422


def test_two_are_compared(client, made):
    told = client.get(f"{made}/comparison?with=1").json
    assert {row["name"] for row in told["differences"]} >= {"sent", "conversions", "inversions", "at_limit"}
    assert all(row["change"] == 0 for row in told["differences"])


def test_one_is_renamed_and_deleted(client, made):
    assert client.patch(made, json={"name": "Autre"}).json["name"] == "Autre"
    assert client.post(f"{made}/cancel").status_code == 409
    assert client.delete(made).status_code == 204
    assert client.get(made).status_code == 404
    assert client.get(f"{made}/result").status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"days": 0}, {"from": "soon"}, {"seed": -1}, {"policy": {"none": {}}}, {"events": "odd"}, {"other": 1}],
)
def test_what_cannot_be_asked_is_refused(client, change):
    answer = client.post("/api/v1/simulations", json={**QUESTION, **change})
    assert answer.status_code in (400, 422)
    assert answer.json["error"]["message"]
