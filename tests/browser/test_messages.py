"""A marketer writes the messages of a scenario with room, and sees how real contacts will read them."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture(autouse=True)
def patient():
    """Texts are saved, read and laid out by a server that others ask too."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


def opened(demo, key="relance-devis", step="t1"):
    demo.open(f"/scenarios/{key}")
    card = demo.page.get_by_test_id(f"rf__node-{step}")
    card.wait_for()
    card.click()
    demo.page.get_by_role("button", name="Écrire en grand").click()
    desk = demo.page.get_by_role("dialog", name=re.compile("^Messages de"))
    desk.wait_for()
    return desk


def test_a_field_is_completed_by_the_keyboard_and_read_by_a_real_contact(demo):
    desk = opened(demo)
    subject = desk.get_by_role("textbox", name="Objet (français)")
    before = subject.input_value()
    try:
        subject.fill("")
        subject.press_sequentially("Votre devis, {{ first")
        expect(desk.get_by_role("option").first).to_contain_text("first_name")
        subject.press("Enter")
        expect(subject).to_have_value("Votre devis, {{ first_name }}")
        expect(desk.get_by_text("Champs vérifiés, rien à corriger")).to_be_visible()
        name = desk.get_by_role("status").filter(has_text="Lu par").locator("b").inner_text().split()[0]
        expect(desk.get_by_text(f"Votre devis, {name}").first).to_be_visible()
    finally:
        subject.fill(before)
        expect(desk.get_by_text("Enregistré", exact=True)).to_be_visible()


def test_a_fault_is_said_with_the_nearest_name_and_mended(demo):
    desk = opened(demo)
    subject = desk.get_by_role("textbox", name="Objet (français)")
    before = subject.input_value()
    try:
        subject.fill("Votre devis, {{ frist_name }}")
        desk.get_by_role("button", name="Remplacer par « first_name »").click()
        expect(subject).to_have_value("Votre devis, {{ first_name }}")
    finally:
        subject.fill(before)
        expect(desk.get_by_text("Enregistré", exact=True)).to_be_visible()


def test_a_variant_is_written_shown_deleted_and_put_back(demo):
    desk = opened(demo)
    desk.get_by_role("button", name="Variante", exact=True).click()
    desk.get_by_role("textbox", name="Nom de la variante").fill("Fidèles")
    desk.get_by_role("textbox", name="Objet (français)").fill("Merci de votre fidélité")
    expect(desk.get_by_text("Merci de votre fidélité").locator("visible=true").last).to_be_visible()
    expect(desk.get_by_text("Ce contact lirait : Texte principal.")).to_be_visible()
    desk.get_by_role("button", name="Supprimer la variante").click()
    desk.get_by_role("button", name="La remettre").click()
    expect(desk.get_by_role("textbox", name="Objet (français)")).to_have_value("Merci de votre fidélité")
    desk.get_by_role("button", name="Supprimer la variante").click()
    expect(desk.get_by_text("Enregistré", exact=True)).to_be_visible()
