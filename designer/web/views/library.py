"""The library: packs of scenarios, each with its picture, its month and its needs, ready to be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import ceil
from typing import Any, Final

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from designer.analysis.pressure import prove
from designer.analysis.verdict import Conflict
from designer.domain.channel import Category
from designer.domain.data import Type
from designer.domain.errors import DesignerError, NotFound
from designer.domain.scenario import Family, Message, Scenario
from designer.domain.time import DAY, Duration
from designer.formats.documents import load_template
from designer.library import needs as wants
from designer.library.month import DAYS, START, Life, month
from designer.library.needs import Missing, Needs
from designer.library.shelf import Entry, Pack, Shelf, shelf
from designer.library.taking import Choice, Misfit, Misfitting, clashes, fits, property_type, take
from designer.runtime.preview import SOMEBODY
from designer.runtime.render import compile_template
from designer.settings import Settings
from designer.store import documents
from designer.web import errors, icons, logigram, readings, words
from designer.web.blueprint import pages
from designer.web.views import common

#: Scenarios on one page, and on the list to start with.
_PAGE: Final = 24
_STARTER: Final = 10
#: Of one pack on the list to start with.
_OF_ONE_PACK: Final = 3
#: Conflicts told of one scenario.
_CONFLICTS: Final = 6

#: Who writes the messages that are shown.
_BRAND: Final = "La boutique"

#: What a form says for a name that is to be added under its own name.
_ADD: Final = ""


def _shelf() -> Shelf:
    settings: Settings = current_app.extensions["designer.settings"]
    return shelf(settings.library)


# ── The gallery ─────────────────────────────────────────────────────────────────────────────────────────


@pages.get("/library")
def library() -> ResponseReturnValue:
    """The library, filtered."""
    query = common.asked("q", "pack", "family", "objective", "channel", "show")
    there = _shelf()
    lacking = _lacking(there)
    entries = there.entries()
    if query["show"] == "start":
        entries = _starter(there, lacking)
    found = [entry for entry in entries if _wanted(there, entry, dict(query), lacking)]
    number = min(common.page_number(), max(1, ceil(len(found) / _PAGE)))
    mine = {item.key for item in readings.scenario_items() if item.state != "archived"}
    shown = found[(number - 1) * _PAGE : number * _PAGE]
    return render_template(
        "library.html",
        entries=[_card(there, entry, mine, lacking[entry.id]) for entry in shown],
        query=query,
        filtered=any(query.values()),
        total=len(found),
        all_of_them=len(there.entries()),
        ready=sum(1 for entry in there.entries() if lacking[entry.id].can_start),
        pack=there.packs.get(query["pack"]),
        number=number,
        page_count=ceil(len(found) / _PAGE),
        packs=common.with_any(
            _("All trades"), [(pack.key, words.text(pack.name)) for pack in there.packs.values()]
        ),
        families=common.with_any(
            _("All moments"), [(family.value, _family(family.value)) for family in Family]
        ),
        objectives=common.with_any(_("All objectives"), common.objective_choices()),
        channels=common.with_any(_("All channels"), common.channel_choices()),
        shows=[
            ("", _("Every scenario")),
            ("ready", _("Those my data are enough for")),
            ("start", _("Ten to start with")),
        ],
        faults=[fault for pack in there.packs.values() for fault in (pack.faults if pack.own else ())],
        link=lambda page: common.link("web.library", page=page if page > 1 else None),
    )


def _family(word: str | None) -> str:
    return {
        "transactional": _("Transaction"),
        "relational": _("Relationship"),
        "after_sales": _("After-sales"),
        "life": _("Life moment"),
        "contract": _("Contract"),
        "commercial": _("Commercial calendar"),
    }.get(word or "", "")


def _lacking(there: Shelf) -> dict[str, Missing]:
    """What the workspace lacks for each scenario."""
    data = documents.data()
    return {
        entry.id: wants.missing(wants.needs_of(pack, entry.key), data)
        for pack in there.packs.values()
        for entry in pack.entries
    }


def _starter(there: Shelf, lacking: Mapping[str, Missing]) -> tuple[Entry, ...]:
    """Ten to start with: those that lack least, then those worth most; never two alike, few of a trade.

    What revives a base comes first: confirmations and duties serve whoever is active already.
    """
    mine = {item.key for item in readings.scenario_items()}

    def order(entry: Entry) -> tuple[bool, int, int, str]:
        missing = lacking[entry.id]
        duty = entry.category in (Category.TRANSACTIONAL.value, Category.SERVICE.value)
        return duty, len(missing.attributes) + len(missing.events), -entry.value, entry.id

    chosen: dict[str, Entry] = {}
    of_pack: dict[str, int] = {}
    for entry in sorted(there.entries(), key=order):
        if entry.key in mine or entry.key in chosen or of_pack.get(entry.pack, 0) >= _OF_ONE_PACK:
            continue
        chosen[entry.key] = entry
        of_pack[entry.pack] = of_pack.get(entry.pack, 0) + 1
        if len(chosen) == _STARTER:
            break
    return tuple(chosen.values())


def _wanted(there: Shelf, entry: Entry, query: Mapping[str, str], lacking: Mapping[str, Missing]) -> bool:
    for asked, own in (
        (query["pack"], entry.pack),
        (query["objective"], entry.objective),
        (query["family"], entry.family),
    ):
        if asked and asked != own:
            return False
    if query["channel"] and query["channel"] not in entry.channels:
        return False
    if query["show"] == "ready" and not lacking[entry.id].can_start:
        return False
    name = words.text(there.pack(entry.pack).name)
    said = f"{words.text(entry.name)} {words.text(entry.description)} {entry.id} {name}".casefold()
    return all(word in said for word in query["q"].casefold().split())


def _card(there: Shelf, entry: Entry, mine: set[str], missing: Missing) -> dict[str, Any]:
    pack = there.pack(entry.pack)
    names = _names(pack)
    return {
        "id": entry.id,
        "key": entry.key,
        "pack_key": entry.pack,
        "name": words.text(entry.name),
        "pack": words.text(pack.name),
        "objective": entry.objective,
        "family": _family(entry.family),
        "need": _spaced(words.text(entry.description)),
        "picture": _thumbnail(pack, entry.key).format(
            title=_("Logigram of %(name)s", name=words.text(entry.name))
        ),
        "trigger": words.trigger(_trigger(pack, entry.key), names),
        "trigger_icon": icons.TRIGGER_ICONS.get(entry.trigger, "zap"),
        "messages": entry.steps,
        "lasts": _lasts(pack, entry.key),
        "channels": entry.channels,
        "used": entry.key if entry.key in mine else None,
        "missing": missing,
        "lacks": [names.event(name) for name in missing.events]
        + [words.capital(names.attribute(name)) for name in missing.attributes],
    }


def _spaced(text: str) -> str:
    """A text on one line, whose French signs stay with the word before them."""
    return re.sub(r" ([;:!?»])", f"{words.NBSP}\\1", " ".join(text.split())).replace("« ", f"«{words.NBSP}")


@lru_cache(maxsize=512)
def _thumbnail(pack: Pack, key: str) -> Markup:
    """The card's picture, its title still to be filled in."""
    return logigram.thumbnail(pack.scenario(key), Markup("{title}"))


