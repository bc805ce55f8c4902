"""A message that falls back says where to."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import IfBlocked, Message


def check(case: Case) -> Iterator[Problem]:
    """``if_blocked: fallback`` without channels (error), and channels that are never used (warning)."""
    for index, node in enumerate(case.scenario.nodes):
        if not isinstance(node, Message):
            continue
        falls_back = node.if_blocked is IfBlocked.FALLBACK
        if falls_back and not node.fallback:
            yield Problem(
                fr="bloqué, ce message doit changer de canal, et aucun canal de repli n'est choisi ;"
                " choisissez-en au moins un, par exemple le SMS.",
                en="when blocked this message is to use another channel, and no fallback channel is chosen;"
                " choose at least one, for example SMS.",
                node=node.id,
                path=("nodes", index, "if_blocked"),
            )
        if node.fallback and not falls_back:
            yield Problem(
                fr="des canaux de repli sont choisis et ne servent pas : ils valent quand le message, si une"
                " règle le bloque, doit changer de canal ; choisissez ce réglage ou retirez-les.",
                en="fallback channels are chosen and not used: they serve when the message, if a rule blocks"
                " it, is to use another channel; choose that setting or remove them.",
                node=node.id,
                path=("nodes", index, "fallback"),
                severity=Severity.WARNING,
            )


RULE = Rule(
    id="fallback-has-channels",
    severity=Severity.ERROR,
    title={"fr": "Le repli nomme ses canaux", "en": "A fallback names its channels"},
    scenario=check,
)
