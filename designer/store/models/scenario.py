"""Scenarios, their published versions, and the message templates."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from designer.store.models.base import Base, Json, Key, Minutes, Serial, Word, Words


class ScenarioRow(Base):
    """A scenario as it is being drawn."""

    __tablename__ = "scenario"

    key: Mapped[Key] = mapped_column(primary_key=True)
    #: ``draft``, ``live``, ``paused`` or ``archived``.
    state: Mapped[Word] = mapped_column(index=True)
    #: Raised at every save; the ETag.
    revision: Mapped[int]
    draft: Mapped[Json]
    #: The version that takes entries; nothing before the first publication.
    entry_version: Mapped[int | None]
    #: The first minute whose triggers count for that version.
    live_since: Mapped[Minutes | None]
    created_real: Mapped[float]
    edited_real: Mapped[float]
    #: Order of creation of the list.
    position: Mapped[int] = mapped_column(default=0)


class ScenarioVersion(Base):
    """A published version: never changed, never deleted (guarded by triggers)."""

    __tablename__ = "scenario_version"

    scenario: Mapped[Key] = mapped_column(ForeignKey("scenario.key"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[Json]
    #: Node-link JSON of a ``networkx.MultiDiGraph``: nodes with their kind, edges with their path.
    graph: Mapped[Json]
    #: Template key -> number of the template version that its messages use.
    templates: Mapped[Json]
    #: Findings (warnings) it was published with.
    findings: Mapped[Json]
    reason: Mapped[Words | None]
    #: The conflicts that it was published in spite of, as the API tells them.
    accepted: Mapped[Json | None]
    published_at: Mapped[Minutes]
    published_real: Mapped[float]
    #: Who said to publish it.
    author: Mapped[Word | None]
    #: What became of the contacts inside, ``{"policy", "moved", "left", "kept"}``; nothing before that was
    #: asked for.
    moving: Mapped[Json | None]


class HistoryRow(Base):
    """A draft as it once was: one an author and ten minutes, and each that has a reason to stay."""

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_scenario_id", "scenario", "id"),)

    id: Mapped[Serial]
    scenario: Mapped[Key] = mapped_column(ForeignKey("scenario.key"))
    #: The revision of the draft; nothing where it is older than the history.
    revision: Mapped[int | None]
    #: ``created``, ``saved``, ``published`` or ``restored``.
    kind: Mapped[Word]
    document: Mapped[Json]
    #: Who drew it, in the order in which they came; an empty text for somebody unknown.
    authors: Mapped[Json]
    #: Given by hand.
    name: Mapped[Words | None]
    #: The version that was published from it.
    version: Mapped[int | None]
    #: Id of the one that was taken back.
    restored_from: Mapped[Minutes | None]
    began_real: Mapped[float]
    saved_real: Mapped[float]


class TemplateRow(Base):
    """A message template as it is being written."""

    __tablename__ = "template"

    key: Mapped[Key] = mapped_column(primary_key=True)
    revision: Mapped[int]
    document: Mapped[Json]
    created_real: Mapped[float]
    edited_real: Mapped[float]


class TemplateVersion(Base):
    """A template as a published scenario uses it: never changed, never deleted (guarded by triggers)."""

    __tablename__ = "template_version"

    template: Mapped[Key] = mapped_column(ForeignKey("template.key"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[Json]
    #: SHA-256 of the document, so that an unchanged template is not kept twice.
    digest: Mapped[Word]
    created_real: Mapped[float]


class NodeTally(Base):
    """How often a node was passed and sent; written in the transaction of the visits and sends it counts."""

    __tablename__ = "node_tally"
    __table_args__ = (
        ForeignKeyConstraint(
            ["scenario", "version"], ["scenario_version.scenario", "scenario_version.number"]
        ),
    )

    scenario: Mapped[Key] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    node: Mapped[Key] = mapped_column(primary_key=True)
    visits: Mapped[Minutes] = mapped_column(default=0)
    sent: Mapped[Minutes] = mapped_column(default=0)
