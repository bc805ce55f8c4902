"""Drafts as they once were: what each author drew every ten minutes, what was published, named or taken back.

Every save is the newest entry, so that the last entry is always what is drawn. A save by the same author
within ten minutes takes the place of the one before it. Those that were published, named, created or taken
back stay, and so does what was drawn before somebody else came; people who draw at the same time share an
entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from designer.domain.errors import BadInput, NotFound
from designer.store import workspace
from designer.store.database import LARGEST_ID, db, writing
from designer.store.models import HistoryRow, ScenarioRow, ScenarioVersion

#: Seconds of one author's saves that are one entry.
TOGETHER_S = 600.0
LONGEST_NAME = 120
LARGEST_PAGE = 200


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A draft as it once was."""

    id: int
    #: The revision of the draft; nothing where it is older than the history.
    revision: int | None
    #: ``created``, ``saved``, ``published`` or ``restored``.
    kind: str
    began: datetime
    saved: datetime
    #: Who drew it, as they call themselves; nobody where nobody said.
    authors: tuple[str, ...]
    name: str | None
    #: The version that was published from it, by whom and why.
    version: int | None
    published_by: str | None
    reason: str | None
    #: Id of the entry that was taken back.
    restored_from: int | None
    #: Whether it is what is drawn now.
    current: bool
    document: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Entries, the newest first, each with the document of the one before it where there is one."""

    entries: list[tuple[Entry, Mapping[str, Any] | None]]
    #: Whether there are older ones.
    more: bool


def list_all(key: str, *, before: int | None = None, limit: int = 50) -> Listed:
    """The entries of a scenario, those before an entry where one is named. Raises ``NotFound``."""
    newest = _newest_id(key)
    limit = max(1, min(limit, LARGEST_PAGE))
    query = select(HistoryRow).where(HistoryRow.scenario == key).order_by(HistoryRow.id.desc())
    if before is not None:
        query = query.where(HistoryRow.id < min(before, LARGEST_ID))
    rows = db.session.scalars(query.limit(limit + 1)).all()
    found: list[tuple[Entry, Mapping[str, Any] | None]] = []
    for place, row in enumerate(rows[:limit]):
        earlier = rows[place + 1].document if place + 1 < len(rows) else None
        found.append((_entry(row, newest), earlier))
    return Listed(entries=found, more=len(rows) > limit)


def get(key: str, id_: int) -> Entry:
    """One entry. Raises ``NotFound``."""
    return _entry(_row(key, id_), _newest_id(key))


def before(key: str, id_: int) -> Mapping[str, Any] | None:
    """The document of the entry before one; nothing for the first."""
    row = db.session.scalars(
        select(HistoryRow)
        .where(HistoryRow.scenario == key, HistoryRow.id < id_)
        .order_by(HistoryRow.id.desc())
        .limit(1)
    ).first()
    return row.document if row is not None else None


def rename(key: str, id_: int, name: str | None) -> Entry:
    """Give an entry a name, so that it stays, or take it away. Raises ``NotFound``, ``BadInput``."""
    name = " ".join(name.split()) or None if name is not None else None
    if name is not None and (len(name) > LONGEST_NAME or not name.isprintable()):
        raise BadInput(f"The name of a version has at most {LONGEST_NAME} printable characters.")
    with writing():
        _row(key, id_).name = name
    return get(key, id_)


# ── Keeping: part of the transaction that saves or publishes ────────────────────────────────────────────


def keep(
    session: Session,
    scenario: ScenarioRow,
    *,
    kind: str,
    author: str | None,
    restored_from: int | None = None,
) -> None:
    """Keep what is drawn now as the newest entry. Part of the caller's transaction."""
    who, now = author or "", workspace.real_now()
    if kind == "saved":
        newest = session.scalars(_last(scenario.key, 1)).first()
        if newest is not None and newest.document == scenario.draft:
            newest.revision = scenario.revision
            return
        last = _extended(session, scenario.key, who, now)
        if last is not None:
            last.document, last.revision, last.saved_real = scenario.draft, scenario.revision, now
            if who not in last.authors:
                last.authors = [*last.authors, who]
            return
    session.add(
        HistoryRow(
            scenario=scenario.key,
            revision=scenario.revision,
            kind=kind,
            document=scenario.draft,
            authors=[who],
            name=None,
            version=None,
            restored_from=restored_from,
            began_real=now,
            saved_real=now,
        )
    )


def _extended(session: Session, key: str, who: str, now: float) -> HistoryRow | None:
    """The entry that a save goes into; nothing where it begins one."""
    entries: list[HistoryRow] = list(session.scalars(_last(key, 2)))
    if not entries:
        return None
    last = entries[0]
    if last.kind != "saved" or last.name is not None or last.version is not None:
        return None
    if not 0 <= now - last.began_real < TOGETHER_S:
        return None
    if who in last.authors:
        return last
    # somebody who drew a moment ago goes on beside the other: they draw together
    beside = any(who in one.authors and now - one.saved_real < TOGETHER_S for one in entries[1:])
    return last if beside else None


def published(session: Session, scenario: ScenarioRow, version: int) -> None:
    """Say that what is drawn now was published. Part of the caller's transaction."""
    last = session.scalars(_last(scenario.key, 1)).first()
    if last is None or last.revision != scenario.revision or last.version is not None:
        keep(session, scenario, kind="published", author=None)
        session.flush()
        last = session.scalars(_last(scenario.key, 1)).one()
    last.version = version
    if last.kind == "saved":
        last.kind = "published"


def _last(key: str, count: int) -> Any:
    return select(HistoryRow).where(HistoryRow.scenario == key).order_by(HistoryRow.id.desc()).limit(count)


def _newest_id(key: str) -> int | None:
    if db.session.get(ScenarioRow, key) is None:
        raise NotFound(f"There is no scenario '{key}'; check its key in the list of scenarios.")
    return db.session.scalar(
        select(HistoryRow.id).where(HistoryRow.scenario == key).order_by(HistoryRow.id.desc()).limit(1)
    )


def _row(key: str, id_: int) -> HistoryRow:
    row = db.session.get(HistoryRow, id_) if 0 < id_ <= LARGEST_ID else None
    if row is None or row.scenario != key:
        raise NotFound(
            f"The history of the scenario '{key}' has no entry {id_}; the list of its history shows those "
            "it has."
        )
    return row


def _entry(row: HistoryRow, newest: int | None) -> Entry:
    version = db.session.get(ScenarioVersion, (row.scenario, row.version)) if row.version else None
    return Entry(
        id=row.id,
        revision=row.revision,
        kind=row.kind,
        began=workspace.instant(row.began_real),
        saved=workspace.instant(row.saved_real),
        authors=tuple(author for author in row.authors if author),
        name=row.name,
        version=row.version,
        published_by=version.author if version is not None else None,
        reason=version.reason if version is not None else None,
        restored_from=row.restored_from,
        current=row.id == newest,
        document=row.document,
    )
