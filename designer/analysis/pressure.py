"""The proof of the pressure rules over a portfolio: a row for each rule, and who breaks it with whom.

For each cap, each gap and the score: what one contact can be due in one window at most, over the parts of
:mod:`designer.analysis.together` and the contacts of :mod:`designer.analysis.overlap`, the verdict, a run
that shows it, the smallest sets of scenarios that break the rule together, and the messages that their own
scenario holds back (:mod:`designer.analysis.must`). What is found of a scenario is kept by the identity of
its record, so that one that is edited in a large portfolio is worked out alone.
"""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import combinations, islice
from math import ceil, inf
from operator import attrgetter, is_not
from time import perf_counter
from typing import overload

from designer.analysis import stairs
from designer.analysis.atoms import Profile, Space, entry_condition, targets, undeclared
from designer.analysis.must import blocked as blocked_in
from designer.analysis.overlap import Heaviest, Overlap
from designer.analysis.timed import Timed, timed
from designer.analysis.together import CAMPAIGN, UNBOUNDED, Moment, Part, Sum, Together
from designer.analysis.verdict import (
    Blocked,
    Conflict,
    Due,
    Mode,
    Pair,
    Proof,
    Row,
    Verdict,
    Witness,
    Worst,
)
from designer.domain.channel import Category, Channel
from designer.domain.condition import Condition
from designer.domain.data import DataModel, Segment
from designer.domain.plan import Campaign
from designer.domain.policy import Calendar, Cap, Gap, HalfLife, MaxByContact, Policy, Reading, Scope, Score
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import TOLERANCE, contribution, decayed, length
from designer.domain.scenario import DateTrigger, Effect, EventTrigger, IfBlocked, Message, Reentry, Scenario
from designer.domain.time import DAY, HOUR

#: The longest local day, week and month, in minutes: the clocks may go back an hour in them.
LONGEST = {Calendar.DAY: DAY + HOUR, Calendar.WEEK: 7 * DAY + HOUR, Calendar.MONTH: 31 * DAY + HOUR}
#: Conflicts kept under one rule: so many, shared out among the scenarios, and some for each of them. Whoever
#: has more than these mends these first.
MOST_SETS = 400
LEAST_SETS = 3
#: Scenarios up to which three of them are looked for where an exempt message takes another one's place: in a
#: larger portfolio, two of them nearly always do.
SMALL = 40
#: Sets of three that are tried for one scenario under one rule.
MOST_TRIED = 300
_PARTNERS = 30
#: Members of a part whose pairs are all worked out.
_SMALL = 12
#: Parts that may change for the contact found before to be a start, and how many times less is searched then.
_FEW = 3
_BRIEFLY = 25
#: The order of messages in a witness.
_WHEN = attrgetter("at", "scenario", "node")
#: States of a policy, its data and its segments for which findings about scenarios are kept.
_CONTEXTS = 4
#: Overlaps of audiences that are kept: those of whole portfolios and of parts of them.
_OVERLAPS = 12
#: Proofs that are kept under one policy.
_PROOFS = 4
#: How much is looked at to find the heaviest contacts of one proof, and in one search: choices times
#: scenarios, so that what is found does not depend on what else the machine does.
_EFFORT = 600_000
_EACH = 40_000
#: The same where only a contact is shown, and no bound.
_SHOWN = 15_000
#: The same to settle on which side of the limit the heaviest contact is.
_SETTLING = 400_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """One rule of the policy as a question: what can come due of these messages in such a window?"""

    rule: str
    #: ``cap``, ``gap`` or ``score``.
    kind: str
    #: The least maximum where it varies by contact.
    limit: float
    #: Minutes; nothing for a score.
    width: int | None
    scope: Scope = Scope()
    #: A gap after dispatches on these channels.
    after: frozenset[Channel] | None = None
    score: Score | None = None

    @property
    def tolerance(self) -> float:
        """How far above the limit still is the limit."""
        return TOLERANCE if self.score is not None else 0


def questions(policy: Policy) -> tuple[Question, ...]:
    """The caps, the gaps and the score of a policy, in its order."""
    found = [_of_cap(cap) for cap in policy.caps] + [_of_gap(gap) for gap in policy.gaps]
    if policy.score is not None:
        score = policy.score
        found.append(Question(rule="score", kind="score", limit=score.threshold, width=None, score=score))
    return tuple(found)


def _of_cap(cap: Cap) -> Question:
    width = LONGEST[cap.per] if isinstance(cap.per, Calendar) else length(cap.per)
    return Question(rule=cap.id, kind="cap", limit=_least(cap.max), width=width, scope=cap.scope)


def _of_gap(gap: Gap) -> Question:
    return Question(
        rule=gap.id,
        kind="gap",
        limit=_least(1 if gap.max is None else gap.max),
        width=length(gap.min),
        scope=gap.scope,
        after=gap.after,
    )


def _least(most: int | MaxByContact) -> int:
    if isinstance(most, int):
        return most
    return min((most.else_, *(number for _, number in most.when)))


# ── Memory ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class _Known:
    """What was found of one scenario, whose record is held so that its identity stays its own."""

    scenario: Scenario
    graph: Timed
    blocked: tuple[Blocked, ...]
    #: By rule, and whether exempt messages are among them: ids of messages looked at.
    chosen: dict[tuple[Question, bool], tuple[str, ...]] = field(default_factory=dict)
    #: The same by scope, which rules share.
    scoped: dict[tuple[Scope, bool], tuple[str, ...]] = field(default_factory=dict)
    #: What it makes due by itself, by what that depends on.
    parts: dict[tuple[object, ...], Part] = field(default_factory=dict)
    used: int = 0


