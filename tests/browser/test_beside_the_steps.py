"""Notes, groups, folded branches and what is done with several steps at once, as a person does them."""

from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

NUMBERS = count(1)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
QUOTE = {
    "format": "scenario/1",
    "name": {"fr": "Relance de devis", "en": "Quote follow-up"},
    "trigger": {"kind": "event", "event": "quote.created"},
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {"id": "m1", "kind": "message", "channel": "email"},
        {"id": "e1", "kind": "wait_event", "event": "form.sent", "timeout": "P2D"},
        {"id": "m2", "kind": "message", "channel": "sms"},
        {"id": "w1", "kind": "wait", "for": "P3D"},
        {"id": "end", "kind": "exit"},
        {"id": "end1", "kind": "exit"},
    ],
    "edges": [
        {"from": "start", "to": "m1"},
        {"from": "m1", "to": "e1"},
        {"from": "e1", "path": "event", "to": "end"},
        {"from": "e1", "path": "timeout", "to": "m2"},
        {"from": "m2", "to": "w1"},
        {"from": "w1", "to": "end1"},
    ],
    "layout": {
        "start": [400, 0],
        "m1": [400, 120],
        "e1": [400, 240],
        "end": [240, 400],
        "m2": [560, 400],
        "w1": [560, 520],
        "end1": [560, 640],
    },
}


@pytest.fixture
def drawing(demo):
    """A quote followed up, drawn by hand and open in the editor with its columns folded away."""
    demo.open("/scenarios")
    demo.key = f"devis-{next(NUMBERS)}"
    demo.api("POST", "/scenarios", {"document": {**QUOTE, "key": demo.key}})
    demo.page.evaluate(
        "localStorage.setItem('designer.editor', JSON.stringify({sheetOpen: false, inspectorOpen: false}))"
    )
    demo.open(f"/scenarios/{demo.key}")
    card(demo, "m1").wait_for()
    yield demo
    demo.open("/scenarios")
    demo.api("POST", f"/scenarios/{demo.key}/archive")


def card(demo, key):
    return demo.page.locator(f'.react-flow__node[data-id="{key}"]')


def bar(demo):
    return demo.page.locator(".ed-context")


def document(demo):
    """The draft as the server has it once nothing is left to save."""
    saved = demo.page.get_by_text("Enregistré", exact=True).first
    demo.until(saved.is_visible, 20)
    return demo.api("GET", f"/scenarios/{demo.key}")["document"]


def until_saved(demo, is_so):
    """The draft once it is as asked."""
    return demo.until(lambda: (draft := document(demo)) and is_so(draft) and draft, 20)


@pytest.mark.browser
def test_a_note_is_put_written_resized_and_taken_back(drawing):
    page = drawing.page
    page.mouse.dblclick(1100, 400)
    page.keyboard.type("note")
    page.keyboard.press("Enter")
    page.keyboard.type("Ton à valider")
    page.keyboard.press("Escape")
    note = card(drawing, "note:n1")
    expect(note).to_be_focused()
    expect(note).to_have_attribute("aria-label", "Note : Ton à valider".replace(" :", "\u00a0:"))
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+ArrowDown")
    bar(drawing).get_by_label("Sorte de note").click()
    page.get_by_role("menuitem", name="Risque").click()
    expect(note.get_by_text("Risque")).to_be_visible()
    box = note.bounding_box()
    corner = (box["x"] + box["width"] - 4, box["y"] + box["height"] - 4)
    page.mouse.move(*corner)
    page.mouse.down()
    page.mouse.move(corner[0] + 80, corner[1] + 40, steps=4)
    page.mouse.up()
    kept = until_saved(drawing, lambda now: now.get("notes", [{}])[0].get("tone") == "risk")["notes"][0]
    assert kept["text"] in ("Ton à valider", {"fr": "Ton à valider"})
    assert kept["size"][0] > 208 + 40 and kept["size"][1] > 128
    note.click(position={"x": 60, "y": 12})
    page.keyboard.press("Delete")
    expect(note).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(note.get_by_text("Ton à valider")).to_be_visible()


@pytest.mark.browser
def test_steps_are_grouped_titled_moved_as_one_and_ungrouped_by_keys_and_pointer(drawing):
    page = drawing.page
    card(drawing, "m2").click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+g")
    page.keyboard.type("Relances")
    page.keyboard.press("Enter")
    group = card(drawing, "group:g1")
    expect(group).to_be_focused()
    draft = until_saved(drawing, lambda now: now.get("groups"))
    assert draft["groups"][0]["nodes"] == ["m2", "w1"]
    before = draft["layout"]
    title = group.locator(".ed-group-title").bounding_box()
    page.mouse.move(title["x"] + 20, title["y"] + 10)
    page.mouse.down()
    page.mouse.move(title["x"] + 120, title["y"] + 50, steps=5)
    page.mouse.up()
    after = until_saved(drawing, lambda now: now["layout"]["m2"] != before["m2"])
    moved = [[a - b for a, b in zip(after["layout"][key], before[key], strict=True)] for key in ("m2", "w1")]
    assert moved[0] == moved[1] and moved[0][0] > 40
    assert after["layout"]["end"] == before["end"]
    assert after["placed"] == ["m2", "w1"]
    card(drawing, "m2").click()
    page.keyboard.press("Control+Shift+g")
    expect(group).to_have_count(0)
    assert "groups" not in until_saved(drawing, lambda now: not now.get("groups"))


