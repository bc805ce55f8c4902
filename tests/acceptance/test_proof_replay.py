"""What the proof shows is what the planner does: witnesses lived without rules, bounds kept with them."""

import random
from itertools import pairwise

import pytest
from replay import MONDAY, Replay, looked_at_by, way

from designer.analysis.pressure import prove
from designer.domain.channel import Category, Channel
from designer.domain.policy import Cap, Gap, Policy, Scope
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import length
from designer.domain.scenario import (
    Edge,
    Entry,
    EntryCap,
    EventTrigger,
    Exit,
    IfBlocked,
    Message,
    Priority,
    Reentry,
    Scenario,
    Split,
    TaskNode,
    TriggerNode,
    UntilTime,
    Wait,
    WaitEvent,
    ways_out,
)
from designer.domain.time import DAY, Duration
from tests.unit.engine.build import event, person, world

HOUR = 60
CHANNELS = (Channel.EMAIL, Channel.EMAIL, Channel.SMS, Channel.PUSH)


def hours(number: int) -> Duration:
    return Duration(minutes=number * HOUR)


def scenario(rng: random.Random, key: str, *, clocks: bool, shared: bool, group: bool) -> Scenario:
    """A line with shortcuts, now and then a circle, under an event of its own or the one that all share."""
    from datetime import time

    inner = []
    for number in range(rng.randint(2, 6)):
        name = f"{key}{number}"
        match rng.choice("mmmmwwwesst" if not clocks else "mmmmwwuuest"):
            case "m":
                category = rng.choice([None, None, None, Category.SERVICE, Category.TRANSACTIONAL])
                inner.append(
                    Message(
                        id=name,
                        channel=rng.choice(CHANNELS),
                        category=category,
                        if_blocked=rng.choice([IfBlocked.DELAY, IfBlocked.SKIP]),
                    )
                )
            case "w":
                inner.append(Wait(id=name, for_=hours(rng.choice([0, 1, 5, 24, 30, 48]))))
            case "u":
                from_monday = frozenset(range(7)) if rng.random() < 0.6 else frozenset({0, 3})
                inner.append(
                    Wait(id=name, until=UntilTime(time=time(rng.choice([9, 14])), weekdays=from_monday))
                )
            case "e":
                inner.append(WaitEvent(id=name, event=f"{name}-answer", timeout=hours(rng.choice([3, 26]))))
            case "s":
                inner.append(Split(id=name, paths=(way(name, "yes"),)))
            case "t":
                inner.append(TaskNode(id=name, queue="desk", sla=hours(rng.choice([4, 20]))))
    every = [TriggerNode(id="start"), *inner, Exit(id="end")]
    edges = []
    for place, (one, after) in enumerate(pairwise(every)):
        for number, path in enumerate(ways_out(one)):
            target = after if number == 0 else every[rng.randint(place + 1, len(every) - 1)]
            edges.append(Edge(source=one.id, target=target.id, path=path))
    entry = Entry(group="g" if group else None)
    if not shared:
        match rng.choice("nnnap"):
            case "a":
                cap = EntryCap(max=2, per=hours(100)) if rng.random() < 0.3 else None
                entry = Entry(
                    reentry=Reentry.AFTER_EXIT, gap=hours(rng.choice([1, 20])), cap=cap, group=entry.group
                )
            case "p" if not group:
                entry = Entry(reentry=Reentry.PARALLEL, gap=hours(rng.choice([7, 30])))
    return Scenario(
        key=key,
        name=key,
        trigger=EventTrigger(event="shared" if shared else f"begin-{key}"),
        nodes=tuple(every),
        edges=tuple(edges),
        entry=entry,
        priority=Priority(class_=rng.choice([Category.COMMERCIAL, Category.RELATIONSHIP])),
    )


def portfolio(rng: random.Random, *, clocks: bool = False) -> Portfolio:
    number = rng.randint(1, 3)
    locked, grouped = rng.random() < 0.3, rng.random() < 0.2
    scenarios = tuple(
        scenario(rng, key, clocks=clocks, shared=locked and not grouped and key != "c", group=grouped)
        for key in "abc"[:number]
    )
    return Portfolio(
        scenarios=scenarios,
        policy=Policy(
            timezone="UTC",
            caps=(
                Cap(id="day", max=1, per=hours(rng.choice([1, 6, 24]))),
                Cap(id="mail", max=2, per=hours(50), scope=Scope(channels=frozenset({Channel.EMAIL}))),
            ),
            gaps=(Gap(id="gap", min=hours(rng.choice([3, 48]))),),
        ),
    )


def rules(whole: Portfolio):
    return {
        **{cap.id: (cap.scope, length(cap.per)) for cap in whole.policy.caps},
        **{gap.id: (gap.scope, length(gap.min)) for gap in whole.policy.gaps},
    }


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("clocks", [False, True], ids=["plain", "clocks"])
def test_the_planner_lives_every_witness(seed, clocks):
    whole = portfolio(random.Random(f"{seed}/{clocks}"), clocks=clocks)
    proof = prove(whole)
    replay = Replay(whole)
    for row in proof.rows:
        scope, width = rules(whole)[row.rule]
        looked_at = looked_at_by(whole, scope)
        if row.worst is None or row.worst.witness is None:
            continue
        witness = row.worst.witness
        assert len(witness.events) == row.worst.lower
        lived = replay.dues(witness, width, looked_at)
        assert sorted(lived) == sorted((due.at, due.scenario, due.node) for due in witness.events), row.rule
    for conflict in proof.conflicts:
        if conflict.exempt or conflict.worst is None:
            continue
        scope, width = rules(whole)[conflict.rule]
        alone = Portfolio(
            scenarios=tuple(one for one in whole.scenarios if one.key in conflict.scenarios),
            policy=whole.policy,
        )
        lived = Replay(alone).dues(conflict.worst.witness, width, looked_at_by(alone, scope))
        assert len(lived) == conflict.worst.lower, conflict.id


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("clocks", [False, True], ids=["plain", "clocks"])
def test_no_history_of_a_contact_passes_the_bound(seed, clocks):
    rng = random.Random(f"life/{seed}/{clocks}")
    whole = portfolio(rng, clocks=clocks)
    rows = {row.rule: row for row in prove(whole).rows}
    names = [node.event for s in whole.scenarios for node in s.nodes if isinstance(node, WaitEvent)]
    names += [f"go-{node.id}-yes" for s in whole.scenarios for node in s.nodes if isinstance(node, Split)]
    begins = [s.trigger.event for s in whole.scenarios]
    facts = {}
    for _ in range(30):
        minute = MONDAY + rng.randrange(14 * DAY)
        fact = event(rng.choice(begins * 3 + names), minute)
        facts[fact.id] = fact
    free = Policy(timezone="UTC")
    for policy, bound in ((free, "upper"), (whole.policy, "runtime")):
        lived = world(*whole.scenarios, people=person(*facts.values()), policy=policy)
        lived.run(MONDAY + 30 * DAY)
        first = {
            (x.scenario, x.entry, x.node, x.visit): x for out in lived.log for x in reversed(out.decisions)
        }
        for name, (scope, width) in rules(whole).items():
            row, looked_at = rows[name], looked_at_by(whole, scope)
            if row.worst is None:
                continue
            most = row.worst.upper if bound == "upper" or row.runtime is None else row.runtime
            due = sorted(x.due_at for x in first.values() if looked_at(x.scenario, x.node))
            full = max((sum(at <= d < at + width for d in due) for at in due), default=0)
            assert full <= most, (name, bound)
