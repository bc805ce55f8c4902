"""The scenario in Designer, as a process of its own.

    python -m bench.peers.ours_run --mode durable|memory --contacts N --folder FOLDER

``durable`` is the live pass over SQLite: it reads what is due, decides, and writes enrolments, visits,
decisions, messages and tallies. ``memory`` is the planner alone. Prints what was done as JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from designer import store
from designer.domain.condition import Value
from designer.domain.contact import Event
from designer.domain.enrolment import Person, Unit
from designer.domain.time import DAY, HOUR, Duration, Minute, from_iso, to_minute
from designer.engine import kernel
from designer.engine.compile import Compiled, compile_book
from designer.engine.packing import Packed, room_for
from designer.engine.tables import SENT
from designer.runtime import clock, rules
from designer.runtime.lease import Leadership
from designer.runtime.tick import Passes
from designer.settings import Settings
from designer.store import contacts, documents, events, scenarios, templates, workspace
from designer.store.models import EnrolmentRow, OutboxRow

#: A Monday morning.
START = "2026-01-05T08:00:00Z"
KEY = "relance"
#: Contacts that the planner is given at once.
CHUNK = 4096

_TEMPLATE = {
    "format": "message/1",
    "channel": "email",
    "subject": "Hello",
    "body": "Hello {{ first_name }}",
    "sender": "Brand",
}

SCENARIO = {
    "format": "scenario/1",
    "key": KEY,
    "name": "Relance",
    "sheet": {
        "objective": "transformation",
        "segments": ["everyone"],
        "key_moment": {"family": "transactional", "moment": "asked"},
        "lever": "information",
        "content": {"theme": "bench"},
        "data": [{"name": "asked"}],
    },
    "trigger": {"kind": "event", "event": "asked"},
    "entry": {"reentry": "never"},
    "priority": {"class": "commercial", "value": 50},
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {"id": "first", "kind": "message", "channel": "email", "template": "first"},
        {"id": "two-days", "kind": "wait", "for": "P2D"},
        {
            "id": "answered",
            "kind": "split",
            "paths": [{"path": "yes", "when": {"did": {"event": "replied", "within": "P3D"}}}],
        },
        {"id": "second", "kind": "message", "channel": "email", "template": "second"},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [
        {"from": "start", "to": "first"},
        {"from": "first", "to": "two-days"},
        {"from": "two-days", "to": "answered"},
        {"from": "answered", "path": "yes", "to": "end"},
        {"from": "answered", "path": "else", "to": "second"},
        {"from": "second", "to": "end"},
    ],
}
POLICY = {
    "format": "policy/1",
    "timezone": "Europe/Paris",
    "caps": [{"id": "week", "max": 3, "per": "P7D"}],
    "gaps": [{"id": "between", "min": "PT12H"}],
}
SEGMENTS = {"format": "segments/1", "segments": {"everyone": {"name": "Everyone", "condition": {"all": []}}}}


def facts(contacts_: int, start: Minute) -> Iterator[tuple[str, str, Minute]]:
    """Contact, event and minute: everyone asks at once, every second one replies the day after."""
    for number in range(contacts_):
        yield f"c{number:07}", "asked", start + 1
        if number % 2 == 0:
            yield f"c{number:07}", "replied", start + 1 + DAY


def durable(contacts_: int, folder: Path) -> dict[str, float | int]:
    """The live passes over the days concerned."""
    with _workspace(folder):
        leadership = Leadership()
        assert leadership.take_over()[0]
        passes = Passes(leadership)
        # what is compiled is loaded by a pass that finds nothing to do for somebody else
        contacts.import_all([("somebody", _attributes("somebody"))])
        clock.change("step", step=Duration(minutes=1))
        passes.run()
        _import(contacts_, workspace.clock().last)
        clock.change("step", step=Duration(minutes=2 * DAY + HOUR))
        began, used = time.perf_counter(), time.process_time()
        steps = 0
        while workspace.clock().mode == "step":
            report = passes.run()
            assert report is not None
            steps += report.node_steps
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
        session = store.db.session
        messages = session.query(OutboxRow).count()
        done = session.query(EnrolmentRow).filter(EnrolmentRow.standing == "completed").count()
        assert done == contacts_, f"{done} of {contacts_} came to the end"
    return {"seconds": seconds, "cpu": cpu, "messages": messages, "steps": steps}


def memory(contacts_: int, folder: Path) -> dict[str, float | int]:
    """The planner over arrays of the same contacts and events, under the same rulebook."""
    start = to_minute(from_iso(START))
    with _workspace(folder):
        book = rules.load().book
    compiled = compile_book(book, first=start, last=start + 7 * DAY)
    known: dict[str, list[Event]] = defaultdict(list)
    for contact, event, minute in facts(contacts_, start):
        known[contact].append(
            Event(
                id=f"{contact}/{event}",
                contact=contact,
                name=event,
                at=minute * 60,
                minute=minute,
                properties={},
            )
        )
    units = [_unit(contact, past, start) for contact, past in known.items()]
    few, everyone = Packed(compiled, units[:100]), Packed(compiled, units)
    _plan(few, compiled, start)
    began, used = time.perf_counter(), time.process_time()
    steps, messages = _plan(everyone, compiled, start)
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    return {"seconds": seconds, "cpu": cpu, "messages": messages, "steps": steps}


def _plan(packed: Packed, compiled: Compiled, start: Minute) -> tuple[int, int]:
    """Nodes entered and messages sent, a chunk of units at a time."""
    tables, people = compiled.tables, packed.arrays
    work = kernel.workbench(tables.policy[0])
    out = room_for(compiled, len(people.people), 8 * CHUNK)
    steps = messages = 0
    for first in range(0, len(people.units), CHUNK):
        upto = min(first + CHUNK, len(people.units))
        out.used[:] = 0
        done, full = kernel.advance(tables, people, work, out, first, upto, start + 1, start + 2 * DAY + HOUR)
        assert (done, full) == (upto, 0)
        steps += int(out.used[0])
        messages += int((out.decisions["verdict"][: out.used[1]] == SENT).sum())
    return steps, messages


def _unit(contact: str, past: list[Event], start: Minute) -> Unit:
    person = Person(
        id=contact,
        attributes=_attributes(contact),
        events=past,
        enrolments=[],
        stays={},
        marks={},
        taken_to=start,
    )
    return Unit(key=contact, people=[person], sends=[])


def _attributes(contact: str) -> dict[str, Value]:
    return {"email": f"{contact}@example.com", "first_name": "Ana", "consent_email": True, "language": "en"}


@contextmanager
def _workspace(folder: Path) -> Iterator[None]:
    """A workspace with the scenario live, in an application context."""
    app = Flask("bench")
    app.extensions["designer.settings"] = Settings(data_dir=folder)
    store.init_app(app, f"sqlite:///{folder / 'designer.db'}")
    store.upgrade(app)
    with app.app_context():
        start = to_minute(from_iso(START))
        address = "hello@brand.example"
        workspace.create(name="Bench", kind="demo", brand="Brand", sender_address=address, start=start)
        documents.put("segments", SEGMENTS)
        documents.put("policy", POLICY)
        templates.import_all({**_TEMPLATE, "key": key, "name": key} for key in ("first", "second"))
        scenarios.create(SCENARIO)
        scenarios.publish(KEY, reason="Bench")
        yield
        store.db.session.remove()
        store.db.engine.dispose()


def _import(contacts_: int, start: Minute) -> None:
    names = (f"c{number:07}" for number in range(contacts_))
    contacts.import_all((name, _attributes(name)) for name in names)
    events.import_all(
        events.NewEvent(contact=contact, event=event, at=minute * 60, properties={})
        for contact, event, minute in facts(contacts_, start)
    )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=("durable", "memory"), required=True)
    parser.add_argument("--contacts", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    run = durable if options.mode == "durable" else memory
    print(json.dumps(run(options.contacts, options.folder)))


if __name__ == "__main__":
    main()
