"""The highest score that several runs make: what is free of one another aligns its last sends.

Runs after one another are one graph, worked out as one run; what is locked, in parallel or by a common clock
is bounded from above by its parts or by its windows, and from below by the windows' own scores.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from math import inf
from typing import Protocol

from designer.analysis import spans, stairs
from designer.analysis.courses import Chain, Course, Locked, Parallel
from designer.analysis.sums import CAMPAIGN, NOTHING, UNBOUNDED, Moment, Part, Sum
from designer.analysis.timed import Arc, Clock, Place, Timed
from designer.analysis.webs import Member, Web
from designer.domain.policy import HalfLife, Linear, Reading, Score
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import decayed, length, total
from designer.domain.time import DAY, WEEK, Minute, to_minute

#: Members of an exclusive group whose orders are tried one by one for a score.
_ORDERS = 4


class Whole(Protocol):
    """What is asked of the portfolio: its courses, and its fullest windows."""

    portfolio: Portfolio
    graphs: Mapping[str, Timed]
    memo: dict[object, object]
    free: bool

    def courses(self, chosen: Mapping[str, Collection[str]], width: int) -> list[Course]:
        """What starts on its own."""

    def counts(self, chosen: Mapping[str, Collection[str]], width: int) -> tuple[Part, ...]:
        """The parts for the most messages due in one window."""


class Scoring:
    """The highest score that some messages make."""

    def __init__(self, whole: Whole, chosen: Mapping[str, Collection[str]], score: Score) -> None:
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
        """Those of the counts, with scores for values."""
        course_of = {
            key: course for course in self.whole.courses(self.chosen, self.horizon) for key in course.keys
        }
        found = []
        for part in self.whole.counts(self.chosen, self.horizon):
            courses = list(dict.fromkeys(course_of[key] for key in part.members if key in course_of))
            found.append(Part(members=part.members, compute=self._computing(courses, part)))
        return tuple(found)

    def _computing(self, courses: Sequence[Course], part: Part) -> Callable[[frozenset[str]], Sum]:
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

    def _course(self, course: Course, alive: frozenset[str]) -> Sum:
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

    def _new_course(self, course: Course, alive: frozenset[str]) -> Sum:
        if isinstance(course, Parallel):
            return self._in_parallel(course)
        if isinstance(course, Locked):
            alone = [self._chain((one,)) for one in course.members if one.key in alive]
            upper = sum(one.upper for one in alone)
            return alone[0] if len(alone) == 1 else self._bracket([*alone, *self._windows(alive)], upper)
        assert isinstance(course, Chain)
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
        if Web(members=members).unbounded:
            return UNBOUNDED
        if self.score.reading is Reading.PRODUCT and one.again >= _nothing_left(self.score):
            return self._peak([one], loop=False)
        halves = self.score.decay.half_life if isinstance(self.score.decay, HalfLife) else None
        if one.clocked and halves is not None and one.again > 0 and self.score.reading is Reading.PRODUCT:
            # each run is over for as long before the next: what it leaves is a geometric series
            once = self._peak([one], loop=False)
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
            once = self._peak([one], loop=False)
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

    def _in_parallel(self, course: Parallel) -> Sum:
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
        arcs += [arc.between(arc.source + by, arc.target + by) for arc in one.timed.arcs]
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
                *(arc.between(arc.source + 1, arc.target + 1) for arc in arcs),
                *(
                    Arc(source=start + one.timed.end + 1, target=first + 1)
                    for start, one in zip(starts, members, strict=True)
                ),
            ),
        ),
        {place + 1: name for place, name in names.items()},
    )