@dataclass(eq=False)
class _Meetings:
    """Who can meet whom: the audiences of one portfolio in both readings."""

    conditions: tuple[tuple[str, Condition | None], ...]
    updated: frozenset[str]
    sound: Overlap
    photo: Overlap
    undeclared: tuple[str, ...]

    places: dict[tuple[str, ...], Profile] = field(default_factory=dict)

    def where(self, keys: tuple[str, ...]) -> Profile:
        """A contact that all of these can take, which some can."""
        found = self.places.get(keys)
        if found is None:
            found = self.places[keys] = self.sound.where(*keys) or Profile()
        return found

    @cached_property
    def same(self) -> bool:
        """Whether both readings are one."""
        return all(self.sound.targets[key] == self.photo.targets[key] for key in self.sound.keys)


#: A part in a few words: whether it is still the same, and the most that it makes due.
_Mark = tuple[object, float]


def _mark(part: Part) -> _Mark:
    value = part.value(frozenset(part.members))
    return ((value.lower, value.upper) if len(part.members) == 1 else part), value.upper


@dataclass(frozen=True, kw_only=True, eq=False)
class _Weighed:
    """A search for the heaviest contact, and what it was made of."""

    overlap: Overlap
    marks: Mapping[tuple[str, ...], _Mark]
    #: Seconds and choices that it was given.
    share: float
    nodes: int
    found: Heaviest

    def enough(self, share: float, nodes: int) -> bool:
        """Whether a search with that much would find no more, or not much more."""
        if self.found.exact:
            return True
        return share <= 2 * self.share if self.found.late else nodes <= self.nodes

    def changed(self, marks: Mapping[tuple[str, ...], _Mark]) -> list[tuple[str, ...]]:
        """The parts that are new, gone, or worth something else."""
        there = [part for part, mark in marks.items() if self.marks.get(part) != mark]
        return there + [part for part in self.marks if part not in marks]


