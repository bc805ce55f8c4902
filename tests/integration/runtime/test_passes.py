"""Passes and dispatch over a real database and a real mail host."""

from world import message, wait

from designer.store import scenarios


def test_a_contact_walks_through_a_scenario_and_its_messages_arrive_at_their_minutes(world):
    world.live("welcome", message("t1"), wait("two-days", "P2D"), message("t2"))
    world.contact("ana")
    world.event("ana", "welcome.started")
    world.run("P3D")
    assert world.mails() == [
        ("welcome", "t1", "2026-01-05T08:01:00Z"),
        ("welcome", "t2", "2026-01-07T08:01:00Z"),
    ]
    assert world.accounted()["sent"] == 2
    assert scenarios.versions("welcome")[0].inside == 0
