"""Contacts: search, attributes, consent, import, and one person's story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from designer.domain.channel import Channel
from designer.domain.condition import Value
from designer.domain.data import DataModel
from designer.domain.errors import BadInput, NotFound, Refused
from designer.domain.moving import step_of
from designer.domain.policy import CountingUnit
from designer.domain.time import Minute
from designer.engine.rulebook import ENTERED_BY_HAND
from designer.store import documents, events, ledger, values, workspace
from designer.store.database import db, writing
from designer.store.keys import valid_id
from designer.store.models import (
    ConsentLog,
    ContactRow,
    Cursor,
    EnrolmentRow,
    EventRow,
    MoveRow,
    OutboxRow,
    RefusalRow,
    ScenarioRow,
    ScenarioVersion,
    SendRow,
    Suppression,
    TaskRow,
)
from designer.store.models.base import table_of
from designer.store.page import PAGE_SIZE, Page, bounds

_CHUNK = 2000
#: Attributes whose words a search looks in, beside the id.
_SEARCHED = ("first_name", "last_name", "name", "email", "phone", "city")


@dataclass(frozen=True, kw_only=True)
class ContactItem:
    """A contact in the list."""

    id: str
    attributes: Mapping[str, Value]
    #: Keys of the scenarios it is in.
    inside: tuple[str, ...]
    #: Messages that left.
    sent: int


@dataclass(frozen=True, kw_only=True)
class ContactDetail:
    """A contact as its page shows it."""

    id: str
    attributes: Mapping[str, Value]
    #: Channel -> whether the contact consented to it.
    consents: Mapping[str, bool]
    #: Channel -> why it must not be used.
    suppressed: Mapping[str, str]
    #: When the planner looks at it again; nothing: only a new fact moves it.
    due: Minute | None
    #: Why its planning failed, when it did.
    set_aside: str | None
    unit: str
    created: datetime


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One line of a contact's story."""

    at: Minute
    #: ``event``, ``entry``, ``exit``, ``conversion``, ``decision``, ``task``, ``refusal`` or ``consent``.
    kind: str
    #: Name of the event, verdict, reason… the word that tells this moment from others of its kind.
    word: str
    scenario: str | None = None
    version: int | None = None
    node: str | None = None
    channel: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: For a decision: why the message left or did not.
    why: ledger.Why | None = None


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────


def search(q: str = "", *, page: int = 1, size: int = PAGE_SIZE, did: str | None = None) -> Page[ContactItem]:
    """The contacts whose id, name, e-mail, phone or city holds every word of ``q``, by id.

    With ``did``, only those to whom an event of that name has happened by the present minute.
    """
    page, size = bounds(page, size)
    query = select(ContactRow)
    for word in q.lower().split()[:8]:
        query = query.where(ContactRow.search.contains(word, autoescape=True))
    if did is not None:
        happened = select(EventRow.contact).where(
            EventRow.name == did, EventRow.minute <= workspace.present()
        )
        query = query.where(ContactRow.id.in_(happened))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(query.order_by(ContactRow.id).offset((page - 1) * size).limit(size)).all()
    ids = [row.id for row in rows]
    inside: dict[str, list[str]] = {}
    for contact, scenario in db.session.execute(
        select(EnrolmentRow.contact, EnrolmentRow.scenario)
        .where(EnrolmentRow.contact.in_(ids), EnrolmentRow.standing == "active")
        .order_by(EnrolmentRow.scenario)
    ):
        inside.setdefault(contact, []).append(scenario)
    sent = dict(
        db.session.execute(
            select(OutboxRow.contact, func.count())
            .where(OutboxRow.contact.in_(ids), OutboxRow.state == "sent")
            .group_by(OutboxRow.contact)
        ).all()
    )
    return Page(
        items=[
            ContactItem(
                id=row.id,
                attributes=values.from_json(row.attributes),
                inside=tuple(dict.fromkeys(inside.get(row.id, ()))),
                sent=sent.get(row.id, 0),
            )
            for row in rows
        ],
        page=page,
        size=size,
        total=total,
    )


