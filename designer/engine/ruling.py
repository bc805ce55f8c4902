# mypy: disable-error-code="no-untyped-def"
"""The rules of pressure at work: may this message leave at this minute, what holds it back, and until when.

Each rule answers two questions about a message: the first minute ≥ t that it allows, and which dispatches
fill it. The first minute that all of them allow is found by leapfrog: jumping from one rule's answer to the
next until nobody moves. That is the earliest one, since each jump passes over forbidden minutes only.

The dispatches looked at are ``w.sends``, counted ones only, sorted by minute; those after the present are
known reservations. ``ghost``: whether dispatches held out by a control group are seen as well. ``apart``: a
dispatch to leave out, -1 for none. ``weight`` is that of the message that asks.
"""

from __future__ import annotations

from designer.domain.pressure import TOLERANCE
from designer.engine.clockwork import next_open, next_time, period
from designer.engine.jit import inline, jit
from designer.engine.tables import (
    CALENDAR,
    EXCLUDED,
    FAR,
    HALF_LIFE,
    LINEAR,
    QUIET,
    ROLLING_AFTER,
    SCORE,
)
from designer.engine.terms import flips_at, has_bit, holds

#: A rule lists the dispatches that fill it; of a score, those that weigh at least this part of the threshold.
_NOTABLE = 0.01


@inline
def seen(w, s, rule, ghost):
    """Whether a rule looks at a dispatch."""
    return has_bit(w.fills, s, rule) and (ghost or w.sends[s].ghost == 0)


@inline
def most_of(t, w, person, rule, now):
    """The maximum of a rule for this person, less the slots kept for better classes."""
    row = t.rules[rule]
    most = row.most
    for k in range(row.limits):
        at = row.first_limit + 2 * k
        if holds(t, w, person, t.ints[at], now, now):
            most = t.ints[at + 1]
            break
    return most - row.kept


@jit
def next_free(t, w, person, rule, weight, ghost, at, limit, now, apart):
    """The first minute ≥ ``at`` that a rule allows; FAR when none does, or none up to ``limit``."""
    kind = t.rules[rule].kind
    if kind == EXCLUDED:
        program = t.rules[rule].program
        while holds(t, w, person, program, at, now):
            later = flips_at(t, w, person, program, at, now)
            if later > limit:
                return FAR
            at = later
        return at
    if kind == QUIET:
        return next_open(t.hours, t.rules[rule].quiet, t.zones, w.who[person].zone, at, limit)
    if kind == SCORE:
        return _score_free(t, w, weight, ghost, at, limit, apart)
    most = most_of(t, w, person, rule, now)
    if most <= 0:
        return FAR
    if w.count[2] < most:
        return at
    if kind == CALENDAR:
        zone, unit = w.who[person].zone, t.rules[rule].unit
        while True:
            start, end = period(t.zones, zone, at, unit)
            found = 0
            for s in range(w.count[2]):
                if start <= w.sends[s].at < end and seen(w, s, rule, ghost):
                    found += 1
            if found < most:
                return at
            at = end
    return _window_free(w, rule, ghost, at, most, t.rules[rule].width, kind == ROLLING_AFTER)


@inline
def _following(w, s, rule, ghost):
    """The next dispatch from ``s`` on that the rule looks at."""
    count = w.count[2]
    while s < count and not seen(w, s, rule, ghost):
        s += 1
    return s


@inline
def _window_free(w, rule, ghost, at, most, width, after):
    """With n = ``most``: any n dispatches that span less than ``width`` forbid the open interval from
    (last − width) to (first + width); for a gap after other channels, from the last one on to (first +
    width)."""
    count = w.count[2]
    first = count
    while first > 0 and w.sends[first - 1].at >= at - width:
        first -= 1
    first = _following(w, first, rule, ghost)
    last = first
    for _ in range(most - 1):
        if last >= count:
            return at
        last = _following(w, last + 1, rule, ghost)
    while last < count:
        a, b = w.sends[first].at, w.sends[last].at
        if after:
            if b <= at < a + width:
                at = a + width
        elif b - a < width and b - width < at < a + width:
            at = a + width
        first = _following(w, first + 1, rule, ghost)
        last = _following(w, last + 1, rule, ghost)
    return at


# ── The score ───────────────────────────────────────────────────────────────────────────────────────────


