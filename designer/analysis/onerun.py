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


class _Stand(NamedTuple):
    """Where a run stands."""

    place: int
    at: Minute
    #: Local minute of the week − ``at``; nothing while any is possible.
    phase: int | None
    sent: tuple[Sent, ...]
    dates: tuple[tuple[tuple[str, int], Minute], ...] = ()
    skip: bool = False


class OneRun:
    """Runs with the longest waits, by every way out of every node."""

    def __init__(self, ways: Ways, rules: Restraints) -> None:
        self.ways = ways
        self.rules = rules
        #: Places of messages that left when they were due.
        self.free: set[int] = set()
        #: Place of a message -> the run that held it back.
        self.held: dict[int, Held] = {}
        #: An instant after which nothing that was sent matters any more.
        self._long = max([WEEK, rules.memory, *(window.width for window in rules.windows)]) + WEEK

    def walk(self) -> None:
        """Go through the scenario once or twice by each way."""
        graph = self.ways.graph
        visits = [0] * len(graph.places)
        entered = self.ways.entered
        phase = None if entered is None else entered[len(entered) // 2][0]
        dates = tuple((group, -most) for group, (_, most) in graph.entered_after.items())
        waiting = [_Stand(0, 0, phase, (), dates)]
        while waiting:
            stand = waiting.pop()
            place = stand.place
            if visits[place] >= _VISITS:
                continue
            visits[place] += 1
            after: _Stand | None = stand
            if graph.places[place].message is not None:
                after = self._message(stand)
            if after is not None:
                for way in self.ways.out[place]:
                    if visits[way.target] < _VISITS:
                        waiting.append(self._take(after, way))

    # ── Time ────────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, stand: _Stand, way: Way) -> _Stand:
        at, phase, dates, skip = stand.at, stand.phase, stand.dates, stand.skip
        if way.ticks:
            ticks = way.ticks
            if phase is None:
                before = ticks[-1] - WEEK
                at += ticks[0] - before - 1
                phase = (ticks[0] - at) % WEEK
            else:
                now = (at + phase) % WEEK
                at += next((tick for tick in ticks if tick >= now), ticks[0] + WEEK) - now
        elif way.date is not None:
            group, offset = way.date
            known = dict(dates)
            date = known.get(group)
            if date is None:
                date = at + self._long - offset
                dates = (*dates, (group, date))
            if date + offset < at:
                skip = skip or way.if_past is IfPast.SKIP
            at = max(at, date + offset)
        else:
            at += max(way.lo, self._long) if way.hi is None else way.hi
        return _Stand(way.target, at, phase, stand.sent, dates, skip)

    # ── Messages ────────────────────────────────────────────────────────────────────────────────────────

    def _message(self, stand: _Stand) -> _Stand | None:
        """Decide a message that is due; where the run goes on from, if it does."""
        place, at = stand.place, stand.at
        message = self.ways.graph.places[place].message
        assert message is not None
        if stand.skip:
            return _Stand(place, at, stand.phase, stand.sent, stand.dates)
        kinds = self.rules.of[place]
        barred = self.ways.barred.get(place)
        phase = stand.phase
        if phase is None:
            phase = self._begin(kinds[0], at)
        rule: str | None = None
        first: Minute | None = None
        for number in kinds if message.if_blocked is IfBlocked.FALLBACK else kinds[:1]:
            kind = self.rules.kinds[number]
            blocked = barred or kind.never or self._blocked(kind, at, phase, stand.sent)
            if blocked is None:
                self.free.add(place)
                return self._leave(stand, number, at, phase)
            found = None
            if barred is None and kind.never is None:
                found = self._first(kind, at, phase, stand.sent, at + message.ttl)
            rule = rule or blocked
            if found is not None and (first is None or found < first):
                first = found
        assert rule is not None
        local = None if phase is None else (at + phase) % WEEK
        self.held.setdefault(place, Held(sent=stand.sent, due=at, rule=rule, free=first, local=local))
        if message.if_blocked is IfBlocked.EXIT:
            return None
        if message.if_blocked is IfBlocked.DELAY and first is not None:
            return self._leave(stand, kinds[0], first, phase)
        return _Stand(place, at, phase, stand.sent, stand.dates)

    def _leave(self, stand: _Stand, kind: int, at: Minute, phase: int | None) -> _Stand:
        sent = stand.sent
        if self.rules.kinds[kind].counts:
            sent = (*sent, Sent(at, kind, stand.place))
        return _Stand(stand.place, at, phase, sent, stand.dates)

    def _begin(self, number: int, at: Minute) -> int | None:
        """A local clock at which the message may leave, where it looks at one and any is possible."""
        kind = self.rules.kinds[number]
        if kind.open:
            usual = next((span for span in kind.open if span[0] <= _USUAL < span[1]), None)
            widest = max(kind.open, key=lambda span: span[1] - span[0])
            minute = _USUAL if usual else (widest[0] + widest[1]) // 2
        elif any(self.rules.windows[window].calendar is not None for window in kind.windows):
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
