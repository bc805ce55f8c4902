"""Scenarios do not prevail over one another in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from designer.analysis.priority import circles, statements
from designer.analysis.rule import Problem, Rule
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(portfolio: Portfolio) -> Iterator[Problem]:
    """Every circle of ``prevails_over``, on each of its scenarios.

    An error where it always holds, else a warning.
    """
    by_key = {scenario.key: scenario for scenario in portfolio.scenarios}
    for circle in circles(portfolio.scenarios):
        pairs = list(pairwise(circle.keys))
        said = {arc: statements(by_key[arc[0]], arc[1]) for arc in pairs}
        always = all(any(prevails.when is None for prevails in of_arc) for of_arc in said.values())
        way = " → ".join(circle.keys)
        winner, loser = circle.drop
        for arc in pairs:
            index = by_key[arc[0]].priority.prevails_over.index(said[arc][0])
            yield Problem(
                fr=f"les priorités tournent en rond ({way}) : personne ne passe devant. Retirez de préférence"
                f" « {winner} » prévaut sur « {loser} », que classe et valeur confirment le moins"
                + ("." if always else ", ou vérifiez que leurs conditions s'excluent."),
                en=f"priorities go round in a circle ({way}): nobody passes first. Rather remove '{winner}'"
                f" prevails over '{loser}', which class and value confirm least"
                + ("." if always else ", or make sure that their conditions exclude one another."),
                path=("priority", "prevails_over", index),
                document=f"scenario:{arc[0]}",
                severity=Severity.ERROR if always else Severity.WARNING,
            )


RULE = Rule(
    id="no-prevails-circle",
    severity=Severity.ERROR,
    title={"fr": "Aucun cercle de priorités", "en": "No circle of priorities"},
    portfolio=check,
)
