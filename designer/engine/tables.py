"""What the kernel reads and writes: arrays of records, numbers in place of names.

Everything is counted from 0 and refers to its rows by number: versions of scenarios, nodes, programs of
conditions, rules. ``Tables`` says what is to be done and is made once for a rulebook (``compile.py``);
``People`` is who is looked at (``packing.py``); ``Out`` is what was decided. Minutes are whole UTC minutes
since 1970 (``domain.time``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

#: No minute: before every one, and after every one.
NEVER, FAR = -(1 << 60), 1 << 60
#: A program that is always true, and the ends of a program.
ALWAYS, YES, NO = -1, -1, -2

# ── What nodes, triggers, rules, verdicts are called in the tables ──────────────────────────────────────

TRIGGER, WAIT_FOR, WAIT_TIME, WAIT_DATE, WAIT_EVENT, SPLIT, EXPERIMENT, MESSAGE, TASK, UPDATE, EXIT = range(
    11
)
ON_EVENT, ON_ENTERS, ON_DATE, ON_INACTIVITY, ON_RHYTHM, ON_SCHEDULE = range(6)
NO_REENTRY, AFTER_EXIT, PARALLEL = range(3)
EFFECT_ENTRY, EFFECT_ORDER, EFFECT_EXIT = range(3)
GO, SKIP_NEXT, LEAVE = range(3)
DELAY, SKIP, EXIT_IF_BLOCKED, FALL_BACK = range(4)
EXCLUDED, QUIET, ROLLING, ROLLING_AFTER, CALENDAR, SCORE = range(6)
BY_DAY, BY_WEEK, BY_MONTH = range(3)
HALF_LIFE, LINEAR, STEPS = range(3)
NO_DATE, A_DAY, AN_INSTANT = range(3)

#: Verdicts, in the order of ``domain.enrolment.Verdict``.
SENT, DELAYED, SKIPPED, EXITED, MERGED, FALLEN_BACK, HELD_OUT = range(7)
#: Standings, in the order of ``domain.enrolment.Standing``.
ACTIVE, COMPLETED, LEFT, CONVERTED = range(4)
#: Why an enrolment left; ``by`` names the scenario key or the rule.
BY_END, BY_EXIT_WHEN, BY_GOAL, BY_PREVAILED, BY_BLOCKED, BY_IF_PAST, BY_LOOP = range(7)
#: Why a trigger did not become an entry.
(PAUSED, NOT_AUDIENCE, REENTERED, TOO_SOON, CAPPED, GROUPED, PREVAILED, LOOPED) = range(8)
REFUSALS = ("paused", "audience", "reentry", "gap", "cap", "group", "prevailed", "loop")
LEAVINGS = ("end", "exit-when", "goal", "prevailed", "blocked", "if-past", "loop")
#: Names of rules that are no rule of the policy, in every table of rule names, at these places.
RESERVED = ("", "consent", "no-address", "suppressed", "if-past", "misfire", "control")
NO_RULE, CONSENT, NO_ADDRESS, SUPPRESSED, IF_PAST_RULE, MISFIRE, CONTROL = range(7)

# ── What is to be done ──────────────────────────────────────────────────────────────────────────────────

SCENARIO = np.dtype(
    [
        # index of its key (keys are sorted), version number, class, value
        ("key", "i8"),
        ("version", "i8"),
        ("rank", "i8"),
        ("value", "i8"),
        ("start", "i8"),
        ("nodes", "i8"),
        ("audience", "i8"),
        ("exit_when", "i8"),
        ("goal_event", "i8"),
        ("goal_where", "i8"),
        ("goal_limited", "i8"),
        ("goal_stay", "i8"),
        ("goal_months", "i8"),
        ("goal_within", "i8"),
        ("misfire_skip", "i8"),
        ("misfire_late", "i8"),
        ("reentry", "i8"),
        ("has_gap", "i8"),
        ("gap_months", "i8"),
        ("gap", "i8"),
        ("cap_max", "i8"),
        ("cap_months", "i8"),
        ("cap_per", "i8"),
        ("group", "i8"),
        ("paused", "i8"),
        # ``prevails_over``: (key, effect, program) three by three in ``ints``
        ("first_over", "i8"),
        ("overs", "i8"),
        # by event name, whether the exit rule depends on it, in ``ints``; the last one is attributes
        ("exit_hears", "i8"),
        ("draw_lo", "i8"),
        ("draw_hi", "i8"),
    ],
    align=True,
)

#: The scenarios that take entries, the one that passes first, first.
ENTRY = np.dtype(
    [
        ("scenario", "i8"),
        ("key", "i8"),
        ("kind", "i8"),
        ("paused", "i8"),
        ("backfill", "i8"),
        ("yearly", "i8"),
        ("silent", "i8"),
        # number among the timed ones, whose marks and looks are kept; -1: entered by events
        ("timed", "i8"),
        ("published_at", "i8"),
        ("event", "i8"),
        ("where", "i8"),
        ("program", "i8"),
        ("every", "i8"),
        ("date", "i8"),
        ("tod", "i8"),
        ("minutes", "i8"),
        ("months", "i8"),
        ("factor", "f8"),
        ("min_events", "i8"),
        # the minutes of a schedule, sorted, in ``ints``
        ("first_instant", "i8"),
        ("instants", "i8"),
        # by event name, whether it may change when the trigger comes, in ``ints``; the last one is attributes
        ("hears", "i8"),
    ],
    align=True,
)

NODE = np.dtype(
    [
        ("kind", "i8"),
        ("scenario", "i8"),
        # index of its id among the names
        ("name", "i8"),
        # the targets of its ways out are ints[first_way:first_way + ways]; -1: the end
        ("first_way", "i8"),
        ("ways", "i8"),
        # number of the node within its scenario
        ("place", "i8"),
        ("minutes", "i8"),
        ("months", "i8"),
        # whether minutes and months say anything: a timeout, an sla
        ("limited", "i8"),
        ("tod", "i8"),
        ("weekdays", "i8"),
        ("date", "i8"),
        ("if_past", "i8"),
        ("event", "i8"),
        ("where", "i8"),
        # split: programs of the paths, in ``ints``; experiment: cumulated parts of one, in ``reals``
        # update: in ``ints`` zone + 1 (0: unchanged), words to clear, words to set, date kinds (-1:
        # unchanged), dates task: the bits of its receipt ``task.expired``, in ``ints``
        ("first", "i8"),
        ("count", "i8"),
        # messages: rows of ``offers``, the primary channel first
        ("first_offer", "i8"),
        ("offers", "i8"),
        ("category", "i8"),
        ("subject", "i8"),
        ("counts", "i8"),
        ("if_blocked", "i8"),
        ("merge", "i8"),
        ("draw_lo", "i8"),
        ("draw_hi", "i8"),
    ],
    align=True,
)

#: A message on one of its channels.
OFFER = np.dtype(
    [
        ("channel", "i8"),
        ("weight", "f8"),
        # atoms: consent, address; -1: none needed
        ("consent", "i8"),
        ("address", "i8"),
        # the rules that can hold it back, in order, in ``ints``
        ("first_rule", "i8"),
        ("rules", "i8"),
        ("pooled", "i8"),
        # the words of the rules that it fills, and of the bits of its receipt ``message.sent``, in ``ints``
        ("fills", "i8"),
        ("receipt", "i8"),
        # row of ``behaviours``; -1: nobody reacts
        ("behaviour", "i8"),
    ],
    align=True,
)

#: One test of a program: an atom of the contact, or events in a window. It goes to ``then`` or
#: ``otherwise``, a row of ``terms`` or ``YES`` or ``NO``.
TERM = np.dtype(
    [
        # bit of the contact; -1: events
        ("atom", "i8"),
        ("event", "i8"),
        # bit of the event; -1: any
        ("where", "i8"),
        ("least", "i8"),
        ("ever", "i8"),
        ("months", "i8"),
        ("within", "i8"),
        ("then", "i8"),
        ("otherwise", "i8"),
    ],
    align=True,
)

#: A program starts at a row of ``terms`` (or is ``YES`` or ``NO`` at once); all its tests are the rows first
#: … first + terms.
PROGRAM = np.dtype([("start", "i8"), ("first", "i8"), ("terms", "i8")], align=True)

RULE = np.dtype(
    [
        ("kind", "i8"),
        # index among the names of rules
        ("name", "i8"),
        ("most", "i8"),
        # (program, maximum) two by two in ``ints``: of contacts who satisfy something; ``most`` is of the
        # others
        ("first_limit", "i8"),
        ("limits", "i8"),
        ("kept", "i8"),
        ("unit", "i8"),
        ("width", "i8"),
        ("program", "i8"),
        # row of the quiet hours
        ("quiet", "i8"),
    ],
    align=True,
)

#: The policy as a whole: one row.
POLICY = np.dtype(
    [
        ("threshold", "f8"),
        ("decay", "i8"),
        ("reading_sum", "i8"),
        # half-life, or the age at which nothing is left, in minutes
        ("length", "f8"),
        # of steps, (age, factor) two by two in ``reals``; of a half-life, what is left after each minute
        ("first_step", "i8"),
        ("steps", "i8"),
        ("pool_at", "i8"),
        ("reserve", "i8"),
        ("reserve_months", "i8"),
        ("reserve_minutes", "i8"),
        ("control_global", "f8"),
        ("control_each", "f8"),
        ("control_lo", "i8"),
        ("control_hi", "i8"),
        # words of atoms, of the bits of an event, of rules; columns of dates; nodes of the longest scenario
        ("words", "i8"),
        ("mask_words", "i8"),
        ("rule_words", "i8"),
        ("dates", "i8"),
        ("places", "i8"),
        # event names; keys of scenarios; timed entries; whether any scenario prevails over another
        ("events", "i8"),
        ("keys", "i8"),
        ("timed", "i8"),
        ("any_over", "i8"),
        # by event name the entries it may make: [first, first + count) two by two, then by key the standing
        # (class, then value, as one number; the less, the sooner it passes), in ``ints``
        ("listeners", "i8"),
        ("standings", "i8"),
        # events that the planner makes itself; -1: nobody listens
        ("sent_event", "i8"),
        ("expired_event", "i8"),
        ("done_event", "i8"),
        ("refused_event", "i8"),
    ],
    align=True,
)

#: What one message on one channel brings about in a simulation: chances of one, minutes, and the events it
#: makes (-1: nobody listens) with their bits in ``ints``. Reactions in the order of ``REACTIONS``.
BEHAVIOUR = np.dtype(
    [
        ("chance", "f8", (7,)),
        # median time to react, in minutes; reactions follow an exponential law
        ("reaction", "f8"),
        ("event", "i8", (7,)),
        ("bits", "i8", (7,)),
    ],
    align=True,
)
#: Opened and clicked are parts of the delivered, replied, converted and unsubscribed as well; bounced is the
#: rest.
REACTIONS = ("delivered", "opened", "clicked", "replied", "unsubscribed", "bounced", "converted")


class Zones(NamedTuple):
    """Local time (``clockwork.py``): zone z has the rows first[z]:first[z + 1], the earliest first."""

    first: Any  #: i4
    at: Any  #: i8, the UTC minute from which the offset holds; the first row's is NEVER
    offset: Any  #: i8, minutes east of UTC
    wall: Any  #: i8, the wall minute from which it holds, where a repeated time is its first occurrence
    wall_late: Any  #: i8, the same where a repeated time is its last occurrence
    near: Any  #: i4 by zone, the row that holds at the start of the span: where a search starts


class Hours(NamedTuple):
    """Quiet hours: row q on weekday w allows the spans first[7 q + w]:first[7 q + w + 1]."""

    first: Any  #: i4
    start: Any  #: i4, minutes of the day
    end: Any  #: i4
    country: Any  #: i4 by row q: its holidays; -1: none
    holiday_first: Any  #: i4 by country: rows of ``holiday``
    holiday: Any  #: i8, days since 1970, sorted within the country


class Tables(NamedTuple):
    """A rulebook as the kernel reads it. Lists of numbers lie in ``ints`` and ``reals``, where rows say."""

    policy: Any  #: POLICY[1]
    scenarios: Any
    entries: Any
    nodes: Any
    offers: Any
    terms: Any
    programs: Any
    rules: Any
    behaviours: Any
    ints: Any  #: i8; the targets of all ways out come first, so that VISIT.way is a place here
    reals: Any  #: f8
    zones: Zones
    hours: Hours


# ── Who is looked at ────────────────────────────────────────────────────────────────────────────────────

#: A counting unit: its people, and the dispatches that fill the rules.
UNIT = np.dtype(
    [("first_person", "i8"), ("people", "i8"), ("first_send", "i8"), ("sends", "i8")],
    align=True,
)

PERSON = np.dtype(
    [
        ("zone", "i8"),
        ("suppressed", "i8"),
        ("taken_to", "i8"),
        ("draw_lo", "i8"),
        ("draw_hi", "i8"),
        ("first_event", "i8"),
        ("events", "i8"),
        ("first_run", "i8"),
        ("runs", "i8"),
        ("first_stay", "i8"),
        ("stays", "i8"),
        # minute of the last dispatch to this person, real ones only
        ("last_contact", "i8"),
    ],
    align=True,
)

#: Events that the rulebook listens to, by person in the order (minute, at, id).
EVENT = np.dtype(
    [
        ("minute", "i8"),
        ("name", "i8"),
        # of receipts about a task: key of the scenario, name of the node, entry (-1: any; -2: none)
        ("key", "i8"),
        ("node", "i8"),
        ("entry", "i8"),
        # the caller's own number; what the kernel makes has -1
        ("ref", "i8"),
        # simulated unsubscription or bounce: the channel to close + 1
        ("closes", "i8"),
        ("person", "i8"),
    ],
    align=True,
)

#: Counted and uncounted dispatches of the unit, by minute.
SEND = np.dtype(
    [
        ("at", "i8"),
        ("weight", "f8"),
        ("counts", "i8"),
        ("ghost", "i8"),
        # index of the scenario's key, -1: none of the rulebook
        ("key", "i8"),
        # node row; -1: not of the rulebook
        ("node", "i8"),
        ("person", "i8"),
        ("ref", "i8"),
    ],
    align=True,
)

#: An enrolment.
RUN = np.dtype(
    [
        ("scenario", "i8"),
        ("person", "i8"),
        ("entry", "i8"),
        ("node", "i8"),
        ("visit", "i8"),
        ("attempts", "i8"),
        ("steps", "i8"),
        ("skip_next", "i8"),
        ("control", "i8"),
        ("standing", "i8"),
        ("reason", "i8"),
        # made by this call; changed by it
        ("fresh", "i8"),
        ("touched", "i8"),
        ("by", "i8"),
        ("entered_at", "i8"),
        ("arrived_at", "i8"),
        # FAR: only an event moves it
        ("due", "i8"),
        # NEVER says that there is none
        ("planned_at", "i8"),
        ("left_at", "i8"),
        ("converted_at", "i8"),
        # ``ref`` of the event that entered it; -1: none; -2: one that the kernel made
        ("event", "i8"),
        # the caller's own number; -1: made here
        ("ref", "i8"),
        # when the exit rule may next become true without a new fact; NEVER: to be looked at
        ("exit_flip", "i8"),
    ],
    align=True,
)

STAY = np.dtype(
    [("key", "i8"), ("entry", "i8"), ("person", "i8"), ("entered_at", "i8"), ("left_at", "i8")],
    align=True,
)


class People(NamedTuple):
    """Units, their people and what is known of them, as it is before the call; nothing here is changed."""

    units: Any
    people: Any
    #: i8[person, words]: the atoms that hold
    bits: Any
    #: i1 and i8 [person, date column]: NO_DATE, A_DAY (days since 1970) or AN_INSTANT (minute)
    date_kind: Any
    date: Any
    #: i8 and i1 [person, timed entry]: minute up to which the trigger is done with (NEVER: none), last truth
    mark_at: Any
    mark_level: Any
    events: Any
    #: i8[event, words]: the ``where`` that it satisfies, by name
    masks: Any
    runs: Any
    #: i4[run, node of the scenario]: visits so far
    visits: Any
    stays: Any
    sends: Any
    #: i8[send, words]: the rules that it fills
    fills: Any


# ── What was decided ────────────────────────────────────────────────────────────────────────────────────

#: A node entered. ``way`` is the row of ``ways`` by which it was reached; -1: the entry.
VISIT = np.dtype(
    [
        ("at", "i8"),
        ("person", "i4"),
        ("scenario", "i4"),
        ("entry", "i4"),
        ("node", "i4"),
        ("visit", "i4"),
        ("way", "i4"),
    ],
    align=True,
)

DECISION = np.dtype(
    [
        ("at", "i8"),
        ("due_at", "i8"),
        # NEVER says that there is none
        ("next_at", "i8"),
        ("person", "i4"),
        ("scenario", "i4"),
        ("entry", "i4"),
        ("node", "i4"),
        ("visit", "i4"),
        ("attempt", "i4"),
        ("rule", "i4"),
        ("first_filler", "i4"),
        ("fillers", "i4"),
        # of a merged message: how many decisions before, within the unit, its carrier is
        ("carrier", "i4"),
        ("channel", "i1"),
        ("category", "i1"),
        ("verdict", "i1"),
        ("inversion", "i1"),
    ],
    align=True,
)

#: A dispatch that fills the rule of a decision: a node of the tables, or the ``ref`` of one that was given.
FILLER = np.dtype([("at", "i8"), ("node", "i4"), ("ref", "i8")], align=True)

REFUSAL = np.dtype(
    [("at", "i8"), ("person", "i4"), ("entry", "i4"), ("reason", "i4"), ("by", "i4")],
    align=True,
)

#: Attributes that took a new value: the node says which.
UPDATED = np.dtype([("at", "i8"), ("person", "i4"), ("node", "i4")], align=True)

#: A task opened or expired (``expires_at`` FAR: never). ``expired``: 1.
TASKED = np.dtype(
    [
        ("at", "i8"),
        ("expires_at", "i8"),
        ("person", "i4"),
        ("scenario", "i4"),
        ("entry", "i4"),
        ("node", "i4"),
        ("visit", "i4"),
        ("expired", "i4"),
    ],
    align=True,
)

#: A simulated reaction: 0 delivered, 1 opened, 2 clicked, 3 replied, 4 unsubscribed, 5 bounced, 6 converted.
REACTION = np.dtype([("at", "i8"), ("person", "i4"), ("node", "i4"), ("kind", "i4")], align=True)


class Out(NamedTuple):
    """Room for what is decided, filled from the front; ``used`` counts what is there, in this order."""

    visits: Any
    decisions: Any
    fillers: Any
    refusals: Any
    updates: Any
    tasks: Any
    reactions: Any
    #: The enrolments of the units as they now stand, those that left in this call included, in no order
    runs: Any
    #: i4[run, place]: visits so far
    run_visits: Any
    #: END[person]: by person of ``People``, whatever ``used`` says
    ends: Any
    #: i8 and i1 [person, timed entry], as in ``People``
    mark_at: Any
    mark_level: Any
    used: Any  #: i8[8]: visits … reactions, runs


#: A person after the call: the earliest minute at which anything can happen without a new fact (FAR: none).
END = np.dtype([("next_due", "i8"), ("suppressed", "i4")], align=True)
