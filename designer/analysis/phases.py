"""Scenarios whose waits depend on what came before, drawn out so that none does any more.

A wait for an hour or for a date takes what the minute of the week, or the time since the date, leaves. Here
a place is drawn once for each state of these that matters, and every arc between two such states takes an
exact time: whatever can be worked out of a graph of plain waits can be worked out of the result.

Only finitely many states matter. Take a run, and move every one of its places to as late a minute as the
waits allow, the last place kept: nothing looked at (a window, a score that decays) gets any less. Then each
wait of an open length takes its least time or its most, or ends so that its run comes to a later hour or
date at the very minute. These are the choices drawn. Where nothing is known yet of the minute of the week,
or of the date, the first wait for one finds it just come (or, for a date, long past).

Where a scenario waits for hours and for dates, the minute of the week of the date is taken as open: this can
only add runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from designer.analysis.timed import Arc, Place, Timed
from designer.domain.scenario import IfPast
from designer.domain.time import DAY, WEEK

#: States after which a graph is not drawn out any further.
MOST_STATES = 3000

#: Minutes since a date long past.
PAST = inf

#: Place, whether the next message is lost, minute of the period, minutes since each date. Nothing: not known
#: yet, or of no account any more.
_State = tuple[int, bool, int | None, tuple[float | None, ...]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Unfolded:
    """A graph of exact waits with the same runs."""

    graph: Timed
    #: By place of ``graph``: the place it stands for; nothing for the end.
    place: tuple[int | None, ...]
    #: By place of ``graph``: the message that comes due there, unless it is lost.
    due: tuple[int | None, ...]
    #: By place of ``graph``: the local minute of the period, a day or a week, where it is known.
    minute: tuple[int | None, ...]
    period: int
    #: By place of ``graph``: the minutes since each date, where they are known; infinite when long past.
    since: tuple[tuple[float | None, ...], ...]
    groups: tuple[tuple[str, int], ...]
    #: By two places of ``graph``: the tick that ends the way between them, the minutes since dates there.
    met: dict[tuple[int, int], tuple[int | None, tuple[float | None, ...]]]
    #: Whether nothing was left out.
    complete: bool

    def chosen(self, places: Iterable[int]) -> dict[int, int]:
        """The places of ``graph`` at which messages of these places come due, each with its own."""
        wanted = set(places)
        return {at: place for at, place in enumerate(self.due) if place in wanted}


def unfold(timed: Timed) -> Unfolded:
    """Draw a graph out; once for each graph."""
    known = timed.memo.get("unfolded")
    if not isinstance(known, Unfolded):
        known = timed.memo["unfolded"] = _Unfold(timed).run()
    return known


class _Unfold:
    def __init__(self, timed: Timed) -> None:
        self.timed = timed
        self.groups = tuple(dict.fromkeys(arc.anchor.group for arc in timed.arcs if arc.anchor is not None))
        self.period = DAY if all(clock.daily for clock in timed.clocks) and _daily(timed.entered_at) else WEEK
        #: By place: the minutes of the period at which arriving there, and going on in the least time, meets
        #: a tick; those for which it is worth while to wait; the minutes since each date that meet that date.
        self.meets: list[set[int]] = [set() for _ in timed.places]
        self.worth: list[set[int]] = [set() for _ in timed.places]
        self.meets_date: list[list[set[int]]] = [[set() for _ in self.groups] for _ in timed.places]
        self.complete = True
        self._aim()
        #: By date: the last minute after it that makes a difference.
        self.last = [
            max(arc.anchor.offset for arc in timed.arcs if arc.anchor is not None and arc.anchor.group == one)
            for one in self.groups
        ]
        #: By place: whether a clock lies ahead, and whether each date does.
        self.clock_ahead = self._ahead(arc.source for arc in timed.arcs if arc.clock is not None)
        self.date_ahead = [
            self._ahead(
                arc.source for arc in timed.arcs if arc.anchor is not None and arc.anchor.group == group
            )
            for group in self.groups
        ]

    def run(self) -> Unfolded:
        timed = self.timed
        index: dict[_State, int] = {}
        waiting: list[_State] = []
        entry = Place(id=timed.places[0].id)
        places: list[Place] = [entry]
        arcs: list[Arc] = []

        def at(state: _State) -> int:
            found = index.get(state)
            if found is None:
                found = index[state] = len(places)
                places.append(timed.places[state[0]])
                waiting.append(state)
            return found

        endings: list[Arc] = []
        met: dict[tuple[int, int], tuple[int | None, tuple[float | None, ...]]] = {}
        for state in self._entries():
            arcs.append(Arc(source=0, target=at(state)))
        while waiting:
            if len(places) > MOST_STATES:
                self.complete = False
                break
            state = waiting.pop()
            source = index[state]
            for arc in timed.out[state[0]]:
                for wait, lost, minute, since in self._pass(state, arc):
                    if arc.target == timed.end:
                        endings.append(Arc(source=source, target=source, path=arc.path, lo=wait, hi=wait))
                        continue
                    target = at(self._settle(arc.target, lost, minute, since))
                    arcs.append(Arc(source=source, target=target, path=arc.path, lo=wait, hi=wait))
                    if arc.clock is not None or arc.anchor is not None:
                        met.setdefault((source, target), (minute, since))
        end = len(places)
        states = list(index)
        graph = Timed(
            scenario=timed.scenario,
            places=(*places, Place(id="")),
            arcs=(
                *arcs,
                *(Arc(source=one.source, target=end, path=one.path, lo=one.lo, hi=one.hi) for one in endings),
            ),
            leaves_anywhere=timed.leaves_anywhere,
        )
        return Unfolded(
            graph=graph,
            place=(0, *(state[0] for state in states), None),
            due=(
                None,
                *(
                    place if timed.places[place].message is not None and not lost else None
                    for place, lost, _, _ in states
                ),
                None,
            ),
            minute=(None, *(state[2] for state in states), None),
            period=self.period,
            since=((), *(state[3] for state in states), ()),
            groups=self.groups,
            met=met,
            complete=self.complete,
        )

    def _aim(self) -> None:
        """Backwards from clocks and dates: when to arrive so as to meet them at the very minute.

        It is worth while where a message on the way comes due the later for it, or where another tick is
        met; and, to keep to what is simple, always where there are dates.
        """
        coming: list[list[Arc]] = [[] for _ in self.timed.places]
        for arc in self.timed.arcs:
            if arc.target != self.timed.end:
                coming[arc.target].append(arc)
        waiting: list[tuple[int, int | None, int, bool]] = []

        def meet(place: int, group: int | None, when: int, worth: bool) -> None:
            worth = worth or self.timed.places[place].message is not None
            known = self.meets[place] if group is None else self.meets_date[place][group]
            if when in known and (group is not None or not worth or when in self.worth[place]):
                return
            if len(known) >= MOST_STATES:
                self.complete = False
                return
            known.add(when)
            if worth and group is None:
                self.worth[place].add(when)
            waiting.append((place, group, when, worth))

        for arc in self.timed.arcs:
            if arc.clock is not None:
                ticks = {tick % self.period for tick in arc.clock.ticks}
                for tick in ticks:
                    meet(arc.source, None, tick, len(ticks) > 1 or bool(self.groups))
            elif arc.anchor is not None:
                meet(arc.source, self.groups.index(arc.anchor.group), arc.anchor.offset, False)
        while waiting:
            place, group, when, worth = waiting.pop()
            for arc in coming[place]:
                if arc.clock is not None:
                    continue
                before = when - (0 if arc.anchor is not None else arc.lo)
                meet(arc.source, group, before % self.period if group is None else before, worth)

    def _ahead(self, sources: Iterable[int]) -> list[bool]:
        """By place: whether one of these places lies ahead, or is it."""
        found = [False] * len(self.timed.places)
        waiting = list(sources)
        coming: list[set[int]] = [set() for _ in self.timed.places]
        for arc in self.timed.arcs:
            coming[arc.target].add(arc.source)
        while waiting:
            place = waiting.pop()
            if not found[place]:
                found[place] = True
                waiting += coming[place]
        return found

    def _settle(self, place: int, lost: bool, minute: int | None, since: Iterable[float | None]) -> _State:
        """A state with what does not matter any more left out."""
        return (
            place,
            lost,
            minute if self.clock_ahead[place] else None,
            tuple(
                None
                if when is None or not self.date_ahead[group][place]
                else PAST
                if when > self.last[group]
                else when
                for group, when in enumerate(since)
            ),
        )

    def _entries(self) -> list[_State]:
        """The states of the entry that matter."""
        minutes: list[int | None] = [None]
        entered = self.timed.entered_at
        if entered is not None and self.clock_ahead[0]:
            mask = _fold(entered, self.period)
            if mask != (1 << self.period) - 1:
                minutes = list(dict.fromkeys(_latest(mask, when) for when in sorted(self.meets[0])))
        sinces: list[tuple[float | None, ...]] = [()]
        for group, name in enumerate(self.groups):
            choices: list[float | None] = [None]
            if name in self.timed.entered_after:
                low, high = self.timed.entered_after[name]
                aims = {when for when in self.meets_date[0][group] if low <= when <= high}
                choices = [*sorted({low, high, *aims})]
            sinces = [(*one, choice) for one in sinces for choice in choices]
        states = [self._settle(0, False, minute, since) for minute in minutes for since in sinces]
        return list(dict.fromkeys(states))

    def _pass(self, state: _State, arc: Arc) -> list[tuple[int, bool, int | None, tuple[float | None, ...]]]:
        """The ways to take an arc: its minutes, and what is known after it."""
        place, lost, minute, since = state
        # the next message is the one that is lost
        lost = lost and self.timed.places[place].message is None
        if arc.clock is not None:
            return [(wait, lost, tick, _after(since, wait)) for wait, tick in self._ticks(minute, arc)]
        if arc.anchor is None:
            return [
                (wait, lost, self._minute(minute, wait), _after(since, wait))
                for wait in sorted(self._waits(state, arc))
            ]
        group = self.groups.index(arc.anchor.group)
        found = []
        for wait, when, late in self._dates(since[group], arc, group):
            then = _after(since, wait)
            gone = lost or (late and arc.anchor.if_past is IfPast.SKIP)
            found.append((wait, gone, self._minute(minute, wait), (*then[:group], when, *then[group + 1 :])))
        return found

    def _minute(self, minute: int | None, wait: int) -> int | None:
        return None if minute is None else (minute + wait) % self.period

    def _ticks(self, minute: int | None, arc: Arc) -> list[tuple[int, int]]:
        """What waiting for a clock takes, and the tick that ends it."""
        assert arc.clock is not None
        ticks = sorted({tick % self.period for tick in arc.clock.ticks})
        if minute is None:
            return [(0, tick) for tick in ticks]
        return [min(((tick - minute) % self.period, tick) for tick in ticks)]

    def _dates(self, when: float | None, arc: Arc, group: int) -> list[tuple[int, float, bool]]:
        """What waiting for a date takes, the minutes since the date then, and whether it was past before."""
        assert arc.anchor is not None
        offset, if_past = arc.anchor.offset, arc.anchor.if_past
        lets_on = if_past is not IfPast.EXIT
        if when is None:
            found: list[tuple[int, float, bool]] = [(0, offset, False)]
            if lets_on:
                aims = {aim for aim in self.meets_date[arc.target][group] if aim > offset}
                found += [(0, aim, True) for aim in (PAST, *sorted(aims))]
            return found
        if when <= offset:
            return [(int(offset - when), offset, False)]
        return [(0, when, True)] if lets_on else []

    def _waits(self, state: _State, arc: Arc) -> set[int]:
        """The lengths of a wait that matter."""
        _, _, minute, since = state
        waits = {arc.lo}
        most = inf if arc.hi is None else arc.hi
        if most == arc.lo:
            return waits
        known = False
        if minute is not None and self.worth[arc.target]:
            known = True
            for aim in self.worth[arc.target]:
                wait = arc.lo + (aim - minute - arc.lo) % self.period
                if wait <= most:
                    waits.add(wait)
                    if since and most < inf:
                        waits.add(wait + (int(most) - wait) // self.period * self.period)
        for group, when in enumerate(since):
            if when is not None and when != PAST and self.date_ahead[group][arc.target]:
                known = True
                for aim in self.meets_date[arc.target][group]:
                    if arc.lo <= aim - when <= most:
                        waits.add(int(aim - when))
        if known and most < inf:
            waits.add(int(most))
        return waits


def _after(since: tuple[float | None, ...], wait: int) -> tuple[float | None, ...]:
    return tuple(None if when is None else when + wait for when in since)


def _latest(mask: int, minute: int) -> int:
    """The latest minute of a set that is not empty, up to this one, or else of the period before."""
    upto = mask & ((1 << (minute + 1)) - 1)
    return (upto or mask).bit_length() - 1


def _daily(entered: int | None) -> bool:
    """Whether a set of minutes of the week is the same on every day."""
    if entered is None:
        return True
    day = (1 << DAY) - 1
    return all(entered >> (DAY * index) & day == entered & day for index in range(7))


def _fold(mask: int, period: int) -> int:
    """Minutes of the week as minutes of a period that divides it."""
    folded, part = 0, (1 << period) - 1
    while mask:
        folded |= mask & part
        mask >>= period
    return folded
