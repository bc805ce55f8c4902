"""Documents and dates in the reader's words."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from designer.web import i18n, words


@pytest.fixture(scope="module")
def app():
    made = Flask("words")
    i18n.init_app(made)
    return made


@pytest.fixture
def french(app):
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        yield


@pytest.fixture
def english(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("P2D", "2 jours"),
        # Whoever wrote hours meant hours.
        ("PT48H", "48 heures"),
        ("P1W", "1 semaine"),
        ("P6M", "6 mois"),
        ("PT1H30M", "1 heure 30 minutes"),
        ("-P3D", "3 jours"),
        (90, "1 heure 30 minutes"),
        ("nonsense", "nonsense"),
        (None, "–"),
    ],
)
def test_durations_are_said(french, written, said):
    assert plain(words.duration(written)) == said


def test_a_date_is_short_and_has_its_year_only_when_needed(french):
    at = datetime(1998, 2, 3, 8, 0, tzinfo=UTC)
    assert plain(words.moment(at, "Europe/Paris", at)) == "mar. 3 févr. 09:00"
    assert plain(words.moment(at, "Europe/Paris")) == "mar. 3 févr. 1998, 09:00"
    assert " " not in words.moment(at, "Europe/Paris")


def test_the_same_date_in_english(english):
    assert plain(words.moment(datetime(1998, 2, 3, 8, 0, tzinfo=UTC), "UTC")) == "Tue 3 Feb 1998, 08:00"


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (None, "tout le monde"),
        ({"eq": ["city", "Lyon"]}, "Ville est « Lyon »"),
        ({"eq": ["open_dispute", True]}, "open_dispute : oui"),
        ({"between": ["score", 40, 60]}, "score de 40 à 60"),
        ({"in": ["stage", ["prospect", "lead"]]}, "stage est « prospect » ou « lead »"),
        ({"not_did": {"event": "order.placed", "within": "P6M"}}, "n’a pas eu « Achat » depuis 6 mois"),
        ({"not_did": {"event": "order.placed"}}, "n’a jamais eu « Achat »"),
        (
            {
                "did": {
                    "event": "order.placed",
                    "within": "P90D",
                    "at_least": 2,
                    "where": {"gt": ["amount", 100]},
                }
            },
            "a eu « Achat » au moins 2 fois avec amount au-dessus de 100 depuis moins de 90 jours",
        ),
        (
            {"all": [{"consents": "email"}, {"any": [{"is_set": "phone"}, {"not": {"in_segment": "vip"}}]}]},
            "a consenti au canal e-mail et (téléphone est renseigné ou non (est dans le segment « vip »))",
        ),
        ({"eq": ["city"]}, "une condition inachevée"),
        ({"zz": 1}, "une condition inachevée"),
    ],
)
def test_conditions_are_said(french, tree, said):
    names = words.Names(attributes={"city": {"fr": "Ville"}}, events={"order.placed": {"fr": "Achat"}})
    assert plain(words.condition(tree, names)) == said


@pytest.mark.parametrize(
    ("trigger", "said"),
    [
        ({"kind": "event", "event": "quote.created"}, "quote.created"),
        ({"kind": "date", "attribute": "birth_date", "offset": "-P3D"}, "3 jours avant : date de naissance"),
        ({"kind": "date", "attribute": "birth_date"}, "Le jour : date de naissance"),
        (
            {"kind": "inactivity", "event": "order.placed", "after": "P180D"},
            "Pas de « order.placed » depuis 180 jours",
        ),
        ({"kind": "manual"}, "À la main"),
        ({}, "Pas encore choisi"),
        (None, "Pas encore choisi"),
    ],
)
def test_triggers_are_said(french, trigger, said):
    assert plain(words.trigger(trigger)) == said


def test_figures_follow_the_language(app):
    for language, figure, rate in (("fr", "23 570", "12,5 %"), ("en", "23,570", "12.5%")):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert plain(words.number(23570)) == figure
            assert plain(words.percent(0.125)) == rate


def test_every_page_icon_is_there(app):
    import re
    from pathlib import Path

    from designer.web import icons

    templates = Path(i18n.__file__).parent / "templates"
    used = {
        name
        for file in templates.rglob("*.html")
        for name in re.findall(r"icon\('([a-z0-9-]+)'", file.read_text())
    }
    assert used <= set(icons.shapes())
    assert {*icons.CHANNEL_ICONS.values(), *icons.TRIGGER_ICONS.values()} <= set(icons.shapes())
