"""Facts about contacts, as they come in."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from designer.api.base import Strict
from designer.store import events, workspace

blueprint = Blueprint("events", __name__, description="Facts about contacts, in batches, each taken once")


class Batch(Strict):
    """A batch of facts."""

    events = fields.List(
        fields.Raw(),
        required=True,
        metadata={
            "description": "each {contact, event, at?, properties?, id?}; `at` defaults to the present"
        },
    )


class IngestedOut(Schema):
    """What became of the batch."""

    accepted = fields.Integer()
    duplicates = fields.Integer()
    rejected = fields.List(fields.Dict(), metadata={"description": "each {index, error}"})


@blueprint.route("/events")
class Events(MethodView):
    """The way in for facts."""

    @blueprint.doc(
        parameters=[
            {
                "in": "header",
                "name": "Idempotency-Key",
                "schema": {"type": "string"},
                "description": "the same key and body again gets the first answer again",
            }
        ]
    )
    @blueprint.arguments(Batch)
    @blueprint.response(200, IngestedOut)
    def post(self, body: dict[str, Any]) -> Any:
        """Take the good ones once, and say what is wrong with each bad one."""

        def work() -> dict[str, Any]:
            taken = events.ingest(body["events"])
            return {
                "accepted": taken.accepted,
                "duplicates": taken.duplicates,
                "rejected": [{"index": bad.index, "error": bad.error} for bad in taken.rejected],
            }

        key = request.headers.get("Idempotency-Key")
        return work() if key is None else workspace.once(key, request.get_data(), work)
