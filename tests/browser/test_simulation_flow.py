"""The flow of a simulated scenario: by date, by mouse, by keyboard, as a table, compared, as a picture."""

import re

import pytest
from playwright.sync_api import expect

SCENARIO = "relance-devis"


@pytest.fixture(scope="module")
def runs():
    """The two simulations that this file asks for, once there are any."""
    return []


@pytest.fixture
def flow(demo, runs):
    """The flow of one scenario in the first of two finished simulations: as the rules are, and stricter."""
    demo.open("/simulation")
    if not runs:
        for name, policy in (("Flux en vigueur", {}), ("Flux plus strict", {"week-all": {"max": 1}})):
            question = {"name": name, "from": "1998-02-02", "days": 28, "policy": policy}
            runs.append(demo.api("POST", "/simulations", question))
        for run in runs:
            path = f"/simulations/{run['id']}"
            demo.until(lambda path=path: demo.api("GET", path)["state"] == "done", seconds=240)
    demo.open(f"/simulation/{runs[0]['id']}/flow?flow={SCENARIO}")
    slider(demo).wait_for()
    return demo


def slider(demo):
    return demo.page.get_by_role("slider", name="Date")


def reading(demo):
    return demo.page.get_by_role("complementary", name="Lecture")


def cards(demo):
    return demo.page.get_by_label("Logigramme du flux").get_by_role("group")


def choose(demo, words):
    demo.page.locator("label").filter(has_text=re.compile(f"^{words}$")).click()


def table(demo):
    return demo.page.get_by_role("region", name="Tableau")


def figures(demo):
    """The rows of the table as (label, number) pairs, in order."""
    read = "rows => rows.map(row => ['th', 'td'].map(cell => row.querySelector(cell).textContent))"
    cells = table(demo).locator("tr:has(td)").evaluate_all(read)
    return [(label, int(re.sub(r"\D", "", number))) for label, number in cells]


@pytest.mark.browser
def test_the_flow_opens_whole_and_goes_back_to_its_first_day(flow):
    expect(slider(flow)).to_have_attribute("aria-valuetext", "dim. 1 mars 1998, jour 28 sur 28")
    expect(cards(flow).first).to_contain_text(re.compile(r"entrées?"))
    choose(flow, "Tableau")
    expect(table(flow)).to_contain_text("Du 2 févr. 1998 au 1 mars 1998")
    [(_, whole), *_rest] = figures(flow)
    slider(flow).fill("0")
    expect(slider(flow)).to_have_attribute("aria-valuetext", "lun. 2 févr. 1998, jour 1 sur 28")
    [(label, first), *_rest] = figures(flow)
    assert label == "Entrées"
    assert whole > first


@pytest.mark.browser
def test_what_leaves_a_step_never_exceeds_what_arrived(flow):
    choose(flow, "Tableau")
    expect(table(flow)).to_be_visible()
    arrived = passed = 0
    for label, number in figures(flow):
        if label in ("Entrées", "Arrivées"):
            assert passed <= arrived
            arrived, passed = number, 0
        elif label.startswith("→"):
            passed += number


@pytest.mark.browser
def test_the_flow_is_replayed_and_stopped(flow):
    play = flow.page.get_by_role("button", name="Rejouer jour par jour")
    play.click()
    flow.page.get_by_role("button", name="Arrêter").click()
    expect(play).to_be_visible()
    assert int(slider(flow).input_value()) < 27


@pytest.mark.browser
def test_a_step_is_read_by_pointing_and_by_keyboard(flow):
    heading = reading(flow).get_by_role("heading", level=3)
    expect(heading).to_have_text("Tout le scénario")
    cards(flow).nth(2).hover()
    expect(heading).not_to_have_text("Tout le scénario")
    flow.page.mouse.move(0, 0)
    expect(heading).to_have_text("Tout le scénario")
    cards(flow).first.focus()
    flow.page.keyboard.press("ArrowDown")
    expect(cards(flow).nth(1)).to_be_focused()
    expect(reading(flow)).to_contain_text("Vers")
    flow.page.keyboard.press("Escape")
    expect(heading).to_have_text("Tout le scénario")


@pytest.mark.browser
def test_two_simulations_are_compared_and_the_address_says_so(flow, runs):
    first, second = (run["name"] for run in runs)
    flow.page.get_by_label("Comparer à").select_option(value=str(runs[1]["id"]))
    expect(flow.page.get_by_label("Écart")).to_be_checked()
    expect(reading(flow)).to_contain_text(f"« {second} » comparée à « {first} »")
    expect(flow.page).to_have_url(re.compile(f"with={runs[1]['id']}"))
    flow.page.reload()
    expect(flow.page.get_by_label("Écart")).to_be_checked()
    choose(flow, "Tableau")
    expect(table(flow).locator("thead th")).to_have_text(["Étape", first, second, "Écart"])


@pytest.mark.browser
def test_the_picture_is_a_png_named_after_scenario_and_date(flow):
    with flow.page.expect_download() as download:
        flow.page.get_by_role("button", name="Image PNG").click()
    assert download.value.suggested_filename == f"{SCENARIO}-1998-03-01.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
def test_the_flow_fits_its_page(flow, width):
    flow.page.set_viewport_size({"width": width, "height": 800})
    slider(flow).wait_for()
    wide = flow.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
