"""From a rulebook to the kernel's tables: names become numbers, documents rows, conditions programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np

from designer.domain.channel import ADDRESS, Category, Channel
from designer.domain.condition import (
    All,
    Compare,
    Comparison,
    Condition,
    Consents,
    Did,
    InSegment,
    Not,
    NotDid,
)
from designer.domain.condition import Any as AnyOf
from designer.domain.errors import BadInput
from designer.domain.policy import (
    DEFAULT_WEIGHTS,
    Calendar,
    Cap,
    Exclusion,
    Gap,
    HalfLife,
    Linear,
    MaxByContact,
    QuietHours,
    Reading,
    Scope,
    Score,
    Steps,
)
from designer.domain.pressure import length
from designer.domain.scenario import (
    DateTrigger,
    Effect,
    EntersTrigger,
    EventTrigger,
    Exit,
    Experiment,
    IfBlocked,
    IfPast,
    InactivityTrigger,
    Late,
    ManualTrigger,
    Message,
    Node,
    Reentry,
    Scenario,
    Split,
    TaskNode,
    TriggerNode,
    UntilDate,
    UntilTime,
    Update,
    Wait,
    WaitEvent,
    ways_out,
)
from designer.domain.time import DAY, Duration, Minute, to_instant, to_minute
from designer.engine import tables as t
from designer.engine.clockwork import hours_table, time_of_day, weekday_mask, zones_table
from designer.engine.draws import identity
from designer.engine.nesting import apart
from designer.engine.questions import Questions
from designer.engine.rulebook import ATTRIBUTES, ENTERED_BY_HAND, TASK_ANSWERS, OpenEntry, Rulebook

CHANNELS = tuple(Channel)
CATEGORIES = tuple(Category)
CHANNEL_ROW = {channel: row for row, channel in enumerate(CHANNELS)}
CATEGORY_ROW = {category: row for row, category in enumerate(CATEGORIES)}

_REENTRY = {Reentry.NEVER: t.NO_REENTRY, Reentry.AFTER_EXIT: t.AFTER_EXIT, Reentry.PARALLEL: t.PARALLEL}
_EFFECT = {Effect.ENTRY: t.EFFECT_ENTRY, Effect.ORDER: t.EFFECT_ORDER, Effect.EXIT: t.EFFECT_EXIT}
_IF_PAST = {IfPast.GO: t.GO, IfPast.SKIP: t.SKIP_NEXT, IfPast.EXIT: t.LEAVE}
_IF_BLOCKED = {
    IfBlocked.DELAY: t.DELAY,
    IfBlocked.SKIP: t.SKIP,
    IfBlocked.EXIT: t.EXIT_IF_BLOCKED,
    IfBlocked.FALLBACK: t.FALL_BACK,
}
_PERIOD = {Calendar.DAY: t.BY_DAY, Calendar.WEEK: t.BY_WEEK, Calendar.MONTH: t.BY_MONTH}

#: Ages whose decay is worked out beforehand, in minutes.
_DECAYED = 60 * DAY
#: How long before and after the minutes asked for the tables hold: schedules missed, quiet hours to come.
_BEFORE, _AFTER = 400 * DAY, 800 * DAY


class Rule:
    """One rule of pressure, as a row, and what it looks at."""

    def __init__(
        self,
        kind: int,
        name: str,
        *,
        scope: Scope | None = None,
        most: int | MaxByContact = 0,
        kept: int = 0,
        width: int = 0,
        unit: Calendar = Calendar.DAY,
        after: frozenset[Channel] | None = None,
        exclusion: Exclusion | None = None,
        quiet: int = -1,
        hours: QuietHours | None = None,
    ) -> None:
        self.kind, self.name, self.most, self.kept = kind, name, most, kept
        self.scope = scope or Scope()
        self.width, self.unit, self.after = width, unit, after
        self.exclusion, self.quiet, self.hours = exclusion, quiet, hours

    def holds_back(self, channel: Channel, category: Category, scenario: str, *, subject: bool) -> bool:
        """Whether it can hold back such a message; rows of quiet hours that name a category hold even an
        exempt one."""
        if self.exclusion is not None:
            named = self.exclusion.categories
            return subject and scenario not in self.exclusion.except_ and (named is None or category in named)
        if self.hours is not None:
            named = self.hours.categories
            return channel in self.hours.channels and (subject if named is None else category in named)
        if not subject or self.kind == t.SCORE:
            return subject
        return self.scope.holds(channels=frozenset((channel,)), category=category, scenario=scenario)

    def looks_at(self, channels: frozenset[Channel], category: Category, scenario: str | None) -> bool:
        """Whether a dispatch that has left fills it."""
        if self.kind in (t.EXCLUDED, t.QUIET):
            return False
        if self.after is not None:
            return bool(self.after & channels)
        return self.scope.holds(channels=channels, category=category, scenario=scenario)


def rules_of(book: Rulebook) -> list[Rule]:
    """The rules of a policy, in the order in which they are asked."""
    policy = book.policy
    rules = [Rule(t.EXCLUDED, f"exclusion:{one.id}", exclusion=one) for one in policy.exclusions]
    rules += [
        Rule(t.QUIET, "quiet-hours", quiet=row, hours=one) for row, one in enumerate(policy.quiet_hours)
    ]
    for cap in policy.caps:
        rules.append(_cap_rule(cap, cap.scope, 0))
        for kept_for, slots in policy.protect.get(cap.id, {}).items():
            worse = frozenset(category for category in Category if category.rank > kept_for.rank)
            watched = worse if cap.scope.categories is None else worse & cap.scope.categories
            scope = Scope(channels=cap.scope.channels, categories=watched, scenarios=cap.scope.scenarios)
            rules.append(_cap_rule(cap, scope, slots))
    rules += [_gap_rule(gap) for gap in policy.gaps]
    if policy.score is not None:
        rules.append(Rule(t.SCORE, "score"))
    return rules


def _cap_rule(cap: Cap, scope: Scope, kept: int) -> Rule:
    if isinstance(cap.per, Calendar):
        return Rule(t.CALENDAR, cap.id, scope=scope, most=cap.max, kept=kept, unit=cap.per)
    return Rule(t.ROLLING, cap.id, scope=scope, most=cap.max, kept=kept, width=length(cap.per))


def _gap_rule(gap: Gap) -> Rule:
    kind = t.ROLLING if gap.after is None else t.ROLLING_AFTER
    return Rule(kind, gap.id, scope=gap.scope, most=gap.max or 1, width=length(gap.min), after=gap.after)


def weight_of(score: Score | None, channel: Channel) -> float:
    """The weight of one dispatch on a channel."""
    return score.weight_of(channel) if score else DEFAULT_WEIGHTS[channel]


class Programs:
    """Conditions as programs: each one once."""

    def __init__(self, questions: Questions, book: Rulebook) -> None:
        self._questions = questions
        self._segments = book.segments
        self._known: dict[str, int] = {}
        self.terms: list[tuple[int | bool, ...]] = []
        self.programs: list[tuple[int, int, int]] = []

    def of(self, condition: Condition | None) -> int:
        """The number of a condition's program; ``ALWAYS`` when there is none."""
        if condition is None:
            return t.ALWAYS
        key = repr(condition)
        if key not in self._known:
            first = len(self.terms)
            start = self._test(condition, t.YES, t.NO, ())
            self._known[key] = len(self.programs)
            self.programs.append((start, first, len(self.terms) - first))
        return self._known[key]

    def _test(self, condition: Condition, yes: int, no: int, within: tuple[str, ...]) -> int:
        """The place where the test of a condition starts that goes on to ``yes`` or to ``no``."""
        match condition:
            case All(parts=parts):
                for part in reversed(parts):
                    yes = self._test(part, yes, no, within)
                return yes
            case AnyOf(parts=parts):
                for part in reversed(parts):
                    no = self._test(part, yes, no, within)
                return no
            case Not(part=part):
                return self._test(part, no, yes, within)
            case NotDid(did=did):
                return self._test(did, no, yes, within)
            case InSegment(segment=key):
                segment = self._segments.get(key)
                if segment is None:
                    return no
                if key in within:
                    raise BadInput(f"The segment '{key}' stands in itself; take it out of its own condition.")
                return self._test(segment.condition, yes, no, (*within, key))
            case Did() if (plain := apart(condition, self._segments)) is not condition:
                return self._test(plain, yes, no, within)
            case Did(event=event, within=window, at_least=least, where=where):
                bit = -1 if where is None else self._questions.where(event, where)
                minutes, months = (0, 0) if window is None else (window.minutes, window.months)
                number = self._questions.event(event)
                return self._put(-1, number, bit, least, window is None, months, minutes, yes, no)
            case _:
                return self._put(self._questions.atom(condition), -1, -1, 0, False, 0, 0, yes, no)

    def _put(self, *row: int | bool) -> int:
        self.terms.append(row)
        return len(self.terms) - 1


