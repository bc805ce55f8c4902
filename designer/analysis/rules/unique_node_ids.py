"""Every node has an id of its own."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity


def check(case: Case) -> Iterator[Problem]:
    """Every node that bears the id of an earlier one."""
    for index, node in enumerate(case.scenario.nodes):
        if case.at[node.id] != index:
            yield Problem(
                fr=f"une autre étape porte déjà l'identifiant « {node.id} » ; renommez celle-ci et ses"
                " liens.",
                en=f"another node bears the id '{node.id}' already; rename this one and its links.",
                node=node.id,
                path=("nodes", index, "id"),
            )


RULE = Rule(
    id="unique-node-ids",
    severity=Severity.ERROR,
    title={"fr": "Un identifiant par étape", "en": "An id for each node"},
    scenario=check,
)
