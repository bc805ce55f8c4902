"""Drawing together: the room is the draft, whoever changes it and through which door."""

import base64

import pytest
from pycrdt import Doc, Map

from designer.store import registers, rooms

pytestmark = pytest.mark.usefixtures("api")


class Page:
    """One open page, drawing with a shared document of its own."""

    def __init__(self, api, client, key="relance-devis"):
        self.api, self.client, self.key = api, client, key
        self.doc = Doc()
        self.epoch, self.since, self.revision = None, 0, None
        self.heard = None
        self.sync()

    @property
    def map(self):
        return self.doc.get("scenario", type=Map)

    def read(self):
        return registers.read(self.map.to_py() or {})

    def draw(self, document):
        """Change the document; the update that says so."""
        before = self.doc.get_state()
        changes = registers.changes(self.map.to_py() or {}, document, self.client)
        with self.doc.transaction():
            for key, value in changes.items():
                if value is registers.GONE:
                    del self.map[key]
                else:
                    self.map[key] = value
        return self.doc.get_update(before)

    def sync(self, update=None, **more):
        body = {"client": self.client, "epoch": self.epoch, "since": self.since, **more}
        if update is not None:
            body["update"] = base64.b64encode(update).decode()
        answer = self.api.post(f"/scenarios/{self.key}/room/sync", body)
        assert answer.status_code == 200, answer.text
        heard = answer.json
        if heard["state"] is not None:
            self.doc = self.doc if heard["epoch"] == self.epoch else Doc()
            self.doc.apply_update(base64.b64decode(heard["state"]))
        for one in heard["updates"]:
            self.doc.apply_update(base64.b64decode(one))
        self.epoch, self.since, self.revision = heard["epoch"], heard["seq"], heard["revision"]
        self.heard = heard
        return heard


@pytest.fixture
def two(drawn):
    return Page(drawn, "page-one"), Page(drawn, "page-two")


def _draft(api):
    return api.get("/scenarios/relance-devis").json


def test_who_comes_in_is_told_the_draft(drawn):
    page = Page(drawn, "page-one")
    assert page.read() == _draft(drawn)["document"]
    assert page.revision == _draft(drawn)["revision"] == 1


def test_what_one_draws_is_the_draft_and_comes_to_the_other(drawn, two):
    one, other = two
    document = one.read()
    document["nodes"][1]["ttl"] = "P3D"
    assert one.sync(one.draw(document))["revision"] == 2
    assert _draft(drawn)["document"] == document
    other.sync()
    assert other.read() == document
    assert other.revision == 2


def test_two_fields_drawn_at_once_are_both_there(drawn, two):
    one, other = two
    mine, theirs = one.read(), other.read()
    mine["nodes"][1]["ttl"] = "P3D"
    theirs["nodes"][1]["if_blocked"] = "skip"
    theirs["sheet"]["effort_days"] = 2.5
    first, second = one.draw(mine), other.draw(theirs)
    one.sync(first)
    other.sync(second)
    one.sync()
    assert one.read() == other.read() == _draft(drawn)["document"]
    assert one.read()["nodes"][1] == {**mine["nodes"][1], "if_blocked": "skip"}
    assert one.read()["sheet"]["effort_days"] == 2.5


def test_an_update_that_comes_twice_is_taken_once(drawn, two):
    one, other = two
    document = one.read()
    document["name"] = "Autre"
    update = one.draw(document)
    one.sync(update)
    assert one.sync(update)["revision"] == 2
    assert other.sync()["seq"] == 1


def test_a_draft_that_is_saved_by_the_api_comes_to_the_room(drawn, two):
    one, other = two
    document = one.read()
    document["nodes"][1]["ttl"] = "P3D"
    unsent = one.draw(document)
    saved = _draft(drawn)["document"]
    saved["nodes"].insert(2, {"id": "w1", "kind": "wait", "for": "P2D"})
    saved["edges"][1]["to"] = "w1"
    assert drawn.put("/scenarios/relance-devis", saved, 1).status_code == 200
    one.sync(unsent)
    other.sync()
    assert one.read() == other.read() == _draft(drawn)["document"]
    assert [node["id"] for node in one.read()["nodes"]] == ["start", "t1", "w1", "end"]
    assert one.read()["nodes"][1]["ttl"] == "P3D"
    assert one.epoch == 1


def test_a_stale_save_by_the_api_is_refused_as_before(drawn, two):
    one, _ = two
    document = one.read()
    document["name"] = "Autre"
    one.sync(one.draw(document))
    assert drawn.put("/scenarios/relance-devis", document, 1).status_code == 412


def test_whole_numbers_stay_whole_and_fields_keep_their_order(drawn, two):
    one, _ = two
    document = one.read()
    document["sheet"]["effort_days"] = 3
    document["layout"] = {"t1": [120, 248]}
    one.sync(one.draw(document))
    kept = _draft(drawn)["document"]
    assert isinstance(kept["sheet"]["effort_days"], int) and isinstance(kept["layout"]["t1"][0], int)
    assert list(kept)[:4] == ["format", "key", "name", "sheet"]


