"""Tasks: what scenarios ask of people."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from designer.domain.errors import NotFound
from designer.domain.time import to_instant
from designer.runtime import control
from designer.store import contacts
from designer.store import tasks as store
from designer.web import readings, words
from designer.web.blueprint import pages
from designer.web.views import common

STATES = ("open", "done", "refused", "expired")


@pages.get("/tasks")
def tasks() -> ResponseReturnValue:
    """The tasks of a state, of one queue or all."""
    query = dict(common.asked("state", "queue"))
    query["state"] = query["state"] if query["state"] in STATES else "open"
    found = store.list_all(state=query["state"], queue=query["queue"] or None, page=common.page_number())
    names = {
        "open": _("To do"),
        "done": pgettext("tasks", "Done"),
        "refused": pgettext("tasks", "Refused"),
        "expired": pgettext("tasks", "Expired"),
    }
    queues = store.queues()
    return render_template(
        "tasks.html",
        rows=[_row(task) for task in found.items],
        query=query,
        tabs=[
            (
                state,
                names[state],
                found.total
                if state == query["state"]
                else store.list_all(state=state, queue=query["queue"] or None, size=1).total,
            )
            for state in STATES
        ],
        queues=common.with_any(
            _("All queues"), [(queue, f"{queue} ({words.number(count)})") for queue, count in queues.items()]
        ),
        found=found.total,
        page=found.page,
        pages=found.pages,
        page_url=lambda page: common.link("web.tasks", page=page),
    )


def _row(task: store.Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "label": words.text(task.label) or task.queue,
        "scenario": task.scenario,
        "scenario_name": readings.names().scenario(task.scenario),
        "contact": task.contact,
        "contact_name": task.contact_name,
        "phone": _phone(task.contact),
        "queue": task.queue,
        "opened_at": to_instant(task.opened_at),
        "expires_at": to_instant(task.expires_at) if task.expires_at is not None else None,
        "closed_at": to_instant(task.closed_at) if task.closed_at is not None else None,
        "state": task.state,
    }


def _phone(contact: str) -> str | None:
    try:
        phone = contacts.get(contact).attributes.get("phone")
    except NotFound:
        return None
    return str(phone) if phone else None


@pages.post("/tasks/<int:key>")
def task_close(key: int) -> ResponseReturnValue:
    """Close a task; the contact goes on at the next pass."""
    outcome = request.form.get("outcome", "")
    done = {"done": _("Done: the contact goes on."), "refused": _("Refused: the contact goes on.")}
    if common.tried(lambda: store.close(key, outcome), done.get(outcome, "")):
        control.wake()
    return common.back(url_for("web.tasks"))
