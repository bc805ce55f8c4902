"""What a wheel must and must not hold: `python tools/check_wheel.py dist/designer-….whl`.

It ships the built editor, the translations and the scenario library, and no TypeScript source.
"""

from __future__ import annotations

import json
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from zipfile import ZipFile

MANIFEST = "designer/static/dist/.vite/manifest.json"


def faults(wheel: Path) -> list[str]:
    """What is wrong with the wheel, in sentences; empty when it may be shipped."""
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read(MANIFEST)) if MANIFEST in names else None
    found = []
    if manifest is None:
        found.append(f"{MANIFEST} is missing: the editor was not built")
    else:
        if "editor/main.tsx" not in manifest:
            found.append("the editor is not among the built entries")
        built = {f"designer/static/dist/{chunk['file']}" for chunk in manifest.values()}
        found += [f"{name} is in the manifest and not in the wheel" for name in sorted(built - names)]
    for pattern, what in (
        ("scenario_library/b2b/*.yaml", "the scenarios of the demo"),
        ("scenario_library/*/pack.yaml", "the packs of the scenario library"),
        ("scenario_library/*/messages/*.yaml", "the messages of the packs"),
        ("designer/web/translations/fr/LC_MESSAGES/messages.po", "the French words of the pages"),
        ("designer/web/templates/*.html", "page templates"),
        ("designer/store/migrations/versions/*.py", "database migrations"),
        ("designer/demo/data/*.xz", "the demo's purchase log"),
        ("designer/py.typed", "the marker of typed packages"),
    ):
        if not any(_matches(name, pattern) for name in names):
            found.append(f"{what} ({pattern}) are missing")
    for name in sorted(names):
        if name.startswith("designer/static/js/") or name.endswith((".tsx", ".pyc")):
            found.append(f"{name} does not belong in a wheel")
    return found


def _matches(name: str, pattern: str) -> bool:
    # fnmatch's star crosses folders: `**/` is any number of them, none included.
    return fnmatchcase(name, pattern.replace("**/", "*"))


def main() -> int:
    """Say what is wrong and answer with status 1, or how large the wheel is."""
    wheel = Path(sys.argv[1])
    found = faults(wheel)
    for fault in found:
        print(f"error: {wheel.name}: {fault}")
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