@inline
def _contribution(t, weight, age):
    """What one dispatch of that weight and age adds to the score."""
    policy = t.policy[0]
    left = 0.0
    if policy.decay == HALF_LIFE:
        if age < policy.steps:
            left = t.reals[policy.first_step + age]
        else:
            left = 2.0 ** (-age / policy.length)
    elif policy.decay == LINEAR:
        left = max(0.0, 1.0 - age / policy.length)
    else:
        for k in range(policy.steps):
            if age <= t.reals[policy.first_step + 2 * k]:
                left = t.reals[policy.first_step + 2 * k + 1]
                break
    return weight + left if policy.reading_sum else weight * left


@jit
def _fits(t, w, weight, ghost, at, upto, apart, also, extra, extra_at):
    """Whether a message of that weight may leave at ``at``: beside the dispatches up to minute ``upto``,
    but for two, and with one more of weight ``extra`` at ``extra_at`` (FAR: none)."""
    total = 0.0
    for s in range(w.count[2]):
        send = w.sends[s]
        if send.at > upto or send.at > at:
            break
        if s != apart and s != also and (ghost or send.ghost == 0):
            total += _contribution(t, send.weight, at - send.at)
    if extra_at <= at:
        total += _contribution(t, extra, at - extra_at)
    return total + _contribution(t, weight, 0) <= t.policy[0].threshold + TOLERANCE


@jit
def _score_free(t, w, weight, ghost, at, limit, apart):
    """By bisection: without a new dispatch the score only falls; a reservation that comes raises it again."""
    while True:
        found = at
        if not _fits(t, w, weight, ghost, at, at, apart, -1, 0.0, FAR):
            if limit <= at or not _fits(t, w, weight, ghost, limit, at, apart, -1, 0.0, FAR):
                return FAR
            low, found = at, limit
            while found - low > 1:
                middle = (low + found) // 2
                if _fits(t, w, weight, ghost, middle, at, apart, -1, 0.0, FAR):
                    found = middle
                else:
                    low = middle
        upset, between = FAR, False
        for s in range(w.count[2]):
            send = w.sends[s]
            if s == apart or (send.ghost and not ghost):
                continue
            if at < send.at <= found:
                between = True
            if send.at > found and upset == FAR:
                # a reserved dispatch must still pass if this one leaves before it
                if not _fits(t, w, send.weight, ghost, send.at, send.at, s, apart, weight, found):
                    upset = send.at
        if upset == FAR and not between:
            return found
        at = found if upset == FAR else upset


# ── All rules of a message ──────────────────────────────────────────────────────────────────────────────


@jit
def first_blocking(t, w, person, offer, weight, ghost, at, limit, now):
    """The first rule that forbids the message at ``at``; -1: none."""
    row = t.offers[offer]
    for k in range(row.first_rule, row.first_rule + row.rules):
        rule = t.ints[k]
        if next_free(t, w, person, rule, weight, ghost, at, limit, now, -1) != at:
            return rule
    return -1


@jit
def first_free(t, w, person, offer, weight, ghost, at, limit, now):
    """The first minute ≥ ``at`` that every rule allows; FAR when there is none up to ``limit``."""
    row = t.offers[offer]
    while True:
        start = at
        for k in range(row.first_rule, row.first_rule + row.rules):
            at = next_free(t, w, person, t.ints[k], weight, ghost, at, limit, now, -1)
            if at > limit:
                return FAR
        if row.pooled:
            at = next_time(t.zones, w.who[person].zone, at, t.policy[0].pool_at, 0)
            if at > limit:
                return FAR
        if at == start:
            return at


@inline
def fills_at(t, w, person, rule, s, ghost, at):
    """Whether a dispatch is one of those that fill a rule at ``at``."""
    kind = t.rules[rule].kind
    send = w.sends[s]
    if kind in (EXCLUDED, QUIET):
        return False
    if kind == SCORE:
        if send.at > at or (send.ghost and not ghost):
            return False
        return _contribution(t, send.weight, at - send.at) > t.policy[0].threshold * _NOTABLE
    if not seen(w, s, rule, ghost):
        return False
    if kind == CALENDAR:
        start, end = period(t.zones, w.who[person].zone, at, t.rules[rule].unit)
        return start <= send.at < end
    width = t.rules[rule].width
    ahead = at + 1 if kind == ROLLING_AFTER else at + width
    return at - width < send.at < ahead
