"""Contacts, the facts about them, and what they consented to."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from designer.store.models.base import Base, Json, Key, Minutes, Serial, Word, Words


class ContactRow(Base):
    """A person: an id and attributes."""

    __tablename__ = "contact"

    id: Mapped[Key] = mapped_column(primary_key=True)
    attributes: Mapped[Json]
    #: Lower-case words to search by: id, names, e-mail, phone.
    search: Mapped[Words]
    created_real: Mapped[float]


class Cursor(Base):
    """How far the planner is with one contact, and when it must look again."""

    __tablename__ = "contact_cursor"
    __table_args__ = (
        Index(
            "ix_contact_cursor_due",
            "due",
            sqlite_where=text("due IS NOT NULL"),
            postgresql_where=text("due IS NOT NULL"),
        ),
    )

    contact: Mapped[Key] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    #: The contacts whose messages are counted together share this key.
    unit: Mapped[Key] = mapped_column(index=True)
    #: The minute at which something can happen; nothing: only a new fact moves this contact.
    due: Mapped[Minutes | None]
    #: Facts at or before this minute have been taken.
    taken_to: Mapped[Minutes]
    #: Scenario -> [minute, level].
    marks: Mapped[Json]
    #: Why the planner set it aside, how often, and since when; cleared when it is planned again.
    set_aside: Mapped[Words | None]
    failures: Mapped[int] = mapped_column(default=0)


class EventRow(Base):
    """A fact about a contact; append-only."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_contact_minute", "contact", "minute"),
        Index("ix_event_name_minute", "name", "minute"),
    )

    id: Mapped[Key] = mapped_column(primary_key=True)
    contact: Mapped[Key] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    name: Mapped[Word]
    #: When it happened, whole seconds since 1970.
    at: Mapped[Minutes]
    #: The planner minute at which it is taken.
    minute: Mapped[Minutes]
    properties: Mapped[Json]


class Suppression(Base):
    """A channel on which a contact must not be written to any more."""

    __tablename__ = "suppression"

    contact: Mapped[Key] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[Word] = mapped_column(primary_key=True)
    #: ``unsubscribed``, ``bounced`` or ``complained``.
    reason: Mapped[Word]
    at: Mapped[Minutes]


class ConsentLog(Base):
    """Every change of a consent, for ever: the proof."""

    __tablename__ = "consent_log"

    id: Mapped[Serial]
    contact: Mapped[Key] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    channel: Mapped[Word]
    granted: Mapped[bool]
    #: How it came: ``link``, ``one-click``, ``import``, ``edit``, ``api``.
    source: Mapped[Word]
    #: Send key of the message that carried the link.
    send_key: Mapped[Key | None]
    at: Mapped[Minutes]
    real: Mapped[float]
