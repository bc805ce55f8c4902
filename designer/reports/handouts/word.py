"""A hand-out as a Word document: styles, numbered headings, counted pages, a picture that is described."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from designer.reports import paints
from designer.reports.handouts.blocks import (
    Block,
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
from designer.reports.handouts.pictures import plan
from designer.reports.png import png

if TYPE_CHECKING:
    from docx.document import Document as Book
    from docx.styles.style import ParagraphStyle
    from docx.table import Table as Grid
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as Words

_WIDTH, _HEIGHT, _SIDE, _EDGE = 595.3, 841.9, 56.0, 62.0
_UPRIGHT: Final = (_WIDTH - 2 * _SIDE, _HEIGHT - 2 * _EDGE)
_LYING: Final = (_HEIGHT - 2 * _SIDE, _WIDTH - 2 * _EDGE)
#: Room of the heading above a drawing, and of the line below it.
_BESIDE: Final = 64.0
#: Every machine with Word has it; its figures are all as wide.
_FACE: Final = "Calibri"
#: Dots a point of paper.
_DENSITY: Final = 3.2
#: The longest that a property of a document may be.
_LONGEST: Final = 255


def docx(handout: Handout) -> bytes:
    """The document; the same hand-out gives the same words and styles."""
    book = Document()
    _Writer(book, handout).write()
    out = BytesIO()
    book.save(out)
    return out.getvalue()


class _Writer:
    """Writes one hand-out into an empty document."""

    def __init__(self, book: Book, handout: Handout) -> None:
        self.book, self.handout = book, handout
        self.labels = Labels(handout.language)
        #: the name of a style -> its key
        self.keys: dict[str, str] = {}

    def write(self) -> None:
        """All of it."""
        _describe(self.book, self.handout)
        _styles(self.book, self.handout.language)
        _number_headings(self.book)
        self.keys = {str(style.name): style.style_id for style in self.book.styles}
        page = self.book.sections[0]
        page.page_width, page.page_height = Pt(_WIDTH), Pt(_HEIGHT)
        page.left_margin = page.right_margin = Pt(_SIDE)
        page.top_margin = page.bottom_margin = Pt(_EDGE)
        page.header_distance = page.footer_distance = Pt(28)
        page.different_first_page_header_footer = True
        self._around(page, _UPRIGHT[0])
        self._cover()
        for section in self.handout.sections:
            self._section(section)

    def _style(self, words: Words, name: str) -> None:
        """Give a style by its key: the library looks for a name among all of them each time."""
        words._p.style = self.keys[name]

    def _paragraph(self, style: str) -> Words:
        words = self.book.add_paragraph()
        self._style(words, style)
        return words

    def _fill(self, cell: _Cell, said: Rich) -> None:
        self._style(cell.paragraphs[0], "Table text")
        _add(cell.paragraphs[0], said)

    # ── Around ──────────────────────────────────────────────────────────────────────────────────────────

    def _around(self, page: Any, width: float) -> None:
        """Running head and foot; the first page has the foot alone."""
        page.header.is_linked_to_previous = page.footer.is_linked_to_previous = False
        self._line(page.header.paragraphs[0], self.handout.title, width, rule="bottom")
        _add(page.header.paragraphs[0], (Run(text=self.handout.cover),))
        feet = [page.footer]
        if page.different_first_page_header_footer:
            feet.append(page.first_page_footer)
        for foot in feet:
            foot.is_linked_to_previous = False
            words = foot.paragraphs[0]
            self._line(words, self.handout.label, width, rule="top")
            _add(words, (Run(text=f"{self.labels('page')} "),))
            _field(words, "PAGE")
            _add(words, (Run(text=" / "),))
            _field(words, "NUMPAGES")

    def _line(self, words: Words, left: str, width: float, *, rule: str) -> None:
        self._style(words, "Running")
        words.paragraph_format.tab_stops.add_tab_stop(Pt(width), WD_TAB_ALIGNMENT.RIGHT)
        _border(words, rule, paints.BORDER, 4)
        _add(words, (Run(text=left),))
        words.add_run("\t")

    def _cover(self) -> None:
        words = self._paragraph("Cover line")
        _add(words, (Run(text=self.handout.label, bold=True),))
        words.runs[-1].font.color.rgb = _colour(paints.ACCENT)
        if self.handout.cover:
            _add(words, (Run(text=f"   {self.handout.cover}", tint="quiet"),))
        _add(self._paragraph("Title"), (Run(text=self.handout.title),))
        if self.handout.lead:
            _add(self._paragraph("Subtitle"), (Run(text=self.handout.lead),))
        grid = self._grid(1, [2, 2.6, 1.4, 1], "Key figures")
        for cell, (label, value) in zip(grid.rows[0].cells, self.handout.strip, strict=True):
            self._fill(cell, (Run(text=label, tint="quiet"),))
            figure = cell.add_paragraph()
            self._style(figure, "Key figure")
            _add(figure, (Run(text=value),))
        after = self._paragraph("Quiet" if self.handout.gaps else "Table end")
        _add(after, (Run(text=self.handout.gaps),))

    # ── Sections ────────────────────────────────────────────────────────────────────────────────────────

    def _section(self, section: Section) -> None:
        drawn = next((block for block in section.blocks if isinstance(block, Picture)), None)
        if drawn is not None:
            self._drawn(section, drawn)
            return
        self._heading(section)
        for block in section.blocks:
            self._block(block)

    def _heading(self, section: Section) -> None:
        _add(self._paragraph("Heading 1"), (Run(text=section.title),))

    def _block(self, block: Block) -> None:
        match block:
            case Subtitle():
                _add(self._paragraph(f"Heading {block.level}"), (Run(text=block.text),))
            case Paragraph():
                look = {"body": "Body Text", "lead": "Subtitle", "quiet": "Quiet"}[block.look]
                _add(self._paragraph(look), block.words)
            case Items():
                self._items(block, "List Bullet")
            case Facts():
                self._facts(block)
            case Table():
                self._table(block)
            case Letter():
                for one in block.blocks:
                    if isinstance(one, Items):
                        self._items(one, "Message")
                    else:
                        _add(self._paragraph("Message"), one.words)

    def _items(self, block: Items, style: str) -> None:
        for item in block.items:
            words = self._paragraph(style)
            left = 22.0 + 16 * item.depth + (14 if style == "Message" else 0)
            words.paragraph_format.left_indent, words.paragraph_format.first_line_indent = Pt(left), Pt(-22)
            words.paragraph_format.tab_stops.add_tab_stop(Pt(left))
            _add(words, (Run(text=item.mark, tint="quiet"), Run(text="\t"), *item.words))

    def _grid(self, rows: int, shares: Sequence[float], style: str) -> Grid:
        grid: Grid = self.book.add_table(rows, len(shares), style=style)
        grid.autofit = False
        for column, share in zip(grid.columns, shares, strict=True):
            column.width = Pt(_UPRIGHT[0] * share / sum(shares))
        for row in grid.rows:
            for cell, share in zip(row.cells, shares, strict=True):
                cell.width = Pt(_UPRIGHT[0] * share / sum(shares))
        return grid

    def _facts(self, block: Facts) -> None:
        grid = self._grid(len(block.rows), [1, 3.3], "Facts")
        for row, (label, said) in zip(grid.rows, block.rows, strict=True):
            self._fill(row.cells[0], (Run(text=label, tint="quiet"),))
            self._fill(row.cells[1], said)
        self._after_table()

    def _table(self, block: Table) -> None:
        grid = self._grid(len(block.rows) + 1, [column.share for column in block.columns], "Handout table")
        head = [(Run(text=column.title, tint="quiet"),) for column in block.columns]
        for row, said in zip(grid.rows, (head, *block.rows), strict=True):
            for cell, column, words in zip(row.cells, block.columns, said, strict=True):
                self._fill(cell, words)
                if column.figures:
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        # titles stand on every page that the table comes to
        titles = grid.rows[0]._tr.get_or_add_trPr()
        titles.append(OxmlElement("w:tblHeader"))
        self._after_table()

    def _after_table(self) -> None:
        self._paragraph("Table end")

    # ── The flowchart ───────────────────────────────────────────────────────────────────────────────────

    def _drawn(self, section: Section, drawn: Picture) -> None:
        rooms = [(across, down - _BESIDE) for across, down in (_UPRIGHT, _LYING)]
        laid = plan(drawn.scene, rooms[0], rooms[1])
        if laid.lying:
            self._turn(lying=True)
        self._heading(section)
        count = len(laid.parts)
        for number, part in enumerate(laid.parts, start=1):
            words = self._paragraph("Figure")
            picture = png(drawn.scene, part, laid.scale * _DENSITY)
            size = {"width": Pt(part.width * laid.scale), "height": Pt(part.height * laid.scale)}
            shape = words.add_run().add_picture(BytesIO(picture), **size)
            title = section.title
            if count > 1:
                title = self.labels("picture.part", number=number, count=count)
                _add(self._paragraph("Caption"), (Run(text=title),))
            shape._inline.docPr.set("descr", drawn.alternative)
            shape._inline.docPr.set("title", title)
        if laid.lying:
            self._turn(lying=False)

    def _turn(self, *, lying: bool) -> None:
        """Go on on a new page of the other direction."""
        page = self.book.add_section(WD_SECTION.NEW_PAGE)
        page.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
        size = (Pt(_HEIGHT), Pt(_WIDTH)) if lying else (Pt(_WIDTH), Pt(_HEIGHT))
        page.page_width, page.page_height = size
        page.different_first_page_header_footer = False
        self._around(page, (_LYING if lying else _UPRIGHT)[0])


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────────


def _colour(written: str) -> RGBColor:
    return RGBColor.from_string(written.removeprefix("#").upper())


def _add(words: Words, said: Rich) -> None:
    for run in said:
        made = words.add_run(run.text)
        made.bold = True if run.bold else None
        if run.tint != "plain":
            made.font.color.rgb = _colour(paints.SOFT if run.tint == "quiet" else paints.FIELD)


def _field(words: Words, code: str) -> None:
    """A number that Word counts itself."""
    run = words.add_run()
    for kind in ("begin", None, "separate", "text", "end"):
        if kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {code} "
            run._r.append(instruction)
        elif kind == "text":
            shown = OxmlElement("w:t")
            shown.text = "1"
            run._r.append(shown)
        else:
            sign = OxmlElement("w:fldChar")
            sign.set(qn("w:fldCharType"), kind)
            run._r.append(sign)


def _border(words: Words, side: str, ink: str, space: int) -> None:
    properties = words._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f"<w:pBdr {nsdecls('w')}>"
            f'<w:{side} w:val="single" w:sz="4" w:space="{space}" w:color="{ink.removeprefix("#")}"/>'
            "</w:pBdr>"
        )
    )


# ── The document ────────────────────────────────────────────────────────────────────────────────────────


def _describe(book: Book, handout: Handout) -> None:
    properties = book.core_properties
    properties.title, properties.subject = handout.title[:_LONGEST], handout.label
    properties.author, properties.last_modified_by = "Designer", "Designer"
    properties.comments, properties.keywords = handout.cover[:_LONGEST], ""
    properties.language = _locale(handout.language)
    # the same hand-out gives the same file whenever it is made
    properties.created = properties.modified = datetime(2000, 1, 1)  # noqa: DTZ001


def _locale(language: str) -> str:
    return {"fr": "fr-FR"}.get(language, "en-GB")


def _styles(book: Book, language: str) -> None:
    styles = book.styles
    default = styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rPr')}")
    spoken = default.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        default.append(spoken)
    spoken.set(qn("w:val"), _locale(language))
    normal = styles["Normal"]
    _look(normal, 10, after=4, line=1.25)
    for name, size, before, after in (
        ("Heading 1", 16, 20, 7),
        ("Heading 2", 12, 12, 4),
        ("Heading 3", 10.5, 9, 3),
    ):
        heading = styles[name]
        _look(heading, size, before=before, after=after, bold=True)
        heading.paragraph_format.keep_with_next = True
    styles["Heading 3"].font.color.rgb = _colour(paints.ACCENT)
    _look(styles["Title"], 27, after=6, bold=True, line=1.1)
    _unframed(styles["Title"])
    _look(styles["Subtitle"], 12, after=12, ink=paints.SOFT, line=1.35)
    _look(styles["Caption"], 9, after=8, ink=paints.SOFT)
    _look(styles["Body Text"], 10, after=4, line=1.25)
    _look(styles["List Bullet"], 10, after=2.5, line=1.25)
    _plain_list(styles["List Bullet"])
    for name, size, after, ink in (
        ("Cover line", 10, 3, paints.INK),
        ("Running", 8.5, 0, paints.SOFT),
        ("Quiet", 10, 4, paints.SOFT),
        ("Table text", 9.5, 0, paints.INK),
        ("Table end", 4, 3, paints.INK),
        ("Key figure", 13, 0, paints.INK),
        ("Figure", 10, 4, paints.INK),
        ("Message", 10, 5, paints.INK),
    ):
        style: Any = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _look(style, size, after=after, ink=ink, line=1.0 if name in ("Table end", "Figure") else 1.2)
    styles["Key figure"].font.bold = True
    styles["Figure"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _letter(styles["Message"])
    for name in ("Facts", "Handout table", "Key figures"):
        styles.element.append(parse_xml(_table_style(name)))


def _look(
    style: Any,
    size: float,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
    ink: str = paints.INK,
    line: float = 1.15,
) -> None:
    font, layout = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = _FACE, Pt(size), bold, False
    font.color.rgb = _colour(ink)
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    # the template's own faces, of its theme, would win
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        faces.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        faces.set(qn(f"w:{name}"), _FACE)
    for spaced in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spaced)
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing = line
    layout.widow_control = True


def _unframed(style: ParagraphStyle) -> None:
    """Without the line that the template draws below a title."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _plain_list(style: ParagraphStyle) -> None:
    """Marks are written: numbers of steps must be those that the text names."""
    properties = style.element.get_or_add_pPr()
    for numbered in properties.findall(qn("w:numPr")):
        properties.remove(numbered)


