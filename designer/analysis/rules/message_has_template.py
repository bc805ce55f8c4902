"""A message says something."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import Message


def check(case: Case) -> Iterator[Problem]:
    """The messages without a template, where templates are known at all."""
    if case.portfolio.templates is None:
        return
    for index, node in enumerate(case.scenario.nodes):
        if isinstance(node, Message) and node.template is None:
            yield Problem(
                fr="ce message n'a pas de gabarit, il n'aurait rien à dire ; choisissez-en un.",
                en="this message has no template, so it would have nothing to say; choose one.",
                node=node.id,
                path=("nodes", index),
            )


RULE = Rule(
    id="message-has-template",
    severity=Severity.WARNING,
    to_publish=Severity.ERROR,
    title={"fr": "Tout message a un gabarit", "en": "Every message has a template"},
    scenario=check,
)
