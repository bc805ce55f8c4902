"""Scenarios as files by the API: out in every form, and a look at what comes in."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.integration.api.conftest import SCENARIO

SIGNATURES = {
    "svg": b"<svg ",
    "pdf": b"%PDF-",
    "pptx": b"PK",
    "bpmn": b"<?xml",
    "mermaid": b"---\ntitle:",
    "graphml": b"<?xml",
    "yaml": b"format: scenario/1",
}
HARDLY_BEGUN = {
    "nodes": [{"id": "a", "kind": 3}, 7, {"id": "b", "kind": "wait", "for": []}],
    "edges": {"x": 1},
}


@pytest.mark.parametrize("form", SIGNATURES)
def test_what_is_drawn_is_a_file(api, form):
    made = api.post(f"/exports/{form}", {"document": SCENARIO, "language": "en"})
    assert made.status_code == 200, made.text
    assert made.data.startswith(SIGNATURES[form])
    assert "attachment" in made.headers["Content-Disposition"]


@pytest.mark.parametrize("form", SIGNATURES)
def test_what_is_hardly_begun_is_a_file_too(api, form):
    assert api.post(f"/exports/{form}", {"document": HARDLY_BEGUN}).status_code == 200
    assert api.post(f"/exports/{form}", {"document": {}}).status_code == 200


def test_a_picture_says_what_the_workspace_calls_things(drawn):
    made = drawn.post("/exports/svg", {"document": SCENARIO})
    assert "E-mail · Relance" in made.text
    assert "Quote follow-up" in drawn.post("/exports/svg", {"document": SCENARIO, "language": "en"}).text


def test_a_form_that_is_not_made_is_refused(api):
    assert api.post("/exports/visio", {"document": SCENARIO}).status_code == 404
    assert api.post("/exports/pdf", {"document": SCENARIO, "paper": "a0"}).status_code == 422
    assert api.post("/exports/pdf", {}).status_code == 422


def test_a_scenario_too_large_to_be_one_is_not_drawn(api):
    nodes = [{"id": f"n{index}", "kind": "exit"} for index in range(2001)]
    refused = api.post("/exports/svg", {"document": {"nodes": nodes}})
    assert refused.status_code == 400
    assert "2000 of each at most" in refused.json["error"]["message"]


def test_what_goes_out_as_bpmn_comes_back_as_it_was(api):
    bpmn = api.post("/exports/bpmn", {"document": SCENARIO}).text
    read = api.post("/imports", {"text": bpmn}).json
    assert read["form"] == "bpmn"
    assert read["document"] == SCENARIO
    assert read["remarks"] == [] and read["findings"] == []


def test_a_look_at_what_comes_in_keeps_nothing(api):
    yaml = api.post("/exports/yaml", {"document": SCENARIO}).text
    read = api.post("/imports", {"text": yaml, "file": "relance.yaml"}).json
    assert read["form"] == "yaml" and read["document"] == SCENARIO
    assert api.get("/scenarios").json["scenarios"] == []


def test_what_holds_no_scenario_is_refused_with_its_place(api):
    for text, says in (
        ("a: [", "is not YAML"),
        ("- 1", "no scenario"),
        ("<a>", "is not XML"),
        ("<a/>", "is no BPMN 2.0"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
    ):
        refused = api.post("/imports", {"text": text, "file": "x.bpmn"})
        assert refused.status_code in (400, 422), text
        assert says in refused.text, refused.text
    assert api.post("/imports", {"text": ""}).status_code == 422


@pytest.mark.parametrize(
    ("form", "starts"),
    [
        ("sheet.pdf", b"%PDF-"),
        ("sheet.pptx", b"PK"),
        ("sheet.docx", b"PK"),
        ("kit.pdf", b"%PDF-"),
        ("kit.docx", b"PK"),
    ],
)
def test_a_scenario_is_handed_out_as_drawn_and_as_kept(drawn, form, starts):
    made = drawn.post(f"/exports/{form}", {"document": SCENARIO, "language": "en"})
    assert made.status_code == 200, made.text
    assert made.data.startswith(starts)
    assert drawn.post(f"/exports/{form}", {"document": HARDLY_BEGUN}).status_code == 200
    drawn.post("/scenarios", {"document": SCENARIO})
    kept = drawn.get(f"/scenarios/{SCENARIO['key']}/handouts/{form}")
    assert kept.status_code == 200 and kept.data.startswith(starts)
    ending = form.rpartition(".")[2]
    named = "kit" if form.startswith("kit") else "fiche"
    assert f'filename="{SCENARIO["key"]}-{named}.{ending}"' in kept.headers["Content-Disposition"]


def test_a_hand_out_bears_the_name_of_the_workspace_and_holds_its_messages(drawn):
    text = _text(drawn.post("/exports/kit.pdf", {"document": SCENARIO}))
    assert "Kit relationnel" in text
    assert "E-mail · Relance" in text
    assert "Relational kit" in _text(drawn.post("/exports/kit.pdf", {"document": SCENARIO, "language": "en"}))


def test_a_hand_out_of_nothing_or_in_no_known_language_is_refused(api):
    assert api.get("/scenarios/none/handouts/sheet.pdf").status_code == 404
    assert api.post("/exports/kit.pptx", {"document": SCENARIO}).status_code == 404
    assert api.post("/exports/kit.pdf", {"document": SCENARIO, "language": "de"}).status_code == 422


def _text(answer):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
