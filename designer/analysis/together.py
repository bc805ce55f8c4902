"""Several runs of one scenario and of several scenarios: how they add up for one contact under one rule.

A contact's load is a sum over parts that do not depend on one another: whatever one part does, another one
can do its worst at the same time. What depends on each other is one part: the members of an exclusive group,
scenarios started by one event that comes once, everything that goes by the local clock, the campaigns of the
plan. A part is asked for its worst when only some of its members take the contact (``Part.value``), since
audiences decide which. Times are minutes; windows are half-open, [0, width).

Inside a part, what starts on its own is a *course*: one scenario with all its entries, an exclusive group, or
scenarios that start together. Courses whose minutes do not depend on the local clock are parts of their own.
Those that do share one part: the window opens at some minute of the week, the same for all of them, and their
worst is the highest sum over that minute.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from math import ceil, inf
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from designer.analysis.courses import (
    EFFORT,
    TRIES,
    Chain,
    Course,
    Locked,
    Parallel,
    Shared,
    is_endless,
    longest_run,
    moments_of,
)
from designer.analysis.scoring import Scoring
from designer.analysis.sums import CAMPAIGN, NOTHING, UNBOUNDED, Moment, Part, Sum, union
from designer.analysis.target import leaves
from designer.analysis.timed import Timed, timed
from designer.analysis.verdict import Mode
from designer.analysis.webs import Member, Web
from designer.domain.channel import Channel
from designer.domain.condition import Between as Range
from designer.domain.condition import Compare, Condition, Contains, Did, In, IsSet, Matches, walk
from designer.domain.data import RECEIPTS, Mutability
from designer.domain.policy import Score
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import length
from designer.domain.scenario import (
    DateTrigger,
    Effect,
    EntersTrigger,
    EventTrigger,
    InactivityTrigger,
    Reentry,
    Scenario,
    ScheduleTrigger,
    Update,
)
from designer.domain.time import DAY, Duration, Minute, to_minute

__all__ = ["CAMPAIGN", "NOTHING", "UNBOUNDED", "Moment", "Part", "Sum", "Together", "union"]


class Together:
    """What of a portfolio depends on what.

    ``memo`` may be kept and given again: what was found of a graph is found by the graph's identity, so that
    a scenario that has not changed is not looked at twice (keep its ``Timed``). With ``free`` nothing holds
    scenarios together but exclusive groups: no clock, no common start, no dates of the plan; this bounds what
    can come due when delays move what follows.
    """

    def __init__(
        self,
        portfolio: Portfolio,
        graphs: Mapping[str, Timed] | None = None,
        *,
        mode: Mode = Mode.SOUND,
        free: bool = False,
        memo: dict[object, object] | None = None,
    ) -> None:
        self.portfolio = portfolio
        self.graphs: Mapping[str, Timed] = graphs or {
            one.key: timed(one, portfolio.policy, portfolio.data) for one in portfolio.scenarios
        }
        self.mode = mode
        self.free = free
        self._steady: dict[str, bool] = {}
        self.memo: dict[object, object] = {} if memo is None else memo
        self._effort = [EFFORT]

    def counts(self, chosen: Mapping[str, Collection[str]], width: int) -> tuple[Part, ...]:
        """The parts for the most messages due in one window of ``width`` minutes.

        ``chosen``: scenario -> the ids of its message nodes that are counted; campaign -> anything not empty
        (its message is the node ``campaign``). What is absent or empty takes no part.
        """
        courses = self.courses(chosen, width)
        clocked = tuple(course for course in courses if course.clocked and not self.free)
        dated = self._dated(chosen, local=bool(clocked))
        value = _let_loose if self.free else _alone
        parts = [
            Part(members=course.keys, compute=value(course)) for course in courses if course not in clocked
        ]
        if self.free:
            parts += [
                Part(
                    members=(key,), compute=Shared(courses=(), campaigns={key: minutes}, width=width).compute
                )
                for key, minutes in dated.items()
            ]
        elif clocked or dated:
            shared = Shared(courses=clocked, campaigns=dated, width=width)
            keys = (*(key for course in clocked for key in course.keys), *dated)
            parts.append(Part(members=keys, compute=shared.compute))
        return tuple(parts)

    def after(
        self, chosen: Mapping[str, Collection[str]], channels: Collection[Channel], width: int
    ) -> tuple[Part, ...]:
        """The part for a gap after other channels: one dispatch and the most due within ``width`` of it.

        One part holds everybody, since any one dispatch will do. Its value is 1 + the messages of ``chosen``
        due in [a, a + width) of one counted dispatch at a on one of the channels, itself not counted again;
        0 where there can be no such dispatch.
        """
        first = self._dispatches(channels)
        if not first:
            return ()
        parts = self.counts(chosen, width)
        keys = dict.fromkeys((*(key for part in parts for key in part.members), *first))

        def compute(subset: frozenset[str]) -> Sum:
            found = [
                self._after_one(key, first[key], parts, chosen, width, subset)
                for key in first
                if key in subset
            ]
            best = max(found, key=lambda one: one.lower, default=NOTHING)
            return replace(best, upper=max((one.upper for one in found), default=0))

        return (Part(members=tuple(keys), compute=compute),)

    def _dispatches(self, channels: Collection[Channel]) -> dict[str, frozenset[str]]:
        """The counted messages on some channels: scenario -> nodes, campaign -> its only one."""
        found: dict[str, frozenset[str]] = {}
        for key, graph in self.graphs.items():
            sent = ((graph.places[at].id, graph.places[at].message) for at in graph.messages)
            nodes = frozenset(
                node for node, message in sent if message and message.counts and message.channel in channels
            )
            if nodes:
                found[key] = nodes
        for campaign in self.portfolio.plan.campaigns:
            counted = self.portfolio.policy.rule_of(campaign.category).counts
            if counted and campaign.channel in channels and campaign.key not in self.graphs:
                found[campaign.key] = frozenset((CAMPAIGN,))
        return found

    def _after_one(
        self,
        key: str,
        first: frozenset[str],
        parts: Sequence[Part],
        chosen: Mapping[str, Collection[str]],
        width: int,
        subset: frozenset[str],
    ) -> Sum:
        """One of some dispatches of one scenario, and what follows."""
        own = next((part for part in parts if key in part.members), None)
        rest = [part.value(subset) for part in parts if part is not own]
        nodes = frozenset(chosen.get(key, ()))
        most = own.value(subset).upper if own is not None else 0
        if own is not None and first <= nodes:
            # the window is opened by one that is counted already
            most -= 1
        scenario = self.portfolio.scenario(key)
        if scenario is None:
            opening = Moment(at=0, scenario=key, node=CAMPAIGN)
            return union((*rest, Sum(lower=1, upper=1 + most, events=(opening,))))
        web = Web(members=(self._member(scenario, nodes, width),))
        if web.unbounded:
            return UNBOUNDED
        graph = web.members[0].timed
        places = frozenset(at for at in graph.messages if graph.places[at].id in first)
        follow, finished = 0, True
        events: tuple[Moment, ...] = (Moment(at=0, scenario=key, node=min(first)),)
        for place in places:
            for opens in web.openings(place)[:TRIES]:
                here = web.earliest(width, start=opens, first=frozenset((place,)))
                finished = finished and here.finished
                counted = 1 if web.counted[place] else 0
                if here.most - counted > follow or not follow:
                    follow = max(follow, here.most - counted)
                    opening = Moment(at=0, scenario=key, node=graph.places[place].id)
                    events = (opening, *moments_of(web, here.events[counted:]))
        plain = finished and not web.clocked and not web.loose
        if own is None or (plain and len(own.members) == 1 and scenario.entry.reentry is Reentry.NEVER):
            most = follow
        return union((*rest, Sum(lower=1 + follow, upper=1 + max(most, follow), events=events)))

    def scores(self, chosen: Mapping[str, Collection[str]], score: Score) -> tuple[Part, ...]:
        """The parts for the highest score: they align their last sends, so that scores add up.

        ``chosen`` as for counts; a campaign weighs what its channel weighs. Events are counted from the last
        send. One run by itself is worked out by :func:`designer.analysis.spans.peak`, runs after one another
        by the same on their graphs joined. For what is locked, in parallel or by a common clock the bounds
        may differ.
        """
        scoring = Scoring(self, chosen, score)
        return scoring.parts()

    # ── courses

    def courses(self, chosen: Mapping[str, Collection[str]], width: int) -> list[Course]:
        """What starts on its own among the scenarios that take part."""
        groups: dict[str, list[Member]] = {}
        locks: dict[object, list[tuple[Member, int]]] = {}
        alone: list[Course] = []
        for scenario in self.portfolio.scenarios:
            nodes = frozenset(chosen.get(scenario.key, ()))
            if not nodes:
                continue
            member = self._member(scenario, nodes, width)
            lock = self._lock(scenario, width)
            if scenario.entry.group is not None:
                groups.setdefault(scenario.entry.group, []).append(member)
            elif lock is not None:
                locks.setdefault(lock[0], []).append((member, lock[1]))
            elif scenario.entry.reentry is Reentry.PARALLEL and not self._once(scenario):
                alone.append(self._parallel(scenario, member, width))
            else:
                alone.append(self._chain((member,), width))
        for members in groups.values():
            alone.append(self._chain(tuple(members), width))
        for held in locks.values():
            if len(held) == 1:
                alone.append(self._chain((held[0][0],), width))
            else:
                alone.append(
                    Locked(
                        members=tuple(member for member, _ in held),
                        after=tuple(after for _, after in held),
                        width=width,
                        memo=self.memo,
                    )
                )
        return alone

    def _chain(self, members: tuple[Member, ...], width: int) -> Chain:
        return Chain(members=members, width=width, memo=self.memo, effort=self._effort)

    def _parallel(self, scenario: Scenario, member: Member, width: int) -> Parallel:
        cap = scenario.entry.cap
        gap = 0 if scenario.entry.gap is None else least_of(scenario.entry.gap)
        return Parallel(
            member=member,
            distance=max(gap, member.spacing),
            cap=None if cap is None else (cap.max, least_of(cap.per)),
            width=width,
        )

    def _member(self, scenario: Scenario, nodes: frozenset[str], width: int) -> Member:
        graph = self.graphs[scenario.key]
        leaves_anywhere = graph.leaves_anywhere or scenario.key in self._taken_out
        known = (graph, nodes, leaves_anywhere, width, scenario.entry, self.free, self._once(scenario))
        found = self.memo.get(known)
        if found is None:
            found = self.memo[known] = self._new_member(scenario, graph, nodes, leaves_anywhere, width)
        assert isinstance(found, Member)
        return found

    def _new_member(
        self, scenario: Scenario, graph: Timed, nodes: frozenset[str], leaves_anywhere: bool, width: int
    ) -> Member:
        rules = scenario.entry
        spacing = _spacing(scenario)
        soon = 0 if self._fired_by_receipts(scenario) else 1
        again: int | None = None
        entries: int | None = 1
        cap: tuple[int, int] | None = None
        if rules.reentry is not Reentry.NEVER and not self._once(scenario):
            entries = None
            gap = 0 if rules.gap is None else least_of(rules.gap)
            longest = inf if leaves_anywhere is False and is_endless(graph) else longest_run(graph)
            if rules.reentry is Reentry.PARALLEL:
                # in a group one enrolment at a time: the gap counts from entry to entry
                spacing, gap = max(spacing, gap), 0
            again = int(max(gap, soon, spacing - longest if longest < inf else 0))
            if (
                rules.reentry is Reentry.AFTER_EXIT
                and rules.gap is None
                and spacing == 0
                and rules.cap is None
            ):
                again = 0 if _no_length(graph, nodes, leaves_anywhere) else again
            if rules.cap is not None and longest < inf:
                # what can matter was entered less than a run and a window ago
                cap = rules.cap.max, max(1, least_of(rules.cap.per))
                entries = rules.cap.max * ceil((longest + width) / cap[1])
        return Member(
            timed=graph if not self.free else replace(graph, entered_at=None),
            chosen=nodes,
            leaves_anywhere=leaves_anywhere,
            again=again,
            spacing=spacing,
            after_others=soon,
            entries=entries,
            cap=cap,
        )

    def _once(self, scenario: Scenario) -> bool:
        """Whether its trigger comes once at most: a date that does not move."""
        trigger = scenario.trigger
        return isinstance(trigger, DateTrigger) and not trigger.yearly and self._trusts(trigger.attribute)

    @cached_property
    def _taken_out(self) -> frozenset[str]:
        """The scenarios that entering another one takes a contact out of."""
        return frozenset(
            prevails.scenario
            for scenario in self.portfolio.scenarios
            for prevails in scenario.priority.prevails_over
            if prevails.effect is Effect.EXIT
        )

    @cached_property
    def _prevailing(self) -> frozenset[str]:
        """The scenarios whose entries or stays depend on another one's."""
        found: set[str] = set()
        for scenario in self.portfolio.scenarios:
            for prevails in scenario.priority.prevails_over:
                if prevails.effect is not Effect.ORDER:
                    found |= {scenario.key, prevails.scenario}
        return frozenset(found)

    def _lock(self, scenario: Scenario, width: int) -> tuple[object, int] | None:
        """What the entry is tied to, and how long after it; nothing where it is free."""
        trigger = scenario.trigger
        if self.free or scenario.key in self._prevailing:
            return None
        if isinstance(trigger, EventTrigger):
            if scenario.entry.reentry is not Reentry.NEVER:
                return None
            if scenario.key not in self._steady:
                self._steady[scenario.key] = self._stays_true(scenario.audience)
            return (trigger, 0) if self._steady[scenario.key] else None
        if isinstance(trigger, DateTrigger) and self._trusts(trigger.attribute):
            offset = trigger.offset.minutes + trigger.at.hour * 60 + trigger.at.minute
            graph = self.graphs[scenario.key]
            # a year apart is out of reach, so that only the entries of one year meet
            near = longest_run(graph) + width + abs(offset) < 300 * DAY
            never = scenario.entry.reentry is Reentry.NEVER or not trigger.yearly
            if never and (near or not trigger.yearly):
                return ("date", trigger.attribute, trigger.offset.months, trigger.yearly), offset
        return None

    def _stays_true(self, condition: Condition | None) -> bool:
        """Whether a condition never changes for a contact."""
        if condition is None or self.mode is Mode.PHOTO:
            return True
        for leaf in leaves(condition, self.portfolio):
            match leaf:
                case Compare(field=name) | In(field=name) | Range(field=name) | IsSet(field=name):
                    fixed = self._trusts(name)
                case Contains(field=name) | Matches(field=name):
                    fixed = self._trusts(name)
                case _:
                    fixed = False
            if not fixed:
                return False
        return True

    def _trusts(self, attribute: str) -> bool:
        """Whether an attribute never changes, as far as the mode believes it."""
        if self.mode is Mode.PHOTO:
            return True
        known = self.portfolio.data.attributes.get(attribute)
        if known is not None and known.mutability in (Mutability.VOLATILE, Mutability.MONOTONE):
            return False
        return attribute not in self._updated and not attribute.startswith("consent_")

    @cached_property
    def _updated(self) -> frozenset[str]:
        return frozenset(
            name
            for scenario in self.portfolio.scenarios
            for node in scenario.nodes
            if isinstance(node, Update)
            for name in node.set
        )

    def _fired_by_receipts(self, scenario: Scenario) -> bool:
        """Whether its trigger can come in the very minute in which another enrolment has ended."""
        trigger = scenario.trigger
        match trigger:
            case EventTrigger(event=event):
                return event in RECEIPTS
            case EntersTrigger(condition=condition):
                found = [condition, *leaves(condition, self.portfolio)]
                return any(
                    isinstance(part, Did) and part.event in RECEIPTS for one in found for part in walk(one)
                )
            case _:
                return False

    # ── the plan

    def _dated(self, chosen: Mapping[str, Collection[str]], *, local: bool) -> dict[str, tuple[Minute, ...]]:
        """The minutes of the campaigns that are counted."""
        found: dict[str, tuple[Minute, ...]] = {}
        for campaign in self.portfolio.plan.campaigns:
            if chosen.get(campaign.key) and campaign.key not in self.graphs:
                at = tuple(sorted(to_minute(instant) for instant in campaign.at))
                found[campaign.key] = tuple(map(self._wall, at)) if local else at
        return found

    def _wall(self, minute: Minute) -> Minute:
        """The wall minute of the policy's zone."""
        instant = datetime.fromtimestamp(minute * 60, tz=UTC)
        offset = instant.astimezone(self._zone).utcoffset()
        assert offset is not None
        return minute + int(offset.total_seconds()) // 60

    @cached_property
    def _zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.portfolio.policy.timezone)
        except (KeyError, ValueError, OSError):
            return ZoneInfo("UTC")


