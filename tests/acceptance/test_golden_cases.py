"""The golden cases, each over the running runtime: real passes, a real database, a real mail host."""

import pytest
from world import World, message, wait

from designer.domain.time import from_iso, to_iso
from designer.store import contacts, counts, events, tasks, workspace

GAP_48H = [{"id": "gap-48h", "min": "PT48H"}]


@pytest.fixture
def at(tmp_path):
    """A workspace whose demo clock starts at some instant."""
    made = []

    def start(instant):
        made.append(World(tmp_path, f"sqlite:///{tmp_path / 'designer.db'}", start=instant))
        return made[-1]

    yield start
    for world in made:
        world.close()


def history(contact, name, instant, **properties):
    """A fact of the past."""
    seconds = int(from_iso(instant).timestamp())
    return events.NewEvent(contact=contact, event=name, at=seconds, properties=properties)


def test_t1_a_service_message_leaves_now_and_the_wedding_offer_waits_for_the_gap(world):
    world.policy(gaps=GAP_48H)
    world.live("changement-rib", message("rib"), priority={"class": "service"})
    world.live("mariage", message("offer"))
    world.contact("ana")
    world.event("ana", "mariage.started")
    world.event("ana", "changement-rib.started")
    world.run("P3D")
    assert world.decisions("ana") == [
        ("changement-rib", "rib", "sent", None, "2026-01-05T08:01:00Z"),
        ("mariage", "offer", "delayed", "gap-48h", "2026-01-05T08:01:00Z"),
        ("mariage", "offer", "sent", None, "2026-01-07T08:01:00Z"),
    ]
    why = next(m.why for m in contacts.timeline("ana") if m.why and m.why.verdict == "delayed")
    assert [blocker.scenario for blocker in why.blocked_by] == ["changement-rib"]
    assert to_iso(why.next_at) == "2026-01-07T08:01:00Z"


def test_t2_whoever_has_an_open_quote_does_not_enter_the_follow_up_of_a_visit(world):
    world.live(
        "relance-devis", wait("w", "P7D"), message("t1"), priority={"prevails_over": ["relance-visite-site"]}
    )
    world.live("relance-visite-site", message("t1"))
    world.contact("ana")
    world.event("ana", "relance-devis.started")
    world.run("PT1H")
    world.event("ana", "relance-visite-site.started")
    world.run("PT1H")
    assert world.mails() == []
    assert counts.of_scenario("relance-visite-site").refused == {"prevailed": 1}
    refusal = next(m for m in contacts.timeline("ana") if m.kind == "refusal")
    assert (refusal.scenario, refusal.facts["by"]) == ("relance-visite-site", "relance-devis")


def test_t3_financed_89_days_ago_is_excluded_92_days_ago_is_not_and_the_welcome_always_passes(at):
    world = at("2026-07-01T08:00:00Z")
    signed = {"did": {"event": "contract.signed", "within": "P3M"}}
    world.policy(exclusions=[{"id": "financed-3m", "when": signed, "except": ["welcome-financement"]}])
    world.live("promo", message("t1", if_blocked="skip"))
    world.live("welcome-financement", message("t1"))
    for contact in ("recent", "older"):
        world.contact(contact)
    events.import_all(
        [
            history("recent", "contract.signed", "2026-04-03T08:00:00Z"),
            history("older", "contract.signed", "2026-03-31T08:00:00Z"),
        ]
    )
    for contact in ("recent", "older"):
        world.event(contact, "promo.started")
        world.event(contact, "welcome-financement.started")
    world.run("PT1H")
    assert [row[:4] for row in world.decisions("recent")] == [
        ("promo", "t1", "skipped", "exclusion:financed-3m"),
        ("welcome-financement", "t1", "sent", None),
    ]
    assert [row[2] for row in world.decisions("older")] == ["sent", "sent"]


@pytest.mark.parametrize(
    ("pause", "first", "then"),
    [
        ("PT47H58M", "delayed", "2026-01-07T08:01:00Z"),  # 47 h 59 after: waits one minute
        ("PT47H59M", "sent", "2026-01-07T08:01:00Z"),  # exactly 48 h after: leaves at once
    ],
)
def test_t4_a_second_message_leaves_48_hours_after_the_first_and_not_a_minute_before(
    sqlite_world, pause, first, then
):
    world = sqlite_world
    world.policy(gaps=GAP_48H)
    world.live("one", message("t1"))
    world.live("two", message("t1"))
    world.contact("ana")
    world.event("ana", "one.started")
    world.run("PT1M")
    world.run(pause)
    world.event("ana", "two.started")
    world.run("PT1H")
    two = world.decisions("ana", scenario="two")
    assert two[0][2] == first
    assert world.mails("ana")[-1] == ("two", "t1", then)


