"""Where the scenarios of the order and the arrows between them stand, in layers from the first one down.

Arrows go down; one that turns the order round, which only a circle has, points up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

WIDTH, HEIGHT = 208.0, 58.0
#: Between two boxes of a layer, between two layers, and around all of it.
GAP, BETWEEN, MARGIN = 26.0, 66.0, 16.0
#: An arrow that passes between the boxes of a layer.
PASSING = 18.0
#: How far an arrow that points up stands from one that points down.
ASIDE = 40.0
_SWEEPS = 6

Point = tuple[float, float]
Arc = tuple[str, str]
#: A box, or where the arrow of that number passes through a layer.
_Spot = str | tuple[int, int]
#: What each spot is tied to above, and below.
_Near = tuple[Mapping[_Spot, Sequence[_Spot]], Mapping[_Spot, Sequence[_Spot]]]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Boxes and arrows in pixels."""

    width: float
    height: float
    #: The upper left corner of each box.
    boxes: Mapping[str, Point]
    #: The bends of each arrow, in the order in which they were given.
    ways: tuple[tuple[Point, ...], ...]


def layout(order: Sequence[str], arcs: Sequence[Arc]) -> Layout:
    """Place the scenarios that have an arrow; ``order`` says who passes first, each arc who prevails."""
    number = {key: at for at, key in enumerate(order)}
    # each arc from the upper to the lower of the two, whichever way it points
    down = [(one, other) if number[one] <= number[other] else (other, one) for one, other in arcs]
    graph: nx.DiGraph[str] = nx.DiGraph()
    shown = sorted({key for arc in arcs for key in arc}, key=number.__getitem__)
    graph.add_nodes_from(shown)
    graph.add_edges_from(arc for arc in down if arc[0] != arc[1])
    depth = {key: at for at, keys in enumerate(nx.topological_generations(graph)) for key in keys}
    near = _neighbours(down, depth)
    layers = _layers(list(graph), down, depth, near)
    x = _spread(layers, near)
    boxes = {key: (x[key], MARGIN + depth[key] * (HEIGHT + BETWEEN)) for key in depth}
    ways = tuple(_way(at, arcs[at], down[at], depth, boxes, x) for at in range(len(arcs)))
    return Layout(
        width=max([0.0, *(left + WIDTH for left, _top in boxes.values()), *_rights(ways)]) + MARGIN,
        height=len(layers) * (HEIGHT + BETWEEN) - BETWEEN + 2 * MARGIN if layers else 0.0,
        boxes=boxes,
        ways=ways,
    )


def _rights(ways: Sequence[Sequence[Point]]) -> list[float]:
    return [x for way in ways for x, _y in way]


def _chain(at: int, arc: Arc, depth: Mapping[str, int]) -> list[_Spot]:
    """An arrow's spots, one a layer from the upper box to the lower; none for one to itself."""
    upper, lower = arc
    if upper == lower:
        return []
    return [upper, *((at, layer) for layer in range(depth[upper] + 1, depth[lower])), lower]


def _neighbours(arcs: Sequence[Arc], depth: Mapping[str, int]) -> _Near:
    above: dict[_Spot, list[_Spot]] = {}
    below: dict[_Spot, list[_Spot]] = {}
    for at, arc in enumerate(arcs):
        for upper, lower in pairwise(_chain(at, arc, depth)):
            above.setdefault(lower, []).append(upper)
            below.setdefault(upper, []).append(lower)
    return above, below


def _layers(
    keys: Sequence[str], arcs: Sequence[Arc], depth: Mapping[str, int], near: _Near
) -> list[list[_Spot]]:
    """The spots of each layer, so ordered that few arrows cross."""
    layers: list[list[_Spot]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for key in keys:
        layers[depth[key]].append(key)
    for at, arc in enumerate(arcs):
        for layer, spot in enumerate(_chain(at, arc, depth), start=depth[arc[0]]):
            if not isinstance(spot, str):
                layers[layer].append(spot)
    for sweep in range(_SWEEPS):
        ties = near[sweep % 2]
        for spots in layers if sweep % 2 == 0 else reversed(layers):
            place = {spot: at for row in layers for at, spot in enumerate(row)}
            middle = {
                spot: _mean([place[other] for other in ties.get(spot, ())], place[spot]) for spot in spots
            }
            spots.sort(key=middle.__getitem__)
    return layers


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _wide(spot: _Spot) -> float:
    return WIDTH if isinstance(spot, str) else PASSING


def _spread(layers: Sequence[Sequence[_Spot]], near: _Near) -> dict[_Spot, float]:
    """The left edge of every spot: near those it is tied to, none upon another."""
    x: dict[_Spot, float] = {}
    for spots in layers:
        left = 0.0
        for spot in spots:
            x[spot] = left
            left += _wide(spot) + GAP
    for sweep in range(2 * _SWEEPS):
        ties = near[sweep % 2]
        for spots in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [
                _mean(
                    [x[other] + _wide(other) / 2 for other in ties.get(spot, ())], x[spot] + _wide(spot) / 2
                )
                - _wide(spot) / 2
                for spot in spots
            ]
            _set_apart(spots, wanted, x)
    least = min(x.values(), default=0.0)
    return {spot: round(left - least + MARGIN, 1) for spot, left in x.items()}


def _set_apart(spots: Sequence[_Spot], wanted: Sequence[float], x: dict[_Spot, float]) -> None:
    """Put each where it wants to be, pushed to the right where that is taken, then all back by the half."""
    left = float("-inf")
    pushed: list[float] = []
    for spot, want in zip(spots, wanted, strict=True):
        x[spot] = max(want, left)
        pushed.append(x[spot] - want)
        left = x[spot] + _wide(spot) + GAP
    back = max(pushed, default=0.0) / 2
    for spot in spots:
        x[spot] -= back


def _way(
    at: int,
    arc: Arc,
    down: Arc,
    depth: Mapping[str, int],
    boxes: Mapping[str, Point],
    x: Mapping[_Spot, float],
) -> tuple[Point, ...]:
    """The bends of an arrow; one that points up stands aside of one that points down."""
    upper, lower = down
    left, top = boxes[upper]
    if upper == lower:
        right = left + WIDTH
        above, below = top + HEIGHT / 4, top + HEIGHT * 3 / 4
        return ((right, below), (right + ASIDE, below), (right + ASIDE, above), (right, above))
    middle = WIDTH / 2 + (ASIDE if arc != down else 0.0)
    way: list[Point] = [(left + middle, top + HEIGHT)]
    for layer in range(depth[upper] + 1, depth[lower]):
        passing, edge = x[at, layer] + PASSING / 2, MARGIN + layer * (HEIGHT + BETWEEN)
        way += [(passing, edge), (passing, edge + HEIGHT)]
    way.append((boxes[lower][0] + middle, boxes[lower][1]))
    return tuple(way if arc == down else reversed(way))
