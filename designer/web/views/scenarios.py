"""The list of scenarios, what is done to them, and the page that the editor fills."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from designer.domain.errors import DesignerError, DocumentError, Refused
from designer.formats import incoming
from designer.formats.remarks import Fate, Remark
from designer.formats.yamltext import dump_yaml
from designer.runtime import control
from designer.store import scenarios as store
from designer.store import templates
from designer.web import errors, icons, readings, words
from designer.web.blueprint import pages
from designer.web.views import common

STATES = ("draft", "live", "paused", "archived")
#: What runs comes first in the list.
_ORDER = ("live", "paused", "draft", "archived")
#: Bytes of a file that is imported, at most.
LARGEST_FILE = 2 * 1024 * 1024
#: Characters of a text that a dialog shows again to be corrected, at most.
_LONGEST_SHOWN = 200_000


@dataclass(frozen=True, kw_only=True)
class Row:
    """A scenario as its list shows it."""

    key: str
    name: str
    state: str
    objective: str | None
    trigger: str
    trigger_icon: str
    channels: tuple[str, ...]
    priority_class: str
    priority: int
    inside: int
    errors: int
    warnings: int
    edited_at: datetime


_SORTS: dict[str, Any] = {
    "name": lambda row: _folded(row.name),
    "state": lambda row: _ORDER.index(row.state) if row.state in _ORDER else len(_ORDER),
    "objective": lambda row: words.objective(row.objective),
    "priority": lambda row: (row.priority_class, -row.priority),
    "inside": lambda row: -row.inside,
    "edited": lambda row: -row.edited_at.timestamp(),
}


@pages.get("/scenarios")
def scenarios() -> ResponseReturnValue:
    """The list, filtered and sorted as the query says."""
    return _list({"open": False, "text": "", "name": "", "faults": [], "remarks": [], "seen": ""})


def _list(imported: dict[str, Any]) -> str:
    query = dict(common.asked("q", "state", "objective", "channel", "sort", "down", "findings"))
    query["sort"] = query["sort"] if query["sort"] in _SORTS else "state"
    everything = readings.scenario_items()
    rows = [_row(item) for item in everything if _wanted(item, query)]
    rows.sort(key=lambda row: _folded(row.name))
    rows.sort(key=_SORTS[query["sort"]], reverse=bool(query["down"]))

    def sort_url(key: str, descending: bool) -> str:
        return common.link("web.scenarios", sort=key, down="1" if descending else "")

    return render_template(
        "scenarios.html",
        imported=imported,
        rows=rows,
        query=query,
        filtered=any(query[name] for name in ("q", "state", "objective", "channel", "findings")),
        archived=sum(1 for item in everything if item.state == "archived"),
        states=common.with_any(_("All states"), [(state, words.scenario_state(state)) for state in STATES]),
        objectives=common.with_any(_("All objectives"), common.objective_choices()),
        channel_choices=common.with_any(_("All channels"), common.channel_choices()),
        sort_url=sort_url,
    )


def _wanted(item: store.ScenarioItem, query: dict[str, str]) -> bool:
    if item.state != query["state"] if query["state"] else item.state == "archived":
        return False
    if query["objective"] and item.objective != query["objective"]:
        return False
    if query["channel"] and query["channel"] not in item.channels:
        return False
    if query["findings"] == "error" and not item.errors:
        return False
    hay = _folded(f"{words.text(item.name)} {item.key}")
    return all(word in hay for word in _folded(query["q"]).split())


def _folded(text: str) -> str:
    """Lower case without accents, so that « reassort » finds « Réassort »."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def _row(item: store.ScenarioItem) -> Row:
    trigger = readings.document_of(item.key).get("trigger")
    wire = trigger if isinstance(trigger, dict) else {}
    return Row(
        key=item.key,
        name=words.text(item.name) or item.key,
        state=item.state,
        objective=item.objective,
        trigger=words.trigger(wire, readings.names()),
        trigger_icon=icons.TRIGGER_ICONS.get(str(wire.get("kind")), "circle-dashed"),
        channels=item.channels,
        priority_class=item.priority_class or "commercial",
        priority=item.priority_value if item.priority_value is not None else 50,
        inside=item.inside,
        errors=item.errors,
        warnings=item.warnings,
        edited_at=item.edited,
    )


