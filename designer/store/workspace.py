"""The workspace itself: its name, its clock's state, its keys, and what changes with them."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select, update

from designer.domain.errors import BadInput, NotFound, Refused
from designer.domain.time import Minute
from designer.store.database import db, writing
from designer.store.models import Clock, Cursor, IdempotencyKey, Lease, SigningKey, Workspace

#: How long an answer is kept for a repeated request.
IDEMPOTENCY_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class WorkspaceInfo:
    """What the workspace is."""

    name: str
    #: ``real`` or ``demo``.
    kind: str
    seed: int
    brand: str
    sender_address: str
    #: Whether the whole runtime is paused.
    paused: bool
    rules_revision: int
    created: datetime


@dataclass(frozen=True, kw_only=True)
class ClockState:
    """What the clock says and how it moves."""

    #: ``real`` or ``demo``.
    kind: str
    #: Everything at or before this minute has been decided.
    last: Minute
    #: ``paused``, ``run``, ``real``, ``max`` or ``step``.
    mode: str
    #: Demo minutes in one real second.
    speed: float
    anchor_minute: Minute
    anchor_real: float
    #: Where ``step`` stops.
    target: Minute | None


def real_now() -> float:
    """Seconds since 1970 on the machine's clock: the one place of the store that reads it."""
    return time.time()


def instant(real: float) -> datetime:
    """A stored real second as an aware instant."""
    return datetime.fromtimestamp(real, UTC)


def exists() -> bool:
    """Whether the database holds a workspace."""
    return db.session.get(Workspace, 1) is not None


