"""What the kernel reads and writes: arrays of records, numbers in place of names.

Everything is counted from 0 and refers to its rows by number: versions of scenarios, nodes, programs of conditions,
rules. ``Tables`` says what is to be done and is made once for a rulebook (``compile.py``); ``People`` is who is looked
at (``packing.py``); ``Out`` is what was decided. Minutes are whole UTC minutes since 1970 (``domain.time``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

#: No minute: before every one, and after every one.
NEVER, FAR = -(1 << 60), 1 << 60
#: A program that is always true, and the ends of a program.
ALWAYS, YES, NO = -1, -1, -2

# ── What nodes, triggers, rules, verdicts are called in the tables ──────────────────────────────────────

TRIGGER, WAIT_FOR, WAIT_TIME, WAIT_DATE, WAIT_EVENT, SPLIT, EXPERIMENT, MESSAGE, TASK, UPDATE, EXIT = range(11)
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
        ("key", "i4"),
        ("version", "i4"),
        ("rank", "i4"),
        ("value", "i4"),
        ("start", "i4"),
        ("first_node", "i4"),
        ("nodes", "i4"),
        ("audience", "i4"),
        ("exit_when", "i4"),
        ("goal_event", "i4"),
        ("goal_where", "i4"),
        ("goal_limited", "i1"),
        ("goal_stay", "i1"),
        ("goal_months", "i4"),
        ("goal_within", "i8"),
        ("misfire_skip", "i1"),
        ("misfire_late", "i8"),
        ("reentry", "i1"),
        ("has_gap", "i1"),
        ("gap_months", "i4"),
        ("gap", "i8"),
        ("cap_max", "i4"),
        ("cap_months", "i4"),
        ("cap_per", "i8"),
        ("group", "i4"),
        ("paused", "i1"),
        # rows of ``prevails``
        ("first_over", "i4"),
        ("overs", "i4"),
        ("draw_lo", "i8"),
        ("draw_hi", "i8"),
    ],
    align=True,
)

PREVAILS = np.dtype([("key", "i4"), ("effect", "i4"), ("when", "i4")], align=True)

#: The scenarios that take entries, the one that passes first, first.
ENTRY = np.dtype(
    [
        ("scenario", "i4"),
        ("key", "i4"),
        ("kind", "i1"),
        ("paused", "i1"),
        ("backfill", "i1"),
        ("yearly", "i1"),
        ("silent", "i1"),
        # number among the timed ones, whose marks and looks are kept; -1: entered by events
        ("timed", "i4"),
        ("published_at", "i8"),
        ("event", "i4"),
        ("where", "i4"),
        ("program", "i4"),
        ("every", "i8"),
        ("date", "i4"),
        ("tod", "i4"),
        ("minutes", "i8"),
        ("months", "i4"),
        ("factor", "f8"),
        ("min_events", "i4"),
        # rows of ``instants``
        ("first_instant", "i4"),
        ("instants", "i4"),
    ],
    align=True,
)

NODE = np.dtype(
    [
        ("kind", "i1"),
        ("scenario", "i4"),
        # index of its id among the names
        ("name", "i4"),
        ("first_way", "i4"),
        ("ways", "i4"),
        ("minutes", "i8"),
        ("months", "i4"),
        # whether minutes and months say anything: a timeout, an sla
        ("limited", "i1"),
        ("tod", "i4"),
        ("weekdays", "i4"),
        ("date", "i4"),
        ("if_past", "i1"),
        ("event", "i4"),
        ("where", "i4"),
        # rows of ``paths`` (split) or ``shares`` (experiment), or the row of ``effects`` (update)
        ("first", "i4"),
        ("count", "i4"),
        # messages: rows of ``offers``, the primary channel first
        ("first_offer", "i4"),
        ("offers", "i4"),
        ("category", "i1"),
        ("subject", "i1"),
        ("counts", "i1"),
        ("if_blocked", "i1"),
        ("merge", "i4"),
        ("draw_lo", "i8"),
        ("draw_hi", "i8"),
    ],
    align=True,
)

#: A message on one of its channels.
OFFER = np.dtype(
    [
        ("channel", "i4"),
        ("weight", "f8"),
        # atoms: consent, address; -1: none needed
        ("consent", "i4"),
        ("address", "i4"),
        # rows of ``asked``: the rules that can hold it back, in order
        ("first_rule", "i4"),
        ("rules", "i4"),
        ("pooled", "i1"),
        # row of ``behaviours``; -1: nobody reacts
        ("behaviour", "i4"),
    ],
    align=True,
)

#: One test of a program: an atom of the contact, or events in a window. It goes to ``then`` or ``otherwise``, a row
#: of ``terms`` or ``YES`` or ``NO``.
TERM = np.dtype(
    [
        # bit of the contact; -1: events
        ("atom", "i4"),
        ("event", "i4"),
        # bit of the event; -1: any
        ("where", "i4"),
        ("least", "i4"),
        ("ever", "i1"),
        ("months", "i4"),
        ("within", "i8"),
        ("then", "i4"),
        ("otherwise", "i4"),
    ],
    align=True,
)

#: A program is the rows first … first + terms of ``terms`` and starts at the first.
PROGRAM = np.dtype([("first", "i4"), ("terms", "i4")], align=True)

RULE = np.dtype(
    [
        ("kind", "i1"),
        # index among the names of rules
        ("name", "i4"),
        ("most", "i4"),
        # rows of ``limits``: the maximum of contacts who satisfy something; ``most`` is of the others
        ("first_limit", "i4"),
        ("limits", "i4"),
        ("kept", "i4"),
        ("unit", "i1"),
        ("width", "i8"),
        ("program", "i4"),
        # row of the quiet hours
        ("quiet", "i4"),
    ],
    align=True,
)

LIMIT = np.dtype([("program", "i4"), ("most", "i4")], align=True)

#: The policy as a whole: one row.
POLICY = np.dtype(
    [
        ("threshold", "f8"),
        ("decay", "i1"),
        ("reading_sum", "i1"),
        # half-life, or the age at which nothing is left, in minutes
        ("length", "f8"),
        ("first_step", "i4"),
        ("steps", "i4"),
        ("pool_at", "i4"),
        ("reserve", "i1"),
        ("reserve_months", "i4"),
        ("reserve_minutes", "i8"),
        ("control_global", "f8"),
        ("control_each", "f8"),
        ("seed_lo", "i8"),
        ("seed_hi", "i8"),
        # events that the planner makes itself; -1: nobody listens
        ("sent_event", "i4"),
        ("expired_event", "i4"),
        ("done_event", "i4"),
        ("refused_event", "i4"),
    ],
    align=True,
)

STEP = np.dtype([("upto", "i8"), ("factor", "f8")], align=True)

#: What one message on one channel brings about in a simulation, as chances of one and minutes.
BEHAVIOUR = np.dtype(
    [
        ("delivered", "f8"),
        ("opened", "f8"),
        ("clicked", "f8"),
        ("replied", "f8"),
        ("converted", "f8"),
        ("unsubscribed", "f8"),
        # median time to react; reactions follow an exponential law
        ("reaction", "f8"),
        # the events, and the rows of ``reactions_mask``; -1: nobody listens
        ("delivered_event", "i4"),
        ("opened_event", "i4"),
        ("clicked_event", "i4"),
        ("replied_event", "i4"),
        ("unsubscribed_event", "i4"),
        ("bounced_event", "i4"),
        # what a conversion is an event of: the goal, with the bit of its ``where``
        ("goal_event", "i4"),
        ("goal_where", "i4"),
    ],
    align=True,
)


class Zones(NamedTuple):
    """Local time (``clockwork.py``): zone z has the rows first[z]:first[z + 1], the earliest first."""

    first: Any  #: i4
    at: Any  #: i8, the UTC minute from which the offset holds; the first row's is NEVER
    offset: Any  #: i8, minutes east of UTC
    wall: Any  #: i8, the wall minute from which it holds, where a repeated time is its first occurrence
    wall_late: Any  #: i8, the same where a repeated time is its last occurrence


class Hours(NamedTuple):
    """Quiet hours: row q on weekday w allows the spans first[7 q + w]:first[7 q + w + 1]."""

    first: Any  #: i4
    start: Any  #: i4, minutes of the day
    end: Any  #: i4
    country: Any  #: i4 by row q: its holidays; -1: none
    holiday_first: Any  #: i4 by country: rows of ``holiday``
    holiday: Any  #: i8, days since 1970, sorted within the country


class Tables(NamedTuple):
    """A rulebook as the kernel reads it."""

    policy: Any  #: POLICY[1]
    scenarios: Any
    prevails: Any
    entries: Any
    #: Event name -> rows of ``listeners`` (numbers of entries): first[name]:first[name + 1]
    listener_first: Any
    listeners: Any
    #: bool[timed entry, event name]; the last column is attributes
    hears: Any
    #: bool[version, event name]: what an exit rule depends on; the last column is attributes
    exit_hears: Any
    instants: Any
    nodes: Any
    #: i4: target node of each way out; -1: the end
    ways: Any
    #: i4: programs of the paths of splits
    paths: Any
    #: f8: cumulated parts of the paths of experiments
    shares: Any
    offers: Any
    #: i4: rules that offers ask
    asked: Any
    #: u8[offer, words]: the rules that it fills
    fills: Any
    #: u8[offer, words]: the bits of its receipt ``message.sent``
    receipt: Any
    #: u8[node, words]: the bits of ``task.expired``
    expiry: Any
    terms: Any
    programs: Any
    rules: Any
    limits: Any
    steps: Any
    #: i4 by scenario key: class, then value, as one number; the less, the sooner it passes
    standing: Any
    #: Updates: u8[effect, words] bits to clear, bits to set; dates (NO_DATE - 1: unchanged); zone (-1: unchanged)
    clears: Any
    sets: Any
    set_date_kind: Any
    set_date: Any
    set_zone: Any
    zones: Zones
    hours: Hours
    behaviours: Any
    #: u8[behaviour, 6, words]: bits of the receipts delivered, opened, clicked, replied, unsubscribed, bounced
    reactions: Any


# ── Who is looked at ────────────────────────────────────────────────────────────────────────────────────

#: A counting unit: its people, and the dispatches that fill the rules.
UNIT = np.dtype(
    [("first_person", "i8"), ("people", "i4"), ("first_send", "i8"), ("sends", "i4")],
    align=True,
)

PERSON = np.dtype(
    [
        ("zone", "i4"),
        ("suppressed", "i4"),
        ("taken_to", "i8"),
        ("draw_lo", "i8"),
        ("draw_hi", "i8"),
        ("first_event", "i8"),
        ("events", "i4"),
        ("first_run", "i8"),
        ("runs", "i4"),
        ("first_stay", "i8"),
        ("stays", "i4"),
        # minute of the last dispatch to this person, real ones only
        ("last_contact", "i8"),
    ],
    align=True,
)

#: Events that the rulebook listens to, by person in the order (minute, at, id).
EVENT = np.dtype(
    [
        ("minute", "i8"),
        ("name", "i4"),
        # of receipts about a task: key of the scenario, name of the node, entry (-1: any; -2: none)
        ("key", "i4"),
        ("node", "i4"),
        ("entry", "i4"),
        # the caller's own number; what the kernel makes has -1
        ("ref", "i8"),
        # simulated unsubscription or bounce: the channel to close + 1
        ("closes", "i4"),
        ("person", "i4"),
    ],
    align=True,
)

#: Counted and uncounted dispatches of the unit, by minute.
SEND = np.dtype(
    [
        ("at", "i8"),
        ("weight", "f8"),
        ("counts", "i1"),
        ("ghost", "i1"),
        # index of the scenario's key, -1: none of the rulebook
        ("key", "i4"),
        # node row; -1: not of the rulebook
        ("node", "i4"),
        ("person", "i4"),
        ("ref", "i8"),
    ],
    align=True,
)

#: An enrolment.
RUN = np.dtype(
    [
        ("scenario", "i4"),
        ("person", "i4"),
        ("entry", "i4"),
        ("node", "i4"),
        ("visit", "i4"),
        ("attempts", "i4"),
        ("steps", "i4"),
        ("skip_next", "i1"),
        ("control", "i1"),
        ("standing", "i1"),
        ("reason", "i1"),
        # made by this call; changed by it
        ("fresh", "i1"),
        ("touched", "i1"),
        ("by", "i4"),
        ("entered_at", "i8"),
        ("arrived_at", "i8"),
        # FAR: only an event moves it
        ("due", "i8"),
        # NEVER: none
        ("planned_at", "i8"),
        ("left_at", "i8"),
        ("converted_at", "i8"),
        # ``ref`` of the event that entered it; -1: none; -2: one that the kernel made
        ("event", "i8"),
        # the caller's own number; -1: made here
        ("ref", "i8"),
        ("exit_flip", "i8"),
        ("looked_exit", "i1"),
    ],
    align=True,
)

STAY = np.dtype(
    [("key", "i4"), ("entry", "i4"), ("person", "i4"), ("entered_at", "i8"), ("left_at", "i8")],
    align=True,
)


class People(NamedTuple):
    """Units, their people and what is known of them, as it is before the call; nothing here is changed."""

    units: Any
    people: Any
    #: u8[person, words]: the atoms that hold
    bits: Any
    #: i1 and i8 [person, date column]: NO_DATE, A_DAY (days since 1970) or AN_INSTANT (minute)
    date_kind: Any
    date: Any
    #: i8 and i1 [person, timed entry]: minute up to which the trigger is done with (NEVER: none), last truth
    mark_at: Any
    mark_level: Any
    events: Any
    #: u8[event, words]: the ``where`` that it satisfies, by name
    masks: Any
    runs: Any
    #: i4[run, node of the scenario]: visits so far
    visits: Any
    stays: Any
    sends: Any
    #: u8[send, words]: the rules that it fills
    fills: Any


# ── What was decided ────────────────────────────────────────────────────────────────────────────────────

#: A node entered. ``way`` is the row of ``ways`` by which it was reached; -1: the entry.
VISIT = np.dtype(
    [("at", "i8"), ("person", "i4"), ("scenario", "i4"), ("entry", "i4"), ("node", "i4"), ("visit", "i4"),
     ("way", "i4")],
    align=True,
)

DECISION = np.dtype(
    [
        ("at", "i8"),
        ("due_at", "i8"),
        # NEVER: none
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
    [("at", "i8"), ("expires_at", "i8"), ("person", "i4"), ("scenario", "i4"), ("entry", "i4"), ("node", "i4"),
     ("visit", "i4"), ("expired", "i4")],
    align=True,
)

#: A simulated reaction: 0 delivered, 1 opened, 2 clicked, 3 replied, 4 unsubscribed, 5 bounced, 6 converted.
REACTION = np.dtype([("at", "i8"), ("person", "i4"), ("node", "i4"), ("kind", "i4")], align=True)


class Out(NamedTuple):
    """Room for what is decided, filled from the front; ``used`` has one number for each, in this order."""

    visits: Any
    decisions: Any
    fillers: Any
    refusals: Any
    updates: Any
    tasks: Any
    reactions: Any
    #: The enrolments of the units as they now stand, those that left included, with their visits
    runs: Any
    run_visits: Any
    #: i8[person]: the earliest minute at which anything can happen without a new fact (FAR: none)
    next_due: Any
    mark_at: Any
    mark_level: Any
    #: u8[person, words] and dates, as they are after updates
    suppressed: Any
    used: Any  #: i8[8]
