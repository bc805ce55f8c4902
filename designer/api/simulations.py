"""Simulations: ask for one, follow it, read what it came to, compare two."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.api.base import Strict
from designer.domain.errors import NotFound
from designer.domain.time import to_iso, to_minute
from designer.store import simulated, simulations

blueprint = Blueprint("simulations", __name__, description="Simulations: what would happen, counted")

_LARGEST = (1 << 53) - 1


class QuestionIn(Strict):
    """What is simulated."""

    name = fields.String(load_default="", validate=validate.Length(max=200))
    from_ = fields.Date(
        data_key="from", required=True, metadata={"description": "the first day, from 00:00 UTC"}
    )
    days = fields.Integer(
        load_default=90, strict=True, validate=validate.Range(min=1, max=simulations.MOST_DAYS)
    )
    seed = fields.Integer(
        load_default=1,
        strict=True,
        validate=validate.Range(min=0, max=_LARGEST),
        metadata={"description": "the same seed, the same chance for each contact"},
    )
    scenarios = fields.String(
        load_default="drafts",
        validate=validate.OneOf(simulations.SOURCES),
        metadata={"description": "`drafts`: as drawn; `live`: the versions that take entries"},
    )
    leave_out = fields.List(
        fields.String(),
        load_default=list,
        metadata={"description": "keys of scenarios and campaigns that do not take part"},
    )
    policy = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(),
        load_default=dict,
        metadata={
            "description": "changes by rule, for this simulation alone: `max` of a cap, `min` of a gap "
            "(ISO 8601), `threshold` of the score, or `off: true`"
        },
    )
    behaviour = fields.String(
        load_default="sheet",
        validate=validate.OneOf(simulations.BEHAVIOURS),
        metadata={"description": "how contacts react: as sheets expect, as they did, by `rates`, or not"},
    )
    rates = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Float()),
        load_default=dict,
        metadata={"description": "by channel: fractions of the messages sent, by reaction"},
    )
    events = fields.String(
        load_default="known",
        validate=validate.OneOf(simulations.FACTS),
        metadata={
            "description": "the events of the simulated days: those that are recorded, those of as many days "
            "before, or as often as each contact has had them"
        },
    )


class NameIn(Strict):
    """Another name."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=200))


class RunOut(Schema):
    """A simulation: what was asked, how far it is, its totals once it is done."""

    id = fields.Integer()
    name = fields.String()
    state = fields.String(validate=validate.OneOf(simulations.STATES))
    question = fields.Dict()
    done = fields.Integer(metadata={"description": "contacts simulated"})
    total = fields.Integer()
    summary = fields.Dict(allow_none=True, metadata={"description": "as `designer simulate` answers"})
    error = fields.String(allow_none=True)
    made_at = fields.String()
    ended_at = fields.String(allow_none=True)


class RunList(Schema):
    """Every simulation, the newest first."""

    simulations = fields.List(fields.Nested(RunOut))


class ResultArguments(Strict):
    """Whose load is told."""

    segment = fields.String(load_default="")
    channel = fields.String(load_default="")


class ResultOut(Schema):
    """The figures of a finished simulation."""

    totals = fields.Dict()
    weeks = fields.Dict(
        metadata={
            "description": "by week: `sent`, `inversions`, `reached` (share of contacts), and `load`: "
            "contacts by number of messages received, the last 12 and more"
        }
    )
    segments = fields.List(fields.String(), metadata={"description": "the first, empty one is everyone"})
    scenarios = fields.List(fields.Dict())
    messages = fields.List(fields.Dict())
    rules = fields.List(
        fields.Dict(),
        metadata={"description": "decisions that name each rule; `limited`: contacts held back, by week"},
    )
    losses = fields.List(
        fields.Dict(),
        metadata={"description": "`scenario`, `to` (empty: messages sent before) and `messages`"},
    )
    bounds = fields.List(
        fields.Dict(),
        metadata={"description": "by rule: the `simulated` maximum, the `limit`, and what is `proved`"},
    )
    heaviest = fields.List(fields.Dict())


