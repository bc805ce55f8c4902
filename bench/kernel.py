"""The kernel and the simulator on a million contacts, ten scenarios and ninety days.

In use are triggers of every kind but by hand, waits, splits, experiments, messages with fallbacks, reactions,
caps (rolling, calendar, by contact), gaps (also after other channels), score, exclusions, quiet hours with
holidays, protected slots, controls and time zones. Each measurement runs in a process of its own, whose peak
memory is what the system says; processor time stands beside elapsed time, for a machine with other work.

    python -m bench.kernel [--contacts 1000000] [--only kernel|oracle|parquet|csv|growth|threads] [--json]

``oracle`` runs the plain planner of the tests over the same portfolio, in the same process as the kernel.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

START = "1998-01-01"
DAYS = 90
_DAY = 1440
_FIRST = int(datetime.fromisoformat(START).replace(tzinfo=UTC).timestamp()) // 60

POLICY = """
format: policy/1
timezone: Europe/Paris
caps:
  - {id: week-all, max: {when: [[{eq: [stage, vip]}, 4]], else: 3}, per: P7D}
  - {id: day-email, max: 1, per: P1D, channels: [email]}
  - {id: month-all, max: 8, per: month, kind: calendar}
  - {id: sms-week, max: 1, per: P7D, channels: [sms]}
gaps:
  - {id: gap-12h, min: PT12H}
  - {id: after-call, min: P2D, after: [call], channels: [email]}
score: {threshold: 20, decay: {half_life: P7D}}
exclusions:
  - {id: dispute, when: {eq: [dispute, true]}, categories: [relationship, commercial]}
  - {id: just-bought, when: {did: {event: order.placed, within: P2D}}, except: [orders]}
quiet_hours:
  - {channels: [sms], allow: {mon-sat: ["08:00-20:00"]}, holidays: FR}
  - {channels: [call], allow: {mon-fri: ["10:00-13:00", "14:00-20:00"]}, holidays: FR}
controls: {global: 0.02, per_scenario: 0.05}
protect: {month-all: {relationship: 1}}
"""

_TRIGGERS = (
    'trigger: {kind: schedule, cron: "0 9 1 * *"}\naudience: {gt: [age, 40]}',
    'trigger: {kind: schedule, cron: "30 10 8 * *"}\naudience: {in: [city, [Lyon, Paris, Nantes, Lille]]}',
    'trigger: {kind: schedule, cron: "15 14 15 * *"}\naudience: {any: [{eq: [stage, lead]}, {lt: [age, 9]}]}',
    'trigger: {kind: schedule, cron: "0 7 22 * *"}\naudience: {not: {eq: [city, Paris]}}',
    'trigger: {kind: schedule, cron: "0 16 5 * *"}\naudience: {matches: [email, "*5@example.com"]}',
    'trigger: {kind: schedule, cron: "45 11 12 * *"}\naudience: {between: [age, 25, 60]}',
    "trigger: {kind: event, event: order.placed, where: {gt: [amount, 30]}}",
    "trigger: {kind: event, event: page.viewed}",
    'trigger: {kind: date, attribute: birth_date, offset: -P3D, at: "09:00", repeat: yearly}',
    "trigger: {kind: inactivity, event: order.placed, after: P45D}",
)
_KEYS = ("age", "city", "young", "country", "five", "middle", "orders", "pages", "birthday", "asleep")


def scenario(place: int) -> str:
    """One of the ten scenarios: wait, split, experiment, two messages, a wait for the first one's opening."""
    key, channel, other = _KEYS[place], "email", "sms" if place % 3 else "push"
    blocked, level = "skip" if place % 2 else "delay", "commercial" if place % 4 else "relationship"
    return f"""
format: scenario/1
key: {key}
name: {key}
{_TRIGGERS[place]}
sheet:
  expected: {{delivered: 0.98, opened: 0.35, clicked: 0.05, converted: 0.02, unsubscribed: 0.001}}
entry: {{reentry: after_exit, gap: PT1H}}
priority: {{class: {level}, value: {40 + 5 * place}}}
exit_when: {{did: {{event: order.placed, within: PT1H, at_least: 3}}}}
goal: {{event: order.placed, within: P14D}}
nodes:
  - {{id: start, kind: trigger}}
  - {{id: w1, kind: wait, for: PT{6 + 6 * place}H}}
  - {{id: adult, kind: split, paths: [{{path: adult, when: {{ge: [age, {20 + 3 * place}]}}}}]}}
  - {{id: ab, kind: experiment, paths: [{{path: a, share: 50}}, {{path: b, share: 50}}]}}
  - {{id: morning, kind: wait, until: {{time: "09:00", weekdays: [mon, tue, wed, thu, fri]}}}}
  - {{id: m1, kind: message, channel: {channel}, template: one}}
  - {{id: m2, kind: message, channel: {other}, template: two, if_blocked: fallback, fallback: [email]}}
  - {{id: read, kind: wait_event, event: message.opened, where: {{eq: [scenario, {key}]}}, timeout: P3D}}
  - {{id: m3, kind: message, channel: email, template: three, ttl: P2D, if_blocked: {blocked}}}
  - {{id: end, kind: exit}}
edges:
  - {{from: start, to: w1}}
  - {{from: w1, to: adult}}
  - {{from: adult, path: adult, to: ab}}
  - {{from: adult, path: else, to: morning}}
  - {{from: morning, to: m1}}
  - {{from: ab, path: a, to: m1}}
  - {{from: ab, path: b, to: m2}}
  - {{from: m1, to: read}}
  - {{from: m2, to: read}}
  - {{from: read, path: event, to: end}}
  - {{from: read, path: timeout, to: m3}}
  - {{from: m3, to: end}}
"""


