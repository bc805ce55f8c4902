"""The workspace, its clock, its documents and its keys."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from designer.store.models.base import Base, Json, Key, Minutes, Serial, Word, Words


class Workspace(Base):
    """The one workspace of a database."""

    __tablename__ = "workspace"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[Words]
    #: ``real`` or ``demo``.
    kind: Mapped[Word]
    #: What the draws of experiments and control groups start from.
    seed: Mapped[Minutes]
    #: Shown in messages and as the sender's name.
    brand: Mapped[Words]
    #: Address that messages come from.
    sender_address: Mapped[Key]
    paused: Mapped[bool] = mapped_column(default=False)
    #: Raised whenever what the planner reads besides contacts changes, so that compiled rules are renewed.
    rules_revision: Mapped[int] = mapped_column(default=1)
    created_real: Mapped[float]


class Clock(Base):
    """The workspace's clock: how far it has decided, and how it moves."""

    __tablename__ = "clock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: ``real`` or ``demo``.
    kind: Mapped[Word]
    #: Everything at or before this minute has been decided.
    last: Mapped[Minutes]
    #: ``paused``, ``run``, ``real``, ``max`` or ``step``; a real clock always says ``real``.
    mode: Mapped[Word]
    #: Demo minutes in one real second, when it runs.
    speed: Mapped[float]
    #: The demo minute and the real second (epoch) from which ``run`` and ``real`` count.
    anchor_minute: Mapped[Minutes]
    anchor_real: Mapped[float]
    #: Where ``step`` stops.
    target: Mapped[Minutes | None]


class Document(Base):
    """A document of the workspace: ``policy``, ``data``, ``segments``, ``plan`` or ``matrix``."""

    __tablename__ = "document"

    kind: Mapped[Word] = mapped_column(primary_key=True)
    revision: Mapped[int]
    document: Mapped[Json]
    edited_real: Mapped[float]


class SigningKey(Base):
    """One key of the ring that seals links; the newest seals, all open."""

    __tablename__ = "signing_key"

    id: Mapped[Serial]
    secret: Mapped[Words]
    created_real: Mapped[float]


class IdempotencyKey(Base):
    """An answer already given, so that the same request gets it again."""

    __tablename__ = "idempotency_key"

    key: Mapped[Key] = mapped_column(primary_key=True)
    #: SHA-256 of the request's body.
    digest: Mapped[Word]
    answer: Mapped[Json]
    created_real: Mapped[float] = mapped_column(index=True)


class AppliedChange(Base):
    """Documents that one click has changed, as they were before, so that it can be taken back."""

    __tablename__ = "applied_change"

    id: Mapped[Key] = mapped_column(primary_key=True)
    #: ``scenario:<key>`` or the kind of a document -> ``{"before": document, "revision": after the change}``.
    documents: Mapped[Json]
    made_real: Mapped[float] = mapped_column(index=True)
