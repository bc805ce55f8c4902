"""One run of one scenario: the shortest spans of its messages, its fullest windows and its highest score.

The proof of a window needs one function, δ(k): the least minutes between the first and the last of k messages
of a run. A half-open window of width W holds k messages of some run exactly when δ(k) < W, because any run
that holds them spans at least the least times of its arcs, and the run that takes those least times exists:
guards are free and waits may be as short as they can. Any prefix of a run is a run. A longer wait never makes
a window fuller, so that only the least times matter here.

Where waits go by the local clock or by a date of the contact, their times depend on what came before; then
``designer.analysis.phases`` answers.

Functions take a graph and the places of the messages that a rule looks at, or their weights. Times are
minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from itertools import pairwise, product
from math import inf
from operator import add, mul

from designer.analysis.phases import unfold
from designer.analysis.timed import Timed
from designer.domain.policy import HalfLife, Linear, Reading, Score, Steps
from designer.domain.pressure import TOLERANCE, contribution, decayed, length
from designer.domain.scenario import IfPast
from designer.domain.time import DAY, HOUR, WEEK, Minute

#: Labels after which the search for the highest score of a scenario with circles settles for bounds.
MOST_LABELS = 100_000
#: Messages in a graph with circles from which on windows are counted step by step and not by doubling.
MOST_DOUBLED = 40
#: A window in minutes that few are wider than: what is worked out for it serves the others.
USUAL = 31 * DAY + HOUR
#: Half-lives after which what is left of a weight is nothing (2^-60 of it).
FORGOTTEN = 60


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A piece of one run, from one message to another."""

    #: How many messages, their weight, or the score that they make.
    value: float
    #: The messages looked at, in order: minutes from the first one, place.
    events: tuple[tuple[Minute, int], ...]
    #: Every place passed from the first message to the last, with the minute of arrival there.
    passed: tuple[tuple[Minute, int], ...] = ()
    #: How it comes to the first message: every place from the entry, minutes before it (never above 0).
    before: tuple[tuple[Minute, int], ...] = ()
    #: The local minute of the week of the first message; nothing where any will do.
    starts_at: int | None = None
    #: Minutes from a date to the first message, infinite when long past; dates not named are free.
    since: Mapping[tuple[str, int], float] = field(default_factory=dict)


#: Nothing comes due.
EMPTY = Stretch(value=0, events=())


@dataclass(frozen=True, kw_only=True)
class Peak:
    """The highest score of one run."""

    #: What ``stretch`` attains, whose last message is where the score is highest.
    lower: float
    #: What no run can pass.
    upper: float
    stretch: Stretch = EMPTY


# ── Spans and windows ───────────────────────────────────────────────────────────────────────────────────


def shortest_spans(timed: Timed, messages: Collection[int], most: int) -> list[float]:
    """δ(0), δ(1), … δ(``most``): infinite where no run has so many messages."""
    graph, chosen = _plainly(timed, messages)
    if graph.order is not None:
        return _spans_in_order(graph, frozenset(chosen), most)
    return _spans_round(graph, frozenset(chosen), most)


def most_in_window(timed: Timed, messages: Collection[int], width: int) -> float:
    """The most of these messages of one run due in a half-open window of ``width`` minutes.

    Infinite where a circle that takes no time holds one of them. Nobody can be due more;
    ``fullest_window`` shows a run that attains it.
    """
    graph, chosen = _plainly(timed, messages)
    if not chosen or width <= 0:
        return 0
    if zero_circles(graph, chosen):
        return inf
    if graph.order is not None:
        spans = _spans_in_order(graph, frozenset(chosen), len(set(messages)), width)
        return max(k for k, span in enumerate(spans) if span < width)
    if len(chosen) > MOST_DOUBLED:
        return len(_fullest_round(graph, frozenset(chosen), width).events)
    return _Round.of(graph, frozenset(chosen)).most(width)


