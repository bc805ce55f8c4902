"""`designer check`: what can be known about scenarios before they run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from designer.cli.output import Output, printable, with_format
from designer.domain.errors import BadInput

if TYPE_CHECKING:
    from rich.console import Console

    from designer.analysis.report import Report
    from designer.analysis.verdict import Row, Witness

#: How a severity looks to people: its colour never stands alone.
_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_VERDICT_STYLES = {
    "safe": "green",
    "may": "yellow",
    "must": "bold red",
    "dead": "bold red",
    "unbounded": "bold red",
}

#: The words of the pressure part, by language.
_WORDS: dict[str, dict[str, Any]] = {
    "fr": {
        "title": "Pression : le plus qu'un même contact puisse atteindre",
        "columns": ("règle", "verdict", "permis", "au pire", "photo", "à l'exécution", "scénarios"),
        "safe": "sûr",
        "may": "possible",
        "must": "toujours",
        "dead": "jamais",
        "unbounded": "sans borne",
        "between": "{lower} à {upper}",
        "no_bound": "sans borne",
        "witness": "{rule} ({verdict}) : {worst} là où {limit} est permis, par exemple",
        "exempt": "{rule} : un message exempté remplit la fenêtre, par exemple",
        "anyone": "tout contact :",
        "contact": "un contact tel que {facts} :",
        "nothing": "aucun",
        "unasked": "Pression : aucune règle dans ce qui est lu, rien n'a été prouvé ; "
        "donnez le dossier entier, ou --policy FICHIER.",
        "score": "score {score}",
        "at": "J+{days} {hours:02d}:{minutes:02d}",
    },
    "en": {
        "title": "Pressure: the most that one contact can be due",
        "columns": ("rule", "verdict", "allowed", "worst", "photo", "at run time", "scenarios"),
        "safe": "safe",
        "may": "may",
        "must": "must",
        "dead": "dead",
        "unbounded": "unbounded",
        "between": "{lower} to {upper}",
        "no_bound": "no bound",
        "witness": "{rule} ({verdict}): {worst} where {limit} is allowed, for example",
        "exempt": "{rule}: an exempt message fills the window, for example",
        "anyone": "any contact:",
        "contact": "a contact with {facts}:",
        "nothing": "none",
        "unasked": "Pressure: no rule in what was read, so nothing was proved; "
        "name the whole folder, or --policy FILE.",
        "score": "score {score}",
        "at": "D+{days} {hours:02d}:{minutes:02d}",
    },
}

#: How many scenarios a row of the table names, and how many exempt conflicts are told.
_NAMED = 4
_EXEMPT = 5

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
    if not any(one.portfolio.scenarios or one.findings or one.sources for one in readings):
        named = ", ".join(str(path) for path in paths)
        raise BadInput(f"{named}: nothing to check is in there; name a folder with scenarios as YAML.")
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
    _show_pressure(output, answer, language)
    said = ", ".join(
        f"{count} {name}{'s' if count > 1 and name != 'info' else ''}" for name, count in counts.items()
    )
    if answer.unreadable:
        console.print("A file could not be read as a document; correct it as said above and check again.")
    if answer.scenarios or not answer.unreadable:
        console.print(
            f"{len(answer.scenarios)} scenario{'s' if len(answer.scenarios) != 1 else ''} checked: {said}."
        )


def _show_pressure(output: Output, answer: Report, language: str) -> None:
    rows = [row for proof in answer.proofs for row in proof.rows]
    words = _WORDS[language]
    console = output.console()
    if not rows:
        if answer.scenarios:
            console.print(words["unasked"])
        return
    console.print()
    output.table(words["columns"], (_cells(row, words) for row in rows), title=words["title"])
    for row in rows:
        if row.verdict.value != "safe" and row.worst is not None and row.worst.witness is not None:
            console.print()
            head = words["witness"].format(
                rule=row.rule,
                verdict=words[row.verdict.value],
                worst=_bounds(row, words),
                limit=_number(row.limit),
            )
            _show_witness(console, head, row.worst.witness, _VERDICT_STYLES[row.verdict.value], words)
    exempt = [conflict for proof in answer.proofs for conflict in proof.conflicts if conflict.exempt]
    for conflict in exempt[:_EXEMPT]:
        if conflict.worst is not None and conflict.worst.witness is not None:
            console.print()
            head = words["exempt"].format(rule=conflict.rule)
            _show_witness(console, head, conflict.worst.witness, _VERDICT_STYLES["may"], words)
    console.print()


def _cells(row: Row, words: Mapping[str, Any]) -> tuple[str, ...]:
    more = len(row.scenarios) - _NAMED
    return (
        row.rule,
        str(words[row.verdict.value]),
        _number(row.limit),
        _bounds(row, words),
        words["no_bound"] if row.photo is None else _number(row.photo),
        "" if row.runtime is None else _number(row.runtime),
        ", ".join(row.scenarios[:_NAMED]) + (f" (+{more})" if more > 0 else "") or words["nothing"],
    )


def _bounds(row: Row, words: Mapping[str, Any]) -> str:
    if row.worst is None:
        return str(words["no_bound"])
    if row.worst.exact:
        return _number(row.worst.lower)
    return str(words["between"]).format(lower=_number(row.worst.lower), upper=_number(row.worst.upper))


def _show_witness(
    console: Console, head: str, witness: Witness, style: str, words: Mapping[str, Any]
) -> None:
    """The run as a timeline in words: who, then each message with its day and hour since the first."""
    from rich.text import Text

    facts = ", ".join(f"{name} = {value}" for name, value in witness.contact.items())
    who = words["contact"].format(facts=facts) if facts else words["anyone"]
    console.print(Text.assemble((printable(head), style), printable(f" {who}")))
    wide = max((len(due.scenario) for due in witness.events), default=0)
    for index, due in enumerate(witness.events):
        hours, minutes = divmod(due.at, 60)
        at = words["at"].format(days=hours // 24, hours=hours % 24, minutes=minutes)
        score = ""
        if witness.scores is not None:
            score = "  " + words["score"].format(score=_number(witness.scores[index]))
        line = f"  {at:>12}  {due.scenario:{wide}}  {due.node} ({due.channel.value}){score}"
        console.print(Text(printable(line)))


def _number(value: float) -> str:
    if value == inf:
        return "∞"
    return str(int(value)) if value == int(value) else f"{value:.2f}"
