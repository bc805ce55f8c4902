"""Taking scenarios of the library into a workspace, under the workspace's own names."""

import pytest

from designer.domain.errors import BadInput
from designer.domain.finding import Severity
from designer.library.needs import needs_of
from designer.library.shelf import shelf
from designer.library.taking import Choice, Misfitting, take
from designer.store import documents, scenarios, templates, workspace

PACKS = list(shelf().packs)

#: A workspace that calls things by names of its own.
DATA = {
    "format": "data/1",
    "attributes": {
        "prenom": {"type": "text"},
        "segment_client": {"type": "text", "values": ["particulier", "professionnel"]},
        "conseiller": {"type": "text"},
        "age": {"type": "number"},
    },
    "events": {
        "evt_vie": {"properties": {"quoi": "text", "poids": "number"}, "label": {"fr": "Vie", "en": "Life"}},
        "rdv": {"label": {"fr": "Rendez-vous", "en": "Appointment"}},
    },
}


@pytest.fixture
def mine(app):
    with app.app_context():
        workspace.create(name="Mine")
        yield app


@pytest.fixture
def bank(mine):
    documents.put("data", DATA)
    return mine


def errors_of(key):
    return [one.line_of_text() for one in scenarios.findings(key) if one.severity is Severity.ERROR]


@pytest.mark.parametrize("pack", PACKS)
def test_every_scenario_of_a_pack_comes_whole_into_an_empty_workspace(mine, pack):
    for entry in shelf().pack(pack).entries:
        taken = take(entry.id)
        needs = needs_of(shelf().pack(pack), entry.key)
        data = documents.data()
        assert needs.every_attribute <= data.attributes.keys()
        assert needs.every_event <= data.events.keys()
        assert set(needs.segments) <= documents.segments().keys()
        assert {node["template"] for node in taken.scenario.document["nodes"] if "template" in node} <= {
            item.key for item in templates.list_all()
        }
    for entry in shelf().pack(pack).entries:
        assert errors_of(entry.key) == [], entry.id


def test_what_a_mapping_replaces_is_not_added_and_the_rest_is(bank):
    taken = take(
        "finance/mariage",
        mapping=Choice(
            attributes={"first_name": "prenom", "market": "segment_client", "adviser": "conseiller"},
            events={"life.declared": "evt_vie", "appointment.booked": "rdv"},
            properties={"life.declared": {"what": "quoi"}},
        ),
    )
    document = taken.scenario.document
    assert document["trigger"] == {"kind": "event", "event": "evt_vie", "where": {"eq": ["quoi", "mariage"]}}
    assert "life.declared" not in str(document)
    assert taken.attributes == ("agency",)
    assert taken.events == ("case.closed", "case.opened")
    data = documents.data()
    assert "first_name" not in data.attributes
    assert data.attributes["prenom"].type.value == "text"
    assert "segment_client" in str(documents.get("segments").document["segments"]["clients-particuliers"])
    body = templates.get("mariage-felicitations").document["body"]
    assert "{{ prenom }}" in body["fr"]
    assert "{{ prenom }}" in body["en"]
    assert "first_name" not in str(body)
    assert errors_of("mariage") == []


def test_a_property_that_is_not_replaced_is_added_to_the_event_that_stands_for_its_own(bank):
    take("finance/mariage", mapping=Choice(events={"life.declared": "evt_vie"}))
    assert documents.data().events["evt_vie"].properties.keys() == {"quoi", "poids", "what"}


def test_every_fault_of_a_mapping_is_said_at_once_and_nothing_is_taken(bank):
    with pytest.raises(Misfitting) as caught:
        take(
            "finance/mariage",
            mapping=Choice(
                attributes={"market": "age", "adviser": "nowhere", "strange": "prenom"},
                events={"life.declared": "evt_vie", "case.opened": "nowhere"},
                properties={"life.declared": {"what": "poids"}},
            ),
        )
    assert {(fault.kind, fault.name) for fault in caught.value.faults} == {
        ("attribute-type", "market"),
        ("attribute-unknown", "adviser"),
        ("no-such-attribute", "strange"),
        ("event-unknown", "case.opened"),
        ("property-type", "what"),
    }
    assert "choose one of the same type" in str(caught.value)
    assert isinstance(caught.value, BadInput)
    assert scenarios.list_all() == []
    assert templates.list_all() == []
    assert documents.get("data").document == DATA


def test_an_attribute_of_the_same_name_and_another_type_must_be_replaced(mine):
    documents.put("data", {**DATA, "attributes": {**DATA["attributes"], "market": {"type": "number"}}})
    with pytest.raises(Misfitting, match="'market' is of type number where the scenario needs text"):
        take("finance/mariage")
    take("finance/mariage", mapping=Choice(attributes={"market": "segment_client"}))
    assert documents.data().attributes["market"].type.value == "number"


def test_a_segment_that_reads_otherwise_gets_another_name(mine):
    other = {"name": "Others", "condition": {"eq": ["market", "autre"]}}
    documents.put("segments", {"format": "segments/1", "segments": {"clients-particuliers": other}})
    taken = take("finance/mariage")
    found = documents.get("segments").document["segments"]
    assert found["clients-particuliers"] == other
    assert "clients-particuliers-finance" in taken.segments
    assert {"in_segment": "clients-particuliers-finance"} in (
        taken.scenario.document["audience"].get("all") or [taken.scenario.document["audience"]]
    )
    assert "clients-particuliers-finance" in taken.scenario.document["sheet"]["segments"]
    again = take("finance/mariage")
    assert errors_of(again.scenario.key) == []


def test_a_message_of_another_pack_is_left_alone_and_ours_gets_another_name(mine):
    take("disquaire/anniversaire-client")
    before = templates.get("anniversaire-rappel").document
    taken = take("finance/anniversaire-client")
    assert templates.get("anniversaire-rappel").document == before
    assert "anniversaire-rappel-finance" in taken.templates
    used = {node.get("template") for node in taken.scenario.document["nodes"]}
    assert "anniversaire-rappel-finance" in used
    assert "anniversaire-rappel" not in used


def test_where_names_are_not_checked_none_is_added(mine):
    take("disquaire/livre-blanc")
    documents.put("data", {"format": "data/1", "attributes": {}, "events": {}})
    taken = take("finance/mariage")
    assert (taken.attributes, taken.events) == ((), ())
    assert documents.get("data").document == {"format": "data/1", "attributes": {}, "events": {}}
