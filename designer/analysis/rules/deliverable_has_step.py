"""A deliverable that names a message names one that is there, by the number that it has."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.stated import deliverables, numbers_named, templates_named, times
from designer.domain.finding import Severity
from designer.domain.text import say


def check(case: Case) -> Iterator[Problem]:
    """Deliverables of a T-number that no message has, and of a message whose number is another one."""
    known = times(case)
    for index, name in deliverables(case):
        numbers = numbers_named(name)
        path = ("sheet", "deliverables", index)
        gone = sorted(number for number in numbers if number > len(known))
        if gone:
            fr, en = _how_many(len(known))
            yield Problem(
                fr=f"le livrable « {say(name, 'fr')} » est celui de T{gone[0]}, et le logigramme a {fr} ;"
                " retirez-le ou rendez-le à l'étape qu'il sert.",
                en=f"the deliverable '{say(name, 'en')}' is that of T{gone[0]}, and there {en}; remove it or"
                " give it to the step that it serves.",
                path=path,
            )
            continue
        named = templates_named(name, case, known)
        right = {time.number for time in known if time.node.template in named}
        if len(numbers) == 1 and len(named) == 1 and right and not numbers & right:
            old, new = min(numbers), min(right)
            yield Problem(
                fr=f"le livrable « {say(name, 'fr')} » dit T{old}, et son message est maintenant T{new} ;"
                " corrigez le numéro.",
                en=f"the deliverable '{say(name, 'en')}' says T{old}, and its message is now T{new}; correct"
                " the number.",
                path=path,
            )


def _how_many(messages: int) -> tuple[str, str]:
    if messages > 1:
        return f"{messages} messages", f"are {messages} messages"
    return ("un message", "is one message") if messages else ("zéro message", "is no message")


RULE = Rule(
    id="deliverable-has-step",
    severity=Severity.WARNING,
    title={"fr": "Un livrable sert une étape qui existe", "en": "A deliverable serves a step that is there"},
    scenario=check,
)