def _letter(style: ParagraphStyle) -> None:
    """Somebody else's words, with a line on their left."""
    style.paragraph_format.left_indent = Pt(14)
    style.element.get_or_add_pPr().append(
        parse_xml(
            f"<w:pBdr {nsdecls('w')}>"
            f'<w:left w:val="single" w:sz="12" w:space="8" w:color="{paints.ACCENT.removeprefix("#")}"/>'
            "</w:pBdr>"
        )
    )


def _number_headings(book: Book) -> None:
    """Sections are counted by Word, so that who adds one need not count."""
    numbering = book.part.numbering_part.element
    taken = [int(one.get(qn("w:abstractNumId"))) for one in numbering.findall(qn("w:abstractNum"))]
    abstract = max(taken, default=0) + 1
    definition = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}"><w:multiLevelType w:val="multilevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/>'
        '<w:suff w:val="tab"/><w:lvlText w:val="%1"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:tabs><w:tab w:val="num" w:pos="440"/></w:tabs>'
        '<w:ind w:left="440" w:hanging="440"/></w:pPr>'
        f'<w:rPr><w:color w:val="{paints.ACCENT.removeprefix("#")}"/></w:rPr></w:lvl></w:abstractNum>'
    )
    first = numbering.find(qn("w:num"))
    if first is None:
        numbering.append(definition)
    else:
        first.addprevious(definition)
    number = numbering.add_num(abstract).numId
    properties = book.styles["Heading 1"].element.get_or_add_pPr()
    properties.get_or_add_numPr().get_or_add_numId().val = number


def _table_style(name: str) -> str:
    """A style of tables: thin rules below the rows, none beside them."""
    hair = f'w:val="single" w:sz="4" w:space="0" w:color="{paints.BORDER.removeprefix("#")}"'
    strong = f'w:val="single" w:sz="8" w:space="0" w:color="{paints.INK.removeprefix("#")}"'
    top = f"<w:top {strong}/>" if name == "Key figures" else ""
    head = (
        '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders>'
        f"<w:bottom {strong}/></w:tcBorders></w:tcPr></w:tblStylePr>"
        if name == "Handout table"
        else ""
    )
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{name.replace(" ", "")}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>'
        f"<w:tblPr><w:tblBorders>{top}<w:bottom {hair}/><w:insideH {hair}/></w:tblBorders>"
        '<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="70" w:type="dxa"/><w:right w:w="160" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"{head}</w:style>"
    )
