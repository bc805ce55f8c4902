"""What can hold the messages of one scenario back, when nobody but this scenario writes to the contact.

The rules of a policy are the planner's, in its order; each says which messages it can hold back and which
dispatches fill it. The clock is nominal: a local week has seven days of 24 hours.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import product

from designer.analysis.timed import Timed
from designer.domain.channel import Category, Channel
from designer.domain.policy import (
    Calendar,
    Decay,
    HalfLife,
    Linear,
    MaxByContact,
    Policy,
    QuietHours,
    Reading,
    Scope,
    Score,
)
from designer.domain.pressure import TOLERANCE, contribution, length
from designer.domain.scenario import Scenario
from designer.domain.time import DAY, HOUR, WEEK

#: The longest local day, week and month, in minutes: clocks may go back an hour in them.
LONGEST = {Calendar.DAY: DAY + HOUR, Calendar.WEEK: WEEK + HOUR, Calendar.MONTH: 31 * DAY + HOUR}
#: Half-lives after which nothing is left of a weight that a score could tell.
_HALF_LIVES = 45
#: Maxima that vary by contact: so many combinations are looked at.
_MOST_CHOICES = 32
#: The years whose holidays are looked at: every holiday falls on every weekday in them.
_HOLIDAY_YEARS = range(2020, 2041)
#: Policies that are kept compiled, and restraints that are kept of one.
_MOST_POLICIES, _MOST_KEPT = 4, 512

#: Channel, category and weight of a message.
_Name = tuple[Channel, Category, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """Messages that the rules take for the same: on one channel, of one category and weight."""

    channel: Channel
    category: Category
    weight: float
    #: It fills the rules.
    counts: bool
    #: Places among the restraints' windows of those that can hold it back, in the order of the policy.
    windows: tuple[int, ...]
    #: The minutes of the week at which every row of quiet hours allows it, as [start, end); nothing where
    #: none looks at it.
    open: tuple[tuple[int, int], ...] | None
    #: For each weekday, how many days later it opens where that day is a quiet public holiday.
    holidays: tuple[frozenset[int], ...]
    #: Whether the score can hold it back.
    scored: bool
    #: The rule that never lets it leave: a maximum of 0, a weight above the threshold, hours never open.
    never: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A cap or a gap: at most ``most`` of what fills it in ``width`` minutes, or in a local period."""

    id: str
    most: int
    #: Minutes; of a local period the longest there is.
    width: int
    calendar: Calendar | None
    #: A gap after some channels: only the dispatches before matter.
    after: bool
    #: Places of the kinds that fill it.
    filled_by: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class Restraints:
    """The rules over the messages of one scenario, for contacts of one maximum each."""

    kinds: tuple[Kind, ...]
    windows: tuple[Window, ...]
    score: Score | None
    #: Place of a message in the graph -> its kinds, that of its channel first, then its fallback channels'.
    of: Mapping[int, tuple[int, ...]]
    #: How long a dispatch can matter to the score, in minutes.
    memory: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """A cap or a gap of the policy, or the part of a cap that is kept for better classes."""

    id: str
    most: int | MaxByContact
    width: int
    calendar: Calendar | None
    scope: Scope
    after: frozenset[Channel] | None = None
    kept: int = 0


def restraints(scenario: Scenario, graph: Timed, policy: Policy) -> Iterator[Restraints]:
    """The rules over one scenario, once for each combination of the maxima that a contact may have.

    The greatest maxima come first. Where there are more combinations than can be looked at, none is given.
    """
    compiled = _compiled(policy)
    found: dict[int, list[_Name]] = {}
    for place in graph.messages:
        message = graph.places[place].message
        assert message is not None
        if not message.fallback:
            found[place] = [(message.channel, message.category, message.weight)]
            continue
        own = getattr(scenario.by_id[graph.places[place].id], "weight", None)
        # a fallback channel weighs as itself, unless the message has a weight of its own
        found[place] = [
            (channel, message.category, _usual(policy, channel) if own is None else own)
            for channel in dict.fromkeys((message.channel, *message.fallback))
        ]
    names = tuple(sorted({name for here in found.values() for name in here}, key=_order))
    numbers = {name: number for number, name in enumerate(names)}
    of = {place: tuple(numbers[name] for name in here) for place, here in found.items()}
    for rules in compiled.over(names, scenario.key):
        yield replace(rules, of=of)


