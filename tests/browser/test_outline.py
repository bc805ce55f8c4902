"""The outline: a scenario drawn, read and changed without the canvas, and always in step with it."""

from itertools import count

import pytest
from playwright.sync_api import expect

#: Each test draws a scenario of its own: an archived one keeps its key.
NUMBERS = count(1)
BEGUN = {
    "format": "scenario/1",
    "name": {"fr": "Plan", "en": "Outline"},
    "trigger": {"kind": "event", "event": "quote.created"},
    "nodes": [{"id": "start", "kind": "trigger"}],
    "edges": [],
}


@pytest.fixture
def begun(demo):
    """A scenario of a trigger alone, its outline open beside the canvas."""
    demo.open("/scenarios")
    demo.key = f"plan-{next(NUMBERS)}"
    demo.api("POST", "/scenarios", {"document": {**BEGUN, "key": demo.key}})
    demo.open(f"/scenarios/{demo.key}")
    card(demo, "start").wait_for()
    demo.page.keyboard.press("Alt+p")
    rows(demo).first.wait_for()
    yield demo
    demo.open("/scenarios")
    demo.api("POST", f"/scenarios/{demo.key}/archive")


def card(demo, node):
    return demo.page.get_by_test_id(f"rf__node-{node}")


def rows(demo):
    return demo.page.get_by_role("treeitem")


def add(demo, word):
    """A step after the row that has the focus, by the keyboard alone."""
    demo.page.keyboard.press("a")
    search = demo.page.get_by_role("combobox", name="Chercher")
    search.wait_for()
    demo.page.keyboard.type(word)
    demo.page.keyboard.press("Enter")
    expect(search).to_have_count(0)


def connect(demo, word):
    demo.page.keyboard.press("c")
    search = demo.page.get_by_role("combobox", name="Chercher")
    search.wait_for()
    demo.page.keyboard.type(word)
    demo.page.keyboard.press("Enter")
    expect(search).to_have_count(0)


def press(demo, *keys):
    for key in keys:
        demo.page.keyboard.press(key)


def focused(demo):
    return demo.page.evaluate("document.activeElement.textContent")


def links(demo):
    """What the server has been told of the links, as ``e1.timeout>m2``."""
    document = demo.api("GET", f"/scenarios/{demo.key}")["document"]
    return {
        f"{edge['from']}{'.' + edge['path'] if 'path' in edge else ''}>{edge['to']}"
        for edge in document["edges"]
    }


DRAWN = {
    "start>m1",
    "m1>e1",
    "e1.event>task1",
    "task1.done>end",
    "e1.timeout>m2",
    "m2>w1",
    "w1>s1",
    "s1.oui>m3",
    "m3>end",
    "s1.else>u1",
    "u1>end",
}


def test_ten_steps_are_drawn_by_the_keyboard_alone(begun):
    add(begun, "e-mail")
    add(begun, "attente d")
    # the first free way of a fork is where one goes on
    add(begun, "tâche")
    add(begun, "sortie")
    press(begun, "Home", "ArrowDown", "ArrowDown")
    add(begun, "SMS")
    add(begun, "attente")
    add(begun, "condition")
    add(begun, "courrier")
    connect(begun, "fin du parcours")
    press(begun, "End")
    while "sinon" not in focused(begun):
        press(begun, "ArrowUp")
    add(begun, "mise à jour")
    connect(begun, "fin du parcours")

    begun.until(lambda: links(begun) == DRAWN)


def test_the_outline_and_the_canvas_are_one(begun):
    add(begun, "e-mail")
    add(begun, "attente")
    expect(card(begun, "w1")).to_be_visible()
    card(begun, "m1").click()
    expect(rows(begun).nth(1)).to_have_attribute("aria-selected", "true")

    rows(begun).nth(1).click()
    press(begun, "Alt+ArrowDown")
    expect(rows(begun).nth(2)).to_contain_text("T1")
    expect(rows(begun).nth(2)).to_be_focused()
    press(begun, "Delete")
    expect(card(begun, "m1")).to_have_count(0)
    press(begun, "Control+z")
    expect(card(begun, "m1")).to_be_visible()
    expect(rows(begun).nth(2)).to_contain_text("T1")


def test_a_screen_reader_hears_levels_places_and_joins(begun):
    add(begun, "attente d")
    add(begun, "sortie")
    rows(begun).last.click()
    connect(begun, "fin du parcours")
    tree = begun.page.get_by_role("tree", name="Étapes du scénario, dans l’ordre")
    expect(tree).to_match_aria_snapshot(
        """
        - tree:
          - treeitem /Étape 1 Devis créé/ [level=1]
          - treeitem /Étape 2/ [expanded] [level=1]
          - treeitem [expanded] [level=2]
          - treeitem /Étape 3 Fin du parcours/ [level=3]
          - treeitem /sort, à l’étape 3/ [level=2]
        """
    )


def test_the_inspector_gives_the_focus_back(begun):
    add(begun, "attente")
    press(begun, "Enter")
    expect(begun.page.get_by_role("complementary", name="Étape", exact=True)).to_be_visible()
    expect(rows(begun).nth(1)).not_to_be_focused()
    press(begun, "Escape")
    expect(rows(begun).nth(1)).to_be_focused()


def test_it_stands_for_the_canvas_on_a_small_screen(begun):
    begun.page.set_viewport_size({"width": 360, "height": 740})
    begun.page.get_by_role("button", name="Ajouter après").click()
    begun.page.get_by_role("option", name="SMS").click()
    expect(rows(begun).nth(1)).to_contain_text("T1")
    assert begun.page.evaluate("document.documentElement.scrollWidth") <= 360
    begun.until(lambda: links(begun) == {"start>m1"})


def test_the_summary_is_read_copied_and_printed(begun):
    add(begun, "e-mail")
    begun.page.get_by_role("button", name="Autres actions", exact=True).click()
    begun.page.get_by_role("menuitem", name="Résumé").click()
    dialog = begun.page.get_by_role("dialog", name="Résumé")
    expect(dialog).to_contain_text("2. T1, E-mail sans gabarit.")
    dialog.get_by_role("button", name="Anglais").click()
    expect(dialog).to_contain_text("2. T1, E-mail without a template.")
    dialog.get_by_role("button", name="Imprimer").click()
    begun.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    dialog.get_by_role("button", name="Copier").click()
    copied = begun.page.evaluate("navigator.clipboard.readText()")
    assert "The journey\n1. The contact enters.\n" in copied
