"""Rooms: a scenario that is drawn together, what was said there lately, and who is there."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from designer.store.models.base import Base, Json, Key, Minutes, Word, Words


class RoomRow(Base):
    """The shared document of a scenario's draft."""

    __tablename__ = "room"

    scenario: Mapped[Key] = mapped_column(ForeignKey("scenario.key", ondelete="CASCADE"), primary_key=True)
    #: Which shared document it is: another epoch shares no history with the one before.
    epoch: Mapped[Minutes]
    #: Raised with each update.
    seq: Mapped[Minutes]
    #: The revision of the draft that the document says.
    revision: Mapped[int]
    #: The whole document, as one update.
    state: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))


class RoomUpdate(Base):
    """What was changed lately, so that others need not read the whole document again."""

    __tablename__ = "room_update"

    scenario: Mapped[Key] = mapped_column(ForeignKey("room.scenario", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[Minutes] = mapped_column(primary_key=True)
    #: Who sent it: one open page.
    client: Mapped[Word]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class RoomPerson(Base):
    """Somebody who has the scenario open."""

    __tablename__ = "room_person"

    scenario: Mapped[Key] = mapped_column(ForeignKey("scenario.key", ondelete="CASCADE"), primary_key=True)
    client: Mapped[Word] = mapped_column(primary_key=True)
    #: Empty until they have said how they are called.
    name: Mapped[Words]
    #: Number of the colour they are drawn in.
    colour: Mapped[int]
    #: Where they point (`cursor`, canvas pixels) and which steps they have chosen (`nodes`).
    presence: Mapped[Json]
    seen_real: Mapped[float]
