"""The order of building: sprints within a capacity, in lots of two or three."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Days that a scenario counts for when its sheet says none: the middle of the usual 3 to 5.
USUAL_DAYS = 4.0

#: Against the rounding of sums of days.
_CLOSE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One scenario to be built."""

    key: str
    days: float
    #: Where the committee put it, if anywhere.
    sprint: int | None = None
    lot: int | None = None


@dataclass(frozen=True, kw_only=True)
class Sprint:
    """What is built together."""

    #: From 1.
    number: int
    lots: tuple[tuple[Planned, ...], ...]

    @property
    def days(self) -> float:
        """The effort of all of it."""
        return sum(one.days for lot in self.lots for one in lot)


def within(days: Sequence[float], capacity: float | None) -> int:
    """How many, from the first, a capacity has room for; all of them where it is not bounded."""
    if capacity is None:
        return len(days)
    spent = 0.0
    for count, one in enumerate(days):
        spent += one
        if spent > capacity + _CLOSE:
            return count
    return len(days)


def sprints(rows: Sequence[Planned], capacity: float | None) -> list[Sprint]:
    """The sprints of the kept rows, which are given the best first.

    Those that the committee placed stay there. The others fill the sprints from the first on, in their order,
    as far as the capacity goes; what is larger than a whole sprint has one to itself.
    """
    placed: dict[int, list[Planned]] = {}
    for one in rows:
        if one.sprint is not None:
            placed.setdefault(one.sprint, []).append(one)
    number = 1
    for one in rows:
        if one.sprint is None:
            while not _fits(placed.get(number, ()), one, capacity):
                number += 1
            placed.setdefault(number, []).append(one)
    _no_one_alone(placed, capacity)
    order = {one.key: index for index, one in enumerate(rows)}
    return [
        Sprint(number=key, lots=_lots(sorted(placed[key], key=lambda one: order[one.key])))
        for key in sorted(placed)
    ]


def _fits(present: Sequence[Planned], one: Planned, capacity: float | None) -> bool:
    days = sum(other.days for other in present)
    return capacity is None or not present or days + one.days <= capacity + _CLOSE


def _no_one_alone(placed: Mapping[int, list[Planned]], capacity: float | None) -> None:
    """Give a last row that stands alone the one before it, as lots are of two at least."""
    last = max(placed, default=0)
    before = placed.get(last - 1, [])
    if len(placed.get(last, ())) != 1 or len(before) < 3 or before[-1].sprint is not None:
        return
    if _fits(placed[last], before[-1], capacity):
        placed[last].insert(0, before.pop())


def _lots(rows: Sequence[Planned]) -> tuple[tuple[Planned, ...], ...]:
    """Lots of two or three in the order of the rows, those first that the committee numbered."""
    numbered: dict[int, list[Planned]] = {}
    for one in rows:
        if one.lot is not None:
            numbered.setdefault(one.lot, []).append(one)
    free = [one for one in rows if one.lot is None]
    lots = [tuple(numbered[lot]) for lot in sorted(numbered)]
    start = 0
    for size in lot_sizes(len(free)):
        lots.append(tuple(free[start : start + size]))
        start += size
    return tuple(lots)


def lot_sizes(count: int) -> list[int]:
    """As many lots of two as there can be, the first of three where one is left over.

    >>> lot_sizes(9)
    [3, 2, 2, 2]
    """
    if count < 2:
        return [1] * count
    lots = count // 2
    return [3 if lot < count % 2 else 2 for lot in range(lots)]
