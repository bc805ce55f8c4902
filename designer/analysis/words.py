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


def lasting(minutes: int) -> tuple[str, str]:
    """``2 jours``, ``2 days``: minutes as days, hours and minutes, the greatest two that are not none.

    >>> lasting(1440)
    ('1 jour', '1 day')
    >>> lasting(1590)
    ('1 jour 2 heures', '1 day 2 hours')
    """
    units = ((1440, "jour", "day"), (60, "heure", "hour"), (1, "minute", "minute"))
    french, english = [], []
    for size, fr, en in units:
        count, minutes = divmod(minutes, size)
        if count:
            # French has the plural from two on, as English but for nothing
            ending = "s" if count > 1 else ""
            french.append(f"{count} {fr}{ending}")
            english.append(f"{count} {en}{ending}")
    return " ".join(french[:2]) or "0 minute", " ".join(english[:2]) or "0 minutes"
