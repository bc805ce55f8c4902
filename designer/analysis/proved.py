"""Where findings of the proof belong: which scenario, which node, beside whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from designer.analysis.rule import Problem
from designer.analysis.verdict import Conflict, Proof, Verdict
from designer.domain.portfolio import Portfolio
from designer.domain.source import Path
from designer.domain.text import Text, say

#: How many other scenarios a finding names.
_NAMED = 4


@dataclass(frozen=True, kw_only=True)
class Met:
    """What the conflicts of one rule mean for one scenario or campaign."""

    rule: str
    document: str
    #: The message concerned, nothing where it is a campaign's.
    node: str | None
    path: Path
    #: The first of those it meets, and how many more there are.
    others: tuple[str, ...]
    more: int
    #: The most due in one window in any of these conflicts.
    worst: float
    limit: float


def together(portfolio: Portfolio, proof: Proof, verdict: Verdict | None) -> Iterator[Met]:
    """The conflicts of one verdict by rule and scenario; without a verdict those with exempt messages.

    A portfolio of many scenarios has conflicts without number, so that there is one for each scenario and
    rule, which names some of the others.
    """
    grouped: dict[tuple[str, str], list[Conflict]] = {}
    for conflict in proof.conflicts:
        if conflict.exempt if verdict is None else conflict.verdict is verdict and not conflict.exempt:
            for key in conflict.scenarios:
                grouped.setdefault((key, conflict.rule), []).append(conflict)
    for (key, rule), conflicts in grouped.items():
        others = list(dict.fromkeys(o for conflict in conflicts for o in conflict.scenarios if o != key))
        alone = [conflict for conflict in conflicts if conflict.scenarios == (key,)]
        concerned = alone or conflicts
        nodes = [node for conflict in concerned for owner, node in conflict.nodes if owner == key]
        document, node, path = _place(portfolio, key, nodes[-1] if nodes else None)
        named = [] if alone else others
        yield Met(
            rule=rule,
            document=document,
            node=node,
            path=path,
            others=tuple(named[:_NAMED]),
            more=max(0, len(named) - _NAMED),
            worst=max((inf if c.worst is None else c.worst.lower for c in concerned), default=inf),
            limit=conflicts[0].limit,
        )


def blocked_problems(portfolio: Portfolio, proof: Proof, verdict: Verdict) -> Iterator[Problem]:
    """The messages that their own scenario keeps from leaving, by how grave that is."""
    for blocked in proof.blocked:
        if blocked.verdict is verdict:
            document, node, path = _place(portfolio, blocked.scenario, blocked.node)
            yield Problem(
                fr=_sentence(blocked.message, "fr"),
                en=_sentence(blocked.message, "en"),
                node=node,
                path=path,
                document=document,
            )


def number_of(value: float) -> str:
    """A count or a score for people: whole where it is whole, else with one decimal."""
    if value == inf:
        return "∞"
    return str(int(value)) if value == int(value) else f"{value:.1f}"


def _place(portfolio: Portfolio, key: str, node: str | None) -> tuple[str, str | None, Path]:
    scenario = portfolio.scenario(key)
    if scenario is None:
        for index, campaign in enumerate(portfolio.plan.campaigns):
            if campaign.key == key:
                return "plan", None, ("campaigns", index)
        return f"scenario:{key}", None, ()
    for index, one in enumerate(scenario.nodes):
        if one.id == node:
            return f"scenario:{key}", node, ("nodes", index)
    return f"scenario:{key}", None, ()


def _sentence(text: Text, language: str) -> str:
    """Findings begin with the place, so that the sentence goes on in small letters."""
    words = say(text, language)
    return words[:1].lower() + words[1:] if words[1:2].islower() or words[1:2] == " " else words
