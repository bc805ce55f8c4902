"""The graph as a list: every node once, every way once, and the same list in the editor."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from designer.analysis.outline import Graph, Leads, StepRow, WayRow, begins, rows_of
from tests.support.drawn import documents

relaxed = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])

#: What the editor's own list is tested with too.
SHARED = json.loads((Path(__file__).parents[2] / "contract" / "outline.json").read_text(encoding="utf-8"))


def lines(document: dict) -> list[str]:
    """The rows, one a line: ``1 start``, ``2 t1 [g1]`` where a group begins, ``  event join t1``."""
    said = []
    rows = rows_of(Graph.of(document))
    groups = begins(rows, document)
    for row in rows:
        if isinstance(row, StepRow):
            marks = [" loose"] if row.loose else []
            marks += [f" [{groups[row.node]['id']}]"] if row.node in groups else []
            said.append("  " * row.depth + f"{row.number} {row.node}" + "".join(marks))
        else:
            parts = [row.path if row.among else "-", row.leads.value, row.to or ""]
            said.append("  " * row.depth + " ".join(parts).strip())
    return said


@pytest.mark.parametrize("case", SHARED, ids=lambda case: case["name"])
def test_the_list_is_as_the_editor_has_it(case):
    assert lines(case["document"]) == case["lines"]


@relaxed
@given(documents())
def test_every_node_is_told_once_and_numbered_in_order(document):
    rows = [row for row in rows_of(Graph.of(document)) if isinstance(row, StepRow)]
    assert Counter(row.node for row in rows) == Counter({node["id"]: 1 for node in document["nodes"]})
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))


@relaxed
@given(documents())
def test_every_way_is_told_once(document):
    graph = Graph.of(document)
    rows = rows_of(graph)
    told = Counter((row.node, row.path) for row in rows if isinstance(row, WayRow))
    # a single way needs no row where the next step is what it leads to
    for row, then in pairwise(rows):
        if isinstance(row, StepRow) and isinstance(then, StepRow) and len(graph.ways[row.node]) == 1:
            way = graph.ways[row.node][0]
            assert graph.to[(row.node, way)] == then.node
            assert then.depth == row.depth
            told[(row.node, way)] += 1
    assert told == Counter({(node, way): 1 for node, ways in graph.ways.items() for way in ways})


@relaxed
@given(documents())
def test_a_way_says_where_it_really_leads(document):
    graph = Graph.of(document)
    rows = rows_of(graph)
    place = {row.node: at for at, row in enumerate(rows) if isinstance(row, StepRow)}
    for at, row in enumerate(rows):
        if not isinstance(row, WayRow):
            continue
        assert row.to == graph.to.get((row.node, row.path))
        match row.leads:
            case Leads.OPEN:
                assert row.to is None
            case Leads.BELOW:
                assert place[row.to] == at + 1
                assert rows[at + 1].depth == row.depth + 1
            case Leads.ON:
                assert place[row.to] > at
                assert rows[place[row.to]].depth == rows[place[row.node]].depth
            case Leads.BACK:
                assert place[row.to] <= place[row.node]
                assert row.node in reached(graph, row.to)
            case Leads.JOIN:
                assert row.to in place


@relaxed
@given(documents())
def test_loose_steps_are_those_that_no_way_leads_to_from_the_start(document):
    graph = Graph.of(document)
    loose = False
    for row in rows_of(graph):
        if isinstance(row, StepRow):
            loose = loose or row.loose
            assert (row.node in reached(graph, "start")) is not loose


def reached(graph: Graph, start: str) -> set[str]:
    found, todo = {start}, [start]
    while todo:
        for target in graph.after(todo.pop()):
            if target not in found:
                found.add(target)
                todo.append(target)
    return found


def test_a_thousand_steps_are_told_however_they_are_nested():
    nodes, edges = [{"id": "start", "kind": "trigger"}], [{"from": "start", "to": "s0"}]
    for at in range(500):
        below = f"s{at + 1}" if at < 499 else f"m{at}"
        nodes += [
            {"id": f"s{at}", "kind": "split", "paths": [{"path": "a"}]},
            {"id": f"m{at}", "kind": "message"},
        ]
        edges += [
            {"from": f"s{at}", "path": "a", "to": below},
            {"from": f"s{at}", "path": "else", "to": f"m{at}"},
        ]
        if at:
            edges.append({"from": f"m{at}", "to": f"m{at - 1}"})
    rows = rows_of(Graph.of({"nodes": nodes, "edges": edges}))
    assert sum(isinstance(row, StepRow) for row in rows) == 1001


def test_t_numbers_are_in_the_order_in_which_a_contact_comes_to_messages():
    document = SHARED[0]["document"]
    assert Graph.of(document).times() == {"t1": "T1", "t2": "T2"}
