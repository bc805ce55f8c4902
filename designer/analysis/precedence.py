"""What decided the place of each scenario in the order, and what each « A prevails over B » does to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from designer.analysis.priority import (
    below_in,
    contradictions,
    meets_in,
    order_of,
    prevails_graph,
    rank,
)
from designer.domain.condition import All
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Prevails, Scenario


class Decided(Enum):
    """What puts a scenario behind the one before it."""

    #: Nothing stands before it.
    FIRST = "first"
    #: Its class is not as good.
    CLASS = "class"
    #: Of the same class, its value is lower.
    VALUE = "value"
    #: Of the same class and value, its key comes later in the alphabet: nobody decided.
    KEY = "key"
    #: One before it prevails over it, which turns class, value or key round.
    PREVAILS = "prevails"
    #: It prevails over others and is prevailed over by them in a circle, and stands with them.
    CIRCLE = "circle"
    #: The one before it belongs to a circle, which passes as a whole at the place of its best.
    GROUP = "group"
    #: One before it prevails over another one of its circle, which passes as a whole.
    HELD = "held"


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place of the order."""

    key: str
    by: Decided
    #: The scenario that it stands behind for that reason; nothing for the first.
    behind: str | None = None


def places(scenarios: Sequence[Scenario]) -> tuple[Place, ...]:
    """The places of :func:`order_of`, from the first on, each with what decided it."""
    by_key = {scenario.key: scenario for scenario in scenarios}
    graph = prevails_graph(scenarios)
    below = below_in(graph)
    order = order_of(scenarios).order
    found = [Place(key=key, by=Decided.FIRST) for key in order[:1]]
    for before, key in pairwise(order):
        by, behind = _why(by_key[before], by_key[key], below), before
        if by is Decided.PREVAILS:
            # of all that stand before it, the last that says so itself, or says so of its circle
            earlier = order[: order.index(key)]
            said = [other for other in earlier if key in graph[other]]
            held = [other for other in earlier if any(key in below[over] for over in graph[other])]
            by = Decided.PREVAILS if said else Decided.HELD
            behind = (said or held)[-1]
        found.append(Place(key=key, by=by, behind=behind))
    return tuple(found)


def _why(before: Scenario, after: Scenario, below: Mapping[str, frozenset[str]]) -> Decided:
    if before.key in below[after.key] and after.key in below[before.key]:
        return Decided.CIRCLE
    one, other = rank(before), rank(after)
    if one[0] < other[0]:
        return Decided.CLASS
    if one[0] == other[0] and one[1] < other[1]:
        return Decided.VALUE
    if one[:2] == other[:2] and one[2] < other[2] and after.key not in below[before.key]:
        return Decided.KEY
    if after.key in below[before.key]:
        return Decided.PREVAILS
    return Decided.GROUP


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One « A prevails over B » of a portfolio."""

    winner: str
    loser: str
    #: Which of the winner's own statements it is, from 0.
    place: int
    prevails: Prevails
    #: Whether there is a scenario to prevail over.
    known: bool
    #: Whether one contact can be in both scenarios; a statement about two that never meet does nothing.
    meets: bool
    #: Whether its condition can hold for somebody who is in both; true where it has none.
    holds: bool
    #: Whether class or value say the contrary.
    contradicts: bool
    #: Whether the loser prevails over the winner as well, through others or not.
    in_circle: bool


def stated(portfolio: Portfolio) -> tuple[Statement, ...]:
    """Everything that the scenarios say of prevailing, in their order."""
    by_key = {scenario.key: scenario for scenario in portfolio.scenarios}
    below = below_in(prevails_graph(portfolio.scenarios))
    against = frozenset(contradictions(portfolio.scenarios))
    meets = meets_in(portfolio)
    found: list[Statement] = []
    for scenario in portfolio.scenarios:
        for place, prevails in enumerate(scenario.priority.prevails_over):
            loser = by_key.get(prevails.scenario)
            together = loser is not None and meets(scenario, loser)
            found.append(
                Statement(
                    winner=scenario.key,
                    loser=prevails.scenario,
                    place=place,
                    prevails=prevails,
                    known=loser is not None,
                    meets=together,
                    holds=loser is not None and together and _holds(portfolio, scenario, loser, prevails),
                    contradicts=(scenario.key, prevails.scenario) in against,
                    in_circle=loser is not None and scenario.key in below[prevails.scenario],
                )
            )
    return tuple(found)


def _holds(portfolio: Portfolio, winner: Scenario, loser: Scenario, prevails: Prevails) -> bool:
    """Whether a contact of both can satisfy the condition: the audience of one is narrowed by it."""
    if prevails.when is None:
        return True
    parts = (prevails.when,) if winner.audience is None else (winner.audience, prevails.when)
    narrowed = replace(winner, audience=All(parts=parts))
    others = tuple(narrowed if one.key == winner.key else one for one in portfolio.scenarios)
    return meets_in(replace(portfolio, scenarios=others))(narrowed, loser)
