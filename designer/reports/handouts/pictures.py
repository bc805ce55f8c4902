"""How the flowchart lies in a document: how large, upright or on its side, in how many parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from designer.reports import fonts
from designer.reports.pages import Span, parts
from designer.reports.scene import Box, Scene

#: Points a pixel: no larger than on the screen, and several parts rather than smaller than can be read.
_LARGEST: Final = 0.75
READABLE: Final = 0.5
#: What is tried in several parts, the largest first; smaller ones for a drawing that nobody can lay out.
_SEVERAL: Final = tuple(step / 100 for step in range(70, 42, -2))
_TINY: Final = (0.4, 0.3, 0.2, 0.1)
#: More parts than this nobody turns over: then everything is made smaller.
_MOST: Final = 40
#: White left around the drawing, in pixels of the canvas.
_WHITE: Final = 12.0
#: Breaks between parts keep away from cards, in pixels: where a link comes in, its arrow head stays.
_AWAY: Final = 24.0
#: Less than this shows no card, in pixels.
_LEAST: Final = 100.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The parts of a drawing, in their order."""

    #: On pages that lie on their side.
    lying: bool
    #: Points a pixel of the canvas.
    scale: float
    #: How many stand one beside the other.
    columns: int
    #: Whether it can go on from page to page as words do: one below the other, none of them empty.
    flows: bool
    parts: tuple[Box, ...]
    #: All of them.
    whole: Box


def plan(scene: Scene, upright: Span, lying: Span) -> Plan:
    """The parts for a document with so much room on its pages; upright as long as one page is enough."""
    first = _laid(scene, upright, lying=False)
    if len(first.parts) == 1:
        return first
    other = _laid(scene, lying, lying=True)
    return min(first, other, key=_worth)


def _worth(one: Plan) -> tuple[bool, int, float]:
    """A drawing is read from top to bottom: one that is cut from left to right comes last."""
    return one.columns > 1, len(one.parts), -one.scale


def _laid(scene: Scene, room: Span, *, lying: bool) -> Plan:
    """The drawing in one part where it can be read, else in the fewest."""
    box = _drawn(scene)
    fit = min(room[0] / box.width, room[1] / box.height, _LARGEST)
    if fit >= READABLE:
        return Plan(lying=lying, scale=fit, columns=1, flows=False, parts=(box,), whole=box)
    tries = [_cut(scene, box, room, scale, lying=lying) for scale in _SEVERAL]
    few = [one for one in tries if len(one.parts) <= _MOST]
    if few:
        return min(few, key=_worth)
    smaller = [_cut(scene, box, room, scale, lying=lying) for scale in _TINY]
    return next((one for one in smaller if len(one.parts) <= _MOST), smaller[-1])


def _cut(scene: Scene, box: Box, room: Span, scale: float, *, lying: bool) -> Plan:
    wide, high = room[0] / scale, room[1] / scale
    columns = parts(box.left, box.right, wide, 0, [(b.left - _AWAY, b.right + _AWAY) for b in scene.whole])
    rows = parts(box.top, box.bottom, high, 0, _upright_spans(scene))
    found = tuple(
        Box(left=left, top=top, width=right - left, height=bottom - top)
        for left, right in columns
        for top, bottom in rows
    )
    shown = tuple(part for part in found if _shows(scene, part)) or found
    flows = len(columns) == 1 and len(shown) == len(found) and not lying
    return Plan(lying=lying, scale=scale, columns=len(columns), flows=flows, parts=shown, whole=box)


def _upright_spans(scene: Scene) -> list[Span]:
    return [(b.top - _AWAY, b.bottom + _AWAY) for b in scene.whole]


def break_before(scene: Scene, part: Box, high: float, *, must: bool) -> float | None:
    """Where a part is broken so that its upper piece is no higher.

    Nothing where there is no room, or no card would stand above: unless it ``must`` be broken there.
    """
    if high < _LEAST:
        return None
    end = min(part.bottom, part.top + 1.5 * high)
    (_, cut), *rest = parts(part.top, end, high, 0, _upright_spans(scene))
    upper = Box(left=part.left, top=part.top, width=part.width, height=cut - part.top)
    return cut if rest and (must or _shows(scene, upper)) else None


def _shows(scene: Scene, part: Box) -> bool:
    """Whether a part has more than links in it."""
    held = (*scene.whole, *(Box(left=key.at[0], top=key.at[1], width=20, height=20) for key in scene.legend))
    return any(
        box.right > part.left and box.left < part.right and box.bottom > part.top and box.top < part.bottom
        for box in held
    )


def _drawn(scene: Scene) -> Box:
    """The drawing with its legend; the document has the heading."""
    inner = scene.inner
    right = max(
        [inner.right, *(key.label.x + fonts.width(key.label.text, key.label.size) for key in scene.legend)]
    )
    bottom = max([inner.bottom, *(key.at[1] + 20 for key in scene.legend)])
    left, top = inner.left - _WHITE, inner.top - _WHITE
    return Box(left=left, top=top, width=right + _WHITE - left, height=bottom + _WHITE - top)
