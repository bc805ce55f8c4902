"""Scenarios: drawn as drafts, published as versions that never change, paused, archived, copied.

| state | drawn | takes entries | moves the contacts inside |
|---|---|---|---|
| draft | yes | no | – |
| live | yes (the next version) | yes | yes |
| paused | yes | no | no: they stand still |
| archived | no | no | no: they were taken out |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

import networkx as nx
from sqlalchemy import func, select, update

from designer.domain.errors import BadInput, Conflict, DocumentError, NotFound, Refused, Unavailable
from designer.domain.finding import Finding, Severity
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import TRIGGER_KINDS, Message, Scenario
from designer.domain.text import Text
from designer.domain.time import Minute
from designer.formats.graph import dump_graph
from designer.store import codec, documents, history, moving, proof, standing, templates, workspace
from designer.store.codec import too_large
from designer.store.database import LARGEST_ID, db, writing
from designer.store.keys import valid_slug
from designer.store.models import (
    EnrolmentRow,
    ScenarioRow,
    ScenarioVersion,
    TaskRow,
)
from designer.store.proof import Told

if TYPE_CHECKING:
    from designer.analysis.verdict import Proof


@dataclass(frozen=True, kw_only=True)
class ScenarioItem:
    """A scenario in the list."""

    key: str
    name: Text
    #: ``draft``, ``live``, ``paused`` or ``archived``.
    state: str
    objective: str | None
    #: Wire word of the trigger's kind.
    trigger: str | None
    channels: tuple[str, ...]
    priority_class: str | None
    priority_value: int | None
    #: Contacts inside now.
    inside: int
    edited: datetime
    #: The version that takes entries.
    version: int | None
    errors: int
    warnings: int


@dataclass(frozen=True, kw_only=True)
class ScenarioDetail:
    """A scenario as the editor opens it."""

    key: str
    state: str
    revision: int
    document: Mapping[str, Any]
    #: The version that takes entries, and when it was published.
    version: int | None
    published_at: Minute | None
    published: datetime | None
    #: Whether what is drawn, or the text of its templates, differs from what runs.
    changed: bool
    edited: datetime

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks say of the draft; asked for when it is looked at, since they prove everything."""
        return findings(self.key)


