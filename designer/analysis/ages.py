"""How old the messages before a message can be at most and at least: one pass, bounds alone.

For each cap or gap of a fixed width and each place, the age of the last message that fills it, of the last
but one and so on, over all runs. A message that finds the window full even where everything is as old as can
be is blocked on every run. The bounds of different rules are kept apart, so that this settles what is plain
and leaves the rest to :mod:`designer.analysis.everyrun`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from math import inf

from designer.analysis.restraints import Kind, Restraints
from designer.analysis.timed import TimedMessage
from designer.analysis.ways import Way, Ways
from designer.domain.scenario import IfBlocked, IfPast
from designer.domain.time import DAY, HOUR, WEEK

#: Rounds after which circles are given up.
_ROUNDS = 12


class Ages:
    """The bounds at every place, and the messages that they settle."""

    def __init__(self, ways: Ways, rules: Restraints) -> None:
        self.ways = ways
        self.rules = rules
        #: Messages that are held back on every run, and those of them until they no longer make sense.
        self.blocked: set[int] = set()
        self.dead: set[int] = set()
        #: Where the ages of each window begin in the lists; nothing for local periods.
        self._first: list[int] = []
        self._width: list[int] = []
        used = {number for kind in rules.kinds for number in kind.windows}
        self._kept = [
            window.calendar is None and window.most > 0 and number in used
            for number, window in enumerate(rules.windows)
        ]
        for number, window in enumerate(rules.windows):
            self._first.append(len(self._width))
            if self._kept[number]:
                self._width += [window.width] * window.most
        #: By kind: the ages that a message of it makes younger, as [first, last).
        self._fills = [
            [
                (self._first[place], self._first[place] + window.most)
                for place, window in enumerate(rules.windows)
                if self._kept[place] and number in window.filled_by
            ]
            for number in range(len(rules.kinds))
        ]
        #: By kind: where it finds the age that must be great enough, and how great.
        self._looks = [
            [
                (self._first[place] + rules.windows[place].most - 1, rules.windows[place].width)
                for place in kind.windows
                if rules.windows[place].calendar is None
            ]
            for kind in rules.kinds
        ]
        #: By kind: the longest that its caps of local periods can hold it back.
        self._periods = [
            sum(
                rules.windows[place].width
                for place in kind.windows
                if rules.windows[place].calendar is not None
            )
            for kind in rules.kinds
        ]
        self._skips = any(way.if_past is IfPast.SKIP for steps in ways.out for way in steps)
        self._quiet = [_longest_closed(kind) for kind in rules.kinds]
        self._most: list[list[float] | None] = [None] * len(ways.graph.places)
        self._least: list[list[float] | None] = [None] * len(ways.graph.places)

    def settle(self, asked: Collection[int]) -> None:
        """Find the bounds on the way to these messages, and what they settle of them."""
        size = len(self._width)
        self._most[0], self._least[0] = [inf] * size, [inf] * size
        leads = self.ways.leading_to(asked)
        out, order = self.ways.out, self.ways.order
        course = [
            (place, [_takes(way) for way in out[place] if way.target in leads])
            for place in order
            if place in leads
        ]
        for _ in range(_ROUNDS if self.ways.circular else 1):
            if not self._round(course):
                break
        else:
            if self.ways.circular:
                return
        for place in asked:
            self._judge(place)

    def _round(self, course: _Course) -> bool:
        changed = False
        places, width = self.ways.graph.places, self._width
        for place, steps in course:
            most, least = self._most[place], self._least[place]
            if most is None or least is None:
                continue
            message = places[place].message
            if message is not None:
                outcomes = self._outcomes(place, message, most, least)
                if not outcomes:
                    continue
                most, least = outcomes[0]
                for older, younger in outcomes[1:]:
                    most = list(map(max, most, older))
                    least = list(map(min, least, younger))
            for target, lo, hi in steps:
                known, known_least = self._most[target], self._least[target]
                if known is None or known_least is None:
                    self._most[target] = [
                        age + hi if age + hi < width[i] else inf for i, age in enumerate(most)
                    ]
                    self._least[target] = [min(age + lo, width[i]) for i, age in enumerate(least)]
                    changed = True
                    continue
                for i, wide in enumerate(width):
                    age = most[i] + hi
                    if age > known[i]:
                        known[i] = age if age < wide else inf
                        changed = True
                    age = least[i] + lo
                    if age < known_least[i]:
                        known_least[i] = age
                        changed = True
        return changed

    # ── Messages ────────────────────────────────────────────────────────────────────────────────────────

    def _outcomes(
        self, place: int, message: TimedMessage, most: list[float], least: list[float]
    ) -> list[tuple[list[float], list[float]]]:
        """The bounds after each thing that may become of the message."""
        numbers = self.rules.of[place]
        if message.if_blocked is not IfBlocked.FALLBACK:
            numbers = numbers[:1]
        barred = place in self.ways.barred
        found = []
        lost = True
        for number in numbers:
            kind = self.rules.kinds[number]
            if barred or kind.never is not None:
                continue
            need = self._longest_delay(number, least)
            delayed = 0.0
            if message.if_blocked is IfBlocked.DELAY:
                delayed = min(need, message.ttl)
            found.append(self._sent(number, delayed, most, least))
            within = message.ttl if message.if_blocked is IfBlocked.DELAY else 0
            if need <= within:
                lost = False
                break
        if self._skips or (lost and message.if_blocked is not IfBlocked.EXIT):
            found.append((self._lost(place, message, most, least), least))
        return found

    def _longest_delay(self, number: int, least: list[float]) -> float:
        """The longest that the rules can hold such a message back."""
        kind = self.rules.kinds[number]
        if kind.scored:
            return inf
        rolling = 0.0
        for at, width in self._looks[number]:
            if width - least[at] > rolling:
                rolling = width - least[at]
        return rolling + self._periods[number] + self._quiet[number]

    def _sent(
        self, number: int, delayed: float, most: list[float], least: list[float]
    ) -> tuple[list[float], list[float]]:
        after, after_least = [age + delayed for age in most], list(least)
        for first, last in self._fills[number]:
            after[first + 1 : last] = after[first : last - 1]
            after_least[first + 1 : last] = after_least[first : last - 1]
            after[first] = after_least[first] = 0
        return after, after_least

    def _lost(self, place: int, message: TimedMessage, most: list[float], least: list[float]) -> list[float]:
        """A message that is lost was held back: where only one window can have done so, it was full."""
        kind = self.rules.kinds[self.rules.of[place][0]]
        if self._skips or kind.scored or kind.open is not None or kind.never or place in self.ways.barred:
            return most
        within = message.ttl if message.if_blocked is IfBlocked.DELAY else 0
        causes = []
        for number in kind.windows:
            window = self.rules.windows[number]
            if window.calendar is not None:
                return most
            last = self._first[number] + window.most - 1
            if least[last] < window.width - within:
                causes.append((last, window.width - within - 1))
        if len(causes) != 1:
            return most
        after = list(most)
        at, age = causes[0]
        after[at] = min(after[at], age)
        return after

    def _judge(self, place: int) -> None:
        most = self._most[place]
        message = self.ways.graph.places[place].message
        if most is None or message is None:
            return
        numbers = self.rules.of[place]
        if message.if_blocked is not IfBlocked.FALLBACK:
            numbers = numbers[:1]
        waits = [self._surely(number, most) for number in numbers]
        if all(wait > 0 for wait in waits):
            self.blocked.add(place)
            if all(wait > message.ttl for wait in waits):
                self.dead.add(place)

    def _surely(self, number: int, most: list[float]) -> float:
        """How long it is held back at least."""
        if self.rules.kinds[number].never is not None:
            return inf
        return max((width - most[at] for at, width in self._looks[number]), default=0.0)


#: Places in the order of the runs, each with its steps: target, least and most minutes.
_Course = Sequence[tuple[int, Sequence[tuple[int, int, float]]]]


def _takes(way: Way) -> tuple[int, int, float]:
    """The place that a step leads to, and its least and most minutes."""
    if way.ticks:
        gaps = [after - before for before, after in pairwise((*way.ticks, way.ticks[0] + WEEK))]
        # clocks may be put back on the way
        return way.target, 0, max(gaps) + HOUR
    if way.date is not None:
        return way.target, 0, inf
    return way.target, way.lo, inf if way.hi is None else way.hi


def _longest_closed(kind: Kind) -> float:
    """The longest that quiet hours and holidays can hold a message back."""
    if kind.open is None:
        return 0
    if not kind.open:
        return inf
    starts = [start for start, _ in kind.open]
    gaps = [start - end for (_, end), start in zip(kind.open, (*starts[1:], starts[0] + WEEK), strict=True)]
    closed = max(gaps) + HOUR if max(gaps) > 0 else 0
    if any(kind.holidays):
        closed += (max(max(days, default=0) for days in kind.holidays) + 1) * DAY
    return closed
