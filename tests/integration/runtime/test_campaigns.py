"""Campaigns of the plan over a real database: they leave, they wait, they are withdrawn."""

from __future__ import annotations

import pytest
from world import message, wait

from designer.store import contacts, counts, documents, ledger, scenarios

TUESDAY, WEDNESDAY = "2026-01-06T08:00:00Z", "2026-01-07T08:00:00Z"


def put_plan(*campaigns):
    documents.put("plan", {"format": "plan/1", "campaigns": list(campaigns)})


def campaign(key="sales", **more):
    return {"key": key, "channel": "email", "template": "words", "at": [TUESDAY], **more}


def test_a_campaign_reaches_its_audience_at_its_instants(world):
    world.template("words", body="Sales from {{ city }}")
    world.contact("ana", city="Lyon")
    world.contact("ben", city="Nantes")
    put_plan(campaign(at=[TUESDAY, WEDNESDAY], audience={"eq": ["city", "Lyon"]}))
    world.run("P3D")
    assert world.mails() == [("sales", "campaign", TUESDAY), ("sales", "campaign", WEDNESDAY)]
    assert all("Sales from Lyon" in mail.part("plain") for mail in world.sink.log.every())
    assert world.accounted()["sent"] == 2


def test_nobody_gets_a_campaign_of_before_the_plan_was_saved_or_they_came(world):
    world.template("words")
    world.contact("ana")
    world.run("P1D")
    put_plan(campaign(at=["2026-01-05T20:00:00Z", WEDNESDAY]))
    world.run("P1D")
    world.run("PT1H")
    world.contact("ben")
    world.run("P1D")
    assert world.mails() == [("sales", "campaign", WEDNESDAY)]


def test_campaigns_and_scenarios_share_the_rules_of_pressure(world):
    world.policy(caps=[{"id": "few", "max": 1, "per": "P2D"}])
    world.live("note", message("t1"), wait("w", "P9D"), message("t2"))
    world.template("words")
    world.contact("ana")
    put_plan(campaign(), campaign("quiet", at=["2026-01-12T08:00:00Z"], **{"with": {"note": "yield"}}))
    world.event("ana", "note.started")
    world.run("P8D")
    assert world.mails() == [
        ("note", "t1", "2026-01-05T08:01:00Z"),
        ("sales", "campaign", "2026-01-07T08:01:00Z"),
    ]
    assert ("sales", "campaign", "delayed", "few", TUESDAY) in world.decisions()
    refused = [moment for moment in contacts.timeline("ana") if moment.kind == "refusal"]
    assert [(one.scenario, one.word, one.facts["by"]) for one in refused] == [("quiet", "prevailed", "note")]


def test_a_campaign_that_is_taken_out_of_the_plan_is_not_sent_to_those_who_wait_for_it(sqlite_world):
    world = sqlite_world
    world.policy(caps=[{"id": "few", "max": 1, "per": "P2D"}])
    world.live("note", message("t1"))
    world.template("words")
    world.contact("ana")
    put_plan(campaign())
    world.event("ana", "note.started")
    world.run("PT30H")
    put_plan()
    world.run("P3D")
    assert [mail[0] for mail in world.mails()] == ["note"]
    assert counts.runtime().set_aside == 0


def test_the_text_of_a_campaign_is_that_of_when_the_plan_was_saved(sqlite_world):
    world = sqlite_world
    world.template("words", body="Old words")
    world.contact("ana")
    put_plan(campaign(at=[TUESDAY, WEDNESDAY]))
    world.template("words", body="New words")
    world.run("PT30H")
    put_plan(campaign(at=[TUESDAY, WEDNESDAY]))
    world.run("P1D")
    old, new = [mail.part("plain") for mail in world.sink.log.every()]
    assert "Old words" in old
    assert "New words" in new


@pytest.mark.parametrize("written", ["before", "after"])
def test_a_campaign_whose_template_comes_later_finds_it(sqlite_world, written):
    world = sqlite_world
    if written == "before":
        world.template("words")
    put_plan(campaign())
    if written == "after":
        world.template("words")
    world.contact("ana")
    world.run("P2D")
    assert len(world.mails()) == 1


def test_a_campaign_with_the_key_of_a_scenario_does_not_run(sqlite_world):
    world = sqlite_world
    world.live("sales", message("t1"))
    world.template("words")
    world.contact("ana")
    put_plan(campaign())
    world.run("P2D")
    assert world.mails() == []
    assert scenarios.versions("sales")[0].inside == 0


def test_figures_and_decisions_tell_of_campaigns(sqlite_world):
    world = sqlite_world
    world.template("words")
    world.contact("ana")
    put_plan(campaign())
    world.run("P2D")
    assert counts.home().entries_day + counts.runtime().decisions["sent"] >= 1
    (why,) = ledger.decisions(scenario="sales").items
    assert (why.node, why.verdict, why.version) == ("campaign", "sent", 0)
