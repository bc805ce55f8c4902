"""Dispatch: messages leave the outbox one at a time, each marked before it leaves and after.

``pending → sending → sent | skipped | failed | unknown``. The mark ``sending`` of one message and the mark of
what became of the one before are one commit. Before the mark, everything that may have changed since the
decision is looked at again. Whatever happens to the process, at most the one message that was ``sending`` is
of unknown fate: it may have left, it counts, and only a person has it sent again.

Marks survive the death of the process, not always that of the machine (they are not flushed to the disk one
by one). So messages are first claimed, many at once and flushed, with the boot of the machine: a claim of
an earlier boot found at the start means that any of those messages may have left, and they are ``unknown``.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import structlog
from sqlalchemy import Update, and_, bindparam, select, update
from sqlalchemy.orm import Session

from designer.domain.channel import ADDRESS, Category, Channel
from designer.domain.condition import Value
from designer.domain.contact import has_consented
from designer.domain.enrolment import Standing, Verdict
from designer.domain.errors import BadInput, DesignerError
from designer.domain.time import Minute
from designer.runtime import recheck, rules, wording
from designer.runtime.lease import LEASE, Leadership, boot
from designer.runtime.links import Links, Unsubscribe
from designer.runtime.senders.port import Fate, Parcel, Receipt, Sender
from designer.store import workspace
from designer.store.database import db, writing
from designer.store.models import (
    Clock,
    ContactRow,
    Cursor,
    DecisionRow,
    EnrolmentRow,
    EventRow,
    Lease,
    OutboxRow,
    SendRow,
    Suppression,
    Workspace,
)
from designer.store.models.base import table_of
from designer.store.values import from_json

log = structlog.get_logger(__name__)

#: Messages claimed and read at once.
CLAIM = 200
#: A message is tried so often, the pauses between growing from half a minute to an hour.
MOST_ATTEMPTS = 6
FIRST_PAUSE_S = 30.0
LONGEST_PAUSE_S = 3600.0
#: Seconds for which a channel rests when its other side does not answer at all.
REST_S = 30.0

_ADDRESS_FORM = {
    # Printable ASCII without what headers and envelopes give a meaning to.
    Channel.EMAIL: re.compile(r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]+@[A-Za-z0-9.\-]+"),
    Channel.SMS: re.compile(r"\+?[0-9][0-9 .()/-]{2,30}"),
    Channel.CALL: re.compile(r"\+?[0-9][0-9 .()/-]{2,30}"),
}


#: Everything that is looked at again before one message leaves, in one question.
_LOOK = (
    select(
        table_of(OutboxRow),
        ContactRow.attributes,
        Cursor.unit,
        Workspace.paused,
        Workspace.rules_revision,
        Workspace.brand,
        Clock.kind.label("clock_kind"),
        Clock.last.label("clock_last"),
        Lease.owner.label("lease_owner"),
        Lease.fence.label("lease_fence"),
        EnrolmentRow.standing,
        EnrolmentRow.left_at,
        EnrolmentRow.reason.label("left_because"),
        Suppression.reason.label("suppressed"),
        EventRow.properties.label("event_properties"),
        SendRow.weight,
    )
    .join(ContactRow, ContactRow.id == OutboxRow.contact)
    .join(Cursor, Cursor.contact == OutboxRow.contact)
    .join(Workspace, Workspace.id == 1)
    .join(Clock, Clock.id == 1)
    .join(Lease, Lease.name == LEASE)
    .outerjoin(
        EnrolmentRow,
        and_(
            EnrolmentRow.contact == OutboxRow.contact,
            EnrolmentRow.scenario == OutboxRow.scenario,
            EnrolmentRow.entry == OutboxRow.entry,
        ),
    )
    .outerjoin(
        Suppression,
        and_(Suppression.contact == OutboxRow.contact, Suppression.channel == OutboxRow.channel),
    )
    .outerjoin(EventRow, EventRow.id == OutboxRow.event)
    .outerjoin(SendRow, SendRow.key == OutboxRow.send_key)
    .where(OutboxRow.send_key == bindparam("key"))
)


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A message marked ``sending``, and the parcel to hand over."""

    key: str
    attempts: int
    parcel: Parcel


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of a message that was handed over."""

    ready: Ready
    receipt: Receipt
    real: bool


class Dispatcher:
    """Empties the outbox for one process."""

    def __init__(
        self,
        *,
        leadership: Leadership,
        senders: Mapping[Channel, Sender],
        public_url: str,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._leadership = leadership
        self._senders = senders
        self._public_url = public_url
        self._stopping = stopping
        self._resting: dict[Channel, float] = {}
        self._rules: rules.Rules | None = None
        self._links = Links(public_url, ())
        #: Whether messages may be left that could leave: before the first drain, and after one cut short.
        self.behind = True

    # ── After a start ───────────────────────────────────────────────────────────────────────────────────

    def recover(self) -> int:
        """Messages left ``sending`` by a process that is gone are of unknown fate; how many there are.

        To be called by whoever has just taken the lease: nobody else is sending then.
        """
        with writing() as session:
            self._leadership.confirm(session)
            died = session.execute(
                update(OutboxRow)
                .where(OutboxRow.state == "sending")
                .values(state="unknown", detail="the program stopped while it was being sent"),
                execution_options={"synchronize_session": False},
            )
            lost = session.execute(
                update(OutboxRow)
                .where(OutboxRow.state == "pending", OutboxRow.claim.is_not(None), OutboxRow.claim != boot())
                .values(state="unknown", detail="the machine stopped while it was about to be sent"),
                execution_options={"synchronize_session": False},
            )
            return int(died.rowcount) + int(lost.rowcount)  # type: ignore[attr-defined]

    # ── Sending ─────────────────────────────────────────────────────────────────────────────────────────

    def drain(self, *, until_real: float | None = None) -> Counter[str]:
        """Send what may leave now; state -> messages that came into it.

        Ends when nothing is left, at a real second, or when the process is asked to stop; every message
        handed over has been marked then. Raises ``LeaseLost`` when another process has taken over.
        """
        tally: Counter[str] = Counter()
        self.behind = True
        while not self._over(until_real):
            keys = self._claim()
            if not keys:
                self.behind = False
                break
            done: Done | None = None
            for key in keys:
                if self._over(until_real):
                    break
                ready = self._mark(done, key, tally)
                done = self._hand_over(ready) if ready is not None else None
            self._mark(done, None, tally)
        return tally

    def _over(self, until_real: float | None) -> bool:
        return self._stopping() or (until_real is not None and workspace.real_now() >= until_real)

    def _claim(self) -> list[str]:
        """Keys of the next messages, on disk as about to leave."""
        now = workspace.real_now()
        resting = [channel.value for channel, until in self._resting.items() if until > now]
        db.session.commit()
        waiting = select(OutboxRow.send_key).where(OutboxRow.state == "pending", OutboxRow.next_try <= now)
        if db.session.execute(waiting.limit(1)).first() is None:
            return []
        with writing(durable=True) as session:
            self._leadership.confirm(session)
            info = workspace.get()
            if info.paused:
                return []
            current = self._current_rules(info.rules_revision)
            self._links = Links(self._public_url, workspace.signing_keys())
            query = (
                select(OutboxRow.send_key, OutboxRow.claim)
                .where(OutboxRow.state == "pending", OutboxRow.next_try <= now)
                .order_by(OutboxRow.next_try, OutboxRow.at, OutboxRow.send_key)
                .limit(CLAIM)
            )
            if resting:
                query = query.where(OutboxRow.channel.not_in(resting))
            if current.book.paused:
                query = query.where(OutboxRow.scenario.not_in(sorted(current.book.paused)))
            found = session.execute(query).all()
            fresh = [key for key, claim in found if claim != boot()]
            if fresh:
                session.execute(
                    update(OutboxRow).where(OutboxRow.send_key.in_(fresh)).values(claim=boot()),
                    execution_options={"synchronize_session": False},
                )
            return [key for key, _ in found]

    def _mark(self, done: Done | None, key: str | None, tally: Counter[str]) -> Ready | None:
        """One commit: what became of the last message, and that the next one is being sent, if it may be."""
        if done is None and key is None:
            return None
        ready: Ready | None = None
        # Where the machine does not say when it started, no mark may be lost with it.
        with writing(durable=not boot()) as session:
            if key is None or self._leadership.is_ageing:
                self._leadership.confirm(session)
            if done is not None:
                self._finish(session, done, tally)
            if key is not None:
                ready = self._prepare(session, key, tally)
        return ready

    def _hand_over(self, ready: Ready) -> Done:
        sender = self._senders[ready.parcel.channel]
        try:
            receipt = sender.send(ready.parcel)
        except Exception as error:  # a sender that breaks its promise: the message may have left
            log.exception("sender.raised", channel=ready.parcel.channel.value)
            receipt = Receipt(fate=Fate.UNKNOWN, detail=f"the sender failed: {type(error).__name__}")
        return Done(ready=ready, receipt=receipt, real=sender.real)

    def _finish(self, session: Session, done: Done, tally: Counter[str]) -> None:
        ready, receipt = done.ready, done.receipt
        now = workspace.real_now()
        values: dict[str, object] = {"detail": receipt.detail[:2000], "owner": None}
        match receipt.fate:
            case Fate.SENT:
                values |= {
                    "state": "sent",
                    "real": done.real,
                    "reference": receipt.reference,
                    "done_real": now,
                    "claim": None,
                }
            case Fate.UNKNOWN:
                values |= {"state": "unknown", "real": done.real, "done_real": now}
            case Fate.FAILED:
                values |= {"state": "failed", "done_real": now, "claim": None}
            case Fate.RETRY if ready.attempts >= MOST_ATTEMPTS:
                values |= {"state": "failed", "done_real": now, "claim": None}
            case Fate.RETRY:
                values |= {
                    "state": "pending",
                    "next_try": now + _pause(ready.key, ready.attempts),
                    "claim": None,
                }
                if done.real:
                    self._resting[ready.parcel.channel] = now + REST_S
        state = str(values["state"])
        if state == "failed":
            _void(session, ready.key)
        _set(session, ready.key, values)
        tally[state] += 1

    # ── Looking again before it leaves ──────────────────────────────────────────────────────────────────

    def _prepare(self, session: Session, key: str, tally: Counter[str]) -> Ready | None:
        """Mark a message as being sent, with its words; or say why it does not leave (now)."""
        row = session.connection().execute(_LOOK, {"key": key}).first()
        if row is None:
            return None
        self._leadership.expect(row.lease_owner, row.lease_fence)
        if row.state != "pending" or row.paused:
            return None
        channel = Channel(row.channel)
        attributes = from_json(row.attributes)
        current = self._current_rules(row.rules_revision)
        if row.scenario in current.book.paused or self._rests(channel):
            return None
        now = workspace.real_now()
        present = max(row.at, row.clock_last, int(now // 60)) if row.clock_kind == "real" else row.at
        withdrawn = self._withdrawn(row, channel, attributes, current, max(present, row.clock_last))
        if withdrawn is not None:
            self._skip(session, row, withdrawn)
            tally["skipped"] += 1
            return None
        if self._held_back(session, row, channel, attributes, current, present, tally):
            return None
        try:
            parcel, variants = self._parcel(session, row, channel, attributes, present)
        except DesignerError as fault:
            _void(session, key)
            _set(
                session,
                key,
                {
                    "state": "failed",
                    "detail": str(fault)[:2000],
                    "done_real": workspace.real_now(),
                    "claim": None,
                },
            )
            tally["failed"] += 1
            return None
        except Exception as error:  # one bad message never holds up the others
            log.exception("message.unrenderable", send_key=key)
            _void(session, key)
            detail = f"the message cannot be made: {type(error).__name__}: {error}"
            _set(
                session,
                key,
                {
                    "state": "failed",
                    "detail": detail[:2000],
                    "done_real": workspace.real_now(),
                    "claim": None,
                },
            )
            tally["failed"] += 1
            return None
        attempts = row.attempts + 1
        marks: dict[str, object] = {
            "state": "sending",
            "owner": self._leadership.owner,
            "attempts": attempts,
            "address": parcel.to[:400],
            "subject": parcel.subject or None,
        }
        if any(variants) or row.variants:
            marks["variants"] = list(variants)
        if not self._senders[channel].real:
            marks["body"] = parcel.text
        _set(session, key, marks)
        if present > row.at:
            # What fills the rules is when it leaves.
            session.execute(
                update(SendRow).where(SendRow.key == key).values(at=present),
                execution_options={"synchronize_session": False},
            )
        return Ready(key=key, attempts=attempts, parcel=parcel)

    def _rests(self, channel: Channel) -> bool:
        return self._resting.get(channel, 0.0) > workspace.real_now()

    def _withdrawn(
        self,
        row: Any,
        channel: Channel,
        attributes: Mapping[str, Value],
        current: rules.Rules,
        present: Minute,
    ) -> str | None:
        """Why the message must not leave any more, if so: the name of the rule."""
        if Category(row.category).needs_consent and not has_consented(attributes, channel.value):
            return "consent"
        if row.suppressed is not None:
            return "suppressed"
        address = ADDRESS.get(channel)
        if address is not None and not attributes.get(address):
            return "no-address"
        if row.scenario in current.book.archived:
            return "stopped"
        # It was on its way when the contact left: converted or taken out, the message has lost its sense.
        # Having walked on to the end of the graph is no such thing.
        left_since = row.left_at is not None and row.left_at > row.decided_to
        if left_since and row.standing in (Standing.EXITED.value, Standing.CONVERTED.value):
            return f"exited:{row.left_because}"
        if row.clock_kind != "real":
            # A demo clock waits for its outbox: a message is never late by it.
            return None
        return recheck.misfired(row, current.book, present)

    def _held_back(
        self,
        session: Session,
        row: Any,
        channel: Channel,
        attributes: Mapping[str, Value],
        current: rules.Rules,
        present: Minute,
        tally: Counter[str],
    ) -> bool:
        """Whether a rule of pressure forbids by now what it allowed when the message was decided.

        A message that waited in the outbox goes on waiting for the first minute that every rule allows;
        one that the facts or the rules of today forbid at its own minute is withdrawn.
        """
        found = recheck.forbidden(session, row, channel, attributes, current.book, at=present)
        if found is None:
            return False
        free = found.free if present > row.at else None
        if free is None:
            self._skip(session, row, found.rule, [send.reference for send in found.fillers])
            tally["skipped"] += 1
        else:
            _set(session, row.send_key, {"next_try": float(free * 60), "claim": None})
        return True

    def _skip(self, session: Session, row: Any, rule: str, fillers: list[str] | None = None) -> None:
        """Withdraw a message, for ever, with its reason in the ledger."""
        _void(session, row.send_key)
        _set(
            session,
            row.send_key,
            {"state": "skipped", "detail": rule, "done_real": workspace.real_now(), "claim": None},
        )
        enrolment = f"{row.contact}/{row.scenario}/{row.entry}"
        attempts = session.execute(
            select(DecisionRow.attempt, DecisionRow.due_at)
            .where(
                DecisionRow.enrolment == enrolment,
                DecisionRow.node == row.node,
                DecisionRow.visit == row.visit,
            )
            .order_by(DecisionRow.attempt.desc())
        ).first()
        session.add(
            DecisionRow(
                enrolment=enrolment,
                node=row.node,
                visit=row.visit,
                attempt=attempts.attempt + 1 if attempts else 1,
                contact=row.contact,
                scenario=row.scenario,
                version=row.version,
                entry=row.entry,
                at=max(row.at, workspace.present()),
                channel=row.channel,
                category=row.category,
                verdict=Verdict.SKIPPED.value,
                due_at=attempts.due_at if attempts else row.at,
                rule=rule[:120],
                blocked_by=fillers or [],
                next_at=None,
                send_key=row.send_key,
                inversion=False,
            )
        )
        session.flush()

    # ── Words ───────────────────────────────────────────────────────────────────────────────────────────

    def _parcel(
        self,
        session: Session,
        row: Any,
        channel: Channel,
        attributes: Mapping[str, Value],
        minute: Minute,
    ) -> tuple[Parcel, tuple[str | None, ...]]:
        """The message complete, and the variant of each of its templates that the contact reads.

        Raises ``BadInput`` when the template or the address is no use.
        """
        to = address_of(channel, row.contact, attributes)
        category = Category(row.category)
        url = None
        if category.needs_consent:
            url = self._links.unsubscribe_url(
                Unsubscribe(contact=row.contact, channel=channel, send_key=row.send_key)
            )
        pins = [
            (key, number) for key, number in zip(row.templates, row.pins, strict=True) if number is not None
        ]
        if not row.templates and not self._senders[channel].real:
            bare = Parcel(
                key=row.send_key,
                minute=minute,
                channel=channel,
                to=to,
                subject="",
                html="",
                text=f"{row.scenario} / {row.node}",
                sender=row.brand,
                unsubscribe_url=url,
            )
            return bare, ()
        if len(pins) < len(row.templates):
            raise BadInput("A template of this message was not there when it was published; publish again.")
        variants = self._variants(session, row, pins, attributes, minute)
        made = wording.compiled(str(db.engine.url), tuple(pins), wording.language_of(attributes), variants)
        values: dict[str, object] = dict(attributes)
        values["event"] = from_json(row.event_properties) if row.event_properties else {}
        rendered = made.render(values, brand=row.brand, unsubscribe_url=url)
        parcel = Parcel(
            key=row.send_key,
            minute=minute,
            channel=channel,
            to=to,
            subject=rendered.subject,
            html=rendered.html,
            text=rendered.text,
            sender=rendered.sender,
            unsubscribe_url=url,
        )
        return parcel, variants

    def _variants(
        self,
        session: Session,
        row: Any,
        pins: list[tuple[str, int]],
        attributes: Mapping[str, Value],
        minute: Minute,
    ) -> tuple[str | None, ...]:
        """The variant of each template that the contact reads at a minute."""
        database = str(db.engine.url)
        choosings = [
            wording.pinned_choosing(database, key, number, row.rules_revision) for key, number in pins
        ]
        events = (
            recheck.events_of(session, row.contact, minute)
            if any(one is not None and one.needs_events for one in choosings)
            else []
        )
        return tuple(one.of(attributes, events, minute) if one is not None else None for one in choosings)

    def _current_rules(self, revision: int) -> rules.Rules:
        if self._rules is None or self._rules.revision != revision:
            self._rules = rules.load()
        return self._rules


def address_of(channel: Channel, contact: str, attributes: Mapping[str, Value]) -> str:
    """Where a message goes: the contact's address on the channel, else its id. Raises ``BadInput``."""
    attribute = ADDRESS.get(channel)
    if attribute is None:
        return contact
    address = str(attributes.get(attribute) or "").strip()
    if len(address) > 254 or not _ADDRESS_FORM[channel].fullmatch(address):
        raise BadInput(
            f"The contact's {attribute} is not an address that {channel.value} can use; correct it."
        )
    return address


def _pause(key: str, attempts: int) -> float:
    """Seconds until the next try: doubled each time, spread by up to a fifth so that not all come at once."""
    spread = hashlib.sha256(f"{key}#{attempts}".encode()).digest()[0] / 255 / 5
    return min(FIRST_PAUSE_S * 2.0 ** (attempts - 1), LONGEST_PAUSE_S) * (1 + spread)


def _set(session: Session, key: str, values: Mapping[str, object]) -> None:
    session.connection().execute(_update_of(tuple(values)), {"row_key": key, **values})


@lru_cache(maxsize=64)
def _update_of(columns: tuple[str, ...]) -> Update:
    """The statement that sets these columns of one message, made once."""
    table = table_of(OutboxRow)
    changed = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    return update(table).where(table.c.send_key == bindparam("row_key")).values(**changed)


def _void(session: Session, key: str) -> None:
    """A message that did not leave fills nothing."""
    session.execute(
        update(SendRow).where(SendRow.key == key).values(void=True),
        execution_options={"synchronize_session": False},
    )
