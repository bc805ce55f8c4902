"""Where the parts of a document stand in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: A place inside a document, from its root: ``("nodes", 3, "for")``.
Path = tuple[str | int, ...]


def path_text(path: Path) -> str:
    """The place as findings write it.

    >>> path_text(("nodes", 3, "for"))
    'nodes/3/for'
    """
    return "/".join(str(part) for part in path)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One document's file and the line (from 1) of each of its parts."""

    file: str
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int | None:
        """The line of the part, else of the nearest part above it that has one."""
        for end in range(len(path), -1, -1):
            line = self.lines.get(path[:end])
            if line is not None:
                return line
        return None
