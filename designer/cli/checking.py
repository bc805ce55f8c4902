"""`designer check`: what can be known about scenarios before they run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from designer.cli.output import Output, printable, with_format

if TYPE_CHECKING:
    from designer.analysis.report import Report

#: How a severity looks to people: its colour never stands alone.
_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}

_file = click.Path(path_type=Path, dir_okay=False)


def default_language() -> str:
    """`fr` where the terminal speaks French, else `en`."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "fr" if spoken.startswith("fr") else "en"


@click.command()
@with_format
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--policy", type=_file, help="Policy in place of the portfolio's own.")
@click.option("--data", type=_file, help="Data document in place of the portfolio's own.")
@click.option("--contacts", type=_file, help="Contacts in place of the portfolio's own.")
@click.option("--events", type=_file, help="Events in place of the portfolio's own.")
@click.option(
    "--language", type=click.Choice(["fr", "en"]), default=default_language, help="Of the messages."
)
def check(
    output: Output,
    paths: tuple[Path, ...],
    policy: Path | None,
    data: Path | None,
    contacts: Path | None,
    events: Path | None,
    language: str,
) -> int:
    """Check the scenarios of files and folders; needs no database.

    A folder is a portfolio with all below it; a folder below with a policy of its own is another one. Files
    make one portfolio together. Status 1: a finding is an error. Status 2: a file cannot be read.
    """
    from designer.analysis.report import report
    from designer.formats.portfolio import Overrides, read

    readings = read(paths, Overrides(policy=policy, data=data, contacts=contacts, events=events))
    answer = report(readings)
    if output.is_json:
        output.json(answer.to_json(language))
    else:
        _show(output, answer, language)
    return answer.status


def _show(output: Output, answer: Report, language: str) -> None:
    from rich.text import Text

    from designer.domain.text import say

    console = output.console()
    counts = dict.fromkeys(_STYLES, 0)
    for finding in answer.findings:
        severity = finding.severity.value
        counts[severity] += 1
        place = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
        where = " ".join(part for part in (place, finding.scenario, finding.node) if part)
        line = Text.assemble(
            (f"{severity:8}", _STYLES[severity]),
            (printable(f"{where}: ") if where else "", "dim"),
            printable(say(finding.message, language)),
            (f" [{finding.rule}]", "dim"),
        )
        console.print(line)
    said = ", ".join(
        f"{count} {name}{'s' if count > 1 and name != 'info' else ''}" for name, count in counts.items()
    )
    if answer.unreadable:
        console.print("A file could not be read as a document; correct it as said above and check again.")
    if answer.scenarios or not answer.unreadable:
        console.print(
            f"{len(answer.scenarios)} scenario{'s' if len(answer.scenarios) != 1 else ''} checked: {said}."
        )
