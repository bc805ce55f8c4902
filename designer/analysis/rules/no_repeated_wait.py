"""A wait right after the same wait does nothing."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import Wait


def check(case: Case) -> Iterator[Problem]:
    """The waits until a time or date that directly follow an equal one: it is just that time already."""
    for edge in case.scenario.edges:
        if edge.source not in case.at or edge.target not in case.at or edge.source == edge.target:
            continue
        before, after = case.scenario.by_id[edge.source], case.scenario.by_id[edge.target]
        if (
            isinstance(before, Wait)
            and isinstance(after, Wait)
            and before.until is not None
            and before.until == after.until
        ):
            yield Problem(
                fr=f"l'étape « {before.id} » vient d'attendre le même moment, celle-ci n'attend donc pas ;"
                " retirez-la, ou mettez une durée entre les deux.",
                en=f"the node '{before.id}' has just waited for the same moment, so this one does not wait;"
                " remove it, or put a duration between the two.",
                node=after.id,
                path=case.path_of(after.id, "until"),
            )


RULE = Rule(
    id="no-repeated-wait",
    severity=Severity.WARNING,
    title={"fr": "Aucune attente répétée", "en": "No wait repeated"},
    scenario=check,
)
