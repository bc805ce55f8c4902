"""Scenarios: the list, the draft, publication, versions, live counts, YAML in and out."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.api.base import (
    Strict,
    author,
    changed_meanwhile,
    finding_json,
    revision_asked,
    text_json,
    with_etag,
)
from designer.api.pressure import ConflictOut, conflict_list
from designer.domain.errors import BadInput, Conflict, DocumentError
from designer.domain.finding import Finding
from designer.domain.time import to_iso
from designer.formats.yamltext import dump_yaml, parse_yaml
from designer.library.shelf import shelf
from designer.library.taking import Choice, take
from designer.runtime import test_send
from designer.store import audience, counts, scenarios, standing

blueprint = Blueprint("scenarios", __name__, description="Scenarios: drawn, checked, published, running")

#: The largest YAML text that is read, in characters.
LARGEST_TEXT = 2_000_000


class FindingOut(Schema):
    """What a rule says about one place of a document."""

    rule = fields.String()
    severity = fields.String(validate=validate.OneOf(["error", "warning", "info"]))
    blocks = fields.Boolean(
        metadata={"description": "the scenario cannot be published while it stands, whatever its severity"}
    )
    scenario = fields.String(allow_none=True)
    node = fields.String(allow_none=True)
    message = fields.Dict(keys=fields.String(), values=fields.String())
    path = fields.String(allow_none=True)


class Checked(Schema):
    """Findings, and what the scenario breaks of the rules of pressure, alone or with others."""

    findings = fields.List(fields.Nested(FindingOut))
    conflicts = fields.List(fields.Nested(ConflictOut))


class ScenarioItem(Schema):
    """A scenario in the list."""

    key = fields.String()
    name = fields.Dict()
    state = fields.String()
    objective = fields.String(allow_none=True)
    trigger = fields.String(allow_none=True)
    channels = fields.List(fields.String())
    priority = fields.Dict()
    inside = fields.Integer(metadata={"description": "contacts inside now"})
    edited_at = fields.String()
    version = fields.Integer(allow_none=True)
    findings = fields.Dict(keys=fields.String(), values=fields.Integer())


class ScenarioList(Schema):
    """The scenarios in order of creation."""

    scenarios = fields.List(fields.Nested(ScenarioItem))


class ListArguments(Strict):
    """Which scenarios are wanted."""

    archived = fields.Boolean(load_default=False)


class MappingIn(Strict):
    """Names of a library scenario -> the workspace's own; what is left out is declared where it lacks."""

    attributes = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
    events = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
    properties = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.String()),
        load_default=dict,
        metadata={"description": "by event of the scenario: its property -> that of the workspace's event"},
    )


class NewScenario(Strict):
    """Exactly one of the three: a document, a scenario of the library, the key of a scenario to copy."""

    document = fields.Dict()
    library = fields.String(
        metadata={"description": "`pack/key`, or the key alone where it is unique in the library"}
    )
    mapping = fields.Nested(MappingIn, metadata={"description": "with `library` alone"})
    copy = fields.String()
    key = fields.String(
        metadata={"description": "the new scenario's key; chosen from the source unless given"}
    )


class ScenarioOut(Schema):
    """A scenario as the editor opens it."""

    key = fields.String()
    state = fields.String(validate=validate.OneOf(["draft", "live", "paused", "archived"]))
    revision = fields.Integer()
    document = fields.Dict()
    version = fields.Integer(allow_none=True)
    entry_version = fields.Integer(allow_none=True)
    published_at = fields.String(allow_none=True)
    changed = fields.Boolean(metadata={"description": "what is drawn differs from what runs"})
    findings = fields.List(fields.Nested(FindingOut))
    conflicts = fields.List(fields.Nested(ConflictOut))
    edited_at = fields.String()


class Draft(Strict):
    """What is drawn, complete or not."""

    document = fields.Dict(required=True)


class Saved(Schema):
    """A saved draft."""

    revision = fields.Integer()
    saved_at = fields.String()
    changed = fields.Boolean(metadata={"description": "what is drawn differs from what runs"})
    findings = fields.List(fields.Nested(FindingOut))
    conflicts = fields.List(fields.Nested(ConflictOut))


