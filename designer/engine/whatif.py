# mypy: disable-error-code="no-untyped-def,no-untyped-call"
"""Events that are supposed to happen in the days that are simulated, when nobody knows them yet.

``known``: those that the base has of these days. ``replay``: those of the days before the start, as many
whole weeks earlier, so that weekdays stay. ``rates``: as often as each contact has had them in the last
year, at moments drawn by hashes; each like one of the contact's own. What the product itself reports is
never supposed.
"""

from __future__ import annotations

from math import exp

import numpy as np

from designer.domain.errors import BadInput
from designer.domain.time import DAY, Minute
from designer.engine.columns import Added, Base
from designer.engine.draws import draw, identity
from designer.engine.jit import entrance, jit
from designer.engine.rulebook import Rulebook

WAYS = ("known", "replay", "rates")
#: How far back a contact's own rates are taken from.
LOOK_BACK = 365 * DAY

#: Events of the product itself.
_OWN = ("message.", "task.", "designer.")
#: Kinds of draws, apart from those of ``draws.py``.
_HOW_MANY, _WHEN, _LIKE = 64, 65, 66
#: More of one kind for one contact are not supposed.
_MOST = 10_000


def supposed(way: str, base: Base, book: Rulebook, *, start: Minute, days: int) -> Added | None:
    """The events to suppose; nothing when the base's own are taken. Raises ``BadInput`` for another word."""
    match way:
        case "known":
            return None
        case "replay":
            return _replayed(base, start, days)
        case "rates":
            return _drawn(base, book, start, days)
    raise BadInput(f"'{way}' is no source of events; it is one of {', '.join(WAYS)}.")


def _outside(base: Base, since: Minute, before: Minute) -> np.ndarray:
    """The rows of what happened outside of the product from ``since`` on, up to ``before``."""
    rows = np.flatnonzero((base.minute >= since) & (base.minute < before))
    names = base.names()
    return rows[[not names[row].startswith(_OWN) for row in rows.tolist()]] if len(rows) else rows


def _replayed(base: Base, start: Minute, days: int) -> Added:
    back = -(-days // 7) * 7 * DAY
    rows = _outside(base, start - back, start - back + days * DAY)
    return Added(person=base.person[rows], minute=base.minute[rows] + back, row=rows)


def _drawn(base: Base, book: Rulebook, start: Minute, days: int) -> Added:
    """A Poisson process for each contact and name, of the contact's own rate."""
    since = min(max(start - LOOK_BACK, base.since), start)
    rows = _outside(base, since, start)
    if not len(rows):
        return Added(*(np.zeros(0, dtype=np.int64) for _ in Added._fields))
    every = base.names()
    names, number = np.unique([every[row] for row in rows.tolist()], return_inverse=True)
    order = np.lexsort((rows, number, base.person[rows]))
    rows, number = rows[order], number[order]
    words = np.array([identity(str(name)) for name in names], dtype=np.int64)
    return Added(
        *_draw_all(
            rows,
            base.person[rows],
            number,
            words,
            base.identities(book.seed),
            start,
            days * DAY,
            start - since,
        )
    )


@entrance
def _draw_all(rows, person, number, words, who, start, length, span):
    """Of each run of rows of one person and name as many moments as drawn: persons, minutes, rows alike."""
    room = 2 * len(rows) + 1024
    found = np.empty((room, 3), dtype=np.int64)
    used = first = 0
    while first < len(rows):
        after = first
        while after < len(rows) and person[after] == person[first] and number[after] == number[first]:
            after += 1
        lo, hi = who[person[first], 0], who[person[first], 1]
        name_lo, name_hi = words[number[first], 0], words[number[first], 1]
        many = _how_many((after - first) * length / span, draw(lo, hi, name_lo, name_hi, 0, _HOW_MANY))
        if used + many > len(found):
            larger = np.empty((2 * len(found) + many, 3), dtype=np.int64)
            larger[:used] = found[:used]
            found = larger
        for k in range(many):
            at = start + int(draw(lo, hi, name_lo, name_hi, k, _WHEN) * length)
            like = first + int(draw(lo, hi, name_lo, name_hi, k, _LIKE) * (after - first))
            found[used, 0], found[used, 1], found[used, 2] = person[first], at, rows[like]
            used += 1
        first = after
    return found[:used, 0].copy(), found[:used, 1].copy(), found[:used, 2].copy()


@jit
def _how_many(expected, drawn):
    """A number of events from a draw in [0, 1): Poisson's law by inversion."""
    many, step = 0, min(expected, 500.0)
    chance = exp(-step)
    upto = chance
    while drawn >= upto and many < _MOST and chance > 0.0:
        many += 1
        chance *= step / many
        upto += chance
    return many if expected <= 500.0 else int(many * expected / 500.0)
