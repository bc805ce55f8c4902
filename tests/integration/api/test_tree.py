"""The tree of scenarios by the API: as data and as a picture, whole and in part."""

import pytest

from tests.integration.api.conftest import SCENARIO

SIGNATURES = {"svg": b"<svg ", "png": b"\x89PNG", "pdf": b"%PDF-"}


@pytest.fixture
def planted(drawn):
    """One scenario with a sheet, one without."""
    document = {**SCENARIO, "key": "sans-fiche", "sheet": {}}
    assert drawn.post("/scenarios", {"document": document}).status_code == 201
    return drawn


def kinds(branch):
    yield branch["kind"]
    for child in branch["children"]:
        yield from kinds(child)


def test_the_tree_is_data_from_target_to_channels(planted):
    tree = planted.get("/tree").json
    targets = {target["key"]: target for target in tree["targets"]}

    assert tree["scenarios"] == 2
    assert targets["prospects"]["label"] == {"fr": "Prospects", "en": "Prospects"}
    assert list(kinds(targets["prospects"]))[:4] == ["target", "moment", "lever", "scenario"]
    assert targets["?"]["count"] == 1
    (gap,) = targets["prospects"]["gaps"]
    assert gap["lack"] == "moment"
    assert gap["missing"] == ["relational", "after_sales", "life", "contract", "commercial"]


def test_one_target_and_one_state_can_be_asked_for(planted):
    assert [one["key"] for one in planted.get("/tree?target=prospects").json["targets"]] == ["prospects"]
    live = planted.get("/tree?state=live").json
    assert live["scenarios"] == 0
    assert [gap["lack"] for gap in live["targets"][0]["gaps"]] == ["scenario"]


def test_an_archived_scenario_stands_in_its_own_tree_alone(planted):
    assert planted.post("/scenarios/sans-fiche/archive", {}).status_code == 200
    assert planted.get("/tree").json["scenarios"] == 1
    assert planted.get("/tree?state=archived").json["scenarios"] == 1


@pytest.mark.parametrize("form", SIGNATURES)
def test_the_tree_is_a_file(planted, form):
    made = planted.get(f"/tree.{form}?language=en&gaps=false")
    assert made.status_code == 200, made.text
    assert made.data.startswith(SIGNATURES[form])
    assert f'filename="tree-of-scenarios.{form}"' in made.headers["Content-Disposition"]


def test_a_picture_shows_the_part_asked_for(planted):
    assert "Prospects" in planted.get("/tree.svg").text
    assert "Prospects" not in planted.get("/tree.svg?target=%3F").text


def test_what_is_not_known_is_refused(planted):
    assert planted.get("/tree?state=asleep").status_code == 422
    assert planted.get("/tree.gif").status_code == 404
