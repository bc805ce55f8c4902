"""The rules of pressure at work: may this message leave at this minute, what holds it back, and until when.

Each rule answers two questions about a message: the first minute ≥ t that it allows, and which dispatches
fill it. The first minute that all of them allow is found by leapfrog: jumping from one rule's answer to the
next until nobody moves. That is the earliest one, since each jump passes over forbidden minutes only.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol
from zoneinfo import ZoneInfo

from designer.domain.channel import Category, Channel
from designer.domain.enrolment import Send
from designer.domain.policy import (
    DEFAULT_WEIGHTS,
    Calendar,
    Cap,
    Exclusion,
    Gap,
    MaxByContact,
    Policy,
    Pooling,
    QuietHours,
    Scope,
    Score,
)
from designer.domain.pressure import TOLERANCE, contribution, length, total
from designer.domain.time import Minute
from tests.oracle.calendar import next_daily, next_open, period
from tests.oracle.conditions import Facts, evaluate, flips_at

#: A rule lists the dispatches that fill it; of a score, those that weigh at least this part of the threshold.
_NOTABLE = 0.01


def next_in_window(t: Minute, others: Sequence[Minute], most: int, width: int) -> Minute | None:
    """The first minute ≥ ``t`` at which one more dispatch keeps every window legal.

    ``others`` are the sorted minutes of the dispatches looked at, later ones included. Nothing when
    ``most`` is 0: no minute is legal. With n = ``most``, any n of them that span less than ``width`` forbid
    the open interval from (last − width) to (first + width).
    """
    if most <= 0:
        return None
    for first, last in zip(others, others[most - 1 :], strict=False):
        if last - first < width and last - width < t < first + width:
            t = first + width
    return t


def next_after(t: Minute, others: Sequence[Minute], most: int, width: int) -> Minute | None:
    """The first minute ≥ ``t`` with fewer than ``most`` of ``others`` in the window that ends there.

    For gaps that look at dispatches of another kind: only the earlier ones matter.
    """
    if most <= 0:
        return None
    for first, last in zip(others, others[most - 1 :], strict=False):
        if last <= t < first + width:
            t = first + width
    return t


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The message that asks to leave."""

    channel: Channel
    category: Category
    scenario: str
    weight: float


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What the rules look at: the counted dispatches, sorted by minute, and the contact."""

    #: Those of the counting unit; dispatches after the minute looked at are known reservations.
    sends: Sequence[Send]
    facts: Facts
    #: The last minute worth knowing about.
    limit: Minute


class Rule(Protocol):
    """One rule of pressure."""

    @property
    def id(self) -> str:
        """Its name in decisions."""

    def looks_at(self, wanted: Wanted) -> bool:
        """Whether the rule can hold back such a message."""

    def next_free(self, t: Minute, wanted: Wanted, bench: Bench) -> Minute | None:
        """The first minute ≥ ``t`` that the rule allows; nothing when none does, or none up to the limit."""

    def fillers(self, t: Minute, wanted: Wanted, bench: Bench) -> list[Send]:
        """The dispatches that fill the rule at ``t``."""


@dataclass(frozen=True, kw_only=True)
class Excluded:
    """An exclusion: contacts in some situation are sent nothing of some categories."""

    exclusion: Exclusion

    @cached_property
    def id(self) -> str:
        return f"exclusion:{self.exclusion.id}"

    def looks_at(self, wanted: Wanted) -> bool:
        categories = self.exclusion.categories
        return wanted.scenario not in self.exclusion.except_ and (
            categories is None or wanted.category in categories
        )

    def next_free(self, t: Minute, wanted: Wanted, bench: Bench) -> Minute | None:
        facts = bench.facts if bench.facts.now == t else bench.facts.at(t)
        while evaluate(self.exclusion.when, facts):
            later = flips_at(self.exclusion.when, facts, t)
            if later is None or later > bench.limit:
                return None
            t, facts = later, bench.facts.at(later)
        return t

    def fillers(self, t: Minute, wanted: Wanted, bench: Bench) -> list[Send]:
        return []


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """Hours at which a channel is not used."""

    hours: QuietHours
    id: str = "quiet-hours"

    def looks_at(self, wanted: Wanted) -> bool:
        categories = self.hours.categories
        return wanted.channel in self.hours.channels and (categories is None or wanted.category in categories)

    def next_free(self, t: Minute, wanted: Wanted, bench: Bench) -> Minute | None:
        return next_open(t, self.hours, bench.facts.zone, bench.limit)

    def fillers(self, t: Minute, wanted: Wanted, bench: Bench) -> list[Send]:
        return []


@dataclass(frozen=True, kw_only=True)
class Rolling:
    """At most so many dispatches in any window of ``width`` minutes; a gap is one with a maximum of 1."""

    id: str
    most: int | MaxByContact
    width: int
    scope: Scope
    #: A gap after other channels: only earlier dispatches on these are looked at.
    after: frozenset[Channel] | None = None
    #: Slots of the maximum kept for better classes.
    kept: int = 0

    def looks_at(self, wanted: Wanted) -> bool:
        return _in_scope(self.scope, wanted)

    def next_free(self, t: Minute, wanted: Wanted, bench: Bench) -> Minute | None:
        most = _most(self.most, bench.facts) - self.kept
        since = bisect_left(bench.sends, t - self.width, key=_minute)
        others = [send.at for send in bench.sends[since:] if self.counts(send)]
        search = next_in_window if self.after is None else next_after
        return search(t, others, most, self.width)

    def counts(self, send: Send) -> bool:
        """Whether the rule looks at a dispatch that has left."""
        if self.after is not None:
            return bool(self.after & send.channels)
        return self.scope.holds(channels=send.channels, category=send.category, scenario=send.scenario)

    def fillers(self, t: Minute, wanted: Wanted, bench: Bench) -> list[Send]:
        ahead = t + self.width if self.after is None else t + 1
        return [s for s in bench.sends if t - self.width < s.at < ahead and self.counts(s)]


@dataclass(frozen=True, kw_only=True)
class ByCalendar:
    """At most so many dispatches in a local day, week or month of the contact."""

    id: str
    most: int | MaxByContact
    unit: Calendar
    scope: Scope
    kept: int = 0

    def looks_at(self, wanted: Wanted) -> bool:
        return _in_scope(self.scope, wanted)

    def next_free(self, t: Minute, wanted: Wanted, bench: Bench) -> Minute | None:
        most = _most(self.most, bench.facts) - self.kept
        if most <= 0:
            return None
        while len(self.fillers(t, wanted, bench)) >= most:
            t = period(t, self.unit, bench.facts.zone)[1]
        return t

    def fillers(self, t: Minute, wanted: Wanted, bench: Bench) -> list[Send]:
        start, end = period(t, self.unit, bench.facts.zone)
        since = bisect_left(bench.sends, start, key=_minute)
        upto = bisect_left(bench.sends, end, key=_minute)
        return [
            send
            for send in bench.sends[since:upto]
            if self.scope.holds(channels=send.channels, category=send.category, scenario=send.scenario)
        ]


@dataclass(frozen=True, kw_only=True)
class Pressure:
    """The decayed score: it must stay within the threshold when the message has left."""

    score: Score
    id: str = "score"

    def looks_at(self, wanted: Wanted) -> bool:
        return True

    def next_free(self, t: Minute, wanted: Wanted, bench: Bench) -> Minute | None:
        while True:
            past = [(send.at, send.weight) for send in bench.sends if send.at <= t]
            found = self._first(t, wanted.weight, past, bench.limit)
            if found is None:
                return None
            upset = self._upset(found, wanted.weight, bench.sends)
            if upset is None and not any(t < send.at <= found for send in bench.sends):
                return found
            t = found if upset is None else upset

    def _fits(self, t: Minute, weight: float, past: Sequence[tuple[Minute, float]]) -> bool:
        own = contribution(self.score, weight, 0)
        return total(self.score, past, t) + own <= self.score.threshold + TOLERANCE

    def _first(
        self, t: Minute, weight: float, past: Sequence[tuple[Minute, float]], limit: Minute
    ) -> Minute | None:
        """By bisection: without a new dispatch the score only falls."""
        if self._fits(t, weight, past):
            return t
        if limit <= t or not self._fits(limit, weight, past):
            return None
        while limit - t > 1:
            middle = (t + limit) // 2
            if self._fits(middle, weight, past):
                limit = middle
            else:
                t = middle
        return limit

    def _upset(self, t: Minute, weight: float, sends: Sequence[Send]) -> Minute | None:
        """The first reserved dispatch that would no longer pass if this one left at ``t``."""
        for later in sends:
            if later.at > t:
                past = [(send.at, send.weight) for send in sends if send.at <= later.at and send is not later]
                if not self._fits(later.at, later.weight, [*past, (t, weight)]):
                    return later.at
        return None

    def fillers(self, t: Minute, wanted: Wanted, bench: Bench) -> list[Send]:
        notable = self.score.threshold * _NOTABLE
        return [
            send
            for send in bench.sends
            if send.at <= t and contribution(self.score, send.weight, t - send.at) > notable
        ]


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """Messages of some categories leave at one local time only, so that they are decided together."""

    pooling: Pooling
    id: str = "pooling"

    def looks_at(self, wanted: Wanted) -> bool:
        return wanted.category in self.pooling.categories

    def next_free(self, t: Minute, wanted: Wanted, bench: Bench) -> Minute | None:
        return next_daily(t, self.pooling.at, bench.facts.zone)

    def fillers(self, t: Minute, wanted: Wanted, bench: Bench) -> list[Send]:
        return []


def _minute(send: Send) -> Minute:
    return send.at


def _in_scope(scope: Scope, wanted: Wanted) -> bool:
    return scope.holds(
        channels=frozenset((wanted.channel,)), category=wanted.category, scenario=wanted.scenario
    )


def _most(most: int | MaxByContact, facts: Facts) -> int:
    if isinstance(most, int):
        return most
    return next((number for when, number in most.when if evaluate(when, facts)), most.else_)


# ── The rules of a policy ───────────────────────────────────────────────────────────────────────────────


class Rules:
    """The rules of a policy in the order in which they are asked, and those that concern each message."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._all: tuple[Rule, ...] = (
            *(Excluded(exclusion=exclusion) for exclusion in policy.exclusions),
            *(Quiet(hours=hours) for hours in policy.quiet_hours),
            *(rule for cap in policy.caps for rule in _cap_rules(cap, policy)),
            *(_gap_rule(gap) for gap in policy.gaps),
            *([Pressure(score=policy.score)] if policy.score else []),
        )
        self._pooling = Pooled(pooling=policy.pooling) if policy.pooling else None
        self._by_kind: dict[tuple[Channel, Category, str], tuple[Rule, ...]] = {}

    def of(self, wanted: Wanted) -> tuple[Rule, ...]:
        """The rules that can hold this message back, in order."""
        kind = (wanted.channel, wanted.category, wanted.scenario)
        rules = self._by_kind.get(kind)
        if rules is None:
            subject = self.policy.rule_of(wanted.category).subject
            rules = tuple(
                rule for rule in self._all if rule.looks_at(wanted) and (subject or _lists(rule, wanted))
            )
            self._by_kind[kind] = rules
        return rules

    def pooled(self, wanted: Wanted) -> Pooled | None:
        """The pooling, where such a message is pooled."""
        return self._pooling if self._pooling and self._pooling.looks_at(wanted) else None

    def pooled_to(self, t: Minute, wanted: Wanted, zone: ZoneInfo) -> Minute:
        """The minute at which a message due at ``t`` is first decided: ``t`` itself, unless it is pooled."""
        pooled = self.pooled(wanted)
        return next_daily(t, pooled.pooling.at, zone) if pooled else t

    def weight_of(self, channel: Channel) -> float:
        """The weight of one dispatch on a channel."""
        score = self.policy.score
        return score.weight_of(channel) if score else DEFAULT_WEIGHTS[channel]


