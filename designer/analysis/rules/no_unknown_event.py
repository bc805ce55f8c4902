"""Events that documents name are declared."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.inventory import Use, events_in, events_of, shared_trees
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import perhaps
from designer.domain.data import RECEIPTS, DataModel
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(case: Case) -> Iterator[Problem]:
    """The undeclared events of a scenario's trigger, goal, waits and conditions."""
    yield from _unknown(events_of(case.scenario), case.portfolio.data)


def check_shared(portfolio: Portfolio) -> Iterator[Problem]:
    """The undeclared events of policy, segments and plan."""
    yield from _unknown(events_in(shared_trees(portfolio)), portfolio.data)


def _unknown(uses: Iterator[Use], data: DataModel) -> Iterator[Problem]:
    if not data.declared or not data.events:
        return
    for use in uses:
        if use.name in data.events or use.name in RECEIPTS:
            continue
        near_fr, near_en = perhaps(use.name, [*data.events, *RECEIPTS])
        yield Problem(
            fr=f"l'évènement « {use.name} » n'est pas déclaré dans les données{near_fr} Corrigez-le ou"
            " déclarez-le.",
            en=f"the event '{use.name}' is not declared in the data document{near_en} Correct or declare it.",
            node=use.node,
            path=use.path,
            document=use.document,
        )


RULE = Rule(
    id="no-unknown-event",
    severity=Severity.ERROR,
    title={"fr": "Les évènements sont déclarés", "en": "Events are declared"},
    scenario=check,
    portfolio=check_shared,
)
