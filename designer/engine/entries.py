"""Entries: which triggers make an enrolment, and why the others do not."""

from __future__ import annotations

from designer.domain.contact import Event
from designer.domain.enrolment import Enrolment, Refusal, Standing, Stay
from designer.domain.scenario import Effect, EventTrigger, ManualTrigger, Reentry, ToAudience
from designer.domain.time import Minute, shift
from designer.engine.conditions import evaluate, matches_event
from designer.engine.desk import Desk, Dossier
from designer.engine.draws import TO_HOLD_OUT, draw, identity
from designer.engine.rulebook import ENTERED_BY_HAND, OpenEntry, Rulebook


def triggered_by(dossier: Dossier, event: Event) -> list[OpenEntry]:
    """The scenarios that this event triggers."""
    found = []
    for entry in dossier.book.by_event.get(event.name, ()):
        trigger = entry.scenario.trigger
        if event.minute < entry.published_at:
            continue
        if isinstance(trigger, EventTrigger):
            if matches_event(trigger.where, event, dossier.facts):
                found.append(entry)
        if isinstance(trigger, ManualTrigger) and event.name == ENTERED_BY_HAND:
            if event.properties.get("scenario") == entry.key:
                found.append(entry)
    return found


def try_to_enter(
    desk: Desk, dossier: Dossier, entry: OpenEntry, minute: Minute, due: Minute, event: Event | None
) -> bool:
    """Enter the contact, or note why not; ``due`` is the minute at which the trigger came."""
    refusal = _refused(desk, dossier, entry, minute)
    if refusal is None:
        _enter(desk, dossier, entry, minute, due, event)
        return True
    reason, by = refusal
    # a schedule, or a campaign, is for the audience: not being of it is nothing to tell
    if not (reason == "audience" and isinstance(entry.scenario.trigger, ToAudience)):
        desk.outcome.refusals.append(
            Refusal(contact=dossier.person.id, at=minute, scenario=entry.key, reason=reason, by=by)
        )
    return False


def _refused(desk: Desk, dossier: Dossier, entry: OpenEntry, minute: Minute) -> tuple[str, str | None] | None:
    """Why the contact may not enter, and because of which scenario."""
    scenario = entry.scenario
    if entry.paused:
        return "paused", None
    if scenario.audience is not None and not evaluate(scenario.audience, dossier.facts):
        return "audience", None
    reason = _stays_refuse(dossier, entry, minute)
    if reason is not None:
        return reason, None
    for enrolment in sorted(dossier.person.enrolments, key=lambda one: (one.scenario, one.entry)):
        other = dossier.scenario_of(enrolment)
        if scenario.entry.group is not None and other.entry.group == scenario.entry.group:
            return "group", other.key
        if other.key != entry.key and desk.book.prevails_over(other, entry.key, dossier.facts, Effect.ENTRY):
            return "prevailed", other.key
    return None if dossier.may_step(minute) else ("loop", None)


def _stays_refuse(dossier: Dossier, entry: OpenEntry, minute: Minute) -> str | None:
    """What the contact's earlier entries say."""
    rules, zone = entry.scenario.entry, dossier.facts.zone
    stays = dossier.person.stays.get(entry.key, [])
    if not stays:
        return None
    match rules.reentry:
        case Reentry.NEVER:
            return "reentry"
        case Reentry.AFTER_EXIT:
            if any(stay.left_at is None for stay in stays):
                return "reentry"
            last = max(stay.left_at for stay in stays if stay.left_at is not None)
        case Reentry.PARALLEL:
            last = max(stay.entered_at for stay in stays)
            if rules.gap is None and last >= minute:
                return "gap"
    if rules.gap is not None and minute < shift(last, rules.gap, zone):
        return "gap"
    if rules.cap is not None:
        since = shift(minute, -rules.cap.per, zone)
        if sum(stay.entered_at > since for stay in stays) >= rules.cap.max:
            return "cap"
    return None


def _enter(
    desk: Desk, dossier: Dossier, entry: OpenEntry, minute: Minute, due: Minute, event: Event | None
) -> None:
    person, scenario = dossier.person, entry.scenario
    _take_out_of_others(desk, dossier, entry, minute)
    stays = person.stays.setdefault(entry.key, [])
    number = max((stay.entry for stay in stays), default=0) + 1
    start = scenario.start
    enrolment = Enrolment(
        contact=person.id,
        scenario=entry.key,
        version=entry.version,
        entry=number,
        entered_at=minute,
        node=start.id if start else "",
        arrived_at=minute,
        due=due,
        visits={start.id: 1} if start else {},
        steps=1,
        event=event.id if event else None,
        control=is_held_out(desk.book, person.id, entry.key),
    )
    stays.append(Stay(entry=number, entered_at=minute))
    dossier.enter(enrolment)
    dossier.step(minute)
    desk.outcome.node_steps += 1
    desk.outcome.entered.append(enrolment)
    desk.outcome.visits.append((enrolment.id, enrolment.node, 1, minute))
    desk.changed(enrolment)


def _take_out_of_others(desk: Desk, dossier: Dossier, entry: OpenEntry, minute: Minute) -> None:
    for enrolment in list(dossier.person.enrolments):
        if enrolment.scenario != entry.key and desk.book.prevails_over(
            entry.scenario, enrolment.scenario, dossier.facts, Effect.EXIT
        ):
            desk.leave(dossier, enrolment, Standing.EXITED, f"prevailed:{entry.key}", minute)


def is_held_out(book: Rulebook, contact: str, scenario: str) -> bool:
    """Whether the contact belongs to the control group: of everything, or of this scenario."""
    controls = book.policy.controls
    return (
        draw(*identity(book.seed, contact), *identity("control"), 0, TO_HOLD_OUT) < controls.global_
        or draw(*identity(book.seed, contact), *identity(scenario), 0, TO_HOLD_OUT) < controls.per_scenario
    )
