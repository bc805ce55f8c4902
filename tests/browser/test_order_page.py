"""The page of the runtime order, in a real browser: a circle of a bank is made, seen, resolved."""

from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import started

FINANCE = Path(__file__).parents[2] / "scenario_library" / "finance"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
BANK = ("mariage", "demenagement", "retraite")


def statements(demo):
    return [
        one for one in demo.api("GET", "/order")["statements"] if {one["winner"], one["loser"]} <= set(BANK)
    ]


@pytest.fixture(scope="module")
def demo_address(tmp_path_factory):
    """A demo of its own: what other files leave in theirs changes who is sent what, and who prevails."""
    with started(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture
def bank(demo):
    """The bank's scenarios beside those of the demo, nothing said between them."""
    demo.open("/order")
    known = {place["scenario"] for place in demo.api("GET", "/order")["order"]}
    for key in BANK:
        document = yaml.safe_load((FINANCE / f"{key}.yaml").read_text(encoding="utf-8"))
        if key not in known:
            demo.api("POST", "/scenarios", {"document": document})
    demo.page.add_init_script(
        "addEventListener('securitypolicyviolation', event => console.error(event.violatedDirective))"
    )
    demo.page.emulate_media(reduced_motion="reduce")
    demo.open("/order")
    assert statements(demo) == []
    yield demo
    page = demo.page
    demo.open("/order")
    for one in statements(demo):
        row = page.locator(f'[data-order="remove"][data-winner="{one["winner"]}"]').first
        row.click()
        page.get_by_role("button", name="Retirer du brouillon").click()
        expect(page.locator("dialog")).to_have_count(0)


def say(page, winner, loser, effect="d’abord"):
    """Through the dialog, by keyboard alone, once its preview is there."""
    page.locator('.page-head [data-order="add"]').focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Ce scénario prévaut").select_option(label=winner)
    dialog.get_by_label("sur celui-ci").select_option(label=loser)
    dialog.get_by_label(effect).focus()
    page.keyboard.press("Space")
    dialog.get_by_label("Votre nom").fill("Ana")
    expect(dialog.locator(".order-preview")).to_contain_text("simulation", timeout=60_000)
    told = dialog.locator(".order-preview").inner_text()
    dialog.get_by_role("button", name="Enregistrer dans le brouillon").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    return told


def assert_accessible(page, where):
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == [], where


@pytest.mark.browser
def test_a_circle_is_made_seen_and_resolved(bank):
    page = bank.page
    say(page, "Mariage", "Déménagement")
    say(page, "Déménagement", "Passage à la retraite")
    told = say(page, "Passage à la retraite", "Mariage")
    assert "Une boucle apparaît" in told

    # seen: in words, in its shortest way, in the picture by shape, and in the list
    expect(page.locator(".verdict-title")).to_contain_text("1 boucle")
    expect(page.locator(".order-step")).to_have_text(
        ["Déménagement", "Passage à la retraite", "Mariage", "Déménagement"]
    )
    expect(page.locator(".og-node.circle path.og-box")).to_have_count(3)
    expect(page.locator(".og-number.cheapest")).to_have_count(1)
    row = page.locator(".order-table tr", has_text="Mariage prévaut sur Déménagement")
    expect(row).to_contain_text("en boucle")
    expect(row).to_contain_text("Ana")
    cookies = page.context
    for theme in ("light", "dark"):
        cookies.add_cookies([{"name": "theme", "value": theme, "url": bank.base}])
        bank.open("/order")
        assert_accessible(page, theme)
        page.locator('[data-order="preview-drop"]').click()
        expect(page.get_by_role("dialog")).to_contain_text("Une boucle disparaît", timeout=60_000)
        assert_accessible(page, f"dialog, {theme}")
        page.keyboard.press("Escape")
        expect(page.locator('[data-order="preview-drop"]')).to_be_focused()

    # resolved with one click, which can be taken back
    page.locator('[data-order="drop"]').click()
    expect(page.locator("#circles-title")).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Annuler").click()
    expect(page.locator(".toast")).to_contain_text("Rétabli")
    expect(page.locator("#circles-title")).to_have_count(1)
    page.locator('[data-order="drop"]').click()
    expect(page.locator("#circles-title")).to_have_count(0)
    assert bank.api("GET", "/order")["circles"] == []
    assert bank.api("GET", "/scenarios/mariage")["state"] == "draft"


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 768])
def test_a_narrow_window_needs_no_sideways_scrolling(bank, width):
    page = bank.page
    page.set_viewport_size({"width": width, "height": 780})
    bank.open("/order")
    say(page, "Mariage", "Déménagement")
    for path in ("/order", "/order?present=1"):
        bank.open(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
