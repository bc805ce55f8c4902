"""`designer run`: the runtime without the pages."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from designer.cli.exchanging import workspace_opened
from designer.cli.output import Output, ready_planner, steps, with_format

if TYPE_CHECKING:
    from flask import Flask

    from designer.runtime.tick import PassReport


class Instant(click.ParamType[datetime]):
    """An ISO 8601 instant; a date is its midnight in UTC."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The aware instant of the words of the command line."""
        from designer.domain.time import from_iso

        try:
            return value if isinstance(value, datetime) else from_iso(str(value))
        except ValueError as error:
            self.fail(f"{error}.", param, ctx)


@click.command()
@with_format
@click.option("--once", is_flag=True, help="Do the pass that is due, hand over what it decided, and end.")
@click.option(
    "--until", type=Instant(), help="Let a demo clock run to this instant as fast as it can, and end."
)
def run(output: Output, once: bool, until: datetime | None) -> None:
    """Execute what is live, for real, against the workspace's database.

    Without an option, passes follow one another until Ctrl-C. One process at a time does the passes of a
    workspace; `designer serve --no-runtime` shows its pages meanwhile.
    """
    from designer.logs import start_logging
    from designer.runtime.schedule import run_once

    if once and until is not None:
        raise click.UsageError("--once is one pass, --until many; give one of them.")
    start_logging()
    ready_planner()
    with workspace_opened() as app:
        pass
    if until is not None:
        _report(output, _run_until(app, until), {})
    elif once:
        turn = run_once(app)
        _report(output, [turn.report] if turn.report else [], turn.dispatched or {})
    else:
        _run_on(app)


def _run_until(app: Flask, until: datetime) -> list[PassReport]:
    from designer.domain.time import to_iso, to_minute
    from designer.runtime.schedule import run_until
    from designer.store import workspace

    end = to_minute(until)
    with app.app_context():
        start = workspace.clock().last
    with steps() as told:
        step = f"Minutes from {to_iso(start)} to {to_iso(end)}"
        return run_until(app, end, lambda last: told(step, max(last - start, 0), max(end - start, 0)))


def _run_on(app: Flask) -> None:
    """Pass after pass until a signal; what was handed over is marked before this returns."""
    from designer.runtime.schedule import Scheduler

    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    scheduler = Scheduler(app)
    scheduler.start()
    click.echo("The runtime is at work (Ctrl-C stops it).", err=True)
    stopping.wait()
    click.echo("Stopping.", err=True)
    scheduler.stop()


def _report(output: Output, reports: Iterable[PassReport], dispatched: Mapping[str, int]) -> None:
    """What the passes did, in all."""
    from designer.domain.time import to_iso

    reports = list(reports)
    decisions = sum((report.decisions for report in reports), Counter[str]())
    answer = {
        "passes": len(reports),
        "from": to_iso(reports[0].floor) if reports else None,
        "until": to_iso(reports[-1].until) if reports else None,
        "contacts": sum(report.contacts for report in reports),
        "entries": sum(report.entries for report in reports),
        "node_steps": sum(report.node_steps for report in reports),
        "decisions": dict(sorted(decisions.items())),
        "dispatched": dict(sorted(dispatched.items())),
        "set_aside": sum(report.set_aside for report in reports),
        "planner_s": round(sum(report.planner_s for report in reports), 3),
        "elapsed_s": round(sum(report.elapsed_s for report in reports), 3),
    }
    if output.is_json:
        output.json(answer)
    elif not reports and not dispatched:
        click.echo("Nothing was due.")
    else:
        rows = [(name, _words(value)) for name, value in answer.items() if value not in (None, {}, 0)]
        output.table(("", ""), rows)


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{count} {word}" for word, count in value.items())
    return str(value)
