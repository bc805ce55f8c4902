"""What a target is made of: the single conditions of an audience, and what they make certain."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from designer.domain.condition import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    Consents,
    Contains,
    Did,
    In,
    InSegment,
    IsSet,
    Matches,
    Not,
    NotDid,
)
from designer.domain.data import KNOWN_ATTRIBUTES
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import EntersTrigger, Scenario

#: A condition that has no other one below it.
Leaf = Compare | In | Between | IsSet | Contains | Matches | Did | NotDid | InSegment | Consents


def asked_at_entry(scenario: Scenario) -> tuple[Condition, ...]:
    """What is true of whoever enters: the audience, and the condition of an ``enters`` trigger."""
    trigger = scenario.trigger
    asked = (trigger.condition,) if isinstance(trigger, EntersTrigger) else ()
    return asked if scenario.audience is None else (scenario.audience, *asked)


def leaves(condition: Condition, portfolio: Portfolio, *, named: bool = False) -> Iterator[Leaf]:
    """The single conditions of a tree, those of its segments in the place of ``in_segment``.

    A segment that is not declared stays as it is; ``named`` gives those that are declared too, before what
    they are made of. The properties that a ``where`` asks for are not given.
    """
    todo: list[Condition] = [condition]
    opened: set[str] = set()
    while todo:
        match todo.pop():
            case All(parts=parts) | Any(parts=parts):
                todo += reversed(parts)
            case Not(part=part):
                todo.append(part)
            case InSegment(segment=key) as leaf if key in portfolio.segments:
                if named:
                    yield leaf
                if key not in opened:
                    opened.add(key)
                    todo.append(portfolio.segments[key].condition)
            case leaf:
                yield leaf


def is_formal(leaf: Leaf) -> bool:
    """Whether it only asks that one may be written to, which says nothing about who one is."""
    match leaf:
        case Consents():
            return True
        case Compare(field=field) | In(field=field) | IsSet(field=field) | Matches(field=field):
            return field in KNOWN_ATTRIBUTES
        case _:
            return False


def implies(
    condition: Condition,
    portfolio: Portfolio,
    true: Callable[[Leaf], bool],
    untrue: Callable[[Leaf], bool] = lambda leaf: False,
) -> bool:
    """Whether a fact is certain wherever a condition is true.

    ``true`` says of a single condition that the fact follows from it, ``untrue`` that it follows from its
    being false. No is no proof of the contrary.
    """
    return _implies(condition, portfolio, true, untrue, holds=True, opened=frozenset())


def _implies(
    condition: Condition,
    portfolio: Portfolio,
    true: Callable[[Leaf], bool],
    untrue: Callable[[Leaf], bool],
    *,
    holds: bool,
    opened: frozenset[str],
) -> bool:
    """The same; ``holds`` says whether the condition is known to be true or to be false."""

    def below(part: Condition, truth: bool, inside: frozenset[str] = opened) -> bool:
        return _implies(part, portfolio, true, untrue, holds=truth, opened=inside)

    match condition:
        case All(parts=parts):
            return any(below(part, True) for part in parts) if holds else _all(below(p, False) for p in parts)
        case Any(parts=parts):
            return _all(below(p, True) for p in parts) if holds else any(below(part, False) for part in parts)
        case Not(part=part):
            return below(part, not holds)
        case InSegment(segment=key) as leaf if key in portfolio.segments and key not in opened:
            return (true if holds else untrue)(leaf) or below(
                portfolio.segments[key].condition, holds, opened | {key}
            )
        case leaf:
            return (true if holds else untrue)(leaf)


def _all(answers: Iterator[bool]) -> bool:
    """Whether there is an answer and every one is yes: nothing is sure of no condition at all."""
    said = list(answers)
    return bool(said) and all(said)