def fullest_window(timed: Timed, messages: Collection[int], width: int, *, entry: bool = True) -> Stretch:
    """A piece of a run that attains ``most_in_window``; empty where that is 0 or infinite.

    Without ``entry``, how a graph of plain waits comes to its first message is left out.

    Where a scenario with clocks has too many states to be drawn out, the piece may hold fewer messages than
    ``most_in_window`` allows for.
    """
    graph, chosen = _drawn(timed, messages)
    if not chosen or width <= 0 or zero_circles(graph, chosen):
        return EMPTY
    if graph.order is not None:
        found = _fullest_in_order(graph, frozenset(chosen), width)
        return _told(timed, found) if entry or not timed.plain else found
    if len(chosen) > MOST_DOUBLED:
        return _told(timed, _fullest_round(graph, frozenset(chosen), width))
    count = int(most_in_window(graph, chosen, width))
    return _told(timed, _attain(graph, frozenset(chosen), count))


def heaviest_in_window(timed: Timed, weights: Mapping[int, float], width: int) -> float:
    """The most that the messages of one run weigh that are due in a window of ``width`` minutes.

    ``weights`` are not negative. Infinite where a circle that takes no time holds a message that weighs.
    """
    graph, chosen = _plainly(timed, (at for at, weight in weights.items() if weight > 0))
    if not chosen or width <= 0:
        return 0
    if zero_circles(graph, chosen):
        return inf
    return _heaviest(graph, {at: weights[place] for at, place in chosen.items()}, width).value


def heaviest_window(timed: Timed, weights: Mapping[int, float], width: int) -> Stretch:
    """A piece of a run that attains ``heaviest_in_window``, as ``fullest_window`` does."""
    graph, chosen = _drawn(timed, (at for at, weight in weights.items() if weight > 0))
    if not chosen or width <= 0 or zero_circles(graph, chosen):
        return EMPTY
    return _told(timed, _heaviest(graph, {at: weights[place] for at, place in chosen.items()}, width))


def _drawn(timed: Timed, messages: Iterable[int]) -> tuple[Timed, dict[int, int]]:
    """A graph of plain waits whose runs are runs of this one, and its places of these messages, each with
    the place it stands for."""
    if timed.plain:
        return timed, {place: place for place in messages}
    unfolded = unfold(timed)
    return unfolded.graph, unfolded.chosen(messages)


def _plainly(timed: Timed, messages: Iterable[int]) -> tuple[Timed, dict[int, int]]:
    """A graph of plain waits that has all the runs of this one, and its places of these messages."""
    if not timed.plain and not unfold(timed).complete:
        return timed.hurried, {place: place for place in messages}
    return _drawn(timed, messages)


def _told(timed: Timed, found: Stretch) -> Stretch:
    """A stretch of the graph worked on as one of the graph asked about, with the way to its first message."""
    if not found.events:
        return found
    graph = timed if timed.plain else unfold(timed).graph
    before = _way_in(graph, found.passed[0][1])
    if timed.plain:
        starts_at = None
        if timed.entered_at is not None:
            entry = (timed.entered_at & -timed.entered_at).bit_length() - 1
            starts_at = (entry - (before[0][0] if before else 0)) % WEEK
        return replace(found, before=before, starts_at=starts_at)
    unfolded = unfold(timed)
    starts_at = None
    since: dict[tuple[str, int], float] = {}
    walked = (*before, *found.passed)
    for (_, source), (at, place) in pairwise(((0, -1), *walked)):
        for minute, dates in (
            unfolded.met.get((source, place), (None, ())),
            (unfolded.minute[place], unfolded.since[place]),
        ):
            if minute is not None and starts_at is None:
                starts_at = (minute - at) % unfolded.period
            for group, when in zip(unfolded.groups, dates, strict=False):
                # a date known exactly says more than that it is past
                if when is not None and since.get(group, inf) == inf:
                    since[group] = when - at
    of = unfolded.place

    def told(chain: tuple[tuple[Minute, int], ...]) -> tuple[tuple[Minute, int], ...]:
        return tuple((at, there) for at, place in chain if (there := of[place]) is not None)

    return Stretch(
        value=found.value,
        events=told(found.events),
        passed=told(found.passed),
        # the entry stands before its own states
        before=told(before[1:]),
        starts_at=starts_at,
        since=since,
    )


def _way_in(graph: Timed, place: int) -> tuple[tuple[Minute, int], ...]:
    """The shortest way from the entry to a place, without it: minutes before it, place."""
    if place == 0:
        return ()
    way = _leg(graph, 0, place)
    length_ = way[-1][0]
    return ((-length_, 0), *((after - length_, there) for after, there in way[:-1]))


