"""History, comparison, where contacts stand, and publication over a live version, through the API."""

import copy
import itertools

from tests.integration.api.conftest import SCENARIO

ANA, BO = {"X_Author": "Ana"}, {"X_Author": "Bo"}


def save(api, document, **headers):
    """Save over whatever is there; the answer."""
    revision = api.get("/scenarios/relance-devis").json["revision"]
    return api.send(
        "PUT", "/scenarios/relance-devis", {"document": document}, If_Match=f'"{revision}"', **headers
    )


def publish(api, **body):
    revision = api.get("/scenarios/relance-devis").json["revision"]
    return api.post("/scenarios/relance-devis/publish", body, If_Match=f'"{revision}"')


def with_wait(length="P2D", *, extra=()):
    """The quote follow-up with a wait before its message."""
    document = copy.deepcopy(SCENARIO)
    document["nodes"][1:1] = [{"id": "pause", "kind": "wait", "for": length}, *extra]
    chain = [node["id"] for node in document["nodes"]]
    document["edges"] = [{"from": a, "to": b} for a, b in itertools.pairwise(chain)]
    return document


def entries(api):
    return api.get("/scenarios/relance-devis/history").json["entries"]


def test_every_author_has_an_entry_that_says_what_was_changed(drawn):
    save(drawn, with_wait("P2D"), **ANA)
    save(drawn, with_wait("P3D"), **ANA)
    save(drawn, with_wait("P5D"), **BO)
    newest, ana, created = entries(drawn)
    assert (newest["authors"], ana["authors"], created["kind"]) == (["Bo"], ["Ana"], "created")
    assert newest["summary"] == {
        "fr": "attente au début\u00a0: 3 → 5\u00a0jours",
        "en": "wait at the start: 3 → 5\u00a0days",
    }
    assert newest["current"] and not ana["current"]
    assert ana["changes"] == 1
    assert created["summary"] == {"fr": "", "en": ""}


def test_an_entry_is_named_read_and_taken_back_as_a_new_revision(drawn):
    save(drawn, with_wait(), **ANA)
    first = entries(drawn)[0]["id"]
    path = f"/scenarios/relance-devis/history/{first}"
    named = drawn.send("PATCH", path, {"name": "  Avant le comité "})
    assert (named.status_code, named.json["name"]) == (200, "Avant le comité")
    save(drawn, SCENARIO, **ANA)
    stored = drawn.get("/scenarios/relance-devis").json
    back = drawn.post(f"{path}/restore", {}, If_Match=f'"{stored["revision"]}"', **BO)
    assert back.status_code == 200
    assert back.json["revision"] == stored["revision"] + 1
    assert back.json["document"] == drawn.get(path).json["document"] == with_wait()
    newest, before, *_ = entries(drawn)
    assert (newest["kind"], newest["restored_from"], newest["authors"]) == ("restored", first, ["Bo"])
    assert drawn.get(f"/scenarios/relance-devis/history/{before['id']}").json["document"] == SCENARIO


def test_taking_back_over_a_newer_draft_is_refused_with_that_draft(drawn):
    save(drawn, with_wait(), **ANA)
    entry = entries(drawn)[-1]["id"]
    answer = drawn.post(f"/scenarios/relance-devis/history/{entry}/restore", {}, If_Match='"1"')
    assert answer.status_code == 412
    assert answer.json["error"]["details"]["current"]["document"] == with_wait()


def test_an_entry_that_is_not_there_is_not_found(drawn):
    for id_ in (99, 2**70):
        assert drawn.get(f"/scenarios/relance-devis/history/{id_}").status_code == 404
    assert drawn.get("/scenarios/nothing/history").status_code == 404
    assert drawn.get(f"/scenarios/relance-devis/history?before={2**70}").status_code == 200
    far = {"scenario": "relance-devis", "version": 2**70}
    assert drawn.post("/compare", {"before": far, "after": far}).status_code == 404
    assert drawn.send("PATCH", "/scenarios/relance-devis/history/1", {"name": "x" * 200}).status_code == 422


def test_two_sides_are_compared_in_words_and_with_marks(drawn):
    body = {
        "before": {"scenario": "relance-devis"},
        "after": {"document": with_wait(extra=[{"id": "sms", "kind": "message", "channel": "sms"}])},
    }
    found = drawn.post("/compare", body).json
    assert not found["equal"]
    assert [change["text"]["fr"].replace("\u00a0", " ") for change in found["changes"]] == [
        "+1 attente de 2 jours au début",
        "+1 SMS T1",
    ]
    assert found["nodes"] == {"pause": "added", "sms": "added"}
    assert {"from": "start", "path": None, "to": "t1", "mark": "removed"} in found["edges"]
    same = drawn.post("/compare", {"before": body["after"], "after": body["after"]}).json
    assert same["equal"] and same["summary"]["en"] == "No change"


