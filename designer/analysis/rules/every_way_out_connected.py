"""Every way out of a node leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule, ways_closed
from designer.domain.finding import Severity
from designer.domain.scenario import ELSE, NEXT, Experiment, Node, Split

#: The ways out that the product names, in words; a way out that somebody named keeps its name.
_WORDS = {
    ELSE: ("sinon", "otherwise"),
    "event": ("évènement", "event"),
    "timeout": ("délai passé", "timed out"),
    "done": ("fait", "done"),
    "refused": ("refusé", "refused"),
    "expired": ("expiré", "expired"),
}


def check(case: Case) -> Iterator[Problem]:
    """The ways out without a link; a node that has none at all and one way out is a dead end."""
    led = {(edge.source, edge.path or NEXT) for edge in case.scenario.edges}
    for node, index in case.at.items():
        known = case.scenario.by_id[node]
        for way in dict.fromkeys(case.ways[node]):
            if way != NEXT and (node, way) not in led and way not in ways_closed(known):
                fr, en = _words(known, way)
                yield Problem(
                    fr=f"la sortie « {fr} » ne mène nulle part ; reliez-la à une étape.",
                    en=f"the way out '{en}' leads nowhere; connect it to a node.",
                    node=node,
                    path=("nodes", index),
                )


def _words(node: Node, way: str) -> tuple[str, str]:
    """A way out in French and English."""
    own = isinstance(node, Experiment) or (isinstance(node, Split) and way != ELSE)
    return (way, way) if own else _WORDS.get(way, (way, way))


RULE = Rule(
    id="every-way-out-connected",
    severity=Severity.ERROR,
    title={"fr": "Toute sortie mène quelque part", "en": "Every way out is connected"},
    scenario=check,
)