def _spans_in_order(
    timed: Timed,
    selected: frozenset[int],
    most: int,
    below: float = inf,
    leaving: list[list[float] | None] | None = None,
) -> list[float]:
    """δ by one pass over a graph without circles; spans of ``below`` and more are not followed.

    ``leaving`` takes, by place, the least minutes since the first of k messages when one leaves it.
    """
    found: list[float] = [0, *([inf] * most)]
    if not selected or most <= 0:
        return found
    assert timed.order is not None
    #: by place: the least minutes since the first of k messages, as (none yet, 1, 2, …)
    arriving: list[list[float] | None] = [None] * len(timed.places)
    for place in timed.order:
        spans = arriving[place]
        if place in selected:
            # one more message: what were k are k + 1, and the first may be this one
            spans = [inf, 0] if spans is None else [inf, 0, *spans[1:most]]
            for k in range(1, len(spans)):
                if spans[k] < found[k]:
                    found[k] = spans[k]
        if spans is None:
            continue
        if leaving is not None:
            leaving[place] = spans
        for target, lo in timed.least[place]:
            shifted = [span + lo for span in spans] if lo else spans[:]
            while len(shifted) > 1 and shifted[-1] >= below:
                shifted.pop()
            if len(shifted) == 1:
                continue
            other = arriving[target]
            if other is None:
                arriving[target] = shifted
                continue
            if len(other) < len(shifted):
                other, shifted = shifted, other
            for k, span in enumerate(shifted):
                if span < other[k]:
                    other[k] = span
            arriving[target] = other
    for k in range(most - 1, 0, -1):
        if found[k + 1] < found[k]:
            found[k] = found[k + 1]
    return found


def _spans_round(timed: Timed, selected: frozenset[int], most: int) -> list[float]:
    """δ by Dijkstra's algorithm over (messages, place), for graphs with circles."""
    best: dict[tuple[int, int], int] = {(1, place): 0 for place in selected}
    found: list[float] = [0, *([inf] * most)]
    if most <= 0:
        return found
    heap = [(0, 1, place) for place in selected]
    heapify(heap)
    while heap:
        span, k, place = heappop(heap)
        if span > best[k, place]:
            continue
        if span < found[k]:
            found[k] = span
        for target, lo in timed.least[place]:
            then = k + 1 if target in selected else k
            if then <= most and span + lo < best.get((then, target), inf):
                best[then, target] = span + lo
                heappush(heap, (span + lo, then, target))
    for k in range(most - 1, 0, -1):
        found[k] = min(found[k], found[k + 1])
    return found


def _fullest_round(timed: Timed, selected: frozenset[int], width: int) -> Stretch:
    """The fullest window of a graph with circles and many messages: the heaviest, where each weighs 1."""
    return _heaviest(timed, dict.fromkeys(selected, 1.0), width)


class _Round:
    """The messages of a graph, and the least minutes from each to the next.

    The most messages in a window are found by doubling: the table of the least minutes over n steps from
    message to message, multiplied (in the algebra of minimum and sum) by itself, is the table over 2n steps.
    That takes log2 of the number of messages, be it half a million.
    """

    def __init__(self, timed: Timed, selected: frozenset[int]) -> None:
        self.places = sorted(selected)
        index = {place: at for at, place in enumerate(self.places)}
        #: By message: the least minutes to every message.
        self.step: list[list[float]] = []
        for place in self.places:
            row = [inf] * len(index)
            for target, span in _reached(timed, place).items():
                if target in index:
                    row[index[target]] = span
            self.step.append(row)

    @classmethod
    def of(cls, timed: Timed, selected: frozenset[int]) -> _Round:
        """The table of these messages, worked out once for each graph."""
        known = timed.memo.get(("round", selected))
        if not isinstance(known, cls):
            known = timed.memo["round", selected] = cls(timed, selected)
        return known

    def most(self, width: int) -> int:
        """The most messages in a window."""
        powers, table = [], self.step
        while min(map(min, table)) < width:
            powers.append(table)
            columns = list(zip(*table, strict=True))
            table = [[min(map(add, row, column)) for column in columns] for row in table]
        spans, count = [0.0] * len(self.places), 1
        for exponent in range(len(powers) - 1, -1, -1):
            longer = [min(map(add, spans, column)) for column in zip(*powers[exponent], strict=True)]
            if min(longer) < width:
                spans, count = longer, count + 2**exponent
        return count

    def shortest(self, count: int) -> list[int]:
        """The messages of a shortest run of ``count`` of them, in order."""
        spans = [0.0] * len(self.places)
        columns = list(zip(*self.step, strict=True))
        before: list[list[int]] = []
        for _ in range(count - 1):
            offered = [list(map(add, spans, column)) for column in columns]
            spans = [min(one) for one in offered]
            before.append([one.index(least) for one, least in zip(offered, spans, strict=True)])
        at = spans.index(min(spans))
        chain = [at]
        for step in reversed(before):
            at = step[at]
            chain.append(at)
        return [self.places[index] for index in reversed(chain)]