@dataclass(frozen=True, kw_only=True)
class Saved:
    """A saved draft."""

    revision: int
    saved: datetime
    findings: tuple[Finding, ...]
    conflicts: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What would be said of a document in this workspace."""

    findings: tuple[Finding, ...]
    #: What it breaks of the rules of pressure, alone or with others; none where it does not load.
    conflicts: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True)
class Version:
    """A published version."""

    scenario: str
    number: int
    published_at: Minute
    published: datetime
    reason: str | None
    #: Contacts inside, on this version.
    inside: int
    findings: Sequence[Mapping[str, Any]]
    #: The conflicts that it was published in spite of, as the API tells them.
    accepted: Sequence[Mapping[str, Any]]
    #: Who said to publish it.
    author: str | None = None
    #: What became of the contacts inside: ``finish``, ``move`` or ``exit``, and how many went which way.
    policy: str = "finish"
    moved: int = 0
    left: int = 0
    kept: int = 0


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────


def list_all(*, archived: bool = False) -> list[ScenarioItem]:
    """The scenarios in order of creation, those archived only when asked for."""
    inside = dict(
        db.session.execute(
            select(EnrolmentRow.scenario, func.count())
            .where(EnrolmentRow.standing == "active")
            .group_by(EnrolmentRow.scenario)
        ).all()
    )
    found = _all_findings()
    query = select(ScenarioRow).order_by(ScenarioRow.position, ScenarioRow.key)
    if not archived:
        query = query.where(ScenarioRow.state != "archived")
    return [_item(row, inside.get(row.key, 0), found.get(row.key, ())) for row in db.session.scalars(query)]


def names() -> dict[str, Text]:
    """What every scenario is called, the archived ones too, by key in order of creation."""
    known = {record.key: record.name for record in documents.portfolio().scenarios}
    found: dict[str, Text] = {}
    for key in db.session.scalars(select(ScenarioRow.key).order_by(ScenarioRow.position, ScenarioRow.key)):
        found[key] = known[key] if key in known else _name_of(_row(key))
    return found


def _item(row: ScenarioRow, inside: int, findings: Sequence[Finding]) -> ScenarioItem:
    try:
        record: Scenario | None = codec.scenario(row.draft)
    except DocumentError:
        record = None
    return ScenarioItem(
        key=row.key,
        name=record.name if record else _name_of(row),
        state=row.state,
        objective=record.sheet.objective.value if record and record.sheet.objective else None,
        trigger=TRIGGER_KINDS[type(record.trigger)] if record else None,
        channels=tuple(channel.value for channel in record.channels) if record else (),
        priority_class=record.priority.class_.value if record else None,
        priority_value=record.priority.value if record else None,
        inside=inside,
        edited=workspace.instant(row.edited_real),
        version=row.entry_version,
        errors=sum(1 for finding in findings if finding.severity is Severity.ERROR),
        warnings=sum(1 for finding in findings if finding.severity is Severity.WARNING),
    )


def _name_of(row: ScenarioRow) -> Text:
    name = row.draft.get("name")
    if isinstance(name, str):
        return name
    if isinstance(name, dict) and all(isinstance(value, str) for value in name.values()):
        return {str(language): str(value) for language, value in name.items()}
    return row.key


def get(key: str) -> ScenarioDetail:
    """One scenario with its draft, what runs of it, and its findings. Raises ``NotFound``."""
    row = _row(key)
    version = db.session.get(ScenarioVersion, (key, row.entry_version)) if row.entry_version else None
    return ScenarioDetail(
        key=key,
        state=row.state,
        revision=row.revision,
        document=row.draft,
        version=row.entry_version,
        published_at=version.published_at if version else None,
        published=workspace.instant(version.published_real) if version else None,
        changed=version is None
        or version.document != row.draft
        or templates.changed_since(version.templates),
        edited=workspace.instant(row.edited_real),
    )


def load(key: str) -> Scenario:
    """The draft as a record. Raises ``NotFound``, ``DocumentError``."""
    return codec.scenario(_row(key).draft)


def load_version(key: str, number: int) -> Scenario:
    """A published version as a record. Raises ``NotFound``."""
    return codec.scenario(_version_row(key, number).document)


def version_document(key: str, number: int) -> Mapping[str, Any]:
    """A published version as it was drawn. Raises ``NotFound``."""
    document: Mapping[str, Any] = _version_row(key, number).document
    return document


def version_texts(key: str, number: int) -> Mapping[str, Mapping[str, Any]]:
    """Template -> its document as the version has it. Raises ``NotFound``."""
    return templates.pinned_documents(_version_row(key, number).templates)


def next_version(key: str) -> int:
    """The number that the next publication has."""
    last = select(func.max(ScenarioVersion.number)).where(ScenarioVersion.scenario == key)
    return (db.session.scalar(last) or 0) + 1


def versions(key: str) -> list[Version]:
    """The published versions, the newest first. Raises ``NotFound``."""
    _row(key)
    inside = dict(
        db.session.execute(
            select(EnrolmentRow.version, func.count())
            .where(EnrolmentRow.scenario == key, EnrolmentRow.standing == "active")
            .group_by(EnrolmentRow.version)
        ).all()
    )
    return [
        Version(
            scenario=key,
            number=row.number,
            published_at=row.published_at,
            published=workspace.instant(row.published_real),
            reason=row.reason,
            inside=inside.get(row.number, 0),
            findings=row.findings,
            accepted=row.accepted or [],
            author=row.author,
            **(row.moving or {}),
        )
        for row in db.session.scalars(
            select(ScenarioVersion)
            .where(ScenarioVersion.scenario == key)
            .order_by(ScenarioVersion.number.desc())
        )
    ]


def graph(key: str, number: int) -> nx.MultiDiGraph[str]:
    """The stored graph of a version: nodes with their parameters, edges by way out. Raises ``NotFound``."""
    stored = nx.node_link_graph(_version_row(key, number).graph, edges="edges")
    assert isinstance(stored, nx.MultiDiGraph)  # as it was stored
    return stored


def findings(key: str) -> tuple[Finding, ...]:
    """What the checks say of a draft beside the rest of the portfolio. Raises ``NotFound``."""
    row = _row(key)
    if row.state == "archived":
        return check(row.draft).findings
    known = _kept_findings(documents.state())
    if known is not None:
        return known.get(key, ())
    portfolio, proved = _proved()
    record = portfolio.scenario(key)
    if record is None:
        return check(row.draft).findings
    # After one change the others' findings are nobody's question yet.
    return tuple(f for f in codec.check_one(record, portfolio, proved) if f.scenario == key)


def conflicts(key: str) -> tuple[Told, ...]:
    """What a draft breaks of the rules of pressure, alone or with others; none for an archived one."""
    return tuple(proof.concerning(*_proved(), key))


def _proved() -> tuple[Portfolio, Proof]:
    """The portfolio and its proof, an empty one where it could not be made: the rest is still told."""
    try:
        return proof.view()
    except Unavailable:
        return documents.portfolio(), proof.nothing()


def check(document: Mapping[str, Any]) -> Checked:
    """What a document would be told in place of the one of its key; nothing is saved. Raises ``BadInput``."""
    try:
        portfolio, proved, record = proof.check(document)
    except DocumentError as error:
        return Checked(findings=error.findings, conflicts=())
    except Unavailable:
        record = codec.scenario(document)
        portfolio, proved = documents.portfolio(instead=record), proof.nothing()
    return Checked(
        findings=tuple(codec.check_one(record, portfolio, proved)),
        conflicts=tuple(proof.concerning(portfolio, proved, record.key)),
    )


_cache: dict[str, tuple[object, dict[str, tuple[Finding, ...]]]] = {}
_cache_lock = Lock()


def _all_findings() -> dict[str, tuple[Finding, ...]]:
    """Findings by scenario, kept until a draft, a document or a template changes."""
    state = documents.state()
    known = _kept_findings(state)
    if known is not None:
        return known
    by_key: dict[str, list[Finding]] = {}
    for finding in codec.check(*_proved()):
        if finding.scenario is not None:
            by_key.setdefault(finding.scenario, []).append(finding)
    for row in db.session.scalars(select(ScenarioRow).where(ScenarioRow.state != "archived")):
        try:
            codec.scenario(row.draft)
        except DocumentError as error:
            by_key[row.key] = list(error.findings)
    made = {key: tuple(found) for key, found in by_key.items()}
    with _cache_lock:
        _cache[str(db.engine.url)] = (state, made)
    return made


def _kept_findings(state: documents.State) -> dict[str, tuple[Finding, ...]] | None:
    """The findings of that state by scenario, when they are known."""
    with _cache_lock:
        known = _cache.get(str(db.engine.url))
    return known[1] if known is not None and known[0] == state else None


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────


def create(
    document: Mapping[str, Any], *, key: str | None = None, author: str | None = None
) -> ScenarioDetail:
    """Keep a new draft, under ``key`` or the document's own. It may be incomplete.

    Raises ``BadInput`` when it has no usable key or is too large, ``Refused`` when the key is taken.
    """
    too_large(document, "scenario")
    wanted = valid_slug(key if key is not None else document.get("key"), "scenario")
    with writing() as session:
        if session.get(ScenarioRow, wanted) is not None:
            raise Refused(
                f"There is a scenario '{wanted}' already; choose another key, or open that one.",
                code="key-taken",
            )
        now = workspace.real_now()
        last = session.scalar(select(func.max(ScenarioRow.position))) or 0
        row = ScenarioRow(
            key=wanted,
            state="draft",
            revision=1,
            draft={**document, "key": wanted},
            entry_version=None,
            live_since=None,
            created_real=now,
            edited_real=now,
            position=last + 1,
        )
        session.add(row)
        session.flush()
        history.keep(session, row, kind="created", author=author)
    return get(wanted)


def duplicate(key: str, new_key: str | None = None, *, author: str | None = None) -> ScenarioDetail:
    """A draft with the same content under another key (``key-2``, ``key-3``… unless given)."""
    source = _row(key)
    wanted = new_key or _free_key(key)
    document = {**source.draft, "key": wanted}
    name = document.get("name")
    if isinstance(name, str):
        document["name"] = f"{name} (copie)"
    elif isinstance(name, dict):
        words = {"fr": "copie", "en": "copy"}
        document["name"] = {lang: f"{text} ({words.get(lang, 'copy')})" for lang, text in name.items()}
    return create(document, key=wanted, author=author)


def _free_key(key: str) -> str:
    taken = set(db.session.scalars(select(ScenarioRow.key)))
    stem = key[:74]
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def save_draft(
    key: str,
    document: Mapping[str, Any],
    expected_revision: int | None = None,
    *,
    author: str | None = None,
) -> Saved:
    """Save what is drawn, complete or not; what runs does not change.

    Raises ``NotFound``, ``Conflict`` when the stored revision is not the expected one, ``BadInput`` when the
    document is too large or bears another key, ``Refused`` for an archived scenario.
    """
    revision, saved = keep_draft(key, document, expected_revision, author=author)
    return Saved(revision=revision, saved=saved, findings=findings(key), conflicts=conflicts(key))


def keep_draft(
    key: str,
    document: Mapping[str, Any],
    expected_revision: int | None = None,
    *,
    author: str | None = None,
) -> tuple[int, datetime]:
    """As :func:`save_draft`, without asking what the checks say: the revision, and when it was saved."""
    with writing() as session:
        row = _draw(key, document, expected_revision)
        history.keep(session, row, kind="saved", author=author)
        return row.revision, workspace.instant(row.edited_real)


def take_back(
    key: str, entry: int, expected_revision: int | None = None, *, author: str | None = None
) -> ScenarioDetail:
    """Draw again what an entry of the history has, as a new revision; what is drawn now stays in the history.

    Raises as :func:`save_draft` does, ``NotFound`` for an entry that is not there.
    """
    with writing() as session:
        row = _draw(key, history.get(key, entry).document, expected_revision)
        history.keep(session, row, kind="restored", author=author, restored_from=entry)
    return get(key)


def _draw(key: str, document: Mapping[str, Any], expected_revision: int | None) -> ScenarioRow:
    """Put a document in the place of the draft. Part of the caller's transaction."""
    too_large(document, f"scenario '{key}'")
    if document.get("key", key) != key:
        raise BadInput(f"The scenario '{key}' cannot be saved under another key; duplicate it instead.")
    row = _row(key)
    if row.state == "archived":
        raise Refused(f"The scenario '{key}' is archived; restore it before changing it.")
    _expect(row, expected_revision)
    row.revision += 1
    row.draft = {**document, "key": key}
    row.edited_real = workspace.real_now()
    return row


