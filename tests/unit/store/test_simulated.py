"""Figures of simulations, from results whose figures are made up."""

from dataclasses import replace
from datetime import date

import made_up_simulation
import numpy as np
import pytest
from small_workspace import SCENARIO

from designer.store import simulated
from designer.store.simulations import Question

KEPT = {
    "scenarios": [SCENARIO, {**SCENARIO, "key": "autre"}],
    "policy": {"format": "policy/1", "caps": [{"id": "week-all", "max": 2, "per": "P7D"}]},
    "segments": {"segments": {"lyon": {"condition": {"eq": ["city", "Lyon"]}}}},
    "plan": {"campaigns": [{"key": "soldes"}]},
}


@pytest.fixture(scope="module")
def found():
    return made_up_simulation.result(KEPT, Question(start=date(1998, 3, 2), days=31))


def test_weeks_add_up_days_and_the_last_may_be_shorter():
    assert simulated.by_week(np.arange(10)).tolist() == [21, 24]
    assert simulated.by_week(np.ones((2, 7), dtype=np.int64)).tolist() == [[7], [7]]


def test_what_is_sent_is_the_same_by_week_by_channel_and_by_scenario(found):
    sent = simulated.totals(found).sent
    assert sum(simulated.sent_by_week(found)) == sent
    assert sum(map(sum, simulated.sent_by_channel(found).values())) == sent
    assert sum(row.sent for row in simulated.by_scenario(found)) == sent
    assert sum(row.sent for row in simulated.by_message(found)) == sent


def test_shares_of_the_load_leave_out_only_those_who_received_nothing(found):
    load = simulated.load(found)
    for tops in ((1,), (1, 2), (1, 2, 3, 4, 5)):
        shares = load.shares(tops)
        assert [sum(week) for week in zip(*shares, strict=True)] == pytest.approx(load.reached)


def test_a_segment_or_a_channel_that_is_not_there_is_everyone(found):
    everyone = simulated.load(found)
    assert simulated.load(found, segment="nobody", channel="fax").counts.tolist() == everyone.counts.tolist()
    assert simulated.load(found, segment="lyon").contacts < everyone.contacts


def test_a_rate_divides_by_what_could_have_reacted(found):
    row = simulated.by_scenario(found)[0]
    assert row.rate("open_rate") == row.reacted["opened"] / row.reacted["delivered"]
    assert row.rate("delivery_rate") == row.reacted["delivered"] / row.sent
    assert row.rate("conversion_rate") == row.conversions / row.entries
    assert row.rate("nps") is None
    assert replace(row, entries=0).rate("conversion_rate") is None


def test_rules_without_a_name_are_none(found):
    rules = simulated.by_rule(found)
    assert "" not in [row.rule for row in rules]
    assert [row.total for row in rules] == sorted((row.total for row in rules), reverse=True)
    assert all(row.total == row.delayed + row.lost + row.other for row in rules)


def test_losses_name_who_lost_and_to_whom_history_last(found):
    losses = simulated.losses(found)
    assert sum(map(sum, losses.counts)) == int(found.lost.sum())
    assert set(losses.losers) <= set(found.scenarios)
    assert "" not in losses.winners[:-1]


def test_a_flow_has_every_step_and_way_of_its_scenario_alone(found):
    flow = simulated.flow(found, "autre")
    assert set(flow["nodes"]) == {node["id"] for node in SCENARIO["nodes"]}
    assert {(way["from"], way["path"], way["to"]) for way in flow["ways"]} == {
        (edge["from"], edge.get("path", "next"), edge["to"]) for edge in SCENARIO["edges"]
    }
    assert all(len(way["counts"]) == 31 for way in flow["ways"])


def test_the_same_question_has_no_differences(found):
    again = made_up_simulation.result(KEPT, Question(start=date(1998, 3, 2), days=31))
    assert all(not row.change and not row.tone for row in simulated.differences(found, again))
    fewer = made_up_simulation.result(KEPT, Question(start=date(1998, 3, 2), days=31), scale=0.5)
    changes = {row.name: row for row in simulated.differences(found, fewer)}
    assert changes["sent"].change < 0
    assert changes["conversions"].tone == "warn"
    assert changes["lost"].tone == "ok"


def test_what_is_above_the_proof_is_said(found):
    told = simulated.bounds(found, {"week-all": {"limit": 2, "most": 1}})
    assert [row.over for row in told] == [True]
    assert not simulated.bounds(found, {"week-all": {"limit": 2, "most": None}})[0].over
    assert not simulated.bounds(found, {})[0].is_proved
