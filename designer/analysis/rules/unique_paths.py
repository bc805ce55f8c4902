"""The ways out of a split or an experiment have names of their own."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import ELSE, Experiment, Split


def check(case: Case) -> Iterator[Problem]:
    """Names given twice, and a split's path named ``else``, which it has anyway."""
    for index, node in enumerate(case.scenario.nodes):
        if not isinstance(node, Split | Experiment):
            continue
        seen = {ELSE} if isinstance(node, Split) else set()
        for way, name in enumerate(path.path for path in node.paths):
            if name in seen:
                taken = name == ELSE and isinstance(node, Split)
                fr = "« else » existe toujours de lui-même" if taken else f"« {name} » est déjà pris"
                en = "'else' always exists by itself" if taken else f"'{name}' is taken already"
                yield Problem(
                    fr=f"{fr} ; donnez un autre nom à cette sortie.",
                    en=f"{en}; give this way out another name.",
                    node=node.id,
                    path=("nodes", index, "paths", way, "path"),
                )
            seen.add(name)


RULE = Rule(
    id="unique-paths",
    severity=Severity.ERROR,
    title={"fr": "Un nom par sortie", "en": "A name for each way out"},
    scenario=check,
)
