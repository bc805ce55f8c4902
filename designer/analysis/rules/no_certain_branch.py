"""No way out of a split takes everyone who is left while others stand below it."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import listed
from designer.domain.finding import Severity
from designer.domain.scenario import ELSE


def check(case: Case) -> Iterator[Problem]:
    """The ways that whoever comes there and took none above is sure to take.

    The last way of a split may be so on purpose, to name what would be ``else``: that is only worth knowing.
    """
    for way in case.branches.ways:
        if not way.certain:
            continue
        paths = way.split.paths
        below = [path.path for path in paths[way.index + 1 :]]
        never_fr, never_en = listed([*below, ELSE])
        whole = way.index > 0 and not below
        name = paths[way.index].path
        yield Problem(
            fr=f"tous ceux qui restent prennent le chemin « {name} » : rien ne passe jamais par {never_fr} ;"
            " corrigez la condition, ou mettez ce chemin en dernier.",
            en=f"everyone who is left takes the way '{name}': nothing ever goes by {never_en};"
            " correct the condition, or put this way last.",
            node=way.split.id,
            path=case.path_of(way.split.id, "paths", way.index, "when"),
            severity=Severity.INFO if whole else None,
        )


RULE = Rule(
    id="no-certain-branch",
    severity=Severity.WARNING,
    title={"fr": "Aucun chemin ne prend tout le monde", "en": "No way takes everyone"},
    scenario=check,
)
