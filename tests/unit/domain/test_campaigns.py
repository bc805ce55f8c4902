"""Campaigns of the plan are scenarios that the planner runs like the others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from designer.analysis.sums import CAMPAIGN
from designer.domain.campaigns import MESSAGE, beside, running, scenarios_of, together, withdrawn
from designer.domain.channel import Category, Channel
from designer.domain.condition import Compare, Comparison
from designer.domain.plan import Campaign, Plan, Postpone, Together
from designer.domain.policy import Cap, Policy
from designer.domain.scenario import DatedTrigger, Effect, Entry, Message, Prevails, Priority, Reentry, Wait
from designer.engine.rulebook import Rulebook
from tests.unit.engine import build
from tests.unit.engine.build import chain, d, event, m, message, person

MONDAY, TUESDAY = datetime(1998, 1, 5, 8, tzinfo=UTC), datetime(1998, 1, 6, 8, tzinfo=UTC)
LYON = Compare(how=Comparison.EQ, field="city", value="Lyon")


def campaign(key="sales", *at, **more):
    return Campaign(key=key, channel=Channel.EMAIL, at=at or (MONDAY,), template="words", **more)


def plan(*campaigns):
    return Plan(campaigns=campaigns)


def world(the_plan, *scenarios, who=None, policy=None):
    return build.world(*together(scenarios, the_plan), people=who, policy=policy)


def left(decided):
    """Scenario and minute of what was sent."""
    return [(one.send.scenario, one.send.at) for outcome in decided.log for one in outcome.dispatches]


def judged(decided):
    """Scenario, verdict and rule of every decision."""
    return [(one.scenario, one.verdict.value, one.rule) for out in decided.log for one in out.decisions]


# ── What a campaign is ──────────────────────────────────────────────────────────────────────────────────


def test_a_campaign_is_one_message_at_fixed_instants():
    (one,) = scenarios_of(plan(campaign("sales", TUESDAY, MONDAY, audience=LYON, offer="-20 %")))
    assert one.trigger == DatedTrigger(at=(m("1998-01-05T08:00"), m("1998-01-06T08:00")))
    assert [node.id for node in one.nodes if isinstance(node, Message)] == [MESSAGE] == [CAMPAIGN]
    assert (one.by_id[MESSAGE].channel, one.by_id[MESSAGE].template) == (Channel.EMAIL, "words")
    assert (one.key, one.name, one.audience) == ("sales", "-20 %", LYON)


def test_its_category_is_its_class_and_its_priority_its_value():
    (one,) = scenarios_of(plan(campaign(category=Category.SERVICE, priority=80)))
    assert (one.priority.class_, one.priority.value) == (Category.SERVICE, 80)
    assert one.category_of(one.by_id[MESSAGE]) is Category.SERVICE


def test_an_instant_inside_a_minute_is_the_next_one():
    (one,) = scenarios_of(plan(campaign("sales", MONDAY.replace(second=1))))
    assert one.trigger.at == (m("1998-01-05T08:01"),)


def test_a_campaign_with_the_key_of_a_scenario_or_of_another_does_not_run():
    twice = plan(campaign("a", MONDAY), campaign("a", TUESDAY), campaign("b", with_={"b": Together.YIELD}))
    assert running(twice, {"b"}) == plan(campaign("a", MONDAY))
    both = together([chain("b", message("m"))], twice)
    assert [(one.key, one.priority.prevails_over) for one in both] == [("b", ()), ("a", ())]


def test_a_scenario_beside_no_campaign_is_itself():
    scenario = chain("a", message("m"))
    assert beside(scenario, plan(campaign(with_={"other": Together.YIELD}))) is scenario


def test_rules_of_priority_of_a_scenario_are_kept():
    own = Prevails(scenario="other", effect=Effect.EXIT)
    scenario = chain("a", message("m"), priority=Priority(prevails_over=(own,)))
    scenario = beside(scenario, plan(campaign(with_={"a": Together.YIELD})))
    assert scenario.priority.prevails_over == (own, Prevails(scenario="sales", effect=Effect.ENTRY))


# ── What the planner does with it ───────────────────────────────────────────────────────────────────────


def test_it_leaves_at_each_of_its_instants():
    decided = world(plan(campaign("sales", MONDAY, TUESDAY))).run("1998-01-08")
    assert left(decided) == [("sales", m("1998-01-05T08:00")), ("sales", m("1998-01-06T08:00"))]


@pytest.mark.parametrize(("city", "sent"), [("Lyon", 1), ("Nantes", 0)])
def test_it_leaves_for_its_audience_and_nothing_is_told_of_the_others(city, sent):
    decided = world(plan(campaign(audience=LYON)), who=person(city=city)).run("1998-01-08")
    assert len(left(decided)) == sent
    assert decided.refusals == []


def test_an_instant_before_the_publication_is_over():
    decided = world(plan(campaign("sales", datetime(1997, 12, 31, tzinfo=UTC), MONDAY))).run("1998-01-08")
    assert left(decided) == [("sales", m("1998-01-05T08:00"))]


def test_of_instants_missed_the_message_follows_the_last_one_and_is_too_late():
    decided = world(plan(campaign("sales", MONDAY, TUESDAY))).late("1998-01-07T08:00")
    (decision,) = (one for outcome in decided.log for one in outcome.decisions)
    assert (decision.due_at, decision.rule) == (m("1998-01-06T08:00"), "misfire")


def test_it_obeys_the_rules_of_pressure():
    policy = Policy(caps=(Cap(id="few", max=1, per=d("P3D")),))
    begun = person(event("begin", m("1998-01-04T09:00")))
    decided = world(plan(campaign()), chain("a", message("m")), who=begun, policy=policy).run("1998-01-08")
    assert judged(decided)[:2] == [("a", "sent", None), ("sales", "delayed", "few")]


@pytest.mark.parametrize(("word", "first"), [(Together.COMBINE, "a"), (Together.PREVAIL, "sales")])
def test_a_campaign_that_prevails_over_a_scenario_passes_first(word, first):
    policy = Policy(caps=(Cap(id="few", max=1, per=d("P3D")),))
    begun = person(event("begin", m("1998-01-05T08:00")))
    sales = campaign(priority=10, with_={"a": word})
    decided = world(plan(sales), chain("a", message("m")), who=begun, policy=policy).run("1998-01-05T08:00")
    assert left(decided) == [(first, m("1998-01-05T08:00"))]


@pytest.mark.parametrize("word", [*Together, Postpone(by=d("P3D"))])
def test_a_campaign_that_yields_is_not_for_those_who_stand_in_the_scenario(word):
    begun = person(event("begin", m("1998-01-04T09:00")))
    scenario = chain("a", Wait(id="w", for_=d("P3D")), message("m"))
    decided = world(plan(campaign(with_={"a": word})), scenario, who=begun).run("1998-01-06")
    if word is Together.YIELD:
        assert (left(decided), decided.refusals) == ([], [("sales", "prevailed", "a")])
    else:
        assert (left(decided), decided.refusals) == ([("sales", m("1998-01-05T08:00"))], [])


def test_a_campaign_that_yields_is_for_everybody_else():
    scenario = chain("a", message("m"), entry=Entry(reentry=Reentry.PARALLEL))
    begun = person(event("begin", m("1998-01-04T09:00")))
    decided = world(plan(campaign(with_={"a": Together.YIELD})), scenario, who=begun).run("1998-01-06")
    assert [key for key, _ in left(decided)] == ["a", "sales"]


def test_whoever_waits_for_a_campaign_that_is_withdrawn_leaves():
    policy = Policy(caps=(Cap(id="few", max=1, per=d("P3D")),))
    begun = person(event("begin", m("1998-01-04T09:00")))
    decided = world(plan(campaign()), chain("a", message("m")), who=begun, policy=policy).run("1998-01-06")
    gone = {**decided.book.versions, ("sales", 1): withdrawn("sales")}
    decided.book = Rulebook(versions=gone, policy=policy)
    decided.run("1998-01-20")
    assert decided.exits["c1/sales/1"] == "exit-when"
    assert [key for key, _ in left(decided)] == ["a"]
    assert not decided.unit.people[0].enrolments
