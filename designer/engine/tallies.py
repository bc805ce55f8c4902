# mypy: disable-error-code="no-untyped-def,no-untyped-call"
"""What a simulation counts: numbers by day, node and outcome, added up from what the kernel decided.

Every count is a whole number that is only ever added to, and every maximum is a maximum, so that it does not
matter in which order units are counted, nor by how many workers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from designer.domain.channel import Channel
from designer.domain.time import DAY, WEEK, Minute
from designer.engine.bundles import bundle
from designer.engine.clockwork import period
from designer.engine.jit import entrance, inline, jit
from designer.engine.tables import (
    CALENDAR,
    DELAYED,
    EXITED,
    FALLEN_BACK,
    HALF_LIFE,
    LINEAR,
    NO_RULE,
    REACTIONS,
    ROLLING,
    ROLLING_AFTER,
    SCORE,
    SENT,
    SKIPPED,
    Out,
    People,
    Tables,
)

VERDICTS = 7
STANDINGS = 4
CHANNELS = len(Channel)
#: Contacts by the number of messages that they received in a week: 0 to 11, then 12 and more.
BUCKETS = 13
#: Places of ``Counts.numbers``.
STEPS, ENTRIES, AT_LIMIT = range(3)


class Counts(NamedTuple):
    """What was counted; the axes are those of ``simulate.Result``."""

    entered: Any  #: i8[key, day]
    left: Any  #: i8[key, standing, day]
    passed: Any  #: i8[way, day]
    arrived: Any  #: i8[node, day]
    decided: Any  #: i8[node, verdict, day]
    sent: Any  #: i8[node, channel, day]
    blocked: Any  #: i8[rule name, key, verdict]
    lost: Any  #: i8[key that lost, key that filled; the last is history]
    inversions: Any  #: i8[key, day]
    load: Any  #: i8[week, segment, channel; the last is all, messages]
    limited: Any  #: i8[week, rule name]
    reacted: Any  #: i8[node, reaction]
    converted: Any  #: i8[key, day]
    most: Any  #: f8[rule]: the fullest window of the run's own messages
    numbers: Any  #: i8[3]: node-steps, entries, contacts that met a full rule


class Scratch(NamedTuple):
    """Room for what is counted of one contact, then used again for the next."""

    at: Any  #: i8: minutes of its dispatches
    offer: Any  #: i4
    #: i4[week, channel; the last is all]
    received: Any
    #: i8[week, rule name] and i8[key]: the person, and the decision, that it was last counted for
    held: Any
    filled: Any
    clock: Any  #: i8[1]: decisions looked at


class Given(NamedTuple):
    """What the counts depend on beside the tables."""

    segments: Any  #: i1[person, segment]: whose load is counted apart
    pressed: Any  #: i1[rule name]: caps, gaps and the score
    #: i4[person], written to: messages received, and the week in which most of them were
    messages: Any
    worst: Any


def counts_for(tables: Tables, *, keys: int, ways: int, rules: int, segments: int, days: int) -> Counts:
    """Counts at naught. ``keys``, ``rules``: how many names of scenarios and of rules there are."""
    nodes, weeks = len(tables.nodes), -(-days // 7)

    def naught(*shape: int) -> Any:
        return np.zeros(shape, dtype=np.int64)

    return Counts(
        entered=naught(keys, days),
        left=naught(keys, STANDINGS, days),
        passed=naught(ways, days),
        arrived=naught(nodes, days),
        decided=naught(nodes, VERDICTS, days),
        sent=naught(nodes, CHANNELS, days),
        blocked=naught(rules, keys, VERDICTS),
        lost=naught(keys, keys + 1),
        inversions=naught(keys, days),
        load=naught(weeks, segments, CHANNELS + 1, BUCKETS),
        limited=naught(weeks, rules),
        reacted=naught(nodes, len(REACTIONS)),
        converted=naught(keys, days),
        most=np.zeros(len(tables.rules)),
        numbers=naught(3),
    )


def scratch_for(counts: Counts, decisions: int) -> Scratch:
    """Room to count with, for at most so many decisions at once."""
    weeks, rules = counts.limited.shape
    return Scratch(
        at=np.zeros(decisions, dtype=np.int64),
        offer=np.zeros(decisions, dtype=np.int32),
        received=np.zeros((weeks, CHANNELS + 1), dtype=np.int32),
        held=np.full((weeks, rules), -1, dtype=np.int64),
        filled=np.zeros(counts.lost.shape[1], dtype=np.int64),
        clock=np.zeros(1, dtype=np.int64),
    )


def together(parts: Sequence[Counts]) -> Counts:
    """The counts of all workers."""
    return Counts(
        *(
            np.maximum.reduce(columns) if name == "most" else np.add.reduce(columns)
            for name, columns in zip(Counts._fields, zip(*parts, strict=True), strict=True)
        )
    )


# ── Adding up ───────────────────────────────────────────────────────────────────────────────────────────


@inline
def _key_of(t, node):
    return t.scenarios[t.nodes[node].scenario].key


def add_up(
    tables: Tables,
    people: People,
    out: Out,
    lo: int,
    hi: int,
    start: Minute,
    given: Given,
    counts: Counts,
    scratch: Scratch,
) -> None:
    """Count what was decided from ``start`` on about the units lo..hi, which is all that ``out`` holds."""
    given, counts, scratch = bundle(given), bundle(counts), bundle(scratch)
    _add_up(bundle(tables), bundle(people), bundle(out), lo, hi, start, given, counts, scratch)


@entrance
def _add_up(t, p, out, lo, hi, start, given, c, s):
    _count_visits(t, out, start, c)
    _count_runs(t, out, start, c)
    end = start + c.arrived.shape[1] * DAY
    for r in range(out.used[6]):
        reaction = out.reactions[r]
        if reaction.at < end:
            c.reacted[reaction.node, reaction.kind] += 1
    d, last = 0, out.used[1]
    for u in range(lo, hi):
        if d >= last:
            break
        first = p.units[u].first_person
        after = first + p.units[u].people
        end = d
        while end < last and out.decisions[end].person < after:
            end += 1
        if end > d:
            for person in range(first, after):
                _count_person(t, p, out, person, d, end, start, given, c, s)
        d = end


@inline
def _count_visits(t, out, start, c):
    steps = out.used[0]
    c.numbers[STEPS] += steps
    for v in range(steps):
        visit = out.visits[v]
        day = (visit.at - start) // DAY
        c.arrived[visit.node, day] += 1
        if visit.way < 0:
            c.entered[_key_of(t, visit.node), day] += 1
            c.numbers[ENTRIES] += 1
        else:
            c.passed[visit.way, day] += 1


@inline
def _count_runs(t, out, start, c):
    for r in range(out.used[7]):
        run = out.runs[r]
        key = t.scenarios[run.scenario].key
        if run.standing != 0 and run.left_at >= start:
            c.left[key, run.standing, (run.left_at - start) // DAY] += 1
        if run.converted_at >= start:
            c.converted[key, (run.converted_at - start) // DAY] += 1


@jit
def _count_person(t, p, out, person, d, end, start, given, c, s):
    """What was decided about one person, among the decisions d..end of its unit."""
    sends = messages = 0
    limited = False
    for i in range(d, end):
        decision = out.decisions[i]
        if decision.person != person:
            continue
        node, verdict, rule = decision.node, decision.verdict, decision.rule
        key = _key_of(t, node)
        passed = decision.at - start
        day, week = passed // DAY, passed // WEEK
        c.decided[node, verdict, day] += 1
        c.inversions[key, day] += decision.inversion
        if rule != NO_RULE:
            c.blocked[rule, key, verdict] += 1
        if verdict == SENT:
            c.sent[node, decision.channel, day] += 1
            s.received[week, decision.channel] += 1
            s.received[week, CHANNELS] += 1
            messages += 1
            if t.nodes[node].counts and t.nodes[node].subject:
                s.at[sends] = decision.at
                s.offer[sends] = _offer_of(t, node, decision.channel)
                sends += 1
        elif verdict in (DELAYED, SKIPPED, EXITED, FALLEN_BACK):
            if s.held[week, rule] != person:
                s.held[week, rule] = person
                c.limited[week, rule] += 1
            limited = limited or given.pressed[rule] != 0
            _count_fillers(t, out, decision, key, c, s)
    if limited:
        c.numbers[AT_LIMIT] += 1
    if messages:
        given.messages[person] = messages
        _count_load(person, given, c, s)
    if sends:
        _count_windows(t, p.people[person].zone, sends, c, s)


@inline
def _offer_of(t, node, channel):
    row = t.nodes[node]
    offer = row.first_offer
    while t.offers[offer].channel != channel:
        offer += 1
    return offer


@inline
def _count_fillers(t, out, decision, key, c, s):
    """Who holds the message back: each scenario once, and what left before the run."""
    history = c.lost.shape[1] - 1
    s.clock[0] += 1
    stamp = s.clock[0]
    for f in range(decision.first_filler, decision.first_filler + decision.fillers):
        node = out.fillers[f].node
        by = history if node < 0 else _key_of(t, node)
        if s.filled[by] != stamp:
            s.filled[by] = stamp
            c.lost[key, by] += 1


@inline
def _count_load(person, given, c, s):
    """Count the contact by the messages of each week; naught is worked out at the end."""
    worst = most = 0
    for week in range(s.received.shape[0]):
        everything = s.received[week, CHANNELS]
        if everything == 0:
            continue
        if everything > most:
            worst, most = week, everything
        for channel in range(CHANNELS + 1):
            number = s.received[week, channel]
            if number:
                s.received[week, channel] = 0
                for segment in range(given.segments.shape[1]):
                    if given.segments[person, segment]:
                        c.load[week, segment, channel, min(number, BUCKETS - 1)] += 1
    given.worst[person] = worst


# ── The fullest window ──────────────────────────────────────────────────────────────────────────────────


@jit
def _count_windows(t, zone, sends, c, s):
    for rule in range(len(t.rules)):
        kind = t.rules[rule].kind
        found = 0.0
        if kind == ROLLING:
            found = _in_window(t, rule, t.rules[rule].width, sends, s)
        elif kind == ROLLING_AFTER:
            found = _after_others(t, rule, t.rules[rule].width, sends, s)
        elif kind == CALENDAR:
            found = _in_period(t, rule, t.rules[rule].unit, zone, sends, s)
        elif kind == SCORE:
            found = _peak(t, sends, s)
        c.most[rule] = max(c.most[rule], found)


@inline
def _fills(t, offer, rule):
    return (t.ints[t.offers[offer].fills + (rule >> 6)] >> (rule & 63)) & 1 != 0


@inline
def _asks(t, offer, rule):
    row = t.offers[offer]
    asks = False
    for k in range(row.first_rule, row.first_rule + row.rules):
        asks = asks or t.ints[k] == rule
    return asks


@inline
def _in_window(t, rule, width, sends, s):
    """The most dispatches that fill the rule within ``width`` minutes; exactly ``width`` apart is outside."""
    most = inside = first = 0
    for last in range(sends):
        if not _fills(t, s.offer[last], rule):
            continue
        inside += 1
        while s.at[last] - s.at[first] >= width or not _fills(t, s.offer[first], rule):
            if _fills(t, s.offer[first], rule):
                inside -= 1
            first += 1
        most = max(most, inside)
    return float(most)


@inline
def _after_others(t, rule, width, sends, s):
    """One that fills the rule, and those that ask it within ``width`` minutes after."""
    most = 0
    for one in range(sends):
        if not _fills(t, s.offer[one], rule):
            continue
        inside = 1
        for other in range(one + 1, sends):
            if s.at[other] - s.at[one] >= width:
                break
            if _asks(t, s.offer[other], rule):
                inside += 1
        most = max(most, inside)
    return float(most)


@inline
def _in_period(t, rule, unit, zone, sends, s):
    most = inside = 0
    end = s.at[0]
    for one in range(sends):
        if not _fills(t, s.offer[one], rule):
            continue
        if inside == 0 or s.at[one] >= end:
            inside = 0
            end = period(t.zones, zone, s.at[one], unit)[1]
        inside += 1
        most = max(most, inside)
    return float(most)


@inline
def _peak(t, sends, s):
    """The highest score, right after one of the dispatches."""
    policy = t.policy[0]
    peak = total = 0.0
    for last in range(sends):
        weight = t.offers[s.offer[last]].weight
        if policy.decay == HALF_LIFE and not policy.reading_sum:
            if last:
                total *= 2.0 ** (-(s.at[last] - s.at[last - 1]) / policy.length)
            total += weight
        else:
            total = 0.0
            for one in range(last + 1):
                left = _left(t, policy, s.at[last] - s.at[one])
                own = t.offers[s.offer[one]].weight
                total += own + left if policy.reading_sum else own * left
        peak = max(peak, total)
    return peak


@inline
def _left(t, policy, age):
    """The part of a weight that is left at an age."""
    if policy.decay == HALF_LIFE:
        return 2.0 ** (-age / policy.length)
    if policy.decay == LINEAR:
        return max(0.0, 1.0 - age / policy.length)
    for k in range(policy.steps):
        if age <= t.reals[policy.first_step + 2 * k]:
            return t.reals[policy.first_step + 2 * k + 1]
    return 0.0


def with_naught(counts: Counts, members: Any) -> Counts:
    """The load with those who received nothing; ``members``: how many contacts each segment has."""
    counts.load[..., 0] = np.asarray(members)[None, :, None] - counts.load[..., 1:].sum(axis=-1)
    return counts