def test_t5_an_email_and_a_call_of_one_rolling_week_are_one_too_many(sqlite_world):
    world = sqlite_world
    world.policy(caps=[{"id": "week-all", "max": 1, "per": "P7D"}])
    world.live("newsletter", message("t1"))
    world.live("call-list", message("t1", channel="call", ttl="P10D"))
    world.contact("ana")
    world.event("ana", "newsletter.started")
    world.run("P3D")
    world.event("ana", "call-list.started")
    world.run("P5D")
    assert [row[2:] for row in world.decisions("ana", scenario="call-list")] == [
        ("delayed", "week-all", "2026-01-08T08:01:00Z"),
        ("sent", None, "2026-01-12T08:01:00Z"),
    ]


def test_t6_the_same_scenario_triggered_again_within_its_window_is_refused_and_counted(sqlite_world):
    world = sqlite_world
    world.live("devis", message("t1"), entry={"reentry": "after_exit", "gap": "P30D"})
    world.contact("ana")
    world.event("ana", "devis.started")
    world.run("P10D")
    world.event("ana", "devis.started")
    world.run("P1D")
    assert len(world.mails()) == 1
    assert counts.of_scenario("devis").refused == {"gap": 1}


def test_t11_a_buyer_of_every_ninety_days_is_relaunched_at_85_and_not_at_80(at):
    world = at("2026-06-30T08:00:00Z")
    for contact, days in (("due", (265, 175, 85)), ("early", (260, 170, 80))):
        world.contact(contact)
        now = int(from_iso("2026-06-30T08:00:00Z").timestamp())
        events.import_all(
            events.NewEvent(contact=contact, event="order.placed", at=now - day * 86400, properties={})
            for day in days
        )
    rhythm = {"kind": "inactivity", "event": "order.placed", "own_rhythm": {"factor": 1.0, "lead": "P7D"}}
    world.live("reachat", message("t1"), trigger=rhythm, entry={"reentry": "never", "backfill": True})
    world.run("PT1H")
    assert [mail[2] for mail in world.mails("due")] == ["2026-06-30T08:01:00Z"]
    assert world.mails("early") == []
    world.run("P4D")
    assert [mail[2] for mail in world.mails("early")] == ["2026-07-03T08:00:00Z"]


def test_t17_the_comparison_is_sent_two_days_after_the_demo_unless_it_was_downloaded(sqlite_world):
    world = sqlite_world
    edges = [
        {"from": "start", "to": "reply"},
        {"from": "reply", "path": "event", "to": "end"},
        {"from": "reply", "path": "timeout", "to": "paper"},
        {"from": "paper", "to": "end"},
    ]
    reply = {"id": "reply", "kind": "wait_event", "event": "paper.downloaded", "timeout": "P2D"}
    world.live("demo", reply, message("paper"), edges=edges)
    for contact in ("ana", "ben"):
        world.contact(contact)
        world.event(contact, "demo.started")
    world.run("P1D")
    world.event("ben", "paper.downloaded")
    world.run("P2D")
    assert world.mails() == [("demo", "paper", "2026-01-07T08:01:00Z")]
    assert world.mails("ben") == []


def test_t18_a_contact_who_books_a_meeting_after_the_second_message_leaves_before_the_third(world):
    world.live(
        "white-paper",
        message("t1"),
        wait("w1", "P3D"),
        message("t2"),
        wait("w2", "P4D"),
        message("t3"),
        exit_when={"did": {"event": "meeting.booked", "within": "P30D"}},
    )
    for contact in ("ana", "ben"):
        world.contact(contact)
        world.event(contact, "white-paper.started")
    world.run("P5D")
    world.event("ben", "meeting.booked")
    world.run("P4D")
    assert [node for _, node, _ in world.mails("ana")] == ["t1", "t2", "t3"]
    assert [node for _, node, _ in world.mails("ben")] == ["t1", "t2"]
    left = next(m for m in contacts.timeline("ben") if m.kind == "exit")
    assert (left.word, to_iso(left.at)) == ("exit-when", "2026-01-10T08:01:00Z")


def test_t21_an_appointment_is_prepared_recalled_and_thanked_for_and_a_cancelled_one_is_not(sqlite_world):
    world = sqlite_world

    def until(id_, offset):
        return {"id": id_, "kind": "wait", "until": {"attribute": "appointment_at", "offset": offset}}

    world.live(
        "appointment",
        until("before", "-P3D"),
        message("prepare"),
        until("eve", "-P1D"),
        message("recall"),
        until("after", "P1D"),
        message("thanks"),
        exit_when={"did": {"event": "appointment.cancelled"}},
    )
    for contact in ("ana", "ben"):
        world.contact(contact, appointment_at="2026-01-20T10:00:00Z")
        world.event(contact, "appointment.started")
    world.run_to("2026-01-18T00:00:00Z")
    world.event("ben", "appointment.cancelled")
    world.run("P5D")
    assert world.mails("ana") == [
        ("appointment", "prepare", "2026-01-17T10:00:00Z"),
        ("appointment", "recall", "2026-01-19T10:00:00Z"),
        ("appointment", "thanks", "2026-01-21T10:00:00Z"),
    ]
    assert [node for _, node, _ in world.mails("ben")] == ["prepare"]


