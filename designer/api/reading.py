"""Scenarios as they are read: the summary in plain words that is made from the graph."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from designer.analysis.speech import Names
from designer.analysis.summary import Line, Summary, summary
from designer.api.base import Strict
from designer.store import documents, scenarios

blueprint = Blueprint("reading", __name__, description="Reading: scenarios in plain words")


def _in_both() -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=fields.String())


class DrawnIn(Strict):
    """A scenario as it is drawn, complete or not."""

    document = fields.Dict(required=True)


class LineOut(Schema):
    """One line, in both languages."""

    depth = fields.Integer(metadata={"description": "how far it is indented, from 0"})
    text = _in_both()
    node = fields.String(allow_none=True, metadata={"description": "the step that it is of"})
    path = fields.String(allow_none=True, metadata={"description": "the way out of that step"})
    to = fields.String(allow_none=True, metadata={"description": "the step of another place that it names"})
    number = fields.Integer(allow_none=True, metadata={"description": "of the step that it tells, from 1"})


class SectionOut(Schema):
    """A part of a summary."""

    key = fields.String(
        metadata={"description": "`entry`, `rules`, `steps`, `loose`, `channels`, `measures` or `notes`"}
    )
    title = _in_both()
    lines = fields.List(fields.Nested(LineOut))


class SummaryOut(Schema):
    """A scenario in plain words; what is told in another place is named there by its number."""

    title = _in_both()
    sections = fields.List(fields.Nested(SectionOut))
    text = _in_both()


def _line(line: Line) -> dict[str, Any]:
    return {
        "depth": line.depth,
        "text": dict(line.text),
        "node": line.node,
        "path": line.path,
        "to": line.to,
        "number": line.number,
    }


def _json(told: Summary) -> dict[str, Any]:
    return {
        "title": dict(told.title),
        "sections": [
            {
                "key": section.key,
                "title": dict(section.title),
                "lines": [_line(line) for line in section.lines],
            }
            for section in told.sections
        ],
        "text": {language: told.text(language) for language in told.title},
    }


@blueprint.route("/summary")
class OfDrawing(MethodView):
    """What is drawn, in plain words."""

    @blueprint.arguments(DrawnIn)
    @blueprint.response(200, SummaryOut)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """The summary of a document that need not be saved or complete, with the workspace's names."""
        return _json(summary(body["document"], Names.of(documents.portfolio())))


@blueprint.route("/scenarios/<key>/summary")
class OfScenario(MethodView):
    """A draft in plain words."""

    @blueprint.response(200, SummaryOut)
    def get(self, key: str) -> dict[str, Any]:
        """The summary of the draft as it is kept."""
        return _json(summary(scenarios.get(key).document, Names.of(documents.portfolio())))