def _reached(timed: Timed, source: int) -> dict[int, int]:
    """The least minutes from a place to every place, over at least one arc."""
    best: dict[int, int] = {}
    heap = [(lo, target) for target, lo in timed.least[source]]
    heapify(heap)
    while heap:
        span, place = heappop(heap)
        if place not in best:
            best[place] = span
            for target, lo in timed.least[place]:
                if target not in best:
                    heappush(heap, (span + lo, target))
    return best


def _fullest_in_order(timed: Timed, selected: frozenset[int], width: int) -> Stretch:
    """The fullest window of a graph without circles: once forwards, and back along what was least."""
    spans, leaving = _left_in_order(timed, selected, width)
    count = max(k for k, span in enumerate(spans) if span < width)
    if count == 0:
        return EMPTY
    span = spans[count]
    place = next(at for at in selected if count < len(now := leaving[at] or ()) and now[count] == span)
    k, chain = count, [(0, place)]
    while True:
        if place in selected:
            k -= 1
            if k == 0:
                break
        place, lo = next(
            (source, lo)
            for source, lo in timed.earlier[place]
            if k < len(before := leaving[source] or ()) and before[k] + lo == span
        )
        span -= lo
        chain.append((chain[-1][0] - lo, place))
    first = chain[-1][0]
    passed = tuple((at - first, there) for at, there in reversed(chain))
    return Stretch(value=count, events=tuple(one for one in passed if one[1] in selected), passed=passed)


def _left_in_order(
    timed: Timed, selected: frozenset[int], width: int
) -> tuple[list[float], list[list[float] | None]]:
    """δ of one pass and what it had when it left each place: one pass serves all windows below its own."""
    known = timed.memo.get(("spans", selected))
    if not isinstance(known, tuple) or known[0] < width:
        below = max(width, USUAL)
        leaving: list[list[float] | None] = [None] * len(timed.places)
        spans = _spans_in_order(timed, selected, len(selected), below, leaving)
        known = timed.memo["spans", selected] = (below, spans, leaving)
    return known[1], known[2]


def _attain(timed: Timed, selected: frozenset[int], count: int) -> Stretch:
    """A run of exactly so many messages in the least time, with all the places it passes."""
    if count <= 0:
        return EMPTY
    chain = _Round.of(timed, selected).shortest(count)
    legs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    now, events, passed = 0, [(0, chain[0])], [(0, chain[0])]
    for source, target in pairwise(chain):
        leg = legs.get((source, target))
        if leg is None:
            leg = legs[source, target] = _leg(timed, source, target)
        passed += [(now + after, place) for after, place in leg]
        now += leg[-1][0]
        events.append((now, target))
    return Stretch(value=count, events=tuple(events), passed=tuple(passed))


def _leg(timed: Timed, source: int, target: int) -> list[tuple[int, int]]:
    """A shortest way of at least one arc: minutes since the source, place."""
    best: dict[int, int] = {}
    before: dict[int, int] = {}
    heap: list[tuple[int, int]] = []

    def leave(place: int, span: int) -> None:
        for then, lo in timed.least[place]:
            if span + lo < best.get(then, inf):
                best[then], before[then] = span + lo, place
                heappush(heap, (span + lo, then))

    leave(source, 0)
    while heap:
        span, place = heappop(heap)
        if place == target:
            break
        if span == best[place]:
            leave(place, span)
    way = [(best[target], target)]
    at = before[target]
    while at != source:
        way.append((best[at], at))
        at = before[at]
    return way[::-1]