@lru_cache(maxsize=512)
def _trigger(pack: Pack, key: str) -> Mapping[str, Any]:
    trigger: Mapping[str, Any] = _document(pack, key)["trigger"]
    return trigger


@lru_cache(maxsize=512)
def _document(pack: Pack, key: str) -> Mapping[str, Any]:
    return pack.load(key).document


def _names(pack: Pack) -> words.Names:
    """The pack's own names, then those of the workspace."""
    return words.Names.of(pack.portfolio).over(readings.names())


@lru_cache(maxsize=512)
def _lasts(pack: Pack, key: str) -> str:
    """How long it may last at most: its waits put end to end along the longest way, in days."""
    document = _document(pack, key)
    nodes = {node["id"]: node for node in document["nodes"]}
    after: dict[str, list[str]] = {}
    for edge in document["edges"]:
        after.setdefault(edge["from"], []).append(edge["to"])

    def longest(id_: str, seen: frozenset[str]) -> int:
        if id_ in seen:
            return 0
        node = nodes[id_]
        own = {"wait": node.get("for"), "task": node.get("sla")}.get(node["kind"], node.get("timeout"))
        minutes = Duration.parse(own).minutes if own else 0
        return minutes + max((longest(target, seen | {id_}) for target in after.get(id_, ())), default=0)

    start = next(node["id"] for node in document["nodes"] if node["kind"] == "trigger")
    minutes = longest(start, frozenset())
    return str(Duration(minutes=round(minutes / DAY) * DAY)) if minutes >= DAY else ""


