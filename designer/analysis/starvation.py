"""How long a message that waits for its turn can wait at most, and whether its time to live is shorter.

Messages of a contact that a full rolling cap holds back leave one by one, whoever passes first, first. Let
α(x) be the most messages of that standing and better that come due for one contact in any x minutes, those
that the cap cannot hold back but that fill it included. With I the least i ≥ 1 at which α(i·W) ≤ i·K, a
message waits less than I·W minutes under a cap of K in W: as long as one of them waits the cap is full at
every minute, so that K of them leave in every W, and all of these came due since nobody was waiting.

It is said only where that reasoning holds: one rolling cap alone holds back the message and everyone that
waits before it. Otherwise nothing short of a simulation tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from heapq import heappop, heappush

from designer.analysis.priority import Meets, below_in, meets_in, prevails_graph, rank
from designer.analysis.timed import Timed, timed
from designer.domain.channel import Category, Channel
from designer.domain.plan import Campaign
from designer.domain.policy import Calendar, CountingUnit, MaxByContact, Policy, Scope
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import length
from designer.domain.scenario import Effect, IfBlocked, Message, Reentry, Scenario
from designer.domain.time import DAY, Minute, to_minute

#: Beyond this nobody is told how long: minutes.
LONGEST = 366 * DAY


#: The most messages in a window of so many minutes, exact up to the number given: more is not looked for.
Curve = Callable[[int, int], float]


class Because(Enum):
    """Why no bound is stated."""

    #: Another rule holds the message back too: a cap, a gap, the score, quiet hours, pooling.
    OTHER_RULES = "other-rules"
    #: Another rule holds back a message that may pass before it.
    RIVALS = "rivals"
    #: The policy counts households or accounts, reserves or keeps slots.
    POLICY = "policy"
    #: Priorities go round in a circle.
    CIRCLE = "circle"
    #: The rule is no rolling one.
    CALENDAR = "calendar"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How long one message can wait under one rule."""

    scenario: str
    node: str
    rule: str
    #: It waits less than this, in minutes; nothing where no bound is known.
    within: int | None
    #: Its time to live, in minutes, inclusive.
    ttl: int
    #: Why nothing can be stated; only a simulation tells.
    because: Because | None = None
    #: Whether exclusions are left aside: they can hold it back longer.
    exclusions: bool = False

    @property
    def stated(self) -> bool:
        """Whether the bound, or that there is none, is known."""
        return self.because is None

    @property
    def can_be_lost(self) -> bool:
        """Whether the bound leaves open that it outlives its time to live."""
        return self.stated and (self.within is None or self.within > self.ttl + 1)


