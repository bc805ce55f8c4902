"""Nobody leaves a scenario for having entered it."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity


def check(case: Case) -> Iterator[Problem]:
    """A rule of exit that everyone satisfies who enters: audience or trigger asks for what it looks for."""
    exit_when = case.scenario.exit_when
    if exit_when is None or case.branches.entry.nobody:
        return
    if case.branches.space.without(case.branches.entry, exit_when).nobody:
        yield Problem(
            fr="tous ceux qui entrent remplissent déjà la règle de sortie et ressortent à la première"
            " attente ; corrigez la cible, le déclencheur ou la règle de sortie.",
            en="everyone who enters already satisfies the rule of exit, and leaves at the first wait;"
            " correct the audience, the trigger or the rule of exit.",
            path=("exit_when",),
        )


RULE = Rule(
    id="no-exit-at-entry",
    severity=Severity.WARNING,
    title={"fr": "Nul ne ressort aussitôt entré", "en": "Nobody leaves as soon as he enters"},
    scenario=check,
)
