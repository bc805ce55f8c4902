"""The documents of the workspace (policy, data, segments, plan, matrix), and the portfolio they make."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import select, update

from designer.domain.data import DataModel, Segment
from designer.domain.errors import Conflict, DocumentError, NotFound, Refused
from designer.domain.matrix import Matrix
from designer.domain.message import Template
from designer.domain.plan import Plan
from designer.domain.policy import CountingUnit, Policy
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Scenario
from designer.engine.compile import refused
from designer.engine.rulebook import Intake, Rulebook
from designer.store import codec, templates, workspace
from designer.store.database import db, writing
from designer.store.models import ContactRow, Cursor, Document, ScenarioRow, ScenarioVersion, TemplateRow

Record = TypeVar("Record")


#: What a workspace starts with, by kind.
EMPTY: Mapping[str, dict[str, Any]] = {
    "policy": {"format": "policy/1"},
    "data": {"format": "data/1", "attributes": {}, "events": {}},
    "segments": {"format": "segments/1", "segments": {}},
    "plan": {"format": "plan/1", "campaigns": []},
    "matrix": {"format": "matrix/1"},
}

#: Kinds that are no part of the portfolio: nothing is checked or run by them.
_APART = frozenset({"matrix"})

_LOADERS: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "policy": codec.policy,
    "data": codec.data,
    "segments": codec.segments,
    "plan": codec.plan,
    "matrix": codec.matrix,
}


@dataclass(frozen=True, kw_only=True)
class StoredDocument:
    """A document with its revision, which is its ETag."""

    kind: str
    #: 0 for one that has never been saved.
    revision: int
    document: Mapping[str, Any]
    edited: datetime | None


def get(kind: str) -> StoredDocument:
    """A document of the workspace; an empty one of revision 0 before the first save. Raises ``NotFound``."""
    if kind not in _LOADERS:
        raise NotFound(f"There is no document '{kind}'; there are {', '.join(_LOADERS)}.")
    row = db.session.get(Document, kind)
    if row is None:
        return StoredDocument(kind=kind, revision=0, document=EMPTY[kind], edited=None)
    return StoredDocument(
        kind=kind, revision=row.revision, document=row.document, edited=workspace.instant(row.edited_real)
    )


def put(kind: str, document: Mapping[str, Any], expected_revision: int | None = None) -> StoredDocument:
    """Save a document. All but the matrix rule from the next pass on, for contacts on their way too.

    Raises ``DocumentError`` when it does not load, ``Conflict`` when the stored revision is not the expected
    one (``None`` expects nothing), ``BadInput`` when it is too large, ``Refused`` for segments with which a
    scenario that runs could not be planned any more.
    """
    codec.too_large(document, f"document '{kind}'")
    with writing() as session:
        before = get(kind)
        if expected_revision is not None and before.revision != expected_revision:
            raise Conflict(
                f"The document '{kind}' has changed: it is at revision {before.revision}, yours started from "
                f"{expected_revision}. Read it again and repeat the change."
            )
        loaded = _LOADERS[kind](document)
        if kind == "segments":
            _still_run(codec.segments(document))
        row = session.get(Document, kind)
        if row is None:
            row = Document(kind=kind, revision=0, document={}, edited_real=0.0)
            session.add(row)
        row.revision += 1
        row.document = dict(document)
        row.edited_real = workspace.real_now()
        session.flush()
        if kind not in _APART:
            workspace.rules_changed()
        if isinstance(loaded, Plan):
            templates.pin(one.template for one in loaded.campaigns if one.template is not None)
        if isinstance(loaded, Policy) and _unit_of(before.document) is not loaded.unit:
            _recount(loaded.unit)
    return get(kind)


def _still_run(changed: Mapping[str, Segment]) -> None:
    """Refuse segments with which a version that runs could be planned until now, and not with them."""
    running = select(ScenarioVersion).join(
        ScenarioRow,
        (ScenarioRow.key == ScenarioVersion.scenario) & (ScenarioRow.entry_version == ScenarioVersion.number),
    )
    versions = {}
    for row in db.session.scalars(running.where(ScenarioRow.state.in_(("live", "paused")))):
        read = _loaded(codec.scenario, row.document)
        if read is not None:
            versions[row.scenario, row.number] = read
    now = workspace.present()
    intakes = {key: Intake(version=number, published_at=0) for key, number in versions}
    book = Rulebook(versions=versions, intakes=intakes, policy=policy(), segments=changed, data=data())
    reasons = refused(book, first=now, last=now)
    if not reasons:
        return
    already = refused(replace(book, segments=segments()), first=now, last=now)
    for (key, number), why in reasons.items():
        if (key, number) not in already:
            raise Refused(
                f"With these segments the scenario '{key}', which runs in version {number}, could not be "
                f"planned any more: {why} Change the segment, or publish the scenario without it first.",
                code="segment-in-use",
            )


def _unit_of(document: Mapping[str, Any]) -> CountingUnit:
    try:
        return codec.policy(document).unit
    except DocumentError:
        return CountingUnit.CONTACT


def unit_key(unit: CountingUnit, contact: str, attributes: Mapping[str, Any]) -> str:
    """The key that contacts counted together share; the own id where there is no household or account."""
    if unit is CountingUnit.CONTACT:
        return contact
    shared = attributes.get(unit.value)
    return f"{unit.value}:{shared}" if shared not in (None, "") else contact


def _recount(unit: CountingUnit) -> None:
    session = db.session()
    rows = [
        {"contact": contact, "unit": unit_key(unit, contact, attributes)}
        for contact, attributes in session.execute(select(ContactRow.id, ContactRow.attributes))
    ]
    if rows:
        session.execute(update(Cursor), rows)


def policy() -> Policy:
    """The rules of pressure in force."""
    return codec.policy(get("policy").document)


def data() -> DataModel:
    """The declared attributes and events; undeclared before the first save."""
    stored = get("data")
    return codec.data(stored.document) if stored.revision else DataModel()


def segments() -> Mapping[str, Segment]:
    """The named audiences."""
    return codec.segments(get("segments").document)


def plan() -> Plan:
    """The commercial plan."""
    return codec.plan(get("plan").document)


def matrix() -> Matrix:
    """What the committee knows and decides of the scenarios."""
    return codec.matrix(get("matrix").document)


@dataclass(frozen=True, kw_only=True)
class State:
    """What the portfolio is made of, without reading it: another state, another portfolio."""

    #: Key, state, revision and instant of the last edit of each scenario that is not archived, in order.
    scenarios: tuple[tuple[str, str, int, float], ...]
    #: Kind, revision and instant of the last edit of each document that is part of it.
    documents: tuple[tuple[str, int, float], ...]
    #: Key, revision and instant of the last edit of each template.
    templates: tuple[tuple[str, int, float], ...]


def state() -> State:
    """The present state of scenarios, documents and templates."""
    session = db.session()
    return State(
        scenarios=tuple(
            (row.key, row.state, row.revision, row.edited_real)
            for row in session.execute(
                select(ScenarioRow.key, ScenarioRow.state, ScenarioRow.revision, ScenarioRow.edited_real)
                .where(ScenarioRow.state != "archived")
                .order_by(ScenarioRow.position, ScenarioRow.key)
            )
        ),
        documents=tuple(
            (row.kind, row.revision, row.edited_real)
            for row in session.execute(
                select(Document.kind, Document.revision, Document.edited_real)
                .where(Document.kind.not_in(_APART))
                .order_by(Document.kind)
            )
        ),
        templates=tuple(
            (row.key, row.revision, row.edited_real)
            for row in session.execute(
                select(TemplateRow.key, TemplateRow.revision, TemplateRow.edited_real).order_by(
                    TemplateRow.key
                )
            )
        ),
    )


class _Shelf:
    """The records of one database as they were last read: a row is read again only when it has changed.

    The same row gives the same record, so that whoever computes from records can keep what it found by their
    identity. The last portfolio is kept whole.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.scenarios: dict[str, tuple[tuple[int, float], Scenario | None]] = {}
        self.templates: dict[str, tuple[tuple[int, float], Template | None]] = {}
        self.documents: dict[str, tuple[tuple[int, float], Any]] = {}
        self.whole: tuple[State, Portfolio] | None = None