def create(
    *,
    name: str,
    kind: str = "real",
    seed: int = 1,
    brand: str | None = None,
    sender_address: str = "hello@example.com",
    start: Minute | None = None,
) -> WorkspaceInfo:
    """Make the workspace of an empty database.

    A demo clock starts paused at ``start`` (a planner minute); a real one at the present minute. Raises
    ``Refused`` when there is a workspace already, ``BadInput`` when the words cannot be used.
    """
    if kind not in ("real", "demo"):
        raise BadInput(f"A workspace's kind is 'real' or 'demo', not '{kind}'.")
    if kind == "demo" and start is None:
        raise BadInput("A demo workspace needs the minute at which its clock starts.")
    _one_line("name", name)
    _one_line("sender address", sender_address)
    with writing() as session:
        if session.get(Workspace, 1) is not None:
            raise Refused("This database holds a workspace already; use another database for another one.")
        now = real_now()
        last = start if start is not None else int(now // 60)
        session.add(
            Workspace(
                id=1,
                name=name,
                kind=kind,
                seed=seed,
                brand=brand or name,
                sender_address=sender_address,
                paused=False,
                rules_revision=1,
                created_real=now,
            )
        )
        session.add(
            Clock(
                id=1,
                kind=kind,
                last=last,
                mode="paused" if kind == "demo" else "real",
                speed=60.0 if kind == "demo" else 1 / 60,
                anchor_minute=last,
                anchor_real=now,
                target=None,
            )
        )
        session.add(SigningKey(secret=_new_secret(), created_real=now))
    return get()


def _one_line(what: str, text: str) -> None:
    if not text.strip() or len(text) > 200 or any(ord(c) < 32 for c in text):
        raise BadInput(f"The workspace's {what} must be one line of 1 to 200 characters.")


def _row() -> Workspace:
    row = db.session.get(Workspace, 1)
    if row is None:
        raise NotFound("This database holds no workspace yet; run 'designer demo', or create one.")
    return row


def get() -> WorkspaceInfo:
    """The workspace. Raises ``NotFound`` when there is none yet."""
    row = _row()
    return WorkspaceInfo(
        name=row.name,
        kind=row.kind,
        seed=row.seed,
        brand=row.brand,
        sender_address=row.sender_address,
        paused=row.paused,
        rules_revision=row.rules_revision,
        created=instant(row.created_real),
    )


def change(
    *, name: str | None = None, brand: str | None = None, sender_address: str | None = None
) -> WorkspaceInfo:
    """Give the workspace another name, brand or sender address. Raises ``BadInput``."""
    with writing():
        row = _row()
        for field, value in (("name", name), ("brand", brand), ("sender_address", sender_address)):
            if value is not None:
                _one_line(field.replace("_", " "), value)
                setattr(row, field, value)
    return get()


def set_paused(paused: bool) -> None:
    """Freeze everything, or let it go on; a demo clock stands still meanwhile."""
    with writing():
        _row().paused = paused
        clock = _clock()
        clock.anchor_minute, clock.anchor_real = clock.last, real_now()


# ── Clock ───────────────────────────────────────────────────────────────────────────────────────────────


def _clock() -> Clock:
    row = db.session.get(Clock, 1)
    if row is None:
        raise NotFound("This database holds no workspace yet; run 'designer demo', or create one.")
    return row


def clock() -> ClockState:
    """The clock as it is stored."""
    row = _clock()
    return ClockState(
        kind=row.kind,
        last=row.last,
        mode=row.mode,
        speed=row.speed,
        anchor_minute=row.anchor_minute,
        anchor_real=row.anchor_real,
        target=row.target,
    )


def save_clock(state: ClockState) -> None:
    """Store how the clock moves. ``last`` never goes back."""
    with writing():
        row = _clock()
        row.last = max(row.last, state.last)
        row.mode, row.speed, row.target = state.mode, state.speed, state.target
        row.anchor_minute, row.anchor_real = state.anchor_minute, state.anchor_real


def present() -> Minute:
    """The minute at which the workspace is: the demo clock's, or the real one's."""
    row = _clock()
    if row.kind == "demo":
        return row.last
    return max(row.last, int(real_now() // 60))


def arrival() -> Minute:
    """The first minute that can still take a fact arriving now."""
    row = _clock()
    if row.kind == "demo":
        return row.last + 1
    return max(row.last + 1, -int(-real_now() // 60))


def is_running() -> bool:
    """Whether some process runs the passes now."""
    lease = db.session.get(Lease, "passes")
    return lease is not None and lease.expires_real > real_now()


def rules_changed(*, everyone: bool = True) -> None:
    """Say that scenarios, policy, segments or data have changed: compiled rules are renewed.

    With ``everyone``, each contact is looked at again at the next minute. Part of the caller's transaction.
    """
    with writing() as session:
        _row().rules_revision += 1
        if everyone:
            due = _clock().last + 1
            session.execute(
                update(Cursor).where((Cursor.due.is_(None)) | (Cursor.due > due)).values(due=due),
                execution_options={"synchronize_session": False},
            )


# ── Keys ────────────────────────────────────────────────────────────────────────────────────────────────


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


def signing_keys() -> tuple[str, ...]:
    """The ring, newest first: the first one seals, every one opens."""
    return tuple(db.session.scalars(select(SigningKey.secret).order_by(SigningKey.id.desc())))


def rotate_signing_key() -> None:
    """Seal with a fresh key from now on; links already sent go on working."""
    with writing() as session:
        session.add(SigningKey(secret=_new_secret(), created_real=real_now()))


# ── Repeated requests ───────────────────────────────────────────────────────────────────────────────────


def once(key: str, body: bytes, work: Callable[[], object]) -> object:
    """The JSON answer of ``work``, or the one given before to the same key and body.

    Both the work and its answer are committed together. Raises ``Refused`` when the key was used with
    another body, ``BadInput`` when it is empty or longer than 200 characters.
    """
    if not key or len(key) > 200 or not key.isprintable():
        raise BadInput("An Idempotency-Key has 1 to 200 printable characters; a random UUID is a good one.")
    digest = hashlib.sha256(body).hexdigest()
    with writing() as session:
        known = session.get(IdempotencyKey, key)
        if known is not None:
            if known.digest != digest:
                raise Refused(
                    "This Idempotency-Key was used with another body; send that body again or use a new key.",
                    code="idempotency-key-reused",
                )
            answer: object = known.answer
            return answer
        answer = json.loads(json.dumps(work()))
        now = real_now()
        session.execute(
            delete(IdempotencyKey).where(IdempotencyKey.created_real < now - IDEMPOTENCY_DAYS * 86400)
        )
        session.add(IdempotencyKey(key=key, digest=digest, answer=answer, created_real=now))
        return answer
