"""The picture of a scenario: its graph in layers, from the trigger down, as SVG made on the server.

It carries classes alone (the content policy refuses styles).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from designer.domain.scenario import NODE_KINDS, Scenario
from designer.reports import layered
from designer.reports.layered import Layout, Link, Place


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is written in the picture."""

    #: Node -> the small line and the large one.
    nodes: Mapping[str, tuple[str, str]]
    #: Way out -> its name.
    ways: Mapping[str, str]


def lay_out(scenario: Scenario) -> Layout:
    """The places of a scenario's nodes and links."""
    edges = ((edge.source, edge.target, edge.path or "") for edge in scenario.edges)
    start = scenario.start.id if scenario.start is not None else None
    return layered.lay_out([node.id for node in scenario.nodes], edges, start)


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
