"""The typeface of the pictures: Inter as the product shows it, as static TrueType for PDF and slides.

    python tools/make_fonts.py    write designer/reports/fonts anew from the npm package of Inter

The npm package holds variable WOFF2 files, a script each; a PDF embeds plain TrueType. Needs fonttools and
brotli, which the product itself does without at this point: its files are kept beside the code.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules" / "@fontsource-variable" / "inter" / "files"
TARGET = ROOT / "designer" / "reports" / "fonts"
SCRIPTS = ("latin", "latin-ext", "greek", "cyrillic")
WEIGHTS = {"Regular": 400, "SemiBold": 600}


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
            path = TARGET / f"Inter-{name}.ttf"
            merged.save(path)
            print(f"{path.name}: {path.stat().st_size // 1024} KiB, {len(merged.getBestCmap())} signs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
