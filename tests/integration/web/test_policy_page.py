"""The pressure rules as fields: what is shown is what is saved, and nobody's work is lost."""

import json
import re
from html import unescape

import pytest
from small_workspace import POLICY

from designer.store import documents


@pytest.fixture
def policy(app):
    with app.app_context():
        documents.put("policy", POLICY)
    return app


def fields(page):
    """The form of the page as a browser would send it."""
    form = page[page.index('id="policy"') : page.index("</form>", page.index('id="policy"'))]
    sent = []
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)
        if not name or (kind and kind[1] in ("checkbox", "radio") and " checked" not in tag):
            continue
        value = re.search(r'value="([^"]*)"', tag)
        sent.append((unescape(name[1]), unescape(value[1]) if value else ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(
            r'value="([^"]*)"', options
        )
        sent.append((unescape(name), unescape(chosen[1])))
    return sent


def send(pages, sent):
    data = {}
    for name, value in sent:
        data.setdefault(name, []).append(value)
    data.pop("csrf_token", None)
    return pages.post("/policy", data)


def stored(app):
    with app.app_context():
        return documents.get("policy").document


def test_saving_without_a_change_changes_nothing(policy, pages):
    assert send(pages, fields(pages.get("/policy").text)).status_code == 302
    # The same bytes, the order of the keys included.
    assert json.dumps(stored(policy)) == json.dumps(POLICY)


def test_a_change_leaves_the_other_rules_as_they_were_written(app, pages):
    written = {
        "caps": [{"id": "a", "per": "P1W", "max": 2}, {"id": "b", "max": 9, "per": "P1DT12H"}],
        "gaps": [{"id": "g", "min": "PT48H"}],
        "format": "policy/1",
        "reserve": "P14D",
    }
    with app.app_context():
        documents.put("policy", written)
    sent = [(n, "3" if n == "caps.1.max" else v) for n, v in fields(pages.get("/policy").text)]
    send(pages, sent)
    written["caps"][1]["max"] = 3
    assert json.dumps(stored(app)) == json.dumps(written)
    assert "Au moins 48 heures" in pages.read("/policy")


def test_a_change_of_a_field_is_a_change_of_the_document(policy, pages):
    sent = [(n, "3" if n == "caps.0.max" else v) for n, v in fields(pages.get("/policy").text)]
    send(pages, sent)
    assert stored(policy)["caps"][0]["max"] == 3


def test_a_rule_is_added_and_another_removed(policy, pages):
    sent = [(n, v) for n, v in fields(pages.get("/policy").text) if not n.startswith("gaps.1.")]
    sent += [("gaps.1001.min.count", "4"), ("gaps.1001.min.unit", "H"), ("gaps.1001.channels", "sms")]
    send(pages, sent)
    assert stored(policy)["gaps"] == [
        {"id": "gap-48h", "min": "PT48H"},
        {"id": "gap-pt4h", "min": "PT4H", "channels": ["sms"]},
    ]


def test_the_loser_of_a_race_keeps_what_he_wrote(policy, pages):
    sent = [(n, "7" if n == "caps.0.max" else v) for n, v in fields(pages.get("/policy").text)]
    with policy.app_context():
        documents.put("policy", {"format": "policy/1"})
    answer = send(pages, sent)
    assert answer.status_code == 409
    assert "Quelqu’un a enregistré ces règles" in answer.text
    assert ("caps.0.max", "7") in fields(answer.text)
    assert stored(policy) == {"format": "policy/1"}
    # Saving again is meant.
    assert send(pages, fields(answer.text)).status_code == 302
    assert stored(policy)["caps"][0]["max"] == 7


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("caps.0.per.count", "soon", "un nombre entier supérieur à zéro"),
        ("quiet.0.allow.mon", "8h-20h", "n’est pas une plage d’heures"),
        ("caps.0.max", "-1", "inférieur à zéro"),
        ("exclusions.0.event", "", "ne désigne personne"),
        ("score.threshold", "", "sans seuil"),
        ("timezone", "Mars/Olympus", "Mars/Olympus"),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(policy, pages, name, value, words):
    sent = [(n, value if n == name else v) for n, v in fields(pages.get("/policy").text)]
    answer = send(pages, sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert stored(policy) == POLICY


def test_the_rules_are_said_in_words(policy, pages):
    page = pages.read("/policy")
    for sentence in (
        "Au plus 2 messages en 7 jours, tous canaux",
        "Au plus 2 à 4 messages (selon le contact) par mois civil, tous canaux",
        "Au moins 48 heures entre deux messages, tous canaux",
        "Au moins 2 jours après rendez-vous, e-mail",
        "SMS : lundi à samedi 08:00–20:00, sauf jours fériés",
        "Rien ne part si : a fait « contract.signed » depuis 3 mois, sauf par « relance-devis »",
        "Score de pression d’au plus 20",
    ):
        assert sentence in page
