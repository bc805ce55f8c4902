"""The page of the tree: every scenario under its target, gaps in words, its parts and its empty state."""

import re

import pytest
from small_workspace import NASTY, SCENARIO

from designer.store import documents, scenarios

SEGMENTS = {
    "prospects": {"name": {"fr": "Prospects", "en": "Leads"}, "condition": {"is_set": "email"}},
    "fideles": {"name": "Clients fidèles", "condition": {"is_set": "email"}},
}


@pytest.fixture
def planted(app):
    """One scenario with a sheet, one without, and a segment that nothing names."""
    with app.app_context():
        documents.put("segments", {"format": "segments/1", "segments": SEGMENTS})
        scenarios.create(SCENARIO)
        scenarios.create({**SCENARIO, "key": "sans-fiche", "name": NASTY, "sheet": {}})
    return app


def test_the_tree_reads_from_target_to_channels(planted, pages):
    page = pages.read("/tree")

    way = ("Prospects", "Moments transactionnels", "Information", "Relance de devis", "E-mail")
    assert re.search(".*".join(way), page, re.DOTALL)
    assert 'href="/scenarios/relance-devis"' in page
    assert "2 scénarios · 3 cibles" in page
    assert "Cible non dite" in page and "Moment non dit" in page and "Levier non dit" in page


def test_gaps_are_words_and_can_be_left_out(planted, pages):
    page = pages.read("/tree")
    assert "Moments clés sans scénario : moments relationnels, après-vente" in page
    assert "Leviers non utilisés : offre transactionnelle, proposition de service et reconnaissance." in page
    assert re.search(r"Segments qu’aucun scénario ne nomme.*Clients fidèles", page, re.S)

    alone = pages.read("/tree?show=scenarios")
    assert "Manque" not in alone and "Relance de devis" in alone


def test_one_target_and_one_state_are_shown(planted, pages):
    assert "Cible non dite</span>" not in pages.read("/tree?target=prospects")
    live = pages.read("/tree?state=live")
    assert "Relance de devis" not in live
    assert "Segments qu’aucun de ces scénarios ne nomme" in live
    assert "Rien ne correspond" in pages.read("/tree?target=nobody")


def test_exports_are_of_what_is_shown(planted, pages):
    page = pages.read("/tree?target=prospects&show=scenarios")
    (address,) = re.findall(r'href="(/api/v1/tree\.png[^"]*)"', page)
    picture = pages.client.get(address.replace("&amp;", "&"))
    assert picture.data.startswith(b"\x89PNG")
    assert "target=prospects" in address and "gaps=false" in address


def test_a_presentation_has_no_tools(planted, pages):
    page = pages.read("/tree?present=1")
    assert "Quitter la présentation" in page
    assert "data-filters" not in page and "Exporter" not in page


def test_a_name_is_words_and_never_markup(planted, pages):
    assert "<script>window.__pwn" not in pages.get("/tree").text


def test_an_empty_workspace_is_told_how_the_tree_grows(pages):
    page = pages.read("/tree")
    assert "L’arbre pousse tout seul" in page
    assert "Présenter" not in page


def test_the_tree_speaks_english(planted, pages):
    page = pages.get("/tree", headers={"Accept-Language": "en", "Accept": "text/html"}).text
    assert "Leads" in page and "Key moments without a scenario: " in page
