"""Steps: an enrolment goes from node to node until it stands still."""

from __future__ import annotations

from collections.abc import Mapping

from designer.domain.condition import Value
from designer.domain.contact import Event
from designer.domain.enrolment import Enrolment, Standing, TaskOpened
from designer.domain.scenario import (
    ELSE,
    NEXT,
    Exit,
    Experiment,
    IfPast,
    Message,
    Node,
    Split,
    TaskNode,
    TriggerNode,
    UntilDate,
    UntilTime,
    Update,
    Wait,
    WaitEvent,
)
from designer.domain.time import Minute, shift
from designer.engine.calendar import date_minute, next_time
from designer.engine.conditions import evaluate, matches_event
from designer.engine.desk import Desk, Dossier
from designer.engine.draws import TO_SPLIT, draw, identity
from designer.engine.pressure import Wanted
from designer.engine.rulebook import TASK_ANSWERS


def node_of(dossier: Dossier, enrolment: Enrolment) -> Node | None:
    """The node where an enrolment stands."""
    return dossier.scenario_of(enrolment).by_id.get(enrolment.node)


def go_on(desk: Desk, dossier: Dossier, enrolment: Enrolment, path: str, minute: Minute, due: Minute) -> None:
    """Leave the node by a way out, at ``minute``, and walk until the enrolment stands still or ends.

    ``due`` is the minute for which the move was due: a message on the way is as late as the move.
    """
    scenario = dossier.scenario_of(enrolment)
    way: str | None = path
    while way is not None:
        target = scenario.next_of.get((enrolment.node, way))
        if target is None or target not in scenario.by_id:
            desk.leave(dossier, enrolment, Standing.COMPLETED, "end", minute)
            return
        if not dossier.step(minute):
            desk.leave(dossier, enrolment, Standing.EXITED, "loop", minute)
            return
        _arrive(desk, enrolment, target, minute)
        way = _stand(desk, dossier, enrolment, scenario.by_id[target], minute, due)
    desk.changed(enrolment)


def _arrive(desk: Desk, enrolment: Enrolment, node: str, minute: Minute) -> None:
    enrolment.node, enrolment.arrived_at = node, minute
    enrolment.visit = enrolment.visits.get(node, 0) + 1
    enrolment.visits[node] = enrolment.visit
    enrolment.steps += 1
    enrolment.due = enrolment.planned_at = None
    enrolment.attempts = 0
    desk.outcome.node_steps += 1
    desk.outcome.visits.append((enrolment.id, node, enrolment.visit, minute))


def _stand(
    desk: Desk, dossier: Dossier, enrolment: Enrolment, node: Node, minute: Minute, due: Minute
) -> str | None:
    """What a node does with an enrolment that arrives: the way out it takes at once, or nothing."""
    facts = dossier.facts
    match node:
        case TriggerNode():
            return NEXT
        case Wait():
            return _wait(desk, dossier, enrolment, node, minute)
        case WaitEvent(timeout=timeout):
            enrolment.due = None if timeout is None else shift(minute, timeout, facts.zone)
        case Split(paths=paths):
            return next((path.path for path in paths if evaluate(path.when, facts)), ELSE)
        case Experiment():
            return drawn_path(desk.book.seed, enrolment, node)
        case Message():
            scenario = dossier.scenario_of(enrolment)
            wanted = Wanted(
                channel=node.channel, category=scenario.category_of(node), scenario=scenario.key, weight=0
            )
            enrolment.due = enrolment.planned_at = desk.book.rules.pooled_to(due, wanted, facts.zone)
        case TaskNode(sla=sla):
            enrolment.due = None if sla is None else shift(minute, sla, facts.zone)
            desk.outcome.tasks.append(
                TaskOpened(
                    contact=enrolment.contact,
                    at=minute,
                    scenario=enrolment.scenario,
                    version=enrolment.version,
                    entry=enrolment.entry,
                    node=node.id,
                    visit=enrolment.visit,
                    expires_at=enrolment.due,
                )
            )
        case Update(set=values):
            desk.set_attributes(dossier, dict(values))
            return NEXT
        case Exit():
            desk.leave(dossier, enrolment, Standing.COMPLETED, "end", minute)
    return None


