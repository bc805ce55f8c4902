"""The picture of a scenario: its graph in layers, from the trigger down, as SVG made on the server.

It carries classes alone (the content policy refuses styles). Layers are longest ways from the trigger; within
a layer nodes stand near those they are linked to (barycentres), and long links are led through the layers
between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx
from markupsafe import Markup

from designer.domain.scenario import NODE_KINDS, Scenario

_ROUNDS = 10

#: One node's place: layer from 0, and where it stands within it, in widths of a node.
Place = tuple[int, float]

#: Widths of a node and of a link that passes by, in widths of a node.
_NODE, _PASSING = 1.16, 0.3


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
    """Where everything of a scenario stands."""

    nodes: Mapping[str, Place]
    links: tuple[Link, ...]
    layers: int
    left: float
    right: float


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is written in the picture."""

    #: Node -> the small line and the large one.
    nodes: Mapping[str, tuple[str, str]]
    #: Way out -> its name.
    ways: Mapping[str, str]


def lay_out(scenario: Scenario) -> Layout:
    """The places of a scenario's nodes and links."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(node.id for node in scenario.nodes)
    ways: dict[tuple[str, str], list[str]] = {}
    for edge in scenario.edges:
        if edge.source in scenario.by_id and edge.target in scenario.by_id:
            ways.setdefault((edge.source, edge.target), []).append(edge.path or "")
    graph.add_edges_from(ways)
    back = _turning_back(graph, scenario)
    graph.remove_edges_from(back)
    depth: dict[str, int] = {}
    for node in nx.topological_sort(graph):
        depth[node] = max((depth[before] + 1 for before in graph.predecessors(node)), default=0)
    chains = {pair: _chain(pair, depth) for pair in ways if pair not in back}
    layers = _in_layers(depth, chains, scenario)
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


def _turning_back(graph: nx.DiGraph[str], scenario: Scenario) -> set[tuple[str, str]]:
    """The links that close a circle, found from the trigger."""
    found: set[tuple[str, str]] = set()
    state: dict[str, int] = {}
    first = [scenario.start.id] if scenario.start is not None else []
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
    depth: Mapping[str, int], chains: Mapping[tuple[str, str], Sequence[str]], scenario: Scenario
) -> list[list[str]]:
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for node in scenario.nodes:
        layers[depth[node.id]].append(node.id)
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
    return _PASSING if ">" in stop else _NODE


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


# ── Drawing ─────────────────────────────────────────────────────────────────────────────────────────────

_W, _H = 176.0, 50.0
_ACROSS, _DOWN = 176.0, 96.0
_MARGIN = 14.0
#: Signs that fit into a node, in a line, and into the name of a way out.
_LINE, _WAY = 25, 22


def draw(scenario: Scenario, words: Words, title: str) -> Markup:
    """The whole picture, with words, from the trigger down."""
    layout = lay_out(scenario)
    back = any(link.back for link in layout.links)
    width = (layout.right - layout.left) * _ACROSS + _W + 2 * _MARGIN + (40 if back else 0)
    height = (layout.layers - 1) * _DOWN + _H + 2 * _MARGIN

    def x(across: float) -> float:
        return _MARGIN + _W / 2 + (across - layout.left) * _ACROSS

    def y(layer: int) -> float:
        return _MARGIN + layer * _DOWN

    lines = [_link(link, x, y, width) for link in layout.links]
    names = [_names(link, words, x, y, width) for link in layout.links if link.ways]
    kinds = _kinds(scenario)
    boxes = []
    for node, (layer, across) in layout.nodes.items():
        small, large = words.nodes.get(node, ("", node))
        boxes.append(
            Markup(
                '<g class="lg-node lg-{}" transform="translate({} {})"><title>{}</title>'
                '<rect class="lg-box" width="{}" height="{}" rx="{}"></rect>'
                '<text class="lg-small" x="{}" y="19">{}</text>'
                '<text class="lg-large" x="{}" y="{}">{}</text></g>'
            ).format(
                kinds[node],
                _figure(x(across) - _W / 2),
                _figure(y(layer)),
                " · ".join(part for part in (small, large) if part),
                _figure(_W),
                _figure(_H),
                25 if kinds[node] in ("trigger", "exit") else 8,
                _figure(_W / 2),
                _cut(small, _LINE + 4),
                _figure(_W / 2),
                37 if small else 29,
                _cut(large, _LINE),
            )
        )
    return Markup(
        '<svg class="logigram" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>'
    ).format(
        _figure(width),
        _figure(height),
        _figure(width),
        _figure(height),
        title,
        Markup().join((*lines, *boxes, *names)),
    )


def thumbnail(scenario: Scenario, title: str) -> Markup:
    """The picture without words, from left to right, for a card."""
    layout = lay_out(scenario)
    wide, high, across, down = 20.0, 12.0, 30.0, 20.0
    kinds = _kinds(scenario)

    def at(place: Place) -> tuple[float, float]:
        layer, side = place
        return 4 + wide / 2 + layer * across, 4 + high / 2 + (side - layout.left) * down

    lines = []
    for link in layout.links:
        points = [at(place) for place in link.through]
        path = f"M{_figure(points[0][0])} {_figure(points[0][1])}"
        for (x0, y0), (x1, y1) in pairwise(points):
            middle = _figure((x0 + x1) / 2)
            path += f"C{middle} {_figure(y0)} {middle} {_figure(y1)} {_figure(x1)} {_figure(y1)}"
        lines.append(Markup('<path class="lg-line" d="{}"></path>').format(path))
    boxes = []
    for node, place in layout.nodes.items():
        x, y = at(place)
        boxes.append(
            Markup('<rect class="lg-box lg-{}" x="{}" y="{}" width="{}" height="{}" rx="{}"></rect>').format(
                kinds[node],
                _figure(x - wide / 2),
                _figure(y - high / 2),
                _figure(wide),
                _figure(high),
                6 if kinds[node] in ("trigger", "exit") else 3,
            )
        )
    return Markup(
        '<svg class="logigram-small" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(
        _figure(8 + wide + (layout.layers - 1) * across),
        _figure(8 + high + (layout.right - layout.left) * down),
        title,
        Markup().join((*lines, *boxes)),
    )


def _kinds(scenario: Scenario) -> dict[str, str]:
    kinds = {node.id: NODE_KINDS[type(node)] for node in scenario.nodes}
    # an event waited for has the colour of a wait
    return {node: "wait" if kind == "wait_event" else kind for node, kind in kinds.items()}


def _link(link: Link, x: object, y: object, width: float) -> Markup:
    assert callable(x)
    assert callable(y)
    points = [(x(across), y(layer)) for layer, across in link.through]
    if link.back:
        (x0, y0), (x1, y1) = points
        side = width - 12
        path = (
            f"M{_figure(x0 + _W / 2)} {_figure(y0 + _H / 2)}C{_figure(side)} {_figure(y0 + _H / 2)} "
            f"{_figure(side)} {_figure(y1 + _H / 2)} {_figure(x1 + _W / 2)} {_figure(y1 + _H / 2)}"
        )
        return Markup('<path class="lg-line lg-back" d="{}"></path>').format(path)
    start = (points[0][0], points[0][1] + _H)
    path = f"M{_figure(start[0])} {_figure(start[1])}"
    here = start
    for index, (px, py) in enumerate(points[1:], start=1):
        middle = (here[1] + py) / 2
        path += f"C{_figure(here[0])} {_figure(middle)} {_figure(px)} {_figure(middle)} "
        path += f"{_figure(px)} {_figure(py)}"
        here = (px, py)
        if index < len(points) - 1:
            here = (px, py + _H)
            path += f"L{_figure(px)} {_figure(py + _H)}"
    tip = f"M{_figure(here[0] - 4)} {_figure(here[1] - 6)}L{_figure(here[0])} {_figure(here[1])}"
    tip += f"L{_figure(here[0] + 4)} {_figure(here[1] - 6)}"
    return Markup('<path class="lg-line" d="{}"></path><path class="lg-line" d="{}"></path>').format(
        path, tip
    )


def _names(link: Link, words: Words, x: object, y: object, width: float) -> Markup:
    """The ways out that a link stands for, written near its end, where links are apart."""
    assert callable(x)
    assert callable(y)
    said = _cut(", ".join(words.ways.get(way, way) for way in link.ways), _WAY)
    layer, across = link.through[1]
    left, top = x(across), y(layer) - 17
    if link.back:
        first, other = link.through
        left, top = width - 40, (y(first[0]) + y(other[0]) + _H) / 2
    long = 6.1 * len(said) + 10
    return Markup(
        '<g class="lg-way"><rect x="{}" y="{}" width="{}" height="16" rx="8"></rect>'
        '<text x="{}" y="{}">{}</text></g>'
    ).format(
        _figure(left - long / 2),
        _figure(top - 11.5),
        _figure(long),
        _figure(left),
        _figure(top),
        said,
    )


def _cut(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _figure(value: float) -> str:
    """A number of the picture in few signs."""
    return f"{value:.1f}".removesuffix(".0")
