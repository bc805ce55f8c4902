"""One run through a scenario alone, minute by minute, with every rule on: what the planner would decide.

Waits are taken at their longest, which is what leaves a message freest. A message that leaves on such a run
when it is due is not blocked; one that is held back gives the run that shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from designer.analysis.restraints import Kind, Restraints, Window
from designer.analysis.ways import Way, Ways
from designer.domain.policy import Calendar
from designer.domain.pressure import TOLERANCE, contribution, total
from designer.domain.scenario import IfBlocked, IfPast
from designer.domain.time import DAY, HOUR, WEEK, Minute

#: Where the local clock may begin, a run that is free to choose begins at ten on a Tuesday.
_USUAL = DAY + 10 * HOUR
#: How often a run comes by one place.
_VISITS = 2


class Sent(NamedTuple):
    """A message that left on the run."""

    at: Minute
    #: Place among the kinds.
    kind: int
    #: Place in the graph.
    place: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A run on which a message is held back."""

    #: What left before, in order.
    sent: tuple[Sent, ...]
    due: Minute
    #: The rule that is named.
    rule: str
    #: The first minute that every rule allows; nothing where there is none before the message has lost its
    #: sense.
    free: Minute | None
    #: The minute of the local week at which it is due, where the run knows it.
    local: int | None


#: Where a run stands: the place, the minute, the local minute of the week − the minute (nothing while any is
#: possible), what was sent, the dates that are known, and whether the next message is lost.
_Stand = tuple[int, Minute, int | None, tuple[Sent, ...], tuple[tuple[tuple[str, int], Minute], ...], bool]


