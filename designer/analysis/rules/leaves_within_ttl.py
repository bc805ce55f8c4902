"""A message that waits for its turn can leave before it has lost its sense."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Problem, Rule
from designer.analysis.starvation import waits
from designer.analysis.words import lasting
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(portfolio: Portfolio) -> Iterator[Problem]:
    """Each message that may wait longer than its time to live for others to leave, once a rule."""
    places = {
        (scenario.key, node.id): index
        for scenario in reversed(portfolio.scenarios)
        for index, node in reversed(list(enumerate(scenario.nodes)))
    }
    for waiting in waits(portfolio):
        if not waiting.can_be_lost:
            continue
        ttl_fr, ttl_en = lasting(waiting.ttl)
        if waiting.within is None:
            long_fr, long_en = "sans limite connue", "without a known bound"
        else:
            fr, en = lasting(waiting.within)
            long_fr, long_en = f"jusqu'à {fr}", f"up to {en}"
        yield Problem(
            fr=f"il peut attendre son tour {long_fr} sous la règle « {waiting.rule} », et il n'a plus de sens"
            f" après {ttl_fr} : il peut être perdu. Allongez sa durée de validité (ttl), relevez sa priorité,"
            " ou allégez ce qui passe avant lui.",
            en=f"it may wait {long_en} for its turn under the rule '{waiting.rule}', and makes no sense after"
            f" {ttl_en}: it can be lost. Lengthen its time to live (ttl), raise its priority, or let less"
            " pass before it.",
            node=waiting.node,
            path=("nodes", places[waiting.scenario, waiting.node], "ttl"),
            document=f"scenario:{waiting.scenario}",
        )


RULE = Rule(
    id="leaves-within-ttl",
    severity=Severity.WARNING,
    title={
        "fr": "Un message qui attend part avant de perdre son sens",
        "en": "A message that waits leaves before it loses its sense",
    },
    portfolio=check,
)
