"""`designer import` and `designer export`: files in, files out."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from designer.cli.output import Output, steps, with_format
from designer.domain.errors import BadInput, Refused
from designer.domain.text import say

if TYPE_CHECKING:
    from flask import Flask

    from designer.analysis.speech import Language, Names
    from designer.domain.portfolio import Portfolio
    from designer.store.page import Page

#: The documents that a workspace has one of; a portfolio names their files so.
SINGLE = ("policy", "data", "segments", "plan", "matrix")

#: What a spreadsheet would run as a formula when it opens a CSV file (CWE-1236).
_FORMULA = re.compile("^[=+\\-@\t\r\N{FULLWIDTH EQUALS SIGN}]")
_NUMBER = re.compile(r"^[+-]?\d+([.,]\d+)?$")

_source = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
_target = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
_language = click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)


@contextmanager
def workspace_opened() -> Iterator[Flask]:
    """The application over the operator's database, in its context, its schema brought up to date."""
    from designer import store
    from designer.app import create_app
    from designer.store import workspace

    app = create_app()
    store.upgrade(app, lambda revision: click.echo(f"database: migration {revision}", err=True))
    with app.app_context():
        if not workspace.exists():
            workspace.create(name="Designer")
        yield app


# ── In ──────────────────────────────────────────────────────────────────────────────────────────────────


@click.group("import")
def import_() -> None:
    """Bring contacts, events or scenarios into the workspace."""


@import_.command("contacts")
@with_format
@_source
def import_contacts(output: Output, file: Path) -> None:
    """Keep the contacts of a CSV file: a column `id`, and one column for each attribute.

    A contact that is there already is given the new values.
    """
    from designer.formats.tables import read_contacts
    from designer.store import contacts, documents

    with workspace_opened(), steps() as told:
        total = _count_rows(file)
        rows = (
            (contact.id, _unquoted(contact.attributes)) for contact in read_contacts(file, documents.data())
        )
        read = contacts.import_all(rows, lambda done: told("Keeping the contacts", done, total))
    _report(output, {"contacts": read}, f"{read} contacts kept.")


@import_.command("events")
@with_format
@_source
def import_events(output: Output, file: Path) -> None:
    """Keep the events of a CSV file: columns `contact`, `event`, `at`, and one for each property.

    They are history: conditions see them and nothing is triggered by them. Reading the same file again adds
    nothing. What happens from now on comes by POST /api/v1/events.
    """
    from designer.formats.tables import read_events
    from designer.store import documents, events

    with workspace_opened(), steps() as told:
        total = _count_rows(file)
        facts = (
            events.NewEvent(
                id=fact.id,
                contact=fact.contact,
                event=fact.name,
                at=fact.at,
                properties=dict(fact.properties),
            )
            for fact in read_events(file, documents.data())
        )
        new = events.import_all(facts, lambda done: told("Keeping the events", done, total))
    _report(output, {"events": total, "new": new}, f"{new} events kept; {total - new} were there already.")


@import_.command("scenarios")
@with_format
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--replace", is_flag=True, help="Give scenarios and messages that are there already the new content."
)
@click.option(
    "--rules",
    is_flag=True,
    help="Take the folder's policy, data, segments and plan too, and its matrix where there is none.",
)
def import_scenarios(output: Output, paths: tuple[Path, ...], replace: bool, rules: bool) -> None:
    """Keep the scenarios of files and folders as drafts, with the messages of the folders.

    All or nothing: what does not load is said with file and line, and nothing is kept.
    """
    from designer import formats, store
    from designer.domain.errors import DocumentError
    from designer.formats.portfolio import read
    from designer.store import documents, scenarios, templates

    readings = read(paths)
    faults = [finding for reading in readings for finding in reading.findings]
    if faults:
        raise DocumentError(faults)
    if not any(reading.portfolio.scenarios or reading.templates or reading.sources for reading in readings):
        named = ", ".join(str(path) for path in paths)
        raise BadInput(f"{named}: nothing to import is in there; name a folder with scenarios as YAML.")
    kept: list[str] = []
    with workspace_opened(), store.writing():
        present = {item.key for item in scenarios.list_all(archived=True)}
        messages = {item.key for item in templates.list_all()}
        for reading in readings:
            if rules:
                for kind in SINGLE:
                    # levels that a committee gave are not to be had again
                    held = kind == "matrix" and documents.get(kind).revision > 0
                    if kind in reading.sources and not held:
                        documents.put(kind, _single(kind, reading.portfolio))
            for template in reading.templates.values():
                document = formats.dump_template(template)
                if template.key not in messages:
                    templates.create(document)
                elif replace:
                    templates.save(template.key, document)
            for scenario in reading.portfolio.scenarios:
                document = formats.dump_scenario(scenario)
                if scenario.key not in present:
                    scenarios.create(document)
                elif replace:
                    scenarios.save_draft(scenario.key, document)
                else:
                    raise Refused(
                        f"There is a scenario '{scenario.key}' already. Change the key in the file, or give "
                        "the draft that is there this content with --replace."
                    )
                kept.append(scenario.key)
    _report(output, {"scenarios": kept}, f"{len(kept)} scenarios kept as drafts: {', '.join(kept)}.")


