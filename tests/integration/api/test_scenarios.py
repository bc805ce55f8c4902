"""Scenarios by the API."""

import pytest

from tests.integration.api.conftest import SCENARIO


def test_a_draft_is_kept_even_when_it_is_not_finished(api):
    made = api.post("/scenarios", {"document": {"key": "idee", "name": "Idée", "nodes": []}})
    assert made.status_code == 201
    assert {finding["severity"] for finding in made.json["findings"]} >= {"error"}
    assert {finding["blocks"] for finding in made.json["findings"] if finding["severity"] == "error"} == {
        True
    }


def test_a_draft_comes_back_as_it_was_saved(drawn):
    document = {**SCENARIO, "name": "Autre"}
    assert drawn.put("/scenarios/relance-devis", document, 1).json["revision"] == 2
    assert drawn.get("/scenarios/relance-devis").json["document"]["name"] == "Autre"


def test_the_etag_is_the_revision(drawn):
    assert drawn.get("/scenarios/relance-devis").headers["ETag"] == '"1"'


def test_saving_without_if_match_asks_for_it(drawn):
    answer = drawn.send("PUT", "/scenarios/relance-devis", {"document": SCENARIO})
    assert answer.status_code == 428
    assert "If-Match" in answer.json["error"]["message"]


def test_the_loser_of_a_race_gets_the_winners_document(drawn):
    drawn.put("/scenarios/relance-devis", {**SCENARIO, "name": "Gagnant"}, 1)
    lost = drawn.put("/scenarios/relance-devis", {**SCENARIO, "name": "Perdant"}, 1)
    assert lost.status_code == 412
    current = lost.json["error"]["details"]["current"]
    assert (current["revision"], current["document"]["name"]) == (2, "Gagnant")


def test_publishing_makes_a_version(drawn):
    published = drawn.post("/scenarios/relance-devis/publish", If_Match='"1"')
    assert published.status_code == 200, published.text
    assert published.json["version"] == 1
    assert drawn.get("/scenarios/relance-devis").json["state"] == "live"


def test_publishing_with_errors_is_refused_with_the_findings(api):
    api.post("/scenarios", {"document": {"key": "idee", "name": "Idée", "nodes": []}})
    refused = api.post("/scenarios/idee/publish", If_Match='"1"')
    assert refused.status_code in (409, 422)
    assert refused.json["error"]["findings"]


def test_a_scenario_is_paused_resumed_archived_and_restored(drawn):
    drawn.post("/scenarios/relance-devis/publish", If_Match='"1"')
    states = [
        drawn.post(f"/scenarios/relance-devis/{move}").json["state"]
        for move in ("pause", "resume", "archive")
    ]
    assert states == ["paused", "live", "archived"]
    assert drawn.post("/scenarios/relance-devis/restore").json["state"] == "draft"


def test_a_move_that_the_state_does_not_allow_is_refused(drawn):
    assert drawn.post("/scenarios/relance-devis/resume").status_code == 409


def test_a_copy_has_a_key_of_its_own(drawn):
    assert drawn.post("/scenarios", {"copy": "relance-devis"}).json["key"] == "relance-devis-2"


def test_a_library_entry_comes_with_its_messages(api):
    made = api.post("/scenarios", {"library": "livre-blanc"})
    assert made.status_code == 201, made.text
    keys = {template["key"] for template in api.get("/templates").json["templates"]}
    assert {"livre-blanc-1", "livre-blanc-2", "livre-blanc-3"} <= keys


def test_a_library_entry_of_a_pack_is_taken_with_a_mapping(api):
    made = api.post(
        "/scenarios",
        {
            "library": "finance/mariage",
            "key": "noces",
            "mapping": {"attributes": {"adviser": "email"}},
        },
    )
    assert made.status_code == 201, made.text
    assert made.json["key"] == "noces"
    assert {"path": "adviser", "when": {"is_set": "email"}} in [
        path for node in made.json["document"]["nodes"] for path in node.get("paths", [])
    ]
    wrong = api.post("/scenarios", {"library": "mariage", "mapping": {"attributes": {"x": "y"}}})
    assert wrong.status_code == 400
    assert wrong.json["error"]["code"] == "mapping"
    assert api.post("/scenarios", {"copy": "noces", "mapping": {}}).status_code == 400
    assert api.post("/scenarios", {"library": "bienvenue-prospect"}).status_code == 400


def test_yaml_goes_out_and_comes_back_equal(drawn):
    text = drawn.get("/scenarios/relance-devis/document.yaml").text
    drawn.post("/scenarios/relance-devis/archive")
    back = drawn.post("/scenarios/import", {"yaml": text.replace("key: relance-devis", "key: copie")})
    assert back.status_code == 201, back.text
    assert back.json["document"] == {**SCENARIO, "key": "copie"}


def test_yaml_that_cannot_be_read_says_its_line(api):
    answer = api.post("/scenarios/import", {"yaml": "format: scenario/1\nkey: [a\n"})
    assert answer.status_code in (400, 422)
    assert answer.json["error"]["findings"][0]["line"]


def test_the_list_has_what_the_table_shows(drawn):
    (item,) = drawn.get("/scenarios").json["scenarios"]
    assert (item["trigger"], item["channels"], item["inside"]) == ("event", ["email"], 0)


def test_a_check_saves_nothing(drawn):
    broken = {**SCENARIO, "edges": SCENARIO["edges"][:1]}
    found = drawn.post("/check", {"document": broken}).json["findings"]
    assert any(finding["node"] == "t1" for finding in found)
    assert drawn.get("/scenarios/relance-devis").json["revision"] == 1


def test_an_audience_is_counted(api):
    assert api.post("/audience/count", {"condition": {"eq": ["city", "Lyon"]}}).json == {"count": 1, "of": 2}


@pytest.mark.parametrize("path", ["", "/counts", "/versions", "/findings", "/document.yaml"])
def test_what_does_not_exist_is_said_in_the_one_shape(api, path):
    answer = api.get(f"/scenarios/rien{path}")
    assert answer.status_code == 404
    assert "rien" in answer.json["error"]["message"]


def test_french_sentences_have_the_signs_of_print(api):
    found = api.post(
        "/check", {"document": {"key": "a", "nodes": [{"id": "m1", "kind": "wait", "for": "x"}]}}
    )
    words = " ".join(one["message"]["fr"] for one in found.json["findings"])
    assert "’" in words
    assert "'" not in words
