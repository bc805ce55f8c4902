"""Several runs of one scenario and of several scenarios: how they add up for one contact under one rule.

A contact's load is a sum over parts that do not depend on one another: whatever one part does, another one
can do its worst at the same time. What depends on each other is one part: the members of an exclusive group,
scenarios started by one event that comes once, everything that goes by the local clock, the campaigns of the
plan. A part is asked for its worst when only some of its members take the contact (``Part.value``), since
audiences decide which. Times are minutes; windows are half-open, [0, width).

Inside a part, what starts on its own is a *course*: one scenario with all its entries, an exclusive group, or
scenarios that start together. Courses whose minutes do not depend on the local clock are parts of their own.
Those that do share one part: the window opens at some minute of the week, the same for all of them, and their
worst is the highest sum over that minute.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from heapq import nsmallest
from itertools import permutations
from math import ceil, inf
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from designer.analysis import spans, stairs
from designer.analysis.target import leaves
from designer.analysis.timed import Arc, Clock, Place, Timed, timed
from designer.analysis.verdict import Mode
from designer.analysis.webs import MOST, Found, Member, Web, next_tick, spans_of
from designer.domain.channel import Channel
from designer.domain.condition import Between as Range
from designer.domain.condition import Compare, Condition, Contains, Did, In, IsSet, Matches, walk
from designer.domain.data import RECEIPTS, Mutability
from designer.domain.policy import HalfLife, Linear, Reading, Score
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import decayed, length, total
from designer.domain.scenario import (
    DateTrigger,
    Effect,
    EntersTrigger,
    EventTrigger,
    InactivityTrigger,
    Reentry,
    Scenario,
    ScheduleTrigger,
    Update,
)
from designer.domain.time import DAY, WEEK, Duration, Minute, to_minute

T = TypeVar("T")

#: The node of a campaign's only message.
CAMPAIGN = "campaign"
#: Minutes of the week at which a shared window is looked at in full before bounds are given.
_TRIES = 40
#: Members of an exclusive group whose orders are tried one by one for a score.
_ORDERS = 4


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


# ── Courses ─────────────────────────────────────────────────────────────────────────────────────────────


class _Course(Protocol):
    """What starts on its own, whatever else does."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Its scenarios."""

    @property
    def clocked(self) -> bool:
        """Whether it depends on the local clock."""

    @property
    def settled(self) -> bool:
        """Whether no opening of the window needs to be looked at but those that its bounds end at."""

    def at_most(self, alive: frozenset[str]) -> float:
        """A bound, whenever the window opens."""

    def bounds(self, alive: frozenset[str]) -> Sequence[_Bound]:
        """Bounds by the minute at which the window opens, to be added up."""

    def window(self, alive: frozenset[str], opens: Minute) -> Sum:
        """The most in the window that opens at that minute of the week."""


@dataclass(frozen=True, kw_only=True)
class _Fits:
    """How many fit, by the minute at which the window opens."""

    #: A day or a week.
    period: int
    #: Number -> spans (from, to] of minutes, modulo the period, in which a window can open.
    spans: Mapping[int, tuple[tuple[int, int], ...]]


#: Bounds by the minute at which the window opens; a number where any will do.
_Bound = _Fits | float


