"""Who passes first: the total order, circles and what to drop of them, ties, contradictions."""

import random
from itertools import pairwise, permutations

import networkx as nx
import pytest

from designer.analysis.priority import (
    circles,
    contradictions,
    cost_of_dropping,
    order_of,
    prevails_graph,
    ties,
)
from designer.domain.channel import Category
from designer.domain.condition import IsSet
from designer.domain.scenario import Effect, ManualTrigger, Prevails, Priority, Scenario


def plain(key: str, **priority) -> Scenario:
    return Scenario(
        key=key, name=key, trigger=ManualTrigger(), nodes=(), edges=(), priority=Priority(**priority)
    )


def over(*keys: str) -> tuple[Prevails, ...]:
    return tuple(Prevails(scenario=key) for key in keys)


@pytest.mark.parametrize(
    ("scenarios", "order"),
    [
        # the better class first, then the higher value, then the key
        ([plain("a"), plain("b", class_=Category.SERVICE), plain("c", value=80)], ["b", "c", "a"]),
        ([plain("b"), plain("a")], ["a", "b"]),
        # who prevails passes first, whatever its class and value
        ([plain("a", prevails_over=over("b")), plain("b", class_=Category.TRANSACTIONAL)], ["a", "b"]),
        # through others too
        (
            [plain("c", prevails_over=over("b")), plain("b", prevails_over=over("a")), plain("a")],
            ["c", "b", "a"],
        ),
        # a circle is ordered as if it were not there
        ([plain("a", prevails_over=over("b")), plain("b", value=60, prevails_over=over("a"))], ["b", "a"]),
        # scenarios that are not there count for nothing
        ([plain("a", prevails_over=over("gone"))], ["a"]),
    ],
)
def test_scenarios_pass_in_order(scenarios, order):
    assert list(order_of(scenarios).order) == order


def test_equal_class_and_value_is_a_tie_unless_one_prevails():
    a, b, c, d = plain("a", prevails_over=over("b")), plain("b"), plain("c"), plain("d", value=51)
    assert order_of([a, b, c, d]).ties == (("a", "c"), ("b", "c"))


def test_the_shortest_circle_of_each_group_is_shown_and_ends_where_it_begins():
    scenarios = [
        plain("b", prevails_over=over("c")),
        plain("c", prevails_over=over("a", "b")),
        plain("a", prevails_over=over("b")),
        plain("d", prevails_over=over("d")),
    ]
    assert order_of(scenarios).cycles == (("b", "c", "b"), ("d", "d"))


@pytest.mark.parametrize(
    ("scenarios", "drop"),
    [
        # class says the contrary of b over a, and would decide without it
        (
            [
                plain("a", class_=Category.SERVICE, prevails_over=over("b")),
                plain("b", prevails_over=over("a")),
            ],
            "ba",
        ),
        # so does value, within a class
        (
            [plain("a", value=20, prevails_over=over("b")), plain("b", value=80, prevails_over=over("a"))],
            "ab",
        ),
        # class weighs more than value
        (
            [
                plain("a", class_=Category.SERVICE, value=1, prevails_over=over("b")),
                plain("b", value=99, prevails_over=over("c")),
                plain("c", value=50, prevails_over=over("a")),
            ],
            "ca",
        ),
        # what holds under a condition only is lost more easily
        (
            [
                plain("a", prevails_over=over("b")),
                plain("b", prevails_over=(Prevails(scenario="a", when=IsSet(field="vip")),)),
            ],
            "ba",
        ),
        # then what does less
        (
            [
                plain("a", prevails_over=over("b")),
                plain("b", prevails_over=(Prevails(scenario="a", effect=Effect.ORDER),)),
            ],
            "ba",
        ),
        # then the first by name
        ([plain("b", prevails_over=over("a")), plain("a", prevails_over=over("b"))], "ab"),
    ],
)
def test_the_statement_to_drop_is_the_one_that_costs_least(scenarios, drop):
    (circle,) = circles(scenarios)
    assert circle.drop == tuple(drop)


def drawn(rng: random.Random) -> list[Scenario]:
    keys = "abcdef"[: rng.randint(2, 6)]
    return [
        plain(
            key,
            value=rng.choice((20, 50)),
            class_=rng.choice((Category.SERVICE, Category.COMMERCIAL)),
            prevails_over=over(*(k for k in keys if rng.random() < 0.25)),
        )
        for key in keys
    ]


@pytest.mark.parametrize("seed", range(150))
def test_circles_are_those_of_brute_force(seed):
    scenarios = drawn(random.Random(seed))
    graph = nx.DiGraph(prevails_graph(scenarios))
    by_key = {scenario.key: scenario for scenario in scenarios}
    expected = []
    for part in nx.strongly_connected_components(graph):
        found = [
            (*way, way[0])
            for length in range(1, len(part) + 1)
            for way in permutations(sorted(part), length)
            if way[0] == min(way) and all(graph.has_edge(*arc) for arc in pairwise((*way, way[0])))
        ]
        if found:
            expected.append(min(found, key=lambda way: (len(way), way)))
    answer = circles(scenarios)
    assert [circle.keys for circle in answer] == sorted(expected)
    for circle in answer:
        arcs = list(pairwise(circle.keys))
        assert circle.drop in arcs
        assert all(cost_of_dropping(by_key, circle.drop) <= cost_of_dropping(by_key, arc) for arc in arcs)


@pytest.mark.parametrize("seed", range(60))
def test_the_order_holds_everyone_once_and_keeps_every_precedence_outside_circles(seed):
    scenarios = drawn(random.Random(seed))
    graph = nx.DiGraph(prevails_graph(scenarios))
    order = order_of(scenarios).order
    assert sorted(order) == sorted(scenario.key for scenario in scenarios)
    for winner, loser in graph.edges:
        if not nx.has_path(graph, loser, winner):
            assert order.index(winner) < order.index(loser)


def test_who_cannot_meet_the_same_contact_is_no_tie_and_no_contradiction():
    a, b, c = plain("a", value=20, prevails_over=over("b")), plain("b", value=80), plain("c", value=20)
    assert ties([a, b, c]) == (("a", "c"),)
    assert contradictions([a, b, c]) == (("a", "b"),)
    apart = order_of([a, b, c], meets=lambda one, other: False)
    assert (apart.ties, apart.contradictions) == ((), ())


@pytest.mark.parametrize(
    ("winner", "loser", "contradicts"),
    [
        ({"class_": Category.COMMERCIAL}, {"class_": Category.SERVICE}, True),
        ({"class_": Category.SERVICE, "value": 1}, {"value": 99}, False),
        ({"value": 20}, {"value": 21}, True),
        ({"value": 20}, {"value": 20}, False),
    ],
)
def test_a_precedence_contradicts_a_better_class_or_value(winner, loser, contradicts):
    found = contradictions([plain("a", prevails_over=over("b"), **winner), plain("b", **loser)])
    assert found == ((("a", "b"),) if contradicts else ())
