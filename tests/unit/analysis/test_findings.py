"""The gate before publication, places, the order of priorities and the answer of the check."""

from dataclasses import replace
from pathlib import Path

import pytest

from designer import analysis, formats
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Priority, Scenario
from designer.formats.portfolio import read

COMPLETE = {
    "format": "scenario/1",
    "key": "a",
    "name": "A",
    "sheet": {
        "objective": "retention",
        "segments": ["customers"],
        "content": {"theme": "News"},
        "key_moment": {"family": "life"},
    },
    "trigger": {"kind": "event", "event": "order.placed"},
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {"id": "t1", "kind": "message", "channel": "email"},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [{"from": "start", "to": "t1"}, {"from": "t1", "to": "end"}],
}


def scenario(**changes) -> Scenario:
    return formats.load_scenario({**COMPLETE, **changes})


def test_a_complete_scenario_may_be_published():
    assert analysis.publishable(scenario(), Portfolio()) == ()


def test_an_incomplete_sheet_is_a_warning_in_a_draft_and_an_error_to_publish():
    draft = scenario(sheet={})
    in_draft = [f for f in analysis.check_scenario(draft, Portfolio()) if f.rule == "sheet-complete"]
    assert {finding.severity for finding in in_draft} == {Severity.WARNING}
    assert [f.rule for f in analysis.publishable(draft, Portfolio())] == ["sheet-complete"] * len(in_draft)


def test_a_draft_already_tells_what_will_forbid_publishing_it():
    draft = scenario(sheet={})
    told = [f for f in analysis.check_scenario(draft, Portfolio()) if f.blocks]
    refused = analysis.publishable(draft, Portfolio())
    assert [(f.rule, f.path) for f in told] == [(f.rule, f.path) for f in refused]
    assert not any(f.severity is Severity.ERROR for f in told)


def test_warnings_do_not_forbid_publishing():
    waits = scenario(priority={"prevails_over": ["nobody"]})
    assert [f.rule for f in analysis.check_scenario(waits, Portfolio())] == ["no-unknown-scenario"]
    assert analysis.publishable(waits, Portfolio()) == ()


def test_the_gate_looks_at_the_new_state_beside_the_other_scenarios():
    before = scenario(priority={"prevails_over": ["b"]})
    b = scenario(key="b", priority={"prevails_over": ["a"]})
    portfolio = Portfolio(scenarios=(before, b))
    assert [f.rule for f in analysis.publishable(before, portfolio)] == ["no-prevails-circle"]
    assert analysis.publishable(replace(before, priority=Priority()), portfolio) == ()


def test_findings_know_their_file_and_line(tmp_path: Path):
    (tmp_path / "a.yaml").write_text(
        "format: scenario/1\nkey: a\nname: A\ntrigger: {kind: manual}\nnodes:\n"
        "  - {id: start, kind: trigger}\n  - id: w1\n    kind: wait\n    for: P2D\n"
        "edges:\n  - {from: start, to: w1}\n  - {from: w1, to: there}\n"
    )
    (tmp_path / "policy.yaml").write_text(
        "format: policy/1\ncaps:\n  - {id: week, max: 1, per: P7D}\n  - {id: week, max: 2, per: P9D}\n"
    )
    (reading,) = read([tmp_path])
    places = {
        finding.rule: (Path(finding.file).name, finding.line)
        for finding in analysis.check(reading.portfolio, reading.sources)
        if finding.rule != "sheet-complete"
    }
    assert places == {
        "no-dead-end": ("a.yaml", 7),
        "no-unknown-node": ("a.yaml", 12),
        "unique-rule-ids": ("policy.yaml", 4),
    }


def test_two_states_of_nothing_give_the_same_findings_in_the_same_order():
    portfolio = Portfolio(scenarios=(scenario(edges=[]), scenario(key="b", sheet={}, nodes=[])))
    assert analysis.check(portfolio) == analysis.check(portfolio)


def test_the_check_answers_in_the_shape_of_the_format(tmp_path: Path):
    (tmp_path / "a.yaml").write_text(
        "format: scenario/1\nkey: a\nname: A\ntrigger: {kind: manual}\n"
        "nodes: [{id: w1, kind: wait, for: P1D}]\nedges: []\npriority: {prevails_over: [b]}\n"
    )
    (tmp_path / "b.json").write_text(
        '{"format": "scenario/1", "key": "b", "name": "B", "trigger": {"kind": "manual"},'
        ' "nodes": [], "edges": []}'
    )
    (tmp_path / "bad.yaml").write_text("format: scenario/1\nkey: c\nnmae: C\n")
    answer = analysis.report(read([tmp_path]))
    found = answer.to_json("en")
    assert set(found) == {"scenarios", "findings", "pressure", "priority"}
    assert found["scenarios"] == ["a", "b"]
    assert found["pressure"] == []
    assert found["priority"] == {"order": ["a", "b"], "cycles": [], "ties": []}
    assert {(f["rule"], f["severity"], f["scenario"]) for f in found["findings"]} >= {
        ("document", "error", "c"),
        ("no-dead-end", "error", "a"),
        ("one-trigger", "error", "b"),
    }
    for finding in found["findings"]:
        assert {"rule", "severity", "scenario", "node", "message", "file", "line"} <= set(finding)
        assert isinstance(finding["message"], str)
        assert finding["line"] >= 1
    assert answer.status == 1


def test_the_status_tells_errors_from_what_cannot_be_read(tmp_path: Path):
    (tmp_path / "a.yaml").write_text("format: scenario/1\nkey: [\n")
    assert analysis.report(read([tmp_path])).status == 2
    (tmp_path / "a.yaml").write_text("format: scenario/1\nkey: a\n")
    assert analysis.report(read([tmp_path])).status == 1
    (tmp_path / "a.yaml").unlink()
    assert analysis.report(read([tmp_path])).status == 0


@pytest.mark.parametrize(
    ("node", "edge", "fr", "en"),
    [
        ({"kind": "split", "paths": [{"path": "vip", "when": {"is_set": "a"}}]}, "vip", "sinon", "otherwise"),
        ({"kind": "split", "paths": [{"path": "done", "when": {"is_set": "a"}}]}, "else", "done", "done"),
        ({"kind": "wait_event", "event": "e", "timeout": "P1D"}, "event", "délai passé", "timed out"),
        ({"kind": "wait_event", "event": "e", "timeout": "P1D"}, "timeout", "évènement", "event"),
    ],
)
def test_a_way_out_is_named_in_words_unless_somebody_named_it(node, edge, fr, en):
    drawn = scenario(
        nodes=[{"id": "start", "kind": "trigger"}, {"id": "n", **node}, {"id": "end", "kind": "exit"}],
        edges=[{"from": "start", "to": "n"}, {"from": "n", "to": "end", "path": edge}],
    )
    (found,) = [f for f in analysis.check_scenario(drawn, Portfolio()) if f.rule == "every-way-out-connected"]
    assert f"« {fr} »" in found.message["fr"]
    assert f"'{en}'" in found.message["en"]
