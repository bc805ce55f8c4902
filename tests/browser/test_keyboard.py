"""The keyboard of the editor: every line of its list, on a French keyboard and on an American one."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.editor import Canvas

#: A message, an answer awaited, a second message.
QUOTE = {
    "format": "scenario/1",
    "name": {"fr": "Relance de devis", "en": "Quote follow-up"},
    "trigger": {"kind": "event", "event": "life.declared"},
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {"id": "m1", "kind": "message", "channel": "email"},
        {"id": "e1", "kind": "wait_event", "event": "life.declared", "timeout": "P2D"},
        {"id": "m2", "kind": "message", "channel": "sms"},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [
        {"from": "start", "to": "m1"},
        {"from": "m1", "to": "e1"},
        {"from": "e1", "path": "event", "to": "end"},
        {"from": "e1", "path": "timeout", "to": "m2"},
        {"from": "m2", "to": "end"},
    ],
    "layout": {"start": [0, 0], "m1": [0, 128], "e1": [0, 256], "m2": [152, 408], "end": [0, 536]},
}
#: What the keys say whose place is meant, on each keyboard.
AZERTY = {"Digit0": "à", "Digit1": "&"}
QWERTY = {"Digit0": "0", "Digit1": "1"}


@pytest.fixture
def canvas(demo):
    yield Canvas(demo, QUOTE)
    demo.open("/scenarios")


def ids(document):
    return [node["id"] for node in document["nodes"]]


def test_arrows_walk_shift_extends_and_escape_lets_go(canvas):
    canvas.focus("start")
    canvas.press("ArrowDown")
    expect(canvas.card("m1")).to_be_focused()
    canvas.press("ArrowDown", "ArrowUp")
    assert canvas.chosen() == ["m1"]
    canvas.press("Shift+ArrowDown")
    canvas.until(lambda: canvas.chosen() == ["e1", "m1"])
    canvas.press("Escape")
    canvas.until(lambda: canvas.chosen() == [])
    canvas.press("End")
    expect(canvas.card("end")).to_be_focused()
    canvas.press("Home")
    expect(canvas.card("start")).to_be_focused()


def test_control_and_an_arrow_nudge_and_with_shift_ten_times_as_far(canvas):
    canvas.focus("m2")
    canvas.press("Control+ArrowRight", "Control+Shift+ArrowDown")
    assert canvas.saved()["layout"]["m2"] == [160, 488]


def test_delete_backspace_undo_and_redo(canvas):
    canvas.focus("m2")
    canvas.press("Delete")
    expect(canvas.card("m2")).to_have_count(0)
    canvas.press("Control+z")
    expect(canvas.card("m2")).to_have_count(1)
    canvas.press("Control+Shift+z")
    expect(canvas.card("m2")).to_have_count(0)
    canvas.press("Control+z")
    canvas.press("Control+y")
    expect(canvas.card("m2")).to_have_count(0)
    canvas.press("Control+z")
    canvas.focus("m1")
    canvas.press("Backspace")
    assert ids(canvas.saved()) == ["start", "e1", "m2", "end"]


def test_duplicate_select_all_copy_cut_and_paste(canvas):
    canvas.focus("m2")
    canvas.press("Control+d")
    canvas.until(lambda: len(canvas.page.locator(".react-flow__node-step").all()) == 6)
    canvas.press("Control+a")
    canvas.until(lambda: len(canvas.chosen()) == 6)
    canvas.demo.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    canvas.focus("m1")
    canvas.press("Control+c", "Control+v")
    canvas.until(lambda: len(canvas.page.locator(".react-flow__node-step").all()) == 7)
    canvas.press("Control+x")
    canvas.until(lambda: len(canvas.page.locator(".react-flow__node-step").all()) == 6)


def test_tab_opens_the_palette_and_escape_leaves_it(canvas):
    canvas.focus("m1")
    canvas.press("Tab")
    palette = canvas.page.get_by_role("dialog", name="Ajouter une étape")
    expect(palette.get_by_role("combobox")).to_be_focused()
    canvas.press("Escape")
    expect(palette).to_have_count(0)
    expect(canvas.card("m1")).to_be_focused()
    canvas.press("Tab")
    canvas.page.keyboard.type("delai")
    canvas.press("Enter")
    expect(canvas.card("w1")).to_be_focused()
    edges = canvas.saved()["edges"]
    assert {"from": "m1", "to": "w1"} in edges
    assert {"from": "w1", "to": "e1"} in edges


def test_the_palette_asks_by_which_way_out(canvas):
    canvas.focus("e1")
    canvas.press("Tab", "Tab")
    expect(canvas.page.get_by_role("radio").first).to_be_focused()
    canvas.press("ArrowRight")
    canvas.press("Shift+Tab")
    canvas.page.keyboard.type("attente")
    canvas.press("Enter")
    expect(canvas.card("w1")).to_be_focused()
    edges = canvas.saved()["edges"]
    assert {"from": "e1", "path": "timeout", "to": "w1"} in edges


def test_tab_can_be_given_back_to_the_page(canvas):
    canvas.focus("m1")
    canvas.press("?")
    canvas.page.get_by_label(re.compile("^Tab sur le logigramme")).uncheck()
    canvas.press("Escape")
    canvas.focus("m1")
    canvas.press("Tab")
    expect(canvas.page.get_by_role("dialog", name="Ajouter une étape")).to_have_count(0)
    expect(canvas.card("m1")).not_to_be_focused()


def test_enter_f2_and_e_open_the_step(canvas):
    inspector = canvas.page.locator(".ed-panel-inspector")
    for key in ("Enter", "F2", "e"):
        canvas.focus("e1")
        canvas.press(key)
        canvas.until(lambda: inspector.evaluate("panel => panel.contains(document.activeElement)"))


def test_c_connects_arrows_choose_and_enter_confirms(canvas):
    canvas.focus("m2")
    canvas.press("c")
    expect(canvas.page.locator(".ed-linkbar")).to_be_visible()
    canvas.press("ArrowUp")
    canvas.press("Enter")
    edges = canvas.saved()["edges"]
    assert {"from": "m2", "to": "end"} not in edges


def test_shift_c_moves_the_start_of_a_link(canvas):
    canvas.focus("end")
    canvas.press("Shift+C")
    expect(canvas.page.locator(".ed-linkbar")).to_contain_text("Ce lien part de")
    before = len(QUOTE["edges"])
    canvas.press("ArrowUp", "Enter")
    edges = canvas.saved()["edges"]
    assert len(edges) <= before
    assert {"from": "e1", "path": "event", "to": "end"} not in edges


@pytest.mark.parametrize("keyboard", [AZERTY, QWERTY], ids=["azerty", "qwerty"])
def test_the_view_zooms_by_the_place_of_the_digits(canvas, keyboard):
    canvas.focus("start")
    canvas.place("Digit0", keyboard["Digit0"])
    canvas.until(lambda: canvas.view()[0] == 1)
    canvas.press("-")
    canvas.until(lambda: canvas.view()[0] < 0.95)
    smaller = canvas.view()[0]
    canvas.press("+")
    canvas.until(lambda: canvas.view()[0] > smaller)
    canvas.press("Control+-")
    canvas.press("Control++")
    canvas.press("Control+0")
    canvas.until(lambda: canvas.view()[0] == 1)
    canvas.press("-")
    canvas.press("-")
    canvas.place("Digit1", keyboard["Digit1"])
    canvas.until(lambda: canvas.card("end").is_visible() and canvas.view()[0] <= 1)


def test_space_the_middle_button_and_the_wheel_move_the_view(canvas):
    canvas.focus("start")
    pane = canvas.page.locator(".react-flow__pane").bounding_box()
    x, y = pane["x"] + pane["width"] * 0.75, pane["y"] + pane["height"] * 0.6
    before = canvas.view()
    canvas.page.mouse.move(x, y)
    canvas.page.keyboard.down("Space")
    canvas.page.mouse.down()
    canvas.page.mouse.move(x - 60, y - 40, steps=4)
    canvas.page.mouse.up()
    canvas.page.keyboard.up("Space")
    after = canvas.until(lambda: canvas.view() if canvas.view() != before else None)
    assert after[0] == before[0]
    canvas.page.mouse.move(x, y)
    canvas.page.mouse.down(button="middle")
    canvas.page.mouse.move(x + 60, y + 40, steps=4)
    canvas.page.mouse.up(button="middle")
    canvas.until(lambda: canvas.view() != after)
    zoom = canvas.view()[0]
    canvas.page.keyboard.down("Control")
    canvas.page.mouse.wheel(0, 120)
    canvas.page.keyboard.up("Control")
    canvas.until(lambda: canvas.view()[0] < zoom)


def test_control_f_searches_goes_from_one_to_the_next_and_gives_the_focus_to_what_is_found(canvas):
    canvas.focus("start")
    canvas.press("Control+f")
    field = canvas.page.get_by_role("textbox", name="Chercher une étape, un texte, un identifiant")
    expect(field).to_be_focused()
    canvas.page.keyboard.type("e-mail")
    expect(canvas.page.locator(".ed-search-count")).to_have_text("1 sur 1")
    canvas.until(lambda: canvas.chosen() == ["m1"])
    field.fill("T2")
    canvas.until(lambda: canvas.chosen() == ["m2"])
    field.fill("m")
    expect(canvas.page.locator(".ed-search-count")).to_contain_text("1 sur")
    canvas.press("Enter")
    expect(canvas.page.locator(".ed-search-count")).to_contain_text("2 sur")
    canvas.press("Shift+Enter")
    expect(canvas.page.locator(".ed-search-count")).to_contain_text("1 sur")
    field.fill("end")
    canvas.press("Escape")
    expect(canvas.card("end")).to_be_focused()
    expect(canvas.page.locator(".ed-search")).to_have_count(0)


def test_control_k_goes_to_a_step_does_an_action_and_opens_a_tool(canvas):
    canvas.focus("start")
    canvas.press("Control+k")
    field = canvas.page.get_by_role("combobox", name="Une étape, une action, un outil")
    expect(field).to_be_focused()
    field.fill("T2")
    canvas.press("Enter")
    expect(canvas.card("m2")).to_be_focused()
    canvas.press("Control+k")
    field.fill("dupliquer")
    canvas.press("Enter")
    canvas.until(lambda: len(canvas.page.locator(".react-flow__node-step").all()) == 6)
    canvas.press("Control+k")
    field.fill("chercher dans")
    canvas.press("Enter")
    expect(canvas.page.locator(".ed-search")).to_be_visible()


def test_the_question_mark_lists_the_keys_and_single_ones_can_be_switched_off(canvas):
    canvas.focus("m1")
    canvas.press("?")
    dialog = canvas.page.get_by_role("dialog", name="Clavier et souris")
    expect(dialog).to_contain_text("Faire partir d’ailleurs un lien qui arrive ici")
    expect(dialog).to_contain_text("Chercher dans le logigramme")
    dialog.get_by_label("Raccourcis d’une seule touche").uncheck()
    expect(dialog.locator("kbd[data-off]").first).to_be_visible()
    canvas.press("Escape")
    canvas.focus("m1")
    canvas.press("c", "?")
    expect(canvas.page.locator(".ed-linkbar")).to_have_count(0)
    expect(dialog).to_have_count(0)


def test_the_hand_drags_the_view_and_the_lasso_adds_click_by_click(canvas):
    canvas.focus("start")
    canvas.press("l")
    canvas.card("m1").click()
    canvas.card("m2").click()
    canvas.until(lambda: canvas.chosen() == ["m1", "m2", "start"])
    canvas.card("m1").click()
    canvas.until(lambda: canvas.chosen() == ["m2", "start"])
    canvas.press("Escape")
    canvas.focus("m1")
    canvas.press("h")
    before = canvas.view()
    pane = canvas.page.locator(".react-flow__pane").bounding_box()
    x, y = pane["x"] + pane["width"] * 0.75, pane["y"] + pane["height"] * 0.6
    canvas.page.mouse.move(x, y)
    canvas.page.mouse.down()
    canvas.page.mouse.move(x - 60, y - 40, steps=4)
    canvas.page.mouse.up()
    canvas.until(lambda: canvas.view() != before)
