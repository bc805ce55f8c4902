"""Changes of documents that one click makes, and that one click takes back.

They are made through the same doors as any save: a scenario gets a new draft and is never published, and a
document that somebody has saved meanwhile is not overwritten.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from designer.domain.errors import BadInput, NotFound
from designer.store import documents, scenarios, workspace
from designer.store.database import writing
from designer.store.models import AppliedChange

if TYPE_CHECKING:
    from designer.analysis.verdict import Change

#: How long a change can be taken back.
KEPT_DAYS = 30

_SCENARIO = "scenario:"


def apply(
    changes: Sequence[Change], *, author: str | None = None, expected: Mapping[str, int] | None = None
) -> str:
    """Make the changes, all or none; the id by which they are taken back.

    ``expected`` holds revisions that documents must have, by name. Raises ``BadInput`` when a path leads
    nowhere, ``NotFound``, ``Refused``, ``DocumentError``, ``Conflict`` when a document has another revision.
    """
    by_document: dict[str, list[Change]] = {}
    for change in changes:
        by_document.setdefault(change.document, []).append(change)
    id_ = secrets.token_urlsafe(16)
    with writing() as session:
        kept = {}
        for name, own in by_document.items():
            before, revision = _read(name)
            wanted = (expected or {}).get(name, revision)
            after = _save(name, patched(before, own), wanted, author)
            kept[name] = {"before": dict(before), "revision": after}
        now = workspace.real_now()
        session.execute(delete(AppliedChange).where(AppliedChange.made_real < now - KEPT_DAYS * 86400))
        session.add(AppliedChange(id=id_, documents=kept, made_real=now))
    return id_


def undo(id_: str, *, author: str | None = None) -> None:
    """Put the documents of a change back, all or none, as another draft.

    Raises ``NotFound`` when the change was taken back already or is too old, ``Conflict`` when one of the
    documents was saved since.
    """
    with writing() as session:
        row = session.get(AppliedChange, id_)
        if row is None:
            raise NotFound("This change cannot be taken back any more: it was already, or it is too old.")
        for name, kept in row.documents.items():
            _save(name, kept["before"], kept["revision"], author)
        session.delete(row)


def _read(name: str) -> tuple[Mapping[str, Any], int]:
    if name.startswith(_SCENARIO):
        stored = scenarios.get(name.removeprefix(_SCENARIO))
        return stored.document, stored.revision
    document = documents.get(name)
    return document.document, document.revision


def _save(name: str, document: Mapping[str, Any], expected: int, author: str | None) -> int:
    """Save what changed; the new revision."""
    if not name.startswith(_SCENARIO):
        return documents.put(name, document, expected).revision
    return scenarios.keep_draft(name.removeprefix(_SCENARIO), document, expected, author=author)[0]


def patched(document: Mapping[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """The document with the changes made in turn; what lies on a path and is missing is made.

    Raises ``BadInput`` when a path does not fit the document.
    """
    made: dict[str, Any] = deepcopy(dict(document))
    for change in changes:
        _patch(made, change)
    return made


def _patch(document: dict[str, Any], change: Change) -> None:
    if not change.path:
        raise BadInput("A change names a place in the document; its path is empty.")
    here: Any = document
    for step, following in zip(change.path, change.path[1:], strict=False):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(here, dict) and isinstance(step, str):
            if here.get(step) is None:
                here[step] = empty
            here = here[step]
        elif isinstance(here, list) and isinstance(step, int) and 0 <= step <= len(here):
            if step == len(here):
                here.append(empty)
            here = here[step]
        else:
            raise _nowhere(change)
    last = change.path[-1]
    if isinstance(here, dict) and isinstance(last, str):
        if change.remove:
            here.pop(last, None)
        else:
            here[last] = deepcopy(change.value)
    elif isinstance(here, list) and isinstance(last, int) and 0 <= last < len(here) + (not change.remove):
        if change.remove:
            del here[last]
        else:
            here[last : last + 1] = [deepcopy(change.value)]
    else:
        raise _nowhere(change)


def _nowhere(change: Change) -> BadInput:
    place = ".".join(str(step) for step in change.path)
    return BadInput(f"There is no place '{place}' in the document '{change.document}'; read it again.")
