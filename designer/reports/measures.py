"""Sizes of the canvas, in its pixels: those of the editor, so that a picture is what was drawn."""

from __future__ import annotations

from typing import Final

from designer.reports.drawing import Drawing, Step

#: Left and top, or any point.
Point = tuple[float, float]

CARD_WIDTH: Final = 264.0
#: Title and detail line of a card.
CARD_BODY: Final = 64.0
#: The row of labelled ways out, where there are several.
CARD_WAYS: Final = 26.0
#: Free room between two cards.
ACROSS: Final = 40.0
DOWN: Final = 56.0
GRID: Final = 8


def height(step: Step) -> float:
    """The height of a step's card."""
    return CARD_BODY + (CARD_WAYS if len(step.ways) > 1 else 0.0)


def port(step: Step, way: str, place: Point) -> Point:
    """Where a way out starts: the middle of its share of the card's lower side."""
    ways = step.ways
    index = ways.index(way) if way in ways else 0
    share = (index + 0.5) / max(1, len(ways))
    return place[0] + CARD_WIDTH * share, place[1] + height(step)


def snapped(value: float) -> float:
    """The nearest point of the grid."""
    return float(round(value / GRID) * GRID)


def written(drawing: Drawing) -> dict[str, Point]:
    """The places that the document gives its steps."""
    layout = drawing.document.get("layout")
    places: dict[str, Point] = {}
    if isinstance(layout, dict):
        for id_ in drawing.steps:
            at = point(layout.get(id_))
            if at is not None:
                places[id_] = at
    return places


#: Farther out nothing is drawn: a stray figure must not make a picture of a kilometre.
_FARTHEST: Final = 100_000.0


def point(value: object) -> Point | None:
    """A document's ``[x, y]``, or nothing where it is none."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    x, y = value
    for one in (x, y):
        if isinstance(one, bool) or not isinstance(one, int | float) or not abs(one) <= _FARTHEST:
            return None
    return float(x), float(y)
