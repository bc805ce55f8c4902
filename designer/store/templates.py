"""Message templates. What runs uses the version pinned with the scenario; saving changes the next one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from designer.domain.errors import BadInput, Conflict, NotFound, Refused
from designer.domain.message import Template
from designer.domain.text import Text
from designer.store import codec, workspace
from designer.store.codec import too_large
from designer.store.database import db, writing
from designer.store.keys import valid_slug
from designer.store.models import ScenarioVersion, TemplateRow, TemplateVersion


@dataclass(frozen=True, kw_only=True)
class TemplateItem:
    """A template in a list."""

    key: str
    channel: str
    name: Text
    edited: datetime


@dataclass(frozen=True, kw_only=True)
class StoredTemplate:
    """A template as it is being written."""

    key: str
    revision: int
    document: Mapping[str, Any]
    edited: datetime
    #: Scenarios (key, version) that have published it, and whether they use the present text.
    used_by: tuple[tuple[str, int, bool], ...]


def list_all() -> list[TemplateItem]:
    """Every template, by key."""
    return [
        TemplateItem(
            key=row.key,
            channel=str(row.document.get("channel", "")),
            name=row.document.get("name", row.key),
            edited=workspace.instant(row.edited_real),
        )
        for row in db.session.scalars(select(TemplateRow).order_by(TemplateRow.key))
    ]


def get(key: str) -> StoredTemplate:
    """One template. Raises ``NotFound``."""
    row = _row(key)
    present = digest(row.document)
    used = []
    for version in db.session.scalars(
        select(ScenarioVersion).order_by(ScenarioVersion.scenario, ScenarioVersion.number)
    ):
        number = version.templates.get(key)
        if number is not None:
            pinned = db.session.get(TemplateVersion, (key, number))
            used.append((version.scenario, version.number, pinned is not None and pinned.digest == present))
    return StoredTemplate(
        key=key,
        revision=row.revision,
        document=row.document,
        edited=workspace.instant(row.edited_real),
        used_by=tuple(used),
    )


def load(key: str) -> Template:
    """The template as it is being written, as a record. Raises ``NotFound``, ``DocumentError``."""
    return codec.template(_row(key).document)


def create(document: Mapping[str, Any]) -> StoredTemplate:
    """Keep a new template. Raises ``DocumentError``, or ``Refused`` when its key is taken."""
    too_large(document, "template")
    loaded = codec.template(document)
    valid_slug(loaded.key, "template")
    with writing() as session:
        if session.get(TemplateRow, loaded.key) is not None:
            raise Refused(
                f"There is a template '{loaded.key}' already; choose another key, or change that one."
            )
        now = workspace.real_now()
        session.add(
            TemplateRow(
                key=loaded.key, revision=1, document=dict(document), created_real=now, edited_real=now
            )
        )
    return get(loaded.key)


def save(key: str, document: Mapping[str, Any], expected_revision: int | None = None) -> StoredTemplate:
    """Save a template; live messages keep the text they were published with.

    Raises ``DocumentError``, ``NotFound``, ``BadInput`` when the document bears another key, ``Conflict``.
    """
    too_large(document, f"template '{key}'")
    loaded = codec.template(document)
    if loaded.key != key:
        raise BadInput(
            f"The template '{key}' cannot be saved under the key '{loaded.key}'; keys do not change."
        )
    with writing():
        row = _row(key)
        if expected_revision is not None and row.revision != expected_revision:
            raise Conflict(
                f"The template '{key}' has changed: it is at revision {row.revision}, yours started from "
                f"{expected_revision}. Read it again and repeat the change."
            )
        row.revision += 1
        row.document = dict(document)
        row.edited_real = workspace.real_now()
    return get(key)


def import_all(documents: Iterable[Mapping[str, Any]]) -> int:
    """Keep templates, in place of those of the same key; how many. None is kept on ``DocumentError``."""
    count = 0
    with writing() as session:
        now = workspace.real_now()
        for document in documents:
            loaded = codec.template(document)
            valid_slug(loaded.key, "template")
            row = session.get(TemplateRow, loaded.key)
            if row is None:
                session.add(
                    TemplateRow(
                        key=loaded.key, revision=1, document=dict(document), created_real=now, edited_real=now
                    )
                )
            elif row.document != dict(document):
                row.revision += 1
                row.document, row.edited_real = dict(document), now
            count += 1
    return count


def pin(keys: Iterable[str]) -> dict[str, int]:
    """Freeze the present text of these templates; key -> version number. Part of the caller's transaction.

    Keys without a template are left out; the checks speak of them.
    """
    pinned: dict[str, int] = {}
    with writing() as session:
        for key in dict.fromkeys(keys):
            row = session.get(TemplateRow, key)
            if row is None:
                continue
            present = digest(row.document)
            last = (
                session.scalar(
                    select(func.max(TemplateVersion.number)).where(TemplateVersion.template == key)
                )
                or 0
            )
            newest = session.get(TemplateVersion, (key, last)) if last else None
            if newest is None or newest.digest != present:
                last += 1
                session.add(
                    TemplateVersion(
                        template=key,
                        number=last,
                        document=row.document,
                        digest=present,
                        created_real=workspace.real_now(),
                    )
                )
                session.flush()
            pinned[key] = last
    return pinned


def documents(keys: Iterable[object]) -> dict[str, Mapping[str, Any]]:
    """The present documents of the templates among these keys."""
    wanted = dict.fromkeys(key for key in keys if isinstance(key, str))
    rows = {key: db.session.get(TemplateRow, key) for key in wanted}
    return {key: row.document for key, row in rows.items() if row is not None}


def pinned_documents(pins: Mapping[str, int]) -> dict[str, Mapping[str, Any]]:
    """The documents of templates as they were published, by the number of their version."""
    rows = {key: db.session.get(TemplateVersion, (key, number)) for key, number in pins.items()}
    return {key: row.document for key, row in rows.items() if row is not None}


def newest(keys: Collection[str]) -> dict[str, int]:
    """The number of the last frozen text of these templates; those without one are left out."""
    rows = db.session.execute(
        select(TemplateVersion.template, func.max(TemplateVersion.number))
        .where(TemplateVersion.template.in_(keys))
        .group_by(TemplateVersion.template)
    )
    return dict(rows.all())


def pinned(key: str, number: int) -> Template:
    """A template as it was published. Raises ``NotFound``, ``DocumentError``."""
    row = db.session.get(TemplateVersion, (key, number))
    if row is None:
        raise NotFound(f"The template '{key}' has no version {number}; publish the scenario again.")
    return codec.template(row.document)


def rendered_by(scenario: str, version: int, key: str) -> Template:
    """The template that a published scenario uses. Raises ``NotFound`` when it was published without it."""
    row = db.session.get(ScenarioVersion, (scenario, version))
    number = row.templates.get(key) if row is not None else None
    if number is None:
        raise NotFound(f"Version {version} of '{scenario}' was published without the template '{key}'.")
    return pinned(key, number)


def changed_since(pins: Mapping[str, int]) -> bool:
    """Whether any of the pinned templates reads differently now."""
    for key, number in pins.items():
        row, old = db.session.get(TemplateRow, key), db.session.get(TemplateVersion, (key, number))
        if row is not None and old is not None and digest(row.document) != old.digest:
            return True
    return False


def digest(document: Mapping[str, Any]) -> str:
    """The same for the same document, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _row(key: str) -> TemplateRow:
    row = db.session.get(TemplateRow, key)
    if row is None:
        raise NotFound(f"There is no template '{key}'; check its key in the list of templates.")
    return row
