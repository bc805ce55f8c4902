# mypy: disable-error-code="no-untyped-def"
"""The kernel: everything that is decided about counting units, minute by minute, over arrays.

At one minute events come before timers, exits before entries, entries before sends. It reads no clock, draws
nothing by chance and keeps nothing: what it is given is copied into the workbench ``w`` unit by unit, what
it decides is written to ``o``. Units are independent, so that they may be cut into parts, on any number of
cores, in any order.

``advance`` is the only entrance. Everything else works on the unit that lies on the workbench; ``person`` is
a place on it, ``r`` a row of its enrolments. The same source runs interpreted where there is no numba.
"""

from __future__ import annotations

from math import ceil, log
from typing import Any, NamedTuple

import numpy as np

from designer.engine.bundles import bundle
from designer.engine.clockwork import date_minute, next_date, next_time, shift, window_end
from designer.engine.draws import TO_HOLD_OUT, TO_RANK, TO_REACT, TO_SPLIT, draw
from designer.engine.jit import entrance, inline, jit
from designer.engine.ruling import fills_at, first_blocking, first_free, next_free
from designer.engine.tables import (
    ACTIVE,
    AFTER_EXIT,
    BY_BLOCKED,
    BY_END,
    BY_EXIT_WHEN,
    BY_GOAL,
    BY_IF_PAST,
    BY_LOOP,
    BY_PREVAILED,
    CAPPED,
    COMPLETED,
    CONSENT,
    CONTROL,
    CONVERTED,
    DELAY,
    DELAYED,
    EFFECT_ENTRY,
    EFFECT_EXIT,
    EVENT,
    EXCLUDED,
    EXIT,
    EXIT_IF_BLOCKED,
    EXITED,
    EXPERIMENT,
    FALL_BACK,
    FALLEN_BACK,
    FAR,
    GROUPED,
    HELD_OUT,
    IF_PAST_RULE,
    LEAVE,
    LEFT,
    LOOPED,
    MERGED,
    MESSAGE,
    MISFIRE,
    NEVER,
    NO_ADDRESS,
    NO_REENTRY,
    NO_RULE,
    NOT_AUDIENCE,
    ON_DATE,
    ON_ENTERS,
    ON_INACTIVITY,
    ON_RHYTHM,
    PAUSED,
    PREVAILED,
    QUIET,
    REENTERED,
    RUN,
    SCORE,
    SEND,
    SENT,
    SKIP_NEXT,
    SKIPPED,
    SPLIT,
    STAY,
    SUPPRESSED,
    TASK,
    TOO_SOON,
    UPDATE,
    WAIT_DATE,
    WAIT_EVENT,
    WAIT_FOR,
    WAIT_TIME,
)
from designer.engine.terms import flips_at, has_bit, holds, matches

#: Nodes that one contact may enter in one minute; more is a loop, and its enrolment leaves.
MOST_STEPS = 100

# Places in ``w.count``: rows in use, and what there was no room for (1: in ``o``; 2: on the workbench).
EVENTS, RUNS, SENDS, STAYS, ORDER, FULL, PEOPLE = range(7)
# Places in ``o.used``.
VISITS, DECISIONS, FILLERS, REFUSALS, UPDATES, TASKS, REACTIONS, ENDED = range(8)

WHO = np.dtype(
    [
        ("row", "i8"),
        ("zone", "i8"),
        ("suppressed", "i8"),
        # events of the unit before this one have been taken
        ("taken", "i8"),
        # attributes may have changed since waits and pending messages were last looked at
        ("fresh", "i8"),
        ("restless", "i8"),
        # goals and answers are to be looked for: an event is new, or nothing was looked for yet
        ("heard", "i8"),
        # facts that triggers and exit rules have not been told of: how many names, the minute of the earliest
        ("news", "i8"),
        ("changed_at", "i8"),
        ("step_minute", "i8"),
        ("steps", "i8"),
        ("last_contact", "i8"),
        ("taken_to", "i8"),
        ("now", "i8"),
        ("asleep", "i8"),
        ("draw_lo", "i8"),
        ("draw_hi", "i8"),
    ],
    align=True,
)

#: A trigger that comes without an event, for one person.
LOOK = np.dtype(
    [
        # when it is next looked at without a new fact; what has been answered
        ("look", "i8"),
        ("looked", "i8"),
        ("mark_at", "i8"),
        ("mark_level", "i8"),
        ("begun", "i8"),
        ("backfilling", "i8"),
    ],
    align=True,
)

FIRED = np.dtype([("entry", "i8"), ("event", "i8"), ("due", "i8")], align=True)

#: A message that asks to leave.
CANDIDATE = np.dtype(
    [
        ("run", "i8"),
        ("rank", "i8"),
        ("value", "i8"),
        ("deadline", "i8"),
        ("last", "i8"),
        ("draw", "f8"),
        ("ghost", "i8"),
        ("onward", "i8"),
        # of one that was accepted: its offer (-1: not accepted), row in ``w.sends`` (-1: not counted),
        # decision
        ("offer", "i8"),
        ("send", "i8"),
        ("decision", "i8"),
        ("weight", "f8"),
        ("due", "i8"),
    ],
    align=True,
)


class Work(NamedTuple):
    """The workbench: one unit while it is being advanced."""

    who: Any
    bits: Any
    date_kind: Any
    date: Any
    runs: Any
    visits: Any
    stays: Any
    events: Any
    masks: Any
    sends: Any
    fills: Any
    looks: Any  #: LOOK[person, timed entry]
    news: Any  #: i8[person, names of events + 1]
    order: Any  #: i8: rows of the enrolments inside, by person, key, entry
    fired: Any
    candidates: Any
    scratch: Any  #: i8
    count: Any  #: i8[7]


