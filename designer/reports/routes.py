"""The right-angled line of every link, around the cards: the canvas's own way of drawing them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from designer.reports import measures
from designer.reports.drawing import Drawing
from designer.reports.measures import CARD_WIDTH, DOWN, Point

#: Straight stretch at both ends of a line before it may turn.
_STUB = 20.0
#: Air kept around cards.
_AIR = 10.0
_CORNER = 10.0
#: Distance between lines that run side by side.
_STEP = 10.0
#: What running through a card costs, in pixels of detour; what lying on a sister line does.
_THROUGH, _ON_SISTER = 4000.0, 600.0

#: Width of the strips by which cards are found, in pixels.
_STRIP = 128.0

_Stretch = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class _Box:
    id: str
    left: float
    top: float
    right: float
    bottom: float


def _hits(a: Point, b: Point, box: _Box) -> bool:
    x1, x2 = (a[0], b[0]) if a[0] < b[0] else (b[0], a[0])
    y1, y2 = (a[1], b[1]) if a[1] < b[1] else (b[1], a[1])
    return x2 > box.left - _AIR and x1 < box.right + _AIR and y2 > box.top - _AIR and y1 < box.bottom + _AIR


def _covers(a: Point, b: Point, other: _Stretch) -> bool:
    """Whether two level stretches lie on each other, so that two lines would look like one."""
    c, d = other
    if a[1] != b[1] or c[1] != d[1] or abs(a[1] - c[1]) > 4:
        return False
    a1, a2 = (a[0], b[0]) if a[0] < b[0] else (b[0], a[0])
    c1, c2 = (c[0], d[0]) if c[0] < d[0] else (d[0], c[0])
    return a2 > c1 + 1 and c2 > a1 + 1


class _Field:
    """Cards by the strips they reach into, so that a stretch is held against few of them."""

    def __init__(self, boxes: Sequence[_Box]) -> None:
        self.boxes = boxes
        self._columns: defaultdict[int, list[_Box]] = defaultdict(list)
        self._rows: defaultdict[int, list[_Box]] = defaultdict(list)
        for box in boxes:
            for strip in _strips(box.left, box.right):
                self._columns[strip].append(box)
            for strip in _strips(box.top, box.bottom):
                self._rows[strip].append(box)

    def around(self, a: Point, b: Point) -> Sequence[_Box]:
        """The cards that a horizontal or vertical stretch may run through."""
        if abs(a[0] - b[0]) < 1:
            return self._columns.get(int(a[0] // _STRIP), ())
        return self._rows.get(int(a[1] // _STRIP), ())


def _strips(low: float, high: float) -> range:
    # a stretch that is almost straight leans by less than a pixel
    return range(int((low - _AIR - 1) // _STRIP), int((high + _AIR + 1) // _STRIP) + 1)


@dataclass(frozen=True, slots=True)
class _Search:
    """One line that is looked for: what stands in its way."""

    field: _Field
    taken: Sequence[_Stretch]
    source: str
    target: str

    def cost(self, points: Sequence[Point]) -> float:
        total = 0.0
        last = len(points) - 1
        for index in range(1, len(points)):
            a, b = points[index - 1], points[index]
            total += abs(a[0] - b[0]) + abs(a[1] - b[1]) + 20
            for stretch in self.taken:
                if _covers(a, b, stretch):
                    total += _ON_SISTER
            for box in self.field.around(a, b):
                # the first and the last stretch touch their own cards
                if (index == 1 and box.id == self.source) or (index == last and box.id == self.target):
                    continue
                if _hits(a, b, box):
                    total += _THROUGH
        return total

    def route(self, start: Point, end: Point) -> list[Point]:
        """The cheapest of a few right-angled ways from a port down to the top of a card."""
        sx, sy = start
        tx, ty = end
        if abs(sx - tx) < 1 and ty > sy:
            straight = [start, end]
            if self.cost(straight) < _THROUGH:
                return straight
        best: list[Point] = []
        least = math.inf
        if ty - sy >= 2 * _CORNER:
            # near the source first: the ways out of one card fan out just below it
            near = sy + DOWN / 2
            heights = [near, near - _STEP, near + _STEP, ty - DOWN / 2, (sy + ty) / 2]
            for box in self.field.boxes:
                heights += (box.top - _AIR * 2, box.bottom + _AIR * 2)
            stub = min(_STUB, (ty - sy) / 2)
            # cards stand in rows and columns: most of them offer a way that another has offered
            first = {y: index for index, y in reversed(list(enumerate(heights)))}
            for index, y in sorted((index, y) for y, index in first.items()):
                if sy + stub <= y <= ty - stub:
                    points = [start, (sx, y), (tx, y), end]
                    price = self.cost(points) + index
                    if price < least:
                        best, least = points, price
            if least < _THROUGH:
                return best
        down, up = sy + _STUB, ty - _STUB
        sides = [(sx + tx) / 2]
        for box in self.field.boxes:
            sides += (box.left - _AIR * 2.4, box.right + _AIR * 2.4)
        for x in dict.fromkeys(sides):
            points = [start, (sx, down), (x, down), (x, up), (tx, up), end]
            price = self.cost(points)
            if price < least:
                best, least = points, price
        return best


def _straightened(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points that turn something."""
    kept: list[Point] = []
    for index, here in enumerate(points):
        if 0 < index < len(points) - 1:
            before, after = points[index - 1], points[index + 1]
            vertical = before[0] == here[0] == after[0]
            level = before[1] == here[1] == after[1]
            if before == here or vertical or level:
                continue
        kept.append(here)
    return tuple(kept)


def routes(drawing: Drawing, places: Mapping[str, Point]) -> dict[str, tuple[Point, ...]]:
    """The points of every link, by its id, from the way out to the top of the card it leads to."""
    boxes = [
        _Box(id_, left, top, left + CARD_WIDTH, top + measures.height(drawing.steps[id_]))
        for id_ in drawing.steps
        for left, top in (places[id_],)
    ]
    lines: dict[str, tuple[Point, ...]] = {}
    #: level stretches of the lines that leave each card, and the card each leads to
    levels: dict[str, list[tuple[str, _Stretch]]] = {}
    reach = DOWN * 2 + CARD_WIDTH
    for link in drawing.links:
        step = drawing.steps[link.source]
        if not step.ways:
            continue
        start = measures.port(step, link.way, places[link.source])
        left, top = places[link.target]
        end = (left + CARD_WIDTH / 2, top)
        x1, x2 = min(start[0], end[0]) - reach, max(start[0], end[0]) + reach
        y1, y2 = min(start[1], end[1]) - reach, max(start[1], end[1]) + reach
        near = [b for b in boxes if b.right > x1 and b.left < x2 and b.bottom > y1 and b.top < y2]
        sisters = levels.setdefault(link.source, [])
        # lines that end at one card may join; those that part must be told apart
        taken = [stretch for to, stretch in sisters if to != link.target]
        found = _Search(_Field(near), taken, link.source, link.target).route(start, end)
        line = _straightened(found)
        lines[link.id] = line
        for before, after in pairwise(line):
            if before[1] == after[1]:
                sisters.append((link.target, (before, after)))
    return lines
