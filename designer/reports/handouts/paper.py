"""A hand-out as PDF: A4, its typeface embedded, bookmarks, and on every page which of how many it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Paragraph as Words
from reportlab.platypus import Table as Grid

from designer import __version__
from designer.analysis.speech import NARROW, NBSP
from designer.reports import fonts, paints, pdf
from designer.reports.fitting import cut
from designer.reports.handouts.blocks import (
    Block,
    Facts,
    Handout,
    Items,
    Letter,
    Paragraph,
    Picture,
    Rich,
    Section,
    Subtitle,
    Table,
)
from designer.reports.handouts.labels import Labels
from designer.reports.handouts.pictures import READABLE, Plan, break_before, plan
from designer.reports.scene import Box, Scene

_WIDTH, _HEIGHT = 595.28, 841.89
_SIDE, _HEAD, _FOOT = 56.0, 62.0, 58.0
#: Room between the margins, upright and lying.
_UPRIGHT: Final = (_WIDTH - 2 * _SIDE, _HEIGHT - _HEAD - _FOOT)
_LYING: Final = (_HEIGHT - 2 * _SIDE, _WIDTH - _HEAD - _FOOT)
#: Room of the title above a drawing, and of the line below it.
_TITLE_ROOM, _CAPTION_ROOM = 52.0, 18.0
#: What at least is drawn on the page on which a drawing of several begins.
_BEGUN: Final = 240.0
_HAIR: Final = 0.5
#: What at least stands below a title on its page.
_KEPT: Final = 78.0

_REGULAR, _BOLD = "Handout", "Handout-Bold"


@cache
def _register() -> None:
    pdf.register()
    for name, font in ((_REGULAR, fonts.REGULAR), (_BOLD, fonts.BOLD)):
        pdfmetrics.registerFont(TTFont(name, fonts.tabular(font)))
    # the typeface has no italics: what is stressed is bold
    pdfmetrics.registerFontFamily(_REGULAR, _REGULAR, _BOLD, _REGULAR, _BOLD)


def _style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    look: dict[str, Any] = {
        "fontName": _REGULAR,
        "fontSize": size,
        "leading": leading,
        "textColor": paints.INK,
        "allowWidows": 0,
        "allowOrphans": 0,
        "splitLongWords": 1,
        **more,
    }
    return ParagraphStyle(name, **look)


_LABEL = _style("label", 9, 12, fontName=_BOLD, textColor=paints.ACCENT, spaceAfter=4)
_TITLE = _style("title", 25, 30, fontName=_BOLD, spaceAfter=7)
_LEAD = _style("lead", 11, 16.5, textColor=paints.SOFT, spaceAfter=14)
_SECTION = _style("section", 15, 20, fontName=_BOLD, spaceBefore=24, spaceAfter=9)
_SUBTITLE = _style("subtitle", 10.5, 14, fontName=_BOLD, spaceBefore=13, spaceAfter=5)
_VARIANT = _style("variant", 9.5, 13, fontName=_BOLD, textColor=paints.ACCENT, spaceBefore=9, spaceAfter=4)
_BODY = _style("body", 9.5, 14, spaceAfter=5)
_QUIET = _style("quiet", 9.5, 14, textColor=paints.SOFT, spaceAfter=5)
_CELL = _style("cell", 9, 12.5)
_FIGURE = _style("figure", 9, 12.5, alignment=TA_RIGHT)
_HEADING = _style("heading", 8, 11, textColor=paints.SOFT)
_HEADING_FIGURE = _style("heading-figure", 8, 11, textColor=paints.SOFT, alignment=TA_RIGHT)
_STRIP = _style("strip", 12.5, 16, fontName=_BOLD)
_LETTER = _style("letter", 9.5, 14.5, spaceAfter=6, leftIndent=14, rightIndent=14)
_LOOKS: Final = {"body": _BODY, "lead": _LEAD, "quiet": _QUIET}


@dataclass(frozen=True, kw_only=True)
class _Known:
    """How many pages there are, and on which each section starts."""

    total: int = 0
    pages: Mapping[int, int] = field(default_factory=dict)


def paper(handout: Handout) -> bytes:
    """The document; the same hand-out gives the same bytes."""
    _register()
    known = _build(handout, BytesIO(), _Known())
    out = BytesIO()
    _build(handout, out, known)
    return out.getvalue()


def _build(handout: Handout, out: BytesIO, known: _Known) -> _Known:
    """Write it, and say what stands where; the first time nobody knows."""
    book = _Book(handout, out, known.total)
    book.build(list(_story(handout, known.pages)))
    return _Known(total=book.page, pages=book.found)


class _Book(BaseDocTemplate):
    """Pages of two directions, with a running head and foot, and bookmarks."""

    def __init__(self, handout: Handout, out: BytesIO, total: int) -> None:
        super().__init__(
            out,
            pagesize=(_WIDTH, _HEIGHT),
            title=handout.title,
            author=handout.cover,
            subject=handout.label,
            creator=f"Designer {__version__}",
            producer=f"Designer {__version__}",
            lang=handout.language,
            invariant=1,
        )
        self.handout, self.total = handout, total
        #: section -> the page on which it starts
        self.found: dict[int, int] = {}
        for name, size, room in (
            ("upright", (_WIDTH, _HEIGHT), _UPRIGHT),
            ("lying", (_HEIGHT, _WIDTH), _LYING),
        ):
            frame = Frame(
                _SIDE, _FOOT, *room, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0, id=name
            )
            self.addPageTemplates(
                PageTemplate(id=name, frames=[frame], pagesize=size, onPage=partial(self._around, size))
            )

    def _around(self, size: tuple[float, float], canvas: Canvas, _book: BaseDocTemplate) -> None:
        width, height = size
        labels, page = Labels(self.handout.language), canvas.getPageNumber()
        canvas.saveState()
        canvas.setFillColor(paints.SOFT)
        canvas.setFont(_REGULAR, 8)
        if page > 1:
            head = fonts.printable(cut(self.handout.title, 8, width / 2))
            canvas.drawString(_SIDE, height - 38, head)
            cover = fonts.printable(cut(self.handout.cover, 8, width / 3))
            canvas.drawRightString(width - _SIDE, height - 38, cover)
            self._rule(canvas, height - 46, width)
        self._rule(canvas, 42, width)
        canvas.drawString(_SIDE, 30, self.handout.label)
        number = f"{page} / {self.total or page}".replace(" ", NBSP)
        canvas.drawRightString(width - _SIDE, 30, f"{labels('page')} {number}")
        canvas.restoreState()

    def _rule(self, canvas: Canvas, y: float, width: float) -> None:
        canvas.setStrokeColor(paints.BORDER)
        canvas.setLineWidth(_HAIR)
        canvas.line(_SIDE, y, width - _SIDE, y)

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - the library's name
        """Bookmarks of the sections."""
        if isinstance(flowable, _Title):
            key = _place(flowable.number)
            self.found[flowable.number] = self.page
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.plainly, key, 0)


def _place(section: int) -> str:
    return f"section-{section}"


class _Title(Words):
    """The title of a section."""

    def __init__(self, section: Section) -> None:
        super().__init__(
            f'<font color="{paints.ACCENT}">{section.number}</font>{NBSP}{NBSP} {_safe(section.title)}',
            _SECTION,
        )
        self.number, self.plainly = section.number, f"{section.number}. {section.title}"


class _Barred(Words):
    """A paragraph with a line on its left: somebody else's words."""

    def draw(self) -> None:
        """The line, then the words."""
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(paints.ACCENT)
        canvas.setLineWidth(1.5)
        canvas.line(3, -self.getSpaceAfter(), 3, self.height)
        canvas.restoreState()
        super().draw()