def write_portfolio(folder: Path) -> None:
    """The scenarios and the policy as files."""
    folder.mkdir(exist_ok=True)
    (folder / "policy.yaml").write_text(POLICY)
    for place, key in enumerate(_KEYS):
        (folder / f"{key}.yaml").write_text(scenario(place))


def write_base(folder: Path, contacts: int, *, csv: bool) -> None:
    """Contacts and about five events for each, two of them history, as CSV or Parquet; always the same."""
    import polars as pl

    draws = np.random.default_rng(1)

    def some(values: list[Any], size: int = contacts) -> pl.Series:
        return pl.Series(values).gather(draws.integers(0, len(values), size))

    ids = pl.select(pl.format("c{}", pl.int_range(contacts).cast(pl.String).str.zfill(8))).to_series()
    born = draws.integers(-15_000, 3_000, contacts)
    people = pl.DataFrame(
        {
            "id": ids,
            "email": pl.select(pl.format("{}@example.com", ids)).to_series(),
            "phone": some(["+33639980001", None]),
            "city": some(["Lyon", "Paris", "Nantes", "Lille", "Brest", "Metz", "Nice", "Caen"]),
            "age": draws.integers(16, 90, contacts),
            "stage": some(["lead", "client", "client", "vip"]),
            "dispute": some([True] + [False] * 30),
            "timezone": some(
                ["Europe/Paris", "Europe/Paris", "Europe/Paris", "America/Martinique", "Indian/Reunion"]
            ),
            "birth_date": pl.Series(born.astype(np.int32)).cast(pl.Date),
            "consent_email": some([True, True, True, False]),
            "consent_sms": some([True, False]),
            "consent_push": some([True, False]),
        }
    )
    size = 5 * contacts
    at = (_FIRST - 60 * _DAY) * 60 + draws.integers(0, (60 + DAYS) * _DAY * 60, size)
    facts = pl.DataFrame(
        {
            "contact": ids.gather(draws.integers(0, contacts, size)),
            "event": some(["order.placed", "page.viewed", "page.viewed"], size),
            "at": pl.from_epoch(pl.Series(at), "s"),
            "amount": draws.integers(1, 90, size),
        }
    )
    sends = pl.DataFrame(
        {
            "contact": ids,
            "event": "message.sent",
            "at": pl.from_epoch(pl.Series((_FIRST - draws.integers(1, 9 * _DAY, contacts)) * 60), "s"),
            "channel": some(["email", "email", "call"]),
        }
    )
    facts = pl.concat([facts, sends], how="diagonal")
    if csv:
        people.write_csv(folder / "contacts.csv")
        facts.write_csv(folder / "events.csv", datetime_format="%Y-%m-%dT%H:%M:%SZ")
    else:
        people.write_parquet(folder / "contacts.parquet")
        facts.write_parquet(folder / "events.parquet")


# ── What one process measures ───────────────────────────────────────────────────────────────────────────


def _book(folder: Path) -> Any:
    from designer.engine.rulebook import Rulebook
    from designer.formats.portfolio import read

    portfolio = read([folder])[0].portfolio
    assert len(portfolio.scenarios) == len(_KEYS), "the portfolio of the measurement does not load"
    return Rulebook.of(
        portfolio.scenarios,
        published_at=_FIRST,
        policy=portfolio.policy,
        segments=portfolio.segments,
        data=portfolio.data,
        seed="1",
    )


