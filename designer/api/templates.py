"""Message templates: written, previewed, and pinned when a scenario is published."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.api.base import Strict, changed_meanwhile, revision_asked, text_json, with_etag
from designer.domain.errors import Conflict
from designer.domain.text import LANGUAGES
from designer.runtime import preview
from designer.store import templates

blueprint = Blueprint("templates", __name__, description="What the messages say")


class TemplateItem(Schema):
    """A template in the list."""

    key = fields.String()
    channel = fields.String()
    name = fields.Dict()
    edited_at = fields.DateTime()


class TemplateList(Schema):
    """Every template."""

    templates = fields.List(fields.Nested(TemplateItem))


class TemplateIn(Strict):
    """A template as the format describes it."""

    document = fields.Dict(required=True)


class TemplateOut(Schema):
    """A template, its revision, and the published versions that use it."""

    key = fields.String()
    revision = fields.Integer()
    document = fields.Dict()
    edited_at = fields.DateTime()
    used_by = fields.List(fields.Dict())


class PreviewIn(Strict):
    """For whom it is shown; with a document, that text rather than the saved one."""

    contact = fields.String(load_default=None, allow_none=True)
    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))
    document = fields.Dict(load_default=None, allow_none=True)


class PreviewOut(Schema):
    """The words of the message for one contact."""

    subject = fields.String()
    html = fields.String()
    text = fields.String()
    sender = fields.String()


def _json(stored: templates.StoredTemplate) -> dict[str, Any]:
    return {
        "key": stored.key,
        "revision": stored.revision,
        "document": dict(stored.document),
        "edited_at": stored.edited.isoformat(),
        "used_by": [
            {"scenario": scenario, "version": version, "current": current}
            for scenario, version, current in stored.used_by
        ],
    }


@blueprint.route("/templates")
class Templates(MethodView):
    """All templates."""

    @blueprint.response(200, TemplateList)
    def get(self) -> dict[str, Any]:
        """The templates by key."""
        return {
            "templates": [
                {
                    "key": item.key,
                    "channel": item.channel,
                    "name": text_json(item.name),
                    "edited_at": item.edited,
                }
                for item in templates.list_all()
            ]
        }

    @blueprint.arguments(TemplateIn)
    @blueprint.response(201, TemplateOut)
    def post(self, body: dict[str, Any]) -> Response:
        """Keep a new template."""
        stored = templates.create(body["document"])
        return with_etag(_json(stored), stored.revision, 201)


@blueprint.route("/templates/<key>")
class OneTemplate(MethodView):
    """One template."""

    @blueprint.response(200, TemplateOut)
    def get(self, key: str) -> Response:
        """The template as it is being written; its ETag is its revision."""
        stored = templates.get(key)
        return with_etag(_json(stored), stored.revision)

    @blueprint.arguments(TemplateIn)
    @blueprint.response(200, TemplateOut)
    def put(self, body: dict[str, Any], key: str) -> Response:
        """Save the template (If-Match); published messages keep the text they were published with."""
        try:
            stored = templates.save(key, body["document"], revision_asked())
        except Conflict:
            changed_meanwhile(f"The template '{key}'", _json(templates.get(key)))
        return with_etag(_json(stored), stored.revision)


@blueprint.route("/templates/<key>/preview")
class Preview(MethodView):
    """How a template reads for one contact."""

    @blueprint.arguments(PreviewIn)
    @blueprint.response(200, PreviewOut)
    def post(self, body: dict[str, Any], key: str) -> Any:
        """The message for a contact (or for nobody in particular), without sending anything."""
        return preview.preview(
            key, document=body["document"], contact=body["contact"], language=body["language"]
        )
