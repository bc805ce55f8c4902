"""The pages: both languages, nothing changed by reading, nothing run from what users wrote."""

import re

import pytest
from small_workspace import NASTY

from designer.store import contacts, documents, scenarios, tasks, workspace


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


READ = [
    "/",
    "/scenarios",
    "/scenarios?q=relance&state=live&sort=priority&down=1",
    "/scenarios/relance-devis",
    "/scenarios/relance-devis/document.yaml",
    "/library",
    "/library?sector=b2b&q=blanc",
    "/contacts",
    "/contacts?q=zo",
    "/contacts/c1",
    "/contacts/c1?show=messages",
    "/contacts/c2",
    "/runtime",
    "/runtime/decisions",
    "/runtime/decisions?verdict=skipped&rule=consent",
    "/outbox",
    "/outbox?state=sent&channel=email",
    "/tasks",
    "/tasks?state=done",
    "/pressure",
    "/policy",
    "/settings",
    "/clock",
    "/api/docs",
]


@pytest.mark.parametrize("path", READ)
def test_every_page_answers(lived, pages, path):
    assert pages.get(path).status_code == 200


def test_reading_changes_nothing(lived, pages, rows):
    before = rows()
    for path in READ:
        pages.get(path)
    assert rows() == before


@pytest.mark.parametrize(
    ("asked", "kept", "language"),
    [
        (None, None, "fr"),
        ("de", None, "fr"),
        ("en-GB,en;q=0.9", None, "en"),
        ("fr-CA,en;q=0.5", None, "fr"),
        # The reader's own choice beats the browser's.
        ("en", "fr", "fr"),
        ("fr", "en", "en"),
        ("fr", "klingon", "fr"),
    ],
)
def test_the_language_is_the_readers(app, asked, kept, language):
    client = app.test_client()
    if kept:
        client.set_cookie("lang", kept)
    page = client.get("/", headers={"Accept-Language": asked} if asked else {})
    assert f'<html lang="{language}"' in page.text
    assert ("Accueil" if language == "fr" else "Home") in page.text


def test_language_and_theme_are_kept(pages):
    answer = pages.post("/preferences", {"language": "en", "theme": "dark", "back": "/library"})
    assert answer.headers["Location"] == "/library"
    page = pages.get("/", headers={"Accept-Language": "fr"})
    assert '<html lang="en" data-theme="dark"' in page.text


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_forms_lead_nowhere_else(pages, back):
    assert pages.post("/preferences", {"theme": "dark", "back": back}).headers["Location"] == "/"


def test_every_form_needs_its_token(app, lived):
    client = app.test_client()
    asked = 0
    for rule in app.url_map.iter_rules():
        if (
            rule.endpoint.startswith("web.")
            and "POST" in rule.methods
            and rule.endpoint != "web.unsubscribe_act"
        ):
            path = re.sub(r"<int:\w+>", "1", re.sub(r"<(path:)?\w+>", "relance-devis", rule.rule))
            assert client.post(path, headers={"Accept": "text/html"}).status_code == 400, rule.endpoint
            asked += 1
    assert asked >= 15


def test_what_users_wrote_is_shown_and_never_run(app, pages, lived):
    with app.app_context():
        contacts.change("c1", {"first_name": NASTY, "city": NASTY})
        contacts.import_all([(NASTY[:60], {"first_name": "Id"})])
        document = {**scenarios.get("relance-devis").document, "name": NASTY}
        scenarios.save_draft("relance-devis", document)
        scenarios.duplicate("relance-devis")
        workspace.change(name=NASTY, brand=NASTY)
        data = {"format": "data/1", "attributes": {"city": {"type": "text", "label": NASTY}}}
        documents.put(
            "data",
            {**data, "events": {"quote.created": {"label": NASTY, "properties": {"amount": "number"}}}},
        )
    pages.post("/settings", {"name": NASTY, "brand": NASTY, "sender_address": "a@b.example"})
    for path in [*READ, "/contacts?q=<script>"]:
        if path.endswith(".yaml"):
            continue
        text = pages.get(path).text
        assert "<script>window" not in text, path
        assert "<img src=x" not in text, path
        assert "{{7*7}}" in text or "49" not in re.sub(r"[0-9a-f]{32,}|\d{3,}", "", text) or NASTY not in text


def test_a_contacts_page_says_why(lived, pages):
    sent = pages.read("/contacts/c1")
    assert "Envoyé" in sent and "Reporté" in sent
    assert "Au moins 48 heures entre deux messages" in sent
    assert "« Relance de devis » T1" in sent
    assert "Prochaine date possible" in sent
    refused = pages.get("/contacts/c2").text
    assert "Pas de consentement pour ce canal" in refused
    assert "Pourquoi il n’est pas parti" in refused


