"""A draft tried out with one contact: what would happen, step by step, and why. Nothing is kept or sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.api.base import Strict
from designer.domain.channel import Category, Channel
from designer.domain.condition import document_of
from designer.domain.enrolment import Decision, Verdict
from designer.domain.policy import Policy
from designer.domain.time import Minute, to_iso
from designer.engine.reasons import Reason
from designer.engine.trial import KINDS, Step
from designer.runtime import trial
from designer.store import documents, values
from designer.store import wording as sentences

blueprint = Blueprint("trial", __name__, description="A draft tried out with one contact")


class ActIn(Strict):
    """A fact handed to the trial at an instant; it is taken at the next minute."""

    at = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(trial.ACTS))
    name = fields.String(load_default="", metadata={"description": "of an event"})
    values = fields.Dict(
        keys=fields.String(),
        load_default=dict,
        metadata={"description": "properties of an event; attributes of a change, null takes one away"},
    )


class TrialIn(Strict):
    """What is tried, with whom, and how far."""

    document = fields.Dict(required=True)
    contact = fields.String(
        load_default=None, allow_none=True, metadata={"description": "null: somebody made up"}
    )
    attributes = fields.Dict(
        keys=fields.String(), load_default=dict, metadata={"description": "of somebody made up"}
    )
    alone = fields.Boolean(
        load_default=False,
        metadata={"description": "without other scenarios, past messages and rules of pressure"},
    )
    start = fields.String(load_default=None, allow_none=True, metadata={"description": "null: the present"})
    id = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "of a trial that goes on; null, or no longer held: it begins now"},
    )
    acts = fields.List(fields.Nested(ActIn), load_default=list, validate=validate.Length(max=trial.MOST_ACTS))
    until = fields.String(load_default=None, allow_none=True)
    go = fields.String(
        load_default="to",
        validate=validate.OneOf(trial.GOES),
        metadata={
            "description": "from there: stay (`to`), to the `next` thing that happens, to the `end` of the "
            "enrolment"
        },
    )


class ReasonOut(Schema):
    """One part of a condition, and what of the contact decided it."""

    condition = fields.Dict(required=True)
    holds = fields.Boolean(required=True)
    parts = fields.List(fields.Nested(lambda: ReasonOut()), required=True)
    value = fields.Raw(
        allow_none=True, metadata={"description": "of an attribute: its value, null when missing"}
    )
    count = fields.Integer(allow_none=True, metadata={"description": "of events: how many count"})
    last = fields.String(allow_none=True, metadata={"description": "of events: when the last one was"})


class TrialWhy(Schema):
    """The condition of one way out (or an empty path), part by part."""

    path = fields.String(required=True)
    reason = fields.Nested(ReasonOut, required=True)


class TrialBlocker(Schema):
    """A message that fills a rule."""

    scenario = fields.String(required=True, metadata={"description": "`history` for one imported"})
    node = fields.String(required=True)
    at = fields.String(required=True)


class TrialDecision(Schema):
    """What was decided of a message, and by which rule."""

    verdict = fields.String(required=True, validate=validate.OneOf([verdict.value for verdict in Verdict]))
    channel = fields.String(required=True, validate=validate.OneOf([one.value for one in Channel]))
    category = fields.String(required=True, validate=validate.OneOf([one.value for one in Category]))
    due_at = fields.String(required=True)
    rule = fields.String(required=True, allow_none=True)
    sentence = fields.Dict(
        required=True,
        allow_none=True,
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "the rule in both languages, where it is one of the policy"},
    )
    blocked_by = fields.List(fields.Nested(TrialBlocker), required=True)
    next_at = fields.String(required=True, allow_none=True)


class TrialMessage(Schema):
    """A message as the contact would read it."""

    template = fields.String(required=True, allow_none=True)
    variant = fields.String(
        required=True, allow_none=True, metadata={"description": "null: the template's own words"}
    )
    subject = fields.String(required=True)
    sender = fields.String(required=True)
    text = fields.String(required=True)
    html = fields.String(required=True)
    fault = fields.String(required=True, allow_none=True)


class TrialStep(Schema):
    """One thing that happens."""

    at = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    word = fields.String(required=True)
    scenario = fields.String(required=True)
    version = fields.Integer(required=True)
    entry = fields.Integer(required=True)
    node = fields.String(required=True)
    source = fields.String(required=True, metadata={"description": "the step it came from, by `path`"})
    path = fields.String(required=True)
    took = fields.String(required=True, metadata={"description": "the way out taken from here"})
    by = fields.String(required=True, allow_none=True)
    expires_at = fields.String(required=True, allow_none=True)
    values = fields.Dict(keys=fields.String(), required=True)
    reasons = fields.List(fields.Nested(TrialWhy), required=True)
    decision = fields.Nested(TrialDecision, required=True, allow_none=True)
    message = fields.Nested(TrialMessage, required=True, allow_none=True)


class TrialWaiting(Schema):
    """Where the contact stands in the scenario."""

    version = fields.Integer(required=True)
    entry = fields.Integer(required=True)
    node = fields.String(required=True)
    since = fields.String(required=True)
    due = fields.String(required=True, allow_none=True)
    control = fields.Boolean(required=True)
    event = fields.String(required=True, allow_none=True, metadata={"description": "waited for"})
    is_task = fields.Boolean(required=True)


class TrialLink(Schema):
    """A link that was taken."""

    source = fields.String(required=True)
    path = fields.String(required=True)
    target = fields.String(required=True)


class TrialOut(Schema):
    """What happened up to `now`, where the contact stands, and what comes next."""

    id = fields.String(required=True, metadata={"description": "send it back to go on"})
    contact = fields.String(required=True)
    name = fields.String(required=True)
    zone = fields.String(required=True, metadata={"description": "of the contact's local dates"})
    attributes = fields.Dict(required=True)
    version = fields.Integer(required=True, metadata={"description": "that the draft would become"})
    start = fields.String(required=True)
    now = fields.String(required=True, metadata={"description": "decided up to here, inclusive"})
    steps = fields.List(fields.Nested(TrialStep), required=True)
    inside = fields.List(fields.Nested(TrialWaiting), required=True)
    upcoming = fields.Nested(
        TrialStep,
        required=True,
        allow_none=True,
        metadata={"description": "the first thing to happen by itself; null: nothing within 400 days"},
    )
    nodes = fields.List(fields.String(), required=True)
    links = fields.List(fields.Nested(TrialLink), required=True)


def _minute(text: str, what: str) -> Minute:
    """The planner minute of an ISO 8601 instant. Raises ``BadInput``."""
    return -(-values.seconds(text, what) // 60)


def _iso(minute: Minute | None) -> str | None:
    return None if minute is None else to_iso(minute)


def _reason(one: Reason) -> dict[str, Any]:
    return {
        "condition": document_of(one.condition),
        "holds": one.holds,
        "parts": [_reason(part) for part in one.parts],
        "value": list(one.value) if isinstance(one.value, tuple) else one.value,
        "count": one.count,
        "last": _iso(one.last),
    }


def _decision(one: Decision, policy: Policy) -> dict[str, Any]:
    sentence = None if one.rule is None else sentences.rule(policy, one.rule)
    return {
        "verdict": one.verdict.value,
        "channel": one.channel.value,
        "category": one.category.value,
        "due_at": to_iso(one.due_at),
        "rule": one.rule,
        "sentence": None if sentence is None or sentence["fr"] == one.rule else sentence,
        "blocked_by": [_blocker(reference) for reference in one.blocked_by],
        "next_at": _iso(one.next_at),
    }


def _blocker(reference: str) -> dict[str, str]:
    place, _at, minute = reference.rpartition("@")
    scenario, _slash, node = place.partition("/")
    return {"scenario": scenario, "node": node, "at": to_iso(int(minute))}


def _message(one: trial.Told) -> dict[str, Any]:
    made = one.rendered
    return {
        "template": one.template,
        "variant": one.variant,
        "subject": made.subject if made else "",
        "sender": made.sender if made else "",
        "text": made.text if made else "",
        "html": made.html if made else "",
        "fault": one.fault,
    }


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


def _step(one: Step, message: trial.Told | None, policy: Policy) -> dict[str, Any]:
    return {
        "at": to_iso(one.at),
        "kind": one.kind,
        "word": one.word,
        "scenario": one.scenario,
        "version": one.version,
        "entry": one.entry,
        "node": one.node,
        "source": one.source,
        "path": one.path,
        "took": one.took,
        "by": one.by,
        "expires_at": _iso(one.expires_at),
        "values": _plain(one.values),
        "reasons": [{"path": path, "reason": _reason(reason)} for path, reason in one.reasons],
        "decision": None if one.decision is None else _decision(one.decision, policy),
        "message": None if message is None else _message(message),
    }


@blueprint.route("/trials")
class Trials(MethodView):
    """Trials are kept by whoever asks: the facts are sent again each time."""

    @blueprint.arguments(TrialIn)
    @blueprint.response(200, TrialOut)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """What would become of one contact in a draft, with the reasons; nothing is written or sent."""
        question = trial.Question(
            document=body["document"],
            contact=body["contact"],
            attributes=body["attributes"],
            alone=body["alone"],
            trial=body["id"],
            start=None if body["start"] is None else _minute(body["start"], "'start'"),
            acts=[
                trial.Act(
                    at=_minute(act["at"], "'at'"), kind=act["kind"], name=act["name"], values=act["values"]
                )
                for act in body["acts"]
            ],
            go=body["go"],
            until=None if body["until"] is None else _minute(body["until"], "'until'"),
        )
        found, policy = trial.run(question), documents.policy()
        return {
            "id": found.id,
            "contact": found.contact,
            "name": found.name,
            "zone": found.zone,
            "attributes": _plain(found.attributes),
            "version": found.version,
            "start": to_iso(found.start),
            "now": to_iso(found.now),
            "steps": [
                _step(step, found.messages.get(place), policy) for place, step in enumerate(found.steps)
            ],
            "inside": [
                {**one.__dict__, "since": to_iso(one.since), "due": _iso(one.due)} for one in found.inside
            ],
            "upcoming": None if found.upcoming is None else _step(found.upcoming, None, policy),
            "nodes": list(found.nodes),
            "links": [
                {"source": source, "path": path, "target": target} for source, path, target in found.links
            ],
        }
