"""The page of the order: what decided each place, who said what, circles, derogations, what is left open."""

import json
import re

import pytest
from small_workspace import NASTY, SCENARIO, TEMPLATE

from designer.domain.scenario import Effect
from designer.store import order, scenarios, templates
from designer.store.order import Change


@pytest.fixture
def three(app):
    """Three scenarios of one class and value, in the workspace of the app."""
    with app.app_context():
        templates.create(TEMPLATE)
        scenarios.create(SCENARIO)
        scenarios.create({**SCENARIO, "key": "visite", "name": "Visite", "priority": {"value": 80}})
        scenarios.create({**SCENARIO, "key": "autre", "name": NASTY})
    return app


def say(app, winner, loser, **more):
    with app.app_context():
        order.apply(Change(winner=winner, loser=loser, **more), scenarios.get(winner).revision, author="Zoé")


def places(page):
    return re.findall(r'class="order-place"[^>]*>(\d+)<.*?class="row-title"[^>]*>([^<]*)<', page, re.DOTALL)


def test_an_empty_workspace_says_what_to_do(pages):
    page = pages.read("/order")
    assert "Dessinez deux scénarios" in page
    assert "Dire qui prévaut" not in page


def test_the_order_is_a_numbered_list_with_what_decided_each_place(three, pages):
    page = pages.read("/order")
    assert next(name for _number, name in places(page)) == "Visite"
    assert "Rien ne passe avant lui." in page
    assert "Même classe que « Visite », valeur plus basse : 50 après 80." in page
    assert "personne n’a tranché" in page
    assert "<script>window.__pwn" not in page


def test_the_two_orders_are_said_apart(three, pages):
    page = pages.read("/order")
    assert "l’ordre de construction se décide dans la matrice" in page
    assert 'aria-current="page"' in page.split("Ordre</a>")[0].rsplit("<a", 1)[1]


def test_what_nobody_decided_is_offered_to_decide(three, pages):
    page = pages.read("/order")
    assert "1 paire qui peut se rencontrer n’est pas tranchée" in page
    assert 'data-order="add" data-winner="autre" data-loser="relance-devis"' in page


def test_a_statement_is_listed_with_who_said_it_and_drawn(three, pages):
    say(three, "relance-devis", "visite", effect=Effect.EXIT, when={"is_set": "email"})
    page = pages.read("/order")
    row = page[page.index("order-table") : page.index("list-title")]
    assert "Relance de devis" in row
    assert "fait sortir" in row
    assert "Zoé" in row
    assert "e-mail" in row
    assert '<svg class="order-graph"' in page
    assert [name for _number, name in places(page)][1:] == ["Relance de devis", "Visite"]
    assert "« Relance de devis » prévaut sur lui." in page


def test_a_derogation_names_both_and_whether_one_contact_can_be_in_both(three, pages):
    say(three, "relance-devis", "visite")
    page = pages.read("/order")
    told = page[page.index("derogations-title") : page.index("ties-title")]
    assert "Relance de devis prévaut sur Visite" in told
    assert "Sa valeur (50) est plus basse que celle de l’autre (80)" in told
    assert "Un même contact peut être dans les deux." in told


def test_a_circle_comes_first_with_its_way_and_what_to_drop(three, pages):
    say(three, "relance-devis", "visite")
    say(three, "visite", "relance-devis")
    page = pages.read("/order")
    assert "1 boucle : ses scénarios prévalent les uns sur les autres" in page
    circle = page[page.index("circles-title") : page.index("statements-title")]
    assert re.findall(r'class="order-step">([^<]*)<', circle) == [
        "Relance de devis",
        "Visite",
        "Relance de devis",
    ]
    assert "À retirer : « Relance de devis » prévaut sur « Visite »." in circle
    assert "C’est la moins coûteuse : sa valeur (50) est plus basse" in circle
    assert 'data-order="drop" data-winner="relance-devis" data-loser="visite"' in circle


def test_a_statement_about_a_scenario_that_is_no_more_says_so(three, pages):
    say(three, "relance-devis", "visite")
    with three.app_context():
        scenarios.archive("visite")
    page = pages.read("/order")
    assert "Sans effet : ce scénario n’existe plus." in page
    assert '<svg class="order-graph"' not in page


def test_the_boot_names_revisions_and_statements(three, pages):
    say(three, "relance-devis", "visite")
    page = pages.get("/order").text
    boot = json.loads(re.search(r'id="order-boot">(.*?)</script>', page, re.DOTALL)[1])
    assert {one["key"]: one["revision"] for one in boot["scenarios"]}["relance-devis"] == 2
    assert boot["statements"] == [
        {"winner": "relance-devis", "loser": "visite", "place": 0, "effect": "entry", "when": None}
    ]


def test_presenting_shows_no_tools(three, pages):
    say(three, "relance-devis", "visite")
    page = pages.read("/order?present=1")
    assert "data-order=" not in page
    assert "Dire qui prévaut" not in page


def test_the_order_leaves_for_a_spreadsheet(three, pages):
    rows = pages.get("/order/order.csv").text.splitlines()
    assert rows[0].lstrip("\N{BOM}").split(";")[:2] == ["Place", "Scénario"]
    assert rows[1].split(";")[:3] == ["1", "Visite", "visite"]
    assert len(rows) == 4
