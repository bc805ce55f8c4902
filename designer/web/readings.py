"""What pages read of the workspace, once a request: names, the frame, numbers of steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import g, request
from flask_babel import gettext as _

from designer.analysis.outline import Graph
from designer.domain.campaigns import MESSAGE
from designer.domain.errors import NotFound
from designer.domain.time import Minute, to_instant
from designer.store import contacts, documents, outbox, scenarios, tasks, workspace
from designer.web import frame, words

Wire = Mapping[str, Any]
Read = TypeVar("Read")


def policy() -> Wire:
    """The policy document in force."""
    return _once("policy", lambda: documents.get("policy").document)


def scenario_items() -> list[scenarios.ScenarioItem]:
    """Every scenario, the archived ones too."""
    return _once("scenarios", lambda: scenarios.list_all(archived=True))


def names() -> words.Names:
    """What keys are called on screen."""
    return _once("names", _names)


def _names() -> words.Names:
    return words.Names.declared(
        documents.data(),
        documents.segments(),
        scenarios={key: row.get("name") or row.get("offer") or key for key, row in campaigns().items()}
        | scenarios.names(),
    )


def campaigns() -> dict[str, Wire]:
    """The campaigns of the plan by key; that of a scenario may be among them, and is then the scenario's."""
    return _once(
        "campaigns",
        lambda: {row["key"]: row for row in documents.get("plan").document.get("campaigns") or ()},
    )


def document_of(scenario: str) -> Wire:
    """The draft of a scenario; of a campaign its only step, an empty document where there is neither."""

    def read() -> Wire:
        try:
            return scenarios.get(scenario).document
        except NotFound:
            if scenario not in campaigns():
                return {}
            return {"nodes": [{"id": MESSAGE, "kind": "message"}]}

    return _once(f"document:{scenario}", read)


def steps(document: Wire) -> dict[str, str]:
    """Message node id -> T1, T2…, in the order in which a contact can reach them."""
    return Graph.of(document).times()


def step_name(scenario: str, node: str) -> str:
    """A step as a list calls it: T2 for a message, else its label or id."""
    document = document_of(scenario)
    numbered = steps(document).get(node)
    if numbered:
        return numbered
    for row in document.get("nodes") or ():
        if isinstance(row, Mapping) and row.get("id") == node:
            return words.text(row.get("label")) or node_kind(row) or node
    return node


def node_kind(node: Wire) -> str:
    """What stands at a step, in a few words: ``attend 2 jours``."""
    kind = node.get("kind")
    if kind == "wait" and node.get("for"):
        return _("waits %(time)s", time=words.duration(node["for"]))
    if kind == "wait_event" and node.get("event"):
        return _("waits for %(event)s", event=words.quoted(names().event(node["event"])))
    return {
        "trigger": _("entry"),
        "wait": _("waits"),
        "wait_event": _("waits for an event"),
        "split": _("condition"),
        "experiment": _("A/B test"),
        "message": _("message"),
        "task": _("task"),
        "update": _("update"),
        "exit": _("exit"),
    }.get(str(kind), "")


def contact_name(contact: str) -> str:
    """How a list calls a contact."""

    def read() -> str:
        try:
            return tasks.name_of(contact, contacts.get(contact).attributes)
        except NotFound:
            return contact

    return _once(f"contact:{contact}", read)


def zone() -> str:
    """The zone in which the workspace reads its dates."""
    return str(policy().get("timezone") or "Europe/Paris")


def now() -> Minute:
    """The workspace's present minute."""
    return workspace.present()


def clock_face() -> frame.ClockFace:
    """The clock as the top bar shows it."""
    state = workspace.clock()
    return frame.ClockFace(
        kind=state.kind, at=to_instant(workspace.present()), mode=state.mode, speed=state.speed
    )


def runtime_state() -> str:
    """``running``, ``paused`` or ``stopped``."""
    if workspace.get().paused:
        return "paused"
    return "running" if workspace.is_running() else "stopped"


def the_frame() -> frame.Frame:
    """What stands around the page."""
    info = workspace.get()
    seen = request.cookies.get("notice") == "seen"
    waiting = sum(tasks.queues().values())
    unknown = outbox.states()["unknown"]
    return frame.Frame(
        language=words.language(),
        theme=frame.theme(),
        narrow=frame.is_narrow(),
        workspace=info.name,
        zone=zone(),
        clock=clock_face(),
        runtime=runtime_state(),
        is_demo=info.kind == "demo" and not seen,
        nav=frame.navigation(
            {
                "web.tasks": (waiting, _("open tasks")),
                "web.runtime": (unknown, _("messages of unknown fate")),
            }
        ),
    )


def _once(key: str, read: Callable[[], Read]) -> Read:
    kept: dict[str, Any] = g.setdefault("web_readings", {})
    if key not in kept:
        kept[key] = read()
    found: Read = kept[key]
    return found
