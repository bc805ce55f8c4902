"""Simulations that were asked for, and what each came to."""

from __future__ import annotations

from sqlalchemy import JSON, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from designer.store.models.base import Base, Json, Minutes, Serial, Word, Words


class SimulationRow(Base):
    """One simulation: what was asked, the documents it was made of, how far it is, what came out."""

    __tablename__ = "simulation"

    id: Mapped[Serial]
    name: Mapped[Words]
    #: ``queued``, ``running``, ``done``, ``failed``, ``cancelled`` or ``interrupted``.
    state: Mapped[Word] = mapped_column(index=True)
    #: Start, days, seed, scenarios, changes of the policy, behaviour.
    question: Mapped[Json]
    #: Every document as it was when it was asked for, so that what is told stays true of it.
    documents: Mapped[Json] = deferred(mapped_column(JSON, nullable=False))
    #: Contacts done, of how many.
    done: Mapped[Minutes] = mapped_column(default=0)
    total: Mapped[Minutes] = mapped_column(default=0)
    #: Somebody wants it to stop.
    cancel: Mapped[bool] = mapped_column(default=False)
    #: The process that runs it, and when it last said so.
    owner: Mapped[Word]
    beat_real: Mapped[float]
    #: The totals of a finished one.
    summary: Mapped[Json | None]
    #: What the proof says of the same documents, rule by rule.
    proved: Mapped[Json | None] = deferred(mapped_column(JSON, nullable=True))
    #: The whole result, as ``engine.simulate.Result`` writes it.
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary, nullable=True))
    #: Why it failed.
    error: Mapped[Words | None]
    made_real: Mapped[float]
    ended_real: Mapped[float | None]
