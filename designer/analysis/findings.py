"""The findings of a portfolio: every rule over every scenario, and over what scenarios share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from designer.analysis.inventory import DOCUMENTS
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.rules import RULES
from designer.domain.finding import Finding
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Scenario
from designer.domain.source import Source, path_text

_SCENARIO = "scenario:"

#: How many findings one rule reports of one scenario; who has more mends these first.
MOST = 200


def check(portfolio: Portfolio, sources: Mapping[str, Source] | None = None) -> tuple[Finding, ...]:
    """Every finding of a portfolio, scenario by scenario, then those of policy, segments and plan.

    ``sources`` tells the file and the lines of each document (``scenario:<key>``, ``policy``, ``segments``,
    ``plan``), as a portfolio's reading has them; without it findings have no file and no line.
    """
    found = [
        finding
        for scenario in portfolio.scenarios
        for finding in check_scenario(scenario, portfolio, sources)
    ]
    return (*found, *_shared(portfolio, sources or {}, publishing=False))


def check_scenario(
    scenario: Scenario,
    portfolio: Portfolio,
    sources: Mapping[str, Source] | None = None,
    *,
    publishing: bool = False,
) -> tuple[Finding, ...]:
    """The findings of one scenario beside its portfolio.

    ``publishing`` gives each the weight that it has when the scenario is to be published: an incomplete sheet
    is then an error.
    """
    case = Case(scenario=scenario, portfolio=portfolio)
    return tuple(
        _finding(rule, problem, scenario.key, sources or {}, publishing=publishing)
        for rule in RULES
        if rule.scenario is not None
        for problem in islice(rule.scenario(case), MOST)
    )


def publishable(
    scenario: Scenario, portfolio: Portfolio, sources: Mapping[str, Source] | None = None
) -> tuple[Finding, ...]:
    """What forbids publishing a scenario: its findings of severity error when published; none when it may be.

    The portfolio need not hold the scenario, or may hold an earlier state of it.
    """
    others = tuple(other for other in portfolio.scenarios if other.key != scenario.key)
    beside = Portfolio(
        scenarios=(*others, scenario),
        policy=portfolio.policy,
        data=portfolio.data,
        segments=portfolio.segments,
        segments_declared=portfolio.segments_declared,
        plan=portfolio.plan,
        templates=portfolio.templates,
        messages=portfolio.messages,
        columns=portfolio.columns,
    )
    found = check_scenario(scenario, beside, sources, publishing=True)
    shared = _shared(beside, sources or {}, publishing=True)
    return tuple(
        finding
        for finding in (*found, *(finding for finding in shared if finding.scenario == scenario.key))
        if finding.blocks
    )


def _shared(portfolio: Portfolio, sources: Mapping[str, Source], *, publishing: bool) -> Iterator[Finding]:
    for rule in RULES:
        if rule.portfolio is not None:
            for problem in islice(rule.portfolio(portfolio), MOST):
                yield _finding(rule, problem, None, sources, publishing=publishing)


def _finding(
    rule: Rule, problem: Problem, scenario: str | None, sources: Mapping[str, Source], *, publishing: bool
) -> Finding:
    document = problem.document or f"{_SCENARIO}{scenario}"
    if document.startswith(_SCENARIO):
        scenario = document.removeprefix(_SCENARIO)
    step_fr = f", étape « {problem.node} »" if problem.node else ""
    step_en = f", node '{problem.node}'" if problem.node else ""
    named = DOCUMENTS.get(document) or {"fr": f"Scénario {scenario}", "en": f"Scenario {scenario}"}
    source = sources.get(document)
    severity = problem.severity or ((publishing and rule.to_publish) or rule.severity)
    return Finding(
        rule=rule.id,
        severity=severity,
        message={
            "fr": f"{named['fr']}{step_fr} : {problem.fr}",
            "en": f"{named['en']}{step_en}: {problem.en}",
        },
        scenario=scenario,
        node=problem.node,
        path=path_text(problem.path) or None,
        file=source.file if source else None,
        line=source.line_of(problem.path) if source else None,
        to_publish=None if problem.severity else rule.to_publish,
    )
