"""Rooms: a scenario that several people draw at the same time, and who they are.

The draft of a room is a shared document of registers (:mod:`designer.store.registers`). Each update is
applied to it here, and what it then says is kept as the draft: to have synchronised is to have saved. What
changes the draft by another door (the API, a remedy, a restored revision) enters the document as an update
like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pycrdt import Doc
from pycrdt import Map as SharedMap
from sqlalchemy import delete, select

from designer.domain.errors import BadInput, NotFound, Refused, Unavailable
from designer.store import registers, scenarios, workspace
from designer.store.database import db, writing
from designer.store.models import RoomPerson, RoomRow, RoomUpdate, ScenarioRow

#: Name of the shared map, as the editor calls it.
ROOT = "scenario"
#: Seconds after which somebody who was not heard of has left.
GONE_AFTER = 10.0
#: Seconds after which somebody who moves nothing says again that they are there.
SEEN_EVERY = 3.0
#: Updates that are kept for those who were here; who lacks more reads the whole document.
KEPT_UPDATES = 200
#: Colours that people are drawn in.
COLOURS = 8
#: People of one room that are told of.
MOST_PEOPLE = 50
#: A shared document remembers what was taken away. One larger than this, in bytes, and many times larger than
#: what it says, is begun anew.
_LARGE = 4 * 1024 * 1024
_TIMES = 8
#: Seconds that a word of presence waits for the database; a lost one is followed by the next.
_PRESENCE_WAITS = 0.2
#: Whoever enters waits for the colour that is kept for them alone: by it the steps they add are named.
_ENTRY_WAITS = 2.0


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who has the scenario open."""

    client: str
    #: Empty until they have said it.
    name: str
    colour: int
    presence: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What runs of the scenario."""

    state: str
    #: The version that takes entries.
    version: int | None
    #: Whether what is drawn differs from it.
    changed: bool


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a page that synchronises is told."""

    epoch: int
    seq: int
    #: The revision of the draft, its ETag.
    revision: int
    saved: datetime
    #: What was changed since, oldest first.
    updates: tuple[bytes, ...]
    #: The whole document, for a page that has another epoch or lacks too much.
    state: bytes | None
    #: What the document knows of each writer, where the page sent something.
    vector: bytes | None
    people: tuple[Person, ...]
    #: Told when the revision or the version is not the one that the page knows.
    standing: Standing | None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a page says when it synchronises."""

    client: str
    name: str = ""
    #: The shared document it has, and how much of it; nothing when it comes in.
    epoch: int | None = None
    since: int = 0
    update: bytes | None = None
    #: What it knows of the draft and of what runs.
    revision: int | None = None
    version: int | None = None
    #: Nothing where nobody is to see it.
    presence: Mapping[str, Any] | None = None
    leaves: bool = False


def sync(key: str, said: Said) -> Heard:
    """Take what a page has changed, keep it as the draft, and tell what it lacks.

    An update of another epoch is not applied: the page reads the new document and merges. Raises
    ``NotFound``, ``Refused`` for an archived scenario, ``BadInput`` when the update is none, or leads to no
    document.
    """
    room, own = _room(key), None
    if room is None or said.update is not None:
        with writing():
            room = _settled(key)
            if said.update is not None and said.epoch == room.epoch:
                own = _apply(room, said)
    if said.leaves:
        _leave(key, said.client)
    elif said.presence is not None:
        _seen(key, said, said.presence)
    return _told(key, room, said, own)


def _room(key: str) -> RoomRow | None:
    """The room, where it says what the draft says; nothing where it is to be settled first."""
    stored = db.session.execute(
        select(ScenarioRow.state, ScenarioRow.revision).where(ScenarioRow.key == key)
    ).one_or_none()
    if stored is None:
        raise NotFound(f"There is no scenario '{key}'; check its key in the list of scenarios.")
    if stored.state == "archived":
        raise Refused(f"The scenario '{key}' is archived; restore it before changing it.")
    room = db.session.get(RoomRow, key)
    return room if room is not None and room.revision == stored.revision else None


def _settled(key: str) -> RoomRow:
    """The room with all that the draft says: made, or brought to what another door has changed."""
    known = _room(key)
    if known is not None:
        return known
    draft, revision = db.session.execute(
        select(ScenarioRow.draft, ScenarioRow.revision).where(ScenarioRow.key == key)
    ).one()
    room = db.session.get(RoomRow, key)
    if room is None:
        doc = _written({}, _sound(draft), "0")
        room = RoomRow(scenario=key, epoch=1, seq=0, revision=revision, state=doc.get_update())
        db.session.add(room)
        db.session.flush()
        return room
    doc = _open(room.state)
    before = doc.get_state()
    # No two doors have the same revision, so no two writers the same name.
    _write(doc, registers.changes(_registers(doc), _sound(draft), f"0r{revision:x}"))
    _add(room, doc, doc.get_update(before), "")
    room.revision = revision
    return room


def _sound(draft: Mapping[str, Any]) -> dict[str, Any]:
    """The draft with the two lists that every page draws in."""
    lists = {name: draft[name] if isinstance(draft.get(name), list) else [] for name in ("nodes", "edges")}
    return {**draft, **lists}


def _apply(room: RoomRow, said: Said) -> int | None:
    """Apply what a page sent, and keep what the document then says as the draft; its number, if it is new."""
    assert said.update is not None
    doc = _open(room.state)
    before = doc.get_update()
    try:
        doc.apply_update(said.update)
        document = _sound(registers.read(_registers(doc)))
    except (ValueError, RuntimeError, RecursionError) as error:
        raise BadInput(
            f"What was sent for the scenario '{room.scenario}' is no update of its document; "
            "load the page again."
        ) from error
    if doc.get_update() == before:
        return None
    draft = db.session.scalars(select(ScenarioRow.draft).where(ScenarioRow.key == room.scenario)).one()
    document["key"] = room.scenario
    if not registers.same(document, _sound(draft)):
        kept = registers.in_order_of(draft, document)
        room.revision, _ = scenarios.keep_draft(room.scenario, kept, room.revision, author=said.name or None)
    _add(room, doc, said.update, said.client)
    if len(room.state) > _LARGE and len(room.state) > _TIMES * len(str(document)):
        _begin_anew(room, document)
    return room.seq


def _add(room: RoomRow, doc: Doc[Any], update: bytes, client: str) -> None:
    room.seq += 1
    room.state = doc.get_update()
    db.session.add(RoomUpdate(scenario=room.scenario, seq=room.seq, client=client, content=update))
    db.session.execute(
        delete(RoomUpdate).where(
            RoomUpdate.scenario == room.scenario, RoomUpdate.seq <= room.seq - KEPT_UPDATES
        ),
        execution_options={"synchronize_session": False},
    )


def _begin_anew(room: RoomRow, document: Mapping[str, Any]) -> None:
    room.epoch += 1
    room.seq = 0
    room.state = _written({}, document, "0").get_update()
    db.session.flush()
    db.session.execute(
        delete(RoomUpdate).where(RoomUpdate.scenario == room.scenario),
        execution_options={"synchronize_session": False},
    )


# ── The shared document ─────────────────────────────────────────────────────────────────────────────────


def _open(state: bytes) -> Doc[Any]:
    doc: Doc[Any] = Doc()
    doc.apply_update(state)
    return doc


def _registers(doc: Doc[Any]) -> dict[str, Any]:
    found = doc.get(ROOT, type=SharedMap).to_py()
    return {} if found is None else dict(found)


def _write(doc: Doc[Any], changes: Mapping[str, Any]) -> None:
    shared = doc.get(ROOT, type=SharedMap)
    with doc.transaction():
        for key, value in changes.items():
            if value is registers.GONE:
                del shared[key]
            else:
                shared[key] = value


def _written(before: registers.Registers, document: Mapping[str, Any], maker: str) -> Doc[Any]:
    doc: Doc[Any] = Doc()
    _write(doc, registers.changes(before, document, maker))
    return doc


# ── People ──────────────────────────────────────────────────────────────────────────────────────────────


def _seen(key: str, said: Said, presence: Mapping[str, Any]) -> None:
    """Keep where somebody is; not more often than it changes, and never at the cost of the page's answer."""
    known = db.session.get(RoomPerson, (key, said.client))
    now = workspace.real_now()
    same = known is not None and known.presence == presence and known.name == said.name
    if known is not None and same and now - known.seen_real < SEEN_EVERY:
        return
    try:
        with writing(durable=False, wait=_PRESENCE_WAITS if known else _ENTRY_WAITS) as session:
            session.execute(
                delete(RoomPerson).where(RoomPerson.scenario == key, RoomPerson.seen_real < now - GONE_AFTER)
            )
            person = session.get(RoomPerson, (key, said.client))
            if person is None:
                taken = set(session.scalars(select(RoomPerson.colour).where(RoomPerson.scenario == key)))
                free = (colour for colour in range(COLOURS) if colour not in taken)
                person = RoomPerson(scenario=key, client=said.client, colour=next(free, len(taken) % COLOURS))
                session.add(person)
            person.name, person.presence, person.seen_real = said.name, dict(presence), now
    except Unavailable:
        return


