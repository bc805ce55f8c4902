"""Every rule of the policy has an id of its own."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Problem, Rule
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio
from designer.domain.source import Path

#: Words that decisions use for rules that have no id of their own.
RESERVED = frozenset({"consent", "no-address", "suppressed", "quiet-hours", "score", "control", "misfire"})


def check(portfolio: Portfolio) -> Iterator[Problem]:
    """Ids given twice or reserved, and slots protected in caps that do not exist."""
    policy = portfolio.policy
    ids: list[tuple[str, Path]] = [(rule.id, ("caps", index, "id")) for index, rule in enumerate(policy.caps)]
    ids += [(rule.id, ("gaps", index, "id")) for index, rule in enumerate(policy.gaps)]
    excluded: list[tuple[str, Path]] = [
        (rule.id, ("exclusions", index, "id")) for index, rule in enumerate(policy.exclusions)
    ]
    # decisions write exclusions as exclusion:<id>, so the two groups may share a name
    for group in (ids, excluded):
        seen: set[str] = set()
        for name, path in group:
            if name in seen or (group is ids and name in RESERVED):
                taken = name in seen
                yield Problem(
                    fr=f"« {name} » est {'déjà pris' if taken else 'un nom réservé'} ; les décisions"
                    " nomment la règle"
                    " par son identifiant, donnez-lui-en un autre.",
                    en=f"'{name}' is {'taken already' if taken else 'a reserved name'}; decisions name the"
                    " rule by"
                    " its id, give it another one.",
                    path=path,
                    document="policy",
                )
            seen.add(name)
    caps = {cap.id for cap in policy.caps}
    for name in policy.protect:
        if name not in caps:
            yield Problem(
                fr=f"protect réserve des places du plafond « {name} », qui n'existe pas ; corrigez-le ou"
                " retirez-le.",
                en=f"protect keeps slots of the cap '{name}', which does not exist; correct or remove it.",
                path=("protect", name),
                document="policy",
            )


RULE = Rule(
    id="unique-rule-ids",
    severity=Severity.ERROR,
    title={"fr": "Un identifiant par règle de pression", "en": "An id for each rule of the policy"},
    portfolio=check,
)
