"""Waiting for an event ends, even when the event does not come."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import WaitEvent


def check(case: Case) -> Iterator[Problem]:
    """The waits for an event without a timeout."""
    for index, node in enumerate(case.scenario.nodes):
        if isinstance(node, WaitEvent) and node.timeout is None:
            yield Problem(
                fr=f"sans délai, qui ne fait jamais « {node.event} » attend toujours ; ajoutez timeout,"
                " tel que P2D.",
                en=f"without a timeout whoever never does '{node.event}' waits for ever; add timeout, such"
                " as P2D.",
                node=node.id,
                path=("nodes", index),
            )


RULE = Rule(
    id="wait-event-has-timeout",
    severity=Severity.WARNING,
    title={"fr": "L'attente d'un évènement a un délai", "en": "Waiting for an event has a timeout"},
    scenario=check,
)
