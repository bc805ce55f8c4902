"""How a scene is laid on paper: how large, on how many pages, which part on which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from designer.reports.scene import Box

Paper = Literal["a4", "a3"]
Orientation = Literal["auto", "portrait", "landscape"]
Spread = Literal["auto", "one", "many"]

#: Width and height of a sheet held upright, in points.
_SIZES: Final = {"a4": (595.28, 841.89), "a3": (841.89, 1190.55)}
#: White border, and the room of the foot line, in points.
BORDER: Final = 28.0
FOOT: Final = 20.0
#: Points a pixel of the canvas: no larger than on the screen, and several pages rather than smaller.
_LARGEST: Final = 0.75
_READABLE: Final = 0.5
#: What is tried on several pages, the largest first.
_SEVERAL: Final = tuple(step / 100 for step in range(70, 48, -2))
#: What two neighbouring pages both show, in points.
OVERLAP: Final = 28.0
#: More pages than this nobody glues together: then everything is made smaller.
_MOST_PAGES: Final = 64
#: How much of a page may stay empty so that no card is cut.
_SPARED: Final = 0.35


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: the part of the scene on it."""

    column: int
    row: int
    part: Box


@dataclass(frozen=True, kw_only=True)
class Pages:
    """The pages of one print."""

    width: float
    height: float
    #: Points a pixel of the canvas.
    scale: float
    columns: int
    rows: int
    pages: tuple[Page, ...]


def lay(
    box: Box,
    paper: Paper,
    orientation: Orientation = "auto",
    spread: Spread = "auto",
    whole: Sequence[Box] = (),
) -> Pages:
    """The pages for a box of the canvas; ``auto`` takes the fewest, and what shows it largest on them.

    ``whole`` are boxes that no page should cut.
    """
    upright = _SIZES[paper]
    lying = (upright[1], upright[0])
    sheets = {"portrait": [upright], "landscape": [lying]}.get(orientation, [upright, lying])
    tries = [pages for width, height in sheets for pages in _on(box, width, height, spread, whole)]
    return min(tries, key=lambda pages: (len(pages.pages), -pages.scale))


def _on(box: Box, width: float, height: float, spread: Spread, whole: Sequence[Box]) -> Iterator[Pages]:
    """The ways to lay a box on sheets of one size."""
    across, down = width - 2 * BORDER, height - 2 * BORDER - FOOT
    fit = min(across / box.width, down / box.height, _LARGEST)
    if spread == "one" or (spread == "auto" and fit >= _READABLE) or fit == _LARGEST:
        yield Pages(
            width=width,
            height=height,
            scale=fit,
            columns=1,
            rows=1,
            pages=(Page(column=0, row=0, part=box),),
        )
        return
    scales = list(_SEVERAL)
    while scales:
        scale = scales.pop(0)
        shared = OVERLAP / scale
        columns = parts(box.left, box.right, across / scale, shared, [(b.left, b.right) for b in whole])
        rows = parts(box.top, box.bottom, down / scale, shared, [(b.top, b.bottom) for b in whole])
        if len(columns) * len(rows) > _MOST_PAGES:
            scales = scales or [scale * 0.9]
            continue
        yield Pages(
            width=width,
            height=height,
            scale=scale,
            columns=len(columns),
            rows=len(rows),
            pages=tuple(
                Page(
                    column=column,
                    row=row,
                    part=Box(left=left, top=top, width=right - left, height=bottom - top),
                )
                for row, (top, bottom) in enumerate(rows)
                for column, (left, right) in enumerate(columns)
            ),
        )


Span = tuple[float, float]


def parts(start: float, end: float, room: float, shared: float, whole: Sequence[Span]) -> list[Span]:
    """A stretch in parts no longer than ``room``, each sharing some with the next, cut where nothing is."""
    found: list[Span] = []
    at = start
    while end - at > room:
        latest = at + room - shared / 2
        cut = _free(latest, at + room * (1 - _SPARED), [span for span in whole if span[1] > at])
        found.append((at, cut + shared / 2))
        at = cut - shared / 2
    found.append((at, end))
    return found


def _free(latest: float, earliest: float, whole: Sequence[Span]) -> float:
    """The last place between the two that cuts nothing, else the latest."""
    cut = latest
    while cut >= earliest:
        through = [low for low, high in whole if low < cut < high]
        if not through:
            return cut
        cut = min(through)
    return latest
