"""PROMETHEE II: rows compared two by two, so that a weak side is not simply made up for by a strong one.

J.-P. Brans, Ph. Vincke and B. Mareschal, "How to select and how to rank projects: the PROMETHEE method",
European Journal of Operational Research 24 (1986), 228-238. A row that is added can turn two others round,
which is why the weighted sum stays the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

#: How much a difference in one's favour is preferred, 0 to 1; nothing of it below zero.
Preference = Callable[[float], float]


def usual(difference: float) -> float:
    """Type I: the least difference is a whole preference."""
    return 1.0 if difference > 0 else 0.0


def linear(indifference: float, preference: float) -> Preference:
    """Type V: none up to ``indifference``, a whole one from ``preference`` on, in proportion between."""

    def prefer(difference: float) -> float:
        if difference <= indifference:
            return 0.0
        if difference >= preference:
            return 1.0
        return (difference - indifference) / (preference - indifference)

    return prefer


#: For levels: one level better is half a preference, two or more are a whole one.
LEVELS = linear(0, 2)


def net_flows(
    values: Sequence[Sequence[float]], weights: Sequence[float], preferences: Sequence[Preference]
) -> list[float]:
    """φ = φ⁺ − φ⁻ of each row, −1 to 1; more is better on every criterion. One row alone has 0."""
    others, everything = len(values) - 1, sum(weights)
    if others < 1 or not everything:
        return [0.0] * len(values)
    indices = [[_index(one, other, weights, preferences) for other in values] for one in values]
    return [
        (sum(indices[row]) - sum(index[row] for index in indices)) / (others * everything)
        for row in range(len(values))
    ]


def _index(
    one: Sequence[float], other: Sequence[float], weights: Sequence[float], preferences: Sequence[Preference]
) -> float:
    """How much one row is preferred to another one, weighted."""
    return sum(
        weight * prefer(mine - its)
        for mine, its, weight, prefer in zip(one, other, weights, preferences, strict=True)
    )