# ── One scenario ────────────────────────────────────────────────────────────────────────────────────────


@pages.get("/library/<path:reference>")
def library_entry(reference: str) -> ResponseReturnValue:
    """One scenario: sheet, picture, messages, month, needs, conflicts, and the form that takes it."""
    pack, entry = _shelf().find(reference)
    if reference != entry.id:
        return redirect(url_for("web.library_entry", reference=entry.id))
    return _page(pack, entry, {}, ())


def _page(pack: Pack, entry: Entry, given: Mapping[str, str], faults: Sequence[str]) -> ResponseReturnValue:
    scenario = pack.scenario(entry.key)
    names = _names(pack)
    needs = wants.needs_of(pack, entry.key)
    missing = wants.missing(needs, documents.data())
    life = month(pack, entry.key)
    used = [item for item in readings.scenario_items() if item.key == entry.key and item.state != "archived"]
    page = render_template(
        "library_entry.html",
        entry=entry,
        description=_spaced(words.text(entry.description)),
        pack=pack,
        pack_name=words.text(pack.name),
        family=_family(entry.family),
        sheet=_document(pack, entry.key).get("sheet") or {},
        trigger=words.trigger(_trigger(pack, entry.key), names),
        trigger_icon=icons.TRIGGER_ICONS.get(entry.trigger, "zap"),
        audience=words.condition(_document(pack, entry.key).get("audience"), names),
        priority=scenario.priority,
        segment_names=[names.segment(key) for key in scenario.sheet.segments],
        prevails=[
            names.scenario(prevails.scenario)
            for prevails in scenario.priority.prevails_over
            if pack.portfolio.scenario(prevails.scenario)
        ],
        lasts=_lasts(pack, entry.key),
        picture=logigram.draw(
            scenario,
            _picture_words(pack, scenario, names),
            _("Logigram of %(name)s", name=words.text(entry.name)),
        ),
        messages=_messages(pack, scenario),
        data=_data_rows(pack, needs, names),
        missing=missing,
        conflicts=_conflicts(pack, entry, names),
        life=_told(life, scenario, pack, names),
        used=used[0].key if used else None,
        form=_form(pack, needs, names, given),
        faults=faults,
    )
    return (page, 422) if faults else page


def _steps(pack: Pack, key: str) -> dict[str, str]:
    return readings.steps(_document(pack, key))


def _picture_words(pack: Pack, scenario: Scenario, names: words.Names) -> logigram.Words:
    steps = _steps(pack, scenario.key)
    nodes = {
        node["id"]: _node_words(node, pack, names, steps) for node in _document(pack, scenario.key)["nodes"]
    }
    if scenario.start is not None:
        nodes[scenario.start.id] = (_("Entry"), words.trigger(_trigger(pack, scenario.key), names))
    return logigram.Words(
        nodes=nodes,
        ways={
            "event": _("yes, it came"),
            "timeout": _("time is up"),
            "done": _("done"),
            "refused": _("refused"),
            "expired": _("not done"),
            "else": _("otherwise"),
        },
    )


def _node_words(
    node: Mapping[str, Any], pack: Pack, names: words.Names, steps: Mapping[str, str]
) -> tuple[str, str]:
    match node["kind"]:
        case "message":
            template = pack.portfolio.messages.get(node.get("template", ""))
            channel = words.channel(node["channel"])
            return f"{steps.get(node['id'], '')} · {channel}", words.text(template.name if template else None)
        case "wait":
            return _("Wait"), _wait_words(node, names)
        case "wait_event":
            within = words.duration(node["timeout"]) if node.get("timeout") else ""
            waits = _("Waits %(time)s at most", time=within) if within else _("Waits")
            return waits, names.event(node["event"])
        case "split":
            first: Mapping[str, Any] = next(iter(node["paths"]), {})
            return _("Condition"), words.condition(first.get("when"), names)
        case "experiment":
            shares = " / ".join(words.number(path["share"]) for path in node["paths"])
            return _("A/B test"), _("Shares: %(shares)s", shares=shares)
        case "task":
            return _("Task"), words.text(node.get("label")) or node.get("queue", "")
        case "update":
            return _("Update"), words.listing([names.attribute(name) for name in node.get("set", {})])
        case _:
            return "", _("Exit")


