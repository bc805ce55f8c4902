"""Every run through a scenario alone with every rule on, as zones: what certainly never leaves.

A state is a place and a zone: all runs that come there by one way with the same messages sent. Rules cut
zones where they begin to hold back and move what they hold to the first minute that they allow. Cuts are
exact; what cannot be told by differences of minutes (the score of messages whose times are not known, where a
month begins, holidays, changes of the clocks) may go either way, so that there are rather more runs than the
planner can make. What is blocked on all of them is blocked.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from math import inf

from designer.analysis.restraints import Kind, Restraints
from designer.analysis.ways import Way, Ways
from designer.analysis.zones import NOW, Zone
from designer.domain.policy import Calendar, Reading
from designer.domain.pressure import TOLERANCE, contribution, total
from designer.domain.scenario import IfBlocked, IfPast
from designer.domain.time import DAY, HOUR, WEEK

#: Zones looked at before the search ends; what is not certain by then is not said.
BUDGET = 200
#: Zones of one kind that are kept apart at one place, and how many when half of the budget is spent; more are
#: taken together, with whatever lies between.
_APART, _APART_LATER = 16, 2
#: Clocks are only changed between midnight and this minute of the day.
_NIGHT = 4 * HOUR

#: The start of the local week (or day), and where it was when it was first looked at.
_LOCAL, _FIRST_LOCAL, _DUE = "local", "first local", "due"


class _Spent(Exception):
    """The budget is spent."""


class EveryRun:
    """The search for runs on which some messages leave."""

    def __init__(self, ways: Ways, rules: Restraints, *, clocks_change: bool, budget: int = BUDGET) -> None:
        self.ways = ways
        self.graph = ways.graph
        self.rules = rules
        self.budget = budget
        self._half = budget // 2
        #: How far the clocks may be put forward or back.
        self._change = HOUR if clocks_change else 0
        #: Places of messages that a run comes to, on time on some run, or late on some run.
        self.reached: set[int] = set()
        self.on_time: set[int] = set()
        self.late: set[int] = set()
        #: The targets of which it is certain that none leaves on time; ``late`` tells which leave at all.
        self.settled: set[int] = set()
        self._period = self._common_period()
        self._spans = [self._hours(kind) for kind in rules.kinds]
        #: Bits of what the messages from a place on look at: the windows, then the score, the clock, and
        #: each date.
        self._scored = 1 << len(rules.windows)
        self._clocked = self._scored << 1
        self._dates: dict[tuple[str, int], int] = {}
        self._needs: list[int] = []
        #: Whether nothing but sends is looked at, and these by their ages alone.
        self._plain = False
        #: Place and kinds of sends -> the age from which on the last (of two: the first) no longer matters.
        self._horizons: dict[tuple[int, int | None], list[int]] = {}
        #: Place and kind of send -> the spans of its age that have been looked at or wait to be.
        self._spans_seen: dict[tuple[int, int], list[tuple[float, float]]] = {}
        self._ranks = {place: rank for rank, place in enumerate(ways.order)}
        #: Place and kind of state -> the zones that have been looked at or wait to be.
        self._seen: dict[_Key, list[Zone]] = {}
        #: Place -> kind of state -> the zones that wait.
        self._waiting: dict[int, dict[_Key, list[Zone]]] = {}
        self._alike = self._representatives()
        self._targets: set[int] = set()
        #: The place that is being looked at.
        self._at: set[int] = set()
        self._leads: frozenset[int] = frozenset()

    def search(self, targets: set[int]) -> set[int]:
        """Those of the targets of which it is certain that no run lets them leave on time."""
        self._targets = set(targets)
        self._leads = self.ways.leading_to(self._targets)
        self._needs = self._look_ahead()
        self._plain = self._needs[0] < self._scored and not any(
            way.if_past is IfPast.SKIP for place in self._leads for way in self.ways.out[place]
        )
        only = self._only_kind()
        if only is not None:
            open_places = self._after(self._search_ages(only))
            self.settled = {place for place in self._targets if place not in open_places}
            return self.settled
        zone = Zone.start()
        for group, (least, most) in self.graph.entered_after.items():
            zone.add_within(("date", group), NOW, -most - self._change, -least + self._change)
        try:
            for entered in self._enter(zone):
                self._push(0, entered, skip=False)
            while self._waiting and self._targets:
                place = min(self._waiting, key=self._ranks.__getitem__)
                self._at = {place}
                for (_, skip, _), zones in self._waiting.pop(place).items():
                    for zone in zones if len(zones) <= self._apart else [_hull(zones)]:
                        self._spend()
                        self._visit(place, zone, skip)
                self._at = set()
        except _Spent:
            pass
        open_places = self._after(self._at | set(self._waiting))
        self.settled = {place for place in self._targets if place not in open_places}
        return self.settled

    # ── The graph ───────────────────────────────────────────────────────────────────────────────────────

    def _common_period(self) -> int:
        """A day where every clock is the same on every day, else a week."""
        daily = all(clock.daily for clock in self.graph.clocks)
        for kind in self.rules.kinds:
            daily = daily and (kind.open is None or _daily(kind.open) is not None)
        for window in self.rules.windows:
            daily = daily and window.calendar is not Calendar.WEEK
        if self.ways.entered is not None:
            daily = daily and _daily(self.ways.entered) is not None
        return DAY if daily else WEEK

    def _in_period(self, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
        daily = _daily(spans)
        return daily if self._period == DAY and daily is not None else spans

    def _hours(self, kind: Kind) -> tuple[Sequence[tuple[int, int]], list[tuple[int, int, int]]] | None:
        """The open spans of the period, and the closed ones, each with the minute at which it opens again."""
        if kind.open is None or not kind.open:
            return None
        spans, period = self._in_period(kind.open), self._period
        closed = [(end, start, start) for (_, end), (start, _) in pairwise(spans) if end < start]
        first, last = spans[0][0], spans[-1][1]
        if first > 0:
            closed.insert(0, (0, first, first))
        if last < period:
            closed.append((last, period, period + first))
        return spans, closed

    def _look_ahead(self) -> list[int]:
        """For each place that leads to a target, what is looked at from there on."""
        rules, ways, leads = self.rules, self.ways, self._leads
        kinds = []
        for kind in rules.kinds:
            bits = 0
            if kind.never is None:
                bits = sum(1 << window for window in kind.windows)
                if kind.scored:
                    bits |= self._scored
                if kind.open is not None or any(
                    rules.windows[window].calendar is not None for window in kind.windows
                ):
                    bits |= self._clocked
            kinds.append(bits)
        needs = [0] * len(ways.out)
        course = [place for place in reversed(ways.order) if place in leads]
        for place in course:
            bits = 0
            if place not in ways.barred:
                for number in rules.of.get(place, ()):
                    bits |= kinds[number]
            for way in ways.out[place]:
                if way.target in leads:
                    if way.ticks:
                        bits |= self._clocked
                    if way.date is not None:
                        bits |= self._dates.setdefault(way.date[0], self._clocked << len(self._dates) + 1)
            needs[place] = bits
        changed = True
        while changed:
            changed = False
            for place in course:
                bits = needs[place]
                for way in ways.out[place]:
                    if way.target in leads:
                        bits |= needs[way.target]
                if bits != needs[place]:
                    needs[place] = bits
                    changed = ways.circular
        return needs

    def _after(self, places: set[int]) -> set[int]:
        found, todo = set(places), list(places)
        while todo:
            for way in self.ways.out[todo.pop()]:
                if way.target not in found:
                    found.add(way.target)
                    todo.append(way.target)
        return found

    # ── States ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _apart(self) -> int:
        return _APART if self.budget > self._half else _APART_LATER

    def _spend(self) -> None:
        self.budget -= 1
        if self.budget < 0:
            raise _Spent

    def _enter(self, zone: Zone) -> Iterator[Zone]:
        """Entries at the local minutes that the trigger allows."""
        if self.ways.entered is None or not self._needs[0] & self._clocked:
            yield zone
            return
        for started in self._localised(zone):
            local = started.names.index(_LOCAL)
            for start, end in self._in_period(self.ways.entered):
                part = started.between(NOW, local, start, end - 1)
                if part is not None:
                    yield part

    def _push(self, place: int, zone: Zone, *, skip: bool) -> None:
        """Keep a state unless one that is known holds it already."""
        if place not in self._leads:
            return
        self._forget(zone, self._needs[place])
        self._keep(place, zone, (place, skip, tuple(zone.names)))

    def _keep(self, place: int, zone: Zone, key: _Key) -> None:
        if self._plain and len(zone.names) <= 2:
            self._keep_plainly(place, *_span(zone))
            return
        known = self._seen.get(key)
        if known is None:
            self._seen[key] = [zone]
            self._waiting.setdefault(place, {})[key] = [zone]
            return
        for other in known:
            if zone.within(other):
                return
        known.append(zone)
        waiting = self._waiting.setdefault(place, {}).setdefault(key, [])
        waiting[:] = [other for other in waiting if not other.within(zone)]
        waiting.append(zone)

    def _forget(self, zone: Zone, needs: int) -> None:
        """Drop what nothing from here on looks at, and put the rest in order."""
        clock: list[int] = []
        dates: list[tuple[Hashable, int]] = []
        sent: list[int] = []
        for place, name in enumerate(zone.names[1:], 1):
            if name in (_LOCAL, _FIRST_LOCAL):
                if needs & self._clocked:
                    clock.append(place)
            elif isinstance(name, tuple):
                if name[0] == "sent":
                    sent.append(place)
                elif needs & self._dates.get(name[1], 0):
                    dates.append((name, place))
        if len(clock) > 1:
            clock.sort(key=lambda place: str(zone.names[place]), reverse=True)
        if len(dates) > 1:
            dates.sort(key=lambda date: str(date[0]))
        kept: list[int] = []
        if sent:
            windows = self.rules.windows
            looked = [number for number in range(len(windows)) if needs >> number & 1]
            room = {number: windows[number].most for number in looked}
            scored = bool(needs & self._scored)
            for place in reversed(sent):
                kind, age = self._kind_at(zone, place), zone.least(NOW, place)
                wanted = scored and (self._never_forgets or age < self.rules.memory)
                for number in looked:
                    if kind in windows[number].filled_by and room[number] > 0 and age < windows[number].width:
                        room[number] -= 1
                        wanted = True
                if wanted:
                    kept.append(place)
        zone.keep([NOW, *clock, *(place for _, place in dates), *reversed(kept)])

    @property
    def _never_forgets(self) -> bool:
        return self.rules.score is not None and self.rules.score.reading is Reading.SUM

    @staticmethod
    def _kind_at(zone: Zone, place: int) -> int:
        name = zone.names[place]
        assert isinstance(name, tuple)
        return int(name[1])

    def _visit(self, place: int, zone: Zone, skip: bool) -> None:
        message = self.graph.places[place].message
        if message is None:
            self._go_on(place, zone, skip=skip)
        elif skip:
            self.reached.add(place)
            self._go_on(place, zone, skip=False)
        else:
            self.reached.add(place)
            for after in self._decide(place, zone):
                self._go_on(place, after, skip=False)

    def _go_on(self, place: int, zone: Zone, *, skip: bool) -> None:
        if self._plain and len(zone.names) <= 2:
            self._go_on_plainly(place, zone)
            return
        for way in self.ways.out[place]:
            if way.target in self._leads:
                for after, skips in self._step(zone, way):
                    self._push(way.target, after, skip=skip or skips)

    # ── One send and its age ────────────────────────────────────────────────────────────────────────────

    def _only_kind(self) -> int | None:
        """The kind of the sends that matter, where nothing but the age of the last one does."""
        if not self._plain:
            return None
        windows = [w for number, w in enumerate(self.rules.windows) if self._needs[0] >> number & 1]
        if any(window.most != 1 for window in windows):
            return None
        alike = {
            self._alike[number]
            for number, kind in enumerate(self.rules.kinds)
            if kind.counts and any(number in window.filled_by for window in windows)
        }
        return alike.pop() if len(alike) == 1 else None

    def _search_ages(self, kind: int) -> set[int]:
        """Search where only the age of the last send of one kind matters; the places left when it ends."""
        horizon, leads, targets, order = self._horizon(kind), self._leads, self._targets, self._ranks
        out = {
            place: [
                (target, lo, inf if hi is None else hi)
                for target, lo, hi, *_ in self.ways.out[place]
                if target in leads
            ]
            for place in leads
        }
        never = (inf, inf)
        seen: dict[int, list[_Ages]] = {0: [never]}
        waiting: dict[int, list[_Ages]] = {0: [never]} if 0 in leads else {}
        while waiting and targets:
            place = min(waiting, key=order.__getitem__)
            spans = waiting.pop(place)
            questions = self._questions(place, kind)
            if questions is not None:
                self.reached.add(place)
            if len(spans) > self._apart:
                known = [span for span in spans if span is not never]
                if len(known) > self._apart:
                    hull = min(least for least, _ in known), max(most for _, most in known)
                    spans = [hull] if len(known) == len(spans) else [never, hull]
            for span in spans:
                self.budget -= 1
                after = [span] if questions is None else self._answers(place, span, questions)
                if self.budget < 0:
                    return {place, *waiting}
                for least, most in after:
                    for target, lo, hi in out[place]:
                        new = (least + lo, most + hi)
                        if new[0] >= horizon[target]:
                            new = never
                        held = seen.get(target)
                        if held is None:
                            seen[target], waiting[target] = [new], [new]
                            continue
                        for lowest, highest in held:
                            if lowest <= new[0] and new[1] <= highest:
                                break
                        else:
                            held.append(new)
                            before = waiting.get(target, ())
                            waiting[target] = [
                                span for span in before if span[0] < new[0] or span[1] > new[1]
                            ] + [new]
        return set()

    def _questions(self, place: int, kind: int) -> list[tuple[int, bool]] | None:
        """By channel of a message: the age that the last send must have, and whether it takes its place."""
        message = self.graph.places[place].message
        if message is None:
            return None
        numbers = self.rules.of[place]
        if place in self.ways.barred:
            numbers = ()
        elif message.if_blocked is not IfBlocked.FALLBACK:
            numbers = numbers[:1]
        windows = self.rules.windows
        return [
            (
                max((windows[w].width for w in one.windows if kind in windows[w].filled_by), default=0),
                one.counts and self._alike[number] == kind,
            )
            for number, one in ((number, self.rules.kinds[number]) for number in numbers)
            if one.never is None
        ]

    def _answers(self, place: int, span: _Ages, questions: Sequence[tuple[int, bool]]) -> list[_Ages]:
        """What becomes of a message: the ages of the last send with which the run goes on."""
        message = self.graph.places[place].message
        assert message is not None
        delays, ttl = message.if_blocked is IfBlocked.DELAY, message.ttl
        after: list[_Ages] = []
        spans = [span]
        for width, fills in questions:
            still = []
            for least, most in spans:
                self.budget -= 1
                if most >= width:
                    self._leaves(place, self.on_time)
                    after.append((0, 0) if fills else (max(least, width), most))
                if least >= width:
                    continue
                self.budget -= 1
                last = min(most, width - 1)
                if width - last <= ttl:
                    self.late.add(place)
                    if delays:
                        after.append((0, 0) if fills else (width, width))
                        last = width - ttl - 1
                if least <= last:
                    still.append((least, last))
            spans = still
        return after if message.if_blocked is IfBlocked.EXIT else after + spans

    def _go_on_plainly(self, place: int, zone: Zone) -> None:
        """Go on where one send at most is known: its zone is the span of its age."""
        kind, least, most = _span(zone)
        horizon = self._horizon(kind)
        for target, lo, hi, *_ in self.ways.out[place]:
            if target not in self._leads:
                continue
            if least + lo >= horizon[target]:
                self._keep_plainly(target, _NONE, inf, inf)
            else:
                self._keep_plainly(target, kind, least + lo, inf if hi is None else most + hi)

    def _keep_plainly(self, place: int, kind: int, least: float, most: float) -> None:
        """Keep a span of ages unless one that is known holds it already."""
        known = self._spans_seen.setdefault((place, kind), [])
        for lowest, highest in known:
            if lowest <= least and most <= highest:
                return
        known.append((least, most))
        zone = Zone.start() if kind == _NONE else _aged(kind, least, most)
        waiting = self._waiting.setdefault(place, {}).setdefault((place, False, tuple(zone.names)), [])
        if waiting:
            waiting[:] = [other for other in waiting if not other.within(zone)]
        waiting.append(zone)

    def _horizon(self, kind: int, later: int | None = None) -> list[int]:
        """By place: the age from which on a send of a kind no longer matters, after a later send."""
        known = self._horizons.get((kind, later))
        if known is None:
            windows = [
                (1 << number, window.width)
                for number, window in enumerate(self.rules.windows)
                if kind in window.filled_by
                and window.most > (later is not None and later in window.filled_by)
            ]
            widest = {
                needs: max((width for bit, width in windows if needs & bit), default=0)
                for needs in set(self._needs)
            }
            known = self._horizons[kind, later] = [widest[needs] for needs in self._needs]
        return known

    def _decide_plainly(self, place: int, zone: Zone, channels: Sequence[int]) -> Iterator[Zone]:
        """What becomes of a message where one send at most is known, as ``_decide`` has it."""
        message = self.graph.places[place].message
        assert message is not None
        delays, ttl = message.if_blocked is IfBlocked.DELAY, message.ttl
        sent, *span = _span(zone)
        # the spans of ages at which it is held back so far
        spans = [(span[0], span[1])]
        for number in channels:
            kind = self.rules.kinds[number]
            if place in self.ways.barred or kind.never is not None:
                continue
            width = max(
                (
                    self.rules.windows[window].width
                    for window in kind.windows
                    if self.rules.windows[window].most == 1 and sent in self.rules.windows[window].filled_by
                ),
                default=0,
            )
            still = []
            for least, most in spans:
                self._spend()
                if most >= width:
                    self._leaves(place, self.on_time)
                    yield self._after_send(place, number, sent, max(least, width), most)
                if least >= width:
                    continue
                self._spend()
                last = min(most, width - 1)
                if width - last > ttl:
                    still.append((least, last))
                    continue
                self.late.add(place)
                if delays:
                    yield self._after_send(place, number, sent, width, width)
                    last = width - ttl - 1
                if least <= last:
                    still.append((least, last))
            spans = still
        if message.if_blocked is not IfBlocked.EXIT:
            for least, most in spans:
                yield _aged(sent, least, most)

    def _after_send(self, place: int, number: int, before: int, least: float, most: float) -> Zone:
        """The zone once a message of a kind has left, where another one of that age had before."""
        if not self.rules.kinds[number].counts:
            return _aged(before, least, most)
        later = self._alike[number]
        if least >= self._horizon(before, later)[place]:
            return _aged(later, 0, 0)
        zone = _aged(before, least, most)
        zone.add(("sent", later), equal=NOW)
        return zone

    # ── Time ────────────────────────────────────────────────────────────────────────────────────────────

    def _step(self, zone: Zone, way: Way) -> Iterator[tuple[Zone, bool]]:
        """Where a step leads, and whether it makes the next message be lost."""
        if way.ticks:
            ticks = sorted({tick % self._period for tick in way.ticks})
            for part in self._localised(zone):
                local = part.names.index(_LOCAL)
                for before, tick in pairwise([-1, *ticks, self._period + ticks[0]]):
                    piece = part.between(NOW, local, before + 1, min(tick, self._period - 1))
                    if piece is not None:
                        self._jump(piece, to=local, plus=tick)
                        yield piece, False
            return
        if way.date is not None:
            group, offset = way.date
            zone = zone.copy()
            date = zone.find(("date", group))
            if date is None:
                date = zone.add_within(("date", group), NOW, -inf, inf)
            past = zone.copy()
            if zone.cut(NOW, date, offset):
                self._jump(zone, to=date, plus=offset)
                yield zone, False
            if way.if_past is not IfPast.EXIT and past.cut(date, NOW, -offset - 1):
                yield past, way.if_past is IfPast.SKIP
            return
        after = zone.copy()
        if way.hi != 0:
            self._pass(after, way.lo, inf if way.hi is None else way.hi)
        yield after, False
        if way.if_past is IfPast.SKIP:
            yield zone.copy(), True

    def _pass(self, zone: Zone, least: float, most: float) -> None:
        """Let time go by."""
        self._change_clocks(zone, most)
        zone.loosen(NOW, least, most)

    def _jump(self, zone: Zone, *, to: int, plus: int) -> None:
        """Go to a minute that another one tells."""
        self._change_clocks(zone, zone.most(to, NOW) + plus)
        zone.move(NOW, to=to, plus=plus)

    def _change_clocks(self, zone: Zone, most: float) -> None:
        """Let the clocks change where a time of at most so many minutes may take in a night."""
        if not self._change:
            return
        local = zone.find(_LOCAL)
        if local is None:
            return
        first, last = zone.least(NOW, local), zone.most(NOW, local) + most
        if last < inf and first > -inf and first // DAY == last // DAY and first % DAY >= _NIGHT:
            return
        origin = zone.names.index(_FIRST_LOCAL)
        zone.loosen(local, -self._change, self._change)
        zone.cut(local, origin, self._change)
        zone.cut(origin, local, self._change)

    def _localised(self, zone: Zone) -> Iterator[Zone]:
        """The zone with the start of its local period, by how many periods have gone by."""
        period = self._period
        local = zone.find(_LOCAL)
        if local is not None:
            first, last = zone.least(NOW, local), zone.most(NOW, local)
            if last - first < 2 * period:
                for gone in range(int(first // period), int(last // period) + 1):
                    part = zone.between(NOW, local, gone * period, gone * period + period - 1)
                    if part is not None:
                        if gone:
                            self._turn(part, gone * period)
                        yield part
                return
        zone = zone.copy()
        self._unset_clock(zone)
        self._set_clock(zone, 0, period - 1)
        yield zone

    @staticmethod
    def _turn(zone: Zone, by: int) -> None:
        """Tell the local clock from a later period."""
        for name in (_LOCAL, _FIRST_LOCAL):
            at = zone.find(name)
            if at is not None:
                zone.move(at, to=at, plus=by)

    def _set_clock(self, zone: Zone, least: int, most: int) -> None:
        local = zone.add_within(_LOCAL, NOW, -most, -least)
        if self._change:
            zone.add(_FIRST_LOCAL, equal=local)

    @staticmethod
    def _unset_clock(zone: Zone) -> None:
        zone.keep([place for place, name in enumerate(zone.names) if name not in (_LOCAL, _FIRST_LOCAL)])

    # ── Messages ────────────────────────────────────────────────────────────────────────────────────────

    def _decide(self, place: int, zone: Zone) -> Iterator[Zone]:
        """What becomes of a message that is due: the zones from which the run goes on."""
        message = self.graph.places[place].message
        assert message is not None
        kinds = self.rules.of[place]
        channels = kinds if message.if_blocked is IfBlocked.FALLBACK else kinds[:1]
        if self._plain and len(zone.names) <= 2:
            yield from self._decide_plainly(place, zone, channels)
            return
        blocked = [zone]
        for number in channels:
            kind = self.rules.kinds[number]
            if place in self.ways.barred or kind.never is not None:
                continue
            still = []
            for one in blocked:
                start = one.copy()
                start.add(_DUE, equal=NOW)
                for moved, held, admitted in self._admit(start, number, message.ttl):
                    due = moved.names.index(_DUE)
                    if not held:
                        self._leaves(place, self.on_time)
                        moved.drop(due)
                        yield self._send(moved, number)
                        continue
                    sent = moved.between(NOW, due, 1, message.ttl) if admitted else None
                    if sent is not None:
                        self.late.add(place)
                        if message.if_blocked is IfBlocked.DELAY:
                            sent.drop(due)
                            yield self._send(sent, number)
                    lost: Zone | None = moved
                    if message.if_blocked is IfBlocked.DELAY and admitted:
                        lost = moved.between(NOW, due, message.ttl + 1, inf)
                    if lost is not None:
                        self._back_to_due(lost)
                        still.append(lost)
            blocked = still
        if message.if_blocked is not IfBlocked.EXIT:
            yield from blocked

    def _leaves(self, place: int, how: set[int]) -> None:
        how.add(place)
        self._targets.discard(place)

    def _send(self, zone: Zone, number: int) -> Zone:
        if self.rules.kinds[number].counts:
            zone.add(("sent", self._alike[number]), equal=NOW)
        return zone

    def _representatives(self) -> list[int]:
        """For each kind the first one that fills the same of what is looked at, and weighs the same."""
        kinds = self.rules.kinds
        looked = {window for kind in kinds for window in kind.windows}
        scored = any(kind.scored for kind in kinds)
        first: dict[Hashable, int] = {}
        return [
            first.setdefault(
                (
                    frozenset(window for window in looked if number in self.rules.windows[window].filled_by),
                    kind.weight if scored else 0,
                ),
                number,
            )
            for number, kind in enumerate(kinds)
        ]

    @staticmethod
    def _back_to_due(zone: Zone) -> None:
        due = zone.names.index(_DUE)
        zone.move(NOW, to=due)
        zone.drop(due)

    def _admit(self, zone: Zone, number: int, ttl: int) -> Iterator[tuple[Zone, bool, bool]]:
        """The parts of a zone at the first minute that every rule allows.

        Each with whether that is later than it is due, and whether there is such a minute: where there is
        none up to the time to live, now is any minute on the way.
        """
        kind = self.rules.kinds[number]
        # zone, held back, and which doubtful rules have had their say
        waiting: list[tuple[Zone, bool, frozenset[str]]] = [(zone, False, frozenset())]
        while waiting:
            self._spend()
            one, held, asked = waiting.pop()
            if one.least(NOW, one.names.index(_DUE)) > ttl:
                yield one, True, False
                continue
            passing = [one]
            for rule in self._asked_of(kind, number):
                further: list[Zone] = []
                for part in passing:
                    for piece, jumped, doubt in rule(part, asked, ttl):
                        if jumped:
                            waiting.append((piece, True, asked | {doubt} if doubt else asked))
                        else:
                            further.append(piece)
                passing = further
            for part in passing:
                yield part, held, True

    def _asked_of(self, kind: Kind, number: int) -> Iterator[_Question]:
        """The rules that look at a kind of message."""
        yield partial(self._rolling, kind)
        if self._spans[number] is not None:
            yield partial(self._quiet, number)
        for window in kind.windows:
            if self.rules.windows[window].calendar is not None:
                yield partial(self._calendar, window)
        if kind.scored:
            yield partial(self._score, kind)

    def _filling(self, zone: Zone, window: int) -> int | None:
        """The send that must be old enough: the last but (most − 1) of those that fill the window."""
        rule = self.rules.windows[window]
        left = rule.most
        for place in range(len(zone.names) - 1, 0, -1):
            name = zone.names[place]
            if isinstance(name, tuple) and name[0] == "sent" and name[1] in rule.filled_by:
                left -= 1
                if not left:
                    return place
        return None

    def _rolling(self, kind: Kind, zone: Zone, asked: frozenset[str], ttl: int) -> _Answers:
        """Caps and gaps of so many minutes."""
        bars: dict[int, int] = {}
        for window in kind.windows:
            rule = self.rules.windows[window]
            if rule.calendar is None:
                send = self._filling(zone, window)
                if send is not None and zone.least(NOW, send) < rule.width:
                    bars[send] = max(bars.get(send, 0), rule.width)
        free: Zone | None = zone
        if bars:
            free = zone.copy()
            if not all(free.cut(send, NOW, -width) for send, width in bars.items()):
                free = None
        if free is not None:
            yield free, False, ""
        for send, width in bars.items():
            part = zone.copy()
            # held back by this one, and by no other for longer
            if part.cut(NOW, send, width - 1) and all(
                part.cut(other, send, width - wide - (0 if send < other else 1))
                for other, wide in bars.items()
                if other != send
            ):
                self._jump(part, to=send, plus=width)
                yield part, True, ""

    def _quiet(self, number: int, zone: Zone, asked: frozenset[str], ttl: int) -> _Answers:
        """Quiet hours, and holidays at any day."""
        hours = self._spans[number]
        assert hours is not None
        open_, closed = hours
        holidays = self.rules.kinds[number].holidays if "holiday" not in asked else ()
        for part in self._localised(zone):
            local = part.names.index(_LOCAL)
            for start, end in open_:
                piece = part.between(NOW, local, start, end - 1)
                if piece is not None:
                    if holidays:
                        yield from self._holidays(piece, open_, holidays)
                    yield piece, False, ""
            for start, end, opens in closed:
                piece = part.between(NOW, local, start, end - 1)
                if piece is not None:
                    self._jump(piece, to=local, plus=opens)
                    yield piece, True, ""

    def _holidays(self, zone: Zone, open_: _Spans, gaps: Sequence[frozenset[int]]) -> _Answers:
        """Where the day may be a holiday: on to the next one that is not."""
        local = zone.names.index(_LOCAL)
        days = self._period // DAY
        for day in range(days):
            part = zone.between(NOW, local, day * DAY, day * DAY + DAY - 1)
            if part is None:
                continue
            for gap in sorted(gaps[day] if days > 1 else frozenset().union(*gaps)):
                then = (day + gap) % days * DAY
                opens = {max(start, then) for start, end in open_ if start < then + DAY and end > then}
                # hours that begin on the holiday itself and end after midnight are quiet on the day after too
                opens |= {start for start, _ in open_ if then <= start < then + DAY}
                for at in opens:
                    later = part.copy()
                    self._jump(later, to=local, plus=(day + gap) * DAY + at - then)
                    yield later, True, "holiday"

    def _calendar(self, window: int, zone: Zone, asked: frozenset[str], ttl: int) -> _Answers:
        """Caps of a local day, week or month."""
        rule = self.rules.windows[window]
        send = self._filling(zone, window)
        if send is None or zone.least(NOW, send) >= rule.width:
            yield zone, False, ""
            return
        if rule.calendar is Calendar.MONTH:
            # a month may begin at any midnight of those in between
            yield zone, False, ""
            if rule.id not in asked:
                later = zone.copy()
                later.loosen(NOW, 1, rule.width)
                self._unset_clock(later)
                yield later, True, rule.id
            return
        unit = DAY if rule.calendar is Calendar.DAY else WEEK
        name = zone.names[send]
        for part in self._localised(zone):
            local = part.names.index(_LOCAL)
            filling = send if part.names[send] == name else self._filling(part, window)
            assert filling is not None
            for start in range(0, self._period, unit):
                inside = part.between(NOW, local, start, start + unit - 1)
                if inside is None:
                    continue
                free = inside.copy()
                # a day may have begun an hour before or after the midnight of its present clock
                if free.cut(filling, local, start - 1 + self._change):
                    yield free, False, ""
                if inside.cut(local, filling, self._change - start):
                    self._jump(inside, to=local, plus=start + unit)
                    yield inside, True, ""

    def _score(self, kind: Kind, zone: Zone, asked: frozenset[str], ttl: int) -> _Answers:
        """The score, between what it can be at most and at least."""
        score = self.rules.score
        assert score is not None
        oldest: list[tuple[int, float]] = []
        newest: list[tuple[int, float]] = []
        for place, name in enumerate(zone.names):
            if isinstance(name, tuple) and name[0] == "sent":
                weight = self.rules.kinds[name[1]].weight
                longest = min(zone.most(NOW, place), max(self.rules.memory, zone.least(NOW, place)))
                oldest.append((-int(longest), weight))
                newest.append((-int(zone.least(NOW, place)), weight))
        room = score.threshold + TOLERANCE - contribution(score, kind.weight, 0)
        if "score" in asked or total(score, newest, 0) <= room:
            yield zone, False, ""
            return
        if total(score, oldest, 0) <= room:
            yield zone, False, ""
            least = 1
        else:
            least = _first(lambda age: total(score, oldest, age) <= room, ttl + 1)
        most = _first(lambda age: total(score, newest, age) <= room, ttl + 1)
        later = zone.copy()
        self._pass(later, least, most)
        yield later, True, "score"


#: In place of the kind of a send: none is known.
_NONE = -1


def _aged(kind: int, least: float, most: float) -> Zone:
    """Now, and one send of that age where there is one."""
    if kind == _NONE:
        return Zone.start()
    return Zone(["now", ("sent", kind)], [[0, most], [-least, 0]])


def _span(zone: Zone) -> tuple[int, float, float]:
    """The send of a zone that knows one at most, and the least and most age of it."""
    if len(zone.names) == 1:
        return _NONE, inf, inf
    name = zone.names[1]
    assert isinstance(name, tuple)
    return name[1], -zone.bounds[1][0], zone.bounds[0][1]


#: The least and most age of the last send.
_Ages = tuple[float, float]
_Key = tuple[int, bool, tuple[Hashable, ...]]
_Spans = Sequence[tuple[int, int]]
#: Parts of a zone: those that a rule lets pass, and those that it has moved to the first minute that it does,
#: with the name of the doubt where it only may have.

_Answers = Iterator[tuple[Zone, bool, str]]
_Question = Callable[[Zone, frozenset[str], int], _Answers]


def _hull(zones: Sequence[Zone]) -> Zone:
    """The least zone that holds all of them."""
    hull = zones[0].copy()
    for zone in zones[1:]:
        for row, other in zip(hull.bounds, zone.bounds, strict=True):
            row[:] = map(max, row, other)
    return hull


def _first(fits: Callable[[int], bool], limit: int) -> int:
    """The least age from 1 on that fits, the limit where none does before; what fits goes on fitting."""
    low, high = 0, limit
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def _daily(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...] | None:
    """The spans of one day where every day has the same."""
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for start, end in spans:
        while start < end:
            day = start // DAY
            midnight = (day + 1) * DAY
            days[day].append((start - day * DAY, min(end, midnight) - day * DAY))
            start = min(end, midnight)
    return tuple(days[0]) if all(day == days[0] for day in days) else None
