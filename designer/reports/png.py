"""The scene as a PNG: what the SVG shows, at twice its size, for those who cannot open one.

Shapes are drawn at twice the size again and reduced, strip by strip, so that edges are smooth and a long
picture takes no more memory than a short one.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from designer.reports import fonts, paints, paths
from designer.reports.measures import Point
from designer.reports.scene import Box, Card, Key, Line, Scene, Sheet, Words
from designer.reports.svg import towards

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

#: Pixels of the picture for one of the canvas, and how many of them it has at most: more makes it smaller.
_SCALE: Final = 2.0
_MOST: Final = 60_000_000
#: How much larger shapes are drawn before they are reduced.
_SMOOTH: Final = 2
#: Rows of the picture drawn at once.
_STRIP: Final = 1024
#: Straight pieces that stand for one curve.
_PIECES: Final = 8
#: A stroke and a space of a dashed line, in pixels of the canvas.
_DASH: Final = (6.0, 4.0)


def png(scene: Scene, part: Box | None = None, scale: float = _SCALE) -> bytes:
    """The picture, of a part where one is given; the same scene gives the same bytes."""
    from PIL import Image, ImageDraw

    box = part or scene.box
    scale = min(scale, (_MOST / max(1.0, box.width * box.height)) ** 0.5)
    width, height = max(1, round(box.width * scale)), max(1, round(box.height * scale))
    whole = Image.new("RGB", (width, height), paints.PAPER)
    for top in range(0, height, _STRIP):
        rows = min(_STRIP, height - top)
        strip = Image.new("RGB", (width * _SMOOTH, rows * _SMOOTH), paints.PAPER)
        pen = _Pen(ImageDraw.Draw(strip), scale * _SMOOTH, (box.left, box.top + top / scale), rows / scale)
        pen.scene(scene)
        whole.paste(strip.reduce(_SMOOTH), (0, top))
    out = BytesIO()
    whole.save(out, "PNG")
    return out.getvalue()


@lru_cache(maxsize=32)
def _font(font: str, size: float) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(fonts.path(font), size, layout_engine=ImageFont.Layout.BASIC)


def _mixed(colour: str, share: float) -> str:
    """A colour as it looks on paper when it lets some of it through."""
    value = int(colour.removeprefix("#"), 16)
    parts = (value >> 16, value >> 8 & 0xFF, value & 0xFF)
    return "#" + "".join(f"{round(part * share + 255 * (1 - share)):02x}" for part in parts)


class _Pen:
    """Draws what of a scene lies on one strip."""

    def __init__(self, draw: ImageDraw, scale: float, origin: Point, height: float) -> None:
        self.draw, self.scale, self.origin, self.height = draw, scale, origin, height

    def scene(self, scene: Scene) -> None:
        """All of it, in the order of the SVG."""
        for words in scene.title:
            self.words(words)
        for group in scene.groups:
            self.sheet(group, radius=14, share=0.45, is_dashed=True)
        for line in scene.lines:
            self.line(line)
        for card in scene.cards:
            self.card(card)
        for note in scene.notes:
            self.sheet(note, radius=6, share=0.5, is_dashed=False)
        for key in scene.legend:
            self.key(key)

    def at(self, x: float, y: float) -> Point:
        """A point of the scene on the strip."""
        return (x - self.origin[0]) * self.scale, (y - self.origin[1]) * self.scale

    def seen(self, top: float, bottom: float) -> bool:
        """Whether some of what stands between two heights lies on the strip."""
        return bottom >= self.origin[1] - 4 and top <= self.origin[1] + self.height + 4

    # ── Parts ───────────────────────────────────────────────────────────────────────────────────────────

    def words(self, words: Words) -> None:
        """A line of words."""
        if not self.seen(words.y - words.size, words.y + words.size):
            return
        font = _font(fonts.BOLD if words.bold else fonts.REGULAR, words.size * self.scale)
        anchor = "ms" if words.middle else "ls"
        self.draw.text(
            self.at(words.x, words.y), fonts.printable(words.text), words.colour, font, anchor=anchor
        )

    def box(self, box: Box, fill: str, radius: float, edge: str | None = None) -> None:
        """A rounded rectangle."""
        self.draw.rounded_rectangle(
            (*self.at(box.left, box.top), *self.at(box.right, box.bottom)),
            min(radius, box.width / 2, box.height / 2) * self.scale,
            fill,
            edge,
            round(self.scale) if edge else 0,
        )

    def sheet(self, sheet: Sheet, *, radius: float, share: float, is_dashed: bool) -> None:
        """A note or a group."""
        if not self.seen(sheet.box.top, sheet.box.bottom):
            return
        edge = _mixed(sheet.paint.strong, share)
        self.box(sheet.box, sheet.paint.soft, radius, None if is_dashed else edge)
        if is_dashed:
            for piece in _dashes(_edge(sheet.box, min(radius, sheet.box.height / 2))):
                self.stroke(piece, edge, 1.0)
        for words in sheet.words:
            self.words(words)

    def line(self, line: Line) -> None:
        """A link with rounded corners, and an arrow head where it has one."""
        heights = [y for _, y in line.points]
        if not self.seen(min(heights), max(heights)):
            return
        self.stroke(_bent(line), paints.LINE, 1.5)
        if line.has_head:
            x, y = line.points[-1]
            self.draw.polygon([self.at(x - 4, y - 7), self.at(x, y), self.at(x + 4, y - 7)], fill=paints.LINE)

    def sign(self, data: str, x: float, y: float, scale: float, colour: str) -> None:
        """A sign drawn with lines."""
        for piece in _flat(data):
            self.stroke([(x + px * scale, y + py * scale) for px, py in piece], colour, 1.6 * scale)

    def card(self, card: Card) -> None:
        """One step."""
        box = card.box
        if not self.seen(box.top, box.bottom):
            return
        self.box(box, paints.PAPER, 10, paints.BORDER)
        self.box(Box(left=box.left + 12, top=box.top + 12, width=40, height=40), card.paint.soft, 9)
        if card.time:
            self.sign(card.sign, box.left + 24, box.top + 16, 0.8, card.paint.strong)
            self.words(
                Words(
                    x=box.left + 32,
                    y=box.top + 47,
                    text=card.time,
                    size=10.5,
                    colour=card.paint.strong,
                    bold=True,
                    middle=True,
                )
            )
        else:
            self.sign(card.sign, box.left + 22, box.top + 22, 1, card.paint.strong)
        for words in (*card.title, *([card.detail] if card.detail is not None else [])):
            self.words(words)
        for index, port in enumerate(card.ports):
            top = port.box.top
            end = (box.right, top) if index == 0 else (port.box.left, port.box.bottom)
            start = (box.left, top) if index == 0 else (port.box.left, top)
            self.stroke([start, end], paints.BORDER, 1.0)
            self.words(port.label)

    def key(self, key: Key) -> None:
        """A sign in a square, and its label."""
        x, y = key.at
        if not self.seen(y, y + 20):
            return
        self.box(Box(left=x, top=y, width=20, height=20), key.paint.soft, 5)
        self.sign(key.sign, x + 4, y + 4, 0.6, key.paint.strong)
        self.words(key.label)

    def stroke(self, points: list[Point], colour: str, width: float) -> None:
        """A line through points."""
        self.draw.line(
            [self.at(x, y) for x, y in points], colour, max(1, round(width * self.scale)), joint="curve"
        )


# ── Curves as straight pieces ───────────────────────────────────────────────────────────────────────────


def _flat(data: str) -> list[list[Point]]:
    """Path data as chains of points, a chain for each time the pen is set down."""
    chains: list[list[Point]] = []
    for segment in paths.read(data):
        if segment.kind == "move":
            chains.append([segment.points[0]])
        elif segment.kind == "line":
            chains[-1].append(segment.points[0])
        elif segment.kind == "curve":
            start = chains[-1][-1]
            chains[-1] += [_on(start, segment.points, step / _PIECES) for step in range(1, _PIECES + 1)]
        else:
            chains[-1].append(chains[-1][0])
    return chains


def _bent(line: Line) -> list[Point]:
    """A link with its corners rounded."""
    points = line.points
    chain = [points[0]]
    for index in range(1, len(points) - 1):
        corner = points[index]
        start, end = towards(corner, points[index - 1]), towards(corner, points[index + 1])
        chain += [_on(start, (corner, end), step / _PIECES) for step in range(_PIECES + 1)]
    return [*chain, points[-1]]


def _on(start: Point, rest: tuple[Point, ...], share: float) -> Point:
    """The point of a curve after so much of its way."""
    points = [start, *rest]
    while len(points) > 1:
        points = [(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for a, b in pairwise(points)]
    return points[0]


def _edge(box: Box, radius: float) -> str:
    """The edge of a rounded rectangle, as path data."""
    r, across, down = radius, box.width - 2 * radius, box.height - 2 * radius
    steps = (
        ("M", box.left + r, box.top),
        ("h", across),
        ("a", r, r, 0, 0, 1, r, r),
        ("v", down),
        ("a", r, r, 0, 0, 1, -r, r),
        ("h", -across),
        ("a", r, r, 0, 0, 1, -r, -r),
        ("v", -down),
        ("a", r, r, 0, 0, 1, r, -r),
    )
    return "".join(letter + " ".join(f"{value:.2f}" for value in values) for letter, *values in steps)


def _dashes(data: str) -> list[list[Point]]:
    """Path data as the strokes of a dashed line."""
    found: list[list[Point]] = []
    for chain in _flat(data):
        is_drawn, left, piece = True, _DASH[0], [chain[0]]
        for start, end in pairwise(chain):
            at, length = start, ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
            while length > left:
                share = left / length
                at = (at[0] + (end[0] - at[0]) * share, at[1] + (end[1] - at[1]) * share)
                length -= left
                if is_drawn:
                    found.append([*piece, at])
                is_drawn, piece = not is_drawn, [at]
                left = _DASH[0] if is_drawn else _DASH[1]
            left -= length
            piece.append(end)
        if is_drawn and len(piece) > 1:
            found.append(piece)
    return found
