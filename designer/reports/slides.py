"""The scene as slides of native shapes: cards that are typed into, connectors that follow them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any, Final, Literal

from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.util import Pt

from designer.reports import fonts, paints, shapes
from designer.reports.pages import Spread, parts
from designer.reports.scene import DETAIL, SMALL, TITLE, WAY, Box, Card, Line, Scene, Sheet, around
from designer.reports.shapes import BOTTOM, TOP, Ground

Form = Literal["wide", "a4", "a3"]
#: Width and height of a slide, in points.
Size = tuple[float, float]

#: Width and height of a slide, in points; paper lies on its side unless it is asked upright.
_SIZES: Final = {"wide": (960.0, 540.0), "a4": (841.89, 595.28), "a3": (1190.55, 841.89)}
#: White border, and the room of the title, in points.
BORDER: Final = 28.0
TITLE_ROOM: Final = 52.0
#: Points a pixel: no larger, and several slides rather than smaller.
_LARGEST: Final = 1.0
_READABLE: Final = 0.58
_SEVERAL: Final = tuple(step / 100 for step in range(80, 56, -4))
#: Room for what leads on to another slide, in pixels.
_LEAD: Final = 44.0
#: "Title only" of the library's own template.
_LAYOUT: Final = 5

_WORDS: Final = {
    "fr": {"all": "vue d’ensemble", "to": "vers", "from": "de", "slide": "diapositive"},
    "en": {"all": "overview", "to": "to", "from": "from", "slide": "slide"},
}


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What one slide shows."""

    cards: tuple[Card, ...]
    notes: tuple[Sheet, ...]
    groups: tuple[Sheet, ...]
    box: Box
    scale: float


def pptx(scene: Scene, form: Form = "wide", *, upright: bool = False, spread: Spread = "auto") -> bytes:
    """The presentation: one slide, or an overview and as many as its cards need to be read."""
    width, height = _SIZES[form]
    if upright and form != "wide":
        width, height = height, width
    deck = blank((width, height), scene.heading, scene.language)
    draw(deck, scene, (width, height), scene.heading, spread)
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


