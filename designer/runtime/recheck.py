"""Looking again, just before a message leaves, at what may have changed since it was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from designer.domain.channel import Category, Channel
from designer.domain.condition import Value
from designer.domain.contact import Event
from designer.domain.enrolment import Send
from designer.domain.policy import MaxByContact
from designer.domain.scenario import Late, Message
from designer.domain.time import DAY, Minute, shift
from designer.engine import permission
from designer.engine.calendar import zone_of
from designer.engine.compile import compile_book
from designer.engine.permission import Forbidden, Wanted, rules_of
from designer.engine.rulebook import Rulebook
from designer.store.models import Cursor, EventRow, SendRow
from designer.store.models.base import table_of
from designer.store.values import from_json


def misfired(row: Any, book: Rulebook, present: Minute) -> str | None:
    """``misfire`` when the message has waited in the outbox for longer than its scenario allows."""
    scenario = book.versions.get((row.scenario, row.version))
    if scenario is None or scenario.misfire.then is Late.SEND:
        return None
    return "misfire" if present - row.decided_to > scenario.misfire.late.minutes else None


def forbidden(
    session: Session,
    row: Any,
    channel: Channel,
    attributes: Mapping[str, Value],
    book: Rulebook,
    *,
    at: Minute,
) -> Forbidden | None:
    """The rule of pressure that forbids a decided message at a minute; nothing when none does."""
    compiled = compile_book(book, first=at, last=at)
    wanted = Wanted(
        channel=channel,
        category=Category(row.category),
        scenario=row.scenario,
        weight=row.weight or 0.0,
    )
    rules = [compiled.rules[place] for place in rules_of(compiled, wanted)]
    if not rules:
        return None
    on_facts = any(rule.exclusion is not None or isinstance(rule.most, MaxByContact) for rule in rules)
    scenario = book.versions.get((row.scenario, row.version))
    node = scenario.by_id.get(row.node) if scenario is not None else None
    zone = zone_of(attributes, book.zone)
    limit = shift(row.at, node.ttl, zone) if isinstance(node, Message) else row.at + DAY
    return permission.forbidden(
        compiled,
        wanted,
        attributes=attributes,
        events=events_of(session, row.contact, at) if on_facts else (),
        sends=_others(session, row, at),
        at=at,
        limit=max(limit, at),
    )


def events_of(session: Session, contact: str, until: Minute) -> list[Event]:
    """What a contact has done up to a minute, in order."""
    query = (
        select(EventRow.id, EventRow.name, EventRow.at, EventRow.minute, EventRow.properties)
        .where(EventRow.contact == contact, EventRow.minute <= until)
        .order_by(EventRow.minute, EventRow.at, EventRow.id)
    )
    return [
        Event(id=id_, contact=contact, name=name, at=at, minute=minute, properties=from_json(properties))
        for id_, name, at, minute, properties in session.execute(query)
    ]


#: The counted dispatches of a counting unit, in order.
_OTHERS = (
    select(table_of(SendRow))
    .join(Cursor, Cursor.contact == SendRow.contact)
    .where(
        Cursor.unit == bindparam("unit"),
        SendRow.void.is_(False),
        SendRow.ghost.is_(False),
        SendRow.counts.is_(True),
        SendRow.key != bindparam("key"),
        SendRow.at <= bindparam("at"),
    )
    .order_by(SendRow.at, SendRow.key)
)


def _others(session: Session, row: Any, at: Minute) -> list[Send]:
    """The dispatches of the counting unit that fill the rules beside this one, in order."""
    found = session.connection().execute(_OTHERS, {"unit": row.unit, "key": row.send_key, "at": at})
    return [
        Send(
            key=one.key,
            contact=one.contact,
            at=one.at,
            channels=frozenset(Channel(channel) for channel in one.channels),
            category=Category(one.category),
            weight=one.weight,
            counts=True,
            scenario=one.scenario,
            node=one.node,
        )
        for one in found
    ]