class AnswerIn(Strict):
    """What becomes of the contacts at one step of a version."""

    version = fields.Integer(required=True)
    node = fields.String(required=True)
    action = fields.String(required=True, validate=validate.OneOf(standing.ACTIONS))
    to = fields.String(
        load_default=None, allow_none=True, metadata={"description": "the step of the draft, with `move`"}
    )


class Publication(Strict):
    """Why it is published, and what becomes of the contacts inside."""

    reason = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=2000),
        metadata={"description": "asked for where the scenario is in conflicts that arbitration settles"},
    )
    policy = fields.String(
        load_default="finish",
        validate=validate.OneOf(standing.POLICIES),
        metadata={
            "description": "contacts inside end on their own version (`finish`), go on in this one (`move`) "
            "or leave (`exit`)"
        },
    )
    mapping = fields.List(
        fields.Nested(AnswerIn),
        load_default=list,
        metadata={"description": "with `move`; what is left out follows what `standing` proposes"},
    )
    over = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=2**31 - 1),
        metadata={
            "description": "the newest version that whoever publishes has seen, 0 for none: 409 "
            "`published-meanwhile` where there is another by now"
        },
    )


class Published(Schema):
    """The version that takes entries from now on, and what became of the contacts inside."""

    version = fields.Integer()
    published_at = fields.String()
    moved = fields.Integer()
    left = fields.Integer()
    kept = fields.Integer()


class State(Schema):
    """The state after the move."""

    state = fields.String()


class FindingList(Schema):
    """Findings, errors first."""

    findings = fields.List(fields.Nested(FindingOut))


class VersionOut(Schema):
    """A published version."""

    version = fields.Integer()
    published_at = fields.String()
    reason = fields.String(allow_none=True)
    accepted = fields.List(
        fields.Nested(ConflictOut), metadata={"description": "what it was published in spite of"}
    )
    inside = fields.Integer()
    author = fields.String(allow_none=True)
    policy = fields.String(validate=validate.OneOf(standing.POLICIES))
    moved = fields.Integer(metadata={"description": "contacts that went on in it when it was published"})
    left = fields.Integer(metadata={"description": "contacts that its publication took out"})


class VersionList(Schema):
    """The newest first."""

    versions = fields.List(fields.Nested(VersionOut))


class CountsOut(Schema):
    """Where the contacts are, by node, over all versions."""

    nodes = fields.Dict()
    entries = fields.Integer()
    inside = fields.Integer()
    exits = fields.Integer()
    goals = fields.Integer()
    refused = fields.Dict(metadata={"description": "reason -> triggers that did not become an entry"})


class YamlIn(Strict):
    """A scenario as YAML or JSON text."""

    yaml = fields.String(required=True, validate=validate.Length(max=LARGEST_TEXT))


class TestSendIn(Strict):
    """One message to an address of one's own."""

    node = fields.String(required=True)
    address = fields.String(required=True, validate=validate.Length(min=3, max=320))
    contact = fields.String(load_default=None, allow_none=True)


class TestSendOut(Schema):
    """What became of the test."""

    send = fields.String()
    state = fields.String()
    subject = fields.String()
    detail = fields.String()


class ConditionIn(Strict):
    """A condition of the format."""

    condition = fields.Dict(required=True, allow_none=True)


class CountOut(Schema):
    """How many contacts satisfy it now, of how many."""

    count = fields.Integer()
    of = fields.Integer()


def _findings(found: tuple[Finding, ...]) -> list[dict[str, Any]]:
    return [finding_json(finding) for finding in found]


def _item(item: scenarios.ScenarioItem) -> dict[str, Any]:
    return {
        "key": item.key,
        "name": text_json(item.name),
        "state": item.state,
        "objective": item.objective,
        "trigger": item.trigger,
        "channels": list(item.channels),
        "priority": {"class": item.priority_class, "value": item.priority_value},
        "inside": item.inside,
        "edited_at": item.edited.isoformat(),
        "version": item.version,
        "findings": {"error": item.errors, "warning": item.warnings},
    }