def blank(size: Size, title: str, language: str) -> Any:
    """A presentation without slides yet."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(size[0]), Pt(size[1])
    # A presentation keeps no longer title.
    deck.core_properties.title = fonts.tidy(title)[:255]
    deck.core_properties.author = "Designer"
    deck.core_properties.language = language
    # the same drawing gives the same file whenever it is made
    deck.core_properties.created = deck.core_properties.modified = datetime(2000, 1, 1)  # noqa: DTZ001
    return deck


def draw(deck: Any, scene: Scene, size: Size, heading: str, spread: Spread = "auto") -> None:
    """Add the drawing to a presentation: one slide, or an overview and as many as are needed to read it."""
    width, height = size
    room = (width - 2 * BORDER, height - BORDER - TITLE_ROOM)
    whole = _whole(scene, room)
    alone = spread == "one" or (spread == "auto" and whole.scale >= _READABLE)
    several = () if alone else _several(scene, room)
    if len(several) < 2:
        several = ()
    words, before = _WORDS[scene.language], len(deck.slides)
    title = heading if not several else f"{heading} · {words['all']}"
    _Slide(deck, title, size, scene, whole, {}).draw()
    where = {card.id: number for number, part in enumerate(several, before + 2) for card in part.cards}
    for number, part in enumerate(several, start=1):
        title = f"{heading} · {number}/{len(several)}"
        _Slide(deck, title, size, scene, part, where).draw()


def titled(deck: Any, title: str, width: float) -> Any:
    """A new slide with a title in its place, at the height of all the others."""
    slide = deck.slides.add_slide(deck.slide_layouts[_LAYOUT])
    heading = slide.shapes.title
    heading.left, heading.top = Pt(BORDER), Pt(12)
    heading.width, heading.height = Pt(width - 2 * BORDER), Pt(TITLE_ROOM - 16)
    heading.text_frame.text = title
    heading.text_frame.word_wrap = True
    run = heading.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(20), True
    run.font.color.rgb = shapes.colour(paints.INK)
    heading.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    return slide


def _whole(scene: Scene, room: tuple[float, float]) -> _Part:
    scale = min(room[0] / scene.inner.width, room[1] / scene.inner.height, _LARGEST)
    return _Part(cards=scene.cards, notes=scene.notes, groups=scene.groups, box=scene.inner, scale=scale)


def _several(scene: Scene, room: tuple[float, float]) -> tuple[_Part, ...]:
    """The drawing in parts that can be read, on the fewest slides."""
    tries = [tuple(_cut(scene, room, scale)) for scale in _SEVERAL]
    return min(tries, key=len)


def _cut(scene: Scene, room: tuple[float, float], scale: float) -> Iterator[_Part]:
    inner = scene.inner
    wide, high = room[0] / scale, room[1] / scale - 2 * _LEAD
    columns = parts(inner.left, inner.right, wide, 0, [(b.left, b.right) for b in scene.whole])
    rows = parts(inner.top, inner.bottom, high, 0, [(b.top, b.bottom) for b in scene.whole])
    for top, bottom in rows:
        for left, right in columns:
            cell = (left, top, right, bottom)
            cards = tuple(card for card in scene.cards if _inside(card.box, cell))
            notes = tuple(note for note in scene.notes if _inside(note.box, cell))
            held = around([*(card.box for card in cards), *(note.box for note in notes)])
            if held is None:
                continue
            groups = tuple(
                replace(group, box=within)
                for group in scene.groups
                if (within := _shared(group.box, held, cards))
            )
            box = around([held, *(group.box for group in groups)]) or held
            box = Box(left=box.left, top=box.top - _LEAD, width=box.width, height=box.height + 2 * _LEAD)
            yield _Part(
                cards=cards,
                notes=notes,
                groups=groups,
                box=box,
                scale=min(room[0] / box.width, room[1] / box.height, scale),
            )


def _inside(box: Box, cell: tuple[float, float, float, float]) -> bool:
    x, y = box.left + box.width / 2, box.top + box.height / 2
    left, top, right, bottom = cell
    return (left <= x < right and top <= y < bottom) or ((x == right and left <= x) and top <= y < bottom)


def _shared(group: Box, held: Box, cards: Sequence[Card]) -> Box | None:
    """What of a group's box lies around the cards of a slide; nothing where none of them is in it."""
    inside = [
        card.box
        for card in cards
        if group.left <= card.box.left
        and card.box.right <= group.right
        and group.top <= card.box.top
        and card.box.bottom <= group.bottom
    ]
    if not inside:
        return None
    left, right = max(group.left, held.left - 20), min(group.right, held.right + 20)
    top, bottom = max(group.top, held.top - 48), min(group.bottom, held.bottom + 20)
    return Box(left=left, top=top, width=right - left, height=bottom - top)