def test_figures_open_what_they_count(lived, pages):
    page = pages.get("/runtime/decisions?verdict=skipped").text
    assert "luc@example.com" in page
    assert "Zoé Roux" not in page


def test_a_message_says_that_it_was_not_real(lived, pages):
    page = pages.get("/outbox").text
    href = re.search(r'href="(/outbox/relance-devis[^"]+)"', page)[1]
    assert "fictif" in page
    assert "Rien n’est vraiment parti" in pages.get(href).text


def test_a_message_that_is_not_kept_has_no_frame(lived, pages):
    href = re.search(r'href="(/outbox/relance-devis[^"]+)"', pages.get("/outbox").text)[1]
    assert pages.get(f"{href}/html").status_code == 404


def test_a_task_is_closed_once(app, lived, pages):
    with app.app_context():
        [task] = tasks.list_all().items
    assert "Appeler" in pages.get("/tasks").text
    pages.post(f"/tasks/{task.id}", {"outcome": "done"})
    with app.app_context():
        assert tasks.get(task.id).state == "done"
    again = pages.post(f"/tasks/{task.id}", {"outcome": "refused"}, follow_redirects=True)
    assert "Cette tâche est déjà close." in again.text and "done already" not in again.text


def test_a_new_scenario_opens_in_the_editor(app, pages):
    answer = pages.post("/scenarios", {"name": "Été à la mer"})
    assert answer.headers["Location"] == "/scenarios/ete-a-la-mer"
    again = pages.post("/scenarios", {"name": "été à la mer"}, follow_redirects=True)
    assert again.request.path == "/scenarios/ete-a-la-mer-2"
    assert "Un autre scénario s’appelle déjà" in again.text
    assert '"scenario": "ete-a-la-mer"' in pages.get("/scenarios/ete-a-la-mer").text
    assert "a besoin d’un nom" in pages.post("/scenarios", {"name": "  "}, follow_redirects=True).text


def test_archiving_can_be_undone(app, lived, pages):
    page = pages.post("/scenarios/relance-devis/archive", follow_redirects=True).text
    undo = re.search(r'action="(/scenarios/relance-devis/restore)"', page)[1]
    pages.post(undo)
    with app.app_context():
        assert scenarios.get("relance-devis").state == "draft"


def test_a_scenario_is_paused_and_resumed(app, lived, pages):
    pages.post("/scenarios/relance-devis/pause")
    with app.app_context():
        assert scenarios.get("relance-devis").state == "paused"
    pages.post("/scenarios/relance-devis/resume")
    with app.app_context():
        assert scenarios.get("relance-devis").state == "live"


def test_an_exported_scenario_imports_as_it_was(app, lived, pages):
    from io import BytesIO

    text = pages.get("/scenarios/relance-devis/document.yaml").data
    pages.post("/scenarios/import", {"file": (BytesIO(text.replace(b"relance-devis", b"copie")), "a.yaml")})
    with app.app_context():
        assert scenarios.get("copie").document == {**scenarios.get("relance-devis").document, "key": "copie"}


@pytest.mark.parametrize("text", [b"\xff\xfe", b"just words", b"a: [", b"format: scenario/1"])
def test_a_file_that_cannot_be_read_is_refused_in_words(pages, text):
    from io import BytesIO

    page = pages.post("/scenarios/import", {"file": (BytesIO(text), "a.yaml")})
    assert page.status_code == 422
    assert "data-open-now" in page.text and "a.yaml" in page.text and "n’a pas été importé" in page.text
    assert "toast error" not in page.text


MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">
  <process id="p" name="Relance devis">
    <startEvent id="s"/>
    <sendTask id="m" name="Relance"/>
    <endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="m"/>
    <sequenceFlow id="f2" sourceRef="m" targetRef="e"/>
    <dataObject id="papers"/>
  </process>
