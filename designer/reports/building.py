"""The scene of a drawing: its cards and lines where they stand, with what they say."""

from __future__ import annotations

from typing import Final

from designer.analysis.speech import Speech
from designer.reports import asides, fonts, measures, paints
from designer.reports.drawing import Drawing, Step
from designer.reports.fitting import cut, wrapped
from designer.reports.measures import CARD_BODY, CARD_WIDTH, Point
from designer.reports.places import places_of
from designer.reports.routes import routes
from designer.reports.scene import DETAIL, MARGIN, TITLE, WAY, Box, Card, Line, Port, Scene, Words, around
from designer.reports.wording import Wording

#: From one line of a card to the next.
_LINE: Final = 16.0
#: The narrowest picture, so that its heading has room.
_NARROWEST: Final = 480.0


def build(drawing: Drawing, say: Speech, *, frame: bool = True) -> Scene:
    """The scene of a drawing; ``frame`` adds heading and legend."""
    wording = Wording(drawing, say)
    places = places_of(drawing)
    cards = tuple(_card(drawing.steps[id_], places[id_], wording) for id_ in drawing.order)
    routed = routes(drawing, places)
    lines = tuple(
        Line(source=link.source, way=link.way, target=link.target, points=routed[link.id])
        for link in drawing.links
        if len(routed.get(link.id, ())) > 1
    )
    notes = tuple(asides.notes(drawing, say))
    groups = tuple(asides.groups(drawing, {card.id: card.box for card in cards}, say))
    inner = around(
        [card.box for card in cards] + [sheet.box for sheet in (*notes, *groups)],
        [point for line in lines for point in line.points],
    ) or Box(left=0, top=0, width=CARD_WIDTH, height=CARD_BODY)
    box = Box(
        left=inner.left - MARGIN,
        top=inner.top - MARGIN,
        width=inner.width + 2 * MARGIN,
        height=inner.height + 2 * MARGIN,
    )
    heading = wording.heading
    if not frame:
        return Scene(
            language=say.language,
            heading=heading,
            box=box,
            inner=inner,
            title=(),
            groups=groups,
            lines=lines,
            cards=cards,
            notes=notes,
            legend=(),
        )
    width = max(box.width, _NARROWEST)
    left = box.left
    title = asides.heading(wording, left + MARGIN, box.top, width - 2 * MARGIN)
    legend, rows = asides.legend(cards, wording, left + MARGIN, inner.bottom + MARGIN, width - 2 * MARGIN)
    return Scene(
        language=say.language,
        heading=heading,
        box=Box(
            left=left,
            top=box.top - asides.HEADING_ROOM + MARGIN / 2,
            width=width,
            height=box.height + asides.HEADING_ROOM - MARGIN / 2 + rows * asides.LEGEND_ROW,
        ),
        inner=inner,
        title=title,
        groups=groups,
        lines=lines,
        cards=cards,
        notes=notes,
        legend=legend,
    )


def _card(step: Step, place: Point, wording: Wording) -> Card:
    left, top = place
    said = wording.step(step)
    paint = paints.KINDS.get(step.kind, paints.KINDS["exit"])
    sign = paints.SIGNS.get(step.kind, paints.SIGNS["exit"])
    if step.kind == "message":
        sign = paints.CHANNELS.get(str(step.wire.get("channel") or "email"), sign)
    room = CARD_WIDTH - 64 - 12
    rows = wrapped(said.title, TITLE, room, 2, fonts.BOLD)
    count = len(rows) + (1 if said.detail else 0)
    # the block of words is centred beside the sign
    y = top + CARD_BODY / 2 - count * _LINE / 2 + 12
    title = tuple(
        Words(x=left + 64, y=y + index * _LINE, text=row, size=TITLE, colour=paints.INK, bold=True)
        for index, row in enumerate(rows)
    )
    detail = None
    if said.detail:
        detail = Words(
            x=left + 64,
            y=y + len(rows) * _LINE,
            text=cut(said.detail, DETAIL, room),
            size=DETAIL,
            colour=paints.SOFT,
        )
    time = wording.drawing.times.get(step.id, "")
    ways = step.ways if len(step.ways) > 1 else ()
    return Card(
        id=step.id,
        kind=step.kind,
        box=Box(left=left, top=top, width=CARD_WIDTH, height=measures.height(step)),
        paint=paint,
        sign=sign,
        time=time,
        title=title,
        detail=detail,
        ports=tuple(_port(step, way, index, place, wording) for index, way in enumerate(ways)),
        full=" · ".join(part for part in (time, said.title, said.detail) if part),
    )


def _port(step: Step, way: str, index: int, place: Point, wording: Wording) -> Port:
    share = CARD_WIDTH / len(step.ways)
    box = Box(
        left=place[0] + share * index,
        top=place[1] + CARD_BODY,
        width=share,
        height=measures.CARD_WAYS,
    )
    label = Words(
        x=box.left + share / 2,
        y=box.top + 17,
        text=cut(wording.way(step, way), WAY, share - 10),
        size=WAY,
        colour=paints.SOFT,
        middle=True,
    )
    return Port(way=way, box=box, label=label)
