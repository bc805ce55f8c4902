"""How sure the cut is: what would have to change for another scenario to be kept.

The score is linear in every weight, so that intervals and smallest changes are exact: they come of whole
numbers. Acceptability is counted over weights and levels drawn at random, the same for the same matrix.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from designer.analysis.matrix.scoring import Scored, shares, total, whole
from designer.domain.matrix import BEST

#: Draws of weights and levels, and what they start from.
DRAWS = 2000
SEED = 1997


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Shares of all weights between which the kept rows stay the same, the others keeping proportion."""

    #: Column.
    criterion: int
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Smallest:
    """The smallest relative change of one weight, the others as they are, that alters the kept rows."""

    #: Column.
    criterion: int
    #: 0.1: ten percent more; −0.1: ten percent less; 0: the two are equal now.
    change: float
    enters: str
    leaves: str


@dataclass(frozen=True, kw_only=True)
class Acceptability:
    """How often a row comes where."""

    key: str
    first: float
    in_cut: float
    #: From the first rank.
    ranks: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class _Pair:
    """A kept row against one that is not."""

    kept: Scored
    other: Scored
    #: Difference of their levels, by column.
    own: tuple[int, ...]
    #: Weighted difference over all columns.
    all: int

    @property
    def wins_ties(self) -> bool:
        """Whether the kept one stays kept when both have the same score."""
        return self.kept.tie < self.other.tie

    def rest(self, column: int, weights: Sequence[int]) -> int:
        """Weighted difference over all columns but one."""
        return self.all - weights[column] * self.own[column]


def _pairs(rows: Sequence[Scored], kept: int, weights: Sequence[int]) -> Iterator[_Pair]:
    totals = {one.key: total(one.certain, weights) for one in rows}
    for one, other in product(rows[:kept], rows[kept:]):
        own = tuple(a - b for a, b in zip(one.certain, other.certain, strict=True))
        yield _Pair(kept=one, other=other, own=own, all=totals[one.key] - totals[other.key])


def intervals(rows: Sequence[Scored], kept: int, weights: Sequence[float]) -> list[Interval]:
    """For each criterion the shares its weight may have without another row being kept.

    ``rows`` are those in play, the best first, the first ``kept`` of them being kept.
    """
    counted = whole(weights)
    pairs = list(_pairs(rows, kept, counted))
    return [_interval(pairs, column, counted) for column in range(len(counted))]


def _interval(pairs: Sequence[_Pair], column: int, weights: Sequence[int]) -> Interval:
    # With the share t the difference of a pair is t·own + (1 − t)·rest / others: affine, so each pair bounds
    # t on one side at most.
    others = sum(weights) - weights[column]
    low, high = 0.0, 1.0
    for pair in pairs if others else ():
        rest = pair.rest(column, weights)
        slope = pair.own[column] * others - rest
        if slope > 0:
            low = max(low, -rest / slope)
        elif slope < 0:
            high = min(high, -rest / slope)
    return Interval(criterion=column, low=low, high=high)


def smallest_change(rows: Sequence[Scored], kept: int, weights: Sequence[float]) -> Smallest | None:
    """The smallest relative change of one weight that has another row kept; nothing where none can.

    E. Triantaphyllou and A. Sánchez, "A sensitivity analysis approach for some deterministic multi-criteria
    decision-making methods", Decision Sciences 28 (1997), 151-194: theorem 1, over the pairs of the cut.
    """
    counted = whole(weights)
    pairs = list(_pairs(rows, kept, counted))
    changes = [
        change
        for column in range(len(counted))
        for pair in pairs
        if (change := _change(pair, column, counted)) is not None
    ]
    # of equal ones the first column, then the best of the rows that leave
    return min(changes, key=lambda one: abs(one.change), default=None)


def _change(pair: _Pair, column: int, weights: Sequence[int]) -> Smallest | None:
    """The relative change at which a pair is equal, w' = −rest / own, where there is such a weight."""
    own, rest, weight = pair.own[column], pair.rest(column, weights), weights[column]
    if not own or not weight or (rest <= 0) != (own > 0):
        return None
    if not rest and pair.wins_ties:
        # even without the criterion they are only equal, and that does not turn them round
        return None
    change = -rest / (own * weight) - 1
    return Smallest(criterion=column, change=change, enters=pair.other.key, leaves=pair.kept.key)


def acceptability(
    rows: Sequence[Scored], kept: int, weights: Sequence[float], draws: int = DRAWS, seed: int = SEED
) -> list[Acceptability]:
    """How often each row comes at each rank, over weights and levels that may be somewhat other.

    R. Lahdelma and P. Salminen, "SMAA-2: stochastic multicriteria acceptability analysis for group decision
    making", Operations Research 49 (2001), 444-454. Weights are drawn from the Dirichlet distribution whose
    mean they are (with equal ones, evenly over all weights there can be). A level of 80 percent confidence is
    one off in one draw of five, up or down; one that is missing is any.
    """
    used = [column for column, weight in enumerate(weights) if weight > 0]
    if not rows or not used:
        return []
    chance = np.random.default_rng(seed)
    alpha = np.array(shares([weights[column] for column in used])) * len(used)
    drawn = chance.dirichlet(alpha, size=draws)
    # rows in the order that decides between equal scores, which a stable sort keeps
    tied = sorted(rows, key=lambda one: one.tie)
    scores = np.stack([np.sum(_levels(chance, one, used, draws) * drawn, axis=1) for one in tied], axis=1)
    order = np.argsort(-np.round(scores, 9), axis=1, kind="stable")
    ranks = np.argsort(order, axis=1, kind="stable")
    counts = {one.key: np.bincount(ranks[:, row], minlength=len(rows)) for row, one in enumerate(tied)}
    return [_counted(one.key, counts[one.key] / draws, kept) for one in rows]


def _levels(
    chance: np.random.Generator, row: Scored, used: Sequence[int], draws: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """The levels of a row in each draw, by criterion that counts."""
    shape = (draws, len(used))
    certain = np.array([row.certain[column] for column in used])
    unsure = np.array([1 - (row.confidences[column] or 0) / 100 for column in used])
    missing = np.array([row.levels[column] is None for column in used])
    off = np.where(chance.random(shape) < unsure, chance.choice((-1, 1), size=shape), 0)
    moved = np.clip(certain + off, 0, BEST)
    return np.where(missing, chance.integers(0, BEST + 1, size=shape), moved)


def _counted(key: str, found: np.ndarray[tuple[int, ...], np.dtype[np.float64]], kept: int) -> Acceptability:
    ranks = tuple(float(share) for share in found)
    return Acceptability(key=key, first=ranks[0], in_cut=sum(ranks[:kept]), ranks=ranks)
