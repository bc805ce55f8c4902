"""Messages on their way out, and those of unknown fate."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.api.base import Strict
from designer.api.contacts import PageArguments, why_json
from designer.domain.time import to_iso
from designer.store import ledger, outbox

blueprint = Blueprint("outbox", __name__, description="Messages on their way out")


class OutboxArguments(PageArguments):
    """Which messages."""

    state = fields.String(load_default=None)
    channel = fields.String(load_default=None)
    scenario = fields.String(load_default=None)
    contact = fields.String(load_default=None)


class OutboxList(Schema):
    """A page of messages, the newest first."""

    messages = fields.List(fields.Dict())
    page = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class MessageOut(Schema):
    """A message and the decisions that led to it."""

    message = fields.Dict()
    decisions = fields.List(fields.Dict())


class Resolution(Strict):
    """What became of it, as far as a person knows."""

    outcome = fields.String(
        required=True, data_key="as", validate=validate.OneOf(["sent", "failed", "resend"])
    )


def _message(message: outbox.OutMessage) -> dict[str, Any]:
    return {
        "send": message.send_key,
        "contact": message.contact,
        "scenario": message.scenario,
        "version": message.version,
        "node": message.node,
        "at": to_iso(message.at),
        "channel": message.channel,
        "category": message.category,
        "templates": list(message.templates),
        "variants": dict(message.variants),
        "state": message.state,
        "attempts": message.attempts,
        "real": message.real,
        "subject": message.subject,
        "body": message.body,
        "detail": message.detail,
    }


@blueprint.route("/outbox")
class Outbox(MethodView):
    """All messages."""

    @blueprint.arguments(OutboxArguments, location="query")
    @blueprint.response(200, OutboxList)
    def get(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """A page of messages, by state, channel, scenario or contact."""
        found = outbox.list_all(**wanted)
        return {
            "messages": [_message(message) for message in found.items],
            "page": found.page,
            "pages": found.pages,
            "total": found.total,
        }


@blueprint.route("/outbox/<path:send>")
class OneMessage(MethodView):
    """One message."""

    @blueprint.response(200, MessageOut)
    def get(self, send: str) -> dict[str, Any]:
        """The message and every decision that led to it."""
        return {
            "message": _message(outbox.get(send)),
            "decisions": [why_json(why) for why in ledger.why(send)],
        }


@blueprint.route("/outbox/<path:send>/resolve")
class Resolve(MethodView):
    """The end of a doubt."""

    @blueprint.arguments(Resolution)
    @blueprint.response(200, MessageOut)
    def post(self, body: dict[str, Any], send: str) -> dict[str, Any]:
        """Say what became of a message of unknown fate: it was sent, it failed, or send it again."""
        return {"message": _message(outbox.resolve(send, body["outcome"])), "decisions": []}
