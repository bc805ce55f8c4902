"""Who passes first: the order of the scenarios, what contradicts it, and what it leaves open."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from designer.analysis.atoms import Space, targets
from designer.analysis.overlap import Overlap
from designer.analysis.verdict import Mode
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Effect, Prevails, Scenario

#: Whether one contact can be in both scenarios.
Meets = Callable[[Scenario, Scenario], bool]

#: A statement: the scenario that prevails, and the one it prevails over.
Arc = tuple[str, str]

#: For each scenario, those that it prevails over.
Graph = Mapping[str, Sequence[str]]

#: What it takes back to drop a statement, the least effect first.
_EFFECTS = (Effect.ORDER, Effect.ENTRY, Effect.EXIT)


@dataclass(frozen=True, kw_only=True)
class Circle:
    """Scenarios that prevail over one another in a circle: the shortest one of their group."""

    #: Keys, ending with the one it starts with, which is the first in alphabetical order.
    keys: tuple[str, ...]
    #: The statement of the circle that costs least to drop, as `cost_of_dropping` has it.
    drop: Arc


@dataclass(frozen=True, kw_only=True)
class Order:
    """The order of a portfolio's scenarios."""

    #: Keys, the one that passes first being first.
    order: tuple[str, ...]
    #: Circles of ``prevails_over``, one for each group that prevails over itself, by key.
    circles: tuple[Circle, ...] = ()
    #: Pairs that nobody ordered: same class, same value, no ``prevails_over`` that decides, and one contact
    #: can be in both.
    ties: tuple[Arc, ...] = ()
    #: Statements that turn class or value round, between scenarios that one contact can be in.
    contradictions: tuple[Arc, ...] = ()

    @property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """The keys of each circle."""
        return tuple(circle.keys for circle in self.circles)


def anybody(_one: Scenario, _other: Scenario) -> bool:
    """One contact can be in any two scenarios: what holds where audiences are not looked at."""
    return True


def meets_in(portfolio: Portfolio) -> Meets:
    """Whether one contact can be in two scenarios of a portfolio, trusting only what cannot change.

    Audiences are compared when they are first asked for. A scenario that nobody can enter meets nobody.
    """
    met: dict[str, frozenset[str]] = {}

    def meets(one: Scenario, other: Scenario) -> bool:
        if not met:
            space = Space.of(portfolio)
            met.update(Overlap(space, targets(portfolio, Mode.SOUND, space)).pairs)
        return other.key in met.get(one.key, ())

    return meets


def priority_of(portfolio: Portfolio) -> Order:
    """The order of a portfolio, its ties and contradictions only where one contact can be in both."""
    return order_of(portfolio.scenarios, meets_in(portfolio))


def order_of(scenarios: Sequence[Scenario], meets: Meets = anybody) -> Order:
    """The order by which messages of different scenarios pass.

    Who prevails passes first whatever its class; among those that nothing holds back the better class comes
    first, then the higher value, then the key in alphabetical order. Scenarios of one circle are ordered by
    class, value and key. ``meets`` says which pairs need an order at all.
    """
    graph = prevails_graph(scenarios)
    return Order(
        order=_total(scenarios, graph),
        circles=tuple(circles(scenarios)),
        ties=ties(scenarios, meets),
        contradictions=contradictions(scenarios, meets),
    )


def prevails_graph(scenarios: Sequence[Scenario]) -> Graph:
    """For each scenario, those that it prevails over."""
    graph: dict[str, dict[str, None]] = {scenario.key: {} for scenario in scenarios}
    for scenario in scenarios:
        for prevails in scenario.priority.prevails_over:
            if prevails.scenario in graph:
                graph[scenario.key][prevails.scenario] = None
    return {key: tuple(over) for key, over in graph.items()}


def below_in(graph: Graph) -> dict[str, frozenset[str]]:
    """For each scenario, those that ways lead to; itself only where it is in a circle."""
    return {key: _led_to(graph, key) for key in graph}


def _led_to(graph: Graph, key: str) -> frozenset[str]:
    found: set[str] = set()
    todo = list(graph[key])
    while todo:
        after = todo.pop()
        if after not in found:
            found.add(after)
            todo += graph[after]
    return frozenset(found)


def _parts(graph: Graph) -> list[frozenset[str]]:
    """The scenarios by groups that prevail over themselves, most of which are a scenario alone."""
    below = below_in(graph)
    placed: set[str] = set()
    parts: list[frozenset[str]] = []
    for key in graph:
        if key not in placed:
            parts.append(frozenset({key, *(other for other in below[key] if key in below[other])}))
            placed |= parts[-1]
    return parts


