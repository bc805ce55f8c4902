"""The plain planner: everything that is decided about one counting unit, minute by minute.

It is written to be read and checked, one record after the other, and shares with the product the domain's
records and draws alone: what the product decides is compared with what is decided here.

At one minute events come before timers, exits before entries, entries before sends. The planner is a
function of the rulebook and the unit: it reads no clock, draws nothing by chance and keeps nothing.
"""

from __future__ import annotations

from designer.domain.contact import Event
from designer.domain.enrolment import Enrolment, Outcome, Standing, Unit
from designer.domain.scenario import Goal, Message
from designer.domain.time import Minute, shift
from designer.engine.rulebook import Rulebook
from tests.oracle import triggers
from tests.oracle.arbitrate import arbitrate
from tests.oracle.book import Book, OpenEntry
from tests.oracle.conditions import earliest, evaluate, flips_at, matches_event
from tests.oracle.desk import MOST_STEPS, Desk, Dossier
from tests.oracle.entries import triggered_by, try_to_enter
from tests.oracle.steps import answer, follow_moved_date, go_on, node_of, time_is_up

#: The last rulebook and its book: a test advances many times under one.
_last: list[tuple[Rulebook, Book]] = []


def _book_of(record: Rulebook) -> Book:
    if not _last or _last[0][0] is not record:
        _last[:] = [(record, Book.of(record))]
    return _last[0][1]


def advance(record: Rulebook, unit: Unit, *, floor: Minute, until: Minute) -> Outcome:
    """Decide everything due at minutes ≤ ``until`` for the contacts of one unit.

    What was due before ``floor`` is decided at ``floor``. ``unit`` is changed in place; the outcome says
    what was decided, in order, and for each contact the earliest minute at which anything can happen
    without a new fact (``next_due``).
    """
    book = _book_of(record)
    desk = Desk(book, unit)
    for dossier in desk.dossiers:
        for entry in book.timed_entries:
            triggers.begin(desk, dossier, entry, floor)
    minute: Minute | None = floor
    while minute is not None and minute <= until:
        for dossier in desk.dossiers:
            dossier.set_clock(minute)
        _decide_minute(desk, minute)
        wake = earliest(dossier.asleep_until for dossier in desk.dossiers)
        minute = None if wake is None else max(wake, minute + 1)
    for dossier in desk.dossiers:
        dossier.person.taken_to = max(dossier.person.taken_to, until)
        desk.outcome.next_due[dossier.person.id] = dossier.wake()
    return desk.outcome


def _decide_minute(desk: Desk, minute: Minute) -> None:
    """Settle everybody, then decide the messages that are due; again for those whom that brings news."""
    restless = desk.dossiers
    # a contact makes MOST_STEPS steps a minute at most, so that there are never more rounds than that
    for _ in range(MOST_STEPS + 2):
        for dossier in restless:
            _settle(desk, dossier, minute)
        arbitrate(desk, minute)
        restless = [dossier for dossier in desk.dossiers if dossier.is_restless(minute)]
        if not restless:
            return


def _settle(desk: Desk, dossier: Dossier, minute: Minute) -> None:
    """Bring one contact to rest at a minute: only messages that are due are left to decide."""
    while True:
        events = dossier.take_events(minute)
        if dossier.changed_at is not None:
            _look_again(dossier, minute)
        _leave_early(desk, dossier, minute)
        if _enter(desk, dossier, events, minute):
            _leave_early(desk, dossier, minute)
        if dossier.person.enrolments:
            while _move(desk, dossier, minute):
                pass
        if not dossier.has_news:
            return


def _look_again(dossier: Dossier, minute: Minute) -> None:
    """Facts have changed: see again when triggers and exit rules are to be looked at."""
    assert dossier.changed_at is not None
    changed_at, dossier.changed_at = dossier.changed_at, None
    changed, dossier.changed = dossier.changed, set()
    for entry in dossier.book.timed_entries:
        if not entry.hears.isdisjoint(changed):
            triggers.refresh(dossier, entry, changed_at, minute)
    for enrolment in dossier.moving():
        hears = dossier.book.exits_hear.get((enrolment.scenario, enrolment.version))
        if hears is not None and not hears.isdisjoint(changed):
            dossier.exit_flips.pop(enrolment.id, None)


def _leave_early(desk: Desk, dossier: Dossier, minute: Minute) -> None:
    """Goals and exit rules, at the event and not after the wait."""
    for enrolment in list(dossier.moving()):
        scenario = dossier.scenario_of(enrolment)
        if scenario.goal is not None and _reach_goal(desk, dossier, enrolment, scenario.goal, minute):
            continue
        exit_when = scenario.exit_when
        if exit_when is None:
            continue
        flip = dossier.exit_flips.get(enrolment.id, minute)
        if flip is None or flip > minute:
            continue
        if evaluate(exit_when, dossier.facts):
            desk.leave(dossier, enrolment, Standing.EXITED, "exit-when", minute)
        else:
            dossier.exit_flips[enrolment.id] = flips_at(exit_when, dossier.facts, minute)


def _reach_goal(desk: Desk, dossier: Dossier, enrolment: Enrolment, goal: Goal, minute: Minute) -> bool:
    """Note a conversion; true when the enrolment leaves for it."""
    if enrolment.converted_at is not None:
        return False
    last = minute
    if goal.within is not None:
        last = min(minute, shift(enrolment.entered_at, goal.within, dossier.facts.zone))
    for event in dossier.history.between(goal.event, enrolment.entered_at, last):
        if matches_event(goal.where, event, dossier.facts):
            enrolment.converted_at = event.minute
            desk.changed(enrolment)
            if not goal.stay:
                desk.leave(dossier, enrolment, Standing.CONVERTED, "goal", minute)
                return True
            return False
    return False


def _enter(desk: Desk, dossier: Dossier, events: list[Event], minute: Minute) -> bool:
    """Let the contact into the scenarios whose triggers have come, the one that passes first, first."""
    fired: list[tuple[int, Minute, OpenEntry, Event | None]] = []
    for event in events:
        for entry in triggered_by(dossier, event):
            fired.append((entry.rank, min(event.minute, minute), entry, event))
    for entry in desk.book.timed_entries:
        look = dossier.looks.get(entry.key)
        if look is not None and look <= minute:
            onset = triggers.fires(desk, dossier, entry, minute)
            if onset is not None:
                fired.append((entry.rank, onset, entry, None))
    if len(fired) > 1:
        fired.sort(key=lambda one: one[0])
    entered = False
    for _, due, entry, trigger in fired:
        entered = try_to_enter(desk, dossier, entry, minute, due, trigger) or entered
    return entered


def _move(desk: Desk, dossier: Dossier, minute: Minute) -> bool:
    """Move the enrolments that an event answers or whose time has come; messages are left to arbitration."""
    moved = False
    for enrolment in list(dossier.moving()):
        if dossier.fresh:
            follow_moved_date(desk, dossier, enrolment, minute)
        if enrolment.standing is not Standing.ACTIVE or isinstance(node_of(dossier, enrolment), Message):
            continue
        answered = answer(dossier, enrolment, minute)
        if answered is not None:
            way, due = answered
            go_on(desk, dossier, enrolment, way, minute, due)
            moved = True
        elif enrolment.due is not None and enrolment.due <= minute:
            time_is_up(desk, dossier, enrolment, minute, enrolment.due)
            moved = True
    return moved