def _base(folder: Path) -> Any:
    from designer.engine.columns import Base
    from designer.formats.base import read_contact_columns, read_event_columns

    kind = "csv" if (folder / "contacts.csv").exists() else "parquet"
    return Base.of_frames(
        read_contact_columns(folder / f"contacts.{kind}"), read_event_columns(folder / f"events.{kind}")
    )


def _timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - wall, time.process_time() - cpu


def _small(folder: Path, contacts: int) -> Any:
    """The first contacts of the base alone."""
    base = _base(folder)
    return base.only(range(min(contacts, len(base))))


def kernel_alone(folder: Path, *, contacts: int, workers: int) -> dict[str, Any]:
    """The kernel over people that are in memory already: no files, no counts."""
    from designer.engine import kernel
    from designer.engine.behaviour import Behaviours
    from designer.engine.simulate import CHUNK, Run, Worker

    base = _base(folder)
    run = Run.of(
        base,
        _book(folder),
        start=_FIRST,
        days=DAYS,
        seed=1,
        behaviours=Behaviours(),
        events="known",
        segments=(),
    )
    crew = [Worker(run) for _ in range(workers)]
    units, tables, people = len(run.crowd.people.units), run.tables[0], run.crowd.people
    steps = decisions = 0

    def plan(worker: Worker, first: int, after: int) -> tuple[int, int]:
        found = [0, 0]
        while first < after:
            worker.out.used[:] = 0
            first, full = kernel.advance(
                tables,
                people,
                worker.work,
                worker.out,
                first,
                min(first + CHUNK, after),
                run.start,
                run.until,
            )
            found[0] += int(worker.out.used[0])
            found[1] += int(worker.out.used[1])
            if full == 2:
                worker.grow(full)
        return found[0], found[1]

    plan(crew[0], 0, min(units, 100))
    from concurrent.futures import ThreadPoolExecutor

    cuts = [units * part // workers for part in range(workers + 1)]
    with ThreadPoolExecutor(workers) as pool:
        parts, wall, cpu = _timed(lambda: list(pool.map(plan, crew, cuts[:-1], cuts[1:])))
    for one, other in parts:
        steps, decisions = steps + one, decisions + other
    sizes = sum(array.nbytes for array in people)
    return {
        "contacts": units,
        "workers": workers,
        "node_steps": steps,
        "decisions": decisions,
        "wall_s": round(wall, 2),
        "cpu_s": round(cpu, 2),
        "steps_per_cpu_s": round(steps / cpu),
        "steps_per_wall_s": round(steps / wall),
        "us_per_contact": round(cpu / units * 1e6, 2),
        "bytes_per_contact": round(sizes / units),
    }


def beside_the_oracle(folder: Path, *, contacts: int) -> dict[str, Any]:
    """The same contacts by the kernel and by the plain planner of the tests, one after the other."""
    from designer.domain.contact import Event
    from designer.domain.enrolment import Person, Send, Unit
    from designer.engine.behaviour import NOBODY
    from designer.engine.simulate import simulate
    from tests.oracle.planner import advance

    base, book = _small(folder, contacts), _book(folder)
    simulate(base.only(range(10)), book, start=_FIRST, days=1, seed=1, behaviours=NOBODY, workers=1)
    found, _, kernel_s = _timed(
        lambda: simulate(
            base, book, start=_FIRST, days=DAYS, seed=1, behaviours=NOBODY, workers=1, segments=()
        )
    )
    from designer.domain.channel import Category, Channel
    from designer.engine.compile import weight_of

    names = base.names()
    rows = base.events.to_dicts()
    people: list[Unit] = []
    for place, key in enumerate(base.ids):
        attributes = {
            name: str(value) if name == "birth_date" else value
            for name, value in base.attributes_of(place).items()
        }
        people.append(
            Unit(
                key=key,
                people=[
                    Person(
                        id=key,
                        attributes=attributes,
                        events=[],
                        enrolments=[],
                        stays={},
                        marks={},
                        taken_to=_FIRST - 1,
                    )
                ],
                sends=[],
            )
        )
    for row, (person, minute) in enumerate(zip(base.person.tolist(), base.minute.tolist(), strict=True)):
        told = {name: value for name, value in rows[row].items() if value is not None and name != "event"}
        unit = people[person]
        unit.people[0].events.append(
            Event(
                id=f"e{row:08}",
                contact=unit.key,
                name=names[row],
                at=int(base.at[row]),
                minute=minute,
                properties=told,
            )
        )
        if names[row] == "message.sent" and minute < _FIRST:
            channel = Channel(str(told["channel"]))
            unit.sends.append(
                Send(
                    key=f"history/{row:08}",
                    contact=unit.key,
                    at=minute,
                    channels=frozenset((channel,)),
                    category=Category.COMMERCIAL,
                    weight=weight_of(book.policy.score, channel),
                )
            )

    def plain() -> tuple[int, int]:
        steps = decisions = 0
        for unit in people:
            outcome = advance(book, unit, floor=_FIRST, until=_FIRST + DAYS * _DAY - 1)
            steps += outcome.node_steps
            decisions += len(outcome.decisions)
        return steps, decisions

    (steps, decisions), _, plain_s = _timed(plain)
    return {
        "contacts": len(base),
        "node_steps": found.summary["node_steps"],
        "same_steps": steps == found.summary["node_steps"],
        "same_decisions": decisions == sum(found.summary["decisions"].values()),
        "kernel_planner_s": found.summary["planner_s"],
        "kernel_cpu_s_counts_included": round(kernel_s, 3),
        "plain_cpu_s": round(plain_s, 2),
        "ratio_of_cpu_counts_included": round(plain_s / kernel_s, 1),
    }


def from_files(folder: Path, *, ledger: str | None) -> dict[str, Any]:
    """What ``designer simulate`` does, from files to the answer."""
    from designer.engine.simulate import simulate

    wall, cpu = time.perf_counter(), time.process_time()
    base = _base(folder)
    read = time.perf_counter() - wall
    path = None if ledger is None else folder / ledger
    found = simulate(base, _book(folder), start=_FIRST, days=DAYS, seed=1, segments=(), ledger=path)
    steps = found.summary["node_steps"]
    return {
        "contacts": len(base),
        "node_steps": steps,
        "decisions": sum(found.summary["decisions"].values()),
        "reading_s": round(read, 2),
        "planner_s": found.summary["planner_s"],
        "wall_s": round(time.perf_counter() - wall, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
        "ledger_mb": round(path.stat().st_size / 1e6) if path is not None else 0,
    }


_WORKS: dict[str, Callable[..., dict[str, Any]]] = {
    "kernel": kernel_alone,
    "oracle": beside_the_oracle,
    "files": from_files,
}


# ── All of it ───────────────────────────────────────────────────────────────────────────────────────────


def _apart(work: str, folder: Path, **given: Any) -> dict[str, Any]:
    """Measure in a process of its own; its peak memory is told too."""
    command = [sys.executable, "-m", "bench.kernel", "--child", work, "--folder", str(folder)]
    done = subprocess.run(
        [*command, "--given", json.dumps(given)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"the measurement '{work}' failed:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(contacts: int, only: str | None, told: Callable[[str, dict[str, Any]], None]) -> None:
    """All measurements, or one kind of them, told as they come."""
    with tempfile.TemporaryDirectory() as name:

        def folder(size: int, *, csv: bool = False) -> Path:
            place = Path(name) / f"{size}-{'csv' if csv else 'parquet'}"
            if not place.exists():
                write_portfolio(place)
                write_base(place, size, csv=csv)
            return place

        # what is compiled is kept: nobody below waits for it
        _apart("kernel", folder(1000), contacts=1000, workers=1)
        if only in (None, "oracle"):
            told("oracle", _apart("oracle", folder(2000), contacts=2000))
        if only in (None, "growth"):
            for size in sorted({min(10_000, contacts), min(100_000, contacts)}):
                told(f"growth {size}", _apart("kernel", folder(size), contacts=size, workers=1))
        if only in (None, "kernel", "growth"):
            told("kernel", _apart("kernel", folder(contacts), contacts=contacts, workers=1))
        if only in (None, "threads"):
            told("threads", _apart("kernel", folder(contacts), contacts=contacts, workers=2))
        if only in (None, "parquet"):
            told("parquet", _apart("files", folder(contacts), ledger=None))
        if only in (None, "csv"):
            told("csv", _apart("files", folder(contacts, csv=True), ledger="ledger.parquet"))


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["kernel", "oracle", "parquet", "csv", "growth", "threads"])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", choices=sorted(_WORKS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--given", type=json.loads, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        found = _WORKS[options.child](options.folder, **options.given)
        found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps(found))
        return 0

    def told(what: str, found: dict[str, Any]) -> None:
        if options.json:
            print(json.dumps({"what": what, **found}), flush=True)
        else:
            print(f"{what}\n" + "\n".join(f"  {key:30} {value}" for key, value in found.items()), flush=True)

    measure(options.contacts, options.only, told)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
