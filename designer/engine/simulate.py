# mypy: disable-error-code="no-untyped-call"
"""Simulation: days go by over a whole base, and are counted; nothing is sent and nothing is kept.

The kernel that decides for real decides here. Units are cut into chunks, chunks are planned by all cores, and
what they decide is added up (``tallies.py``) or put aside for the ledger (``ledger.py``), so that neither
chunks nor workers show in the result.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

import numpy as np

from designer.domain.channel import Channel
from designer.domain.enrolment import Verdict
from designer.domain.errors import BadInput
from designer.domain.time import DAY, Minute, to_iso
from designer.engine import kernel
from designer.engine.behaviour import Behaviours, reacting
from designer.engine.columns import Base, Crowd, crowd_of
from designer.engine.compile import Compiled, compile_book
from designer.engine.ledger import Ledger, Names, Order, Part
from designer.engine.membership import members
from designer.engine.packing import room_for
from designer.engine.rulebook import Rulebook
from designer.engine.tables import (
    CALENDAR,
    RESERVED,
    ROLLING,
    ROLLING_AFTER,
    RUN,
    SCORE,
    SENT,
    SKIPPED,
    Out,
    Tables,
)
from designer.engine.tallies import (
    AT_LIMIT,
    ENTRIES,
    STEPS,
    Counts,
    Given,
    add_up,
    counts_for,
    scratch_for,
    together,
    with_naught,
)
from designer.engine.whatif import supposed

#: Units that are planned together; what a worker holds of them fits into its cache.
CHUNK = 4096
#: Decisions, visits… that a worker holds before they are counted.
ROWS = 16_384
#: Contacts that received most, as the result names them.
HEAVIEST = 100

_PRESSURE = (ROLLING, ROLLING_AFTER, CALENDAR, SCORE)
_VERDICT_WORDS = [verdict.value for verdict in Verdict]

#: Told as it goes on: units done, of how many.
Progress = Callable[[int, int], None]


class Stopped(Exception):
    """Somebody wanted the simulation to stop."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Result:
    """What was counted. Day d is [start + d days, + 1 day) in UTC, week w the days 7 w … 7 w + 6."""

    #: What ``designer simulate`` answers.
    summary: dict[str, Any]
    #: Keys of scenarios and campaigns, sorted.
    scenarios: list[str]
    #: (scenario, version, node id), and (node row, path, target row or -1).
    nodes: list[tuple[str, int, str]]
    ways: list[tuple[int, str, int]]
    #: Names of rules, the reserved ones first; the first is none.
    rules: list[str]
    channels: list[str]
    #: Keys of segments; the first one, "", is everyone.
    segments: list[str]
    verdicts: list[str]
    days: int
    weeks: int
    entered: Any  #: i8[scenario, day]
    left: Any  #: i8[scenario, standing, day]
    passed: Any  #: i8[way, day]
    arrived: Any  #: i8[node, day]
    decided: Any  #: i8[node, verdict, day]
    sent: Any  #: i8[node, channel, day]
    blocked: Any  #: i8[rule, scenario, verdict]
    #: i8[scenario that lost, scenario that filled the rule; the last is history]: messages delayed or lost
    lost: Any
    #: i8[scenario, day]: messages held back by one that prevails less
    inversions: Any
    #: i8[week, segment, channel; the last is all, messages]: contacts by messages received, 12 is 12 and more
    load: Any
    limited: Any  #: i8[week, rule]: contacts whom it held back at least once
    #: i8[node, reaction]: delivered, opened, clicked, replied, unsubscribed, bounced, converted
    reacted: Any
    converted: Any  #: i8[scenario, day]
    #: (contact, messages received, week in which it received most), the heaviest first.
    heaviest: list[tuple[str, int, int]]
    #: By cap, gap and score: the fullest window of one contact's messages that the rules can block.
    max_in_window: dict[str, float]

    def to_bytes(self) -> bytes:
        """The result as one file that ``from_bytes`` reads."""
        plain: dict[str, Any] = {}
        arrays: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            (arrays if isinstance(value, np.ndarray) else plain)[one.name] = value
        file = BytesIO()
        told = np.frombuffer(json.dumps(plain).encode(), dtype=np.uint8)
        np.savez_compressed(file, allow_pickle=False, plain=told, **arrays)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Result:
        """The result of such a file. Raises ``BadInput`` when it is none."""
        try:
            with np.load(BytesIO(content), allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files if name != "plain"}
                plain = json.loads(file["plain"].tobytes())
            for name in ("nodes", "ways", "heaviest"):
                plain[name] = [tuple(one) for one in plain[name]]
            return cls(**plain, **arrays)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInput(f"This is no result of a simulation ({error}); run it again.") from None


