"""`designer check`: what can be known about scenarios before they run."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from designer.cli.output import Output, with_format

if TYPE_CHECKING:
    from designer.domain.finding import Finding
    from designer.formats.portfolio import Reading

FINDINGS = 1
UNREADABLE = 2

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
    from designer.formats.portfolio import Overrides, read

    overrides = Overrides(policy=policy, data=data, contacts=contacts, events=events)
    readings = read(paths, overrides)
    findings = [finding for reading in readings for finding in _findings(reading)]
    scenarios = sorted(scenario.key for reading in readings for scenario in reading.portfolio.scenarios)
    if output.is_json:
        output.json(
            {"scenarios": scenarios, "findings": [as_json(finding, language) for finding in findings]}
        )
    else:
        _show(output, scenarios, findings, language)
    if any(reading.unreadable for reading in readings):
        return UNREADABLE
    return FINDINGS if any(finding.severity.value == "error" for finding in findings) else 0


def _findings(reading: Reading) -> list[Finding]:
    """The faults of the documents, then what the rules say of those that load, each with its place."""
    from designer import analysis

    return [*reading.findings, *(_placed(finding, reading) for finding in analysis.check(reading.portfolio))]


def _placed(finding: Finding, reading: Reading) -> Finding:
    """The finding with the file and the line that it is about, as near as is known."""
    source = reading.sources.get(f"scenario:{finding.scenario}") if finding.scenario else None
    if finding.file is not None or source is None:
        return finding
    path: tuple[str | int, ...] = tuple(
        int(part) if part.isdigit() else part for part in (finding.path or "").split("/") if part
    )
    return replace(finding, file=source.file, line=source.line_of(path))


def as_json(finding: Finding, language: str) -> dict[str, Any]:
    """A finding as the command answers it, its message in one language."""
    from designer.domain.text import say

    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "scenario": finding.scenario,
        "node": finding.node,
        "message": say(finding.message, language),
        "path": finding.path,
        "file": finding.file,
        "line": finding.line,
    }


def _show(output: Output, scenarios: list[str], findings: Iterable[Finding], language: str) -> None:
    from rich.text import Text

    from designer.domain.text import say

    console = output.console()
    counts = dict.fromkeys(_STYLES, 0)
    for finding in findings:
        severity = finding.severity.value
        counts[severity] += 1
        place = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
        where = " ".join(part for part in (place, finding.scenario, finding.node) if part)
        line = Text.assemble(
            (f"{severity:8}", _STYLES[severity]),
            (f"{where}: " if where else "", "dim"),
            say(finding.message, language),
            (f" [{finding.rule}]", "dim"),
        )
        console.print(line)
    said = ", ".join(
        f"{count} {name}{'s' if count > 1 and name != 'info' else ''}" for name, count in counts.items()
    )
    console.print(f"{len(scenarios)} scenario{'s' if len(scenarios) != 1 else ''} checked: {said}.")