def _wait_words(node: Mapping[str, Any], names: words.Names) -> str:
    until = node.get("until")
    if not isinstance(until, Mapping):
        return words.duration(node.get("for"))
    if "attribute" in until:
        return words.trigger({"kind": "date", **until}, names)
    return _("until %(time)s", time=until.get("time", ""))


# ── Messages ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message as the page shows it."""

    step: str
    name: str
    channel: str
    category: str
    sender: str
    subject: str
    preheader: str
    paragraphs: tuple[str, ...]
    call: str


def _messages(pack: Pack, scenario: Scenario) -> list[Shown]:
    """The messages in the reader's language, for somebody made up."""
    steps = _steps(pack, scenario.key)
    values = {**SOMEBODY, **_examples(pack), "event": _event_examples(pack, scenario)}
    shown = []
    nodes = [node for node in scenario.nodes if isinstance(node, Message)]
    for node in sorted(nodes, key=lambda node: int(steps.get(node.id, "T999")[1:])):
        if node.template not in pack.messages:
            continue
        template = load_template(pack.message(node.template))
        made = compile_template(template, words.language())
        said = made.render(values, brand=_BRAND, unsubscribe_url=None)
        text = made.words.render({**values, "brand": _BRAND, "unsubscribe_url": ""}).strip()
        preheader = made.preheader.render(values).strip()
        shown.append(
            Shown(
                step=steps.get(node.id, ""),
                name=words.text(template.name),
                channel=node.channel.value,
                category=scenario.category_of(node).value,
                sender=said.sender,
                subject=said.subject,
                preheader=preheader,
                paragraphs=tuple(part for part in text.split("\n\n") if part.strip()),
                call=words.text(template.cta.label) if template.cta else "",
            )
        )
    return shown


def _examples(pack: Pack) -> dict[str, Any]:
    """A value for each attribute: the first that is declared, else one of its type."""
    return {
        name: attribute.values[0] if attribute.values else _example(attribute.type, name)
        for name, attribute in pack.portfolio.data.attributes.items()
        if name not in SOMEBODY
    }


def _event_examples(pack: Pack, scenario: Scenario) -> dict[str, Any]:
    name = getattr(scenario.trigger, "event", None)
    properties = (pack.portfolio.data.properties_of(name) or {}) if name else {}
    return {key: _example(kind, key) for key, kind in properties.items()}


def _example(kind: Type, name: str) -> Any:
    match kind:
        case Type.NUMBER:
            return 120
        case Type.BOOLEAN:
            return True
        case Type.DATE:
            return "2027-04-15"
        case Type.INSTANT:
            return "2027-04-15T08:30:00Z"
        case Type.LIST:
            return []
        case _:
            return "10:30" if name in ("time", "hour") else f"[{name.replace('_', ' ')}]"


# ── Data, conflicts, month ──────────────────────────────────────────────────────────────────────────────


def _type_name(kind: Type) -> str:
    return {
        Type.TEXT: _("text"),
        Type.NUMBER: _("number"),
        Type.BOOLEAN: _("yes or no"),
        Type.DATE: _("date"),
        Type.INSTANT: _("instant"),
        Type.LIST: _("list"),
    }[kind]


def _data_rows(pack: Pack, needs: Needs, names: words.Names) -> list[dict[str, Any]]:
    own = documents.data()
    rows = [
        {
            "key": name,
            "name": names.event(name),
            "kind": _("event"),
            "needed": name in needs.events,
            "there": name in own.events,
            "more": ", ".join(sorted(needs.properties.get(name, ()))),
        }
        for name in sorted(needs.every_event)
    ]
    rows += [
        {
            "key": name,
            "name": words.capital(names.attribute(name)),
            "kind": _type_name(wants.type_of(pack, name)),
            "needed": name in needs.attributes,
            "there": name in own.attributes,
            "more": "",
        }
        for name in sorted(needs.every_attribute)
    ]
    return sorted(rows, key=lambda row: (not row["needed"], str(row["name"]).casefold()))


@lru_cache(maxsize=64)
def _proved(pack: Pack) -> tuple[Conflict, ...]:
    return tuple(prove(pack.portfolio).conflicts)