class _Drawing(Flowable):
    """A part of the flowchart: made a little smaller where it then fits the page, or broken between cards."""

    def __init__(self, scene: Scene, part: Box, scale: float, *, whole: bool) -> None:
        super().__init__()
        self.scene, self.part, self.scale, self.whole = scene, part, scale, whole

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Its size."""
        if self.whole and self.part.height * self.scale > available_height:
            self.scale = max(min(READABLE, self.scale), available_height / self.part.height)
        self.width, self.height = available_width, self.part.height * self.scale
        return self.width, self.height

    def split(self, _width: float, available_height: float) -> list[Flowable]:
        """In two, so that the first fits; nothing where it is not to be broken."""
        part = self.part
        if self.whole:
            return []
        # on a page of its own there is nothing to wait for
        must = available_height > _UPRIGHT[1] - 1
        cut = break_before(self.scene, part, available_height / self.scale, must=must)
        if cut is None:
            return []
        pieces = (
            Box(left=part.left, top=part.top, width=part.width, height=cut - part.top),
            Box(left=part.left, top=cut, width=part.width, height=part.bottom - cut),
        )
        return [_Drawing(self.scene, piece, self.scale, whole=False) for piece in pieces]

    def draw(self) -> None:
        """In the middle of its room."""
        left = max(0.0, (self.width - self.part.width * self.scale) / 2)
        pdf.Pen(self.canv, self.part, self.scale, (left, self.height)).draw(self.scene)


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────────


def _safe(text: str) -> str:
    """Words that the library's markup cannot take for its own."""
    # the library breaks lines at a narrow no-break space, and not at a wide one
    said = "\n".join(fonts.printable(line) for line in text.replace(NARROW, NBSP).split("\n"))
    return escape(said).replace("\n", "<br/>")


