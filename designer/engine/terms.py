# mypy: disable-error-code="no-untyped-def"
"""Conditions at a minute: whether one holds, and when that may change by itself.

A condition is a program: rows of tests, each of which goes on to another test or to an end. A test asks for
an atom of the contact or for events in a window t − within < s ≤ t. ``now`` is the minute looked at,
``known`` the last minute whose events have happened.
"""

from __future__ import annotations

from designer.engine.clockwork import before, window_end
from designer.engine.jit import inline, jit
from designer.engine.tables import FAR, NEVER, YES

#: Farther than a month's end, a leap day and a change of clocks can move the end of a calendar window.
_SLACK = 5 * 1440


@inline
def has_bit(words, row, bit):
    """Whether a bit of a row of words is set."""
    return (words[row, bit >> 6] >> (bit & 63)) & 1 != 0


@inline
def matches(w, e, person, name, where):
    """Whether an event is one of that name and ``where``, of that person."""
    event = w.events[e]
    return event.name == name and event.person == person and (where < 0 or has_bit(w.masks, e, where))


@jit
def happened(t, w, person, term, now, known):
    """Whether the events of a test have happened."""
    test = t.terms[term]
    least = test.least
    if least <= 0:
        return True
    upto = min(now, known)
    if test.ever:
        since = NEVER
    else:
        since = before(t.zones, w.who[person].zone, now, test.within, test.months)
    e = w.count[0] - 1
    while e >= 0:
        minute = w.events[e].minute
        if minute <= since:
            break
        if minute <= upto and matches(w, e, person, test.event, test.where):
            least -= 1
            if least == 0:
                return True
        e -= 1
    return False


@inline
def holds(t, w, person, program, now, known):
    """Whether a condition holds for a person at ``now``."""
    if program < 0:
        return True
    at = t.programs[program].start
    while at >= 0:
        atom = t.terms[at].atom
        if atom >= 0:
            true = has_bit(w.bits, person, atom)
        else:
            true = happened(t, w, person, at, now, known)
        at = t.terms[at].then if true else t.terms[at].otherwise
    return at == YES


@jit
def flips_at(t, w, person, program, now, known):
    """The earliest minute > ``now`` at which the truth might change without a new fact; FAR: none.

    Never later than a real change; it may be earlier, or no change at all.
    """
    first = FAR
    if program < 0:
        return first
    row = t.programs[program]
    for term in range(row.first, row.first + row.terms):
        test = t.terms[term]
        if test.atom < 0 and not test.ever and test.least > 0:
            first = min(first, _window_flips(t, w, person, test, now, known))
    return first


@inline
def _window_flips(t, w, person, test, now, known):
    """When the events of a test enter or leave its window so that its truth may change."""
    upto, zone = min(now, known), w.who[person].zone
    if test.months == 0:
        # events leave in their order: the truth changes when the last but (least − 1) of them does
        since, left = now - test.within, test.least
        e = w.count[0] - 1
        while e >= 0:
            minute = w.events[e].minute
            if minute <= since:
                break
            if minute <= upto and matches(w, e, person, test.event, test.where):
                left -= 1
                if left == 0:
                    return minute + test.within
            e -= 1
        return FAR
    first = FAR
    since = before(t.zones, zone, now, test.within, test.months) - 2 * _SLACK
    e = w.count[0] - 1
    while e >= 0:
        minute = w.events[e].minute
        if minute <= since:
            break
        if minute <= upto and matches(w, e, person, test.event, test.where):
            first = min(first, window_end(t.zones, zone, minute, test.within, test.months, now))
        e -= 1
    return first
