"""The documents of the workspace (policy, data, segments, plan), and the portfolio they make."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from designer.domain.data import DataModel, Segment
from designer.domain.errors import BadInput, Conflict, DocumentError, NotFound
from designer.domain.message import Template
from designer.domain.plan import Plan
from designer.domain.policy import CountingUnit, Policy
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Scenario
from designer.store import codec, workspace
from designer.store.database import db, writing
from designer.store.models import ContactRow, Cursor, Document, ScenarioRow, TemplateRow

#: A document larger than this is refused.
MAX_BYTES = 2 * 1024 * 1024

#: What a workspace starts with, by kind.
EMPTY: Mapping[str, dict[str, Any]] = {
    "policy": {"format": "policy/1"},
    "data": {"format": "data/1", "attributes": {}, "events": {}},
    "segments": {"format": "segments/1", "segments": {}},
    "plan": {"format": "plan/1", "campaigns": []},
}

_LOADERS: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "policy": codec.policy,
    "data": codec.data,
    "segments": codec.segments,
    "plan": codec.plan,
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
    """Save a document. It rules from the next pass on, for contacts already on their way too.

    Raises ``DocumentError`` when it does not load, ``Conflict`` when the stored revision is not the expected
    one (``None`` expects nothing), ``BadInput`` when it is too large.
    """
    too_large(document, f"document '{kind}'")
    with writing() as session:
        before = get(kind)
        if expected_revision is not None and before.revision != expected_revision:
            raise Conflict(
                f"The document '{kind}' has changed: it is at revision {before.revision}, yours started from "
                f"{expected_revision}. Read it again and repeat the change."
            )
        loaded = _LOADERS[kind](document)
        row = session.get(Document, kind)
        if row is None:
            row = Document(kind=kind, revision=0, document={}, edited_real=0.0)
            session.add(row)
        row.revision += 1
        row.document = dict(document)
        row.edited_real = workspace.real_now()
        session.flush()
        workspace.rules_changed()
        if isinstance(loaded, Policy) and _unit_of(before.document) is not loaded.unit:
            _recount(loaded.unit)
    return get(kind)


def too_large(document: Mapping[str, Any], what: str) -> None:
    """Refuse what is not a JSON object of at most 2 MB. Raises ``BadInput``."""
    if not isinstance(document, Mapping):
        raise BadInput(f"The {what} must be a JSON object.")
    try:
        size = len(json.dumps(document))
    except (TypeError, ValueError, RecursionError) as error:
        raise BadInput(f"The {what} is not plain JSON: {error}.") from error
    if size > MAX_BYTES:
        raise BadInput(f"The {what} is {size:,} bytes long; at most {MAX_BYTES:,} are kept. Make it smaller.")


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


def portfolio(*, instead: Scenario | None = None, live_only: bool = False) -> Portfolio:
    """Everything that is checked together: scenarios as drawn (the archived apart) and the documents.

    ``instead`` takes the place of the stored draft of the same key, or joins them. With ``live_only`` only
    scenarios that are live or paused are in. A draft that does not load is left out.
    """
    wanted = ("live", "paused") if live_only else ("draft", "live", "paused")
    records: list[Scenario] = []
    replaced = False
    for row in db.session.scalars(
        select(ScenarioRow)
        .where(ScenarioRow.state.in_(wanted))
        .order_by(ScenarioRow.position, ScenarioRow.key)
    ):
        if instead is not None and row.key == instead.key:
            records.append(instead)
            replaced = True
            continue
        try:
            records.append(codec.scenario(row.draft))
        except DocumentError:
            continue
    if instead is not None and not replaced:
        records.append(instead)
    templates: dict[str, Mapping[str, Any]] = {
        row.key: row.document for row in db.session.execute(select(TemplateRow.key, TemplateRow.document))
    }
    return Portfolio(
        scenarios=tuple(records),
        policy=policy(),
        data=data(),
        segments=segments(),
        segments_declared=get("segments").revision > 0,
        plan=plan(),
        templates=frozenset(templates) or None,
        messages=dict(_messages(templates)),
    )


def _messages(documents: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Template]]:
    """The templates that load, by key; what one that does not would say is not known."""
    for key, document in documents.items():
        try:
            yield key, codec.template(document)
        except DocumentError:
            continue