def _rich(words: Rich) -> str:
    said = []
    for run in words:
        text = _safe(run.text)
        if run.bold:
            text = f"<b>{text}</b>"
        if run.tint == "quiet":
            text = f'<font color="{paints.SOFT}">{text}</font>'
        elif run.tint == "field":
            text = f'<font color="{paints.FIELD}">{text}</font>'
        said.append(text)
    return "".join(said)


# ── The story ───────────────────────────────────────────────────────────────────────────────────────────


def _story(handout: Handout, pages: Mapping[int, int]) -> Iterator[Flowable]:
    yield from _cover(handout)
    if handout.contents:
        yield from _contents(handout, pages)
    for section in handout.sections:
        yield from _section(section, handout)


def _cover(handout: Handout) -> Iterator[Flowable]:
    label = f"{_safe(handout.label)}"
    if handout.cover:
        label += f'<font name="{_REGULAR}" color="{paints.SOFT}">{NBSP}{NBSP} {_safe(handout.cover)}</font>'
    yield Words(label, _LABEL)
    yield Words(_safe(handout.title), _TITLE)
    if handout.lead:
        yield Words(_safe(handout.lead), _LEAD)
    cells = [[Words(_safe(label), _HEADING), Words(_safe(value), _STRIP)] for label, value in handout.strip]
    grid = Grid([cells], colWidths=_widths([2, 2.6, 1.4, 1]), hAlign="LEFT")
    grid.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEABOVE", (0, 0), (-1, 0), 1.2, paints.INK),
            ("LINEBELOW", (0, 0), (-1, -1), _HAIR, paints.BORDER),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 12),
            ("TOPPADDING", (0, 0), (-1, -1), 8),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
        ]
    )
    yield grid
    if handout.gaps:
        yield Spacer(1, 8)
        yield Words(_safe(handout.gaps), _QUIET)


def _contents(handout: Handout, pages: Mapping[int, int]) -> Iterator[Flowable]:
    """The sections with their pages, each a link."""
    yield Words(_safe(Labels(handout.language)("contents")), _SUBTITLE)
    rows = [
        [
            Words(f'<font color="{paints.ACCENT}">{section.number}</font>', _CELL),
            Words(f'<a href="#{_place(section.number)}">{_safe(section.title)}</a>', _CELL),
            Words(str(pages.get(section.number, "")), _FIGURE),
        ]
        for section in handout.sections
    ]
    grid = Grid(rows, colWidths=[18, _UPRIGHT[0] - 58, 40], hAlign="LEFT")
    grid.setStyle([*_CELLS, ("LINEBELOW", (0, 0), (-1, -1), _HAIR, paints.BORDER)])
    yield grid


