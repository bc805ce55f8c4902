"""An order with exceptions: a ranking in which some pairs are turned round by an explicit rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_order(ranked: Sequence[T], prevails: Callable[[T, T], bool]) -> list[T]:
    """The ranking, changed as little as the rule ``prevails(a, b)`` (a before b) needs.

    The next one is always the best ranked over which nothing that is left prevails. Where the rule goes
    round in a circle, the ranking decides.

    >>> in_order(["b", "a", "c"], lambda x, y: (x, y) == ("a", "b"))
    ['a', 'b', 'c']
    """
    left = list(ranked)
    done: list[T] = []
    while left:
        free = (one for one in left if not any(prevails(other, one) for other in left if other is not one))
        best = next(free, left[0])
        left.remove(best)
        done.append(best)
    return done