#: As many databases are remembered; a process has one, tests have many.
_SHELVES = 4
_shelves: dict[str, _Shelf] = {}
_shelves_lock = Lock()


def _shelf() -> _Shelf:
    url = str(db.engine.url)
    with _shelves_lock:
        shelf = _shelves.pop(url, None) or _Shelf()
        _shelves[url] = shelf
        while len(_shelves) > _SHELVES:
            del _shelves[next(iter(_shelves))]
    return shelf


def portfolio(*, instead: Scenario | None = None) -> Portfolio:
    """Everything that is checked together: scenarios as drawn (the archived apart) and the documents.

    ``instead`` takes the place of the stored draft of the same key, or joins them. A draft that does not load
    is left out. Records of rows that have not changed are the same objects as before.
    """
    present, shelf = state(), _shelf()
    with shelf.lock:
        if shelf.whole is None or shelf.whole[0] != present:
            shelf.whole = (present, _read(present, shelf))
        whole = shelf.whole[1]
    if instead is None:
        return whole
    records = {record.key: record for record in whole.scenarios} | {instead.key: instead}
    # A stored draft that does not load keeps its place for the one that does.
    order = dict.fromkeys([*(key for key, *_ in present.scenarios if key in records), *records])
    return replace(whole, scenarios=tuple(records[key] for key in order))