def simulate(
    base: Base,
    book: Rulebook,
    *,
    start: Minute,
    days: int,
    seed: str | int | None = None,
    behaviours: Behaviours | None = None,
    events: str = "known",
    segments: Sequence[str] | None = None,
    ledger: Path | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    workers: int | None = None,
) -> Result:
    """Let ``days`` days from ``start`` on pass over a base, and count what the planner decides.

    At the start nobody is in a scenario, and what happened before is history. ``seed``: of the draws, that of
    the rulebook unless given. ``behaviours``: how contacts react, by the sheets unless given. ``events``:
    where those of the simulated days come from, ``known``, ``replay`` or ``rates`` (``whatif.py``).
    ``segments``: those whose load is counted apart, all of the rulebook unless given. ``ledger``: a CSV or
    Parquet file to write. Raises ``BadInput``, and ``Stopped`` as soon as ``cancelled`` says so.
    """
    began = time.perf_counter()
    run = Run.of(
        base,
        book,
        start=start,
        days=days,
        seed=seed,
        behaviours=behaviours,
        events=events,
        segments=tuple(book.segments) if segments is None else tuple(segments),
    )
    kept = run.ledger(ledger) if ledger is not None else None
    try:
        planner_s = run.plan(kept, progress, cancelled, workers or _cores())
        if kept is not None:
            kept.write()
    finally:
        if kept is not None:
            kept.close()
    return run.result(planner_s, began)


def _cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Chunk(NamedTuple):
    """Units that are planned together, and the tables by which their contacts react."""

    number: int
    first: int
    after: int
    tables: Tables