def _conflicts(pack: Pack, entry: Entry, names: words.Names) -> dict[str, Any]:
    """The conflicts of its pack that it is in: with whom, under which rule, and how bad."""
    try:
        policy = pack.document("policy")
    except NotFound:
        policy = {}
    mine = [one for one in _proved(pack) if entry.key in one.scenarios]
    mine.sort(key=lambda one: (one.exempt, -one.verdict.rank, len(one.scenarios)))
    told = []
    for one in mine[:_CONFLICTS]:
        others = [words.quoted(names.scenario(key)) for key in one.scenarios if key != entry.key]
        rule = words.rule(one.rule, policy, names)
        told.append(
            {
                "verdict": one.verdict.value,
                "exempt": one.exempt,
                "with": words.listing(others) if others else _("Alone"),
                "rule": rule,
                "worst": one.worst.lower if one.worst else None,
                "limit": one.limit,
            }
        )
    return {"shown": told, "more": max(0, len(mine) - _CONFLICTS)}


def _told(life: Life, scenario: Scenario, pack: Pack, names: words.Names) -> dict[str, Any]:
    """The simulated month in figures."""
    steps = _steps(pack, scenario.key)
    days = [life.by_day[day] for day in range(DAYS)]
    most = max([*days, 1])
    node_words = {
        node["id"]: _node_words(node, pack, names, steps) for node in _document(pack, scenario.key)["nodes"]
    }
    ways = _picture_words(pack, scenario, names).ways
    forks = []
    fork_ways = [edge for edge in scenario.edges if edge.path]
    for source, edges in groupby(
        sorted(fork_ways, key=lambda edge: list(scenario.by_id).index(edge.source)),
        key=lambda edge: edge.source,
    ):
        parts = [(edge.path or "", life.ways[source, edge.path or ""]) for edge in edges]
        whole = sum(count for _, count in parts) or 1
        small, large = node_words[source]
        forks.append(
            {
                "node": f"{small} : {large}" if words.language() == "fr" else f"{small}: {large}",
                "parts": [(ways.get(path, path), count, count / whole) for path, count in parts],
            }
        )
    first = START
    return {
        "people": life.contacts,
        "entries": life.entries,
        "refused": sum(life.refusals.values()),
        "messages": sum(days),
        "all_messages": sum(life.sent.values()),
        "delayed": sum(life.delayed.values()),
        "goals": life.goals,
        "has_goal": scenario.goal is not None,
        "days": [
            {"height": round(count / most * 60, 1), "count": count, "day": words.day(first + n * DAY)}
            for n, count in enumerate(days)
        ],
        "most": most,
        "sent": [
            (steps.get(node.id, ""), node_words[node.id][1], node.channel.value, life.sent[node.id])
            for node in scenario.nodes
            if isinstance(node, Message)
        ],
        "forks": forks,
    }


# ── Taking ──────────────────────────────────────────────────────────────────────────────────────────────


def _form(pack: Pack, needs: Needs, names: words.Names, given: Mapping[str, str]) -> dict[str, Any]:
    """A row for each name that the workspace lacks, with what could stand for it."""
    own = documents.data()
    mine = readings.names()
    lacks = sorted(needs.every_attribute - own.attributes.keys())
    clash = clashes(pack, needs, own)
    attributes = []
    for name in [*clash, *lacks]:
        kind = wants.type_of(pack, name)
        choices = sorted(
            (
                (key, f"{words.capital(mine.attribute(key))} ({key})")
                for key, attribute in own.attributes.items()
                if fits(kind, attribute.type)
            ),
            key=lambda choice: choice[1].casefold(),
        )
        first = _("Choose…") if name in clash else _("Add it to my data")
        attributes.append(
            {
                "field": f"attribute:{name}",
                "key": name,
                "name": words.capital(names.attribute(name)),
                "kind": _type_name(kind),
                "needed": name in needs.attributes,
                "clash": name in clash,
                "value": given.get(f"attribute:{name}", ""),
                "choices": [(_ADD, first), *choices],
            }
        )
    events = []
    own_events = sorted(
        ((key, f"{words.text(event.label) or key} ({key})") for key, event in own.events.items()),
        key=lambda choice: choice[1].casefold(),
    )
    for name in sorted(needs.every_event - own.events.keys()):
        events.append(
            {
                "field": f"event:{name}",
                "key": name,
                "name": names.event(name),
                "needed": name in needs.events,
                "value": given.get(f"event:{name}", ""),
                "choices": [(_ADD, _("Add it to my data")), *own_events],
                "properties": [
                    {
                        "field": f"property:{name}:{key}",
                        "key": key,
                        "kind": _type_name(property_type(pack, name, key)),
                        "value": given.get(f"property:{name}:{key}", ""),
                        "choices": _property_choices(pack, name, key),
                    }
                    for key in sorted(needs.properties.get(name, ()))
                ]
                if own_events
                else [],
            }
        )
    return {"attributes": attributes, "events": events, "rows": bool(attributes or events)}


