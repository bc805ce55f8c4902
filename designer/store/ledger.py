"""Why a message left, or did not: the decisions, with what filled the rule and what became of the message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from designer.domain.time import Minute
from designer.store.database import db
from designer.store.models import DecisionRow, OutboxRow, PassLog, SendRow
from designer.store.page import PAGE_SIZE, Page, bounds


@dataclass(frozen=True, kw_only=True)
class Blocker:
    """A message that filled the rule."""

    #: ``scenario/node@minute``.
    reference: str
    scenario: str
    node: str
    at: Minute


@dataclass(frozen=True, kw_only=True)
class Why:
    """One decision, with everything needed to say why."""

    contact: str
    scenario: str
    version: int
    entry: int
    node: str
    visit: int
    attempt: int
    #: The minute for which it was decided, and the one for which the message was first due.
    at: Minute
    due_at: Minute
    channel: str
    category: str
    #: Wire word of ``Verdict``.
    verdict: str
    #: The rule that decided.
    rule: str | None
    blocked_by: tuple[Blocker, ...]
    #: When it is tried again.
    next_at: Minute | None
    send_key: str | None
    #: A message that prevails less had left and holds this one back.
    inversion: bool
    #: What became of it after the decision: the outbox's state and words.
    state: str | None
    detail: str | None
    subject: str | None


def decisions(
    *,
    contact: str | None = None,
    scenario: str | None = None,
    node: str | None = None,
    verdict: str | None = None,
    rule: str | None = None,
    since: Minute | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[Why]:
    """Decisions, the newest first."""
    page, size = bounds(page, size)
    query = select(DecisionRow)
    for column, value in (
        (DecisionRow.contact, contact),
        (DecisionRow.scenario, scenario),
        (DecisionRow.node, node),
        (DecisionRow.verdict, verdict),
        (DecisionRow.rule, rule),
    ):
        if value is not None:
            query = query.where(column == value)
    if since is not None:
        query = query.where(DecisionRow.at >= since)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.order_by(
            DecisionRow.at.desc(),
            DecisionRow.contact,
            DecisionRow.enrolment,
            DecisionRow.node,
            DecisionRow.attempt.desc(),
        )
        .offset((page - 1) * size)
        .limit(size)
    ).all()
    return Page(items=_explained(rows), page=page, size=size, total=total)


def why(send_key: str) -> list[Why]:
    """Every decision that led to a message, the first one first."""
    rows = db.session.scalars(
        select(DecisionRow)
        .where(DecisionRow.send_key == send_key)
        .order_by(DecisionRow.at, DecisionRow.attempt)
    ).all()
    found: list[DecisionRow] = []
    for row in rows:
        found.extend(
            db.session.scalars(
                select(DecisionRow)
                .where(
                    DecisionRow.enrolment == row.enrolment,
                    DecisionRow.node == row.node,
                    DecisionRow.visit == row.visit,
                )
                .order_by(DecisionRow.attempt)
            )
        )
    return _explained(list(dict.fromkeys(found)))


def _explained(rows: Sequence[DecisionRow]) -> list[Why]:
    keys = [row.send_key for row in rows if row.send_key]
    messages: dict[str, OutboxRow] = {}
    for start in range(0, len(keys), 500):
        for message in db.session.scalars(
            select(OutboxRow).where(OutboxRow.send_key.in_(keys[start : start + 500]))
        ):
            messages[message.send_key] = message
    explained = []
    for row in rows:
        message_ = messages.get(row.send_key) if row.send_key else None
        explained.append(
            Why(
                contact=row.contact,
                scenario=row.scenario,
                version=row.version,
                entry=row.entry,
                node=row.node,
                visit=row.visit,
                attempt=row.attempt,
                at=row.at,
                due_at=row.due_at,
                channel=row.channel,
                category=row.category,
                verdict=row.verdict,
                rule=row.rule,
                blocked_by=tuple(_blocker(reference) for reference in row.blocked_by),
                next_at=row.next_at,
                send_key=row.send_key,
                inversion=row.inversion,
                state=message_.state if message_ else None,
                detail=message_.detail if message_ else None,
                subject=message_.subject if message_ else None,
            )
        )
    return explained


def _blocker(reference: str) -> Blocker:
    place, _, minute = reference.rpartition("@")
    scenario, _, node = place.partition("/")
    return Blocker(reference=reference, scenario=scenario, node=node, at=int(minute))


def by_verdict(*, since: Minute | None = None, scenario: str | None = None) -> Mapping[str, int]:
    """How many decisions of each verdict."""
    query = select(DecisionRow.verdict, func.count()).group_by(DecisionRow.verdict)
    if since is not None:
        query = query.where(DecisionRow.at >= since)
    if scenario is not None:
        query = query.where(DecisionRow.scenario == scenario)
    return dict(db.session.execute(query).all())


def by_rule(*, since: Minute | None = None, scenario: str | None = None) -> Mapping[str, Mapping[str, int]]:
    """Rule -> verdict -> how many decisions it made."""
    query = (
        select(DecisionRow.rule, DecisionRow.verdict, func.count())
        .where(DecisionRow.rule.is_not(None))
        .group_by(DecisionRow.rule, DecisionRow.verdict)
    )
    if since is not None:
        query = query.where(DecisionRow.at >= since)
    if scenario is not None:
        query = query.where(DecisionRow.scenario == scenario)
    found: dict[str, dict[str, int]] = {}
    for rule, verdict, number in db.session.execute(query):
        found.setdefault(rule or "", {})[verdict] = number
    return found


def passes(limit: int = 20) -> list[PassLog]:
    """The last passes, the newest first."""
    return list(db.session.scalars(select(PassLog).order_by(PassLog.id.desc()).limit(limit)))


def counted(contact: str, *, since: Minute) -> list[SendRow]:
    """Messages of a contact that fill the rules since a minute, in order."""
    return list(
        db.session.scalars(
            select(SendRow)
            .where(SendRow.contact == contact, SendRow.at > since, SendRow.void.is_(False))
            .order_by(SendRow.at, SendRow.key)
        )
    )