def reachable(attribute: str, *, limit: int) -> list[tuple[str, Mapping[str, Value]]]:
    """The first contacts by id that have an attribute, an address for one, with their attributes."""
    found: list[tuple[str, Mapping[str, Value]]] = []
    query = select(ContactRow.id, ContactRow.attributes).order_by(ContactRow.id)
    for id_, stored in db.session.execute(query.execution_options(yield_per=500)):
        if stored.get(attribute):
            found.append((id_, values.from_json(stored)))
            if len(found) == limit:
                break
    return found


def get(contact: str) -> ContactDetail:
    """One contact. Raises ``NotFound``."""
    row = _row(contact)
    cursor = db.session.get(Cursor, contact)
    attributes = values.from_json(row.attributes)
    suppressed = db.session.execute(
        select(Suppression.channel, Suppression.reason).where(Suppression.contact == contact)
    )
    return ContactDetail(
        id=row.id,
        attributes=attributes,
        consents={channel.value: values.consent_of(attributes, channel.value) for channel in Channel},
        suppressed=dict(suppressed.all()),
        due=cursor.due if cursor else None,
        set_aside=cursor.set_aside if cursor else None,
        unit=cursor.unit if cursor else row.id,
        created=workspace.instant(row.created_real),
    )


def timeline(contact: str, *, limit: int = 200) -> list[Moment]:
    """What happened to a contact up to the present, the newest first. Raises ``NotFound``."""
    _row(contact)
    now = workspace.present()
    moments: list[Moment] = [
        Moment(at=row.minute, kind="event", word=row.name, facts=row.properties)
        for row in events.of_contact(contact, until=now, limit=limit)
        if not row.name.startswith("message.sent")
    ]
    entered = _moves(contact, moments)
    for row in db.session.scalars(
        select(EnrolmentRow)
        .where(EnrolmentRow.contact == contact)
        .order_by(EnrolmentRow.entered_at.desc())
        .limit(limit)
    ):
        place: dict[str, Any] = {"scenario": row.scenario, "version": row.version}
        node = step_of(row.node)
        moments.append(
            Moment(
                at=row.entered_at,
                kind="entry",
                word="control" if row.control else "entry",
                facts={"entry": row.entry, "node": node, "standing": row.standing, "due": row.due},
                **{**place, "version": entered.get(row.id, row.version)},
            )
        )
        if row.converted_at is not None:
            moments.append(Moment(at=row.converted_at, kind="conversion", word="goal", **place))
        if row.left_at is not None:
            moments.append(
                Moment(at=row.left_at, kind="exit", word=row.reason or row.standing, node=node, **place)
            )
    for why in ledger.decisions(contact=contact, size=limit).items:
        moments.append(
            Moment(
                at=why.at,
                kind="decision",
                word=why.verdict,
                scenario=why.scenario,
                version=why.version,
                node=why.node,
                channel=why.channel,
                why=why,
            )
        )
    for task in db.session.scalars(
        select(TaskRow).where(TaskRow.contact == contact).order_by(TaskRow.opened_at.desc()).limit(limit)
    ):
        moments.append(
            Moment(
                at=task.opened_at,
                kind="task",
                word=task.state,
                scenario=task.scenario,
                version=task.version,
                node=task.node,
                facts={
                    "task": task.id,
                    "queue": task.queue,
                    "label": task.label,
                    "expires_at": task.expires_at,
                },
            )
        )
    for refusal in db.session.scalars(
        select(RefusalRow).where(RefusalRow.contact == contact).order_by(RefusalRow.id.desc()).limit(limit)
    ):
        moments.append(
            Moment(
                at=refusal.at,
                kind="refusal",
                word=refusal.reason,
                scenario=refusal.scenario,
                facts={"by": refusal.by},
            )
        )
    for change in db.session.scalars(
        select(ConsentLog).where(ConsentLog.contact == contact).order_by(ConsentLog.id.desc()).limit(limit)
    ):
        moments.append(
            Moment(
                at=change.at,
                kind="consent",
                word="granted" if change.granted else "withdrawn",
                channel=change.channel,
                facts={"source": change.source, "send_key": change.send_key},
            )
        )
    moments.sort(key=lambda moment: (-moment.at, _ORDER.index(moment.kind)))
    return moments[:limit]