def _wait(desk: Desk, dossier: Dossier, enrolment: Enrolment, node: Wait, minute: Minute) -> str | None:
    zone = dossier.facts.zone
    if node.for_ is not None:
        enrolment.due = shift(minute, node.for_, zone)
    elif isinstance(node.until, UntilTime):
        enrolment.due = next_time(minute, node.until, zone)
    elif isinstance(node.until, UntilDate):
        return _wait_for_date(desk, dossier, enrolment, node, node.until, minute)
    if enrolment.due is not None and enrolment.due > minute:
        return None
    return NEXT


def _wait_for_date(
    desk: Desk, dossier: Dossier, enrolment: Enrolment, node: Wait, until: UntilDate, minute: Minute
) -> str | None:
    """Wait for a contact's date; one that is past, or that there is not, does as ``if_past`` says."""
    value = dossier.person.attributes.get(until.attribute)
    date = date_minute(value, until.offset, dossier.facts.zone)
    if date is not None and date > minute:
        enrolment.due = date
        return None
    if date is None or date < minute:
        if node.if_past is IfPast.EXIT:
            desk.leave(dossier, enrolment, Standing.EXITED, "if-past", minute)
            return None
        enrolment.skip_next = enrolment.skip_next or node.if_past is IfPast.SKIP
    return NEXT


def follow_moved_date(desk: Desk, dossier: Dossier, enrolment: Enrolment, minute: Minute) -> None:
    """The contact's date may have moved while an enrolment waits for it."""
    node = node_of(dossier, enrolment)
    if not isinstance(node, Wait) or not isinstance(node.until, UntilDate):
        return
    value = dossier.person.attributes.get(node.until.attribute)
    date = date_minute(value, node.until.offset, dossier.facts.zone)
    if date == enrolment.due:
        return
    way = _wait_for_date(desk, dossier, enrolment, node, node.until, minute)
    if way is not None:
        go_on(desk, dossier, enrolment, way, minute, minute)
    else:
        desk.changed(enrolment)


def drawn_path(seed: str, enrolment: Enrolment, node: Experiment) -> str:
    """The way out that this contact is drawn to on this visit."""
    whole = sum(share.share for share in node.paths)
    who, where = identity(seed, enrolment.contact), identity(enrolment.scenario, node.id)
    point = draw(*who, *where, enrolment.visit, TO_SPLIT) * whole
    for share in node.paths:
        point -= share.share
        if point < 0:
            return share.path
    return node.paths[-1].path


def answer(dossier: Dossier, enrolment: Enrolment, minute: Minute) -> tuple[str, Minute] | None:
    """The way out that an event has opened since arrival, and the event's minute."""
    node = node_of(dossier, enrolment)
    if isinstance(node, WaitEvent):
        for one in _since_arrival(dossier, enrolment, node.event, minute):
            if matches_event(node.where, one, dossier.facts):
                return "event", one.minute
    elif isinstance(node, TaskNode):
        found = [
            (one.minute, one.at, one.id, way)
            for name, way in TASK_ANSWERS.items()
            for one in _since_arrival(dossier, enrolment, name, minute)
            if _is_about(enrolment, one.properties)
        ]
        if found:
            at, _, _, way = min(found)
            return way, at
    return None


def _since_arrival(dossier: Dossier, enrolment: Enrolment, name: str, minute: Minute) -> list[Event]:
    """Events of a name after arrival, up to the minute the node waits for; at that minute they come first."""
    last = minute if enrolment.due is None else min(minute, enrolment.due)
    return dossier.history.between(name, enrolment.arrived_at, last)


def _is_about(enrolment: Enrolment, properties: Mapping[str, Value]) -> bool:
    """Whether a task's receipt is about this one; ``entry``, where given, tells parallel enrolments apart."""
    return (
        properties.get("scenario") == enrolment.scenario
        and properties.get("node") == enrolment.node
        and str(properties.get("entry", enrolment.entry)) == str(enrolment.entry)
    )


def time_is_up(desk: Desk, dossier: Dossier, enrolment: Enrolment, minute: Minute, due: Minute) -> None:
    """A wait is over, a timeout reached, a task expired."""
    match node_of(dossier, enrolment):
        case WaitEvent():
            way = "timeout"
        case TaskNode(id=node):
            way = "expired"
            expired = Event(
                id=f"{enrolment.id}/{node}/{enrolment.visit}#expired",
                contact=enrolment.contact,
                name="task.expired",
                at=minute * 60,
                minute=minute,
                properties={"scenario": enrolment.scenario, "node": node, "entry": enrolment.entry},
            )
            desk.add_event(dossier, expired)
        case _:
            way = NEXT
    go_on(desk, dossier, enrolment, way, minute, due)
