"""A hand-out as slides: titles in their places, native tables, the flowchart with glued connectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from designer.reports import fonts, paints, shapes, slides
from designer.reports.fitting import cut, wrapped
from designer.reports.handouts.blocks import (
    Block,
    Column,
    Facts,
    Handout,
    Items,
    Letter,
    Paragraph,
    Picture,
    Rich,
    Run,
    Section,
    Subtitle,
    Table,
)
from designer.reports.handouts.labels import Labels
from designer.reports.slides import BORDER, TITLE_ROOM, Size

_SIZE: Final[Size] = (960.0, 540.0)
#: Where words start: those of a title stand so far inside its place.
_SIDE: Final = BORDER + 7.2
_WIDE: Final = _SIZE[0] - 2 * _SIDE
_TOP: Final = TITLE_ROOM + 16.0
_BOTTOM: Final = _SIZE[1] - 34.0
#: "Title slide" of the library's own template.
_COVER_LAYOUT: Final = 0
_TITLE, _SUBTITLE, _TEXT, _HEAD, _SMALL = 20.0, 14.0, 13.0, 11.0, 9.0
#: From one line to the next, as a part of the size of type.
_LEADING: Final = 1.24
#: White in a cell: above and below together, left and right together.
_ABOVE, _BESIDE = 9.0, 14.0
_AFTER: Final = 12.0
#: White above a section that goes on on the slide of another.
_BETWEEN: Final = 18.0
_INDENT: Final = 24.0
#: "No style, no grid": every rule is ours.
_PLAIN_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def pptx(handout: Handout) -> bytes:
    """The presentation; the same hand-out gives the same slides."""
    deck = slides.blank(_SIZE, handout.title, handout.language)
    _cover(deck, handout)
    flow = _Flow(deck, Labels(handout.language))
    for section in handout.sections:
        flow.section(section)
    _feet(deck, handout)
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


# ── The cover ───────────────────────────────────────────────────────────────────────────────────────────


def _cover(deck: Any, handout: Handout) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_COVER_LAYOUT])
    title, lead = slide.shapes.title, slide.placeholders[1]
    size = 40.0
    while size > 20 and len(_rows(handout.title, size, _WIDE, bold=True)) > 2:
        size -= 4
    _place(title, BORDER, 120, _WIDE, 96)
    _write(title.text_frame, (Run(text=handout.title, bold=True),), size)
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    said = handout.lead
    smaller = 17.0
    while smaller > 9 and len(_rows(said, smaller, _WIDE - 120)) * smaller * _LEADING > 150:
        smaller -= 1
    _place(lead, BORDER, 226, _WIDE - 120, 156)
    _write(lead.text_frame, (Run(text=said, tint="quiet"),), smaller)
    lead.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    words = (Run(text=handout.label, bold=True, tint="field"), Run(text=f"   {handout.cover}", tint="quiet"))
    _text(slide, words, 14, (_SIDE, 60, _WIDE, 26))
    shares = [2, 2.6, 1.4, 1]
    left = _SIDE
    for share, (label, value) in zip(shares, handout.strip, strict=True):
        width = _WIDE * share / sum(shares)
        figure = (Run(text=label, tint="quiet"), Run(text="\n"), Run(text=value, bold=True))
        _text(slide, figure, 14, (left, 404, width - 10, 70))
        left += width
    rule = slide.shapes.add_connector(1, Pt(_SIDE), Pt(396), Pt(_SIZE[0] - _SIDE), Pt(396))
    rule.line.color.rgb, rule.line.width = shapes.colour(paints.INK), Pt(1.2)
    shapes.describe(rule, "rule")
    if handout.gaps:
        _text(slide, (Run(text=handout.gaps, tint="quiet"),), 11, (_SIDE, 470, _WIDE, 36))


def _feet(deck: Any, handout: Handout) -> None:
    """On every slide what it is of, and which of how many it is."""
    count = len(deck.slides)
    for slide in deck.slides:
        said = cut(f"{handout.label} · {handout.title}", _SMALL, _WIDE - 120)
        words = (Run(text=said, tint="quiet"),)
        _text(slide, words, _SMALL, (_SIDE, _SIZE[1] - 24, _WIDE - 80, 16))
        foot = slide.shapes.add_textbox(Pt(_SIZE[0] - _SIDE - 70), Pt(_SIZE[1] - 24), Pt(70), Pt(16))
        shapes.describe(foot, "number")
        paragraph = _frame(foot.text_frame).paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT
        _number(paragraph, f" / {count}")


def _number(paragraph: Any, after: str) -> None:
    """The number of the slide, which follows it when slides are moved."""
    field = etree.SubElement(
        paragraph._p, qn("a:fld"), id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum"
    )
    look = etree.SubElement(field, qn("a:rPr"), sz=str(round(_SMALL * 100)))
    ink = etree.SubElement(etree.SubElement(look, qn("a:solidFill")), qn("a:srgbClr"))
    ink.set("val", paints.SOFT.removeprefix("#"))
    etree.SubElement(field, qn("a:t")).text = "‹#›"
    _runs(paragraph, (Run(text=after, tint="quiet"),), _SMALL)


# ── Sections ────────────────────────────────────────────────────────────────────────────────────────────


class _Flow:
    """Fills slides from top to bottom; what does not fit goes on on the next."""

    def __init__(self, deck: Any, labels: Labels) -> None:
        self.deck, self.labels = deck, labels
        self.slide: Any = None
        self.title, self.top = "", _BOTTOM

    def section(self, section: Section) -> None:
        """A part: on the slide of the one before where all of it fits there, else from a new one."""
        self.title = f"{section.number}  {section.title}"
        drawn = next((block for block in section.blocks if isinstance(block, Picture)), None)
        if drawn is not None:
            slides.draw(self.deck, drawn.scene, _SIZE, self.title)
            self.top = _BOTTOM
            return
        needed = _TITLE * _LEADING + _BETWEEN + sum(_needed(block) for block in section.blocks)
        if needed <= self.room:
            self.top += _BETWEEN
            self.lines([_Line(words=(Run(text=self.title, bold=True),), size=_TITLE)])
        else:
            self.turn(self.title)
        for index, block in enumerate(section.blocks):
            self.block(block, section.blocks[index + 1 :])

    def turn(self, title: str = "") -> None:
        """A new slide."""
        title = title or f"{self.title} ({self.labels('continued')})"
        self.slide = slides.titled(self.deck, title, _SIZE[0])
        self.top = _TOP

    @property
    def room(self) -> float:
        """What is left of the slide."""
        return _BOTTOM - self.top

    def block(self, block: Block, following: Sequence[Block]) -> None:
        """One block."""
        match block:
            case Subtitle():
                needed = _SUBTITLE * _LEADING + 8 + _least(following)
                if self.top > _TOP and needed > self.room:
                    self.turn()
                self.lines([_Line(words=(Run(text=block.text, bold=True),), size=_SUBTITLE)])
            case Paragraph():
                self.lines([_Line(words=block.words)])
            case Items():
                self.lines(
                    [_Line(words=item.words, mark=item.mark, depth=item.depth) for item in block.items]
                )
            case Facts():
                self.table(_FACTS, _fact_rows(block), titles=False)
            case Table():
                self.table(block.columns, block.rows, titles=True)
            case Letter():
                for one in block.blocks:
                    self.block(one, ())

    # ── Lines ───────────────────────────────────────────────────────────────────────────────────────────

    def lines(self, lines: Sequence[_Line]) -> None:
        """Paragraphs, each slide's in one box."""
        held: list[_Line] = []
        used = 0.0
        for line in _fitting(lines):
            if held and used + line.height > self.room:
                self._box(held, used)
                self.turn()
                held, used = [], 0.0
            elif not held and line.height > self.room:
                self.turn()
            held.append(line)
            used += line.height
        if held:
            self._box(held, used)
            self.top += 6

    def _box(self, lines: Sequence[_Line], height: float) -> None:
        box = self.slide.shapes.add_textbox(Pt(_SIDE), Pt(self.top), Pt(_WIDE), Pt(height))
        shapes.describe(box, "text")
        frame = _frame(box.text_frame)
        for index, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(4)
            words = line.words
            if line.mark:
                left = Pt(_INDENT * (line.depth + 1))
                properties = paragraph._p.get_or_add_pPr()
                properties.set("marL", str(left))
                properties.set("indent", str(-Pt(_INDENT)))
                stops = etree.SubElement(properties, qn("a:tabLst"))
                etree.SubElement(stops, qn("a:tab"), pos=str(left), algn="l")
                words = (Run(text=line.mark, tint="quiet"), Run(text="\t"), *words)
            _runs(paragraph, words, line.size)
        self.top += height

    # ── Tables ──────────────────────────────────────────────────────────────────────────────────────────

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Rich]], *, titles: bool) -> None:
        """Rows, their titles again on every slide that they come to."""
        widths, head = _widths(columns), _heads(columns)
        above = _height(head, widths, _HEAD) if titles else 0.0
        held: list[Sequence[Rich]] = []
        used = above
        for row in _cut(rows, widths, _BOTTOM - _TOP - above):
            height = _height(row, widths, _TEXT)
            if used + height > self.room:
                if held:
                    self._grid(columns, widths, [head, *held] if titles else held, titles=titles)
                self.turn()
                held, used = [], above
            held.append(row)
            used += height
        if held:
            self._grid(columns, widths, [head, *held] if titles else held, titles=titles)

    def _grid(
        self,
        columns: Sequence[Column],
        widths: Sequence[float],
        rows: Sequence[Sequence[Rich]],
        *,
        titles: bool,
    ) -> None:
        heights = [
            _height(row, widths, _HEAD if titles and index == 0 else _TEXT) for index, row in enumerate(rows)
        ]
        place = (Pt(_SIDE), Pt(self.top), Pt(_WIDE), Pt(sum(heights)))
        made = self.slide.shapes.add_table(len(rows), len(columns), *place)
        shapes.describe(made, "table")
        grid = made.table
        style = made._element.find(f".//{qn('a:tableStyleId')}")
        style.text = _PLAIN_STYLE
        grid.first_row, grid.horz_banding = titles, False
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = Pt(width)
        for index, (row, height) in enumerate(zip(rows, heights, strict=True)):
            grid.rows[index].height = Pt(height)
            head = titles and index == 0
            for cell, column, words in zip(grid.rows[index].cells, columns, row, strict=True):
                cell.margin_left, cell.margin_right = 0, Pt(_BESIDE)
                cell.margin_top = cell.margin_bottom = Pt(_ABOVE / 2)
                cell.vertical_anchor = MSO_ANCHOR.BOTTOM if head else MSO_ANCHOR.TOP
                _write(cell.text_frame, words, _HEAD if head else _TEXT)
                if column.figures:
                    for paragraph in cell.text_frame.paragraphs:
                        paragraph.alignment = PP_ALIGN.RIGHT
                _rule(cell, paints.INK if head else paints.BORDER, 1.0 if head else 0.5)
        self.top += sum(heights) + _AFTER


