"""What is drawn beside the graph: notes, groups, the heading and the legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from designer.analysis.speech import Speech
from designer.reports import fonts, measures, paints
from designer.reports.drawing import Drawing, dicts
from designer.reports.fitting import cut, wrapped
from designer.reports.scene import (
    DETAIL,
    HEADING,
    MARGIN,
    SMALL,
    TITLE,
    WAY,
    Box,
    Card,
    Key,
    Sheet,
    Words,
    around,
)
from designer.reports.wording import Wording

#: Room of the heading above the drawing, and of a row of the legend below it.
HEADING_ROOM: Final = 64.0
LEGEND_ROW: Final = 28.0
#: Room between a group's box and its cards; the title stands in the upper one.
_GROUP_SIDE, _GROUP_ABOVE, _GROUP_BELOW = 20.0, 48.0, 20.0
_NOTE_SIZE: Final = (208.0, 128.0)
#: From one line of a note to the next.
_LINE: Final = 17.0


def notes(drawing: Drawing, say: Speech) -> list[Sheet]:
    """The sticky notes; those without a place are not drawn."""
    found = []
    for note in dicts(drawing.document.get("notes")):
        at = measures.point(note.get("at"))
        if at is None:
            continue
        width, height = measures.point(note.get("size")) or _NOTE_SIZE
        box = Box(left=at[0], top=at[1], width=max(width, 24.0), height=max(height, 24.0))
        tone = str(note.get("tone") or "note")
        paint = paints.NOTES.get(tone, paints.NOTES["note"])
        label = _TONES[say.language].get(tone, tone)
        text = say.text(note.get("text"))
        most = max(1, int((box.height - 34) // _LINE))
        rows = wrapped(text, DETAIL, box.width - 24, most) if text else []
        found.append(
            Sheet(
                id=str(note.get("id") or ""),
                box=box,
                paint=paint,
                words=(
                    Words(
                        x=box.left + 12,
                        y=box.top + 20,
                        text=cut(label, SMALL, box.width - 24, fonts.BOLD),
                        size=SMALL,
                        colour=paint.strong,
                        bold=True,
                    ),
                    *(
                        Words(
                            x=box.left + 12,
                            y=box.top + 38 + index * _LINE,
                            text=row,
                            size=DETAIL,
                            colour=paints.INK,
                        )
                        for index, row in enumerate(rows)
                    ),
                ),
                full=f"{label} · {text}" if text else label,
            )
        )
    return found


#: What notes of each tone are for, in words: nothing is said by colour alone.
_TONES: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "note": "Note",
        "question": "Question",
        "todo": "À faire",
        "decision": "Décision",
        "risk": "Risque",
    },
    "en": {
        "note": "Note",
        "question": "Question",
        "todo": "To do",
        "decision": "Decision",
        "risk": "Risk",
    },
}


def groups(drawing: Drawing, boxes: Mapping[str, Box], say: Speech) -> list[Sheet]:
    """The groups around their cards, the largest first."""
    found = []
    for group in dicts(drawing.document.get("groups")):
        named = group.get("nodes")
        ids = [id_ for id_ in named if isinstance(id_, str)] if isinstance(named, list) else []
        inside = around([boxes[id_] for id_ in ids if id_ in boxes])
        if inside is None:
            continue
        box = Box(
            left=inside.left - _GROUP_SIDE,
            top=inside.top - _GROUP_ABOVE,
            width=inside.width + 2 * _GROUP_SIDE,
            height=inside.height + _GROUP_ABOVE + _GROUP_BELOW,
        )
        paint = paints.GROUPS.get(str(group.get("tone") or "grey"), paints.GROUPS["grey"])
        title = say.text(group.get("title"))
        words = (
            (
                Words(
                    x=box.left + 16,
                    y=box.top + 28,
                    text=cut(title, TITLE, box.width - 32, fonts.BOLD),
                    size=TITLE,
                    colour=paint.strong,
                    bold=True,
                ),
            )
            if title
            else ()
        )
        found.append(Sheet(id=str(group.get("id") or ""), box=box, paint=paint, words=words, full=title))
    # what holds more lies below what holds less
    return sorted(found, key=lambda sheet: -sheet.box.width * sheet.box.height)


def heading(wording: Wording, x: float, top: float, width: float) -> tuple[Words, ...]:
    """The scenario's name, and below it what it is for, else its key."""
    document = wording.drawing.document
    sheet = document.get("sheet")
    below = wording.say.text(sheet.get("description")) if isinstance(sheet, Mapping) else ""
    y = top - HEADING_ROOM + MARGIN + 18
    name = cut(wording.heading, HEADING, width, fonts.BOLD)
    said = cut(below or str(document.get("key") or ""), TITLE, width)
    return (
        Words(x=x, y=y, text=name, size=HEADING, colour=paints.INK, bold=True),
        *([Words(x=x, y=y + 22, text=said, size=TITLE, colour=paints.SOFT)] if said else []),
    )


def legend(
    cards: Sequence[Card], wording: Wording, left: float, top: float, width: float
) -> tuple[tuple[Key, ...], int]:
    """What the signs stand for, the kinds in use alone, and how many rows it takes."""
    used = {card.kind: card for card in reversed(cards)}
    keys: list[Key] = []
    x, row = left, 0
    for kind in paints.KINDS:
        if kind not in used:
            continue
        label = fonts.tidy(wording.say(f"kind.{kind}"))
        room = 26 + fonts.width(label, WAY) + 20
        if x > left and x + room > left + width:
            x, row = left, row + 1
        y = top + row * LEGEND_ROW
        keys.append(
            Key(
                at=(x, y),
                paint=paints.KINDS[kind],
                sign=paints.SIGNS[kind],
                label=Words(x=x + 26, y=y + 14, text=label, size=WAY, colour=paints.SOFT),
            )
        )
        x += room
    return tuple(keys), row + 1 if keys else 0
