"""Everything the editor's forms offer: kinds, words, attributes, events, segments, templates."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from designer.api.base import text_json
from designer.domain.channel import SENDING, Category
from designer.domain.data import KNOWN_ATTRIBUTES, RECEIPTS, DataModel
from designer.domain.nodes import KINDS, TRIGGERS, Field, Kind
from designer.domain.scenario import Family, Lever, Objective
from designer.domain.words import BY_WORD, CHANNEL_ICONS, LABELS, choices
from designer.store import documents, scenarios, templates

blueprint = Blueprint("catalogue", __name__, description="What a scenario may be made of")

_TEXT = {"fr": "", "en": ""}
_SCALARS = ("text", "number", "boolean", "date", "instant")
_ALL = (*_SCALARS, "list")
_ORDERED = ("number", "date", "instant", "text")


def _operator(
    op: str, fr: str, en: str, arity: int | str | None = None, types: tuple[str, ...] = ()
) -> dict[str, Any]:
    """An operator, its words, its operands after the field (nothing for a tree), the types it reads."""
    return {"op": op, "label": {"fr": fr, "en": en}, "arity": arity, "types": list(types)}


_OPERATORS = [
    _operator("all", "toutes ces conditions", "all of these"),
    _operator("any", "au moins une de ces conditions", "any of these"),
    _operator("not", "aucune de ces conditions", "none of these"),
    _operator("eq", "est", "is", 1, _SCALARS),
    _operator("ne", "n'est pas", "is not", 1, _SCALARS),
    _operator("gt", "est supérieur à", "is greater than", 1, _ORDERED),
    _operator("ge", "est au moins", "is at least", 1, _ORDERED),
    _operator("lt", "est inférieur à", "is less than", 1, _ORDERED),
    _operator("le", "est au plus", "is at most", 1, _ORDERED),
    _operator("in", "est l'un de", "is one of", "many", ("text", "number", "date")),
    _operator("between", "est entre", "is between", 2, _ORDERED),
    _operator("is_set", "est renseigné", "is known", 0, _ALL),
    _operator("contains", "contient", "contains", 1, ("list", "text")),
    _operator("matches", "ressemble à", "matches", 1, ("text",)),
    _operator("did", "a fait", "did"),
    _operator("not_did", "n'a pas fait", "did not"),
    _operator("in_segment", "est dans le segment", "is in the segment"),
    _operator("consents", "a consenti au canal", "consents to the channel"),
]


class CatalogueSchema(Schema):
    """Every list is in the order in which it is shown."""

    kinds = fields.List(fields.Dict())
    triggers = fields.List(fields.Dict())
    channels = fields.List(fields.Dict())
    objectives = fields.List(fields.Dict())
    families = fields.List(fields.Dict())
    levers = fields.List(fields.Dict())
    categories = fields.List(fields.Dict())
    operators = fields.List(fields.Dict())
    attributes = fields.List(fields.Dict())
    events = fields.List(fields.Dict())
    segments = fields.List(fields.Dict())
    templates = fields.List(fields.Dict())
    scenarios = fields.List(fields.Dict())


@blueprint.route("/catalogue")
class Catalogue(MethodView):
    """What a scenario of this workspace may be made of."""

    @blueprint.response(200, CatalogueSchema)
    def get(self) -> dict[str, Any]:
        """Kinds of nodes and triggers with their parameters, closed lists with their words, and names."""
        data = documents.data()
        return {
            "kinds": [_kind(kind) for kind in KINDS],
            "triggers": [_kind(kind) for kind in TRIGGERS],
            "channels": [
                {"key": channel.value, "label": LABELS[channel], "icon": CHANNEL_ICONS[channel]}
                for channel in SENDING
            ],
            "objectives": choices(Objective),
            "families": choices(Family),
            "levers": choices(Lever),
            "categories": choices(Category),
            "operators": _OPERATORS,
            "attributes": _attributes(data),
            "events": _events(data),
            "segments": [
                {"key": segment.key, "name": text_json(segment.name or segment.key)}
                for segment in documents.segments().values()
            ],
            "templates": [
                {"key": item.key, "channel": item.channel, "name": text_json(item.name)}
                for item in templates.list_all()
            ],
            "scenarios": [{"key": item.key, "name": text_json(item.name)} for item in scenarios.list_all()],
        }


def _kind(kind: Kind) -> dict[str, Any]:
    paths: list[str] | str | None = "paths" if kind.paths is None else list(kind.paths) or None
    return {
        "kind": kind.kind,
        "label": kind.label,
        "help": kind.help,
        "icon": kind.icon,
        "paths": paths,
        "fields": [_field(field) for field in kind.fields],
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.type,
        "required": field.required,
        "default": field.default,
        "choices": [{"key": word, "label": BY_WORD[word]} for word in field.choices],
        "label": field.label,
        "help": field.help or _TEXT,
    }


def _attributes(data: DataModel) -> list[dict[str, Any]]:
    declared = [
        {
            "name": attribute.name,
            "type": attribute.type.value,
            "values": list(attribute.values) or None,
            "label": text_json(attribute.label or attribute.name),
        }
        for attribute in data.attributes.values()
    ]
    known = [
        {"name": name, "type": kind.value, "values": None, "label": text_json(name)}
        for name, kind in KNOWN_ATTRIBUTES.items()
        if name not in data.attributes
    ]
    return declared + known


def _events(data: DataModel) -> list[dict[str, Any]]:
    declared = [
        {
            "name": event.name,
            "properties": {name: kind.value for name, kind in event.properties.items()},
            "label": text_json(event.label or event.name),
        }
        for event in data.events.values()
    ]
    receipts = [
        {
            "name": name,
            "properties": {name: kind.value for name, kind in properties.items()},
            "label": text_json(name),
        }
        for name, properties in RECEIPTS.items()
        if name not in data.events
    ]
    return declared + receipts
