"""Every node can be reached from the trigger."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import TriggerNode


def check(case: Case) -> Iterator[Problem]:
    """The nodes that no way leads to. Without a trigger nothing is said: that is a finding of its own.

    A way out that nobody ever takes, such as a timeout where there is none, leads nowhere.
    """
    if case.scenario.start is None:
        return
    for node, index in case.at.items():
        if node not in case.reachable and not isinstance(case.scenario.nodes[index], TriggerNode):
            yield Problem(
                fr="aucun chemin n'y mène depuis le déclencheur ; reliez cette étape ou retirez-la.",
                en="no way leads here from the trigger; connect this node or remove it.",
                node=node,
                path=("nodes", index),
            )


RULE = Rule(
    id="no-unreachable-node",
    severity=Severity.ERROR,
    title={"fr": "Toute étape est atteinte", "en": "Every node can be reached"},
    scenario=check,
)
