"""Trials through the API."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_workspace import POLICY, SCENARIO, TEMPLATE

from designer.domain.time import from_iso, to_minute
from designer.store import contacts, documents, templates, workspace

BRANCHED = {
    **SCENARIO,
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {
            "id": "which",
            "kind": "split",
            "paths": [{"path": "lyon", "when": {"all": [{"eq": ["city", "Lyon"]}, {"consents": "email"}]}}],
        },
        {"id": "t1", "kind": "message", "channel": "email", "template": "relance"},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [
        {"from": "start", "to": "which"},
        {"from": "which", "path": "lyon", "to": "t1"},
        {"from": "which", "path": "else", "to": "end"},
        {"from": "t1", "to": "end"},
    ],
}
QUOTE = {"at": "1998-03-02T09:00:00Z", "kind": "event", "name": "quote.created", "values": {}}
START = "1998-03-02T09:00:00Z"


@pytest.fixture
def client(app):
    """A client of a workspace with one contact and rules of pressure."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        workspace.create(name="Maison", kind="demo", start=to_minute(from_iso("1998-03-01")))
        documents.put("policy", POLICY)
        contacts.import_all(
            [("c1", {"email": "zoe@example.com", "consent_email": True, "city": "Lyon", "first_name": "Zoé"})]
        )
        templates.create(TEMPLATE)
    return app.test_client()


def test_the_path_the_reasons_and_the_message_are_told(client):
    body = {"document": BRANCHED, "contact": "c1", "start": START, "acts": [QUOTE], "alone": True}
    told = client.post("/api/v1/trials", json=body).json
    assert (told["name"], told["zone"], told["now"]) == ("Zoé", "Europe/Paris", "1998-03-02T09:01:00Z")
    assert told["nodes"] == ["start", "which", "t1", "end"]
    assert told["links"][1] == {"source": "which", "path": "lyon", "target": "t1"}
    branch = next(step for step in told["steps"] if step["node"] == "which")
    assert branch["took"] == "lyon"
    assert [part["value"] for part in branch["reasons"][0]["reason"]["parts"]] == ["Lyon", True]
    sent = next(step for step in told["steps"] if step["kind"] == "decision")
    assert (sent["decision"]["verdict"], sent["message"]["subject"]) == ("sent", "Votre devis, Zoé")


def test_somebody_made_up_takes_the_other_way(client):
    body = {"document": BRANCHED, "start": START, "acts": [QUOTE], "attributes": {"city": "Nantes"}}
    told = client.post("/api/v1/trials", json=body).json
    assert told["nodes"] == ["start", "which", "end"]
    assert not told["steps"][2]["reasons"][0]["reason"]["holds"]


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"contact": "nobody"}, 404, "nobody"),
        ({"document": {}}, 422, "needed and missing"),
        ({"document": {**BRANCHED, "nodes": BRANCHED["nodes"][1:]}}, 400, "no start"),
        ({"start": "soon"}, 400, "'start'"),
        ({"start": "2150-01-01"}, 400, "starts between"),
        ({"until": "1900-01-32"}, 400, "'until'"),
        ({"acts": [{"at": START, "kind": "dance"}]}, 422, ""),
        ({"acts": [{"at": START, "kind": "event", "name": ""}]}, 400, "has a name"),
        ({"acts": [{"at": START, "kind": "change", "values": {"city": {"a": 1}}}]}, 400, "city"),
        ({"acts": [QUOTE] * 201}, 422, ""),
    ],
)
def test_what_cannot_be_tried_is_said(client, change, status, words):
    answer = client.post("/api/v1/trials", json={"document": BRANCHED, "contact": "c1", **change})
    assert answer.status_code == status, answer.text
    assert words in answer.json["error"]["message"]


ways = st.sampled_from(["", "lyon", "else", "next", "event", "timeout", "done"])
ids = st.sampled_from(["a", "b", "c", "start"])
kinds = st.sampled_from(["trigger", "message", "wait", "wait_event", "split", "task", "update", "exit"])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    nodes=st.lists(st.tuples(ids, kinds), max_size=5),
    edges=st.lists(st.tuples(ids, ids, ways), max_size=6),
    go=st.sampled_from(["to", "next", "end"]),
)
def test_an_unfinished_drawing_is_tried_or_refused_and_never_breaks(client, nodes, edges, go):
    more = {
        "message": {"channel": "email"},
        "wait": {"for": "P1D"},
        "wait_event": {"event": "page.viewed"},
        "split": {"paths": [{"path": "lyon", "when": {"in_segment": "unknown"}}]},
        "task": {"queue": "shop"},
        "update": {"set": {"city": "Nantes"}},
    }
    document = {
        **SCENARIO,
        "nodes": [{"id": id_, "kind": kind, **more.get(kind, {})} for id_, kind in nodes],
        "edges": [{"from": a, "to": b, **({"path": way} if way else {})} for a, b, way in edges],
    }
    answer = client.post(
        "/api/v1/trials", json={"document": document, "contact": "c1", "acts": [QUOTE], "go": go}
    )
    assert answer.status_code in (200, 400, 422), answer.text