def _lists(rule: Rule, wanted: Wanted) -> bool:
    """Whether a row of quiet hours names the category itself, which then holds even an exempt one."""
    return isinstance(rule, Quiet) and rule.hours.categories is not None


def _cap_rules(cap: Cap, policy: Policy) -> Iterable[Rule]:
    def rule(scope: Scope, kept: int) -> Rule:
        if isinstance(cap.per, Calendar):
            return ByCalendar(id=cap.id, most=cap.max, unit=cap.per, scope=scope, kept=kept)
        return Rolling(id=cap.id, most=cap.max, width=length(cap.per), scope=scope, kept=kept)

    yield rule(cap.scope, 0)
    for kept_for, slots in policy.protect.get(cap.id, {}).items():
        worse = frozenset(category for category in Category if category.rank > kept_for.rank)
        watched = worse if cap.scope.categories is None else worse & cap.scope.categories
        yield rule(replace(cap.scope, categories=watched), slots)


def _gap_rule(gap: Gap) -> Rule:
    return Rolling(id=gap.id, most=gap.max or 1, width=length(gap.min), scope=gap.scope, after=gap.after)


def first_blocking(
    rules: Iterable[Rule], t: Minute, wanted: Wanted, bench: Bench
) -> tuple[Rule, list[Send]] | None:
    """The first rule that forbids the message at ``t``, and what fills it."""
    for rule in rules:
        if rule.next_free(t, wanted, bench) != t:
            return rule, rule.fillers(t, wanted, bench)
    return None


def first_free(rules: Sequence[Rule], t: Minute, wanted: Wanted, bench: Bench) -> Minute | None:
    """The first minute ≥ ``t`` that every rule allows; nothing when there is none up to ``bench.limit``."""
    while True:
        before = t
        for rule in rules:
            free = rule.next_free(t, wanted, bench)
            if free is None or free > bench.limit:
                return None
            t = free
        if t == before:
            return t
