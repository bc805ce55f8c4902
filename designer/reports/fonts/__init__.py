"""The typeface of pictures, documents and slides: Inter, in the two weights that they use."""

from __future__ import annotations

import base64
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

#: The family, and the file of each weight.
FAMILY: Final = "Inter"
REGULAR: Final = "Inter-Regular"
BOLD: Final = "Inter-SemiBold"
WEIGHTS: Final = {REGULAR: 400, BOLD: 600}

#: Spaces that words are kept together by.
_SPACES: Final = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
#: What stands for a sign that the typeface does not have.
_MISSING: Final = "\N{WHITE SQUARE}"
#: Signs that look alike, for those that the typeface does not have.
_ALIKE: Final = {
    "\N{NON-BREAKING HYPHEN}": "-",
    _MISSING: "?",
}


def path(font: str) -> Path:
    """The TrueType file of a weight."""
    return Path(__file__).parent / f"{font}.ttf"


@cache
def _advances(font: str) -> tuple[dict[int, int], int]:
    """Sign -> its width, and the units of an em."""
    with TTFont(path(font), lazy=True) as file:
        widths = file["hmtx"].metrics
        return (
            {sign: widths[glyph][0] for sign, glyph in file.getBestCmap().items()},
            file["head"].unitsPerEm,
        )


def tabular(font: str) -> BytesIO:
    """The TrueType file of a weight whose figures are all as wide, so that they stand one below the other."""
    with TTFont(path(font)) as file:
        names = [file.getBestCmap()[ord(figure)] for figure in "0123456789"]
        widths, glyphs = file["hmtx"], file["glyf"]
        widest = max(widths[name][0] for name in names)
        for name in names:
            width, bearing = widths[name]
            shift = (widest - width) // 2
            glyphs[name].coordinates.translate((shift, 0))
            glyphs[name].recalcBounds(glyphs)
            widths[name] = (widest, bearing + shift)
        raw = BytesIO()
        file.save(raw, reorderTables=None)
    raw.seek(0)
    return raw


def tidy(words: str) -> str:
    """The words on one line, without signs that show nothing."""
    return "".join(sign if sign.isprintable() or sign in _SPACES else " " for sign in words)


def printable(words: str) -> str:
    """The words with no sign that the typeface lacks, for what cannot borrow it from another."""
    known, _ = _advances(REGULAR)
    out = []
    for sign in tidy(words):
        if ord(sign) in known:
            out.append(sign)
        elif sign in _ALIKE:
            out.append(printable(_ALIKE[sign]))
        else:
            out.append(printable(_MISSING))
    return "".join(out)


def width(words: str, size: float, font: str = REGULAR) -> float:
    """How wide the words are, in the unit of ``size``."""
    known, em = _advances(font)
    missing = known[ord("m")]
    return sum(known.get(ord(sign), missing) for sign in words) * size / em


@lru_cache(maxsize=64)
def embedded(font: str, signs: frozenset[str]) -> str:
    """A weight with these signs alone, as a ``data:`` address of a WOFF file."""
    with TTFont(path(font)) as file:
        subsetter = Subsetter(Options(layout_features=[], hinting=False, notdef_outline=True))
        subsetter.populate(unicodes=[ord(sign) for sign in signs])
        subsetter.subset(file)
        file.flavor = "woff"
        raw = BytesIO()
        file.save(raw)
    return "data:font/woff;base64," + base64.b64encode(raw.getvalue()).decode()
