"""A task ends, even when nobody does it."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import TaskNode


def check(case: Case) -> Iterator[Problem]:
    """The tasks without a time to be done within."""
    for index, node in enumerate(case.scenario.nodes):
        if isinstance(node, TaskNode) and node.sla is None:
            yield Problem(
                fr=f"sans délai, une tâche que personne ne fait dans la file « {node.queue} » retient le"
                " contact pour toujours ; ajoutez sla, tel que P2D.",
                en=f"without a time allowed, a task that nobody does in the queue '{node.queue}' keeps the"
                " contact for ever; add sla, such as P2D.",
                node=node.id,
                path=("nodes", index),
            )


RULE = Rule(
    id="task-has-time",
    severity=Severity.WARNING,
    title={"fr": "Une tâche a un délai", "en": "A task has a time to be done within"},
    scenario=check,
)
