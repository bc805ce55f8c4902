"""Facts about contacts: taken in batches, each once for ever."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import uuid4

from sqlalchemy import case, insert, select, update
from sqlalchemy.orm import Session

from designer.domain.channel import Category, Channel
from designer.domain.data import DataModel, Type
from designer.domain.errors import BadInput
from designer.domain.policy import DEFAULT_WEIGHTS, Policy
from designer.domain.time import Minute
from designer.store import documents, values, workspace
from designer.store.database import db, writing
from designer.store.keys import valid_id
from designer.store.models import ContactRow, Cursor, EventRow, SendRow, Suppression
from designer.store.models.base import table_of

#: Events of one request at most.
MAX_BATCH = 1000

_CHUNK = 5000
_KNOWN_KEYS = frozenset({"contact", "event", "at", "properties", "id"})

#: Receipts after which a channel is not used any more -> the reason kept.
_SUPPRESSING = {
    "message.unsubscribed": "unsubscribed",
    "message.bounced": "bounced",
    "message.complained": "complained",
}


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """A fact to be kept. Without an id, the same facts of the same contact at the same second are one."""

    contact: str
    event: str
    #: Whole seconds since 1970.
    at: int
    properties: Mapping[str, Any]
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """An event that was not taken."""

    #: Its place in the batch, from 0.
    index: int
    error: str


@dataclass(frozen=True, kw_only=True)
class Ingested:
    """What became of a batch."""

    accepted: int
    duplicates: int
    rejected: tuple[Rejected, ...]


def ingest(batch: object) -> Ingested:
    """Take a batch ``{contact, event, at?, properties?, id?}``: every good one once, each bad one said.

    An event is taken at the next minute, never before it arrived; its contact is looked at then. ``at``
    defaults to the present. The same id again is a duplicate. Raises ``BadInput`` when the whole is no batch.
    """
    if not isinstance(batch, list | tuple):
        raise BadInput("The events must be a list.")
    if len(batch) > MAX_BATCH:
        raise BadInput(f"{len(batch)} events at once are too many; send at most {MAX_BATCH} a request.")
    rejected: list[Rejected] = []
    good: list[tuple[int, NewEvent]] = []
    with writing() as session:
        model = documents.data()
        arrival = workspace.arrival()
        for index, raw in enumerate(batch):
            try:
                good.append((index, _read(raw, model, default_at=workspace.present() * 60)))
            except BadInput as fault:
                rejected.append(Rejected(index=index, error=str(fault)))
        taken_to = _taken_to(session, {event.contact for _, event in good})
        known = _known(session, [event.id for _, event in good if event.id])
        rows: list[dict[str, Any]] = []
        duplicates = 0
        for index, event in good:
            if event.contact not in taken_to:
                rejected.append(
                    Rejected(
                        index=index,
                        error=f"There is no contact '{event.contact}'; create it before its events.",
                    )
                )
                continue
            id_ = event.id or f"e-{uuid4().hex}"
            if id_ in known:
                duplicates += 1
                continue
            known.add(id_)
            minute = max(-(-event.at // 60), arrival, taken_to[event.contact] + 1)
            rows.append(_row(id_, event, minute))
        keep(session, rows)
    return Ingested(
        accepted=len(rows),
        duplicates=duplicates,
        rejected=tuple(sorted(rejected, key=lambda fault: fault.index)),
    )


def _read(raw: object, model: DataModel, *, default_at: int) -> NewEvent:
    if not isinstance(raw, Mapping):
        raise BadInput("An event is an object with 'contact' and 'event'.")
    unknown = sorted(str(key) for key in raw if key not in _KNOWN_KEYS)
    if unknown:
        raise BadInput(f"Unknown key '{unknown[0]:.40}'; an event has contact, event, at, properties and id.")
    name = raw.get("event")
    if not isinstance(name, str) or not 1 <= len(name) <= 120 or not name.isprintable():
        raise BadInput("'event' must be the name of an event, such as order.placed.")
    properties = raw.get("properties") or {}
    if not isinstance(properties, Mapping):
        raise BadInput("'properties' must be an object.")
    types: Mapping[str, Type] = model.properties_of(name) or {}
    read = values.read_all(properties, {key: types.get(key) for key in properties})
    return NewEvent(
        contact=valid_id(raw.get("contact"), "contact"),
        event=name,
        at=values.seconds(raw["at"], "'at'") if raw.get("at") is not None else default_at,
        properties={key: value for key, value in read.items() if value is not None},
        id=valid_id(raw["id"], "event") if raw.get("id") is not None else None,
    )


def _row(id_: str, event: NewEvent, minute: Minute) -> dict[str, Any]:
    return {
        "id": id_,
        "contact": event.contact,
        "name": event.event,
        "at": event.at,
        "minute": minute,
        "properties": dict(event.properties),
    }


def _taken_to(session: Session, contacts: Iterable[str]) -> dict[str, Minute]:
    found: dict[str, Minute] = {}
    ids = sorted(set(contacts))
    for start in range(0, len(ids), 500):
        query = select(Cursor.contact, Cursor.taken_to).where(Cursor.contact.in_(ids[start : start + 500]))
        found.update(session.execute(query).all())
    return found


def _known(session: Session, ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        found.update(session.scalars(select(EventRow.id).where(EventRow.id.in_(ids[start : start + 500]))))
    return found


def keep(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert events of existing contacts, suppress channels they speak against, and make the contacts due.

    Part of the caller's transaction; the ids must be new.
    """
    if not rows:
        return
    session.connection().execute(insert(table_of(EventRow)), list(rows))
    _suppress_by(session, rows)
    first: dict[str, Minute] = {}
    for row in rows:
        first[row["contact"]] = min(row["minute"], first.get(row["contact"], row["minute"]))
    make_due(session, first)


