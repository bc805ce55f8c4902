"""What is said of the ways of splits, against contacts that walk and change on the way."""

import random

import pytest

from designer.analysis.rule import Case
from designer.domain.data import Attribute, DataModel, Mutability, Type
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Split, Update, Wait
from designer.formats import load_scenario
from tests.unit.analysis.test_atoms import truth

STAGES = ("prospect", "client", "lost")
DATA = DataModel(
    attributes={
        "city": Attribute(name="city", mutability=Mutability.FIXED),
        "tier": Attribute(name="tier", mutability=Mutability.VOLATILE),
        "stage": Attribute(name="stage", mutability=Mutability.MONOTONE, values=STAGES),
        "age": Attribute(name="age", type=Type.NUMBER, mutability=Mutability.FIXED),
    }
)
VALUES = {
    "city": ("Lyon", "Paris", "Lille"),
    "tier": ("gold", "tin"),
    "stage": STAGES,
    "age": (17, 18, 30),
}


def condition(rng: random.Random, depth: int = 1) -> dict:
    if depth and rng.random() < 0.5:
        parts = [condition(rng, depth - 1) for _ in range(2)]
        return rng.choice([{"all": parts}, {"any": parts}, {"not": parts[0]}])
    field = rng.choice(list(VALUES))
    if rng.random() < 0.2:
        return {"is_set": field}
    if field == "age":
        return {rng.choice(["ge", "lt"]): [field, rng.choice([18, 30])]}
    return {rng.choice(["eq", "ne"]): [field, rng.choice(VALUES[field])]}


def random_scenario(rng: random.Random):
    """Splits, waits and updates, each leading further down, now and then back up past a wait."""
    size = rng.randint(3, 7)
    nodes: list[dict] = [{"id": "start", "kind": "trigger"}]
    edges: list[dict] = [{"from": "start", "to": "n0"}]
    names = [f"n{i}" for i in range(size)] + ["end"]
    for i in range(size):
        kind = rng.choice(["split", "split", "split", "wait", "update"])
        below = names[i + 1 :]
        if kind == "split":
            ways = [{"path": f"p{way}", "when": condition(rng)} for way in range(rng.randint(1, 3))]
            nodes.append({"id": names[i], "kind": "split", "paths": ways})
            for way in [*(way["path"] for way in ways), "else"]:
                edges.append({"from": names[i], "path": way, "to": rng.choice(below[:3])})
            continue
        if kind == "wait":
            nodes.append({"id": names[i], "kind": "wait", "for": rng.choice(["P1D", "PT0M"])})
            back = rng.random() < 0.15
            edges.append({"from": names[i], "to": rng.choice(names[: i + 1] if back else below[:3])})
        else:
            field = rng.choice(["city", "tier"])
            nodes.append({"id": names[i], "kind": "update", "set": {field: rng.choice(VALUES[field])}})
            edges.append({"from": names[i], "to": below[0]})
    return load_scenario(
        {
            "format": "scenario/1",
            "key": "a",
            "name": "A",
            "trigger": {"kind": "manual"},
            **({"audience": condition(rng, 2)} if rng.random() < 0.7 else {}),
            **({"exit_when": condition(rng)} if rng.random() < 0.3 else {}),
            "nodes": [*nodes, {"id": "end", "kind": "exit"}],
            "edges": edges,
        }
    )


def changed(rng: random.Random, contact: dict) -> dict:
    """The contact some time later: what is volatile is anything, what is monotone has not gone back."""
    later = dict(contact)
    if rng.random() < 0.6:
        later["tier"] = rng.choice(VALUES["tier"])
    if rng.random() < 0.6:
        stages = STAGES[STAGES.index(contact["stage"]) :] if "stage" in contact else STAGES
        later["stage"] = rng.choice(stages)
    return later


def walk(rng: random.Random, scenario, portfolio: Portfolio):
    """The ways that one random contact takes: (split, index of the way, or none for else)."""
    contact = {name: rng.choice(values) for name, values in VALUES.items() if rng.random() < 0.85}
    if scenario.audience is not None and not truth(scenario.audience, contact, portfolio=portfolio):
        return
    node = scenario.by_id["n0"]
    for _ in range(30):
        match node:
            case Split(id=key, paths=paths):
                taken = next(
                    (i for i, way in enumerate(paths) if truth(way.when, contact, portfolio=portfolio)), None
                )
                yield key, taken
                way = "else" if taken is None else paths[taken].path
            case Update(set=values):
                contact = {**contact, **values}
                way = "next"
            case Wait(for_=for_):
                contact = changed(rng, contact)
                leaves = scenario.exit_when is not None and truth(
                    scenario.exit_when, contact, portfolio=portfolio
                )
                if for_.minutes and leaves:
                    return
                way = "next"
            case _:
                return
        node = scenario.by_id[scenario.next_of[node.id, way]]


@pytest.mark.parametrize("seed", range(60))
def test_nobody_takes_a_way_that_nobody_can_take_and_all_take_what_is_certain(seed):
    rng = random.Random(seed)
    scenario = random_scenario(rng)
    portfolio = Portfolio(scenarios=(scenario,), data=DATA)
    branches = Case(scenario=scenario, portfolio=portfolio).branches
    said = {(way.split.id, way.index): way for way in branches.ways}
    for _ in range(150):
        for split, taken in walk(rng, scenario, portfolio):
            if taken is not None:
                assert said[split, taken].possible
            certain = next(
                (index for (name, index), way in said.items() if name == split and way.certain), None
            )
            assert certain is None or (taken is not None and taken <= certain)


def test_random_scenarios_have_both_kinds_of_findings():
    """The oracle above looks at something."""
    ways = [
        way
        for seed in range(60)
        for scenario in [random_scenario(random.Random(seed))]
        for way in Case(
            scenario=scenario, portfolio=Portfolio(scenarios=(scenario,), data=DATA)
        ).branches.ways
    ]
    assert sum(not way.possible for way in ways) > 5
    assert sum(way.certain for way in ways) > 5
