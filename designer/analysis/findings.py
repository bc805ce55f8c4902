"""The findings of a portfolio: every rule over every scenario, and over what scenarios share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from designer.analysis.inventory import DOCUMENTS
from designer.analysis.pressure import prove
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.rules import RULES
from designer.analysis.verdict import Proof
from designer.domain.finding import Finding
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Scenario
from designer.domain.source import Source, path_text

_SCENARIO = "scenario:"

#: How many findings one rule reports of one scenario; who has more mends these first.
MOST = 200


def check(
    portfolio: Portfolio, sources: Mapping[str, Source] | None = None, *, proof: Proof | None = None
) -> tuple[Finding, ...]:
    """Every finding of a portfolio, scenario by scenario, then those of policy, segments and plan.

    ``sources`` tells the file and the lines of each document (``scenario:<key>``, ``policy``, ``segments``,
    ``plan``), as a portfolio's reading has them; without it findings have no file and no line. ``proof`` is
    what :func:`designer.analysis.pressure.prove` says of this very portfolio, for who has it already.
    """
    found = [
        finding
        for scenario in portfolio.scenarios
        for finding in _of_scenario(scenario, portfolio, sources or {}, publishing=False)
    ]
    shared = _shared(portfolio, sources or {}, publishing=False)
    proved = _proved(portfolio, sources or {}, proof or prove(portfolio), publishing=False)
    return (*found, *shared, *proved)


def check_scenario(
    scenario: Scenario,
    portfolio: Portfolio,
    sources: Mapping[str, Source] | None = None,
    *,
    publishing: bool = False,
    proof: Proof | None = None,
) -> tuple[Finding, ...]:
    """The findings of one scenario beside its portfolio, which may hold an earlier state of it or none.

    ``publishing`` gives each the weight that it has when the scenario is to be published: an incomplete sheet
    is then an error. ``proof`` is that of the portfolio with this state of the scenario.
    """
    beside = with_scenario(portfolio, scenario)
    proved = _proved(beside, sources or {}, proof or prove(beside), publishing=publishing)
    return (
        *_of_scenario(scenario, portfolio, sources or {}, publishing=publishing),
        *(finding for finding in proved if finding.scenario == scenario.key),
    )


def check_beside(scenario: Scenario, portfolio: Portfolio, *, proof: Proof) -> tuple[Finding, ...]:
    """The findings of one scenario of a portfolio and of what all share: what its editor shows.

    ``proof`` is the portfolio's, which holds this state of the scenario.
    """
    # Of thousands of conflicts, those of this scenario alone are put into words.
    own = replace(
        proof,
        blocked=tuple(blocked for blocked in proof.blocked if blocked.scenario == scenario.key),
        conflicts=tuple(conflict for conflict in proof.conflicts if scenario.key in conflict.scenarios),
    )
    shared = _shared(portfolio, {}, publishing=False, of=scenario.key)
    others = (*shared, *_proved(portfolio, {}, own, publishing=False))
    return (
        *_of_scenario(scenario, portfolio, {}, publishing=False),
        *(finding for finding in others if finding.scenario in (scenario.key, None)),
    )


def publishable(
    scenario: Scenario,
    portfolio: Portfolio,
    sources: Mapping[str, Source] | None = None,
    *,
    proof: Proof | None = None,
) -> tuple[Finding, ...]:
    """What forbids publishing a scenario: its findings of severity error when published; none when it may be.

    The portfolio need not hold the scenario, or may hold an earlier state of it. ``proof`` as for
    :func:`check_scenario`.
    """
    beside = with_scenario(portfolio, scenario)
    found = check_scenario(scenario, beside, sources, publishing=True, proof=proof)
    shared = _shared(beside, sources or {}, publishing=True)
    return tuple(
        finding
        for finding in (*found, *(finding for finding in shared if finding.scenario == scenario.key))
        if finding.blocks
    )


def with_scenario(portfolio: Portfolio, scenario: Scenario) -> Portfolio:
    """The portfolio with this state of the scenario: in the place of an earlier one, else as the last."""
    scenarios = portfolio.scenarios
    if any(other is scenario for other in scenarios):
        return portfolio
    if any(other.key == scenario.key for other in scenarios):
        beside = tuple(scenario if other.key == scenario.key else other for other in scenarios)
    else:
        beside = (*scenarios, scenario)
    return replace(portfolio, scenarios=beside)


def _of_scenario(
    scenario: Scenario, portfolio: Portfolio, sources: Mapping[str, Source], *, publishing: bool
) -> tuple[Finding, ...]:
    case = Case(scenario=scenario, portfolio=portfolio)
    return tuple(
        _finding(rule, problem, scenario.key, sources, publishing=publishing)
        for rule in RULES
        if rule.scenario is not None
        for problem in islice(rule.scenario(case), MOST)
    )


def _proved(
    portfolio: Portfolio, sources: Mapping[str, Source], proof: Proof, *, publishing: bool
) -> Iterator[Finding]:
    for rule in RULES:
        if rule.proof is not None:
            for problem in islice(rule.proof(portfolio, proof), MOST):
                yield _finding(rule, problem, None, sources, publishing=publishing)


def _shared(
    portfolio: Portfolio, sources: Mapping[str, Source], *, publishing: bool, of: str | None = None
) -> Iterator[Finding]:
    for rule in RULES:
        if rule.portfolio is not None:
            if of is not None and rule.beside is not None:
                problems = rule.beside(portfolio, of)
            else:
                problems = rule.portfolio(portfolio)
            for problem in islice(problems, MOST):
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