class FlowArguments(Schema):
    """Which scenario, and beside which other simulation."""

    scenario = fields.String(required=True)
    with_ = fields.Integer(
        data_key="with",
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=_LARGEST),
        metadata={"description": "another simulation, told as `other`"},
    )


class FlowOut(Schema):
    """One scenario of a simulation, day by day."""

    simulation = fields.Dict(metadata={"description": "`id`, `name`, `from` and `days`"})
    scenario = fields.String()
    document = fields.Dict()
    entered = fields.List(fields.Integer())
    nodes = fields.Dict(
        metadata={"description": "node → `arrived`, `sent`, `delayed`, `skipped`, each by day"}
    )
    ways = fields.List(
        fields.Dict(), metadata={"description": "`from`, `path`, `to` (null: the end) and `counts` by day"}
    )
    other = fields.Dict(
        allow_none=True, metadata={"description": "the same of the other simulation; null: it has none"}
    )


class CompareArguments(Strict):
    """With which other one."""

    with_ = fields.Integer(data_key="with", required=True, validate=validate.Range(min=0, max=_LARGEST))


class CompareOut(Schema):
    """Two simulations, figure by figure."""

    differences = fields.List(fields.Dict(), metadata={"description": "`name`, `one`, `other` and `change`"})
    scenarios = fields.List(fields.Dict())
    rules = fields.List(fields.Dict())


def run_json(run: simulations.Run) -> dict[str, Any]:
    """A simulation as JSON."""
    return {
        "id": run.id,
        "name": run.name,
        "state": run.state,
        "question": run.question.to_json(),
        "done": run.done,
        "total": run.total,
        "summary": None if run.summary is None else dict(run.summary),
        "error": run.error,
        "made_at": to_iso(to_minute(run.made)),
        "ended_at": None if run.ended is None else to_iso(to_minute(run.ended)),
    }


