"""`designer library`: the scenarios that come with the product, and a company's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from designer.cli.checking import default_language
from designer.cli.output import Output, printable, with_format

if TYPE_CHECKING:
    from designer.analysis.report import Report
    from designer.library.shelf import Pack, Shelf

#: How many faults of a pack are told in text.
_TOLD = 20

_language = click.option(
    "--language", type=click.Choice(["fr", "en"]), default=default_language, help="Of names and messages."
)


@click.group()
def library() -> None:
    """List, show and check the scenario library; needs no database.

    DESIGNER_LIBRARY names a folder of a company's own packs, which are listed after those of the product.
    """


@library.command("list")
@with_format
@click.option("--pack", "pack_key", help="One pack alone.")
@_language
def list_(output: Output, pack_key: str | None, language: str) -> None:
    """The packs and their scenarios."""
    packs = _chosen(_shelf(), (pack_key,) if pack_key else ())
    if output.is_json:
        output.json({"packs": [_pack_json(pack) for pack in packs]})
        return
    from designer.domain.text import say

    for pack in packs:
        console = output.console()
        console.print(printable(f"{say(pack.name, language)} ({len(pack.entries)})"), markup=False)
        for entry in pack.entries:
            # one line each, whatever the width: an id cut short cannot be typed
            line = f"  {entry.id:42} {say(entry.name, language):44} {entry.objective:14} "
            line += f"{entry.trigger:10} {entry.steps} x {', '.join(entry.channels)}"
            console.print(printable(line), markup=False, soft_wrap=True)
        console.print()


@library.command("show")
@with_format
@click.argument("scenario")
@_language
def show(output: Output, scenario: str, language: str) -> None:
    """One scenario by PACK/KEY, or by its key where it is unique: its sheet, its needs and its messages."""
    from designer.domain.text import say
    from designer.library.needs import needs_of

    pack, entry = _shelf().find(scenario)
    loaded = pack.load(entry.key)
    if output.is_json:
        output.json(
            {
                "id": entry.id,
                "pack": entry.pack,
                "path": entry.path,
                "document": loaded.document,
                "messages": loaded.messages,
                "segments": _segments(pack, entry.key),
            }
        )
        return
    needs = needs_of(pack, entry.key)
    console = output.console()
    lines = [
        f"{say(entry.name, language)} ({entry.id})",
        "",
        " ".join(say(entry.description, language).split()),
        "",
        f"objective   {entry.objective}",
        f"trigger     {entry.trigger}",
        f"channels    {', '.join(entry.channels)}",
        f"events      {', '.join(sorted(needs.events)) or '–'}",
        f"attributes  {', '.join(sorted(needs.attributes)) or '–'}",
        f"shown too   {', '.join(sorted(needs.used_attributes)) or '–'}",
        f"segments    {', '.join(needs.segments) or '–'}",
        f"file        {pack.file_of(entry)}",
        "",
        *(
            f"{key:28} {message['channel']:8} {say(message.get('subject') or message.get('text'), language)}"
            for key, message in loaded.messages.items()
        ),
    ]
    for line in lines:
        console.print(printable(line), markup=False)


@library.command("check")
@with_format
@click.argument("packs", nargs=-1, metavar="[PACK]...")
@_language
def check(output: Output, packs: tuple[str, ...], language: str) -> int:
    """Check packs (all of them unless some are named), each as a portfolio of its own.

    Status 1: a finding is an error, or a file does not load.
    """
    from designer.analysis.report import finding_to_json

    answers = [(pack, _report(pack)) for pack in _chosen(_shelf(), packs)]
    if output.is_json:
        output.json(
            {
                "packs": [
                    {
                        "key": pack.key,
                        "scenarios": len(answer.scenarios),
                        **_counts(answer),
                        "findings": [finding_to_json(finding, language) for finding in answer.findings],
                    }
                    for pack, answer in answers
                ]
            }
        )
    else:
        _tell(output, answers, language)
    return max((answer.status for _, answer in answers), default=0)


def _tell(output: Output, answers: Iterable[tuple[Pack, Report]], language: str) -> None:
    from designer.domain.text import say

    console = output.console()
    rows = []
    for pack, answer in answers:
        counts = _counts(answer)
        rows.append((pack.key, str(len(answer.scenarios)), *(str(count) for count in counts.values())))
        wrong = [finding for finding in answer.findings if finding.severity.value == "error"]
        for finding in wrong[:_TOLD]:
            place = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
            where = " ".join(part for part in (place, finding.scenario, finding.node) if part)
            said = f"error    {where}: {say(finding.message, language)} [{finding.rule}]"
            console.print(printable(said), markup=False)
        if len(wrong) > _TOLD:
            console.print(f"… and {len(wrong) - _TOLD} more in {printable(pack.key)}", markup=False)
    output.table(("pack", "scenarios", "errors", "warnings", "infos"), rows)


def _counts(answer: Report) -> dict[str, int]:
    severities = [finding.severity.value for finding in answer.findings]
    return {
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "infos": severities.count("info"),
    }


def _report(pack: Pack) -> Report:
    """The check of one pack, without the packs that lie in its folder."""
    from designer.analysis.report import report
    from designer.formats.portfolio import read

    return report([reading for reading in read([pack.folder]) if reading.root == pack.folder])


def _shelf() -> Shelf:
    from designer.library.shelf import shelf
    from designer.settings import read_settings

    return shelf(read_settings().library)


def _chosen(shelf: Shelf, keys: Iterable[str]) -> list[Pack]:
    wanted = [shelf.pack(key) for key in keys]
    return wanted or list(shelf.packs.values())


def _segments(pack: Pack, key: str) -> dict[str, Any]:
    from designer.library.needs import needs_of

    wanted = needs_of(pack, key).segments
    if not wanted:
        return {}
    source = pack.document("segments")["segments"]
    return {name: source[name] for name in wanted}


def _pack_json(pack: Pack) -> Mapping[str, Any]:
    return {
        "key": pack.key,
        "name": pack.name,
        "description": pack.description,
        "own": pack.own,
        "faults": list(pack.faults),
        "scenarios": [
            {
                "id": entry.id,
                "key": entry.key,
                "name": entry.name,
                "objective": entry.objective,
                "family": entry.family,
                "trigger": entry.trigger,
                "channels": list(entry.channels),
                "messages": entry.steps,
                "data": list(entry.data),
                "path": entry.path,
            }
            for entry in pack.entries
        ],
    }