@dataclass(frozen=True, kw_only=True, eq=False)
class _Chain:
    """Enrolments one after the other: of one scenario, or of the members of an exclusive group."""

    members: tuple[Member, ...]
    width: int
    memo: dict[object, object]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(one.key for one in self.members)

    @cached_property
    def clocked(self) -> bool:
        return any(one.clocked for one in self.members)

    @cached_property
    def settled(self) -> bool:
        web = self._web(frozenset(self.keys))
        return not web.loose and (
            (len(self.members) == 1 and self.members[0].entries in (None, 1)) or web.settled
        )

    def _web(self, alive: frozenset[str], *, ticking: bool = True) -> Web:
        members = tuple(one for one in self.members if one.key in alive)
        web = self.memo.get((members, ticking))
        if web is None:
            web = self.memo[members, ticking] = Web(members=members, ticking=ticking)
        assert isinstance(web, Web)
        return web

    def at_most(self, alive: frozenset[str]) -> float:
        web = self._web(alive, ticking=False)
        if self._web(alive).unbounded:
            return inf
        if len(web.members) == 1 and web.members[0].entries == 1:
            return self._alone(web.members[0]).value
        found = self._memoised(("most", web, self.width), lambda: web.earliest(self.width))
        if found.finished:
            return found.most
        return (
            min(self._rate(found), sum(self.at_most(frozenset((one.key,))) for one in web.members))
            if len(web.members) > 1
            else self._rate(found)
        )

    def _rate(self, found: Found) -> float:
        """A bound from a search that gave up: a window is cut into pieces that hold no more than it saw."""
        if found.most < MOST or not found.events:
            return inf
        span = max(1, found.events[-1][0])
        return (self.width // span + 1) * (found.most + 1)

    def _alone(self, member: Member) -> spans.Stretch:
        """One run by itself, dates included."""

        def compute() -> spans.Stretch:
            return spans.fullest_window(member.timed, _places(member.timed, member.chosen), self.width)

        return self._memoised(("alone", member.timed, member.chosen, self.width), compute)

    def _memoised(self, key: object, compute: Callable[[], T]) -> T:
        found = self.memo.get(key)
        if found is None:
            found = self.memo[key] = compute()
        return found  # type: ignore[return-value]

    def bounds(self, alive: frozenset[str]) -> Sequence[_Bound]:
        found: list[_Bound] = []
        for one in self.members:
            if one.key in alive:
                web = self._web(frozenset((one.key,)))
                if one.entries != 1 and one.entries is not None:
                    # the bound of one entry, as often as it can be entered
                    once = Web(members=(replace(one, again=None, entries=1),))
                    found += [self._fits(once, one.timed, one.chosen)] * one.entries
                else:
                    found.append(self._fits(web, one.timed, one.chosen, one.again))
        return found

    def _fits(self, web: Web, graph: Timed, chosen: frozenset[str], again: int | None = None) -> _Bound:
        if web.unbounded:
            return inf

        def compute() -> _Bound:
            # what was found for a wider window serves for all below
            key = ("labels", graph, chosen, again)
            known = self.memo.get(key)
            if not isinstance(known, tuple) or known[0] < self.width:
                known = self.memo[key] = (self.width, web.labels(self.width))
            return _Fits(period=web.period, spans=spans_of(known[1], self.width))

        return self._memoised(("fits", graph, chosen, again, self.width), compute)

    def window(self, alive: frozenset[str], opens: Minute) -> Sum:
        members = tuple(one for one in self.members if one.key in alive)
        if len(members) == 1 and members[0].entries == 1 and not members[0].clocked:
            return self._memoised(("single", members[0], self.width), lambda: self._single(members[0]))
        web = self._web(alive)
        return self._memoised(("window", web, self.width, opens), lambda: self._window(web, alive, opens))

    def _window(self, web: Web, alive: frozenset[str], opens: Minute) -> Sum:
        if web.unbounded:
            return UNBOUNDED
        if web.loose:
            return self._loose(web, alive, opens)
        found = web.earliest(self.width, start=opens)
        upper = float(found.most) if found.finished else self.at_most(alive)
        if not self._spaced(web, found):
            fewer = Web(
                members=tuple(
                    replace(one, entries=one.cap[0]) if one.cap is not None else one for one in web.members
                )
            )
            found = fewer.earliest(self.width, start=opens)
            if not self._spaced(fewer, found):
                once = Web(members=tuple(replace(one, again=None, entries=1) for one in web.members))
                found = once.earliest(self.width, start=opens)
        return Sum(lower=found.most, upper=max(upper, found.most), events=_moments(web, found.events))

    def _single(self, member: Member) -> Sum:
        """One run by itself, which no clock touches."""
        graph = member.timed
        if spans.zero_circles(graph, _places(graph, member.chosen)):
            return UNBOUNDED
        found = self._alone(member)
        events = tuple(
            Moment(at=at, scenario=member.key, node=graph.places[place].id) for at, place in found.events
        )
        return Sum(lower=len(events), upper=found.value, events=events)

    def _loose(self, web: Web, alive: frozenset[str], opens: Minute) -> Sum:
        """Where dates tie waits together: one run by itself is exact, several are bounded from above."""
        best: tuple[tuple[Minute, int], ...] = ()
        whose = web.members[0]
        for one in web.members:
            stretch = self._alone(one)
            if stretch.value == inf:
                return UNBOUNDED
            since = 0 if stretch.starts_at is None else (stretch.starts_at - opens) % WEEK
            events = tuple((since + at, place) for at, place in stretch.events if since + at < self.width)
            if len(events) > len(best):
                best, whose = events, one
        upper = self._alone(whose).value if len(web.members) == 1 and whose.entries == 1 else inf
        most = self._memoised(
            ("most", self._web(alive, ticking=False), self.width),
            lambda: self._web(alive, ticking=False).earliest(self.width),
        )
        upper = min(upper, float(most.most) if most.finished else self._rate(most))
        events_ = tuple(
            Moment(at=at, scenario=whose.key, node=whose.timed.places[place].id) for at, place in best
        )
        return Sum(lower=len(best), upper=max(upper, len(best)), events=events_)

    def _spaced(self, web: Web, found: Found) -> bool:
        """Whether the entries of a walk keep the distances that the search does not look at."""
        last: dict[int, float] = {}
        entered: dict[int, list[float]] = {}
        if found.events:
            at, place = found.events[0]
            owner, own = web.places[place]
            last[owner] = at - _longest(web.members[owner].timed, own)
            entered[owner] = [last[owner]]
        left: dict[int, Minute] = {}
        where = web.places[found.events[0][1]][0] if found.events else 0
        for at, member in found.entries:
            left[where] = at
            one = web.members[member]
            if member in last and at - last[member] < one.spacing:
                return False
            if member in left and member != where and one.again is not None and at - left[member] < one.again:
                return False
            last[member], where = at, member
            entered.setdefault(member, []).append(at)
        return not any(
            one.cap is not None and _too_many(entered.get(member, ()), one.cap)
            for member, one in enumerate(web.members)
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Parallel:
    """One scenario that is entered again while it runs, at least so long after the last entry."""

    member: Member
    #: Least minutes from one entry to the next.
    distance: int
    #: Most entries in so many minutes.
    cap: tuple[int, int] | None
    width: int

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.member.key,)

    @cached_property
    def _worth(self) -> Mapping[str, float]:
        return dict.fromkeys(self.member.chosen, 1.0)

    @cached_property
    def clocked(self) -> bool:
        return self.member.clocked

    @cached_property
    def settled(self) -> bool:
        return Web(members=(self.member,)).settled

    @cached_property
    def unbounded(self) -> bool:
        """Whether runs without number can wait for the same minute."""
        return self.distance <= 0 or stairs.waits_for_ever(self.member.timed, self._worth)

    def at_most(self, alive: frozenset[str]) -> float:
        return self._loosely

    @cached_property
    def _loosely(self) -> float:
        if self.unbounded:
            return inf
        runs = stairs.entered(self.member.timed, self._worth, self.width)
        assert runs is not None
        return self._most(runs, None, 0)[0]

    def _most(
        self, runs: stairs.Entered, ticks: Sequence[int] | None, opens: Minute
    ) -> tuple[float, tuple[Minute, ...], float]:
        """Upper bound, the entries that attain the most, and what they attain."""
        free, entries = stairs.spaced(runs.stair, self.distance, None, ticks, opens)
        if self.cap is None or not _too_many(entries, self.cap):
            return free, entries, free
        most, per = self.cap
        fewer, entries = stairs.spaced(runs.stair, self.distance, most, ticks, opens)
        reach = runs.stair[-1][1] - runs.stair[0][0]
        if per >= reach:
            return fewer, entries, fewer
        bound = min(free, fewer * ceil(reach / per))
        return bound, entries, fewer

    def bounds(self, alive: frozenset[str]) -> Sequence[_Bound]:
        # a run that is entered again and again is bounded as a whole; its minutes of the week still matter
        return [self._loosely]

    @cached_property
    def openings(self) -> _Bound:
        """The minutes of the week worth trying: those of one run."""
        web = Web(members=(replace(self.member, again=None, entries=1),))
        return _Fits(period=web.period, spans=web.fits(self.width))

    def window(self, alive: frozenset[str], opens: Minute) -> Sum:
        if self.unbounded:
            return UNBOUNDED
        runs = stairs.entered(self.member.timed, self._worth, self.width, opens if self.clocked else None)
        assert runs is not None
        upper, entries, lower = self._most(runs, self.member.ticks, opens)
        events = tuple(
            Moment(at=at, scenario=self.member.key, node=self.member.timed.places[place].id)
            for entry in entries
            for at, place in runs.events(entry)
        )
        return Sum(lower=lower, upper=max(upper, lower), events=tuple(sorted(events)))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Locked:
    """Scenarios that a contact enters at known distances from one event that comes once, or from one date."""

    members: tuple[Member, ...]
    #: Minutes from the event or the date to each entry.
    after: tuple[int, ...]
    width: int
    memo: dict[object, object]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(one.key for one in self.members)

    @cached_property
    def _alone(self) -> Mapping[str, _Chain]:
        return {
            one.key: _Chain(members=(replace(one, again=None, entries=1),), width=self.width, memo=self.memo)
            for one in self.members
        }

    @cached_property
    def clocked(self) -> bool:
        return any(one.clocked for one in self.members)

    @cached_property
    def settled(self) -> bool:
        webs = [Web(members=(one,)) for one in self.members]
        return all(web.settled and not web.loose for web in webs)

    def at_most(self, alive: frozenset[str]) -> float:
        free = sum(self._alone[key].at_most(frozenset((key,))) for key in alive if key in self._alone)
        if free == inf:
            return inf
        found = self._entered(alive, None)
        return free if found is None else min(free, found[0])

    def bounds(self, alive: frozenset[str]) -> Sequence[_Bound]:
        return [
            bound
            for key, chain in self._alone.items()
            if key in alive
            for bound in chain.bounds(frozenset((key,)))
        ]

    def _entered(
        self, alive: frozenset[str], opens: Minute | None
    ) -> tuple[float, Minute, dict[str, stairs.Entered]] | None:
        """The highest sum, the minute of the event that makes it, and everybody's runs."""
        runs: dict[str, stairs.Entered] = {}
        rows: list[stairs.Stair] = []
        base: set[int] | None = None
        for one, after in zip(self.members, self.after, strict=True):
            if one.key not in alive:
                continue
            found = stairs.entered(one.timed, dict.fromkeys(one.chosen, 1.0), self.width, opens)
            if found is None:
                return None
            runs[one.key] = found
            rows.append(stairs.moved(found.stair, -after))
            if opens is not None and one.ticks is not None:
                here = {(tick - after) % WEEK for tick in one.ticks}
                base = here if base is None else base & here
        best, when = 0.0, 0
        ticks = sorted(base) if base else None
        for a, b, value in stairs.total(rows):
            at = a if ticks is None or opens is None else next_tick(ticks, opens + a) - opens
            if at < b and value > best:
                best, when = value, at
        return best, when, runs

    def window(self, alive: frozenset[str], opens: Minute) -> Sum:
        bound = self.at_most(alive)
        if bound == inf:
            return UNBOUNDED
        found = self._entered(alive, opens if self.clocked else None)
        if found is None:
            best = max(
                (self._alone[key].window(frozenset((key,)), opens) for key in sorted(alive)),
                key=lambda one: one.lower,
            )
            return Sum(lower=best.lower, upper=max(bound, best.lower), events=best.events)
        value, when, runs = found
        events = tuple(
            Moment(at=at, scenario=one.key, node=one.timed.places[place].id)
            for one, after in zip(self.members, self.after, strict=True)
            if one.key in runs
            for at, place in runs[one.key].events(when + after)
        )
        loose = any(Web(members=(one,)).loose for one in self.members if one.key in alive)
        lower = value
        if loose:
            chain = max(
                (self._alone[key].window(frozenset((key,)), opens) for key in sorted(alive)),
                key=lambda one: one.lower,
            )
            lower, events = chain.lower, chain.events
        return Sum(lower=lower, upper=max(lower, min(bound, value)), events=tuple(sorted(events)))


# ── What goes by the local clock, and the plan ──────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, eq=False)
class _Shared:
    """Courses and campaigns that share the local clock."""

    courses: tuple[_Course, ...]
    #: Campaign -> its minutes: of UTC where it is alone, on the local wall where scenarios go by the clock.
    campaigns: Mapping[str, tuple[Minute, ...]]
    width: int

    @cached_property
    def _period(self) -> int:
        periods = {
            b.period for course in self.courses for b in self._openings(course) if isinstance(b, _Fits)
        }
        return WEEK if WEEK in periods or self.campaigns else DAY

    def _openings(self, course: _Course) -> Sequence[_Bound]:
        if isinstance(course, _Parallel):
            return () if course.unbounded else (course.openings,)
        return course.bounds(frozenset(course.keys))

    @cached_property
    def grid(self) -> tuple[int, ...]:
        """The minutes of the week at which it is worth opening a window: one later and something is lost.

        A sum of counts, each a step function of the opening that is highest on spans (from, to], is highest
        at the end of some span.
        """
        ends = {0}
        for course in self.courses:
            for bound in self._openings(course):
                if isinstance(bound, _Fits):
                    for spans_ in bound.spans.values():
                        ends |= {
                            (to + by) % self._period
                            for _, to in spans_
                            for by in range(0, self._period, bound.period)
                        }
        ends |= {_of_week(minute) for minutes in self.campaigns.values() for minute in minutes}
        return tuple(sorted(ends))

    def compute(self, subset: frozenset[str]) -> Sum:
        courses = [course for course in self.courses if subset.intersection(course.keys)]
        every_row: list[Sequence[float]] = [[0.0] * len(self.grid)]
        for course in courses:
            alive = subset.intersection(course.keys)
            most = course.at_most(alive)
            rows = [self._row(bound) for bound in course.bounds(alive)]
            if not rows:
                continue
            summed = rows[0] if len(rows) == 1 else list(map(sum, zip(*rows, strict=True)))
            if most < max(summed):
                summed = [min(most, value) for value in summed]
            if inf in summed:
                return UNBOUNDED
            every_row.append(summed)
        totals = list(map(sum, zip(*every_row, strict=True)))
        tries = [(value, 0, opens, None) for value, opens in zip(totals, self.grid, strict=True)]
        dated = sorted(
            (minute, key) for key in subset & self.campaigns.keys() for minute in self.campaigns[key]
        )
        dated_tries = self._dated(dated, dict(zip(self.grid, totals, strict=True)))
        every = nsmallest(
            _TRIES + 1, [*tries, *dated_tries], key=lambda one: (-(one[0] + one[1]), one[3] or 0, one[2])
        )
        best = NOTHING
        upper = highest = every[0][0] + every[0][1]
        if all(course.settled for course in courses):
            upper = every[_TRIES][0] + every[_TRIES][1] if len(every) > _TRIES else 0
        for bound, messages, opens, at in every[:_TRIES]:
            if bound + messages <= best.lower:
                break
            found = [course.window(subset.intersection(course.keys), opens) for course in courses]
            sent = _in_window(dated, at, self.width) if at is not None else ()
            here = union((*found, Sum(lower=len(sent), upper=len(sent), events=sent)))
            upper = max(upper, here.upper)
            if here.lower > best.lower or not best.events:
                best = here
        return Sum(lower=best.lower, upper=max(min(upper, highest), best.lower), events=best.events)

    @cached_property
    def _rows(self) -> dict[int, tuple[_Fits, list[float]]]:
        return {}

    def _row(self, bound: _Bound) -> Sequence[float]:
        """A bound at each minute of the grid."""
        if not isinstance(bound, _Fits):
            return [bound] * len(self.grid)
        known = self._rows.get(id(bound))
        if known is None:
            known = self._rows[id(bound)] = (bound, self._new_row(bound))
        return known[1]

    def _new_row(self, bound: _Fits) -> list[float]:
        period = bound.period
        minutes = sorted({minute % period for minute in self.grid})
        values = [0.0] * len(minutes)
        for number, spans_ in sorted(bound.spans.items()):
            for since, to in spans_:
                if to - since >= period:
                    pieces = [(0, period)]
                else:
                    first, last = (since + 1) % period, to % period
                    pieces = [(first, last + 1)] if first <= last else [(first, period), (0, last + 1)]
                for a, b in pieces:
                    i, j = bisect_left(minutes, a), bisect_left(minutes, b)
                    values[i:j] = [float(number)] * (j - i)
        if len(minutes) == len(self.grid):
            return values
        at = {minute: values[i] for i, minute in enumerate(minutes)}
        return [at[minute % period] for minute in self.grid]

    def _dated(
        self, dated: Sequence[tuple[Minute, str]], totals: Mapping[int, float]
    ) -> list[tuple[float, int, int, Minute | None]]:
        """Windows that hold campaigns: what the rest makes at most, how many campaigns, where and when."""
        if not dated:
            return []
        opens: set[Minute] = {minute for minute, _ in dated}
        if self.courses:
            for minute, _ in dated:
                for tick in self.grid:
                    at = minute - (_of_week(minute) - tick) % WEEK
                    while at > minute - self.width:
                        opens.add(at)
                        at -= WEEK
        return [
            (totals[_of_week(at)], len(_in_window(dated, at, self.width)), _of_week(at), at)
            for at in sorted(opens)
        ]


def _of_week(wall: Minute) -> int:
    """The minute of the week of a wall minute since 1970, a Thursday."""
    return (wall + 3 * DAY) % WEEK


def _in_window(dated: Sequence[tuple[Minute, str]], opens: Minute, width: int) -> tuple[Moment, ...]:
    return tuple(
        Moment(at=minute - opens, scenario=key, node=CAMPAIGN)
        for minute, key in dated
        if opens <= minute < opens + width
    )


# ── A portfolio's courses ───────────────────────────────────────────────────────────────────────────────


class Together:
    """What of a portfolio depends on what.

    ``memo`` may be kept and given again: what was found of a graph is found by the graph's identity, so that
    a scenario that has not changed is not looked at twice (keep its ``Timed``). With ``free`` nothing holds
    scenarios together but exclusive groups: no clock, no common start, no dates of the plan; this bounds what
    can come due when delays move what follows.
    """

    def __init__(
        self,
        portfolio: Portfolio,
        graphs: Mapping[str, Timed] | None = None,
        *,
        mode: Mode = Mode.SOUND,
        free: bool = False,
        memo: dict[object, object] | None = None,
    ) -> None:
        self.portfolio = portfolio
        self.graphs = graphs or {
            one.key: timed(one, portfolio.policy, portfolio.data) for one in portfolio.scenarios
        }
        self.mode = mode
        self.free = free
        self._steady: dict[str, bool] = {}
        self.memo: dict[object, object] = {} if memo is None else memo

    def counts(self, chosen: Mapping[str, Collection[str]], width: int) -> tuple[Part, ...]:
        """The parts for the most messages due in one window of ``width`` minutes.

        ``chosen``: scenario -> the ids of its message nodes that are counted; campaign -> anything not empty
        (its message is the node ``campaign``). What is absent or empty takes no part.
        """
        courses = self.courses(chosen, width)
        clocked = tuple(course for course in courses if course.clocked and not self.free)
        dated = self._dated(chosen, local=bool(clocked))
        value = _let_loose if self.free else _alone
        parts = [
            Part(members=course.keys, compute=value(course)) for course in courses if course not in clocked
        ]
        if self.free:
            parts += [
                Part(
                    members=(key,), compute=_Shared(courses=(), campaigns={key: minutes}, width=width).compute
                )
                for key, minutes in dated.items()
            ]
        elif clocked or dated:
            shared = _Shared(courses=clocked, campaigns=dated, width=width)
            keys = (*(key for course in clocked for key in course.keys), *dated)
            parts.append(Part(members=keys, compute=shared.compute))
        return tuple(parts)

    def after(
        self, chosen: Mapping[str, Collection[str]], channels: Collection[Channel], width: int
    ) -> tuple[Part, ...]:
        """The part for a gap after other channels: one dispatch and the most due within ``width`` of it.

        One part holds everybody, since any one dispatch will do. Its value is 1 + the messages of ``chosen``
        due in [a, a + width) of one counted dispatch at a on one of the channels, itself not counted again;
        0 where there can be no such dispatch.
        """
        first = self._dispatches(channels)
        if not first:
            return ()
        parts = self.counts(chosen, width)
        keys = dict.fromkeys((*(key for part in parts for key in part.members), *first))

        def compute(subset: frozenset[str]) -> Sum:
            found = [
                self._after_one(key, first[key], parts, chosen, width, subset)
                for key in first
                if key in subset
            ]
            best = max(found, key=lambda one: one.lower, default=NOTHING)
            return replace(best, upper=max((one.upper for one in found), default=0))

        return (Part(members=tuple(keys), compute=compute),)

    def _dispatches(self, channels: Collection[Channel]) -> dict[str, frozenset[str]]:
        """The counted messages on some channels: scenario -> nodes, campaign -> its only one."""
        found: dict[str, frozenset[str]] = {}
        for key, graph in self.graphs.items():
            sent = ((graph.places[at].id, graph.places[at].message) for at in graph.messages)
            nodes = frozenset(
                node for node, message in sent if message and message.counts and message.channel in channels
            )
            if nodes:
                found[key] = nodes
        for campaign in self.portfolio.plan.campaigns:
            counted = self.portfolio.policy.rule_of(campaign.category).counts
            if counted and campaign.channel in channels and campaign.key not in self.graphs:
                found[campaign.key] = frozenset((CAMPAIGN,))
        return found

    def _after_one(
        self,
        key: str,
        first: frozenset[str],
        parts: Sequence[Part],
        chosen: Mapping[str, Collection[str]],
        width: int,
        subset: frozenset[str],
    ) -> Sum:
        """One of some dispatches of one scenario, and what follows."""
        own = next((part for part in parts if key in part.members), None)
        rest = [part.value(subset) for part in parts if part is not own]
        nodes = frozenset(chosen.get(key, ()))
        most = own.value(subset).upper if own is not None else 0
        if own is not None and first <= nodes:
            # the window is opened by one that is counted already
            most -= 1
        scenario = self.portfolio.scenario(key)
        if scenario is None:
            opening = Moment(at=0, scenario=key, node=CAMPAIGN)
            return union((*rest, Sum(lower=1, upper=1 + most, events=(opening,))))
        web = Web(members=(self._member(scenario, nodes, width),))
        if web.unbounded:
            return UNBOUNDED
        graph = web.members[0].timed
        places = frozenset(at for at in graph.messages if graph.places[at].id in first)
        follow, finished = 0, True
        events: tuple[Moment, ...] = (Moment(at=0, scenario=key, node=min(first)),)
        for place in places:
            for opens in web.openings(place)[:_TRIES]:
                here = web.earliest(width, start=opens, first=frozenset((place,)))
                finished = finished and here.finished
                counted = 1 if web.counted[place] else 0
                if here.most - counted > follow or not follow:
                    follow = max(follow, here.most - counted)
                    opening = Moment(at=0, scenario=key, node=graph.places[place].id)
                    events = (opening, *_moments(web, here.events[counted:]))
        plain = finished and not web.clocked and not web.loose
        if own is None or (plain and len(own.members) == 1 and scenario.entry.reentry is Reentry.NEVER):
            most = follow
        return union((*rest, Sum(lower=1 + follow, upper=1 + max(most, follow), events=events)))

    def scores(self, chosen: Mapping[str, Collection[str]], score: Score) -> tuple[Part, ...]:
        """The parts for the highest score: they align their last sends, so that scores add up.

        ``chosen`` as for counts; a campaign weighs what its channel weighs. Events are counted from the last
        send. One run by itself is worked out by :func:`designer.analysis.spans.peak`, runs after one another
        by the same on their graphs joined. For what is locked, in parallel or by a common clock the bounds
        may differ.
        """
        scoring = _Scoring(self, chosen, score)
        return scoring.parts()

    # ── courses

    def courses(self, chosen: Mapping[str, Collection[str]], width: int) -> list[_Course]:
        groups: dict[str, list[Member]] = {}
        locks: dict[object, list[tuple[Member, int]]] = {}
        alone: list[_Course] = []
        for scenario in self.portfolio.scenarios:
            nodes = frozenset(chosen.get(scenario.key, ()))
            if not nodes:
                continue
            member = self._member(scenario, nodes, width)
            lock = self._lock(scenario, width)
            if scenario.entry.group is not None:
                groups.setdefault(scenario.entry.group, []).append(member)
            elif lock is not None:
                locks.setdefault(lock[0], []).append((member, lock[1]))
            elif scenario.entry.reentry is Reentry.PARALLEL and not self._once(scenario):
                alone.append(self._parallel(scenario, member, width))
            else:
                alone.append(self._chain((member,), width))
        for members in groups.values():
            alone.append(self._chain(tuple(members), width))
        for held in locks.values():
            if len(held) == 1:
                alone.append(self._chain((held[0][0],), width))
            else:
                alone.append(
                    _Locked(
                        members=tuple(member for member, _ in held),
                        after=tuple(after for _, after in held),
                        width=width,
                        memo=self.memo,
                    )
                )
        return alone

    def _chain(self, members: tuple[Member, ...], width: int) -> _Chain:
        return _Chain(members=members, width=width, memo=self.memo)

    def _parallel(self, scenario: Scenario, member: Member, width: int) -> _Parallel:
        cap = scenario.entry.cap
        gap = 0 if scenario.entry.gap is None else _least(scenario.entry.gap)
        return _Parallel(
            member=member,
            distance=max(gap, member.spacing),
            cap=None if cap is None else (cap.max, _least(cap.per)),
            width=width,
        )

    def _member(self, scenario: Scenario, nodes: frozenset[str], width: int) -> Member:
        graph = self.graphs[scenario.key]
        leaves_anywhere = graph.leaves_anywhere or scenario.key in self._taken_out
        known = (graph, nodes, leaves_anywhere, width, scenario.entry, self.free, self._once(scenario))
        found = self.memo.get(known)
        if found is None:
            found = self.memo[known] = self._new_member(scenario, graph, nodes, leaves_anywhere, width)
        assert isinstance(found, Member)
        return found

    def _new_member(
        self, scenario: Scenario, graph: Timed, nodes: frozenset[str], leaves_anywhere: bool, width: int
    ) -> Member:
        rules = scenario.entry
        spacing = _spacing(scenario)
        soon = 0 if self._fired_by_receipts(scenario) else 1
        again: int | None = None
        entries: int | None = 1
        cap: tuple[int, int] | None = None
        if rules.reentry is not Reentry.NEVER and not self._once(scenario):
            entries = None
            gap = 0 if rules.gap is None else _least(rules.gap)
            longest = inf if leaves_anywhere is False and _endless(graph) else _longest(graph)
            if rules.reentry is Reentry.PARALLEL:
                # in a group one enrolment at a time: the gap counts from entry to entry
                spacing, gap = max(spacing, gap), 0
            again = int(max(gap, soon, spacing - longest if longest < inf else 0))
            if (
                rules.reentry is Reentry.AFTER_EXIT
                and rules.gap is None
                and spacing == 0
                and rules.cap is None
            ):
                again = 0 if _no_length(graph, nodes, leaves_anywhere) else again
            if rules.cap is not None and longest < inf:
                # what can matter was entered less than a run and a window ago
                cap = rules.cap.max, max(1, _least(rules.cap.per))
                entries = rules.cap.max * ceil((longest + width) / cap[1])
        return Member(
            timed=graph if not self.free else replace(graph, entered_at=None),
            chosen=nodes,
            leaves_anywhere=leaves_anywhere,
            again=again,
            spacing=spacing,
            after_others=soon,
            entries=entries,
            cap=cap,
        )

    def _once(self, scenario: Scenario) -> bool:
        """Whether its trigger comes once at most: a date that does not move."""
        trigger = scenario.trigger
        return isinstance(trigger, DateTrigger) and not trigger.yearly and self._trusts(trigger.attribute)

    @cached_property
    def _taken_out(self) -> frozenset[str]:
        """The scenarios that entering another one takes a contact out of."""
        return frozenset(
            prevails.scenario
            for scenario in self.portfolio.scenarios
            for prevails in scenario.priority.prevails_over
            if prevails.effect is Effect.EXIT
        )

    @cached_property
    def _prevailing(self) -> frozenset[str]:
        """The scenarios whose entries or stays depend on another one's."""
        found: set[str] = set()
        for scenario in self.portfolio.scenarios:
            for prevails in scenario.priority.prevails_over:
                if prevails.effect is not Effect.ORDER:
                    found |= {scenario.key, prevails.scenario}
        return frozenset(found)

    def _lock(self, scenario: Scenario, width: int) -> tuple[object, int] | None:
        """What the entry is tied to, and how long after it; nothing where it is free."""
        trigger = scenario.trigger
        if self.free or scenario.key in self._prevailing:
            return None
        if isinstance(trigger, EventTrigger):
            if scenario.entry.reentry is not Reentry.NEVER:
                return None
            if scenario.key not in self._steady:
                self._steady[scenario.key] = self._stays_true(scenario.audience)
            return (trigger, 0) if self._steady[scenario.key] else None
        if isinstance(trigger, DateTrigger) and self._trusts(trigger.attribute):
            offset = trigger.offset.minutes + trigger.at.hour * 60 + trigger.at.minute
            graph = self.graphs[scenario.key]
            # a year apart is out of reach, so that only the entries of one year meet
            near = _longest(graph) + width + abs(offset) < 300 * DAY
            never = scenario.entry.reentry is Reentry.NEVER or not trigger.yearly
            if never and (near or not trigger.yearly):
                return ("date", trigger.attribute, trigger.offset.months, trigger.yearly), offset
        return None

    def _stays_true(self, condition: Condition | None) -> bool:
        """Whether a condition never changes for a contact."""
        if condition is None or self.mode is Mode.PHOTO:
            return True
        for leaf in leaves(condition, self.portfolio):
            match leaf:
                case Compare(field=name) | In(field=name) | Range(field=name) | IsSet(field=name):
                    fixed = self._trusts(name)
                case Contains(field=name) | Matches(field=name):
                    fixed = self._trusts(name)
                case _:
                    fixed = False
            if not fixed:
                return False
        return True

    def _trusts(self, attribute: str) -> bool:
        """Whether an attribute never changes, as far as the mode believes it."""
        if self.mode is Mode.PHOTO:
            return True
        known = self.portfolio.data.attributes.get(attribute)
        if known is not None and known.mutability in (Mutability.VOLATILE, Mutability.MONOTONE):
            return False
        return attribute not in self._updated and not attribute.startswith("consent_")

    @cached_property
    def _updated(self) -> frozenset[str]:
        return frozenset(
            name
            for scenario in self.portfolio.scenarios
            for node in scenario.nodes
            if isinstance(node, Update)
            for name in node.set
        )

    def _fired_by_receipts(self, scenario: Scenario) -> bool:
        """Whether its trigger can come in the very minute in which another enrolment has ended."""
        trigger = scenario.trigger
        match trigger:
            case EventTrigger(event=event):
                return event in RECEIPTS
            case EntersTrigger(condition=condition):
                found = [condition, *leaves(condition, self.portfolio)]
                return any(
                    isinstance(part, Did) and part.event in RECEIPTS for one in found for part in walk(one)
                )
            case _:
                return False

    # ── the plan

    def _dated(self, chosen: Mapping[str, Collection[str]], *, local: bool) -> dict[str, tuple[Minute, ...]]:
        """The minutes of the campaigns that are counted."""
        found: dict[str, tuple[Minute, ...]] = {}
        for campaign in self.portfolio.plan.campaigns:
            if chosen.get(campaign.key) and campaign.key not in self.graphs:
                at = tuple(sorted(to_minute(instant) for instant in campaign.at))
                found[campaign.key] = tuple(map(self._wall, at)) if local else at
        return found

    def _wall(self, minute: Minute) -> Minute:
        """The wall minute of the policy's zone."""
        instant = datetime.fromtimestamp(minute * 60, tz=UTC)
        offset = instant.astimezone(self._zone).utcoffset()
        assert offset is not None
        return minute + int(offset.total_seconds()) // 60

    @cached_property
    def _zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.portfolio.policy.timezone)
        except (KeyError, ValueError, OSError):
            return ZoneInfo("UTC")


