"""Message templates: written, previewed, and pinned when a scenario is published."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.analysis.proofread import Fault, proofread
from designer.analysis.wording import filter_names, texts_of
from designer.api.base import Strict, changed_meanwhile, revision_asked, text_json, with_etag
from designer.domain.channel import Category
from designer.domain.errors import Conflict
from designer.domain.sms import Sms
from designer.domain.text import LANGUAGES
from designer.runtime import preview
from designer.store import codec, documents, templates
from designer.store.wording import both

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
    language = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.OneOf(LANGUAGES),
        metadata={"description": "The contact's own unless given."},
    )
    document = fields.Dict(load_default=None, allow_none=True)
    event = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "Whose latest properties are quoted; without it the latest of any event."},
    )
    variant = fields.String(
        load_default=None,
        allow_none=True,
        metadata={
            "description": "Whose words are shown, empty for the template's own; else as conditions say."
        },
    )


class SmsOut(Schema):
    """The length of an SMS."""

    alphabet = fields.String(metadata={"description": "`gsm` or `ucs2`"})
    units = fields.Integer()
    parts = fields.Integer(metadata={"description": "How many SMS it is paid as"})
    left = fields.Integer(metadata={"description": "What the last of them still holds"})
    strange = fields.List(
        fields.String(), metadata={"description": "The signs that are not in the GSM alphabet"}
    )


class PreviewOut(Schema):
    """The words of the message for one contact."""

    subject = fields.String()
    preheader = fields.String()
    html = fields.String()
    text = fields.String()
    sender = fields.String()
    language = fields.String()
    variant = fields.String(allow_none=True)
    reads = fields.String(
        allow_none=True, metadata={"description": "The variant that the contact would read"}
    )
    sms = fields.Nested(SmsOut, allow_none=True)


class CheckIn(Strict):
    """The texts to read, and what the step that sends them says of it."""

    document = fields.Dict(required=True)
    event = fields.String(
        load_default=None, allow_none=True, metadata={"description": "The event that triggers the scenario"}
    )
    category = fields.Enum(Category, by_value=True, load_default=Category.COMMERCIAL)


class FaultOut(Schema):
    """One thing to mend in one text."""

    kind = fields.String(
        metadata={"description": "`syntax`, `field`, `property`, `filter` or `stop`"},
    )
    severity = fields.String()
    part = fields.String(metadata={"description": "`subject`, or `variants.<key>.subject`"})
    language = fields.String(allow_none=True, metadata={"description": "null where one text serves all"})
    start = fields.Integer(metadata={"description": "In UTF-16 units, as browsers count"})
    end = fields.Integer()
    message = fields.Dict()
    instead = fields.String(allow_none=True, metadata={"description": "What to put in its place"})


class CheckOut(Schema):
    """What is to be mended, and the filters there are."""

    faults = fields.List(fields.Nested(FaultOut))
    filters = fields.List(fields.String())


class LengthsIn(Strict):
    """The text to measure; without a document the saved one."""

    document = fields.Dict(load_default=None, allow_none=True)
    event = fields.String(load_default=None, allow_none=True)


class LengthsOut(Schema):
    """How many SMS a text takes."""

    looked = fields.Integer(metadata={"description": "How many contacts were looked at"})
    parts = fields.Dict(metadata={"description": "Number of SMS -> how many contacts' message takes so many"})
    contact = fields.String(allow_none=True, metadata={"description": "Whose message is the longest"})
    longest = fields.Nested(SmsOut, allow_none=True)


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
    def post(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        """The message for a contact (or for nobody in particular), without sending anything."""
        shown = preview.preview(key, **body)
        return asdict(shown) | {"sms": _sms(shown.sms)}


@blueprint.route("/templates/<key>/lengths")
class Lengths(MethodView):
    """How long an SMS gets."""

    @blueprint.arguments(LengthsIn)
    @blueprint.response(200, LengthsOut)
    def post(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        """How many SMS the text takes for real contacts, and for whom it is the longest."""
        found = preview.lengths(key, **body)
        return {
            "looked": found.looked,
            "parts": {str(parts): count for parts, count in found.parts.items()},
            "contact": found.contact,
            "longest": _sms(found.longest),
        }


@blueprint.route("/templates/check")
class Check(MethodView):
    """The proofreading of texts."""

    @blueprint.arguments(CheckIn)
    @blueprint.response(200, CheckOut)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """What is to be mended in the texts of a template, each with its place; nothing is kept."""
        codec.too_large(body["document"], "template")
        template = codec.template(body["document"])
        texts = {(part, language): text for part, language, text in texts_of(template)}
        faults = proofread(
            template,
            documents.data(),
            event=body["event"],
            asked=body["category"].needs_consent,
        )
        return {
            "faults": [_fault(fault, texts[fault.part, fault.language]) for fault in faults],
            "filters": list(filter_names()),
        }


def _sms(length: Sms | None) -> dict[str, Any] | None:
    return None if length is None else asdict(length) | {"alphabet": length.alphabet.value}


def _fault(fault: Fault, text: str) -> dict[str, Any]:
    return {
        "kind": fault.kind,
        "severity": fault.severity.value,
        "part": fault.part,
        "language": fault.language,
        "start": _units(text[: fault.start]),
        "end": _units(text[: fault.end]),
        "message": both({"fr": fault.fr, "en": fault.en}),
        "instead": fault.instead,
    }


def _units(text: str) -> int:
    """How long a browser counts a text: signs beyond sixteen bits are two."""
    return len(text) + sum(ord(sign) > 0xFFFF for sign in text)
