"""The tree of scenarios by hand: folded, walked with the arrows, filtered, exported, printed whole."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect


@pytest.fixture
def tree(demo):
    """The page of the tree."""
    demo.open("/tree")
    demo.page.locator(".tree").wait_for()
    return demo


@pytest.mark.browser
def test_a_target_folds_and_unfolds_by_the_keyboard_and_all_of_it_by_a_button(tree):
    page = tree.page
    first = page.locator(".tree-card.target").first
    moment = page.locator(".tree-card.moment").first
    first.focus()
    page.keyboard.press("Enter")
    expect(moment).not_to_be_visible()
    page.keyboard.press("Enter")
    expect(moment).to_be_visible()

    page.get_by_role("button", name="Tout replier").click()
    expect(page.locator(".tree-card.moment:visible")).to_have_count(0)
    page.get_by_role("button", name="Tout déplier").click()
    expect(moment).to_be_visible()


@pytest.mark.browser
def test_arrows_walk_fold_and_climb(tree):
    page = tree.page
    target = page.locator(".tree-card.target").first
    moment = page.locator(".tree-card.moment").first
    target.focus()
    page.keyboard.press("ArrowRight")
    expect(moment).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".tree-card.scenario a").first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(moment).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".tree-card.scenario a").first).not_to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(target).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator(".tree :is(summary, a):visible").last).to_be_focused()


@pytest.mark.browser
def test_levels_stand_in_columns_where_there_is_room_and_indented_elsewhere(tree):
    page = tree.page
    cards = [page.locator(f".tree-card.{kind}").first for kind in ("target", "moment", "lever", "scenario")]

    def places():
        return [card.bounding_box() for card in cards]

    wide = places()
    for one, other in pairwise(wide):
        assert one["x"] + one["width"] < other["x"] and abs(one["y"] - other["y"]) < 1
    page.set_viewport_size({"width": 360, "height": 740})
    narrow = places()
    for one, other in pairwise(narrow):
        assert one["x"] < other["x"] and one["y"] + one["height"] <= other["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.browser
def test_a_filter_shows_one_target_and_its_export(tree):
    page = tree.page
    wanted = page.locator(".tree-card.target .tree-label").first.text_content()
    page.get_by_label("Cible", exact=True).select_option(label=wanted)
    expect(page.locator(".tree-card.target")).to_have_count(1)
    page.get_by_label("Ce qui est montré").select_option(label="Scénarios seuls")
    expect(page.locator(".tree-gap, .tree-remark")).to_have_count(0)
    picture = page.locator("a[href*='tree.png']").get_attribute("href")
    assert "target=" in picture and "gaps=false" in picture
    assert "show=scenarios" in page.get_by_role("link", name="Présenter").get_attribute("href")
    expect(page.get_by_role("button", name="Tout replier")).to_be_visible()


@pytest.mark.browser
def test_a_scenario_leads_to_its_editor(tree):
    name = tree.page.locator(".tree-card.scenario a").first
    key = name.get_attribute("href")
    name.click()
    tree.page.wait_for_url(f"**{key}")
    tree.page.locator(".react-flow__node").first.wait_for()


@pytest.mark.browser
def test_what_is_folded_is_printed_all_the_same(tree):
    page = tree.page
    page.get_by_role("button", name="Tout replier").click()
    page.emulate_media(media="print")
    expect(page.locator(".tree-card.moment").first).to_be_visible()
    expect(page.locator(".nav")).not_to_be_visible()
