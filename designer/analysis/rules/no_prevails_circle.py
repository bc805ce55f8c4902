"""Scenarios do not prevail over one another in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from designer.analysis.priority import circles
from designer.analysis.rule import Problem, Rule
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(portfolio: Portfolio) -> Iterator[Problem]:
    """Every circle of ``prevails_over``: an error where it always holds, else a warning."""
    for circle in circles(portfolio.scenarios):
        first = portfolio.scenario(circle[0])
        if first is None:
            continue
        pairs = list(pairwise(circle))
        always = all(_always(portfolio, winner, loser) for winner, loser in pairs)
        index = next(
            index for index, item in enumerate(first.priority.prevails_over) if item.scenario == circle[1]
        )
        way = " → ".join(circle)
        yield Problem(
            fr=f"les priorités tournent en rond ({way}) : personne ne passe devant ; retirez l'une d'elles"
            + ("." if always else ", ou vérifiez que leurs conditions s'excluent."),
            en=f"priorities go round in a circle ({way}): nobody passes first; remove one of them"
            + ("." if always else ", or make sure that their conditions exclude one another."),
            path=("priority", "prevails_over", index),
            document=f"scenario:{circle[0]}",
            severity=Severity.ERROR if always else Severity.WARNING,
        )


def _always(portfolio: Portfolio, winner: str, loser: str) -> bool:
    scenario = portfolio.scenario(winner)
    return scenario is not None and any(
        item.scenario == loser and item.when is None for item in scenario.priority.prevails_over
    )


RULE = Rule(
    id="no-prevails-circle",
    severity=Severity.ERROR,
    title={"fr": "Aucun cercle de priorités", "en": "No circle of priorities"},
    portfolio=check,
)
