"""A circle in the graph takes time."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import listed
from designer.domain.finding import Severity
from designer.domain.scenario import Node, TaskNode, UntilTime, Wait, WaitEvent


def check(case: Case) -> Iterator[Problem]:
    """Circles that can be gone round within one minute.

    A duration, an event and a task take time. Waiting for a date does not once the date has passed, nor
    waiting for a time of day when it is just that: a circle is safe only with two different such times.
    """
    taken = [node for node in case.after if not _takes_time(case.scenario.by_id[node])]
    if not _circles(case, set(taken)):
        return
    import networkx as nx

    quick = case.graph.subgraph(taken)
    for part in nx.strongly_connected_components(quick):
        graph: nx.DiGraph[str] = nx.DiGraph(quick.subgraph(part))
        if not graph.number_of_edges():
            continue
        reported: set[frozenset[str]] = set()
        for closed in _closed(case, part):
            left = part - closed
            graph_then: nx.DiGraph[str] = nx.DiGraph()
            graph_then.add_edges_from(
                (node, after) for node in left for after in graph[node] if after in left
            )
            for circle in map(frozenset, nx.strongly_connected_components(graph_then)):
                first = min(circle, key=lambda node: case.at[node])
                if (len(circle) > 1 or graph_then.has_edge(first, first)) and circle not in reported:
                    reported.add(circle)
                    yield _problem(case, circle, first)


def _circles(case: Case, nodes: set[str]) -> bool:
    """Whether one can go round: whether any is left when, step by step, what nothing leads to is removed."""
    leading = dict.fromkeys(nodes, 0)
    for node in nodes:
        for to in case.after[node]:
            if to in nodes:
                leading[to] += 1
    todo = [node for node, count in leading.items() if not count]
    removed = 0
    while todo:
        removed += 1
        for to in case.after[todo.pop()]:
            if to in nodes:
                leading[to] -= 1
                if not leading[to]:
                    todo.append(to)
    return removed < len(nodes)


def _problem(case: Case, circle: frozenset[str], first: str) -> Problem:
    fr, en = listed(sorted(circle, key=lambda node: case.at[node]))
    return Problem(
        fr=f"on peut tourner sans attendre entre {fr} ; ajoutez une attente d'une durée (for) dans ce"
        " cercle.",
        en=f"one can go round through {en} without waiting; add a wait for a duration (for) to this circle.",
        node=first,
        path=case.path_of(first),
    )


def _takes_time(node: Node) -> bool:
    """Whether whoever comes to the node surely stays for a minute or more, whenever that is."""
    match node:
        case WaitEvent() | TaskNode():
            return True
        case Wait(for_=duration) if duration is not None:
            return duration.minutes > 0
        case _:
            return False


def _closed(case: Case, nodes: set[str]) -> set[frozenset[str]]:
    """Which waits for a time of day hold, at each moment of the week that makes a difference."""
    untils = {
        node: until
        for node in nodes
        if isinstance(wait := case.scenario.by_id[node], Wait) and isinstance(until := wait.until, UntilTime)
    }
    open_at: dict[object, set[str]] = {None: set()}
    for node, until in untils.items():
        for day in until.weekdays:
            open_at.setdefault((day, until.time), set()).add(node)
    return {frozenset(untils.keys() - opened) for opened in open_at.values()}


RULE = Rule(
    id="no-cycle-without-wait",
    severity=Severity.ERROR,
    title={"fr": "Aucun cercle sans attente", "en": "No circle without a wait"},
    scenario=check,
)
