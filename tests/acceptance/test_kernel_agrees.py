"""The product's planner decides as the plain one does, decision by decision, whatever the world.

``DESIGNER_EXAMPLES`` says how many worlds are played where more are wanted than the suite has time for.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.domain.enrolment import Standing, Verdict
from designer.domain.scenario import NODE_KINDS, TRIGGER_KINDS
from designer.engine.planner import advance
from tests.oracle import planner
from tests.oracle.agree import Told, differences
from tests.oracle.dice import Dice
from tests.oracle.shrink import source
from tests.oracle.worlds import World, world

EXAMPLES = int(os.environ.get("DESIGNER_EXAMPLES", "80"))
#: Worlds of seeds 0, 1, 2…, the same everywhere: between them everything is decided.
SEEDS = range(max(250, EXAMPLES))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    return world(Dice.of_draw(draw))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(worlds())
def test_whatever_happens_the_same_is_decided(one):
    assert differences(one, advance, planner.advance) is None


@pytest.fixture(scope="module")
def seen() -> Counter[tuple[str, str]]:
    """How often each thing was decided in the worlds of the seeds, which are decided alike."""
    count: Counter[tuple[str, str]] = Counter()
    for seed in SEEDS:
        one = world(Dice.of_seed(seed))
        found = differences(one, advance, planner.advance, partial(tally, one, count))
        assert found is None, f"seed {seed}: {found}\n{source(one)}"
    return count


def tally(one: World, count: Counter[tuple[str, str]], told: Told) -> None:
    versions = dict(one.book.versions)
    for step in one.steps:
        versions |= step.book.versions if step.book else {}
    kinds = {(key, node.id): NODE_KINDS[type(node)] for (key, _), s in versions.items() for node in s.nodes}
    for row in told.rows["decisions"]:
        count["verdict", row.verdict.value] += 1
        count["rule", (row.rule or "none").partition(":")[0].partition("-")[0]] += 1
        count["inversion", str(row.inversion)] += 1
    for row in told.rows["refusals"]:
        count["refusal", row.reason] += 1
    for enrolment, node, _, _ in told.rows["visits"]:
        count["node", kinds.get((enrolment.split("/")[1], node), "none")] += 1
    for entered in told.rows["entered"]:
        trigger = versions[entered.split("/")[1], 1].trigger
        count["trigger", TRIGGER_KINDS.get(type(trigger), "dated")] += 1
    for end in told.state["changed"].values():
        count["standing", end.standing.value] += 1
        count["reason", (end.reason or "none").partition(":")[0]] += 1
        count["converted", str(end.converted_at is not None)] += 1
    for event in told.rows["events"]:
        count["receipt", event.name] += 1
    count["people", str(len(told.state["people"]))] += 1


def test_the_worlds_hold_every_verdict_rule_and_reason(seen):
    """A generator that stopped making something would prove nothing about it."""
    wanted = [
        *(("verdict", verdict.value) for verdict in Verdict),
        *(("standing", standing.value) for standing in Standing),
        *(("node", kind) for kind in NODE_KINDS.values()),
        *(("trigger", kind) for kind in (*TRIGGER_KINDS.values(), "dated")),
        *(("rule", rule) for rule in ("cap", "gap", "score", "exclusion", "quiet", "consent", "no")),
        *(("rule", rule) for rule in ("suppressed", "misfire", "if", "control")),
        *(("refusal", why) for why in ("audience", "reentry", "gap", "cap", "group", "prevailed", "paused")),
        *(("reason", why) for why in ("end", "exit-when", "goal", "prevailed", "blocked", "if-past", "loop")),
        *(("inversion", word) for word in ("True", "False")),
        *(("converted", word) for word in ("True", "False")),
        *(("receipt", name) for name in ("message.sent", "task.expired")),
        *(("people", number) for number in "123"),
    ]
    assert [one for one in wanted if not seen[one]] == []
