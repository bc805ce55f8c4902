"""Somebody can satisfy every condition."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.inventory import Tree, shared_trees, trees_of
from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


def check(case: Case) -> Iterator[Problem]:
    """The conditions of a scenario that nobody can satisfy; those of splits have a rule of their own.

    Where that keeps everybody from entering it is an error. Audience and trigger must be true at one minute.
    """
    hopeless = False
    for tree in trees_of(case.scenario):
        if tree.path[0] == "nodes" and tree.path[-1] == "when":
            continue
        if tree.event is None:
            nobody = case.branches.space.target(tree.condition).nobody
        else:
            nobody = _nobody(tree, case.portfolio)
        if nobody and tree.path[0] in ("audience", "trigger"):
            hopeless = True
            yield Problem(
                fr="personne ne peut satisfaire cette condition, et nul n'entrerait jamais ; corrigez-la.",
                en="nobody can satisfy this condition, so nobody would ever enter; correct it.",
                path=tree.path,
                severity=Severity.ERROR,
            )
        elif nobody:
            yield _problem(tree)
    if not hopeless and case.scenario.audience is not None and case.branches.entry.nobody:
        yield Problem(
            fr="personne ne peut remplir à la fois la cible et le déclencheur, et nul n'entrerait jamais ;"
            " corrigez l'une ou l'autre.",
            en="nobody can satisfy both audience and trigger, so nobody would ever enter; correct either.",
            path=("audience",),
            severity=Severity.ERROR,
        )


def check_shared(portfolio: Portfolio) -> Iterator[Problem]:
    """The conditions of policy, segments and plan that nobody can satisfy."""
    for tree in shared_trees(portfolio):
        if _nobody(tree, portfolio):
            yield _problem(tree)


def _problem(tree: Tree) -> Problem:
    return Problem(
        fr="personne ne peut satisfaire cette condition : elle ne sert à rien ; corrigez-la ou retirez-la.",
        en="nobody can satisfy this condition, so it is of no use; correct it or remove it.",
        node=tree.node,
        path=tree.path,
        document=tree.document,
    )


def _nobody(tree: Tree, portfolio: Portfolio) -> bool:
    # boxes and atoms are loaded by the first condition
    from designer.analysis.atoms import Space

    types = None if tree.event is None else portfolio.data.properties_of(tree.event) or {}
    space = Space([tree.condition], data=portfolio.data, segments=portfolio.segments, types=types)
    return space.target(tree.condition).nobody


RULE = Rule(
    id="condition-possible",
    severity=Severity.WARNING,
    title={"fr": "Toute condition peut être vraie", "en": "Every condition can be true"},
    scenario=check,
    portfolio=check_shared,
)
