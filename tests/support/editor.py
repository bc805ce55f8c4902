"""A scenario open in the editor, for the tests that draw in a real browser."""

import os
from itertools import count

from playwright.sync_api import expect

NUMBERS = count(1)


class Canvas:
    """A scenario of its own, open in the editor."""

    def __init__(self, demo, document):
        self.demo = demo
        self.page = demo.page
        self.key = f"dessin-{os.getpid()}-{next(NUMBERS)}"
        demo.open("/scenarios")
        demo.api("POST", "/scenarios", {"document": {**document, "key": self.key}})
        demo.open(f"/scenarios/{self.key}")
        (self.page.locator(".react-flow__node, .ed-empty").first).wait_for()

    def card(self, node):
        return self.page.locator(f'.react-flow__node[data-id="{node}"]')

    def focus(self, node):
        self.page.get_by_role("button", name="Tout voir").click()
        self.card(node).click()
        expect(self.card(node)).to_be_focused()

    def chosen(self):
        cards = self.page.locator(".react-flow__node.selected").all()
        return sorted(card.get_attribute("data-id") for card in cards)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def place(self, code, says):
        """A key by its place, saying what it says on this keyboard."""
        self.page.evaluate(
            """([code, key]) => document.activeElement.dispatchEvent(
                new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }))""",
            [code, says],
        )

    def view(self):
        return self.page.evaluate(
            """() => { const { a, e, f } = new DOMMatrix(
                getComputedStyle(document.querySelector('.react-flow__viewport')).transform);
                return [a, e, f]; }"""
        )

    def still(self):
        """The view once it no longer moves."""
        before = None
        while (now := self.view()) != before:
            before = now
            self.page.wait_for_timeout(150)
        return now

    def saved(self):
        """The draft as the server has it, once what is on screen has been saved."""
        self.press("Control+s")
        expect(self.page.locator(".ed-save")).to_have_attribute("data-kind", "saved")
        return self.demo.api("GET", f"/scenarios/{self.key}")["document"]

    def until(self, question):
        return self.demo.until(question, seconds=20)
