"""Enrolments, visits, refusals and tasks: where contacts are in the scenarios."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from designer.store.models.base import Base, Json, Key, Minutes, Serial, Word, Words


class EnrolmentRow(Base):
    """One contact's run through one version of a scenario."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("contact", "scenario", "entry"),
        Index(
            "ix_enrolment_inside",
            "scenario",
            "node",
            sqlite_where=text("standing = 'active'"),
            postgresql_where=text("standing = 'active'"),
        ),
        Index("ix_enrolment_scenario_entered_at", "scenario", "entered_at"),
    )

    #: ``contact/scenario/entry``.
    id: Mapped[Key] = mapped_column(primary_key=True)
    contact: Mapped[Key] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    scenario: Mapped[Key]
    version: Mapped[int]
    entry: Mapped[int]
    entered_at: Mapped[Minutes]
    node: Mapped[Key]
    visit: Mapped[int]
    arrived_at: Mapped[Minutes]
    due: Mapped[Minutes | None]
    planned_at: Mapped[Minutes | None]
    attempts: Mapped[int]
    visits: Mapped[Json]
    steps: Mapped[int]
    skip_next: Mapped[bool]
    event: Mapped[Key | None]
    control: Mapped[bool]
    standing: Mapped[Word]
    reason: Mapped[Words | None]
    left_at: Mapped[Minutes | None]
    converted_at: Mapped[Minutes | None]


class WalkRow(Base):
    """The nodes that one enrolment entered in one pass; append-only."""

    __tablename__ = "walk"
    __table_args__ = ({"sqlite_with_rowid": False},)

    enrolment: Mapped[Key] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    #: The place of the first of them among all that the enrolment has entered, from 1.
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: [node, which passage there it was, minute] of each, in order.
    nodes: Mapped[Json]


class MoveRow(Base):
    """An enrolment was put on another version at its publication; append-only."""

    __tablename__ = "move"

    enrolment: Mapped[Key] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    to_version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    to_node: Mapped[Key]
    from_version: Mapped[int]
    from_node: Mapped[Key]
    at: Mapped[Minutes]


class RefusalRow(Base):
    """A trigger that did not become an entry; append-only. Misses of the audience are only counted."""

    __tablename__ = "refusal"

    id: Mapped[Serial]
    contact: Mapped[Key] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    scenario: Mapped[Key]
    at: Mapped[Minutes]
    reason: Mapped[Word]
    by: Mapped[Key | None]


class RefusalTally(Base):
    """How many triggers of a scenario were refused, by reason."""

    __tablename__ = "refusal_tally"

    scenario: Mapped[Key] = mapped_column(primary_key=True)
    reason: Mapped[Word] = mapped_column(primary_key=True)
    count: Mapped[Minutes]


class TaskRow(Base):
    """Something that somebody has to do."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("enrolment", "node", "visit"),
        Index("ix_task_state_queue", "state", "queue"),
    )

    id: Mapped[Serial]
    enrolment: Mapped[Key] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    contact: Mapped[Key] = mapped_column(index=True)
    scenario: Mapped[Key]
    version: Mapped[int]
    node: Mapped[Key]
    visit: Mapped[int]
    queue: Mapped[Word]
    label: Mapped[Json]
    opened_at: Mapped[Minutes]
    expires_at: Mapped[Minutes | None]
    #: ``open``, ``done``, ``refused``, ``expired`` or ``cancelled`` (the contact left before).
    state: Mapped[Word]
    closed_at: Mapped[Minutes | None]
