"""How many contacts satisfy a condition now: the size of an audience while it is being written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from designer.domain.condition import Condition
from designer.domain.contact import Event
from designer.domain.time import Minute
from designer.engine.asking import Asker
from designer.engine.calendar import zone_named
from designer.store import codec, documents, workspace
from designer.store.database import db
from designer.store.models import ContactRow, EventRow
from designer.store.values import from_json

#: Contacts looked at together.
_CHUNK = 2000


@dataclass(frozen=True, kw_only=True)
class Audience:
    """The size of an audience, and some of it."""

    count: int
    #: How many contacts there are.
    of: int
    #: Ids of the first ones.
    sample: tuple[str, ...]


def count(condition: object, *, sample: int = 5) -> Audience:
    """How many contacts satisfy a condition document at the workspace's present minute.

    ``None`` is everyone. Raises ``DocumentError`` when it does not load.
    """
    everyone = db.session.scalar(select(func.count()).select_from(ContactRow)) or 0
    if condition is None:
        first = db.session.scalars(select(ContactRow.id).order_by(ContactRow.id).limit(sample))
        return Audience(count=everyone, of=everyone, sample=tuple(first))
    loaded = codec.condition(condition)
    found = 0
    shown: list[str] = []
    for contact in satisfying(loaded):
        found += 1
        if len(shown) < sample:
            shown.append(contact)
    return Audience(count=found, of=everyone, sample=tuple(shown))


def satisfying(condition: Condition) -> Iterator[str]:
    """The ids of the contacts that satisfy a condition now, in order."""
    for ids, found in answers([condition], now=workspace.present()):
        yield from (id_ for id_, holds in zip(ids, found[:, 0].tolist(), strict=True) if holds)


def answers(
    conditions: Sequence[Condition | None], *, now: Minute, batch: int | None = None
) -> Iterator[tuple[list[str], Any]]:
    """The contacts by id, some at a time, and which conditions hold of them: bool[contact, condition].

    With ``batch``, that many contacts are read at once and the database is left alone in between: what is
    told is then not one state but several, one after the other.
    """
    zone = zone_named(documents.policy().timezone)
    assert zone is not None  # the policy's schema has checked it
    asker = Asker(conditions, segments=documents.segments(), data=documents.data(), zone=zone)
    everyone = select(ContactRow.id, ContactRow.attributes).order_by(ContactRow.id)
    if batch is None:
        for rows in db.session.execute(everyone.execution_options(yield_per=_CHUNK)).partitions(_CHUNK):
            yield _answered(asker, rows, now)
        return
    rows = db.session.execute(everyone.limit(batch)).all()
    while rows:
        found = _answered(asker, rows, now)
        # The read ends here, so that it keeps nobody from tidying up behind it.
        db.session.commit()
        yield found
        rows = db.session.execute(everyone.where(ContactRow.id > rows[-1][0]).limit(batch)).all()


def _answered(asker: Asker, rows: Sequence[Any], now: Minute) -> tuple[list[str], Any]:
    """Contacts in the order of their ids, and what holds of them."""
    ids: list[str] = [id_ for id_, _ in rows]
    own: dict[str, list[Event]] = {id_: [] for id_ in ids}
    if asker.events:
        for event in _events(asker.events, now, ids[0], ids[-1]):
            if event.contact in own:
                own[event.contact].append(event)
    attributes = [from_json(stored) for _, stored in rows]
    return ids, asker.holds(attributes, list(own.values()), now)


def _events(names: Collection[str], now: Minute, first: str, last: str) -> Iterator[Event]:
    """The events of these names up to now, of the contacts between two ids."""
    query = (
        select(
            EventRow.contact, EventRow.id, EventRow.name, EventRow.at, EventRow.minute, EventRow.properties
        )
        .where(EventRow.contact >= first, EventRow.contact <= last)
        .where(EventRow.name.in_(sorted(names)), EventRow.minute <= now)
        .execution_options(yield_per=5000)
    )
    for contact, id_, name, at, minute, properties in db.session.execute(query):
        yield Event(
            id=id_, contact=contact, name=name, at=at, minute=minute, properties=from_json(properties)
        )