@pytest.mark.browser
def test_a_folded_branch_stays_folded_for_this_reader_until_a_search_leads_into_it(drawing):
    page = drawing.page
    card(drawing, "m2").click()
    page.keyboard.press("f")
    chip = card(drawing, "m2").get_by_role("button", name="Déplier 2 étapes")
    expect(chip).to_be_visible()
    expect(card(drawing, "w1")).to_have_count(0)
    assert "folds" not in document(drawing)
    page.reload()
    expect(chip).to_be_visible()
    page.keyboard.press("Control+f")
    page.get_by_role("search").get_by_role("textbox").fill("w1")
    page.keyboard.press("Enter")
    expect(card(drawing, "w1")).to_be_visible()


@pytest.mark.browser
def test_a_step_becomes_another_kind_and_keeps_its_links(drawing):
    page = drawing.page
    card(drawing, "w1").click()
    page.keyboard.press("Alt+F10")
    expect(bar(drawing).get_by_label("Remplacer par")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="E-mail").press("Enter")
    draft = until_saved(drawing, lambda now: now["nodes"][4]["kind"] == "message")
    assert draft["nodes"][4] == {"id": "w1", "kind": "message", "channel": "email"}
    assert draft["edges"] == QUOTE["edges"]
    expect(card(drawing, "w1").get_by_text("T3")).to_be_visible()
    page.keyboard.press("Control+z")
    assert until_saved(drawing, lambda now: now["nodes"][4]["kind"] == "wait")["nodes"] == QUOTE["nodes"]


@pytest.mark.browser
def test_steps_are_aligned_and_laid_out_around_what_was_placed_by_hand(drawing):
    page = drawing.page
    card(drawing, "end").click()
    card(drawing, "m2").click(modifiers=["Shift"])
    bar(drawing).get_by_label("Aligner et répartir").click()
    page.get_by_role("menuitem", name="Aligner à droite").click()
    draft = until_saved(drawing, lambda now: now["layout"]["end"] != QUOTE["layout"]["end"])
    assert draft["layout"]["end"][0] == draft["layout"]["m2"][0]
    assert draft["placed"] == ["m2", "end"]
    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("menuitem", name="Ranger en gardant ce que j’ai placé").click()
    expect(page.get_by_text("Rangé autour de 2 étapes placées à la main.")).to_be_visible()
    kept = document(drawing)["layout"]
    assert all(kept[key] == draft["layout"][key] for key in ("m2", "end"))


@pytest.mark.browser
def test_notes_and_groups_go_with_what_is_copied_as_text(drawing):
    page = drawing.page
    page.keyboard.press("n")
    page.keyboard.type("Idée")
    page.keyboard.press("Escape")
    card(drawing, "m2").click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+g")
    page.keyboard.press("Escape")
    until_saved(drawing, lambda now: now.get("groups"))
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    draft = until_saved(drawing, lambda now: len(now["nodes"]) > len(QUOTE["nodes"]))
    # The trigger is not copied: there is one.
    assert len(draft["nodes"]) == 2 * len(QUOTE["nodes"]) - 1
    assert [note["id"] for note in draft["notes"]] == ["n1", "n2"]
    assert draft["notes"][0]["text"] == draft["notes"][1]["text"]
    assert [len(group["nodes"]) for group in draft["groups"]] == [2, 2]


@pytest.mark.browser
def test_notes_groups_folds_and_the_bar_pass_axe_in_both_themes_and_languages(drawing):
    page = drawing.page
    body = document(drawing)
    body["notes"] = [
        {"id": f"n{at}", "text": "Mot", "at": [960, at * 150], "size": [208, 112], "tone": tone}
        for at, tone in enumerate(("note", "question", "todo", "decision", "risk"))
    ]
    body["groups"] = [{"id": "g1", "title": "Relances", "nodes": ["m1", "e1"], "tone": "amber"}]
    answer = page.request.fetch(
        f"{drawing.base}/api/v1/scenarios/{drawing.key}",
        method="PUT",
        data={"document": body},
        headers={
            "X-CSRFToken": page.locator('meta[name="csrf-token"]').get_attribute("content"),
            "If-Match": page.request.get(f"{drawing.base}/api/v1/scenarios/{drawing.key}").headers["etag"],
        },
    )
    assert answer.ok, answer.text()
    wrong = {}
    for language, theme, width in (("fr", "light", 1440), ("en", "dark", 1440), ("fr", "dark", 360)):
        page.context.add_cookies(
            [
                {"name": name, "value": value, "url": drawing.base}
                for name, value in (("lang", language), ("theme", theme))
            ]
        )
        page.set_viewport_size({"width": width, "height": 900})
        drawing.open(f"/scenarios/{drawing.key}")
        card(drawing, "m1").click()
        expect(bar(drawing)).to_be_visible()
        found = Axe().run(page, options=RULES).response["violations"]
        wrong[language, theme, width] = [
            (fault["id"], str(node["target"])) for fault in found for node in fault["nodes"]
        ]
    assert {stage: faults for stage, faults in wrong.items() if faults} == {}
