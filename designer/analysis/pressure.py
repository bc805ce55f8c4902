"""The proof of the pressure rules over a portfolio: a row for each rule, and who breaks it with whom."""

from __future__ import annotations

from designer.analysis.verdict import Proof
from designer.domain.portfolio import Portfolio


class Memo:
    """What was found of scenarios that have not changed."""


def prove(portfolio: Portfolio, *, budget: float = 0.5, memo: Memo | None = None) -> Proof:
    """What can be said of a portfolio before it runs."""
    return Proof(rows=())
