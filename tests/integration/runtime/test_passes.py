"""Passes and dispatch over a real database and a real mail host."""

import pytest
from sqlalchemy import update
from world import message, wait

from designer import store
from designer.domain.errors import DocumentError, Refused
from designer.domain.time import Duration
from designer.runtime import clock, control, decide, tick
from designer.runtime.lease import LeaseLost
from designer.runtime.schedule import Runtime
from designer.runtime.sink import Sink
from designer.store import bulk, codec, contacts, counts, documents, outbox, scenarios, workspace, writing
from designer.store.models import Lease, OutboxRow, WalkRow


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


def test_publishing_again_does_not_change_what_is_under_way(world):
    world.live("series", message("t1"), wait("two-days", "P2D"), message("t2"))
    world.contact("ana")
    world.contact("ben")
    world.event("ana", "series.started")
    world.run("P1D")
    shorter = world.draft("series", message("t1"), wait("two-days", "PT1H"), message("t2"))
    scenarios.save_draft("series", shorter)
    scenarios.publish("series", reason="faster")
    world.event("ben", "series.started")
    world.run("P2D")
    assert world.mails("ana") == [
        ("series", "t1", "2026-01-05T08:01:00Z"),
        ("series", "t2", "2026-01-07T08:01:00Z"),
    ]
    assert world.mails("ben") == [
        ("series", "t1", "2026-01-06T08:01:00Z"),
        ("series", "t2", "2026-01-06T09:01:00Z"),
    ]
    assert {message.version for message in world.outbox(contact="ben")} == {2}


def test_a_message_that_runs_keeps_its_text_until_the_next_publication(sqlite_world):
    world = sqlite_world
    world.template("words", body="Old words")
    world.live("note", message("t1", template="words"))
    world.contact("ana")
    world.contact("ben")
    world.template("words", body="New words")
    assert scenarios.get("note").changed is True
    world.event("ana", "note.started")
    world.run("PT5M")
    scenarios.publish("note")
    assert scenarios.get("note").changed is False
    world.event("ben", "note.started")
    world.run("PT5M")
    old, new = [mail.part("plain") for mail in world.sink.log.every()]
    assert "Old words" in old
    assert "New words" in new


def test_a_paused_scenario_stands_still_and_goes_on_where_it_was(sqlite_world):
    world = sqlite_world
    world.live(
        "series", message("t1"), wait("w", "P1D"), message("t2"), misfire={"late": "P30D", "then": "send"}
    )
    world.contact("ana")
    world.event("ana", "series.started")
    world.run("PT1H")
    assert scenarios.pause("series") == "paused"
    world.run("P3D")
    assert len(world.mails()) == 1
    assert scenarios.resume("series") == "live"
    world.run("PT1H")
    assert world.mails()[-1] == ("series", "t2", "2026-01-08T09:01:00Z")


def test_pausing_everything_stops_the_clock_and_the_outbox(sqlite_world):
    world = sqlite_world
    world.live("note", message("t1"))
    world.contact("ana")
    world.event("ana", "note.started")
    control.pause()
    clock.change("max")
    before = world.now
    for _ in range(3):
        world.runtime.turn()
    assert (world.now, world.mails()) == (before, [])
    control.resume()
    world.run("PT1H")
    assert len(world.mails()) == 1


def test_archiving_takes_the_contacts_out_and_withdraws_what_waits(sqlite_world):
    world = sqlite_world
    world.live("series", message("t1"), wait("w", "P1D"), message("t2"))
    world.contact("ana")
    world.event("ana", "series.started")
    world.run("PT1H")
    scenarios.archive("series")
    world.run("P3D")
    assert len(world.mails()) == 1
    exit_ = next(moment for moment in contacts.timeline("ana") if moment.kind == "exit")
    assert exit_.word == "stopped"
    assert scenarios.restore("series") == "draft"


def test_the_order_in_which_a_database_finds_rows_changes_nothing(sqlite_world, monkeypatch):
    world, fetch = sqlite_world, bulk.fetch
    monkeypatch.setattr(bulk, "fetch", lambda *given: fetch(*given)[::-1])
    world.live("series", message("t1"), wait("w", "P1D"), message("t2"))
    for contact in ("ana", "ben", "zoe"):
        world.contact(contact)
        world.event(contact, "series.started")
        world.run("PT10M")
    world.event("ben", "series.started")
    world.run("P2D")
    assert [(node, minute[11:16]) for _, node, minute in world.mails("ben")] == [
        ("t1", "08:11"),
        ("t1", "08:31"),
        ("t2", "08:11"),
        ("t2", "08:31"),
    ]
    assert len(world.mails("ana")) == len(world.mails("zoe")) == 2


