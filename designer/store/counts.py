"""Figures: on the nodes of a running scenario, of a scenario against its sheet, of home and runtime."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from designer.domain.errors import DocumentError, NotFound
from designer.domain.moving import step_of
from designer.domain.scenario import Scenario
from designer.domain.time import DAY, Minute
from designer.store import contacts, ledger, outbox, scenarios, tasks, workspace
from designer.store.database import db
from designer.store.models import (
    Cursor,
    EnrolmentRow,
    EventRow,
    NodeTally,
    OutboxRow,
    PassLog,
    RefusalTally,
    ScenarioRow,
)


@dataclass(frozen=True, kw_only=True)
class NodeCount:
    """What happened at one node so far."""

    #: Contacts standing there now.
    inside: int
    #: Visits that have gone on.
    passed: int
    #: Messages that left from there.
    sent: int


@dataclass(frozen=True, kw_only=True)
class ScenarioCounts:
    """The live counts of a scenario, all versions together."""

    nodes: Mapping[str, NodeCount]
    entries: int
    inside: int
    exits: int
    goals: int
    #: Reason -> triggers that did not become an entry.
    refused: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class KpiFigure:
    """One figure of the sheet, as it stands."""

    metric: str
    target: float | None
    #: A rate is a fraction of one; nothing where there is nothing to divide by, or nothing measured.
    actual: float | None


@dataclass(frozen=True, kw_only=True)
class ScenarioFigures:
    """How a scenario does."""

    key: str
    name: object
    state: str
    entries: int
    inside: int
    sent: int
    delayed: int
    skipped: int
    conversions: int
    #: Conversions of those entered, a fraction of one.
    conversion_rate: float | None
    kpis: tuple[KpiFigure, ...]


def of_scenario(key: str) -> ScenarioCounts:
    """Counts per node and of the whole. Raises ``NotFound``."""
    if db.session.get(ScenarioRow, key) is None:
        raise NotFound(f"There is no scenario '{key}'; check its key in the list of scenarios.")
    tallies = {
        node: (visits, sent)
        for node, visits, sent in db.session.execute(
            select(NodeTally.node, func.sum(NodeTally.visits), func.sum(NodeTally.sent))
            .where(NodeTally.scenario == key)
            .group_by(NodeTally.node)
        )
    }
    inside: Counter[str] = Counter()
    for node, count in db.session.execute(
        select(EnrolmentRow.node, func.count())
        .where(EnrolmentRow.scenario == key, EnrolmentRow.standing == "active")
        .group_by(EnrolmentRow.node)
    ):
        inside[step_of(node)] += count
    nodes = {
        node: NodeCount(
            inside=inside[node],
            passed=max(0, int(visits) - inside[node]),
            sent=int(sent),
        )
        for node, (visits, sent) in (dict.fromkeys(inside, (0, 0)) | tallies).items()
    }
    entries, left, goals = db.session.execute(
        select(func.count(), func.count(EnrolmentRow.left_at), func.count(EnrolmentRow.converted_at)).where(
            EnrolmentRow.scenario == key
        )
    ).one()
    refused = db.session.execute(
        select(RefusalTally.reason, RefusalTally.count).where(RefusalTally.scenario == key)
    )
    return ScenarioCounts(
        nodes=nodes,
        entries=entries,
        inside=sum(inside.values()),
        exits=left,
        goals=goals,
        refused=dict(refused.all()),
    )


def figures(key: str) -> ScenarioFigures:
    """Entries, sends and conversions of a scenario against the KPIs of its sheet. Raises ``NotFound``."""
    row = db.session.get(ScenarioRow, key)
    if row is None:
        raise NotFound(f"There is no scenario '{key}'; check its key in the list of scenarios.")
    try:
        record: Scenario | None = scenarios.load(key)
    except DocumentError:
        record = None
    counts = of_scenario(key)
    verdicts = ledger.by_verdict(scenario=key)
    sent = (
        db.session.scalar(
            select(func.count())
            .select_from(OutboxRow)
            .where(OutboxRow.scenario == key, OutboxRow.state == "sent")
        )
        or 0
    )
    receipts = _receipts(key)
    kpis: list[KpiFigure] = []
    for kpi in record.sheet.kpis if record else ():
        within = kpi.within.minutes if kpi.within is not None and kpi.within.exact else None
        kpis.append(
            KpiFigure(
                metric=kpi.metric,
                target=kpi.target,
                actual=_actual(key, kpi.metric, counts, sent, receipts, within),
            )
        )
    return ScenarioFigures(
        key=key,
        name=record.name if record else key,
        state=row.state,
        entries=counts.entries,
        inside=counts.inside,
        sent=sent,
        delayed=verdicts.get("delayed", 0),
        skipped=verdicts.get("skipped", 0),
        conversions=counts.goals,
        conversion_rate=counts.goals / counts.entries if counts.entries else None,
        kpis=tuple(kpis),
    )


def _receipts(key: str) -> Mapping[str, int]:
    """Kind of receipt -> contacts of the scenario that gave it while or after they were inside."""
    query = (
        select(EventRow.name, func.count(EventRow.contact.distinct()))
        .where(
            EventRow.name.like("message.%"),
            EventRow.name != "message.sent",
            EventRow.minute <= workspace.present(),
            EventRow.properties["scenario"].as_string() == key,
        )
        .group_by(EventRow.name)
    )
    return {name.removeprefix("message."): number for name, number in db.session.execute(query)}


#: Metric -> receipt it counts, over the messages sent.
_RATES = {
    "delivery_rate": "delivered",
    "open_rate": "opened",
    "click_rate": "clicked",
    "reply_rate": "replied",
    "unsubscribe_rate": "unsubscribed",
    "bounce_rate": "bounced",
    "complaint_rate": "complained",
}


def _actual(
    key: str,
    metric: str,
    counts: ScenarioCounts,
    sent: int,
    receipts: Mapping[str, int],
    within: Minute | None,
) -> float | None:
    if metric == "conversion_rate":
        goals = counts.goals if within is None else _goals_within(key, within)
        return goals / counts.entries if counts.entries else None
    if metric in ("conversions", "goals"):
        return float(counts.goals if within is None else _goals_within(key, within))
    if metric in ("entries", "sends", "sent"):
        return float(counts.entries if metric == "entries" else sent)
    receipt = _RATES.get(metric)
    if receipt is None:
        return None
    if receipt not in receipts and not _is_recorded(receipt):
        # Nobody tells us of such receipts: that is not a rate of nought.
        return None
    return receipts.get(receipt, 0) / sent if sent else None


def _is_recorded(receipt: str) -> bool:
    """Whether such receipts come at all: unsubscriptions we see ourselves, the others a provider reports."""
    if receipt == "unsubscribed":
        return True
    return (
        db.session.scalar(select(EventRow.id).where(EventRow.name == f"message.{receipt}").limit(1))
        is not None
    )


def _goals_within(key: str, within: Minute) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(EnrolmentRow)
            .where(
                EnrolmentRow.scenario == key,
                EnrolmentRow.converted_at.is_not(None),
                EnrolmentRow.converted_at - EnrolmentRow.entered_at <= within,
            )
        )
        or 0
    )


@dataclass(frozen=True, kw_only=True)
class RuntimeFigures:
    """What the runtime is doing."""

    #: Whether the whole runtime is paused.
    paused: bool
    #: Whether a process holds the lease, that is, passes are being run.
    running: bool
    clock: workspace.ClockState
    #: Keys of the scenarios that are live, and those paused.
    live: tuple[str, ...]
    paused_scenarios: tuple[str, ...]
    #: Contacts that the next pass looks at.
    due: int
    #: Contacts set aside because their planning failed.
    set_aside: int
    #: Verdict -> decisions of the last 24 hours of the clock, and of ever.
    decisions_day: Mapping[str, int]
    decisions: Mapping[str, int]
    #: Rule -> verdict -> decisions of ever.
    rules: Mapping[str, Mapping[str, int]]
    #: Outbox: state -> messages, and channel -> state -> messages.
    outbox: Mapping[str, int]
    channels: Mapping[str, Mapping[str, int]]
    #: Queue -> open tasks.
    queues: Mapping[str, int]
    passes: tuple[PassLog, ...]


def runtime() -> RuntimeFigures:
    """The figures of the runtime page."""
    clock = workspace.clock()
    now = workspace.present()
    states = dict(db.session.execute(select(ScenarioRow.key, ScenarioRow.state)).all())
    return RuntimeFigures(
        paused=workspace.get().paused,
        running=workspace.is_running(),
        clock=clock,
        live=tuple(sorted(key for key, state in states.items() if state == "live")),
        paused_scenarios=tuple(sorted(key for key, state in states.items() if state == "paused")),
        due=db.session.scalar(select(func.count()).select_from(Cursor).where(Cursor.due <= now + 1)) or 0,
        set_aside=db.session.scalar(
            select(func.count()).select_from(Cursor).where(Cursor.set_aside.is_not(None))
        )
        or 0,
        decisions_day=ledger.by_verdict(since=now - DAY + 1),
        decisions=ledger.by_verdict(),
        rules=ledger.by_rule(),
        outbox=outbox.states(),
        channels=outbox.by_channel(),
        queues=tasks.queues(),
        passes=tuple(ledger.passes(10)),
    )


@dataclass(frozen=True, kw_only=True)
class HomeFigures:
    """One look at the workspace."""

    contacts: int
    #: Contacts in at least one scenario.
    inside: int
    live: int
    paused: int
    drafts: int
    #: Last 24 hours of the clock.
    entries_day: int
    sent_day: int
    held_day: int
    #: The rules that held most messages back in the last 24 hours: (rule, number).
    holding: tuple[tuple[str, int], ...]
    #: What needs somebody: drafts with errors, unknown and failed messages, contacts set aside, open tasks.
    scenarios_with_errors: int
    unknown: int
    failed: int
    set_aside: int
    open_tasks: int
    #: Day (minute of its start, UTC) -> messages sent, the last 14 days, the oldest first.
    sent_by_day: tuple[tuple[Minute, int], ...]


def home() -> HomeFigures:
    """The figures of the home page."""
    now = workspace.present()
    since = now - DAY + 1
    states = dict(
        db.session.execute(select(ScenarioRow.state, func.count()).group_by(ScenarioRow.state)).all()
    )
    messages = outbox.states()
    held = {
        rule: sum(
            number for verdict, number in verdicts.items() if verdict in ("delayed", "skipped", "exited")
        )
        for rule, verdicts in ledger.by_rule(since=since).items()
    }
    first = (now // DAY - 13) * DAY
    day = (OutboxRow.at // DAY).label("day")
    by_day = dict(
        db.session.execute(
            select(day, func.count()).where(OutboxRow.at >= first, OutboxRow.state == "sent").group_by(day)
        ).all()
    )
    verdicts = ledger.by_verdict(since=since)
    return HomeFigures(
        contacts=contacts.count(),
        inside=db.session.scalar(
            select(func.count(EnrolmentRow.contact.distinct())).where(EnrolmentRow.standing == "active")
        )
        or 0,
        live=states.get("live", 0),
        paused=states.get("paused", 0),
        drafts=states.get("draft", 0),
        entries_day=db.session.scalar(
            select(func.count()).select_from(EnrolmentRow).where(EnrolmentRow.entered_at >= since)
        )
        or 0,
        sent_day=verdicts.get("sent", 0),
        held_day=sum(verdicts.get(word, 0) for word in ("delayed", "skipped", "exited")),
        holding=tuple(
            sorted(((r, n) for r, n in held.items() if n), key=lambda pair: (-pair[1], pair[0]))[:5]
        ),
        scenarios_with_errors=sum(1 for item in scenarios.list_all() if item.errors),
        unknown=messages["unknown"],
        failed=messages["failed"],
        set_aside=db.session.scalar(
            select(func.count()).select_from(Cursor).where(Cursor.set_aside.is_not(None))
        )
        or 0,
        open_tasks=sum(tasks.queues().values()),
        sent_by_day=tuple(
            (first + number * DAY, by_day.get(first // DAY + number, 0)) for number in range(14)
        ),
    )
