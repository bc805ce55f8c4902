"""The scene as a PDF: vectors on A4 or A3, its typeface embedded, on several pages where one is too small."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from designer import __version__
from designer.reports import fonts, paints, paths
from designer.reports.pages import BORDER, FOOT, OVERLAP, Orientation, Page, Pages, Paper, Spread, lay
from designer.reports.scene import Box, Card, Key, Line, Scene, Sheet, Words
from designer.reports.svg import towards

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_PAGE = {"fr": "page", "en": "page"}


@cache
def register() -> None:
    """Make the typeface known to the library."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for font in fonts.WEIGHTS:
        pdfmetrics.registerFont(TTFont(font, str(fonts.path(font))))


def pdf(
    scene: Scene, paper: Paper = "a4", orientation: Orientation = "auto", spread: Spread = "auto"
) -> bytes:
    """The document; the same scene gives the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    register()
    pages = lay(scene.box, paper, orientation, spread, scene.whole)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(pages.width, pages.height), invariant=1, lang=scene.language)
    canvas.setTitle(scene.heading)
    canvas.setCreator(f"Designer {__version__}")
    canvas.setProducer(f"Designer {__version__}")
    for page in pages.pages:
        _PagePen(canvas, pages, page).draw(scene)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


class Pen:
    """Draws a part of a scene on a canvas, so that its upper left corner is at a point of the paper.

    y of the scene runs down, of the paper up; ``scale`` is in points a pixel.
    """

    def __init__(self, canvas: Canvas, part: Box, scale: float, corner: tuple[float, float]) -> None:
        self.canvas, self.part, self.scale = canvas, part, scale
        self.left, self.top = corner

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point of the scene on the paper."""
        return (
            self.left + (x - self.part.left) * self.scale,
            self.top - (y - self.part.top) * self.scale,
        )

    def seen(self, box: Box) -> bool:
        """Whether some of a box lies in the part."""
        part = self.part
        return (
            box.left <= part.right
            and box.right >= part.left
            and box.top <= part.bottom
            and box.bottom >= part.top
        )

    def draw(self, scene: Scene) -> None:
        """The part, and nothing beyond its edges."""
        canvas = self.canvas
        canvas.saveState()
        path = canvas.beginPath()
        part = self.part
        left, bottom = self.at(part.left, part.bottom)
        path.rect(left, bottom, part.width * self.scale, part.height * self.scale)
        canvas.clipPath(path, stroke=0, fill=0)
        for words in scene.title:
            self.words(words)
        for group in scene.groups:
            self.sheet(group, radius=14, dashed=True)
        for line in scene.lines:
            self.line(line)
        for card in scene.cards:
            if self.seen(card.box):
                self.card(card)
        for note in scene.notes:
            self.sheet(note, radius=6, dashed=False)
        for key in scene.legend:
            self.key(key)
        canvas.restoreState()

    # ── Parts ───────────────────────────────────────────────────────────────────────────────────────────

    def words(self, words: Words) -> None:
        """A line of words."""
        self.canvas.setFillColor(words.colour)
        self.canvas.setFont(fonts.BOLD if words.bold else fonts.REGULAR, words.size * self.scale)
        x, y = self.at(words.x, words.y)
        if words.middle:
            self.canvas.drawCentredString(x, y, fonts.printable(words.text))
        else:
            self.canvas.drawString(x, y, fonts.printable(words.text))

    def box(self, box: Box, fill: str, radius: float, stroke: str | None = None) -> None:
        """A rounded rectangle."""
        canvas = self.canvas
        canvas.setFillColor(fill)
        if stroke:
            canvas.setStrokeColor(stroke)
            canvas.setLineWidth(self.scale)
        x, y = self.at(box.left, box.bottom)
        canvas.roundRect(
            x,
            y,
            box.width * self.scale,
            box.height * self.scale,
            min(radius, box.width / 2, box.height / 2) * self.scale,
            stroke=1 if stroke else 0,
            fill=1,
        )

    def sheet(self, sheet: Sheet, *, radius: float, dashed: bool) -> None:
        """A note or a group."""
        if not self.seen(sheet.box):
            return
        canvas = self.canvas
        canvas.saveState()
        canvas.setStrokeAlpha(0.5)
        if dashed:
            canvas.setDash([6 * self.scale, 4 * self.scale])
        self.box(sheet.box, sheet.paint.soft, radius, sheet.paint.strong)
        canvas.restoreState()
        for words in sheet.words:
            self.words(words)

    def line(self, line: Line) -> None:
        """A link with rounded corners and an arrow head."""
        canvas = self.canvas
        canvas.setStrokeColor(paints.LINE)
        canvas.setFillColor(paints.LINE)
        canvas.setLineWidth(1.5 * self.scale)
        points = line.points
        path = canvas.beginPath()
        path.moveTo(*self.at(*points[0]))
        for index in range(1, len(points) - 1):
            corner = points[index]
            ax, ay = towards(corner, points[index - 1])
            bx, by = towards(corner, points[index + 1])
            # a curve with one handle, written with two
            first = (ax + (corner[0] - ax) * 2 / 3, ay + (corner[1] - ay) * 2 / 3)
            second = (bx + (corner[0] - bx) * 2 / 3, by + (corner[1] - by) * 2 / 3)
            path.lineTo(*self.at(ax, ay))
            path.curveTo(*self.at(*first), *self.at(*second), *self.at(bx, by))
        path.lineTo(*self.at(*points[-1]))
        canvas.drawPath(path, stroke=1, fill=0)
        if not line.has_head:
            return
        x, y = points[-1]
        head = canvas.beginPath()
        head.moveTo(*self.at(x - 4, y - 7))
        head.lineTo(*self.at(x, y))
        head.lineTo(*self.at(x + 4, y - 7))
        head.close()
        canvas.drawPath(head, stroke=0, fill=1)

    def sign(self, data: str, x: float, y: float, scale: float, colour: str) -> None:
        """A sign drawn with lines."""
        canvas = self.canvas
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(1.6 * scale * self.scale)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        path = canvas.beginPath()
        for segment in paths.read(data):
            points = [self.at(x + px * scale, y + py * scale) for px, py in segment.points]
            if segment.kind == "move":
                path.moveTo(*points[0])
            elif segment.kind == "line":
                path.lineTo(*points[0])
            elif segment.kind == "curve":
                path.curveTo(*points[0], *points[1], *points[2])
            else:
                path.close()
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.setLineCap(0)
        canvas.setLineJoin(0)

    def card(self, card: Card) -> None:
        """One step."""
        box = card.box
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
        for words in card.title:
            self.words(words)
        if card.detail is not None:
            self.words(card.detail)
        self.canvas.setLineWidth(self.scale)
        for index, port in enumerate(card.ports):
            self.canvas.setStrokeColor(paints.BORDER)
            if index == 0:
                ends = (box.left, port.box.top, box.right, port.box.top)
            else:
                ends = (port.box.left, port.box.top, port.box.left, port.box.bottom)
            self.canvas.line(*self.at(ends[0], ends[1]), *self.at(ends[2], ends[3]))
            self.words(port.label)

    def key(self, key: Key) -> None:
        """An entry of the legend."""
        x, y = key.at
        self.box(Box(left=x, top=y, width=20, height=20), key.paint.soft, 5)
        self.sign(key.sign, x + 4, y + 4, 0.6, key.paint.strong)
        self.words(key.label)


