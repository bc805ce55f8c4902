"""Who passes first: the order of the scenarios, what contradicts it, and what it leaves open."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from designer.domain.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class Order:
    """The order of a portfolio's scenarios."""

    #: Keys, the one that passes first being first.
    order: tuple[str, ...]
    #: Circles of ``prevails_over``, each ending with the key it starts with.
    cycles: tuple[tuple[str, ...], ...]
    #: Pairs of the same class and value that ``prevails_over`` does not decide between.
    ties: tuple[tuple[str, str], ...]


def order_of(scenarios: Sequence[Scenario]) -> Order:
    """The order by which messages of different scenarios pass.

    Who prevails passes first whatever its class; among those that nothing holds back the better class comes
    first, then the higher value, then the key in alphabetical order. Scenarios of one circle are ordered by
    class, value and key.
    """
    graph = prevails_graph(scenarios)
    parts = nx.condensation(graph)
    rank = {scenario.key: _rank(scenario) for scenario in scenarios}
    part_rank = {part: min(rank[key] for key in parts.nodes[part]["members"]) for part in parts.nodes}
    waiting = {part: parts.in_degree(part) for part in parts.nodes}
    ready = [(part_rank[part], part) for part, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        _, part = heapq.heappop(ready)
        order += sorted(parts.nodes[part]["members"], key=lambda key: rank[key])
        for after in parts.successors(part):
            waiting[after] -= 1
            if waiting[after] == 0:
                heapq.heappush(ready, (part_rank[after], after))
    return Order(order=tuple(order), cycles=tuple(circles(scenarios)), ties=tuple(_ties(scenarios, graph)))


def prevails_graph(scenarios: Sequence[Scenario]) -> nx.DiGraph[str]:
    """An edge from each scenario to every one that it prevails over."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(scenario.key for scenario in scenarios)
    graph.add_edges_from(
        (scenario.key, prevails.scenario)
        for scenario in scenarios
        for prevails in scenario.priority.prevails_over
        if prevails.scenario in graph
    )
    return graph


def circles(scenarios: Sequence[Scenario]) -> list[tuple[str, ...]]:
    """One shortest circle through the first key of each group that prevails over itself, by key."""
    graph = prevails_graph(scenarios)
    found: list[tuple[str, ...]] = []
    for part in nx.strongly_connected_components(graph):
        first = min(part)
        if graph.has_edge(first, first):
            found.append((first, first))
        elif len(part) > 1:
            back = min(
                (nx.shortest_path(graph, after, first) for after in sorted(graph[first]) if after in part),
                key=len,
            )
            found.append((first, *back))
    return sorted(found)


def _rank(scenario: Scenario) -> tuple[int, int, str]:
    return scenario.priority.class_.rank, -scenario.priority.value, scenario.key


def _ties(scenarios: Sequence[Scenario], graph: nx.DiGraph[str]) -> list[tuple[str, str]]:
    groups: dict[tuple[int, int], list[str]] = {}
    for scenario in scenarios:
        groups.setdefault(_rank(scenario)[:2], []).append(scenario.key)
    below = {key: nx.descendants(graph, key) for keys in groups.values() if len(keys) > 1 for key in keys}
    return sorted(
        (one, other)
        for keys in groups.values()
        for one, other in combinations(sorted(keys), 2)
        if other not in below[one] and one not in below[other]
    )
