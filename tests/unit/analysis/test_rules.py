"""Every rule over its fixtures: silent on what is valid, and exact about what is not.

A fixture says only what matters: ``scenario`` over a scenario that is fine, ``others``, and the documents
beside them (``policy``, ``data``, ``segments``, ``plan``, ``templates``, ``messages``, ``columns``).
``expected`` lists the findings of the rule that the folder is named after: what they must have, in order.
"""

from pathlib import Path

import pytest

from designer import formats
from designer.analysis import check
from designer.analysis.rules import RULES
from designer.domain.portfolio import Portfolio
from designer.formats.yamltext import parse_yaml

HERE = Path(__file__).parent / "rules"
PAGES = Path(__file__).parents[3] / "docs" / "reference" / "rules"
RULE_IDS = [rule.id for rule in RULES]
FIXTURES = sorted(HERE.glob("*/*.yaml"))

FINE = {
    "format": "scenario/1",
    "key": "a",
    "name": "A",
    "trigger": {"kind": "manual"},
    "nodes": [{"id": "start", "kind": "trigger"}, {"id": "end", "kind": "exit"}],
    "edges": [{"from": "start", "to": "end"}],
}


def portfolio_of(fixture: dict) -> Portfolio:
    templates, columns = fixture.get("templates"), fixture.get("columns")
    messages = [
        formats.load_template({"format": "message/1", "channel": "email", "name": "T", **part})
        for part in fixture.get("messages", [])
    ]
    return Portfolio(
        scenarios=tuple(
            formats.load_scenario({**FINE, **part})
            for part in (fixture.get("scenario", {}), *fixture.get("others", []))
        ),
        policy=formats.load_policy({"format": "policy/1", **fixture.get("policy", {})}),
        data=formats.load_data({"format": "data/1", **fixture["data"]})
        if "data" in fixture
        else Portfolio().data,
        segments=formats.load_segments({"segments": fixture.get("segments", {})}),
        segments_declared="segments" in fixture,
        plan=formats.load_plan({"format": "plan/1", **fixture.get("plan", {})}),
        matrix=formats.load_matrix(fixture.get("matrix", {})),
        templates=None if templates is None else frozenset(templates),
        messages={message.key: message for message in messages},
        columns=None if columns is None else frozenset(columns),
    )


def seen(finding) -> dict:
    return {
        "scenario": finding.scenario,
        "node": finding.node,
        "path": finding.path,
        "severity": finding.severity.value,
    }


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_rule_finds_what_its_fixture_expects(path: Path):
    fixture = parse_yaml(path.read_text(), path.name).data
    found = [seen(finding) for finding in check(portfolio_of(fixture)) if finding.rule == path.parent.name]
    expected = fixture.get("expected", [])
    assert bool(expected) == path.name.startswith("invalid-")
    assert [{**was, **wanted} for was, wanted in zip(found, expected, strict=False)] == found
    assert len(found) == len(expected)


@pytest.mark.parametrize("rule", RULES, ids=RULE_IDS)
def test_a_rule_has_its_page_its_fixtures_and_both_languages(rule):
    page = (PAGES / f"{rule.id}.md").read_text()
    assert page.startswith(f"# {rule.id}\n")
    for part in (
        rule.title["en"],
        rule.title["fr"],
        rule.severity.value,
        "## Why",
        "## Example",
        "## How to",
    ):
        assert part in page
    assert f"({rule.id}.md)" in (PAGES / "README.md").read_text()
    assert list((HERE / rule.id).glob("valid-*.yaml"))
    assert list((HERE / rule.id).glob("invalid-*.yaml"))


def test_there_is_no_page_and_no_fixture_without_a_rule():
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == set(RULE_IDS)
    assert {path.name for path in HERE.iterdir()} == set(RULE_IDS)


def test_rules_are_in_files_of_their_names():
    folder = Path(check.__code__.co_filename).parent / "rules"
    assert {path.stem.replace("_", "-") for path in folder.glob("[!_]*.py")} == set(RULE_IDS)


@pytest.mark.parametrize(
    "path",
    [path for path in FIXTURES if path.name.startswith("invalid-")],
    ids=lambda path: str(path.parent.name),
)
def test_messages_name_the_object_and_the_next_step_in_both_languages(path: Path):
    fixture = parse_yaml(path.read_text(), path.name).data
    for finding in check(portfolio_of(fixture)):
        for language, scenario in (("fr", "Scénario a"), ("en", "Scenario a")):
            message = finding.message[language]
            assert message.endswith((".", "?")), message
            assert "  " not in message
            assert "?." not in message
            if finding.scenario == "a":
                assert message.startswith(scenario)
            if finding.node:
                assert finding.node in message
        assert finding.message["fr"] != finding.message["en"]
