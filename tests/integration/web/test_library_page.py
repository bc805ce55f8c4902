"""The gallery and the page of one scenario."""

import re
from dataclasses import replace
from html import unescape
from itertools import pairwise

import pytest

from designer.library.month import month
from designer.library.shelf import shelf
from designer.store import documents, scenarios, templates
from designer.web import logigram
from designer.web.views import library

ENTRIES = [entry.id for entry in shelf().entries()]

DATA = {
    "format": "data/1",
    "attributes": {"prenom": {"type": "text"}, "age": {"type": "number"}, "market": {"type": "text"}},
    "events": {"evt_vie": {"properties": {"quoi": "text", "poids": "number"}}, "order.placed": {}},
}


@pytest.fixture
def own(app):
    with app.app_context():
        documents.put("data", DATA)
    return app


def ids(page):
    return list(dict.fromkeys(re.findall(r'href="/library/([a-z0-9-]+/[a-z0-9-]+)"', page)))


def test_the_gallery_shows_pictures_and_pages_of_scenarios(pages):
    page = pages.read("/library")
    assert f"{len(ENTRIES)} scénarios" in page
    assert page.count('class="logigram-small"') == 24
    assert "style=" not in page
    assert len(ids(page)) == 24
    assert ids(pages.read("/library?page=2"))[0] != ids(page)[0]


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("pack=finance", lambda e: e.pack == "finance"),
        ("objective=retention", lambda e: e.objective == "retention"),
        ("family=life", lambda e: e.family == "life"),
        ("channel=sms&pack=ecommerce", lambda e: "sms" in e.channels and e.pack == "ecommerce"),
        ("q=mariage+finance", lambda e: e.id == "finance/mariage"),
    ],
)
def test_the_filters_keep_what_they_name(pages, query, holds):
    shown = ids(pages.read(f"/library?{query}"))
    assert shown
    for id_ in shown:
        assert holds(shelf().find(id_)[1]), id_
    every = [entry.id for entry in shelf().entries() if holds(entry)]
    assert set(shown) == set(every[:24])


def test_a_filter_by_what_ones_data_are_enough_for(own, pages):
    shown = ids(pages.read("/library?show=ready"))
    for id_ in shown:
        assert "les vôtres suffisent" in pages.read(f"/library?q={id_}")
    # they ask for an event of the workspace and for nothing else
    assert "finance/mariage" not in shown
    assert "il vous manque" in pages.read("/library?q=finance/mariage")


def test_ten_to_start_with_are_ten_of_several_trades(own, pages):
    shown = ids(pages.read("/library?show=start"))
    assert len(shown) == 10
    assert len({id_.partition("/")[0] for id_ in shown}) >= 4
    assert len({id_.partition("/")[2] for id_ in shown}) == 10


def test_a_bare_key_leads_to_the_page_of_its_pack(pages):
    assert pages.get("/library/mariage").headers["Location"] == "/library/finance/mariage"
    assert pages.get("/library/nowhere").status_code == 404


@pytest.mark.parametrize("key", list(shelf().packs))
def test_every_scenario_of_a_pack_has_its_page(pages, key, monkeypatch):
    # a month of a few people looks like one of many
    monkeypatch.setattr(library, "month", lambda pack, key: month(pack, key, people=6))
    pack = shelf().pack(key)
    for entry in pack.entries:
        answer = pages.get(f"/library/{entry.id}")
        assert answer.status_code == 200, entry.id
        assert answer.text.count('class="lg-node') == len(pack.scenario(entry.key).nodes), entry.id
        assert answer.text.count('class="written-one"') == entry.steps, entry.id
        assert "style=" not in answer.text
        assert "month-bar" in answer.text


def test_a_page_in_english_shows_the_english_words(pages):
    page = unescape(pages.get("/library/finance/mariage", headers={"Accept-Language": "en"}).text)
    assert "Congratulations!" in page
    assert "A simulated month" in page


def test_a_form_takes_a_scenario_under_the_workspaces_names(own, pages):
    page = pages.read("/library/finance/mariage")
    assert 'name="event:life.declared"' in page
    assert 'name="property:life.declared:what"' in page
    # only what is of its type is offered
    choices = re.search(r'name="attribute:adviser".*?</select>', page, re.DOTALL)[0]
    assert "prenom" in choices
    assert "age" not in choices
    answer = pages.post(
        "/library/finance/mariage",
        {
            "event:life.declared": "evt_vie",
            "property:life.declared:what": "quoi",
            "attribute:first_name": "prenom",
            "attribute:adviser": "",
        },
    )
    assert answer.headers["Location"] == "/scenarios/mariage"
    with own.app_context():
        document = scenarios.get("mariage").document
        assert document["trigger"]["event"] == "evt_vie"
        assert document["trigger"]["where"] == {"eq": ["quoi", "mariage"]}
        assert "prenom" in templates.get("mariage-felicitations").document["body"]["fr"]
        assert "adviser" in documents.data().attributes


def test_a_form_that_cannot_be_comes_back_with_every_fault_in_words(own, pages):
    answer = pages.post(
        "/library/finance/mariage",
        {
            "event:life.declared": "evt_vie",
            "property:life.declared:what": "poids",
            "attribute:adviser": "age",
        },
    )
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert "Il n’a pas été pris" in page
    assert page.count("choisissez-en") == 2
    assert re.search(r'<option value="evt_vie" selected', page)
    with own.app_context():
        assert scenarios.list_all() == []


def test_the_layout_puts_every_node_below_those_that_lead_to_it_and_none_over_another():
    for entry in shelf().entries():
        scenario = shelf().pack(entry.pack).scenario(entry.key)
        layout = logigram.lay_out(scenario)
        for link in layout.links:
            upper, lower = layout.nodes[link.source][0], layout.nodes[link.target][0]
            assert (upper < lower) is not link.back, (entry.id, link)
        places = sorted(layout.nodes.values())
        for (layer, left), (other, right) in pairwise(places):
            assert layer != other or right - left >= 1, entry.id


def test_a_circle_is_drawn_with_a_link_that_leads_back():
    scenario = shelf().pack("finance").scenario("mariage")
    nodes = list(scenario.by_id)
    edges = [edge for edge in scenario.edges if edge.source != nodes[-2]]
    back = replace(scenario.edges[0], source=nodes[-2], target=nodes[1], path=None)
    layout = logigram.lay_out(replace(scenario, edges=(*edges, back)))
    assert [link.target for link in layout.links if link.back] == [nodes[1]]