def detail_json(stored: scenarios.ScenarioDetail) -> dict[str, Any]:
    """A scenario as the editor opens it."""
    return {
        "key": stored.key,
        "state": stored.state,
        "revision": stored.revision,
        "document": dict(stored.document),
        "version": stored.version,
        "entry_version": stored.version,
        "published_at": to_iso(stored.published_at) if stored.published_at is not None else None,
        "changed": stored.changed,
        "findings": _findings(stored.findings),
        "conflicts": conflict_list(scenarios.conflicts(stored.key)),
        "edited_at": stored.edited.isoformat(),
    }


def _counts(counted: counts.ScenarioCounts) -> dict[str, Any]:
    return {
        "nodes": {
            node: {"inside": count.inside, "passed": count.passed, "sent": count.sent}
            for node, count in counted.nodes.items()
        },
        "entries": counted.entries,
        "inside": counted.inside,
        "exits": counted.exits,
        "goals": counted.goals,
        "refused": dict(counted.refused),
    }


@blueprint.route("/scenarios")
class Scenarios(MethodView):
    """All scenarios."""

    @blueprint.arguments(ListArguments, location="query")
    @blueprint.response(200, ScenarioList)
    def get(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """The scenarios, the archived ones only when asked for."""
        return {"scenarios": [_item(item) for item in scenarios.list_all(archived=wanted["archived"])]}

    @blueprint.arguments(NewScenario)
    @blueprint.response(201, ScenarioOut)
    def post(self, body: dict[str, Any]) -> Response:
        """Make a draft: from a document, from the library, or as a copy."""
        key = body.pop("key", None)
        mapping = body.pop("mapping", None)
        if mapping is not None and "library" not in body:
            raise BadInput("'mapping' goes with 'library'; leave it out, or name a scenario of the library.")
        if len(body) != 1:
            raise BadInput(
                "A new scenario comes from one of 'document', 'library' or 'copy'; give exactly one of them."
            )
        if "copy" in body:
            stored = scenarios.duplicate(body["copy"], key, author=author())
        elif "library" in body:
            own = current_app.extensions["designer.settings"].library
            choice = Choice(**mapping) if mapping is not None else None
            stored = take(
                body["library"], key=key, mapping=choice, packs=shelf(own), author=author()
            ).scenario
        else:
            stored = scenarios.create(body["document"], key=key, author=author())
        return with_etag(detail_json(stored), stored.revision, 201)


@blueprint.route("/scenarios/<key>")
class OneScenario(MethodView):
    """One scenario."""

    @blueprint.response(200, ScenarioOut)
    def get(self, key: str) -> Response:
        """The draft, what runs of it, and its findings; its ETag is its revision."""
        stored = scenarios.get(key)
        return with_etag(detail_json(stored), stored.revision)

    @blueprint.arguments(Draft)
    @blueprint.response(200, Saved)
    def put(self, body: dict[str, Any], key: str) -> Response:
        """Save what is drawn (If-Match); what runs does not change."""
        try:
            saved = scenarios.save_draft(key, body["document"], revision_asked(), author=author())
        except Conflict:
            changed_meanwhile(f"The scenario '{key}'", detail_json(scenarios.get(key)))
        answer = {
            "revision": saved.revision,
            "saved_at": saved.saved.isoformat(),
            "changed": scenarios.get(key).changed,
            "findings": _findings(saved.findings),
            "conflicts": conflict_list(saved.conflicts),
        }
        return with_etag(answer, saved.revision)


@blueprint.route("/scenarios/<key>/publish")
class Publish(MethodView):
    """Publication."""

    @blueprint.arguments(Publication)
    @blueprint.response(200, Published)
    def post(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        """Make the draft the version that takes entries (If-Match).

        409 `findings` with what blocks it; 409 `reason-needed`, with `details.conflicts`, when it can make a
        contact due more than the rules allow and no reason is given; 409 `would-repeat`, with
        `details.repeats`, when the mapping puts contacts before a message that they have been sent; 409
        `published-meanwhile` when somebody else has published since `over`. The
        version keeps the reason and the author.
        """
        mapping = {
            (row["version"], row["node"]): standing.Answer(action=row["action"], to=row["to"])
            for row in body["mapping"]
        }
        try:
            version = scenarios.publish(
                key,
                expected_revision=revision_asked(),
                reason=body["reason"],
                author=author(),
                policy=body["policy"],
                mapping=mapping,
                over=body["over"],
            )
        except Conflict:
            changed_meanwhile(f"The scenario '{key}'", detail_json(scenarios.get(key)))
        return {
            "version": version.number,
            "published_at": to_iso(version.published_at),
            "moved": version.moved,
            "left": version.left,
            "kept": version.kept,
        }


@blueprint.route("/scenarios/<key>/<any(pause, resume, archive, restore):move>")
class Move(MethodView):
    """Freeze, go on, put away, take out again."""

    @blueprint.response(200, State)
    def post(self, key: str, move: str) -> dict[str, str]:
        """Move the scenario to another state; 409 where its present state does not allow it."""
        moves = {
            "pause": scenarios.pause,
            "resume": scenarios.resume,
            "archive": scenarios.archive,
            "restore": scenarios.restore,
        }
        return {"state": moves[move](key)}


@blueprint.route("/scenarios/<key>/findings")
class Findings(MethodView):
    """What the checks say."""

    @blueprint.response(200, FindingList)
    def get(self, key: str) -> dict[str, Any]:
        """The findings of the draft beside the rest of the portfolio."""
        return {"findings": _findings(scenarios.findings(key))}


@blueprint.route("/scenarios/<key>/versions")
class Versions(MethodView):
    """What was published."""

    @blueprint.response(200, VersionList)
    def get(self, key: str) -> dict[str, Any]:
        """The published versions."""
        return {
            "versions": [
                {
                    "version": version.number,
                    "published_at": to_iso(version.published_at),
                    "reason": version.reason,
                    "accepted": list(version.accepted),
                    "inside": version.inside,
                    "author": version.author,
                    "policy": version.policy,
                    "moved": version.moved,
                    "left": version.left,
                }
                for version in scenarios.versions(key)
            ]
        }


@blueprint.route("/scenarios/<key>/counts")
class Counts(MethodView):
    """Where the contacts are."""

    @blueprint.response(200, CountsOut)
    def get(self, key: str) -> dict[str, Any]:
        """By node: inside now, passed, sent; and the scenario's totals."""
        return _counts(counts.of_scenario(key))


@blueprint.route("/check")
class Check(MethodView):
    """A check without saving."""

    @blueprint.arguments(Draft)
    @blueprint.response(200, Checked)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """The findings a document would have in this portfolio, and the conflicts it would be part of."""
        checked = scenarios.check(body["document"])
        return {"findings": _findings(checked.findings), "conflicts": conflict_list(checked.conflicts)}


@blueprint.route("/scenarios/<key>/document.yaml")
class Yaml(MethodView):
    """The draft as a file."""

    @blueprint.response(200, content_type="application/yaml", description="The draft as YAML.")
    def get(self, key: str) -> Response:
        """The draft as YAML, in a stable order."""
        stored = scenarios.get(key)
        response = Response(dump_yaml(dict(stored.document)), mimetype="application/yaml")
        response.headers["Content-Disposition"] = f'attachment; filename="{key}.yaml"'
        return response


@blueprint.route("/scenarios/import")
class Import(MethodView):
    """A file as a draft."""

    @blueprint.arguments(YamlIn)
    @blueprint.response(201, ScenarioOut)
    def post(self, body: dict[str, Any]) -> Response:
        """Make a draft from YAML text; faults of the text come back with their lines."""
        parsed = parse_yaml(body["yaml"])
        if parsed.findings:
            raise DocumentError(parsed.findings)
        stored = scenarios.create(parsed.data, author=author())
        return with_etag(detail_json(stored), stored.revision, 201)


@blueprint.route("/scenarios/<key>/test-send")
class TestSend(MethodView):
    """One message to oneself."""

    @blueprint.arguments(TestSendIn)
    @blueprint.response(200, TestSendOut)
    def post(self, body: dict[str, Any], key: str) -> Any:
        """Send the message of one node as drawn to an address of one's own; nothing is counted."""
        return test_send.send(key, node=body["node"], address=body["address"], contact=body["contact"])


@blueprint.route("/audience/count")
class AudienceCount(MethodView):
    """The size of an audience."""

    @blueprint.arguments(ConditionIn)
    @blueprint.response(200, CountOut)
    def post(self, body: dict[str, Any]) -> dict[str, int]:
        """How many contacts satisfy a condition now."""
        found = audience.count(body["condition"], sample=0)
        return {"count": found.count, "of": found.of}
