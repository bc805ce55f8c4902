"""Nobody is due more than the rules of pressure allow."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.proved import number_of, together
from designer.analysis.rule import Problem, Rule
from designer.analysis.verdict import Proof, Verdict
from designer.analysis.words import listed
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(portfolio: Portfolio, proof: Proof) -> Iterator[Problem]:
    """Each scenario that can make a contact due too much, alone or with others."""
    for met in together(portfolio, proof, Verdict.MAY):
        worst, limit = number_of(met.worst), number_of(met.limit)
        if met.others:
            fr, en = listed(met.others)
            more = met.more
            with_fr = f"avec {fr}{f' et {more} autre' if more else ''}{'s' if more > 1 else ''}, "
            with_en = f"with {en}{f' and {more} other' if more else ''}{'s' if more > 1 else ''}, "
        else:
            with_fr = with_en = ""
        rules_fr, rules_en = listed(met.rules)
        also_fr = f" (de même sous {rules_fr})" if met.rules else ""
        also_en = f" (and so under {rules_en})" if met.rules else ""
        yield Problem(
            fr=f"{with_fr}un même contact peut atteindre {worst} là où"
            f" la règle « {met.rule} » permet {limit}{also_fr} : l'arbitrage en retiendra ; allongez"
            " une attente, rendez les scénarios exclusifs, ou acceptez-le en publiant.",
            en=f"{with_en}one contact can be due {worst} where the rule"
            f" '{met.rule}' allows {limit}{also_en}: arbitration will hold messages back; lengthen a wait,"
            " make the scenarios exclusive, or accept it when publishing.",
            node=met.node,
            path=met.path,
            document=met.document,
        )


RULE = Rule(
    id="pressure-may",
    severity=Severity.WARNING,
    title={
        "fr": "Personne ne peut recevoir plus que les règles ne permettent",
        "en": "Nobody is due more than the rules allow",
    },
    proof=check,
)
