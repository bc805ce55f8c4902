"""Courses: what starts on its own, whatever else does, and what they make due in one window.

A course is one scenario with all its entries, an exclusive group, or scenarios that start together. Each
answers for a window that opens at a given minute of the week, bounds itself by that minute, and bounds
itself whenever it opens. Courses that go by the local clock share that minute (``Shared``): their worst is
the highest sum over it. The campaigns of the plan, whose dates are fixed, stand with them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import nsmallest
from math import ceil, inf
from typing import Protocol, TypeVar

from designer.analysis import spans, stairs
from designer.analysis.sums import CAMPAIGN, NOTHING, UNBOUNDED, Moment, Sum, union
from designer.analysis.timed import Timed
from designer.analysis.webs import MOST, Found, Member, Web, next_tick, spans_of
from designer.domain.time import DAY, WEEK, Minute

T = TypeVar("T")

#: Minutes of the week at which a shared window is looked at in full before bounds are given.
TRIES = 40
#: Of more members than that…
FEW = 3
#: …only so many ways to each place with so many messages are followed…
BREADTH = 4
#: …and so many states looked at in one proof.
EFFORT = 15_000


class Course(Protocol):
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

    def bounds(self, alive: frozenset[str]) -> Sequence[Bound]:
        """Bounds by the minute at which the window opens, to be added up."""

    def window(self, alive: frozenset[str], opens: Minute) -> Sum:
        """The most in the window that opens at that minute of the week."""


@dataclass(frozen=True, kw_only=True)
class Fits:
    """How many fit, by the minute at which the window opens."""

    #: A day or a week.
    period: int
    #: Number -> spans (from, to] of minutes, modulo the period, in which a window can open.
    spans: Mapping[int, tuple[tuple[int, int], ...]]


#: Bounds by the minute at which the window opens; a number where any will do.
Bound = Fits | float


@dataclass(frozen=True, kw_only=True, eq=False)
class Chain:
    """Enrolments one after the other: of one scenario, or of the members of an exclusive group."""

    members: tuple[Member, ...]
    width: int
    memo: dict[object, object]
    #: States that the searches of one proof may still look at where many members follow each other.
    effort: list[int] = field(default_factory=lambda: [EFFORT])

    @cached_property
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
        if len(web.members) == 1 and (web.members[0].entries == 1 or self._apart(web.members[0])):
            return self._at_most_alone(web.members[0])
        found = self._memoised(("most", web, self.width), lambda: self._earliest(web))
        if found.finished:
            return found.most
        return (
            min(self._rate(found), sum(self.at_most(frozenset((one.key,))) for one in web.members))
            if len(web.members) > 1
            else self._rate(found)
        )

    def _apart(self, member: Member) -> bool:
        """Whether its next run is too far from the last for a window to hold something of both."""
        graph, again = member.timed, member.again
        return (
            again is not None
            and again >= self.width
            and member.entries != 0
            and graph.plain
            and graph.order is not None
            and not member.clocked
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
            places = places_of(member.timed, member.chosen)
            return spans.fullest_window(member.timed, places, self.width, entry=False)

        return self._memoised(("alone", member.timed, member.chosen, self.width), compute)

    def _at_most_alone(self, member: Member) -> float:
        """What one run by itself cannot pass, also where its clocks and dates are too many to follow."""

        def compute() -> float:
            if member.timed.plain and member.timed.order is not None:
                # nothing is left out of the run that is shown
                return self._alone(member).value
            return spans.most_in_window(member.timed, places_of(member.timed, member.chosen), self.width)

        return self._memoised(("alone at most", member.timed, member.chosen, self.width), compute)

    def _earliest(self, web: Web, opens: Minute = 0) -> Found:
        """The most messages of a window.

        Counting the entries of every member multiplies the states of the search: of many members only the
        earliest few ways to each place are followed, which may miss the most; then it is not finished. Nor is
        it when the effort of the proof is spent: then nothing is found but by the bounds.
        """
        if len(web.members) > 1 and self.effort[0] <= 0:
            return Found(most=0, finished=False)
        many = sum(one.entries is not None for one in web.members) > FEW
        found = web.earliest(self.width, start=opens, breadth=BREADTH if many else None)
        self.effort[0] -= found.states if len(web.members) > 1 else 0
        return found

    def _memoised(self, key: object, compute: Callable[[], T]) -> T:
        found = self.memo.get(key)
        if found is None:
            found = self.memo[key] = compute()
        return found  # type: ignore[return-value]

    def bounds(self, alive: frozenset[str]) -> Sequence[Bound]:
        found: list[Bound] = []
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

    def _fits(self, web: Web, graph: Timed, chosen: frozenset[str], again: int | None = None) -> Bound:
        if web.unbounded:
            return inf

        def compute() -> Bound:
            # what was found for a wider window serves for all below
            key = ("labels", graph, chosen, again)
            known = self.memo.get(key)
            if not isinstance(known, tuple) or known[0] < self.width:
                known = self.memo[key] = (self.width, web.labels(self.width))
            return Fits(period=web.period, spans=spans_of(known[1], self.width))

        return self._memoised(("fits", graph, chosen, again, self.width), compute)

    def window(self, alive: frozenset[str], opens: Minute) -> Sum:
        members = tuple(one for one in self.members if one.key in alive)
        if (
            len(members) == 1
            and not members[0].clocked
            and (members[0].entries == 1 or self._apart(members[0]))
        ):
            return self._memoised(("single", members[0], self.width), lambda: self._single(members[0]))
        web = self._web(alive)
        return self._memoised(("window", web, self.width, opens), lambda: self._window(web, alive, opens))

    def _window(self, web: Web, alive: frozenset[str], opens: Minute) -> Sum:
        if web.unbounded:
            return UNBOUNDED
        if web.loose:
            return self._loose(web, alive, opens)
        found = self._earliest(web, opens)
        upper = float(found.most)
        if not found.finished:
            upper = self.at_most(alive)
            if not found.events:
                each = [self.window(frozenset((one.key,)), opens) for one in web.members]
                best = max(each, key=lambda one: one.lower)
                return Sum(lower=best.lower, upper=max(upper, best.lower), events=best.events)
        if not self._spaced(web, found):
            fewer = Web(
                members=tuple(
                    replace(one, entries=one.cap[0]) if one.cap is not None else one for one in web.members
                )
            )
            found = self._earliest(fewer, opens)
            if not self._spaced(fewer, found):
                once = Web(members=tuple(replace(one, again=None, entries=1) for one in web.members))
                found = self._earliest(once, opens)
        return Sum(lower=found.most, upper=max(upper, found.most), events=moments_of(web, found.events))

    def _single(self, member: Member) -> Sum:
        """One run by itself, which no clock touches."""
        graph = member.timed
        if spans.zero_circles(graph, places_of(graph, member.chosen)):
            return UNBOUNDED
        found = self._alone(member)
        events = tuple(
            Moment(at=at, scenario=member.key, node=graph.places[place].id) for at, place in found.events
        )
        return Sum(lower=len(events), upper=max(len(events), self._at_most_alone(member)), events=events)

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
        upper = self._at_most_alone(whose) if len(web.members) == 1 and whose.entries == 1 else inf
        most = self._memoised(
            ("most", self._web(alive, ticking=False), self.width),
            lambda: self._earliest(self._web(alive, ticking=False)),
        )
        upper = min(upper, float(most.most) if most.finished else self.at_most(alive))
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
            last[owner] = at - longest_run(web.members[owner].timed, own)
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
            one.cap is not None and too_many(entered.get(member, ()), one.cap)
            for member, one in enumerate(web.members)
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Parallel:
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
        if self.cap is None or not too_many(entries, self.cap):
            return free, entries, free
        most, per = self.cap
        fewer, entries = stairs.spaced(runs.stair, self.distance, most, ticks, opens)
        reach = runs.stair[-1][1] - runs.stair[0][0]
        if per >= reach:
            return fewer, entries, fewer
        bound = min(free, fewer * ceil(reach / per))
        return bound, entries, fewer

    def bounds(self, alive: frozenset[str]) -> Sequence[Bound]:
        # a run that is entered again and again is bounded as a whole; its minutes of the week still matter
        return [self._loosely]

    @cached_property
    def openings(self) -> Bound:
        """The minutes of the week worth trying: those of one run."""
        web = Web(members=(replace(self.member, again=None, entries=1),))
        return Fits(period=web.period, spans=web.fits(self.width))

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
class Locked:
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
    def _alone(self) -> Mapping[str, Chain]:
        return {
            one.key: Chain(members=(replace(one, again=None, entries=1),), width=self.width, memo=self.memo)
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

    def bounds(self, alive: frozenset[str]) -> Sequence[Bound]:
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
class Shared:
    """Courses and campaigns that share the local clock."""

    courses: tuple[Course, ...]
    #: Campaign -> its minutes: of UTC where it is alone, on the local wall where scenarios go by the clock.
    campaigns: Mapping[str, tuple[Minute, ...]]
    width: int

    @cached_property
    def _period(self) -> int:
        periods = {b.period for course in self.courses for b in self._openings(course) if isinstance(b, Fits)}
        return WEEK if WEEK in periods or self.campaigns else DAY

    def _openings(self, course: Course) -> Sequence[Bound]:
        if isinstance(course, Parallel):
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
                if isinstance(bound, Fits):
                    for spans_ in bound.spans.values():
                        ends |= {
                            (to + by) % self._period
                            for _, to in spans_
                            for by in range(0, self._period, bound.period)
                        }
        ends |= {_of_week(minute) for minutes in self.campaigns.values() for minute in minutes}
        return tuple(sorted(ends))

    def compute(self, subset: frozenset[str]) -> Sum:
        """The worst of some members: bounds everywhere, then the most promising windows in full."""
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
            TRIES + 1, [*tries, *dated_tries], key=lambda one: (-(one[0] + one[1]), one[3] or 0, one[2])
        )
        best = NOTHING
        upper = highest = every[0][0] + every[0][1]
        if all(course.settled for course in courses):
            upper = every[TRIES][0] + every[TRIES][1] if len(every) > TRIES else 0
        for bound, messages, opens, at in every[:TRIES]:
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
    def _rows(self) -> dict[int, tuple[Fits, list[float]]]:
        return {}

    def _row(self, bound: Bound) -> Sequence[float]:
        """A bound at each minute of the grid."""
        if not isinstance(bound, Fits):
            return [bound] * len(self.grid)
        known = self._rows.get(id(bound))
        if known is None:
            known = self._rows[id(bound)] = (bound, self._new_row(bound))
        return known[1]

    def _new_row(self, bound: Fits) -> list[float]:
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


def longest_run(graph: Timed, place: int | None = None) -> float:
    """The longest way from the entry to a place, or to anywhere: infinite with circles or endless waits."""
    if is_endless(graph):
        return inf
    found = stairs.longest_to(graph)
    return max(found) if place is None else max(0, found[place])


def is_endless(graph: Timed) -> bool:
    """Whether there is no longest run."""
    return not stairs.ends(graph) or any(
        arc.clock is None and (arc.hi is None or arc.anchor is not None) for arc in graph.arcs
    )


def places_of(graph: Timed, nodes: frozenset[str]) -> tuple[int, ...]:
    return tuple(at for at in graph.messages if graph.places[at].id in nodes)


def moments_of(web: Web, events: Iterable[tuple[Minute, int]]) -> tuple[Moment, ...]:
    found = []
    for at, place in events:
        scenario, node = web.node(place)
        found.append(Moment(at=at, scenario=scenario, node=node))
    return tuple(found)


def too_many(entries: Sequence[float], cap: tuple[int, int]) -> bool:
    """Whether entries break a cap: more than so many in some window."""
    most, per = cap
    if most <= 0:
        return bool(entries)
    return any(later - first < per for first, later in zip(entries, entries[most:], strict=False))
