"""Scenarios out as pictures, documents and other tools' formats, and in from text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, current_app
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.analysis.speech import Language, Names
from designer.api.base import Strict, finding_json
from designer.api.scenarios import LARGEST_TEXT, FindingOut
from designer.formats import incoming
from designer.formats.remarks import Remark
from designer.library.occasions import occasion
from designer.library.shelf import shelf
from designer.reports.handouts.making import HANDOUTS, HandoutKind, file_name, hand_out
from designer.reports.making import FORMS, FileKind, Options, make
from designer.settings import Settings
from designer.store import documents, scenarios, templates
from designer.store.wording import both

blueprint = Blueprint("exports", __name__, description="Scenarios as files: out, and in")

_KINDS: Final[Mapping[str, FileKind | HandoutKind]] = {**FORMS, **HANDOUTS}
#: The forms of an address, each between quotation marks: their names have dots.
_FORMS: Final = ", ".join(f'"{form}"' for form in _KINDS)
_HANDOUTS: Final = ", ".join(f'"{form}"' for form in HANDOUTS)
_FILE: Final = {
    "200": {
        "description": "The file.",
        "content": {
            # what is YAML is read as what it says
            kind.media_type: {
                "schema": {"type": "object"} if form == "yaml" else {"type": "string", "format": "binary"}
            }
            for form, kind in _KINDS.items()
        },
    }
}

_HANDED_OUT: Final = {
    "200": {
        "description": "The file.",
        "content": {
            kind.media_type: {"schema": {"type": "string", "format": "binary"}} for kind in HANDOUTS.values()
        },
    }
}


class ExportIn(Strict):
    """A scenario as drawn, complete or not, and how its picture is made."""

    document = fields.Dict(required=True)
    language = fields.String(load_default="fr", validate=validate.OneOf(["fr", "en"]))
    paper = fields.String(
        load_default="a4", validate=validate.OneOf(["a4", "a3"]), metadata={"description": "of a PDF"}
    )
    orientation = fields.String(
        load_default="auto", validate=validate.OneOf(["auto", "portrait", "landscape"])
    )
    pages = fields.String(
        load_default="auto",
        validate=validate.OneOf(["auto", "one", "many"]),
        metadata={"description": "on one page or slide, on several, or as it is best read"},
    )
    frame = fields.Boolean(load_default=True, metadata={"description": "with its name and a legend"})
    slides = fields.String(
        load_default="wide",
        validate=validate.OneOf(["wide", "a4", "a3"]),
        metadata={"description": "the size of the slides of a presentation"},
    )


class ImportIn(Strict):
    """A scenario as YAML, JSON or BPMN 2.0 text."""

    text = fields.String(required=True, validate=validate.Length(min=1, max=LARGEST_TEXT))
    file = fields.String(
        load_default="",
        validate=validate.Length(max=200),
        metadata={"description": "the name of the file, for messages"},
    )


class RemarkOut(Schema):
    """One part of what was read that is not in the scenario, or in it as something like it."""

    element = fields.String()
    id = fields.String()
    line = fields.Integer()
    fate = fields.String(validate=validate.OneOf(["read_as", "left_out"]))
    why = fields.Dict(keys=fields.String(), values=fields.String())


class ImportOut(Schema):
    """What a text holds; nothing is kept of it."""

    form = fields.String(validate=validate.OneOf(["yaml", "bpmn"]))
    document = fields.Dict(metadata={"description": "the scenario; POST /scenarios makes a draft of it"})
    remarks = fields.List(fields.Nested(RemarkOut))
    findings = fields.List(
        fields.Nested(FindingOut), metadata={"description": "what the scenario lacks to be whole"}
    )


def names() -> Names:
    """What this workspace calls things."""
    return Names.declared(
        documents.data(),
        documents.segments(),
        templates={item.key: item.name for item in templates.list_all()},
    )


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "element": remark.element,
        "id": remark.id,
        "line": remark.line,
        "fate": remark.fate.value,
        "why": both(remark.why),
    }


class HandoutArguments(Strict):
    """How a hand-out is made."""

    language = fields.String(load_default="fr", validate=validate.OneOf(["fr", "en"]))


def _handed_out(
    form: str, document: Mapping[str, Any], language: Language, key: str = "scenario"
) -> Response:
    """A hand-out of this workspace, today."""
    settings: Settings = current_app.extensions["designer.settings"]
    said = occasion(document, shelf(settings.library))
    content = hand_out(form, document, names(), said, language)
    name = file_name(form, key, language)
    response = Response(content, mimetype=HANDOUTS[form].media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.route(f"/exports/<any({_FORMS}):form>")
class Export(MethodView):
    """A scenario as a file."""

    @blueprint.arguments(ExportIn)
    @blueprint.doc(responses=_FILE)
    def post(self, body: dict[str, Any], form: str) -> Response:
        """The scenario as drawn, as a picture, in another tool's form, or handed out as its sheet or its kit.

        A drawing without places is laid out. Nothing is kept.
        """
        document = body.pop("document")
        if form in HANDOUTS:
            return _handed_out(form, document, body["language"])
        kind = FORMS[form]
        content = make(form, document, names(), Options(**body))
        response = Response(content, mimetype=kind.media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="scenario.{kind.ending}"'
        return response


@blueprint.route(f"/scenarios/<key>/handouts/<any({_HANDOUTS}):form>")
class HandedOut(MethodView):
    """A scenario's sheet or kit."""

    @blueprint.arguments(HandoutArguments, location="query")
    @blueprint.doc(responses=_HANDED_OUT)
    def get(self, arguments: dict[str, Any], key: str, form: str) -> Response:
        """The draft's fiche scénario (PDF, PowerPoint, Word) or relational kit (PDF, Word)."""
        return _handed_out(form, scenarios.get(key).document, arguments["language"], key)


@blueprint.route("/imports")
class Import(MethodView):
    """A look at a scenario before it is imported."""

    @blueprint.arguments(ImportIn)
    @blueprint.response(200, ImportOut)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """What a text would become as a scenario, with a remark on each part that is not as it was."""
        read = incoming.read(body["text"], body["file"])
        return {
            "form": read.form,
            "document": dict(read.document),
            "remarks": [_remark(remark) for remark in read.remarks],
            "findings": [finding_json(finding) for finding in read.findings],
        }
