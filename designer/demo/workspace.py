"""The demo workspace: made once, from the purchase log, the generator and the library.

Everything is written in one transaction: a preparation that is interrupted leaves nothing behind, and the
next start makes it again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from flask import Flask

from designer import store
from designer.demo.generate import OPENING, SEED, DemoData, generate
from designer.domain.time import to_minute
from designer.library.shelf import demo_pack
from designer.runtime import clock, rules
from designer.runtime.clock import Span
from designer.runtime.load import due_units
from designer.runtime.names import Names
from designer.runtime.tick import BATCH, write_due
from designer.settings import Settings
from designer.store import contacts, documents, events, scenarios, templates, workspace

#: Told while the workspace is made: what is being done (in English), how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]

NAME: Final = "Démonstration CDNOW"
BRAND: Final = "Le Microsillon"
SENDER: Final = "bonjour@boutique.example"

#: Published from the start, so that a newcomer sees contacts move within a minute.
LIVE: Final = ("livre-blanc", "reachat-rythme-propre", "inactifs-six-mois")

#: Demo minutes in a real second: an hour.
SPEED: Final = 60.0


def prepare(data_dir: Path, progress: Progress | None = None) -> None:
    """Make the demo workspace in the SQLite database of ``data_dir``, unless there is a workspace already.

    Raises ``Unavailable`` when the folder or the database cannot be written.
    """
    settings = Settings(data_dir=data_dir)
    settings.make_data_dir()
    app = Flask("designer.demo")
    store.init_app(app, settings.database_url)
    store.upgrade(app)
    with app.app_context():
        if not workspace.exists():
            fill(generate(progress=_step(progress, "Imagining the customers")), progress)
        store.db.session.remove()
        store.db.engine.dispose()


def fill(data: DemoData, progress: Progress | None = None, *, seed: int = SEED) -> None:
    """Make the demo workspace of ``data`` in the empty database of the present application context."""
    with store.writing():
        workspace.create(
            name=NAME,
            kind="demo",
            seed=seed,
            brand=BRAND,
            sender_address=SENDER,
            start=to_minute(OPENING),
        )
        for kind in ("data", "segments", "policy"):
            documents.put(kind, demo_pack().document(kind))
        _import(data, progress)
        _install(progress)
        _look_once(data, progress)
        clock.change("run", speed=SPEED)


def _import(data: DemoData, progress: Progress | None) -> None:
    told = _step(progress, "Keeping the customers")
    contacts.import_all(
        ((contact.id, contact.attributes) for contact in data.contacts),
        lambda done: told(done, len(data.contacts)),
    )
    told = _step(progress, "Keeping what they did")
    events.import_all(
        (
            events.NewEvent(
                id=event.id, contact=event.contact, event=event.name, at=event.at, properties=event.properties
            )
            # One contact's facts together: each chunk then touches few contacts.
            for event in sorted(data.events, key=lambda event: event.contact)
        ),
        lambda done: told(done, len(data.events)),
    )


def _install(progress: Progress | None) -> None:
    pack = demo_pack()
    entries = pack.entries
    told = _step(progress, "Drawing the scenarios")
    for done, entry in enumerate(entries, start=1):
        loaded = pack.load(entry.key)
        templates.import_all(loaded.messages.values())
        scenarios.create(loaded.document)
        told(done, len(entries))
    for key in LIVE:
        scenarios.publish(key, reason="Demonstration")


def _look_once(data: DemoData, progress: Progress | None) -> None:
    """The pass over the demo's first minute, which looks at everybody, so that nobody waits for it later."""
    told = _step(progress, "Looking at everybody once")
    state = workspace.clock()
    span = Span(floor=state.last + 1, until=state.last + 1)
    names, done = Names(rules.load(), span.floor, span.until), 0
    while True:
        with store.writing() as session:
            keys = due_units(session, span.until, BATCH)
            if not keys:
                break
            done += write_due(session, names, keys, span).contacts
        told(done, len(data.contacts))
    workspace.save_clock(replace(state, last=span.until))


def _step(progress: Progress | None, what: str) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress(what, done, total)

    return tell
