"""Scenarios in plain words by the API."""

from tests.integration.api.conftest import SCENARIO


def test_what_is_drawn_is_told_with_the_names_of_the_workspace(drawn):
    told = drawn.post("/summary", {"document": SCENARIO})
    assert told.status_code == 200, told.text
    assert told.json["title"] == {"fr": "Relance de devis", "en": "Quote follow-up"}
    steps = next(section for section in told.json["sections"] if section["key"] == "steps")
    assert [line["node"] for line in steps["lines"]] == ["start", "t1", "end"]
    assert "2. T1, E-mail «\u00a0Relance\u00a0»." in told.json["text"]["fr"]
    assert "Segments: “Prospects”." in told.json["text"]["en"]


def test_a_draft_is_told_as_it_is_kept(drawn):
    told = drawn.get("/scenarios/relance-devis/summary")
    assert told.status_code == 200
    assert told.json == drawn.post("/summary", {"document": SCENARIO}).json


def test_what_is_hardly_begun_is_told_too(api):
    told = api.post("/summary", {"document": {"nodes": [{"id": "a", "kind": 3}, 7], "edges": {"x": 1}}})
    assert told.status_code == 200
    assert "unknown kind" in told.json["text"]["en"]


def test_there_is_nothing_to_tell_of_what_is_not_there(api):
    assert api.get("/scenarios/nothing/summary").status_code == 404
    assert api.post("/summary", {"document": 3}).status_code == 422