</definitions>
"""


def test_a_model_is_shown_with_what_it_loses_before_a_draft_is_made_of_it(app, lived, pages):
    from io import BytesIO

    page = pages.post("/scenarios/import", {"file": (BytesIO(MODEL.encode()), "a.bpmn")})
    assert page.status_code == 422
    said = plain(page.text)
    assert "a.bpmn" in said and "le brouillon n’est pas encore fait" in said
    assert "Ligne 9 : dataObject « papers » n’est pas repris : " in said
    with app.app_context():
        before = {item.key for item in scenarios.list_all()}
        was = scenarios.get("relance-devis").document
    seen = re.search(r'name="seen" value="(\w+)"', page.text).group(1)
    # another text is another thing to agree to
    other = pages.post("/scenarios/import", {"text": MODEL.replace("papers", "files"), "seen": seen})
    assert other.status_code == 422
    # a form sends its own line ends
    answer = pages.post("/scenarios/import", {"text": MODEL.replace("\n", "\r\n"), "seen": seen})
    assert answer.headers["Location"] == "/scenarios/relance-devis-2"
    with app.app_context():
        assert {item.key for item in scenarios.list_all()} - before == {"relance-devis-2"}
        assert scenarios.get("relance-devis").document == was
        kinds = [node["kind"] for node in scenarios.get("relance-devis-2").document["nodes"]]
    assert sorted(kinds) == ["exit", "message", "trigger"]


def test_a_model_that_holds_all_of_a_scenario_is_a_draft_at_once(app, lived, pages):
    from designer.analysis.speech import Names
    from designer.reports.making import Options, make

    with app.app_context():
        document = scenarios.get("relance-devis").document
    model = make("bpmn", document, Names(), Options()).decode()
    answer = pages.post("/scenarios/import", {"text": model})
    assert answer.headers["Location"] == "/scenarios/relance-devis-2"
    with app.app_context():
        assert scenarios.get("relance-devis-2").document["nodes"] == document["nodes"]


def test_a_broken_text_comes_back_with_its_line_and_cause(app, pages):
    broken = "format: scenario/1\nkey: a: b\n"
    page = plain(pages.post("/scenarios/import", {"text": broken}).text)
    assert "Ligne 2 : " in page and "deux-points à un endroit où il n’en faut pas" in page
    assert "[document]" not in page and "mapping values" not in page
    assert re.search(r"<textarea[^>]*aria-invalid[^>]*>\nformat: scenario/1\nkey: a: b\n</textarea>", page)
    mended = (
        "format: scenario/1\nkey: ab\nname: Ab\ntrigger: {kind: manual}\n"
        "nodes: [{id: s, kind: trigger}, {id: e, kind: exit}]\nedges: [{from: s, to: e}]\n"
    )
    answer = pages.post("/scenarios/import", {"text": mended})
    assert answer.headers["Location"] == "/scenarios/ab"
    # The address of the refused import leads back, also by the forms of the frame.
    assert pages.get("/scenarios/import").headers["Location"] == "/scenarios"


def test_everybody_due_after_a_change_is_explained(app, lived, pages):
    assert "une règle ou un scénario a changé" not in pages.read("/runtime")
    with app.app_context():
        documents.put("policy", {"format": "policy/1", "gaps": [{"id": "gap-24h", "min": "PT24H"}]})
    assert "tous les contacts seront revus à la prochaine passe" in pages.read("/runtime")


def test_everything_is_paused_and_the_strip_says_so(app, lived, pages):
    pages.post("/runtime/pause")
    page = pages.get("/contacts").text
    assert "Tout est en pause." in page and 'action="/runtime/resume"' in page
    pages.post("/runtime/resume")
    with app.app_context():
        assert not workspace.get().paused


def test_the_clock_moves_by_its_controls(app, pages):
    answer = pages.client.post(
        "/clock", data={"csrf_token": pages.token(), "mode": "run"}, headers={"Accept": "application/json"}
    )
    assert answer.json["mode"] == "run"
    pages.post("/clock", {"step": "P7D"})
    with app.app_context():
        assert workspace.clock().mode == "step"


def test_a_library_scenario_becomes_a_draft(app, pages):
    assert pages.post("/library/livre-blanc").headers["Location"] == "/scenarios/livre-blanc"
    assert pages.post("/library/livre-blanc").headers["Location"] == "/scenarios/livre-blanc-2"
    with app.app_context():
        assert scenarios.get("livre-blanc").state == "draft"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/nope", 404, "Cette page n’existe pas"), ("/contacts/none", 404, "n’existe pas")],
)
def test_errors_are_pages_in_words(pages, path, status, words):
    page = pages.get(path)
    assert page.status_code == status
    assert words in page.text


def test_a_failure_is_told_with_an_id_and_without_a_traceback(app, pages, monkeypatch):
    def fail():
        raise RuntimeError("secret detail")

    monkeypatch.setattr("designer.store.counts.home", fail)
    page = pages.get("/")
    assert page.status_code == 500
    assert "Référence" in page.text and page.headers["X-Request-Id"] in page.text
    assert "secret detail" not in page.text and "Traceback" not in page.text


def test_too_large_a_file_is_told(pages):
    from io import BytesIO

    page = pages.post("/scenarios/import", {"file": (BytesIO(b"a" * 3_000_000), "a.yaml")})
    assert page.status_code == 413
    assert "trop gros" in page.text