@dataclass(frozen=True, slots=True, eq=False)
class _Label:
    """A run up to a place, and how it came there."""

    value: float
    span: int
    place: int
    before: _Label | None


def _heaviest(timed: Timed, weights: Mapping[int, float], width: int) -> Stretch:
    """Pareto labels (more weight, less span), those of ``width`` and more left out."""
    best = EMPTY
    last: _Label | None = None
    heap: list[tuple[int, float, int, _Label]] = []
    kept: dict[int, float] = {}
    count = 0
    for place in weights:
        heap.append((0, -weights[place], count, _Label(weights[place], 0, place, None)))
        count += 1
    heapify(heap)
    while heap:
        span, minus, _, label = heappop(heap)
        # labels come in the order of their spans: only more weight makes a later one worth while
        if -minus <= kept.get(label.place, 0):
            continue
        kept[label.place] = -minus
        if last is None or label.value > last.value:
            last = label
        for target, lo in timed.least[label.place]:
            if span + lo < width:
                value = label.value + weights.get(target, 0)
                if value > kept.get(target, 0):
                    count += 1
                    heappush(heap, (span + lo, -value, count, _Label(value, span + lo, target, label)))
    if last is None:
        return best
    chain: list[_Label] = []
    at: _Label | None = last
    while at is not None:
        chain.append(at)
        at = at.before
    passed = tuple((one.span, one.place) for one in reversed(chain))
    return Stretch(value=last.value, events=tuple(one for one in passed if one[1] in weights), passed=passed)


# ── Circles that take no time ───────────────────────────────────────────────────────────────────────────


#: Ways out that wait for somebody's answer, which may come at the next minute.
_ANSWERS = frozenset({"event", "done", "refused"})


def zero_circles(timed: Timed, messages: Collection[int]) -> frozenset[int]:
    """The places on circles that no wait of ours slows down and that hold one of these messages.

    Such a circle makes any number of messages due at once. Nor does the contact's own answer slow it down: it
    may come at the next minute, so that nothing but the contact's patience bounds the messages. A clock takes
    no time on its tick, so that only clocks that tick together count; a date takes none when it has just
    come, or has passed and that lets on.
    """
    if timed.order is not None:
        return frozenset()
    selected = frozenset(messages)
    answered = [part for part in _answered_components(timed) if not selected.isdisjoint(part)]
    if not timed.plain and unfold(timed).complete:
        unfolded = unfold(timed)
        at_once = _at_once(unfolded.graph, unfolded.chosen(messages))
        found = frozenset(there for at in at_once if (there := unfolded.place[at]) is not None)
    else:
        found = _at_once(timed, selected)
    return found.union(*answered)


def _at_once(timed: Timed, messages: Collection[int]) -> frozenset[int]:
    """The places on circles that take no time at all and hold one of these messages."""
    known = timed.memo.get("zero")
    if not isinstance(known, tuple):
        known = timed.memo["zero"] = tuple(_zero_components(timed))
    return frozenset().union(*(part for part in known if not set(messages).isdisjoint(part)))


def _answered_components(timed: Timed) -> set[frozenset[int]]:
    """The strongly connected parts of what takes no time but the contact's answers.

    Hours and dates are left out: a minute later the hour is a day away, and a date may have passed.
    """
    after: dict[int, set[int]] = {}
    for arc in timed.arcs:
        known = arc.clock is None and arc.anchor is None and arc.target != timed.end
        if known and (arc.path in _ANSWERS or arc.lo == arc.hi == 0):
            after.setdefault(arc.source, set()).add(arc.target)
    return _circles(after)


