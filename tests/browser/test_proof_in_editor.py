"""What the proof says while one draws: the badge, the witness, the remedy, the reason to publish."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

#: Each test draws a wedding of its own: an archived one keeps its key.
NUMBERS = count(1)
SHEET = {
    "objective": "fidelisation",
    "segments": ["acheteurs-actifs"],
    "key_moment": {"family": "life", "moment": "life.declared"},
    "lever": "recognition",
    "content": {"theme": "Le mariage", "offer": "Un mot, puis un conseil"},
}
MESSAGE = {"kind": "message", "channel": "email", "template": "rib-confirmation", "category": "relationship"}
#: A word on the day of the wedding, and another one the day after: sooner than the rules allow.
WEDDING = {
    "format": "scenario/1",
    "name": {"fr": "Mariage", "en": "Wedding"},
    "sheet": SHEET,
    "audience": {"consents": "email"},
    "trigger": {"kind": "event", "event": "life.declared", "where": {"eq": ["what", "wedding"]}},
    "priority": {"class": "relationship"},
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {"id": "word", **MESSAGE},
        {"id": "pause", "kind": "wait", "for": "P1D"},
        {"id": "advice", **MESSAGE},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [
        {"from": "start", "to": "word"},
        {"from": "word", "to": "pause"},
        {"from": "pause", "to": "advice"},
        {"from": "advice", "to": "end"},
    ],
}


@pytest.fixture
def wedding(demo):
    """The wedding drawn beside the bank-details scenario of the demo, open in the editor."""
    demo.open("/scenarios")
    demo.key = f"mariage-{next(NUMBERS)}"
    demo.api("POST", "/scenarios", {"document": {**WEDDING, "key": demo.key}})
    demo.open(f"/scenarios/{demo.key}")
    card(demo, "word").wait_for()
    yield demo
    demo.open("/scenarios")
    demo.api("POST", f"/scenarios/{demo.key}/archive")


def card(demo, node):
    return demo.page.get_by_test_id(f"rf__node-{node}")


def badge(demo, node):
    return card(demo, node).get_by_role("button", name=re.compile("voir pourquoi$"))


def drawer(demo):
    return demo.page.get_by_role("region", name="Pression")


def stored_wait(demo):
    return demo.api("GET", f"/scenarios/{demo.key}")["document"]["nodes"][2]["for"]


def choose(demo, words):
    choice = drawer(demo).get_by_role("combobox", name="Conflit", exact=True)
    option = choice.locator("option").filter(has_text=words).first
    choice.select_option(value=option.get_attribute("value"))


def test_a_wedding_and_a_change_of_bank_details_are_seen_to_meet_and_are_mended(wedding):
    demo, page = wedding, wedding.page
    # The second message always comes too soon, whoever the contact is; the badge says it in a word.
    expect(badge(demo, "advice")).to_contain_text("retenu")
    expect(badge(demo, "word")).to_contain_text("à risque")

    # The bank details, a service message, take the place of the wedding's.
    badge(demo, "word").click()
    choose(demo, "Changement de RIB")
    expect(drawer(demo)).to_contain_text("prend la place d’un autre")
    picture = drawer(demo).get_by_role("img", name=re.compile("sur un axe de temps"))
    expect(picture).to_contain_text("Changement de RIB")
    expect(picture).to_contain_text("Mariage")
    expect(picture).to_contain_text("T1")
    expect(picture).to_contain_text(re.compile(r"limite \d"))
    # What also changes the other scenario is not applied from here: it leads there.
    elsewhere = drawer(demo).get_by_role("link", name="Changement de RIB")
    expect(elsewhere.last).to_have_attribute("href", "/scenarios/changement-rib")

    # Alone, the two messages are a day apart where the rule wants two: one click mends it.
    page.keyboard.press("Escape")
    expect(badge(demo, "word")).to_be_focused()
    badge(demo, "advice").click()
    expect(drawer(demo)).to_contain_text("Toujours retenu.")
    apply = drawer(demo).get_by_role("button", name=re.compile("^Appliquer : Allonger"))
    apply.first.click()
    expect(drawer(demo)).to_contain_text("Ce conflit n’existe plus.")
    expect(badge(demo, "advice")).not_to_contain_text("retenu")
    demo.until(lambda: stored_wait(demo) == "P2D")

    # It was one step: one undo brings back the scenario, and the badge with it.
    drawer(demo).get_by_role("button", name="Annuler").click()
    expect(badge(demo, "advice")).to_contain_text("retenu")
    expect(page.get_by_role("button", name="Annuler", exact=True).first).to_be_disabled()
    demo.until(lambda: stored_wait(demo) == "P1D")


def test_the_witness_is_reached_by_keyboard_and_left_by_escape(wedding):
    demo, page = wedding, wedding.page
    card(demo, "start").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(card(demo, "word")).to_be_focused()
    page.keyboard.press("p")
    expect(drawer(demo).get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(demo, "word")).to_be_focused()
    expect(drawer(demo).get_by_role("heading", level=2)).to_have_count(0)


def test_errors_forbid_to_publish_and_a_risk_asks_for_a_reason(wedding):
    demo, page = wedding, wedding.page
    publish = page.get_by_role("dialog").get_by_role("button", name="Publier", exact=True)
    page.get_by_role("button", name="Publier", exact=True).first.click()
    expect(page.get_by_role("dialog")).to_contain_text("empêche")
    expect(publish).to_be_disabled()
    page.keyboard.press("Escape")

    badge(demo, "advice").click()
    drawer(demo).get_by_role("button", name=re.compile("^Appliquer : Allonger")).first.click()
    expect(drawer(demo)).to_contain_text("Ce conflit n’existe plus.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Publier", exact=True).first.click()
    why = page.get_by_label("Pourquoi publier quand même")
    expect(why).to_be_visible()
    expect(publish).to_be_disabled()
    why.fill("Le salon du mariage, une fois l’an.")
    publish.click()
    demo.until(lambda: demo.api("GET", f"/scenarios/{demo.key}")["state"] == "live")
    [version] = demo.api("GET", f"/scenarios/{demo.key}/versions")["versions"]
    assert version["reason"] == "Le salon du mariage, une fois l’an."
    assert version["accepted"]
