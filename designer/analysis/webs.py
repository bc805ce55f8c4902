"""Runs one after another: the graphs of several scenarios joined by the ways from leaving to entering.

A web has the places of its members, the arcs of their graphs, and arcs from every place where a member can be
left to every entry that may follow: into the same scenario after its gap, into another one of the exclusive
group at once. One walk through a web is what one contact does, one enrolment after the other.

Earlier is never worse: whoever comes earlier to a place can do all that somebody later can, since waits are
intervals and clocks let nobody overtake. So the search keeps the earliest minute at which each place is
reached with so many messages, and what is known of the minute of the week where clocks tick. A date of the
contact that ties several waits together is let loose here: bounds stay sound, ``loose`` says so.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import count

from designer.analysis.timed import Timed
from designer.domain.time import DAY, WEEK, Minute

_FULL = (1 << WEEK) - 1
#: Ticks this close together are as good as any minute: triggers that are looked at on a grid.
_FINE = 15
#: More messages than that in one window are not counted one by one.
MOST = 400
#: States after which a search gives up.
PATIENCE = 150_000

#: Least and most minutes (absent: for ever), then the next of these ticks if any, and the member entered.
Leg = tuple[int, int, int | None, tuple[int, ...] | None, int | None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Member:
    """One scenario of a web."""

    timed: Timed
    #: Ids of the message nodes that count.
    chosen: frozenset[str]
    #: Whether it can be left from every place at any minute.
    leaves_anywhere: bool = False
    #: Least minutes from leaving it to entering it again; absent: never again.
    again: int | None = None
    #: Least minutes between two of its entries, whatever happens between.
    spacing: int = 0
    #: Least minutes from leaving another member to entering this one.
    after_others: int = 1
    #: The most entries that can matter for one window; absent: any number.
    entries: int | None = 1
    #: Most entries in so many minutes, where that is less.
    cap: tuple[int, int] | None = None

    @property
    def key(self) -> str:
        """The scenario's."""
        return self.timed.scenario

    @property
    def clocked(self) -> bool:
        """Whether its minutes depend on the local clock."""
        return self.ticks is not None or bool(self.timed.clocks)

    @cached_property
    def ticks(self) -> tuple[int, ...] | None:
        """The minutes of the week at which it is entered; nothing where they say next to nothing."""
        return ticks_of(self.timed.entered_at)


def ticks_of(bits: int | None) -> tuple[int, ...] | None:
    """Minutes of the week from bits; nothing where there are none or where they are as good as any minute."""
    if not bits:
        return None
    found = tuple(minute for minute in range(WEEK) if bits >> minute & 1)
    widest = max((b - a) % WEEK or WEEK for a, b in zip(found, (*found[1:], found[0]), strict=True))
    return None if widest <= _FINE else found


def next_tick(ticks: Sequence[int], minute: Minute) -> Minute:
    """The first tick at or after a minute."""
    week, rest = divmod(minute, WEEK)
    at = bisect_left(ticks, rest)
    return week * WEEK + (ticks[at] if at < len(ticks) else ticks[0] + WEEK)


