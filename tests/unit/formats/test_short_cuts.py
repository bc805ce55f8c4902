"""What is read in a shorter way is read the same."""

from copy import deepcopy
from random import Random

import pytest
from holidays import list_supported_countries
from marshmallow import ValidationError

from designer.formats import fields, policy
from designer.formats.data import DataSchema
from designer.formats.faults import _leaves
from designer.formats.policy import PolicySchema
from designer.formats.scenario import ScenarioSchema
from designer.library.shelf import demo_pack

ODD = [None, 0, -1, "", "x", "P2D", [], {}, {"strange": 1}, [None], True, {"kind": "wait"}]


def answer(read, document):
    """The record, or every fault with its place."""
    try:
        return read(document)
    except ValidationError as error:
        return [(path, fault.en) for path, fault in _leaves(error.messages)]


def by_the_book(value, schema):
    """The record of a mapping by marshmallow's own loading."""
    if not isinstance(value, dict):
        raise ValidationError([fields._MAPPING])
    return fields.schema_of(schema).load(value)


def spoil(document, random):
    """Change, add or remove something somewhere."""
    places = []
    todo = [document]
    while todo:
        value = todo.pop()
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        places += [(value, key) for key in keys]
        todo += [value[key] for key in keys if isinstance(value[key], dict | list)]
    for _ in range(random.randrange(1, 4)):
        value, key = random.choice(places)
        match random.randrange(3):
            case 0 if isinstance(value, dict):
                value.pop(key, None)
            case 1 if isinstance(value, dict):
                value[f"{key}s"] = random.choice(ODD)
            case _ if not isinstance(value, list) or key < len(value):
                value[key] = random.choice(ODD)


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        (ScenarioSchema, demo_pack().load("inactifs-six-mois").document),
        (ScenarioSchema, demo_pack().load("rendez-vous-magasin").document),
        (PolicySchema, demo_pack().document("policy")),
        (DataSchema, demo_pack().document("data")),
    ],
    ids=["inactivity", "appointment", "policy", "data"],
)
def test_a_record_and_its_faults_are_those_of_the_schema(schema, document, monkeypatch):
    random, faulty = Random(60), 0
    for _ in range(60):
        changed = deepcopy({key: value for key, value in document.items() if key != "format"})
        spoil(changed, random)
        found = answer(lambda value: fields.read_record(value, schema), changed)
        with monkeypatch.context() as patch:
            patch.setattr(fields, "read_record", by_the_book)
            assert answer(lambda value: by_the_book(value, schema), changed) == found
        faulty += isinstance(found, list)
    assert faulty > 20


def test_countries_known_without_asking_are_known_to_who_is_asked():
    assert set(list_supported_countries(include_aliases=False)) >= policy._ALWAYS