@pages.get("/scenarios/<key>")
def scenario(key: str) -> ResponseReturnValue:
    """The page that the editor fills."""
    if key == "import" and all(item.key != key for item in readings.scenario_items()):
        # A refused import was shown at this address: to come back to it is to come back to the list.
        return redirect(url_for("web.scenarios"))
    if key in readings.campaigns() and all(item.key != key for item in readings.scenario_items()):
        # What is told of a campaign leads here, as what is told of a scenario does.
        return redirect(url_for("web.pressure", _anchor="plan-title"))
    stored = store.get(key)
    name = stored.document.get("name")
    shown = words.text(name) if isinstance(name, (str, dict)) else ""
    boot = {
        "scenario": key,
        "csrf": generate_csrf(),
        "locale": words.language(),
        "coediting": current_app.extensions["designer.settings"].coediting,
        "urls": {
            "api": "/api/v1",
            "list": url_for("web.scenarios"),
            "outbox": url_for("web.outbox"),
            "runtime": url_for("web.runtime"),
            "contact": url_for("web.contact", key="CONTACT"),
        },
    }
    return render_template("scenario.html", name=shown or key, boot=boot)


@pages.post("/scenarios")
def scenario_new() -> ResponseReturnValue:
    """An empty draft under a name."""
    name = request.form.get("name", "").strip()[:120]
    if not name:
        flash(_("A scenario needs a name; write what the team calls it."), "error")
        return redirect(url_for("web.scenarios"))
    same = any(
        _folded(words.text(item.name)) == _folded(name) and item.state != "archived"
        for item in readings.scenario_items()
    )
    made = store.create(_blank(_free(_slug(name)), name))
    if same:
        flash(
            _(
                "Another scenario is called %(name)s too; this one has the key %(key)s.",
                name=words.quoted(name),
                key=made.key,
            ),
            "warn",
        )
    return redirect(url_for("web.scenario", key=made.key))


def _blank(key: str, name: str) -> dict[str, Any]:
    """The shortest document: it starts by hand and ends at once."""
    return {
        "format": "scenario/1",
        "key": key,
        "name": name,
        "trigger": {"kind": "manual"},
        "nodes": [{"id": "start", "kind": "trigger"}, {"id": "end", "kind": "exit"}],
        "edges": [{"from": "start", "to": "end"}],
    }


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _folded(name)).strip("-")[:60].strip("-") or "scenario"


def _free(key: str) -> str:
    taken, free, number = {item.key for item in readings.scenario_items()}, key, 2
    while free in taken:
        free, number = f"{key}-{number}", number + 1
    return free


@pages.post("/scenarios/import")
def scenario_import() -> ResponseReturnValue:
    """A file as a draft: YAML or JSON under its own key, a BPMN 2.0 model always as a new scenario.

    Where parts of a model are read as something else or left out, they are shown first; the draft is made
    once the same text is sent again.
    """
    file = request.files.get("file")
    text, name = request.form.get("text", ""), request.form.get("name", "")[:120]
    if file is not None and file.filename:
        raw, name = file.stream.read(LARGEST_FILE + 1), file.filename[:120]
        if len(raw) > LARGEST_FILE:
            return _import_again("", name, [_("The file is larger than 2 MB; nothing was kept.")])
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            fault = _("The file is not UTF-8 text; save it as UTF-8 and import it again.")
            return _import_again("", name, [fault])
    if not text.strip():
        return _import_again("", name, [_("Choose a file, or paste the text of a scenario.")])
    try:
        read = incoming.read(text, name)
        if read.remarks and request.form.get("seen") != _mark(text):
            return _shown_first(text, name, read.remarks)
        made = _keep(read)
    except DocumentError as error:
        return _import_again(text, name, errors.findings(error))
    except DesignerError as error:
        return _import_again(text, name, [errors.said(error)])
    return redirect(url_for("web.scenario", key=made))


def _import_again(text: str, name: str, faults: list[str]) -> ResponseReturnValue:
    """The list with the dialog open on what was sent and what is wrong with it."""
    shown = text if len(text) <= _LONGEST_SHOWN else ""
    page = {"open": True, "text": shown, "name": name, "faults": faults, "remarks": [], "seen": ""}
    return _list(page), 422