def _moves(contact: str, moments: list[Moment]) -> dict[str, int]:
    """Add when the contact was put on other versions; each such enrolment -> the version that it entered."""
    entered: dict[str, int] = {}
    for scenario, move in db.session.execute(
        select(EnrolmentRow.scenario, MoveRow)
        .join(MoveRow, MoveRow.enrolment == EnrolmentRow.id)
        .where(EnrolmentRow.contact == contact)
        .order_by(MoveRow.to_version)
    ):
        entered.setdefault(move.enrolment, move.from_version)
        moments.append(
            Moment(
                at=move.at,
                kind="move",
                word="moved",
                scenario=scenario,
                version=move.to_version,
                node=move.to_node,
                facts={"from_version": move.from_version, "from_node": move.from_node},
            )
        )
    return entered


#: At one minute, the later of the usual order of things comes first.
_ORDER = ("exit", "conversion", "move", "decision", "task", "entry", "refusal", "consent", "event")


# ── Attributes and consent ──────────────────────────────────────────────────────────────────────────────


def add(contact: str, attributes: Mapping[str, object]) -> ContactDetail:
    """Keep a new contact. Raises ``BadInput``, or ``Refused`` when the id is taken."""
    valid_id(contact, "contact")
    with writing() as session:
        if session.get(ContactRow, contact) is not None:
            raise Refused(f"There is a contact '{contact}' already; change its attributes instead.")
        model = documents.data()
        read = values.read_all(attributes, values.attribute_types(model, attributes))
        _check_known(read)
        _upsert(session, [(contact, {name: value for name, value in read.items() if value is not None})])
    return get(contact)


def change(contact: str, attributes: Mapping[str, object], *, source: str = "edit") -> ContactDetail:
    """Give attributes new values (``None`` takes one away); the contact is looked at at the next minute.

    A changed consent is logged, and a new yes lifts an earlier unsubscription from the channel. Raises
    ``NotFound``, ``BadInput``.
    """
    with writing() as session:
        row = _row(contact)
        model = documents.data()
        read = values.read_all(attributes, values.attribute_types(model, attributes))
        _check_known(read)
        _apply(session, row, read, source=source, unit=documents.policy().unit, at=workspace.arrival())
    return get(contact)


def _apply(
    session: Session,
    row: ContactRow,
    read: Mapping[str, Value | None],
    *,
    source: str,
    unit: CountingUnit,
    at: Minute,
) -> None:
    before = dict(row.attributes)
    after = {name: value for name, value in {**before, **read}.items() if value is not None}
    values.read_all(after, {}, lenient=True)
    row.attributes = after
    row.search = search_words(row.id, after)
    session.flush()
    for channel in Channel:
        was, is_ = values.consent_of(before, channel.value), values.consent_of(after, channel.value)
        if was != is_:
            _log_consent(session, row.id, channel.value, is_, source=source, at=at)
            # A file may be older than an unsubscription; only a person's own new yes outweighs it.
            if is_ and source != "import":
                session.execute(
                    delete(Suppression).where(
                        Suppression.contact == row.id,
                        Suppression.channel == channel.value,
                        Suppression.reason == "unsubscribed",
                    )
                )
    session.execute(
        update(Cursor).where(Cursor.contact == row.id).values(unit=documents.unit_key(unit, row.id, after))
    )
    events.make_due(session, {row.id: at})


