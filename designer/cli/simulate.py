"""`designer simulate`: what would happen, before it does."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from designer.cli.output import Output, ready_planner, steps, with_format
from designer.cli.running import Instant
from designer.domain.errors import BadInput

if TYPE_CHECKING:
    from designer.domain.portfolio import Portfolio
    from designer.engine.behaviour import Behaviours
    from designer.engine.columns import Base
    from designer.engine.rulebook import Rulebook
    from designer.formats.portfolio import Reading

#: Days that one simulation may cover.
MOST_DAYS = 3660

_file = click.Path(path_type=Path, dir_okay=False)


@click.command()
@with_format
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--from", "start", type=Instant(), required=True, help="First day, from 00:00 UTC: 1998-03-01.")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), required=True, help="How many days.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of everything that is drawn.")
@click.option("--ledger", type=_file, help="Write every decision to this file, .csv or .parquet.")
@click.option("--contacts", type=_file, help="Contacts, CSV or Parquet, in place of the portfolio's own.")
@click.option("--events", type=_file, help="Events, CSV or Parquet, in place of the portfolio's own.")
@click.option("--data", type=_file, help="Data document in place of the portfolio's own.")
@click.option("--policy", type=_file, help="Policy in place of the portfolio's own.")
@click.option("--database", is_flag=True, help="Take contacts and events of the workspace's database.")
@click.option(
    "--reactions",
    type=click.Choice(["sheet", "history", "none"]),
    default="sheet",
    show_default=True,
    help="How contacts react: as the sheets expect, as they did so far, not at all.",
)
@click.option(
    "--future",
    type=click.Choice(["known", "replay", "rates"]),
    default="known",
    show_default=True,
    help="Events of these days: those on file, those of as many days before, at each contact's own rates.",
)
@click.option("--workers", type=click.IntRange(1), help="Cores to use; all, unless given.")
def simulate(
    output: Output,
    paths: tuple[Path, ...],
    start: datetime,
    days: int,
    seed: int,
    ledger: Path | None,
    contacts: Path | None,
    events: Path | None,
    data: Path | None,
    policy: Path | None,
    database: bool,
    reactions: str,
    future: str,
    workers: int | None,
) -> None:
    """Let days pass over a base of contacts and count what would leave, and what would not and why.

    PATHS are scenarios, or folders of them with policy, plan, contacts and events. Nothing is sent and
    nothing is kept. The same seed gives the same ledger, byte for byte. Findings of `designer check` do not
    stop it.
    """
    from designer.domain.time import to_minute
    from designer.engine.ledger import check_name
    from designer.engine.simulate import simulate as run
    from designer.formats.portfolio import Overrides, read

    began = time.perf_counter()
    if ledger is not None:
        check_name(ledger)
    if database and (contacts or events):
        raise click.UsageError(
            "--database takes the workspace's contacts; leave --contacts and --events out."
        )
    reading = _one(
        output, paths, read(paths, Overrides(policy=policy, data=data, contacts=contacts, events=events))
    )
    first = to_minute(start)
    book = _book(reading.portfolio, first, seed)
    ready_planner()
    with steps() as told:
        told("Reading the contacts", 0, 1)
        base = _workspace(first) if database else _files(reading)
        told("Reading the contacts", 1, 1)
        if base.strangers:
            few = "1 event is" if base.strangers == 1 else f"{base.strangers:,} events are"
            output.note(f"{few} of contacts that are not in the base, and left out.")
        result = run(
            base,
            book,
            start=first,
            days=days,
            seed=seed,
            behaviours=_behaviours(reactions, base, first),
            events=future,
            segments=(),
            ledger=ledger,
            progress=lambda done, total: told("Simulating", done, total),
            workers=workers,
        )
    answer = {**result.summary, "elapsed_s": round(time.perf_counter() - began, 3)}
    if output.is_json:
        output.json(answer)
    else:
        _show(output, answer, ledger)


def _one(output: Output, paths: Sequence[Path], readings: list[Reading]) -> Reading:
    """The portfolio that was named, with what could not be read of it said.

    Portfolios in folders below it are others, and left out.
    """
    named = [one for one in readings if one.root.resolve() in {path.resolve() for path in paths}]
    if len(readings) > 1 and len(named) == 1:
        output.note(
            f"{len(readings) - 1} portfolios below {named[0].root} are left out; a simulation is of one."
        )
        readings = named
    if len(readings) > 1:
        raise BadInput(
            f"{len(readings)} portfolios were read, {readings[0].root} and {readings[1].root} among them;"
            " a simulation is of one, so name its folder."
        )
    if not readings:
        raise BadInput("No scenario was found; name a folder of scenarios or their files.")
    reading = readings[0]
    for finding in reading.findings:
        place = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
        output.note(f"{place}: {_words(finding.message)}")
    if reading.unreadable:
        raise BadInput("A file cannot be read as a document; correct it as said above.")
    if not (reading.portfolio.scenarios or reading.portfolio.plan.campaigns):
        if not reading.findings:
            raise BadInput(
                f"No scenario was found in {reading.root}; name a folder of scenarios or their files."
            )
        raise BadInput(f"{reading.root} has no scenario that loads; `designer check` says what is wrong.")
    return reading


def _words(message: Any) -> str:
    from designer.domain.text import say

    return say(message, "en")


def _book(portfolio: Portfolio, start: int, seed: int) -> Rulebook:
    """Everything that runs, published just when the simulation starts."""
    from designer.domain.campaigns import VERSION, together
    from designer.engine.rulebook import Intake, Rulebook

    own = {scenario.key for scenario in portfolio.scenarios}
    running = together(portfolio.scenarios, portfolio.plan)
    versions = {(one.key, 1 if one.key in own else VERSION): one for one in running}
    return Rulebook(
        versions=versions,
        intakes={key: Intake(version=version, published_at=start) for key, version in versions},
        policy=portfolio.policy,
        segments=portfolio.segments,
        data=portfolio.data,
        seed=str(seed),
    )


def _files(reading: Reading) -> Base:
    from designer.engine.columns import Base
    from designer.formats.base import read_contact_columns, read_event_columns

    if reading.contacts is None:
        raise BadInput(
            f"{reading.root} has no contacts.csv; name the contacts with --contacts FILE (CSV or Parquet),"
            " or take those of the workspace with --database."
        )
    events = None if reading.events is None else read_event_columns(reading.events)
    return Base.of_frames(read_contact_columns(reading.contacts), events)


def _workspace(start: int) -> Base:
    from designer.cli.exchanging import workspace_opened
    from designer.store import simulations

    with workspace_opened():
        return simulations.base(start)


def _behaviours(reactions: str, base: Base, start: int) -> Behaviours:
    from designer.engine.behaviour import NOBODY, Behaviours, measured

    match reactions:
        case "none":
            return NOBODY
        case "history":
            return measured(base, start).behaviours()
        case _:
            return Behaviours()


def _show(output: Output, answer: Mapping[str, Any], ledger: Path | None) -> None:
    decisions = ", ".join(f"{count:,} {word}" for word, count in answer["decisions"].items() if count)
    rows = [
        ("contacts", f"{answer['contacts']:,}"),
        ("from", f"{answer['from']}, {answer['days']} days, seed {answer['seed']}"),
        ("entries", f"{answer['entries']:,}"),
        ("nodes entered", f"{answer['node_steps']:,}"),
        ("decisions", decisions or "none"),
        ("conversions", f"{answer['conversions']:,}"),
        ("priority inversions", f"{answer['inversions']:,}"),
        ("contacts at a limit", f"{answer['at_limit']:,}"),
    ]
    output.table(("Simulation", ""), rows)
    output.console().print()
    names = ("entries", "sent", "skipped", "inversions")
    output.table(
        ("Scenario", *names),
        ((key, *(f"{row[name]:,}" for name in names)) for key, row in answer["by_scenario"].items()),
    )
    output.console().print()
    rules = dict.fromkeys((*answer["max_in_window"], *answer["blocked_by"]))
    output.table(
        ("Rule", "decisions that it made", "fullest window"),
        ((rule, f"{answer['blocked_by'].get(rule, 0):,}", _fullest(answer, rule)) for rule in rules),
    )
    output.console().print()
    if ledger is not None:
        click.echo(f"Every decision is in {ledger}.")
    click.echo(f"Planned in {answer['planner_s']} s; {answer['elapsed_s']} s in all.")


def _fullest(answer: Mapping[str, Any], rule: str) -> str:
    most = answer["max_in_window"].get(rule)
    return "" if most is None else f"{most:g}"