LATER = {"did": {"event": "order.placed", "within": "P30D"}}


def put_segment(condition):
    document = {"format": "segments/1", "segments": {"vip": {"condition": condition}}}
    documents.put("segments", document)


def live_over_a_segment(world):
    """A scenario whose trigger looks at a segment, beside one that does not."""
    put_segment({"eq": ["tier", "gold"]})
    where = {"in_segment": "vip"}
    world.live("choosy", message("t1"), trigger={"kind": "event", "event": "seen", "where": where})
    world.live("plain", message("t1"), trigger={"kind": "event", "event": "seen"})
    world.contact("ana")


def test_a_segment_with_which_a_live_scenario_could_not_be_planned_is_refused(sqlite_world):
    live_over_a_segment(sqlite_world)
    with pytest.raises(Refused, match="'choosy', which runs in version 1"):
        put_segment(LATER)
    assert documents.get("segments").document["segments"]["vip"]["condition"] == {"eq": ["tier", "gold"]}


def test_a_version_that_cannot_be_planned_holds_up_itself_alone(sqlite_world, monkeypatch):
    world = sqlite_world
    live_over_a_segment(world)
    monkeypatch.setattr(documents, "_still_run", lambda changed: None)
    put_segment(LATER)
    world.event("ana", "seen")
    world.run("PT1H")
    assert [scenario for scenario, *_ in world.mails()] == ["plain"]


def test_one_contact_that_cannot_be_planned_does_not_hold_up_the_others(world, monkeypatch):
    plan = decide.plan

    def faulty(names, loaded, span):
        if "poison" in loaded.ids:
            raise ValueError("bad data")
        return plan(names, loaded, span)

    world.live("note", message("t1"))
    for contact in ("ana", "poison", "zoe"):
        world.contact(contact)
        world.event(contact, "note.started")
    monkeypatch.setattr(decide, "plan", faulty)
    world.run("PT1H")
    assert {mail.send_key.split("/")[3] for mail in world.sink.log.every()} == {"ana", "zoe"}
    assert contacts.get("poison").set_aside == "ValueError: bad data"
    monkeypatch.setattr(decide, "plan", plan)
    assert tick.retry_set_aside() == 1
    world.run("PT1H")
    assert contacts.get("poison").set_aside is None
    assert len(world.mails("poison")) == 1


def test_one_version_that_cannot_be_read_does_not_hold_up_the_others(sqlite_world, monkeypatch):
    world = sqlite_world
    world.live("bad", message("t1"))
    world.live("good", message("t1"))
    world.contact("ana")
    world.event("ana", "bad.started")
    world.event("ana", "good.started")
    read = codec.scenario

    def picky(document):
        if document["key"] == "bad":
            raise DocumentError([], "unreadable")
        return read(document)

    monkeypatch.setattr(codec, "scenario", picky)
    world.run("PT1H")
    assert [mail[0] for mail in world.mails()] == ["good"]


@pytest.mark.parametrize(
    "body",
    [
        "{% for i in (1..100000000) %}x{% endfor %}",
        "{% for i in (1..1900) %}{% for j in (1..1900) %}xxxxxxxxxx{% endfor %}{% endfor %}",
    ],
)
def test_one_template_that_cannot_be_rendered_does_not_hold_up_the_others(sqlite_world, body):
    world = sqlite_world
    world.template("poison", body=body)
    world.live("bad", message("t1", template="poison"))
    world.live("good", message("t1"))
    world.contact("ana")
    world.event("ana", "bad.started")
    world.event("ana", "good.started")
    world.run("PT1H")
    assert [mail[0] for mail in world.mails()] == ["good"]
    failed = world.outbox(state="failed")[0]
    assert "cannot be rendered" in failed.detail