def _zero_components(timed: Timed) -> list[frozenset[int]]:
    """The strongly connected parts, at each moment that makes a difference, of the arcs that take no time."""
    quick = [
        arc
        for arc in timed.arcs
        if arc.target != timed.end and (arc.lo == 0 or arc.clock is not None or arc.anchor is not None)
    ]
    ticks = {tick for arc in quick if arc.clock is not None for tick in arc.clock.ticks} or {-1}
    groups: dict[tuple[str, int], set[int]] = {}
    for arc in quick:
        if arc.anchor is not None:
            # long past, or just come for those that need it so
            offsets = groups.setdefault(arc.anchor.group, {_PAST})
            if arc.anchor.if_past is not IfPast.GO:
                offsets.add(arc.anchor.offset)
    found: set[frozenset[int]] = set()
    for tick in ticks:
        for since in product(*(sorted(offsets) for offsets in groups.values())):
            dates = dict(zip(groups, since, strict=True))
            after: dict[int, set[int]] = {}
            for arc in quick:
                if arc.clock is not None and tick not in arc.clock.ticks:
                    continue
                if arc.anchor is not None:
                    now = dates[arc.anchor.group]
                    late = now > arc.anchor.offset
                    if now < arc.anchor.offset or (late and arc.anchor.if_past is not IfPast.GO):
                        continue
                after.setdefault(arc.source, set()).add(arc.target)
            found |= _circles(after)
    return sorted(found, key=sorted)


#: Minutes since a date long past.
_PAST = 1 << 60


