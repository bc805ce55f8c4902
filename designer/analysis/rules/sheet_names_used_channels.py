"""The sheet counts on no channel that no step uses."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.stated import channels_named, channels_used, deliverables
from designer.domain.channel import Channel
from designer.domain.finding import Severity
from designer.domain.source import Path
from designer.domain.text import Text
from designer.domain.words import LABELS


def check(case: Case) -> Iterator[Problem]:
    """Description and deliverables that name a channel of no message, once there is a message at all."""
    used = channels_used(case)
    if used is None:
        return
    places: list[tuple[Text | None, Path, str, str]] = [
        (case.scenario.sheet.description, ("sheet", "description"), "la description", "the description")
    ]
    places += [
        (name, ("sheet", "deliverables", index), "un livrable", "a deliverable")
        for index, name in deliverables(case)
    ]
    for text, path, fr, en in places:
        for channel in Channel:
            if channel in channels_named(text) and channel not in used:
                label = LABELS[channel]
                yield Problem(
                    fr=f"{fr} de la fiche compte sur le canal {label['fr']}, et aucune étape ne l'utilise ;"
                    " ajoutez l'étape ou corrigez la fiche.",
                    en=f"{en} of the sheet counts on the channel {label['en']}, and no step uses it; add the"
                    " step or correct the sheet.",
                    path=path,
                )


RULE = Rule(
    id="sheet-names-used-channels",
    severity=Severity.WARNING,
    title={
        "fr": "La fiche ne compte que sur les canaux du logigramme",
        "en": "The sheet counts on the channels of the steps",
    },
    scenario=check,
)