def _expect(row: ScenarioRow, revision: int | None) -> None:
    if revision is not None and row.revision != revision:
        raise Conflict(
            f"The scenario '{row.key}' has changed: it is at revision {row.revision}, yours started "
            f"from {revision}. Read it again and repeat the change."
        )


def publish(
    key: str,
    *,
    expected_revision: int | None = None,
    reason: str | None = None,
    author: str | None = None,
    policy: str = "finish",
    mapping: Mapping[tuple[int, str], standing.Answer] | None = None,
    over: int | None = None,
) -> Version:
    """Make the draft the version that takes entries.

    Contacts inside stay on the version that they entered (``finish``), go on in this one (``move``, by the
    ``mapping`` of (version, node), else as :func:`standing.places` proposes) or leave (``exit``). Templates
    are pinned: a message that runs keeps its text until the next publication. The version keeps the reason,
    and the conflicts that arbitration will have to settle. ``over`` is the newest version that whoever
    publishes has seen, 0 for none. Raises ``Refused`` with the errors that block it
    (code ``findings``), with the conflicts that ask for a reason (code ``reason-needed``, under ``conflicts``
    in the details), where there is a version after ``over`` (code ``published-meanwhile``), or as
    :func:`standing.answers` does; ``Conflict``, ``NotFound``,
    ``DocumentError``, ``BadInput``.
    """
    if policy not in standing.POLICIES:
        raise BadInput(f"What becomes of the contacts inside is one of {', '.join(standing.POLICIES)}.")
    if mapping and policy != "move":
        raise BadInput("A mapping goes with the policy 'move'; leave it out, or choose that policy.")
    # Signs that nobody can read are no reason.
    reason = "".join(sign for sign in reason or "" if sign.isprintable() or sign in "\n\t").strip() or None
    if reason is not None and len(reason) > 2000:
        raise BadInput("The reason of a publication has at most 2,000 characters.")
    # Proved before the database is held: what was found is kept, and asked for again inside.
    proof.view()
    with writing() as session:
        row = _row(key)
        _expect(row, expected_revision)
        if row.state == "archived":
            raise Refused(f"The scenario '{key}' is archived; restore it before publishing it.")
        number = next_version(key)
        if over is not None and over != number - 1:
            raise Refused(
                f"The scenario '{key}' has been published meanwhile, as version {number - 1}. Look at what "
                "that version does and at where its contacts stand, then publish again.",
                code="published-meanwhile",
            )
        portfolio, proved = proof.view()
        record = portfolio.scenario(key) or codec.scenario(row.draft)
        errors = codec.blocking(record, portfolio, proved)
        if errors:
            raise Refused(
                f"The scenario '{key}' cannot be published: {len(errors)} finding(s) of severity error. "
                "Correct the steps they name and publish again.",
                findings=errors,
                code="findings",
            )
        # What a service message holds back is shown, and not asked about: it always passes first.
        risks = [one.to_json() for one in proof.concerning(portfolio, proved, key) if not one.exempt]
        if risks and reason is None:
            raise Refused(
                f"The scenario '{key}' can make a contact due more than the rules of pressure allow, in "
                f"{len(risks)} way(s). Arbitration will hold messages back: mend it, or say why it is "
                "published all the same.",
                code="reason-needed",
                details={"conflicts": risks},
            )
        used = [node.template for node in record.nodes if isinstance(node, Message) and node.template]
        moved = moving.carry_out(session, key, number, record, policy, mapping or {})
        session.add(
            ScenarioVersion(
                scenario=key,
                number=number,
                document=row.draft,
                graph=dump_graph(record),
                templates=templates.pin(used),
                findings=[
                    codec.finding_to_json(finding) for finding in codec.check_one(record, portfolio, proved)
                ],
                reason=reason,
                accepted=risks or None,
                published_at=workspace.present(),
                published_real=workspace.real_now(),
                author=author,
                moving=moved.to_json(),
            )
        )
        session.flush()
        moving.count(session, key, number, moved)
        history.published(session, row, number)
        # Of each publication, not of the first alone: who satisfies a changed trigger already has no onset.
        row.live_since = workspace.clock().last + 1
        row.entry_version = number
        row.state = "live"
        session.flush()
        workspace.rules_changed()
    return next(version for version in versions(key) if version.number == number)


