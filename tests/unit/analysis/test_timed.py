"""What the proof sees of a scenario: each kind of node as the time it takes."""

from typing import Any

import pytest

from designer.analysis.timed import Arc, Clock, Timed, timed
from designer.domain.channel import Category, Channel
from designer.domain.data import DataModel
from designer.domain.policy import Policy
from designer.domain.scenario import IfPast
from designer.domain.time import DAY, HOUR, WEEK
from designer.formats.documents import load_data, load_policy, load_scenario

DAY_2 = 2 * DAY


def _timed(
    *nodes: dict[str, Any],
    edges: list[tuple[str, ...]],
    policy: Policy | None = None,
    data: DataModel | None = None,
    **more: Any,
) -> Timed:
    document = {
        "format": "scenario/1",
        "key": "a",
        "name": "A",
        "trigger": {"kind": "event", "event": "quote.created"},
        "nodes": [{"id": "start", "kind": "trigger"}, *nodes, _message("m"), {"id": "end", "kind": "exit"}],
        "edges": [dict(zip(("from", "to", "path"), edge, strict=False)) for edge in edges],
        **more,
    }
    return timed(load_scenario(document), policy or Policy(), data)


def _message(key: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "kind": "message", "channel": "email", **more}


def _arcs(graph: Timed, node: str) -> dict[str, Arc]:
    return {arc.path: arc for arc in graph.arcs if graph.places[arc.source].id == node}


def _to(graph: Timed, arc: Arc) -> str:
    return graph.places[arc.target].id


WAITS: list[tuple[dict[str, Any], dict[str, tuple[int, int | None]]]] = [
    ({"kind": "wait", "for": "P2D"}, {"next": (DAY_2, DAY_2)}),
    ({"kind": "wait", "for": "PT0M"}, {"next": (0, 0)}),
    ({"kind": "split", "paths": [{"path": "vip", "when": {"is_set": "x"}}]}, {"vip": (0, 0), "else": (0, 0)}),
    # whom a share of nothing never draws
    (
        {"kind": "experiment", "paths": [{"path": "a", "share": 100}, {"path": "b", "share": 0}]},
        {"a": (0, 0)},
    ),
    # an event of the minute of arrival is not waited for; one of the last minute is in time
    (
        {"kind": "wait_event", "event": "x", "timeout": "P2D"},
        {"event": (1, DAY_2), "timeout": (DAY_2, DAY_2)},
    ),
    ({"kind": "wait_event", "event": "x"}, {"event": (1, None)}),
    (
        {"kind": "task", "queue": "q", "sla": "P2D"},
        {"done": (1, DAY_2), "refused": (1, DAY_2), "expired": (DAY_2, DAY_2)},
    ),
    ({"kind": "task", "queue": "q"}, {"done": (1, None), "refused": (1, None)}),
    ({"kind": "update", "set": {"x": 1}}, {"next": (0, 0)}),
    ({"kind": "message", "channel": "sms"}, {"next": (0, 0)}),
    ({"kind": "wait", "until": {"attribute": "x", "offset": "P1D"}}, {"next": (0, None)}),
]


@pytest.mark.parametrize(("node", "times"), WAITS)
def test_a_node_takes_its_time(node: dict[str, Any], times: dict[str, tuple[int, int | None]]) -> None:
    edges = [("start", "n"), *(("n", "m", path) if path != "next" else ("n", "m") for path in times)]
    arcs = _arcs(_timed({"id": "n", **node}, edges=edges), "n")
    assert {path: (arc.lo, arc.hi) for path, arc in arcs.items()} == times


def test_a_local_time_is_a_clock() -> None:
    node = {"id": "n", "kind": "wait", "until": {"time": "09:00", "weekdays": ["tue", "mon"]}}
    graph = _timed(node, edges=[("start", "n"), ("n", "m")])
    clock = _arcs(graph, "n")["next"].clock
    assert clock == Clock(minute=9 * HOUR, weekdays=frozenset({0, 1}))
    assert clock.ticks == (9 * HOUR, DAY + 9 * HOUR)
    assert not graph.plain


def test_a_way_out_without_a_link_is_the_end_and_takes_its_time() -> None:
    graph = _timed(
        {"id": "n", "kind": "wait_event", "event": "x", "timeout": "P2D"},
        edges=[("start", "n"), ("n", "m", "event"), ("m", "end")],
    )
    timeout = _arcs(graph, "n")["timeout"]
    assert timeout.target == graph.end
    assert (timeout.lo, timeout.hi) == (DAY_2, DAY_2)
    assert [arc.target for arc in graph.out[graph.messages[0]]] != [graph.end]
    assert _arcs(graph, "end")["next"].target == graph.end


def test_what_cannot_be_reached_is_left_out() -> None:
    graph = _timed(_message("lost"), edges=[("start", "m"), ("lost", "m")])
    assert [place.id for place in graph.places] == ["start", "m", ""]


def test_messages_are_weighed_and_counted_by_the_policy() -> None:
    policy = load_policy(
        {
            "format": "policy/1",
            "score": {"threshold": 5, "decay": {"half_life": "P7D"}, "weights": {"email": 2.5}},
            "categories": {"service": {"subject": False, "counts": False}},
        }
    )
    graph = _timed(
        _message("one"),
        _message("two", weight=9, category="service", merge="g"),
        edges=[("start", "one"), ("one", "two")],
        policy=policy,
    )
    one, two = (graph.places[at].message for at in graph.messages)
    assert one is not None and two is not None
    assert (one.channel, one.category, one.weight, one.subject, one.counts) == (
        Channel.EMAIL,
        Category.COMMERCIAL,
        2.5,
        True,
        True,
    )
    assert (two.category, two.weight, two.subject, two.counts, two.merge) == (
        Category.SERVICE,
        9,
        False,
        False,
        "g",
    )


