"""From every node an exit can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import listed
from designer.domain.finding import Severity
from designer.domain.scenario import Exit


def check(case: Case) -> Iterator[Problem]:
    """The places where enrolments get stuck: a node without a way on, or a circle without a way out.

    Nodes that merely lead there are not named: mending the place itself mends them.
    """
    if len(case.ending) == len(case.after):
        return
    import networkx as nx

    parts = nx.condensation(case.graph)
    for part in parts.nodes:
        members: set[str] = parts.nodes[part]["members"]
        if parts.out_degree(part):
            continue
        first = min(members, key=lambda node: case.at[node])
        if any(isinstance(case.scenario.by_id[node], Exit) for node in members):
            continue
        if len(members) == 1 and not case.graph.has_edge(first, first):
            yield Problem(
                fr="le parcours s'arrête ici sans sortie ; reliez cette étape à une étape « exit ».",
                en="the way stops here without an exit; connect this node to an exit.",
                node=first,
                path=case.path_of(first),
            )
        else:
            fr, en = listed(sorted(members, key=lambda node: case.at[node]))
            yield Problem(
                fr=f"le parcours tourne sans fin entre {fr} ; ajoutez un chemin vers une étape « exit ».",
                en=f"the way circles for ever through {en}; add a way out to an exit.",
                node=first,
                path=case.path_of(first),
            )


RULE = Rule(
    id="no-dead-end",
    severity=Severity.ERROR,
    title={"fr": "Toute étape peut finir", "en": "Every node can end"},
    scenario=check,
)
