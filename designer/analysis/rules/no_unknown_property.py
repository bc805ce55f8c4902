"""Properties that conditions on events name are declared."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.inventory import Tree, fields_in, shared_trees, trees_of
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import perhaps
from designer.domain.data import DataModel
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(case: Case) -> Iterator[Problem]:
    """The undeclared properties of a scenario's ``where`` conditions."""
    yield from _unknown(trees_of(case.scenario), case.portfolio.data)


def check_shared(portfolio: Portfolio) -> Iterator[Problem]:
    """The undeclared properties of policy, segments and plan."""
    yield from _unknown(shared_trees(portfolio), portfolio.data)


def _unknown(trees: Iterator[Tree], data: DataModel) -> Iterator[Problem]:
    if not data.declared:
        return
    for use in fields_in(trees):
        # an event declared without properties is one whose properties nobody wrote down
        known = data.properties_of(use.event) if use.event is not None else None
        if not known or use.name in known:
            continue
        near_fr, near_en = perhaps(use.name, known)
        yield Problem(
            fr=f"l'évènement « {use.event} » n'a pas de propriété « {use.name} »{near_fr} Corrigez-la ou"
            " déclarez-la.",
            en=f"the event '{use.event}' has no property '{use.name}'{near_en} Correct or declare it.",
            node=use.node,
            path=use.path,
            document=use.document,
        )


RULE = Rule(
    id="no-unknown-property",
    severity=Severity.ERROR,
    title={"fr": "Les propriétés sont déclarées", "en": "Properties are declared"},
    scenario=check,
    portfolio=check_shared,
)
