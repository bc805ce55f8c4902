"""Scenarios for tests of pictures: those of the library, one with everything, and any JSON at all."""

from pathlib import Path

from hypothesis import strategies as st

from designer.analysis.speech import Names, Speech
from designer.formats.yamltext import parse_yaml
from designer.reports import building, drawing

LIBRARY = Path(__file__).resolve().parents[3] / "scenario_library"


def library():
    """Key -> document of every scenario of the library."""
    found = {}
    for path in sorted(LIBRARY.rglob("*.yaml")):
        data = parse_yaml(path.read_bytes()).data
        if isinstance(data, dict) and data.get("format") == "scenario/1":
            found[f"{path.parent.name}-{data['key']}"] = data
    return found


EVERYTHING = {
    "format": "scenario/1",
    "key": "tout",
    "name": {"fr": "Tout à la fois", "en": "All at once"},
    "sheet": {"description": {"fr": "Chaque genre d'étape, une fois", "en": "Every kind of step, once"}},
    "trigger": {"kind": "event", "event": "quote.created", "where": {"ge": ["amount", 300]}},
    "audience": {"all": [{"eq": ["city", "Lyon"]}, {"not": {"consents": "sms"}}]},
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {"id": "w1", "kind": "wait", "for": "P3D"},
        {"id": "t1", "kind": "message", "channel": "email", "template": "relance"},
        {"id": "ev", "kind": "wait_event", "event": "quote.signed", "timeout": "P2D"},
        {"id": "s1", "kind": "split", "paths": [{"path": "grand", "when": {"gt": ["amount", 1000]}}]},
        {"id": "x1", "kind": "experiment", "paths": [{"path": "a", "share": 50}, {"path": "b", "share": 50}]},
        {"id": "k1", "kind": "task", "queue": "conseil", "label": "Appeler", "sla": "P1D"},
        {"id": "u1", "kind": "update", "set": {"hot": True}},
        {"id": "t2", "kind": "message", "channel": "sms"},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [
        {"from": "start", "to": "w1"},
        {"from": "w1", "to": "t1"},
        {"from": "t1", "to": "ev"},
        {"from": "ev", "path": "event", "to": "end"},
        {"from": "ev", "path": "timeout", "to": "s1"},
        {"from": "s1", "path": "grand", "to": "k1"},
        {"from": "s1", "path": "else", "to": "x1"},
        {"from": "x1", "path": "a", "to": "t2"},
        {"from": "x1", "path": "b", "to": "w1"},
        {"from": "k1", "path": "done", "to": "u1"},
        {"from": "k1", "path": "refused", "to": "end"},
        {"from": "t2", "to": "end"},
        {"from": "u1", "to": "end"},
    ],
    "notes": [{"id": "n1", "text": {"fr": "Ton à valider"}, "at": [600, 0], "tone": "question"}],
    "groups": [{"id": "g1", "title": "Relances", "nodes": ["w1", "t1"], "tone": "blue"}],
}

#: Any JSON in any place that a draft may hold it.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
IDS = st.sampled_from(["a", "b", "c", "d e", "é", "1"])
KINDS = st.sampled_from([*drawing.KINDS, "unknown"])
#: What steps of some kind have.
FIELDS = (
    *("for", "until", "if_past", "event", "where", "timeout", "paths", "channel", "template"),
    *("if_blocked", "fallback", "category", "queue", "label", "sla", "set"),
)
NODES = st.fixed_dictionaries({"id": IDS, "kind": KINDS}, optional=dict.fromkeys(FIELDS, JSON))
EDGES = st.fixed_dictionaries(
    {"from": IDS, "to": IDS}, optional={"path": st.sampled_from(["event", "timeout", "done", "else", "x"])}
)
DRAFTS = st.fixed_dictionaries(
    {},
    optional={
        "format": st.just("scenario/1"),
        "key": JSON,
        "name": JSON,
        "sheet": JSON,
        "trigger": JSON
        | st.fixed_dictionaries(
            {"kind": st.sampled_from(["event", "enters", "date", "inactivity", "schedule", "manual"])},
            optional=dict.fromkeys(("event", "where", "condition", "attribute", "offset", "cron"), JSON),
        ),
        "audience": JSON,
        "priority": JSON,
        "nodes": st.lists(NODES | JSON, max_size=6) | JSON,
        "edges": st.lists(EDGES | JSON, max_size=8) | JSON,
        "layout": JSON | st.dictionaries(IDS, st.lists(st.integers(-500, 500), min_size=2, max_size=2)),
        "notes": st.lists(
            st.fixed_dictionaries(
                {"id": st.sampled_from(["n1", "n2"]), "at": st.just([1, 2])},
                optional={"text": JSON, "size": JSON},
            )
            | JSON,
            max_size=3,
        ),
        "groups": st.lists(
            st.fixed_dictionaries(
                {"id": st.just("g"), "nodes": st.lists(IDS, max_size=3)}, optional={"title": JSON}
            )
            | JSON,
            max_size=2,
        ),
    },
)


def scene(document, language="fr", **options):
    """The scene of a document without names of a workspace."""
    return building.build(drawing.read(document), Speech(language=language, names=Names()), **options)
