"""The order as a picture: scenarios as boxes, « prevails over » as arrows with the number of the statement.

The picture is SVG made here, with classes alone (the content policy refuses styles), in a box that scrolls
where it does not fit. A list beside it says the same, so that the picture is one image to a screen reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext as _
from markupsafe import Markup

from designer.web import order_layout
from designer.web.order_layout import BETWEEN, HEIGHT, WIDTH, Layout, Point

#: Signs of a name that a box has room for.
_SIGNS = 25
#: Where on their last stretch the numbers of arrows stand, in turn, so that few cover one another.
_TURNS = (0.4, 0.6, 0.5)


@dataclass(frozen=True, kw_only=True)
class Box:
    """A scenario of the picture."""

    key: str
    #: ``3. Relance de devis``.
    name: str
    #: ``Commercial · 50``.
    note: str
    in_circle: bool


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """A statement of the picture."""

    winner: str
    loser: str
    number: int
    #: Wire word of the effect.
    effect: str
    in_circle: bool
    #: Whether it costs least to take away of its circle.
    cheapest: bool
    said: str


def draw(boxes: Sequence[Box], arrows: Sequence[Arrow], title: str) -> Markup:
    """The picture of at least one statement; ``boxes`` in the order in which they pass."""
    placed = order_layout.layout(
        [box.key for box in boxes], [(arrow.winner, arrow.loser) for arrow in arrows]
    )
    ways = Markup().join(_arrow(arrow, way, placed) for arrow, way in zip(arrows, placed.ways, strict=True))
    numbers = Markup().join(
        _number(arrow, way, at) for at, (arrow, way) in enumerate(zip(arrows, placed.ways, strict=True))
    )
    return Markup(
        '<svg class="order-graph" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">'
        '<defs><marker id="order-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'markerUnits="userSpaceOnUse" orient="auto"><path class="og-tip" d="M0 0 8 4 0 8z"></path></marker>'
        "</defs>{3}{4}{5}</svg>"
    ).format(
        round(placed.width),
        round(placed.height),
        title,
        ways,
        Markup().join(_box(box, placed.boxes[box.key]) for box in boxes if box.key in placed.boxes),
        numbers,
    )


def _box(box: Box, at: Point) -> Markup:
    x, y = at
    # a circle is told by the cut corners and by its word, not by colour alone
    shape = (
        Markup('<path class="og-box" d="M{} {}h{}l12 12v{}l-12 12h-{}l-12-12v-{}z"></path>').format(
            x + 12, y, WIDTH - 24, HEIGHT - 24, WIDTH - 24, HEIGHT - 24
        )
        if box.in_circle
        else Markup('<rect class="og-box" x="{}" y="{}" width="{}" height="{}" rx="8"></rect>').format(
            x, y, WIDTH, HEIGHT
        )
    )
    note = f"↻ {_('in a circle')} · {box.note}" if box.in_circle else box.note
    return Markup(
        '<g class="og-node{}"><title>{}</title>{}<text class="og-name" x="{}" y="{}">{}</text>'
        '<text class="og-note" x="{}" y="{}">{}</text></g>'
    ).format(
        " circle" if box.in_circle else "",
        f"{box.name} – {note}",
        shape,
        x + 14,
        y + 25,
        _cut(box.name, _SIGNS),
        x + 14,
        y + 43,
        _cut(note, _SIGNS + 5),
    )


def _cut(words: str, signs: int) -> str:
    return words if len(words) <= signs else words[: signs - 1].rstrip() + "…"


def _arrow(arrow: Arrow, way: Sequence[Point], placed: Layout) -> Markup:
    return Markup('<path class="og-arrow {}{}" d="{}" marker-end="url(#order-tip)"></path>').format(
        arrow.effect, " circle" if arrow.in_circle else "", _path(way)
    )


def _path(way: Sequence[Point]) -> str:
    """Curves between layers, straight lines through them."""
    (x, y), *_rest = way
    drawn = [f"M{x} {y}"]
    for (ax, ay), (bx, by) in pairwise(way):
        if ax != bx and abs(by - ay) == BETWEEN:
            half = (by - ay) / 2
            drawn.append(f"C{ax} {ay + half} {bx} {by - half} {bx} {by}")
        else:
            drawn.append(f"L{bx} {by}")
    return "".join(drawn)


def _number(arrow: Arrow, way: Sequence[Point], at: int) -> Markup:
    """The number of the statement on its arrow: a diamond in a circle, round elsewhere."""
    (ax, ay), (bx, by) = way[1:3] if arrow.winner == arrow.loser else way[-2:]
    turn = _TURNS[at % len(_TURNS)]
    x, y = round(ax + (bx - ax) * turn, 1), round(ay + (by - ay) * turn, 1)
    shape = (
        Markup('<path d="M{} {}l13 13-13 13-13-13z"></path>').format(x, y - 13)
        if arrow.in_circle
        else Markup('<circle cx="{}" cy="{}" r="10"></circle>').format(x, y)
    )
    return Markup('<g class="og-number{}{}"><title>{}</title>{}<text x="{}" y="{}">{}</text></g>').format(
        " circle" if arrow.in_circle else "",
        " cheapest" if arrow.cheapest else "",
        arrow.said,
        shape,
        x,
        y + 4,
        arrow.number,
    )
