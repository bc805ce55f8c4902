"""The typeface of the pictures: Inter as the product shows it, as static TrueType for PDF and slides.

    python tools/make_fonts.py    write designer/reports/fonts anew from the npm package of Inter

The npm package holds variable WOFF2 files, a script each; a PDF embeds plain TrueType. Needs fonttools and
brotli, which the product itself does without at this point: its files are kept beside the code.

The package leaves out the signs that conditions and changes are said with (``≥ ≤ ≠ →``): they are put
together here from parts that it has.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.misc.transform import Identity, Transform
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules" / "@fontsource-variable" / "inter" / "files"
TARGET = ROOT / "designer" / "reports" / "fonts"
SCRIPTS = ("latin", "latin-ext", "greek", "cyrillic")
WEIGHTS = {"Regular": 400, "SemiBold": 600}

#: Sign -> its glyph's name, and the signs that it is made of with where each goes; as wide as the first.
COMPOSED: dict[str, tuple[str, tuple[tuple[str, Transform], ...]]] = {
    "≥": ("greaterequal", ((">", Identity.translate(0, 215)), ("−", Identity.translate(0, -497)))),
    "≤": ("lessequal", (("<", Identity.translate(0, 215)), ("−", Identity.translate(0, -497)))),
    "≠": ("notequal", (("=", Identity), ("/", Transform(0.9, 0, 0, 0.62, 346, 169)))),
}


def compose(font: TTFont, sign: str, name: str, width: int, parts: tuple[tuple[str, Transform], ...]) -> None:
    """Add a sign made of others, as one outline."""
    known, glyphs = font.getBestCmap(), font.getGlyphSet()
    drawn = TTGlyphPen(None)
    for part, placed in parts:
        glyphs[known[ord(part)]].draw(TransformPen(drawn, placed))
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph = drawn.glyph()
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, glyph.xMin)
    assign(font, sign, name)


def assign(font: TTFont, sign: str, name: str) -> None:
    """Show a sign by that glyph."""
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(sign)] = name


def complete(font: TTFont) -> None:
    """Add the signs that the package leaves out."""
    known, widths = font.getBestCmap(), font["hmtx"].metrics
    for sign, (name, parts) in COMPOSED.items():
        compose(font, sign, name, widths[known[ord(parts[0][0])]][0], parts)
    # the arrow up, laid on its side at the height of the minus
    up = font["glyf"][known[ord("↑")]]
    minus = font["glyf"][known[ord("−")]]
    middle = (minus.yMin + minus.yMax) // 2
    margin = minus.xMin
    turned = Transform(0, -1, 1, 0, margin - up.yMin, middle + (up.xMin + up.xMax) // 2)
    compose(font, "→", "arrowright", up.yMax - up.yMin + 2 * margin, (("↑", turned),))
    assign(font, "\N{NARROW NO-BREAK SPACE}", known[ord("\N{THIN SPACE}")])


def main() -> int:
    """Write one file a weight."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        for name, weight in WEIGHTS.items():
            parts = []
            for script in SCRIPTS:
                font = instantiateVariableFont(
                    TTFont(SOURCE / f"inter-{script}-wght-normal.woff2"), {"wght": weight}
                )
                font.flavor = None
                subsetter = Subsetter(Options(layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14]))
                subsetter.populate(unicodes=list(font.getBestCmap()))
                subsetter.subset(font)
                part = Path(folder) / f"{name}-{script}.ttf"
                font.save(part)
                parts.append(str(part))
            merged = Merger().merge(parts)
            for record in merged["name"].names:
                if record.nameID in (1, 4):
                    record.string = f"Inter {name}"
                elif record.nameID == 6:
                    record.string = f"Inter-{name}"
                elif record.nameID == 2:
                    record.string = "Regular"
            merged["OS/2"].usWeightClass = weight
            complete(merged)
            path = TARGET / f"Inter-{name}.ttf"
            merged.save(path)
            print(f"{path.name}: {path.stat().st_size // 1024} KiB, {len(merged.getBestCmap())} signs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
