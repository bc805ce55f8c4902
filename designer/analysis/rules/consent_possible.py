"""A message can reach somebody who may be written to."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.channel import ADDRESS, Channel
from designer.domain.condition import (
    All,
    Any,
    Compare,
    Comparison,
    Condition,
    Consents,
    InSegment,
    IsSet,
    Not,
)
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import (
    ELSE,
    EntersTrigger,
    IfBlocked,
    Message,
    Split,
    TaskNode,
    Update,
    Wait,
    WaitEvent,
)

_YES = frozenset({"true", "1", "yes", "oui"})


def check(case: Case) -> Iterator[Problem]:
    """Messages whose way there requires that the consent or the address be missing, on each channel.

    Where nothing happens between the test and the message that is certain (error); where a wait, a task or an
    update stands between, the contact may consent meanwhile (nothing is said). A base of contacts without the
    column makes a warning. Known names need no declaration, so the data document alone is no reason.
    """
    for index, node in enumerate(case.scenario.nodes):
        if not isinstance(node, Message) or node.id not in case.reachable or case.at[node.id] != index:
            continue
        channels = [node.channel, *(node.fallback if node.if_blocked is IfBlocked.FALLBACK else ())]
        consent = case.scenario.category_of(node).needs_consent
        wanted = [_needs(channel, consent) for channel in channels]
        if not all(wanted):
            continue
        facts = list(_certain(case, node.id))
        missing = [
            next((need for need in needs if any(_denies(fact, need, case.portfolio) for fact in facts)), None)
            for needs in wanted
        ]
        if all(need is not None for need in missing):
            need = missing[0]
            yield Problem(
                fr=f"n'arrivent ici que des contacts sans « {need} » : ce message ne partirait jamais ;"
                " changez la cible,"
                " la condition qui y mène ou le canal.",
                en=f"only contacts without '{need}' come here, so this message would never leave; change"
                " the audience,"
                " the condition on the way or the channel.",
                node=node.id,
                path=("nodes", index, "channel"),
            )
            continue
        columns = case.portfolio.columns
        absent = [
            next((need for need in needs if columns is not None and need not in columns), None)
            for needs in wanted
        ]
        if all(need is not None for need in absent):
            yield Problem(
                fr=f"la base de contacts n'a pas de colonne « {absent[0]} » : ce message ne partirait pour"
                " personne ;"
                " ajoutez la colonne, ou changez de canal.",
                en=f"the base of contacts has no column '{absent[0]}', so this message would leave for"
                " nobody; add the"
                " column, or change the channel.",
                node=node.id,
                path=("nodes", index, "channel"),
                severity=Severity.WARNING,
            )


def _needs(channel: Channel, consent: bool) -> tuple[str, ...]:
    """The attributes without which nothing leaves on a channel."""
    address = ADDRESS.get(channel)
    return ((f"consent_{channel.value}",) if consent else ()) + ((address,) if address else ())


def _certain(case: Case, message: str) -> Iterator[Condition]:
    """Conditions that hold for everyone who comes to the message, with no time between test and message."""
    start = case.scenario.start
    assert start is not None
    quick = case.graph.subgraph(
        [node for node in case.graph if node == message or not _takes_time(case, node)]
    )
    if message not in quick or start.id not in quick:
        return
    if _only_quick(case, quick, start.id, message):
        if case.scenario.audience is not None:
            yield case.scenario.audience
        if isinstance(case.scenario.trigger, EntersTrigger):
            yield case.scenario.trigger.condition
    for node in case.scenario.nodes:
        if not isinstance(node, Split) or node.id not in quick or node.id not in case.reachable:
            continue
        ways = {
            way: target
            for way in (*(path.path for path in node.paths), ELSE)
            if (target := case.scenario.next_of.get((node.id, way))) is not None
        }
        # the message lies behind this split only, and behind exactly one of its ways
        without = nx.restricted_view(case.graph, [], [(node.id, target) for target in ways.values()])
        if nx.has_path(without, start.id, message):
            continue
        leading = [
            way
            for way, target in ways.items()
            if target in case.graph and nx.has_path(case.graph, target, message)
        ]
        if len(leading) != 1 or not _only_quick(case, quick, node.id, message):
            continue
        for path in node.paths:
            if path.path == leading[0]:
                yield path.when
                break
            yield Not(part=path.when)


def _takes_time(case: Case, node: str) -> bool:
    return isinstance(case.scenario.by_id[node], Wait | WaitEvent | TaskNode | Update)


def _only_quick(case: Case, quick: nx.DiGraph[str], source: str, message: str) -> bool:
    """Whether every way from a node to the message stays among nodes that take no time."""
    below = {source, *nx.descendants(case.graph, source)}
    between = below & {message, *nx.ancestors(case.graph, message)}
    return source in quick and all(node in quick for node in between)


def _denies(condition: Condition, need: str, portfolio: Portfolio) -> bool:
    """Whether the attribute is surely missing or no, where the condition is true."""
    match condition:
        case All(parts=parts):
            return any(_denies(part, need, portfolio) for part in parts)
        case Any(parts=parts):
            return bool(parts) and all(_denies(part, need, portfolio) for part in parts)
        case Not(part=part):
            return _follows(part, need, portfolio)
        case Compare(how=Comparison.EQ, field=field, value=value):
            return field == need and need.startswith("consent_") and str(value).lower() not in _YES
        case InSegment(segment=key) if key in portfolio.segments:
            return _denies(portfolio.segments[key].condition, need, portfolio)
        case _:
            return False


def _follows(condition: Condition, need: str, portfolio: Portfolio) -> bool:
    """Whether the condition is surely true where the attribute is there, and yes."""
    match condition:
        case All(parts=parts):
            return all(_follows(part, need, portfolio) for part in parts)
        case Any(parts=parts):
            return any(_follows(part, need, portfolio) for part in parts)
        case Not(part=part):
            return _denies(part, need, portfolio)
        case Consents(channel=channel):
            return need == f"consent_{channel}"
        case IsSet(field=field):
            return field == need
        case Compare(how=Comparison.EQ, field=field, value=value):
            return field == need and need.startswith("consent_") and value is True
        case InSegment(segment=key) if key in portfolio.segments:
            return _follows(portfolio.segments[key].condition, need, portfolio)
        case _:
            return False


RULE = Rule(
    id="consent-possible",
    severity=Severity.ERROR,
    title={"fr": "Le consentement est possible", "en": "Consent is possible"},
    scenario=check,
)
