"""One pass: everything that is due up to a minute is decided and written, some hundred contacts at a time.

A batch is read, planned and written in one transaction, so that a pass may be cut anywhere: what was written
is not due any more, what was not is found again. The clock is marked in the last transaction.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from designer.domain.enrolment import Unit
from designer.domain.time import DAY, HOUR, Minute
from designer.engine.planner import advance
from designer.runtime import clock, rules
from designer.runtime.lease import Leadership
from designer.runtime.load import due_units, load_units
from designer.runtime.write import Planned, Written, write_batch
from designer.store import workspace
from designer.store.database import db, writing
from designer.store.models import Cursor, PassLog
from designer.store.models.base import table_of

log = structlog.get_logger(__name__)

#: Contacts planned and written in one transaction.
BATCH = 500
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
            book = self._current_rules()
            batch: list[Planned] = []
            aside: list[tuple[Unit, str]] = []
            units = load_units(session, keys, span.until)
            began = time.perf_counter()
            for unit in units:
                before = frozenset(send.key for send in unit.sends)
                try:
                    outcome = advance(book.book, unit, floor=span.floor, until=span.until)
                except Exception as error:  # one bad contact never holds up the others
                    log.warning("contact.set-aside", unit=unit.key, error=repr(error), exc_info=True)
                    aside.append((unit, f"{type(error).__name__}: {error}"))
                    continue
                batch.append(Planned(unit=unit, outcome=outcome, sends_before=before))
            report.planner_s += time.perf_counter() - began
            _add(report, write_batch(session, book, batch, span.until))
            for unit, why in aside:
                report.set_aside += _set_aside(session, unit, why, span.until)
        return True

    def _current_rules(self) -> rules.Rules:
        if self._rules is None or self._rules.revision != workspace.get().rules_revision:
            self._rules = rules.load()
        return self._rules


def _add(report: PassReport, written: Written) -> None:
    report.contacts += written.contacts
    report.entries += written.entries
    report.node_steps += written.node_steps
    report.dispatches += written.dispatches
    report.decisions.update(written.decisions)


def _set_aside(session: Session, unit: Unit, why: str, until: Minute) -> int:
    """Leave the contacts of a unit as they were, say why, and try again later."""
    for person in unit.people:
        row = session.get(Cursor, person.id)
        assert row is not None
        row.set_aside = why[:2000]
        row.failures += 1
        row.due = until + min(FIRST_RETRY * 2 ** (row.failures - 1), DAY)
    session.flush()
    return len(unit.people)


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
