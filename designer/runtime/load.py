"""From rows to the planner's records: some hundred contacts at a time, each table read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from designer.domain.channel import Category, Channel
from designer.domain.contact import Event
from designer.domain.enrolment import Enrolment, Mark, Person, Send, Standing, Stay, Unit
from designer.domain.time import Minute
from designer.store.models import (
    ContactRow,
    Cursor,
    EnrolmentRow,
    EventRow,
    SendRow,
    Suppression,
)
from designer.store.values import from_json


def due_units(session: Session, until: Minute, limit: int) -> list[str]:
    """Keys of the units with a contact due up to ``until``, the earliest first, about ``limit`` contacts."""
    keys = session.scalars(select(Cursor.unit).where(Cursor.due <= until).order_by(Cursor.due).limit(limit))
    return list(dict.fromkeys(keys))


def load_units(session: Session, keys: Collection[str], until: Minute) -> list[Unit]:
    """The units with everything the planner reads: attributes, events up to ``until``, journeys, sends."""
    cursors = session.execute(
        select(
            Cursor.contact,
            Cursor.unit,
            Cursor.due,
            Cursor.taken_to,
            Cursor.set_aside,
            Cursor.marks,
            ContactRow.attributes,
        )
        .join(ContactRow, ContactRow.id == Cursor.contact)
        .where(Cursor.unit.in_(keys))
        .order_by(Cursor.contact)
    ).all()
    ids = [row.contact for row in cursors]
    events = _events(session, ids, until)
    enrolments, stays = _journeys(session, ids)
    suppressed: dict[str, set[Channel]] = defaultdict(set)
    for contact, channel in session.execute(
        select(Suppression.contact, Suppression.channel).where(
            Suppression.contact.in_(ids), Suppression.at <= until
        )
    ):
        suppressed[contact].add(Channel(channel))
    sends = _sends(session, ids)
    units: dict[str, Unit] = {}
    for row in cursors:
        unit = units.setdefault(row.unit, Unit(key=row.unit, people=[], sends=[]))
        unit.people.append(
            Person(
                id=row.contact,
                attributes=from_json(row.attributes),
                events=events.get(row.contact, []),
                enrolments=enrolments.get(row.contact, []),
                stays=stays.get(row.contact, {}),
                marks={key: Mark(at=at, level=level) for key, (at, level) in row.marks.items()},
                suppressed=frozenset(suppressed.get(row.contact, ())),
                taken_to=_settled(row.due, row.taken_to, row.set_aside, until),
            )
        )
        unit.sends.extend(sends.get(row.contact, ()))
    for unit in units.values():
        unit.sends.sort(key=lambda send: (send.at, send.key))
    return list(units.values())


def _settled(due: Minute | None, taken_to: Minute, set_aside: str | None, until: Minute) -> Minute:
    """The minute up to which nothing is left to decide for a contact.

    Nothing can have happened before the minute at which it was to be looked at again, however long ago it was
    looked at last; so a date that it has just been given is not taken for one that was missed. A contact that
    was set aside still has everything before it.
    """
    if set_aside is not None or due is None or due > until:
        return taken_to
    return max(taken_to, due - 1)


def _events(session: Session, ids: Sequence[str], until: Minute) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    query = (
        select(
            EventRow.id, EventRow.contact, EventRow.name, EventRow.at, EventRow.minute, EventRow.properties
        )
        .where(EventRow.contact.in_(ids), EventRow.minute <= until)
        .order_by(EventRow.contact, EventRow.minute, EventRow.at, EventRow.id)
    )
    for id_, contact, name, at, minute, properties in session.execute(query):
        found[contact].append(
            Event(
                id=id_,
                contact=contact,
                name=name,
                at=at,
                minute=minute,
                properties=from_json(properties) if properties else {},
            )
        )
    return found


def _journeys(
    session: Session, ids: Sequence[str]
) -> tuple[dict[str, list[Enrolment]], dict[str, dict[str, list[Stay]]]]:
    active: dict[str, list[Enrolment]] = defaultdict(list)
    stays: dict[str, dict[str, list[Stay]]] = defaultdict(dict)
    table = EnrolmentRow.__table__
    for row in session.execute(
        select(table).where(EnrolmentRow.contact.in_(ids)).order_by(EnrolmentRow.scenario, EnrolmentRow.entry)
    ):
        stays[row.contact].setdefault(row.scenario, []).append(
            Stay(entry=row.entry, entered_at=row.entered_at, left_at=row.left_at)
        )
        if row.standing == Standing.ACTIVE.value:
            active[row.contact].append(
                Enrolment(
                    contact=row.contact,
                    scenario=row.scenario,
                    version=row.version,
                    entry=row.entry,
                    entered_at=row.entered_at,
                    node=row.node,
                    visit=row.visit,
                    arrived_at=row.arrived_at,
                    due=row.due,
                    planned_at=row.planned_at,
                    attempts=row.attempts,
                    visits=dict(row.visits),
                    steps=row.steps,
                    skip_next=row.skip_next,
                    event=row.event,
                    control=row.control,
                    standing=Standing.ACTIVE,
                    reason=row.reason,
                    left_at=row.left_at,
                    converted_at=row.converted_at,
                )
            )
    return active, stays


def _sends(session: Session, ids: Sequence[str]) -> dict[str, list[Send]]:
    found: dict[str, list[Send]] = defaultdict(list)
    table = SendRow.__table__
    for row in session.execute(select(table).where(SendRow.contact.in_(ids), SendRow.void.is_(False))):
        found[row.contact].append(
            Send(
                key=row.key,
                contact=row.contact,
                at=row.at,
                channels=frozenset(Channel(channel) for channel in row.channels),
                category=Category(row.category),
                weight=row.weight,
                counts=row.counts,
                scenario=row.scenario,
                node=row.node,
                ghost=row.ghost,
            )
        )
    return found
