"""The order of the runtime: who passes first, who said so, and what another statement would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.analysis.precedence import Decided, Statement
from designer.api.base import (
    Strict,
    author,
    changed_meanwhile,
    finding_json,
    revision_asked,
    text_json,
    with_etag,
)
from designer.api.pressure import VERDICTS, ConflictOut, conflict_list
from designer.api.scenarios import FindingOut, detail_json
from designer.api.simulations import RunOut, run_json
from designer.domain.channel import Category
from designer.domain.errors import Conflict
from designer.domain.scenario import Effect
from designer.store import changes, order, proof, scenarios

if TYPE_CHECKING:
    from designer.analysis.priority import Circle
    from designer.analysis.verdict import Row

blueprint = Blueprint("order", __name__, description="Order: who passes first when several want one contact")

_EFFECTS = [effect.value for effect in Effect]
_LARGEST = (1 << 53) - 1
#: Statements of one scenario that can be named.
_MOST_STATEMENTS = 10_000


def _in_both() -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=fields.String())


# ── Shapes ──────────────────────────────────────────────────────────────────────────────────────────────


class OrderPlaceOut(Schema):
    """One scenario at its place in the order."""

    scenario = fields.String()
    name = _in_both()
    number = fields.Integer()
    class_ = fields.String(data_key="class", validate=validate.OneOf([one.value for one in Category]))
    value = fields.Integer()
    revision = fields.Integer(metadata={"description": "of its draft: what If-Match names to change it"})
    by = fields.String(
        validate=validate.OneOf([one.value for one in Decided]),
        metadata={"description": "what put it behind: `key` means that nobody decided"},
    )
    behind = fields.String(allow_none=True)


class OrderStatementOut(Schema):
    """One « A prevails over B »."""

    winner = fields.String()
    loser = fields.String()
    place = fields.Integer(metadata={"description": "which of the winner's own statements, from 0"})
    effect = fields.String(validate=validate.OneOf(_EFFECTS))
    when = fields.Dict(allow_none=True)
    known = fields.Boolean(metadata={"description": "whether there is a scenario `loser`"})
    meets = fields.Boolean(metadata={"description": "whether one contact can be in both"})
    holds = fields.Boolean(metadata={"description": "whether `when` can hold for a contact of both"})
    contradicts = fields.Boolean(metadata={"description": "whether class or value say the contrary"})
    in_circle = fields.Boolean()
    authors = fields.List(fields.String(), metadata={"description": "as far as the history knows"})
    said_at = fields.String(allow_none=True)


class OrderArcOut(Schema):
    """A statement by its two scenarios."""

    winner = fields.String()
    loser = fields.String()


class OrderCircleOut(Schema):
    """Scenarios that prevail over one another in a circle: its shortest way."""

    scenarios = fields.List(fields.String(), metadata={"description": "ends with the one it starts with"})
    drop = fields.Nested(OrderArcOut, metadata={"description": "the statement that costs least to take away"})


class OrderTieOut(Schema):
    """Two scenarios that nobody ordered."""

    one = fields.String()
    other = fields.String()
    meets = fields.Boolean()


class OrderOut(Schema):
    """The order of the drafts, with all that makes it."""

    order = fields.List(fields.Nested(OrderPlaceOut))
    statements = fields.List(fields.Nested(OrderStatementOut))
    circles = fields.List(fields.Nested(OrderCircleOut))
    ties = fields.List(fields.Nested(OrderTieOut))


class OrderStatementIn(Strict):
    """What a scenario says of prevailing over another one."""

    scenario = fields.String(required=True, validate=validate.Length(min=1, max=200))
    effect = fields.String(load_default=Effect.ENTRY.value, validate=validate.OneOf(_EFFECTS))
    when = fields.Dict(load_default=None, allow_none=True, metadata={"description": "a condition"})


class OrderChangeIn(Strict):
    """One statement added, changed, or taken away."""

    winner = fields.String(required=True, validate=validate.Length(min=1, max=200))
    place = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=0, max=_MOST_STATEMENTS),
        metadata={"description": "the statement that is changed or taken away; null adds one"},
    )
    statement = fields.Nested(
        OrderStatementIn,
        load_default=None,
        allow_none=True,
        metadata={"description": "what is said from now on; null takes the statement away"},
    )
    over = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=200),
        metadata={"description": "without `place` and `statement`: all that is said about this one goes"},
    )


class OrderMoveOut(Schema):
    """A scenario that passes at another place."""

    scenario = fields.String()
    before = fields.Integer()
    after = fields.Integer()


class OrderRuleOut(Schema):
    """What the proof says of a rule."""

    verdict = fields.String(validate=validate.OneOf(VERDICTS))
    worst = fields.Float(allow_none=True, metadata={"description": "null: no bound"})
    runtime = fields.Float(allow_none=True)


class OrderRuleChangeOut(Schema):
    """A rule of pressure of which the proof says something else."""

    rule = fields.String()
    label = _in_both()
    before = fields.Nested(OrderRuleOut)
    after = fields.Nested(OrderRuleOut)


class OrderConflictChangeOut(Schema):
    """A conflict of which the figures differ."""

    before = fields.Nested(ConflictOut)
    after = fields.Nested(ConflictOut)


class OrderSimulationOut(Schema):
    """A simulation by its number and name."""

    id = fields.Integer()
    name = fields.String()


class OrderPreviewOut(Schema):
    """What a change would do; nothing is kept."""

    nothing = fields.Boolean(metadata={"description": "neither the order nor the proof would change"})
    moves = fields.List(fields.Nested(OrderMoveOut))
    rules = fields.List(fields.Nested(OrderRuleChangeOut))
    appear = fields.List(fields.Nested(ConflictOut))
    vanish = fields.List(fields.Nested(ConflictOut))
    differ = fields.List(fields.Nested(OrderConflictChangeOut))
    found = fields.List(fields.Nested(FindingOut))
    gone = fields.List(fields.Nested(FindingOut))
    circles_made = fields.List(fields.Nested(OrderCircleOut))
    circles_broken = fields.List(fields.Nested(OrderCircleOut))
    ties_made = fields.List(fields.Nested(OrderTieOut))
    ties_broken = fields.List(fields.Nested(OrderTieOut))
    simulation = fields.Nested(
        OrderSimulationOut,
        allow_none=True,
        metadata={"description": "the newest one in which the winner took part, to be run again"},
    )


class OrderChanged(Schema):
    """The draft after the change."""

    scenario = fields.String()
    revision = fields.Integer()
    undo = fields.String(metadata={"description": "the id by which the change is taken back"})


class OrderAgainIn(OrderChangeIn):
    """Which simulation is run again, with which change."""

    simulation = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=_LARGEST))
    name = fields.String(load_default="", validate=validate.Length(max=200))


# ── Writing them ────────────────────────────────────────────────────────────────────────────────────────


def order_json(found: order.Standing) -> dict[str, Any]:
    """The order as JSON."""
    said, revisions = order.said(found), order.revisions(found)
    by_key = {scenario.key: scenario for scenario in found.portfolio.scenarios}
    return {
        "order": [
            {
                "scenario": place.key,
                "name": text_json(by_key[place.key].name),
                "number": number,
                "class_": by_key[place.key].priority.class_.value,
                "value": by_key[place.key].priority.value,
                "revision": revisions[place.key],
                "by": place.by.value,
                "behind": place.behind,
            }
            for number, place in enumerate(found.places, start=1)
        ],
        "statements": [_statement(one, said.get((one.winner, one.place))) for one in found.statements],
        "circles": [_circle(circle) for circle in found.circles],
        "ties": [_tie(tie) for tie in found.ties],
    }


def _statement(one: Statement, said: order.Said | None) -> dict[str, Any]:
    return {
        "winner": one.winner,
        "loser": one.loser,
        "place": one.place,
        "effect": one.prevails.effect.value,
        "when": order.when(one),
        "known": one.known,
        "meets": one.meets,
        "holds": one.holds,
        "contradicts": one.contradicts,
        "in_circle": one.in_circle,
        "authors": list(said.authors) if said else [],
        "said_at": said.at.isoformat() if said and said.at else None,
    }


def _circle(circle: Circle) -> dict[str, Any]:
    winner, loser = circle.drop
    return {"scenarios": list(circle.keys), "drop": {"winner": winner, "loser": loser}}


def _tie(tie: order.Tie) -> dict[str, Any]:
    return {"one": tie.one, "other": tie.other, "meets": tie.meets}


def _row(row: Row) -> dict[str, Any]:
    return {
        "verdict": row.verdict.value,
        "worst": None if row.worst is None else proof.plain(row.worst.lower),
        "runtime": proof.plain(row.runtime),
    }


def preview_json(found: order.Preview, winner: str) -> dict[str, Any]:
    """A preview as JSON."""
    simulation = order.simulated(winner)
    return {
        "nothing": found.nothing,
        "moves": [{"scenario": move.key, "before": move.before, "after": move.after} for move in found.moves],
        "rules": [
            {
                "rule": row.rule,
                "label": text_json(row.label),
                "before": _row(row.before),
                "after": _row(row.after),
            }
            for row in found.rules
        ],
        "appear": conflict_list(found.appear),
        "vanish": conflict_list(found.vanish),
        "differ": [{"before": was.to_json(), "after": now.to_json()} for was, now in found.differ],
        "found": [finding_json(finding) for finding in found.found],
        "gone": [finding_json(finding) for finding in found.gone],
        "circles_made": [_circle(circle) for circle in found.circles_made],
        "circles_broken": [_circle(circle) for circle in found.circles_broken],
        "ties_made": [_tie(tie) for tie in found.ties_made],
        "ties_broken": [_tie(tie) for tie in found.ties_broken],
        "simulation": None if simulation is None else {"id": simulation.id, "name": simulation.name},
    }


def _change(body: dict[str, Any]) -> order.Change:
    said = body["statement"]
    if said is None:
        return order.Change(winner=body["winner"], place=body["place"], loser=body["over"], remove=True)
    return order.Change(
        winner=body["winner"],
        place=body["place"],
        loser=said["scenario"],
        effect=Effect(said["effect"]),
        when=said["when"],
    )


# ── Resources ───────────────────────────────────────────────────────────────────────────────────────────


@blueprint.route("/order")
class TheOrder(MethodView):
    """The order of the drafts."""

    @blueprint.response(200, OrderOut)
    def get(self) -> dict[str, Any]:
        """Who passes first and what decided it; every statement; circles and ties."""
        return order_json(order.standing())


@blueprint.route("/order/preview")
class WhatWouldChange(MethodView):
    """A change that is not made."""

    @blueprint.arguments(OrderChangeIn)
    @blueprint.response(200, OrderPreviewOut)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """What the order and the proof of pressure would say after it."""
        return preview_json(order.preview(_change(body)), body["winner"])


@blueprint.route("/order/changes")
class Changes(MethodView):
    """A change of one statement."""

    @blueprint.arguments(OrderChangeIn)
    @blueprint.response(200, OrderChanged)
    def post(self, body: dict[str, Any]) -> Response:
        """Make it in the draft of the winner (If-Match: its revision); nothing is published."""
        winner = body["winner"]
        try:
            revision, undo = order.apply(_change(body), revision_asked(), author=author())
        except Conflict:
            changed_meanwhile(f"The scenario '{winner}'", detail_json(scenarios.get(winner)))
        return with_etag({"scenario": winner, "revision": revision, "undo": undo}, revision)


@blueprint.route("/order/changes/<change>/undo")
class Undo(MethodView):
    """A change that was made."""

    @blueprint.response(204)
    def post(self, change: str) -> None:
        """Take it back; 409 when the draft was saved since."""
        changes.undo(change, author=author())


@blueprint.route("/order/simulations")
class Simulated(MethodView):
    """Simulations with another order."""

    @blueprint.arguments(OrderAgainIn)
    @blueprint.response(202, RunOut)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Run one again with a change: same people, same rules, same seed."""
        return run_json(order.again(body["simulation"], _change(body), body["name"]))
