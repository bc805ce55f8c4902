"""What must happen to the worst when a portfolio changes, and what bounds say when time is short."""

import random
from dataclasses import replace

import pytest

from designer.analysis.pressure import Memo, prove
from designer.analysis.verdict import Verdict
from designer.domain.channel import Channel
from designer.domain.condition import All, Compare, Comparison, In
from designer.domain.data import Attribute, DataModel, Mutability
from designer.domain.policy import Cap, Gap, HalfLife, Policy, Score
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import (
    Edge,
    Entry,
    EventTrigger,
    Exit,
    Message,
    Reentry,
    Scenario,
    Split,
    SplitPath,
    TriggerNode,
    Wait,
)
from designer.domain.time import Duration

HOUR = 60
CITIES = ("Lyon", "Nice", "Lille", "Brest")
NAMES = ("a", "b", "c", "d")
DATA = DataModel(
    attributes={
        "city": Attribute(name="city", mutability=Mutability.FIXED),
        "kind": Attribute(name="kind", mutability=Mutability.FIXED),
        "mood": Attribute(name="mood", mutability=Mutability.VOLATILE),
    }
)
POLICY = Policy(
    timezone="UTC",
    caps=(Cap(id="week", max=2, per=Duration(minutes=168 * HOUR)),),
    gaps=(Gap(id="gap", min=Duration(minutes=48 * HOUR)),),
    score=Score(threshold=9, decay=HalfLife(half_life=Duration(minutes=100 * HOUR))),
)


def scenario(rng: random.Random, key: str) -> Scenario:
    nodes = [TriggerNode(id="start")]
    for number in range(rng.randint(2, 7)):
        name = f"n{number}"
        match rng.choice("mmmwws"):
            case "m":
                nodes.append(Message(id=name, channel=rng.choice([Channel.EMAIL, Channel.SMS])))
            case "w":
                nodes.append(Wait(id=name, for_=Duration(minutes=rng.choice([0, 5, 30, 80]) * HOUR)))
            case "s":
                vip = Compare(how=Comparison.EQ, field="mood", value="good")
                nodes.append(Split(id=name, paths=(SplitPath(path="yes", when=vip),)))
    nodes.append(Exit(id="end"))
    edges = []
    for place, one in enumerate(nodes[:-1]):
        if isinstance(one, Split):
            ahead = rng.randint(place + 1, len(nodes) - 1)
            edges.append(Edge(source=one.id, target=nodes[ahead].id, path="else"))
        path = "yes" if isinstance(one, Split) else None
        edges.append(Edge(source=one.id, target=nodes[place + 1].id, path=path))
    audience = [
        In(field=field, values=tuple(rng.sample(CITIES, rng.randint(1, 3))))
        for field in rng.sample(["city", "kind", "mood"], rng.randint(0, 2))
    ]
    again = Entry(reentry=Reentry.AFTER_EXIT, gap=Duration(minutes=rng.choice([10, 100]) * HOUR))
    return Scenario(
        key=key,
        name=key,
        trigger=EventTrigger(event=f"{key}.begins"),
        audience=All(parts=tuple(audience)) if audience else None,
        entry=again if rng.random() < 0.3 else Entry(),
        nodes=tuple(nodes),
        edges=tuple(edges),
    )


def portfolio(rng: random.Random, number: int | None = None) -> Portfolio:
    keys = NAMES[: number or rng.randint(1, 4)]
    return Portfolio(scenarios=tuple(scenario(rng, key) for key in keys), policy=POLICY, data=DATA)


def worst(whole: Portfolio) -> list[tuple]:
    return [(row.rule, row.verdict, row.worst.lower, row.worst.upper, row.photo) for row in prove(whole).rows]


def figures(whole: Portfolio) -> list[float]:
    return [row.worst.upper for row in prove(whole).rows]


SEEDS = range(12)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_longer_wait_never_makes_the_worst_worse(seed):
    rng = random.Random(seed)
    before = portfolio(rng)
    changed = []
    for one in before.scenarios:
        nodes = tuple(
            replace(node, for_=Duration(minutes=node.for_.minutes + rng.choice([0, 20]) * HOUR))
            if isinstance(node, Wait)
            else node
            for node in one.nodes
        )
        changed.append(replace(one, nodes=nodes))
    after = replace(before, scenarios=tuple(changed))
    for less, more in zip(figures(after), figures(before), strict=True):
        assert less <= more + 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_another_scenario_never_makes_the_worst_better(seed):
    rng = random.Random(seed)
    whole = portfolio(rng, 4)
    fewer = replace(whole, scenarios=whole.scenarios[:3])
    for less, more in zip(figures(fewer), figures(whole), strict=True):
        assert less <= more + 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_names_of_nodes_change_nothing(seed):
    whole = portfolio(random.Random(seed))
    renamed = tuple(
        replace(
            one,
            nodes=tuple(replace(node, id=f"x-{node.id}") for node in one.nodes),
            edges=tuple(
                replace(edge, source=f"x-{edge.source}", target=f"x-{edge.target}") for edge in one.edges
            ),
        )
        for one in whole.scenarios
    )
    assert worst(replace(whole, scenarios=renamed)) == worst(whole)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_the_scenarios_changes_nothing(seed):
    whole = portfolio(random.Random(seed))
    turned = replace(whole, scenarios=whole.scenarios[::-1])
    assert [row[:2] for row in worst(turned)] == [row[:2] for row in worst(whole)]
    assert figures(turned) == pytest.approx(figures(whole))
    sets = {(one.rule, frozenset(one.scenarios)) for one in prove(whole).conflicts}
    assert sets == {(one.rule, frozenset(one.scenarios)) for one in prove(turned).conflicts}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_photo_is_never_above_the_sound_reading(seed):
    for row in prove(portfolio(random.Random(seed))).rows:
        assert row.photo <= row.worst.lower


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_is_over_its_limit_where_a_set_breaks_it(seed):
    proof = prove(portfolio(random.Random(seed)))
    for row in proof.rows:
        sets = [set(one.scenarios) for one in proof.conflicts if one.rule == row.rule and not one.exempt]
        assert all(not one < other for one in sets for other in sets)
        if sets:
            assert row.verdict is not Verdict.SAFE
        if row.worst.upper <= row.limit:
            assert sets == []


@pytest.mark.parametrize("seed", SEEDS)
def test_without_time_to_search_the_bounds_still_hold(seed):
    whole = portfolio(random.Random(seed))
    for short, full in zip(prove(whole, budget=0).rows, prove(whole).rows, strict=True):
        assert full.worst.exact
        assert short.worst.lower <= full.worst.lower + 1e-9
        assert short.worst.upper >= full.worst.upper - 1e-9
        assert short.to_json()["exact"] is (short.worst.lower == short.worst.upper)


@pytest.mark.parametrize("seed", SEEDS)
def test_edit_after_edit_the_memory_says_what_a_new_proof_says(seed):
    rng, memo = random.Random(seed), Memo()
    whole = portfolio(rng, 4)
    for _ in range(4):
        found = prove(whole, memo=memo)
        anew = prove(whole)
        assert found.conflicts == anew.conflicts
        for row, fresh in zip(found.rows, anew.rows, strict=True):
            assert (row.rule, row.verdict, row.worst.lower) == (fresh.rule, fresh.verdict, fresh.worst.lower)
            assert row.worst.upper == pytest.approx(fresh.worst.upper)
        place = rng.randrange(4)
        scenarios = list(whole.scenarios)
        scenarios[place] = scenario(rng, NAMES[place])
        whole = replace(whole, scenarios=tuple(scenarios))
