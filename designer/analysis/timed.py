"""A scenario as times alone: places, arcs that take minutes, local clocks and dates of the contact.

Everything that is proved of a scenario's pressure is proved on this graph. Guards are free: whatever a split
looks at, each of its ways can be taken. What an arc takes is what the planner does, in nominal minutes: a
local day has 24 hours.

* an arc of ``lo``..``hi`` minutes: a wait, an event waited for, a task, or no time at all (0..0);
* an arc with a ``clock``: until the next tick of the local clock, at once on the tick itself;
* an arc with an ``anchor``: until a date of the contact, moved by an offset.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from functools import cached_property

from cronsim import CronSim, CronSimError

from designer.domain.channel import Category, Channel
from designer.domain.data import DataModel, Mutability, Type
from designer.domain.policy import DEFAULT_WEIGHTS, Policy
from designer.domain.pressure import length
from designer.domain.scenario import (
    NEXT,
    DateTrigger,
    EntersTrigger,
    Exit,
    Experiment,
    IfBlocked,
    IfPast,
    Message,
    Node,
    Scenario,
    ScheduleTrigger,
    Split,
    TaskNode,
    UntilDate,
    UntilTime,
    Update,
    Wait,
    WaitEvent,
    ways_out,
)
from designer.domain.time import DAY, HOUR, WEEK, Duration, Minute

#: The shortest and longest lengths of so many months in a row, where no date says which: days.
_SHORTEST = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)
_LONGEST = (0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337)

#: The path of the arc from the place where a message is pooled to the message.
POOLED = "pooled"
#: The path of the arc by which a date already past makes a contact leave, or lose the next message.
PAST = "past"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A local time on some weekdays."""

    #: Minute of the local day.
    minute: int
    #: 0 is Monday; never empty.
    weekdays: frozenset[int] = frozenset(range(7))

    @cached_property
    def ticks(self) -> tuple[int, ...]:
        """Its minutes of the week, in order; minute 0 is Monday at midnight."""
        return tuple(sorted(day * DAY + self.minute for day in self.weekdays))

    @property
    def daily(self) -> bool:
        """Whether it ticks at every day."""
        return len(self.weekdays) == 7


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A date of the contact, moved by an offset. Arcs of one ``group`` keep their distances."""

    #: Attribute and calendar months: dates moved by different numbers of months have no fixed distance.
    group: tuple[str, int]
    #: Exact minutes after the date (moved by the group's months).
    offset: int
    #: What passing the place after that minute does: go on at once, lose the next message, or leave.
    if_past: IfPast = IfPast.GO


@dataclass(frozen=True, kw_only=True)
class TimedMessage:
    """A message node as the rules see it."""

    channel: Channel
    category: Category
    #: Its own weight, else that of its channel in the policy's score.
    weight: float
    #: The rules can block it; it fills them.
    subject: bool
    counts: bool
    merge: str | None = None
    if_blocked: IfBlocked = IfBlocked.DELAY
    #: How long it keeps its sense when delayed, in minutes.
    ttl: int = 5 * DAY
    fallback: tuple[Channel, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Place:
    """A node of the scenario that can be reached, the waiting room of a pooled message, or the end."""

    #: The node's id; a waiting room has its message's, the end is empty.
    id: str
    #: Nothing but at message nodes.
    message: TimedMessage | None = None


@dataclass(frozen=True, kw_only=True)
class Arc:
    """From one place to another. A clock or an anchor says when; else it takes ``lo`` to ``hi`` minutes."""

    #: Indices of places.
    source: int
    target: int
    #: The way out of the node, ``pooled`` or ``past``.
    path: str = NEXT
    lo: int = 0
    #: Absent: for ever.
    hi: int | None = 0
    clock: Clock | None = None
    anchor: Anchor | None = None

    def between(self, source: int, target: int) -> Arc:
        """The same arc from one place to another."""
        return _arc(source, target, self.path, (self.lo, self.hi, self.clock, self.anchor))


#: Least and most minutes, a clock, an anchor.
_Times = tuple[int, int | None, Clock | None, Anchor | None]
_AT_ONCE: _Times = (0, 0, None, None)


def _arc(source: int, target: int, path: str, times: _Times) -> Arc:
    """An arc. A portfolio has tens of thousands: a frozen record that sets one field after another would take
    a third of the time of the whole graph."""
    arc = object.__new__(Arc)
    lo, hi, clock, anchor = times
    arc.__dict__.update(source=source, target=target, path=path, lo=lo, hi=hi, clock=clock, anchor=anchor)
    return arc


@dataclass(frozen=True, kw_only=True, eq=False)
class Timed:
    """One scenario as places and arcs. Place 0 is where it is entered, the last one its end."""

    scenario: str
    places: tuple[Place, ...]
    arcs: tuple[Arc, ...]
    #: Whether it can be left anywhere: an exit rule, or a goal that ends it.
    leaves_anywhere: bool = False
    #: The local minutes of the week at which it can be entered, as bits; absent: any.
    entered_at: int | None = None
    #: Anchor group -> the least and most minutes from that date to the entry, where the trigger fixes them.
    entered_after: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The place where every run that goes on to the end comes to."""
        return len(self.places) - 1

    @cached_property
    def out(self) -> tuple[tuple[Arc, ...], ...]:
        """The arcs that leave each place."""
        found: list[list[Arc]] = [[] for _ in self.places]
        for arc in self.arcs:
            found[arc.source].append(arc)
        return tuple(map(tuple, found))

    @cached_property
    def messages(self) -> tuple[int, ...]:
        """The places of the messages."""
        return tuple(at for at, place in enumerate(self.places) if place.message is not None)

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        """The clocks of its arcs, once each."""
        return tuple(dict.fromkeys(arc.clock for arc in self.arcs if arc.clock is not None))

    @cached_property
    def least(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """By place: the places after it and the least minutes to each, once each, the end left out."""
        found: list[dict[int, int]] = [{} for _ in self.places]
        for arc in self.arcs:
            if arc.target != self.end and arc.lo < found[arc.source].get(arc.target, arc.lo + 1):
                found[arc.source][arc.target] = arc.lo
        return tuple(tuple(after.items()) for after in found)

    @cached_property
    def earlier(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """By place: the places before it and the least minutes from each, as ``least`` has them."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.places]
        for source, after in enumerate(self.least):
            for target, lo in after:
                found[target].append((source, lo))
        return tuple(map(tuple, found))

    @cached_property
    def order(self) -> tuple[int, ...] | None:
        """The places so that every arc leads forward; nothing where there is a circle."""
        coming = [0] * len(self.places)
        for after in self.least:
            for target, _ in after:
                coming[target] += 1
        ready = [place for place, count in enumerate(coming) if count == 0]
        order = []
        while ready:
            place = ready.pop()
            order.append(place)
            for target, _ in self.least[place]:
                coming[target] -= 1
                if coming[target] == 0:
                    ready.append(target)
        return tuple(order) if len(order) == len(self.places) else None

    @cached_property
    def memo(self) -> dict[object, object]:
        """What has been worked out of it, by whom it concerns."""
        return {}

    @property
    def anchored(self) -> bool:
        """Whether some arcs wait for dates of the contact that keep their distances."""
        return any(arc.anchor is not None for arc in self.arcs)

    @cached_property
    def hurried(self) -> Timed:
        """The same graph as if no clock and no date took any time: its runs are never slower."""
        arcs = tuple(replace(arc, clock=None, anchor=None) for arc in self.arcs)
        return replace(self, arcs=arcs, entered_at=None, entered_after={})

    @cached_property
    def plain(self) -> bool:
        """Whether no arc's time depends on another one's: every arc may take its least time, whatever came
        before."""
        return all(arc.clock is None and arc.anchor is None for arc in self.arcs)


def timed(scenario: Scenario, policy: Policy, data: DataModel | None = None) -> Timed:
    """The graph of a scenario under a policy, which says how messages are weighed, counted and pooled.

    Only what can be reached from the trigger node is in it; a scenario without a trigger node has an entry
    and an end alone. ``data`` tells which dates may move (volatile attributes: their waits keep no distance)
    and which have no time of day.
    """
    return _Build(scenario, policy, data or DataModel()).timed()


class _Build:
    """The places and arcs so far."""

    def __init__(self, scenario: Scenario, policy: Policy, data: DataModel) -> None:
        self.scenario = scenario
        self.policy = policy
        self.data = data
        self.places: list[Place] = []
        #: Node id -> the place where one arrives: a pooled message's waiting room.
        self.arrival: dict[str, int] = {}
        #: Node id -> its own place.
        self.own: dict[str, int] = {}
        self.arcs: list[Arc] = []
        #: Arcs to the end, which gets its place last: source, way out and times.
        self.endings: list[tuple[int, str, _Times]] = []
        self.rules = {category: policy.rule_of(category) for category in Category}
        self.anchored = _tied(scenario, data)

    def timed(self) -> Timed:
        scenario = self.scenario
        start = scenario.start
        if start is None:
            self.places.append(Place(id=""))
            self.endings.append((0, NEXT, _AT_ONCE))
        else:
            waiting = [self._place(start)]
            while waiting:
                waiting += self._leave(waiting.pop())
        end = len(self.places)
        self.places.append(Place(id=""))
        endings = (_arc(source, end, path, times) for source, path, times in self.endings)
        arcs = [*self.arcs, *endings]
        return Timed(
            scenario=scenario.key,
            places=tuple(self.places),
            arcs=tuple(arcs),
            leaves_anywhere=scenario.exit_when is not None
            or (scenario.goal is not None and not scenario.goal.stay),
            entered_at=_entered_at(scenario),
            entered_after=_entered_after(scenario, self.anchored, self.data),
        )

    def _place(self, node: Node) -> Node:
        """Give a node its place."""
        message = self._message(node) if isinstance(node, Message) else None
        self.arrival[node.id] = len(self.places)
        pooling = self.policy.pooling
        if message is not None and pooling is not None and message.category in pooling.categories:
            self.places.append(Place(id=node.id))
            clock = Clock(minute=_minute_of(pooling.at))
            room = len(self.places) - 1
            self.arcs.append(Arc(source=room, target=room + 1, path=POOLED, hi=None, clock=clock))
        self.own[node.id] = len(self.places)
        self.places.append(Place(id=node.id, message=message))
        return node

    def _message(self, node: Message) -> TimedMessage:
        category = self.scenario.category_of(node)
        rule = self.rules[category]
        score = self.policy.score
        usual = score.weight_of(node.channel) if score is not None else DEFAULT_WEIGHTS[node.channel]
        return TimedMessage(
            channel=node.channel,
            category=category,
            weight=usual if node.weight is None else node.weight,
            subject=rule.subject,
            counts=rule.counts,
            merge=node.merge,
            if_blocked=node.if_blocked,
            ttl=length(node.ttl),
            fallback=node.fallback,
        )

    def _leave(self, node: Node) -> Iterator[Node]:
        """Draw the arcs that leave a node; the nodes found for the first time."""
        source = self.own[node.id]
        if isinstance(node, Exit):
            self.endings.append((source, NEXT, _AT_ONCE))
            return
        by_id, next_of = self.scenario.by_id, self.scenario.next_of
        drawn: set[str] = set()
        at_once = isinstance(node, (Message, Split))
        for path in ways_out(node):
            times = None if path in drawn else _AT_ONCE if at_once else self._times(node, path)
            drawn.add(path)
            if times is None:
                continue
            after = by_id.get(next_of.get((node.id, path), ""))
            if after is None:
                self.endings.append((source, path, times))
                continue
            if after.id not in self.arrival:
                yield self._place(after)
            self.arcs.append(_arc(source, self.arrival[after.id], path, times))
        if isinstance(node, Wait) and isinstance(node.until, UntilDate) and node.if_past is IfPast.EXIT:
            self.endings.append((source, PAST, _AT_ONCE))

    def _times(self, node: Node, path: str) -> _Times | None:
        """What leaving a node by a way out takes; nothing where nobody ever takes it."""
        match node:
            case Wait(for_=duration) if duration is not None:
                return _least(duration), _most(duration), None, None
            case Wait(until=UntilTime(time=at, weekdays=weekdays)):
                clock = Clock(minute=_minute_of(at), weekdays=weekdays or frozenset(range(7)))
                return 0, WEEK, clock, None
            case Wait(until=UntilDate(attribute=attribute, offset=offset), if_past=if_past):
                group = (attribute, offset.months)
                tied = group in self.anchored
                anchor = Anchor(group=group, offset=offset.minutes, if_past=if_past) if tied else None
                return 0, None, None, anchor
            case WaitEvent(timeout=allowed) | TaskNode(sla=allowed):
                if path in ("timeout", "expired"):
                    return None if allowed is None else (_least(allowed), _most(allowed), None, None)
                # an event of the minute of arrival is not waited for; one of the last minute is in time
                last = None if allowed is None else _most(allowed)
                return None if last is not None and last < 1 else (1, last, None, None)
            case Experiment(paths=shares):
                share = next((share.share for share in shares if share.path == path), 0)
                return None if share <= 0 else _AT_ONCE
            case _:
                return _AT_ONCE


def _least(duration: Duration) -> int:
    """The least minutes of a duration, never below none."""
    years, months = divmod(duration.months, 12)
    return max(0, duration.minutes + (years * 365 + _SHORTEST[months]) * DAY)


def _most(duration: Duration) -> int:
    """The most minutes of a duration."""
    years, months = divmod(duration.months, 12)
    return max(0, duration.minutes + (years * 365 + (years + 3) // 4 + _LONGEST[months]) * DAY)


def _minute_of(at: time) -> int:
    return at.hour * HOUR + at.minute


def _tied(scenario: Scenario, data: DataModel) -> frozenset[tuple[str, int]]:
    """The dates whose waits depend on one another, or on the trigger.

    A single wait can always find its date just come. So can several that go on when it is past, as long as
    nothing says that it is not: then each of them may take no time at all.
    """
    moving = {name for name, known in data.attributes.items() if known.mutability is Mutability.VOLATILE}
    moving |= {name for node in scenario.nodes if isinstance(node, Update) for name in node.set}
    waits: dict[tuple[str, int], list[IfPast]] = {}
    for node in scenario.nodes:
        if isinstance(node, Wait) and isinstance(node.until, UntilDate):
            if node.until.attribute not in moving:
                waits.setdefault((node.until.attribute, node.until.offset.months), []).append(node.if_past)
    trigger = _date_of(scenario)
    return frozenset(
        group
        for group, found in waits.items()
        if group == trigger or (len(found) > 1 and set(found) != {IfPast.GO})
    )


def _date_of(scenario: Scenario) -> tuple[str, int] | None:
    """The group of the date that starts the scenario; a yearly one may be years from the date itself."""
    trigger = scenario.trigger
    if isinstance(trigger, DateTrigger) and not trigger.yearly:
        return trigger.attribute, trigger.offset.months
    return None


def _entered_after(
    scenario: Scenario, anchored: frozenset[tuple[str, int]], data: DataModel
) -> dict[tuple[str, int], tuple[int, int]]:
    """How long after the date the trigger fires: an instant counts by its local day."""
    group, trigger = _date_of(scenario), scenario.trigger
    if group is None or group not in anchored or not isinstance(trigger, DateTrigger):
        return {}
    midnight = trigger.offset.minutes + _minute_of(trigger.at)
    is_date = data.type_of(trigger.attribute) is Type.DATE
    return {group: (midnight if is_date else midnight - DAY + 1, midnight)}


def _entered_at(scenario: Scenario) -> int | None:
    """The local minutes of the week at which a trigger fires, as bits."""
    trigger = scenario.trigger
    match trigger:
        case DateTrigger(at=at, offset=offset):
            minute = (_minute_of(at) + offset.minutes) % DAY
            return _bits(day * DAY + minute for day in range(7))
        case EntersTrigger(every=every) if not scenario.entry.backfill:
            # looked at on a grid of UTC; zones are whole quarters of an hour away from it
            grid = max(1, length(every))
            step = next(step for step in (15, 5, 3, 1) if grid % step == 0)
            return None if step == 1 else _bits(range(0, WEEK, step))
        case ScheduleTrigger(cron=cron):
            return _cron_minutes(cron)
        case _:
            return None


def _cron_minutes(cron: str) -> int | None:
    """The minutes of the week of a cron expression, the contact being in the zone of the policy.

    Nothing where it cannot be read: any minute, then.
    """
    try:
        fields = CronSim(cron, datetime(2000, 1, 1, tzinfo=UTC))
    except (CronSimError, ValueError):
        return None
    weekdays = set(range(7))
    # with days of both kinds named, either will do, and a day of the month falls on every weekday
    if fields.day_and:
        # cron counts from Sunday, which is 0 and 7
        weekdays = {((day[0] if isinstance(day, tuple) else day) - 1) % 7 for day in fields.weekdays}
    return _bits(
        day * DAY + hour * HOUR + minute
        for day in weekdays
        for hour in fields.hours
        for minute in fields.minutes
    )


def _bits(minutes: Iterable[Minute]) -> int:
    found = 0
    for minute in minutes:
        found |= 1 << minute
    return found