class Worker:
    """What one thread works with, used again from chunk to chunk."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.bench = 256
        self.work = kernel.workbench(run.compiled.policy, self.bench)
        self.counts = run.counts()
        self.planner_s = 0.0
        self._make_room(ROWS)

    def _make_room(self, rows: int) -> None:
        self.rows = rows
        self.out = _room(self.run.compiled, rows)
        self.scratch = scratch_for(self.counts, rows)

    def plan(self, chunk: _Chunk, part: Part | None) -> None:
        """Plan a chunk and count what is decided; its rows go into ``part``."""
        run, first = self.run, chunk.first
        people = run.crowd.people
        while first < chunk.after:
            self.out.used[:] = 0
            began = time.perf_counter()
            done, full = kernel.advance(
                chunk.tables, people, self.work, self.out, first, chunk.after, run.start, run.until
            )
            self.planner_s += time.perf_counter() - began
            if done > first:
                add_up(
                    chunk.tables,
                    people,
                    self.out,
                    first,
                    done,
                    run.start,
                    run.given,
                    self.counts,
                    self.scratch,
                )
                if part is not None:
                    part.take(self.out, run.start, run.order)
            if full == 2 or done == first:
                self.grow(full)
            first = done

    def grow(self, full: int) -> None:
        """Make room for a unit that there was none for: what the kernel says was full."""
        if full == 2:
            self.bench *= 2
            self.work = kernel.workbench(self.run.compiled.policy, self.bench)
        elif full == 1:
            self._make_room(2 * self.rows)


def plan_alone(run: Run) -> Out:
    """Everything that is decided of a few people, in one piece."""
    worker, tables = Worker(run), run.tables[0]
    for row, (first, after) in enumerate(pairwise(run.crowd.classes)):
        if after > first:
            tables = run.tables[row]
    while True:
        worker.out.used[:] = 0
        units = len(run.crowd.people.units)
        done, full = kernel.advance(
            tables, run.crowd.people, worker.work, worker.out, 0, units, run.start, run.until
        )
        if done == units:
            return worker.out
        worker.grow(full)


def _room(compiled: Compiled, rows: int) -> Out:
    """Room for what is counted: decisions and enrolments, and not how people stand afterwards."""
    places = max(1, int(compiled.policy["places"]))
    out = room_for(compiled, 0, rows, state=False)
    return out._replace(runs=np.zeros(rows, dtype=RUN), run_visits=np.zeros((rows, places), dtype=np.int32))


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """One simulation, ready to be planned."""

    base: Base
    compiled: Compiled
    crowd: Crowd
    start: Minute
    days: int
    #: By class of contacts, the tables in which they react.
    tables: Sequence[Tables]
    segments: tuple[str, ...]
    given: Given
    order: Order
    parts: list[Counts]

    @classmethod
    def of(
        cls,
        base: Base,
        book: Rulebook,
        *,
        start: Minute,
        days: int,
        seed: str | int | None,
        behaviours: Behaviours | None,
        events: str,
        segments: tuple[str, ...],
    ) -> Run:
        """Compile the rulebook and make the people."""
        if days < 1:
            raise BadInput(f"{days} days cannot be simulated; give at least one.")
        if not len(base):
            raise BadInput("The base has no contacts; add some, as a simulation of nobody says nothing.")
        if seed is not None:
            book = replace(book, seed=str(seed))
        behaviours = Behaviours() if behaviours is None else behaviours
        compiled = compile_book(book, first=start, last=start + days * DAY)
        own_ways = behaviours.segments
        class_of = None
        if own_ways:
            inside = members(base, book, own_ways, start - 1)
            # of several segments the first; of none, like everyone
            class_of = np.where(inside.any(axis=1), inside.argmax(axis=1), len(own_ways))
        crowd = crowd_of(
            base,
            compiled,
            start=start,
            added=supposed(events, base, book, start=start, days=days),
            class_of=class_of,
        )
        return cls(
            base=base,
            compiled=compiled,
            crowd=crowd,
            start=start,
            days=days,
            tables=[reacting(compiled, behaviours, segment) for segment in (*own_ways, "")],
            segments=("", *segments),
            given=_given(base, book, compiled, crowd, start, segments),
            order=_order(compiled, crowd),
            parts=[],
        )

    @property
    def seed(self) -> str:
        """That of the draws."""
        return self.compiled.book.seed

    @property
    def until(self) -> Minute:
        """The last minute."""
        return self.start + self.days * DAY - 1

    def counts(self) -> Counts:
        """Counts at naught, which will be added up with the others."""
        compiled = self.compiled
        return counts_for(
            compiled.tables,
            keys=len(compiled.keys),
            ways=len(compiled.ways),
            rules=len(compiled.rule_names),
            segments=len(self.segments),
            days=self.days,
        )

    def ledger(self, path: Path) -> Ledger:
        """The ledger that the decisions go to."""
        compiled = self.compiled
        return Ledger(
            path=path,
            start=self.start,
            days=self.days,
            names=Names(
                contacts=self.base.ids,
                scenarios=[compiled.versions[version].key for version, _ in compiled.nodes],
                versions=[compiled.version_numbers[version] for version, _ in compiled.nodes],
                nodes=[node.id for _, node in compiled.nodes],
                rules=compiled.rule_names,
            ),
            order=self.order,
            in_order=self.crowd.in_order,
        )

    def plan(
        self,
        ledger: Ledger | None,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
        workers: int,
    ) -> float:
        """Plan everything; the seconds that it took a worker on average."""
        free: SimpleQueue[Worker] = SimpleQueue()
        crew = [Worker(self) for _ in range(max(1, workers))]
        for worker in crew:
            free.put(worker)
        # what is compiled, or read from the cache, is not planning
        nobody = _Chunk(0, 0, 0, self.tables[0])
        kernel.advance(
            nobody.tables, self.crowd.people, crew[0].work, crew[0].out, 0, 0, self.start, self.until
        )

        def do(chunk: _Chunk) -> int:
            if cancelled is not None and cancelled():
                raise Stopped
            worker = free.get()
            try:
                part = Part(ROWS, ROWS) if ledger is not None else None
                worker.plan(chunk, part)
            finally:
                free.put(worker)
            if ledger is not None and part is not None:
                ledger.add(chunk.number, part)
            return chunk.after - chunk.first

        total, done = len(self.crowd.people.units), 0
        with ThreadPoolExecutor(max_workers=len(crew)) as pool:
            try:
                for units in pool.map(do, self._chunks()):
                    done += units
                    if progress is not None:
                        progress(done, total)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        self.parts.extend(worker.counts for worker in crew)
        return sum(worker.planner_s for worker in crew) / len(crew)

    def _chunks(self) -> Iterator[_Chunk]:
        number = 0
        spans = pairwise(self.crowd.classes)
        for tables, (first, after) in zip(self.tables, spans, strict=False):
            for low in range(first, after, CHUNK):
                yield _Chunk(number, low, min(low + CHUNK, after), tables)
                number += 1

    def result(self, planner_s: float, began: float) -> Result:
        """What was counted, with its names."""
        compiled = self.compiled
        counts = with_naught(together(self.parts), self.given.segments.sum(axis=0, dtype=np.int64))
        most = _most(compiled, counts)
        return Result(
            summary=self._summary(counts, most, planner_s, began),
            scenarios=list(compiled.keys),
            nodes=[
                (compiled.versions[version].key, compiled.version_numbers[version], node.id)
                for version, node in compiled.nodes
            ],
            ways=list(compiled.ways),
            rules=list(compiled.rule_names),
            channels=[channel.value for channel in Channel],
            segments=list(self.segments),
            verdicts=_VERDICT_WORDS,
            days=self.days,
            weeks=-(-self.days // 7),
            heaviest=self._heaviest(),
            max_in_window=most,
            **{name: value for name, value in counts._asdict().items() if name not in ("most", "numbers")},
        )

    def _heaviest(self) -> list[tuple[str, int, int]]:
        messages, contact = self.given.messages, self.crowd.contact
        some = np.flatnonzero(messages)
        if len(some) > HEAVIEST:
            least = np.partition(messages[some], -HEAVIEST)[-HEAVIEST]
            some = some[messages[some] >= least]
        order = np.lexsort((contact[some], -messages[some].astype(np.int64)))[:HEAVIEST]
        return [
            (self.base.ids[int(contact[one])], int(messages[one]), int(self.given.worst[one]))
            for one in some[order]
        ]

    def _summary(
        self, counts: Counts, most: dict[str, float], planner_s: float, began: float
    ) -> dict[str, Any]:
        compiled = self.compiled
        by_verdict = counts.decided.sum(axis=(0, 2))
        key_of = np.array(
            [compiled.key_row[compiled.versions[v].key] for v, _ in compiled.nodes], dtype=np.int64
        )
        by_key = np.zeros((len(compiled.keys), len(_VERDICT_WORDS)), dtype=np.int64)
        np.add.at(by_key, key_of, counts.decided.sum(axis=2))
        entered, inverted = counts.entered.sum(axis=1), counts.inversions.sum(axis=1)
        blocked = counts.blocked.sum(axis=(1, 2))
        own = {rule.name for rule in compiled.rules}
        return {
            "contacts": len(self.base),
            "from": to_iso(self.start),
            "days": self.days,
            "seed": int(self.seed) if self.seed.isdigit() else self.seed,
            "entries": int(counts.numbers[ENTRIES]),
            "node_steps": int(counts.numbers[STEPS]),
            "decisions": {word: int(n) for word, n in zip(_VERDICT_WORDS, by_verdict, strict=True)},
            "blocked_by": {
                name: int(blocked[row])
                for row, name in enumerate(compiled.rule_names)
                if name and (name in own or blocked[row])
            },
            "by_scenario": {
                key: {
                    "entries": int(entered[row]),
                    "sent": int(by_key[row, SENT]),
                    "skipped": int(by_key[row, SKIPPED]),
                    "inversions": int(inverted[row]),
                }
                for row, key in enumerate(compiled.keys)
            },
            "max_in_window": most,
            "conversions": int(counts.converted.sum()),
            "inversions": int(inverted.sum()),
            "at_limit": int(counts.numbers[AT_LIMIT]),
            "planner_s": round(planner_s, 3),
            "elapsed_s": round(time.perf_counter() - began, 3),
        }


def _given(
    base: Base, book: Rulebook, compiled: Compiled, crowd: Crowd, start: Minute, segments: tuple[str, ...]
) -> Given:
    inside = np.ones((len(base), 1 + len(segments)), dtype=np.int8)
    inside[:, 1:] = members(base, book, segments, start - 1)[crowd.contact]
    pressed = np.zeros(len(compiled.rule_names), dtype=np.int8)
    for rule in compiled.rules:
        pressed[compiled.rule_names.index(rule.name)] = rule.kind in _PRESSURE
    pressed[: len(RESERVED)] = 0
    return Given(
        segments=inside,
        pressed=pressed,
        messages=np.zeros(len(base), dtype=np.int32),
        worst=np.zeros(len(base), dtype=np.int32),
    )


def _order(compiled: Compiled, crowd: Crowd) -> Order:
    keys = [compiled.versions[version].key for version, _ in compiled.nodes]
    names = [(key, node.id) for key, (_, node) in zip(keys, compiled.nodes, strict=True)]
    ranks = {name: rank for rank, name in enumerate(sorted(set(names)))}
    return Order(
        contact=crowd.contact,
        key=np.array([compiled.key_row[key] for key in keys], dtype=np.int32),
        place=np.array([ranks[name] for name in names], dtype=np.int32),
    )


def _most(compiled: Compiled, counts: Counts) -> dict[str, float]:
    """The fullest window of each cap and gap, whole, and the highest score."""
    found: dict[str, float] = {}
    for row, rule in enumerate(compiled.rules):
        if rule.kind in _PRESSURE:
            number = float(counts.most[row])
            value = round(number, 6) if rule.kind == SCORE else int(number)
            found[rule.name] = max(value, found.get(rule.name, 0))
    return found