def _check_known(read: Mapping[str, Value | None]) -> None:
    if "id" in read:
        raise BadInput("'id' is the contact's own and cannot be an attribute.")
    for name in ("email", "phone"):
        value = read.get(name)
        if value is not None and (not isinstance(value, str) or not value.isprintable() or len(value) > 254):
            raise BadInput(f"'{name}' is one line of at most 254 characters.")


def _log_consent(
    session: Session,
    contact: str,
    channel: str,
    granted: bool,
    *,
    source: str,
    at: Minute,
    send_key: str | None = None,
) -> None:
    session.add(
        ConsentLog(
            contact=contact,
            channel=channel,
            granted=granted,
            source=source,
            send_key=send_key,
            at=at,
            real=workspace.real_now(),
        )
    )


def unsubscribe(contact: str, channel: str, *, source: str = "link", send_key: str | None = None) -> bool:
    """Never write to the contact on the channel again, from this very moment; whether that is new.

    What waits in the outbox is withdrawn when its turn comes; the event ``message.unsubscribed`` tells the
    scenarios; the consent log keeps the proof. Doing it again changes nothing.

    Raises ``NotFound``, ``BadInput``.
    """
    if channel not in {c.value for c in Channel}:
        raise BadInput(f"'{channel:.40}' is not a channel.")
    with writing() as session:
        row = _row(contact)
        at = workspace.arrival()
        if not events.suppress(session, contact, channel, "unsubscribed", at):
            return False
        _log_consent(session, contact, channel, False, source=source, at=at, send_key=send_key)
        row.attributes = {**row.attributes, f"consent_{channel}": False}
        session.flush()
        message = session.get(OutboxRow, send_key) if send_key else None
        cursor = session.get(Cursor, contact)
        properties = {"channel": channel}
        if message is not None and message.contact == contact:
            properties |= {"scenario": message.scenario, "node": message.node}
            if message.templates:
                properties["template"] = message.templates[0]
        events.keep(
            session,
            [
                {
                    "id": f"e-{uuid4().hex}",
                    "contact": contact,
                    "name": "message.unsubscribed",
                    "at": at * 60,
                    "minute": max(at, cursor.taken_to + 1 if cursor else at),
                    "properties": properties,
                }
            ],
        )
    return True


def resubscribe(contact: str, channel: str, *, source: str = "link") -> ContactDetail:
    """The contact takes its unsubscription back. Raises ``NotFound``, ``BadInput``."""
    if channel not in {c.value for c in Channel}:
        raise BadInput(f"'{channel:.40}' is not a channel.")
    return change(contact, {f"consent_{channel}": True}, source=source)


def enter(scenario: str, contacts: Sequence[str]) -> int:
    """Enter contacts by hand into a scenario whose trigger is manual; how many were asked for.

    Its rules of entry apply at the next minute. Raises ``NotFound`` for an unknown contact or scenario,
    ``Refused`` when the scenario is not live or has another trigger.
    """
    with writing() as session:
        row = session.get(ScenarioRow, scenario)
        if row is None:
            raise NotFound(f"There is no scenario '{scenario:.80}'; check its key in the list of scenarios.")
        if row.state != "live" or row.entry_version is None:
            raise Refused(f"The scenario '{scenario}' is {row.state}; publish it before entering contacts.")
        version = session.get(ScenarioVersion, (scenario, row.entry_version))
        if version is None or version.document.get("trigger", {}).get("kind") != "manual":
            raise Refused(f"The trigger of '{scenario}' is not manual; its contacts enter by themselves.")
        at = workspace.arrival()
        rows = []
        for contact in dict.fromkeys(contacts):
            cursor = session.get(Cursor, contact)
            if cursor is None:
                raise NotFound(f"There is no contact '{contact:.80}'; search for it in the list of contacts.")
            rows.append(
                {
                    "id": f"e-{uuid4().hex}",
                    "contact": contact,
                    "name": ENTERED_BY_HAND,
                    "at": at * 60,
                    "minute": max(at, cursor.taken_to + 1),
                    "properties": {"scenario": scenario},
                }
            )
        events.keep(session, rows)
    return len(rows)


