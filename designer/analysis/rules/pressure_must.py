"""Every message can leave when it is due."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.proved import blocked_problems
from designer.analysis.rule import Problem, Rule
from designer.analysis.verdict import Proof, Verdict
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(portfolio: Portfolio, proof: Proof) -> Iterator[Problem]:
    """The messages that their own scenario keeps from leaving at their minute on every run."""
    yield from blocked_problems(portfolio, proof, Verdict.MUST)


RULE = Rule(
    id="pressure-must",
    severity=Severity.ERROR,
    title={
        "fr": "Tout message peut partir à son heure",
        "en": "Every message can leave when it is due",
    },
    proof=check,
)
