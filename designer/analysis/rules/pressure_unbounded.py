"""What one contact can be due has a bound."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.proved import together
from designer.analysis.rule import Problem, Rule
from designer.analysis.verdict import Proof, Verdict
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(portfolio: Portfolio, proof: Proof) -> Iterator[Problem]:
    """Each message that can come due again and again without time passing, once a scenario and node."""
    seen = set()
    for met in together(portfolio, proof, Verdict.UNBOUNDED):
        place = (met.document, met.node)
        if place in seen:
            continue
        seen.add(place)
        yield Problem(
            fr="ce message peut revenir sans fin pour un même contact dans une même fenêtre, ce que la règle"
            f" « {met.rule} » ne peut borner ; mettez une attente dans le cercle, ou un délai de retour (gap)"
            " à l'entrée.",
            en="a contact can be due this message without end in one window, which the rule"
            f" '{met.rule}' cannot bound; put a wait into the circle, or a gap at the entry.",
            node=met.node,
            path=met.path,
            document=met.document,
        )


RULE = Rule(
    id="pressure-unbounded",
    severity=Severity.ERROR,
    title={"fr": "Ce qui est dû à un contact est borné", "en": "What a contact is due has a bound"},
    proof=check,
)
