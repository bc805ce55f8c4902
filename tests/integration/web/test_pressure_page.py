"""The page of the pressure before launch, over a proof made by hand and over the real one."""

import re

import hand_made_proof
import pytest
from small_workspace import NASTY, SCENARIO, TEMPLATE

import designer.analysis.pressure
import designer.analysis.remedies
from designer.store import contacts, documents, scenarios, templates
from tests.integration.web.conftest import plain

CONFLICT = "/pressure/conflicts/week-all~relance-devis~autre"


@pytest.fixture
def by_hand(monkeypatch):
    monkeypatch.setattr(designer.analysis.pressure, "prove", hand_made_proof.prove)
    monkeypatch.setattr(designer.analysis.remedies, "remedies", hand_made_proof.remedies)


@pytest.fixture
def drawn(app):
    """Two scenarios of two messages each, and rules that the two together break."""
    with app.app_context():
        documents.put(
            "policy",
            {
                "format": "policy/1",
                "caps": [
                    {"id": "week-all", "max": 3, "per": "P7D"},
                    {"id": "sms-week", "max": 9, "per": "P7D", "channels": ["sms"]},
                ],
            },
        )
        documents.put(
            "segments",
            {
                "format": "segments/1",
                "segments": {"lyon": {"name": "Lyonnais", "condition": {"eq": ["city", "Lyon"]}}},
            },
        )
        documents.put(
            "plan",
            {
                "format": "plan/1",
                "campaigns": [
                    {"key": "soldes", "name": "Soldes", "channel": "email", "at": ["1998-03-18T08:00:00Z"]}
                ],
            },
        )
        contacts.import_all(
            [("c1", {"city": "Lyon", "first_name": "Zoé"}), ("c2", {"city": "Paris"}), ("c3", {})]
        )
        templates.create(TEMPLATE)
        scenarios.create(SCENARIO)
        scenarios.create(
            {**SCENARIO, "key": "autre", "name": "Autre relance", "audience": {"eq": ["city", "Lyon"]}}
        )
    return app


def test_without_rules_the_page_says_how_to_begin(pages):
    page = pages.read("/pressure")
    assert "Pas encore de règle de pression" in page
    assert 'href="/policy"' in page


def test_without_scenarios_the_page_leads_to_the_library(app, pages):
    with app.app_context():
        documents.put("policy", {"format": "policy/1", "gaps": [{"id": "gap", "min": "PT48H"}]})
    assert "Rien de dessiné pour l’instant" in pages.read("/pressure")


def test_the_verdict_comes_first_as_a_sentence(by_hand, drawn, pages):
    page = pages.read("/pressure")
    assert "1 règle sur 2 peut être dépassée" in page
    assert "Au pire, 5 messages peuvent être dus à un même contact, pour 3 permis" in page


def test_the_matrix_names_both_scenarios_and_who_is_seen_in_both(by_hand, drawn, pages):
    page = pages.read("/pressure?rule=week-all")
    assert "Autre relance × Relance de devis" not in page
    assert "Relance de devis × Autre relance : 4 messages, 1 contact dans les deux aujourd’hui" in page


def test_the_plan_is_a_calendar(by_hand, drawn, pages):
    page = pages.read("/pressure")
    assert "Mars 1998" in page
    assert "Soldes" in page


def test_a_conflict_shows_who_when_and_what_would_help(by_hand, drawn, pages):
    page = pages.read(CONFLICT)
    assert "4 messages dus à un même contact, 3 permis" in page
    assert '<svg class="timeline"' in page
    assert "fenêtre de 7 jours" in page
    assert "1 heure après" in page
    assert "« Lyon »" in page
    assert "Vu dans la base : 1 contact sur 3" in page
    assert "Les rendre exclusifs" not in page
    assert "Les rendre exclusifs" in pages.read(CONFLICT + "?remedies=1")


def test_nothing_on_the_pages_needs_an_inline_style(by_hand, drawn, pages):
    for path in ("/pressure", CONFLICT + "?remedies=1"):
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*src)", pages.read(path))


def test_a_pair_that_breaks_nothing_is_shown_too(by_hand, drawn, pages):
    page = pages.read("/pressure/conflicts/sms-week~relance-devis~autre")
    assert "La règle est tenue" in page


@pytest.mark.parametrize(
    "path",
    [
        "/pressure?rule=nothing&mode=other&segment=none&channel=fax&again=x&present=2",
        "/pressure?segment=lyon&channel=email&mode=photo&present=1",
        "/pressure?channel=push",
        "/pressure?rule=" + "x" * 5000,
        "/pressure/pairs.csv?segment=lyon",
        CONFLICT + "?segment=lyon&present=1",
    ],
)
def test_odd_and_even_questions_are_answered(by_hand, drawn, pages, path):
    assert pages.get(path).status_code == 200


