"""GraphML and Mermaid: the same steps and links as the scenario."""

import re
from pathlib import Path

import networkx as nx
import pytest

from designer.analysis.speech import Speech
from designer.reports import drawing, interchange
from tests.unit.reports.drawn import EVERYTHING, library

LIBRARY = library()


@pytest.mark.parametrize("key", LIBRARY)
def test_graphml_is_read_by_others(key):
    drawn = drawing.read(LIBRARY[key])
    graph = nx.parse_graphml(interchange.to_graphml(drawn, Speech()), force_multigraph=True)
    assert set(graph.nodes) == set(drawn.steps)
    assert graph.number_of_edges() == len(drawn.links)
    assert graph.graph["key"] == LIBRARY[key]["key"]
    for id_, values in graph.nodes(data=True):
        assert values["kind"] == drawn.steps[id_].kind and values["label"]


def test_mermaid_has_every_step_link_group_and_note():
    text = interchange.to_mermaid(drawing.read(EVERYTHING), Speech(language="en"))
    assert len(re.findall(r"^ +s\d+[^ ]", text, re.MULTILINE)) == len(EVERYTHING["nodes"])
    assert len(re.findall(r"-->", text)) == len(EVERYTHING["edges"])
    assert 'subgraph g1["Relances"]' in text
    assert 'n1>"Question · Ton à valider"]' in text
    assert 'title: "All at once"' in text


def test_mermaid_keeps_signs_that_it_would_read_otherwise():
    evil = {
        "name": 'a "b" \\ c\n---',
        "nodes": [{"id": "k", "kind": "task", "label": 'end"] --> x <b> # ; `'}],
    }
    text = interchange.to_mermaid(drawing.read(evil), Speech(language="en"))
    assert '"end#quot;] --#gt; x #lt;b#gt; #35; ; #96;"' in text
    assert 'title: "a \\"b\\" \\\\ c ---"' in text


#: What Mermaid's own parser is given by the tests of the front end.
PARSED = Path(__file__).resolve().parents[3] / "designer/static/js/export/__tests__/mermaid"
ODD = {
    "name": 'a "b" \\ c\n---',
    "nodes": [
        {"id": "k", "kind": "task", "label": 'end"] --> x <b> # ; ` %% [{('},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [{"from": "k", "path": "done", "to": "end"}],
    "notes": [{"id": "n", "at": [0, 0], "text": "une ligne\nune autre"}],
    "groups": [{"id": "g", "nodes": ["k"], "title": "end"}],
}


@pytest.mark.parametrize(("name", "document"), [("everything", EVERYTHING), ("odd-signs", ODD)])
def test_what_mermaid_itself_is_given_to_read_is_what_is_written(name, document):
    text = interchange.to_mermaid(drawing.read(document), Speech())
    assert text == (PARSED / f"{name}.mmd").read_text(encoding="utf-8")
