"""A scenario of the library drawn from an empty canvas, at the pace of a person.

The pace is that of the keystroke-level model (Card, Moran and Newell, "The keystroke-level model for user
performance time with interactive systems", CACM 23, 1980): each key, click, movement of the hand and thought
has its seconds, which are added up and not waited for.
"""

import re

import pytest
from playwright.sync_api import expect

from designer.library.shelf import shelf
from tests.support.editor import Canvas

EMPTY = {"format": "scenario/1", "name": {"fr": "Atelier", "en": "Workshop"}, "nodes": [], "edges": []}

#: Seconds: a key of somebody who types as most do, pointing at something, a click, the hand from keys to
#: mouse or back, and making up one's mind.
KEY, POINT, CLICK, HAND, MIND = 0.28, 1.1, 0.2, 0.4, 1.35


class Person:
    """Somebody at the editor, whose time is counted."""

    def __init__(self, page):
        self.page = page
        self.seconds = 0.0
        self._at_keys = False

    def _to(self, keys):
        if keys is not self._at_keys:
            self.seconds += HAND
            self._at_keys = keys

    def press(self, *strokes):
        self._to(True)
        self.seconds += MIND
        for stroke in strokes:
            self.seconds += KEY * (1 + stroke.count("+"))
            self.page.keyboard.press(stroke)

    def type(self, words):
        self._to(True)
        self.seconds += KEY * len(words)
        self.page.keyboard.type(words)

    def click(self, place):
        self._to(False)
        self.seconds += MIND + POINT + CLICK
        place.click()


@pytest.mark.browser
def test_eight_steps_of_the_library_are_drawn_in_three_minutes(demo):
    model = next(
        one for one in shelf(None).pack("commerce").portfolio.scenarios if one.key == "cross-sell-rayon"
    )
    canvas = Canvas(demo, {**EMPTY, "trigger": {"kind": "manual"}})
    page = demo.page
    person = Person(page)

    person.click(page.get_by_role("button", name="Poser le déclencheur"))
    expect(canvas.card("start")).to_be_focused()
    person.click(page.get_by_text("Un évènement", exact=True))
    person.click(page.get_by_role("combobox", name="Évènement"))
    person.type("commande pass")
    person.press("Enter")
    person.click(canvas.card("start"))

    def add(words, new):
        person.press("Tab")
        person.type(words)
        person.press("Enter")
        expect(canvas.card(new)).to_be_focused()

    def wait(new, days):
        add("attente", new)
        person.click(page.get_by_label("Durée", exact=True))
        person.press("Control+a")
        person.type(days)
        person.press("Escape")
        expect(canvas.card(new)).to_be_focused()

    wait("w1", "7")
    add("e-mail", "m1")
    wait("w2", "14")
    add("condition", "s1")
    add("e-mail", "m2")
    wait("w3", "7")
    add("sortie", "end")
    person.click(canvas.card("s1"))
    person.press("c")
    for _ in range(9):
        if canvas.card("end").locator('[data-role="target"]').count():
            break
        person.press("ArrowDown")
    person.press("Enter")
    drawn = canvas.saved()

    kinds = {"TriggerNode": "trigger"}
    assert [node["kind"] for node in drawn["nodes"]] == [
        kinds.get(type(node).__name__, re.sub(r"(?<!^)(?=[A-Z])", "_", type(node).__name__).lower())
        for node in model.nodes
    ]
    ids = {node.id: mine["id"] for node, mine in zip(model.nodes, drawn["nodes"], strict=True)}
    assert {(edge["from"], edge.get("path") == "else", edge["to"]) for edge in drawn["edges"]} == {
        (ids[edge.source], edge.path == "else", ids[edge.target]) for edge in model.edges
    }
    waits = [node.for_.minutes // 1440 for node in model.nodes if type(node).__name__ == "Wait"]
    assert [node["for"] for node in drawn["nodes"] if node["kind"] == "wait"] == [
        f"P{days}D" for days in waits
    ]
    assert drawn["trigger"]["event"] == model.trigger.event
    assert person.seconds < 180, person.seconds