@pytest.mark.parametrize(
    ("start", "leaves"),
    [
        ("2026-01-11T08:59:00Z", "2026-01-12T07:00:00Z"),  # a Sunday, ten in Paris -> Monday at eight
        ("2026-11-11T08:59:00Z", "2026-11-12T07:00:00Z"),  # Armistice Day -> the day after at eight
    ],
)
def test_t22_an_sms_due_on_a_sunday_or_a_holiday_waits_for_the_next_allowed_morning(at, start, leaves):
    world = at(start)
    world.policy(quiet_hours=[{"channels": ["sms"], "allow": {"mon-sat": ["08:00-20:00"]}, "holidays": "FR"}])
    world.live("offer", message("t1", channel="sms"))
    world.contact("ana")
    world.event("ana", "offer.started")
    world.run("P2D")
    assert [row[2:] for row in world.decisions("ana")] == [
        ("delayed", "quiet-hours", start.replace("08:59", "09:00")),
        ("sent", None, leaves),
    ]
    sent = world.outbox()[0]
    assert (sent.state, sent.real, sent.channel) == ("sent", False, "sms")


def test_t23_a_call_is_due_by_the_consumers_own_clock(at):
    # Monday 19:30 in Paris is 22:30 in La Réunion: Tuesday at ten there.
    world = at("2026-01-05T18:29:00Z")
    world.policy(
        quiet_hours=[
            {"channels": ["call"], "allow": {"mon-fri": ["10:00-13:00", "14:00-20:00"]}, "holidays": "FR"}
        ]
    )
    world.live("courtesy", message("t1", channel="call"))
    world.contact("paris")
    world.contact("reunion", timezone="Indian/Reunion")
    for contact in ("paris", "reunion"):
        world.event(contact, "courtesy.started")
    world.run("P1D")
    assert [row[2:] for row in world.decisions("paris")] == [("sent", None, "2026-01-05T18:30:00Z")]
    assert world.decisions("reunion")[-1][2:] == ("sent", None, "2026-01-06T06:00:00Z")


def test_t24_an_unsubscription_cancels_the_step_that_is_scheduled_and_leaves_its_proof(world):
    world.live("series", message("t1"), wait("w1", "P2D"), message("t2"), wait("w2", "P2D"), message("t3"))
    world.contact("ana")
    world.event("ana", "series.started")
    world.run("P3D")
    key = world.outbox(state="sent")[-1].send_key
    assert contacts.unsubscribe("ana", "email", source="one-click", send_key=key) is True
    assert contacts.unsubscribe("ana", "email", source="one-click", send_key=key) is False
    world.run("P3D")
    assert [node for _, node, _ in world.mails()] == ["t1", "t2"]
    assert world.decisions("ana")[-1][1:4] == ("t3", "skipped", "consent")
    story = contacts.timeline("ana")
    proof = [moment for moment in story if moment.kind == "consent"]
    assert [(moment.word, moment.facts["source"], moment.facts["send_key"]) for moment in proof] == [
        ("withdrawn", "one-click", key)
    ]
    assert any(moment.word == "message.unsubscribed" for moment in story)


def test_a_task_that_is_done_opens_its_way_and_one_that_is_not_expires(sqlite_world):
    world = sqlite_world
    edges = [
        {"from": "start", "to": "call"},
        {"from": "call", "path": "done", "to": "thanks"},
        {"from": "call", "path": "refused", "to": "end"},
        {"from": "call", "path": "expired", "to": "sorry"},
        {"from": "thanks", "to": "end"},
        {"from": "sorry", "to": "end"},
    ]
    call = {"id": "call", "kind": "task", "queue": "sales", "label": "Call", "sla": "P1D"}
    world.live("lead", call, message("thanks"), message("sorry"), edges=edges)
    for contact in ("ana", "ben"):
        world.contact(contact)
        world.event(contact, "lead.started")
    world.run("PT1H")
    assert dict(tasks.queues()) == {"sales": 2}
    anas = next(task for task in tasks.list_all().items if task.contact == "ana")
    assert tasks.close(anas.id, "done").state == "done"
    world.run("P2D")
    assert {(contact, node) for contact in ("ana", "ben") for _, node, _ in world.mails(contact)} == {
        ("ana", "thanks"),
        ("ben", "sorry"),
    }
    assert {task.state for task in tasks.list_all(state=None).items} == {"done", "expired"}
    assert workspace.clock().mode == "paused"
