"""The history of a scenario, what has changed between two drawings, and where the contacts inside stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from designer.analysis.difference import Change, Difference, Link, difference
from designer.analysis.difference_words import Teller, Tellers, both, tellers_of
from designer.analysis.outline import Graph
from designer.analysis.speech import Names
from designer.api.base import Strict, author, changed_meanwhile, revision_asked, with_etag
from designer.api.scenarios import ScenarioOut, detail_json
from designer.domain.errors import Conflict
from designer.domain.moving import How
from designer.domain.scenario import NODE_KINDS, TriggerNode
from designer.store import documents, history, scenarios, standing, templates

blueprint = Blueprint("history", __name__, description="History: what was drawn, by whom, and what changed")

_NOBODY: Mapping[str, str] = {"fr": "", "en": ""}


def _in_both(**more: Any) -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=fields.String(), **more)


# ── Shapes ──────────────────────────────────────────────────────────────────────────────────────────────


class HistoryEntry(Schema):
    """A draft as it once was."""

    id = fields.Integer()
    revision = fields.Integer(allow_none=True)
    kind = fields.String(validate=validate.OneOf(["created", "saved", "published", "restored"]))
    saved_at = fields.String()
    began_at = fields.String(metadata={"description": "an entry is up to ten minutes of one author's saves"})
    authors = fields.List(fields.String())
    name = fields.String(allow_none=True)
    version = fields.Integer(allow_none=True, metadata={"description": "that was published from it"})
    published_by = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    restored_from = fields.Integer(
        allow_none=True, metadata={"description": "id of the entry that was taken back"}
    )
    current = fields.Boolean(metadata={"description": "whether it is what is drawn now"})
    summary = _in_both(metadata={"description": "what has changed since the entry before, on one line"})
    changes = fields.Integer(metadata={"description": "how many changes, those of the drawing alone apart"})


class HistoryEntryWhole(HistoryEntry):
    """A draft as it once was, whole."""

    document = fields.Dict()


class HistoryEntries(Schema):
    """The newest first."""

    entries = fields.List(fields.Nested(HistoryEntry))
    more = fields.Boolean(metadata={"description": "whether there are older ones"})


class HistoryArguments(Strict):
    """Which part of the history is wanted."""

    before = fields.Integer(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=history.LARGEST_PAGE))


class EntryNameIn(Strict):
    """The name of an entry; none takes it away."""

    name = fields.String(required=True, allow_none=True, validate=validate.Length(max=history.LONGEST_NAME))


class SideIn(Strict):
    """One side of a comparison: a document, or what a scenario draws, published or once drew."""

    document = fields.Dict()
    scenario = fields.String()
    version = fields.Integer()
    entry = fields.Integer()

    @validates_schema
    def _one(self, given: dict[str, Any], **_more: Any) -> None:
        if ("document" in given) == ("scenario" in given):
            raise ValidationError("Give either 'document' or 'scenario'.")
        if "document" in given and len(given) > 1:
            raise ValidationError("'version' and 'entry' go with 'scenario'.")
        if "version" in given and "entry" in given:
            raise ValidationError("Give one of 'version' and 'entry'.")


class CompareIn(Strict):
    """What is to be compared."""

    before = fields.Nested(SideIn, required=True)
    after = fields.Nested(SideIn, required=True)


class GraphLink(Schema):
    """A link of the graph."""

    source = fields.String(data_key="from")
    path = fields.String(allow_none=True)
    to = fields.String()


class MarkedLink(GraphLink):
    """A link that is there on one side alone."""

    mark = fields.String(validate=validate.OneOf(["added", "removed"]))


class ChangeOut(Schema):
    """One change, as a reader would tell it."""

    id = fields.String()
    area = fields.String(
        metadata={
            "description": "`identity`, `entry`, `steps`, `ways`, `templates`, `priority`, `end`, `sheet`, "
            "`notes`, `groups` or `drawing`"
        }
    )
    kind = fields.String(validate=validate.OneOf(["added", "removed", "changed", "moved"]))
    text = _in_both()
    nodes = fields.List(fields.String())
    edges = fields.List(fields.Nested(GraphLink))
    fields_ = fields.List(
        fields.String(),
        data_key="fields",
        attribute="fields",
        metadata={"description": "paths in the document: `nodes/w1/for`, `edges/s1/vip`, `sheet/kpis`"},
    )
    before = _in_both(allow_none=True)
    after = _in_both(allow_none=True)
    quiet = fields.Boolean(metadata={"description": "of the drawing alone"})


class DifferenceOut(Schema):
    """What has changed, in the order of a reader; marks for the canvas."""

    equal = fields.Boolean()
    summary = _in_both()
    changes = fields.List(fields.Nested(ChangeOut))
    nodes = fields.Dict(
        keys=fields.String(),
        values=fields.String(validate=validate.OneOf(["added", "removed", "changed", "moved"])),
    )
    edges = fields.List(fields.Nested(MarkedLink))


class RepeatOut(Schema):
    """A message that contacts have been sent and would meet again."""

    node = fields.String()
    title = _in_both()
    contacts = fields.Integer()


class ProposalOut(Schema):
    """What is proposed for the contacts at a step."""

    action = fields.String(validate=validate.OneOf(standing.ACTIONS))
    to = fields.String(allow_none=True)
    how = fields.String(validate=validate.OneOf([how.value for how in How]))
    text = _in_both()


class StepPlaceOut(Schema):
    """The contacts at one step of a version."""

    node = fields.String()
    kind = fields.String(allow_none=True)
    title = _in_both()
    inside = fields.Integer()
    proposal = fields.Nested(ProposalOut)
    repeats = fields.List(fields.Nested(RepeatOut))


class VersionPlaces(Schema):
    """The contacts inside on one version."""

    version = fields.Integer()
    inside = fields.Integer()
    nodes = fields.List(fields.Nested(StepPlaceOut))


class StepTargetOut(Schema):
    """A step of the draft where contacts can be put."""

    node = fields.String()
    kind = fields.String()
    title = _in_both()


class ContactsInside(Schema):
    """Where the contacts inside stand, and where they would go if the draft were published."""

    entry_version = fields.Integer(allow_none=True)
    next_version = fields.Integer()
    inside = fields.Integer()
    targets = fields.List(fields.Nested(StepTargetOut))
    versions = fields.List(fields.Nested(VersionPlaces))


# ── Writing them ────────────────────────────────────────────────────────────────────────────────────────


def _entry(entry: history.Entry, before: Mapping[str, Any] | None, names: Names) -> dict[str, Any]:
    changed = difference(before, entry.document, names=names) if before is not None else None
    return {
        "id": entry.id,
        "revision": entry.revision,
        "kind": entry.kind,
        "saved_at": entry.saved.isoformat(),
        "began_at": entry.began.isoformat(),
        "authors": list(entry.authors),
        "name": entry.name,
        "version": entry.version,
        "published_by": entry.published_by,
        "reason": entry.reason,
        "restored_from": entry.restored_from,
        "current": entry.current,
        "summary": dict(changed.summary()) if changed is not None and not changed.equal else dict(_NOBODY),
        "changes": changed.loud if changed is not None else 0,
    }


def _link(link: Link) -> dict[str, Any]:
    return {"source": link.source, "path": link.path, "to": link.target}


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "area": change.area,
        "kind": change.kind,
        "text": dict(change.text),
        "nodes": list(change.nodes),
        "edges": [_link(link) for link in change.links],
        "fields": list(change.fields),
        "before": dict(change.before) if change.before is not None else None,
        "after": dict(change.after) if change.after is not None else None,
        "quiet": change.quiet,
    }


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "equal": found.equal,
        "summary": dict(found.summary()),
        "changes": [_change(change) for change in found.changes],
        "nodes": dict(found.nodes),
        "edges": [{**_link(link), "mark": mark} for link, mark in found.links],
    }


def _side(side: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Mapping[str, Any]]]:
    """The document of a side, and those of its templates where they are known."""
    if "document" in side:
        return side["document"], _present_texts(side["document"])
    key = side["scenario"]
    if "version" in side:
        return scenarios.version_document(key, side["version"]), scenarios.version_texts(key, side["version"])
    if "entry" not in side:
        document = scenarios.get(key).document
        return document, _present_texts(document)
    entry = history.get(key, side["entry"])
    if entry.version is not None:
        return entry.document, scenarios.version_texts(key, entry.version)
    return entry.document, _present_texts(entry.document) if entry.current else {}


def _present_texts(document: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return templates.documents(row.get("template") for row in Graph.of(document).nodes.values())


def _names() -> Names:
    return Names.of(documents.portfolio())


# ── Resources ───────────────────────────────────────────────────────────────────────────────────────────


@blueprint.route("/scenarios/<key>/history")
class History(MethodView):
    """What was drawn."""

    @blueprint.arguments(HistoryArguments, location="query")
    @blueprint.response(200, HistoryEntries)
    def get(self, wanted: dict[str, Any], key: str) -> dict[str, Any]:
        """The drafts as they once were, the newest first, with what each changed."""
        listed = history.list_all(key, before=wanted["before"], limit=wanted["limit"])
        names = _names()
        return {
            "entries": [_entry(entry, before, names) for entry, before in listed.entries],
            "more": listed.more,
        }


@blueprint.route("/scenarios/<key>/history/<int:entry>")
class OneEntry(MethodView):
    """One entry of the history."""

    @blueprint.response(200, HistoryEntryWhole)
    def get(self, key: str, entry: int) -> dict[str, Any]:
        """A draft as it once was, whole."""
        return _whole(key, entry)

    @blueprint.arguments(EntryNameIn)
    @blueprint.response(200, HistoryEntry)
    def patch(self, body: dict[str, Any], key: str, entry: int) -> dict[str, Any]:
        """Give it a name, so that it is found again, or take the name away."""
        return _entry(history.rename(key, entry, body["name"]), history.before(key, entry), _names())


def _whole(key: str, id_: int) -> dict[str, Any]:
    entry = history.get(key, id_)
    return {**_entry(entry, history.before(key, id_), _names()), "document": dict(entry.document)}


@blueprint.route("/scenarios/<key>/history/<int:entry>/restore")
class Restore(MethodView):
    """An entry drawn again."""

    @blueprint.response(200, ScenarioOut)
    def post(self, key: str, entry: int) -> Response:
        """Draw it again as a new revision (If-Match); what is drawn now stays in the history."""
        try:
            stored = scenarios.take_back(key, entry, revision_asked(), author=author())
        except Conflict:
            changed_meanwhile(f"The scenario '{key}'", detail_json(scenarios.get(key)))
        return with_etag(detail_json(stored), stored.revision)


@blueprint.route("/compare")
class Compare(MethodView):
    """Two drawings beside each other."""

    @blueprint.arguments(CompareIn)
    @blueprint.response(200, DifferenceOut)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """What has changed between two drawings, in words and as marks for the canvas."""
        before, texts_before = _side(body["before"])
        after, texts_after = _side(body["after"])
        return _difference(difference(before, after, names=_names(), texts=(texts_before, texts_after)))


@blueprint.route("/scenarios/<key>/standing")
class Standing(MethodView):
    """The contacts inside."""

    @blueprint.response(200, ContactsInside)
    def get(self, key: str) -> dict[str, Any]:
        """Where they stand by version and step, and where they would go if the draft were published."""
        stored = scenarios.get(key)
        drawn = scenarios.load(key)
        names = _names()
        new = _tellers(names, stored.document)
        places = standing.places(key, drawn)
        versions = []
        for number in dict.fromkeys(place.version for place in places):
            old = _tellers(names, scenarios.version_document(key, number))
            rows = [_place(place, old, new) for place in places if place.version == number]
            versions.append({"version": number, "inside": sum(row["inside"] for row in rows), "nodes": rows})
        return {
            "entry_version": stored.version,
            "next_version": scenarios.next_version(key),
            "inside": sum(place.inside for place in places),
            "targets": [
                {"node": node.id, "kind": NODE_KINDS[type(node)], "title": _title(new, node.id)}
                for node in drawn.nodes
                if not isinstance(node, TriggerNode)
            ],
            "versions": versions,
        }


def _tellers(names: Names, document: Mapping[str, Any]) -> Tellers:
    graph = Graph.of(document)
    return tellers_of(graph, graph, names)


def _title(tellers: Tellers, node: str) -> dict[str, str]:
    def words(teller: Teller) -> str:
        return teller.what(node, before=False) if node in teller.now.nodes else node

    return both(tellers, words)


def _place(place: standing.Place, old: Tellers, new: Tellers) -> dict[str, Any]:
    return {
        "node": place.node,
        "kind": NODE_KINDS[type(place.step)] if place.step is not None else None,
        "title": _title(old, place.node),
        "inside": place.inside,
        "proposal": {
            "action": place.answer.action,
            "to": place.answer.to,
            "how": place.how.value,
            "text": _proposed(place, new),
        },
        "repeats": [
            {"node": repeat.node, "title": _title(new, repeat.node), "contacts": repeat.contacts}
            for repeat in place.repeats
        ],
    }


def _proposed(place: standing.Place, new: Tellers) -> dict[str, str]:
    """Why a step is proposed, in words."""
    match place.how:
        case How.SAME:
            return {"fr": "reste à cette étape", "en": "stays at this step"}
        case How.NONE:
            return {"fr": "sort : il ne reste aucune étape après", "en": "leaves: no step is left after it"}
        case How.REPEATS:
            return {
                "fr": "finit sur sa version : un message déjà reçu l'attendrait",
                "en": "ends on its version: a message it has had would come again",
            }
    assert place.to is not None  # as the others have it
    step = _title(new, place.to)
    if place.how is How.TEMPLATE:
        return {"fr": f"même message : {step['fr']}", "en": f"the same message: {step['en']}"}
    if place.how is How.SAME_ID:
        return {"fr": f"commence à sa place : {step['fr']}", "en": f"begins in its place: {step['en']}"}
    return {"fr": f"va à l'étape suivante : {step['fr']}", "en": f"goes to the next step: {step['en']}"}
