"""The rulebook of the live workspace, made again only when something in it has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import select

from designer.domain import campaigns, moving
from designer.domain.errors import DocumentError
from designer.domain.scenario import Message, Scenario
from designer.engine.compile import refused
from designer.engine.rulebook import Intake, Rulebook
from designer.store import codec, documents, templates, workspace
from designer.store.database import db
from designer.store.models import EnrolmentRow, ScenarioRow, ScenarioVersion

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """A rulebook and what else a pass must know of the versions in it."""

    revision: int
    book: Rulebook
    #: (scenario, version) -> template key -> number of its pinned version.
    pins: Mapping[tuple[str, int], Mapping[str, int]]


def load(*, pinning: bool = True) -> Rules:
    """The rules in force: every version that takes entries or has somebody inside, and the documents.

    The campaigns of the plan are among them, in a version of their own. Without ``pinning`` nothing is
    written: a campaign whose text was never pinned has none.
    """
    info = workspace.get()
    rows = list(db.session.scalars(select(ScenarioRow)))
    wanted: set[tuple[str, int]] = set()
    entered_next: dict[tuple[str, int], set[str]] = {}
    for scenario, version, node in db.session.execute(
        select(EnrolmentRow.scenario, EnrolmentRow.version, EnrolmentRow.node)
        .where(EnrolmentRow.standing == "active")
        .distinct()
    ):
        wanted.add((scenario, version))
        if moving.step_of(node) != node:
            entered_next.setdefault((scenario, version), set()).add(moving.step_of(node))
    intakes: dict[str, Intake] = {}
    for row in rows:
        if row.state in ("live", "paused") and row.entry_version is not None:
            wanted.add((row.key, row.entry_version))
            intakes[row.key] = Intake(version=row.entry_version, published_at=row.live_since or 0)
    versions: dict[tuple[str, int], Scenario] = {}
    pins: dict[tuple[str, int], Mapping[str, int]] = {}
    for key, number in sorted(wanted):
        stored = db.session.get(ScenarioVersion, (key, number))
        if stored is None:
            continue
        try:
            drawn = codec.scenario(stored.document)
        except DocumentError as fault:
            # One version that cannot be read any more never holds up the others: its contacts are set aside.
            log.error("version.unreadable", scenario=key, version=number, error=str(fault))
            if key in intakes and intakes[key].version == number:
                del intakes[key]
            continue
        versions[key, number] = moving.with_places(drawn, entered_next.get((key, number), ()))
        pins[key, number] = stored.templates
    plan = campaigns.running(documents.plan(), {row.key for row in rows})
    versions = {version: campaigns.beside(scenario, plan) for version, scenario in versions.items()}
    for mailing in campaigns.scenarios_of(plan):
        versions[mailing.key, campaigns.VERSION] = mailing
        # its instants are answered up to the minute to which a contact has been taken
        intakes[mailing.key] = Intake(version=campaigns.VERSION, published_at=0)
        if pinning:
            pins[mailing.key, campaigns.VERSION] = _newest(mailing)
    for key, number in wanted - versions.keys():
        if number == campaigns.VERSION:
            versions[key, number] = campaigns.withdrawn(key)
    book = Rulebook(
        versions=versions,
        intakes=intakes,
        paused=frozenset(row.key for row in rows if row.state == "paused"),
        archived=frozenset(row.key for row in rows if row.state == "archived"),
        policy=documents.policy(),
        segments=documents.segments(),
        data=documents.data(),
        seed=str(info.seed),
    )
    return Rules(revision=info.rules_revision, book=_without_refused(book), pins=pins)


def _without_refused(book: Rulebook) -> Rulebook:
    """The rulebook without the versions that cannot be compiled: their contacts are set aside, alone."""
    now = workspace.present()
    reasons = refused(book, first=now, last=now)
    if not reasons:
        return book
    for (key, number), why in reasons.items():
        log.error("version.refused", scenario=key, version=number, error=why)
    return replace(
        book,
        versions={version: scenario for version, scenario in book.versions.items() if version not in reasons},
        intakes={key: intake for key, intake in book.intakes.items() if (key, intake.version) not in reasons},
    )


def _newest(mailing: Scenario) -> Mapping[str, int]:
    """The text of a campaign: as it was when the plan was saved, or published since."""
    used = [node.template for node in mailing.nodes if isinstance(node, Message) and node.template]
    newest = templates.newest(used)
    return newest | templates.pin(key for key in used if key not in newest)
