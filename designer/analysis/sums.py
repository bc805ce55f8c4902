"""What one contact is due together: parts that do not depend on one another, and their sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import inf

from designer.domain.time import Minute

#: The node of a campaign's only message.
CAMPAIGN = "campaign"


@dataclass(frozen=True, kw_only=True, order=True)
class Moment:
    """One message that comes due."""

    #: Minutes from the start of the window that all parts share; for a score, from the last send of all, so
    #: never above 0.
    at: Minute
    scenario: str
    node: str


@dataclass(frozen=True, kw_only=True)
class Sum:
    """The most that some members of a part make due in one window, or their highest score."""

    #: What ``events`` attain.
    lower: float
    #: What nobody can pass.
    upper: float
    #: The messages that attain ``lower``, in order; none where there is no bound.
    events: tuple[Moment, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether both bounds are the same."""
        return self.lower == self.upper


#: What nobody makes due.
NOTHING = Sum(lower=0, upper=0)
#: There is no bound: both are infinite.
UNBOUNDED = Sum(lower=inf, upper=inf)


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """Scenarios whose runs depend on one another and on no other part's.

    Parts are free against each other: a contact's load is the sum of its parts, and the union of their
    events, all counted from one start of the window, is a run of the whole that attains the lower bounds.
    """

    #: Keys of scenarios and of campaigns.
    members: tuple[str, ...]
    #: The worst for a subset of the members that is not empty.
    compute: Callable[[frozenset[str]], Sum]
    _known: dict[frozenset[str], Sum] = field(default_factory=dict, repr=False)

    def value(self, subset: frozenset[str]) -> Sum:
        """The worst when only these scenarios take the contact (others than members are passed over).

        Monotone in ``upper``, and in ``lower`` wherever it is exact: more members never make less.
        """
        subset = subset.intersection(self.members)
        if not subset:
            return NOTHING
        known = self._known.get(subset)
        if known is None:
            known = self._known[subset] = self.compute(subset)
        return known


def union(sums: Iterable[Sum]) -> Sum:
    """What parts make together: the sum of their bounds, the union of their events in order of time."""
    sums = tuple(sums)
    lower, upper = sum(one.lower for one in sums), sum(one.upper for one in sums)
    if lower == inf:
        return UNBOUNDED
    return Sum(lower=lower, upper=upper, events=tuple(sorted(event for one in sums for event in one.events)))
