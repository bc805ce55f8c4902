"""Every scenario lives: each way out is taken, each message is sent, and nobody exceeds the rules."""

from dataclasses import replace

import pytest

from bench.library import exceeded, faults_of
from designer.domain.condition import All, Compare, Comparison, Did, Not
from designer.domain.enrolment import Send
from designer.domain.policy import Policy
from designer.library.month import DAYS, START, live, month
from designer.library.shelf import shelf

ENTRIES = [entry.id for entry in shelf().entries()]

#: People at least and at most; `python -m bench.library` makes ten thousand of each.
LEAST, MOST = 60, 3000


@pytest.mark.parametrize("id_", ENTRIES)
def test_every_way_is_taken_every_message_sent_and_nobody_exceeds_the_rules(id_):
    pack, entry = shelf().find(id_)
    life = live(pack.portfolio, pack.scenario(entry.key), people=MOST, until_covered=LEAST)
    assert faults_of(pack, entry.key, life) == []
    assert life.entries >= 0.5 * life.contacts


def test_the_same_seed_makes_the_same_month():
    pack = shelf().pack("finance")
    lives = [live(pack.portfolio, pack.scenario("mariage"), people=30) for _ in range(2)]
    assert lives[0] == lives[1]
    other = live(pack.portfolio, pack.scenario("mariage"), people=30, seed="other")
    assert other != lives[0]


def test_a_month_is_kept():
    pack = shelf().pack("finance")
    assert month(pack, "mariage", people=20) is month(pack, "mariage", people=20)


def test_entries_are_spread_over_the_month():
    pack = shelf().pack("associations")
    life = month(pack, "remerciement-don", people=80)
    assert sum(1 for day in range(DAYS) if life.by_day[day]) > DAYS / 2
    assert min(life.by_day) >= 0


def test_ways_are_counted_once_a_passage():
    pack = shelf().pack("finance")
    scenario = pack.scenario("relance-simulation-financement")
    life = live(pack.portfolio, scenario, people=60)
    for node in scenario.nodes:
        out = sum(count for (source, _), count in life.ways.items() if source == node.id)
        assert out <= life.visits[node.id], node.id
        if node.id == "large":
            assert out == life.visits[node.id]


def test_a_way_that_nobody_can_take_and_a_message_that_nobody_is_sent_are_told():
    pack = shelf().pack("finance")
    scenario = pack.scenario("relance-simulation-financement")
    split = next(node for node in scenario.nodes if node.id == "large")
    there = Compare(how=Comparison.EQ, field="market", value="particulier")
    impossible = All(parts=(there, Not(part=there)))
    never = replace(split, paths=(replace(split.paths[0], when=impossible),))
    broken = replace(scenario, nodes=tuple(never if node.id == "large" else node for node in scenario.nodes))
    life = live(
        pack.portfolio,
        broken,
        people=40,
    )
    assert ("large", "call") in life.never_taken(broken)
    excluded = replace(pack.portfolio, policy=Policy())
    nobody = replace(scenario, audience=Not(part=Did(event="loan.simulated")))
    life = live(excluded, nobody, people=20)
    assert life.entries == 0
    assert life.refusals["audience"] == 20
    assert life.never_sent(nobody) == ["t1", "t2"]


def test_the_count_against_the_policy_sees_one_too_many():
    pack = shelf().pack("finance")
    life = live(pack.portfolio, pack.scenario("relance-simulation-financement"), people=20)
    assert exceeded(pack.portfolio, life) == []
    contact, sends = next(iter(life.sends.items()))
    first = sends[0]
    twice = Send(
        key="twice",
        contact=contact,
        at=first.at + 60,
        channels=first.channels,
        category=first.category,
        weight=first.weight,
        scenario=first.scenario,
    )
    life.sends[contact] = [first, twice]
    assert {line.partition(":")[0] for line in exceeded(pack.portfolio, life)} == {"week-all", "gap-48h"}
    assert first.at > START