def _leave(key: str, client: str) -> None:
    with writing(durable=False) as session:
        session.execute(
            delete(RoomPerson).where(RoomPerson.scenario == key, RoomPerson.client == client),
        )


def _people(key: str) -> tuple[Person, ...]:
    rows = db.session.scalars(
        select(RoomPerson)
        .where(RoomPerson.scenario == key, RoomPerson.seen_real >= workspace.real_now() - GONE_AFTER)
        .order_by(RoomPerson.colour, RoomPerson.client)
        .limit(MOST_PEOPLE)
    )
    return tuple(
        Person(client=row.client, name=row.name, colour=row.colour, presence=row.presence) for row in rows
    )


# ── The answer ──────────────────────────────────────────────────────────────────────────────────────────


def _told(key: str, room: RoomRow, said: Said, own: int | None) -> Heard:
    """All that the page lacks; what it sent before and had no answer to is told again."""
    whole = said.epoch != room.epoch or not room.seq - KEPT_UPDATES <= said.since <= room.seq
    updates = (
        ()
        if whole or said.since == room.seq
        else tuple(
            db.session.scalars(
                select(RoomUpdate.content)
                .where(
                    RoomUpdate.scenario == key,
                    RoomUpdate.seq > said.since,
                    RoomUpdate.seq <= room.seq,
                    RoomUpdate.seq != (own or 0),
                )
                .order_by(RoomUpdate.seq)
            )
        )
    )
    row = db.session.execute(
        select(ScenarioRow.edited_real, ScenarioRow.entry_version).where(ScenarioRow.key == key)
    ).one()
    standing = None
    if (room.revision, row.entry_version) != (said.revision, said.version):
        stored = scenarios.get(key)
        standing = Standing(state=stored.state, version=stored.version, changed=stored.changed)
    return Heard(
        epoch=room.epoch,
        seq=room.seq,
        revision=room.revision,
        saved=workspace.instant(row.edited_real),
        updates=updates,
        state=room.state if whole else None,
        vector=_open(room.state).get_state() if said.update is not None else None,
        people=_people(key),
        standing=standing,
    )
