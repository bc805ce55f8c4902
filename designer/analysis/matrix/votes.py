"""What the voters say of each cell, and how far they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from designer.domain.matrix import Vote

#: A scenario and a criterion.
Cell = tuple[str, str]

#: Votes this many levels apart are worth the committee's time.
DISPUTED = 2


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The votes of one cell."""

    votes: tuple[Vote, ...]

    @property
    def median(self) -> float:
        """The middle one; between two middle ones, half-way."""
        return float(median(vote.level for vote in self.votes))

    @property
    def low(self) -> int:
        """The lowest level."""
        return min(vote.level for vote in self.votes)

    @property
    def high(self) -> int:
        """The highest level."""
        return max(vote.level for vote in self.votes)

    @property
    def spread(self) -> int:
        """From the lowest to the highest."""
        return self.high - self.low


def tallies(votes: Iterable[Vote]) -> dict[Cell, Tally]:
    """The votes by cell; of two by one voter for one cell the last one counts."""
    cast: dict[Cell, dict[str, Vote]] = {}
    for vote in votes:
        cast.setdefault((vote.scenario, vote.criterion), {})[vote.voter] = vote
    return {cell: Tally(votes=tuple(by.values())) for cell, by in cast.items()}


def disputed(found: Mapping[Cell, Tally], order: Sequence[Cell]) -> list[Cell]:
    """The cells worth discussing, the widest apart first, then in ``order``."""
    wide = [cell for cell in order if cell in found and found[cell].spread >= DISPUTED]
    return sorted(wide, key=lambda cell: -found[cell].spread)


def agreement(found: Mapping[Cell, Tally]) -> float | None:
    """Kendall's W over the cells that the same voters have filled; nothing where there are too few.

    As long as fewer than two cells have been filled by all, the voter with the fewest votes is left out.
    """
    counts = Counter(vote.voter for tally in found.values() for vote in tally.votes)
    voters = sorted(counts, key=lambda voter: (-counts[voter], voter))
    levels = [_of_first(tally, voters) for tally in found.values()]
    # of how many voters, from the first, there are two cells
    shared = sorted((len(one) for one in levels), reverse=True)[1:2]
    if not shared or shared[0] < 2:
        return None
    return kendall_w(list(zip(*(one[: shared[0]] for one in levels if len(one) >= shared[0]), strict=True)))


def _of_first(tally: Tally, voters: Sequence[str]) -> list[int]:
    """The levels of a cell by voter, up to the first who has not voted."""
    levels = {vote.voter: vote.level for vote in tally.votes}
    return [levels[voter] for voter in takewhile(levels.__contains__, voters)]


def kendall_w(ratings: Sequence[Sequence[float]]) -> float | None:
    """Kendall's coefficient of concordance, corrected for ties: 0 no agreement, 1 the same ranks.

    M. G. Kendall, Rank Correlation Methods, 1948, chapter 6: W = 12·S / (m²·(n³ − n) − m·ΣT). Each sequence
    is one voter's, over the same things in the same order. Nothing where every voter puts all things equal.
    """
    voters, things = len(ratings), len(ratings[0])
    ranks = [mid_ranks(one) for one in ratings]
    sums = [sum(row[thing] for row in ranks) for thing in range(things)]
    mean = sum(sums) / things
    apart = sum((one - mean) ** 2 for one in sums)
    tied = sum(count**3 - count for one in ratings for count in Counter(one).values())
    most = voters**2 * (things**3 - things) - voters * tied
    return 12 * apart / most if most else None


def mid_ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, equal values sharing the mean of theirs.

    >>> mid_ranks([3, 1, 3])
    [2.5, 1.0, 2.5]
    """
    counts = Counter(values)
    below, ranks = 0, {}
    for value in sorted(counts):
        ranks[value] = below + (counts[value] + 1) / 2
        below += counts[value]
    return [ranks[value] for value in values]
