"""What was simulated is what the contacts get, and never more than the proof allows."""

from __future__ import annotations

import csv
from dataclasses import replace
from math import inf
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from designer import store
from designer.analysis.report import report
from designer.demo import generate
from designer.demo import workspace as demo
from designer.domain.campaigns import together
from designer.domain.portfolio import Portfolio
from designer.domain.time import DAY, to_iso
from designer.engine.behaviour import NOBODY
from designer.engine.columns import Base
from designer.engine.rulebook import Rulebook
from designer.engine.simulate import simulate
from designer.formats.portfolio import read
from designer.library.people import Maker
from designer.runtime import rules
from designer.runtime.schedule import run_until
from designer.runtime.sink import Sink, SinkLog
from designer.settings import Settings
from designer.store import simulations
from designer.store.models import DecisionRow
from tests.unit.engine.build import START

LIBRARY = Path(__file__).parents[2] / "scenario_library"


def ledger(path: Path) -> list[tuple[str, ...]]:
    with path.open(newline="") as file:
        return [
            (*(row[name] for name in _PLACE), row["channel"], row["decision"], row["rule"], row["due_at"])
            for row in csv.DictReader(file)
        ]


_PLACE = ("contact", "at", "scenario", "version", "entry", "node", "visit")


def lived(row: DecisionRow) -> tuple[str, ...]:
    """A decision of the database as the ledger has it."""
    place = (row.contact, to_iso(row.at), row.scenario, row.version, row.entry, row.node, row.visit)
    return (*map(str, place), row.channel, row.verdict, row.rule or "", to_iso(row.due_at))


@pytest.mark.slow
def test_the_demo_lives_as_it_was_simulated(tmp_path):
    data = generate.generate()
    kept = {contact.id for contact in data.contacts[:400]}
    data = replace(
        data,
        contacts=data.contacts[:400],
        events=tuple(event for event in data.events if event.contact in kept),
    )
    sink = Sink(SinkLog(tmp_path / "sink.db"))
    sink.start()
    settings = replace(Settings(data_dir=tmp_path), smtp_url=sink.url, public_url="http://127.0.0.1:8000")
    app = Flask("designer")
    app.extensions["designer.settings"] = settings
    store.init_app(app, settings.database_url)
    store.upgrade(app)
    try:
        with app.app_context():
            demo.fill(data)
            book = rules.load().book
            start = min(intake.published_at for intake in book.intakes.values())
            base = simulations.base(start)
        simulated = tmp_path / "ledger.csv"
        simulate(base, book, start=start, days=60, behaviours=NOBODY, ledger=simulated)
        run_until(app, start + 60 * DAY - 1)
        with app.app_context():
            rows = sorted(lived(row) for row in store.db.session.scalars(select(DecisionRow)))
            store.db.session.remove()
            store.db.engine.dispose()
    finally:
        sink.stop()

    assert len(rows) > 50
    assert sorted(ledger(simulated)) == rows


PACKS = sorted(path.parent.name for path in LIBRARY.glob("*/policy.yaml"))


def busy(portfolio: Portfolio, count: int = 30) -> Base:
    """People whom every scenario brings in, at moments of their own within the first weeks."""
    random = Random(1)
    makers = [Maker(portfolio, scenario, start=START) for scenario in portfolio.scenarios]
    contacts, events = [], []
    for number in range(count):
        attributes: dict = {}
        for place, maker in enumerate(makers):
            plan = maker.person(random, START + random.randrange(21 * DAY))
            attributes = {**plan.attributes, **attributes}
            for row, (minute, name, properties) in enumerate(plan.events):
                events.append(
                    (f"p{number}", name, minute * 60, minute, f"{number}-{place}-{row}", properties)
                )
        contacts.append((f"p{number}", attributes))
    return Base.of_records(contacts, events)


@pytest.mark.slow
@pytest.mark.parametrize("pack", PACKS)
def test_a_simulation_never_passes_the_bound_of_the_proof(pack):
    reading = read([LIBRARY / pack])[0]
    portfolio = reading.portfolio
    bounds = {
        row.rule: row.worst.upper if row.runtime is None else max(row.runtime, row.worst.upper)
        for proof in report([reading]).proofs
        for row in proof.rows
        if row.worst is not None
    }
    book = Rulebook.of(
        together(portfolio.scenarios, portfolio.plan),
        published_at=START,
        policy=portfolio.policy,
        segments=portfolio.segments,
        data=portfolio.data,
        seed="1",
    )
    found = simulate(busy(portfolio), book, start=START, days=120, segments=())

    assert found.summary["decisions"]["sent"] > 0
    assert all(most <= bounds.get(rule, inf) + 1e-9 for rule, most in found.max_in_window.items())
