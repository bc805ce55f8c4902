"""The weighted sum over fixed anchors: what the levels of each row come to.

A level means the same whatever other rows there are, so that a row added or taken away never turns two others
round. Totals are kept as whole numbers: that two rows are equal does not depend on rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import TypeVar

from designer.domain.criteria import NINE
from designer.domain.matrix import BEST, Criterion, Decision, Gate, Matrix, Opening, Row, Side

Key = TypeVar("Key")

#: Value and feasibility from here on are high.
HIGH = 50.0
#: Weights are told apart by this part of one.
_FINEST = 10**6


def criteria_of(matrix: Matrix) -> tuple[Criterion, ...]:
    """The columns: the nine, as the committee changed them, then its own."""
    columns = {one.key: one for one in NINE} | {one.key: one for one in matrix.criteria}
    return tuple(replace(one, weight=matrix.weights.get(one.key, one.weight)) for one in columns.values())


def whole(weights: Sequence[float]) -> tuple[int, ...]:
    """Weights in the same proportions as whole numbers.

    >>> whole([0.5, 0.25, 1])
    (2, 1, 4)
    """
    exact = [Fraction(str(weight)).limit_denominator(_FINEST) for weight in weights]
    common = lcm(*(one.denominator for one in exact)) if exact else 1
    return tuple(int(one * common) for one in exact)


def shares(weights: Sequence[float]) -> tuple[float, ...]:
    """Each weight as a share of all; all zero where no weight counts."""
    total = sum(weights)
    return tuple(weight / total if total else 0.0 for weight in weights)


def weighted_sum(levels: Sequence[float], weights: Sequence[float], best: float = BEST) -> float:
    """``100·Σ w·u / Σ w`` with ``u = level / best``; 0 where no weight counts.

    >>> weighted_sum([5, 0], [3, 1])
    75.0
    """
    total = sum(weights)
    if not total:
        return 0.0
    return 100 * sum(w * level for w, level in zip(weights, levels, strict=True)) / (best * total)


@dataclass(frozen=True, kw_only=True)
class Scored:
    """One row with what its levels come to."""

    key: str
    #: By column; nothing where no level was given.
    levels: tuple[int | None, ...]
    confidences: tuple[int | None, ...]
    heat: int
    #: A closed gate, or the committee's no: no launch, whatever the score.
    barred: bool
    low: float
    high: float
    value: float | None
    feasibility: float | None
    confidence: float | None

    @property
    def known(self) -> bool:
        """Whether any criterion has a level."""
        return any(level is not None for level in self.levels)

    @property
    def complete(self) -> bool:
        """Whether every criterion has a level."""
        return all(level is not None for level in self.levels)

    @cached_property
    def certain(self) -> tuple[int, ...]:
        """The levels, the worst one where none was given: what nobody can take away."""
        return tuple(level or 0 for level in self.levels)

    @property
    def in_play(self) -> bool:
        """Whether it can be kept at all."""
        return self.known and not self.barred

    @property
    def tie(self) -> tuple[int, str]:
        """What decides between equal scores: the hotter first, then the key."""
        return (-self.heat, self.key)


def score_row(key: str, row: Row, criteria: Sequence[Criterion], heat: int) -> Scored:
    """What the levels of one row come to."""
    given = [row.scores.get(one.key) for one in criteria]
    weights = [one.weight for one in criteria]
    levels = tuple(None if score is None else score.level for score in given)
    sides = [one.group for one in criteria]
    return Scored(
        key=key,
        levels=levels,
        confidences=tuple(None if score is None else score.confidence for score in given),
        heat=heat,
        barred=is_barred(row),
        low=weighted_sum([level or 0 for level in levels], weights),
        high=weighted_sum([BEST if level is None else level for level in levels], weights),
        value=_of_side(levels, weights, sides, Side.VALUE),
        feasibility=_of_side(levels, weights, sides, Side.FEASIBILITY),
        confidence=_mean(
            [(w, score.confidence) for w, score in zip(weights, given, strict=True) if score is not None]
        ),
    )


def is_barred(row: Row) -> bool:
    """Whether a gate is closed, or the committee has said no."""
    return Opening.CLOSED in row.gates.values() or row.decision is Decision.NO_GO


def _of_side(
    levels: Sequence[int | None], weights: Sequence[float], sides: Sequence[Side], side: Side
) -> float | None:
    """The weighted sum over the criteria of one side that have a level."""
    known = [
        (weight, 100 * level / BEST)
        for level, weight, of in zip(levels, weights, sides, strict=True)
        if of is side and level is not None
    ]
    return _mean(known)


def _mean(weighted: Sequence[tuple[float, float]]) -> float | None:
    total = sum(weight for weight, _value in weighted)
    return sum(weight * value for weight, value in weighted) / total if total else None


def quadrant(value: float | None, feasibility: float | None) -> str | None:
    """``quick-win``, ``bet`` (worth it, hard), ``filler`` (easy, worth little) or ``drop``."""
    if value is None or feasibility is None:
        return None
    if value >= HIGH:
        return "quick-win" if feasibility >= HIGH else "bet"
    return "filler" if feasibility >= HIGH else "drop"


def verdict(row: Row, scored: Scored) -> str:
    """What can be launched: a gate that is closed or that nobody has looked at is never made up for."""
    if Opening.CLOSED in row.gates.values():
        return "no-go"
    if not scored.complete or any(gate not in row.gates for gate in Gate):
        return "incomplete"
    return "degraded" if Opening.DEGRADED in row.gates.values() else "go"


def ranked(rows: Iterable[Scored], weights: Sequence[float]) -> list[Scored]:
    """The rows, the best first; those that are barred or have no level at all come last.

    An incomplete row stands where its certain levels put it: it can only rise when the others are given.
    """
    counted = whole(weights)

    def place(one: Scored) -> tuple[int, int, tuple[int, str]]:
        last = 2 if one.barred else 0 if one.known else 1
        return (last, -total(one.certain, counted), one.tie)

    return sorted(rows, key=place)


def total(levels: Sequence[int], weights: Sequence[int]) -> int:
    """The weighted levels, added up."""
    return sum(weight * level for weight, level in zip(weights, levels, strict=True))


def places(scores: Mapping[Key, float], order: Sequence[Key]) -> dict[Key, int]:
    """Ranks from 1, the highest score first; of equal ones the first in ``order``."""
    at = {key: index for index, key in enumerate(order)}
    best = sorted(scores, key=lambda key: (-scores[key], at[key]))
    return {key: rank for rank, key in enumerate(best, 1)}