def _alone(course: _Course) -> Callable[[frozenset[str]], Sum]:
    return lambda subset: course.window(subset, 0)


def _let_loose(course: _Course) -> Callable[[frozenset[str]], Sum]:
    """Its worst when clocks tick whenever it suits."""

    def compute(subset: frozenset[str]) -> Sum:
        most, found = course.at_most(subset), course.window(subset, 0)
        return UNBOUNDED if most == inf else replace(found, upper=max(most, found.lower))

    return compute


# ── Lengths ─────────────────────────────────────────────────────────────────────────────────────────────


def _least(duration: Duration) -> int:
    """The least minutes of a duration: calendar months at their shortest."""
    years, months = divmod(duration.months, 12)
    return max(0, duration.minutes + (years * 365 + max(0, months * 30 - 2)) * DAY)


def _spacing(scenario: Scenario) -> int:
    """The least minutes between two comings of the trigger for one contact."""
    trigger = scenario.trigger
    match trigger:
        case DateTrigger(yearly=True):
            return 365 * DAY
        case InactivityTrigger(after=after) if after is not None:
            return _least(after)
        case EntersTrigger(every=every):
            # it must be seen untrue in between
            return 2 * max(1, length(every))
        case ScheduleTrigger(cron=cron):
            return _between_ticks(cron)
        case _:
            return 0


