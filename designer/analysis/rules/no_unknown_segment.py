"""Segments that documents name exist."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.inventory import Use, segments_in, shared_trees, trees_of
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import perhaps
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(case: Case) -> Iterator[Problem]:
    """The unknown segments of a scenario's conditions (error) and of its sheet (warning)."""
    yield from _unknown(segments_in(trees_of(case.scenario)), case.portfolio, Severity.ERROR)
    named = (
        Use(name=name, path=("sheet", "segments", index))
        for index, name in enumerate(case.scenario.sheet.segments)
    )
    yield from _unknown(named, case.portfolio, Severity.WARNING)


def check_shared(portfolio: Portfolio) -> Iterator[Problem]:
    """The unknown segments of policy, plan and other segments."""
    yield from _unknown(segments_in(shared_trees(portfolio)), portfolio, Severity.ERROR)


def _unknown(uses: Iterator[Use], portfolio: Portfolio, severity: Severity) -> Iterator[Problem]:
    if not (portfolio.segments_declared or portfolio.segments):
        return
    for use in uses:
        if use.name in portfolio.segments:
            continue
        near_fr, near_en = perhaps(use.name, portfolio.segments)
        yield Problem(
            fr=f"le segment « {use.name} » n'existe pas{near_fr} Corrigez-le ou ajoutez-le aux segments.",
            en=f"the segment '{use.name}' does not exist{near_en} Correct it or add it to the segments.",
            node=use.node,
            path=use.path,
            document=use.document,
            severity=severity,
        )


RULE = Rule(
    id="no-unknown-segment",
    severity=Severity.ERROR,
    title={"fr": "Les segments existent", "en": "Segments exist"},
    scenario=check,
    portfolio=check_shared,
)