class OneRun:
    """Runs with the longest waits, by every way out of every node."""

    def __init__(self, ways: Ways, rules: Restraints) -> None:
        self.ways = ways
        self.rules = rules
        #: Places of messages that left when they were due.
        self.free: set[int] = set()
        #: Place of a message -> the run that held it back.
        self.held: dict[int, Held] = {}
        #: By kind: whether a cap of local periods looks at it.
        self._calendar = [
            any(rules.windows[window].calendar is not None for window in kind.windows) for kind in rules.kinds
        ]
        #: An instant after which nothing that was sent matters any more.
        self._long = max([WEEK, rules.memory, *(window.width for window in rules.windows)]) + WEEK

    def walk(self) -> None:
        """Go through the scenario once or twice by each way."""
        graph = self.ways.graph
        visits = [0] * len(graph.places)
        entered = self.ways.entered
        phase = None if entered is None else entered[len(entered) // 2][0]
        dates = tuple((group, -most) for group, (_, most) in graph.entered_after.items())
        waiting: list[_Stand] = [(0, 0, phase, (), dates, False)]
        places, out, long = graph.places, self.ways.out, self._long
        while waiting:
            stand = waiting.pop()
            place = stand[0]
            if visits[place] >= _VISITS:
                continue
            visits[place] += 1
            after: _Stand | None = stand
            if places[place].message is not None:
                after = self._message(stand)
            if after is not None:
                for way in out[place]:
                    target, lo, hi, ticks, date, _ = way
                    if visits[target] >= _VISITS:
                        continue
                    if ticks or date is not None:
                        waiting.append(self._take(after, way))
                    else:
                        takes = hi if hi is not None else max(lo, long)
                        waiting.append((target, after[1] + takes, *after[2:]))

    # ── Time ────────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, stand: _Stand, way: Way) -> _Stand:
        _, at, phase, sent, dates, skip = stand
        if way.ticks:
            ticks = way.ticks
            if phase is None:
                before = ticks[-1] - WEEK
                at += ticks[0] - before - 1
                phase = (ticks[0] - at) % WEEK
            else:
                now = (at + phase) % WEEK
                at += next((tick for tick in ticks if tick >= now), ticks[0] + WEEK) - now
        else:
            assert way.date is not None
            group, offset = way.date
            known = dict(dates)
            date = known.get(group)
            if date is None:
                date = at + self._long - offset
                dates = (*dates, (group, date))
            if date + offset < at:
                skip = skip or way.if_past is IfPast.SKIP
            at = max(at, date + offset)
        return way.target, at, phase, sent, dates, skip

    # ── Messages ────────────────────────────────────────────────────────────────────────────────────────

    def _message(self, stand: _Stand) -> _Stand | None:
        """Decide a message that is due; where the run goes on from, if it does."""
        place, at, known, sent, dates, skip = stand
        message = self.ways.graph.places[place].message
        assert message is not None
        if skip:
            return place, at, known, sent, dates, False
        kinds = self.rules.of[place]
        barred = self.ways.barred.get(place)
        phase = known
        if phase is None:
            phase = self._begin(kinds[0], at)
        rule: str | None = None
        first: Minute | None = None
        delays = message.if_blocked is IfBlocked.DELAY
        new = place not in self.held
        for number in kinds if message.if_blocked is IfBlocked.FALLBACK else kinds[:1]:
            kind = self.rules.kinds[number]
            blocked = barred or kind.never or self._blocked(kind, at, phase, sent)
            if blocked is None:
                self.free.add(place)
                return place, at, phase, self._and(sent, at, number, place), dates, False
            found = None
            if barred is None and kind.never is None and (delays or new):
                found = self._first(kind, at, phase, sent, at + message.ttl)
            rule = rule or blocked
            if found is not None and (first is None or found < first):
                first = found
        assert rule is not None
        local = None if phase is None else (at + phase) % WEEK
        if new:
            self.held[place] = Held(sent=sent, due=at, rule=rule, free=first, local=local)
        if message.if_blocked is IfBlocked.EXIT:
            return None
        if delays and first is not None:
            return place, first, phase, self._and(sent, first, kinds[0], place), dates, False
        return place, at, phase, sent, dates, False

    def _and(self, sent: tuple[Sent, ...], at: Minute, kind: int, place: int) -> tuple[Sent, ...]:
        return (*sent, Sent(at, kind, place)) if self.rules.kinds[kind].counts else sent

    def _begin(self, number: int, at: Minute) -> int | None:
        """A local clock at which the message may leave, where it looks at one and any is possible."""
        kind = self.rules.kinds[number]
        if kind.open:
            usual = next((span for span in kind.open if span[0] <= _USUAL < span[1]), None)
            widest = max(kind.open, key=lambda span: span[1] - span[0])
            minute = _USUAL if usual else (widest[0] + widest[1]) // 2
        elif self._calendar[number]:
            minute = _USUAL
        else:
            return None
        return (minute - at) % WEEK

    def _blocked(self, kind: Kind, at: Minute, phase: int | None, sent: Sequence[Sent]) -> str | None:
        """The first rule that forbids the message at that minute."""
        if kind.open is not None and phase is not None and _next_open(at, phase, kind.open) != at:
            return "quiet-hours"
        for number in kind.windows:
            window = self.rules.windows[number]
            if self._next(window, at, phase, sent) != at:
                return window.id
        return None if not kind.scored or self._fits(kind, at, sent) else "score"

    def _first(
        self, kind: Kind, at: Minute, phase: int | None, sent: Sequence[Sent], limit: Minute
    ) -> Minute | None:
        """The first minute up to the limit that every rule allows."""
        while at <= limit:
            before = at
            if kind.open is not None and phase is not None:
                at = _next_open(at, phase, kind.open)
            for number in kind.windows:
                at = self._next(self.rules.windows[number], at, phase, sent)
            if kind.scored and not self._fits(kind, at, sent):
                if at >= limit or not self._fits(kind, limit, sent):
                    return None
                low, high = at, limit
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (low, middle) if self._fits(kind, middle, sent) else (middle, high)
                at = high
            if at == before:
                return at
        return None

    def _next(self, window: Window, at: Minute, phase: int | None, sent: Sequence[Sent]) -> Minute:
        filled_by = window.filled_by
        if window.calendar is None:
            # nothing was sent later, so that the last sends alone can fill the window
            left, oldest = window.most, at - window.width
            for sent_at, kind, _ in reversed(sent):
                if sent_at <= oldest:
                    break
                if kind in filled_by:
                    left -= 1
                    if not left:
                        return sent_at + window.width
            return at
        if window.calendar is Calendar.MONTH or phase is None:
            # a month may begin at any midnight: the run is taken to find one
            return at
        unit = DAY if window.calendar is Calendar.DAY else WEEK
        start = at - (at + phase) % unit
        inside = sum(one.at >= start for one in sent if one.kind in filled_by)
        return start + unit if inside >= window.most else at

    def _fits(self, kind: Kind, at: Minute, sent: Sequence[Sent]) -> bool:
        score = self.rules.score
        assert score is not None
        past = [(one.at, self.rules.kinds[one.kind].weight) for one in sent]
        return total(score, past, at) + contribution(score, kind.weight, 0) <= score.threshold + TOLERANCE


def _next_open(at: Minute, phase: int, spans: Sequence[tuple[int, int]]) -> Minute:
    now = (at + phase) % WEEK
    for start, end in spans:
        if now < end:
            return at + max(0, start - now)
    return at + spans[0][0] + WEEK - now