class _Slide:
    """Draws one part of a scene on a slide of its own; ``where`` tells the slide of every card."""

    def __init__(
        self,
        deck: Any,
        title: str,
        size: Size,
        scene: Scene,
        part: _Part,
        where: dict[str, int],
    ) -> None:
        self.scene, self.part, self.where = scene, part, where
        self.number = len(deck.slides) + 1
        width, height = size
        self.slide = titled(deck, title, width)
        room = (width - 2 * BORDER, height - BORDER - TITLE_ROOM)
        x = BORDER + (room[0] - part.box.width * part.scale) / 2
        y = TITLE_ROOM + (room[1] - part.box.height * part.scale) / 2
        self.ground = Ground(part.scale, x, y, (part.box.left, part.box.top))
        #: card -> its body, and the cell of each way out
        self.bodies: dict[str, Any] = {}
        self.cells: dict[tuple[str, str], Any] = {}

    def draw(self) -> None:
        """The whole slide, lines last: they are glued to what is there."""
        for group in self.part.groups:
            self.sheet(group, radius=14, dashed=True)
        for card in self.part.cards:
            self.card(card)
        for note in self.part.notes:
            self.sheet(note, radius=6, dashed=False)
        for line in self.scene.lines:
            self.line(line)
        said = [card.full for card in self.part.cards]
        self.slide.notes_slide.notes_text_frame.text = "\n".join(said)

    def sheet(self, sheet: Sheet, *, radius: float, dashed: bool) -> None:
        """A note or a group, its words in it."""
        shape = shapes.box(
            self.slide.shapes,
            self.ground,
            sheet.box,
            fill=sheet.paint.soft,
            line=sheet.paint.strong,
            radius=radius,
            dashed=dashed,
        )
        shapes.describe(shape, sheet.full or "group", sheet.full)
        first, *rest = [(words.text, words.size, words.colour, words.bold) for words in sheet.words] or [
            ("", SMALL, paints.INK, False)
        ]
        # lines that were wrapped for the picture are one paragraph to who edits it
        lines = [first]
        if rest:
            lines.append((" ".join(text for text, *_ in rest), rest[0][1], rest[0][2], rest[0][3]))
        shapes.write(shape, self.ground, lines, inset=(12, 10, 12, 8), upper=True)

    def card(self, card: Card) -> None:
        """A card: its parts are one group, so that it moves as one."""
        group = self.slide.shapes.add_group_shape()
        inside, ground, box = group.shapes, self.ground, card.box
        body = shapes.box(inside, ground, box, fill=paints.PAPER, line=paints.BORDER, radius=10)
        lines = [(" ".join(words.text for words in card.title), TITLE, paints.INK, True)]
        if card.detail is not None:
            lines.append((card.detail.text, DETAIL, paints.SOFT, False))
        below = box.height - 64
        shapes.write(body, ground, lines, inset=(64, 0, 8, below))
        shapes.describe(body, card.full, card.full)
        square = Box(left=box.left + 12, top=box.top + 12, width=40, height=40)
        badge = shapes.box(inside, ground, square, fill=card.paint.soft, radius=9)
        shapes.describe(badge, card.time or card.kind)
        if card.time:
            shapes.sign(inside, ground, card.sign, (box.left + 24, box.top + 16), 0.8, card.paint.strong)
            shapes.write(
                badge,
                ground,
                [(card.time, SMALL, card.paint.strong, True)],
                inset=(0, 22, 0, 0),
                middle=True,
            )
        else:
            shapes.sign(inside, ground, card.sign, (box.left + 22, box.top + 22), 1, card.paint.strong)
        for port in card.ports:
            cell = shapes.box(inside, ground, port.box, fill=None, line=paints.BORDER)
            shapes.write(cell, ground, [(port.label.text, WAY, paints.SOFT, False)], middle=True)
            shapes.describe(cell, port.label.text)
            self.cells[card.id, port.way] = cell
        group.name = card.full[:120]
        self.bodies[card.id] = body

    def line(self, line: Line) -> None:
        """A link, or where its other end is on another slide what leads there."""
        source, target = self.bodies.get(line.source), self.bodies.get(line.target)
        if source is None and target is None:
            return
        start = self.cells.get((line.source, line.way), source)
        if start is not None and target is not None:
            shapes.connector(
                self.slide.shapes, self.ground, line.points, paints.LINE, (start, BOTTOM), (target, TOP)
            )
        elif start is not None:
            x, y = line.points[0]
            self.lead(x, y + 10, "to", line.target, [(x, y), (x, y + 10)], start=start)
        else:
            x, y = line.points[-1]
            if not any(
                other.target == line.target and other.source not in self.bodies
                for other in self._before(line)
            ):
                self.lead(x, y - 30, "from", line.source, [(x, y - 14), (x, y)], end=target)

    def _before(self, line: Line) -> Iterator[Line]:
        """The lines before this one: several from elsewhere are led in once."""
        for other in self.scene.lines:
            if other is line:
                return
            yield other

    def lead(
        self,
        x: float,
        y: float,
        word: str,
        other: str,
        points: list[tuple[float, float]],
        *,
        start: Any = None,
        end: Any = None,
    ) -> None:
        """A small label that names the slide where the line goes on."""
        words = _WORDS[self.scene.language]
        text = f"{words[word]} {words['slide']} {self.where.get(other, 1)}"
        place = Box(left=x - 50, top=y, width=100, height=16)
        label = shapes.box(
            self.slide.shapes, self.ground, place, fill="#f3f2ef", line=paints.BORDER, radius=10
        )
        shapes.write(label, self.ground, [(text, SMALL, paints.SOFT, False)], middle=True)
        shapes.describe(label, text)
        shapes.connector(
            self.slide.shapes,
            self.ground,
            points,
            paints.LINE,
            (start if start is not None else label, BOTTOM),
            (end if end is not None else label, TOP),
        )
