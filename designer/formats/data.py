"""``data/1`` and the segments: what is known of contacts and events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from designer.domain.condition import Condition, InSegment, walk
from designer.domain.data import Attribute, DataModel, EventType, Mutability, Segment, Type
from designer.domain.source import Path
from designer.formats import fields as f
from designer.formats.conditions import DEEPEST, LARGEST
from designer.formats.conditions import condition as tree
from designer.formats.faults import Fault, faults_at

_TYPES = f.words_of(Type)

#: How many faults of segments that name one another are reported.
_FAULTS = 50


class AttributeSchema(f.RecordSchema):
    of = Attribute

    type = f.word(Type)
    mutability = f.word(Mutability)
    values = f.Read(lambda value: f.read_list(value, f.read_scalar), list)
    label = f.words()

    def __init__(self, name: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.name = name

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"name": self.name, **values}


class EventTypeSchema(f.RecordSchema):
    of = EventType

    properties = f.Read(
        lambda value: f.read_mapping(value, f.read_text, lambda kind: f.read_word(kind, _TYPES)),
        lambda properties: {name: kind.value for name, kind in properties.items()},
    )
    label = f.words()

    def __init__(self, name: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.name = name

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"name": self.name, **values}


class SegmentSchema(f.RecordSchema):
    of = Segment

    name = f.words()
    condition = tree(required=True)

    def __init__(self, key: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.key = key

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"key": self.key, **values}


def _named(value: object, read_key: Any, schema: Any) -> dict[str, Any]:
    """Records of a mapping, each knowing its key; an empty one is written as nothing."""
    if not isinstance(value, Mapping):
        return f.read_mapping(value, str, str)
    errors: dict[Any, Any] = {}
    found: dict[str, Any] = {}
    for key, given in value.items():
        with f.collecting(errors, key):
            name = read_key(key)
            given = {} if given is None else given
            if not isinstance(given, Mapping):
                f.read_mapping(given, str, str)
            found[name] = schema(name).load(given)
    if errors:
        raise ValidationError(errors)
    return found


def _written(schema: type[f.RecordSchema]) -> Any:
    return lambda items: {key: f.write_record(item, schema) for key, item in items.items()}


class DataSchema(f.RecordSchema):
    """The whole document, without its ``format``."""

    of = DataModel

    attributes = f.Read(lambda value: _named(value, f.read_text, AttributeSchema), _written(AttributeSchema))
    events = f.Read(lambda value: _named(value, f.read_text, EventTypeSchema), _written(EventTypeSchema))

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "declared": True}


def read_segments(value: object) -> dict[str, Segment]:
    """The segments by key.

    A segment that needs itself is a fault, as it could never be computed; so is one that becomes too deep or
    too large by the segments it names.
    """
    segments: dict[str, Segment] = _named(value, f.read_name, SegmentSchema)
    needs = {key: segments_in(segment.condition) for key, segment in segments.items()}
    size = {key: sum(1 for _ in walk(segment.condition)) for key, segment in segments.items()}
    faults: dict[Path, Fault] = {}
    depth: dict[str, int] = {}
    for root in segments:
        # a mapping keeps the order of the way and finds a key at once
        way: dict[str, None] = {}
        todo = [(root, False)]
        while todo and len(faults) <= _FAULTS:
            key, done = todo.pop()
            if done:
                way.popitem()
                below = [other for other in needs[key] if other in depth]
                depth[key] = 1 + max((depth[other] for other in below), default=0)
                size[key] = min(size[key] + sum(size[other] for other in below), LARGEST + 1)
                if depth[key] > DEEPEST or size[key] > LARGEST:
                    faults.setdefault((key,), _too_large(key))
            elif key in way:
                steps = list(way)
                faults.setdefault((steps[-1],), _circle(steps[-1], [*steps[steps.index(key) :], key]))
            elif key in segments and key not in depth:
                way[key] = None
                todo.append((key, True))
                todo += [(other, False) for other in dict.fromkeys(needs[key])]
    if faults:
        raise faults_at(faults)
    return segments


def _circle(key: str, circle: list[str]) -> Fault:
    way = " → ".join(circle[:10])
    return Fault(
        fr=f"le segment « {key} » se contient lui-même ({way}) ; rompez le cercle.",
        en=f"the segment '{key}' needs itself ({way}); break the circle.",
    )


def _too_large(key: str) -> Fault:
    return Fault(
        fr=f"le segment « {key} » devient trop grand par ceux qu'il nomme : {DEEPEST} niveaux et {LARGEST}"
        " opérateurs au plus, tout compris ; simplifiez-le.",
        en=f"the segment '{key}' becomes too large by those it names: {DEEPEST} levels and {LARGEST}"
        " operators at most, all told; simplify it.",
    )


def write_segments(segments: Mapping[str, Segment]) -> dict[str, Any]:
    """The mapping of the segments."""
    written: dict[str, Any] = _written(SegmentSchema)(segments)
    return written


def segments_in(condition: Condition) -> list[str]:
    """The segments a condition names, in order."""
    return [part.segment for part in walk(condition) if isinstance(part, InSegment)]
