"""Tasks: what somebody has to do for a contact before its journey goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from designer.domain.errors import BadInput, NotFound, Refused
from designer.domain.text import Text
from designer.domain.time import Minute
from designer.store import events, workspace
from designer.store.database import LARGEST_ID, db, writing
from designer.store.models import ContactRow, Cursor, TaskRow
from designer.store.page import PAGE_SIZE, Page, bounds
from designer.store.values import from_json

OUTCOMES = ("done", "refused")


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something to do for a contact."""

    id: int
    contact: str
    #: Name, e-mail or id: how the list calls the contact.
    contact_name: str
    scenario: str
    version: int
    node: str
    queue: str
    label: Text | None
    opened_at: Minute
    #: Never, when absent.
    expires_at: Minute | None
    #: ``open``, ``done``, ``refused``, ``expired`` or ``cancelled``.
    state: str
    closed_at: Minute | None


def list_all(
    *, state: str | None = "open", queue: str | None = None, page: int = 1, size: int = PAGE_SIZE
) -> Page[Task]:
    """Tasks, the one that expires first first; ``state=None`` gives all."""
    page, size = bounds(page, size)
    query = select(TaskRow)
    if state is not None:
        query = query.where(TaskRow.state == state)
    if queue is not None:
        query = query.where(TaskRow.queue == queue)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.order_by(TaskRow.expires_at.is_(None), TaskRow.expires_at, TaskRow.id)
        .offset((page - 1) * size)
        .limit(size)
    ).all()
    ids = {row.contact for row in rows}
    names = {
        id_: name_of(id_, attributes)
        for id_, attributes in db.session.execute(
            select(ContactRow.id, ContactRow.attributes).where(ContactRow.id.in_(ids))
        )
    }
    return Page(
        items=[_task(row, names.get(row.contact, row.contact)) for row in rows],
        page=page,
        size=size,
        total=total,
    )


def queues() -> Mapping[str, int]:
    """Queue -> open tasks in it."""
    query = select(TaskRow.queue, func.count()).where(TaskRow.state == "open").group_by(TaskRow.queue)
    return dict(db.session.execute(query.order_by(TaskRow.queue)).all())


def get(task: int) -> Task:
    """One task. Raises ``NotFound``."""
    row = _row(task)
    contact = db.session.get(ContactRow, row.contact)
    return _task(row, name_of(row.contact, contact.attributes if contact else {}))


def close(task: int, outcome: str) -> Task:
    """Say that a task is ``done`` or ``refused``; the contact goes on by that way out at the next minute.

    Raises ``NotFound``, ``BadInput`` for another outcome, ``Refused`` when it is closed already.
    """
    if outcome not in OUTCOMES:
        raise BadInput(f"A task is closed as {' or '.join(OUTCOMES)}, not '{outcome:.40}'.")
    with writing() as session:
        row = _row(task)
        now = workspace.arrival()
        if row.state != "open":
            raise Refused(f"The task {task} is {row.state} already.")
        if row.expires_at is not None and row.expires_at < now:
            raise Refused(f"The task {task} has expired; the contact has gone on.")
        row.state, row.closed_at = outcome, now
        cursor = session.get(Cursor, row.contact)
        events.keep(
            session,
            [
                {
                    "id": f"task-{row.id}-{outcome}",
                    "contact": row.contact,
                    "name": f"task.{outcome}",
                    "at": now * 60,
                    "minute": max(now, cursor.taken_to + 1 if cursor else now),
                    "properties": {"scenario": row.scenario, "node": row.node},
                }
            ],
        )
    return get(task)


def name_of(contact: str, attributes: Mapping[str, object]) -> str:
    """How a list calls a contact."""
    read = from_json(attributes)
    whole = " ".join(str(read[part]) for part in ("first_name", "last_name") if read.get(part))
    return whole or str(read.get("email") or contact)


def _task(row: TaskRow, name: str) -> Task:
    return Task(
        id=row.id,
        contact=row.contact,
        contact_name=name,
        scenario=row.scenario,
        version=row.version,
        node=row.node,
        queue=row.queue,
        label=row.label,
        opened_at=row.opened_at,
        expires_at=row.expires_at,
        state=row.state,
        closed_at=row.closed_at,
    )


def _row(task: int) -> TaskRow:
    row = db.session.get(TaskRow, task) if task <= LARGEST_ID else None
    if row is None:
        raise NotFound(f"There is no task {task}; look for it in the list of tasks.")
    return row
