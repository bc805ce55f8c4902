"""Precedence does not say the contrary of class and value."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.priority import contradictions, meets_in, statements
from designer.analysis.rule import Problem, Rule
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio
from designer.domain.words import LABELS


def check(portfolio: Portfolio) -> Iterator[Problem]:
    """The statements that turn class or value round; one that holds under a condition is an info."""
    by_key = {scenario.key: scenario for scenario in portfolio.scenarios}
    for winner, loser in contradictions(portfolio.scenarios, meets_in(portfolio)):
        one, other = by_key[winner].priority, by_key[loser].priority
        said = statements(by_key[winner], loser)
        if one.class_ is not other.class_:
            words_one, words_other = LABELS[one.class_], LABELS[other.class_]
            fr = f"sa classe ({words_one['fr']}) passe après celle de « {loser} » ({words_other['fr']})"
            en = f"its class ({words_one['en']}) comes after that of '{loser}' ({words_other['en']})"
        else:
            fr = f"sa valeur ({one.value}) est inférieure à celle de « {loser} » ({other.value})"
            en = f"its value ({one.value}) is less than that of '{loser}' ({other.value})"
        yield Problem(
            fr=f"il prévaut sur « {loser} », mais {fr} : c'est « prévaut sur » qui décide. Accordez classes"
            " et valeurs, ou retirez « prévaut sur ».",
            en=f"it prevails over '{loser}', but {en}: 'prevails over' decides. Make classes and values"
            " agree, or remove 'prevails over'.",
            path=("priority", "prevails_over", one.prevails_over.index(said[0])),
            document=f"scenario:{winner}",
            severity=None if any(prevails.when is None for prevails in said) else Severity.INFO,
        )


RULE = Rule(
    id="no-contradicted-priority",
    severity=Severity.WARNING,
    title={
        "fr": "Priorités et précédences disent la même chose",
        "en": "Priorities and precedence say the same",
    },
    portfolio=check,
)
