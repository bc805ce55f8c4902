"""Triggers: when a contact starts to meet one. Onset counts, not level."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import ceil
from statistics import median

from designer.domain.enrolment import Mark
from designer.domain.pressure import length
from designer.domain.scenario import DateTrigger, EntersTrigger, InactivityTrigger
from designer.domain.time import Minute, shift
from tests.oracle.book import OpenEntry
from tests.oracle.calendar import next_date
from tests.oracle.conditions import evaluate, flips_at, window_end
from tests.oracle.desk import Desk, Dossier


def begin(desk: Desk, dossier: Dossier, entry: OpenEntry, floor: Minute) -> None:
    """Find out when a trigger is to be looked at, as things stood when the contact was last advanced."""
    if floor < entry.published_at:
        dossier.looks[entry.key] = entry.published_at
        return
    dossier.begun.add(entry.key)
    person = dossier.person
    mark = person.marks.get(entry.key)
    trigger = entry.scenario.trigger
    if isinstance(trigger, EntersTrigger):
        # a mark from before the publication is about another version's condition
        if mark is None or mark.at < entry.published_at - 1:
            _set_mark(desk, dossier, entry, Mark(at=floor, level=_level_before(dossier, entry)))
            dossier.looks[entry.key] = on_grid(floor, trigger)
        else:
            first = max(person.taken_to + 1, floor)
            dossier.looks[entry.key] = _next_look(dossier, trigger, person.taken_to, first, mark.level)
    elif isinstance(trigger, InactivityTrigger) and entry.scenario.entry.backfill and mark is None:
        _set_mark(desk, dossier, entry, Mark(at=floor, level=True))
        dossier.backfilling.add(entry.key)
        dossier.looks[entry.key] = floor
    else:
        dossier.looks[entry.key] = _next_onset(dossier, entry)


def refresh(dossier: Dossier, entry: OpenEntry, changed_at: Minute, minute: Minute) -> None:
    """A fact of minute ``changed_at`` is new: see again when the trigger is to be looked at."""
    if entry.key not in dossier.begun or entry.key in dossier.backfilling:
        return
    trigger = entry.scenario.trigger
    if not isinstance(trigger, EntersTrigger):
        dossier.looks[entry.key] = _next_onset(dossier, entry)
        return
    look = dossier.looks.get(entry.key)
    if look is not None and look <= minute:
        return
    after = on_grid(changed_at, trigger)
    if after > minute:
        level = dossier.person.marks[entry.key].level
        look = _next_look(dossier, trigger, minute, minute, level)
        dossier.looks[entry.key] = look
    else:
        dossier.looks[entry.key] = after


def fires(desk: Desk, dossier: Dossier, entry: OpenEntry, minute: Minute) -> Minute | None:
    """Look at a trigger whose time has come: the minute since which it holds, if it fires."""
    look = dossier.looks.get(entry.key)
    if look is None or look > minute:
        return None
    if entry.key not in dossier.begun:
        begin(desk, dossier, entry, minute)
        return fires(desk, dossier, entry, minute)
    trigger = entry.scenario.trigger
    if isinstance(trigger, EntersTrigger):
        mark = dossier.person.marks[entry.key]
        level = evaluate(trigger.condition, dossier.facts)
        if level != mark.level:
            _set_mark(desk, dossier, entry, Mark(at=minute, level=level))
        dossier.looks[entry.key] = _next_look(dossier, trigger, minute, minute + 1, level)
        return look if level and not mark.level else None
    following: Minute | None = look
    while following is not None and following <= minute:
        # of several that were missed, the last one counts
        look = dossier.looked[entry.key] = following
        following = _next_onset(dossier, entry)
    dossier.looked[entry.key] = minute
    dossier.looks[entry.key] = following
    if entry.key in dossier.backfilling:
        dossier.backfilling.discard(entry.key)
        assert isinstance(trigger, InactivityTrigger)
        onset = inactive_from(dossier, trigger)
        return minute if onset is not None and onset <= minute else None
    return look


def _next_onset(dossier: Dossier, entry: OpenEntry) -> Minute | None:
    """The first minute, not answered yet, at which the trigger comes if no new fact does."""
    since = max(dossier.person.taken_to, entry.published_at - 1, dossier.looked.get(entry.key, 0))
    trigger = entry.scenario.trigger
    match trigger:
        case DateTrigger(attribute=attribute):
            return next_date(trigger, dossier.person.attributes.get(attribute), since, dossier.facts.zone)
        case InactivityTrigger():
            onset = inactive_from(dossier, trigger)
            return onset if onset is not None and onset > since else None
        case _:
            return entry.schedule.next(since) if entry.schedule else None


def on_grid(minute: Minute, trigger: EntersTrigger) -> Minute:
    """The first minute ≥ ``minute`` at which the condition is looked at, a multiple of ``every``."""
    every = max(1, length(trigger.every))
    return -(-minute // every) * every


def _next_look(
    dossier: Dossier, trigger: EntersTrigger, at: Minute, first: Minute, level: bool
) -> Minute | None:
    """When to look again, from ``first`` on, by the facts of minute ``at`` and the truth at the last look."""
    facts = dossier.facts
    if facts.now != at or facts.known_to != at:
        facts = replace(facts, now=at, known_to=at)
    if evaluate(trigger.condition, facts) != level:
        return on_grid(first, trigger)
    flip = flips_at(trigger.condition, facts, at)
    return None if flip is None else on_grid(flip, trigger)


def _level_before(dossier: Dossier, entry: OpenEntry) -> bool:
    """Whether the contact satisfied the condition before the publication, and so does not start to now.

    A contact already advanced since the publication and without a mark did not exist then: it satisfied
    nothing. With ``backfill`` nobody is taken to have satisfied it before the first publication.
    """
    trigger = entry.scenario.trigger
    assert isinstance(trigger, EntersTrigger)
    if entry.key not in dossier.person.marks:
        if entry.scenario.entry.backfill or dossier.person.taken_to >= entry.published_at:
            return False
    before = entry.published_at - 1
    return evaluate(trigger.condition, replace(dossier.facts, now=before, known_to=before))


def _set_mark(desk: Desk, dossier: Dossier, entry: OpenEntry, mark: Mark) -> None:
    dossier.person.marks[entry.key] = mark
    desk.outcome.marks[dossier.person.id, entry.key] = mark


def inactive_from(dossier: Dossier, trigger: InactivityTrigger) -> Minute | None:
    """The minute from which the contact counts as inactive, as its events up to now have it.

    A fixed time after the last event, or the contact's own rhythm: last event + median interval × factor −
    lead. A contact without such an event has never been active; a rhythm that would fall due at the very
    event foretells nothing. Neither becomes inactive.
    """
    minutes, _, upto = dossier.history.upto(trigger.event, dossier.facts.now)
    if upto == 0:
        return None
    last = minutes[upto - 1]
    zone = dossier.facts.zone
    if trigger.after is not None:
        return window_end(last, trigger.after, last, zone)
    rhythm = trigger.own_rhythm
    if rhythm is None or upto < max(2, rhythm.min_events):
        return None
    interval = median(b - a for a, b in pairwise(minutes[:upto]))
    onset = shift(last + ceil(interval * rhythm.factor), -rhythm.lead, zone)
    return onset if onset > last else None
