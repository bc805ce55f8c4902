# mypy: disable-error-code="no-untyped-def,no-untyped-call"
"""The ledger of a simulation: one row a decision, in one order whatever the chunks and the workers.

Rows are numbers until they are written, as CSV or Parquet. Each chunk of units sorts its own by minute and
puts them aside in a temporary file; writing goes day by day, so that a ledger of any length takes little
memory.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from designer.domain.channel import Category, Channel
from designer.domain.enrolment import Verdict
from designer.domain.errors import BadInput
from designer.domain.time import DAY, Minute
from designer.engine.bundles import bundle
from designer.engine.jit import compiled, entrance, inline

if TYPE_CHECKING:
    from polars import DataFrame, Series

#: A decision; minutes are counted from the start of the simulation.
ROW = np.dtype(
    [
        ("at", "i4"),
        ("due", "i4"),
        # place among the ids
        ("contact", "i4"),
        ("node", "i4"),
        ("entry", "i4"),
        ("visit", "i4"),
        ("attempt", "i4"),
        ("filler", "i4"),
        ("fillers", "i4"),
        ("rule", "i2"),
        ("channel", "i1"),
        ("category", "i1"),
        ("verdict", "i1"),
    ],
    align=True,
)
#: A dispatch that fills a rule: a node of the tables, -1 for one of before.
FILLER = np.dtype([("at", "i4"), ("node", "i4")], align=True)

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_ROW_GROUP = 250_000
_NO_ROWS, _NO_FILLERS = np.zeros(0, dtype=ROW), np.zeros(0, dtype=FILLER)


class Order(NamedTuple):
    """What the rows of one minute are sorted by, beside entry, visit and attempt."""

    contact: Any  #: i8[person]: the place among the ids
    #: i4[node]: its place by scenario key, and among all by (scenario key, node id)
    key: Any
    place: Any


@entrance
def _take(out, start, order, rows, fillers, used):
    """Add the decisions of ``out`` to rows; ``used`` counts rows and fillers. There must be room."""
    r, f = used[0], used[1]
    for d in range(out.used[1]):
        decision = out.decisions[d]
        rows[r].at = decision.at - start
        rows[r].due = decision.due_at - start
        rows[r].contact = order.contact[decision.person]
        rows[r].node = decision.node
        rows[r].entry = decision.entry
        rows[r].visit = decision.visit
        rows[r].attempt = decision.attempt
        rows[r].filler = f
        rows[r].fillers = decision.fillers
        rows[r].rule = decision.rule
        rows[r].channel = decision.channel
        rows[r].category = decision.category
        rows[r].verdict = decision.verdict
        r += 1
        for k in range(decision.first_filler, decision.first_filler + decision.fillers):
            fillers[f].at, fillers[f].node = out.fillers[k].at - start, out.fillers[k].node
            f += 1
    used[0], used[1] = r, f


@entrance
def by_minute(rows, first, minutes):
    """The stable order of rows by minute, of ``minutes`` from ``first`` on, and where each minute starts."""
    starts = np.zeros(minutes + 1, dtype=np.int64)
    for r in range(len(rows)):
        starts[rows[r].at - first + 1] += 1
    for m in range(minutes):
        starts[m + 1] += starts[m]
    place = starts[:-1].copy()
    order = np.empty(len(rows), dtype=np.int64)
    for r in range(len(rows)):
        m = rows[r].at - first
        order[place[m]] = r
        place[m] += 1
    return order, starts


@inline
def _is_before(a, b, o):
    if o.key[a.node] != o.key[b.node]:
        return o.key[a.node] < o.key[b.node]
    if a.entry != b.entry:
        return a.entry < b.entry
    if o.place[a.node] != o.place[b.node]:
        return o.place[a.node] < o.place[b.node]
    if a.visit != b.visit:
        return a.visit < b.visit
    return a.attempt < b.attempt


@entrance
def settle_ties(rows, o, order):
    """Sort the rows of one contact at one minute, which stand together in ``order``."""
    for r in range(1, len(order)):
        one = order[r]
        place = r
        while place > 0:
            other = order[place - 1]
            if rows[other].at != rows[one].at or rows[other].contact != rows[one].contact:
                break
            if not _is_before(rows[one], rows[other], o):
                break
            order[place] = other
            place -= 1
        order[place] = one


class Names(NamedTuple):
    """What the numbers of rows are called."""

    contacts: Sequence[str]
    #: By node: its scenario's key and version, its id.
    scenarios: Sequence[str]
    versions: Sequence[int]
    nodes: Sequence[str]
    rules: Sequence[str]


class Part:
    """The rows of one chunk while it is planned."""

    def __init__(self, decisions: int, fillers: int) -> None:
        self.rows = np.zeros(decisions, dtype=ROW)
        self.fillers = np.zeros(fillers, dtype=FILLER)
        self.used = np.zeros(2, dtype=np.int64)

    def take(self, out: Any, start: Minute, order: Order) -> None:
        """Add what was decided."""
        self.rows = _roomy(self.rows, int(self.used[0] + out.used[1]))
        self.fillers = _roomy(self.fillers, int(self.used[1] + out.used[2]))
        rows, fillers = _records(self.rows), _records(self.fillers)
        _take(bundle(out), start, bundle(order), rows, fillers, self.used)


def _records(rows: Any) -> Any:
    """Rows whose fields interpreted code can name, too."""
    return rows if compiled else rows.view(np.recarray)


def _roomy(array: Any, needed: int) -> Any:
    if needed <= len(array):
        return array
    larger = np.zeros(max(needed, 2 * len(array)), dtype=array.dtype)
    larger[: len(array)] = array
    return larger


@dataclass(frozen=True)
class _Kept:
    """Where the rows of a chunk lie in the file, sorted by minute, and where each day starts among them."""

    rows: int
    fillers: int
    days: Any
    #: Where the fillers of each day start.
    filler_days: Any


def check_name(path: Path) -> None:
    """Raises ``BadInput`` for a ledger whose name tells no kind of file that is written."""
    if path.suffix.lower() not in (".csv", ".parquet"):
        raise BadInput(f"The ledger {path} is neither CSV nor Parquet; end its name with .csv or .parquet.")


@dataclass(kw_only=True)
class Ledger:
    """A ledger that is being made; closed by ``write``, or ``close`` when there will be none."""

    path: Path
    start: Minute
    days: int
    names: Names
    order: Order
    #: Whether chunks hold ever later contacts, so that only minutes have to be sorted.
    in_order: bool
    _parts: dict[int, _Kept] = field(default_factory=dict)
    _lock: Any = field(default_factory=Lock)

    def __post_init__(self) -> None:
        check_name(self.path)
        try:
            self._file = tempfile.TemporaryFile(dir=self.path.parent)  # noqa: SIM115
        except OSError as error:
            raise BadInput(f"{self.path} cannot be written ({error.strerror}); name another file.") from None

    def add(self, chunk: int, part: Part) -> None:
        """Put the rows of a chunk aside; chunks may come in any order, from any thread."""
        rows, fillers = part.rows[: part.used[0]], part.fillers[: part.used[1]]
        if not self.in_order:
            rows = rows[np.argsort(rows["contact"], kind="stable")]
        order, starts = by_minute(_records(rows), 0, self.days * DAY)
        settle_ties(_records(rows), bundle(self.order), order)
        rows = rows[order]
        own = np.repeat(rows["filler"] - np.cumsum(rows["fillers"]) + rows["fillers"], rows["fillers"])
        fillers = fillers[own + np.arange(len(own))]
        rows["filler"] = np.cumsum(rows["fillers"]) - rows["fillers"]
        days = starts[::DAY]
        ends = np.append(rows["filler"], len(fillers))
        with self._lock:
            at = self._file.seek(0, 2)
            self._file.write(rows.tobytes())
            self._file.write(fillers.tobytes())
            self._parts[chunk] = _Kept(at, at + rows.nbytes, days, ends[days])

    def close(self) -> None:
        """Let go of what was put aside."""
        self._file.close()

    def write(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Write the file and say how many rows it has. Raises ``BadInput`` when it cannot be written."""
        import polars as pl

        try:
            if self.path.suffix.lower() == ".csv":
                self._write_csv(progress)
            else:
                self._write_parquet(progress)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise BadInput(f"{self.path} cannot be written ({error}); name another file.") from None
        finally:
            self.close()
        return sum(int(part.days[-1]) for part in self._parts.values())

    def _write_csv(self, progress: Callable[[int, int], None] | None) -> None:
        with self.path.open("wb") as file:
            for number, frame in enumerate(self._frames(progress)):
                frame.write_csv(file, include_header=number == 0, datetime_format=_INSTANT)

    def _write_parquet(self, progress: Callable[[int, int], None] | None) -> None:
        from polars.io.plugins import register_io_source

        def frames(*_: object) -> Iterator[DataFrame]:
            yield from self._frames(progress)

        # streamed, so that few days are in memory; in order, so that the same rows make the same file
        source = register_io_source(frames, schema=self._frame(_NO_ROWS, _NO_FILLERS).schema)
        source.sink_parquet(self.path, row_group_size=_ROW_GROUP, compression_level=1, maintain_order=True)

    def _frames(self, progress: Callable[[int, int], None] | None) -> Iterator[DataFrame]:
        """The rows in order, a day at a time; first none, for those who need the columns alone."""
        yield self._frame(_NO_ROWS, _NO_FILLERS)
        for day in range(self.days):
            yield self._frame(*self._day(day))
            if progress is not None:
                progress(day + 1, self.days)

    def _day(self, day: int) -> tuple[Any, Any]:
        """The rows of one day, in order, and their fillers."""
        parts = [part for _, part in sorted(self._parts.items())]
        rows = np.empty(sum(int(one.days[day + 1] - one.days[day]) for one in parts), dtype=ROW)
        fillers = np.empty(
            sum(int(one.filler_days[day + 1] - one.filler_days[day]) for one in parts), dtype=FILLER
        )
        used = filled = 0
        for part in parts:
            some = self._read(part.rows, ROW, part.days[day], part.days[day + 1])
            own = self._read(part.fillers, FILLER, part.filler_days[day], part.filler_days[day + 1])
            some["filler"] += filled - part.filler_days[day]
            rows[used : used + len(some)] = some
            fillers[filled : filled + len(own)] = own
            used, filled = used + len(some), filled + len(own)
        if not self.in_order:
            rows = rows[np.argsort(rows["contact"], kind="stable")]
        order, _ = by_minute(_records(rows), day * DAY, DAY)
        return rows[order], fillers

    def _read(self, at: int, dtype: Any, first: int, last: int) -> Any:
        self._file.seek(at + int(first) * dtype.itemsize)
        return np.frombuffer(bytearray(self._file.read(int(last - first) * dtype.itemsize)), dtype=dtype)

    def _frame(self, rows: Any, fillers: Any) -> DataFrame:
        import polars as pl

        lists = self._lists
        instants = pl.Series("at", rows["at"].astype(np.int64) + self.start)
        due = pl.Series("due_at", rows["due"].astype(np.int64) + self.start)
        return pl.DataFrame(
            {
                "contact": lists["contacts"].gather(rows["contact"]),
                "at": _instant(instants),
                "scenario": lists["scenarios"].gather(rows["node"]),
                "version": lists["versions"].gather(rows["node"]),
                "entry": rows["entry"],
                "node": lists["nodes"].gather(rows["node"]),
                "visit": rows["visit"],
                "channel": lists["channels"].gather(rows["channel"]),
                "category": lists["categories"].gather(rows["category"]),
                "decision": lists["verdicts"].gather(rows["verdict"]),
                "rule": lists["rules"].gather(rows["rule"]),
                "blocked_by": self._blocked_by(rows, fillers),
                "due_at": _instant(due),
            }
        )

    def _blocked_by(self, rows: Any, fillers: Any) -> Series:
        """``scenario/node@instant`` of each filler, with bars between; nothing where nothing fills a rule."""
        import polars as pl

        holds = np.flatnonzero(rows["fillers"])
        counts = rows["fillers"][holds].astype(np.int64)
        ends = np.cumsum(counts)
        places = np.repeat(rows["filler"][holds] - ends + counts, counts) + np.arange(counts.sum())
        found = fillers[places]
        nodes = np.where(found["node"] < 0, len(self.names.nodes), found["node"])
        words = pl.DataFrame(
            {
                "row": np.repeat(holds, counts),
                "node": self._lists["references"].gather(nodes),
                "at": _instant(pl.Series(found["at"].astype(np.int64) + self.start)),
            }
        ).sort("row", "node", "at")
        said = pl.col("node") + "@" + pl.col("at").dt.strftime(_INSTANT)
        joined = words.group_by("row", maintain_order=True).agg(said.str.join("|").alias("said"))
        texts = pl.select(pl.repeat(None, len(rows), dtype=pl.String)).to_series()
        return texts.scatter(joined["row"], joined["said"]) if len(holds) else texts

    @cached_property
    def _lists(self) -> dict[str, Series]:
        import polars as pl

        names = self.names
        references = [f"{key}/{node}" for key, node in zip(names.scenarios, names.nodes, strict=True)]
        return {
            "contacts": pl.Series(names.contacts, dtype=pl.String),
            "scenarios": pl.Series(names.scenarios, dtype=pl.String),
            "versions": pl.Series(names.versions, dtype=pl.Int32),
            "nodes": pl.Series(names.nodes, dtype=pl.String),
            "references": pl.Series([*references, "history/-"], dtype=pl.String),
            "channels": pl.Series([channel.value for channel in Channel]),
            "categories": pl.Series([category.value for category in Category]),
            "verdicts": pl.Series([verdict.value for verdict in Verdict]),
            "rules": pl.Series([name or None for name in names.rules], dtype=pl.String),
        }


def _instant(minutes: Series) -> Series:
    """Minutes since 1970 as instants in UTC."""
    import polars as pl

    return (minutes * 60_000).cast(pl.Datetime("ms", "UTC"))
