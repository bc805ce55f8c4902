"""Shapes of a slide, from sizes in pixels of the canvas: boxes with words, signs, and glued connectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from designer.reports import fonts, paths
from designer.reports.measures import Point
from designer.reports.scene import Box

if TYPE_CHECKING:
    from pptx.shapes.autoshape import Shape

_EMU_PER_POINT: Final = 12_700
#: Connection sites of a rectangle.
TOP, BOTTOM = 0, 2
#: A whole turn and a share, in the units of drawings.
_DEGREE, _WHOLE = 60_000, 100_000


class Ground:
    """Where pixels of the canvas lie on one slide: ``scale`` in points a pixel, ``x``, ``y`` in points."""

    def __init__(self, scale: float, x: float, y: float, origin: Point) -> None:
        self.scale, self.x, self.y, self.origin = scale, x, y, origin

    def emu(self, pixels: float) -> Emu:
        """A length."""
        return Emu(round(pixels * self.scale * _EMU_PER_POINT))

    def at(self, x: float, y: float) -> tuple[Emu, Emu]:
        """A point."""
        left = self.x + (x - self.origin[0]) * self.scale
        top = self.y + (y - self.origin[1]) * self.scale
        return Emu(round(left * _EMU_PER_POINT)), Emu(round(top * _EMU_PER_POINT))

    def points(self, pixels: float) -> Pt:
        """A size of type, to a tenth of a point, never below one."""
        return Pt(max(1.0, round(pixels * self.scale, 1)))


def colour(written: str) -> RGBColor:
    """``#rrggbb`` as slides have it."""
    value = int(written.removeprefix("#"), 16)
    return RGBColor(value >> 16, value >> 8 & 0xFF, value & 0xFF)  # type: ignore[no-untyped-call] # the library types all but this


def box(
    shapes: Any,
    ground: Ground,
    place: Box,
    *,
    fill: str | None,
    line: str | None = None,
    radius: float = 0.0,
    dashed: bool = False,
) -> Shape:
    """A rectangle, its corners rounded by so many pixels, without words yet."""
    left, top = ground.at(place.left, place.top)
    kind = MSO_SHAPE.ROUNDED_RECTANGLE if radius else MSO_SHAPE.RECTANGLE
    shape: Shape = shapes.add_shape(kind, left, top, ground.emu(place.width), ground.emu(place.height))
    if radius:
        shape.adjustments[0] = min(0.5, radius / max(1.0, min(place.width, place.height)))
    # the theme's shadow and effects are not ours
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)
    if fill is None:
        shape.fill.background()
    else:
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour(fill)
    if line is None:
        shape.line.fill.background()
    else:
        shape.line.color.rgb = colour(line)
        shape.line.width = Emu(max(3_175, ground.emu(1)))
        if dashed:
            etree.SubElement(shape.line._get_or_add_ln(), qn("a:prstDash")).set("val", "dash")
    return shape


