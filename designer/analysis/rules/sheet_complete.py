"""The sheet says the six things that a committee decides on."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import EntersTrigger, Message, Scenario, TaskNode
from designer.domain.source import Path


def check(case: Case) -> Iterator[Problem]:
    """Which of objective, segments, target, channel, content and trigger are missing, one problem each."""
    for (fr, en), path, filled in _six(case.scenario):
        if not filled:
            yield Problem(
                fr=f"la fiche ne dit pas {fr} ; complétez-la avant de publier.",
                en=f"the sheet does not say {en}; complete it before publishing.",
                path=path,
            )


def _six(scenario: Scenario) -> Iterator[tuple[tuple[str, str], Path, bool]]:
    sheet = scenario.sheet
    content, moment = sheet.content, sheet.key_moment
    yield ("l'objectif (objective)", "the objective"), ("sheet", "objective"), sheet.objective is not None
    yield ("les segments concernés (segments)", "the segments"), ("sheet", "segments"), bool(sheet.segments)
    yield (
        ("la cible (audience)", "the target (audience)"),
        ("audience",),
        # an absent audience is everyone the trigger takes, of the segments named
        scenario.audience is not None or bool(sheet.segments) or isinstance(scenario.trigger, EntersTrigger),
    )
    yield (
        ("le canal : aucun message ni tâche (nodes)", "the channel: there is no message and no task (nodes)"),
        ("nodes",),
        any(isinstance(node, Message | TaskNode) for node in scenario.nodes),
    )
    yield (
        ("le contenu, thématique ou offre (content)", "the content, theme or offer"),
        ("sheet", "content"),
        content is not None and bool(content.theme or content.offer),
    )
    yield (
        ("le moment déclencheur (key_moment)", "the moment that triggers it (key_moment)"),
        ("sheet", "key_moment"),
        moment is not None and bool(moment.family or moment.moment),
    )


RULE = Rule(
    id="sheet-complete",
    severity=Severity.WARNING,
    to_publish=Severity.ERROR,
    title={"fr": "La fiche est complète", "en": "The sheet is complete"},
    scenario=check,
)
