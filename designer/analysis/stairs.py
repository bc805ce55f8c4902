"""What one run makes due in a fixed window, by the minute at which it is entered, as a function of steps.

The window is [0, width); a run entered at minute x (mostly below 0) makes at most f(x) messages due in it,
whatever waits it takes. f is a step function with few steps, worked out backwards through the graph: what is
due from a place on, by the minute of arrival there. Runs whose entries depend on one another add up by these
functions: entered at the same minute, or one after the other at a least distance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from designer.analysis.timed import Arc, Timed
from designer.analysis.webs import next_tick
from designer.domain.time import WEEK, Minute

#: Disjoint pieces [from, to) with a value above 0, in order.
Stair = list[tuple[Minute, Minute, float]]


def upper(pieces: Sequence[tuple[Minute, Minute, float]]) -> Stair:
    """The highest of overlapping pieces at every minute."""
    edges = sorted({edge for a, b, _ in pieces for edge in (a, b)})
    rising = sorted(pieces)
    heap: list[tuple[float, Minute]] = []
    found: Stair = []
    at = 0
    for edge, after in pairwise(edges):
        while at < len(rising) and rising[at][0] <= edge:
            heappush(heap, (-rising[at][2], rising[at][1]))
            at += 1
        while heap and heap[0][1] <= edge:
            heappop(heap)
        if heap:
            _add(found, edge, after, -heap[0][0])
    return found


def total(stairs: Sequence[Stair]) -> Stair:
    """The sum of step functions."""
    steps: dict[Minute, float] = {}
    for stair in stairs:
        for a, b, value in stair:
            steps[a] = steps.get(a, 0) + value
            steps[b] = steps.get(b, 0) - value
    found: Stair = []
    level = 0.0
    edges = sorted(steps)
    for edge, after in pairwise(edges):
        level += steps[edge]
        if level > 1e-12:
            _add(found, edge, after, level)
    return found


def at(stair: Stair, minute: Minute) -> float:
    """The value at one minute."""
    index = bisect_right(stair, minute, key=lambda piece: piece[0]) - 1
    return stair[index][2] if index >= 0 and minute < stair[index][1] else 0


def moved(stair: Stair, by: int) -> Stair:
    """The function of a minute ``by`` minutes later."""
    return [(a + by, b + by, value) for a, b, value in stair]


def _add(stair: Stair, a: Minute, b: Minute, value: float) -> None:
    if stair and stair[-1][1] == a and stair[-1][2] == value:
        stair[-1] = (stair[-1][0], b, value)
    else:
        stair.append((a, b, value))


@dataclass(frozen=True, kw_only=True, eq=False)
class Entered:
    """What is due in the window from each place of a graph on."""

    timed: Timed
    #: Ids of the messages that count -> what each counts for.
    worth: Mapping[str, float]
    width: int
    #: The local minute of the week at which the window opens; absent: clocks tick whenever it suits.
    opens: Minute | None
    #: By minute of arrival.
    due: tuple[Stair, ...]
    #: What an endless wait is taken to last at most: longer ones change nothing.
    longest: int

    @property
    def stair(self) -> Stair:
        """By minute of entry."""
        return self.due[0]

    def events(self, entered: Minute) -> tuple[tuple[Minute, int], ...]:
        """A run entered at that minute which attains the value: minute and place of what is due."""
        found: list[tuple[Minute, int]] = []
        place, minute = 0, entered
        while True:
            left = at(self.due[place], minute)
            worth = worth_of(self.timed, place, self.worth)
            if worth and 0 <= minute < self.width:
                found.append((minute, place))
                left -= worth
            if left <= 1e-12:
                return tuple(found)
            for arc in self.timed.out[place]:
                then = self._arrives(arc, minute, left)
                if then is not None:
                    place, minute = arc.target, then
                    break
            else:
                raise AssertionError("what is due is due somewhere")

    def _arrives(self, arc: Arc, minute: Minute, value: float) -> Minute | None:
        """The first minute at which an arc leads to where that much is due."""
        if arc.clock is not None and self.opens is not None:
            then = next_tick(arc.clock.ticks, self.opens + minute) - self.opens
            return then if abs(at(self.due[arc.target], then) - value) < 1e-9 else None
        lo, hi = _takes(arc, self.longest)
        for a, b, here in self.due[arc.target]:
            if abs(here - value) < 1e-9 and max(a, minute + lo) < min(b, minute + hi + 1):
                return max(a, minute + lo)
        return None


def entered(
    timed: Timed, worth: Mapping[str, float], width: int, opens: Minute | None = None
) -> Entered | None:
    """The step functions of a graph; nothing for one with circles, whose runs have no longest."""
    order = _in_order(timed)
    if order is None:
        return None
    longest = 2 * (_finite(timed) + width) + WEEK
    due: list[Stair] = [[] for _ in timed.places]
    earliest = -reach(timed, longest)
    for place in reversed(order):
        pieces: list[tuple[Minute, Minute, float]] = []
        for arc in timed.out[place]:
            later = due[arc.target]
            if not later:
                continue
            if arc.clock is not None and opens is not None:
                pieces += _ticked(later, arc.clock.ticks, opens)
            else:
                lo, hi = _takes(arc, longest)
                pieces += [(a - hi, b - lo, value) for a, b, value in later]
        pieces = [(max(a, earliest), b, value) for a, b, value in pieces if b > earliest]
        stair = upper(pieces)
        own = worth_of(timed, place, worth)
        if own:
            stair = total([stair, [(0, width, own)]])
        due[place] = stair
    return Entered(timed=timed, worth=worth, width=width, opens=opens, due=tuple(due), longest=longest)


def worth_of(timed: Timed, place: int, worth: Mapping[str, float]) -> float:
    """What a place counts for: nothing but at messages that are looked at."""
    return worth.get(timed.places[place].id, 0) if timed.places[place].message is not None else 0


def ends(timed: Timed) -> bool:
    """Whether there are no circles."""
    return _in_order(timed) is not None


def reach(timed: Timed, endless: int = 0) -> int:
    """The longest that a run can take from its entry to a place, endless waits counted as told."""
    return max(longest_to(timed, endless))


def longest_to(timed: Timed, endless: int = 0) -> list[int]:
    """The longest that it can take from the entry to each place of a graph without circles."""
    known = timed.memo.get(("longest", endless))
    if not isinstance(known, list):
        known = timed.memo["longest", endless] = _longest_to(timed, endless)
    return known


def _longest_to(timed: Timed, endless: int) -> list[int]:
    order = _in_order(timed)
    assert order is not None
    longest = [0] * len(timed.places)
    for place in order:
        for arc in timed.out[place]:
            _, hi = _takes(arc, endless)
            longest[arc.target] = max(longest[arc.target], longest[place] + hi)
    return longest


def waits_for_ever(timed: Timed, worth: Mapping[str, float]) -> bool:
    """Whether a message that counts can come any time after the entry: endless waits, circles."""
    after: set[int] = set()
    order = _in_order(timed)
    todo = [arc.target for arc in timed.arcs if arc.clock is None and (arc.hi is None or arc.anchor)]
    if order is None:
        todo += [place for place in range(len(timed.places)) if _returns(timed, place)]
    while todo:
        place = todo.pop()
        if place not in after:
            after.add(place)
            todo += [arc.target for arc in timed.out[place]]
    return any(worth_of(timed, place, worth) > 0 for place in after)


def _returns(timed: Timed, start: int) -> bool:
    seen: set[int] = set()
    todo = [arc.target for arc in timed.out[start]]
    while todo:
        place = todo.pop()
        if place == start:
            return True
        if place not in seen:
            seen.add(place)
            todo += [arc.target for arc in timed.out[place]]
    return False


def _takes(arc: Arc, endless: int) -> tuple[int, int]:
    """The least and most minutes of an arc, its clock or date ticking whenever it suits."""
    if arc.clock is not None:
        ticks = arc.clock.ticks
        widest = max((b - a) % WEEK or WEEK for a, b in zip(ticks, (*ticks[1:], ticks[0]), strict=True))
        return 0, widest - 1
    if arc.anchor is not None or arc.hi is None:
        return (0 if arc.anchor is not None else arc.lo), max(endless, arc.lo)
    return arc.lo, arc.hi


def _finite(timed: Timed) -> int:
    """All finite waits together."""
    return sum(_takes(arc, 0)[1] for arc in timed.arcs)


def _in_order(timed: Timed) -> list[int] | None:
    """The places, each before those it leads to; nothing where there are circles."""
    if "in order" not in timed.memo:
        timed.memo["in order"] = _put_in_order(timed)
    known = timed.memo["in order"]
    return known if isinstance(known, list) else None


def _put_in_order(timed: Timed) -> list[int] | None:
    before = [0] * len(timed.places)
    for arc in timed.arcs:
        before[arc.target] += 1
    free = [place for place, arcs in enumerate(before) if not arcs]
    found = []
    while free:
        place = free.pop()
        found.append(place)
        for arc in timed.out[place]:
            before[arc.target] -= 1
            if not before[arc.target]:
                free.append(arc.target)
    return found if len(found) == len(timed.places) else None


def _ticked(stair: Stair, ticks: Sequence[int], opens: Minute) -> list[tuple[Minute, Minute, float]]:
    """By minute of arrival at a clock, what is due from behind it."""
    found = []
    for a, b, value in stair:
        tick = next_tick(ticks, opens + a) - opens
        while tick < b:
            before = previous_tick(ticks, opens + tick) - opens
            found.append((before + 1, tick + 1, value))
            tick = next_tick(ticks, opens + tick + 1) - opens
    return found


def previous_tick(ticks: Sequence[int], minute: Minute) -> Minute:
    """The last tick before a minute."""
    week, rest = divmod(minute, WEEK)
    index = bisect_left(ticks, rest)
    return week * WEEK + (ticks[index - 1] if index else ticks[-1] - WEEK)


# ── Entries at a least distance ─────────────────────────────────────────────────────────────────────────


def spaced(
    stair: Stair, least: int, most: int | None = None, ticks: Sequence[int] | None = None, opens: Minute = 0
) -> tuple[float, tuple[Minute, ...]]:
    """The highest sum of a step function over minutes at least so far apart, and those minutes.

    ``most`` bounds how many there are, ``ticks`` says at which minutes of the week they may be.
    D(x) = f(x) + the highest D(y) for y ≤ x − ``least``. Each minute can be moved down to the start of its
    piece, or until it is just so far from the one before: no others need to be tried.
    """
    if not stair:
        return 0, ()
    end = stair[-1][1]
    if ticks is not None:
        tries = set()
        tick = next_tick(ticks, opens + stair[0][0]) - opens
        while tick < end:
            tries.add(tick)
            tick = next_tick(ticks, opens + tick + 1) - opens
    else:
        tries = {minute for a, _, _ in stair for minute in range(a, end, max(1, least))}
    minutes = [minute for minute in sorted(tries) if at(stair, minute) > 0]
    rounds = most if most is not None else 1
    levels: list[list[tuple[float, int | None]]] = []
    for _ in range(rounds):
        level: list[tuple[float, int | None]] = []
        best: int | None = None
        index = 0
        source = level if most is None else (levels[-1] if levels else [])
        for minute in minutes:
            while index < len(source) and minutes[index] <= minute - least:
                if best is None or source[index][0] > source[best][0]:
                    best = index
                index += 1
            level.append((at(stair, minute) + (source[best][0] if best is not None else 0), best))
        levels.append(level)
    if not levels or not minutes:
        return 0, ()
    row = len(levels) - 1
    at_index: int | None = max(range(len(minutes)), key=lambda i: levels[row][i][0])
    assert at_index is not None
    value = levels[row][at_index][0]
    chosen: list[Minute] = []
    while at_index is not None:
        chosen.append(minutes[at_index])
        at_index = levels[row][at_index][1]
        row = row if most is None else row - 1
    return value, tuple(reversed(chosen))
