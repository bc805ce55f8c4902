"""The tree of scenarios: as data, and as a picture."""

from __future__ import annotations

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.analysis.tree import Branch, Kind, Lack, Tree
from designer.api.base import Strict, text_json
from designer.reports.tree import FORMS, make
from designer.store import tree as store

blueprint = Blueprint("tree", __name__, description="Targets, key moments, levers, scenarios, channels")

_FILE: Final = {
    "200": {
        "description": "The file.",
        "content": {
            kind.media_type: {"schema": {"type": "string", "format": "binary"}} for kind in FORMS.values()
        },
    }
}


class TreeQuery(Strict):
    """Which part of the tree."""

    target = fields.String(
        validate=validate.Length(min=1, max=200),
        metadata={"description": "key of a segment, `*` for the whole base, `?` for what no sheet says"},
    )
    state = fields.String(
        validate=validate.OneOf(store.STATES),
        metadata={"description": "scenarios in one state; without it all that are not archived"},
    )


class TreeFileQuery(TreeQuery):
    """Which part of the tree, and how it is drawn."""

    language = fields.String(load_default="fr", validate=validate.OneOf(["fr", "en"]))
    gaps = fields.Boolean(load_default=True, metadata={"description": "with what is missing, in words"})


class GapOut(Schema):
    """Something that is not there, and could be."""

    lack = fields.String(validate=validate.OneOf([lack.value for lack in Lack]))
    missing = fields.List(fields.String(), metadata={"description": "wire words of what is missing"})
    says = fields.Dict(keys=fields.String(), values=fields.String())


class BranchOut(Schema):
    """One node of the tree."""

    kind = fields.String(validate=validate.OneOf([kind.value for kind in Kind]))
    key = fields.String(metadata={"description": "apart from its siblings'; `?` for what no sheet says"})
    label = fields.Dict(keys=fields.String(), values=fields.String())
    detail = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        allow_none=True,
        metadata={"description": "of a key moment with a name of its own, its group"},
    )
    count = fields.Integer(metadata={"description": "scenarios on it; of a channel, the steps that use it"})
    state = fields.String(allow_none=True, metadata={"description": "of a scenario"})
    gaps = fields.List(fields.Nested(GapOut))
    children = fields.List(fields.Nested(lambda: BranchOut()))


class TreeOut(Schema):
    """The tree, with its figures."""

    scenarios = fields.Integer(metadata={"description": "each counted once"})
    gaps = fields.Integer()
    targets = fields.List(fields.Nested(BranchOut))


def _asked(target: str | None = None, state: str | None = None) -> Tree:
    tree = store.read(state=state)
    return tree if target is None else tree.only(target)


def _branch(branch: Branch) -> dict[str, Any]:
    return {
        "kind": branch.kind.value,
        "key": branch.key,
        "label": text_json(branch.label),
        "detail": text_json(branch.detail) if branch.detail else None,
        "count": branch.count,
        "state": branch.state,
        "gaps": [
            {"lack": gap.lack.value, "missing": list(gap.missing), "says": text_json(gap.says)}
            for gap in branch.gaps
        ],
        "children": [_branch(child) for child in branch.children],
    }


@blueprint.route("/tree")
class TreeData(MethodView):
    """The tree as data."""

    @blueprint.arguments(TreeQuery, location="query")
    @blueprint.response(200, TreeOut)
    def get(self, query: dict[str, Any]) -> dict[str, Any]:
        """What the sheets of the drafts say: target, key moment, lever, scenario, channels, and the gaps."""
        tree = _asked(**query)
        return {
            "scenarios": tree.scenarios,
            "gaps": tree.gaps,
            "targets": [_branch(branch) for branch in tree.targets],
        }


@blueprint.route(f"/tree.<any({', '.join(FORMS)}):form>")
class TreeFile(MethodView):
    """The tree as a picture."""

    @blueprint.arguments(TreeFileQuery, location="query")
    @blueprint.doc(responses=_FILE)
    def get(self, query: dict[str, Any], form: str) -> Response:
        """The tree drawn from left to right, a column a level: SVG, PNG at twice its size, or PDF on A3."""
        language, gaps = query.pop("language"), query.pop("gaps")
        content = make(form, _asked(**query), language, gaps=gaps)
        response = Response(content, mimetype=FORMS[form].media_type)
        name = {"fr": "arbre-des-scenarios", "en": "tree-of-scenarios"}[language]
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
        return response
