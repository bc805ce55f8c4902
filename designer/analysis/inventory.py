"""Where documents name things: conditions, attributes, events, properties, segments and templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.domain.condition import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    Contains,
    Did,
    In,
    InSegment,
    IsSet,
    Matches,
    Not,
    NotDid,
)
from designer.domain.policy import MaxByContact
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import (
    DateTrigger,
    EntersTrigger,
    EventTrigger,
    InactivityTrigger,
    Scenario,
    Split,
    UntilDate,
    Update,
    Wait,
    WaitEvent,
)
from designer.domain.source import Path

#: The document of things named outside scenarios, in words.
DOCUMENTS = {
    "data": {"fr": "Données", "en": "Data"},
    "policy": {"fr": "Règles de pression", "en": "Policy"},
    "segments": {"fr": "Segments", "en": "Segments"},
    "plan": {"fr": "Plan d'actions commerciales", "en": "Commercial plan"},
    "matrix": {"fr": "Matrice", "en": "Matrix"},
}


@dataclass(frozen=True, kw_only=True)
class Use:
    """A name used at a place."""

    name: str
    path: Path
    node: str | None = None
    document: str | None = None
    #: For a property: the event that should have it.
    event: str | None = None


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A condition at a place; ``event`` says whose properties its fields are."""

    condition: Condition
    path: Path
    node: str | None = None
    document: str | None = None
    event: str | None = None


def trees_of(scenario: Scenario) -> Iterator[Tree]:
    """The conditions of a scenario."""
    match scenario.trigger:
        case EventTrigger(event=event, where=where) if where is not None:
            yield Tree(condition=where, path=("trigger", "where"), event=event)
        case EntersTrigger(condition=condition):
            yield Tree(condition=condition, path=("trigger", "condition"))
        case _:
            pass
    if scenario.audience is not None:
        yield Tree(condition=scenario.audience, path=("audience",))
    for index, prevails in enumerate(scenario.priority.prevails_over):
        if prevails.when is not None:
            yield Tree(condition=prevails.when, path=("priority", "prevails_over", index, "when"))
    if scenario.exit_when is not None:
        yield Tree(condition=scenario.exit_when, path=("exit_when",))
    if scenario.goal is not None and scenario.goal.where is not None:
        yield Tree(condition=scenario.goal.where, path=("goal", "where"), event=scenario.goal.event)
    for index, node in enumerate(scenario.nodes):
        match node:
            case WaitEvent(where=where, event=event) if where is not None:
                yield Tree(condition=where, path=("nodes", index, "where"), node=node.id, event=event)
            case Split(paths=paths):
                for way, path in enumerate(paths):
                    yield Tree(condition=path.when, path=("nodes", index, "paths", way, "when"), node=node.id)
            case _:
                pass


def shared_trees(portfolio: Portfolio) -> Iterator[Tree]:
    """The conditions of what scenarios share: policy, segments, plan."""
    policy = portfolio.policy
    for name, limits in (
        ("caps", [cap.max for cap in policy.caps]),
        ("gaps", [gap.max for gap in policy.gaps]),
    ):
        for index, limit in enumerate(limits):
            if isinstance(limit, MaxByContact):
                for case, (when, _) in enumerate(limit.when):
                    yield Tree(condition=when, path=(name, index, "max", "when", case, 0), document="policy")
    for index, exclusion in enumerate(policy.exclusions):
        yield Tree(condition=exclusion.when, path=("exclusions", index, "when"), document="policy")
    for key, segment in portfolio.segments.items():
        yield Tree(condition=segment.condition, path=("segments", key, "condition"), document="segments")
    for index, campaign in enumerate(portfolio.plan.campaigns):
        if campaign.audience is not None:
            yield Tree(condition=campaign.audience, path=("campaigns", index, "audience"), document="plan")


def parts_of(tree: Tree) -> Iterator[Tree]:
    """A condition and all below it, each with its place; ``where`` is about its own event."""
    yield tree
    below: list[tuple[Condition, Path, str | None]]
    match tree.condition:
        case All(parts=parts):
            below = [(part, ("all", index), tree.event) for index, part in enumerate(parts)]
        case Any(parts=parts):
            below = [(part, ("any", index), tree.event) for index, part in enumerate(parts)]
        case Not(part=part):
            below = [(part, ("not",), tree.event)]
        case Did(event=event, where=where) if where is not None:
            below = [(where, ("did", "where"), event)]
        case NotDid(did=Did(event=event, where=where)) if where is not None:
            below = [(where, ("not_did", "where"), event)]
        case _:
            return
    for condition, path, about in below:
        yield from parts_of(
            Tree(
                condition=condition,
                path=(*tree.path, *path),
                node=tree.node,
                document=tree.document,
                event=about,
            )
        )


def fields_in(trees: Iterator[Tree]) -> Iterator[Use]:
    """The attributes that conditions name (no ``event``) and the properties (with their event)."""
    for tree in trees:
        for part in parts_of(tree):
            match part.condition:
                case Compare() | In() | Between() | IsSet() | Contains() | Matches():
                    yield Use(
                        name=part.condition.field,
                        path=part.path,
                        node=part.node,
                        document=part.document,
                        event=part.event,
                    )
                case _:
                    pass


def events_in(trees: Iterator[Tree]) -> Iterator[Use]:
    """The events that conditions look back to."""
    for tree in trees:
        for part in parts_of(tree):
            match part.condition:
                case Did(event=event):
                    below = ("did", "event")
                case NotDid(did=Did(event=event)):
                    below = ("not_did", "event")
                case _:
                    continue
            yield Use(name=event, path=(*part.path, *below), node=part.node, document=part.document)


def segments_in(trees: Iterator[Tree]) -> Iterator[Use]:
    """The segments that conditions name."""
    for tree in trees:
        for part in parts_of(tree):
            if isinstance(part.condition, InSegment):
                yield Use(name=part.condition.segment, path=part.path, node=part.node, document=part.document)


def attributes_of(scenario: Scenario) -> Iterator[Use]:
    """The contact's attributes that a scenario names."""
    if isinstance(scenario.trigger, DateTrigger):
        yield Use(name=scenario.trigger.attribute, path=("trigger", "attribute"))
    yield from (use for use in fields_in(trees_of(scenario)) if use.event is None)
    for index, node in enumerate(scenario.nodes):
        match node:
            case Wait(until=UntilDate(attribute=attribute)):
                yield Use(name=attribute, path=("nodes", index, "until", "attribute"), node=node.id)
            case Update(set=values):
                for attribute in values:
                    yield Use(name=attribute, path=("nodes", index, "set", attribute), node=node.id)
            case _:
                pass


def events_of(scenario: Scenario) -> Iterator[Use]:
    """The events that a scenario names."""
    if isinstance(scenario.trigger, EventTrigger | InactivityTrigger):
        yield Use(name=scenario.trigger.event, path=("trigger", "event"))
    if scenario.goal is not None:
        yield Use(name=scenario.goal.event, path=("goal", "event"))
    for index, node in enumerate(scenario.nodes):
        if isinstance(node, WaitEvent):
            yield Use(name=node.event, path=("nodes", index, "event"), node=node.id)
    yield from events_in(trees_of(scenario))