# ── Import ──────────────────────────────────────────────────────────────────────────────────────────────


def import_all(
    rows: Iterable[tuple[str, Mapping[str, object]]], progress: Callable[[int], None] | None = None
) -> int:
    """Keep contacts ``(id, attributes)``, giving those of a known id new attributes; how many were read.

    Cells are read as the types that the data document declares; what cannot be read is missing. Raises
    ``BadInput`` for an id that cannot be one; nothing of its chunk (2,000 contacts) is kept then.
    """
    total = 0
    iterator = iter(rows)
    while chunk := list(islice(iterator, _CHUNK)):
        with writing() as session:
            model = documents.data()
            ready: list[tuple[str, dict[str, Value]]] = []
            for contact, raw in chunk:
                valid_id(contact, "contact")
                read = _read_cells(raw, model)
                ready.append((contact, read))
            _upsert(session, ready)
        total += len(chunk)
        if progress is not None:
            progress(total)
    return total


def _read_cells(raw: Mapping[str, object], model: DataModel) -> dict[str, Value]:
    types = values.attribute_types(model, raw)
    read = values.read_all(raw, types, lenient=True)
    return {name: value for name, value in read.items() if value is not None and name != "id"}


def _upsert(session: Session, rows: Sequence[tuple[str, Mapping[str, Value]]]) -> None:
    """Insert or update contacts with their cursors; everything about them is looked at again."""
    unique = dict(rows)
    known: set[str] = set()
    ids = list(unique)
    for start in range(0, len(ids), 500):
        known.update(
            session.scalars(select(ContactRow.id).where(ContactRow.id.in_(ids[start : start + 500])))
        )
    unit = documents.policy().unit
    last = workspace.clock().last
    now = workspace.real_now()
    new = [(contact, attributes) for contact, attributes in unique.items() if contact not in known]
    if new:
        session.connection().execute(
            insert(table_of(ContactRow)),
            [
                {
                    "id": contact,
                    "attributes": dict(attributes),
                    "search": search_words(contact, attributes),
                    "created_real": now,
                }
                for contact, attributes in new
            ],
        )
        session.connection().execute(
            insert(table_of(Cursor)),
            [
                {
                    "contact": contact,
                    "unit": documents.unit_key(unit, contact, attributes),
                    "due": last + 1,
                    "taken_to": last,
                    "marks": {},
                    "set_aside": None,
                    "failures": 0,
                }
                for contact, attributes in new
            ],
        )
    old = [(contact, attributes) for contact, attributes in unique.items() if contact in known]
    arrival = workspace.arrival()
    for contact, attributes in old:
        _apply(session, _row(contact), attributes, source="import", unit=unit, at=arrival)


def search_words(contact: str, attributes: Mapping[str, object]) -> str:
    """What a search looks in."""
    parts = [contact, *(str(attributes[name]) for name in _SEARCHED if attributes.get(name))]
    return " ".join(parts).lower().replace("\x00", "")


def count() -> int:
    """How many contacts there are."""
    return db.session.scalar(select(func.count()).select_from(ContactRow)) or 0


def _row(contact: str) -> ContactRow:
    row = db.session.get(ContactRow, contact)
    if row is None:
        raise NotFound(f"There is no contact '{contact:.80}'; search for it in the list of contacts.")
    return row


def counted_sends(contact: str, *, since: Minute) -> int:
    """Messages that fill the rules since a minute."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(SendRow)
            .where(
                SendRow.contact == contact,
                SendRow.at > since,
                SendRow.counts.is_(True),
                SendRow.void.is_(False),
                SendRow.ghost.is_(False),
            )
        )
        or 0
    )
