"""Pressure by the API: the picture, conflicts of a draft, remedies, and the gate before publication."""

import copy

import hand_made_proof
import pytest

import designer.analysis.pressure
import designer.analysis.remedies
from tests.integration.api.conftest import SCENARIO

POLICY = {"format": "policy/1", "caps": [{"id": "week-all", "max": 1, "per": "P7D"}]}
OTHER = {**SCENARIO, "key": "autre", "name": "Autre"}
WITNESS = {"contact", "events", "window", "scores"}
CONFLICT = {
    "id",
    "rule",
    "verdict",
    "exempt",
    "scenarios",
    "limit",
    "worst",
    "exact",
    "nodes",
    "witness",
    "message",
}


@pytest.fixture
def by_hand(monkeypatch):
    monkeypatch.setattr(designer.analysis.pressure, "prove", hand_made_proof.prove)
    monkeypatch.setattr(designer.analysis.remedies, "remedies", hand_made_proof.remedies)


@pytest.fixture
def two(drawn):
    """Two scenarios of one message each, one message a week allowed."""
    assert drawn.put("/policy", POLICY, 0).status_code == 200
    assert drawn.post("/scenarios", {"document": OTHER}).status_code == 201
    return drawn


def test_the_picture_has_rows_pairs_conflicts_and_what_is_seen(two):
    picture = two.get("/pressure").json
    (row,) = picture["rows"]
    assert (row["rule"], row["kind"], row["verdict"], row["limit"], row["worst"]) == (
        "week-all",
        "cap",
        "may",
        1,
        2,
    )
    assert row["label"] == {
        "fr": "Au plus 1 message en 7 jours, tous canaux",
        "en": "At most 1 message in 7 days, all channels",
    }
    assert set(row["witness"]) == WITNESS
    (pair,) = picture["pairs"]
    assert {pair["one"], pair["other"]} == {"relance-devis", "autre"}
    assert (pair["possible"], pair["photo"], pair["worst"], pair["limit"], pair["observed"]) == (
        True,
        True,
        2,
        1,
        2,
    )
    (conflict,) = picture["conflicts"]
    assert set(conflict) == CONFLICT
    assert conflict["witness"]["window"] == 7 * 86400
    assert len(conflict["witness"]["events"]) == 2
    assert "2 messages" in conflict["message"]["fr"]
    assert picture["observed"]["contacts"] == 2
    assert {one["key"] for one in picture["scenarios"]} == {"relance-devis", "autre"}
    assert picture["heaviest"][0]["worst"] == 2


def test_a_channel_chooses_and_a_segment_restricts(two):
    assert two.get("/pressure?channel=sms").json["conflicts"] == []
    assert two.get("/pressure?channel=sms").json["scenarios"] == []
    assert two.get("/pressure?segment=prospects").json["observed"]["contacts"] == 2
    assert two.get("/pressure?segment=nobody").status_code == 404


@pytest.mark.parametrize("query", ["mode=other", "channel=fax"])
def test_a_question_that_means_nothing_is_refused_with_words(two, query):
    answer = two.get(f"/pressure?{query}")
    assert answer.status_code == 422
    assert answer.json["error"]["message"]


def test_a_check_tells_the_conflicts_that_a_draft_would_be_part_of(two):
    alone = {**OTHER, "audience": {"eq": ["city", "Lyon"]}}
    assert len(two.post("/check", {"document": alone}).json["conflicts"]) == 1
    silent = copy.deepcopy(OTHER)
    silent["nodes"][1] = {"id": "t1", "kind": "wait", "for": "P1D"}
    assert two.post("/check", {"document": silent}).json["conflicts"] == []
    assert two.post("/check", {"document": {"key": "autre"}}).json["conflicts"] == []


def test_opening_and_saving_tell_the_conflicts_too(two):
    assert len(two.get("/scenarios/autre").json["conflicts"]) == 1
    assert len(two.put("/scenarios/autre", OTHER, 1).json["conflicts"]) == 1


def test_a_message_that_its_own_scenario_blocks_is_a_conflict_of_one(drawn):
    drawn.put("/policy", {"format": "policy/1", "gaps": [{"id": "gap", "min": "PT48H"}]}, 0)
    twice = copy.deepcopy(SCENARIO)
    twice["nodes"].insert(2, {"id": "t2", "kind": "message", "channel": "email", "template": "relance"})
    twice["edges"] = [{"from": a, "to": b} for a, b in (("start", "t1"), ("t1", "t2"), ("t2", "end"))]
    conflicts = drawn.post("/check", {"document": twice}).json["conflicts"]
    must = [one for one in conflicts if one["verdict"] == "must"]
    assert [one["nodes"] for one in must] == [[["relance-devis", "t2"]]]
    assert must[0]["limit"] is None
    drawn.put("/scenarios/relance-devis", twice, 1)
    refused = drawn.post("/scenarios/relance-devis/publish", {"reason": "Tant pis"}, If_Match='"2"')
    assert refused.status_code == 409
    assert refused.json["error"]["code"] == "findings"


def test_remedies_are_told_for_a_draft_and_for_what_is_kept(by_hand, two):
    (conflict,) = two.post("/check", {"document": OTHER}).json["conflicts"]
    for document in (OTHER, None):
        remedies = two.post("/remedies", {"document": document, "conflict": conflict["id"]}).json["remedies"]
        assert [one["kind"] for one in remedies] == ["exclusive", "if_blocked"]
        assert remedies[1]["changes"][0]["path"] == ["nodes", 1, "if_blocked"]
        assert remedies[0]["label"]["en"] == "Make them exclusive"


def test_a_real_remedy_removes_the_conflict(two):
    (conflict,) = two.post("/check", {"document": OTHER}).json["conflicts"]
    remedies = two.post("/remedies", {"document": OTHER, "conflict": conflict["id"]}).json["remedies"]
    assert remedies
    assert {"kind", "label", "cost", "verdict", "worst", "changes"} <= set(remedies[0])


def test_remedies_of_a_conflict_that_is_not_there_are_not_found(two):
    assert two.post("/remedies", {"document": OTHER, "conflict": "nothing"}).status_code == 404
    assert two.post("/remedies", {"document": {"key": "x"}, "conflict": "nothing"}).status_code == 422


@pytest.mark.parametrize("body", [{}, {"reason": None}, {"reason": "   "}])
def test_publishing_into_a_conflict_asks_for_a_reason(two, body):
    asked = two.post("/scenarios/autre/publish", body, If_Match='"1"')
    assert asked.status_code == 409
    assert asked.json["error"]["code"] == "reason-needed"
    assert [one["rule"] for one in asked.json["error"]["details"]["conflicts"]] == ["week-all"]
    assert two.get("/scenarios/autre").json["state"] == "draft"


def test_the_reason_is_kept_with_what_it_answers(two):
    published = two.post("/scenarios/autre/publish", {"reason": "Opération limitée à mars"}, If_Match='"1"')
    assert published.status_code == 200, published.text
    (version,) = two.get("/scenarios/autre/versions").json["versions"]
    assert version["reason"] == "Opération limitée à mars"
    assert [set(one) for one in version["accepted"]] == [CONFLICT]


def test_no_reason_is_asked_where_there_is_no_conflict(drawn):
    drawn.put("/policy", POLICY, 0)
    assert drawn.post("/scenarios/relance-devis/publish", If_Match='"1"').status_code == 200
    (version,) = drawn.get("/scenarios/relance-devis/versions").json["versions"]
    assert (version["reason"], version["accepted"]) == (None, [])
