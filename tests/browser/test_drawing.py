"""One scenario drawn with the mouse, by single clicks and by the keyboard: the documents are equal."""

import pytest
from playwright.sync_api import expect

from tests.support.editor import Canvas

EMPTY = {"format": "scenario/1", "name": {"fr": "Dix étapes", "en": "Ten steps"}, "nodes": [], "edges": []}
STEPS = ["start", "m1", "w1", "e1", "end", "m2", "s1", "task1", "u1", "w2"]
LINKS = {
    ("start", "next", "m1"),
    ("m1", "next", "w1"),
    ("w1", "next", "e1"),
    ("e1", "event", "end"),
    ("e1", "timeout", "m2"),
    ("m2", "next", "s1"),
    ("s1", "oui", "task1"),
    ("s1", "else", "u1"),
    ("u1", "next", "w2"),
    ("w2", "next", "end"),
    ("task1", "done", "end"),
}


def links(document):
    return {(edge["from"], edge.get("path", "next"), edge["to"]) for edge in document["edges"]}


def nodes(document):
    return sorted(document["nodes"], key=lambda node: node["id"])


def see_all(canvas):
    """Everything in sight, by the button of the bar below."""
    canvas.still()
    canvas.page.get_by_role("button", name="Tout voir").click()
    canvas.still()


def start(canvas):
    canvas.page.get_by_role("button", name="Poser le déclencheur").click()
    expect(canvas.card("start")).to_be_visible()


def port(canvas, node, way):
    return canvas.card(node).locator(f'.react-flow__handle[data-handleid="{way}"]')


def pick(canvas, name):
    """A step of the open palette, by click."""
    canvas.page.get_by_role("dialog", name="Ajouter une étape").get_by_role("option", name=name).first.click()


