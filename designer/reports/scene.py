"""One scene for every picture: cards, ports, lines, notes, groups, heading and legend, words in place.

Coordinates are pixels of the canvas, y downwards. SVG, PDF and slides draw the same scene.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from designer.reports.measures import Point
from designer.reports.paints import Paint

#: Sizes of type, in pixels.
HEADING, TITLE, DETAIL, WAY, SMALL = 20.0, 13.0, 12.0, 11.0, 10.5
#: White around the drawing.
MARGIN: Final = 40.0


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right side."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return self.top + self.height


@dataclass(frozen=True, kw_only=True)
class Words:
    """A line of words: ``x``, ``y`` is where its base line starts, or its middle."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool = False
    middle: bool = False


@dataclass(frozen=True, kw_only=True)
class Port:
    """A labelled way out of a card: its share of the lower side."""

    way: str
    box: Box
    label: Words


@dataclass(frozen=True, kw_only=True)
class Card:
    """One step."""

    id: str
    kind: str
    box: Box
    paint: Paint
    #: Path data of its sign, in a square of 20 pixels.
    sign: str
    #: T1, T2… of a message.
    time: str
    title: tuple[Words, ...]
    detail: Words | None
    ports: tuple[Port, ...]
    #: All it says, uncut.
    full: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One link, by its turning points."""

    source: str
    way: str
    target: str
    points: tuple[Point, ...]
    #: Whether it shows with an arrow where it leads.
    has_head: bool = True


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sticky note, or a group: a box with words."""

    id: str
    box: Box
    paint: Paint
    words: tuple[Words, ...]
    #: All it says, uncut.
    full: str


@dataclass(frozen=True, kw_only=True)
class Key:
    """One entry of the legend."""

    at: Point
    paint: Paint
    sign: str
    label: Words


@dataclass(frozen=True, kw_only=True)
class Scene:
    """All that is drawn."""

    language: str
    heading: str
    box: Box
    #: The part of the box that the drawing itself takes.
    inner: Box
    title: tuple[Words, ...]
    groups: tuple[Sheet, ...]
    lines: tuple[Line, ...]
    cards: tuple[Card, ...]
    notes: tuple[Sheet, ...]
    legend: tuple[Key, ...]

    @property
    def whole(self) -> tuple[Box, ...]:
        """What a break between pages should not cut."""
        return (*(card.box for card in self.cards), *(note.box for note in self.notes))


def around(boxes: Sequence[Box], points: Sequence[Point] = ()) -> Box | None:
    """The smallest box that holds boxes and points; nothing where there are none."""
    xs = [x for box in boxes for x in (box.left, box.right)] + [x for x, _ in points]
    ys = [y for box in boxes for y in (box.top, box.bottom)] + [y for _, y in points]
    if not xs:
        return None
    return Box(left=min(xs), top=min(ys), width=max(xs) - min(xs), height=max(ys) - min(ys))