def test_who_lacks_too_much_is_told_the_whole(drawn, two, monkeypatch):
    monkeypatch.setattr(rooms, "KEPT_UPDATES", 3)
    one, other = two
    for number in range(6):
        document = one.read()
        document["name"] = f"Nom {number}"
        one.sync(one.draw(document))
    assert other.sync()["state"] is not None
    assert other.read() == one.read()


def test_a_document_that_remembers_too_much_is_begun_anew(drawn, two, monkeypatch):
    monkeypatch.setattr(rooms, "_LARGE", 100)
    monkeypatch.setattr(rooms, "_TIMES", 0)
    one, other = two
    document = one.read()
    document["name"] = "Autre"
    late = other.read()
    late["name"] = "Trop tard"
    refused = other.draw(late)
    assert one.sync(one.draw(document))["epoch"] == 2
    assert other.sync(refused)["epoch"] == 2
    assert other.read() == _draft(drawn)["document"] == one.read()


@pytest.mark.parametrize("update", [b"", b"\x01", b"nothing of ours", b"\x01\xff\xff"])
def test_what_is_no_update_is_refused(drawn, update):
    page = Page(drawn, "page-one")
    body = {"client": "page-one", "epoch": page.epoch, "update": base64.b64encode(update).decode()}
    answer = drawn.post("/scenarios/relance-devis/room/sync", body)
    assert answer.status_code == 400
    assert "relance-devis" in answer.json["error"]["message"]
    assert _draft(drawn)["revision"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"client": "no"},
        {"client": "page-one", "update": "not base64!"},
        {"client": "page-one", "presence": {"cursor": [1]}},
        {"client": "page-one", "since": -1},
        {"client": "page-one", "nothing": 1},
    ],
)
def test_a_body_that_is_none_is_refused(drawn, body):
    assert drawn.post("/scenarios/relance-devis/room/sync", body).status_code in (400, 422)


def test_a_number_that_is_none_is_refused_and_nothing_is_kept(drawn, two):
    one, other = two
    before = one.doc.get_state()
    one.map["sheet/effort_days"] = float("nan")
    body = {
        "client": "page-one",
        "epoch": 1,
        "update": base64.b64encode(one.doc.get_update(before)).decode(),
    }
    assert drawn.post("/scenarios/relance-devis/room/sync", body).status_code == 400
    assert other.sync()["seq"] == 0


def test_the_key_of_a_scenario_cannot_be_drawn_away(drawn, two):
    one, _ = two
    one.sync(one.draw({**one.read(), "key": "autre", "name": "Autre"}))
    assert _draft(drawn)["document"]["key"] == "relance-devis"


def test_people_see_who_is_there_and_where(drawn, two):
    one, other = two
    drawn.post(
        "/scenarios/relance-devis/room/sync",
        {"client": "page-one", "epoch": 1, "presence": {"cursor": [10, 20.5], "nodes": ["t1"]}},
        X_Author="Zo%C3%A9",
    )
    people = other.sync(presence={"cursor": None, "nodes": []})["people"]
    assert [(one["client"], one["name"], one["cursor"], one["nodes"]) for one in people] == [
        ("page-one", "Zoé", [10, 20.5], ["t1"]),
        ("page-two", "", None, []),
    ]
    assert len({one["colour"] for one in people}) == 2
    assert [one["client"] for one in one.sync(leaves=True)["people"]] == ["page-two"]


def test_who_is_not_heard_of_has_left(drawn, two, monkeypatch):
    one, other = two
    one.sync(presence={"cursor": None, "nodes": []})
    assert len(other.sync()["people"]) == 1
    monkeypatch.setattr(rooms, "GONE_AFTER", -1.0)
    assert other.sync()["people"] == []


def test_a_page_is_told_what_runs_where_it_does_not_know(drawn, two):
    one, _ = two
    assert one.heard["standing"] == {"state": "draft", "version": None, "changed": True}
    assert one.sync(revision=1, version=None)["standing"] is None


def test_an_archived_scenario_is_drawn_by_nobody(drawn, two):
    assert drawn.post("/scenarios/relance-devis/archive").status_code == 200
    answer = drawn.post("/scenarios/relance-devis/room/sync", {"client": "page-one"})
    assert answer.status_code == 409
    assert drawn.post("/scenarios/nothing/room/sync", {"client": "page-one"}).status_code == 404


def test_where_drawing_together_is_off_the_page_is_told_how_to_save(drawn, app, monkeypatch):
    from dataclasses import replace

    app.extensions["designer.settings"] = replace(app.extensions["designer.settings"], coediting=False)
    answer = drawn.post("/scenarios/relance-devis/room/sync", {"client": "page-one"})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "coediting-off")