@pytest.mark.parametrize(
    "value",
    [
        "Ana\r\nBcc: all@example.com",
        "Ana\u2028x",
        "\x00",
        "{{ brand }}",
        "<script>alert(1)</script>",
        "é" * 500,
    ],
)
def test_odd_values_never_break_a_header_or_a_page(sqlite_world, value):
    world = sqlite_world
    world.template("words", subject="Hello {{ first_name }}", body="Dear {{ first_name }}")
    world.live("note", message("t1", template="words"))
    world.contact("ana", first_name=value)
    world.event("ana", "note.started")
    world.run("PT5M")
    mail = next(iter(world.sink.log.every()))
    assert mail.message["Bcc"] is None
    assert "<script" not in mail.part("html")
    assert mail.recipient == "ana@example.com"


def test_an_address_that_is_none_fails_by_itself(sqlite_world):
    world = sqlite_world
    world.live("note", message("t1"))
    world.contact("ana", email="nobody at nowhere")
    world.contact("ben")
    for contact in ("ana", "ben"):
        world.event(contact, "note.started")
    world.run("PT5M")
    assert len(world.mails()) == 1
    assert world.outbox(state="failed")[0].contact == "ana"
    assert contacts.counted_sends("ana", since=0) == 0


def test_an_unsubscription_between_decision_and_sending_is_obeyed(world):
    world.live("note", message("t1"))
    world.contact("ana")
    world.event("ana", "note.started")
    clock.change("step", step=Duration(minutes=10))
    leadership = world.runtime._leadership
    assert leadership.take()
    assert world.runtime._passes.run().dispatches == 1
    contacts.unsubscribe("ana", "email", source="link")
    world.run("PT1H")
    assert world.mails() == []
    withdrawn = world.outbox()[0]
    assert (withdrawn.state, withdrawn.detail) == ("skipped", "consent")
    assert world.decisions("ana")[-1][2:4] == ("skipped", "consent")


def test_a_message_of_a_contact_who_left_meanwhile_is_withdrawn(sqlite_world):
    world = sqlite_world
    world.live("note", message("t1"), wait("w", "P3D"), exit_when={"did": {"event": "stop"}})
    world.contact("ana")
    world.event("ana", "note.started")
    leadership = world.runtime._leadership
    assert leadership.take()
    clock.change("step", step=Duration(minutes=10))
    assert world.runtime._passes.run().dispatches == 1
    world.event("ana", "stop")
    clock.change("step", step=Duration(minutes=10))
    world.runtime._passes.run()
    world.run("PT1H")
    assert world.mails() == []
    assert world.outbox()[0].detail == "exited:exit-when"


def test_a_message_left_sending_is_unknown_counts_and_is_never_sent_again_by_itself(world):
    world.policy(caps=[{"id": "week-all", "max": 1, "per": "P7D"}])
    world.live("one", message("t1"))
    world.live("two", message("t1", if_blocked="skip"))
    world.contact("ana")
    world.event("ana", "one.started")
    leadership = world.runtime._leadership
    assert leadership.take()
    clock.change("step", step=Duration(minutes=10))
    world.runtime._passes.run()
    with writing() as session:
        session.execute(update(OutboxRow).values(state="sending", owner="somebody"))
    # another process takes over
    leadership.release()
    world.runtime = Runtime(world.app)
    world.run("P1D")
    assert world.mails() == []
    (unknown,) = world.outbox(state="unknown")
    world.event("ana", "two.started")
    world.run("P1D")
    assert world.decisions("ana", scenario="two")[0][2:4] == ("skipped", "week-all")
    outbox.resolve(unknown.send_key, "resend")
    world.run("PT1H")
    assert [mail[0] for mail in world.mails()] == ["one"]


def test_messages_claimed_before_the_machine_stopped_are_of_unknown_fate(sqlite_world, monkeypatch):
    world = sqlite_world
    world.live("one", message("t1"))
    world.contact("ana")
    world.event("ana", "one.started")
    leadership = world.runtime._leadership
    assert leadership.take()
    clock.change("step", step=Duration(minutes=10))
    world.runtime._passes.run()
    with writing() as session:
        session.execute(update(OutboxRow).values(claim="an-earlier-boot"))
    leadership.release()
    world.runtime = Runtime(world.app)
    world.run("PT1H")
    assert world.mails() == []
    assert world.outbox()[0].state == "unknown"