def _shown_first(text: str, name: str, remarks: Sequence[Remark]) -> ResponseReturnValue:
    """The list with the dialog open on what would not be as it was; nothing is kept yet."""
    rows = [_said(remark) for remark in remarks]
    page = {"open": True, "text": text, "name": name, "faults": [], "remarks": rows, "seen": _mark(text)}
    return _list(page), 422


def _said(remark: Remark) -> str:
    """What becomes of a part of a model, with its line."""
    told = {
        "line": words.number(remark.line),
        "part": f"{remark.element} {words.quoted(remark.id)}" if remark.id else remark.element,
        "why": words.text(remark.why),
    }
    if remark.fate is Fate.LEFT_OUT:
        return _("Line %(line)s: %(part)s is left out: %(why)s.", **told)
    return _("Line %(line)s: %(part)s is read as something else: %(why)s.", **told)


def _mark(text: str) -> str:
    """A mark of a text, whatever its line ends: a form sends others than the file had."""
    return sha256("\n".join(text.splitlines()).encode()).hexdigest()


def _keep(read: incoming.Incoming) -> str:
    """A new draft, or the next draft of the scenario of the same key; the key."""
    document: Mapping[str, Any] = read.document
    if read.form == "bpmn":
        # the key of a model is made of its name: that of another scenario is chance
        return store.create(document, key=_free(str(document.get("key")))).key
    try:
        return store.create(document).key
    except Refused:
        key = str(document["key"])
        store.save_draft(key, document)
        return key


@pages.get("/scenarios/<key>/document.yaml")
def scenario_export(key: str) -> ResponseReturnValue:
    """The draft as a YAML file."""
    stored = store.get(key)
    answer = Response(dump_yaml(dict(stored.document)), mimetype="application/yaml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{stored.key}.yaml"'
    return answer


@pages.post("/scenarios/<key>/copy")
def scenario_copy(key: str) -> ResponseReturnValue:
    """A draft with the same content."""
    made = store.duplicate(key)
    common.said(_("Duplicated: this is the copy."))
    return redirect(url_for("web.scenario", key=made.key))


@pages.post("/scenarios/<key>/pause")
def scenario_pause(key: str) -> ResponseReturnValue:
    """Freeze a live scenario."""
    common.tried(
        lambda: control.pause_scenario(key),
        _("%(name)s is paused: nobody enters, nobody moves, nothing leaves.", name=_named(key)),
        undo=url_for("web.scenario_resume", key=key),
    )
    return common.back(url_for("web.scenarios"))


@pages.post("/scenarios/<key>/resume")
def scenario_resume(key: str) -> ResponseReturnValue:
    """Let a paused scenario go on."""
    common.tried(lambda: control.resume_scenario(key), _("%(name)s goes on.", name=_named(key)))
    return common.back(url_for("web.scenarios"))


@pages.post("/scenarios/<key>/archive")
def scenario_archive(key: str) -> ResponseReturnValue:
    """Put a scenario away."""
    common.tried(
        lambda: store.archive(key),
        _("%(name)s is archived.", name=_named(key)),
        undo=url_for("web.scenario_restore", key=key),
    )
    return common.back(url_for("web.scenarios"))


@pages.post("/scenarios/<key>/restore")
def scenario_restore(key: str) -> ResponseReturnValue:
    """Take an archived scenario out again."""
    common.tried(
        lambda: store.restore(key),
        _("%(name)s is a draft again; publish it to let it run.", name=_named(key)),
    )
    return common.back(url_for("web.scenarios"))


def _named(key: str) -> str:
    return words.quoted(readings.names().scenario(key))


def test_choices() -> list[common.Choice]:
    """Every message of every scenario that can be sent as a test: ``scenario/node`` and its words."""
    known = {item.key: item for item in templates.list_all()}
    found = []
    for item in readings.scenario_items():
        if item.state == "archived":
            continue
        document = readings.document_of(item.key)
        numbered = readings.steps(document)
        for node in document.get("nodes") or ():
            if (
                isinstance(node, dict)
                and node.get("kind") == "message"
                and node.get("channel") == "email"
                and node.get("id") in numbered
            ):
                template = known.get(str(node.get("template")))
                what = words.text(template.name) if template else words.channel(str(node.get("channel", "")))
                label = f"{words.text(item.name)} · {numbered[node['id']]} · {what}"
                found.append((f"{item.key}/{node['id']}", label))
    return found
