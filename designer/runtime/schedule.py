"""The runtime of a process: APScheduler wakes it, it takes the lease, does a pass, and empties the outbox."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy import select, update

from designer.domain.errors import DesignerError, NotFound, Refused
from designer.domain.time import Duration, Minute
from designer.runtime import clock
from designer.runtime.dispatch import Dispatcher
from designer.runtime.lease import Leadership, LeaseLost
from designer.runtime.senders.registry import senders
from designer.runtime.tick import Passes, PassReport
from designer.store import workspace
from designer.store.database import db, writing
from designer.store.models import PassLog

log = structlog.get_logger(__name__)

#: Seconds between two looks at the clock.
EVERY_S = 0.5
#: Seconds of sending after which the next pass has its turn; what is left goes on after it.
DRAIN_S = 10.0


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What one turn did."""

    #: Whether this process runs the passes.
    leading: bool
    report: PassReport | None = None
    #: Outbox state -> messages that came into it.
    dispatched: Counter[str] | None = None

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return self.report is None and not self.dispatched


class Runtime:
    """Passes and dispatch for one application; one turn at a time."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stop = threading.Event()
        self._turn = threading.Lock()
        self._leadership = Leadership()
        self._passes = Passes(self._leadership, self._stop.is_set)
        self._dispatcher: Dispatcher | None = None
        self._senders: Any = {}

    def turn(self, *, real: float | None = None) -> Turn:
        """Do the pass that the clock asks for, if any, and send what may leave.

        Must be called inside an application context. Only one process does anything; the others wait to
        take over.
        """
        with self._turn:
            leading, new = self._leadership.take_over()
            if not leading:
                return Turn(leading=False)
            dispatcher = self._open_dispatcher()
            try:
                if new:
                    lost = dispatcher.recover()
                    clock.start_from_here()
                    log.info("runtime.leading", unknown=lost)
                report, dispatched = None, Counter[str]()
                if dispatcher.behind:
                    dispatched += dispatcher.drain(until_real=workspace.real_now() + DRAIN_S)
                if not (dispatcher.behind and workspace.clock().kind == "demo"):
                    # A demo clock does not run away from its messages.
                    report = self._passes.run(real=real)
                    dispatched += dispatcher.drain(until_real=workspace.real_now() + DRAIN_S)
            except LeaseLost:
                log.warning("runtime.lease-lost")
                return Turn(leading=False)
            if dispatched:
                _note(dispatched)
            return Turn(leading=True, report=report, dispatched=dispatched)

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def ask_to_stop(self) -> None:
        """Let the present turn end at its next safe point."""
        self._stop.set()

    def close(self) -> None:
        """Let go of the lease and of connections. Inside an application context."""
        self._stop.set()
        with self._turn:
            self._leadership.release()
            for sender in set(self._senders.values()):
                sender.close()

    def _open_dispatcher(self) -> Dispatcher:
        if self._dispatcher is None:
            settings = self._app.extensions["designer.settings"]
            self._senders = senders(smtp_url=settings.smtp_url, from_address=workspace.get().sender_address)
            self._dispatcher = Dispatcher(
                leadership=self._leadership,
                senders=self._senders,
                public_url=settings.public_url or "http://127.0.0.1:8000",
                stopping=self._stop.is_set,
            )
        return self._dispatcher


def _note(dispatched: Counter[str]) -> None:
    """Put what was sent beside the last pass."""
    with writing(durable=False) as session:
        last = session.scalar(select(PassLog).order_by(PassLog.id.desc()).limit(1))
        if last is not None:
            total = Counter(last.dispatched) + dispatched
            session.execute(update(PassLog).where(PassLog.id == last.id).values(dispatched=dict(total)))


class Scheduler:
    """Wakes the runtime of an application every half second, and at once when it is told to."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._runtime = Runtime(app)
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._lock = threading.Lock()
        self._working = False
        self._again = False

    def start(self) -> None:
        """Begin; returns at once."""
        self._app.extensions["designer.runtime"] = self
        self._scheduler.start()
        self._plan(0.0)

    def wake(self) -> None:
        """Do the next turn now instead of in half a second; after the present one, if one is under way."""
        with self._lock:
            if self._working:
                self._again = True
                return
        self._plan(0.0)

    def stop(self) -> None:
        """End the present turn at its next safe point: what was handed over is marked. Returns when it is."""
        self._runtime.ask_to_stop()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        with self._app.app_context():
            self._runtime.close()
            db.session.remove()

    def _plan(self, seconds: float) -> None:
        """One turn after so many seconds, in place of one planned before."""
        self._scheduler.add_job(
            self._work,
            "date",
            run_date=datetime.now(UTC) + timedelta(seconds=seconds),
            id="turn",
            replace_existing=True,
            misfire_grace_time=None,
        )

    def _work(self) -> None:
        with self._lock:
            if self._working:
                self._again = True
                return
            self._working = True
        try:
            self._take_turn()
        finally:
            with self._lock:
                again, self._working, self._again = self._again, False, False
            if self._scheduler.running and not self._runtime.stopping:
                self._plan(0.0 if again else EVERY_S)

    def _take_turn(self) -> None:
        with self._app.app_context():
            try:
                self._runtime.turn()
            except NotFound:
                # A database without a workspace yet: there is nothing to run.
                return
            except DesignerError as error:
                log.warning("runtime.turn-failed", error=str(error))
            except Exception:
                # The next turn starts afresh; the log has why this one failed.
                log.exception("runtime.turn-failed")
            finally:
                db.session.remove()


def run_once(app: Flask) -> Turn:
    """One turn: the pass that is due, and all that may leave. Raises ``Refused`` while another leads."""
    with app.app_context():
        runtime = Runtime(app)
        try:
            turn = runtime.turn()
            if not turn.leading:
                raise Refused(
                    "Another process runs the passes of this workspace; stop it, or let it do them."
                )
            while runtime.turn().dispatched:
                pass
            return turn
        finally:
            runtime.close()
            db.session.remove()


def run_until(app: Flask, minute: Minute, progress: Any = None) -> list[PassReport]:
    """Let a demo clock run as fast as it can up to a minute, sending on the way; what the passes did.

    ``progress`` hears the minute reached. The clock is as it was afterwards, but further on. Raises
    ``Refused`` on a real clock, which comes there by itself, or while another process leads.
    """
    reports: list[PassReport] = []
    with app.app_context():
        runtime = Runtime(app)
        before = workspace.clock()
        if before.kind != "demo":
            raise Refused("A real clock comes there by itself; --until is for a demo workspace.")
        try:
            while (last := workspace.clock().last) < minute:
                step = Duration(minutes=min(minute - last, clock.LONGEST_STEP))
                clock.change("step", step=step)
                while workspace.clock().mode == "step":
                    turn = runtime.turn()
                    if not turn.leading:
                        raise Refused("Another process runs the passes of this workspace; stop it first.")
                    if turn.report is not None:
                        reports.append(turn.report)
                    if progress is not None:
                        progress(workspace.clock().last)
                    if workspace.get().paused:
                        raise Refused("The runtime is paused; resume it before running it.")
            while runtime.turn().dispatched:
                pass
        finally:
            clock.change(before.mode if before.mode != "step" else "paused")
            runtime.close()
            db.session.remove()
    return reports
