"""The moment that the sheet names is the one that sets the scenario off."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import EventTrigger


def check(case: Case) -> Iterator[Problem]:
    """A moment that is a declared event, while another event triggers."""
    moment, trigger = case.scenario.sheet.key_moment, case.scenario.trigger
    if moment is None or moment.moment is None or not isinstance(trigger, EventTrigger):
        return
    if moment.moment != trigger.event and moment.moment in case.portfolio.data.events:
        yield Problem(
            fr=f"la fiche a pour moment clé « {moment.moment} », et c'est « {trigger.event} » qui déclenche"
            " le scénario ; mettez le même événement des deux côtés.",
            en=f"the key moment of the sheet is '{moment.moment}', and it is '{trigger.event}' that triggers"
            " the scenario; name the same event on both sides.",
            path=("sheet", "key_moment", "moment"),
        )


RULE = Rule(
    id="moment-is-trigger",
    severity=Severity.WARNING,
    title={"fr": "Le moment clé est celui qui déclenche", "en": "The key moment is what triggers"},
    scenario=check,
)