@pytest.mark.parametrize(
    "id_",
    [
        "nothing",
        "week-all",
        "week-all~nobody",
        "other~relance-devis",
        "~~~",
        "a/b",
        "week-all~relance-devis~x~y~z",
    ],
)
def test_a_conflict_that_is_not_there_is_told(by_hand, drawn, pages, id_):
    assert pages.get(f"/pressure/conflicts/{id_}").status_code == 404


def offered(page):
    return re.findall(r'name="remedy" value="(\w+)"', page)


def test_a_remedy_makes_a_draft_and_can_be_taken_back(by_hand, drawn, pages):
    remedies = offered(pages.read(CONFLICT + "?remedies=1"))
    with drawn.app_context():
        before = scenarios.get("relance-devis")

    answer = pages.post(
        "/pressure/remedies", {"conflict": "week-all~relance-devis~autre", "remedy": remedies[1]}
    )

    assert answer.status_code == 302
    with drawn.app_context():
        after = scenarios.get("relance-devis")
        assert after.document["nodes"][1]["if_blocked"] == "skip"
        assert (after.revision, after.state, after.version) == (before.revision + 1, "draft", None)
    page = plain(pages.get("/pressure").text)
    assert "C’est fait : Renoncer au message" in page
    undo = re.search(r'action="(/pressure/undo/[^"]+)"', page)[1]
    assert pages.post(undo).status_code == 302
    with drawn.app_context():
        assert scenarios.get("relance-devis").document == before.document
    assert "comme avant" in pages.read("/pressure")
    pages.post(undo)
    assert "ne peut plus être annulé" in pages.read("/pressure")


def test_a_remedy_is_not_taken_back_over_somebody_elses_work(by_hand, drawn, pages):
    remedies = offered(pages.read(CONFLICT + "?remedies=1"))
    pages.post("/pressure/remedies", {"conflict": "week-all~relance-devis~autre", "remedy": remedies[0]})
    undo = re.search(r'action="(/pressure/undo/[^"]+)"', pages.get("/pressure").text)[1]
    with drawn.app_context():
        document = scenarios.get("relance-devis").document
        scenarios.save_draft("relance-devis", {**document, "name": "Mon travail"})
    pages.post(undo)
    with drawn.app_context():
        assert scenarios.get("relance-devis").document["name"] == "Mon travail"


@pytest.mark.parametrize(
    "data", [{}, {"conflict": "x"}, {"conflict": "week-all~relance-devis~autre", "remedy": "x"}]
)
def test_a_remedy_that_is_not_offered_changes_nothing(by_hand, drawn, pages, rows, data):
    before = rows()
    assert pages.post("/pressure/remedies", data).status_code == 302
    assert rows() == before


def test_the_table_of_pairs_holds_no_formula(by_hand, drawn, pages):
    with drawn.app_context():
        document = scenarios.get("autre").document
        scenarios.save_draft("autre", {**document, "name": "=1+1"})
    text = pages.get("/pressure/pairs.csv").text
    assert ";'=1+1;" in text
    assert ";=1+1" not in text


def test_names_are_shown_and_never_run(by_hand, drawn, pages):
    with drawn.app_context():
        document = scenarios.get("autre").document
        scenarios.save_draft("autre", {**document, "name": NASTY})
    for path in ("/pressure", CONFLICT + "?remedies=1"):
        assert "<script>window" not in pages.get(path).text


def test_reading_changes_nothing(by_hand, drawn, pages, rows):
    before = rows()
    for path in ("/pressure", CONFLICT + "?remedies=1", "/pressure/pairs.csv"):
        pages.get(path)
    assert rows() == before


def test_the_rules_are_the_neighbour(pages):
    assert 'href="/policy"' in pages.read("/pressure")
    page = pages.read("/policy")
    assert 'href="/pressure" aria-current="true"' in page
    assert 'href="/policy" aria-current="page"' in page


def test_the_real_proof_tells_a_conflict_and_its_remedy(drawn, pages):
    with drawn.app_context():
        documents.put("policy", {"format": "policy/1", "caps": [{"id": "week-all", "max": 2, "per": "P7D"}]})
    assert "peut être dépassée" in pages.read("/pressure")
    page = pages.read("/pressure/conflicts/week-all~autre~relance-devis")
    assert '<svg class="timeline"' in page


def test_a_proof_that_fails_is_told_and_takes_nothing_along(monkeypatch, drawn, pages):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(designer.analysis.pressure, "prove", broken)
    assert pages.get("/scenarios").status_code == 200
    answer = pages.get("/pressure")
    assert answer.status_code == 503
    assert "La preuve des règles de pression" in plain(answer.text)
