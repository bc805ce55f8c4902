"""Every way out of a node leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import NEXT, Node, TaskNode, WaitEvent, ways_out


def check(case: Case) -> Iterator[Problem]:
    """The ways out without a link; a node that has none at all and one way out is a dead end."""
    led = {(edge.source, edge.path or NEXT) for edge in case.scenario.edges}
    for node, index in case.at.items():
        for way in _taken(case.scenario.by_id[node]):
            if way != NEXT and (node, way) not in led:
                yield Problem(
                    fr=f"la sortie « {way} » ne mène nulle part ; reliez-la à une étape.",
                    en=f"the way out '{way}' leads nowhere; connect it to a node.",
                    node=node,
                    path=("nodes", index),
                )


def _taken(node: Node) -> tuple[str, ...]:
    """The ways out that can be taken: without a time allowed, its end never comes."""
    match node:
        case WaitEvent(timeout=None):
            return ("event",)
        case TaskNode(sla=None):
            return ("done", "refused")
        case _:
            return tuple(dict.fromkeys(ways_out(node)))


RULE = Rule(
    id="every-way-out-connected",
    severity=Severity.ERROR,
    title={"fr": "Toute sortie mène quelque part", "en": "Every way out is connected"},
    scenario=check,
)
