"""The workspace's documents: policy, data model, segments, plan."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from designer.api.base import Strict, changed_meanwhile, revision_asked, with_etag
from designer.domain.errors import Conflict
from designer.store import documents

blueprint = Blueprint("documents", __name__, description="Policy, data model, segments and plan")


class DocumentIn(Strict):
    """A document as the format describes it."""

    document = fields.Dict(required=True)


class DocumentOut(Schema):
    """A document and its revision, which is its ETag."""

    kind = fields.String()
    revision = fields.Integer()
    document = fields.Dict()
    edited_at = fields.DateTime(allow_none=True)


def _json(stored: documents.StoredDocument) -> dict[str, Any]:
    return {
        "kind": stored.kind,
        "revision": stored.revision,
        "document": dict(stored.document),
        "edited_at": stored.edited.isoformat() if stored.edited else None,
    }


@blueprint.route("/<any(policy, data, segments, plan):kind>")
class Document(MethodView):
    """One document of the workspace."""

    @blueprint.response(200, DocumentOut)
    def get(self, kind: str) -> Response:
        """The document; its ETag is its revision."""
        stored = documents.get(kind)
        return with_etag(_json(stored), stored.revision)

    @blueprint.arguments(DocumentIn)
    @blueprint.response(200, DocumentOut)
    def put(self, body: dict[str, Any], kind: str) -> Response:
        """Save the document (If-Match); it rules from the next pass on."""
        try:
            stored = documents.put(kind, body["document"], revision_asked())
        except Conflict:
            changed_meanwhile(f"The document '{kind}'", _json(documents.get(kind)))
        return with_etag(_json(stored), stored.revision)
