"""How many contacts satisfy a condition now: the size of an audience while it is being written."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from designer.domain.condition import Condition, Did, InSegment, walk
from designer.domain.contact import Event
from designer.domain.data import Segment
from designer.domain.time import Minute
from designer.engine.calendar import zone_named
from designer.engine.conditions import Facts, History, evaluate
from designer.store import codec, documents, workspace
from designer.store.database import db
from designer.store.models import ContactRow, EventRow
from designer.store.values import from_json


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
    for id_, facts in everybody([condition], now=workspace.present()):
        if evaluate(condition, facts):
            yield id_


def everybody(
    conditions: Sequence[Condition], *, now: Minute, batch: int | None = None
) -> Iterator[tuple[str, Facts]]:
    """Every contact by id, with the facts that these conditions ask for at a minute.

    With ``batch``, that many contacts are read at once and the database is left alone in between: what is
    told is then not one state but several, one after the other.
    """
    segments, model = documents.segments(), documents.data()
    zone = zone_named(documents.policy().timezone)
    assert zone is not None  # the policy's schema has checked it
    names = {name for condition in conditions for name in _events_of(condition, segments)}
    after: str | None = None
    while True:
        query = select(ContactRow.id, ContactRow.attributes).order_by(ContactRow.id)
        if after is not None:
            query = query.where(ContactRow.id > after)
        if batch is not None:
            rows: Iterable[Any] = db.session.execute(query.limit(batch)).all()
        else:
            rows = db.session.execute(query.execution_options(yield_per=2000))
        within = (rows[0][0], rows[-1][0]) if isinstance(rows, list) and rows else None
        facts = _events(names, now, within)
        upcoming = next(facts, None)
        for id_, attributes in rows:
            while upcoming is not None and upcoming[0] < id_:
                upcoming = next(facts, None)
            events = upcoming[1] if upcoming is not None and upcoming[0] == id_ else []
            own = from_json(attributes)
            yield (
                id_,
                Facts(
                    attributes=own,
                    history=History(events),
                    zone=zone_named(own["timezone"]) or zone
                    if isinstance(own.get("timezone"), str)
                    else zone,
                    now=now,
                    known_to=now,
                    segments=segments,
                    data=model,
                ),
            )
            after = id_
        if batch is None or not isinstance(rows, list) or len(rows) < batch:
            return
        facts.close()
        # The read ends here, so that it keeps nobody from tidying up behind it.
        db.session.commit()


def _events_of(condition: Condition, segments: Any) -> set[str]:
    names: set[str] = set()
    todo, seen = [condition], set()
    while todo:
        for part in walk(todo.pop()):
            if isinstance(part, Did):
                names.add(part.event)
            elif isinstance(part, InSegment) and part.segment not in seen:
                seen.add(part.segment)
                segment: Segment | None = segments.get(part.segment)
                if segment is not None:
                    todo.append(segment.condition)
    return names


def _events(
    names: set[str], now: Minute, within: tuple[str, str] | None
) -> Generator[tuple[str, list[Event]], None, None]:
    """Contact id and its events of these names up to now, in the order of the ids, between two of them."""
    if not names:
        return
    query = (
        select(
            EventRow.contact, EventRow.id, EventRow.name, EventRow.at, EventRow.minute, EventRow.properties
        )
        .where(EventRow.name.in_(sorted(names)), EventRow.minute <= now)
        .order_by(EventRow.contact, EventRow.minute, EventRow.at, EventRow.id)
        .execution_options(yield_per=5000)
    )
    if within is not None:
        query = query.where(EventRow.contact >= within[0], EventRow.contact <= within[1])
    current: str | None = None
    events: list[Event] = []
    for contact, id_, name, at, minute, properties in db.session.execute(query):
        if contact != current:
            if current is not None:
                yield current, events
            current, events = contact, []
        events.append(
            Event(id=id_, contact=contact, name=name, at=at, minute=minute, properties=from_json(properties))
        )
    if current is not None:
        yield current, events
