"""Documents as an editor may leave them: any graph, finished or not."""

from hypothesis import strategies as st

IDS = [f"n{number}" for number in range(9)]

_DURATIONS = st.sampled_from(["P2D", "PT48H", "P1M", "P1DT2H", "PT0M", "soon", None])
_CONDITIONS = st.sampled_from(
    [
        {"eq": ["city", "Lyon"]},
        {"all": [{"consents": "email"}, {"not": {"in_segment": "vip"}}]},
        {"did": {"event": "order.placed", "within": "P90D", "at_least": 2}},
        {"in": ["stage", ["a", "b"]]},
        {"between": ["score"]},
        {"unknown": 1},
        "no condition",
        None,
    ]
)
_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda below: st.lists(below, max_size=2) | st.dictionaries(st.text(max_size=3), below, max_size=2),
    max_leaves=4,
)

_PARTS = ["sheet", "trigger", "audience", "entry", "priority", "goal", "name", "edges"]
_FIELDS = ["for", "until", "paths", "set", "fallback", "event", "id"]


def _node(id_: str) -> st.SearchStrategy[dict]:
    paths = st.lists(
        st.fixed_dictionaries({"path": st.sampled_from(["a", "b", "c"]), "when": _CONDITIONS}), max_size=3
    )
    shares = st.lists(
        st.fixed_dictionaries({"path": st.sampled_from(["a", "b"]), "share": st.just(50)}), max_size=2
    )
    kinds = [
        {"kind": st.just("message"), "channel": st.sampled_from(["email", "sms"]), "ttl": _DURATIONS},
        {"kind": st.just("wait"), "for": _DURATIONS},
        {"kind": st.just("wait_event"), "event": st.just("order.placed"), "timeout": _DURATIONS},
        {"kind": st.just("split"), "paths": paths},
        {"kind": st.just("experiment"), "paths": shares},
        {"kind": st.just("task"), "queue": st.just("calls"), "sla": _DURATIONS},
        {"kind": st.just("update"), "set": st.just({"stage": "won"})},
        {"kind": st.just("exit")},
        {"kind": st.sampled_from(["trigger", "dance"])},
    ]
    return st.one_of([st.fixed_dictionaries({"id": st.just(id_), **kind}) for kind in kinds])


@st.composite
def documents(draw: st.DrawFn) -> dict:
    """A document with a trigger and up to nine steps, its links drawn at random."""
    nodes = [{"id": "start", "kind": "trigger"}]
    nodes += [draw(_node(id_)) for id_ in draw(st.lists(st.sampled_from(IDS), unique=True, max_size=9))]
    ends = st.sampled_from([node["id"] for node in nodes] + ["gone"])
    ways = st.sampled_from([None, "event", "timeout", "a", "b", "else", "done", "refused", "expired"])
    edges = [{"from": "start", "to": draw(ends)}]
    for _ in range(draw(st.integers(0, 16))):
        edge = {"from": draw(ends), "to": draw(ends)}
        path = draw(ways)
        edges.append(edge if path is None else {**edge, "path": path})
    return {
        "format": "scenario/1",
        "key": "s",
        "name": "S",
        "trigger": {"kind": "manual"},
        "nodes": nodes,
        "edges": edges,
        "groups": [
            {"id": f"g{at}", "title": "Reminders", "nodes": inside}
            for at, inside in enumerate(draw(st.lists(st.lists(ends, max_size=4), max_size=3)))
        ],
        "notes": [{"id": "a", "at": [0, 0], "text": draw(st.sampled_from(["", "why\n\nso?", "{}"]))}],
    }


@st.composite
def spoilt(draw: st.DrawFn) -> dict:
    """Such a document with anything at all in some of its places."""
    document = draw(documents())
    for _ in range(draw(st.integers(0, 4))):
        places = st.sampled_from(
            [
                "sheet",
                "trigger",
                "audience",
                "entry",
                "priority",
                "goal",
                "name",
                "edges",
                "groups",
                "notes",
            ]
        )
        document = {**document, draw(places): draw(_JUNK)}
    for node in document["nodes"]:
        for _ in range(draw(st.integers(0, 1))):
            node[draw(st.sampled_from(["for", "until", "paths", "set", "fallback", "event", "id"]))] = draw(
                _JUNK
            )
    return document
