"""A way out leads to one node only."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import NEXT


def check(case: Case) -> Iterator[Problem]:
    """Every link beyond the first that leaves a node by the same way out."""
    first: dict[tuple[str, str], str] = {}
    for index, edge in enumerate(case.scenario.edges):
        way = edge.path or NEXT
        target = first.get((edge.source, way))
        first.setdefault((edge.source, way), edge.target)
        if target is not None:
            by_fr, by_en = ("", "") if way == NEXT else (f" par « {way} »", f" by '{way}'")
            yield Problem(
                fr=f"deux liens en partent{by_fr}, vers « {target} » et « {edge.target} » ; gardez-en un.",
                en=f"two links leave{by_en}, to '{target}' and to '{edge.target}'; keep one of them.",
                node=edge.source if edge.source in case.at else None,
                path=("edges", index),
            )


RULE = Rule(
    id="one-link-per-way-out",
    severity=Severity.ERROR,
    title={"fr": "Un seul lien par sortie", "en": "One link a way out"},
    scenario=check,
)
