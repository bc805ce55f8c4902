"""The built front end, by the names of its sources: `{{ vite('editor/main.tsx') }}` in a template.

Vite writes the browser's files under names that change with their content, and a manifest that says which is
which. A page asks for an entry by the name of its source and receives the tags that load it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from designer.domain.errors import Unavailable

#: Where Vite builds to, and where it is served from.
DIST = Path(__file__).parent / "static" / "dist"
BASE_URL = "/static/dist/"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The files of one entry, as addresses of this site."""

    #: The module to run; absent when the entry is a style sheet alone.
    script: str | None
    #: Style sheets in the order of import.
    styles: tuple[str, ...]
    #: Modules that `script` imports, fetched early.
    preloads: tuple[str, ...]

    def tags(self) -> Markup:
        """The tags for the head of a page."""
        lines = [Markup('<link rel="stylesheet" href="{}">').format(address) for address in self.styles]
        lines += [Markup('<link rel="modulepreload" href="{}">').format(address) for address in self.preloads]
        if self.script is not None:
            lines.append(Markup('<script type="module" src="{}"></script>').format(self.script))
        return Markup("\n").join(lines)


class Assets:
    """The manifest of a build, read again whenever a new build replaces it."""

    def __init__(self, dist: Path = DIST, base_url: str = BASE_URL) -> None:
        self._path = dist / ".vite" / "manifest.json"
        self._base_url = base_url
        self._read: tuple[int, Mapping[str, Any]] | None = None

    def vite(self, source: str) -> Markup:
        """The tags that load the entry `source`, a path below `static/js`.

        Raises `Unavailable` when the front end is not built, or was built without that entry.
        """
        return self.entry(source).tags()

    def entry(self, source: str) -> Entry:
        """The files of the entry `source`; raises as `vite` does."""
        manifest = self._manifest()
        if source not in manifest:
            raise Unavailable(
                f"The built pages do not contain {source}; build them again with `make install` "
                "or `npm run build`."
            )
        own = str(manifest[source]["file"])
        chunks = list(_with_imports(manifest, source))
        styles = [style for chunk in chunks for style in manifest[chunk].get("css", ())]
        is_style = own.endswith(".css")
        return Entry(
            script=None if is_style else self._base_url + own,
            styles=tuple(
                self._base_url + style for style in dict.fromkeys([*styles, *([own] if is_style else [])])
            ),
            preloads=tuple(
                self._base_url + str(manifest[chunk]["file"]) for chunk in chunks if chunk != source
            ),
        )

    def is_built(self) -> bool:
        """Whether there is anything to serve."""
        return self._path.is_file()

    def _manifest(self) -> Mapping[str, Any]:
        try:
            changed = self._path.stat().st_mtime_ns
            if self._read is None or self._read[0] != changed:
                self._read = (changed, json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise Unavailable(
                "The browser's part of Designer is not built; build it with `make install` or "
                "`npm run build`, or install the package with `pip install .`, which builds it."
            ) from error
        return self._read[1]


def _with_imports(manifest: Mapping[str, Any], chunk: str, seen: set[str] | None = None) -> Iterator[str]:
    """A chunk's imports and then itself, each once: style sheets then follow the order of import."""
    seen = set() if seen is None else seen
    if chunk in seen:
        return
    seen.add(chunk)
    for imported in manifest[chunk].get("imports", ()):
        yield from _with_imports(manifest, imported, seen)
    yield chunk
