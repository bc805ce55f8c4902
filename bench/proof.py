"""How long the proof takes: a portfolio of made-up scenarios, cold, from memory, and after one edit.

    python -m bench.proof [--scenarios 200] [--nodes 50] [--repeat 5] [--circles] [--json]

Prints medians in milliseconds of one processor, and beside them the same measured in readings of every node
and arc: the time that one plain pass over the portfolio takes, below which nothing that looks at all of it
can come. Exits with status 1 when the proof from memory contradicts the one made anew.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from statistics import median
from time import process_time

from designer.analysis import check
from designer.analysis.must import blocked
from designer.analysis.pressure import Memo, prove
from designer.analysis.timed import timed
from designer.analysis.verdict import Proof
from designer.domain.channel import Category, Channel
from designer.domain.condition import All, Between, Compare, Comparison, Condition, Did, In
from designer.domain.data import Attribute, DataModel, Mutability, Type
from designer.domain.policy import Calendar, Cap, Gap, Policy, Scope, Score
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import (
    NEXT,
    Edge,
    Entry,
    EventTrigger,
    Exit,
    Message,
    Node,
    Priority,
    Reentry,
    Scenario,
    Split,
    SplitPath,
    TaskNode,
    TriggerNode,
    Wait,
    WaitEvent,
    ways_out,
)
from designer.domain.time import DAY, HOUR, Duration

CITIES = ("Lyon", "Nice", "Lille", "Paris", "Brest", "Metz", "Nantes", "Tours")
STAGES = ("lead", "prospect", "client", "lost")
CHANNELS = (Channel.EMAIL, Channel.EMAIL, Channel.EMAIL, Channel.SMS, Channel.CALL, Channel.PUSH)

DATA = DataModel(
    attributes={
        "city": Attribute(name="city", mutability=Mutability.FIXED, values=CITIES),
        "kind": Attribute(name="kind", mutability=Mutability.FIXED, values=("home", "trade")),
        "stage": Attribute(name="stage", mutability=Mutability.MONOTONE, values=STAGES),
        "age": Attribute(name="age", type=Type.NUMBER, mutability=Mutability.MONOTONE),
        "score": Attribute(name="score", type=Type.NUMBER, mutability=Mutability.VOLATILE),
        "vip": Attribute(name="vip", type=Type.BOOLEAN, mutability=Mutability.VOLATILE),
    }
)

POLICY = Policy(
    caps=(
        Cap(id="week-all", max=1, per=Duration(minutes=7 * DAY)),
        Cap(id="month-all", max=6, per=Calendar.MONTH),
        Cap(
            id="sms-week",
            max=1,
            per=Duration(minutes=7 * DAY),
            scope=Scope(channels=frozenset({Channel.SMS})),
        ),
    ),
    gaps=(Gap(id="gap-48h", min=Duration(minutes=48 * HOUR)),),
    score=Score(threshold=20),
)


def condition(rng: random.Random) -> Condition:
    """An audience of one to three of six attributes."""
    parts: list[Condition] = []
    for name in rng.sample(sorted(DATA.attributes), rng.randint(1, 3)):
        match name:
            case "city":
                parts.append(In(field=name, values=tuple(rng.sample(CITIES, rng.randint(1, 4)))))
            case "stage":
                parts.append(Compare(how=Comparison.EQ, field=name, value=rng.choice(STAGES)))
            case "kind":
                parts.append(Compare(how=Comparison.EQ, field=name, value=rng.choice(("home", "trade"))))
            case "vip":
                parts.append(Compare(how=Comparison.EQ, field=name, value=rng.random() < 0.5))
            case _:
                low = rng.randrange(0, 80, 10)
                parts.append(Between(field=name, low=low, high=low + rng.randrange(10, 40, 10)))
    return All(parts=tuple(parts))


def scenario(key: str, rng: random.Random, nodes: int, *, circles: bool = False) -> Scenario:
    """About ``nodes`` nodes: messages between waits, with ways that part and come together again."""
    made: list[Node] = [TriggerNode(id="start")]
    for number in range(nodes - 2):
        name = f"n{number}"
        kind = rng.random()
        if number % 3 == 1 or kind < 0.1:
            made.append(Wait(id=name, for_=Duration(minutes=rng.choice((6, 24, 48, 72, 168)) * HOUR)))
        elif kind < 0.5:
            made.append(Message(id=name, channel=rng.choice(CHANNELS), template=name))
        elif kind < 0.7:
            made.append(WaitEvent(id=name, event=f"event{number % 5}", timeout=Duration(minutes=2 * DAY)))
        elif kind < 0.8:
            made.append(TaskNode(id=name, queue="desk", sla=Duration(minutes=2 * DAY)))
        else:
            made.append(Split(id=name, paths=(SplitPath(path="yes", when=Did(event=f"event{number % 5}")),)))
    made.append(Exit(id="end"))
    edges: list[Edge] = []
    for place, (one, after) in enumerate(pairwise(made)):
        paths = ways_out(one)
        for number, path in enumerate(paths):
            target = after if number == 0 else made[min(len(made) - 1, place + rng.randint(1, 6))]
            edges.append(Edge(source=one.id, target=target.id, path=None if paths == (NEXT,) else path))
    if circles:
        edges[-1] = Edge(source="again", target="n1", path="timeout")
        made.insert(-1, WaitEvent(id="again", event="more", timeout=Duration(minutes=3 * DAY)))
        edges[-1:] = [
            Edge(source=made[-3].id, target="again", path=edge.path)
            for edge in edges
            if edge.source == made[-3].id and edge.target == "end"
        ] + [
            Edge(source="again", target="n1", path="event"),
            Edge(source="again", target="end", path="timeout"),
        ]
        edges = [edge for edge in edges if not (edge.source == made[-3].id and edge.target == "end")]
    reentry = (
        Entry(reentry=Reentry.AFTER_EXIT, gap=Duration(minutes=30 * DAY)) if rng.random() < 0.3 else Entry()
    )
    return Scenario(
        key=key,
        name=key,
        trigger=EventTrigger(event=f"{key}.started"),
        audience=condition(rng),
        entry=reentry,
        priority=Priority(
            class_=rng.choice((Category.COMMERCIAL, Category.RELATIONSHIP)), value=rng.randrange(100)
        ),
        nodes=tuple(made),
        edges=tuple(edges),
    )


def portfolio(scenarios: int, nodes: int, *, seed: int = 1, circles: bool = False) -> Portfolio:
    """So many scenarios of so many nodes."""
    rng = random.Random(seed)  # a made-up portfolio, the same each time
    return Portfolio(
        scenarios=tuple(scenario(f"s{n:03}", rng, nodes, circles=circles) for n in range(scenarios)),
        policy=POLICY,
        data=DATA,
    )


def edited(whole: Portfolio, number: int) -> Portfolio:
    """One scenario with another wait in it."""
    scenarios = list(whole.scenarios)
    one = scenarios[number % len(scenarios)]
    nodes = list(one.nodes)
    place = next(at for at, node in enumerate(nodes) if isinstance(node, Wait))
    nodes[place] = replace(nodes[place], for_=Duration(minutes=(5 + number % 7) * HOUR))  # type: ignore[arg-type]
    scenarios[number % len(scenarios)] = replace(one, nodes=tuple(nodes))
    return replace(whole, scenarios=tuple(scenarios))


def agree(one: Proof, other: Proof) -> bool:
    """Whether two proofs of one portfolio can both be right: the same verdicts, and bounds that overlap."""
    return all(
        row.verdict is also.verdict
        and (row.worst is None) is (also.worst is None)
        and (
            row.worst is None
            or also.worst is None
            or (row.worst.lower <= also.worst.upper + 1e-6 and also.worst.lower <= row.worst.upper + 1e-6)
        )
        for row, also in zip(one.rows, other.rows, strict=True)
    )


def milliseconds(work: Callable[[Portfolio], object], whole: Portfolio) -> float:
    """What one call takes of one processor, which others may use meanwhile."""
    started = process_time()
    work(whole)
    return (process_time() - started) * 1000


def main() -> int:
    """Measure and print; 1 when memory changes an answer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scenarios", type=int, default=200)
    parser.add_argument("--nodes", type=int, default=50)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--circles", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()

    def anew() -> Portfolio:
        return portfolio(asked.scenarios, asked.nodes, circles=asked.circles)

    whole = anew()
    repeat = range(asked.repeat)

    def measured(work: Callable[[Portfolio], object], portfolios: Iterable[Portfolio]) -> float:
        return median(milliseconds(work, one) for one in portfolios)

    lowest = measured(lambda one: [dict(s.next_of) for s in one.scenarios], [anew() for _ in repeat])
    figures: dict[str, float] = {"one pass over nodes and arcs": lowest}
    figures["times of the graphs"] = measured(
        lambda one: [timed(s, one.policy, one.data) for s in one.scenarios], [anew() for _ in repeat]
    )
    figures["messages that must be blocked"] = measured(
        lambda one: [blocked(s, one) for s in one.scenarios], [anew() for _ in range(3)]
    )
    figures["proof, cold"] = measured(prove, [anew() for _ in repeat])
    proof = prove(whole)
    figures["structure findings"] = measured(lambda one: check(one, proof=proof), [anew() for _ in range(3)])
    memo = Memo()

    def remembered(one: Portfolio) -> Proof:
        return prove(one, memo=memo)

    remembered(whole)
    figures["proof, nothing changed"] = measured(remembered, [whole for _ in repeat])
    edits = [edited(whole, 7 * number + 3) for number in repeat]
    figures["proof, one scenario edited"] = measured(remembered, edits)
    same = all(agree(prove(one, memo=memo), prove(one)) for one in edits[:2])
    if asked.json:
        print(json.dumps({"ms": figures, "same": same}))
    else:
        for name, value in figures.items():
            print(f"{name:32} {value:9.1f} ms {value / lowest:9.1f} ×")
        for row in prove(whole).rows:
            worst = row.worst
            print(f"  {row.rule}: {row.verdict.value}", worst and (worst.lower, worst.upper), row.photo)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
