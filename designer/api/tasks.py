"""What somebody has to do."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.api.base import Strict, text_json
from designer.api.contacts import PageArguments
from designer.domain.time import to_iso
from designer.store import tasks

blueprint = Blueprint("tasks", __name__, description="What the scenarios ask of people")


class TaskArguments(PageArguments):
    """Which tasks."""

    state = fields.String(
        load_default="open",
        validate=validate.OneOf(["open", "done", "refused", "expired", "cancelled", "all"]),
    )
    queue = fields.String(load_default=None)


class TaskList(Schema):
    """A page of tasks, the one that expires first first."""

    tasks = fields.List(fields.Dict())
    queues = fields.Dict()
    page = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class OutcomeIn(Strict):
    """How it ended."""

    outcome = fields.String(required=True, validate=validate.OneOf(["done", "refused"]))


class TaskOut(Schema):
    """A task."""

    task = fields.Dict()


def _task(task: tasks.Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "contact": task.contact,
        "scenario": task.scenario,
        "node": task.node,
        "queue": task.queue,
        "label": text_json(task.label),
        "opened_at": to_iso(task.opened_at),
        "expires_at": to_iso(task.expires_at) if task.expires_at is not None else None,
        "state": task.state,
        "closed_at": to_iso(task.closed_at) if task.closed_at is not None else None,
    }


@blueprint.route("/tasks")
class Tasks(MethodView):
    """All tasks."""

    @blueprint.arguments(TaskArguments, location="query")
    @blueprint.response(200, TaskList)
    def get(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """A page of tasks, by state and queue."""
        if wanted["state"] == "all":
            wanted["state"] = None
        found = tasks.list_all(**wanted)
        return {
            "tasks": [_task(task) for task in found.items],
            "queues": dict(tasks.queues()),
            "page": found.page,
            "pages": found.pages,
            "total": found.total,
        }


@blueprint.route("/tasks/<int:task>")
class OneTask(MethodView):
    """One task."""

    @blueprint.response(200, TaskOut)
    def get(self, task: int) -> dict[str, Any]:
        """The task."""
        return {"task": _task(tasks.get(task))}

    @blueprint.arguments(OutcomeIn)
    @blueprint.response(200, TaskOut)
    def post(self, body: dict[str, Any], task: int) -> dict[str, Any]:
        """Say that it is done or refused; the contact goes on by that way out at the next minute."""
        return {"task": _task(tasks.close(task, body["outcome"]))}
