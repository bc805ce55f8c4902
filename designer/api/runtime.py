"""The runtime and its clock: what they do, pause, go on."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.api.base import Strict
from designer.domain.errors import BadInput
from designer.domain.time import Duration, to_iso
from designer.runtime import clock
from designer.store import counts, workspace

blueprint = Blueprint("runtime", __name__, description="Passes, pauses and the clock")


class RuntimeOut(Schema):
    """What the runtime does."""

    running = fields.Boolean(metadata={"description": "whether some process runs the passes"})
    paused = fields.Boolean()
    clock = fields.Dict()
    live = fields.List(fields.String())
    paused_scenarios = fields.List(fields.String())
    due = fields.Integer(metadata={"description": "contacts that the next pass looks at"})
    set_aside = fields.Integer(metadata={"description": "contacts whose planning failed"})
    decisions = fields.Dict(metadata={"description": "decision -> how many, ever"})
    decisions_day = fields.Dict(metadata={"description": "decision -> how many in the clock's last 24 hours"})
    rules = fields.Dict(metadata={"description": "rule -> decision -> how many"})
    outbox = fields.Dict(metadata={"description": "state -> messages"})
    channels = fields.Dict(metadata={"description": "channel -> state -> messages"})
    queues = fields.Dict(metadata={"description": "queue -> open tasks"})
    passes = fields.List(fields.Dict())


class Paused(Schema):
    """Whether everything stands still."""

    paused = fields.Boolean()


class ClockOut(Schema):
    """The clock."""

    kind = fields.String(validate=validate.OneOf(["real", "demo"]))
    at = fields.String(metadata={"description": "everything at or before this minute has been decided"})
    mode = fields.String(validate=validate.OneOf(list(clock.MODES)))
    speed = fields.Float(metadata={"description": "demo minutes in one real second"})
    target = fields.String(allow_none=True)


class ClockIn(Strict):
    """How the demo clock moves from now on."""

    mode = fields.String(required=True, validate=validate.OneOf(list(clock.MODES)))
    step = fields.String(metadata={"description": "with mode `step`: a duration such as PT1H, P1D or P7D"})
    speed = fields.Float(metadata={"description": "with mode `run`: demo minutes a second"})


def clock_json(state: workspace.ClockState) -> dict[str, Any]:
    """The clock as the API gives it."""
    return {
        "kind": state.kind,
        "at": to_iso(workspace.present()),
        "mode": state.mode,
        "speed": state.speed,
        "target": to_iso(state.target) if state.target is not None else None,
    }


@blueprint.route("/runtime")
class Runtime(MethodView):
    """What the runtime does."""

    @blueprint.response(200, RuntimeOut)
    def get(self) -> dict[str, Any]:
        """Figures of the runtime: what is live, due, sent, held back, and the last passes."""
        figures = counts.runtime()
        return {
            "running": figures.running,
            "paused": figures.paused,
            "clock": clock_json(figures.clock),
            "live": list(figures.live),
            "paused_scenarios": list(figures.paused_scenarios),
            "due": figures.due,
            "set_aside": figures.set_aside,
            "decisions": dict(figures.decisions),
            "decisions_day": dict(figures.decisions_day),
            "rules": {rule: dict(verdicts) for rule, verdicts in figures.rules.items()},
            "outbox": dict(figures.outbox),
            "channels": {channel: dict(states) for channel, states in figures.channels.items()},
            "queues": dict(figures.queues),
            "passes": [
                {
                    "floor": to_iso(one.floor),
                    "until": to_iso(one.until),
                    "started_at": workspace.instant(one.started_real).isoformat(),
                    "elapsed_s": one.elapsed_s,
                    "contacts": one.contacts,
                    "entries": one.entries,
                    "node_steps": one.node_steps,
                    "decisions": one.decisions,
                    "dispatched": one.dispatched,
                }
                for one in figures.passes
            ],
        }


@blueprint.route("/runtime/<any(pause, resume):move>")
class Move(MethodView):
    """Stop and go for everything."""

    @blueprint.response(200, Paused)
    def post(self, move: str) -> dict[str, bool]:
        """Freeze everything, or let it go on."""
        workspace.set_paused(move == "pause")
        return {"paused": workspace.get().paused}


@blueprint.route("/clock")
class Clock(MethodView):
    """The workspace's clock."""

    @blueprint.response(200, ClockOut)
    def get(self) -> dict[str, Any]:
        """What it says and how it moves."""
        return clock_json(workspace.clock())

    @blueprint.arguments(ClockIn)
    @blueprint.response(200, ClockOut)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Move the demo clock; 409 on a real one."""
        step = body.get("step")
        try:
            length = Duration.parse(step) if step is not None else None
        except ValueError as error:
            raise BadInput(f"The step: {error}.") from error
        return clock_json(clock.change(body["mode"], step=length, speed=body.get("speed")))