@blueprint.route("/simulations")
class Simulations(MethodView):
    """All simulations."""

    @blueprint.response(200, RunList)
    def get(self) -> dict[str, Any]:
        """Every simulation, the newest first."""
        return {"simulations": [run_json(run) for run in simulations.list_all()]}

    @blueprint.arguments(QuestionIn)
    @blueprint.response(202, RunOut)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Ask for one; it runs beside, and keeps how far it is."""
        name = body.pop("name")
        question = simulations.Question.from_json({**body, "from": body["from_"].isoformat()})
        return run_json(simulations.ask(question, name))


@blueprint.route("/simulations/<int:simulation>")
class OneSimulation(MethodView):
    """One simulation."""

    @blueprint.response(200, RunOut)
    def get(self, simulation: int) -> dict[str, Any]:
        """What was asked, how far it is, and its totals."""
        return run_json(simulations.get(simulation))

    @blueprint.arguments(NameIn)
    @blueprint.response(200, RunOut)
    def patch(self, body: dict[str, str], simulation: int) -> dict[str, Any]:
        """Give it another name."""
        return run_json(simulations.rename(simulation, body["name"]))

    @blueprint.response(204)
    def delete(self, simulation: int) -> None:
        """Forget it, for good."""
        simulations.remove(simulation)


@blueprint.route("/simulations/<int:simulation>/cancel")
class Cancelled(MethodView):
    """One simulation under way."""

    @blueprint.response(200, RunOut)
    def post(self, simulation: int) -> dict[str, Any]:
        """Stop it; 409 when it is over."""
        return run_json(simulations.cancel(simulation))


@blueprint.route("/simulations/<int:simulation>/result")
class Figures(MethodView):
    """What one came to."""

    @blueprint.arguments(ResultArguments, location="query")
    @blueprint.response(200, ResultOut)
    def get(self, wanted: dict[str, str], simulation: int) -> dict[str, Any]:
        """The figures, with the load of one segment on one channel; 409 while there is no result."""
        found = simulations.result(simulation)
        load = simulated.load(found, segment=wanted["segment"], channel=wanted["channel"])
        losses = simulated.losses(found)
        return {
            "totals": simulated.totals(found).to_json(),
            "weeks": {
                "sent": simulated.sent_by_week(found),
                "inversions": simulated.inversions_by_week(found),
                "reached": [round(share, 6) for share in load.reached],
                "load": load.counts.tolist(),
            },
            "segments": list(found.segments),
            "scenarios": [_scenario(row) for row in simulated.by_scenario(found)],
            "messages": [
                {
                    "scenario": row.scenario,
                    "version": row.version,
                    "node": row.node,
                    "sent": row.sent,
                    **row.reacted,
                }
                for row in simulated.by_message(found)
            ],
            "rules": [_rule(row) for row in simulated.by_rule(found)],
            "losses": [
                {"scenario": loser, "to": winner, "messages": count}
                for loser, counts in zip(losses.losers, losses.counts, strict=True)
                for winner, count in zip(losses.winners, counts, strict=True)
                if count
            ],
            "bounds": [
                {
                    "rule": row.rule,
                    "simulated": row.simulated,
                    "limit": row.limit,
                    "proved": row.proved,
                    "is_proved": row.is_proved,
                }
                for row in simulated.bounds(found, simulations.proved(simulation))
            ],
            "heaviest": [
                {"contact": contact, "messages": messages, "week": week}
                for contact, messages, week in found.heaviest
            ],
        }


def _scenario(row: simulated.ScenarioFigures | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {**row.__dict__, "reacted": dict(row.reacted)}


def _rule(row: simulated.RuleFigures | None) -> dict[str, Any] | None:
    return None if row is None else {**row.__dict__, "limited": list(row.limited)}


@blueprint.route("/simulations/<int:simulation>/flow")
class Flow(MethodView):
    """The flow of one scenario."""

    @blueprint.arguments(FlowArguments, location="query")
    @blueprint.response(200, FlowOut)
    def get(self, wanted: dict[str, Any], simulation: int) -> dict[str, Any]:
        """Entries, steps and ways, day by day, and beside another simulation where one is named."""
        told = _flow(simulation, wanted["scenario"])
        if wanted["with_"] is not None:
            try:
                told["other"] = _flow(wanted["with_"], wanted["scenario"])
            except NotFound:
                simulations.get(wanted["with_"])
                told["other"] = None
        return told


def _flow(id_: int, key: str) -> dict[str, Any]:
    run, found = simulations.get(id_), simulations.result(id_)
    return {
        "simulation": {
            "id": run.id,
            "name": run.name,
            "from": to_iso(run.question.first),
            "days": run.question.days,
        },
        "scenario": key,
        "document": dict(simulations.scenario_of(id_, key)),
        **simulated.flow(found, key),
    }


@blueprint.route("/simulations/<int:simulation>/comparison")
class Comparison(MethodView):
    """Two simulations."""

    @blueprint.arguments(CompareArguments, location="query")
    @blueprint.response(200, CompareOut)
    def get(self, wanted: dict[str, int], simulation: int) -> dict[str, Any]:
        """What the other one changes, in all, by scenario, and by rule."""
        one, other = simulations.result(simulation), simulations.result(wanted["with_"])
        return {
            "differences": [
                {"name": row.name, "one": row.one, "other": row.other, "change": round(row.change, 6)}
                for row in simulated.differences(one, other)
            ],
            "scenarios": [
                {"key": key, "one": _scenario(first), "other": _scenario(second)}
                for key, first, second in simulated.by_key(one, other)
            ],
            "rules": [
                {"rule": rule, "one": _rule(first), "other": _rule(second)}
                for rule, first, second in simulated.by_rule_in_both(one, other)
            ],
        }