def _property_choices(pack: Pack, event: str, name: str) -> list[common.Choice]:
    kind = property_type(pack, event, name)
    found = sorted(
        {
            key
            for declared in documents.data().events.values()
            for key, type_ in declared.properties.items()
            if fits(kind, type_) and key != name
        }
    )
    return [(_ADD, _("The same name: %(name)s", name=name)), *((key, key) for key in found)]


@pages.post("/library/<path:reference>")
def library_use(reference: str) -> ResponseReturnValue:
    """Take one: it becomes a draft of the workspace, under the workspace's own names."""
    there = _shelf()
    pack, entry = there.find(reference)
    given = {name: value for name, value in request.form.items() if ":" in name and value}
    try:
        taken = take(entry.id, mapping=_choice(given), packs=there)
    except Misfitting as error:
        return _page(pack, entry, given, [_misfit(fault) for fault in error.faults])
    except DesignerError as error:
        flash(errors.said(error), "error")
        return redirect(url_for("web.library_entry", reference=entry.id))
    added = len(taken.attributes) + len(taken.events) + len(taken.segments)
    said = _("Taken from the library: this is your draft, nothing leaves before you publish it.")
    if added:
        said += " " + ngettext(
            "%(num)s name was added to your data and segments.",
            "%(num)s names were added to your data and segments.",
            added,
        )
    common.said(said)
    return redirect(url_for("web.scenario", key=taken.scenario.key))


def _choice(given: Mapping[str, str]) -> Choice:
    attributes: dict[str, str] = {}
    events: dict[str, str] = {}
    properties: dict[str, dict[str, str]] = {}
    for field, value in given.items():
        kind, _colon, name = field.partition(":")
        if kind == "attribute":
            attributes[name] = value
        elif kind == "event":
            events[name] = value
        elif kind == "property":
            event, _sep, key = name.rpartition(":")
            properties.setdefault(event, {})[key] = value
    # a property is chosen among those of the event that stands for its own
    return Choice(
        attributes=attributes,
        events=events,
        properties={event: chosen for event, chosen in properties.items() if event in events},
    )


def _misfit(fault: Misfit) -> str:
    wanted = _type_name(fault.wanted) if fault.wanted else ""
    there = _type_name(fault.there) if fault.there else ""
    values = {"name": fault.name, "to": fault.to, "event": fault.event, "wanted": wanted, "there": there}
    said = {
        "attribute-unknown": lambda: _(
            "“%(to)s”, chosen for “%(name)s”, is no attribute of yours any more.", **values
        ),
        "attribute-type": lambda: _(
            "“%(to)s” is of type %(there)s and “%(name)s” of type %(wanted)s: choose one of the same type.",
            **values,
        ),
        "attribute-clash": lambda: _(
            "Your attribute “%(name)s” is of type %(there)s where the scenario needs %(wanted)s: choose "
            "another one for it.",
            **values,
        ),
        "event-unknown": lambda: _(
            "“%(to)s”, chosen for “%(name)s”, is no event of yours any more.", **values
        ),
        "property-unknown": lambda: _(
            "Your event “%(event)s” has no property “%(to)s” that could stand for “%(name)s”: choose one "
            "that it has, or keep the name.",
            **values,
        ),
        "property-type": lambda: _(
            "The property “%(to)s” of “%(event)s” is of type %(there)s and “%(name)s” of type %(wanted)s: "
            "choose one of the same type.",
            **values,
        ),
    }.get(fault.kind)
    return said() if said else _("The scenario does not use “%(name)s”: nothing to replace.", **values)