def longest_wait(arrivals: Callable[[int], float], most: int, width: int, upto: int = LONGEST) -> int | None:
    """The bound in minutes: the least i·``width`` whose arrivals are at most i·``most``; none up to ``upto``.

    ``arrivals`` gives the most messages, of the waiting one's standing and better, itself included, that come
    due in any such number of minutes.
    """
    for i in range(1, max(1, upto // width) + 1):
        if arrivals(i * width) <= i * most:
            return i * width
    return None


def waits(portfolio: Portfolio, meets: Meets | None = None, *, of: str | None = None) -> tuple[Waiting, ...]:
    """How long each message that waits when it is blocked can wait, under each rule that can hold it back.

    With ``of``, the messages of that scenario alone.
    """
    return tuple(_Waits(portfolio, meets or meets_in(portfolio)).all(of))


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """A rolling cap, or a gap between any two, as one kind of rule."""

    id: str
    #: The least and the greatest maximum of any contact.
    most: int
    greatest: int
    width: int
    scope: Scope

    def covers(self, other: _Rule) -> bool:
        """Whether it is full whenever the other one is, which then never holds anything back alone."""
        return (
            self.greatest <= other.most
            and self.width >= other.width
            and _within(other.scope.channels, self.scope.channels)
            and _within(other.scope.categories, self.scope.categories)
            and _within(other.scope.scenarios, self.scope.scenarios)
        )


@dataclass(frozen=True, kw_only=True)
class _Item:
    """A message or a campaign as one rule sees it."""

    scenario: str
    node: str
    category: Category
    channel: Channel
    #: All the channels by which it can leave.
    channels: frozenset[Channel]
    waits: bool


class _Waits:
    """What is needed again and again while the messages of a portfolio are gone through."""

    def __init__(self, portfolio: Portfolio, meets: Meets) -> None:
        self.portfolio = portfolio
        self.policy = portfolio.policy
        self.meets = meets
        self.scenarios = {scenario.key: scenario for scenario in portfolio.scenarios}
        #: For each scenario, those that it prevails over, directly or not.
        self.below = below_in(prevails_graph(portfolio.scenarios))
        self.rules = tuple(_rolling(self.policy))
        self.items = {scenario.key: _items(scenario) for scenario in portfolio.scenarios}
        self.campaigns = {campaign.key: campaign for campaign in portfolio.plan.campaigns}
        self.curves: dict[tuple[str, str, bool], Curve] = {}
        #: What curves have been asked for, by rule, scenario, whether exempt ones alone, and windows.
        self.arrived: dict[tuple[str, str, bool], list[float]] = {}
        #: Class and value -> who passes before.
        self.before: dict[tuple[int, int], frozenset[str] | None] = {}
        #: Whether something else holds a scenario's messages back, likewise.
        self.held: dict[tuple[str, str, bool], bool] = {}
        self.timed: dict[str, Timed] = {}
        self.pairs: dict[tuple[str, str], bool] = {}

    def all(self, of: str | None) -> Iterator[Waiting]:
        for scenario in self.portfolio.scenarios:
            if of is not None and scenario.key != of:
                continue
            for rule in self._every_cap():
                bounds: dict[bool, tuple[int | None, Because | None]] = {}
                #: Whether the rule holds back messages of a kind, and why nothing can be said of that.
                kinds: dict[tuple[Category, Channel], tuple[bool, Because | None]] = {}
                for item in self.items[scenario.key]:
                    if not item.waits:
                        continue
                    kind = (item.category, item.channel)
                    if kind not in kinds:
                        holds = self._holds_back(rule.scope, item)
                        kinds[kind] = holds, self._because(rule, item) if holds else None
                    holds, because = kinds[kind]
                    node = scenario.by_id[item.node]
                    if not (holds and isinstance(node, Message)):
                        continue
                    within = None
                    if because is None:
                        counts = self.policy.rule_of(item.category).counts
                        if counts not in bounds:
                            bounds[counts] = self._bound(rule, scenario, counts=counts)
                        within, because = bounds[counts]
                    if within == 0 and because is None:
                        continue
                    yield Waiting(
                        scenario=scenario.key,
                        node=item.node,
                        rule=rule.id,
                        within=within,
                        ttl=length(node.ttl),
                        because=because,
                        exclusions=any(
                            scenario.key not in exclusion.except_
                            and (exclusion.categories is None or item.category in exclusion.categories)
                            for exclusion in self.policy.exclusions
                        ),
                    )

    def _every_cap(self) -> Iterator[_Rule]:
        """The rules that are worth a line: caps of every kind, and gaps that no cap makes superfluous."""
        for place, rule in enumerate(self.rules):
            # of two that say the same the first one is told
            if not any(
                other.covers(rule) and (before < place or not rule.covers(other))
                for before, other in enumerate(self.rules)
                if before != place
            ):
                yield rule
        for cap in self.policy.caps:
            if isinstance(cap.per, Calendar):
                yield _Rule(id=cap.id, most=0, greatest=0, width=0, scope=cap.scope)

    def _because(self, rule: _Rule, item: _Item) -> Because | None:
        policy = self.policy
        if rule.width == 0:
            return Because.CALENDAR
        if policy.unit is not CountingUnit.CONTACT or policy.reserve is not None or rule.id in policy.protect:
            return Because.POLICY
        return Because.OTHER_RULES if self._has_other_rules(rule, item) else None

    def _has_other_rules(self, rule: _Rule, item: _Item) -> bool:
        """Whether something besides the rule can hold the message back, exclusions left aside."""
        policy = self.policy
        pooling, subject = policy.pooling, policy.rule_of(item.category).subject
        if pooling is not None and item.category in pooling.categories:
            return True
        if any(
            item.channel in hours.channels
            and (subject if hours.categories is None else item.category in hours.categories)
            for hours in policy.quiet_hours
        ):
            return True
        return subject and (
            policy.score is not None
            or any(isinstance(cap.per, Calendar) and self._holds_back(cap.scope, item) for cap in policy.caps)
            or any(gap.after is not None and self._holds_back(gap.scope, item) for gap in policy.gaps)
            or any(
                not rule.covers(other) and self._holds_back(other.scope, item)
                for other in self.rules
                if other is not rule
            )
        )

    def _holds_back(self, scope: Scope, item: _Item) -> bool:
        return self.policy.rule_of(item.category).subject and _holds(scope, item, frozenset((item.channel,)))

    # ── The bound ───────────────────────────────────────────────────────────────────────────────────────

    def _bound(self, rule: _Rule, scenario: Scenario, *, counts: bool) -> tuple[int | None, Because | None]:
        """The bound for the messages of one scenario under one rule; 0 where it never holds them back."""
        if rule.most <= 0:
            return None, None
        with_it = [other for other in self._others() if self._meets(scenario.key, other)]
        standing = rank(scenario)[:2]
        if standing not in self.before:
            self.before[standing] = self._before(standing)
        before = self.before[standing]
        if before is None:
            return None, Because.CIRCLE
        alone = 0 if counts else 1
        if not any(self._is_held_otherwise(rule, other, exempt=False) for other in with_it):
            if sum(self._arrivals(rule, other, 1, exempt=False) for other in with_it) + alone <= rule.most:
                return 0, None
        elif any(self._is_held_otherwise(rule, other, exempt=other not in before) for other in with_it):
            return None, Because.RIVALS
        counted = [
            (other, exempt)
            for other in with_it
            for exempt in (other not in before,)
            if self._curve(rule, other, exempt=exempt) is not _nothing
        ]
        known = [self.arrived.setdefault((rule.id, other, exempt), []) for other, exempt in counted]
        looked_at = min(map(len, known), default=0)

        def arrivals(minutes: int) -> float:
            nonlocal looked_at
            windows = minutes // rule.width
            if windows > looked_at:
                for other, exempt in counted:
                    self._arrivals(rule, other, windows, exempt=exempt)
                looked_at = windows
            return alone + sum([found[windows - 1] for found in known])

        return longest_wait(arrivals, rule.most, rule.width), None

    def _arrivals(self, rule: _Rule, key: str, windows: int, *, exempt: bool) -> float:
        """What fills a rule in so many of its windows, one after the other."""
        found = self.arrived.setdefault((rule.id, key, exempt), [])
        while len(found) < windows:
            number = len(found) + 1
            # more than the rule lets through is enough to go on
            found.append(self._curve(rule, key, exempt=exempt)(number * rule.width, number * rule.most + 1))
        return found[windows - 1]

    def _others(self) -> Iterator[str]:
        yield from self.scenarios
        yield from (key for key in self.campaigns if key not in self.scenarios)

    def _meets(self, one: str, other: str) -> bool:
        if one == other or other not in self.scenarios:
            return True
        pair = (min(one, other), max(one, other))
        if pair not in self.pairs:
            self.pairs[pair] = self.meets(self.scenarios[one], self.scenarios[other])
        return self.pairs[pair]

    def _before(self, standing: tuple[int, int]) -> frozenset[str] | None:
        """Who may pass before one of a class and value: all that are as good as the worst that prevails.

        The next one to leave is always the best over which nobody who waits prevails, so that whoever is
        better than one that prevails over it passes before it too. Nothing where priorities go in a circle.
        """
        worst = standing
        while True:
            before = {key for key, other in self.scenarios.items() if rank(other)[:2] <= worst}
            above = before.union(key for key, below in self.below.items() if not below.isdisjoint(before))
            reached = max(rank(self.scenarios[key])[:2] for key in above)
            if reached <= worst:
                break
            worst = reached
        # whoever is in a circle with one of these is one of these
        if any(key in self.below[other] for key in above for other in self.below[key] if other != key):
            return None
        campaigns = {
            key
            for key, campaign in self.campaigns.items()
            if (campaign.category.rank, -campaign.priority) <= worst
        }
        return frozenset(above | campaigns)

    def _is_held_otherwise(self, rule: _Rule, key: str, *, exempt: bool) -> bool:
        """Whether a message that fills this rule can be held back by something else, and so leave late."""
        known = self.held.get((rule.id, key, exempt))
        if known is None:
            known = self.held[rule.id, key, exempt] = any(
                item.waits and self._fills(rule, item, exempt=exempt) and self._has_other_rules(rule, item)
                for item in self._items_of(key)
            )
        return known

    def _fills(self, rule: _Rule, item: _Item, *, exempt: bool) -> bool:
        """Whether it fills the rule on a channel by which it leaves; ``exempt``: and is never held back."""
        category = self.policy.rule_of(item.category)
        return (
            category.counts
            and not (exempt and category.subject)
            and any(_holds(rule.scope, item, frozenset((channel,))) for channel in item.channels)
        )

    def _items_of(self, key: str) -> tuple[_Item, ...]:
        if key in self.scenarios:
            return self.items[key]
        campaign = self.campaigns[key]
        return (_campaign_item(campaign),)

    def _curve(self, rule: _Rule, key: str, *, exempt: bool) -> Curve:
        """The arrivals of one scenario that fill a rule; ``exempt``: those alone that it cannot hold back."""
        known = self.curves.get((rule.id, key, exempt))
        if known is not None:
            return known
        filling = frozenset(
            item.node for item in self._items_of(key) if self._fills(rule, item, exempt=exempt)
        )
        if not filling:
            curve: Curve = _nothing
        elif key in self.scenarios:
            curve = self._curve_of(key, filling)
        else:
            curve = _Instants(tuple(sorted(map(to_minute, self.campaigns[key].at)))).most
        self.curves[rule.id, key, exempt] = curve
        return curve

    def _curve_of(self, key: str, filling: frozenset[str]) -> Curve:
        if key not in self.timed:
            self.timed[key] = timed(self.scenarios[key], self.policy, self.portfolio.data)
        taken_out = any(
            prevails.scenario == key and prevails.effect is Effect.EXIT
            for other in self.scenarios.values()
            for prevails in other.priority.prevails_over
        )
        return Arrivals(
            timed=self.timed[key], scenario=self.scenarios[key], filling=filling, taken_out=taken_out
        ).most


# ── The arrivals of one scenario ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, eq=False)
class Arrivals:
    """The most messages of one scenario that come due for one contact in any so many minutes.

    It holds at run time: what waited shifts what follows it, so that of local clocks nothing is taken for
    known, and runs that go on in parallel may come as close to one another as their delays allow.
    """

    timed: Timed
    scenario: Scenario
    #: Ids of the messages that are counted.
    filling: frozenset[str]
    #: Whether another scenario can take contacts out of it.
    taken_out: bool = False
    #: Number of messages -> the least minutes between the first and the last of them; grows when needed.
    _spans: list[float] = field(default_factory=lambda: [0.0], repr=False)
    _ends: list[dict[int, float]] = field(default_factory=list, repr=False)

    def most(self, minutes: int, enough: int) -> float:
        """The most messages due in a half-open window of so many minutes; infinite where there is no bound.

        What is more than ``enough`` may be given as anything above it.
        """
        entry = self.scenario.entry
        one = self._in_runs(minutes, enough)
        if entry.reentry is not Reentry.PARALLEL:
            return one
        gaps = []
        if self._longest is not None:
            over = minutes + self._longest
            if entry.gap is not None and length(entry.gap) > 0:
                gaps.append(-(-over // length(entry.gap)))
            if entry.cap is not None and length(entry.cap.per) > 0:
                gaps.append(entry.cap.max * -(-over // length(entry.cap.per)))
        return one * min(gaps, default=float("inf")) if one else 0

    def _in_runs(self, minutes: int, enough: int) -> int:
        """In one run, or in runs one after the other where it is entered again after it was left."""
        count = 0
        while count <= enough and self._span(count + 1) < minutes:
            count += 1
        return count

    def _span(self, count: int) -> float:
        """The least minutes from the first to the last of so many messages."""
        while len(self._spans) <= count:
            ends = self._ends
            if not ends:
                ends.append(dict.fromkeys(self._distances, 0.0))
            else:
                after: dict[int, float] = {}
                for source, span in ends[-1].items():
                    for target, minutes in self._distances[source].items():
                        if span + minutes < after.get(target, float("inf")):
                            after[target] = span + minutes
                ends.append(after)
            self._spans.append(min(ends[-1].values(), default=float("inf")))
        return self._spans[count]

    @cached_property
    def _distances(self) -> Mapping[int, Mapping[int, int]]:
        """Message -> each one that can be the next -> the least minutes between."""
        return {place: self._from(place) for place in self._filling}

    @cached_property
    def _filling(self) -> tuple[int, ...]:
        return tuple(at for at in self.timed.messages if self.timed.places[at].id in self.filling)

    def _from(self, start: int) -> dict[int, int]:
        found: dict[int, int] = {}
        best: dict[int, int] = {}
        todo: list[tuple[int, int]] = []
        for after, minutes in self._steps(start):
            heappush(todo, (minutes, after))
        while todo:
            minutes, place = heappop(todo)
            if place in best:
                continue
            best[place] = minutes
            if place in self._filling:
                found[place] = minutes
                continue
            for after, more in self._steps(place):
                if after not in best:
                    heappush(todo, (minutes + more, after))
        return found

    def _steps(self, place: int) -> Iterator[tuple[int, int]]:
        """Where a run goes from a place and the least minutes of it; clocks and dates may have just come."""
        for arc in self.timed.out[place]:
            yield arc.target, arc.lo if arc.clock is None and arc.anchor is None else 0
        entry = self.scenario.entry
        if entry.reentry is Reentry.AFTER_EXIT and (place == self.timed.end or self._can_leave(place)):
            yield 0, length(entry.gap) if entry.gap is not None else 0

    def _can_leave(self, place: int) -> bool:
        message = self.timed.places[place].message
        return (
            self.timed.leaves_anywhere
            or self.taken_out
            or (message is not None and message.if_blocked is IfBlocked.EXIT)
        )

    @cached_property
    def _longest(self) -> int | None:
        """The longest run in minutes, every message delayed up to its time to live; nothing where none is."""
        arcs = self.timed.arcs
        if any(arc.hi is None and arc.clock is None for arc in arcs):
            return None
        coming = [0] * len(self.timed.places)
        for arc in arcs:
            coming[arc.target] += 1
        longest = [0] * len(coming)
        ready = [place for place, count in enumerate(coming) if count == 0]
        for place in ready:
            message = self.timed.places[place].message
            late = message.ttl if message is not None and message.if_blocked is IfBlocked.DELAY else 0
            for arc in self.timed.out[place]:
                # a clock comes within a week, an hour later where the clocks change
                minutes = late + (arc.hi if arc.hi is not None and arc.clock is None else 8 * DAY)
                longest[arc.target] = max(longest[arc.target], longest[place] + minutes)
                coming[arc.target] -= 1
                if coming[arc.target] == 0:
                    ready.append(arc.target)
        # places of a circle never become ready
        return max(longest, default=0) if len(ready) == len(coming) else None


@dataclass(frozen=True)
class _Instants:
    """The instants of a campaign."""

    at: tuple[Minute, ...]

    def most(self, minutes: int, _enough: int) -> float:
        """The most of them in a half-open window of so many minutes."""
        return max((sum(first <= at < first + minutes for at in self.at) for first in self.at), default=0)


def _nothing(_minutes: int, _enough: int) -> float:
    return 0


# ── Rules and messages as one kind of thing ─────────────────────────────────────────────────────────────


def _rolling(policy: Policy) -> Iterator[_Rule]:
    for cap in policy.caps:
        if not isinstance(cap.per, Calendar) and length(cap.per) > 0:
            least, greatest = _ends(cap.max)
            yield _Rule(id=cap.id, most=least, greatest=greatest, width=length(cap.per), scope=cap.scope)
    for gap in policy.gaps:
        if gap.after is None and length(gap.min) > 0:
            least, greatest = _ends(gap.max or 1)
            yield _Rule(id=gap.id, most=least, greatest=greatest, width=length(gap.min), scope=gap.scope)


def _ends(most: int | MaxByContact) -> tuple[int, int]:
    values = [most] if isinstance(most, int) else [most.else_, *(value for _, value in most.when)]
    return min(values), max(values)


def _within(one: frozenset[object] | None, other: frozenset[object] | None) -> bool:
    return other is None or (one is not None and one <= other)


def _items(scenario: Scenario) -> tuple[_Item, ...]:
    return tuple(
        _Item(
            scenario=scenario.key,
            node=node.id,
            category=scenario.category_of(node),
            channel=node.channel,
            channels=frozenset(
                (node.channel, *(node.fallback if node.if_blocked is IfBlocked.FALLBACK else ()))
            ),
            waits=node.if_blocked is IfBlocked.DELAY,
        )
        for node in scenario.nodes
        if isinstance(node, Message)
    )


def _campaign_item(campaign: Campaign) -> _Item:
    return _Item(
        scenario=campaign.key,
        node=campaign.key,
        category=campaign.category,
        channel=campaign.channel,
        channels=frozenset((campaign.channel,)),
        waits=True,
    )


def _holds(scope: Scope, item: _Item, channels: frozenset[Channel]) -> bool:
    return scope.holds(channels=channels, category=item.category, scenario=item.scenario)
