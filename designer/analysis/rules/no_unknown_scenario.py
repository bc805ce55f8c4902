"""Scenarios that documents name are in the portfolio."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.inventory import Use
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import perhaps
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(case: Case) -> Iterator[Problem]:
    """The scenarios that this one prevails over and that are not there."""
    uses = [
        Use(name=prevails.scenario, path=("priority", "prevails_over", index))
        for index, prevails in enumerate(case.scenario.priority.prevails_over)
    ]
    yield from _unknown(uses, case.portfolio)


def check_shared(portfolio: Portfolio) -> Iterator[Problem]:
    """The scenarios that the policy, the plan or the matrix names and that are not there."""
    yield from _unknown(list(_shared(portfolio)), portfolio)


def _shared(portfolio: Portfolio) -> Iterator[Use]:
    policy = portfolio.policy
    for name, scopes in (
        ("caps", [cap.scope for cap in policy.caps]),
        ("gaps", [gap.scope for gap in policy.gaps]),
    ):
        for index, scope in enumerate(scopes):
            for key in sorted(scope.scenarios or ()):
                yield Use(name=key, path=(name, index, "scenarios"), document="policy")
    for index, exclusion in enumerate(policy.exclusions):
        for key in sorted(exclusion.except_):
            yield Use(name=key, path=("exclusions", index, "except"), document="policy")
    for index, campaign in enumerate(portfolio.plan.campaigns):
        for key in campaign.with_:
            yield Use(name=key, path=("campaigns", index, "with", key), document="plan")
    for key in portfolio.matrix.rows:
        yield Use(name=key, path=("rows", key), document="matrix")
    for index, vote in enumerate(portfolio.matrix.votes):
        yield Use(name=vote.scenario, path=("votes", index, "scenario"), document="matrix")


def _unknown(uses: list[Use], portfolio: Portfolio) -> Iterator[Problem]:
    if not uses:
        return
    known = {scenario.key for scenario in portfolio.scenarios}
    for use in uses:
        if use.name in known:
            continue
        near_fr, near_en = perhaps(use.name, known)
        yield Problem(
            fr=f"le scénario « {use.name} » n'est pas dans le portefeuille{near_fr} Sans lui, cela reste"
            " sans effet :"
            " corrigez la clé, ou ajoutez le scénario.",
            en=f"the scenario '{use.name}' is not in the portfolio{near_en} Without it this has no effect:"
            " correct the key, or add the scenario.",
            path=use.path,
            document=use.document,
        )


RULE = Rule(
    id="no-unknown-scenario",
    severity=Severity.WARNING,
    title={"fr": "Les scénarios nommés existent", "en": "Scenarios that are named exist"},
    scenario=check,
    portfolio=check_shared,
)