def circles(scenarios: Sequence[Scenario]) -> list[Circle]:
    """The shortest circle of each group that prevails over itself; of several, the first by its keys."""
    graph = prevails_graph(scenarios)
    by_key = {scenario.key: scenario for scenario in scenarios}
    found: list[Circle] = []
    for part in _parts(graph):
        keys = _shortest(graph, part)
        if keys:
            drop = min(pairwise(keys), key=lambda arc: (cost_of_dropping(by_key, arc), arc))
            found.append(Circle(keys=keys, drop=drop))
    return sorted(found, key=lambda circle: circle.keys)


def cost_of_dropping(by_key: Mapping[str, Scenario], arc: Arc) -> tuple[int, int, bool, int]:
    """What is lost with one statement « winner prevails over loser »; the least is the one to drop.

    First how far class agrees with it (ranks by which the winner's is better, below 0 where it is worse),
    then value likewise: a statement that says the contrary of class and value is the cheapest, because what
    then decides the pair is what class and value say already. Then whether it always holds (one with a
    condition is cheaper), then how much it does (the order alone, keeping from entering, taking out).
    """
    winner, loser = (by_key[key] for key in arc)
    said = statements(winner, loser.key)
    return (
        loser.priority.class_.rank - winner.priority.class_.rank,
        winner.priority.value - loser.priority.value,
        any(prevails.when is None for prevails in said),
        max(_EFFECTS.index(prevails.effect) for prevails in said),
    )


def statements(winner: Scenario, loser: str) -> list[Prevails]:
    """What a scenario says of prevailing over another one."""
    return [prevails for prevails in winner.priority.prevails_over if prevails.scenario == loser]


def ties(scenarios: Sequence[Scenario], meets: Meets = anybody) -> tuple[Arc, ...]:
    """The pairs that nobody ordered and that need an order, each and all in alphabetical order."""
    graph = prevails_graph(scenarios)
    by_key = {scenario.key: scenario for scenario in scenarios}
    groups: dict[tuple[int, int], list[str]] = {}
    for key, scenario in by_key.items():
        groups.setdefault(rank(scenario)[:2], []).append(key)
    below = {key: _led_to(graph, key) for keys in groups.values() if len(keys) > 1 for key in keys}
    return tuple(
        sorted(
            (one, other)
            for keys in groups.values()
            for one, other in combinations(sorted(keys), 2)
            if other not in below[one] and one not in below[other] and meets(by_key[one], by_key[other])
        )
    )


def contradictions(scenarios: Sequence[Scenario], meets: Meets = anybody) -> tuple[Arc, ...]:
    """The statements by which a worse class, or a lower value of the same class, passes first."""
    by_key = {scenario.key: scenario for scenario in scenarios}
    return tuple(
        sorted(
            (winner, loser)
            for winner, losers in prevails_graph(scenarios).items()
            for loser in losers
            if rank(by_key[winner])[:2] > rank(by_key[loser])[:2] and meets(by_key[winner], by_key[loser])
        )
    )


def rank(scenario: Scenario) -> tuple[int, int, str]:
    """Class, then value, then key: the less, the sooner it passes where nothing prevails."""
    return scenario.priority.class_.rank, -scenario.priority.value, scenario.key


def _total(scenarios: Sequence[Scenario], graph: Graph) -> tuple[str, ...]:
    parts = _parts(graph)
    ranks = {scenario.key: rank(scenario) for scenario in scenarios}
    part_of = {key: part for part, keys in enumerate(parts) for key in keys}
    after = [{part_of[to] for key in keys for to in graph[key]} - {part} for part, keys in enumerate(parts)]
    part_rank = [min(ranks[key] for key in keys) for keys in parts]
    waiting = [0] * len(parts)
    for parts_after in after:
        for part in parts_after:
            waiting[part] += 1
    ready = [(part_rank[part], part) for part, count in enumerate(waiting) if count == 0]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        _, part = heapq.heappop(ready)
        order += sorted(parts[part], key=lambda key: ranks[key])
        for then in after[part]:
            waiting[then] -= 1
            if waiting[then] == 0:
                heapq.heappush(ready, (part_rank[then], then))
    return tuple(order)


def _shortest(graph: Graph, part: frozenset[str]) -> tuple[str, ...]:
    """The shortest circle within a strongly connected part, nothing where there is none."""
    best: tuple[str, ...] = ()
    for start in sorted(part):
        found = _back_to(graph, part, start, len(best) - 1 if best else len(part) + 1)
        # the starts come in order, so that the first of a length begins with the first of its keys
        best = found or best
    return best


def _back_to(graph: Graph, part: frozenset[str], start: str, below: int) -> tuple[str, ...]:
    """The shortest way from a key back to it with fewer than ``below`` arcs, by breadth."""
    todo: deque[tuple[str, ...]] = deque([(start,)])
    seen: set[str] = set()
    while todo:
        way = todo.popleft()
        if len(way) >= below:
            return ()
        for after in sorted(graph[way[-1]]):
            if after == start:
                return (*way, start)
            if after in part and after not in seen:
                seen.add(after)
                todo.append((*way, after))
    return ()