def _read(present: State, shelf: _Shelf) -> Portfolio:
    """The portfolio of a state, with the records of the shelf where their rows have not changed."""
    wanted = {key: (revision, edited) for key, _state, revision, edited in present.scenarios}
    shelf.scenarios = {key: kept for key, kept in shelf.scenarios.items() if wanted.get(key) == kept[0]}
    for key, draft in _rows(ScenarioRow.key, ScenarioRow.draft, wanted.keys() - shelf.scenarios.keys()):
        shelf.scenarios[key] = (wanted[key], _loaded(codec.scenario, draft))
    texts = {key: (revision, edited) for key, revision, edited in present.templates}
    shelf.templates = {key: kept for key, kept in shelf.templates.items() if texts.get(key) == kept[0]}
    for key, text in _rows(TemplateRow.key, TemplateRow.document, texts.keys() - shelf.templates.keys()):
        shelf.templates[key] = (texts[key], _loaded(codec.template, text))
    stamps = {kind: (revision, edited) for kind, revision, edited in present.documents}

    def shared(kind: str, read: Callable[[], Record]) -> Record:
        stamp = stamps.get(kind, (0, 0.0))
        if kind not in shelf.documents or shelf.documents[kind][0] != stamp:
            shelf.documents[kind] = (stamp, read())
        record: Record = shelf.documents[kind][1]
        return record

    return Portfolio(
        scenarios=tuple(
            record for key in wanted if key in shelf.scenarios and (record := shelf.scenarios[key][1])
        ),
        policy=shared("policy", policy),
        data=shared("data", data),
        segments=shared("segments", segments),
        segments_declared="segments" in stamps,
        plan=shared("plan", plan),
        templates=frozenset(shelf.templates) or None,
        messages={key: record for key, (_stamp, record) in shelf.templates.items() if record},
    )


#: Rows asked for in one statement: databases bound the number of parameters.
_AT_ONCE = 500


def _rows(key: Any, document: Any, wanted: Collection[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    names = sorted(wanted)
    for start in range(0, len(names), _AT_ONCE):
        query = select(key, document).where(key.in_(names[start : start + _AT_ONCE]))
        for row in db.session.execute(query):
            yield row[0], row[1]


def _loaded(load: Callable[[Mapping[str, Any]], Record], document: Mapping[str, Any]) -> Record | None:
    """The record; nothing where the document does not load: what it would say is not known."""
    try:
        return load(document)
    except DocumentError:
        return None
