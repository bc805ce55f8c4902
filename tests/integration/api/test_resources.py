"""The other resources of the API, and what holds for all of them."""

import pytest

from tests.integration.api.conftest import TEMPLATE


def test_the_catalogue_has_words_for_every_choice(drawn):
    catalogue = drawn.get("/catalogue").json
    assert {kind["kind"] for kind in catalogue["kinds"]} >= {"message", "wait", "split", "exit"}
    for kind in (*catalogue["kinds"], *catalogue["triggers"]):
        for field in kind["fields"]:
            assert all(choice["label"]["fr"] and choice["label"]["en"] for choice in field["choices"])


def test_a_template_is_previewed_for_a_contact(drawn):
    assert drawn.post("/templates/relance/preview", {"contact": "c1"}).json["subject"] == "Votre devis, Zoé"


def test_a_preview_shows_the_text_that_is_being_written(drawn):
    document = {**TEMPLATE, "subject": {"fr": "Nouveau", "en": "New"}}
    assert drawn.post("/templates/relance/preview", {"document": document}).json["subject"] == "Nouveau"


def test_a_preview_says_whose_words_it_has_and_who_would_read_others(drawn):
    variant = {"key": "lyon", "when": {"eq": ["city", "Lyon"]}, "subject": "Chers Lyonnais"}
    document = {**TEMPLATE, "variants": [variant]}
    read = drawn.post("/templates/relance/preview", {"document": document, "contact": "c1"}).json
    assert (read["subject"], read["variant"], read["reads"]) == ("Chers Lyonnais", "lyon", "lyon")
    main = {"document": document, "contact": "c1", "variant": ""}
    read = drawn.post("/templates/relance/preview", main).json
    assert (read["subject"], read["variant"], read["reads"]) == ("Votre devis, Zoé", None, "lyon")


def test_texts_are_proofread_with_the_place_of_each_fault_as_browsers_count(drawn):
    attributes = {"first_name": {"type": "text"}}
    assert drawn.put("/data", {"format": "data/1", "attributes": attributes}, 0).status_code == 200
    document = {**TEMPLATE, "subject": "👋 {{ frist_name | upcas }}"}
    answer = drawn.post("/templates/check", {"document": document}).json
    assert [(one["kind"], one["start"], one["end"], one["instead"]) for one in answer["faults"]] == [
        ("filter", 19, 24, "upcase"),
        ("field", 6, 16, "first_name"),
    ]
    assert "default" in answer["filters"]


def test_a_template_that_does_not_load_is_not_proofread(drawn):
    answer = drawn.post("/templates/check", {"document": {**TEMPLATE, "subjct": "x"}})
    assert answer.status_code == 422
    assert "subject" in answer.json["error"]["message"]


def test_an_sms_is_measured_for_real_contacts(drawn):
    drawn.send("PATCH", "/contacts/c1", {"attributes": {"phone": "+33612345678"}})
    document = {"format": "message/1", "key": "relance", "channel": "sms", "name": "S"}
    document["text"] = "Bonjour {{ first_name }} ✓"
    answer = drawn.post("/templates/relance/lengths", {"document": document}).json
    assert (answer["looked"], answer["contact"], answer["parts"]) == (1, "c1", {"1": 1})
    assert answer["longest"]["strange"] == ["✓"]


def test_events_are_taken_once_and_bad_ones_are_said(api):
    batch = {
        "events": [
            {"id": "e1", "contact": "c1", "event": "quote.created"},
            {"id": "e1", "contact": "c1", "event": "quote.created"},
            {"contact": "nobody", "event": "quote.created"},
        ]
    }
    answer = api.post("/events", batch)
    assert (answer.json["accepted"], answer.json["duplicates"]) == (1, 1)
    assert answer.json["rejected"][0]["index"] == 2


def test_the_same_idempotency_key_gets_the_same_answer(api):
    batch = {"events": [{"contact": "c1", "event": "quote.created"}]}
    first = api.post("/events", batch, Idempotency_Key="k1").json
    assert api.post("/events", batch, Idempotency_Key="k1").json == first


def test_a_contact_is_found_read_and_changed(api):
    assert [row["id"] for row in api.get("/contacts?q=zoe").json["contacts"]] == ["c1"]
    changed = api.send("PATCH", "/contacts/c1", {"attributes": {"city": "Nice"}})
    assert changed.json["attributes"]["city"] == "Nice"
    assert api.get("/contacts/c1/timeline").status_code == 200


def test_the_clock_is_moved_and_read(api):
    assert api.post("/clock", {"mode": "step", "step": "P1D"}).json["target"] == "1998-03-02T00:00:00Z"
    assert api.get("/runtime").json["clock"]["mode"] == "step"


def test_everything_is_paused_and_goes_on(api):
    assert api.post("/runtime/pause").json == {"paused": True}
    assert api.post("/runtime/resume").json == {"paused": False}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/events", {"events": "none"}),
        ("POST", "/events", []),
        ("POST", "/clock", {"mode": "fast"}),
        ("POST", "/clock", {"mode": "step", "step": "soon"}),
        ("POST", "/scenarios", {}),
        ("POST", "/scenarios", {"document": [], "more": 1}),
        ("POST", "/scenarios", {"document": {"key": "Not A Key"}}),
        ("POST", "/audience/count", {"condition": {"like": ["city", "Lyon"]}}),
        ("POST", "/contacts", {"id": ""}),
        ("POST", "/tasks/1", {"outcome": "maybe"}),
        ("GET", "/contacts?page=0", None),
        ("GET", "/contacts?page=none", None),
    ],
)
def test_bad_input_is_answered_in_the_one_shape(api, method, path, body):
    answer = api.send(method, path, body)
    assert 400 <= answer.status_code < 500
    assert set(answer.json["error"]) >= {"code", "message"}
    assert "Traceback" not in answer.text


def test_a_request_without_the_token_changes_nothing(api):
    answer = api.client.post("/api/v1/runtime/pause", json={})
    assert answer.status_code == 400
    assert api.get("/runtime").json["paused"] is False


def test_the_openapi_document_names_every_route(api, app):
    paths = set(api.client.get("/api/openapi.json").json["paths"])
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1")}
    assert len(paths) >= len(rules) * 0.9


def test_the_page_of_the_api_shows_every_resource(api):
    page = api.client.get("/api/docs")
    assert page.status_code == 200
    for tag in ("scenarios", "templates", "documents", "events", "contacts", "runtime", "outbox", "tasks"):
        assert f'id="{tag}"' in page.text
