"""Of two scenarios that can meet the same contact, one passes first because somebody said so."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.priority import meets_in, ties
from designer.analysis.rule import Problem, Rule
from designer.analysis.words import listed
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio

#: How many of the others a finding names.
_NAMED = 3


def check(portfolio: Portfolio) -> Iterator[Problem]:
    """For each scenario, the others of its class and value that nobody put before or after it."""
    others: dict[str, list[str]] = {}
    for one, other in ties(portfolio.scenarios, meets_in(portfolio)):
        others.setdefault(one, []).append(other)
        others.setdefault(other, []).append(one)
    for scenario in portfolio.scenarios:
        equal = sorted(others.pop(scenario.key, ()))
        if not equal:
            continue
        fr, en = listed(equal[:_NAMED])
        if len(equal) > _NAMED:
            fr += f" et {len(equal) - _NAMED} de plus"
            en += f" and {len(equal) - _NAMED} more"
        yield Problem(
            fr=f"il a la même classe et la même valeur ({scenario.priority.value}) que {fr}, et un contact"
            " peut être dans les deux : à la même minute passe la plus proche échéance, puis un tirage"
            " décide. Donnez des valeurs différentes, ou dites qui prévaut.",
            en=f"it has the same class and the same value ({scenario.priority.value}) as {en}, and one"
            " contact can be in both: at one minute the nearest deadline passes first, then a draw decides."
            " Give different values, or say which one prevails.",
            path=("priority",),
            document=f"scenario:{scenario.key}",
        )


RULE = Rule(
    id="no-priority-tie",
    severity=Severity.INFO,
    title={"fr": "Aucune priorité égale", "en": "No equal priorities"},
    portfolio=check,
)