def _rule(cell: Any, ink: str, width: float) -> None:
    """A line below a cell, and none elsewhere."""
    properties = cell._tc.get_or_add_tcPr()
    for side in ("lnL", "lnR", "lnT"):
        etree.SubElement(etree.SubElement(properties, qn(f"a:{side}"), w="0"), qn("a:noFill"))
    line = etree.SubElement(properties, qn("a:lnB"), w=str(Pt(width)))
    colour = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"))
    colour.set("val", ink.removeprefix("#"))


# ── Measures ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One paragraph of a box."""

    words: Rich
    size: float = _TEXT
    mark: str = ""
    depth: int = 0

    @property
    def width(self) -> float:
        """The room of its words."""
        return _WIDE - (_INDENT * (self.depth + 1) if self.mark else 0)

    @property
    def height(self) -> float:
        """How high it stands, with the white below it."""
        return len(_rows(_plainly(self.words), self.size, self.width)) * self.size * _LEADING + 5


def _plainly(words: Rich) -> str:
    return "".join(run.text for run in words)


#: The typeface of slides is narrower than the one that is measured here.
_NARROWER: Final = 0.95
#: More lines than any text has.
_ENDLESS: Final = 1_000_000


def _rows(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    return wrapped(text, size * _NARROWER, width, _ENDLESS, fonts.BOLD if bold else fonts.REGULAR)


def _height(row: Sequence[Rich], widths: Sequence[float], size: float) -> float:
    lines = max(
        len(_rows(_plainly(words), size, width - _BESIDE)) for words, width in zip(row, widths, strict=True)
    )
    return lines * size * _LEADING + _ABOVE


_FACTS: Final = (Column(title="", share=1), Column(title="", share=4.4))


def _fact_rows(block: Facts) -> list[tuple[Rich, Rich]]:
    return [((Run(text=label, tint="quiet"),), said) for label, said in block.rows]


def _widths(columns: Sequence[Column]) -> list[float]:
    return [_WIDE * column.share / sum(column.share for column in columns) for column in columns]


def _heads(columns: Sequence[Column]) -> list[Rich]:
    return [(Run(text=column.title, tint="quiet"),) for column in columns]


def _needed(block: Block) -> float:
    """How high a block is where it fits on one slide."""
    match block:
        case Subtitle():
            return _Line(words=(Run(text=block.text),), size=_SUBTITLE).height + 6
        case Paragraph():
            return _Line(words=block.words).height + 6
        case Items():
            return sum(_Line(words=i.words, mark=i.mark, depth=i.depth).height for i in block.items) + 6
        case Facts():
            return sum(_height(row, _widths(_FACTS), _TEXT) for row in _fact_rows(block)) + _AFTER
        case Table():
            widths = _widths(block.columns)
            return (
                _height(_heads(block.columns), widths, _HEAD)
                + sum(_height(row, widths, _TEXT) for row in block.rows)
                + _AFTER
            )
        case Letter():
            return sum(_needed(one) for one in block.blocks)
        case Picture():
            return _BOTTOM - _TOP


def _least(following: Sequence[Block]) -> float:
    """What at least stands below a title on its slide."""
    return 60.0 if following else 0.0


def _fitting(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines, one that is higher than a slide in pieces."""
    most = _BOTTOM - _TOP
    for line in lines:
        if line.height <= most:
            yield line
            continue
        rows = _rows(_plainly(line.words), line.size, line.width)
        for index, piece in enumerate(_pieces(rows, int(most / (line.size * _LEADING)) - 1)):
            yield _Line(
                words=(Run(text=piece),),
                size=line.size,
                mark=(line.mark if index == 0 else " ") if line.mark else "",
                depth=line.depth,
            )


def _cut(rows: Sequence[Sequence[Rich]], widths: Sequence[float], room: float) -> Iterator[Sequence[Rich]]:
    """The rows, one that is higher than a slide in several."""
    most = int((room - _ABOVE) / (_TEXT * _LEADING))
    for row in rows:
        if _height(row, widths, _TEXT) <= room:
            yield row
            continue
        cells = [
            _pieces(_rows(_plainly(words), _TEXT, width - _BESIDE), most)
            for words, width in zip(row, widths, strict=True)
        ]
        for index in range(max(len(pieces) for pieces in cells)):
            yield [(Run(text=pieces[index]),) if index < len(pieces) else (Run(text=""),) for pieces in cells]


def _pieces(rows: Sequence[str], most: int) -> list[str]:
    return ["\n".join(rows[at : at + most]) for at in range(0, len(rows), most)]


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────────


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Pt(one) for one in (left, top, width, height))


def _text(
    slide: Any,
    words: Rich,
    size: float,
    place: tuple[float, float, float, float],
) -> None:
    box = slide.shapes.add_textbox(*(Pt(one) for one in place))
    shapes.describe(box, "text")
    _write(_frame(box.text_frame), words, size)


def _frame(frame: Any) -> Any:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    return frame


def _write(frame: Any, words: Rich, size: float) -> None:
    """Words into an empty frame, a paragraph a line."""
    frame.word_wrap = True
    lines: list[list[Run]] = [[]]
    for run in words:
        first, *rest = run.text.split("\n")
        lines[-1].append(Run(text=first, bold=run.bold, tint=run.tint))
        lines += [[Run(text=one, bold=run.bold, tint=run.tint)] for one in rest]
    for index, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        _runs(paragraph, tuple(line), size)


def _runs(paragraph: Any, words: Rich, size: float) -> None:
    inks = {"plain": paints.INK, "quiet": paints.SOFT, "field": paints.ACCENT}
    for run in words:
        made = paragraph.add_run()
        made.text = run.text.replace("\n", "\v")
        made.font.size, made.font.bold = Pt(size), run.bold
        made.font.color.rgb = shapes.colour(inks[run.tint])
