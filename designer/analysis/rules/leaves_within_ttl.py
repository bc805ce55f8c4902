"""A message that waits for its turn can leave before it has lost its sense."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Problem, Rule
from designer.analysis.starvation import Waiting, waits
from designer.analysis.words import lasting
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(portfolio: Portfolio, of: str | None = None) -> Iterator[Problem]:
    """For each scenario, the message that waits beyond its time to live by most, and how many more do."""
    places = {
        (scenario.key, node.id): index
        for scenario in reversed(portfolio.scenarios)
        for index, node in reversed(list(enumerate(scenario.nodes)))
    }
    lost: dict[str, list[Waiting]] = {}
    for waiting in waits(portfolio, of=of):
        if waiting.can_be_lost:
            lost.setdefault(waiting.scenario, []).append(waiting)
    for scenario, found in lost.items():
        worst = max(found, key=lambda one: (one.within is None, (one.within or 0) - one.ttl))
        others = len({one.node for one in found}) - 1
        ttl_fr, ttl_en = lasting(worst.ttl)
        if worst.within is None:
            long_fr, long_en = "sans limite connue", "without a known bound"
        else:
            fr, en = lasting(worst.within)
            long_fr, long_en = f"jusqu'à {fr}", f"up to {en}"
        more_fr = f" ({others} autre{'s' if others > 1 else ''} aussi dans ce scénario)" if others else ""
        more_en = f" (so may {others} other{'s' if others > 1 else ''} of this scenario)" if others else ""
        yield Problem(
            fr=f"il peut attendre son tour {long_fr} sous la règle « {worst.rule} », et il n'a plus de sens"
            f" après {ttl_fr} : il peut être perdu{more_fr}. Allongez sa durée de validité (ttl), relevez sa"
            " priorité, ou allégez ce qui passe avant lui.",
            en=f"it may wait {long_en} for its turn under the rule '{worst.rule}', and makes no sense after"
            f" {ttl_en}: it can be lost{more_en}. Lengthen its time to live (ttl), raise its priority, or let"
            " less pass before it.",
            node=worst.node,
            path=("nodes", places[scenario, worst.node], "ttl"),
            document=f"scenario:{scenario}",
            # without a bound it is in the nature of a full week; with one there is a figure to act upon
            severity=Severity.INFO if worst.within is None else None,
        )


RULE = Rule(
    id="leaves-within-ttl",
    severity=Severity.WARNING,
    title={
        "fr": "Un message qui attend part avant de perdre son sens",
        "en": "A message that waits leaves before it loses its sense",
    },
    portfolio=check,
    beside=check,
)