def _circles(after: Mapping[int, set[int]]) -> set[frozenset[int]]:
    """The strongly connected parts of a graph that hold a circle."""

    def reached(source: int) -> set[int]:
        seen: set[int] = set()
        waiting = [source]
        while waiting:
            for target in after.get(waiting.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return seen

    reach = {place: reached(place) for place in after}
    return {
        frozenset(other for other in there if place in reach.get(other, ()))
        for place, there in reach.items()
        if place in there
    }


# ── The highest score ───────────────────────────────────────────────────────────────────────────────────


def peak(timed: Timed, weights: Mapping[int, float], score: Score) -> Peak:
    """The highest score that the messages of one run make, just after the last of them.

    ``weights`` are those of the places that the score looks at. Infinite where a circle takes no time, or
    where the literal sum adds up round a circle. In a circle that takes time the score of a product comes
    near a limit: ``upper`` is that limit, ``lower`` what so many rounds make that the rest is nothing.
    """
    graph, chosen = _drawn(timed, weights)
    if zero_circles(graph, chosen):
        return Peak(lower=inf, upper=inf)
    if not chosen:
        # none of the messages can come due
        return Peak(lower=0, upper=0)
    found = _plain_peak(graph, {at: weights[place] for at, place in chosen.items()}, score)
    upper = found.upper
    if not timed.plain and not unfold(timed).complete:
        upper = max(upper, peak(timed.hurried, weights, score).upper)
    # floats added in another order are the same score
    same = upper - found.lower <= TOLERANCE * max(1.0, found.lower)
    upper = found.lower if same else upper
    return Peak(lower=found.lower, upper=upper, stretch=_told(timed, found.stretch))


def _plain_peak(timed: Timed, weights: Mapping[int, float], score: Score) -> Peak:
    if score.reading is Reading.SUM and _adds_up(timed, weights):
        return Peak(lower=inf, upper=inf)
    if score.reading is Reading.PRODUCT and isinstance(score.decay, HalfLife):
        return _peak_of_halves(timed, weights, length(score.decay.half_life), score)
    return _peak_of_labels(timed, weights, score)


def _adds_up(timed: Timed, weights: Mapping[int, float]) -> bool:
    """Whether a circle holds a message that weighs."""
    if timed.order is not None:
        return False
    after = {place: {target for target, _ in arcs} for place, arcs in enumerate(timed.least)}
    return any(weights.get(place, 0) > 0 for part in _circles(after) for place in part)


def _horizon(score: Score) -> float:
    """The age from which a product is nothing, in minutes."""
    match score.decay:
        case HalfLife(half_life=half):
            return FORGOTTEN * length(half)
        case Linear(over=over):
            return length(over)
        case Steps(steps=steps):
            return max((length(upto) for upto, _ in steps), default=-1) + 1


def score_of(events: Collection[tuple[Minute, int]], weights: Mapping[int, float], score: Score) -> float:
    """The score of messages given as (minute, place) at the last of them."""
    last = max((at for at, _ in events), default=0)
    return sum(contribution(score, weights[place], last - at) for at, place in events)


def _peak_of_halves(timed: Timed, weights: Mapping[int, float], half: int, score: Score) -> Peak:
    """The score after each message from the best score before it, which the least waits leave highest.

    Round circles the scores solve a linear system for the best message before each: improved until none is
    better (Howard's policy iteration, which ends because there are finitely many choices).
    """
    if timed.order is not None:
        before: dict[int, tuple[int, int]] = {}
        after = [0.0] * len(timed.places)
        for place in timed.order:
            if place in weights:
                after[place] += weights[place]
            if after[place] == 0:
                continue
            for target, lo in timed.least[place]:
                left = after[place] * 2.0 ** (-lo / half)
                if left > after[target]:
                    after[target] = left
                    before[target] = (lo, place)
        last = max(weights, key=lambda place: after[place])
        passed = [(0, last)]
        while passed[-1][1] in before:
            lo, place = before[passed[-1][1]]
            passed.append((passed[-1][0] - lo, place))
        first = passed[-1][0]
        stretch = _stretch(tuple((at - first, place) for at, place in reversed(passed)), weights, score)
        return Peak(lower=stretch.value, upper=stretch.value, stretch=stretch)
    table = _Round.of(timed, frozenset(weights))
    own = [weights[place] for place in table.places]
    left = [[2.0 ** (-span / half) for span in row] for row in table.step]
    columns = list(zip(*left, strict=True))
    value, choice = own[:], [-1] * len(own)
    while True:
        changed = False
        for index, column in enumerate(columns):
            offered = list(map(mul, value, column))
            gain = max(offered)
            before_it = choice[index]
            kept = value[before_it] * left[before_it][index] if before_it >= 0 else 0.0
            if gain > kept * (1 + 1e-12) + 1e-12:
                choice[index], changed = offered.index(gain), True
        if not changed:
            break
        value = _settled(own, choice, left)
    at = value.index(max(value))
    top = value[at]
    chain, now = [(0, at)], 0
    while choice[at] >= 0 and now < FORGOTTEN * half and len(chain) < MOST_LABELS:
        source = choice[at]
        now += int(table.step[source][at])
        at = source
        chain.append((-now, at))
    events = tuple((when + now, table.places[index]) for when, index in reversed(chain))
    reached = score_of(events, weights, score)
    stretch = Stretch(value=reached, events=events, passed=_between(timed, events))
    return Peak(lower=reached, upper=max(top, reached), stretch=stretch)


def _settled(own: list[float], choice: list[int], left: list[list[float]]) -> list[float]:
    """The scores where each message comes after the chosen one: value = own + left × value before.

    Each choice leads back either to a message that comes after none, or round a circle, whose value is that
    of one round over what a round takes away.
    """
    value: list[float | None] = [None] * len(own)
    for start in range(len(own)):
        trail: list[int] = []
        at = start
        while at >= 0 and value[at] is None and at not in trail:
            trail.append(at)
            at = choice[at]
        if at >= 0 and value[at] is None:
            # a circle: once round from here, and what is left of the value itself
            made, rest, now = 0.0, 1.0, at
            while True:
                made += rest * own[now]
                rest *= left[choice[now]][now]
                now = choice[now]
                if now == at:
                    break
            value[at] = made / (1 - rest) if rest < 1 else inf
        for one in reversed(trail):
            if value[one] is None:
                source = choice[one]
                value[one] = own[one] + (left[source][one] * (value[source] or 0.0) if source >= 0 else 0.0)
    return [one or 0.0 for one in value]


def _between(timed: Timed, events: tuple[tuple[Minute, int], ...]) -> tuple[tuple[Minute, int], ...]:
    """All places on the shortest ways from message to message."""
    passed = [*events[:1]]
    legs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (now, source), (_, target) in pairwise(events):
        if (source, target) not in legs:
            legs[source, target] = _leg(timed, source, target)
        passed += [(now + after, place) for after, place in legs[source, target]]
    return tuple(passed)


def _stretch(passed: tuple[tuple[Minute, int], ...], weights: Mapping[int, float], score: Score) -> Stretch:
    events = tuple(one for one in passed if one[1] in weights)
    return Stretch(value=score_of(events, weights, score), events=events, passed=passed)


def _peak_of_labels(timed: Timed, weights: Mapping[int, float], score: Score) -> Peak:
    """Backwards from each message: labels (more score, less age) for any decay that never grows.

    What an earlier message adds does not grow with the age at which it is met, so that a label with less
    score and no less age can be forgotten. Beyond the horizon a product adds nothing, a sum the weights.
    """
    horizon = _horizon(score)
    product_ = score.reading is Reading.PRODUCT
    adds: dict[tuple[float, int], float] = {}

    def added(weight: float, age: int) -> float:
        known = adds.get((weight, age))
        if known is None:
            known = adds[weight, age] = contribution(score, weight, age)
        return known

    ahead = _most_before(timed, weights)

    def could(label: _Label) -> float:
        """What a label can come to at most: everything before it at its own age."""
        weight, many = ahead[label.place]
        left = adds.get((-1.0, label.span))
        if left is None:
            left = adds[-1.0, label.span] = decayed(score.decay, label.span)
        return label.value + (weight * left if product_ else weight + many * left)

    best: _Label | None = None
    made = 0
    starts = [_Label(added(weights[last], 0), 0, last, None) for last in weights]
    for start in sorted(starts, key=could, reverse=True):
        if best is not None and could(start) <= best.value:
            break
        heap = [(0, -start.value, made, start)]
        kept: dict[int, float] = {}
        while heap:
            age, minus, _, label = heappop(heap)
            if -minus <= kept.get(label.place, -1.0):
                continue
            kept[label.place] = -minus
            if best is None or label.value > best.value:
                best = label
            elif could(label) <= best.value:
                continue
            for place, lo in timed.earlier[label.place]:
                then = age + lo
                if product_ and then >= horizon:
                    continue
                value = label.value + (added(weights[place], then) if place in weights else 0.0)
                if value > kept.get(place, -1.0):
                    made += 1
                    heappush(heap, (then, -value, made, _Label(value, then, place, label)))
            if made > MOST_LABELS and timed.order is None:
                break
    assert best is not None
    # the label of the earliest message leads forwards to the last one
    passed = []
    at: _Label | None = best
    while at is not None:
        passed.append((best.span - at.span, at.place))
        at = at.before
    while passed[0][1] not in weights:
        passed.pop(0)
    first = passed[0][0]
    stretch = _stretch(tuple((when - first, place) for when, place in passed), weights, score)
    upper = best.value
    if made > MOST_LABELS and timed.order is None:
        found = _bound(lambda width: heaviest_in_window(timed, weights, width), score) if product_ else inf
        upper = max(upper, found)
    return Peak(lower=stretch.value, upper=max(upper, stretch.value), stretch=stretch)


def _most_before(timed: Timed, weights: Mapping[int, float]) -> list[tuple[float, float]]:
    """By place: the most weight, and the most messages, that can come due before it."""
    if timed.order is None:
        return [(inf, inf)] * len(timed.places)
    found = [(0.0, 0.0)] * len(timed.places)
    for place in timed.order:
        weight, many = found[place]
        if place in weights:
            weight, many = weight + weights[place], many + 1
        for target, _ in timed.least[place]:
            known = found[target]
            found[target] = (max(known[0], weight), max(known[1], many))
    return found


def _bound(weights_in: Callable[[int], float], score: Score) -> float:
    """A bound on a product by its heaviest windows: a decay is a sum of steps, and each step a window.

    ``weights_in`` answers the most weight in a window of so many minutes. Of a linear decay sixteen steps
    above it are taken.
    """
    match score.decay:
        case Steps(steps=steps):
            edges = sorted({length(upto) for upto, _ in steps})
        case Linear(over=over):
            edges = sorted({length(over) * part // 16 for part in range(1, 17)})
        case HalfLife():
            return inf
    bound, since = 0.0, 0
    for edge, after in zip(edges, [*(edge + 1 for edge in edges[:-1]), None], strict=True):
        factor = decayed(score.decay, since)
        below = 0.0 if after is None else decayed(score.decay, after)
        bound += (factor - below) * weights_in(edge + 1)
        since = edge + 1
    return bound