@import_.command("bpmn")
@with_format
@_source
@click.option("--key", help="The key of the new scenario, unless the model's own name serves.")
@click.option("--try", "trial", is_flag=True, help="Say what would be read, and keep nothing.")
def import_bpmn(output: Output, file: Path, key: str | None, trial: bool) -> None:
    """Keep the scenario of a BPMN 2.0 file as a draft.

    What is read as something else, or left out, is said line by line: element, id, line and why.
    """
    from designer.formats.bpmnin import load_bpmn
    from designer.store import scenarios

    reading = load_bpmn(file.read_bytes(), file.name)
    kept = None
    if not trial:
        with workspace_opened():
            kept = scenarios.create(reading.document, key=key).key
    told = [
        {
            "element": remark.element,
            "id": remark.id,
            "line": remark.line,
            "fate": remark.fate.value,
            "why": remark.why,
        }
        for remark in reading.remarks
    ]
    if output.is_json:
        output.json({"scenario": kept, "document": reading.document, "remarks": told})
        return
    for remark in reading.remarks:
        fate = remark.fate.value.replace("_", " ")
        click.echo(f"{file}:{remark.line}: {remark.element} {remark.id}: {fate}: {say(remark.why, 'en')}")
    steps = len(reading.document["nodes"])
    click.echo(
        f"{steps} steps read, nothing kept." if trial else f"{kept} is kept as a draft, {steps} steps."
    )


def _single(kind: str, portfolio: Portfolio) -> Mapping[str, Any]:
    """A portfolio's policy, data, segments, plan or matrix as a document."""
    from designer import formats

    dump: Callable[[Any], Mapping[str, Any]] = getattr(formats, f"dump_{kind}")
    return dump(getattr(portfolio, kind))


