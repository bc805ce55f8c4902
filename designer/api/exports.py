"""Scenarios out as pictures, documents and other tools' formats, and in from text."""

from __future__ import annotations

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.analysis.speech import Names
from designer.api.base import Strict, finding_json
from designer.api.scenarios import LARGEST_TEXT, FindingOut
from designer.formats import incoming
from designer.formats.remarks import Remark
from designer.reports.making import FORMS, Options, make
from designer.store import documents, templates
from designer.store.wording import both

blueprint = Blueprint("exports", __name__, description="Scenarios as files: out, and in")

_FILE: Final = {
    "200": {
        "description": "The file.",
        "content": {
            # what is YAML is read as what it says
            kind.media_type: {
                "schema": {"type": "object"} if form == "yaml" else {"type": "string", "format": "binary"}
            }
            for form, kind in FORMS.items()
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


@blueprint.route(f"/exports/<any({', '.join(FORMS)}):form>")
class Export(MethodView):
    """A scenario as a file."""

    @blueprint.arguments(ExportIn)
    @blueprint.doc(responses=_FILE)
    def post(self, body: dict[str, Any], form: str) -> Response:
        """The scenario as drawn: SVG, PDF, PowerPoint, BPMN 2.0, Mermaid, GraphML or YAML.

        A drawing without places is laid out. Nothing is kept.
        """
        document = body.pop("document")
        kind = FORMS[form]
        content = make(form, document, names(), Options(**body))
        response = Response(content, mimetype=kind.media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="scenario.{kind.ending}"'
        return response


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