def write(
    shape: Shape,
    ground: Ground,
    lines: Sequence[tuple[str, float, str, bool]],
    *,
    inset: tuple[float, float, float, float] = (0, 0, 0, 0),
    middle: bool = False,
    upper: bool = False,
) -> None:
    """Words into a shape, (text, pixels, colour, bold) a paragraph; insets from the left, clockwise."""
    frame = shape.text_frame
    frame.word_wrap = True
    # where the reader's typeface is wider than ours, words become smaller and stay inside
    frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    left, top, right, bottom = (ground.emu(one) for one in inset)
    frame.margin_left, frame.margin_top = left, top
    frame.margin_right, frame.margin_bottom = right, bottom
    frame.vertical_anchor = MSO_ANCHOR.TOP if upper else MSO_ANCHOR.MIDDLE
    for index, (text, size, ink, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.CENTER if middle else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = text
        run.font.size = ground.points(size)
        run.font.bold = bold
        run.font.color.rgb = colour(ink)


def describe(shape: Any, name: str, alternative: str = "") -> None:
    """Name a shape for the selection pane, and say it to who does not see it."""
    shape.name = fonts.tidy(name)[:120]
    shape._element._nvXxPr.cNvPr.set("descr", fonts.tidy(alternative))


def sign(shapes: Any, ground: Ground, data: str, at: Point, scale: float, ink: str) -> None:
    """A sign of 20 pixels drawn with lines, as a shape with a geometry of its own."""
    place = Box(left=at[0], top=at[1], width=20 * scale, height=20 * scale)
    shape = box(shapes, ground, place, fill=None, line=ink)
    shape.line.width = Emu(max(3_175, ground.emu(1.6 * scale)))
    properties = shape._element.spPr
    preset = properties.find(qn("a:prstGeom"))
    custom = etree.Element(qn("a:custGeom"))
    for name in ("avLst", "gdLst", "ahLst", "cxnLst"):
        etree.SubElement(custom, qn(f"a:{name}"))
    etree.SubElement(custom, qn("a:rect"), l="0", t="0", r="r", b="b")
    path = etree.SubElement(
        etree.SubElement(custom, qn("a:pathLst")), qn("a:path"), w="20000", h="20000", fill="none"
    )
    names = {"move": "moveTo", "line": "lnTo", "curve": "cubicBezTo", "close": "close"}
    for segment in paths.read(data):
        stroke = etree.SubElement(path, qn(f"a:{names[segment.kind]}"))
        for x, y in segment.points:
            etree.SubElement(stroke, qn("a:pt"), x=str(round(x * 1000)), y=str(round(y * 1000)))
    properties.replace(preset, custom)
    describe(shape, "sign")


def connector(
    shapes: Any,
    ground: Ground,
    points: Sequence[Point],
    ink: str,
    start: tuple[Shape, int] | None,
    end: tuple[Shape, int] | None,
) -> None:
    """A right-angled connector along two, four or six points, glued to the shapes at its ends."""
    first, last = points[0], points[-1]
    dx, dy = last[0] - first[0], last[1] - first[1]
    made = shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ground.at(*first), *ground.at(*last))
    element = made._element
    style = element.find(qn("p:style"))
    if style is not None:
        element.remove(style)
    made.line.color.rgb = colour(ink)
    made.line.width = Emu(max(3_175, ground.emu(1.5)))
    line = made.line._get_or_add_ln()
    etree.SubElement(line, qn("a:round"))
    etree.SubElement(line, qn("a:tailEnd"), type="triangle", w="med", len="med")
    glue = element.find(qn("p:nvCxnSpPr")).find(qn("p:cNvCxnSpPr"))
    for name, held in (("a:stCxn", start), ("a:endCxn", end)):
        if held is not None:
            etree.SubElement(glue, qn(name), id=str(held[0].shape_id), idx=str(held[1]))
    describe(made, "link")
    if len(points) < 4:
        return
    # a preset elbow starts level: it is turned, so that it leaves downwards and arrives from above
    across, down = abs(dx) or 1.0, abs(dy) or 1.0
    if len(points) == 4:
        preset = "bentConnector3"
        shares = [(points[1][1] - first[1]) / (dy or 1.0)]
    else:
        preset = "bentConnector5"
        shares = [
            (points[1][1] - first[1]) / (dy or 1.0),
            (points[2][0] - first[0]) / (dx or 1.0),
            (points[3][1] - first[1]) / (dy or 1.0),
        ]
    rightwards, downwards = dx >= 0, dy >= 0
    turn = 270 if rightwards else 90
    flip = rightwards == downwards
    middle = ((first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
    left, top = ground.at(middle[0] - down / 2, middle[1] - across / 2)
    frame = element.spPr.find(qn("a:xfrm"))
    for attribute in ("flipH", "flipV"):
        frame.attrib.pop(attribute, None)
    frame.set("rot", str(turn * _DEGREE))
    if flip:
        frame.set("flipH", "1")
    frame.find(qn("a:off")).set("x", str(left))
    frame.find(qn("a:off")).set("y", str(top))
    frame.find(qn("a:ext")).set("cx", str(ground.emu(down)))
    frame.find(qn("a:ext")).set("cy", str(ground.emu(across)))
    geometry = element.spPr.find(qn("a:prstGeom"))
    geometry.set("prst", preset)
    values = geometry.find(qn("a:avLst"))
    for number, share in enumerate(shares, start=1):
        etree.SubElement(values, qn("a:gd"), name=f"adj{number}", fmla=f"val {round(share * _WHOLE)}")
