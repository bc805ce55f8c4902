"""A scenario tried out with one contact in the editor."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture(autouse=True)
def patience():
    """A busy machine answers late."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def trial(demo):
    """The follow-up of a quote, open in the editor with the trial beside it."""
    demo.open("/scenarios/relance-devis#trial")
    demo.drawer = demo.page.get_by_role("region", name="Essayer avec un contact")
    expect(demo.drawer.locator(".tr-now")).to_be_visible()
    return demo


def button(trial, name):
    return trial.drawer.get_by_role("button", name=name)


def enter(trial):
    button(trial, re.compile("^Déclencher :")).click()
    button(trial, "Déclencher").last.click()
    expect(trial.drawer.locator(".tr-place")).to_contain_text("Attendre 3 jours")


def mark(trial, node):
    return trial.page.get_by_test_id(f"rf__node-{node}").locator(".ed-card-mark")


def test_a_contact_is_taken_to_the_end_and_back(trial):
    enter(trial)
    expect(mark(trial, "three-days")).to_have_text("ici")
    button(trial, "Prochaine étape").click()
    expect(trial.drawer.locator(".tr-step").filter(has_text="Part par e-mail").first).to_be_visible()
    expect(mark(trial, "t1")).to_contain_text("parti")
    button(trial, "Lire le message").first.click()
    frame = trial.drawer.frame_locator("iframe").first
    expect(frame.locator("body")).not_to_be_empty()

    button(trial, "Jusqu’au bout").click()
    expect(trial.drawer.locator(".tr-here")).to_contain_text("Sorti du scénario")
    assert trial.drawer.locator(".tr-why").count() >= 1
    button(trial, "Revenir d’un pas").click()
    expect(mark(trial, "t1")).to_contain_text("parti")
    expect(trial.drawer.locator(".tr-here")).not_to_contain_text("Sorti du scénario")

    button(trial, "Fermer l’essai").click()
    expect(mark(trial, "t1")).to_have_count(0)
    # It is a draft: whatever of it stood in the outbox would come from the trial.
    assert "relance-devis" not in str(trial.api("GET", "/outbox"))


def test_a_real_contact_is_chosen_by_keyboard(trial):
    button(trial, "Changer de contact").click()
    search = trial.drawer.get_by_role("combobox", name=re.compile("^Chercher un contact"))
    search.fill("00003")
    expect(trial.drawer.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    search.press("Enter")
    expect(trial.drawer.locator(".tr-person")).to_contain_text("00003")


def test_it_is_whole_at_360_pixels_and_folds_to_its_clock(trial):
    trial.page.set_viewport_size({"width": 360, "height": 740})
    enter(trial)
    width = trial.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    button(trial, "Replier, pour voir le dessin").click()
    expect(mark(trial, "three-days")).to_be_visible()
    button(trial, "Prochaine étape").click()
    expect(mark(trial, "t1")).to_contain_text("parti")


def test_a_contact_s_page_leads_to_it(demo):
    demo.open("/contacts/00003")
    demo.page.get_by_text("Essayer un scénario").click()
    demo.page.get_by_role("link", name="Relance de devis").last.click()
    drawer = demo.page.get_by_role("region", name="Essayer avec un contact")
    expect(drawer.locator(".tr-person")).to_contain_text("00003")
