"""The registry of kinds, the records and the schemas speak of the same nodes and triggers."""

import pytest

from designer.domain.nodes import KINDS, TRIGGERS, kind_of
from designer.domain.scenario import NODE_KINDS, TRIGGER_KINDS, ways_out
from designer.formats import scenario as schemas
from designer.formats.fields import OneOf, schema_of

LANGUAGES = {"fr", "en"}
BOTH = [
    *[(kind, schemas.NODES, NODE_KINDS) for kind in KINDS],
    *[(kind, schemas.TRIGGERS, TRIGGER_KINDS) for kind in TRIGGERS],
]


def keys_of(registry: OneOf, word: str) -> set[str]:
    schema = schema_of(registry.schemas[word])
    return {field.data_key or key for key, field in schema.fields.items()} - {"id"}


def test_every_kind_of_node_and_trigger_is_in_registry_records_and_schemas():
    assert [kind.kind for kind in KINDS] == list(NODE_KINDS.values()) == list(schemas.NODES.schemas)
    assert [kind.kind for kind in TRIGGERS] == list(TRIGGER_KINDS.values()) == list(schemas.TRIGGERS.schemas)


@pytest.mark.parametrize(("kind", "registry", "records"), BOTH, ids=lambda value: getattr(value, "kind", ""))
def test_the_fields_of_a_kind_are_those_of_its_record_and_schema(kind, registry, records):
    record = next(record for record, word in records.items() if word == kind.kind)
    assert registry.schemas[kind.kind].of is record
    assert {field.name for field in kind.fields} == keys_of(registry, kind.kind)


@pytest.mark.parametrize(("kind", "registry", "records"), BOTH, ids=lambda value: getattr(value, "kind", ""))
def test_what_a_kind_needs_is_what_its_schema_needs(kind, registry, records):
    schema = schema_of(registry.schemas[kind.kind])
    needed = {field.data_key or key for key, field in schema.fields.items() if field.required} - {"id"}
    asked = {field.name for field in kind.fields if field.required}
    # a timeout may be left out of the document, and is asked for on the screen
    assert asked - {"timeout"} == needed


@pytest.mark.parametrize("kind", [*KINDS, *TRIGGERS], ids=lambda kind: kind.kind)
def test_words_are_in_both_languages(kind):
    for text in (kind.label, kind.help, *(field.label for field in kind.fields)):
        assert set(text) == LANGUAGES
        assert all(text.values())
    for field in kind.fields:
        assert field.help is None or set(field.help) == LANGUAGES
        if field.choices and field.default is not None:
            assert field.default in field.choices


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.paths is not None], ids=lambda kind: kind.kind
)
def test_ways_out_are_those_of_the_record(kind):
    values = {"wait": {"for": "P1D"}}.get(kind.kind) or {
        field.name: {"event": "x", "channel": "email", "queue": "q", "set": {}}[field.name]
        for field in kind.fields
        if field.required and field.name != "timeout"
    }
    node = schemas.NODES.read({"id": "n", "kind": kind.kind, **values})
    assert ways_out(node) == kind.paths
    assert kind_of(kind.kind) is kind
