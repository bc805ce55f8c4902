"""Where findings of the proof belong: which scenario, which node, beside whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from designer.analysis.rule import Problem
from designer.analysis.verdict import Conflict, Proof, Verdict
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Message
from designer.domain.source import Path
from designer.domain.text import Text, say

#: How many other scenarios a finding names.
_NAMED = 4


@dataclass(frozen=True, kw_only=True)
class Met:
    """What conflicts mean for one scenario or campaign."""

    #: The rule that is broken by most, and the other rules that are broken too.
    rule: str
    rules: tuple[str, ...]
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
    """The conflicts of one verdict by scenario; without a verdict those with exempt messages.

    A portfolio of many scenarios has conflicts without number, so that there is one for each scenario, which
    names some of the others. A scenario whose messages are all exempt is held back by nothing and not named.
    """
    grouped: dict[str, list[Conflict]] = {}
    for conflict in proof.conflicts:
        if conflict.exempt if verdict is None else conflict.verdict is verdict and not conflict.exempt:
            for key in conflict.scenarios:
                if not conflict.exempt or _held_back(portfolio, key, conflict):
                    grouped.setdefault(key, []).append(conflict)
    for key, conflicts in grouped.items():
        alone = [conflict for conflict in conflicts if conflict.scenarios == (key,)]
        concerned = alone or conflicts
        strongest = max(concerned, key=_excess)
        others = dict.fromkeys(
            o for c in concerned if c.rule == strongest.rule for o in c.scenarios if o != key
        )
        nodes = [node for owner, node in strongest.nodes if owner == key]
        document, node, path = _place(portfolio, key, nodes[-1] if nodes else None)
        named = [] if alone else list(others)
        yield Met(
            rule=strongest.rule,
            rules=tuple(dict.fromkeys(c.rule for c in conflicts if c.rule != strongest.rule)),
            document=document,
            node=node,
            path=path,
            others=tuple(named[:_NAMED]),
            more=max(0, len(named) - _NAMED),
            worst=inf if strongest.worst is None else strongest.worst.lower,
            limit=strongest.limit,
        )


def _excess(conflict: Conflict) -> float:
    return (inf if conflict.worst is None else conflict.worst.lower) - conflict.limit


def _held_back(portfolio: Portfolio, key: str, conflict: Conflict) -> bool:
    """Whether a message of a scenario or campaign in a conflict is one that the rules can block."""
    scenario = portfolio.scenario(key)
    if scenario is None:
        return any(
            portfolio.policy.rule_of(campaign.category).subject
            for campaign in portfolio.plan.campaigns
            if campaign.key == key
        )
    return any(
        isinstance(node := scenario.by_id.get(place), Message)
        and portfolio.policy.rule_of(scenario.category_of(node)).subject
        for owner, place in conflict.nodes
        if owner == key
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
