"""Every message can leave."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.proved import blocked_problems
from designer.analysis.rule import Problem, Rule
from designer.analysis.verdict import Proof, Verdict
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(portfolio: Portfolio, proof: Proof) -> Iterator[Problem]:
    """The messages that can never leave."""
    yield from blocked_problems(portfolio, proof, Verdict.DEAD)


RULE = Rule(
    id="pressure-dead",
    severity=Severity.ERROR,
    title={
        "fr": "Tout message peut partir",
        "en": "Every message can leave",
    },
    proof=check,
)
