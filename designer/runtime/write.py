"""From the planner's outcomes to rows: everything of a batch in the transaction that it was read in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from designer.domain.enrolment import Decision, Enrolment, Outcome, Person, Send, Standing, Unit, Verdict
from designer.domain.scenario import Message, TaskNode
from designer.domain.time import Minute
from designer.runtime.rules import Rules
from designer.store import documents
from designer.store.contacts import search_words
from designer.store.models import (
    ContactRow,
    Cursor,
    DecisionRow,
    EnrolmentRow,
    EventRow,
    NodeTally,
    OutboxRow,
    RefusalRow,
    RefusalTally,
    SendRow,
    TaskRow,
    VisitRow,
)
from designer.store.models.base import table_of

#: Refusals that are only counted: whoever is not of the audience is not news.
_ONLY_COUNTED = frozenset({"audience"})


@dataclass(kw_only=True)
class Planned:
    """One unit after the planner, beside what of it was stored before."""

    unit: Unit
    outcome: Outcome
    #: Keys of the sends that were there.
    sends_before: frozenset[str]


@dataclass(kw_only=True)
class Written:
    """Figures of what was written."""

    contacts: int = 0
    entries: int = 0
    node_steps: int = 0
    dispatches: int = 0
    decisions: Counter[str] = field(default_factory=Counter)


def write_batch(session: Session, rules: Rules, batch: Sequence[Planned], until: Minute) -> Written:
    """Write what the planner decided for these units up to ``until``. Part of the caller's transaction."""
    if not batch:
        return Written()
    outcomes = [planned.outcome for planned in batch]
    people = [person for planned in batch for person in planned.unit.people]
    decisions = [decision for outcome in outcomes for decision in outcome.decisions]
    _enrolments(session, outcomes)
    _insert(session, EventRow, [_event(event) for outcome in outcomes for event in outcome.events])
    _insert(session, DecisionRow, [_decision(decision) for decision in decisions])
    new_sends = [
        send for planned in batch for send in planned.unit.sends if send.key not in planned.sends_before
    ]
    _insert(session, SendRow, [_send(send) for send in new_sends])
    _insert(session, OutboxRow, _messages(rules, outcomes, until))
    _insert(
        session,
        VisitRow,
        [
            {"enrolment": enrolment, "node": node, "visit": visit, "at": at}
            for outcome in outcomes
            for enrolment, node, visit, at in outcome.visits
        ],
    )
    _tallies(session, outcomes, decisions)
    _refusals(session, outcomes)
    _tasks(session, rules, outcomes)
    _attributes(session, rules, outcomes, {person.id: person for person in people})
    _cursors(session, batch, people, until)
    return Written(
        contacts=len(people),
        entries=sum(len(outcome.entered) for outcome in outcomes),
        node_steps=sum(outcome.node_steps for outcome in outcomes),
        dispatches=sum(len(outcome.dispatches) for outcome in outcomes),
        decisions=Counter(decision.verdict.value for decision in decisions),
    )