def test_a_pooled_message_waits_for_its_hour() -> None:
    policy = load_policy({"format": "policy/1", "pooling": {"at": "08:00", "categories": ["commercial"]}})
    graph = _timed(_message("one", category="service"), edges=[("start", "one"), ("one", "m")], policy=policy)
    assert [place.id for place in graph.places] == ["start", "one", "m", "m", ""]
    assert [place.message is not None for place in graph.places] == [False, True, False, True, False]
    pooled = next(arc for arc in graph.arcs if arc.path == "pooled")
    assert (pooled.source, pooled.target, pooled.clock) == (2, 3, Clock(minute=8 * HOUR))
    assert _to(graph, graph.out[1][0]) == "m"
    assert graph.out[1][0].target == 2


def _date(key: str, offset: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "kind": "wait", "until": {"attribute": "at", "offset": offset}, **more}


def test_waits_for_one_date_depend_on_each_other_when_it_must_not_be_past() -> None:
    edges = [("start", "a"), ("a", "m"), ("m", "b"), ("b", "end")]
    free = _timed(_date("a", "-P7D"), _date("b", "-P1D"), edges=edges)
    assert free.plain
    tied = _timed(_date("a", "-P7D", if_past="exit"), _date("b", "-P1D"), edges=edges)
    anchors = [arc.anchor for arc in tied.arcs if arc.anchor is not None]
    assert [(one.group, one.offset, one.if_past) for one in anchors] == [
        (("at", 0), -7 * DAY, IfPast.EXIT),
        (("at", 0), -DAY, IfPast.GO),
    ]
    assert _arcs(tied, "a")["past"].target == tied.end


def test_a_date_that_may_move_ties_nothing() -> None:
    edges = [("start", "a"), ("a", "m"), ("m", "b"), ("b", "u"), ("u", "end")]
    nodes = [_date("a", "-P7D", if_past="exit"), _date("b", "-P1D")]
    data = load_data(
        {"format": "data/1", "attributes": {"at": {"type": "instant", "mutability": "volatile"}}}
    )
    assert _timed(*nodes, edges=edges, data=data).plain
    assert _timed(*nodes, {"id": "u", "kind": "update", "set": {"at": "2027-01-01"}}, edges=edges).plain


def test_the_date_that_starts_a_scenario_is_known() -> None:
    trigger = {"kind": "date", "attribute": "at", "offset": "-P3D", "at": "09:00"}
    edges = [("start", "m"), ("m", "a"), ("a", "end")]
    nine = -3 * DAY + 9 * HOUR
    graph = _timed(_date("a", "-P1D"), edges=edges, trigger=trigger)
    # an instant counts by its local day: the date itself may be at any hour of it
    assert graph.entered_after == {("at", 0): (nine - DAY + 1, nine)}
    data = load_data({"format": "data/1", "attributes": {"at": {"type": "date"}}})
    graph = _timed(_date("a", "-P1D"), edges=edges, trigger=trigger, data=data)
    assert graph.entered_after == {("at", 0): (nine, nine)}
    yearly = _timed(_date("a", "-P1D"), edges=edges, trigger={**trigger, "repeat": "yearly"})
    assert yearly.entered_after == {}


TRIGGERS: list[tuple[dict[str, Any], set[int] | None]] = [
    ({"kind": "event", "event": "x"}, None),
    ({"kind": "manual"}, None),
    ({"kind": "date", "attribute": "x", "at": "09:00"}, {day * DAY + 9 * HOUR for day in range(7)}),
    (
        {"kind": "date", "attribute": "x", "at": "09:00", "offset": "-PT2H"},
        {day * DAY + 7 * HOUR for day in range(7)},
    ),
    ({"kind": "schedule", "cron": "0 9 * * MON"}, {9 * HOUR}),
    ({"kind": "schedule", "cron": "30 8,18 * * 0"}, {6 * DAY + 8 * HOUR + 30, 6 * DAY + 18 * HOUR + 30}),
    ({"kind": "schedule", "cron": "0 9 1 * *"}, {day * DAY + 9 * HOUR for day in range(7)}),
    ({"kind": "schedule", "cron": "0 9 1 * MON"}, {day * DAY + 9 * HOUR for day in range(7)}),
    ({"kind": "schedule", "cron": "0 9 * * MON#2"}, {9 * HOUR}),
    ({"kind": "enters", "condition": {"is_set": "x"}, "every": "PT1H"}, set(range(0, WEEK, 15))),
]


@pytest.mark.parametrize(("trigger", "minutes"), TRIGGERS)
def test_the_trigger_tells_the_hour_of_the_entry(trigger: dict[str, Any], minutes: set[int] | None) -> None:
    graph = _timed(edges=[("start", "m")], trigger=trigger)
    mask = graph.entered_at
    assert minutes == (None if mask is None else {minute for minute in range(WEEK) if mask >> minute & 1})


def test_a_goal_or_an_exit_rule_lets_out_anywhere() -> None:
    edges = [("start", "m")]
    assert not _timed(edges=edges).leaves_anywhere
    assert _timed(edges=edges, exit_when={"is_set": "x"}).leaves_anywhere
    assert _timed(edges=edges, goal={"event": "x"}).leaves_anywhere
    assert not _timed(edges=edges, goal={"event": "x", "stay": True}).leaves_anywhere
