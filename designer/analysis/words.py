"""Words that findings share."""

from __future__ import annotations

from collections.abc import Iterable

from designer.domain.text import nearest


def perhaps(name: str, known: Iterable[str]) -> tuple[str, str]:
    """``; did you mean 'x'?`` in French and English, where something known is like it, else a full stop."""
    near = nearest(name, known)
    if near is None:
        return ".", "."
    return f" ; vouliez-vous dire « {near} » ?", f"; did you mean '{near}'?"


def listed(names: Iterable[str]) -> tuple[str, str]:
    """``« a », « b »`` and ``'a', 'b'``."""
    found = list(names)
    return ", ".join(f"« {name} »" for name in found), ", ".join(f"'{name}'" for name in found)
