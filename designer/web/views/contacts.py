"""Contacts: the search, and one person's story."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from designer.domain.condition import Value
from designer.domain.time import to_instant
from designer.store import contacts as store
from designer.store import tasks
from designer.store.ledger import Blocker, Why
from designer.web import errors, readings, words
from designer.web.blueprint import pages
from designer.web.icons import CHANNEL_ICONS
from designer.web.views import common

#: Moments of a story shown at first, and added by “earlier”.
STEP = 60
MOST = 600
#: Attributes that have a place of their own on the page.
_APART = frozenset({"first_name", "last_name"})
#: Properties of our own receipts: the scenario and the step are told in their place.
_RECEIPT = frozenset({"scenario", "node", "entry", "visit", "template", "version"})
#: Channels whose consent the page always shows.
_CONSENTS = ("email", "sms", "push", "call", "mail")
#: What each filter of the story keeps.
_KINDS: Mapping[str, frozenset[str]] = {
    "": frozenset({"event", "entry", "move", "exit", "conversion", "decision", "task", "refusal", "consent"}),
    "messages": frozenset({"decision", "consent"}),
    "events": frozenset({"event"}),
    "scenarios": frozenset({"entry", "move", "exit", "conversion", "refusal", "task"}),
}


@dataclass(frozen=True, kw_only=True)
class Link:
    """A scenario to go to."""

    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A message that filled the rule, in words."""

    words: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Why a message left, or did not."""

    question: str
    open: bool
    facts: Sequence[tuple[str, str]]
    blockers: Sequence[Filled] = ()
    next_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """One moment of the story."""

    at: datetime
    icon: str
    tone: str
    title: str
    detail: str = ""
    scenario: Link | None = None
    verdict: str | None = None
    why: Reasons | None = None
    send: str | None = None


@pages.get("/contacts")
def contacts() -> ResponseReturnValue:
    """The search."""
    query = common.asked("q")
    found = store.search(query["q"], page=common.page_number())
    return render_template(
        "contacts.html",
        rows=[_row(item) for item in found.items],
        query=query,
        filtered=bool(query["q"]),
        total=store.count(),
        found=found.total,
        page=found.page,
        pages=found.pages,
        page_url=lambda page: common.link("web.contacts", page=page),
    )


def _row(item: store.ContactItem) -> dict[str, Any]:
    given = item.attributes
    return {
        "id": item.id,
        "name": tasks.name_of(item.id, given),
        "email": given.get("email"),
        "city": given.get("city"),
        "consents": [word for word in _CONSENTS if _says_yes(given.get(f"consent_{word}"))],
        "inside": [words.text(readings.names().scenarios.get(key)) or key for key in item.inside],
        "sent": item.sent,
    }


def _says_yes(value: object) -> bool:
    return str(value).strip().lower() in {"true", "1", "yes", "oui"}


@pages.get("/contacts/<path:key>")
def contact(key: str) -> ResponseReturnValue:
    """One person's story, newest first."""
    person = store.get(key)
    shown = request.args.get("show", "")
    shown = shown if shown in _KINDS else ""
    text = request.args.get("upto", "")
    limit = min(MOST, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else STEP
    # One more than shown tells whether there is an “earlier”.
    moments = [moment for moment in store.timeline(key, limit=MOST + 1) if moment.kind in _KINDS[shown]]
    zone = str(person.attributes.get("timezone") or readings.zone())
    items = [_together(same) for same in _gathered(moments[:limit])]
    story = [
        {"day": words.sentence_day(first, zone), "items": list(same)}
        for first, same in (
            (group[0].at, group)
            for group in (
                list(same) for _day, same in groupby(items, key=lambda item: words.day(item.at, zone))
            )
        )
    ]
    name = tasks.name_of(key, person.attributes)
    return render_template(
        "contact.html",
        person={
            "name": name,
            "lead": _lead(person),
            "zone": zone,
            "id": person.id,
            "set_aside": person.set_aside,
        },
        story=story,
        kinds=[
            ("", _("Everything")),
            ("messages", _("Messages")),
            ("scenarios", _("Scenarios")),
            ("events", _("Events")),
        ],
        shown=shown,
        kind_url=lambda kind: common.link("web.contact", key=key, show=kind, upto=""),
        more_url=common.link("web.contact", key=key, upto=limit + STEP) if len(moments) > limit else None,
        enrolments=_inside(key),
        trials=[
            (item.key, words.text(item.name))
            for item in readings.scenario_items()
            if item.state != "archived"
        ],
        consents=_consents(person),
        attributes=_attributes(person.attributes),
    )


def _lead(person: store.ContactDetail) -> str:
    city = person.attributes.get("city")
    parts = [str(city)] if city else []
    since = person.attributes.get("customer_since")
    if since:
        parts.append(_("customer since %(date)s", date=_value("customer_since", since)))
    parts.append(person.id)
    return " · ".join(parts)


def _inside(contact: str) -> list[dict[str, Any]]:
    """Where the person stands now."""
    rows = []
    for moment in store.timeline(contact, limit=MOST):
        if moment.kind != "entry" or moment.facts.get("standing") != "active" or moment.scenario is None:
            continue
        node = str(moment.facts.get("node"))
        kind = next(
            (
                row
                for row in readings.document_of(moment.scenario).get("nodes") or ()
                if isinstance(row, dict) and row.get("id") == node
            ),
            {},
        )
        word = str(kind.get("kind", "wait"))
        due = moment.facts.get("due")
        rows.append(
            {
                "scenario": moment.scenario,
                "name": readings.names().scenario(moment.scenario),
                "where": _standing(moment.scenario, node, kind),
                "due": to_instant(due) if due is not None else None,
                "tone": "wait" if word == "wait_event" else word,
                "icon": {
                    "wait": "clock",
                    "wait_event": "hourglass",
                    "message": "mail",
                    "task": "clipboard-check",
                }.get(word, "workflow"),
            }
        )
    return rows


def _standing(scenario: str, node: str, kind: Mapping[str, Any]) -> str:
    if kind.get("kind") == "message":
        return _("%(step)s is delayed", step=readings.step_name(scenario, node))
    return readings.node_kind(kind) or node


def _consents(person: store.ContactDetail) -> list[dict[str, Any]]:
    reasons = {
        "unsubscribed": _("unsubscribed"),
        "bounced": _("returned"),
        "complained": _("complained"),
    }
    return [
        {
            "channel": channel,
            "given": person.consents.get(channel, False),
            "suppressed": reasons.get(person.suppressed[channel], person.suppressed[channel])
            if channel in person.suppressed
            else None,
        }
        for channel in _CONSENTS
    ]


def _attributes(given: Mapping[str, Value]) -> list[dict[str, str]]:
    shown = [
        {"label": words.capital(readings.names().attribute(name)), "value": _value(name, value)}
        for name, value in given.items()
        if name not in _APART and not name.startswith("consent_")
    ]
    return sorted(shown, key=lambda row: row["label"].casefold())


def _value(name: str, value: object) -> str:
    """An attribute or property as it is read: dates as dates, yes and no, figures with separators."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (int, float)):
        return words.number(value, 2)
    if isinstance(value, (list, tuple)):
        return words.listing([str(part) for part in value])
    text = str(value)
    if len(text) >= 10 and text[4:5] == "-" and text[7:8] == "-":
        try:
            moment = words.instant(text)
        except ValueError:
            return text
        return words.day(moment) if len(text) == 10 else words.moment(moment, readings.zone())
    return text


# ── The story ───────────────────────────────────────────────────────────────────────────────────────────


def _gathered(moments: Sequence[store.Moment]) -> list[list[store.Moment]]:
    """Changes of consent of one minute, one source and one sense as one moment: they were one act.

    The events that tell scenarios of it say nothing more to a reader.
    """
    told = {moment.at for moment in moments if moment.kind == "consent" and moment.word == "withdrawn"}
    kept = [
        moment
        for moment in moments
        if not (moment.word == "message.unsubscribed" and {moment.at, moment.at - 1} & told)
    ]

    def act(moment: store.Moment) -> object:
        if moment.kind != "consent":
            return id(moment)
        return moment.at, moment.word, moment.facts.get("source")

    return [list(same) for _act, same in groupby(kept, key=act)]


def _together(same: Sequence[store.Moment]) -> Item:
    one = _item(same[0])
    if len(same) == 1:
        return one
    channels = {moment.channel for moment in same}
    if same[0].word == "granted":
        title = _("Consents to %(channel)s", channel=_listed(channels))
    elif channels >= set(_CONSENTS):
        title = _("Wants no more messages, on any channel")
    else:
        title = _("No longer consents to %(channel)s", channel=_listed(channels))
    return replace(one, title=title)


def _listed(channels: Collection[str | None]) -> str:
    return words.listing([words.channel_inside(word) for word in _CONSENTS if word in channels]) or (
        words.listing(sorted(words.channel_inside(word or "") for word in channels))
    )


def _item(moment: store.Moment) -> Item:
    return _TELLERS[moment.kind](moment)


def _link(key: str | None) -> Link | None:
    return Link(key=key, name=readings.names().scenario(key)) if key else None


def _event(moment: store.Moment) -> Item:
    known = {item.key for item in readings.scenario_items()}
    scenario = str(moment.facts.get("scenario", ""))
    ours = scenario in known
    facts = [
        words.pair(_property(name), _value(name, value))
        for name, value in moment.facts.items()
        if not (ours and name in _RECEIPT)
    ]
    if ours and moment.facts.get("node"):
        facts.insert(0, readings.step_name(scenario, str(moment.facts["node"])))
    return Item(
        at=to_instant(moment.at),
        icon=_event_icon(moment.word),
        tone="trigger",
        title=readings.names().event(moment.word),
        scenario=_link(scenario) if ours else None,
        detail=" · ".join(facts),
    )


def _property(name: str) -> str:
    return {
        "amount": _("amount"),
        "cds": _("records"),
        "channel": _("channel"),
        "scenario": _("scenario"),
        "node": _("step"),
        "template": _("template"),
        "title": _("title"),
        "page": _("page"),
        "pages": _("pages"),
        "document": _("document"),
        "reference": _("reference"),
        "reason": _("reason"),
    }.get(name, name.replace("_", " "))


def _event_icon(name: str) -> str:
    for start, icon in (
        ("order.", "shopping-cart"),
        ("message.opened", "mail-open"),
        ("message.unsubscribed", "mail-x"),
        ("message.", "mail-check"),
        ("task.", "clipboard-check"),
        ("meeting.", "handshake"),
        ("appointment.", "calendar"),
        ("visit.", "globe"),
        ("quote.", "file-text"),
        ("contract.", "file-text"),
    ):
        if name.startswith(start):
            return icon
    return "download" if name.endswith("downloaded") else "zap"


def _entry(moment: store.Moment) -> Item:
    held = moment.word == "control"
    return Item(
        at=to_instant(moment.at),
        icon="log-in",
        tone="ok",
        title=_("Enters"),
        scenario=_link(moment.scenario),
        detail=_("In the control group: it runs, and nothing leaves.") if held else "",
    )


def _move(moment: store.Moment) -> Item:
    assert moment.scenario is not None  # as it was kept
    step = readings.step_name(moment.scenario, str(moment.node))
    return Item(
        at=to_instant(moment.at),
        icon="route",
        tone="wait",
        title=_("Goes on in version %(version)s of", version=words.number(moment.version)),
        scenario=_link(moment.scenario),
        detail=_(
            "From version %(version)s, at the step “%(step)s”.",
            version=words.number(moment.facts["from_version"]),
            step=step,
        ),
    )


def _exit(moment: store.Moment) -> Item:
    return Item(
        at=to_instant(moment.at),
        icon="log-out",
        tone="exit",
        title=_("Leaves"),
        scenario=_link(moment.scenario),
        detail=_sentence(words.exit_reason(moment.word, readings.names(), readings.policy())),
    )


def _conversion(moment: store.Moment) -> Item:
    return Item(
        at=to_instant(moment.at),
        icon="target",
        tone="ok",
        title=_("Reaches the goal of"),
        scenario=_link(moment.scenario),
    )


def _refusal(moment: store.Moment) -> Item:
    return Item(
        at=to_instant(moment.at),
        icon="door-closed",
        tone="",
        title=_("Does not enter"),
        scenario=_link(moment.scenario),
        detail=_sentence(words.refusal(moment.word, moment.facts.get("by"), readings.names())),
    )


def _consent(moment: store.Moment) -> Item:
    given = moment.word == "granted"
    channel = words.channel_inside(moment.channel or "")
    sources = {
        "link": _("by the link of a message"),
        "one-click": _("by one click in the mail program"),
        "import": _("by an import"),
        "edit": _("by hand"),
        "api": _("by the API"),
    }
    return Item(
        at=to_instant(moment.at),
        icon="shield-check" if given else "mail-x",
        tone="ok" if given else "error",
        title=_("Consents to %(channel)s", channel=channel)
        if given
        else _("No longer consents to %(channel)s", channel=channel),
        detail=_sentence(sources.get(str(moment.facts.get("source")), "")),
    )


def _task(moment: store.Moment) -> Item:
    label = moment.facts.get("label")
    said = words.text(label) if isinstance(label, (str, dict)) else ""
    states = {
        "open": _("to do"),
        "done": _("done"),
        "refused": _("refused"),
        "expired": _("expired"),
        "cancelled": _("cancelled"),
    }
    return Item(
        at=to_instant(moment.at),
        icon="clipboard-check",
        tone="task",
        title=_("Task: %(label)s", label=said or moment.node or ""),
        scenario=_link(moment.scenario),
        detail=f"{moment.facts.get('queue', '')} · {states.get(moment.word, moment.word)}",
    )


def _decision(moment: store.Moment) -> Item:
    why = moment.why
    assert why is not None
    step = readings.step_name(why.scenario, why.node)
    title = f"{step} · {words.channel(why.channel)}"
    if why.subject:
        title += f" {words.quoted(why.subject)}"
    return Item(
        at=to_instant(moment.at),
        icon=CHANNEL_ICONS.get(why.channel, "send"),
        tone="message",
        title=title,
        scenario=_link(why.scenario),
        verdict=why.verdict,
        detail=_fate(why),
        why=reasons(why),
        send=why.send_key if why.state else None,
    )


def _fate(why: Why) -> str:
    """What became of it after the decision, when that is not what was decided."""
    if why.state is None or why.state == "sent":
        return ""
    state = words.send_state(why.state)
    detail = send_detail(why.state, why.detail)
    return Markup("{}{}").format(words.pair(state, ""), detail) if detail else state


def send_detail(state: str, detail: str | None) -> str:
    """Why a message did not leave: the rule that withdrew it, or what the other side answered."""
    if not detail:
        return ""
    if state == "skipped":
        return words.rule(detail, readings.policy(), readings.names())
    return errors.sentence(detail, lead=False)


def reasons(why: Why) -> Reasons:
    """Why a message left or did not: the rule, what filled it, the next possible date."""
    names = readings.names()
    facts: list[tuple[str, str]] = []
    if why.rule:
        facts.append((_("Rule"), words.rule(why.rule, readings.policy(), names)))
    if why.due_at != why.at:
        facts.append((_("First due"), words.moment(why.due_at, readings.zone())))
    if why.attempt > 1:
        facts.append((_("Tried"), _("%(count)s times", count=words.number(why.attempt))))
    facts.append((_("Category"), words.category(why.category)))
    if why.inversion:
        facts.append((_("Order"), _("A message that prevails less had left before.")))
    if why.verdict in ("sent", "merged", "fallback"):
        passed = _("Consent, address, exclusions, hours, caps and gaps all allowed it.")
        facts.insert(0, (_("Checks"), passed))
    return Reasons(
        question={
            "sent": _("Why it was sent"),
            "merged": _("Why it joined another message"),
            "fallback": _("Why by another channel"),
            "delayed": _("Why not yet"),
            "control": _("Why it was held out"),
        }.get(why.verdict, _("Why it was not sent")),
        open=why.verdict not in ("sent", "merged"),
        facts=facts,
        blockers=[_filled(blocker) for blocker in why.blocked_by],
        next_at=to_instant(why.next_at) if why.next_at is not None else None,
    )


def _filled(blocker: Blocker) -> Filled:
    if blocker.scenario == "history":
        said = _("a message sent before Designer")
    else:
        name = words.quoted(readings.names().scenario(blocker.scenario))
        said = f"{name} {readings.step_name(blocker.scenario, blocker.node)}"
    return Filled(words=said, at=to_instant(blocker.at))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


_TELLERS = {
    "event": _event,
    "entry": _entry,
    "move": _move,
    "exit": _exit,
    "conversion": _conversion,
    "decision": _decision,
    "task": _task,
    "refusal": _refusal,
    "consent": _consent,
}