def _section(section: Section, handout: Handout) -> Iterator[Flowable]:
    drawn = next((block for block in section.blocks if isinstance(block, Picture)), None)
    if drawn is not None:
        yield from _drawn(section, drawn, handout)
        return
    yield CondPageBreak(_KEPT + 30)
    yield _Title(section)
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[Flowable]:
    match block:
        case Subtitle():
            style = _SUBTITLE if block.level == 2 else _VARIANT
            yield CondPageBreak(_KEPT)
            yield Words(_safe(block.text), style)
        case Paragraph():
            yield Words(_rich(block.words), _LOOKS[block.look])
        case Items():
            yield from _items(block, _BODY)
        case Facts():
            yield _facts(block)
            yield Spacer(1, 7)
        case Table():
            yield _table(block)
            yield Spacer(1, 9)
        case Letter():
            yield Spacer(1, 3)
            yield from _letter(block)


def _items(block: Items, style: ParagraphStyle, kind: type[Words] = Words) -> Iterator[Flowable]:
    for item in block.items:
        indent = style.leftIndent + 15 * item.depth
        own = ParagraphStyle("item", parent=style, leftIndent=indent + 20, bulletIndent=indent, spaceAfter=3)
        own.bulletFontName, own.bulletFontSize = _REGULAR, style.fontSize
        own.bulletColor = paints.SOFT
        yield kind(_rich(item.words), own, bulletText=_safe(item.mark) if item.mark else None)


def _letter(block: Letter) -> Iterator[Flowable]:
    for one in block.blocks:
        if isinstance(one, Items):
            yield from _items(one, _LETTER, _Barred)
        else:
            yield _Barred(_rich(one.words), _LETTER)
    yield Spacer(1, 5)


def _widths(shares: Sequence[float]) -> list[float]:
    return [_UPRIGHT[0] * share / sum(shares) for share in shares]


_CELLS: Final = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 10),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 4.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
]


def _facts(block: Facts) -> Grid:
    rows = [[Words(_safe(label), _HEADING), Words(_rich(said), _CELL)] for label, said in block.rows]
    grid = Grid(rows, colWidths=[112, _UPRIGHT[0] - 112], hAlign="LEFT", splitInRow=1)
    grid.setStyle([*_CELLS, ("LINEBELOW", (0, 0), (-1, -1), _HAIR, paints.BORDER)])
    return grid


def _table(block: Table) -> Grid:
    head = [
        Words(_safe(column.title), _HEADING_FIGURE if column.figures else _HEADING)
        for column in block.columns
    ]
    rows = [
        [
            Words(_rich(said), _FIGURE if column.figures else _CELL)
            for column, said in zip(block.columns, row, strict=True)
        ]
        for row in block.rows
    ]
    widths = _widths([column.share for column in block.columns])
    grid = Grid([head, *rows], colWidths=widths, hAlign="LEFT", repeatRows=1, splitInRow=1)
    after = [index for index, column in enumerate(block.columns[:-1], start=1) if column.figures]
    grid.setStyle(
        [
            *_CELLS,
            *(("LEFTPADDING", (index, 0), (index, -1), 10) for index in after),
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, paints.INK),
            ("LINEBELOW", (0, 1), (-1, -1), _HAIR, paints.BORDER),
        ]
    )
    return grid


# ── The flowchart ───────────────────────────────────────────────────────────────────────────────────────


def _drawn(section: Section, drawn: Picture, handout: Handout) -> Iterator[Flowable]:
    rooms = [(across, down - _TITLE_ROOM - _CAPTION_ROOM) for across, down in (_UPRIGHT, _LYING)]
    laid = plan(drawn.scene, rooms[0], rooms[1])
    if laid.lying:
        yield NextPageTemplate("lying")
        yield PageBreak()
    else:
        least = laid.whole.height * min(READABLE, laid.scale) if len(laid.parts) == 1 else _BEGUN
        yield CondPageBreak(least + _TITLE_ROOM)
    yield _Title(section)
    if laid.flows:
        yield _Drawing(drawn.scene, laid.whole, laid.scale, whole=False)
        return
    yield from _parts(drawn, laid, Labels(handout.language))
    if laid.lying:
        yield NextPageTemplate("upright")
        yield PageBreak()


def _parts(drawn: Picture, laid: Plan, labels: Labels) -> Iterator[Flowable]:
    count = len(laid.parts)
    for number, part in enumerate(laid.parts, start=1):
        if number > 1:
            yield PageBreak()
        yield _Drawing(drawn.scene, part, laid.scale, whole=True)
        if count > 1:
            yield Words(_safe(labels("picture.part", number=number, count=count)), _HEADING)
