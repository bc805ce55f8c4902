"""Templates that messages name exist."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import perhaps
from designer.domain.finding import Severity
from designer.domain.scenario import Message


def check(case: Case) -> Iterator[Problem]:
    """The messages whose template is not there."""
    known = case.portfolio.templates
    if known is None:
        return
    for index, node in enumerate(case.scenario.nodes):
        if not isinstance(node, Message) or node.template is None or node.template in known:
            continue
        near_fr, near_en = perhaps(node.template, known)
        yield Problem(
            fr=f"le gabarit « {node.template} » n'existe pas{near_fr} Corrigez-le ou ajoutez-le aux"
            " messages.",
            en=f"the template '{node.template}' does not exist{near_en} Correct it or add it to the"
            " messages.",
            node=node.id,
            path=("nodes", index, "template"),
        )


RULE = Rule(
    id="no-unknown-template",
    severity=Severity.ERROR,
    title={"fr": "Les gabarits existent", "en": "Templates exist"},
    scenario=check,
)
