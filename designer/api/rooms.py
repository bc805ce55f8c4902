"""Rooms: drawing one scenario together, by asking again and again what is new."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from typing import Any

from flask import current_app
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.api.base import Strict, author
from designer.domain.errors import BadInput, Refused
from designer.store import rooms

blueprint = Blueprint("rooms", __name__, description="Rooms: one scenario drawn by several people at a time")

_LARGEST = (1 << 53) - 1
#: Farther from the origin nothing is drawn, in canvas pixels.
_FARTHEST = 1e7


class Presence(Strict):
    """Where somebody is."""

    cursor = fields.List(
        fields.Float(validate=validate.Range(min=-_FARTHEST, max=_FARTHEST)),
        validate=validate.Length(equal=2),
        allow_none=True,
        load_default=None,
        metadata={"description": "canvas pixels: left, top"},
    )
    nodes = fields.List(
        fields.String(validate=validate.Length(max=400)),
        validate=validate.Length(max=50),
        load_default=list,
        metadata={"description": "the steps they have chosen"},
    )


class SyncIn(Strict):
    """What an open page knows, and what it has changed."""

    client = fields.String(
        required=True,
        validate=validate.Regexp(r"^[A-Za-z0-9-]{8,64}$"),
        metadata={"description": "a random word, one for each open page"},
    )
    epoch = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=0, max=_LARGEST),
        metadata={"description": "the shared document it has; null when it comes in"},
    )
    since = fields.Integer(
        load_default=0,
        strict=True,
        validate=validate.Range(min=0, max=_LARGEST),
        metadata={"description": "the `seq` it was last told"},
    )
    update = fields.String(
        load_default=None, allow_none=True, metadata={"description": "a Yjs update (version 1), in base64"}
    )
    revision = fields.Integer(load_default=None, allow_none=True, strict=True)
    version = fields.Integer(load_default=None, allow_none=True, strict=True)
    presence = fields.Nested(Presence, load_default=None, allow_none=True)
    leaves = fields.Boolean(load_default=False, metadata={"description": "the page is being closed"})


class PersonOut(Schema):
    """Somebody who has the scenario open."""

    client = fields.String()
    name = fields.String(metadata={"description": "empty until they have said it"})
    colour = fields.Integer(metadata={"description": f"0 to {rooms.COLOURS - 1}"})
    cursor = fields.List(fields.Float(), allow_none=True)
    nodes = fields.List(fields.String())


class StandingOut(Schema):
    """What runs of the scenario."""

    state = fields.String()
    version = fields.Integer(allow_none=True)
    changed = fields.Boolean()


class SyncOut(Schema):
    """What is new."""

    epoch = fields.Integer()
    seq = fields.Integer()
    revision = fields.Integer(metadata={"description": "of the draft; its ETag"})
    saved_at = fields.String()
    updates = fields.List(fields.String(), metadata={"description": "since then, oldest first, in base64"})
    state = fields.String(
        allow_none=True,
        metadata={"description": "the whole document, for a page of another epoch or far behind"},
    )
    vector = fields.String(
        allow_none=True, metadata={"description": "its state vector, where an update was sent"}
    )
    people = fields.List(fields.Nested(PersonOut))
    standing = fields.Nested(
        StandingOut, allow_none=True, metadata={"description": "where it is not what the page knows"}
    )


def _text(content: bytes | None) -> str | None:
    return None if content is None else b64encode(content).decode("ascii")


def _bytes(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("'update' is not base64; send the bytes of a Yjs update in base64.") from error


@blueprint.route("/scenarios/<key>/room/sync")
class Sync(MethodView):
    """One exchange with the room."""

    @blueprint.arguments(SyncIn)
    @blueprint.response(200, SyncOut)
    def post(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        """Give what was changed here, take what others have changed; what is given is saved as the draft.

        An update of another epoch is not taken: merge it into the `state` that comes back. 409
        `coediting-off` where scenarios are not drawn together; save with PUT and If-Match instead.
        """
        if not current_app.extensions["designer.settings"].coediting:
            raise Refused(
                "Scenarios are not drawn together here (DESIGNER_COEDITING is off); save the draft with PUT "
                "and its ETag in If-Match.",
                code="coediting-off",
            )
        heard = rooms.sync(
            key,
            rooms.Said(
                client=body["client"],
                name=author() or "",
                epoch=body["epoch"],
                since=body["since"],
                update=_bytes(body["update"]),
                revision=body["revision"],
                version=body["version"],
                presence=body["presence"],
                leaves=body["leaves"],
            ),
        )
        standing = heard.standing
        return {
            "epoch": heard.epoch,
            "seq": heard.seq,
            "revision": heard.revision,
            "saved_at": heard.saved.isoformat(),
            "updates": [_text(update) for update in heard.updates],
            "state": _text(heard.state),
            "vector": _text(heard.vector),
            "people": [
                {"client": one.client, "name": one.name, "colour": one.colour, **one.presence}
                for one in heard.people
            ],
            "standing": standing
            and {"state": standing.state, "version": standing.version, "changed": standing.changed},
        }
