"""Weights of criteria from pairwise judgements, and how far these contradict one another.

T. L. Saaty, "How to make a decision: the analytic hierarchy process", European Journal of Operational
Research 48 (1990), 9-26: the principal eigenvector; CI = (λ − n) / (n − 1); CR = CI / RI, fine up to 0.10.
Only weights are computed so, never scores: rows that are added would turn others round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log

#: Saaty's mean consistency index of random judgements, by how many criteria there are (Saaty 1980, to 15).
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
#: A consistency ratio up to here is fine.
CONSISTENT = 0.10

_ROUNDS = 1000
_CLOSE = 1e-13


@dataclass(frozen=True, kw_only=True)
class Weighing:
    """What the judgements come to."""

    #: By criterion, as shares of one.
    weights: Mapping[str, float]
    #: The principal eigenvalue.
    largest: float
    index: float
    #: Nothing where two criteria or fewer leave nothing to contradict.
    ratio: float | None
    #: The three criteria that contradict one another most; nothing where none do.
    worst: tuple[str, str, str] | None

    @property
    def consistent(self) -> bool:
        """Whether the ratio is fine."""
        return self.ratio is None or self.ratio <= CONSISTENT


def weigh(pairs: Mapping[str, Mapping[str, float]], order: Sequence[str]) -> Weighing | None:
    """The weights of the criteria that judgements name, in ``order``; nothing before all pairs are judged."""
    named = {*pairs, *(other for judged in pairs.values() for other in judged)}
    keys = [key for key in order if key in named]
    if len(keys) < 2:
        return None
    judgements = _square(pairs, keys)
    if judgements is None:
        return None
    weights, largest = principal(judgements)
    return _told(keys, judgements, weights, largest)


def _told(
    keys: Sequence[str], judgements: Sequence[Sequence[float]], weights: Sequence[float], largest: float
) -> Weighing:
    size = len(keys)
    index = max(0.0, (largest - size) / (size - 1))
    random = RANDOM_INDEX[min(size, len(RANDOM_INDEX) - 1)]
    triad = worst_triad(judgements)
    return Weighing(
        weights=dict(zip(keys, weights, strict=True)),
        largest=largest,
        index=index,
        ratio=index / random if random else None,
        worst=None if triad is None else (keys[triad[0]], keys[triad[1]], keys[triad[2]]),
    )


def _square(pairs: Mapping[str, Mapping[str, float]], keys: Sequence[str]) -> list[list[float]] | None:
    """The matrix of the judgements, the other direction being one over; nothing where a pair is missing."""
    found = [[1.0] * len(keys) for _key in keys]
    for one, other in combinations(range(len(keys)), 2):
        judged = pairs.get(keys[one], {}).get(keys[other])
        if judged is None:
            back = pairs.get(keys[other], {}).get(keys[one])
            if back is None:
                return None
            judged = 1 / back
        found[one][other], found[other][one] = judged, 1 / judged
    return found


def principal(judgements: Sequence[Sequence[float]]) -> tuple[list[float], float]:
    """The principal eigenvector, adding up to one, and its eigenvalue, by repeated multiplication."""
    weights = [1 / len(judgements)] * len(judgements)
    largest = float(len(judgements))
    for _round in range(_ROUNDS):
        product = [sum(a * w for a, w in zip(row, weights, strict=True)) for row in judgements]
        # the weights add up to one, so the sum of their product is the eigenvalue
        largest = sum(product)
        after = [one / largest for one in product]
        moved = max(abs(new - old) for new, old in zip(after, weights, strict=True))
        weights = after
        if moved < _CLOSE:
            break
    return weights, largest


def worst_triad(judgements: Sequence[Sequence[float]]) -> tuple[int, int, int] | None:
    """The three whose judgements contradict one another most; nothing where none do.

    W. W. Koczkodaj, "A new definition of consistency of pairwise comparisons", Mathematical and Computer
    Modelling 18 (1993), 79-84: a triad is consistent when a·b·c = 1 round the circle, and the worse the
    further from it.
    """
    triads = combinations(range(len(judgements)), 3)
    worst, found = 1e-9, None
    for one, two, three in triads:
        off = abs(log(judgements[one][two] * judgements[two][three] * judgements[three][one]))
        if off > worst:
            worst, found = off, (one, two, three)
    return found
