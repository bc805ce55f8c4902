"""Dice that a generator throws: Hypothesis holds them where failures shrink, a seed where speed counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Dice:
    """Everything is drawn as a number below another; 0 is the simplest of them."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self._below = below

    @classmethod
    def of_seed(cls, seed: int) -> Dice:
        """The same throws for a seed, everywhere."""
        return cls(Random(seed).randrange)

    @classmethod
    def of_draw(cls, draw: st.DrawFn) -> Dice:
        """Throws that Hypothesis makes and shrinks."""
        return cls(lambda number: draw(_numbers(number)))

    def below(self, number: int) -> int:
        """0 … number - 1."""
        return self._below(number) if number > 1 else 0

    def between(self, low: int, high: int) -> int:
        """``low`` … ``high``, both in."""
        return low + self.below(high - low + 1)

    def one(self, choices: Sequence[T]) -> T:
        """One of the choices; the first is the simplest."""
        return choices[self.below(len(choices))]

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred throws; false is the simplest."""
        return self.below(100) >= 100 - percent

    def maybe(self, percent: int, make: Callable[[], T]) -> T | None:
        """What is made, in so many of a hundred throws."""
        return make() if self.chance(percent) else None

    def several(self, least: int, most: int, make: Callable[[], T]) -> list[T]:
        """``least`` … ``most`` of what is made."""
        return [make() for _ in range(self.between(least, most))]

    def some(self, choices: Sequence[T], most: int = 3) -> list[T]:
        """A few of the choices, none twice, at least one."""
        left, found = list(choices), []
        for _ in range(min(self.between(1, most), len(left))):
            found.append(left.pop(self.below(len(left))))
        return found


@cache
def _numbers(number: int) -> st.SearchStrategy[int]:
    return st.integers(0, number - 1)
