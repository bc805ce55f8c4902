"""Where the steps of a graph stand when nobody has placed them: in layers, from the trigger down.

Layers are longest ways from the trigger; within a layer steps stand near those they are linked to
(barycentres), and long links are led through the layers between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

_ROUNDS = 10

#: One step's place: layer from 0, and where it stands within it, in widths of a step.
Place = tuple[int, float]

#: Widths of a step and of a link that passes by, in widths of a step.
_STEP, _PASSING = 1.16, 0.3


@dataclass(frozen=True, kw_only=True)
class Link:
    """A drawn link: its places from source to target, and the ways out that it stands for."""

    source: str
    target: str
    ways: tuple[str, ...]
    through: tuple[Place, ...]
    #: Whether it leads back up.
    back: bool = False


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where everything of a graph stands."""

    nodes: Mapping[str, Place]
    links: tuple[Link, ...]
    layers: int
    left: float
    right: float


def lay_out(ids: Sequence[str], edges: Iterable[tuple[str, str, str]], start: str | None) -> Layout:
    """The places of a graph's steps and links.

    ``ids`` in the order of the document, ``edges`` as (source, target, way out; empty where there is one),
    ``start`` the step from which layers are counted. Edges to unknown steps are left aside.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(ids)
    ways: dict[tuple[str, str], list[str]] = {}
    for source, target, way in edges:
        if source in graph and target in graph:
            ways.setdefault((source, target), []).append(way)
    graph.add_edges_from(ways)
    back = _turning_back(graph, start)
    graph.remove_edges_from(back)
    depth: dict[str, int] = {}
    for node in nx.topological_sort(graph):
        depth[node] = max((depth[before] + 1 for before in graph.predecessors(node)), default=0)
    chains = {pair: _chain(pair, depth) for pair in ways if pair not in back}
    layers = _in_layers(ids, depth, chains)
    order = _ordered(layers, chains)
    across = _across(order, chains)
    return Layout(
        nodes={node: (depth[node], across[node]) for node in depth},
        links=tuple(
            Link(
                source=source,
                target=target,
                ways=tuple(way for way in names if way),
                through=(
                    ((depth[source], across[source]), (depth[target], across[target]))
                    if (source, target) in back
                    else tuple(
                        (depth[source] + step, across[stop])
                        for step, stop in enumerate(chains[source, target])
                    )
                ),
                back=(source, target) in back,
            )
            for (source, target), names in ways.items()
        ),
        layers=len(layers),
        left=min(across.values(), default=0.0),
        right=max(across.values(), default=0.0),
    )


def _turning_back(graph: nx.DiGraph[str], start: str | None) -> set[tuple[str, str]]:
    """The links that close a circle, found from the start."""
    found: set[tuple[str, str]] = set()
    state: dict[str, int] = {}
    first = [start] if start is not None else []
    for root in (*first, *graph.nodes):
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(list(graph.successors(root))))]
        while stack:
            node, rest = stack[-1]
            for target in rest:
                if state.get(target) == 1:
                    found.add((node, target))
                elif target not in state:
                    state[target] = 1
                    stack.append((target, iter(list(graph.successors(target)))))
                    break
            else:
                state[node] = 2
                stack.pop()
    return found


def _chain(pair: tuple[str, str], depth: Mapping[str, int]) -> tuple[str, ...]:
    """The stops of a link: its ends, and a place in each layer between."""
    source, target = pair
    between = (f"{source}>{target}@{layer}" for layer in range(depth[source] + 1, depth[target]))
    return (source, *between, target)


def _in_layers(
    ids: Sequence[str], depth: Mapping[str, int], chains: Mapping[tuple[str, str], Sequence[str]]
) -> list[list[str]]:
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for node in ids:
        layers[depth[node]].append(node)
    for (source, _), stops in chains.items():
        for step, stop in enumerate(stops[1:-1], start=1):
            layers[depth[source] + step].append(stop)
    return layers


def _neighbours(
    chains: Mapping[tuple[str, str], Sequence[str]],
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for stops in chains.values():
        for one, other in pairwise(stops):
            below.setdefault(one, []).append(other)
            above.setdefault(other, []).append(one)
    return above, below


def _ordered(layers: list[list[str]], chains: Mapping[tuple[str, str], Sequence[str]]) -> list[list[str]]:
    """The layers with their nodes in an order that crosses few links."""
    above, below = _neighbours(chains)
    order = [list(layer) for layer in layers]
    best, fewest = [list(layer) for layer in order], _crossings(order, below)
    for turn in range(_ROUNDS):
        down = turn % 2 == 0
        linked = above if down else below
        for index in range(1, len(order)) if down else range(len(order) - 2, -1, -1):
            beside = order[index - 1 if down else index + 1]
            place = {node: at for at, node in enumerate(beside)}
            here = {node: at for at, node in enumerate(order[index])}

            def wish(
                node: str,
                place: Mapping[str, int] = place,
                here: Mapping[str, int] = here,
                linked: Mapping[str, Sequence[str]] = linked,
            ) -> tuple[float, int]:
                near = [place[other] for other in linked.get(node, ()) if other in place]
                return (sum(near) / len(near) if near else here[node]), here[node]

            order[index].sort(key=wish)
        crossed = _crossings(order, below)
        if crossed < fewest:
            best, fewest = [list(layer) for layer in order], crossed
    return best


def _crossings(order: list[list[str]], below: Mapping[str, Sequence[str]]) -> int:
    count = 0
    for index in range(len(order) - 1):
        place = {node: at for at, node in enumerate(order[index + 1])}
        ends = [
            (at, place[other])
            for at, node in enumerate(order[index])
            for other in below.get(node, ())
            if other in place
        ]
        count += sum(
            1
            for i, (a, b) in enumerate(ends)
            for c, d in ends[i + 1 :]
            if (a < c and b > d) or (a > c and b < d)
        )
    return count


def _across(order: list[list[str]], chains: Mapping[tuple[str, str], Sequence[str]]) -> dict[str, float]:
    """Where each stop stands within its layer, in widths of a node, none over another."""
    above, below = _neighbours(chains)
    at: dict[str, float] = {}
    for layer in order:
        _spread(layer, dict.fromkeys(layer, 0.0), at)
    for turn in range(_ROUNDS):
        down = turn % 2 == 0
        linked = above if down else below
        for layer in order if down else reversed(order):
            wished = {}
            for node in layer:
                near = [at[other] for other in linked.get(node, ())]
                wished[node] = sum(near) / len(near) if near else at[node]
            _spread(layer, wished, at)
    return at


def _wide(stop: str) -> float:
    return _PASSING if ">" in stop else _STEP


def _spread(layer: Sequence[str], wished: Mapping[str, float], at: dict[str, float]) -> None:
    """Put the stops of a layer as near to their wishes as their widths let them, in their order."""
    right: list[float] = []
    for index, stop in enumerate(layer):
        least = right[-1] + (_wide(layer[index - 1]) + _wide(stop)) / 2 if right else None
        right.append(wished[stop] if least is None else max(wished[stop], least))
    left: list[float] = [0.0] * len(layer)
    for index in range(len(layer) - 1, -1, -1):
        stop = layer[index]
        if index == len(layer) - 1:
            left[index] = wished[stop]
        else:
            left[index] = min(wished[stop], left[index + 1] - (_wide(layer[index + 1]) + _wide(stop)) / 2)
    middle = [(one + other) / 2 for one, other in zip(right, left, strict=True)]
    for index, stop in enumerate(layer):
        least = at[layer[index - 1]] + (_wide(layer[index - 1]) + _wide(stop)) / 2 if index else middle[0]
        at[stop] = max(middle[index], least) if index else middle[0]
