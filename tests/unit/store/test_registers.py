"""Registers: any document is written and read back, and places in a list always leave room."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map

from designer.domain.errors import BadInput
from designer.store import registers

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    ["a/b", "@x", "%2F", "%40", "id", "path", "where"]
)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS | st.floats(-1e6, 1e6)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS.filter(bool), inner, max_size=4),
    max_leaves=8,
)
IDS = st.sampled_from(["start", "m1", "m2", "w1", "end"])
NODES = st.lists(
    st.fixed_dictionaries(
        {"id": IDS, "kind": st.sampled_from(["message", "wait", "split"])},
        optional={
            "for": WORDS,
            "where": JSON,
            "paths": st.lists(st.fixed_dictionaries({"path": WORDS}, optional={"when": JSON}), max_size=3),
        },
    ),
    max_size=6,
)
EDGES = st.lists(st.fixed_dictionaries({"from": IDS, "to": IDS}, optional={"path": WORDS}), max_size=6)
DOCUMENTS = st.fixed_dictionaries(
    {"key": WORDS, "nodes": NODES, "edges": EDGES},
    optional={
        "name": JSON,
        "sheet": st.fixed_dictionaries({}, optional={"kpis": st.lists(JSON, max_size=3), "data": JSON}),
        "audience": JSON,
        "layout": st.dictionaries(IDS, st.lists(st.integers(), min_size=2, max_size=2)),
        "groups": st.lists(
            st.fixed_dictionaries({"id": IDS}, optional={"nodes": st.lists(WORDS, max_size=3)}), max_size=3
        ),
        "placed": st.lists(WORDS, max_size=4),
        "other": JSON,
    },
)


def _written(known, document, maker):
    found = dict(known)
    for key, value in registers.changes(known, document, maker).items():
        if value is registers.GONE:
            del found[key]
        else:
            found[key] = value
    return found


def _as_json(value):
    return json.loads(json.dumps(registers.plain(value)))


@given(DOCUMENTS)
def test_a_document_reads_as_it_was_written(document):
    assert registers.read(_written({}, document, "a")) == _as_json(document)


@given(DOCUMENTS, DOCUMENTS)
def test_any_document_becomes_any_other(before, after):
    known = _written({}, before, "a")
    assert registers.read(_written(known, after, "b")) == _as_json(after)


@given(DOCUMENTS)
def test_what_is_written_already_changes_nothing(document):
    known = _written({}, document, "a")
    assert registers.changes(known, registers.read(known), "b") == {}


@given(DOCUMENTS, DOCUMENTS)
def test_fields_keep_the_order_in_which_they_were_written(before, after):
    ordered = registers.in_order_of(before, after)
    assert ordered == after
    kept = [name for name in before if name in after]
    assert [name for name in ordered if name in kept] == kept


@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_between_any_two_places_there_is_room(choices):
    places = []
    for choice in choices:
        at = choice % (len(places) + 1)
        low = places[at - 1] if at else None
        high = places[at] if at < len(places) else None
        places.insert(at, registers.between(low, high))
    assert places == sorted(set(places))


def test_a_thousand_steps_added_one_after_the_other_have_short_places():
    place = registers.between(None, None)
    for _ in range(1000):
        place = registers.between(place, None)
    assert len(place) == 4


def test_a_step_that_is_put_between_two_leaves_the_others_alone():
    known = _written({}, {"nodes": [{"id": "a"}, {"id": "b"}]}, "x")
    changed = registers.changes(known, {"nodes": [{"id": "a"}, {"id": "n"}, {"id": "b"}]}, "y")
    assert {key.split("/")[1] for key in changed} == {"@y.1"}


@pytest.mark.parametrize("first", ["led", "removed"])
def test_a_line_led_elsewhere_outlives_the_step_that_it_led_to(first):
    steps = {name: {"id": name} for name in ("a", "b", "c")}
    line = {"from": "a", "to": "b", "path": "oui"}
    begun = _drawn(Doc(), {"nodes": list(steps.values()), "edges": [line]}, "x").get_update()
    led = {"nodes": list(steps.values()), "edges": [{**line, "to": "c"}]}
    removed = {"nodes": [steps["a"], steps["c"]], "edges": []}
    docs = {}
    for name, document in (("led", led), ("removed", removed)):
        docs[name] = Doc()
        docs[name].apply_update(begun)
        _drawn(docs[name], document, name)
    one = docs.pop(first)
    (other,) = docs.values()
    one.apply_update(other.get_update())
    assert registers.read(_map(one).to_py()) == {"nodes": removed["nodes"], "edges": led["edges"]}


def _map(doc):
    return doc.get("scenario", type=Map)


def _drawn(doc, document, maker):
    with doc.transaction():
        for key, value in registers.changes(_map(doc).to_py() or {}, document, maker).items():
            if value is registers.GONE:
                del _map(doc)[key]
            else:
                _map(doc)[key] = value
    return doc


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"bytes"])
def test_what_no_document_holds_is_refused(value):
    with pytest.raises(BadInput):
        registers.read({"name": value})


def test_a_key_deeper_than_any_document_is_refused():
    with pytest.raises(BadInput, match="levels"):
        registers.read({"/".join("a" * 100): 1})