def _unquoted(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without the quote that `cell` puts before what looks like a formula."""
    return {
        name: value[1:]
        if isinstance(value, str) and value[:1] == "'" and _FORMULA.match(value[1:])
        else value
        for name, value in values.items()
    }


def _count_rows(file: Path) -> int:
    """About how many rows a CSV file has, for the progress bar: line ends inside cells count too."""
    with file.open("rb") as raw:
        lines = sum(block.count(b"\n") for block in iter(lambda: raw.read(1 << 20), b""))
    return max(lines - 1, 0)


# ── Out ─────────────────────────────────────────────────────────────────────────────────────────────────


@click.group("export")
def export_() -> None:
    """Write scenarios, contacts or decisions of the workspace to files."""


@export_.command("scenarios")
@with_format
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.argument("keys", nargs=-1)
def export_scenarios(output: Output, folder: Path, keys: tuple[str, ...]) -> None:
    """Write scenarios as YAML into a folder that `designer check` reads: all, or those of KEYS.

    Their messages, the policy, the data, the segments and the plan lie beside them.
    """
    from designer.formats.yamltext import dump_yaml
    from designer.store import documents, scenarios, templates

    with workspace_opened():
        chosen = keys or tuple(item.key for item in scenarios.list_all())
        files = {f"{key}.yaml": scenarios.get(key).document for key in chosen}
        files |= {
            f"messages/{item.key}.yaml": templates.get(item.key).document for item in templates.list_all()
        }
        for kind in SINGLE:
            stored = documents.get(kind)
            if stored.revision:
                files[f"{kind}.yaml"] = stored.document
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, document in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dump_yaml(document), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{folder} cannot be written ({error.strerror}); name another folder.") from error
    _report(
        output,
        {"scenarios": list(chosen), "folder": str(folder)},
        f"{len(chosen)} scenarios are in {folder}.",
    )


@export_.command("scenario")
@with_format
@click.argument("key")
@_target
@_language
@click.option("--paper", type=click.Choice(["a4", "a3"]), default="a4", show_default=True, help="Of a PDF.")
@click.option(
    "--orientation",
    type=click.Choice(["auto", "portrait", "landscape"]),
    default="auto",
    show_default=True,
    help="Of a PDF, and of slides on paper.",
)
@click.option(
    "--pages",
    type=click.Choice(["auto", "one", "many"]),
    default="auto",
    show_default=True,
    help="On one page or slide, on several, or as it is best read.",
)
@click.option(
    "--slides",
    type=click.Choice(["wide", "a4", "a3"]),
    default="wide",
    show_default=True,
    help="The size of the slides of a presentation.",
)
@click.option("--frame/--no-frame", default=True, help="With its name and a legend, or the drawing alone.")
def export_scenario(output: Output, key: str, file: Path, **options: Any) -> None:
    """Write one scenario as its FILE's ending says: svg, pdf, pptx, bpmn, mmd, graphml or yaml.

    A drawing without places is laid out. PNG is drawn by the browser: the editor's Exporter makes it.
    """
    from designer.reports.making import FORMS, Options, make
    from designer.store import scenarios

    forms = {kind.ending: form for form, kind in FORMS.items()}
    form = forms.get(file.suffix.removeprefix(".").lower())
    if form is None:
        raise BadInput(_not_written(file, forms))
    with workspace_opened():
        document, names = scenarios.get(key).document, _names()
    _write(file, make(form, document, names, Options(**options)))
    _report(output, {"scenario": key, "file": str(file), "form": form}, f"{key} is in {file}.")


@export_.command("sheet")
@with_format
@click.argument("key")
@_target
@_language
def export_sheet(output: Output, key: str, file: Path, language: Language) -> None:
    """Write a scenario's sheet (fiche scénario) as its FILE's ending says: pdf, pptx or docx."""
    _hand_out(output, "sheet", key, file, language)


@export_.command("kit")
@with_format
@click.argument("key")
@_target
@_language
def export_kit(output: Output, key: str, file: Path, language: Language) -> None:
    """Write a scenario's relational kit as its FILE's ending says: pdf or docx.

    The kit is the sheet with a brief and the content of every message, and scenarios to compare with.
    """
    _hand_out(output, "kit", key, file, language)


def _hand_out(output: Output, kind: str, key: str, file: Path, language: Language) -> None:
    from flask import current_app

    from designer.library.occasions import occasion
    from designer.library.shelf import shelf
    from designer.reports.handouts.making import HANDOUTS, hand_out
    from designer.store import scenarios

    forms = {made.ending: form for form, made in HANDOUTS.items() if form.startswith(f"{kind}.")}
    form = forms.get(file.suffix.removeprefix(".").lower())
    if form is None:
        endings = " or ".join(f".{ending}" for ending in forms)
        raise BadInput(f"{file}: a {kind} is written to a file ending in {endings}; name one.")
    with workspace_opened():
        document, names = scenarios.get(key).document, _names()
        said = occasion(document, shelf(current_app.extensions["designer.settings"].library))
    _write(file, hand_out(form, document, names, said, language))
    _report(output, {"scenario": key, "file": str(file), "form": form}, f"{key} is in {file}.")


def _names() -> Names:
    """What the workspace calls things."""
    from designer.analysis.speech import Names
    from designer.store import documents, templates

    return Names.declared(
        documents.data(),
        documents.segments(),
        templates={item.key: item.name for item in templates.list_all()},
    )


def _not_written(file: Path, forms: Iterable[str]) -> str:
    """Why no file of that ending is written, and what to do instead."""
    ending = file.suffix.lower()
    endings = f".{', .'.join(forms)}"
    if ending == ".png":
        return (
            f"{file}: a PNG is drawn by the browser. Choose PNG under Exporter in the editor's menu, or "
            f"write {file.with_suffix('.svg')} here: an SVG is sharp at every size."
        )
    if not ending:
        return f"{file} has no ending to say what to write; name it with one of {endings}."
    return f"{file}: no file ending in {ending} is written; name it with one of {endings}."


@export_.command("tree")
@with_format
@_target
@_language
@click.option("--target", help="One target: the key of a segment, * for the whole base, ? for not said.")
@click.option("--state", help="The scenarios in one state; without it all that are not archived.")
@click.option("--gaps/--no-gaps", default=True, help="With what is missing in words, or without.")
def export_tree(
    output: Output, file: Path, language: Language, target: str | None, state: str | None, gaps: bool
) -> None:
    """Draw the tree of scenarios as its FILE's ending says: svg, png or pdf."""
    from designer.reports.tree import FORMS, make
    from designer.store import tree as store

    form = file.suffix.removeprefix(".").lower()
    if form not in FORMS:
        raise BadInput(f"{file} has no ending that is drawn; name it .{', .'.join(FORMS)}.")
    if state is not None and state not in store.STATES:
        raise BadInput(f"There is no state '{state}'; there are {', '.join(store.STATES)}.")
    with workspace_opened():
        tree = store.read(state=state)
    tree = tree if target is None else tree.only(target)
    _write(file, make(form, tree, language, gaps=gaps))
    _report(
        output,
        {"scenarios": tree.scenarios, "gaps": tree.gaps, "file": str(file), "form": form},
        f"{tree.scenarios} scenarios are in {file}.",
    )


@export_.command("contacts")
@with_format
@_target
def export_contacts(output: Output, file: Path) -> None:
    """Write the contacts with their attributes to a CSV file that `designer import contacts` reads."""
    from designer.store import contacts

    with workspace_opened():
        items = list(_all_pages(lambda page: contacts.search(page=page, size=500)))
    names = sorted({name for item in items for name in item.attributes})
    rows = ([item.id, *(item.attributes.get(name) for name in names)] for item in items)
    _write_csv(file, ["id", *names], rows)
    _report(output, {"contacts": len(items), "file": str(file)}, f"{len(items)} contacts are in {file}.")


@export_.command("decisions")
@with_format
@_target
@click.option("--scenario", help="Those of one scenario.")
def export_decisions(output: Output, file: Path, scenario: str | None) -> None:
    """Write every decision with its reason to a CSV file, the newest first."""
    from designer.domain.time import to_iso
    from designer.store import ledger

    with workspace_opened():
        items = list(_all_pages(lambda page: ledger.decisions(scenario=scenario, page=page, size=500)))
    columns = (
        "contact",
        "at",
        "scenario",
        "version",
        "node",
        "channel",
        "category",
        "decision",
        "rule",
        "due_at",
    )
    rows = (
        [
            why.contact,
            to_iso(why.at),
            why.scenario,
            why.version,
            why.node,
            why.channel,
            why.category,
            why.verdict,
            why.rule,
            to_iso(why.due_at),
        ]
        for why in items
    )
    _write_csv(file, columns, rows)
    _report(output, {"decisions": len(items), "file": str(file)}, f"{len(items)} decisions are in {file}.")


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise BadInput(f"{file} cannot be written ({error.strerror}); name another file.") from error


def _all_pages(read: Callable[[int], Page[Any]]) -> Iterator[Any]:
    number = 1
    while True:
        page = read(number)
        yield from page.items
        if number >= page.pages:
            return
        number += 1


def _write_csv(file: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    try:
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(columns)
            writer.writerows([cell(value) for value in row] for row in rows)
    except OSError as error:
        raise BadInput(f"{file} cannot be written ({error.strerror}); name another file.") from error


def cell(value: object) -> str:
    """A value as a CSV cell, with a quote before what a spreadsheet would take for a formula.

    >>> cell(-5), cell("=HYPERLINK(A1)"), cell(("a", "b")), cell(True), cell(None)
    ('-5', "'=HYPERLINK(A1)", 'a|b', 'true', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | set | frozenset):
        value = "|".join(str(item) for item in value)
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def _report(output: Output, answer: Mapping[str, Any], words: str) -> None:
    if output.is_json:
        output.json(answer)
    else:
        click.echo(words)