class _PagePen(Pen):
    """Draws what of a scene lies on one page, and what stands around the drawing."""

    def __init__(self, canvas: Canvas, pages: Pages, page: Page) -> None:
        self.pages, self.page = pages, page
        left = (pages.width - page.part.width * pages.scale) / 2
        down = BORDER if pages.rows > 1 else self._upper()
        super().__init__(canvas, page.part, pages.scale, (left, pages.height - down))

    def _upper(self) -> float:
        room = self.pages.height - 2 * BORDER - FOOT - self.page.part.height * self.pages.scale
        # a small drawing stands in the upper third, as a text would
        return BORDER + max(room, 0.0) / 3

    def draw(self, scene: Scene) -> None:
        """The page."""
        super().draw(scene)
        self.foot(scene)

    def foot(self, scene: Scene) -> None:
        """The foot line; on several pages also where they overlap, and which of them this is."""
        canvas, pages, page = self.canvas, self.pages, self.page
        many = len(pages.pages) > 1
        y = BORDER - 2
        canvas.setFillColor(paints.SOFT)
        canvas.setFont(fonts.REGULAR, 7.5)
        canvas.drawString(BORDER, y, fonts.printable(scene.heading)[:120])
        if not many:
            return
        number = page.row * pages.columns + page.column + 1
        canvas.drawRightString(
            pages.width - BORDER - pages.columns * 9 - 6,
            y,
            f"{_PAGE[scene.language]} {number} / {len(pages.pages)}",
        )
        canvas.setStrokeColor(paints.LINE)
        canvas.setLineWidth(0.5)
        for other in pages.pages:
            canvas.setFillColor(paints.LINE if other == page else paints.PAPER)
            canvas.rect(
                pages.width - BORDER - (pages.columns - other.column) * 9,
                y - 1 + (pages.rows - 1 - other.row) * 6,
                7,
                4.5,
                stroke=1,
                fill=1,
            )
        self.overlaps()

    def overlaps(self) -> None:
        """Crosses where this page is laid over its neighbours."""
        canvas, pages, page = self.canvas, self.pages, self.page
        part = page.part
        shared = OVERLAP / self.scale
        canvas.setStrokeColor(paints.LINE)
        canvas.setLineWidth(0.5)
        xs = [part.left + shared / 2] if page.column > 0 else []
        xs += [part.right - shared / 2] if page.column < pages.columns - 1 else []
        ys = [part.top + shared / 2] if page.row > 0 else []
        ys += [part.bottom - shared / 2] if page.row < pages.rows - 1 else []
        canvas.setDash([2, 3])
        for x in xs:
            canvas.line(*self.at(x, part.top), *self.at(x, part.bottom))
        for y in ys:
            canvas.line(*self.at(part.left, y), *self.at(part.right, y))
        canvas.setDash()
        for x, y in [
            *((x, y) for x in xs for y in (part.top, part.bottom, *ys)),
            *((x, y) for y in ys for x in (part.left, part.right)),
        ]:
            px, py = self.at(x, y)
            canvas.line(px - 6, py, px + 6, py)
            canvas.line(px, py - 6, px, py + 6)