def test_a_mail_host_that_is_away_delays_messages_and_loses_none(sqlite_world, monkeypatch):
    world = sqlite_world
    world.live("note", message("t1"), misfire={"late": "P5D", "then": "send"})
    world.contact("ana")
    world.event("ana", "note.started")
    world.sink.stop()
    clock.change("step", step=Duration(minutes=10))
    world.runtime.turn()
    waiting = world.outbox()[0]
    assert (waiting.state, waiting.attempts) == ("pending", 1)
    assert waiting.next_try is not None
    again = Sink(world.sink.log, port=world.sink.port)
    again.start()
    world.sink = again
    real = workspace.real_now()
    monkeypatch.setattr(workspace, "real_now", lambda: real + 120)
    world.runtime.turn()
    assert len(world.mails()) == 1
    assert world.outbox()[0].attempts == 2


def test_only_one_process_runs_the_passes(world):
    first, other = world.runtime, Runtime(world.app)
    assert first.turn().leading is True
    # as if they were on two machines, where neither can see whether the other still runs
    first._leadership.owner = "elsewhere:1:aaaa"
    other._leadership.owner = "another:1:bbbb"
    with writing() as session:
        session.get(Lease, "passes").owner = "elsewhere:1:aaaa"
    assert other.turn().leading is False
    with writing() as session:
        session.get(Lease, "passes").expires_real = 0.0
    assert other.turn().leading is True
    first._leadership._renewed = 0.0
    assert first.turn().leading is False


def test_a_zombie_cannot_write_once_another_process_has_taken_over(sqlite_world):
    world = sqlite_world
    leadership = world.runtime._leadership
    assert leadership.take()
    with writing() as session:
        lease = session.get(Lease, "passes")
        lease.owner, lease.fence = "other:1:b", lease.fence + 1
    with pytest.raises(LeaseLost), writing() as session:
        leadership.confirm(session)


def test_counts_on_the_nodes_are_those_of_the_rows(world):
    world.live("series", message("t1"), wait("w", "P1D"), message("t2"))
    for number in range(12):
        world.contact(f"c{number}")
        world.event(f"c{number}", "series.started")
    world.run("PT1H")
    found = counts.of_scenario("series")
    assert (found.entries, found.inside, found.nodes["w"].inside) == (12, 12, 12)
    assert found.nodes["t1"] == counts.NodeCount(inside=0, passed=12, sent=12)
    world.run("P2D")
    found = counts.of_scenario("series")
    assert (found.inside, found.exits, found.nodes["t2"].sent) == (0, 12, 12)
    walks = store.db.session.query(WalkRow).order_by(WalkRow.enrolment, WalkRow.step).all()
    assert [(walk.step, [node for node, _, _ in walk.nodes]) for walk in walks[:2]] == [
        (1, ["start", "t1", "w"]),
        (4, ["t2", "end"]),
    ]
    assert sum(len(walk.nodes) for walk in walks) == sum(
        node.inside + node.passed for node in found.nodes.values()
    )


def test_everything_decided_is_logged_and_the_figures_agree(sqlite_world):
    world = sqlite_world
    world.policy(caps=[{"id": "day", "max": 1, "per": "P1D"}])
    world.live("a", message("t1"), priority={"value": 90})
    world.live("b", message("t1", if_blocked="skip"))
    world.contact("ana")
    world.event("ana", "a.started")
    world.event("ana", "b.started")
    world.run("PT1H")
    figures = counts.runtime()
    assert figures.decisions == {"sent": 1, "skipped": 1}
    assert figures.rules == {"day": {"skipped": 1}}
    assert figures.live == ("a", "b")
    assert counts.home().sent_day == 1
    assert sum(figures.passes[0].dispatched.values()) == 1


def test_merged_messages_are_one_mail_with_the_words_of_both(sqlite_world):
    world = sqlite_world
    world.template("first", body="First words")
    world.template("second", body="Second words")
    world.live("one", message("t1", template="first", merge="news"), priority={"value": 90})
    world.live("two", message("t1", template="second", merge="news"))
    world.contact("ana")
    world.event("ana", "one.started")
    world.event("ana", "two.started")
    world.run("PT5M")
    (mail,) = world.sink.log.every()
    assert "First words" in mail.part("plain")
    assert "Second words" in mail.part("plain")
    assert sorted(row[2] for row in world.decisions("ana")) == ["merged", "sent"]