def _between_ticks(cron: str) -> int:
    """The least minutes between two instants of a cron expression, over three years."""
    try:
        since = datetime(2023, 1, 1, tzinfo=UTC)
        ticks = CronSim(cron, since)
        least, before = inf, None
        for tick, _ in zip(ticks, range(1200), strict=False):
            if before is not None:
                least = min(least, (tick - before).total_seconds() // 60)
            before = tick
            if least <= 60 or (tick - since).days > 1100:
                break
    except (CronSimError, ValueError):
        return 1
    return 1 if least == inf else int(least)


def _longest(graph: Timed, place: int | None = None) -> float:
    """The longest way from the entry to a place, or to anywhere: infinite with circles or endless waits."""
    if _endless(graph):
        return inf
    found = stairs.longest_to(graph)
    return max(found) if place is None else max(0, found[place])


def _endless(graph: Timed) -> bool:
    """Whether there is no longest run."""
    return not stairs.ends(graph) or any(
        arc.clock is None and (arc.hi is None or arc.anchor is not None) for arc in graph.arcs
    )


def _no_length(graph: Timed, nodes: frozenset[str], leaves_anywhere: bool) -> bool:
    """Whether a run can take no time at all and yet count."""
    joined = Member(timed=graph, chosen=nodes, leaves_anywhere=leaves_anywhere, again=0, entries=None)
    return Web(members=(joined,)).unbounded


def _places(graph: Timed, nodes: frozenset[str]) -> tuple[int, ...]:
    return tuple(at for at in graph.messages if graph.places[at].id in nodes)


def _moments(web: Web, events: Iterable[tuple[Minute, int]]) -> tuple[Moment, ...]:
    found = []
    for at, place in events:
        scenario, node = web.node(place)
        found.append(Moment(at=at, scenario=scenario, node=node))
    return tuple(found)


def _too_many(entries: Sequence[float], cap: tuple[int, int]) -> bool:
    """Whether entries break a cap: more than so many in some window."""
    most, per = cap
    if most <= 0:
        return bool(entries)
    return any(later - first < per for first, later in zip(entries, entries[most:], strict=False))


# ── The score ───────────────────────────────────────────────────────────────────────────────────────────


class _Scoring:
    """The highest score that some messages make."""

    def __init__(self, whole: Together, chosen: Mapping[str, Collection[str]], score: Score) -> None:
        self.whole = whole
        self.chosen = chosen
        self.score = score
        self.horizon = _remembered(score)
        #: Scenario or campaign -> node -> weight.
        self.weights: dict[str, dict[str, float]] = {}
        for key, graph in whole.graphs.items():
            nodes = chosen.get(key, ())
            for at in graph.messages:
                message = graph.places[at].message
                if message is not None and graph.places[at].id in nodes:
                    self.weights.setdefault(key, {})[graph.places[at].id] = message.weight
        for campaign in whole.portfolio.plan.campaigns:
            if chosen.get(campaign.key) and campaign.key not in whole.graphs:
                self.weights[campaign.key] = {CAMPAIGN: score.weight_of(campaign.channel)}

    def parts(self) -> tuple[Part, ...]:
        course_of = {
            key: course for course in self.whole.courses(self.chosen, self.horizon) for key in course.keys
        }
        found = []
        for part in self.whole.counts(self.chosen, self.horizon):
            courses = list(dict.fromkeys(course_of[key] for key in part.members if key in course_of))
            found.append(Part(members=part.members, compute=self._computing(courses, part)))
        return tuple(found)

    def _computing(self, courses: Sequence[_Course], part: Part) -> Callable[[frozenset[str]], Sum]:
        def compute(subset: frozenset[str]) -> Sum:
            sums = [self._course(course, subset.intersection(course.keys)) for course in courses]
            sums = [one for one in sums if one.upper > 0]
            dated = sorted(
                (to_minute(instant), campaign.key)
                for campaign in self.whole.portfolio.plan.campaigns
                if campaign.key in subset and campaign.key in part.members
                for instant in campaign.at
            )
            if dated:
                sums.append(self._plan(dated))
            if any(one.upper == inf for one in sums):
                return UNBOUNDED
            if len(sums) <= 1:
                return sums[0] if sums else NOTHING
            # they share the clock: each one's highest bounds the sum, a common window attains some of it
            upper = sum(one.upper for one in sums)
            return self._bracket([*sums, *self._windows(subset)], upper)

        return compute

    def _windows(self, subset: frozenset[str]) -> list[Sum]:
        """The scores of full windows, as they are."""
        found = []
        for width in {min(width, self.horizon) for width in (1, DAY, WEEK, 30 * DAY)}:
            for part in self.whole.counts(self.chosen, width):
                if not subset.isdisjoint(part.members):
                    events = part.value(subset).events
                    found.append(self._scored(events))
        return found

    def _scored(self, events: Sequence[Moment]) -> Sum:
        """The highest score along some messages, looked for at the latest of them."""
        weighed = [(event.at, self.weights[event.scenario][event.node]) for event in events]
        best, last = 0.0, 0
        for at in sorted({at for at, _ in weighed})[-_LATEST:]:
            value = total(self.score, weighed, at)
            if value > best:
                best, last = value, at
        upto = tuple(replace(event, at=event.at - last) for event in events if event.at <= last)
        return Sum(lower=best, upper=best, events=upto) if best > 0 else NOTHING

    def _bracket(self, found: Sequence[Sum], upper: float) -> Sum:
        best = max(found, key=lambda one: one.lower)
        upper = max(upper, best.lower)
        if upper - best.lower < _ROUNDING:
            upper = best.lower
        return replace(best, upper=upper)

    def _course(self, course: _Course, alive: frozenset[str]) -> Sum:
        if not alive:
            return NOTHING
        known = ("score", tuple((key, self.whole.graphs[key]) for key in course.keys if key in alive))
        cache = self.whole.memo.setdefault(("scores", repr(self.score), self._keyed(alive)), {})
        assert isinstance(cache, dict)
        found = cache.get((type(course), known))
        if found is None:
            found = cache[type(course), known] = self._new_course(course, alive)
        assert isinstance(found, Sum)
        return found

    def _keyed(self, alive: frozenset[str]) -> tuple[object, ...]:
        portfolio = self.whole.portfolio
        return tuple(
            (key, tuple(sorted(self.weights.get(key, {}).items())), repr(one.entry), self.whole.free)
            for key in sorted(alive)
            if (one := portfolio.scenario(key)) is not None
        )

    def _new_course(self, course: _Course, alive: frozenset[str]) -> Sum:
        if isinstance(course, _Parallel):
            return self._in_parallel(course)
        if isinstance(course, _Locked):
            alone = [self._chain((one,)) for one in course.members if one.key in alive]
            upper = sum(one.upper for one in alone)
            return alone[0] if len(alone) == 1 else self._bracket([*alone, *self._windows(alive)], upper)
        assert isinstance(course, _Chain)
        return self._chain(tuple(one for one in course.members if one.key in alive))

    def _chain(self, members: tuple[Member, ...]) -> Sum:
        """Runs one after the other."""
        if len(members) > 1:
            alone = [self._chain((one,)) for one in members]
            upper = sum(one.upper for one in alone)
            if upper == inf:
                return UNBOUNDED
            if len(members) > _ORDERS or any(one.entries != 1 for one in members):
                return self._bracket([*alone, *self._windows(frozenset(one.key for one in members))], upper)
            found = [self._peak(list(order), loop=False) for order in permutations(members)]
            best = max(found, key=lambda one: one.lower)
            return replace(best, upper=max(one.upper for one in found))
        (one,) = members
        if one.again is None or one.entries in (0, 1):
            return NOTHING if one.entries == 0 else self._peak([one], loop=False)
        once = self._peak([one], loop=False)
        if Web(members=members).unbounded:
            return UNBOUNDED
        if self.score.reading is Reading.PRODUCT and one.again >= _nothing_left(self.score):
            return once
        halves = self.score.decay.half_life if isinstance(self.score.decay, HalfLife) else None
        if one.clocked and halves is not None and one.again > 0 and self.score.reading is Reading.PRODUCT:
            # each run is over for as long before the next: what it leaves is a geometric series
            upper = once.upper / (1 - 2.0 ** (-one.again / length(halves)))
            return replace(once, upper=upper)
        if one.entries is not None and one.entries <= _ORDERS:
            again = self._peak([one] * one.entries, loop=False)
        else:
            again = self._peak([one], loop=True)
        if again.upper == inf:
            return UNBOUNDED
        if one.spacing > one.again:
            # what is joined keeps the gap, and the distance of the trigger only where runs are long
            return replace(once, upper=max(once.upper, again.upper))
        return again

    def _peak(self, members: Sequence[Member], *, loop: bool) -> Sum:
        graph, names = _joined(members, loop=loop)
        weights = {
            place: self.weights[scenario][node]
            for place, (scenario, node) in names.items()
            if node in self.weights.get(scenario, {})
        }
        peak = spans.peak(graph, weights, self.score)
        if peak.upper == inf:
            return UNBOUNDED
        last = peak.stretch.events[-1][0] if peak.stretch.events else 0
        events = tuple(
            Moment(at=at - last, scenario=names[place][0], node=names[place][1])
            for at, place in peak.stretch.events
        )
        return Sum(lower=peak.lower, upper=peak.upper, events=events)

    def _in_parallel(self, course: _Parallel) -> Sum:
        """Entered again while it runs: bounded by windows, since a score that decays is a sum of windows."""
        if course.unbounded or self.score.reading is Reading.SUM:
            return UNBOUNDED
        worth = self.weights[course.member.key]
        once = self._peak([course.member], loop=False)
        edges, factors, beyond = _steps(self.score)
        upper = 0.0
        for edge, factor, below in zip(edges, factors, (*factors[1:], 0.0), strict=True):
            runs = stairs.entered(course.member.timed, worth, edge + 1)
            assert runs is not None
            upper += (factor - below) * stairs.spaced(runs.stair, course.distance)[0]
        return self._bracket([once, *self._windows(frozenset(course.keys))], upper * beyond)

    def _plan(self, dated: Sequence[tuple[Minute, str]]) -> Sum:
        return self._scored(tuple(Moment(at=minute, scenario=key, node=CAMPAIGN) for minute, key in dated))


#: Messages of a window after which the score is looked at.
_LATEST = 50
#: Scores closer than that are the same.
_ROUNDING = 1e-9
#: Steps that a decay is bounded by to each of its half-lives, and half-lives looked at.
_FINER, _HALVES = 4, 16


def _remembered(score: Score) -> int:
    """Minutes after which next to nothing is left of a weight."""
    match score.decay:
        case HalfLife(half_life=half):
            return _HALVES * length(half)
        case Linear(over=over):
            return max(1, length(over))
        case steps:
            return max((length(upto) for upto, _ in steps.steps), default=0) + 1


def _nothing_left(score: Score) -> float:
    """The age from which nothing at all is left of a weight."""
    return inf if isinstance(score.decay, HalfLife) else _remembered(score)


def _steps(score: Score) -> tuple[list[int], list[float], float]:
    """A step function above a decay: last ages of its steps, its values, and what is beyond as a factor."""
    match score.decay:
        case HalfLife(half_life=half):
            ages = [length(half) * step // _FINER for step in range(_FINER * _HALVES + 1)]
            beyond = 1 / (1 - 2.0**-_HALVES)
        case Linear(over=over):
            ages = [length(over) * step // 32 for step in range(33)]
            beyond = 1.0
        case steps:
            ages = [0, *(length(upto) + 1 for upto, _ in steps.steps)]
            beyond = 1.0
    ages = sorted(set(ages))
    factors = [decayed(score.decay, age) for age in ages[:-1]]
    return [age - 1 for age in ages[1:]], factors, beyond


def _joined(members: Sequence[Member], *, loop: bool) -> tuple[Timed, dict[int, tuple[str, str]]]:
    """One graph of runs one after the other, any of them left out, and the message of each of its places.

    With ``loop`` the only member comes again and again.
    """
    places: list[Place] = []
    arcs: list[Arc] = []
    names: dict[int, tuple[str, str]] = {}
    starts: list[int] = []
    for one in members:
        starts.append(len(places))
        by = len(places)
        arcs += [replace(arc, source=arc.source + by, target=arc.target + by) for arc in one.timed.arcs]
        end = by + one.timed.end
        for at, place in enumerate(one.timed.places):
            places.append(place)
            if place.message is not None:
                names[by + at] = (one.key, place.id)
            if one.leaves_anywhere and len(members) + loop > 1 and by + at != end:
                arcs.append(Arc(source=by + at, target=end, lo=0, hi=None))
    follow = [(0, 0)] if loop else [(a, b) for b in range(len(members)) for a in range(b)]
    for before, behind in follow:
        one = members[behind]
        same = members[before] is one
        wait = one.again if same and one.again is not None else one.after_others
        source = starts[before] + members[before].timed.end
        if one.ticks is None:
            arcs.append(Arc(source=source, target=starts[behind], lo=wait, hi=None))
            continue
        hall = len(places)
        places.append(Place(id=""))
        arcs.append(Arc(source=source, target=hall, lo=wait, hi=None))
        by_minute: dict[int, set[int]] = {}
        for tick in one.ticks:
            by_minute.setdefault(tick % DAY, set()).add(tick // DAY)
        arcs += [
            Arc(
                source=hall,
                target=starts[behind],
                hi=None,
                clock=Clock(minute=minute, weekdays=frozenset(days)),
            )
            for minute, days in by_minute.items()
        ]
    if len(members) == 1 and not loop:
        return members[0].timed, names
    # entered anywhere, ended anywhere: only pieces of runs are looked at
    first = len(places)
    places.append(Place(id=""))
    return (
        Timed(
            scenario=members[0].key,
            places=(Place(id=""), *places),
            arcs=(
                *(Arc(source=0, target=start + 1, lo=0, hi=0) for start in starts),
                *(replace(arc, source=arc.source + 1, target=arc.target + 1) for arc in arcs),
                *(
                    Arc(source=start + one.timed.end + 1, target=first + 1)
                    for start, one in zip(starts, members, strict=True)
                ),
            ),
        ),
        {place + 1: name for place, name in names.items()},
    )
