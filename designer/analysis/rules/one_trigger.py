"""A scenario starts at exactly one trigger node."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import TriggerNode


def check(case: Case) -> Iterator[Problem]:
    """Nothing to start from, or every trigger node beyond the first."""
    triggers = [
        (index, node) for index, node in enumerate(case.scenario.nodes) if isinstance(node, TriggerNode)
    ]
    if not triggers:
        yield Problem(
            fr="aucun déclencheur dans le logigramme, personne n'y entre ; ajoutez une étape « trigger ».",
            en="the graph has no trigger, so nobody enters; add a node of kind trigger.",
            path=("nodes",),
        )
    for index, node in triggers[1:]:
        yield Problem(
            fr=f"il y a déjà le déclencheur « {triggers[0][1].id} » ; un scénario n'en a qu'un, retirez"
            " celui-ci.",
            en=f"there is the trigger '{triggers[0][1].id}' already; a scenario has one, remove this one.",
            node=node.id,
            path=("nodes", index),
        )


RULE = Rule(
    id="one-trigger",
    severity=Severity.ERROR,
    title={"fr": "Un seul déclencheur", "en": "One trigger"},
    scenario=check,
)
