"""What has changed between two drawings: said in words, with the fields and the steps it touches."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.analysis.difference import difference, same
from designer.analysis.speech import Names
from designer.library.shelf import shelf

DRAWN = {
    "format": "scenario/1",
    "key": "relance",
    "name": {"fr": "Relance", "en": "Follow-up"},
    "trigger": {"kind": "event", "event": "quote.created"},
    "audience": {"all": [{"in": ["city", ["Lyon", "Paris"]]}, {"ge": ["age", 18]}]},
    "priority": {"class": "commercial", "value": 50},
    "goal": {"event": "order.placed", "within": "P30D"},
    "sheet": {"objective": "transformation", "kpis": [{"metric": "conversion_rate", "target": 0.12}]},
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {"id": "t1", "kind": "message", "channel": "email", "template": "relance"},
        {"id": "w", "kind": "wait", "for": "P3D"},
        {"id": "s", "kind": "split", "paths": [{"path": "vip", "when": {"eq": ["tier", "gold"]}}]},
        {"id": "t2", "kind": "message", "channel": "sms", "template": "rappel"},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [
        {"from": "start", "to": "t1"},
        {"from": "t1", "to": "w"},
        {"from": "w", "to": "s"},
        {"from": "s", "path": "vip", "to": "t2"},
        {"from": "s", "path": "else", "to": "end"},
        {"from": "t2", "to": "end"},
    ],
    "layout": {"t1": [0, 0], "w": [0, 100]},
}
NAMES = Names(templates={"relance": {"fr": "Relance", "en": "Follow-up"}, "rappel": "Rappel"})


def plain(words):
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def changed(edit):
    """The changes of an edit of the drawing, as (French, English)."""
    after = copy.deepcopy(DRAWN)
    edit(after)
    found = difference(DRAWN, after, names=NAMES)
    return found, [
        tuple(plain(change.text[language]) for language in ("fr", "en")) for change in found.changes
    ]


def node(document, id_):
    return next(row for row in document["nodes"] if row["id"] == id_)


def put(document, *path, value):
    for key in path[:-1]:
        document = document[key]
    document[path[-1]] = value


CASES = [
    (
        lambda d: put(node(d, "w"), "for", value="P5D"),
        ("attente après T1 : 3 → 5 jours", "wait after T1: 3 → 5 days"),
        ["nodes/w/for"],
    ),
    (
        lambda d: put(node(d, "w"), "for", value="PT12H"),
        ("attente après T1 : 3 jours → 12 heures", "wait after T1: 3 days → 12 hours"),
        ["nodes/w/for"],
    ),
    (
        lambda d: put(d, "audience", "all", 0, value={"in": ["city", ["Paris"]]}),
        ("l’audience perd « Lyon » (city)", "the audience loses “Lyon” (city)"),
        ["audience"],
    ),
    (
        lambda d: put(d, "audience", "all", 0, value={"in": ["city", ["Lyon", "Paris", "Nice"]]}),
        ("l’audience gagne « Nice » (city)", "the audience gains “Nice” (city)"),
        ["audience"],
    ),
    (
        lambda d: d["audience"]["all"].pop(),
        ("l’audience ne demande plus age ≥ 18", "the audience no longer asks for age ≥ 18"),
        ["audience"],
    ),
    (
        lambda d: d.pop("audience"),
        None,
        ["audience"],
    ),
    (
        lambda d: put(d, "priority", "value", value=80),
        ("priorité : 50 → 80", "priority: 50 → 80"),
        ["priority/value"],
    ),
    (
        lambda d: put(d, "entry", value={"cap": {"max": 2, "per": "P30D"}}),
        ("entrées au plus : 2 en 30 jours", "entries at most: 2 in 30 days"),
        ["entry/cap"],
    ),
    (
        lambda d: put(node(d, "s")["paths"][0], "when", value={"eq": ["tier", "platinum"]}),
        (
            "condition après T1, chemin « vip » : perd « gold » (tier) et gagne « platinum » (tier)",
            "split after T1, way out “vip”: loses “gold” (tier) and gains “platinum” (tier)",
        ),
        ["nodes/s/paths/vip"],
    ),
    (
        lambda d: put(d["edges"][4], "to", value="t2"),
        (
            "condition après T1, sinon mène à SMS T2 « Rappel » au lieu de sortie après T1",
            "split after T1, else leads to SMS T2 “Rappel” instead of exit after T1",
        ),
        ["edges/s/else"],
    ),
    (
        lambda d: put(node(d, "t1"), "channel", value="push"),
        None,
        ["nodes/t1/channel"],
    ),
    (
        lambda d: put(d["sheet"]["kpis"][0], "target", value=0.15),
        ("indicateur « Taux de conversion » : cible 12 % → 15 %", "KPI “Conversion rate”: target 12% → 15%"),
        ["sheet/kpis/conversion_rate"],
    ),
    (
        lambda d: put(d, "layout", "t1", value=[5, 5]),
        ("1 étape déplacée sur le dessin", "1 step moved on the drawing"),
        ["layout/t1"],
    ),
]


@pytest.mark.parametrize(("edit", "words", "fields"), CASES)
def test_a_change_is_told_as_a_marketer_would(edit, words, fields):
    found, told = changed(edit)
    assert [list(change.fields) for change in found.changes] == [fields]
    if words is not None:
        assert told == [words]


def test_a_step_that_is_put_between_says_its_links_and_its_place_too():
    def edit(document):
        document["nodes"].insert(3, {"id": "t3", "kind": "message", "channel": "sms", "template": "rappel"})
        document["edges"][2] = {"from": "w", "to": "t3"}
        document["edges"].append({"from": "t3", "to": "s"})
        document["layout"]["t3"] = [0, 200]

    found, told = changed(edit)
    assert told == [("+1 SMS T2 « Rappel »", "+1 SMS T2 “Rappel”")]
    assert set(found.changes[0].fields) == {"nodes/t3", "edges/w/next", "edges/t3/next", "layout/t3"}
    assert found.nodes == {"t3": "added"}
    assert [(link.source, link.target, mark) for link, mark in found.links] == [
        ("w", "s", "removed"),
        ("w", "t3", "added"),
        ("t3", "s", "added"),
    ]


def test_a_step_that_is_gone_is_told_where_it_stood():
    def edit(document):
        del document["nodes"][2]
        document["edges"][1:3] = [{"from": "t1", "to": "s"}]

    found, told = changed(edit)
    assert told == [("−1 attente de 3 jours après T1", "−1 wait of 3 days after T1")]
    assert found.nodes == {"w": "removed"}


def test_another_kind_in_its_place_is_one_change():
    def edit(document):
        document["nodes"][2] = {"id": "w", "kind": "wait_event", "event": "paid", "timeout": "P2D"}
        document["edges"][2] = {"from": "w", "path": "timeout", "to": "s"}

    found, told = changed(edit)
    assert told[0] == (
        "attente de 3 jours après T1 devient attente de « paid » après T1",
        "wait of 3 days after T1 becomes wait for “paid” after T1",
    )
    assert found.changes[0].fields[0] == "nodes/w/kind"


def test_changes_come_in_the_order_of_a_reader_and_the_drawing_last():
    def edit(document):
        put(document, "layout", "t1", value=[9, 9])
        put(document, "sheet", "objective", value="retention")
        put(node(document, "t2"), "ttl", value="P1D")
        put(node(document, "w"), "for", value="P4D")
        put(document, "priority", "value", value=10)
        put(document, "trigger", "event", value="quote.sent")

    found, _told = changed(edit)
    assert [change.area for change in found.changes] == [
        "entry",
        "steps",
        "steps",
        "priority",
        "sheet",
        "drawing",
    ]
    assert [change.nodes for change in found.changes[1:3]] == [("w",), ("t2",)]
    assert [change.quiet for change in found.changes] == [False] * 5 + [True]
    assert plain(found.summary()["fr"]).endswith(" ; et 2 autres")


def test_notes_and_groups_are_told_by_their_words():
    note = {"id": "n", "at": [0, 0], "text": "Voir avec Paul"}
    group = {"id": "g", "title": "Relances", "nodes": ["t1", "t2"]}
    _found, told = changed(lambda d: d.update(notes=[note], groups=[group]))
    assert [french for french, _english in told] == ["+1 note « Voir avec Paul »", "+1 groupe « Relances »"]


def test_texts_of_templates_are_told_on_the_messages_that_use_them():
    texts = ({"relance": {"subject": "Votre devis"}}, {"relance": {"subject": "Votre offre"}})
    found = difference(DRAWN, DRAWN, names=NAMES, texts=texts)
    (change,) = found.changes
    assert plain(change.text["fr"]) == "texte de T1, objet : « Votre devis » → « Votre offre »"
    assert (change.fields, change.nodes) == (("templates/relance/subject",), ("t1",))


def test_variants_of_a_text_are_told_in_the_language_of_the_page():
    texts = (
        {"relance": {"body": "Bonjour"}},
        {"relance": {"body": "Bonjour", "variants": [{"name": "Jazz"}]}},
    )
    (change,) = difference(DRAWN, DRAWN, names=NAMES, texts=texts).changes
    assert plain(change.text["fr"]) == "texte de T1 : variantes modifiées"
    assert plain(change.text["en"]) == "text of T1: variants changed"


@pytest.mark.parametrize("name", [{"fr": "Visuel", "en": "Picture"}, {"en": "Picture", "fr": "Visuel"}])
def test_a_deliverable_is_named_in_the_language_of_the_page(name):
    row = {"name": name, "status": "todo"}
    _found, told = changed(lambda d: put(d, "sheet", "deliverables", value=[row]))
    assert told == [("+1 livrable « Visuel » (état à faire)", "+1 deliverable “Picture” (status to do)")]


def test_a_whole_figure_is_the_same_with_and_without_its_point():
    assert same({"at": [1.0, 2]}, {"at": [1, 2.0]})
    assert not same(1, True)
    after = copy.deepcopy(DRAWN)
    after["layout"]["t1"] = [0.0, 0.0]
    assert difference(DRAWN, after).equal


# ── Whatever is drawn ───────────────────────────────────────────────────────────────────────────────────

LIBRARY = [pack.load(entry.key).document for pack in shelf().packs.values() for entry in pack.entries][::7]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def leaves(value, path=()):
    """Every place of a document that holds a plain value."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*path, key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, (*path, place))
    else:
        yield path


