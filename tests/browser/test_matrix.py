"""The committee's matrix: scored, weighed, cut, kept and found again; in both languages, wide and narrow."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
STAGES = (("fr", "light", 1440), ("en", "dark", 1440), ("fr", "dark", 360), ("en", "light", 360))

#: Levels of three scenarios: one of great value, one that is easy, one in between.
LEVELS = {
    "relance-devis": {"impact": 5, "volume": 4, "gain": 4, "data": 1, "tools": 1, "content": 1},
    "livre-blanc": {"impact": 1, "volume": 2, "gain": 1, "data": 5, "tools": 5, "content": 5},
    "anniversaire-client": {"impact": 2, "volume": 3, "gain": 2, "data": 3, "tools": 3, "content": 3},
}


@pytest.fixture
def committee(demo):
    """The matrix with three rows scored, two of them kept; opened as somebody finds it."""
    demo.open("/matrix")
    rows = {
        scenario: {
            "scores": {criterion: {"level": level} for criterion, level in levels.items()},
            "gates": {"legal": "open", "consent": "open", "data": "open"},
        }
        for scenario, levels in LEVELS.items()
    }
    put(demo, {"format": "matrix/1", "capacity_days": 40, "cut": 2, "rows": rows})
    demo.open("/matrix")
    expect(table(demo)).to_be_visible()
    return demo


def put(demo, document):
    page = demo.page
    token = page.locator('meta[name="csrf-token"]').get_attribute("content")
    revision = demo.api("GET", "/matrix")["revision"]
    answer = page.request.put(
        f"{demo.base}/api/v1/matrix",
        data={"document": document},
        headers={"X-CSRFToken": token, "If-Match": f'"{revision}"'},
    )
    assert answer.ok, answer.text()


def table(demo):
    return demo.page.get_by_role("region", name="Matrice de priorisation")


def order(demo):
    """The keys of the rows, from the first rank."""
    return (
        table(demo).locator("tr[data-scenario]").evaluate_all("rows => rows.map(one => one.dataset.scenario)")
    )


def cell(demo, scenario, criterion):
    return table(demo).locator(f'#row-{scenario} [data-criterion="{criterion}"]')


def keep(demo):
    demo.page.get_by_role("button", name="Garder").click()
    expect(demo.page.locator(".mt-save[data-open]")).to_have_count(0)


@pytest.mark.browser
def test_a_level_is_given_a_weight_moved_and_the_cut_too_and_all_of_it_is_found_again(committee):
    page = committee.page
    assert order(committee)[0] == "relance-devis"

    # The level, in its card: the anchors are written out.
    cell(committee, "livre-blanc", "legal").click()
    card = page.get_by_role("dialog", name=re.compile("Contraintes juridiques"))
    card.get_by_role("radio", name=re.compile("déjà validé")).check()
    card.get_by_label("Source").fill("Avis du DPO")
    card.get_by_role("button", name="Fermer").click()
    expect(cell(committee, "livre-blanc", "legal")).to_be_focused()
    expect(cell(committee, "livre-blanc", "legal")).to_have_text(re.compile("^5"))

    # The weight: ranks follow, and the change is said.
    page.get_by_role("button", name="Poids", exact=True).click()
    panel = page.get_by_role("complementary", name="Poids")
    panel.get_by_role("slider", name="Données disponibles").fill("50")
    panel.get_by_role("spinbutton", name="Poids de Impact business").fill("2")
    expect(panel.get_by_text(re.compile("scénarios? changent? de rang"))).to_be_visible()
    committee.until(lambda: order(committee)[0] == "livre-blanc", seconds=20)
    expect(table(committee).locator("#row-livre-blanc")).to_contain_text(re.compile("gagne . rang"))

    # The cut, by its keys.
    line = table(committee).get_by_role("separator", name="Ligne de coupe")
    line.focus()
    page.keyboard.press("ArrowUp")
    expect(line).to_have_attribute("aria-valuetext", re.compile("^1 retenu, "))
    expect(line).to_be_focused()

    keep(committee)
    page.reload()
    expect(table(committee).get_by_role("separator")).to_have_attribute("aria-valuenow", "1")
    assert order(committee)[0] == "livre-blanc"
    cell(committee, "livre-blanc", "legal").hover()
    expect(page.get_by_role("tooltip")).to_contain_text("Avis du DPO")


@pytest.mark.browser
def test_the_line_is_dragged_and_put_back(committee):
    page = committee.page
    grip = table(committee).get_by_role("separator")
    grip.scroll_into_view_if_needed()
    third = table(committee).locator("tr[data-scenario]").nth(2).bounding_box()
    at = grip.bounding_box()
    page.mouse.move(at["x"] + 30, at["y"] + at["height"] / 2)
    page.mouse.down()
    page.mouse.move(at["x"] + 30, third["y"] + third["height"] - 2, steps=6)
    page.mouse.up()
    expect(grip).to_have_attribute("aria-valuenow", "3")
    page.get_by_role("button", name="Annuler les changements").click()
    expect(grip).to_have_attribute("aria-valuenow", "2")


@pytest.mark.browser
def test_levels_are_given_by_the_keyboard_alone(committee):
    page = committee.page
    cell(committee, "relance-devis", "volume").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("3")
    expect(cell(committee, "relance-devis", "impact")).to_have_text(re.compile("^3"))
    expect(cell(committee, "relance-devis", "impact")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(cell(committee, "relance-devis", "impact")).to_be_focused()


@pytest.mark.browser
def test_who_saved_meanwhile_is_merged_with(committee, browser):
    # The browser writes a refusal into the console by itself: a window of its own, where that is no fault.
    with browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR") as context:
        merges(type(committee)(committee.base, context.new_page()))


def merges(committee):
    page = committee.page
    committee.open("/matrix")
    cell(committee, "relance-devis", "volume").focus()
    page.keyboard.press("1")
    document = committee.api("GET", "/matrix")["document"]
    put(committee, {**document, "capacity_days": 25})
    page.get_by_role("button", name="Garder").click()
    page.get_by_role("button", name="Fusionner").click()
    keep(committee)
    kept = committee.api("GET", "/matrix")["document"]
    assert kept["capacity_days"] == 25
    assert kept["rows"]["relance-devis"]["scores"]["volume"]["level"] == 1


@pytest.mark.browser
def test_votes_stay_apart_from_what_the_committee_settles(committee):
    page = committee.page
    page.get_by_role("button", name="Votes", exact=True).click()
    panel = page.get_by_role("complementary", name="Votes")
    for name, department, level in (("Ana", "Marketing", "5"), ("Bruno", "Juridique", "1")):
        panel.get_by_label("Votre nom").fill(name)
        panel.get_by_label("Votre direction").fill(department)
        panel.get_by_role("button", name="Commencer à voter").click()
        expect(cell(committee, "relance-devis", "impact")).to_have_text("–")
        cell(committee, "relance-devis", "impact").focus()
        page.keyboard.press(level)
        panel.get_by_role("button", name="Remettre ma feuille").click()
        expect(panel.get_by_label("Votre nom")).to_be_visible()
    expect(cell(committee, "relance-devis", "impact")).to_have_text(re.compile("^5"))
    disputed = panel.get_by_role("button", name=re.compile("Relance de devis"))
    expect(disputed).to_contain_text("4 points d’écart")
    disputed.click()
    expect(cell(committee, "relance-devis", "impact")).to_be_focused()


@pytest.mark.browser
def test_it_is_presented_alone_and_printed_on_one_sheet(committee):
    page = committee.page
    page.get_by_role("button", name="Présenter").click()
    expect(page.locator("#nav")).to_be_hidden()
    expect(page.locator(".mt-tabs")).to_be_hidden()
    page.get_by_role("button", name="Quitter la présentation").click()
    expect(page.locator("#nav")).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1
    [box] = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", paper)
    assert [round(float(side)) for side in box] == [1191, 842]


@pytest.mark.browser
@pytest.mark.parametrize(("language", "theme", "width"), STAGES)
def test_everything_on_it_passes_axe(committee, language, theme, width):
    page = committee.page
    page.context.add_cookies(
        [
            {"name": "lang", "value": language, "url": committee.base},
            {"name": "theme", "value": theme, "url": committee.base},
        ]
    )
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    committee.open("/matrix")
    page.locator(".mt-table, .mt-rows").first.wait_for()

    def clean(where):
        found = Axe().run(page, options=RULES).response["violations"]
        told = [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
        assert told == [], where
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, where

    clean("the table")
    for panel in page.locator(".mt-tab").all():
        panel.click()
        clean(panel.inner_text())
    if width < 768:
        page.locator(".mt-row summary").first.click()
    page.locator('[data-criterion="impact"]').first.click()
    clean("a level")
    page.keyboard.press("Escape")
    for box in page.locator(".mt-mark").all()[:2]:
        box.check()
    page.locator(".mt-tabs .button").click()
    page.locator("dialog[open] .mt-compare").wait_for()
    clean("side by side")
