"""No exempt message holds another one back."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.proved import together
from designer.analysis.rule import Problem, Rule
from designer.analysis.verdict import Proof
from designer.analysis.words import listed
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(portfolio: Portfolio, proof: Proof) -> Iterator[Problem]:
    """Each scenario whose messages a message that is exempt, but counts, can hold back."""
    for met in together(portfolio, proof, None):
        fr, en = listed(met.others)
        more = met.more
        beside_fr = f" ou de {fr}" if met.others else ""
        beside_en = f" or of {en}" if met.others else ""
        if more:
            beside_fr += f" (et {more} autre{'s' if more > 1 else ''})"
            beside_en += f" (and {more} other{'s' if more > 1 else ''})"
        yield Problem(
            fr=f"un message de ce scénario{beside_fr} que la règle « {met.rule} » laisse toujours passer"
            " remplit pourtant sa fenêtre : un autre message attendra ou sera perdu ; espacez-les, ou ne"
            " comptez pas cette nature de message.",
            en=f"a message of this scenario{beside_en} which the rule '{met.rule}' always lets pass fills its"
            " window all the same: another message will wait or be lost; space them out, or do not count"
            " that category.",
            node=met.node,
            path=met.path,
            document=met.document,
        )


RULE = Rule(
    id="pressure-exempt",
    # what is owed leaves and fills the week: it is how the policy is meant, and worth knowing
    severity=Severity.INFO,
    title={
        "fr": "Aucun message exempté n'en retient un autre",
        "en": "No exempt message holds another one back",
    },
    proof=check,
)
