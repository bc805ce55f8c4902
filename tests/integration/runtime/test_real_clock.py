"""A workspace on the real clock: lateness, downtime, and what may not leave any more."""

import pytest
from world import World, message, wait

from designer import store
from designer.domain.errors import BadInput, Refused
from designer.domain.time import Duration, from_iso, to_iso
from designer.runtime import clock, control
from designer.runtime.schedule import run_once, run_until
from designer.store import contacts, workspace

NINE = "2026-01-05T08:00:00Z"


@pytest.fixture
def at(tmp_path, monkeypatch):
    """A real workspace whose machine's clock says what the test wants."""
    real = {"now": from_iso(NINE).timestamp()}
    monkeypatch.setattr(workspace, "real_now", lambda: real["now"])
    world = World(tmp_path, f"sqlite:///{tmp_path / 'designer.db'}", kind="real")

    def go(instant=None, *, turns=2):
        if instant is not None:
            real["now"] = from_iso(instant).timestamp()
        for _ in range(turns):
            world.runtime.turn()
        store.db.session.commit()
        store.db.session.expire_all()
        return world

    yield go
    world.close()


def test_a_fact_inside_a_minute_is_taken_at_the_next(at):
    world = at("2026-01-05T08:00:10Z")
    world.live("note", message("t1"))
    world.contact("ana")
    world.event("ana", "note.started")
    assert at("2026-01-05T08:00:50Z").mails() == []
    assert at("2026-01-05T08:01:02Z").mails() == [("note", "t1", "2026-01-05T08:01:00Z")]
    assert len(at("2026-01-05T08:02:00Z").mails()) == 1


@pytest.mark.parametrize(
    ("misfire", "back", "verdict"),
    [
        ({}, "2026-01-06T09:59:00Z", "sent"),  # late by less than two hours
        ({}, "2026-01-06T12:00:00Z", "skipped"),
        ({"misfire": {"late": "PT2H", "then": "send"}}, "2026-01-06T12:00:00Z", "sent"),
    ],
)
def test_after_downtime_a_message_follows_its_misfire_rule(at, misfire, back, verdict):
    world = at(NINE)
    world.live("note", wait("w", "P1D"), message("t1"), **misfire)
    world.contact("ana")
    world.event("ana", "note.started")
    at("2026-01-05T08:01:00Z")
    at(back)
    (decision,) = world.decisions("ana")
    assert decision[2] == verdict
    assert decision[4] == back
    assert decision[3] == ("misfire" if verdict == "skipped" else None)


def test_a_message_held_up_in_the_outbox_does_not_leave_in_quiet_hours(at):
    world = at("2026-01-05T18:58:00Z")
    world.policy(quiet_hours=[{"channels": ["sms"], "allow": {"mon-sat": ["08:00-20:00"]}, "holidays": "FR"}])
    world.live("note", message("t1", channel="sms"), misfire={"late": "P2D", "then": "send"})
    world.contact("ana")
    world.event("ana", "note.started")
    real = from_iso("2026-01-05T18:59:00Z").timestamp()
    assert world.runtime._leadership.take()
    assert world.runtime._passes.run(real=real).dispatches == 1
    at("2026-01-05T19:10:00Z")
    assert world.outbox()[0].state == "pending"
    assert to_iso(int(world.outbox()[0].next_try.timestamp() // 60)) == "2026-01-06T07:00:00Z"
    at("2026-01-06T07:00:00Z")
    assert world.outbox()[0].state == "sent"


def test_a_message_held_up_for_too_long_is_skipped_as_a_misfire(at):
    world = at(NINE)
    world.live("note", message("t1"))
    world.contact("ana")
    world.event("ana", "note.started")
    assert world.runtime._leadership.take()
    world.runtime._passes.run(real=from_iso("2026-01-05T08:01:00Z").timestamp())
    at("2026-01-05T12:00:00Z")
    assert (world.mails(), world.outbox()[0].detail) == ([], "misfire")
    assert contacts.counted_sends("ana", since=0) == 0


def test_a_machines_clock_set_back_decides_nothing_twice(at):
    world = at(NINE)
    world.live("note", message("t1"), wait("w", "PT10M"), message("t2"))
    world.contact("ana")
    world.event("ana", "note.started")
    at("2026-01-05T08:01:00Z")
    at("2026-01-05T06:00:00Z")
    at("2026-01-05T08:30:00Z")
    assert [node for _, node, _ in world.mails()] == ["t1", "t2"]


def test_pausing_everything_and_going_on_is_like_downtime(at):
    world = at(NINE)
    world.live("note", wait("w", "PT10M"), message("t1"))
    world.contact("ana")
    world.event("ana", "note.started")
    at("2026-01-05T08:01:00Z")
    control.pause()
    at("2026-01-05T08:20:00Z")
    assert world.mails() == []
    control.resume()
    assert [mail[2] for mail in at("2026-01-05T08:21:00Z").mails()] == ["2026-01-05T08:21:00Z"]


def test_a_real_clock_is_not_set_by_anybody(at):
    world = at(NINE)
    with pytest.raises(Refused):
        clock.change("max")
    with pytest.raises(Refused):
        run_until(world.app, workspace.clock().last + 60)


@pytest.mark.parametrize(
    "asked",
    [
        {"mode": "nonsense"},
        {"mode": "step"},
        {"mode": "step", "step": Duration(months=1)},
        {"mode": "run", "speed": 0},
    ],
)
def test_a_demo_clock_refuses_what_it_cannot_do(sqlite_world, asked):
    with pytest.raises(BadInput):
        clock.change(asked.pop("mode"), **asked)


def test_one_turn_from_the_command_line_does_the_pass_and_sends(at):
    world = at(NINE)
    world.live("note", message("t1"))
    world.contact("ana")
    world.event("ana", "note.started")
    world.runtime.close()
    at("2026-01-05T08:01:00Z", turns=0)
    turn = run_once(world.app)
    assert turn.report.dispatches == 1
    assert len(world.mails()) == 1
