"""Sets of minutes that are known by their differences: every run along one way at once.

A zone holds variables (now, the minutes of earlier sends, the start of the local week…) and for each two of
them the most by which one can pass the other. All bounds are whole minutes, so that a zone that is not empty
holds whole minutes, and what is cut from it is exact. Kept closed: no bound follows from two others that is
not there already.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from math import inf
from operator import le

#: The variable that every zone has, at place 0.
NOW = 0


class Zone:
    """Variables by name and the matrix of the most by which one passes another."""

    __slots__ = ("bounds", "names")

    def __init__(self, names: list[Hashable], bounds: list[list[float]]) -> None:
        #: The variables; the first one is now.
        self.names = names
        #: ``bounds[i][j]``: the most that variable i is after variable j, in minutes.
        self.bounds = bounds

    @classmethod
    def start(cls) -> Zone:
        """Now, and nothing else."""
        return cls(["now"], [[0]])

    def copy(self) -> Zone:
        """A zone that can be cut without touching this one."""
        return Zone(list(self.names), [list(row) for row in self.bounds])

    def find(self, name: Hashable) -> int | None:
        """The place of a variable, if the zone has it."""
        return self.names.index(name) if name in self.names else None

    def least(self, one: int, other: int) -> float:
        """The least minutes from ``other`` to ``one``."""
        return -self.bounds[other][one]

    def most(self, one: int, other: int) -> float:
        """The most minutes from ``other`` to ``one``."""
        return self.bounds[one][other]

    def cut(self, one: int, other: int, most: float) -> bool:
        """Keep where ``one`` is at most so many minutes after ``other``; false when nothing is left."""
        bounds = self.bounds
        if bounds[one][other] <= most:
            return True
        if bounds[other][one] + most < 0:
            return False
        after = bounds[other]
        for row in bounds:
            through = row[one] + most
            if through == inf:
                continue
            for j, further in enumerate(after):
                if through + further < row[j]:
                    row[j] = through + further
        return True

    def between(self, one: int, other: int, least: float, most: float) -> Zone | None:
        """The part where ``one`` is so many minutes after ``other``; nothing when it is empty."""
        if self.bounds[one][other] < least or -self.bounds[other][one] > most:
            return None
        part = self.copy()
        return part if part.cut(one, other, most) and part.cut(other, one, -least) else None

    def add(self, name: Hashable, *, equal: int, plus: int = 0) -> int:
        """A new variable, so many minutes after another one; its place."""
        for row in self.bounds:
            row.append(row[equal] - plus)
        last = [bound + plus for bound in self.bounds[equal]]
        last[-1] = 0
        self.names.append(name)
        self.bounds.append(last)
        return len(self.names) - 1

    def add_within(self, name: Hashable, of: int, least: float, most: float) -> int:
        """A new variable, from ``least`` to ``most`` minutes after another one; its place."""
        for row in self.bounds:
            row.append(row[of] - least)
        last = [bound + most for bound in self.bounds[of]]
        last[-1] = 0
        self.names.append(name)
        self.bounds.append(last)
        return len(self.names) - 1

    def move(self, variable: int, *, to: int, plus: int = 0) -> None:
        """Forget a variable and let it be so many minutes after another one (which may be itself)."""
        bounds = self.bounds
        ahead = [bound + plus for bound in bounds[to]]
        behind = [row[to] - plus for row in bounds]
        if to == variable:
            ahead[variable] = behind[variable] = 0
        else:
            ahead[to], behind[to] = plus, -plus
        bounds[variable] = ahead
        for row, bound in zip(bounds, behind, strict=True):
            row[variable] = bound
        bounds[variable][variable] = 0

    def loosen(self, variable: int, by_least: float, by_most: float) -> None:
        """Move a variable by any number of minutes from ``by_least`` to ``by_most``."""
        bounds = self.bounds
        for row in bounds:
            row[variable] -= by_least
        bounds[variable] = [bound + by_most for bound in bounds[variable]]
        bounds[variable][variable] = 0

    def keep(self, places: Iterable[int]) -> None:
        """Forget the variables that are not listed."""
        kept = list(places)
        if len(kept) < len(self.names):
            self.names = [self.names[i] for i in kept]
            self.bounds = [[self.bounds[i][j] for j in kept] for i in kept]

    def drop(self, variable: int) -> None:
        """Forget one variable."""
        self.keep(i for i in range(len(self.names)) if i != variable)

    def within(self, other: Zone) -> bool:
        """Whether every point of this zone is one of the other, which has the same variables."""
        return all(all(map(le, row, wide)) for row, wide in zip(self.bounds, other.bounds, strict=True))