def _alone(course: Course) -> Callable[[frozenset[str]], Sum]:
    return lambda subset: course.window(subset, 0)


def _let_loose(course: Course) -> Callable[[frozenset[str]], Sum]:
    """Its worst when clocks tick whenever it suits."""

    def compute(subset: frozenset[str]) -> Sum:
        most, found = course.at_most(subset), course.window(subset, 0)
        return UNBOUNDED if most == inf else replace(found, upper=max(most, found.lower))

    return compute


# ── Lengths ─────────────────────────────────────────────────────────────────────────────────────────────


def least_of(duration: Duration) -> int:
    """The least minutes of a duration: calendar months at their shortest."""
    years, months = divmod(duration.months, 12)
    return max(0, duration.minutes + (years * 365 + max(0, months * 30 - 2)) * DAY)


def _spacing(scenario: Scenario) -> int:
    """The least minutes between two comings of the trigger for one contact."""
    trigger = scenario.trigger
    match trigger:
        case DateTrigger(yearly=True):
            return 365 * DAY
        case InactivityTrigger(after=after) if after is not None:
            return least_of(after)
        case EntersTrigger(every=every):
            # it must be seen untrue in between
            return 2 * max(1, length(every))
        case ScheduleTrigger(cron=cron):
            return _between_ticks(cron)
        case _:
            return 0


def _between_ticks(cron: str) -> int:
    """The least minutes between two instants of a cron expression, over three years."""
    try:
        since = datetime(2023, 1, 1, tzinfo=UTC)
        ticks = CronSim(cron, since)
        least, before = inf, None
        for tick, _ in zip(ticks, range(1200), strict=False):
            if before is not None:
                least = min(least, (tick - before).total_seconds() // 60)
            before = tick
            if least <= 60 or (tick - since).days > 1100:
                break
    except (CronSimError, ValueError):
        return 1
    return 1 if least == inf else int(least)


def _no_length(graph: Timed, nodes: frozenset[str], leaves_anywhere: bool) -> bool:
    """Whether a run can take no time at all and yet count."""
    joined = Member(timed=graph, chosen=nodes, leaves_anywhere=leaves_anywhere, again=0, entries=None)
    return Web(members=(joined,)).unbounded
