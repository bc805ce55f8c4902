"""The outbox: messages on their way out, what became of them, and what to do with those of unknown fate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from designer.domain.errors import BadInput, NotFound, Refused
from designer.domain.time import Minute
from designer.store import workspace
from designer.store.database import db, writing
from designer.store.models import ContactRow, OutboxRow, SendRow
from designer.store.page import PAGE_SIZE, Page, bounds
from designer.store.tasks import name_of

#: Every state, in the order of a message's life.
STATES = ("pending", "sending", "sent", "skipped", "failed", "unknown")
RESOLUTIONS = ("sent", "failed", "resend")


@dataclass(frozen=True, kw_only=True)
class OutMessage:
    """A message on its way out."""

    send_key: str
    contact: str
    contact_name: str
    scenario: str
    version: int
    entry: int
    node: str
    visit: int
    #: The planner minute for which it was decided.
    at: Minute
    channel: str
    category: str
    templates: tuple[str, ...]
    #: Template -> the variant of it that left, where it was one.
    variants: Mapping[str, str]
    state: str
    attempts: int
    #: When it is tried again, when it failed for now.
    next_try: datetime | None
    #: Whether anything left the product; ``False`` on channels without a real sender.
    real: bool | None
    address: str | None
    subject: str | None
    #: The words, on channels without a real sender; an e-mail is read in the sink or at its recipient's.
    body: str | None
    detail: str | None
    reference: str | None
    done: datetime | None


def list_all(
    *,
    state: str | None = None,
    channel: str | None = None,
    scenario: str | None = None,
    contact: str | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[OutMessage]:
    """Messages, the newest first."""
    page, size = bounds(page, size)
    query = select(OutboxRow)
    for column, value in (
        (OutboxRow.state, state),
        (OutboxRow.channel, channel),
        (OutboxRow.scenario, scenario),
        (OutboxRow.contact, contact),
    ):
        if value is not None:
            query = query.where(column == value)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.order_by(OutboxRow.at.desc(), OutboxRow.send_key).offset((page - 1) * size).limit(size)
    ).all()
    ids = {row.contact for row in rows}
    names = {
        id_: name_of(id_, attributes)
        for id_, attributes in db.session.execute(
            select(ContactRow.id, ContactRow.attributes).where(ContactRow.id.in_(ids))
        )
    }
    return Page(
        items=[_message(row, names.get(row.contact, row.contact)) for row in rows],
        page=page,
        size=size,
        total=total,
    )


def get(send_key: str) -> OutMessage:
    """One message. Raises ``NotFound``."""
    row = _row(send_key)
    contact = db.session.get(ContactRow, row.contact)
    return _message(row, name_of(row.contact, contact.attributes if contact else {}))


def states() -> Mapping[str, int]:
    """State -> messages in it; every state is named."""
    found = dict(db.session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all())
    return {state: found.get(state, 0) for state in STATES}


def by_channel(*states_: str) -> Mapping[str, Mapping[str, int]]:
    """Channel -> state -> messages, of the states asked for or of all."""
    query = select(OutboxRow.channel, OutboxRow.state, func.count()).group_by(
        OutboxRow.channel, OutboxRow.state
    )
    if states_:
        query = query.where(OutboxRow.state.in_(states_))
    found: dict[str, dict[str, int]] = {}
    for channel, state, number in db.session.execute(query.order_by(OutboxRow.channel)):
        found.setdefault(channel, {})[state] = number
    return found


def resolve(send_key: str, outcome: str) -> OutMessage:
    """Decide the fate of an unknown message: it was ``sent``, it ``failed``, or it must be sent again.

    ``resend`` may write to the contact twice: that is the person's decision, never the product's. Raises
    ``NotFound``, ``BadInput``, ``Refused`` when the fate is known.
    """
    if outcome not in RESOLUTIONS:
        raise BadInput(f"A message is resolved as {', '.join(RESOLUTIONS)}, not '{outcome:.40}'.")
    with writing() as session:
        row = _row(send_key)
        if row.state not in ("unknown", "failed") or (row.state == "failed" and outcome != "resend"):
            raise Refused(
                f"The message is {row.state}; only one of unknown fate can be resolved, a failed one resent."
            )
        if outcome == "resend":
            row.state, row.attempts, row.next_try = "pending", 0, 0.0
            row.claim = row.owner = row.done_real = None
            row.detail = "to be sent again, by a person's decision"
            # Being late, and what the contact did meanwhile, have been weighed by that person.
            row.decided_to = workspace.present()
        else:
            row.state = outcome
            row.detail = "by a person's decision"
            row.done_real = workspace.real_now()
        session.execute(update(SendRow).where(SendRow.key == send_key).values(void=outcome == "failed"))
    return get(send_key)


def _message(row: OutboxRow, name: str) -> OutMessage:
    return OutMessage(
        send_key=row.send_key,
        contact=row.contact,
        contact_name=name,
        scenario=row.scenario,
        version=row.version,
        entry=row.entry,
        node=row.node,
        visit=row.visit,
        at=row.at,
        channel=row.channel,
        category=row.category,
        templates=tuple(row.templates),
        variants={key: one for key, one in zip(row.templates, row.variants or (), strict=False) if one},
        state=row.state,
        attempts=row.attempts,
        next_try=workspace.instant(row.next_try) if row.next_try and row.state == "pending" else None,
        real=row.real,
        address=row.address,
        subject=row.subject,
        body=row.body,
        detail=row.detail,
        reference=row.reference,
        done=workspace.instant(row.done_real) if row.done_real is not None else None,
    )


def _row(send_key: str) -> OutboxRow:
    row = db.session.get(OutboxRow, send_key)
    if row is None:
        raise NotFound(f"There is no message '{send_key:.200}' in the outbox; look for it in its list.")
    return row
