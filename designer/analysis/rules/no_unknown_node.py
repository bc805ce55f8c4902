"""A link stands between nodes that exist."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import perhaps
from designer.domain.finding import Severity


def check(case: Case) -> Iterator[Problem]:
    """The ends of links that are no node."""
    for index, edge in enumerate(case.scenario.edges):
        for key, end, other in (("from", edge.source, edge.target), ("to", edge.target, edge.source)):
            if end in case.at:
                continue
            near_fr, near_en = perhaps(end, case.at)
            yield Problem(
                fr=f"un lien passe par l'étape « {end} », qui n'existe pas{near_fr} Ajoutez l'étape ou"
                " retirez le lien.",
                en=f"a link names the node '{end}', which does not exist{near_en} Add the node or remove"
                " the link.",
                node=other if other in case.at else None,
                path=("edges", index, key),
            )


RULE = Rule(
    id="no-unknown-node",
    severity=Severity.ERROR,
    title={"fr": "Tout lien relie des étapes qui existent", "en": "Every link joins nodes that exist"},
    scenario=check,
)
