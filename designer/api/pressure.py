"""What the rules of pressure can come to before anything runs: rows, pairs, conflicts, remedies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.api.base import Strict, text_json
from designer.domain.channel import Channel
from designer.domain.portfolio import Portfolio
from designer.domain.time import to_iso
from designer.store import observed, proof, wording

if TYPE_CHECKING:
    from designer.analysis.verdict import Row

blueprint = Blueprint("pressure", __name__, description="Pressure: what can go wrong, shown before launch")

VERDICTS = ("safe", "may", "must", "dead", "unbounded")


class WitnessOut(Schema):
    """One contact and the messages that come due for it, with nothing left out and nothing more."""

    contact = fields.Dict(metadata={"description": "attributes that put the contact into every audience"})
    events = fields.List(
        fields.Dict(),
        metadata={"description": "`at` (seconds from the first), `scenario`, `node`, `channel`"},
    )
    window = fields.Integer(allow_none=True, metadata={"description": "seconds"})
    scores = fields.List(fields.Float(), allow_none=True, metadata={"description": "after each event"})


class ConflictOut(Schema):
    """What one scenario breaks alone, or some break together, of one rule."""

    id = fields.String(metadata={"description": "the same for as long as rule and scenarios are"})
    rule = fields.String()
    verdict = fields.String(validate=validate.OneOf(VERDICTS))
    exempt = fields.Boolean(
        metadata={"description": "a message that the rule does not hold back takes the place of another one"}
    )
    scenarios = fields.List(fields.String())
    limit = fields.Float(allow_none=True)
    worst = fields.Float(allow_none=True, metadata={"description": "null: no bound, or a blocked message"})
    exact = fields.Boolean()
    nodes = fields.List(fields.List(fields.String()), metadata={"description": "scenario and node of each"})
    witness = fields.Nested(WitnessOut, allow_none=True)
    message = fields.Dict(keys=fields.String(), values=fields.String())


class RowOut(Schema):
    """One rule over everything that is drawn."""

    rule = fields.String()
    kind = fields.String(validate=validate.OneOf(["cap", "gap", "score"]))
    label = fields.Dict(keys=fields.String(), values=fields.String())
    verdict = fields.String(validate=validate.OneOf(VERDICTS))
    limit = fields.Float(allow_none=True)
    worst = fields.Float(allow_none=True)
    lower = fields.Float(allow_none=True)
    upper = fields.Float(allow_none=True)
    exact = fields.Boolean()
    photo = fields.Float(allow_none=True)
    scenarios = fields.List(fields.String())
    witness = fields.Nested(WitnessOut, allow_none=True)
    runtime = fields.Float(allow_none=True)
    runtime_because = fields.List(fields.String())


class PressureOut(Schema):
    """The whole picture."""

    rows = fields.List(fields.Nested(RowOut))
    scenarios = fields.List(fields.Dict(), metadata={"description": "`key` and `name` in both languages"})
    pairs = fields.List(
        fields.Dict(),
        metadata={
            "description": "`rule`, `one`, `other`, `possible`, `photo`, `worst`, `limit`, and `observed`: "
            "contacts of the base that are in both audiences now, null until they have been looked at"
        },
    )
    conflicts = fields.List(fields.Nested(ConflictOut))
    heaviest = fields.List(
        fields.Dict(), metadata={"description": "by rule: `rule`, `contact`, `scenarios`, `worst`"}
    )
    observed = fields.Dict(
        metadata={
            "description": "`contacts` looked at (null: not yet), `at`, `current`, and `done` of `total`"
        }
    )


class PressureArguments(Strict):
    """How the audiences are read, and what of it is wanted."""

    mode = fields.String(load_default="sound", validate=validate.OneOf(["sound", "photo"]))
    segment = fields.String(load_default="")
    channel = fields.String(
        load_default="", validate=validate.OneOf(["", *(channel.value for channel in Channel)])
    )


class RemedyQuestion(Strict):
    """A conflict of a document as it is drawn; without a document, of the workspace as it is kept."""

    document = fields.Dict(load_default=None, allow_none=True)
    conflict = fields.String(required=True, metadata={"description": "its id"})


class RemedyOut(Schema):
    """One change that removes the conflict: proved before it is told."""

    kind = fields.String()
    label = fields.Dict(keys=fields.String(), values=fields.String())
    cost = fields.Dict(keys=fields.String(), values=fields.String())
    verdict = fields.String(validate=validate.OneOf(VERDICTS))
    worst = fields.Float(allow_none=True)
    changes = fields.List(
        fields.Dict(),
        metadata={"description": "`document` (`scenario:<key>`, `policy`…), `path`, and `value` or `remove`"},
    )


class RemedyList(Schema):
    """The best first."""

    remedies = fields.List(fields.Nested(RemedyOut))


def conflict_list(found: Sequence[proof.Told]) -> list[dict[str, Any]]:
    """Conflicts as JSON."""
    return [one.to_json() for one in found]


@blueprint.route("/pressure")
class Pressure(MethodView):
    """The proof of the workspace."""

    @blueprint.arguments(PressureArguments, location="query")
    @blueprint.response(200, PressureOut)
    def get(self, wanted: dict[str, str]) -> dict[str, Any]:
        """Each rule with the most that one contact can be due, each pair of scenarios, each conflict."""
        segment = wanted["segment"] or None
        picture = proof.picture(segment=segment, channel=wanted["channel"] or None)
        seen = observed.progress()
        photo = wanted["mode"] == "photo"
        result = seen.result
        return {
            "rows": [_row(picture.portfolio, row, photo=photo) for row in picture.rows],
            "scenarios": [
                {"key": key, "name": text_json(name)}
                for key, name in proof.names(picture.portfolio).items()
                if key in picture.scenarios
            ],
            "pairs": [
                {
                    "rule": pair.rule,
                    "one": pair.one,
                    "other": pair.other,
                    "possible": pair.photo if photo else pair.possible,
                    "photo": pair.photo,
                    "worst": proof.plain(pair.worst),
                    "limit": proof.plain(pair.limit),
                    "observed": result.both(pair.one, pair.other, segment) if result else None,
                }
                for pair in picture.pairs
            ],
            "conflicts": conflict_list(picture.conflicts),
            "heaviest": [
                {
                    "rule": row.rule,
                    "contact": dict(row.worst.witness.contact),
                    "scenarios": list(dict.fromkeys(due.scenario for due in row.worst.witness.events)),
                    "worst": proof.plain(row.worst.lower),
                }
                for row in picture.rows
                if row.worst is not None and row.worst.witness is not None
            ],
            "observed": {
                "contacts": result.size(segment) if result else None,
                "at": to_iso(result.at) if result else None,
                "current": seen.current,
                "done": seen.done,
                "total": seen.total,
            },
        }


def _row(portfolio: Portfolio, row: Row, *, photo: bool) -> dict[str, Any]:
    told = row.to_json() | {"kind": row.kind, "label": wording.rule(portfolio.policy, row.rule)}
    told["witness"] = None
    if row.worst is not None and row.verdict.value != "safe":
        told["witness"] = proof.witness_json(row.worst.witness)
    if photo:
        told["worst"] = told["lower"] = told["upper"] = told["photo"]
    return told


@blueprint.route("/remedies")
class Remedies(MethodView):
    """What would help."""

    @blueprint.arguments(RemedyQuestion)
    @blueprint.response(200, RemedyList)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Ranked changes that remove a conflict; 404 when the document has no such conflict."""
        if body["document"] is None:
            portfolio, proved = proof.view()
        else:
            portfolio, proved, _record = proof.check(body["document"])
        found = proof.remedies(portfolio, proved, proof.find(portfolio, proved, body["conflict"]))
        return {
            "remedies": [
                {
                    **remedy.to_json(),
                    "label": wording.both(remedy.label),
                    "cost": wording.both(remedy.cost),
                }
                for remedy in found
            ]
        }
