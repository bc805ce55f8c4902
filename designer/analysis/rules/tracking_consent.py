"""Nobody is judged by openings that they did not agree to have followed."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.inventory import events_in, events_of, trees_of
from designer.analysis.rule import Case, Problem, Rule
from designer.domain.condition import Condition, Consents, walk
from designer.domain.finding import Severity

_EVENT = "message.opened"
_CONSENT = "email_open_tracking"


def check(case: Case) -> Iterator[Problem]:
    """Every use of ``message.opened`` that is not beside ``consents: email_open_tracking``.

    The consent may stand in the same condition or in the audience. Following openings person by person takes
    a consent of its own (CNIL, deliberation 2026-042).
    """
    scenario = case.scenario
    if scenario.audience is not None and _asks(scenario.audience):
        return
    asked = {
        use.path for tree in trees_of(scenario) if _asks(tree.condition) for use in events_in(iter([tree]))
    }
    for use in events_of(scenario):
        if use.name == _EVENT and use.path not in asked:
            yield Problem(
                fr="l'ouverture d'un message ne se suit qu'avec un consentement à part ; ajoutez"
                " « consents: email_open_tracking » à la condition, ou fiez-vous au clic (message.clicked).",
                en="opening a message may be followed only with a consent of its own; add"
                " 'consents: email_open_tracking' to the condition, or go by clicks (message.clicked).",
                node=use.node,
                path=use.path,
            )


def _asks(condition: Condition) -> bool:
    return any(isinstance(part, Consents) and part.channel == _CONSENT for part in walk(condition))


RULE = Rule(
    id="tracking-consent",
    severity=Severity.WARNING,
    title={"fr": "Le suivi des ouvertures est consenti", "en": "Following openings is consented to"},
    scenario=check,
)
