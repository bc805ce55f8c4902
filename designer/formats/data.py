"""``data/1`` and the segments: what is known of contacts and events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from designer.domain.condition import Condition, InSegment, walk
from designer.domain.data import Attribute, DataModel, EventType, Mutability, Segment, Type
from designer.domain.source import Path
from designer.formats import fields as f
from designer.formats.conditions import condition as tree
from designer.formats.faults import Fault, faults_at

_TYPES = f.words_of(Type)


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
    """The segments by key. A segment that needs itself is a fault: it could never be computed."""
    segments: dict[str, Segment] = _named(value, f.read_name, SegmentSchema)
    faults: dict[Path, Fault] = {
        (key,): Fault(
            fr=f"le segment « {key} » se contient lui-même ({' → '.join(circle)}) ; rompez le cercle.",
            en=f"the segment '{key}' needs itself ({' → '.join(circle)}); break the circle.",
        )
        for key in segments
        if (circle := _circle(key, segments))
    }
    if faults:
        raise faults_at(faults)
    return segments


def write_segments(segments: Mapping[str, Segment]) -> dict[str, Any]:
    """The mapping of the segments."""
    written: dict[str, Any] = _written(SegmentSchema)(segments)
    return written


def segments_in(condition: Condition) -> list[str]:
    """The segments a condition names, in order."""
    return [part.segment for part in walk(condition) if isinstance(part, InSegment)]


def _circle(key: str, segments: Mapping[str, Segment]) -> list[str]:
    """A way from the segment back to itself, or nothing."""
    ways = [[key]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for other in segments_in(segments[way[-1]].condition):
            if other == key:
                return [*way, key]
            if other in segments and other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []
