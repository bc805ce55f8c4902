"""Ninety days of the demo base, live: real passes over a real database, every e-mail to a real mail host.

What left is then held, by brute force, against the caps and gaps of the policy, from the mail host's own log
and by the planner minute that each message carries; and the outbox is held against that log.

    python -m bench.ninety_days [--days 90] [--contacts N] [--database URL] [--json]

Prints node-steps a second (of the passes, storage included, and of planning alone) and messages a second.
Exits with status 1 when anything does not add up.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask

from designer import store
from designer.demo import generate
from designer.demo import workspace as demo
from designer.domain.channel import Category, Channel
from designer.domain.policy import Calendar, Policy
from designer.domain.time import from_iso, to_minute
from designer.runtime.schedule import run_until
from designer.runtime.sink import Mail, Sink, SinkLog
from designer.runtime.tick import PassReport
from designer.settings import Settings
from designer.store import documents, outbox, workspace
from designer.store.models import OutboxRow, SendRow


@dataclass(frozen=True, kw_only=True)
class Left:
    """One dispatch that left."""

    contact: str
    at: int
    channel: Channel
    category: Category
    scenario: str


def violations(policy: Policy, sent: Iterable[Left], past: Iterable[Left] = ()) -> list[str]:
    """Every window of a contact in which more left than a cap or gap allows, each pair being looked at.

    A window is half-open: exactly its length apart is legal. Only rolling rules with a fixed maximum are
    looked at; the demo's policy has no others.
    """
    by_contact: dict[str, list[tuple[Left, bool]]] = defaultdict(list)
    for one in past:
        by_contact[one.contact].append((one, False))
    for one in sent:
        by_contact[one.contact].append((one, True))
    found: list[str] = []
    windows = [
        (cap.id, cap.per.minutes, cap.max, cap.scope)
        for cap in policy.caps
        if not isinstance(cap.per, Calendar) and isinstance(cap.max, int)
    ]
    windows += [(gap.id, gap.min.minutes, 1, gap.scope) for gap in policy.gaps if gap.after is None]
    for contact, all_of_it in by_contact.items():
        counted = [pair for pair in all_of_it if policy.rule_of(pair[0].category).counts]
        for name, length, most, scope in windows:
            inside = [
                pair
                for pair in counted
                if scope.holds(
                    channels=frozenset((pair[0].channel,)),
                    category=pair[0].category,
                    scenario=pair[0].scenario,
                )
            ]
            for one, ours in inside:
                if not ours or not policy.rule_of(one.category).subject:
                    continue
                earlier = sum(1 for other, _ in inside if one.at - length < other.at <= one.at)
                if earlier > most:
                    found.append(f"{name}: {contact} got {earlier} up to {one.at}, {most} are allowed")
    return found


def read(mails: Iterable[Mail], categories: dict[str, str]) -> list[Left]:
    """What the mail host got, with the category that the outbox says the message had."""
    left = []
    for mail in mails:
        assert mail.send_key is not None
        assert mail.minute is not None
        scenario, _version, _node, contact, _occurrence = mail.send_key.split("/")
        left.append(
            Left(
                contact=contact,
                at=to_minute(from_iso(mail.minute)),
                channel=Channel.EMAIL,
                category=Category(categories[mail.send_key]),
                scenario=scenario,
            )
        )
    return left


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a run did and whether it adds up."""

    figures: dict[str, object]
    faults: list[str]


def run(folder: Path, *, days: int, contacts: int | None, database: str | None = None) -> Result:
    """Prepare the demo in ``folder``, run it, and hold everything against the mail host's log."""
    sink = Sink(SinkLog(folder / "sink.db"))
    sink.start()
    settings = replace(Settings(data_dir=folder), smtp_url=sink.url, public_url="http://127.0.0.1:8000")
    app = Flask("designer")
    app.extensions["designer.settings"] = settings
    store.init_app(app, database or settings.database_url)
    try:
        store.upgrade(app)
        began = time.perf_counter()
        data = generate.generate()
        if contacts is not None:
            kept = {contact.id for contact in data.contacts[:contacts]}
            data = replace(
                data,
                contacts=data.contacts[:contacts],
                events=tuple(event for event in data.events if event.contact in kept),
            )
        with app.app_context():
            demo.fill(data)
            start = workspace.clock().last
        prepared = time.perf_counter() - began
        began, cpu = time.perf_counter(), time.process_time()
        reports = run_until(app, start + days * 1440)
        elapsed, cpu = time.perf_counter() - began, time.process_time() - cpu
        with app.app_context():
            return _result(sink.log, reports, prepared, elapsed, cpu)
    finally:
        with app.app_context():
            store.db.session.remove()
            store.db.engine.dispose()
        sink.stop()


def _result(
    log: SinkLog, reports: Sequence[PassReport], prepared: float, elapsed: float, cpu: float
) -> Result:
    session = store.db.session
    rows = session.query(OutboxRow.send_key, OutboxRow.category, OutboxRow.channel, OutboxRow.state).all()
    categories = {row.send_key: row.category for row in rows}
    mails = list(log.every())
    keys = [mail.send_key for mail in mails]
    faults: list[str] = []
    if len(keys) != len(set(keys)):
        faults.append("a message arrived twice")
    said = {row.send_key for row in rows if row.state == "sent" and row.channel == "email"}
    if said != set(keys):
        faults.append(f"{len(said ^ set(keys))} messages are in one of outbox and mail host alone")
    states = outbox.states()
    if states["pending"] or states["sending"] or states["unknown"]:
        faults.append(f"not every message is accounted for: {dict(states)}")
    past = [
        Left(
            contact=row.contact,
            at=row.at,
            channel=Channel(row.channels[0]),
            category=Category(row.category),
            scenario="",
        )
        for row in session.query(SendRow).where(SendRow.scenario.is_(None))
    ]
    faults += violations(documents.policy(), read(mails, categories), past)
    steps = sum(report.node_steps for report in reports)
    planner = sum(report.planner_s for report in reports)
    passes = sum(report.elapsed_s for report in reports)
    decided: Counter[str] = sum((report.decisions for report in reports), Counter[str]())
    sending = max(elapsed - passes, 1e-9)
    figures: dict[str, object] = {
        "database": store.db.engine.dialect.name,
        "prepare_s": round(prepared, 1),
        "elapsed_s": round(elapsed, 1),
        "cpu_s": round(cpu, 1),
        "passes": len(reports),
        "passes_s": round(passes, 1),
        "planner_s": round(planner, 1),
        "contacts_planned": sum(report.contacts for report in reports),
        "entries": sum(report.entries for report in reports),
        "node_steps": steps,
        "node_steps_per_s": round(steps / max(passes, 1e-9)),
        "node_steps_per_planner_s": round(steps / max(planner, 1e-9)),
        "decisions": dict(decided),
        "outbox": dict(states),
        "arrived": len(mails),
        "messages_per_s": round(len(rows) / sending),
        "faults": len(faults),
    }
    return Result(figures=figures, faults=faults)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--contacts", type=int, default=None, help="the first N contacts alone")
    parser.add_argument("--database", default=None, help="SQLAlchemy URL of an empty database")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), days=options.days, contacts=options.contacts, database=options.database)
    if options.json:
        print(json.dumps(result.figures))
    else:
        for name, value in result.figures.items():
            print(f"{name:26} {value}")
    for fault in result.faults[:20]:
        print(f"FAULT {fault}", file=sys.stderr)
    return 1 if result.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