class ByMouse:
    """Lines pulled from a way out, onto the empty canvas or onto a card; steps dragged from the rail."""

    def __init__(self, canvas):
        self.canvas = canvas

    def _pull(self, node, way, x, y):
        mouse = self.canvas.page.mouse
        box = port(self.canvas, node, way).bounding_box()
        mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        mouse.down()
        mouse.move(x, y, steps=6)
        mouse.up()

    def add(self, node, way, name, new, aside=0):
        see_all(self.canvas)
        # Room below the last row, away from the bars at the foot.
        self.canvas.page.get_by_role("button", name="Réduire").click()
        self.canvas.still()
        box = self.canvas.card(node).bounding_box()
        self._pull(
            node, way, box["x"] + box["width"] * (0.5 + aside), box["y"] + box["height"] + box["height"] * 0.7
        )
        pick(self.canvas, name)
        expect(self.canvas.card(new)).to_be_visible()

    def connect(self, node, way, to):
        see_all(self.canvas)
        box = self.canvas.card(to).bounding_box()
        self._pull(node, way, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


class ByClick:
    """The plus under a way out and the palette's list, or the rail; for a link its start and its end."""

    def __init__(self, canvas):
        self.canvas = canvas

    def add(self, node, way, name, new, aside=0):
        see_all(self.canvas)
        ways = self.canvas.card(node).locator(".react-flow__handle.source")
        index = [one.get_attribute("data-handleid") for one in ways.all()].index(way)
        label = ways.nth(index).get_attribute("aria-label")
        plus = self.canvas.card(node).locator(f'.ed-card-free button[aria-label*="{label}"]')
        if plus.is_visible():
            plus.click()
            pick(self.canvas, name)
        else:
            # Too far away for a plus: the rail adds after the chosen step, on its first free way.
            self.canvas.card(node).click()
            self.canvas.page.locator(".ed-rail-item", has_text=name).first.click()
        expect(self.canvas.card(new)).to_be_visible()

    def connect(self, node, way, to):
        see_all(self.canvas)
        port(self.canvas, node, way).click()
        expect(self.canvas.page.locator(".ed-linkbar")).to_be_visible()
        self.canvas.card(to).click()


#: What is typed into the palette for each step.
WORDS = {
    "E-mail": "e-mail",
    "SMS": "sms",
    "Attente": "delai",
    "Attente d’un": "ouverture",
    "Condition": "branche",
    "Tâche": "conseiller",
    "Mise à jour": "champ",
    "Sortie": "terminer",
}


class ByKeyboard:
    """Arrows to walk, Tab to add, C to connect; the mouse is never touched."""

    def __init__(self, canvas):
        self.canvas = canvas

    def _go(self, node):
        self.canvas.press("Control+k")
        self.canvas.page.keyboard.type(node)
        self.canvas.press("Enter")
        expect(self.canvas.card(node)).to_be_focused()

    def add(self, node, way, name, new, aside=0):
        self._go(node)
        self.canvas.press("Tab")
        expect(self.canvas.page.get_by_role("combobox", name="Chercher une étape")).to_be_focused()
        self.canvas.page.keyboard.type(WORDS[name])
        self.canvas.press("Enter")
        expect(self.canvas.card(new)).to_be_focused()

    def connect(self, node, way, to):
        self._go(node)
        self.canvas.press("c")
        expect(self.canvas.page.locator(".ed-linkbar")).to_be_visible()
        chosen = self.canvas.page.locator('.react-flow__node:has(.ed-card[data-role="target"])')
        for _ in range(len(STEPS)):
            self.canvas.press("ArrowDown")
            if chosen.get_attribute("data-id") == to:
                break
        self.canvas.press("Enter")


@pytest.fixture
def empty(demo):
    yield Canvas(demo, EMPTY)
    demo.open("/scenarios")


def draw(canvas, hand):
    hand.add("start", "next", "E-mail", "m1")
    hand.add("m1", "next", "Attente", "w1")
    hand.add("w1", "next", "Attente d’un", "e1")
    hand.add("e1", "event", "Sortie", "end", aside=-0.4)
    hand.add("e1", "timeout", "SMS", "m2", aside=0.4)
    hand.add("m2", "next", "Condition", "s1")
    hand.add("s1", "oui", "Tâche", "task1", aside=-0.4)
    hand.add("s1", "else", "Mise à jour", "u1", aside=0.4)
    hand.add("u1", "next", "Attente", "w2")
    hand.connect("w2", "next", "end")
    hand.connect("task1", "done", "end")
    return canvas.saved()


def start_by_keyboard(canvas):
    canvas.press("Control+k")
    expect(canvas.page.get_by_role("combobox", name="Une étape, une action, un outil")).to_be_focused()
    canvas.page.keyboard.type("declencheur")
    canvas.press("Enter")
    expect(canvas.card("start")).to_be_focused()


@pytest.mark.parametrize(
    ("hand", "begin"),
    [(ByMouse, start), (ByClick, start), (ByKeyboard, start_by_keyboard)],
    ids=["mouse", "clicks", "keyboard"],
)
def test_ten_steps_are_the_same_document_whatever_they_are_drawn_with(empty, hand, begin):
    begin(empty)
    document = draw(empty, hand(empty))
    assert [node["id"] for node in document["nodes"]] == STEPS
    assert links(document) == LINKS
    assert set(document["layout"]) == set(STEPS)


def test_a_step_dragged_from_the_rail_lands_on_a_line_and_on_the_empty_canvas(empty):
    start(empty)
    hand = ByClick(empty)
    hand.add("start", "next", "E-mail", "m1")
    see_all(empty)
    upper, lower = empty.card("start").bounding_box(), empty.card("m1").bounding_box()
    middle = {
        "x": upper["x"] + upper["width"] / 2,
        "y": (upper["y"] + upper["height"] + lower["y"]) / 2,
    }
    wait = empty.page.locator(".ed-rail-item", has_text="Attente")
    pane = empty.page.locator(".react-flow__pane")
    corner = pane.bounding_box()
    wait.drag_to(
        pane, target_position={"x": middle["x"] - corner["x"], "y": middle["y"] - corner["y"]}, force=True
    )
    expect(empty.card("w1")).to_be_visible()
    see_all(empty)
    empty.page.locator(".ed-rail-item", has_text="SMS").drag_to(
        pane, target_position={"x": corner["width"] * 0.8, "y": corner["height"] * 0.3}, force=True
    )
    expect(empty.card("m2")).to_be_visible()
    document = empty.saved()
    assert links(document) == {("start", "next", "w1"), ("w1", "next", "m1")}


def middle_of(line):
    """A point of a line where no card or tool lies over it."""
    return line.locator(".react-flow__edge-interaction").evaluate(
        """path => {
            const point = path.getPointAtLength(path.getTotalLength() * 0.3);
            const { x, y } = point.matrixTransform(path.getScreenCTM());
            return [x, y];
        }"""
    )


def choose_line(canvas, key):
    """A click on a line that has come to rest."""
    line = canvas.page.locator(f'.react-flow__edge[data-id="{key}"]')
    place = None
    while (now := middle_of(line)) != place:
        place = now
        canvas.page.wait_for_timeout(250)
    canvas.page.mouse.click(*place)


def test_both_ends_of_a_line_move_by_click_and_by_drag(empty):
    start(empty)
    hand = ByClick(empty)
    hand.add("start", "next", "Attente d’un", "e1")
    hand.add("e1", "event", "E-mail", "m1")
    hand.add("e1", "timeout", "SMS", "m2")
    hand.add("m1", "next", "Sortie", "end")
    see_all(empty)
    choose_line(empty, "m1|next|end")
    empty.page.get_by_role("button", name="Faire partir ce lien d’ailleurs").click()
    empty.card("m2").click()
    expect(empty.page.locator('.react-flow__edge[data-id="m2|next|end"]')).to_have_count(1)
    empty.page.locator('.react-flow__edge[data-id="m2|next|end"] .react-flow__edge-interaction').click(
        force=True
    )
    empty.page.get_by_role("button", name="Faire arriver ce lien ailleurs").click()
    empty.card("m1").click()
    assert ("m2", "next", "m1") in links(empty.saved())
    see_all(empty)
    end = empty.page.locator(
        '.react-flow__edge[data-id="m2|next|m1"] .react-flow__edgeupdater-target'
    ).bounding_box()
    onto = empty.card("end").bounding_box()
    mouse = empty.page.mouse
    mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2)
    mouse.down()
    mouse.move(onto["x"] + onto["width"] / 2, onto["y"] + 4, steps=8)
    mouse.up()
    empty.until(lambda: ("m2", "next", "end") in links(empty.saved()))