def told_at(document, path):
    """The path of a field as changes name it: rows by what they are known by."""
    named, here = [], document
    for key in path:
        if isinstance(here, list) and isinstance(here[key], dict):
            row = here[key]
            if named == ["edges"]:
                named += [row["from"], row.get("path") or "next"]
            else:
                name = next((row[one] for one in ("id", "path", "metric", "name") if one in row), None)
                name = next(iter(name.values())) if isinstance(name, dict) else name
                named.append(str(name))
        elif not isinstance(here, list):
            named.append(str(key))
        here = here[key]
    return "/".join(named)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_every_field_that_is_changed_is_said(data):
    before = data.draw(st.sampled_from(LIBRARY))
    path = data.draw(st.sampled_from(sorted(leaves(before), key=str)))
    after = copy.deepcopy(before)
    here = after
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = data.draw(JSON.filter(lambda value: not same(value, here[path[-1]])))
    found = difference(before, after)
    assert not found.equal
    field = told_at(before, path)
    fields = {one for change in found.changes for one in change.fields}
    said = any(field == one or field.startswith(f"{one}/") for one in fields if one)
    below = any(one.startswith(f"{field}/") for one in fields)
    # a changed name or id makes another row of it
    assert said or below or path[-1] in ("id", "path", "metric", "name", "from", "fr", "en"), (field, fields)
    assert all(change.text["fr"] and change.text["en"] for change in found.changes)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(LIBRARY), st.sampled_from(LIBRARY))
def test_nothing_is_said_exactly_where_nothing_differs(one, other):
    found = difference(one, other)
    assert found.equal == same(one, other)
    assert difference(one, json.loads(json.dumps(one))).equal


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_document_is_so_odd_that_it_cannot_be_compared(data):
    keys = ("nodes", "edges", "sheet", "notes", "groups", "layout", "audience", "trigger", "goal", "entry")
    row = st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("id", "kind", "from", "to", "path", "paths", "for", "at", "nodes"), JSON),
    )
    odd = st.dictionaries(st.sampled_from(keys), JSON | st.lists(row, max_size=4), max_size=6)
    before, after = data.draw(odd), data.draw(odd)
    found = difference(before, after)
    assert found.equal == same(before, after)
    assert all(change.id is not None and change.text["fr"] for change in found.changes)
