"""A message can reach somebody who may be written to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    walk,
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

_ADDRESSES = frozenset(ADDRESS.values())
_YES = frozenset({"true", "1", "yes", "oui"})


def check(case: Case) -> Iterator[Problem]:
    """Messages whose way there requires that the consent or the address be missing, on each channel.

    Where nothing happens between the test and the message that is certain (error); where a wait, a task or an
    update stands between, the contact may consent meanwhile (nothing is said). A base of contacts without the
    column makes a warning. Known names need no declaration, so the data document alone is no reason.
    """
    tests = _tests(case)
    for index, node in enumerate(case.scenario.nodes):
        if not isinstance(node, Message) or node.id not in case.reachable or case.at[node.id] != index:
            continue
        channels = [node.channel, *(node.fallback if node.if_blocked is IfBlocked.FALLBACK else ())]
        consent = case.scenario.category_of(node).needs_consent
        wanted = [_needs(channel, consent) for channel in channels]
        if not all(wanted):
            continue
        facts = [fact for test in tests if node.id in test.nodes for fact in test.conditions]
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


@dataclass(frozen=True, kw_only=True)
class _Test:
    """Conditions that hold, at once and for certain, for everyone who comes to some nodes."""

    conditions: tuple[Condition, ...]
    nodes: frozenset[str]


def _tests(case: Case) -> list[_Test]:
    """The audience and the trigger's condition at entry, then the ways of the splits on the way."""
    start = case.scenario.start
    if start is None:
        return []
    asked = [case.scenario.audience] if case.scenario.audience is not None else []
    if isinstance(case.scenario.trigger, EntersTrigger):
        asked.append(case.scenario.trigger.condition)
    asked = [condition for condition in asked if _tells(condition)]
    tests = [_Test(conditions=tuple(asked), nodes=_at_once(case, start.id))] if asked else []
    for node in case.scenario.nodes:
        if (
            isinstance(node, Split)
            and node.id in case.reachable
            and any(_asks(path.when) for path in node.paths)
            and any(_tells(path.when) for path in node.paths)
        ):
            tests += _tests_of(case, node, start.id)
    return tests


def _tests_of(case: Case, split: Split, start: str) -> Iterator[_Test]:
    """What holds behind each way of a split, where no other way and nothing beside the split leads to."""
    ways = {
        way: target
        for way in (*(path.path for path in split.paths), ELSE)
        if (target := case.scenario.next_of.get((split.id, way))) in case.after and target is not None
    }
    behind = {way: case.reach([target]) for way, target in ways.items()}
    beside = case.reach([start], without=split.id)
    at_once = _at_once(case, split.id)
    refused: list[Condition] = []
    for way in (*split.paths, None):
        name = ELSE if way is None else way.path
        others = set().union(*(nodes for other, nodes in behind.items() if other != name))
        yield _Test(
            conditions=(*refused, *([way.when] if way else [])),
            nodes=frozenset(at_once & behind.get(name, set()) - others - beside),
        )
        if way is not None:
            refused.append(Not(part=way.when))


def _at_once(case: Case, source: str) -> frozenset[str]:
    """The nodes below a node that are reached without any time passing, whichever way one comes from it."""
    below = case.reach([source])
    taking_time = Wait | WaitEvent | TaskNode | Update
    late = case.reach(node for node in below if isinstance(case.scenario.by_id[node], taking_time))
    return frozenset(below - late)


def _asks(condition: Condition) -> bool:
    """Whether the condition could say anything about a consent or an address."""
    return any(isinstance(part, Consents | IsSet | InSegment | Compare) for part in walk(condition))


def _tells(condition: Condition) -> bool:
    """Whether something about a consent or an address may follow from the condition: from its fields, from a
    segment, or from a condition of nothing, from which all follows.
    """
    for part in walk(condition):
        match part:
            case Compare(field=field) | IsSet(field=field):
                if field.startswith("consent_") or field in _ADDRESSES:
                    return True
            case Consents() | InSegment() | All(parts=()):
                return True
            case _:
                pass
    return False


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
