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
                fr="le repli est demandé sans canal de repli ; ajoutez par exemple « fallback: [sms] ».",
                en="a fallback is asked for and no channel is named; add for example 'fallback: [sms]'.",
                node=node.id,
                path=("nodes", index, "if_blocked"),
            )
        if node.fallback and not falls_back:
            yield Problem(
                fr="les canaux de repli ne servent qu'avec « if_blocked: fallback » ; changez-le ou"
                " retirez-les.",
                en="fallback channels serve only with 'if_blocked: fallback'; change it or remove them.",
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
