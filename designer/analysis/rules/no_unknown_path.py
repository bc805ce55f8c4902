"""A link leaves its node by a way out that the node has."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import listed, perhaps
from designer.domain.finding import Severity
from designer.domain.scenario import NEXT


def check(case: Case) -> Iterator[Problem]:
    """The links whose way out does not exist, is not named, or leave an exit."""
    for index, edge in enumerate(case.scenario.edges):
        if edge.source not in case.at:
            continue
        ways = case.ways[edge.source]
        if (edge.path or NEXT) in ways:
            continue
        known_fr, known_en = listed(ways)
        if not ways:
            fr = f"une sortie n'a pas de suite, or un lien la mène à « {edge.target} » ; retirez ce lien."
            en = f"an exit has no way on, yet a link leads from it to '{edge.target}'; remove the link."
        elif edge.path is None:
            fr = f"le lien vers « {edge.target} » ne dit pas quelle sortie il prend ; nommez-la : {known_fr}."
            en = f"the link to '{edge.target}' does not say which way out it takes; name it: {known_en}."
        elif ways == (NEXT,):
            fr = f"cette étape n'a qu'une sortie, sans nom ; retirez « path: {edge.path} » du lien."
            en = f"this node has one way out, without a name; remove 'path: {edge.path}' from the link."
        else:
            near_fr, near_en = perhaps(edge.path, ways)
            fr = f"la sortie « {edge.path} » n'existe pas{near_fr} Sorties : {known_fr}."
            en = f"the way out '{edge.path}' does not exist{near_en} Ways out: {known_en}."
        yield Problem(fr=fr, en=en, node=edge.source, path=("edges", index))


RULE = Rule(
    id="no-unknown-path",
    severity=Severity.ERROR,
    title={"fr": "Tout lien part d'une sortie qui existe", "en": "Every link takes a way out that exists"},
    scenario=check,
)