def workbench(policy: Any, room: int = 64) -> Work:
    """A workbench for units of up to ``room`` of anything; ``policy`` is the row of the tables."""
    people = max(4, room // 8)
    timed = max(1, int(policy["timed"]))
    return Work(
        who=np.zeros(people, WHO),
        bits=np.zeros((people, int(policy["words"])), np.int64),
        date_kind=np.zeros((people, max(1, int(policy["dates"]))), np.int8),
        date=np.zeros((people, max(1, int(policy["dates"]))), np.int64),
        runs=np.zeros(room, RUN),
        visits=np.zeros((room, max(1, int(policy["places"]))), np.int32),
        stays=np.zeros(room, STAY),
        events=np.zeros(4 * room, EVENT),
        masks=np.zeros((4 * room, int(policy["mask_words"])), np.int64),
        sends=np.zeros(4 * room, SEND),
        fills=np.zeros((4 * room, int(policy["rule_words"])), np.int64),
        looks=np.zeros((people, timed), LOOK),
        news=np.zeros((people, int(policy["events"]) + 1), np.int64),
        order=np.zeros(room, np.int64),
        fired=np.zeros(4 * room, FIRED),
        candidates=np.zeros(room, CANDIDATE),
        scratch=np.zeros(4 * room, np.int64),
        count=np.zeros(7, np.int64),
    )


@inline
def _copy(there, row, here, other):
    """Copy a row of numbers."""
    for k in range(there.shape[1]):
        there[row, k] = here[other, k]


# ── What is decided ─────────────────────────────────────────────────────────────────────────────────────


@inline
def _room(o, w, kind, size):
    """The next place for a row of a kind; -1 where nobody wants it, or there is no room."""
    place = o.used[kind]
    if place < size:
        o.used[kind] = place + 1
        return place
    if size > 0:
        w.count[FULL] |= 1
    return -1


@inline
def _note_visit(w, o, r, minute, way):
    place = _room(o, w, VISITS, len(o.visits))
    if place >= 0:
        run, row = w.runs[r], o.visits[place]
        row.at = minute
        row.person = w.who[run.person].row
        row.scenario = run.scenario
        row.entry = run.entry
        row.node = run.node
        row.visit = run.visit
        row.way = way


@jit
def _note_refusal(w, o, person, minute, entry, reason, by):
    place = _room(o, w, REFUSALS, len(o.refusals))
    if place >= 0:
        row = o.refusals[place]
        row.at = minute
        row.person = w.who[person].row
        row.entry = entry
        row.reason = reason
        row.by = by


@jit
def _note_task(t, w, o, r, minute, expired):
    place = _room(o, w, TASKS, len(o.tasks))
    if place >= 0:
        run, row = w.runs[r], o.tasks[place]
        row.at = minute
        row.expires_at = run.due
        row.person = w.who[run.person].row
        row.scenario = run.scenario
        row.entry = run.entry
        row.node = run.node
        row.visit = run.visit
        row.expired = expired
    return place


# ── The person on the workbench ─────────────────────────────────────────────────────────────────────────


@inline
def _changed(w, person, name, minute):
    """An event of that name and minute is new, or attributes are."""
    who = w.who[person]
    who.changed_at = min(who.changed_at, minute)
    for k in range(who.news):
        if w.news[person, k] == name:
            return
    w.news[person, who.news] = name
    who.news += 1


@jit
def _may_step(w, person, minute):
    """Whether the contact may enter one more node in this minute."""
    return w.who[person].step_minute != minute or w.who[person].steps < MOST_STEPS


@inline
def _step(w, person, minute):
    """Count one node entered; false when the contact has entered too many in this minute."""
    who = w.who[person]
    if who.step_minute == minute:
        who.steps += 1
    else:
        who.step_minute, who.steps = minute, 1
    return who.steps <= MOST_STEPS


@inline
def _prevails(t, w, person, scenario, key, effect):
    """Whether a scenario prevails over another for this person, with that effect; -1: with any."""
    row = t.scenarios[scenario]
    for k in range(row.overs):
        at = row.first_over + 3 * k
        if t.ints[at] == key and (effect < 0 or t.ints[at + 1] == effect):
            if holds(t, w, person, t.ints[at + 2], w.who[person].now, w.who[person].now):
                return True
    return False


@jit
def _add_event(t, w, person, minute, name, bits, ref, closes):
    """A fact of the present minute or a later one takes its place among the events."""
    count = w.count[EVENTS]
    if count >= len(w.events):
        w.count[FULL] |= 2
        return
    place = count
    while place > 0 and w.events[place - 1].minute > minute:
        w.events[place] = w.events[place - 1]
        _copy(w.masks, place, w.masks, place - 1)
        place -= 1
    event = w.events[place]
    event.minute = minute
    event.name = name
    event.key = event.node = event.entry = -1
    event.ref = ref
    event.closes = closes
    event.person = person
    for k in range(t.policy[0].mask_words):
        w.masks[place, k] = t.ints[bits + k] if bits >= 0 else 0
    w.count[EVENTS] = count + 1
    # whoever came later to a household has taken events of minutes after this one
    for other in range(w.count[PEOPLE]):
        if w.who[other].taken > place:
            w.who[other].taken += 1


@jit
def _leave(t, w, r, standing, reason, by, minute):
    """An enrolment ends."""
    run = w.runs[r]
    run.standing, run.reason, run.by = standing, reason, by
    run.left_at, run.due, run.exit_flip, run.touched = minute, FAR, NEVER, 1
    count = w.count[ORDER]
    place = 0
    while w.order[place] != r:
        place += 1
    for k in range(place, count - 1):
        w.order[k] = w.order[k + 1]
    w.count[ORDER] = count - 1
    key = t.scenarios[run.scenario].key
    for s in range(w.count[STAYS] - 1, -1, -1):
        stay = w.stays[s]
        if stay.entry == run.entry and stay.key == key and stay.person == run.person:
            stay.left_at = minute
            break


@jit
def _wake(t, w, person):
    """The earliest minute at which anything can happen to a person without a new fact."""
    first = FAR
    for e in range(w.who[person].taken, w.count[EVENTS]):
        if w.events[e].person == person:
            first = w.events[e].minute
            break
    for k in range(t.policy[0].timed):
        first = min(first, w.looks[person, k].look)
    for k in range(w.count[ORDER]):
        run = w.runs[w.order[k]]
        if run.person == person and t.scenarios[run.scenario].paused == 0:
            first = min(first, run.due)
            if run.exit_flip != NEVER:
                first = min(first, run.exit_flip)
    return first


# ── Triggers: when a contact starts to meet one; onset counts, not level ────────────────────────────────


@inline
def _on_grid(minute, every):
    """The first minute ≥ ``minute`` at which a condition is looked at."""
    return -((-minute) // every) * every


@jit
def _next_look(t, w, person, entry, at, first, level):
    """When to look again, from ``first`` on, by the facts of minute ``at`` and the truth at the last look."""
    row = t.entries[entry]
    if holds(t, w, person, row.program, at, at) != level:
        return _on_grid(first, row.every)
    flip = flips_at(t, w, person, row.program, at, at)
    return FAR if flip == FAR else _on_grid(flip, row.every)


@jit
def _sort(numbers, count):
    """Sort the first numbers in place: a heap, as a contact may have thousands of events."""
    for start in range(count // 2 - 1, -1, -1):
        _sift(numbers, start, count)
    for last in range(count - 1, 0, -1):
        numbers[0], numbers[last] = numbers[last], numbers[0]
        _sift(numbers, 0, last)


@inline
def _sift(numbers, root, count):
    while 2 * root + 1 < count:
        child = 2 * root + 1
        if child + 1 < count and numbers[child + 1] > numbers[child]:
            child += 1
        if numbers[child] <= numbers[root]:
            return
        numbers[root], numbers[child] = numbers[child], numbers[root]
        root = child


@jit
def _inactive_from(t, w, person, entry):
    """The minute from which the contact counts as inactive, as its events up to now have it; FAR: never.

    A fixed time after the last event, or the contact's own rhythm: last event + median interval × factor −
    lead. A contact without such an event has never been active; a rhythm that would fall due at the very
    event foretells nothing.
    """
    row, now, zone = t.entries[entry], w.who[person].now, w.who[person].zone
    last, before, found = NEVER, NEVER, 0
    for e in range(w.count[EVENTS] - 1, -1, -1):
        if w.events[e].minute <= now and matches(w, e, person, row.event, -1):
            if found == 0:
                last = w.events[e].minute
            elif found - 1 < len(w.scratch):
                w.scratch[found - 1] = before - w.events[e].minute
            else:
                w.count[FULL] |= 2
                return FAR
            before = w.events[e].minute
            found += 1
            if row.kind == ON_INACTIVITY:
                break
    if found == 0:
        return FAR
    if row.kind == ON_INACTIVITY:
        return window_end(t.zones, zone, last, row.minutes, row.months, last)
    if found < max(2, row.min_events):
        return FAR
    half = (found - 1) // 2
    _sort(w.scratch, found - 1)
    median = float(w.scratch[half])
    if (found - 1) % 2 == 0:
        median = (w.scratch[half - 1] + w.scratch[half]) / 2
    onset = shift(t.zones, zone, last + ceil(median * row.factor), -row.minutes, -row.months)
    return onset if onset > last else FAR


@jit
def _next_onset(t, w, person, entry):
    """The first minute, not answered yet, at which the trigger comes if no new fact does; FAR: none."""
    row, who = t.entries[entry], w.who[person]
    since = max(max(who.taken_to, row.published_at - 1), w.looks[person, row.timed].looked)
    if row.kind == ON_DATE:
        return next_date(
            t.zones,
            who.zone,
            w.date_kind[person, row.date],
            w.date[person, row.date],
            row.tod,
            row.yearly,
            row.minutes,
            row.months,
            since,
        )
    if row.kind == ON_INACTIVITY or row.kind == ON_RHYTHM:
        onset = _inactive_from(t, w, person, entry)
        return onset if onset > since else FAR
    low, high = row.first_instant, row.first_instant + row.instants
    while low < high:
        middle = (low + high) // 2
        if t.ints[middle] > since:
            high = middle
        else:
            low = middle + 1
    return t.ints[low] if low < row.first_instant + row.instants else FAR


@inline
def _set_mark(look, at, level):
    look.mark_at, look.mark_level = at, level


@jit
def _level_before(t, w, person, entry):
    """Whether the contact satisfied the condition before the publication, and so does not start to now.

    A contact already advanced since the publication and without a mark did not exist then: it satisfied
    nothing. With ``backfill`` nobody is taken to have satisfied it before the first publication.
    """
    row = t.entries[entry]
    if w.looks[person, row.timed].mark_at == NEVER:
        if row.backfill or w.who[person].taken_to >= row.published_at:
            return False
    return holds(t, w, person, row.program, row.published_at - 1, row.published_at - 1)


@jit
def _begin(t, w, person, entry, floor):
    """Find out when a trigger is to be looked at, as things stood when the contact was last advanced."""
    row = t.entries[entry]
    look = w.looks[person, row.timed]
    if floor < row.published_at:
        look.look = row.published_at
        return
    look.begun = 1
    if row.kind == ON_ENTERS:
        # a mark from before the publication is about another version's condition
        if look.mark_at == NEVER or look.mark_at < row.published_at - 1:
            _set_mark(look, floor, _level_before(t, w, person, entry))
            look.look = _on_grid(floor, row.every)
        else:
            taken_to = w.who[person].taken_to
            look.look = _next_look(
                t, w, person, entry, taken_to, max(taken_to + 1, floor), look.mark_level != 0
            )
    elif (row.kind == ON_INACTIVITY or row.kind == ON_RHYTHM) and row.backfill and look.mark_at == NEVER:
        _set_mark(look, floor, True)
        look.backfilling = 1
        look.look = floor
    else:
        look.look = _next_onset(t, w, person, entry)


@jit
def _refresh(t, w, person, entry, changed_at, minute):
    """A fact of minute ``changed_at`` is new: see again when the trigger is to be looked at."""
    row = t.entries[entry]
    look = w.looks[person, row.timed]
    if look.begun == 0 or look.backfilling:
        return
    if row.kind != ON_ENTERS:
        look.look = _next_onset(t, w, person, entry)
        return
    if look.look <= minute:
        return
    after = _on_grid(changed_at, row.every)
    if after > minute:
        look.look = _next_look(t, w, person, entry, minute, minute, look.mark_level != 0)
    else:
        look.look = after


@jit
def _fires(t, w, person, entry, minute):
    """Look at a trigger whose time has come: the minute since which it holds; FAR when it does not fire."""
    row = t.entries[entry]
    look = w.looks[person, row.timed]
    if look.begun == 0:
        _begin(t, w, person, entry, minute)
    if look.look > minute:
        return FAR
    onset = look.look
    if row.kind == ON_ENTERS:
        before = look.mark_level != 0
        level = holds(t, w, person, row.program, minute, minute)
        if level != before:
            _set_mark(look, minute, level)
        look.look = _next_look(t, w, person, entry, minute, minute + 1, level)
        return onset if level and not before else FAR
    following = onset
    while following <= minute:
        # of several that were missed, the last one counts
        onset = look.looked = following
        following = _next_onset(t, w, person, entry)
    look.looked = minute
    look.look = following
    if look.backfilling:
        look.backfilling = 0
        return minute if _inactive_from(t, w, person, entry) <= minute else FAR
    return onset


# ── Entries ─────────────────────────────────────────────────────────────────────────────────────────────


@jit
def _stays_refuse(t, w, person, scenario, minute):
    """What the contact's earlier entries say; -1: nothing against it."""
    row, zone = t.scenarios[scenario], w.who[person].zone
    last_in, last_out, found, inside = NEVER, NEVER, 0, False
    since = NEVER
    if row.cap_max >= 0:
        since = shift(t.zones, zone, minute, -row.cap_per, -row.cap_months)
    within = 0
    for s in range(w.count[STAYS]):
        stay = w.stays[s]
        if stay.key == row.key and stay.person == person:
            found += 1
            last_in = max(last_in, stay.entered_at)
            if stay.left_at == FAR:
                inside = True
            else:
                last_out = max(last_out, stay.left_at)
            if stay.entered_at > since:
                within += 1
    if found == 0:
        return -1
    if row.reentry == NO_REENTRY:
        return REENTERED
    last = last_in
    if row.reentry == AFTER_EXIT:
        if inside:
            return REENTERED
        last = last_out
    elif row.has_gap == 0 and last >= minute:
        return TOO_SOON
    if row.has_gap and minute < shift(t.zones, zone, last, row.gap, row.gap_months):
        return TOO_SOON
    if row.cap_max >= 0 and within >= row.cap_max:
        return CAPPED
    return -1


@jit
def _refused(t, w, person, entry, minute):
    """Why the contact may not enter (-1: it may), and because of which key (-1: none)."""
    row = t.entries[entry]
    if row.paused:
        return PAUSED, -1
    scenario = t.scenarios[row.scenario]
    if not holds(t, w, person, scenario.audience, minute, minute):
        return NOT_AUDIENCE, -1
    reason = _stays_refuse(t, w, person, row.scenario, minute)
    if reason >= 0:
        return reason, -1
    for k in range(w.count[ORDER]):
        run = w.runs[w.order[k]]
        if run.person == person:
            other = t.scenarios[run.scenario]
            if scenario.group >= 0 and other.group == scenario.group:
                return GROUPED, np.int64(other.key)
            if other.key != row.key and _prevails(t, w, person, run.scenario, row.key, EFFECT_ENTRY):
                return PREVAILED, np.int64(other.key)
    return (-1 if _may_step(w, person, minute) else LOOPED), -1


@jit
def _is_held_out(t, w, person, scenario):
    """Whether the contact belongs to the control group: of everything, or of this scenario."""
    who, policy, row = w.who[person], t.policy[0], t.scenarios[scenario]
    return (
        policy.control_global > 0
        and draw(who.draw_lo, who.draw_hi, policy.control_lo, policy.control_hi, 0, TO_HOLD_OUT)
        < policy.control_global
    ) or (
        policy.control_each > 0
        and draw(who.draw_lo, who.draw_hi, row.draw_lo, row.draw_hi, 0, TO_HOLD_OUT) < policy.control_each
    )


@jit
def _take_out_of_others(t, w, person, entry, minute):
    row = t.entries[entry]
    k = 0
    while k < w.count[ORDER]:
        r = w.order[k]
        run = w.runs[r]
        key = t.scenarios[run.scenario].key
        if (
            run.person == person
            and key != row.key
            and _prevails(t, w, person, row.scenario, key, EFFECT_EXIT)
        ):
            _leave(t, w, r, LEFT, BY_PREVAILED, row.key, minute)
        else:
            k += 1


@jit
def _enter(t, w, o, person, entry, minute, due, event):
    """Enter the contact, or note why not; ``due`` is the minute at which the trigger came."""
    row = t.entries[entry]
    reason, by = _refused(t, w, person, entry, minute)
    if reason >= 0:
        # a schedule is for the audience: not being of it is nothing to tell
        if reason != NOT_AUDIENCE or row.silent == 0:
            _note_refusal(w, o, person, minute, entry, reason, by)
        return False
    _take_out_of_others(t, w, person, entry, minute)
    r, s = w.count[RUNS], w.count[STAYS]
    if r >= len(w.runs) or s >= len(w.stays):
        w.count[FULL] |= 2
        return False
    number = 0
    for k in range(s):
        stay = w.stays[k]
        if stay.key == row.key and stay.person == person:
            number = max(number, stay.entry)
    number += 1
    stay = w.stays[s]
    stay.key, stay.entry, stay.person, stay.entered_at, stay.left_at = row.key, number, person, minute, FAR
    scenario = t.scenarios[row.scenario]
    run = w.runs[r]
    run.scenario, run.person, run.entry, run.node = row.scenario, person, number, scenario.start
    run.visit, run.attempts, run.steps = 1, 0, 1
    run.skip_next, run.control = 0, _is_held_out(t, w, person, row.scenario)
    run.standing, run.reason, run.by, run.fresh, run.touched = ACTIVE, 0, -1, 1, 1
    run.entered_at = run.arrived_at = minute
    run.due, run.planned_at, run.left_at, run.converted_at = due, NEVER, FAR, NEVER
    run.event = w.events[event].ref if event >= 0 else -1
    run.ref, run.exit_flip = -1, NEVER
    for k in range(scenario.nodes):
        w.visits[r, k] = 0
    if scenario.start >= 0:
        w.visits[r, t.nodes[scenario.start].place] = 1
    w.count[RUNS], w.count[STAYS] = r + 1, s + 1
    _put_in_order(t, w, r)
    _step(w, person, minute)
    _note_visit(w, o, r, minute, -1)
    return True


@inline
def _put_in_order(t, w, r):
    """An enrolment takes its place: by person, key, entry."""
    run = w.runs[r]
    key = t.scenarios[run.scenario].key
    place = w.count[ORDER]
    while place > 0:
        other = w.runs[w.order[place - 1]]
        if other.person < run.person:
            break
        if other.person == run.person:
            other_key = t.scenarios[other.scenario].key
            if other_key < key or (other_key == key and other.entry < run.entry):
                break
        w.order[place] = w.order[place - 1]
        place -= 1
    w.order[place] = r
    w.count[ORDER] += 1


@jit
def _enter_what_fires(t, w, o, person, first, upto, minute):
    """Let the contact into the scenarios whose triggers have come, the one that passes first, first."""
    fired, policy = 0, t.policy[0]
    for e in range(first, upto):
        name = w.events[e].name
        if name < 0 or w.events[e].person != person:
            continue
        at = policy.listeners + 2 * name
        for k in range(t.ints[at], t.ints[at] + t.ints[at + 1]):
            row = t.entries[t.ints[k]]
            if w.events[e].minute >= row.published_at and (row.where < 0 or has_bit(w.masks, e, row.where)):
                if fired < len(w.fired):
                    one = w.fired[fired]
                    one.entry, one.event, one.due = t.ints[k], e, min(w.events[e].minute, minute)
                    fired += 1
                else:
                    w.count[FULL] |= 2
    if policy.timed > 0:
        for entry in range(len(t.entries)):
            timed = t.entries[entry].timed
            if timed >= 0 and w.looks[person, timed].look <= minute:
                onset = _fires(t, w, person, entry, minute)
                if onset != FAR:
                    if fired < len(w.fired):
                        one = w.fired[fired]
                        one.entry, one.event, one.due = entry, -1, onset
                        fired += 1
                    else:
                        w.count[FULL] |= 2
    entered = False
    # the order of entries is their rank; of one entry, the trigger that came first is tried first
    for _ in range(fired):
        best = -1
        for k in range(fired):
            if w.fired[k].entry >= 0 and (best < 0 or w.fired[k].entry < w.fired[best].entry):
                best = k
        one = w.fired[best]
        entry, due, event = one.entry, one.due, one.event
        one.entry = -1
        if _enter(t, w, o, person, entry, minute, due, event):
            entered = True
    return entered


# ── Steps: an enrolment goes from node to node until it stands still ────────────────────────────────────


@jit
def _go_on(t, w, o, r, way, minute, due):
    """Leave the node by a way out, and walk until the enrolment stands still or ends.

    ``due`` is the minute for which the move was due: a message on the way is as late as the move.
    """
    run = w.runs[r]
    run.touched = 1
    while way >= 0:
        target, edge = -1, -1
        if run.node >= 0:
            edge = t.nodes[run.node].first_way + way
            target = t.ints[edge]
        if target < 0:
            _leave(t, w, r, COMPLETED, BY_END, -1, minute)
            return
        if not _step(w, run.person, minute):
            _leave(t, w, r, LEFT, BY_LOOP, -1, minute)
            return
        place = t.nodes[target].place
        run.node, run.arrived_at = target, minute
        run.visit = w.visits[r, place] + 1
        w.visits[r, place] = run.visit
        run.steps += 1
        run.due, run.planned_at, run.attempts = FAR, NEVER, 0
        _note_visit(w, o, r, minute, edge)
        way = _stand(t, w, o, r, minute, due)


@jit
def _stand(t, w, o, r, minute, due):
    """What a node does with an enrolment that arrives: the way out it takes at once, or -1."""
    run = w.runs[r]
    person = run.person
    node, who = t.nodes[run.node], w.who[person]
    kind = node.kind
    if kind == WAIT_FOR:
        run.due = shift(t.zones, who.zone, minute, node.minutes, node.months)
        return -1 if run.due > minute else 0
    if kind == MESSAGE:
        if t.offers[node.first_offer].pooled:
            due = next_time(t.zones, who.zone, due, t.policy[0].pool_at, 0)
        run.due = run.planned_at = due
        return -1
    if kind == EXIT:
        _leave(t, w, r, COMPLETED, BY_END, -1, minute)
        return -1
    if kind == WAIT_EVENT:
        if node.limited:
            run.due = shift(t.zones, who.zone, minute, node.minutes, node.months)
        return -1
    if kind == SPLIT:
        for k in range(node.count):
            if holds(t, w, person, t.ints[node.first + k], who.now, who.now):
                return k
        return node.count
    if kind == EXPERIMENT:
        point = draw(who.draw_lo, who.draw_hi, node.draw_lo, node.draw_hi, run.visit, TO_SPLIT)
        for k in range(node.count):
            if point < t.reals[node.first + k]:
                return k
        return node.count - 1
    if kind == TASK:
        if node.limited:
            run.due = shift(t.zones, who.zone, minute, node.minutes, node.months)
        _note_task(t, w, o, r, minute, 0)
        return -1
    if kind == UPDATE:
        _set_attributes(t, w, o, person, run.node, minute)
        return 0
    if kind == WAIT_TIME:
        run.due = next_time(t.zones, who.zone, minute, node.tod, node.weekdays)
        return -1 if run.due > minute else 0
    if kind == WAIT_DATE:
        return _wait_for_date(t, w, r, minute)
    return 0


@jit
def _set_attributes(t, w, o, person, node, minute):
    """Attributes of the contact take new values."""
    policy, at, who = t.policy[0], t.nodes[node].first, w.who[person]
    if t.ints[at] > 0:
        who.zone = t.ints[at] - 1
    at += 1
    for k in range(policy.words):
        w.bits[person, k] = (w.bits[person, k] & ~t.ints[at + k]) | t.ints[at + policy.words + k]
    at += 2 * policy.words
    for k in range(policy.dates):
        if t.ints[at + k] >= 0:
            w.date_kind[person, k] = t.ints[at + k]
            w.date[person, k] = t.ints[at + policy.dates + k]
    _changed(w, person, policy.events, who.now)
    who.fresh = 1
    place = _room(o, w, UPDATES, len(o.updates))
    if place >= 0:
        row = o.updates[place]
        row.at, row.person, row.node = minute, who.row, node


@inline
def _date_of(t, w, r):
    """The date that an enrolment waits for; NEVER when there is none."""
    run = w.runs[r]
    node, person = t.nodes[run.node], run.person
    return date_minute(
        t.zones,
        w.who[person].zone,
        w.date_kind[person, node.date],
        w.date[person, node.date],
        node.minutes,
        node.months,
    )


@jit
def _wait_for_date(t, w, r, minute):
    """Wait for a contact's date; one that is past, or that there is not, does as ``if_past`` says."""
    run = w.runs[r]
    date = _date_of(t, w, r)
    if date > minute:
        run.due = date
        return -1
    if date < minute:
        node = t.nodes[run.node]
        if node.if_past == LEAVE:
            _leave(t, w, r, LEFT, BY_IF_PAST, -1, minute)
            return -1
        if node.if_past == SKIP_NEXT:
            run.skip_next = 1
    return 0


@jit
def _follow_moved_date(t, w, o, r, minute):
    """The contact's date may have moved while an enrolment waits for it."""
    if _date_of(t, w, r) == w.runs[r].due:
        return
    way = _wait_for_date(t, w, r, minute)
    if way >= 0:
        _go_on(t, w, o, r, way, minute, minute)
    else:
        w.runs[r].touched = 1


@jit
def _answer(t, w, r, minute):
    """The way out that an event has opened since arrival (-1: none), and the event's minute."""
    run = w.runs[r]
    node, policy = t.nodes[run.node], t.policy[0]
    last, way, at = min(minute, run.due), -1, NEVER
    key = t.scenarios[run.scenario].key
    for e in range(w.count[EVENTS] - 1, -1, -1):
        event = w.events[e]
        if event.minute <= run.arrived_at:
            break
        if event.minute > last or event.person != run.person:
            continue
        if node.kind == WAIT_EVENT:
            if matches(w, e, run.person, node.event, node.where):
                way, at = 0, event.minute
        elif event.key == key and event.node == node.name and (event.entry == -1 or event.entry == run.entry):
            if event.name == policy.done_event:
                way, at = 0, event.minute
            elif event.name == policy.refused_event:
                way, at = 1, event.minute
    return way, at


@jit
def _time_is_up(t, w, o, r, minute, due):
    """A wait is over, a timeout reached, a task expired."""
    run, way = w.runs[r], 0
    if run.node >= 0:
        node = t.nodes[run.node]
        if node.kind == WAIT_EVENT:
            way = 1
        elif node.kind == TASK:
            way = 2
            place = _note_task(t, w, o, r, minute, 1)
            if t.policy[0].expired_event >= 0:
                _add_event(t, w, run.person, minute, t.policy[0].expired_event, node.first, -3 - 2 * place, 0)
    _go_on(t, w, o, r, way, minute, due)


@jit
def _move(t, w, o, person, minute):
    """Move the enrolments that an event answers or whose time has come; messages are left to arbitration."""
    moved, k = False, 0
    while k < w.count[ORDER]:
        r = w.order[k]
        run = w.runs[r]
        if run.person != person or t.scenarios[run.scenario].paused:
            k += 1
            continue
        kind = t.nodes[run.node].kind if run.node >= 0 else EXIT
        if kind == WAIT_DATE and w.who[person].fresh:
            _follow_moved_date(t, w, o, r, minute)
            kind = t.nodes[run.node].kind
        if run.standing == ACTIVE and kind != MESSAGE:
            way, at = -1, NEVER
            if kind in (WAIT_EVENT, TASK) and w.who[person].heard:
                way, at = _answer(t, w, r, minute)
            if way >= 0:
                _go_on(t, w, o, r, way, minute, at)
                moved = True
            elif run.due <= minute:
                _time_is_up(t, w, o, r, minute, run.due)
                moved = True
        if run.standing == ACTIVE:
            k += 1
    return moved


# ── Settling: goals, exits, entries, steps ──────────────────────────────────────────────────────────────


@jit
def _reach_goal(t, w, r, minute):
    """Note a conversion; true when the enrolment leaves for it."""
    run = w.runs[r]
    scenario = t.scenarios[run.scenario]
    last, found = minute, NEVER
    if scenario.goal_limited:
        zone = w.who[run.person].zone
        end = shift(t.zones, zone, run.entered_at, scenario.goal_within, scenario.goal_months)
        last = min(minute, end)
    for e in range(w.count[EVENTS] - 1, -1, -1):
        event = w.events[e]
        if event.minute <= run.entered_at:
            break
        if event.minute <= last and matches(w, e, run.person, scenario.goal_event, scenario.goal_where):
            found = event.minute
    if found == NEVER:
        return False
    run.converted_at, run.touched = found, 1
    if scenario.goal_stay:
        return False
    _leave(t, w, r, CONVERTED, BY_GOAL, -1, minute)
    return True


@jit
def _leave_early(t, w, person, minute):
    """Goals and exit rules, at the event and not after the wait."""
    k = 0
    while k < w.count[ORDER]:
        r = w.order[k]
        run = w.runs[r]
        scenario = t.scenarios[run.scenario]
        k += 1
        if run.person != person or scenario.paused:
            continue
        if scenario.goal_event >= 0 and run.converted_at == NEVER and w.who[person].heard:
            if _reach_goal(t, w, r, minute):
                k -= 1
                continue
        if scenario.exit_when < 0 or run.exit_flip > minute:
            continue
        if holds(t, w, person, scenario.exit_when, minute, minute):
            _leave(t, w, r, LEFT, BY_EXIT_WHEN, -1, minute)
            k -= 1
        else:
            run.exit_flip = flips_at(t, w, person, scenario.exit_when, minute, minute)


@jit
def _look_again(t, w, person, minute):
    """Facts have changed: see again when triggers and exit rules are to be looked at."""
    who = w.who[person]
    changed_at, news = who.changed_at, who.news
    who.changed_at, who.news = FAR, 0
    if t.policy[0].timed > 0:
        for entry in range(len(t.entries)):
            if t.entries[entry].timed >= 0:
                for k in range(news):
                    if t.ints[t.entries[entry].hears + w.news[person, k]]:
                        _refresh(t, w, person, entry, changed_at, minute)
                        break
    for k in range(w.count[ORDER]):
        run = w.runs[w.order[k]]
        scenario = t.scenarios[run.scenario]
        if run.person == person and scenario.exit_when >= 0 and scenario.paused == 0:
            for j in range(news):
                if t.ints[scenario.exit_hears + w.news[person, j]]:
                    run.exit_flip = NEVER
                    break


@inline
def _has_news(w, person, minute):
    """Whether facts of this minute wait to be taken."""
    who = w.who[person]
    if who.changed_at != FAR:
        return True
    for e in range(who.taken, w.count[EVENTS]):
        if w.events[e].minute > minute:
            return False
        if w.events[e].person == person:
            return True
    return False


@jit
def _settle(t, w, o, person, minute):
    """Bring one contact to rest at a minute: only messages that are due are left to decide."""
    who = w.who[person]
    while w.count[FULL] == 0:
        first = who.taken
        upto = first
        # only what has just come can answer a wait or reach a goal: what came before was looked at then
        who.heard = who.fresh
        while upto < w.count[EVENTS] and w.events[upto].minute <= minute:
            event = w.events[upto]
            if event.person == person:
                who.heard = 1
                if event.name >= 0:
                    _changed(w, person, event.name, event.minute)
                if event.closes > 0:
                    who.suppressed |= 1 << (event.closes - 1)
                    who.fresh = 1
            upto += 1
        who.taken = upto
        if who.changed_at != FAR:
            _look_again(t, w, person, minute)
        if w.count[ORDER] > 0:
            _leave_early(t, w, person, minute)
        if _enter_what_fires(t, w, o, person, first, upto, minute):
            _leave_early(t, w, person, minute)
        while w.count[ORDER] > 0 and _move(t, w, o, person, minute):
            pass
        if not _has_news(w, person, minute):
            break


# ── Arbitration: of the messages due at one minute, which leave, and what becomes of the others ─────────


@inline
def _barred(t, w, person, category, offer):
    """What closes the channel to this contact whatever the minute; NO_RULE: nothing."""
    row = t.offers[offer]
    if row.consent >= 0 and not has_bit(w.bits, person, row.consent):
        return CONSENT
    if row.address >= 0 and not has_bit(w.bits, person, row.address):
        return NO_ADDRESS
    if (w.who[person].suppressed >> row.channel) & 1:
        return SUPPRESSED
    return NO_RULE


@jit
def _find_candidates(t, w, minute):
    """The messages that ask to leave; how many there are."""
    found = 0
    for k in range(w.count[ORDER]):
        r = w.order[k]
        run = w.runs[r]
        if run.due == FAR or run.node < 0 or t.scenarios[run.scenario].paused:
            continue
        if run.due > minute and w.who[run.person].fresh == 0:
            continue
        node = t.nodes[run.node]
        if node.kind != MESSAGE:
            continue
        if run.due > minute:
            # a delayed message need not wait for its next try when its channel is closed for good
            if run.attempts == 0 or _barred(t, w, run.person, node.category, node.first_offer) == NO_RULE:
                continue
        if found >= len(w.candidates):
            w.count[FULL] |= 2
            break
        planned = run.planned_at if run.planned_at != NEVER else run.arrived_at
        one = w.candidates[found]
        one.run = r
        one.rank = t.scenarios[run.scenario].rank
        one.value = -t.scenarios[run.scenario].value
        one.deadline = shift(t.zones, w.who[run.person].zone, planned, node.minutes, node.months)
        one.ghost = run.control and node.subject
        one.onward, one.offer, one.send, one.decision = 0, -1, -1, -1
        found += 1
    for person in range(w.count[PEOPLE]):
        w.who[person].fresh = 0
    return found


@jit
def _passes_before(a, b):
    """Whether a candidate ranks before another."""
    if a.rank != b.rank:
        return a.rank < b.rank
    if a.value != b.value:
        return a.value < b.value
    if a.deadline != b.deadline:
        return a.deadline < b.deadline
    if a.last != b.last:
        return a.last < b.last
    return a.draw < b.draw


@jit
def _rank(t, w, found):
    """Put the candidates into the order in which they pass, in ``w.scratch``."""
    for k in range(found):
        one = w.candidates[k]
        run = w.runs[one.run]
        node, who = t.nodes[run.node], w.who[run.person]
        one.last = max(who.last_contact, -1)
        one.draw = draw(who.draw_lo, who.draw_hi, node.draw_lo, node.draw_hi, run.entry, TO_RANK)
        place = k
        while place > 0 and _passes_before(one, w.candidates[w.scratch[place - 1]]):
            w.scratch[place] = w.scratch[place - 1]
            place -= 1
        w.scratch[place] = k
    if t.policy[0].any_over == 0:
        return
    # the next one is always the best ranked over which nothing that is left prevails; in a circle, the
    # ranking decides
    for place in range(found):
        best = place
        for k in range(place, found):
            free = True
            for j in range(place, found):
                if j != k and _passes_by_rule(t, w, w.scratch[j], w.scratch[k]):
                    free = False
                    break
            if free:
                best = k
                break
        chosen = w.scratch[best]
        for k in range(best, place, -1):
            w.scratch[k] = w.scratch[k - 1]
        w.scratch[place] = chosen


@jit
def _passes_by_rule(t, w, a, b):
    """Whether one candidate's scenario prevails over the other's."""
    one, other = w.runs[w.candidates[a].run], w.runs[w.candidates[b].run]
    return one.person == other.person and _prevails(
        t, w, one.person, one.scenario, t.scenarios[other.scenario].key, -1
    )


@jit
def _arbitrate(t, w, o, minute):
    """Decide every message that is due, the one that passes first, first."""
    found = _find_candidates(t, w, minute)
    if found == 0:
        return
    if found == 1:
        w.scratch[0] = 0
    else:
        _rank(t, w, found)
    for k in range(found):
        c = w.scratch[k]
        one = w.candidates[c]
        w.runs[one.run].touched = 1
        one.due = min(w.runs[one.run].due, minute)
        one.onward = _decide(t, w, o, c, k, minute)
    for k in range(found):
        one = w.candidates[w.scratch[k]]
        if one.offer >= 0 and one.ghost == 0:
            _dispatch(t, w, o, one, minute)
    for k in range(found):
        one = w.candidates[w.scratch[k]]
        if one.onward:
            _go_on(t, w, o, one.run, 0, minute, one.due)


@jit
def _note(t, w, o, one, minute, verdict, name, rule, channel, next_at, carrier):
    """One row of the ledger; ``name`` is the rule's name, ``rule`` its row where dispatches fill it, else
    -1."""
    run = w.runs[one.run]
    run.attempts += 1
    place = _room(o, w, DECISIONS, len(o.decisions))
    if place < 0:
        return place
    row = o.decisions[place]
    row.at = minute
    row.due_at = run.due if run.planned_at == NEVER else run.planned_at
    row.next_at = next_at
    row.person = w.who[run.person].row
    row.scenario = run.scenario
    row.entry = run.entry
    row.node = run.node
    row.visit = run.visit
    row.attempt = run.attempts
    row.rule = name
    row.carrier = place - carrier if carrier >= 0 else 0
    row.channel = channel
    row.category = t.nodes[run.node].category
    row.verdict = verdict
    row.inversion = 0
    row.first_filler, row.fillers = o.used[FILLERS], 0
    if rule >= 0:
        standings = t.policy[0].standings
        own = t.ints[standings + t.scenarios[run.scenario].key]
        for s in range(w.count[SENDS]):
            if fills_at(t, w, run.person, rule, s, one.ghost != 0, minute):
                send = w.sends[s]
                if send.at < minute and send.key >= 0 and t.ints[standings + send.key] > own:
                    row.inversion = 1
                filler = _room(o, w, FILLERS, len(o.fillers))
                if filler >= 0:
                    row.fillers += 1
                    there = o.fillers[filler]
                    there.at, there.node, there.ref = send.at, send.node, send.ref
    return place


@jit
def _decide(t, w, o, c, place, minute):
    """Decide one message; whether the enrolment goes on from here. ``place`` is its place in the order."""
    one = w.candidates[c]
    run = w.runs[one.run]
    node, scenario = t.nodes[run.node], t.scenarios[run.scenario]
    primary = t.offers[node.first_offer].channel
    limit = max(one.deadline, minute)
    ghost = one.ghost != 0
    if run.skip_next:
        run.skip_next = 0
        _note(t, w, o, one, minute, SKIPPED, IF_PAST_RULE, -1, primary, NEVER, -1)
        return True
    if scenario.misfire_skip and minute - run.due > scenario.misfire_late:
        _note(t, w, o, one, minute, SKIPPED, MISFIRE, -1, primary, NEVER, -1)
        return True
    reserved = _reserve(t, w, one, minute)
    name, rule, tried = NO_RULE, -1, primary
    count = node.offers if node.if_blocked == FALL_BACK else 1
    for k in range(count):
        offer = node.first_offer + k
        row = t.offers[offer]
        if k > 0:
            _note(t, w, o, one, minute, FALLEN_BACK, name, rule, tried, NEVER, -1)
        tried, rule = row.channel, -1
        name = _barred(t, w, run.person, node.category, offer)
        if name != NO_RULE:
            continue
        if node.merge >= 0:
            host = _host_of(t, w, c, place, offer, minute, limit)
            if host >= 0:
                carrier = w.candidates[host]
                if row.weight > carrier.weight:
                    carrier.weight = row.weight
                    if carrier.send >= 0:
                        w.sends[carrier.send].weight = row.weight
                _take_back(w, reserved)
                _note(t, w, o, one, minute, MERGED, NO_RULE, -1, tried, NEVER, carrier.decision)
                return True
        rule = first_blocking(t, w, run.person, offer, row.weight, ghost, minute, limit, minute)
        if rule < 0:
            _take_back(w, reserved)
            _send(t, w, o, one, offer, minute)
            return True
        name = t.rules[rule].name
    if node.if_blocked == DELAY:
        free = FAR
        if rule >= 0 and minute < one.deadline:
            weight = t.offers[node.first_offer].weight
            free = first_free(t, w, run.person, node.first_offer, weight, ghost, minute, limit, minute)
        if free == FAR:
            _note(t, w, o, one, minute, SKIPPED, name, rule, primary, NEVER, -1)
        else:
            _note(t, w, o, one, minute, DELAYED, name, rule, primary, free, -1)
            run.due = free
        _take_back(w, reserved)
        return free == FAR
    if node.if_blocked == EXIT_IF_BLOCKED:
        _note(t, w, o, one, minute, EXITED, name, rule, primary, NEVER, -1)
        _take_back(w, reserved)
        _leave(t, w, one.run, LEFT, BY_BLOCKED, name, minute)
        return False
    _note(t, w, o, one, minute, SKIPPED, name, rule, tried, NEVER, -1)
    _take_back(w, reserved)
    return True


@inline
def _push_send(t, w, at, weight, ghost, key, node, person, fills):
    """A counted dispatch takes its place, after those of its minute; its row, or -1 without room."""
    count = w.count[SENDS]
    if count >= len(w.sends):
        w.count[FULL] |= 2
        return -1
    place = count
    while place > 0 and w.sends[place - 1].at > at:
        w.sends[place] = w.sends[place - 1]
        _copy(w.fills, place, w.fills, place - 1)
        place -= 1
    send = w.sends[place]
    send.at, send.weight, send.counts, send.ghost = at, weight, 1, ghost
    send.key, send.node, send.person, send.ref = key, node, person, -1
    for k in range(t.policy[0].rule_words):
        w.fills[place, k] = t.ints[fills + k]
    w.count[SENDS] = count + 1
    return place


@inline
def _take_back(w, reserved):
    """Reservations were counted for one decision only; they are the last ones."""
    w.count[SENDS] -= reserved


@jit
def _send(t, w, o, one, offer, minute):
    """The message leaves, or would have."""
    run = w.runs[one.run]
    node, row = t.nodes[run.node], t.offers[offer]
    one.offer, one.weight = offer, row.weight
    if node.counts:
        key = t.scenarios[run.scenario].key
        one.send = _push_send(t, w, minute, row.weight, one.ghost, key, run.node, run.person, row.fills)
    verdict, name = SENT, NO_RULE
    if one.ghost:
        verdict, name = HELD_OUT, CONTROL
    else:
        w.who[run.person].last_contact = minute
    one.decision = _note(t, w, o, one, minute, verdict, name, -1, row.channel, NEVER, -1)


@jit
def _dispatch(t, w, o, one, minute):
    """The receipt is an event of the contact; in a simulation, it reacts."""
    run = w.runs[one.run]
    row = t.offers[one.offer]
    if t.policy[0].sent_event >= 0:
        _add_event(t, w, run.person, minute, t.policy[0].sent_event, row.receipt, -2 - 2 * one.decision, 0)
    if row.behaviour >= 0:
        _react(t, w, o, one.run, row.behaviour, row.channel, minute)


@jit
def _host_of(t, w, c, place, offer, minute, limit):
    """The accepted message that this one may travel in; -1: none.

    The dispatch is counted once, as the host; a rule that looks at the guest and not at the host would not
    see it, so that such a guest travels alone.
    """
    one = w.candidates[c]
    run = w.runs[one.run]
    row = t.offers[offer]
    for j in range(place):
        host = w.candidates[w.scratch[j]]
        if host.offer < 0 or host.ghost != one.ghost:
            continue
        other = w.runs[host.run]
        there = t.offers[host.offer]
        if (
            other.person != run.person
            or t.nodes[other.node].merge != t.nodes[run.node].merge
            or there.channel != row.channel
        ):
            continue
        joins = True
        for k in range(row.first_rule, row.first_rule + row.rules):
            rule = t.ints[k]
            kind = t.rules[rule].kind
            apart, last = -1, limit
            if kind != EXCLUDED and kind != QUIET:
                joins = False
                for h in range(there.first_rule, there.first_rule + there.rules):
                    if t.ints[h] == rule:
                        joins = True
                if not joins:
                    break
                if kind != SCORE or row.weight <= host.weight:
                    continue
                apart, last = host.send, minute
            ghost = one.ghost != 0
            free = next_free(t, w, run.person, rule, row.weight, ghost, minute, last, minute, apart)
            if free != minute:
                joins = False
                break
        if joins:
            return w.scratch[j]
    return -1


# ── Reservations: sends known to come, counted before they leave so that worse ones make room ───────────


@jit
def _reserve(t, w, one, minute):
    """Count the known later sends of better standing, within the policy's horizon; how many there are."""
    policy, run, found = t.policy[0], w.runs[one.run], 0
    if policy.reserve == 0:
        return 0
    key = t.scenarios[run.scenario].key
    own = t.ints[policy.standings + key]
    for k in range(w.count[ORDER]):
        r = w.order[k]
        other = w.runs[r]
        if r == one.run or t.scenarios[other.scenario].paused or other.due == FAR or other.node < 0:
            continue
        if t.ints[policy.standings + t.scenarios[other.scenario].key] >= own and not _prevails(
            t, w, other.person, other.scenario, key, -1
        ):
            continue
        node, at = _known_send(t, w, r)
        zone = w.who[other.person].zone
        if node < 0 or at <= minute:
            continue
        if at > shift(t.zones, zone, minute, policy.reserve_minutes, policy.reserve_months):
            continue
        row = t.nodes[node]
        ghost = other.control and row.subject
        if row.counts and (one.ghost or not ghost):
            offer = t.offers[row.first_offer]
            there = t.scenarios[other.scenario].key
            if _push_send(t, w, at, offer.weight, ghost, there, node, other.person, offer.fills) >= 0:
                found += 1
    return found


@jit
def _known_send(t, w, r):
    """The next message of an enrolment and its minute, where only the clock stands between; -1: not known."""
    run = w.runs[r]
    node, at, zone = run.node, run.due, w.who[run.person].zone
    kind = t.nodes[node].kind
    if kind != MESSAGE and kind != WAIT_FOR and kind != WAIT_TIME and kind != WAIT_DATE:
        return -1, at
    for _ in range(t.scenarios[run.scenario].nodes):
        if t.nodes[node].kind == MESSAGE:
            return node, at
        node = t.ints[t.nodes[node].first_way]
        if node < 0:
            return -1, at
        row = t.nodes[node]
        if row.kind == WAIT_FOR:
            at = shift(t.zones, zone, at, row.minutes, row.months)
        elif row.kind != UPDATE and row.kind != MESSAGE:
            return -1, at
    return (node if t.nodes[node].kind == MESSAGE else -1), at


# ── Simulated reactions ─────────────────────────────────────────────────────────────────────────────────


@jit
def _react(t, w, o, r, behaviour, channel, minute):
    """What a contact does with a message, drawn by hashes: delivered or bounced; then opened, clicked,
    replied, unsubscribed, converted, each after an exponential time with the median given."""
    run, row = w.runs[r], t.behaviours[behaviour]
    node, who = t.nodes[run.node], w.who[run.person]
    number = run.entry * 64 + run.visit
    delivered = False
    for kind in range(7):
        # of one draw: who clicks has opened
        shared = 1 if kind == 2 else kind
        chance = draw(who.draw_lo, who.draw_hi, node.draw_lo, node.draw_hi, number, TO_REACT + shared)
        if kind == 0:
            delivered = chance < row.chance[0]
        happens = not delivered if kind == 5 else (delivered and chance < row.chance[kind])
        if not happens:
            continue
        at = minute + 1
        if kind != 0 and kind != 5:
            late = draw(who.draw_lo, who.draw_hi, node.draw_lo, node.draw_hi, number, TO_REACT + 8 + shared)
            at += int(-log(1.0 - late) * row.reaction * 1.4426950408889634)
        if kind == 2:
            at += 1
        place = _room(o, w, REACTIONS, len(o.reactions))
        if place >= 0:
            there = o.reactions[place]
            there.at, there.person, there.node, there.kind = at, who.row, run.node, kind
        closes = channel + 1 if kind == 4 or kind == 5 else 0
        if row.event[kind] >= 0 or closes > 0:
            _add_event(t, w, run.person, at, row.event[kind], row.bits[kind], -1, closes)


# ── One unit ────────────────────────────────────────────────────────────────────────────────────────────


@jit
def _load(t, p, w, unit):
    """Lay a unit on the workbench; false without room."""
    row = p.units[unit]
    first = row.first_person
    for k in range(len(w.count)):
        w.count[k] = 0
    w.count[PEOPLE] = row.people
    if row.people > len(w.who) or row.sends >= len(w.sends):
        return False
    for person in range(row.people):
        here, who = p.people[first + person], w.who[person]
        who.row, who.zone, who.suppressed, who.taken_to = (
            first + person,
            here.zone,
            here.suppressed,
            here.taken_to,
        )
        who.taken, who.fresh, who.restless, who.news = 0, 1, 1, 0
        who.changed_at, who.step_minute, who.steps = FAR, here.taken_to, 0
        who.last_contact, who.now, who.asleep = here.last_contact, here.taken_to, FAR
        who.draw_lo, who.draw_hi = here.draw_lo, here.draw_hi
        _copy(w.bits, person, p.bits, first + person)
        _copy(w.date_kind, person, p.date_kind, first + person)
        _copy(w.date, person, p.date, first + person)
        for k in range(t.policy[0].timed):
            look = w.looks[person, k]
            look.look, look.looked, look.begun, look.backfilling = FAR, 0, 0, 0
            look.mark_at = p.mark_at[first + person, k]
            look.mark_level = p.mark_level[first + person, k]
        runs, stays, events = w.count[RUNS], w.count[STAYS], w.count[EVENTS]
        if (
            runs + here.runs >= len(w.runs)
            or stays + here.stays >= len(w.stays)
            or events + here.events >= len(w.events)
        ):
            return False
        for k in range(here.runs):
            w.runs[runs + k] = p.runs[here.first_run + k]
            _copy(w.visits, runs + k, p.visits, here.first_run + k)
            run = w.runs[runs + k]
            run.person, run.exit_flip, run.fresh, run.touched = person, NEVER, 0, 0
            _put_in_order(t, w, runs + k)
        w.count[RUNS] = runs + here.runs
        for k in range(here.stays):
            w.stays[stays + k] = p.stays[here.first_stay + k]
            w.stays[stays + k].person = person
        w.count[STAYS] = stays + here.stays
        for k in range(here.events):
            place = w.count[EVENTS]
            minute = p.events[here.first_event + k].minute
            while place > 0 and w.events[place - 1].minute > minute:
                w.events[place] = w.events[place - 1]
                _copy(w.masks, place, w.masks, place - 1)
                place -= 1
            w.events[place] = p.events[here.first_event + k]
            _copy(w.masks, place, p.masks, here.first_event + k)
            w.events[place].person = person
            w.count[EVENTS] += 1
    for k in range(row.sends):
        if p.sends[row.first_send + k].counts:
            place = w.count[SENDS]
            w.sends[place] = p.sends[row.first_send + k]
            _copy(w.fills, place, p.fills, row.first_send + k)
            w.count[SENDS] = place + 1
    # events up to the minute to which a person was taken have been taken
    for person in range(row.people):
        who = w.who[person]
        while who.taken < w.count[EVENTS] and w.events[who.taken].minute <= who.taken_to:
            who.taken += 1
    return True


@jit
def _unload(t, w, o):
    """Write down how the unit now stands."""
    for person in range(w.count[PEOPLE]):
        who = w.who[person]
        if len(o.ends) > 0:
            end = o.ends[who.row]
            end.next_due, end.suppressed = _wake(t, w, person), who.suppressed
        if len(o.mark_at) > 0:
            for k in range(t.policy[0].timed):
                o.mark_at[who.row, k] = w.looks[person, k].mark_at
                o.mark_level[who.row, k] = w.looks[person, k].mark_level
    if len(o.runs) > 0:
        for r in range(w.count[RUNS]):
            place = _room(o, w, ENDED, len(o.runs))
            if place >= 0:
                o.runs[place] = w.runs[r]
                o.runs[place].person = w.who[w.runs[r].person].row
                _copy(o.run_visits, place, w.visits, r)


@jit
def _decide_minute(t, w, o, minute):
    """Settle everybody, then decide the messages that are due; again for those whom that brings news."""
    for person in range(w.count[PEOPLE]):
        w.who[person].restless = 1
    # a contact makes MOST_STEPS steps a minute at most, so that there are never more rounds than that
    for _ in range(MOST_STEPS + 2):
        for person in range(w.count[PEOPLE]):
            if w.who[person].restless:
                _settle(t, w, o, person, minute)
        _arbitrate(t, w, o, minute)
        resting = True
        for person in range(w.count[PEOPLE]):
            who = w.who[person]
            who.restless = who.fresh != 0 or _has_news(w, person, minute)
            if not who.restless:
                who.asleep = _wake(t, w, person)
                who.restless = who.asleep <= minute
            if who.restless:
                resting = False
        if resting or w.count[FULL] != 0:
            break


@jit
def _advance_unit(t, w, o, floor, until):
    """Decide everything due at minutes ≤ ``until`` for the unit on the workbench."""
    for person in range(w.count[PEOPLE]):
        for entry in range(len(t.entries)):
            if t.entries[entry].timed >= 0:
                _begin(t, w, person, entry, floor)
    minute = floor
    while minute <= until and w.count[FULL] == 0:
        for person in range(w.count[PEOPLE]):
            w.who[person].now = minute
        _decide_minute(t, w, o, minute)
        wake = FAR
        for person in range(w.count[PEOPLE]):
            wake = min(wake, w.who[person].asleep)
        minute = max(wake, minute + 1)


def advance(t: Any, p: Any, w: Any, o: Any, first: int, upto: int, floor: int, until: int) -> tuple[int, int]:
    """Advance the units ``first`` … ``upto`` − 1: decide everything due at minutes ≤ ``until``, what was
    due before ``floor`` at ``floor``.

    Returns the first unit that is not done, and what there was no room for: 0 nothing, 1 in ``o`` (empty it
    and go on), 2 on the workbench (make a larger one and go on). Nothing of a unit that is not done is in
    ``o``.
    """
    done, full = _advance(bundle(t), bundle(p), bundle(w), bundle(o), first, upto, floor, until)
    return int(done), int(full)


@entrance
def _advance(t, p, w, o, first, upto, floor, until):
    before = np.zeros(8, np.int64)
    for unit in range(first, upto):
        for k in range(8):
            before[k] = o.used[k]
        loaded = _load(t, p, w, unit)
        if loaded:
            _advance_unit(t, w, o, floor, until)
            _unload(t, w, o)
        if not loaded or w.count[FULL] != 0:
            for k in range(8):
                o.used[k] = before[k]
            return unit, (2 if not loaded or w.count[FULL] & 2 else 1)
    return upto, 0
