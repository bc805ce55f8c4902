"""What a scenario needs, and its documents under other names."""

import pytest

from designer.analysis.wording import parsed, texts_of
from designer.domain.data import Attribute, DataModel, EventType
from designer.formats import load_template
from designer.formats.documents import load_scenario, load_segments
from designer.library import renaming
from designer.library.needs import missing, needs_of
from designer.library.renaming import Names
from designer.library.shelf import shelf

ENTRIES = [entry.id for entry in shelf().entries()]


def needs(id_):
    pack, entry = shelf().find(id_)
    return needs_of(pack, entry.key)


def test_needs_are_what_trigger_audience_waits_and_splits_name():
    found = needs("finance/relance-simulation-financement")
    assert found.events == {
        "loan.simulated",
        "loan.requested",
        "contract.signed",
        "case.opened",
        "case.closed",
    }
    assert found.attributes == {"market", "payment_incident"}
    assert found.used_attributes == {"first_name"}
    assert found.properties["loan.simulated"] == {"amount"}
    assert found.properties["contract.signed"] == {"kind"}
    assert set(found.segments) == {
        "clients-particuliers",
        "sans-incident",
        "emprunteurs-recents",
        "reclamation-ouverte",
    }


def test_an_audience_that_only_the_sheet_names_keeps_nobody_from_starting():
    found = needs("disquaire/changement-rib")
    assert "order.placed" in found.used_events
    assert "order.placed" not in found.events


def test_what_lacks_is_told_apart_from_what_texts_alone_lack():
    found = needs("finance/mariage")
    nothing = missing(found, DataModel())
    assert nothing.events == ("appointment.booked", "case.closed", "case.opened", "life.declared")
    assert nothing.attributes == ("adviser", "market")
    assert nothing.used_attributes == ("agency", "first_name")
    assert not nothing.can_start
    enough = DataModel(
        attributes={name: Attribute(name=name) for name in ("adviser", "market")},
        events={name: EventType(name=name) for name in nothing.events},
        declared=True,
    )
    assert missing(found, enough).can_start
    assert not missing(found, enough).nothing


def test_the_demonstrations_own_pack_lacks_nothing_of_its_own_data():
    pack = shelf().packs["disquaire"]
    for entry in pack.entries:
        assert missing(needs_of(pack, entry.key), pack.portfolio.data).nothing, entry.key


def other_names(pack, key):
    """Every name of a scenario replaced by another one."""
    found = needs_of(pack, key)
    return found, Names(
        attributes={name: f"my_{name}" for name in found.every_attribute},
        events={name: f"my.{name}" for name in found.every_event},
        properties={
            event: {name: f"my_{name}" for name in names} for event, names in found.properties.items()
        },
        segments={name: f"my-{name}" for name in found.segments},
        templates={name: f"my-{name}" for name in pack.entry(key).templates},
    )


@pytest.mark.parametrize("id_", ENTRIES)
def test_under_other_names_nothing_of_the_old_ones_is_left(id_):
    pack, entry = shelf().find(id_)
    found, names = other_names(pack, entry.key)
    loaded = pack.load(entry.key)
    made = renaming.scenario(loaded.document, names)
    record = load_scenario(made)
    segments = {
        names.segments[key]: renaming.segment(pack.document("segments")["segments"][key], names)
        for key in found.segments
    }
    load_segments({"format": "segments/1", "segments": segments})
    event = getattr(record.trigger, "event", None)
    ways = {edge.path for edge in record.edges} | {node.id for node in record.nodes}
    said = str({"document": {**made, "sheet": None, "key": "", "name": ""}, "segments": segments})
    for name in found.every_attribute - ways:
        assert f"'{name}'" not in said, name
    for name in found.every_event:
        assert f"'{name}'" not in said, name
    old_event = event.removeprefix("my.") if event and event.startswith("my.") else event
    for document in loaded.messages.values():
        template = load_template(renaming.message(document, names, old_event))
        for _part, _language, text in texts_of(template):
            for field in parsed(text).fields:
                root, _, below = field.partition(".")
                if root == "event":
                    assert below.startswith("my_") or event is None, field
                elif root in {"brand", "unsubscribe_url"}:
                    continue
                elif root not in {"email", "phone", "language", "id"}:
                    assert root.startswith("my_"), field


@pytest.mark.parametrize("id_", ENTRIES)
def test_under_its_own_names_a_scenario_and_its_messages_stay_as_they_are(id_):
    pack, entry = shelf().find(id_)
    loaded = pack.load(entry.key)
    assert renaming.scenario(loaded.document, Names()) == loaded.document
    for document in loaded.messages.values():
        assert renaming.message(document, Names(), "any") == document


def test_variables_of_a_text_filters_and_quoted_words_keep_their_names():
    names = Names(attributes={"tier": "palier", "date": "jour"}, properties={"e": {"day": "le"}})
    text = (
        "{% assign tier = 'tier' %}{{ tier }} {{ date | date: 'date %d' }} "
        "{% if event.day %}{{ event.day }}{% endif %} tier"
    )
    assert renaming.liquid(text, names, "e") == (
        "{% assign tier = 'tier' %}{{ tier }} {{ jour | date: 'date %d' }} "
        "{% if event.le %}{{ event.le }}{% endif %} tier"
    )


def test_fields_of_a_where_are_the_properties_of_its_event():
    names = Names(
        attributes={"amount": "wrong"},
        events={"order.placed": "achat"},
        properties={"order.placed": {"amount": "montant"}},
    )
    tree = {"not_did": {"event": "order.placed", "where": {"ge": ["amount", 3]}, "within": "P3D"}}
    assert renaming.condition(tree, names) == {
        "not_did": {"event": "achat", "where": {"ge": ["montant", 3]}, "within": "P3D"}
    }
