"""What was decided, what left, and what the passes did."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from designer.store.models.base import Base, Json, Key, Minutes, Serial, Word, Words


class DecisionRow(Base):
    """Why a message left or did not: append-only (guarded by triggers)."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_contact_at", "contact", "at"),
        Index("ix_decision_at", "at"),
        Index("ix_decision_scenario_verdict", "scenario", "verdict"),
    )

    #: ``contact/scenario/entry``.
    enrolment: Mapped[Key] = mapped_column(primary_key=True)
    node: Mapped[Key] = mapped_column(primary_key=True)
    visit: Mapped[int] = mapped_column(primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    contact: Mapped[Key]
    scenario: Mapped[Key]
    version: Mapped[int]
    entry: Mapped[int]
    at: Mapped[Minutes]
    channel: Mapped[Word]
    category: Mapped[Word]
    verdict: Mapped[Word]
    due_at: Mapped[Minutes]
    rule: Mapped[Word | None]
    #: References ``scenario/node@minute`` of the messages that fill the rule.
    blocked_by: Mapped[Json]
    next_at: Mapped[Minutes | None]
    send_key: Mapped[Key | None]
    inversion: Mapped[bool]


class SendRow(Base):
    """A dispatch as the rules of pressure see it: ours, a control group's ghost, or imported history."""

    __tablename__ = "send"
    __table_args__ = (Index("ix_send_contact_at", "contact", "at"),)

    key: Mapped[Key] = mapped_column(primary_key=True)
    contact: Mapped[Key] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    at: Mapped[Minutes]
    channels: Mapped[Json]
    category: Mapped[Word]
    weight: Mapped[float]
    counts: Mapped[bool]
    scenario: Mapped[Key | None]
    node: Mapped[Key | None]
    ghost: Mapped[bool]
    #: It did not leave after all (refused by the other side, or withdrawn before leaving): it fills nothing.
    void: Mapped[bool] = mapped_column(default=False)


class OutboxRow(Base):
    """A message on its way out."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_open",
            "state",
            "next_try",
            "at",
            sqlite_where=text("state IN ('pending', 'sending')"),
            postgresql_where=text("state IN ('pending', 'sending')"),
        ),
        Index("ix_outbox_contact_at", "contact", "at"),
        Index("ix_outbox_at", "at"),
        Index("ix_outbox_state", "state"),
    )

    send_key: Mapped[Key] = mapped_column(primary_key=True)
    contact: Mapped[Key] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    scenario: Mapped[Key]
    version: Mapped[int]
    entry: Mapped[int]
    node: Mapped[Key]
    visit: Mapped[int]
    #: The planner minute for which it was decided.
    at: Mapped[Minutes]
    channel: Mapped[Word]
    category: Mapped[Word]
    #: Template of the node, then those merged into it.
    templates: Mapped[Json]
    #: Number of each template's version, pinned at publication; nothing where it was published without.
    pins: Mapped[Json]
    #: The variant of each template that left, nothing for its own words; known once it is being sent.
    variants: Mapped[Json | None]
    #: The last minute that the deciding pass knew of: an exit after it withdraws the message.
    decided_to: Mapped[Minutes]
    #: Id of the event that entered the enrolment.
    event: Mapped[Key | None]
    #: ``pending``, ``sending``, ``sent``, ``skipped``, ``failed`` or ``unknown``.
    state: Mapped[Word]
    attempts: Mapped[int] = mapped_column(default=0)
    #: Real second (epoch) before which it is not tried again.
    next_try: Mapped[float] = mapped_column(default=0)
    #: Boot of the machine that claimed it: marks made since are sure unless the machine itself stopped.
    claim: Mapped[Word | None]
    #: Process that is sending it.
    owner: Mapped[Word | None]
    #: Whether anything left the product, once sent.
    real: Mapped[bool | None]
    address: Mapped[Key | None]
    subject: Mapped[Words | None]
    body: Mapped[Words | None]
    #: The sender's words, or the reason.
    detail: Mapped[Words | None]
    #: The message's id at the other side.
    reference: Mapped[Words | None]
    done_real: Mapped[float | None]


class PassLog(Base):
    """What one pass did."""

    __tablename__ = "pass_log"

    id: Mapped[Serial]
    started_real: Mapped[float] = mapped_column(index=True)
    elapsed_s: Mapped[float]
    planner_s: Mapped[float]
    floor: Mapped[Minutes]
    until: Mapped[Minutes]
    contacts: Mapped[int]
    entries: Mapped[int]
    node_steps: Mapped[int]
    #: Verdict -> count.
    decisions: Mapped[Json]
    dispatches: Mapped[int]
    #: Contacts whose planning failed.
    set_aside: Mapped[int]
    #: Outbox state -> count, of the dispatch that followed.
    dispatched: Mapped[Json]


class Lease(Base):
    """Who runs the passes: one process at a time."""

    __tablename__ = "lease"

    name: Mapped[Word] = mapped_column(primary_key=True)
    owner: Mapped[Word]
    #: Raised whenever the owner changes; a write under an older number is refused.
    fence: Mapped[int]
    expires_real: Mapped[float]
