"""BPMN 2.0: what goes out is of the standard, and comes back as it was; what others drew is read or told."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import xmlschema
from hypothesis import HealthCheck, given, settings

from designer.analysis.speech import Speech
from designer.domain.errors import DocumentError
from designer.formats.bpmnin import load_bpmn
from designer.formats.incoming import read
from designer.formats.remarks import Fate
from designer.reports import drawing, interchange
from tests.unit.reports.drawn import DRAFTS, EVERYTHING, library

LIBRARY = library()
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:other="urn:other" id="d" targetNamespace="urn:x">'
)


def bpmn(document, language="fr"):
    return interchange.to_bpmn(drawing.read(document), Speech(language=language))


@pytest.fixture(scope="session")
def standard():
    """The schemas of BPMN 2.0, which a workflow engine brings along."""
    package = Path(find_spec("SpiffWorkflow").submodule_search_locations[0])
    return xmlschema.XMLSchema(str(package / "bpmn" / "parser" / "schema" / "BPMN20.xsd"))


def test_what_is_written_is_of_the_standard(standard):
    standard.validate(bpmn(EVERYTHING))
    for key in list(LIBRARY)[::7]:
        standard.validate(bpmn(LIBRARY[key], "en"))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=DRAFTS)
def test_any_draft_is_written_by_the_standard_and_read_as_it_was(standard, document):
    text = bpmn(document)
    standard.validate(text)
    assert _plain(load_bpmn(text).document) == _plain(document)


def _plain(document):
    """A draft whose nodes, edges, notes and groups are lists, without what is no such list."""
    lists = {name: document.get(name) for name in ("nodes", "edges")}
    kept = {name: value if isinstance(value, list) else [] for name, value in lists.items()}
    layout = document.get("layout") if isinstance(document.get("layout"), dict) else {}
    return {**document, **kept, "layout": layout}


@pytest.mark.parametrize("key", LIBRARY)
def test_out_and_in_again_is_the_same_scenario(key):
    reading = load_bpmn(bpmn(LIBRARY[key]))
    assert reading.document == LIBRARY[key]
    assert list(reading.document) == list(LIBRARY[key])
    assert reading.remarks == ()


def test_notes_groups_and_places_come_back():
    document = {**EVERYTHING, "layout": {"start": [8, 16], "t1": [304, 400]}, "placed": ["t1"]}
    assert load_bpmn(bpmn(document)).document == document


def test_what_a_modelling_tool_has_changed_is_taken_over():
    text = bpmn({**EVERYTHING, "layout": {"start": [0, 0]}})
    text = text.replace(">P3D<", ">P5D<")
    text = re.sub(r'(bpmnElement="step-start"[^>]*>\s*<dc:Bounds x=")[\d.]+', r"\g<1>314", text)
    changed = load_bpmn(text).document
    assert next(node for node in changed["nodes"] if node["id"] == "w1")["for"] == "P5D"
    assert changed["layout"]["start"] == [200, 0]


def test_a_step_that_a_modelling_tool_has_added_is_read_too():
    text = bpmn(EVERYTHING).replace(
        "</bpmn:process>",
        '<bpmn:sendTask id="new" name="SMS de plus"/>'
        '<bpmn:sequenceFlow id="f" sourceRef="new" targetRef="step-end"/></bpmn:process>',
    )
    read_back = load_bpmn(text).document
    assert {"id": "sms-de-plus", "kind": "message", "channel": "sms"} in read_back["nodes"]
    assert {"from": "sms-de-plus", "to": "end"} in read_back["edges"]


FOREIGN = (Path(__file__).parent / "drawn_elsewhere.bpmn").read_text(encoding="utf-8")


def test_the_subset_of_others_becomes_a_scenario():
    document = load_bpmn(FOREIGN).document
    kinds = {node["id"]: node["kind"] for node in document["nodes"]}
    assert kinds == {
        "devis": "trigger",
        "w": "wait",
        "envoyer-l-e-mail": "message",
        "g": "split",
        "appeler": "task",
        "race": "wait_event",
        "e": "exit",
    }
    assert document["trigger"] == {"kind": "event", "event": "quote.created"}
    edges = {(edge["from"], edge.get("path"), edge["to"]) for edge in document["edges"]}
    assert edges == {
        ("devis", None, "w"),
        ("w", None, "envoyer-l-e-mail"),
        ("envoyer-l-e-mail", None, "g"),
        ("g", "grand-devis", "appeler"),
        ("g", "else", "race"),
        ("appeler", "done", "e"),
        ("appeler", "expired", "e"),
        ("race", "event", "e"),
    }
    assert document["notes"][0]["text"] == "Ton à valider"


def test_nothing_of_others_is_dropped_without_a_word():
    remarks = load_bpmn(FOREIGN).remarks
    told = {(remark.element, remark.id): remark.fate for remark in remarks}
    assert told == {
        ("collaboration", "c"): Fate.LEFT_OUT,
        ("participant", "pool"): Fate.LEFT_OUT,
        ("task", "mail"): Fate.READ_AS,
        ("userTask", "call"): Fate.LEFT_OUT,
        ("parallelGateway", "par"): Fate.LEFT_OUT,
        ("subProcess", "sub"): Fate.LEFT_OUT,
        ("task", "inner"): Fate.LEFT_OUT,
        ("sequenceFlow", "f4"): Fate.READ_AS,
        ("sequenceFlow", "f11"): Fate.LEFT_OUT,
        ("sequenceFlow", "f13"): Fate.LEFT_OUT,
        ("sequenceFlow", "f14"): Fate.LEFT_OUT,
    }
    lines = FOREIGN.splitlines()
    for remark in remarks:
        assert f'id="{remark.id}"' in lines[remark.line - 1]
        assert remark.why["fr"] and remark.why["en"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<a", "is not XML"),
        ("<a/>", "is no BPMN 2.0"),
        (HEAD + "</definitions>", "holds no process"),
        ('<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>', "DOCTYPE"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "DOCTYPE"),
        ("<a>" * 70 + "</a>" * 70, "levels"),
        ("<a>" + "<b/>" * 50_001 + "</a>", "elements"),
        ("<a>" + "x" * 2_000_001 + "</a>", "bytes"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "decoded|XML"),
    ],
)
def test_what_is_no_model_is_refused_with_its_line(text, says):
    with pytest.raises(DocumentError, match=says) as refused:
        load_bpmn(text, "x.bpmn")
    assert refused.value.findings[0].line is not None


@pytest.mark.parametrize("text", ["\ufeff" + FOREIGN, FOREIGN.encode(), b"\xef\xbb\xbf" + FOREIGN.encode()])
def test_a_byte_order_mark_is_no_hindrance(text):
    assert read(text).form == "bpmn"
