"""The shares of an experiment make up everyone."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import Experiment

#: Thirds written with a few digits still make a whole.
_TOLERANCE = 0.05


def check(case: Case) -> Iterator[Problem]:
    """The experiments whose shares are more or less than 100 %."""
    for index, node in enumerate(case.scenario.nodes):
        if not isinstance(node, Experiment):
            continue
        total = sum(share.share for share in node.paths)
        if abs(total - 100) > _TOLERANCE:
            yield Problem(
                fr=f"les parts font {total:g} % ; corrigez-les pour qu'elles fassent 100 %.",
                en=f"the shares make {total:g} %; correct them to make 100 %.",
                node=node.id,
                path=("nodes", index, "paths"),
            )


RULE = Rule(
    id="shares-sum-to-100",
    severity=Severity.ERROR,
    title={"fr": "Les parts font 100 %", "en": "Shares make 100 %"},
    scenario=check,
)