def _insert(session: Session, table: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(insert(table_of(table)), list(rows))


# ── Journeys ────────────────────────────────────────────────────────────────────────────────────────────


def _enrolments(session: Session, outcomes: Sequence[Outcome]) -> None:
    entered = {one.id: one for outcome in outcomes for one in outcome.entered}
    changed = {id_: one for outcome in outcomes for id_, one in outcome.changed.items() if id_ not in entered}
    _insert(session, EnrolmentRow, [{"id": id_, **_enrolment(one)} for id_, one in entered.items()])
    if changed:
        table = table_of(EnrolmentRow)
        session.connection().execute(
            update(table).where(table.c.id == bindparam("row_id")),
            [{"row_id": id_, **_enrolment(one)} for id_, one in changed.items()],
        )


def _enrolment(one: Enrolment) -> dict[str, Any]:
    return {
        "contact": one.contact,
        "scenario": one.scenario,
        "version": one.version,
        "entry": one.entry,
        "entered_at": one.entered_at,
        "node": one.node,
        "visit": one.visit,
        "arrived_at": one.arrived_at,
        "due": one.due,
        "planned_at": one.planned_at,
        "attempts": one.attempts,
        "visits": one.visits,
        "steps": one.steps,
        "skip_next": one.skip_next,
        "event": one.event,
        "control": one.control,
        "standing": one.standing.value,
        "reason": one.reason,
        "left_at": one.left_at,
        "converted_at": one.converted_at,
    }


def _event(event: Any) -> dict[str, Any]:
    return {
        "id": event.id,
        "contact": event.contact,
        "name": event.name,
        "at": event.at,
        "minute": event.minute,
        "properties": dict(event.properties),
    }


def _refusals(session: Session, outcomes: Sequence[Outcome]) -> None:
    refusals = [refusal for outcome in outcomes for refusal in outcome.refusals]
    _insert(
        session,
        RefusalRow,
        [
            {
                "contact": refusal.contact,
                "scenario": refusal.scenario,
                "at": refusal.at,
                "reason": refusal.reason,
                "by": refusal.by,
            }
            for refusal in refusals
            if refusal.reason not in _ONLY_COUNTED
        ],
    )
    counted = Counter((refusal.scenario, refusal.reason) for refusal in refusals)
    _add_up(
        session,
        RefusalTally,
        ("scenario", "reason"),
        [{"scenario": s, "reason": r, "count": n} for (s, r), n in sorted(counted.items())],
    )


def _tallies(session: Session, outcomes: Sequence[Outcome], decisions: Sequence[Decision]) -> None:
    versions = {one.id: one for outcome in outcomes for one in outcome.changed.values()}
    visits: Counter[tuple[str, int, str]] = Counter()
    for outcome in outcomes:
        for enrolment, node, _visit, _at in outcome.visits:
            one = versions[enrolment]
            visits[one.scenario, one.version, node] += 1
    sent = Counter(
        (decision.scenario, decision.version, decision.node)
        for decision in decisions
        if decision.verdict in (Verdict.SENT, Verdict.MERGED)
    )
    _add_up(
        session,
        NodeTally,
        ("scenario", "version", "node"),
        [
            {"scenario": s, "version": v, "node": n, "visits": visits[s, v, n], "sent": sent[s, v, n]}
            for s, v, n in sorted(visits.keys() | sent.keys())
        ],
    )


def _add_up(
    session: Session, table: type[Any], key: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Add figures to rows that may not be there yet."""
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    make: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = make(table_of(table))
    columns = [name for name in rows[0] if name not in key]
    statement = statement.on_conflict_do_update(
        index_elements=list(key),
        set_={name: table_of(table).c[name] + statement.excluded[name] for name in columns},
    )
    session.connection().execute(statement, list(rows))


# ── Messages ────────────────────────────────────────────────────────────────────────────────────────────


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "enrolment": f"{decision.contact}/{decision.scenario}/{decision.entry}",
        "node": decision.node,
        "visit": decision.visit,
        "attempt": decision.attempt,
        "contact": decision.contact,
        "scenario": decision.scenario,
        "version": decision.version,
        "entry": decision.entry,
        "at": decision.at,
        "channel": decision.channel.value,
        "category": decision.category.value,
        "verdict": decision.verdict.value,
        "due_at": decision.due_at,
        "rule": decision.rule,
        "blocked_by": list(decision.blocked_by),
        "next_at": decision.next_at,
        "send_key": decision.send_key,
        "inversion": decision.inversion,
    }


def _send(send: Send) -> dict[str, Any]:
    return {
        "key": send.key,
        "contact": send.contact,
        "at": send.at,
        "channels": sorted(channel.value for channel in send.channels),
        "category": send.category.value,
        "weight": send.weight,
        "counts": send.counts,
        "scenario": send.scenario,
        "node": send.node,
        "ghost": send.ghost,
        "void": False,
    }


def _messages(rules: Rules, outcomes: Sequence[Outcome], until: Minute) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for outcome in outcomes:
        for dispatch in outcome.dispatches:
            send = dispatch.send
            assert send.scenario is not None
            assert send.node is not None
            rows.append(
                {
                    "send_key": send.key,
                    "contact": send.contact,
                    "scenario": send.scenario,
                    "version": dispatch.version,
                    "entry": dispatch.entry,
                    "node": send.node,
                    "visit": dispatch.visit,
                    "at": send.at,
                    "channel": dispatch.channel.value,
                    "category": send.category.value,
                    "templates": list(dispatch.templates),
                    "pins": _pins(rules, outcome, send.key, dispatch.templates),
                    "decided_to": until,
                    "event": dispatch.event,
                    "state": "pending",
                    "attempts": 0,
                    "next_try": 0.0,
                }
            )
    return rows


def _pins(rules: Rules, outcome: Outcome, key: str, templates: Sequence[str]) -> list[int | None]:
    """The pinned version of each template: of the node's own, then of those that merged into it, in order."""
    sources: list[tuple[str, int, str]] = []
    for decision in outcome.decisions:
        if decision.send_key == key and decision.verdict in (Verdict.SENT, Verdict.MERGED):
            node = rules.book.scenario(decision.scenario, decision.version).by_id.get(decision.node)
            if isinstance(node, Message) and node.template is not None:
                sources.append((decision.scenario, decision.version, node.template))
    return [
        rules.pins.get((source[0], source[1]), {}).get(template)
        for source, template in zip(sources, templates, strict=True)
    ]


# ── Tasks ───────────────────────────────────────────────────────────────────────────────────────────────


def _tasks(session: Session, rules: Rules, outcomes: Sequence[Outcome]) -> None:
    rows = []
    for outcome in outcomes:
        for task in outcome.tasks:
            node = rules.book.scenario(task.scenario, task.version).by_id.get(task.node)
            assert isinstance(node, TaskNode)
            rows.append(
                {
                    "enrolment": f"{task.contact}/{task.scenario}/{task.entry}",
                    "contact": task.contact,
                    "scenario": task.scenario,
                    "version": task.version,
                    "node": task.node,
                    "visit": task.visit,
                    "queue": node.queue,
                    "label": _plain(node.label),
                    "opened_at": task.at,
                    "expires_at": task.expires_at,
                    "state": "open",
                    "closed_at": None,
                }
            )
    _insert(session, TaskRow, rows)
    moved = {one.id: one for outcome in outcomes for one in outcome.changed.values()}
    if not moved:
        return
    ids = list(moved)
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        for task_row in session.scalars(
            select(TaskRow).where(TaskRow.enrolment.in_(part), TaskRow.state == "open")
        ):
            one = moved[task_row.enrolment]
            stands = one.standing is Standing.ACTIVE and (one.node, one.visit) == (
                task_row.node,
                task_row.visit,
            )
            if stands:
                continue
            # It went on without an answer of ours: the time allowed was over, or the contact left before.
            over = task_row.expires_at is not None and one.steps > 0 and _expired(outcomes, task_row)
            task_row.state = "expired" if over else "cancelled"
            task_row.closed_at = task_row.expires_at if over else one.left_at
    session.flush()


def _expired(outcomes: Sequence[Outcome], task: TaskRow) -> bool:
    return any(
        event.name == "task.expired"
        and event.contact == task.contact
        and event.properties.get("scenario") == task.scenario
        and event.properties.get("node") == task.node
        for outcome in outcomes
        for event in outcome.events
    )


def _plain(label: Any) -> Any:
    return dict(label) if isinstance(label, Mapping) else label


# ── Contacts ────────────────────────────────────────────────────────────────────────────────────────────


def _attributes(
    session: Session, rules: Rules, outcomes: Sequence[Outcome], people: Mapping[str, Person]
) -> None:
    changed = sorted({contact for outcome in outcomes for contact in outcome.updates})
    if not changed:
        return
    contact_table, cursor_table = table_of(ContactRow), table_of(Cursor)
    session.connection().execute(
        update(contact_table).where(contact_table.c.id == bindparam("row_id")),
        [
            {
                "row_id": contact,
                "attributes": dict(people[contact].attributes),
                "search": search_words(contact, people[contact].attributes),
            }
            for contact in changed
        ],
    )
    unit = rules.book.policy.unit
    session.connection().execute(
        update(cursor_table).where(cursor_table.c.contact == bindparam("row_id")),
        [
            {"row_id": contact, "unit": documents.unit_key(unit, contact, people[contact].attributes)}
            for contact in changed
        ],
    )


def _cursors(session: Session, batch: Sequence[Planned], people: Sequence[Person], until: Minute) -> None:
    ids = [person.id for person in people]
    coming = dict(
        session.execute(
            select(EventRow.contact, func.min(EventRow.minute))
            .where(EventRow.contact.in_(ids), EventRow.minute > until)
            .group_by(EventRow.contact)
        ).all()
    )
    table = table_of(Cursor)
    rows = []
    for planned in batch:
        for person in planned.unit.people:
            nexts = [planned.outcome.next_due.get(person.id), coming.get(person.id)]
            due = min((minute for minute in nexts if minute is not None), default=None)
            rows.append(
                {
                    "row_id": person.id,
                    # Whatever the planner says, a contact just planned is not due again within the same span.
                    "due": None if due is None else max(due, until + 1),
                    "taken_to": max(person.taken_to, until),
                    "marks": {key: [mark.at, mark.level] for key, mark in person.marks.items()},
                    "set_aside": None,
                    "failures": 0,
                }
            )
    session.connection().execute(update(table).where(table.c.contact == bindparam("row_id")), rows)
