"""One pass: everything that is due up to a minute is decided and written, some thousand contacts at a time.

A batch is read, planned and written in one transaction, so that a pass may be cut anywhere: what was written
is not due any more, what was not is found again. The clock is marked in the last transaction.
"""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from designer.domain.time import DAY, HOUR, Minute
from designer.runtime import clock, rules
from designer.runtime.decide import Aside, decided
from designer.runtime.lease import Leadership
from designer.runtime.load import due_units
from designer.runtime.names import Names
from designer.runtime.write import Written, write_cursors, write_decided
from designer.store import workspace
from designer.store.database import db, writing
from designer.store.models import Cursor, PassLog
from designer.store.models.base import table_of

#: Contacts planned and written in one transaction.
BATCH = 5000
#: Minutes until a contact whose planning failed is tried again: twice as long each time, up to a day.
FIRST_RETRY: Minute = HOUR


@dataclass(kw_only=True)
class PassReport:
    """What one pass did."""

    floor: Minute
    until: Minute
    #: Seconds spent planning, and in all.
    planner_s: float = 0.0
    elapsed_s: float = 0.0
    contacts: int = 0
    entries: int = 0
    node_steps: int = 0
    dispatches: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    #: Contacts whose planning failed.
    set_aside: int = 0
    #: Whether it was cut short, and goes on at the next call.
    cut: bool = False


class Passes:
    """Runs passes for one process, with the rulebook kept from one to the next."""

    def __init__(self, leadership: Leadership, stopping: Callable[[], bool] = lambda: False) -> None:
        self._leadership = leadership
        self._stopping = stopping
        self._rules: rules.Rules | None = None
        self._names: Names | None = None

    def run(self, *, real: float | None = None) -> PassReport | None:
        """Decide what the clock says is to be decided now; nothing when it stands still or all is paused.

        Raises ``LeaseLost`` when another process has taken over.
        """
        db.session.commit()
        db.session.expire_all()
        if workspace.get().paused:
            return None
        state = workspace.clock()
        span = clock.next_span(state, workspace.real_now() if real is None else real)
        if span is None:
            return None
        return self._run(state, span)

    def _run(self, state: workspace.ClockState, span: clock.Span) -> PassReport:
        report = PassReport(floor=span.floor, until=span.until)
        started, began = workspace.real_now(), time.perf_counter()
        while not report.cut and self._batch(span, report):
            report.cut = self._stopping()
        report.elapsed_s = time.perf_counter() - began
        if not report.cut:
            with writing() as session:
                self._leadership.confirm(session)
                # The clock may have been set otherwise while the pass ran: only its place is ours.
                present = workspace.clock()
                workspace.save_clock(clock.moved(present, span, workspace.real_now()))
                if report.contacts or report.set_aside:
                    session.execute(insert(table_of(PassLog)), [_log_row(report, started)])
        return report

    def _batch(self, span: clock.Span, report: PassReport) -> bool:
        """Plan and write one batch; whether there was one."""
        with writing() as session:
            self._leadership.confirm(session)
            if workspace.get().paused:
                report.cut = True
                return False
            keys = due_units(session, span.until, BATCH)
            if not keys:
                return False
            _add(report, write_due(session, self._current_names(span), keys, span))
        return True

    def _current_names(self, span: clock.Span) -> Names:
        if self._rules is None or self._rules.revision != workspace.get().rules_revision:
            self._rules = rules.load()
        if self._names is None or not self._names.is_of(self._rules, span.floor, span.until):
            self._names = Names(self._rules, span.floor, span.until)
        return self._names


def write_due(session: Session, names: Names, keys: Sequence[str], span: clock.Span) -> Written:
    """Read some units, decide what is due, and write it; a unit that cannot be planned is set aside.

    Part of the caller's transaction.
    """
    with _without_collector():
        return _write_due(session, names, keys, span)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let the collector of circular garbage rest: it would look at every row again, and find none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _write_due(session: Session, names: Names, keys: Sequence[str], span: clock.Span) -> Written:
    written = Written()
    for part in decided(session, names, keys, span):
        if isinstance(part, Aside):
            written.set_aside += _set_aside(session, part, span.until)
            continue
        for out in part.outs:
            written += write_decided(session, names, part.loaded, out, span.until)
        write_cursors(session, names, part.loaded, part.outs[-1], span.until)
        written.contacts += len(part.loaded.ids)
        written.planner_s += part.seconds
    return written


def _add(report: PassReport, written: Written) -> None:
    report.contacts += written.contacts
    report.entries += written.entries
    report.node_steps += written.node_steps
    report.dispatches += written.dispatches
    report.decisions.update(written.decisions)
    report.planner_s += written.planner_s
    report.set_aside += written.set_aside


def _set_aside(session: Session, aside: Aside, until: Minute) -> int:
    """Leave the contacts of a unit as they were, say why, and try again later."""
    rows = session.scalars(select(Cursor).where(Cursor.unit == aside.unit)).all()
    for row in rows:
        row.set_aside = aside.why[:2000]
        row.failures += 1
        row.due = until + min(FIRST_RETRY * 2 ** (row.failures - 1), DAY)
    session.flush()
    return len(rows)


def retry_set_aside() -> int:
    """Look at the contacts that were set aside again at the next pass; how many there are."""
    with writing() as session:
        due = workspace.clock().last + 1
        done = session.execute(
            update(Cursor).where(Cursor.set_aside.is_not(None)).values(due=due, failures=0),
            execution_options={"synchronize_session": False},
        )
        return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def _log_row(report: PassReport, started: float) -> dict[str, object]:
    return {
        "started_real": started,
        "elapsed_s": report.elapsed_s,
        "planner_s": report.planner_s,
        "floor": report.floor,
        "until": report.until,
        "contacts": report.contacts,
        "entries": report.entries,
        "node_steps": report.node_steps,
        "decisions": dict(report.decisions),
        "dispatches": report.dispatches,
        "set_aside": report.set_aside,
        "dispatched": {},
    }