@dataclass(eq=False)
class _Context:
    """What was found under one policy, one data document and one set of segments."""

    policy: Policy
    data: DataModel
    segments: Mapping[str, Segment]
    known: dict[int, _Known] = field(default_factory=dict)
    meetings: list[_Meetings] = field(default_factory=list)
    #: By rule, reading and freedom: the heaviest contact.
    heaviest: dict[tuple[object, ...], _Weighed] = field(default_factory=dict)
    #: By rule, scenarios and whether exempt, beside what they were made of.
    conflicts: dict[tuple[object, ...], tuple[_Meetings, tuple[Part, ...], Conflict]] = field(
        default_factory=dict
    )
    #: By what they depend on: parts, beside the records that they are made of.
    parts: dict[tuple[object, ...], tuple[tuple[_Known, ...], Part]] = field(default_factory=dict)
    #: What :mod:`designer.analysis.together` has found.
    together: dict[object, object] = field(default_factory=dict)
    #: The latest proofs, beside the portfolios that they are of.
    proofs: list[_Proved] = field(default_factory=list)
    clock: int = 0

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The rules of the policy."""
        return questions(self.policy)

    def holds(self, portfolio: Portfolio) -> bool:
        """Whether it is the context of a portfolio."""
        return (
            (self.policy is portfolio.policy or self.policy == portfolio.policy)
            and (self.data is portfolio.data or self.data == portfolio.data)
            and (self.segments is portfolio.segments or self.segments == portfolio.segments)
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Proved:
    """A proof, and what it is of."""

    portfolio: Portfolio
    budget: float
    #: Whether some search was ended by the time: with more of it more might be found.
    late: bool
    proof: Proof

    def serves(self, portfolio: Portfolio, budget: float) -> bool:
        """Whether it is the proof of a portfolio of the same records."""
        here, there = self.portfolio.scenarios, portfolio.scenarios
        return (
            (not self.late or budget <= 2 * self.budget)
            and len(here) == len(there)
            and (here is there or not any(map(is_not, here, there)))
            and (self.portfolio.plan is portfolio.plan or self.portfolio.plan == portfolio.plan)
        )


class Memo:
    """What was found of scenarios, audiences and rules, for the proof of the next state of a portfolio.

    Records are told apart by identity: the same scenario given again is not looked at again. One memo serves
    one thread at a time.
    """

    def __init__(self) -> None:
        self._contexts: list[_Context] = []

    def context(self, portfolio: Portfolio) -> _Context:
        """What is known under the policy, the data and the segments of a portfolio."""
        for at, context in enumerate(self._contexts):
            if context.holds(portfolio):
                self._contexts.insert(0, self._contexts.pop(at))
                return context
        context = _Context(policy=portfolio.policy, data=portfolio.data, segments=portfolio.segments)
        self._contexts = [context, *self._contexts[: _CONTEXTS - 1]]
        return context


# ── The proof ───────────────────────────────────────────────────────────────────────────────────────────


def prove(portfolio: Portfolio, *, budget: float = 0.5, memo: Memo | None = None) -> Proof:
    """What can be said of a portfolio before it runs.

    ``budget`` is how many seconds the searches for the heaviest contact may take together; what is not exact
    by then has two bounds. With ``memo`` scenarios that were looked at before are not looked at again.
    """
    context = (memo or Memo()).context(portfolio)
    for at, known in enumerate(context.proofs):
        if known.serves(portfolio, budget):
            context.proofs.insert(0, context.proofs.pop(at))
            return known.proof
    with _uncollected():
        proving = _Proving(portfolio, budget, context)
        proof = proving.proof()
    proved = _Proved(portfolio=portfolio, budget=budget, late=proving.late, proof=proof)
    context.proofs = [proved, *context.proofs[: _PROOFS - 1]]
    return proof


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without collections of circles: what a proof makes is kept, and going through all of it again and again
    while it grows would take a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass(eq=False)
class _Load:
    """The parts of one rule, and which of them each scenario is in."""

    parts: tuple[Part, ...]

    @cached_property
    def of(self) -> dict[str, Part]:
        """By scenario or campaign, those that can make anything due alone."""
        return {key: part for part in self.parts for key in part.members}

    @cached_property
    def alone(self) -> dict[str, Sum]:
        """What each makes due alone, nothing left out."""
        found = {key: part.value(frozenset((key,))) for key, part in self.of.items()}
        return {key: value for key, value in found.items() if value.upper > 0}

    def sums(self, keys: Sequence[str]) -> list[Sum]:
        """What some of them make due, part by part."""
        by_part: dict[int, list[str]] = {}
        for key in keys:
            part = self.of.get(key)
            if part is not None:
                by_part.setdefault(id(part), []).append(key)
        return [self.of[members[0]].value(frozenset(members)) for members in by_part.values()]

    def value(self, keys: Sequence[str]) -> Sum:
        """What some of them make due together."""
        return _summed(self.sums(keys))

    def known(self, keys: tuple[str, str], bound: float) -> float:
        """What two of one part make due, if that takes no time to say; else a bound."""
        part = self.of[keys[0]]
        return part.value(frozenset(keys)).upper if len(part.members) <= _SMALL else bound

    def apart(self, one: str, other: str) -> bool:
        """Whether two are free of one another, so that what they make due adds up."""
        return self.of[one] is not self.of[other]


def _summed(sums: Sequence[Sum]) -> Sum:
    """What parts make due together."""
    if len(sums) == 1:
        return sums[0]
    lower, upper = sum(one.lower for one in sums), sum(one.upper for one in sums)
    if lower == inf:
        return UNBOUNDED
    events = sorted((event for one in sums for event in one.events), key=_WHEN)
    return Sum(lower=lower, upper=upper, events=tuple(events))


class _Proving:
    """The work on one portfolio."""

    def __init__(self, portfolio: Portfolio, budget: float, context: _Context) -> None:
        self.portfolio = portfolio
        self.context = context
        self.budget = budget
        #: What is left to search with: seconds, and choices times scenarios; and whether seconds ran out.
        self.seconds, self.effort, self.late = budget, float(_EFFORT), False
        self.questions = context.questions
        context.clock += 1
        self.known = {scenario.key: self._know(scenario) for scenario in portfolio.scenarios}
        self._forget()
        self.graphs = {key: known.graph for key, known in self.known.items()}
        self.updated = portfolio.updated
        #: What of the other scenarios matters to each.
        self.world = (
            self.updated,
            frozenset(
                (scenario.key, prevails.scenario, prevails.effect)
                for scenario in portfolio.scenarios
                for prevails in scenario.priority.prevails_over
                if prevails.effect is not Effect.ORDER
            ),
        )
        self.campaigns = {campaign.key: campaign for campaign in portfolio.plan.campaigns}
        self.order = {key: at for at, key in enumerate((*self.known, *self.campaigns))}

    def proof(self) -> Proof:
        """Everything that is said of the portfolio."""
        blocked = tuple(one for known in self.known.values() for one in known.blocked)
        if not self.questions:
            return Proof(rows=(), blocked=blocked)
        meetings = self._meetings()
        together = self._together(Mode.SOUND)
        rows: list[Row] = []
        conflicts: list[Conflict] = []
        pairs: list[_PairsOf] = []
        for left, question in zip(range(len(self.questions), 0, -1), self.questions, strict=True):
            load = self._load(question, together)
            rows.append(self._row(question, load, meetings, blocked, left))
            found = self._conflicts(question, load, meetings)
            conflicts += found
            conflicts += self._exempt(question, together, meetings, found)
            pairs.append(_PairsOf(question=question, load=load, meetings=meetings, order=self.order))
        return Proof(
            rows=tuple(rows),
            blocked=blocked,
            conflicts=tuple(conflicts),
            undeclared=meetings.undeclared,
            pairs=_Pairs(tuple(pairs)),
        )

    def _load(self, question: Question, together: Together, *, exempt: bool = False) -> _Load:
        """What can come due under a rule; with ``exempt`` also of what it counts and lets pass."""
        chosen = self._chosen(question, exempt=exempt)
        on = (question, exempt, together.mode, together.free, self.world)
        found: list[Part] = []
        if question.after is None:
            # whoever has nothing to do with others is worked out once
            for key in self.loners & chosen.keys():
                part = self.known[key].parts.get(on)
                if part is not None:
                    found.append(part)
        rest = chosen.keys() - {part.members[0] for part in found}
        for part in _parts(together, question, {key: chosen[key] for key in chosen if key in rest}):
            if len(part.members) == 1 and part.members[0] in self.loners and question.after is None:
                self.known[part.members[0]].parts[on] = part
            found.append(self._kept(part, question, together, chosen))
        return _Load(parts=tuple(sorted(found, key=lambda part: self.order[part.members[0]])))

    @cached_property
    def loners(self) -> frozenset[str]:
        """The scenarios whose entries and minutes are tied to no other one's, whoever else there is."""
        events = Counter(
            scenario.trigger.event
            for scenario in self.portfolio.scenarios
            if isinstance(scenario.trigger, EventTrigger)
        )
        return frozenset(
            key
            for key, known in self.known.items()
            if known.scenario.entry.group is None
            and known.graph.plain
            and known.graph.entered_at is None
            and not isinstance(known.scenario.trigger, DateTrigger)
            and not (
                isinstance(known.scenario.trigger, EventTrigger) and events[known.scenario.trigger.event] > 1
            )
        )

    def _kept(
        self, part: Part, question: Question, together: Together, chosen: Mapping[str, tuple[str, ...]]
    ) -> Part:
        """The same part of an earlier proof, with all that is known of it, unless it depends on news."""
        if not set(part.members) <= self.known.keys():
            return part
        records = tuple(self.known[key] for key in part.members)
        on = (
            question,
            together.mode,
            together.free,
            self.world,
            tuple(chosen.get(key) for key in part.members),
            *map(id, records),
        )
        kept = self.context.parts.get(on)
        if kept is None or any(one is not other for one, other in zip(kept[0], records, strict=True)):
            kept = self.context.parts[on] = (records, part)
        return kept[1]

    def _together(self, mode: Mode, *, free: bool = False) -> Together:
        return Together(self.portfolio, self.graphs, mode=mode, free=free, memo=self.context.together)

    def _chosen(self, question: Question, *, exempt: bool = False) -> dict[str, tuple[str, ...]]:
        """By scenario and campaign: the messages that the rule looks at."""
        looked_at = ((key, self._looked_at(question, key, exempt=exempt)) for key in self.order)
        return {key: nodes for key, nodes in looked_at if nodes}

    def _looked_at(self, question: Question, key: str, *, exempt: bool = False) -> tuple[str, ...]:
        """The messages of a scenario that the rule counts and can hold back; those exempt, too."""
        known = self.known.get(key)
        if known is None:
            campaign = self.campaigns[key]
            rule = self.portfolio.policy.rule_of(campaign.category)
            there = (rule.subject or exempt) and rule.counts
            return (
                (CAMPAIGN,) if there and _in_scope(question, campaign.channel, campaign.category, key) else ()
            )
        found = known.chosen.get((question, exempt))
        if found is None:
            on = (question.scope, exempt)
            found = known.scoped.get(on)
            if found is None:
                found = known.scoped[on] = _in_scope_of(question, known.graph, exempt=exempt)
            known.chosen[question, exempt] = found
        return found

    # ── Scenarios and audiences ─────────────────────────────────────────────────────────────────────────

    def _know(self, scenario: Scenario) -> _Known:
        context = self.context
        known = context.known.get(id(scenario))
        if known is None or known.scenario is not scenario:
            graph = timed(scenario, self.portfolio.policy, self.portfolio.data)
            known = context.known[id(scenario)] = _Known(
                scenario=scenario,
                graph=graph,
                blocked=blocked_in(scenario, self.portfolio, graph),
            )
        known.used = context.clock
        return known

    def _forget(self) -> None:
        """Drop what has not been asked for lately, once there is much more than the portfolio needs."""
        known = self.context.known
        if len(known) > 2 * len(self.portfolio.scenarios) + 100:
            latest = sorted(known.values(), key=lambda one: -one.used)[: len(self.portfolio.scenarios) + 50]
            self.context.known = {id(one.scenario): one for one in latest}
            self.context.conflicts.clear()
            self.context.heaviest.clear()
            self.context.together.clear()
            self.context.parts.clear()

    def _meetings(self) -> _Meetings:
        portfolio, context = self.portfolio, self.context
        asked = [(scenario.key, entry_condition(scenario)) for scenario in portfolio.scenarios]
        asked += [(campaign.key, campaign.audience) for campaign in portfolio.plan.campaigns]
        conditions, updated = tuple(asked), self.updated
        for at, known in enumerate(context.meetings):
            if known.conditions == conditions and known.updated == updated:
                context.meetings.insert(0, context.meetings.pop(at))
                return known
        space = Space.of(portfolio)
        photo = Overlap(space, targets(portfolio, Mode.PHOTO, space))
        sound = Overlap(space, targets(portfolio, Mode.SOUND, space))
        found = _Meetings(
            conditions=conditions,
            updated=updated,
            sound=sound,
            photo=photo,
            undeclared=undeclared(portfolio),
        )
        context.meetings = [found, *context.meetings[: _OVERLAPS - 1]]
        return found

    # ── Rows ────────────────────────────────────────────────────────────────────────────────────────────

    def _row(
        self, question: Question, load: _Load, meetings: _Meetings, blocked: Sequence[Blocked], left: int
    ) -> Row:
        sound = self._heaviest(question, load, meetings, Mode.SOUND, 3 * left)
        photo = sound
        if not meetings.same:
            photo_load = (
                load if self.loners >= load.of.keys() else self._load(question, self._together(Mode.PHOTO))
            )
            photo = self._heaviest(question, photo_load, meetings, Mode.PHOTO, 3 * left - 1)
            if photo.lower > sound.lower:
                # whoever can be met when nobody changes can be met
                value = load.value(photo.scenarios)
                if value.lower > sound.lower:
                    sound = replace(
                        sound,
                        lower=value.lower,
                        upper=max(sound.upper, value.lower),
                        scenarios=photo.scenarios,
                        profile=photo.profile,
                    )
        verdict = _verdict(question, sound.upper)
        stopped = [one for one in blocked if one.rule == question.rule]
        verdict = max((verdict, *(one.verdict for one in stopped)), key=lambda one: one.rank)
        worst = None
        if sound.lower < inf:
            sums = load.sums(sound.scenarios)
            shown = None if verdict is Verdict.SAFE else self._witness(question, sums, sound.profile)
            worst = Worst(lower=sound.lower, upper=sound.upper, shown=shown)
            involved = {moment.scenario for one in sums for moment in one.events}
        else:
            involved = {key for key, alone in load.alone.items() if alone.upper == inf}
        involved |= {one.scenario for one in stopped}
        runtime, because = self._runtime(question, load, meetings, sound.upper, 3 * left - 2)
        return Row(
            rule=question.rule,
            kind=question.kind,
            verdict=verdict,
            limit=question.limit,
            worst=worst,
            photo=None if photo.upper == inf else min(photo.lower, sound.lower),
            scenarios=tuple(sorted(involved, key=self.order.__getitem__)),
            runtime=runtime,
            runtime_because=because,
        )

    def _runtime(
        self, question: Question, load: _Load, meetings: _Meetings, upper: float, left: int
    ) -> tuple[float | None, tuple[str, ...]]:
        """A bound of what comes due when delays and changes of the clocks move it, where that is more."""
        if upper == inf:
            return None, ()
        graphs = [self.graphs[key] for key in load.alone if key in self.graphs]
        clocked = any(graph.clocks for graph in graphs)
        tied = clocked or any(len(part.members) > 1 for part in load.parts)
        bunching = [key for key in load.alone if self._bunches(key)]
        delayed = bool(bunching) or (tied and any(map(_delays, graphs)))
        because = (*(("delays",) if delayed else ()), *(("clock-change",) if clocked else ()))
        if not because:
            return None, ()
        free = self._load(question, self._together(Mode.SOUND, free=True))
        if bunching:
            free = _Load(parts=tuple(self._bunched(part, question, bunching) for part in free.parts))
        if all(len(part.members) == 1 for part in load.parts) and all(
            free.alone[key].upper == alone.upper for key, alone in load.alone.items()
        ):
            return None, ()
        most = self._heaviest(question, free, meetings, Mode.SOUND, left, free=True).upper
        return (most, because) if most > upper else (None, ())

    def _bunches(self, key: str) -> bool:
        """Whether runs of one scenario can be in step although they were entered apart: one waited longer."""
        known = self.known.get(key)
        return (
            known is not None
            and known.scenario.entry.reentry is Reentry.PARALLEL
            and known.scenario.entry.group is None
            and _delays(known.graph)
        )

    def _bunched(self, part: Part, question: Question, keys: Sequence[str]) -> Part:
        """A part with a bound for runs that delays have brought together.

        A message of a run comes due no later after the entry than the longest way there and all delays before
        it take. The runs that are entered in that time and the window may meet, each with its fullest window.
        """
        bunching = [key for key in part.members if key in keys]
        if not bunching:
            return part
        runs = {key: self._runs(key, question.width or 0) for key in bunching}

        def compute(subset: frozenset[str]) -> Sum:
            found = part.value(subset)
            alone = {key: part.value(frozenset((key,))).upper for key in bunching if key in subset}
            more = sum((runs[key] - 1) * upper for key, upper in alone.items() if upper > 0)
            return replace(found, upper=found.upper + more)

        return Part(members=part.members, compute=compute)

    def _runs(self, key: str, width: int) -> float:
        """The most runs of a scenario that can have messages due in one window."""
        known = self.known[key]
        graph, entry = known.graph, known.scenario.entry
        endless = not stairs.ends(graph) or any(arc.hi is None and arc.clock is None for arc in graph.arcs)
        if endless or entry.gap is None:
            return inf
        messages = [graph.places[at].message for at in graph.messages]
        waited = sum(one.ttl for one in messages if one and one.if_blocked is IfBlocked.DELAY)
        span = width + max(stairs.longest_to(graph)) + waited
        apart = ceil(span / max(1, length(entry.gap)))
        return apart if entry.cap is None else min(apart, entry.cap.max * ceil(span / length(entry.cap.per)))

    def _heaviest(
        self,
        question: Question,
        load: _Load,
        meetings: _Meetings,
        mode: Mode,
        left: int,
        *,
        free: bool = False,
    ) -> Heaviest:
        overlap = meetings.sound if mode is Mode.SOUND else meetings.photo
        marks = {part.members: _mark(part) for part in load.parts}
        on = (question, mode, free)
        known = self.context.heaviest.get(on)
        each = _EACH if mode is Mode.SOUND else _SHOWN
        share, nodes = self.seconds / left, self._nodes(overlap, min(each, self.effort / left))
        bound = inf
        if known is not None and known.overlap is overlap:
            changed = known.changed(marks)
            if not changed and known.enough(share, nodes):
                return known.found
            if len(changed) <= _FEW:
                # who changed can add no more than it makes more; whom it weighs on is looked for briefly
                more = [
                    # the members of a larger part may each have changed
                    marks[part][1] - known.marks[part][1]
                    if len(part) == 1 and part in known.marks
                    else marks[part][1]
                    for part in changed
                    if part in marks
                ]
                bound = known.found.upper + sum(max(0, one) for one in more)
                found = self._again(known, load, bound)
                if found is not None and (
                    found.exact or (not known.found.exact and self._settled(question, found))
                ):
                    return found
                share /= _BRIEFLY
                nodes = nodes if known.found.exact else nodes // _BRIEFLY
        found = self._search(overlap, load, share, nodes)
        if mode is Mode.SOUND and not free and not self._settled(question, found):
            found = self._settle(question, overlap, load, found)
        found = replace(found, upper=max(found.lower, min(found.upper, bound)))
        if bound == inf or found.exact:
            self.context.heaviest[on] = _Weighed(
                overlap=overlap, marks=marks, share=share, nodes=nodes, found=found
            )
        return found

    def _nodes(self, overlap: Overlap, effort: float) -> int:
        return int(effort / max(1, len(overlap.keys)))

    def _search(
        self, overlap: Overlap, load: _Load, share: float, nodes: int, over: float | None = None
    ) -> Heaviest:
        """One search, which takes its time from that of all."""
        since = perf_counter()
        found = overlap.heaviest(load.parts, budget=share, nodes=nodes, over=over)
        self.seconds = max(0.0, self.seconds - (perf_counter() - since))
        self.effort = max(0.0, self.effort - found.looked * len(overlap.keys))
        self.late = self.late or found.late
        return found

    def _settled(self, question: Question, found: Heaviest) -> bool:
        """Whether it is known on which side of the limit the heaviest contact is."""
        limit = question.limit + question.tolerance
        return found.lower > limit or found.upper <= limit

    def _settle(self, question: Question, overlap: Overlap, load: _Load, found: Heaviest) -> Heaviest:
        """The same, after a search for anybody above the limit alone."""
        limit = question.limit + question.tolerance
        nodes = self._nodes(overlap, _SETTLING)
        above = self._search(overlap, load, self.seconds / 2, nodes, over=limit)
        # nobody above the limit was found: the best contact is the one known
        best = above if above.lower > found.lower else found
        upper = min(found.upper, max(limit if question.score is not None else int(limit), above.upper))
        return replace(best, upper=max(best.lower, upper), late=found.late or above.late)

    def _again(self, known: _Weighed, load: _Load, bound: float) -> Heaviest | None:
        """The contact found before, with what its scenarios make due now."""
        keys = known.found.scenarios
        lower = sum(one.lower for one in load.sums([key for key in keys if key in load.of]))
        if lower == inf or bound == inf:
            return None
        return replace(known.found, lower=lower, upper=max(bound, lower))

    def _witness(
        self, question: Question, sums: Sequence[Sum], profile: Profile | Callable[[], Profile]
    ) -> _Shown:
        keys = dict.fromkeys(moment.scenario for one in sums for moment in one.events)
        senders = {key: self.campaigns.get(key) or self.known[key].scenario for key in keys}
        return _Shown(question=question, sums=sums, contact=profile, senders=senders)

    # ── Conflicts ───────────────────────────────────────────────────────────────────────────────────────

    def _conflicts(self, question: Question, load: _Load, meetings: _Meetings) -> list[Conflict]:
        """The smallest sets of up to three that break the rule, the gravest of each scenario."""
        found = _Sets(
            load=load,
            limit=question.limit + question.tolerance,
            keys=self._enterable(load, meetings),
            overlap=meetings.sound,
            until=perf_counter() + self.budget / len(self.questions),
        ).found()
        return [self._conflict(question, load, keys, meetings) for keys in found]

    def _enterable(self, load: _Load, meetings: _Meetings) -> list[str]:
        """Those that make something due and that somebody can enter, in the order of the portfolio."""
        targets = meetings.sound.targets
        return sorted((key for key in load.of if not targets[key].nobody), key=self.order.__getitem__)

    def _conflict(
        self,
        question: Question,
        load: _Load,
        keys: tuple[str, ...],
        meetings: _Meetings,
        *,
        exempt: bool = False,
    ) -> Conflict:
        parts = tuple(load.of[key] for key in keys)
        made = self.context.conflicts.get((question, keys, exempt))
        if made is None or made[0] is not meetings or any(map(is_not, made[1], parts)):
            conflict = self._new_conflict(question, load, keys, meetings, exempt=exempt)
            made = self.context.conflicts[question, keys, exempt] = (meetings, parts, conflict)
        return made[2]

    def _new_conflict(
        self,
        question: Question,
        load: _Load,
        keys: tuple[str, ...],
        meetings: _Meetings,
        *,
        exempt: bool,
    ) -> Conflict:
        sums = load.sums(keys)
        value = _summed(sums)
        nodes = tuple(dict.fromkeys((moment.scenario, moment.node) for moment in value.events))
        if value.upper == inf:
            nodes = tuple((key, node) for key in keys for node in self._looked_at(question, key))
            return Conflict(
                rule=question.rule,
                verdict=Verdict.UNBOUNDED,
                scenarios=keys,
                limit=question.limit,
                worst=None,
                nodes=nodes,
                exempt=exempt,
            )
        shown = self._witness(question, sums, partial(meetings.where, keys))
        return Conflict(
            rule=question.rule,
            verdict=Verdict.MAY,
            scenarios=keys,
            limit=question.limit,
            worst=Worst(lower=value.lower, upper=value.upper, shown=shown),
            nodes=nodes,
            exempt=exempt,
        )

    # ── Exempt messages ─────────────────────────────────────────────────────────────────────────────────

    def _exempt(
        self, question: Question, together: Together, meetings: _Meetings, found: Sequence[Conflict]
    ) -> list[Conflict]:
        """The sets in which a message that is exempt, but counted, takes the place of one that is subject."""
        chosen, counted = self._chosen(question), self._chosen(question, exempt=True)
        # what is subject is also counted
        exempting = {key for key, nodes in counted.items() if len(nodes) > len(chosen.get(key, ()))}
        held = chosen.keys()
        if not exempting or not held:
            return []
        subject = {(key, node) for key, nodes in chosen.items() for node in nodes}
        load = self._load(question, together, exempt=True)

        def wanted(keys: tuple[str, ...]) -> bool:
            if exempting.isdisjoint(keys) or held.isdisjoint(keys):
                return False
            events = load.value(keys).events
            # of a score only who comes last is held back; of one run only what follows the exempt message
            last = [event for event in events if question.score is None or event.at == events[-1].at]
            filling = [event for event in events if (event.scenario, event.node) not in subject]
            return any(
                (event.scenario, event.node) in subject
                and any(other.scenario != event.scenario or other.at <= event.at for other in filling)
                for event in last
            )

        broken = [frozenset(conflict.scenarios) for conflict in found] if question.limit > 1 else []
        sets = _Sets(
            load=load,
            limit=question.limit + question.tolerance,
            keys=self._enterable(load, meetings),
            overlap=meetings.sound,
            wanted=wanted,
            small=SMALL,
            until=perf_counter() + self.budget / len(self.questions),
        ).found()
        return [
            self._conflict(question, load, keys, meetings, exempt=True)
            for keys in sets
            if not any(smaller <= set(keys) for smaller in broken)
        ]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Shown:
    """A witness yet to be written down: of a large portfolio only a few are ever looked at."""

    question: Question
    sums: Sequence[Sum]
    #: The contact, or what finds it.
    contact: Profile | Callable[[], Profile]
    senders: Mapping[str, Scenario | Campaign]

    def __call__(self) -> Witness | None:
        """The run, its events counted from the first one."""
        events = _summed(self.sums).events
        if not events:
            return None
        first, score = events[0].at, self.question.score
        profile = self.contact() if callable(self.contact) else self.contact
        return Witness(
            contact=dict(profile.attributes),
            events=tuple(
                Due(
                    at=moment.at - first,
                    scenario=moment.scenario,
                    node=moment.node,
                    channel=self._message(moment).channel,
                )
                for moment in events
            ),
            window=self.question.width,
            scores=None if score is None else self._scores(score, events),
        )

    def _message(self, moment: Moment) -> Message | Campaign:
        sender = self.senders[moment.scenario]
        if isinstance(sender, Campaign):
            return sender
        node = sender.by_id[moment.node]
        assert isinstance(node, Message)
        return node

    def _scores(self, score: Score, events: Sequence[Moment]) -> tuple[float, ...]:
        """The score just after each event, those of the same minute one after the other."""
        weights = [self._weight(score, moment) for moment in events]
        if isinstance(score.decay, HalfLife):
            return tuple(_falling(score, [moment.at for moment in events], weights))
        return tuple(
            sum(
                contribution(score, weight, moment.at - before.at)
                for before, weight in zip(events[: at + 1], weights, strict=False)
            )
            for at, moment in enumerate(events)
        )

    def _weight(self, score: Score, moment: Moment) -> float:
        sent = self._message(moment)
        own = None if isinstance(sent, Campaign) else sent.weight
        return score.weight_of(sent.channel) if own is None else own