class _Compiled:
    """A policy as restraints: made once for all scenarios whose messages are of the same kinds."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.rows = tuple(_rows(policy))
        self.memory = _memory(policy.score)
        #: The scenarios that some row names: the rows are the same for all others.
        self.named = frozenset[str]().union(*(row.scope.scenarios or () for row in self.rows))
        self.known: dict[Hashable, Restraints] = {}
        self.orders: dict[Hashable, tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]] = {}

    def over(self, names: tuple[_Name, ...], scenario: str) -> Iterator[Restraints]:
        """The restraints over messages of these kinds, for each combination of maxima, without places."""
        scenario = scenario if scenario in self.named else ""
        if len(self.known) > _MOST_KEPT:
            self.known.clear()
            self.orders.clear()
        order = self.orders.get((names, scenario))
        if order is None:
            order = self.orders[names, scenario] = self._combinations(names, scenario)
        concerned, combinations = order
        for maxima in combinations:
            key = names, scenario, maxima
            known = self.known.get(key)
            if known is None:
                known = self.known[key] = self._restraints(names, scenario, concerned, maxima)
            yield known

    def _looks(self, row: _Row, name: _Name, scenario: str) -> bool:
        return row.scope.holds(channels=frozenset((name[0],)), category=name[1], scenario=scenario)

    def _combinations(
        self, names: tuple[_Name, ...], scenario: str
    ) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
        """The rows that look at some of the messages, and the maxima that a contact may have of them."""
        concerned = tuple(
            i for i, row in enumerate(self.rows) if any(self._looks(row, name, scenario) for name in names)
        )
        choices = [_choices(self.rows[i].most) for i in concerned]
        combinations = 1
        for choice in choices:
            combinations *= len(choice)
        return concerned, tuple(product(*choices)) if combinations <= _MOST_CHOICES else ()

    def _restraints(
        self, names: tuple[_Name, ...], scenario: str, concerned: tuple[int, ...], maxima: tuple[int, ...]
    ) -> Restraints:
        policy = self.policy
        rows = [self.rows[i] for i in concerned]
        windows = tuple(
            Window(
                id=row.id,
                most=most - row.kept,
                width=row.width,
                calendar=row.calendar,
                after=row.after is not None,
                filled_by=frozenset(k for k, name in enumerate(names) if _fills(row, policy, name, scenario)),
            )
            for row, most in zip(rows, maxima, strict=True)
        )
        kinds = []
        for name in names:
            channel, category, weight = name
            rule = policy.rule_of(category)
            open_, holidays = _hours(policy, channel, category)
            holding = tuple(
                w for w, row in enumerate(rows) if rule.subject and self._looks(row, name, scenario)
            )
            scored = policy.score is not None and rule.subject
            never = "quiet-hours" if open_ == () else None
            never = never or next((windows[w].id for w in holding if windows[w].most <= 0), None)
            if never is None and scored and policy.score is not None:
                own = contribution(policy.score, weight, 0)
                never = "score" if own > policy.score.threshold + TOLERANCE else None
            kinds.append(
                Kind(
                    channel=channel,
                    category=category,
                    weight=weight,
                    counts=rule.counts,
                    windows=holding,
                    open=open_,
                    holidays=holidays,
                    scored=scored,
                    never=never,
                )
            )
        return _without_idle(
            Restraints(kinds=tuple(kinds), windows=windows, score=policy.score, of={}, memory=self.memory)
        )


#: The policies compiled last, by identity: each is kept with what was made of it.
_recent: dict[int, _Compiled] = {}


def _compiled(policy: Policy) -> _Compiled:
    """The policy compiled, from memory where it is one of the last."""
    known = _recent.get(id(policy))
    if known is None or known.policy is not policy:
        known = _Compiled(policy)
        if len(_recent) >= _MOST_POLICIES:
            _recent.clear()
        _recent[id(policy)] = known
    return known


def _without_idle(rules: Restraints) -> Restraints:
    """The same without what never holds back what another window lets pass."""
    kinds, windows = rules.kinds, rules.windows

    def ensures(one: int, other: int) -> bool:
        """Whether the other window surely has room whenever this one has."""
        first, second = windows[one], windows[other]
        if first.calendar is not None or first.after or second.after or first.most <= 0 or first.width <= 0:
            return False
        if not second.filled_by <= first.filled_by:
            return False
        if any(one not in kinds[kind].windows for kind in second.filled_by):
            # exempt messages fill it unchecked; then only a window that is no wider follows
            return second.width <= first.width and second.most >= first.most
        return first.most * -(-second.width // first.width) <= second.most

    kept = []
    for kind in kinds:
        left = list(kind.windows)
        for other in reversed(kind.windows):
            if windows[other].most > 0 and any(one != other and ensures(one, other) for one in left):
                left.remove(other)
        scored = kind.scored and not any(_never_too_much(rules, one, kind) for one in left)
        kept.append(replace(kind, windows=tuple(left), scored=scored))
    return replace(rules, kinds=tuple(kept))


def _never_too_much(rules: Restraints, number: int, kind: Kind) -> bool:
    """Whether a window that every message is subject to keeps the score below its threshold."""
    window, score = rules.windows[number], rules.score
    if score is None or window.calendar is not None or window.after or window.most <= 0 or window.width <= 0:
        return False
    if score.reading is Reading.SUM:
        return False
    counted = [number_ for number_, one in enumerate(rules.kinds) if one.counts]
    if any(number not in rules.kinds[one].windows or one not in window.filled_by for one in counted):
        return False
    heaviest = max((rules.kinds[one].weight for one in counted), default=0.0)
    # the message itself is one of the last window's
    before = (window.most - 1) * contribution(score, heaviest, 0)
    for age in range(window.width, rules.memory + window.width, window.width):
        before += window.most * contribution(score, heaviest, age)
        if before > score.threshold:
            return False
    return before + contribution(score, kind.weight, 0) <= score.threshold


def _order(name: _Name) -> tuple[str, str, float]:
    return name[0].value, name[1].value, name[2]


def _usual(policy: Policy, channel: Channel) -> float:
    return (policy.score or Score(threshold=0)).weight_of(channel)


def _rows(policy: Policy) -> Iterator[_Row]:
    for cap in policy.caps:
        calendar = cap.per if isinstance(cap.per, Calendar) else None
        width = LONGEST[cap.per] if isinstance(cap.per, Calendar) else length(cap.per)
        row = _Row(id=cap.id, most=cap.max, width=width, calendar=calendar, scope=cap.scope)
        yield row
        for kept_for, slots in policy.protect.get(cap.id, {}).items():
            worse = frozenset(category for category in Category if category.rank > kept_for.rank)
            watched = worse if cap.scope.categories is None else worse & cap.scope.categories
            yield replace(row, scope=replace(cap.scope, categories=watched), kept=slots)
    for gap in policy.gaps:
        yield _Row(
            id=gap.id,
            most=gap.max or 1,
            width=length(gap.min),
            calendar=None,
            scope=gap.scope,
            after=gap.after,
        )


def _fills(row: _Row, policy: Policy, name: _Name, scenario: str) -> bool:
    channel, category, _ = name
    if not policy.rule_of(category).counts:
        return False
    if row.after is not None:
        return channel in row.after
    return row.scope.holds(channels=frozenset((channel,)), category=category, scenario=scenario)


def _choices(most: int | MaxByContact) -> tuple[int, ...]:
    if isinstance(most, int):
        return (most,)
    return tuple(sorted({most.else_, *(number for _, number in most.when)}, reverse=True))


def _memory(score: Score | None) -> int:
    """The age beyond which a dispatch adds nothing more, or what it will always add."""
    if score is None:
        return 0
    decay: Decay = score.decay
    if isinstance(decay, HalfLife):
        return _HALF_LIVES * length(decay.half_life)
    if isinstance(decay, Linear):
        return length(decay.over)
    return max((length(upto) for upto, _ in decay.steps), default=0) + 1


# ── Quiet hours ─────────────────────────────────────────────────────────────────────────────────────────


def _hours(
    policy: Policy, channel: Channel, category: Category
) -> tuple[tuple[tuple[int, int], ...] | None, tuple[frozenset[int], ...]]:
    """The spans of the week at which a message may leave, and what holidays do."""
    subject = policy.rule_of(category).subject
    rows = [
        row
        for row in policy.quiet_hours
        if channel in row.channels and (subject if row.categories is None else category in row.categories)
    ]
    if not rows:
        return None, ()
    bits = -1
    for row in rows:
        bits &= _open_bits(row)
    found = spans(bits)
    countries = frozenset(row.holidays for row in rows if row.holidays is not None)
    return found, _holidays(countries, found) if countries and found else ()


@lru_cache(maxsize=64)
def _holidays(countries: frozenset[str], open_: tuple[tuple[int, int], ...]) -> tuple[frozenset[int], ...]:
    """For each weekday, after how many days messages leave again where it is a holiday in these years."""
    # Loaded where a policy asks for it: many do not.
    import holidays

    days: set[date] = set()
    for country in countries:
        try:
            days |= set(holidays.country_holidays(country, years=_HOLIDAY_YEARS))
        except NotImplementedError:
            continue
    has_hours = [any(s < (day + 1) * DAY and e > day * DAY for s, e in open_) for day in range(7)]
    gaps: list[set[int]] = [set() for _ in range(7)]
    for day in days:
        if has_hours[day.weekday()]:
            for gap in range(1, 60):
                later = day + timedelta(days=gap)
                if has_hours[later.weekday()] and later not in days:
                    gaps[day.weekday()].add(gap)
                    break
    return tuple(map(frozenset, gaps))


def _open_bits(row: QuietHours) -> int:
    """The open minutes of the week as bits; what crosses midnight belongs to the day it starts on."""
    bits = 0
    for day, spans in row.allow.items():
        for start, end in spans:
            first = day * DAY + start.hour * HOUR + start.minute
            last = day * DAY + end.hour * HOUR + end.minute
            if end <= start:
                last += DAY
            span = ((1 << (last - first)) - 1) << first
            bits |= (span & ((1 << WEEK) - 1)) | (span >> WEEK)
    return bits


def spans(bits: int) -> tuple[tuple[int, int], ...]:
    """The runs of ones as [start, end)."""
    found = []
    at = 0
    while bits:
        zeros = (bits & -bits).bit_length() - 1
        bits >>= zeros
        at += zeros
        ones = (~bits & (bits + 1)).bit_length() - 1
        found.append((at, at + ones))
        bits >>= ones
        at += ones
    return tuple(found)