def _suppress_by(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        reason = _SUPPRESSING.get(row["name"])
        channel = row["properties"].get("channel")
        soft = row["properties"].get("kind") == "soft"
        if reason and channel in {c.value for c in Channel} and not soft:
            suppress(session, row["contact"], channel, reason, row["minute"])


def make_due(session: Session, first: Mapping[str, Minute]) -> None:
    """Let the planner look at these contacts at these minutes, or earlier where it would anyway."""
    by_minute: dict[Minute, list[str]] = {}
    for contact, minute in first.items():
        by_minute.setdefault(minute, []).append(contact)
    for minute, contacts in by_minute.items():
        for start in range(0, len(contacts), 500):
            session.execute(
                update(Cursor)
                .where(Cursor.contact.in_(contacts[start : start + 500]))
                .values(due=case((Cursor.due < minute, Cursor.due), else_=minute)),
                execution_options={"synchronize_session": False},
            )


def suppress(session: Session, contact: str, channel: str, reason: str, at: Minute) -> bool:
    """Never write to the contact on the channel again; whether that is new. In the caller's transaction."""
    if session.get(Suppression, (contact, channel)) is not None:
        return False
    session.add(Suppression(contact=contact, channel=channel, reason=reason, at=at))
    session.flush()
    return True


def import_all(facts: Iterable[NewEvent], progress: Callable[[int], None] | None = None) -> int:
    """Keep facts at the minute at which they happened: history, or a demo's future; how many were new.

    History triggers nothing, but the conditions see it; ``message.sent`` with a ``channel`` (and a
    ``category``, by default commercial) fills the rules of pressure. Facts of unknown contacts raise
    ``BadInput``; nothing of the chunk (5,000 facts) they are in is kept.
    """
    total = 0
    iterator = iter(facts)
    while chunk := list(islice(iterator, _CHUNK)):
        total += _import_chunk(chunk)
        if progress is not None:
            progress(total)
    return total


def _import_chunk(chunk: Sequence[NewEvent]) -> int:
    with writing() as session:
        policy = documents.policy()
        last = workspace.clock().last
        contacts = {event.contact for event in chunk}
        existing = set(_taken_to(session, contacts))
        missing = sorted(contacts - existing)
        if missing:
            raise BadInput(
                f"{len(missing)} event(s) are of contacts that do not exist, such as '{missing[0]}'; "
                "import the contacts first."
            )
        ids: dict[str, NewEvent] = {}
        seen: dict[str, int] = {}
        for event in chunk:
            stem = event.id or _digest(event)
            if event.id is None:
                # The same purchase twice in one second is two purchases when one file says so twice.
                seen[stem] = seen.get(stem, 0) + 1
                stem = f"i-{stem}-{seen[stem]}"
            ids.setdefault(stem, event)
        known = _known(session, list(ids))
        new = {id_: event for id_, event in ids.items() if id_ not in known}
        rows = [_row(id_, event, -(-event.at // 60)) for id_, event in new.items()]
        if not rows:
            return 0
        session.connection().execute(insert(table_of(EventRow)), rows)
        sends = [
            _send(id_, event, policy)
            for id_, event in new.items()
            if event.event == "message.sent" and _is_send(event)
        ]
        if sends:
            session.connection().execute(insert(table_of(SendRow)), sends)
        _suppress_by(session, rows)
        make_due(session, dict.fromkeys({row["contact"] for row in rows}, last + 1))
        return len(rows)


def _digest(event: NewEvent) -> str:
    whole = json.dumps([event.contact, event.event, event.at, dict(event.properties)], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:24]


def _is_send(event: NewEvent) -> bool:
    return event.properties.get("channel") in {channel.value for channel in Channel}


def _send(id_: str, event: NewEvent, policy: Policy) -> dict[str, Any]:
    channel = Channel(event.properties["channel"])
    raw = str(event.properties.get("category", ""))
    category = Category(raw) if raw in {c.value for c in Category} else Category.COMMERCIAL
    weight = policy.score.weight_of(channel) if policy.score else DEFAULT_WEIGHTS[channel]
    return {
        "key": f"history/{id_}",
        "contact": event.contact,
        "at": -(-event.at // 60),
        "channels": [channel.value],
        "category": category.value,
        "weight": weight,
        "counts": policy.rule_of(category).counts,
        "scenario": None,
        "node": None,
        "ghost": False,
        "void": False,
    }


def names() -> list[str]:
    """The names of the events that there are, by name."""
    return list(db.session.scalars(select(EventRow.name).distinct().order_by(EventRow.name)))


def of_contact(contact: str, *, until: Minute, limit: int = 500) -> list[EventRow]:
    """The newest events of a contact at or before a minute, newest first."""
    return list(
        db.session.scalars(
            select(EventRow)
            .where(EventRow.contact == contact, EventRow.minute <= until)
            .order_by(EventRow.minute.desc(), EventRow.at.desc(), EventRow.id.desc())
            .limit(limit)
        )
    )


def contact_ids() -> set[str]:
    """The ids of all contacts."""
    return set(db.session.scalars(select(ContactRow.id)))
