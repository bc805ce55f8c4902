"""Where deliverables are listed message by message, none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.stated import channels_named, deliverables, numbers_named, templates_named, times
from designer.domain.finding import Severity


def check(case: Case) -> Iterator[Problem]:
    """The messages that no deliverable names, where deliverables name messages by number or template."""
    known = times(case)
    covered: set[int] = set()
    for _index, name in deliverables(case):
        named = templates_named(name, case, known)
        numbers, channels = numbers_named(name), channels_named(name)
        # "E-mail T3" prepares no text message: the e-mail had that number before one was drawn in front of it
        covered |= {
            time.number
            for time in known
            if time.number in numbers
            and (not channels or channels & {time.node.channel, *time.node.fallback})
        }
        covered |= {time.number for time in known if time.node.template in named}
    if not covered:
        return
    for time in known:
        if time.number not in covered:
            yield Problem(
                fr=f"aucun livrable ne prépare {time.name}, alors que d'autres messages ont le leur ;"
                " ajoutez-le aux livrables de la fiche.",
                en=f"no deliverable prepares {time.name}, while other messages have theirs; add it to the"
                " deliverables of the sheet.",
                node=time.node.id,
                path=("sheet", "deliverables"),
            )


RULE = Rule(
    id="message-has-deliverable",
    severity=Severity.INFO,
    title={"fr": "Chaque message a son livrable", "en": "Each message has its deliverable"},
    scenario=check,
)