def test_a_published_version_is_compared_with_its_own_texts(drawn):
    assert publish(drawn).status_code == 200
    template = drawn.get("/templates/relance").json
    changed = {**template["document"], "subject": {"fr": "Votre offre", "en": "Your offer"}}
    assert drawn.put("/templates/relance", changed, template["revision"]).status_code == 200
    sides = {
        "before": {"scenario": "relance-devis", "version": 1},
        "after": {"scenario": "relance-devis"},
    }
    (change,) = drawn.post("/compare", sides).json["changes"]
    assert (change["area"], change["nodes"]) == ("templates", ["t1"])
    assert "Votre offre" in change["text"]["fr"]


def test_a_side_says_one_thing(drawn):
    right = {"scenario": "relance-devis"}
    for wrong in ({}, {"document": {}, "scenario": "a"}, {"scenario": "a", "version": 1, "entry": 1}):
        assert drawn.post("/compare", {"before": wrong, "after": right}).status_code == 422
    missing = {"scenario": "relance-devis", "version": 7}
    assert drawn.post("/compare", {"before": missing, "after": right}).status_code == 404


def test_a_version_says_who_published_it_and_what_became_of_those_inside(drawn):
    revision = drawn.get("/scenarios/relance-devis").json["revision"]
    answer = drawn.post("/scenarios/relance-devis/publish", {}, If_Match=f'"{revision}"', **ANA)
    assert {key: answer.json[key] for key in ("version", "moved", "left", "kept")} == {
        "version": 1,
        "moved": 0,
        "left": 0,
        "kept": 0,
    }
    (version,) = drawn.get("/scenarios/relance-devis/versions").json["versions"]
    assert (version["author"], version["policy"]) == ("Ana", "finish")
    assert entries(drawn)[0]["version"] == 1
    assert entries(drawn)[0]["published_by"] == "Ana"


def test_where_contacts_stand_names_the_steps_they_may_go_to(drawn):
    assert publish(drawn).status_code == 200
    standing = drawn.get("/scenarios/relance-devis/standing").json
    assert (standing["entry_version"], standing["next_version"], standing["inside"]) == (1, 2, 0)
    assert [target["node"] for target in standing["targets"]] == ["t1", "end"]


def test_a_mapping_to_nowhere_is_refused_with_the_step_that_it_names(drawn):
    row = {"version": 1, "node": "t1", "action": "move", "to": "gone"}
    answer = publish(drawn, policy="move", mapping=[row])
    assert answer.status_code == 400
    assert "'gone'" in answer.json["error"]["message"]
    assert publish(drawn, policy="elsewhere").status_code == 422
    assert publish(drawn, mapping=[{**row, "action": "exit", "to": None}]).status_code == 400


def test_a_version_that_the_reader_has_not_seen_is_not_published_over(drawn):
    assert publish(drawn, over=0).status_code == 200
    again = publish(drawn, over=0, policy="exit")
    assert (again.status_code, again.json["error"]["code"]) == (409, "published-meanwhile")
    assert publish(drawn, over=1).json["version"] == 2


def test_a_mapping_names_only_steps_that_were_published(drawn):
    assert publish(drawn).status_code == 200
    emptied = {"version": 1, "node": "t1", "action": "exit"}
    assert publish(drawn, policy="move", mapping=[emptied]).status_code == 200
    for wrong in ({"version": 9}, {"version": 2**70}, {"node": "gone"}):
        answer = publish(drawn, policy="move", mapping=[{**emptied, **wrong}])
        assert answer.status_code == 400
        assert "standing" in answer.json["error"]["message"]


def test_a_reason_is_something_that_can_be_read(drawn):
    assert publish(drawn, reason="\ud800 \0").status_code == 200
    assert drawn.get("/scenarios/relance-devis/versions").json["versions"][0]["reason"] is None


def test_what_cannot_be_used_of_a_request_is_named_with_its_place(drawn):
    answer = publish(drawn, policy="move", mapping=[{"version": "x", "node": "t1", "action": "exit"}])
    assert answer.json["error"]["message"] == (
        "The request cannot be used: 'mapping/0/version': not a valid integer. Correct it and send it again."
    )


def test_a_revision_is_a_plain_number(drawn):
    path = "/scenarios/relance-devis/history/1/restore"
    for tag in ('"\u00b2"', f'"{"9" * 40}"', '"-1"', "*"):
        assert drawn.post(path, {}, If_Match=tag).status_code == 400