class Compiled:
    """A rulebook as tables, and the names behind their numbers."""

    def __init__(self, book: Rulebook, first: Minute, last: Minute) -> None:
        self.book = book
        #: The minutes for which the tables hold.
        self.first, self.last = first, last
        self.questions = Questions(book.data, book.segments, book.zone)
        #: Keys of scenarios, sorted.
        self.keys: tuple[str, ...] = tuple(sorted({key for key, _ in book.versions}))
        self.key_row: Mapping[str, int] = {key: row for row, key in enumerate(self.keys)}
        #: Versions by row, and the rows of (key, version).
        self.versions: list[Scenario] = []
        self.version_row: dict[tuple[str, int], int] = {}
        self.version_numbers: list[int] = []
        #: Nodes by row, with the row of their version; the rows of (version row, node id).
        self.nodes: list[tuple[int, Node]] = []
        self.node_row: dict[tuple[int, str], int] = {}
        #: Ways out by place in ``ints``: node row, name, target row or -1.
        self.ways: list[tuple[int, str, int]] = []
        #: The offer of a message node on a channel.
        self.offer_row: dict[tuple[int, int], int] = {}
        self.open: tuple[OpenEntry, ...] = book.open_entries
        self.rules = rules_of(book)
        #: Names of rules in decisions.
        self.rule_names: list[str] = [*t.RESERVED, *dict.fromkeys(rule.name for rule in self.rules)]
        self._node_names: dict[str, int] = {}
        self._fills: dict[tuple[frozenset[Channel], Category, str | None], tuple[int, ...]] = {}
        self._ints: list[int] = []
        self._reals: list[float] = []
        self._programs = Programs(self.questions, book)
        self._tables: t.Tables | None = None
        self._zones = 0
        self._build()

    # ── Names ───────────────────────────────────────────────────────────────────────────────────────────

    def node_name(self, name: str) -> int:
        """The number of a node's id, whatever the scenario; -1 where none bears it."""
        return self._node_names.get(name, -1)

    def fills(
        self, channels: frozenset[Channel], category: Category, scenario: str | None
    ) -> tuple[int, ...]:
        """The words of the rules that such a dispatch fills."""
        key = (channels, category, scenario)
        words = self._fills.get(key)
        if words is None:
            bits = sum(
                1 << row for row, rule in enumerate(self.rules) if rule.looks_at(channels, category, scenario)
            )
            words = self._fills[key] = _words(bits, self.rule_words)
        return words

    @cached_property
    def rule_words(self) -> int:
        """How many words of 64 bits the rules take."""
        return max(1, -(-len(self.rules) // 64))

    @property
    def policy(self) -> Any:
        """The row of the policy."""
        return self.tables.policy[0]

    @property
    def tables(self) -> t.Tables:
        """The tables, with the zones of every contact that was asked about so far."""
        assert self._tables is not None
        zones = self.questions.zones
        if len(zones) != self._zones:
            self._zones = len(zones)
            table = zones_table(zones, self.first, self.last)
            self._tables = self._tables._replace(zones=table)
        return self._tables

    # ── Tables ──────────────────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        for (key, number), scenario in sorted(self.book.versions.items(), key=lambda item: item[0]):
            row = self.version_row[key, number] = len(self.versions)
            self.versions.append(scenario)
            self.version_numbers.append(number)
            for node in scenario.nodes:
                self.node_row[row, node.id] = len(self.nodes)
                self._node_names.setdefault(node.id, len(self._node_names))
                self.nodes.append((row, node))
        first_way: list[int] = []
        for place, (row, node) in enumerate(self.nodes):
            first_way.append(len(self.ways))
            scenario = self.versions[row]
            for path in ways_out(node):
                target = self.node_row.get((row, scenario.next_of.get((node.id, path), "")), -1)
                self.ways.append((place, path, target))
        self._ints = [target for _, _, target in self.ways]
        for name in (ENTERED_BY_HAND, *TASK_ANSWERS):
            self.questions.event(name)
        heard = self.book.heard
        for name in sorted(heard):
            self.questions.event(name)
        rules = self._rule_rows()
        scenarios = [self._scenario_row(row) for row in range(len(self.versions))]
        entries = self._entry_rows()
        offers: list[tuple[Any, ...]] = []
        nodes = [self._node_row(place, first_way[place], offers) for place in range(len(self.nodes))]
        self.questions.freeze()
        self._finish(rules, scenarios, entries, nodes, offers)

    def _put(self, *numbers: int) -> int:
        """Append to ``ints``; the place of the first."""
        place = len(self._ints)
        self._ints.extend(int(number) for number in numbers)
        return place

    def _hears(self, names: frozenset[str]) -> tuple[int, ...]:
        return (*(int(name in names) for name in self.questions.events), int(ATTRIBUTES in names))

    def _finish(
        self,
        rules: list[dict[str, Any]],
        scenarios: list[dict[str, Any]],
        entries: list[dict[str, Any]],
        nodes: list[dict[str, Any]],
        offers: list[tuple[Any, ...]],
    ) -> None:
        """What needs the numbers of all events and atoms."""
        questions = self.questions
        for row, scenario in zip(scenarios, self.versions, strict=True):
            heard = frozenset() if scenario.exit_when is None else self.book.facts_of(scenario.exit_when)
            row["exit_hears"] = self._put(*self._hears(heard))
        for row, entry in zip(entries, self.open, strict=True):
            row["hears"] = self._put(*self._hears(entry.hears))
        numbers = {name: number for number, name in enumerate(questions.events)}
        offer_rows: list[dict[str, Any]] = []
        for place, channel, fields in offers:
            version, node = self.nodes[place]
            assert isinstance(node, Message)
            scenario = self.versions[version]
            self.offer_row[place, CHANNEL_ROW[channel]] = len(offer_rows)
            if "message.sent" in numbers:
                receipt = self._bits("message.sent", receipt_properties(scenario, node, channel))
                fields["receipt"] = self._put(*receipt)
            offer_rows.append(fields)
        for row, (version, node) in zip(nodes, self.nodes, strict=True):
            if isinstance(node, TaskNode) and "task.expired" in numbers:
                properties = {"scenario": self.versions[version].key, "node": node.id, "entry": 1}
                row["first"] = self._put(*self._bits("task.expired", properties))
            elif isinstance(node, Update):
                row["first"] = self._put(*self._effect(node))
        listeners = self._listeners(numbers)
        standings = self._put(*(self._standing(key) for key in self.keys))
        book, policy = self.book, np.zeros(1, t.POLICY)
        self._fill_policy(policy[0], numbers)
        policy[0]["listeners"], policy[0]["standings"] = listeners, standings
        policy[0]["any_over"] = any(scenario.priority.prevails_over for scenario in self.versions)
        programs = self._programs
        zones = questions.zones
        self._zones = len(zones)
        self._tables = t.Tables(
            policy=policy,
            scenarios=_rows(t.SCENARIO, scenarios),
            entries=_rows(t.ENTRY, entries),
            nodes=_rows(t.NODE, nodes),
            offers=_rows(t.OFFER, offer_rows),
            terms=np.array(programs.terms, t.TERM) if programs.terms else np.zeros(0, t.TERM),
            programs=np.array(programs.programs, t.PROGRAM) if programs.programs else np.zeros(0, t.PROGRAM),
            rules=_rows(t.RULE, rules),
            behaviours=np.zeros(0, t.BEHAVIOUR),
            ints=np.array(self._ints or [0], np.int64),
            reals=np.array(self._reals or [0.0], np.float64),
            zones=zones_table(zones, self.first, self.last),
            hours=hours_table(book.policy.quiet_hours, self.first, self.last),
        )

    def _bits(self, name: str, properties: Mapping[str, Any]) -> Sequence[int]:
        """The words of the ``where`` that an event of the planner's own satisfies."""
        return [int(word) for word in self.questions.of_receipt(name, properties).view(np.int64)]

    def _effect(self, node: Update) -> list[int]:
        effect = self.questions.effect(node.set)
        kinds = [int(kind) if kind != t.NO_DATE - 1 else -1 for kind in effect.date_kind]
        bits = [*effect.clear.view(np.int64), *effect.set.view(np.int64)]
        return [effect.zone + 1, *(int(word) for word in bits), *kinds, *(int(one) for one in effect.date)]

    def _listeners(self, numbers: Mapping[str, int]) -> int:
        by_event: dict[int, list[int]] = {}
        for row, entry in enumerate(self.open):
            trigger = entry.scenario.trigger
            if isinstance(trigger, EventTrigger):
                by_event.setdefault(numbers[trigger.event], []).append(row)
            elif isinstance(trigger, ManualTrigger):
                by_event.setdefault(numbers[ENTERED_BY_HAND], []).append(row)
        spans: list[int] = []
        for number in range(len(numbers)):
            rows = by_event.get(number, [])
            spans += [self._put(*rows), len(rows)]
        return self._put(*spans)

    def _standing(self, key: str) -> int:
        class_, value = self.book.standings[key]
        return class_ * 1000 + value

    def _fill_policy(self, row: Any, numbers: Mapping[str, int]) -> None:
        policy, score = self.book.policy, self.book.policy.score
        if score is not None:
            row["threshold"] = score.threshold
            row["reading_sum"] = score.reading is Reading.SUM
            match score.decay:
                case HalfLife(half_life=half):
                    row["decay"], row["length"] = t.HALF_LIFE, length(half)
                    row["first_step"], row["steps"] = len(self._reals), _DECAYED
                    self._reals += (2.0 ** (-np.arange(_DECAYED) / length(half))).tolist()
                case Linear(over=over):
                    row["decay"], row["length"] = t.LINEAR, length(over)
                case Steps(steps=steps):
                    row["decay"], row["first_step"], row["steps"] = t.STEPS, len(self._reals), len(steps)
                    for upto, factor in steps:
                        self._reals += [float(length(upto)), float(factor)]
        if policy.pooling is not None:
            row["pool_at"] = time_of_day(policy.pooling.at)
        if policy.reserve is not None:
            row["reserve"] = 1
            row["reserve_minutes"], row["reserve_months"] = policy.reserve.minutes, policy.reserve.months
        row["control_global"], row["control_each"] = policy.controls.global_, policy.controls.per_scenario
        row["control_lo"], row["control_hi"] = identity("control")
        row["words"], row["mask_words"] = self.questions.words, self.questions.mask_words
        row["rule_words"], row["dates"] = self.rule_words, self.questions.dates
        row["places"] = max((len(scenario.nodes) for scenario in self.versions), default=1)
        row["events"], row["keys"] = len(numbers), len(self.keys)
        row["timed"] = len(self.book.timed_entries)
        row["sent_event"] = numbers.get("message.sent", -1)
        row["expired_event"] = numbers.get("task.expired", -1)
        row["done_event"] = numbers.get("task.done", -1)
        row["refused_event"] = numbers.get("task.refused", -1)

    def _rule_rows(self) -> list[dict[str, Any]]:
        rows = []
        for rule in self.rules:
            row = {
                "kind": rule.kind,
                "name": self.rule_names.index(rule.name),
                "kept": rule.kept,
                "width": rule.width,
                "unit": _PERIOD[rule.unit],
                "quiet": rule.quiet,
                "program": t.ALWAYS if rule.exclusion is None else self._programs.of(rule.exclusion.when),
            }
            if isinstance(rule.most, MaxByContact):
                limits = [
                    number for when, most in rule.most.when for number in (self._programs.of(when), most)
                ]
                row |= {
                    "most": rule.most.else_,
                    "first_limit": self._put(*limits),
                    "limits": len(rule.most.when),
                }
            else:
                row["most"] = rule.most
            rows.append(row)
        return rows

    def _scenario_row(self, row: int) -> dict[str, Any]:
        scenario, programs, questions = self.versions[row], self._programs, self.questions
        entry, goal, misfire = scenario.entry, scenario.goal, scenario.misfire
        start = scenario.start
        overs = [one for one in scenario.priority.prevails_over if one.scenario in self.key_row]
        gap, cap = entry.gap or Duration(), entry.cap
        within = (goal.within if goal is not None else None) or Duration()
        groups = sorted({one.entry.group for one in self.versions if one.entry.group is not None})
        lo, hi = identity(scenario.key)
        return {
            "key": self.key_row[scenario.key],
            "version": self.version_numbers[row],
            "rank": scenario.priority.class_.rank,
            "value": scenario.priority.value,
            "start": -1 if start is None else self.node_row[row, start.id],
            "nodes": len(scenario.nodes),
            "audience": programs.of(scenario.audience),
            "exit_when": programs.of(scenario.exit_when),
            "goal_event": -1 if goal is None else questions.event(goal.event),
            "goal_where": -1
            if goal is None or goal.where is None
            else questions.where(goal.event, goal.where),
            "goal_limited": goal is not None and goal.within is not None,
            "goal_stay": goal is not None and goal.stay,
            "goal_months": within.months,
            "goal_within": within.minutes,
            "misfire_skip": misfire.then is Late.SKIP,
            "misfire_late": length(misfire.late),
            "reentry": _REENTRY[entry.reentry],
            "has_gap": entry.gap is not None,
            "gap_months": gap.months,
            "gap": gap.minutes,
            "cap_max": -1 if cap is None else cap.max,
            "cap_months": 0 if cap is None else cap.per.months,
            "cap_per": 0 if cap is None else cap.per.minutes,
            "group": -1 if entry.group is None else groups.index(entry.group),
            "paused": scenario.key in self.book.paused,
            "first_over": self._put(
                *(
                    number
                    for one in overs
                    for number in (self.key_row[one.scenario], _EFFECT[one.effect], programs.of(one.when))
                )
            ),
            "overs": len(overs),
            "draw_lo": lo,
            "draw_hi": hi,
        }

    def _entry_rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        timed = 0
        for entry in self.open:
            trigger = entry.scenario.trigger
            row: dict[str, Any] = {
                "scenario": self.version_row[entry.key, entry.version],
                "key": self.key_row[entry.key],
                "paused": entry.paused,
                "backfill": entry.scenario.entry.backfill,
                "published_at": entry.published_at,
                "kind": t.ON_SCHEDULE,
                "event": -1,
                "where": -1,
                "program": t.ALWAYS,
                "date": -1,
                "timed": -1,
            }
            match trigger:
                case EventTrigger(event=event, where=where):
                    row |= {"kind": t.ON_EVENT, "event": self.questions.event(event)}
                    row["where"] = -1 if where is None else self.questions.where(event, where)
                case ManualTrigger():
                    mine = Compare(how=Comparison.EQ, field="scenario", value=entry.key)
                    row |= {"kind": t.ON_EVENT, "event": self.questions.event(ENTERED_BY_HAND)}
                    row["where"] = self.questions.where(ENTERED_BY_HAND, mine)
                case EntersTrigger(condition=condition, every=every):
                    row |= {"kind": t.ON_ENTERS, "program": self._programs.of(condition)}
                    row["every"] = max(1, length(every))
                case DateTrigger(attribute=attribute, offset=offset, at=at, yearly=yearly):
                    row |= {
                        "kind": t.ON_DATE,
                        "date": self.questions.date(attribute, of_its_day=True),
                        "tod": time_of_day(at),
                        "yearly": yearly,
                        "minutes": offset.minutes,
                        "months": offset.months,
                    }
                case InactivityTrigger(event=event, after=after, own_rhythm=rhythm):
                    row["event"] = self.questions.event(event)
                    if after is not None:
                        row |= {"kind": t.ON_INACTIVITY, "minutes": after.minutes, "months": after.months}
                    elif rhythm is not None:
                        row |= {
                            "kind": t.ON_RHYTHM,
                            "minutes": rhythm.lead.minutes,
                            "months": rhythm.lead.months,
                            "factor": rhythm.factor,
                            "min_events": rhythm.min_events,
                        }
                case _:
                    instants = self._instants(entry)
                    row |= {
                        "silent": True,
                        "first_instant": self._put(*instants),
                        "instants": len(instants),
                    }
            if row["kind"] != t.ON_EVENT:
                row["timed"] = timed
                timed += 1
            rows.append(row)
        return rows

    def _instants(self, entry: OpenEntry) -> list[Minute]:
        """The instants of a schedule in the time of the tables, and the one after."""
        found: list[Minute] = []
        if entry.schedule is not None:
            at = entry.schedule.next(self.first)
            while at is not None:
                found.append(at)
                if at > self.last:
                    break
                at = entry.schedule.next(at)
        return found

    def _node_row(self, place: int, first_way: int, offers: list[tuple[Any, ...]]) -> dict[str, Any]:
        version, node = self.nodes[place]
        scenario = self.versions[version]
        lo, hi = identity(scenario.key, node.id)
        row: dict[str, Any] = {
            "kind": t.EXIT,
            "scenario": version,
            "name": self._node_names[node.id],
            "first_way": first_way,
            "ways": len(ways_out(node)),
            "place": place - next(at for at, (owner, _) in enumerate(self.nodes) if owner == version),
            "event": -1,
            "where": -1,
            "date": -1,
            "merge": -1,
            "draw_lo": lo,
            "draw_hi": hi,
        }
        match node:
            case TriggerNode():
                row["kind"] = t.TRIGGER
            case Wait():
                row |= self._wait(node)
            case WaitEvent(event=event, where=where, timeout=timeout):
                row |= {"kind": t.WAIT_EVENT, "event": self.questions.event(event)} | _limit(timeout)
                row["where"] = -1 if where is None else self.questions.where(event, where)
            case Split(paths=paths):
                programs = [self._programs.of(path.when) for path in paths]
                row |= {"kind": t.SPLIT, "first": self._put(*programs), "count": len(paths)}
            case Experiment(paths=shares):
                whole = sum(share.share for share in shares)
                row |= {"kind": t.EXPERIMENT, "first": len(self._reals), "count": len(shares)}
                upto = 0.0
                for share in shares:
                    upto += share.share
                    self._reals.append(upto / whole if whole else 0.0)
            case Message():
                row |= self._message(place, scenario, node, offers)
            case TaskNode(sla=sla):
                row |= {"kind": t.TASK, "first": -1} | _limit(sla)
            case Update():
                row["kind"] = t.UPDATE
            case Exit():
                row["kind"] = t.EXIT
        return row

    def _wait(self, node: Wait) -> dict[str, Any]:
        match node.until:
            case UntilTime(time=at, weekdays=weekdays):
                return {"kind": t.WAIT_TIME, "tod": time_of_day(at), "weekdays": weekday_mask(weekdays)}
            case UntilDate(attribute=attribute, offset=offset):
                return {
                    "kind": t.WAIT_DATE,
                    "date": self.questions.date(attribute),
                    "minutes": offset.minutes,
                    "months": offset.months,
                    "if_past": _IF_PAST[node.if_past],
                }
            case _:
                return {"kind": t.WAIT_FOR} | _limit(node.for_ or Duration())

    def _message(
        self, place: int, scenario: Scenario, node: Message, offers: list[tuple[Any, ...]]
    ) -> dict[str, Any]:
        category = scenario.category_of(node)
        rule = self.book.policy.rule_of(category)
        channels = [node.channel]
        if node.if_blocked is IfBlocked.FALLBACK:
            channels += node.fallback
        first = len(offers)
        for channel in channels:
            offers.append((place, channel, self._offer(scenario.key, node, channel, category)))
        merges = sorted({one.merge for _, one in self.nodes if isinstance(one, Message) and one.merge})
        return {
            "kind": t.MESSAGE,
            "category": CATEGORY_ROW[category],
            "subject": rule.subject,
            "counts": rule.counts,
            "if_blocked": _IF_BLOCKED[node.if_blocked],
            "merge": merges.index(node.merge) if node.merge else -1,
            "first_offer": first,
            "offers": len(channels),
        } | _limit(node.ttl)

    def _offer(self, scenario: str, node: Message, channel: Channel, category: Category) -> dict[str, Any]:
        policy = self.book.policy
        subject = policy.rule_of(category).subject
        asked = [
            row
            for row, rule in enumerate(self.rules)
            if rule.holds_back(channel, category, scenario, subject=subject)
        ]
        address = ADDRESS.get(channel)
        consent = Consents(channel=channel.value)
        return {
            "channel": CHANNEL_ROW[channel],
            "weight": weight_of(policy.score, channel) if node.weight is None else node.weight,
            "consent": self.questions.atom(consent) if category.needs_consent else -1,
            "address": -1 if address is None else self.questions.address(address),
            "first_rule": self._put(*asked),
            "rules": len(asked),
            "pooled": policy.pooling is not None and category in policy.pooling.categories,
            "fills": self._put(*self.fills(frozenset((channel,)), category, scenario)),
            "receipt": -1,
            "behaviour": -1,
        }


def receipt_properties(scenario: Scenario, node: Message, channel: Channel) -> dict[str, str]:
    """The properties of the receipt ``message.sent``."""
    properties = {
        "scenario": scenario.key,
        "node": node.id,
        "channel": channel.value,
        "category": scenario.category_of(node).value,
    }
    if node.template:
        properties["template"] = node.template
    return properties


def _limit(duration: Duration | None) -> dict[str, Any]:
    if duration is None:
        return {"limited": False}
    return {"limited": True, "minutes": duration.minutes, "months": duration.months}


def _words(bits: int, count: int) -> tuple[int, ...]:
    """A number of any size as signed words of 64 bits, the lowest first."""
    words = ((bits >> (64 * place)) & 0xFFFFFFFFFFFFFFFF for place in range(count))
    return tuple(word - (1 << 64) if word >> 63 else word for word in words)


def _rows(dtype: Any, rows: Sequence[Mapping[str, Any]]) -> Any:
    """Records as rows; a field that is not named is 0."""
    table = np.zeros(len(rows), dtype)
    for place, row in enumerate(rows):
        for name, value in row.items():
            table[place][name] = value
    return table


def refused(book: Rulebook, *, first: Minute, last: Minute) -> dict[tuple[str, int], str]:
    """The versions of a rulebook that cannot be compiled, and why; none where the whole of it can.

    Saving a segment may do that to a version that was published when it could.
    """
    try:
        compile_book(book, first=first, last=last)
    except BadInput:
        pass
    else:
        return {}
    reasons: dict[tuple[str, int], str] = {}
    for (key, number), scenario in book.versions.items():
        intake = book.intakes.get(key)
        alone = replace(
            book,
            versions={(key, number): scenario},
            intakes={key: intake} if intake is not None and intake.version == number else {},
        )
        try:
            compile_book(alone, first=first, last=last)
        except BadInput as fault:
            reasons[key, number] = str(fault)
    return reasons


def compile_book(book: Rulebook, *, first: Minute, last: Minute) -> Compiled:
    """The tables of a rulebook for passes and simulations within these minutes.

    They are kept with the rulebook, and made anew only for other years.
    """
    known: Compiled | None = book.__dict__.get("_compiled")
    if known is None or first < known.first + _BEFORE or last > known.last - _AFTER:
        low = to_minute(datetime(to_instant(first).year, 1, 1, tzinfo=UTC)) - _BEFORE
        high = to_minute(datetime(min(to_instant(last).year + 1, 9990), 1, 1, tzinfo=UTC)) + _AFTER
        known = Compiled(book, low, high)
        book.__dict__["_compiled"] = known
    return known
