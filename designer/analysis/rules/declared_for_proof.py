"""The proof knows how the attributes of audiences change."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Problem, Rule
from designer.analysis.verdict import Proof
from designer.analysis.words import listed
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio

#: How many names the finding gives.
_NAMED = 8


def check(portfolio: Portfolio, proof: Proof) -> Iterator[Problem]:
    """One finding for all the attributes that audiences use and nobody declares."""
    names = proof.undeclared
    if not names or not proof.rows:
        return
    fr, en = listed(names[:_NAMED])
    if len(names) > _NAMED:
        fr, en = f"{fr}…", f"{en}…"
    yield Problem(
        fr=f"la preuve tient pour fixes des attributs que personne ne déclare ({fr}) ; déclarez-les dans les"
        " données avec mutability : fixed, monotone ou volatile.",
        en=f"the proof takes attributes that nobody declares as fixed ({en}); declare them in the data"
        " document with a mutability: fixed, monotone or volatile.",
        document="data",
    )


RULE = Rule(
    id="declared-for-proof",
    severity=Severity.INFO,
    title={
        "fr": "La preuve sait comment changent les attributs",
        "en": "The proof knows how attributes change",
    },
    proof=check,
)
