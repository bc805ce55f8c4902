"""Those whom the sheet names may enter."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.target import asked_at_entry
from designer.domain.condition import All, InSegment
from designer.domain.finding import Severity


def check(case: Case) -> Iterator[Problem]:
    """Segments of the sheet of which nobody can satisfy audience and trigger."""
    asked = asked_at_entry(case.scenario)
    segments = case.portfolio.segments
    named = [(index, key) for index, key in enumerate(case.scenario.sheet.segments) if key in segments]
    if not asked or not named or case.branches.entry.nobody:
        return
    # boxes and atoms are loaded by the first condition
    from designer.analysis.atoms import Space

    for index, key in named:
        both = All(parts=(InSegment(segment=key), *asked))
        space = Space([both], data=case.portfolio.data, segments=segments, types=None)
        if space.target(both).nobody:
            yield Problem(
                fr=f"la fiche vise le segment « {key} », et personne de ce segment ne peut remplir la cible"
                " et le déclencheur ; retirez-le de la fiche ou corrigez la cible.",
                en=f"the sheet is for the segment '{key}', and nobody of it can satisfy audience and trigger;"
                " remove it from the sheet or correct the audience.",
                path=("sheet", "segments", index),
            )


RULE = Rule(
    id="segment-can-enter",
    severity=Severity.WARNING,
    title={"fr": "Les segments de la fiche peuvent entrer", "en": "The segments of the sheet may enter"},
    scenario=check,
)