def _in_scope(question: Question, channel: Channel, category: Category, key: str) -> bool:
    return question.scope.holds(channels=frozenset((channel,)), category=category, scenario=key)


def _in_scope_of(question: Question, graph: Timed, *, exempt: bool) -> tuple[str, ...]:
    """The messages of a graph that a rule counts and can hold back; those exempt, too."""
    messages = ((graph.places[at].id, graph.places[at].message) for at in graph.messages)
    return tuple(
        node
        for node, message in messages
        if message is not None
        and (message.subject or exempt)
        and message.counts
        and _in_scope(question, message.channel, message.category, graph.scenario)
    )


def _delays(graph: Timed) -> bool:
    """Whether a rule can make a message of a scenario wait, and so what follows it."""
    messages = (graph.places[at].message for at in graph.messages)
    return any(
        message is not None and message.subject and message.if_blocked is IfBlocked.DELAY
        for message in messages
    )


def _falling(score: Score, at: Sequence[int], weights: Sequence[float]) -> Iterator[float]:
    """Scores that halve, one step after the other: what is left of all before falls alike."""
    product = score.reading is Reading.PRODUCT
    left = given = 0.0
    for place, (minute, weight) in enumerate(zip(at, weights, strict=True)):
        left = left * decayed(score.decay, minute - at[place - 1] if place else 0) + (
            weight if product else 1
        )
        given += 0 if product else weight
        yield left + given