def pause(key: str) -> str:
    """Freeze a live scenario: nobody enters, moves or is written to. The new state; raises ``Refused``."""
    return _move(key, {"live": "paused"}, "paused")


def resume(key: str) -> str:
    """Let a paused scenario go on; what became late meanwhile follows its ``misfire``. Raises ``Refused``."""
    return _move(key, {"paused": "live"}, "resumed")


def archive(key: str) -> str:
    """Put a scenario away: the contacts inside leave (``stopped``), its waiting messages are withdrawn."""
    with writing() as session:
        row = _row(key)
        if row.state == "archived":
            raise Refused(f"The scenario '{key}' is archived already.")
        now = workspace.present()
        inside = select(EnrolmentRow.id).where(
            EnrolmentRow.scenario == key, EnrolmentRow.standing == "active"
        )
        session.execute(
            update(TaskRow)
            .where(TaskRow.state == "open", TaskRow.enrolment.in_(inside))
            .values(state="cancelled", closed_at=now),
            execution_options={"synchronize_session": False},
        )
        session.execute(
            update(EnrolmentRow)
            .where(EnrolmentRow.scenario == key, EnrolmentRow.standing == "active")
            .values(standing="exited", reason="stopped", left_at=now, due=None),
            execution_options={"synchronize_session": False},
        )
        row.state, row.entry_version = "archived", None
        row.edited_real = workspace.real_now()
        session.flush()
        workspace.rules_changed()
        return row.state


def restore(key: str) -> str:
    """Take an archived scenario out again, as a draft; it runs once it is published. Raises ``Refused``."""
    return _move(key, {"archived": "draft"}, "restored")


def _move(key: str, moves: Mapping[str, str], what: str) -> str:
    with writing() as session:
        row = _row(key)
        if row.state not in moves:
            allowed = " or ".join(moves)
            raise Refused(f"The scenario '{key}' is {row.state}; only one that is {allowed} can be {what}.")
        row.state = moves[row.state]
        session.flush()
        workspace.rules_changed()
        return row.state


def _row(key: str) -> ScenarioRow:
    row = db.session.get(ScenarioRow, key)
    if row is None:
        raise NotFound(f"There is no scenario '{key}'; check its key in the list of scenarios.")
    return row


def _version_row(key: str, number: int) -> ScenarioVersion:
    row = db.session.get(ScenarioVersion, (key, number)) if 0 < number <= LARGEST_ID else None
    if row is None:
        raise NotFound(
            f"The scenario '{key}' has no version {number}; the list of its versions shows which it has."
        )
    return row
