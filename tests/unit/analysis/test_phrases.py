"""A condition is said in one way: on cards, on pages, in summaries, differences and exports."""

import pytest
from flask import Flask

from designer.analysis import phrases
from designer.analysis.difference import difference
from designer.analysis.speech import NARROW, NBSP, Names, Speech
from designer.analysis.summary import summary
from designer.reports import drawing, interchange
from designer.web import i18n, words

NAMES = Names(
    attributes={"city": {"fr": "Ville", "en": "Town"}},
    events={"visit": {"fr": "Visite", "en": "Visit"}},
    segments={"vip": {"fr": "Très bons clients", "en": "Best customers"}},
    types={"born": "date", "age": "number"},
    properties={"visit": {"pages": "number"}},
)

#: Condition, and how it is said in French and in English.
SAID = [
    (None, "tout le monde", "everyone"),
    ({"all": []}, "tout le monde", "everyone"),
    ({"any": []}, "personne", "nobody"),
    ({"eq": ["city", "Lyon"]}, "ville est Lyon", "town is Lyon"),
    ({"ne": ["city", "Lyon"]}, "ville n’est pas Lyon", "town is not Lyon"),
    ({"in": ["city", ["Lyon", "Nice"]]}, "ville est Lyon ou Nice", "town is Lyon or Nice"),
    ({"eq": ["vip", True]}, f"vip{NBSP}: oui", "vip: yes"),
    ({"ge": ["age", 1800]}, f"age ≥{NBSP}1{NARROW}800", f"age ≥{NBSP}1,800"),
    ({"between": ["age", 18, 30]}, "age entre 18 et 30", "age between 18 and 30"),
    ({"lt": ["born", "1998-03-02"]}, "born avant le 2 mars 1998", "born before 2 Mar 1998"),
    ({"is_set": "phone"}, f"téléphone{NBSP}: renseigné", "phone known"),
    ({"not": {"is_set": "first_name"}}, f"prénom{NBSP}: non renseigné", "first name not known"),
    ({"consents": "email"}, "a consenti au canal e-mail", "has consented to e-mail"),
    (
        {"not": {"in_segment": "vip"}},
        f"ne fait pas partie de «{NBSP}Très bons clients{NBSP}»",
        "is not in “Best customers”",
    ),
    (
        {"any": [{"is_set": "phone"}, {"all": [{"gt": ["age", 18]}, {"eq": ["vip", True]}]}]},
        f"téléphone{NBSP}: renseigné ou (age >{NBSP}18 et vip{NBSP}: oui)",
        f"phone known or (age >{NBSP}18 and vip: yes)",
    ),
    (
        {"not_did": {"event": "order.placed", "within": "P90D"}},
        f"n’a pas passé commande depuis 90{NBSP}jours",
        f"did not place an order in the last 90{NBSP}days",
    ),
    (
        {"did": {"event": "visit", "at_least": 2, "where": {"gt": ["pages", 3]}}},
        f"a fait «{NBSP}Visite{NBSP}» au moins 2 fois, avec pages >{NBSP}3",
        f"did “Visit” at least 2 times, with pages >{NBSP}3",
    ),
    ({"between": ["age"]}, "age entre … et …", "age between … and …"),
    ({"never": 1}, f"critère illisible{NBSP}: à remplacer", "criterion that cannot be read: replace it"),
    (
        {"eq": ["a", 1], "ne": ["a", 2]},
        f"critère illisible{NBSP}: à remplacer",
        "criterion that cannot be read: replace it",
    ),
]


@pytest.mark.parametrize(("tree", "french", "english"), SAID)
def test_conditions_are_said(tree, french, english):
    assert phrases.condition(tree, Speech(language="fr", names=NAMES)) == french
    assert phrases.condition(tree, Speech(language="en", names=NAMES)) == english


def test_what_no_condition_may_be_is_said_all_the_same():
    deep = {"is_set": "a"}
    for _ in range(400):
        deep = {"did": {"event": "visit", "where": deep}}
    for tree in ([], {}, "x", {"in": ["a", 3]}, {"did": 4}, {"eq": [{}, []]}, {"ge": ["a", 10**400]}, deep):
        assert phrases.condition(tree, Speech(language="fr"))


def drawn(tree):
    nodes = [
        {"id": "start", "kind": "trigger"},
        {"id": "s1", "kind": "split", "paths": [{"path": "vip", "when": tree}]},
        {"id": "end", "kind": "exit"},
    ]
    return {
        "format": "scenario/1",
        "key": "x",
        "trigger": {"kind": "manual"},
        "audience": tree,
        "nodes": nodes,
        "edges": [{"from": "start", "to": "s1"}, {"from": "s1", "path": "vip", "to": "end"}],
    }


@pytest.mark.parametrize(("tree", "french", "_english"), [row for row in SAID if row[0]])
def test_pages_summaries_differences_and_exports_say_the_same(tree, french, _english):
    app = Flask("words")
    i18n.init_app(app)
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert words.condition(tree, words.Names().over(NAMES)) == french
    document = drawn(tree)
    assert french in summary(document, NAMES).text("fr")
    (change,) = [
        change
        for change in difference({**document, "audience": None}, document, names=NAMES).changes
        if change.fields == ("audience",)
    ]
    assert french in change.text["fr"]
    exported = interchange.to_bpmn(drawing.read(document), Speech(language="fr", names=NAMES))
    assert french.replace(">", "&gt;").replace("<", "&lt;") in exported


def test_schedules_are_said():
    say = Speech(language="en")
    assert "09:00" in say.cron("0 9 * * MON-FRI") and "Monday" in say.cron("0 9 * * MON-FRI")
    assert say.cron("*/5 * * * *") == say("cron.custom", text="*/5 * * * *")