def _parts(together: Together, question: Question, chosen: Mapping[str, Sequence[str]]) -> tuple[Part, ...]:
    if question.score is not None:
        return together.scores(chosen, question.score)
    assert question.width is not None
    if question.after is not None:
        return together.after(chosen, question.after, question.width)
    return together.counts(chosen, question.width)


def _verdict(question: Question, upper: float) -> Verdict:
    if upper == inf:
        return Verdict.UNBOUNDED
    return Verdict.MAY if upper > question.limit + question.tolerance else Verdict.SAFE


@dataclass(eq=False)
class _Sets:
    """The search for the smallest sets that break one rule."""

    load: _Load
    limit: float
    #: Those that make something due, in the order of the portfolio.
    keys: Sequence[str]
    overlap: Overlap
    #: Whether a set that is over the limit is one that is looked for.
    wanted: Callable[[tuple[str, ...]], bool] = lambda keys: True
    #: Up to how many scenarios sets of three are looked for.
    small: float = inf
    #: When to stop working out what members of one part make together.
    until: float = inf
    _overs: dict[frozenset[str], bool] = field(default_factory=dict)

    @cached_property
    def each(self) -> int:
        """How many are kept for one scenario."""
        return max(LEAST_SETS, MOST_SETS // max(1, len(self.keys)))

    def found(self) -> list[tuple[str, ...]]:
        """Each as keys in the order of the portfolio: singles first, then pairs, then sets of three."""
        singles = [(key,) for key in self.keys if self._least(key) > self.limit and self.wanted((key,))]
        taken = {key for (key,) in singles}
        light = [key for key in self.keys if key not in taken]
        threes = self._triples(light) if len(light) <= self.small else []
        return [*singles, *self._pairs(light), *threes]

    def _pairs(self, light: Sequence[str]) -> list[tuple[str, ...]]:
        alone = self.load.alone
        # partners from the heaviest down: where one is too light all that follow are
        heavy = sorted(light, key=lambda key: -self._least(key))
        kept: dict[tuple[str, ...], None] = {}
        for one in light:
            if one not in alone:
                continue
            met, count = self.overlap.pairs[one], 0
            for other in heavy:
                if count == self.each:
                    break
                apart = self.load.apart(one, other)
                if apart and self._least(one) + self._least(other) <= self.limit and not self.mixed:
                    break
                if one != other and other in met and self._over(one, other):
                    pair = (one, other) if self._place[one] < self._place[other] else (other, one)
                    if pair in kept or self.wanted(pair):
                        kept[pair] = None
                        count += 1
        return self._sorted(kept)

    def _least(self, key: str) -> float:
        """What one makes due alone."""
        return self._uppers.get(key, 0)

    @cached_property
    def _uppers(self) -> dict[str, float]:
        return {key: alone.upper for key, alone in self.load.alone.items()}

    @cached_property
    def mixed(self) -> bool:
        """Whether some depend on one another: together they may make more due than one by one."""
        return any(len(part.members) > 1 for part in self.load.parts)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {key: at for at, key in enumerate(self.keys)}

    def _sorted(self, sets: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
        return sorted(sets, key=lambda keys: tuple(self._place[key] for key in keys))

    def _over(self, one: str, other: str) -> bool:
        """Whether two break the rule together."""
        if self.load.apart(one, other):
            return self._least(one) + self._least(other) > self.limit
        pair = frozenset((one, other))
        found = self._overs.get(pair)
        if found is None:
            if perf_counter() > self.until:
                return False
            found = self._overs[pair] = self.load.value((one, other)).upper > self.limit
        return found

    def _triples(self, light: Sequence[str]) -> list[tuple[str, ...]]:
        heavy = sorted(light, key=lambda key: -self._least(key))
        if not self.mixed and len(heavy) > 1 and self._least(heavy[-1]) + self._least(heavy[-2]) > self.limit:
            # any two are too many already
            return []
        kept: dict[tuple[str, ...], None] = {}
        rising = [-self._least(key) for key in heavy]
        for one in light:
            met = self.overlap.pairs[one]
            # with those of other parts that are not too much already
            since = 0 if self.mixed else bisect_left(rising, self._least(one) - self.limit)
            lighter = (key for key in heavy[since:] if key in met and key != one and not self._over(one, key))
            partners = list(islice(lighter, _PARTNERS))
            if len(partners) < 2 or (
                self._least(one) + self._least(partners[0]) + self._least(partners[1]) <= self.limit
            ):
                continue
            count = 0
            for tried, (other, third) in enumerate(combinations(partners, 2)):
                if count == self.each or tried == MOST_TRIED:
                    break
                if third not in self.overlap.pairs[other] or self._over(other, third):
                    continue
                keys = tuple(sorted((one, other, third), key=self._place.__getitem__))
                if keys in kept:
                    count += 1
                elif (
                    self.load.value(keys).upper > self.limit
                    and self.overlap.meet(*keys)
                    and self.wanted(keys)
                ):
                    kept[keys] = None
                    count += 1
        return self._sorted(kept)


# ── Pairs ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, eq=False)
class _PairsOf:
    """The pairs of one rule: of all that make something due under it."""

    question: Question
    load: _Load
    meetings: _Meetings
    order: Mapping[str, int]

    @cached_property
    def keys(self) -> list[str]:
        """Those that make something due, in the order of the portfolio."""
        return sorted(self.load.alone, key=self.order.__getitem__)

    def __len__(self) -> int:
        return len(self.keys) * (len(self.keys) - 1) // 2

    def __iter__(self) -> Iterator[Pair]:
        sound, photo, alone = self.meetings.sound.pairs, self.meetings.photo.pairs, self.load.alone
        for one, other in combinations(self.keys, 2):
            worst = alone[one].upper + alone[other].upper
            if not self.load.apart(one, other):
                worst = self.load.known((one, other), worst)
            yield Pair(
                rule=self.question.rule,
                one=one,
                other=other,
                possible=other in sound[one],
                photo=other in photo[one],
                worst=None if worst == inf else worst,
                limit=self.question.limit,
            )


class _Pairs(Sequence[Pair]):
    """All pairs, rule by rule, made when they are asked for: a large portfolio has a hundred thousand."""

    def __init__(self, rules: Sequence[_PairsOf]) -> None:
        self._rules = rules

    @cached_property
    def _all(self) -> tuple[Pair, ...]:
        return tuple(pair for rule in self._rules for pair in rule)

    def __len__(self) -> int:
        return sum(map(len, self._rules))

    @overload
    def __getitem__(self, index: int) -> Pair: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Pair]: ...
    def __getitem__(self, index: int | slice) -> Pair | Sequence[Pair]:
        return self._all[index]

    def __iter__(self) -> Iterator[Pair]:
        return iter(self._all)
