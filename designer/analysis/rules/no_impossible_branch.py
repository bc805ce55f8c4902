"""Somebody can take every way out of a split."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity


def check(case: Case) -> Iterator[Problem]:
    """The ways whose condition nobody satisfies who comes there and took none of the ways above.

    Only what is sure is said: what can have changed since entry counts for nothing.
    """
    for way in case.branches.ways:
        if way.possible:
            continue
        name = way.split.paths[way.index].path
        match way.cause:
            case "itself":
                fr = f"personne ne peut satisfaire la condition du chemin « {name} » ;"
                en = f"nobody can satisfy the condition of the way '{name}';"
            case "above" if way.double is not None:
                above = way.split.paths[way.double].path
                fr = f"le chemin « {above} », plus haut, prend déjà tous ceux que prendrait « {name} » ;"
                en = f"the way '{above}', above it, already takes everyone whom '{name}' would take;"
            case "above":
                fr = f"les chemins du dessus prennent déjà tous ceux que prendrait « {name} » ;"
                en = f"the ways above already take everyone whom '{name}' would take;"
            case _:
                fr = f"personne de ceux qui arrivent ici ne peut prendre le chemin « {name} » : la cible ou"
                fr += " les étapes d'avant l'excluent ;"
                en = f"nobody who comes here can take the way '{name}': the audience or the nodes before"
                en += " rule it out;"
        yield Problem(
            fr=f"{fr} corrigez la condition, ou retirez ce chemin.",
            en=f"{en} correct the condition, or remove this way.",
            node=way.split.id,
            path=case.path_of(way.split.id, "paths", way.index, "when"),
        )


RULE = Rule(
    id="no-impossible-branch",
    severity=Severity.WARNING,
    title={"fr": "Tout chemin peut être pris", "en": "Every way can be taken"},
    scenario=check,
)
