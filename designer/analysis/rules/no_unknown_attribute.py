"""Attributes that documents name are declared."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.inventory import Use, attributes_of, fields_in, shared_trees
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import perhaps
from designer.domain.data import KNOWN_ATTRIBUTES, DataModel
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(case: Case) -> Iterator[Problem]:
    """The undeclared attributes of a scenario's conditions, dates and updates."""
    yield from _unknown(attributes_of(case.scenario), case.portfolio.data)


def check_shared(portfolio: Portfolio) -> Iterator[Problem]:
    """The undeclared attributes of policy, segments and plan."""
    uses = (use for use in fields_in(shared_trees(portfolio)) if use.event is None)
    yield from _unknown(uses, portfolio.data)


def _unknown(uses: Iterator[Use], data: DataModel) -> Iterator[Problem]:
    if not data.declared or not data.attributes:
        return
    for use in uses:
        if use.name in data.attributes or use.name in KNOWN_ATTRIBUTES:
            continue
        near_fr, near_en = perhaps(use.name, [*data.attributes, *KNOWN_ATTRIBUTES])
        yield Problem(
            fr=f"l'attribut « {use.name} » n'est pas déclaré dans les données{near_fr} Corrigez-le ou"
            " déclarez-le.",
            en=f"the attribute '{use.name}' is not declared in the data document{near_en} Correct or"
            " declare it.",
            node=use.node,
            path=use.path,
            document=use.document,
        )


RULE = Rule(
    id="no-unknown-attribute",
    severity=Severity.ERROR,
    title={"fr": "Les attributs sont déclarés", "en": "Attributes are declared"},
    scenario=check,
    portfolio=check_shared,
)
