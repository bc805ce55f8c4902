"""The library: scenarios that others run, ready to be taken."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from designer.domain.time import Duration
from designer.library import shelf
from designer.library.taking import take
from designer.web import icons, readings, words
from designer.web.blueprint import pages
from designer.web.views import common


@pages.get("/library")
def library() -> ResponseReturnValue:
    """The library, filtered."""
    query = common.asked("q", "sector", "objective")
    mine = {item.key for item in readings.scenario_items() if item.state != "archived"}
    shown = [_card(entry, mine) for entry in shelf.shelf().entries() if _wanted(entry, dict(query))]
    return render_template(
        "library.html",
        entries=shown,
        query=query,
        filtered=any(query.values()),
        sectors=common.with_any(
            _("All sectors"),
            [
                (key, words.text(name))
                for key, name in ((pack.key, pack.name) for pack in shelf.shelf().packs.values())
            ],
        ),
        objectives=common.with_any(_("All objectives"), common.objective_choices()),
    )


def _wanted(entry: shelf.Entry, query: dict[str, str]) -> bool:
    if query["sector"] and entry.pack != query["sector"]:
        return False
    if query["objective"] and entry.objective != query["objective"]:
        return False
    hay = f"{words.text(entry.name)} {words.text(entry.description)} {entry.key}".casefold()
    return all(word in hay for word in query["q"].casefold().split())


def _card(entry: shelf.Entry, mine: set[str]) -> dict[str, Any]:
    document = _document(entry.id)
    trigger = document.get("trigger") or {}
    return {
        "key": entry.id,
        "name": words.text(entry.name),
        "sector": words.text(shelf.shelf().pack(entry.pack).name),
        "objective": entry.objective,
        "need": words.text(entry.description),
        "trigger": words.trigger(trigger, _names()),
        "trigger_icon": icons.TRIGGER_ICONS.get(str(trigger.get("kind")), "zap"),
        "messages": entry.steps,
        "lasts": _lasts(document),
        "channels": entry.channels,
        "used": entry.key if entry.key in mine else None,
    }


@cache
def _document(key: str) -> dict[str, Any]:
    return shelf.shelf().load(key).document


def _names() -> words.Names:
    """The library's own names, then those of the workspace."""
    data, own = shelf.demo_pack().document("data"), readings.names()
    labels = {
        kind: {name: row["label"] for name, row in (data.get(kind) or {}).items() if row.get("label")}
        for kind in ("attributes", "events")
    }
    return words.Names(
        scenarios=own.scenarios,
        attributes={**labels["attributes"], **own.attributes},
        events={**labels["events"], **own.events},
        segments=own.segments,
    )


def _lasts(document: dict[str, Any]) -> str:
    """How long it may last at most: its waits put end to end along the longest way, in days."""
    nodes = {node["id"]: node for node in document["nodes"]}
    after: dict[str, list[str]] = {}
    for edge in document["edges"]:
        after.setdefault(edge["from"], []).append(edge["to"])

    def longest(id_: str, seen: frozenset[str]) -> int:
        if id_ in seen:
            return 0
        node = nodes[id_]
        own = node.get("for") if node["kind"] == "wait" else node.get("timeout")
        minutes = Duration.parse(own).minutes if own else 0
        return minutes + max((longest(target, seen | {id_}) for target in after.get(id_, ())), default=0)

    start = next(node["id"] for node in document["nodes"] if node["kind"] == "trigger")
    minutes = longest(start, frozenset())
    return str(Duration(minutes=round(minutes / 1440) * 1440)) if minutes >= 1440 else ""


@pages.post("/library/<path:key>")
def library_use(key: str) -> ResponseReturnValue:
    """Take one: it becomes a draft of the workspace."""
    made = take(key).scenario
    common.said(_("Taken from the library: this is your draft, nothing leaves before you publish it."))
    return redirect(url_for("web.scenario", key=made.key))