@dataclass(frozen=True, kw_only=True)
class Found:
    """The messages of a walk that fall into one window."""

    most: int
    #: Minute, place.
    events: tuple[tuple[Minute, int], ...] = ()
    #: Minute, member: the entries after the first message.
    entries: tuple[tuple[Minute, int], ...] = ()
    #: Whether the search was finished: nobody does more.
    finished: bool = True
    #: How many states the search looked at.
    states: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Web:
    """Members joined."""

    members: tuple[Member, ...]
    #: Whether to hold to the most entries of each member.
    limited: bool = True
    #: Whether clocks tick when they do; else each ticks whenever it suits, which bounds from above.
    ticking: bool = True

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Member and place of its graph, for every place of the web."""
        return tuple((at, i) for at, one in enumerate(self.members) for i in range(len(one.timed.places)))

    @cached_property
    def first(self) -> tuple[int, ...]:
        """The entry of each member."""
        starts, total = [], 0
        for one in self.members:
            starts.append(total)
            total += len(one.timed.places)
        return tuple(starts)

    @cached_property
    def counted(self) -> tuple[bool, ...]:
        """Whether each place is a message that counts."""
        return tuple(
            place.message is not None and place.id in one.chosen
            for one in self.members
            for place in one.timed.places
        )

    def node(self, place: int) -> tuple[str, str]:
        """Scenario and node of a place."""
        member, own = self.places[place]
        one = self.members[member]
        return one.key, one.timed.places[own].id

    @cached_property
    def loose(self) -> bool:
        """Whether something that ties times together is left out."""
        return any(arc.anchor is not None for one in self.members for arc in one.timed.arcs)

    @cached_property
    def legs(self) -> tuple[tuple[Leg, ...], ...]:
        """The ways out of every place: target first."""
        found: list[list[Leg]] = [[] for _ in self.places]
        for at, one in enumerate(self.members):
            start = self.first[at]
            for arc in one.timed.arcs:
                leg: Leg = (start + arc.target, arc.lo, arc.hi, None, None)
                if arc.clock is not None:
                    leg = (
                        start + arc.target,
                        0,
                        0 if self.ticking else None,
                        self._held(arc.clock.ticks),
                        None,
                    )
                elif arc.anchor is not None:
                    leg = (start + arc.target, 0, None, None, None)
                found[start + arc.source].append(leg)
            if one.leaves_anywhere:
                end = start + one.timed.end
                for place in range(start, end):
                    found[place].append((end, 0, None, None, None))
            for to, other in enumerate(self.members):
                wait = one.again if to == at else other.after_others
                if wait is not None:
                    found[start + one.timed.end].append(
                        (self.first[to], wait, None, self._held(other.ticks), to)
                    )
        return tuple(map(tuple, found))

    def _held(self, ticks: tuple[int, ...] | None) -> tuple[int, ...] | None:
        return ticks if self.ticking else None

    @cached_property
    def clocked(self) -> bool:
        """Whether the minute of the week plays a part."""
        return self.ticking and any(one.clocked for one in self.members)

    @cached_property
    def period(self) -> int:
        """The round of all its clocks: a day where every weekday is alike, else a week."""
        for ticks in {leg[3] for legs in self.legs for leg in legs} | {one.ticks for one in self.members}:
            if ticks is not None and {(tick + DAY) % WEEK for tick in ticks} != set(ticks):
                return WEEK
        return DAY

    @cached_property
    def phases(self) -> tuple[int, ...]:
        """The minutes of the week at which each place can be passed, as bits."""
        found = [0] * len(self.places)
        todo = []
        for at, one in enumerate(self.members):
            found[self.first[at]] = _FULL if self._held(one.ticks) is None else one.timed.entered_at or 0
            todo.append(self.first[at])
        while todo:
            place = todo.pop()
            for target, lo, hi, ticks, _ in self.legs[place]:
                bits = _spread(found[place], lo, hi)
                if ticks is not None:
                    bits = _through(bits, ticks)
                if bits & ~found[target]:
                    found[target] |= bits
                    todo.append(target)
        return tuple(found)

    @cached_property
    def settled(self) -> bool:
        """Whether every message that counts comes at single minutes of the week."""
        return all(
            low == high
            for place, counted in enumerate(self.counted)
            if counted
            for low, high in _stretches(self.phases[place], self.period)
        )

    @cached_property
    def unbounded(self) -> bool:
        """Whether some walk comes round in no time and counts on the way."""
        return any(self._comes_round(place) for place, counted in enumerate(self.counted) if counted)

    def _comes_round(self, start: int) -> bool:
        seen: set[tuple[int, int]] = set()
        phases = self.phases[start] if self.clocked else 1
        todo = [(start, phases)]
        while todo:
            place, bits = todo.pop()
            for target, lo, _, ticks, member in self.legs[place]:
                if lo or (member is not None and self.limited and self.members[member].entries is not None):
                    continue
                left = bits
                if ticks is not None:
                    left &= sum(1 << tick for tick in ticks)
                if not left:
                    continue
                if target == start:
                    return True
                if (target, left) not in seen:
                    seen.add((target, left))
                    todo.append((target, left))
        return False

    def earliest(
        self,
        width: int,
        *,
        start: Minute = 0,
        first: frozenset[int] | None = None,
        last: frozenset[int] | None = None,
        breadth: int | None = None,
    ) -> Found:
        """The most messages due in [start, start + width), ``start`` being a minute of the week.

        With ``first``, the window opens with one of these places at that very minute, which counts only where
        it is counted; with ``last``, the last message is one of these places. With ``breadth``, only the
        earliest so many ways to each place with so many messages are followed; where some are left out
        the search is not finished.
        """
        limits = tuple(one.entries if self.limited else None for one in self.members)
        end = start + width
        tie = count()
        heap: list[tuple[Minute, int, int, int, tuple[int, ...]]] = []
        came: dict[tuple[int, int, tuple[int, ...]], tuple[int, int, tuple[int, ...]] | None] = {}
        when: dict[tuple[int, int, tuple[int, ...]], Minute] = {}
        none: tuple[int, ...] = (0,) * len(self.members)

        def reach(
            state: tuple[int, int, tuple[int, ...]],
            at: Minute,
            before: tuple[int, int, tuple[int, ...]] | None,
        ) -> None:
            if at < end and at < when.get(state, end):
                when[state], came[state] = at, before
                heappush(heap, (at, next(tie), state[0], state[1], state[2]))

        for place, counted in enumerate(self.counted):
            if place not in first if first is not None else not counted:
                continue
            owner = self.places[place][0]
            limit = limits[owner]
            if limit == 0:
                continue
            used = none if limit is None else (*none[:owner], 1, *none[owner + 1 :])
            bits = self.phases[place] if self.clocked else _FULL
            opens = _first_bit(bits, start)
            if opens is None or (first is not None and opens != start):
                continue
            reach((1 if counted else 0, place, used), opens, None)
        best: tuple[int, int, tuple[int, ...]] | None = None
        states = 0
        ways: dict[tuple[int, int], int] = {}
        finished = True
        while heap:
            at, _, messages, place, used = heappop(heap)
            state = (messages, place, used)
            if when[state] < at:
                continue
            if breadth is not None:
                ways[messages, place] = way = ways.get((messages, place), 0) + 1
                if way > breadth:
                    finished = False
                    continue
            states += 1
            if states > PATIENCE or messages > MOST:
                finished = False
                break
            if (best is None or messages > best[0]) and (place in last if last else self.counted[place]):
                best = state
            for target, lo, _, ticks, member in self.legs[place]:
                then = at + lo
                if then >= end:
                    continue
                if ticks is not None:
                    then = next_tick(ticks, then)
                spent = used
                if member is not None:
                    limit = limits[member]
                    if limit is not None:
                        if used[member] >= limit:
                            continue
                        spent = (*used[:member], used[member] + 1, *used[member + 1 :])
                reach((messages + self.counted[target], target, spent), then, state)
        if best is None:
            return Found(most=0, finished=finished, states=states)
        events: list[tuple[Minute, int]] = []
        entries: list[tuple[Minute, int]] = []
        state_: tuple[int, int, tuple[int, ...]] | None = best
        while state_ is not None:
            place = state_[1]
            if self.counted[place]:
                events.append((when[state_] - start, place))
            before = came[state_]
            if place in self.first and before is not None:
                entries.append((when[state_] - start, self.first.index(place)))
            state_ = before
        return Found(
            most=best[0],
            events=tuple(reversed(events)),
            entries=tuple(reversed(entries)),
            finished=finished,
            states=states,
        )

    def openings(self, place: int) -> tuple[Minute, ...]:
        """Minutes of the week at which a place can be passed, worth opening a window with it."""
        if not self.clocked:
            return (0,)
        stretches = _stretches(self.phases[place], WEEK)
        ticks = {tick for legs in self.legs for leg in legs for tick in leg[3] or ()}
        found = {to % WEEK for _, to in stretches} | {
            tick for tick in ticks if self.phases[place] >> tick & 1
        }
        return tuple(sorted(found))

    def labels(self, width: int) -> tuple[tuple[tuple[int, int, int], ...], ...]:
        """For one message, two and so on: when a window can open with the first one, and what it takes.

        Each is a stretch of minutes of the round (from, to) and the minutes from opening to the last of so
        many messages, below ``width``. Limits are not looked at.
        """
        found: list[tuple[tuple[int, int, int], ...]] = []
        layer = self._openings()
        while len(found) < MOST:
            best = {label for labels in layer.values() for label in labels}
            if not best:
                break
            found.append(tuple(sorted(best)))
            layer = self._next_layer(layer, width)
        return tuple(found)

    def fits(self, width: int) -> dict[int, tuple[tuple[int, int], ...]]:
        """How many messages fit into a window, by the minute at which it opens.

        For each number of messages, the spans (from, to] of minutes of the round, ``from`` maybe below 0: a
        window that opens in one of them, modulo the round, can hold as many. Limits are not looked at.
        """
        return spans_of(self.labels(width), width)

    def _openings(self) -> dict[int, list[tuple[int, int, int]]]:
        """The stretches of the week at which each message can come first: from, to, and nothing spent yet."""
        period = self.period
        return {
            place: [(low, high, 0) for low, high in _stretches(self.phases[place], period)]
            for place, counted in enumerate(self.counted)
            if counted and self.phases[place]
        }

    def _next_layer(
        self, layer: Mapping[int, list[tuple[int, int, int]]], width: int
    ) -> dict[int, list[tuple[int, int, int]]]:
        """From having counted at some places to having counted once more."""
        period = self.period
        reached: dict[int, list[tuple[int, int, int]]] = {}
        passed: dict[int, list[tuple[int, int, int]]] = {}
        todo = [(place, label) for place, labels in layer.items() for label in labels]
        while todo:
            place, label = todo.pop()
            for target, lo, _, ticks, _ in self.legs[place]:
                low, high, took = label
                if took + lo >= width:
                    continue
                for then in _tick(low, high, took + lo, ticks, period):
                    if then[2] >= width:
                        continue
                    if self.counted[target]:
                        _keep(reached.setdefault(target, []), then, period)
                    elif _keep(passed.setdefault(target, []), then, period):
                        todo.append((target, then))
        return reached


def spans_of(
    labels: Sequence[Sequence[tuple[int, int, int]]], width: int
) -> dict[int, tuple[tuple[int, int], ...]]:
    """The spans in which windows of a width can open, from labels that were found for no lesser width."""
    found = {}
    for number, layer in enumerate(labels, 1):
        spans = {(low + took - width, high) for low, high, took in layer if took < width}
        if spans:
            found[number] = tuple(sorted(spans))
    return found


def _tick(
    low: int, high: int, took: int, ticks: tuple[int, ...] | None, period: int
) -> Iterator[tuple[int, int, int]]:
    """Windows that open in [low, high] and have come to a clock after ``took`` minutes, behind it."""
    if ticks is None:
        yield low, high, took
        return
    if high - low + 1 >= period:
        # any minute will do: open so that the tick has just come
        low, high = 0, period - 1
    tick = next_tick(ticks, low + took)
    while True:
        opens = min(high, tick - took)
        yield opens % period, opens % period, tick - opens
        if tick >= high + took:
            return
        tick = next_tick(ticks, tick + 1)


def _keep(labels: list[tuple[int, int, int]], new: tuple[int, int, int], period: int) -> bool:
    """Add a label unless another one serves as well; those it serves for go."""
    if any(_serves(old, new, period) for old in labels):
        return False
    labels[:] = [old for old in labels if not _serves(new, old, period)]
    labels.append(new)
    return True


def _serves(one: tuple[int, int, int], other: tuple[int, int, int], period: int) -> bool:
    """Whether for every opening of the other the first has one no earlier that is behind no later."""
    low, high, took = one
    if high - low + 1 >= period:
        return took <= other[2]
    return any(
        high + by >= other[1] and max(low + by, other[0]) + took <= other[0] + other[2] for by in (0, period)
    )


def _first_bit(bits: int, since: Minute) -> Minute | None:
    """The first minute ≥ ``since`` whose minute of the week is in the set."""
    if bits == _FULL:
        return since
    if not bits:
        return None
    week, rest = divmod(since, WEEK)
    later = bits >> rest
    if later:
        return since + (later & -later).bit_length() - 1
    return (week + 1) * WEEK + (bits & -bits).bit_length() - 1


def _stretches(bits: int, period: int) -> list[tuple[int, int]]:
    """The runs of minutes in a set, within one round; the whole round as one."""
    if bits == _FULL:
        return [(0, period - 1)]
    bits &= (1 << period) - 1
    found = []
    at = 0
    while bits >> at:
        at += ((bits >> at) & -(bits >> at)).bit_length() - 1
        length = (~(bits >> at) & ((bits >> at) + 1)).bit_length() - 1
        found.append((at, at + length - 1))
        at += length
    if len(found) > 1 and found[0][0] == 0 and found[-1][1] == period - 1:
        head = found.pop(0)
        found[-1] = (found[-1][0], found[-1][1] + head[1] + 1)
    return found


def _turn(bits: int, by: int) -> int:
    by %= WEEK
    return ((bits << by) | (bits >> (WEEK - by))) & _FULL


def _spread(bits: int, lo: int, hi: int | None) -> int:
    """The minutes of the week ``lo`` to ``hi`` minutes after those of a set."""
    if not bits or bits == _FULL or hi is None or hi - lo >= WEEK - 1:
        return _FULL if bits else 0
    bits, left, reach = _turn(bits, lo), hi - lo, 1
    while left > 0:
        by = min(reach, left)
        bits |= _turn(bits, by)
        left -= by
        reach += by
    return bits


def _through(bits: int, ticks: tuple[int, ...]) -> int:
    """The ticks that come next after the minutes of a set."""
    found = 0
    if not bits:
        return 0
    before = ticks[-1] - WEEK
    for tick in ticks:
        span = (1 << (tick - before)) - 1
        if _turn(bits, -(before + 1)) & span:
            found |= 1 << tick
        before = tick
    return found
