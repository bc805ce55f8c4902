"""What becomes of the contacts inside when a scenario is published again, with passes before and after."""

import itertools

import pytest
from world import message, wait

from designer import store
from designer.domain.errors import BadInput, Refused
from designer.domain.time import from_iso, to_iso, to_minute
from designer.store import contacts, counts, moving, outbox, scenarios, standing, tasks, workspace
from designer.store.models import EnrolmentRow, MoveRow, NodeTally, OutboxRow, TaskRow, WalkRow
from designer.store.standing import Answer


def redraw(world, key, *nodes, policy="move", mapping=None, **rest):
    """Draw the scenario anew and publish it over the one that runs."""
    for node in nodes:
        if node["kind"] == "message" and node.get("template"):
            try:
                store.templates.get(node["template"])
            except store.workspace.NotFound:
                world.template(node["template"], channel=node["channel"])
    scenarios.save_draft(key, world.draft(key, *nodes, **rest))
    return scenarios.publish(key, reason="again", policy=policy, mapping=mapping)


def enrolment(contact="ana"):
    store.db.session.expire_all()
    return store.db.session.query(EnrolmentRow).filter_by(contact=contact).one()


def inside(world, key="s", contact="ana", event=None):
    world.contact(contact)
    world.event(contact, event or f"{key}.started")
    world.run("PT1M")


def task(id_, *, queue="shop", sla="P9D", **rest):
    return {"id": id_, "kind": "task", "queue": queue, "sla": sla, **rest}


def chain(*ids):
    """Links from the start through these to the end; a task goes on however it ends."""
    edges = []
    for one, other in itertools.pairwise(("start", *ids, "end")):
        ways = ("done", "refused", "expired") if one in ("call", "ring", "other") else (None,)
        edges += [{"from": one, "to": other, **({"path": way} if way else {})} for way in ways]
    return edges


# ── The policy ──────────────────────────────────────────────────────────────────────────────────────────


def test_by_default_those_inside_end_on_their_own_version(sqlite_world):
    world = sqlite_world
    world.live("s", message("t1"), wait("w", "P2D"), message("t2"))
    inside(world)
    version = redraw(world, "s", message("t1"), wait("w", "PT1H"), message("t2"), policy="finish")
    assert (version.policy, version.moved, version.left, version.kept) == ("finish", 0, 0, 1)
    world.run("P3D")
    assert world.mails("ana")[-1] == ("s", "t2", "2026-01-07T08:01:00Z")
    assert store.db.session.query(MoveRow).count() == 0


def test_those_inside_may_leave_at_once_with_their_tasks(world):
    world.live("s", task("call"), message("t1"), edges=chain("call", "t1"))
    inside(world)
    version = redraw(world, "s", task("call"), message("t1"), edges=chain("call", "t1"), policy="exit")
    assert (version.moved, version.left, version.kept) == (0, 1, 0)
    world.run("P1D")
    assert (enrolment().standing, enrolment().reason) == ("exited", "republished")
    assert [one.state for one in tasks.list_all(state=None).items] == ["cancelled"]
    assert world.mails() == []
    assert counts.of_scenario("s").inside == 0


def test_an_unknown_policy_or_a_mapping_without_its_policy_is_refused(sqlite_world):
    world = sqlite_world
    world.live("s", message("t1"))
    with pytest.raises(BadInput, match="finish, move, exit"):
        redraw(world, "s", message("t1"), policy="wander")
    with pytest.raises(BadInput, match="goes with the policy 'move'"):
        redraw(world, "s", message("t1"), policy="exit", mapping={(1, "t1"): Answer(action="exit")})


# ── Going on in the same step ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("now", "left_at"),
    [
        ("P2D", "2026-01-07T08:01:00Z"),
        ("P5D", "2026-01-10T08:01:00Z"),
        ("P30D", "2026-02-04T08:01:00Z"),
        # it is over already: at once, and never in the past, where the message would be late
        ("PT1H", "2026-01-06T08:02:00Z"),
    ],
)
def test_a_wait_is_over_at_the_arrival_and_the_new_duration(world, now, left_at):
    world.live("s", message("t1"), wait("w", "P2D"), message("t2"))
    inside(world)
    world.run("P1D")
    assert redraw(world, "s", message("t1"), wait("w", now), message("t2")).moved == 1
    assert (enrolment().version, enrolment().node, enrolment().visit) == (2, "w", 1)
    world.run("P40D")
    assert world.mails("ana") == [("s", "t1", "2026-01-05T08:01:00Z"), ("s", "t2", left_at)]
    assert world.decisions("ana", node="t2")[0][2] == "sent"


def test_a_wait_for_a_local_time_is_over_where_the_contact_lives(world):
    world.live("s", wait("w", "P2D"), message("t1"))
    world.contact("ana", timezone="America/New_York")
    world.contact("ben", timezone="Europe/Paris")
    for one in ("ana", "ben"):
        world.event(one, "s.started")
    world.run("PT1M")
    until = {"id": "w", "kind": "wait", "until": {"time": "18:00"}}
    assert redraw(world, "s", until, message("t1")).moved == 2
    world.run("P2D")
    assert world.mails() == [
        ("s", "t1", "2026-01-05T17:00:00Z"),
        ("s", "t1", "2026-01-05T23:00:00Z"),
    ]


def test_a_wait_for_a_date_that_is_past_does_what_the_step_says(sqlite_world):
    world = sqlite_world
    world.live("s", wait("w", "P9D"), message("t1"), message("t2"))
    for one, day in (("ana", "2025-12-31"), ("ben", "2026-01-09")):
        world.contact(one, due_on=day)
        world.event(one, "s.started")
    world.run("P1D")
    until = {"id": "w", "kind": "wait", "until": {"attribute": "due_on"}, "if_past": "skip"}
    redraw(world, "s", until, message("t1"), message("t2"))
    world.run("P9D")
    assert [(node, minute) for _, node, minute in world.mails("ana")] == [("t2", "2026-01-06T08:01:00Z")]
    assert [node for _, node, _ in world.mails("ben")] == ["t1", "t2"]


def test_a_wait_for_an_event_counts_its_time_from_the_arrival_and_hears_what_came_since(world):
    listen = {"id": "w", "kind": "wait_event", "event": "paid", "timeout": "P9D"}
    edges = [
        {"from": "start", "to": "w"},
        {"from": "w", "path": "event", "to": "t1"},
        {"from": "w", "path": "timeout", "to": "t2"},
        {"from": "t1", "to": "end"},
        {"from": "t2", "to": "end"},
    ]
    world.live("s", listen, message("t1"), message("t2"), edges=edges)
    for one in ("ana", "ben"):
        inside(world, contact=one)
    world.run("P1D")
    world.event("ana", "order.placed")
    world.run("PT1H")
    other = {**listen, "event": "order.placed", "timeout": "P3D"}
    misfire = {"late": "P1D", "then": "skip"}
    redraw(world, "s", other, message("t1"), message("t2"), edges=edges, misfire=misfire)
    world.run("P4D")
    assert [node for _, node, _ in world.mails("ana")] == ["t1"]
    assert world.mails("ben") == [("s", "t2", "2026-01-08T08:02:00Z")]


def test_a_delayed_message_keeps_its_minute_its_attempts_and_its_time_to_live(world):
    world.policy(caps=[{"id": "one", "kind": "rolling", "max": 1, "per": "P2D"}])
    world.live("other", message("o1"))
    nodes = (message("t1", ttl="P3D"), wait("w", "P3D"), message("t2"))
    world.live("s", *nodes)
    world.contact("ana")
    world.event("ana", "other.started")
    world.run("PT1M")
    world.event("ana", "s.started")
    world.run("PT5M")
    before = enrolment_of("ana", "s")
    assert before.attempts >= 1
    redraw(world, "s", *nodes)
    now = enrolment_of("ana", "s")
    assert (now.planned_at, now.due, now.attempts, now.visit) == (
        before.planned_at,
        before.due,
        before.attempts,
        before.visit,
    )
    world.run("P9D")
    assert [node for scenario, node, _ in world.mails("ana") if scenario == "s"] == ["t1", "t2"]
    minutes = [to_minute(from_iso(minute)) for *_, minute in world.mails("ana")]
    assert all(b - a >= 2 * 1440 for a, b in itertools.pairwise(minutes))


def enrolment_of(contact, scenario):
    store.db.session.expire_all()
    return store.db.session.query(EnrolmentRow).filter_by(contact=contact, scenario=scenario).one()


def test_an_open_task_follows_its_contact_with_its_new_words_and_time(world):
    world.live("s", task("call", sla="P9D"), message("t1"), edges=chain("call", "t1"))
    inside(world)
    world.run("P1D")
    redraw(
        world,
        "s",
        task("call", queue="desk", sla="P2D", label="Call"),
        message("t1"),
        edges=chain("call", "t1"),
    )
    (one,) = tasks.list_all().items
    assert (one.version, one.queue, one.label, to_iso(one.expires_at)) == (
        2,
        "desk",
        "Call",
        "2026-01-07T08:01:00Z",
    )
    tasks.close(one.id, "done")
    world.run("PT5M")
    assert [node for _, node, _ in world.mails("ana")] == ["t1"]


def test_a_task_under_another_id_of_one_queue_is_the_same_task(sqlite_world):
    world = sqlite_world
    world.live("s", task("call"), message("t1"), edges=chain("call", "t1"))
    inside(world)
    mapping = {(1, "call"): Answer(action="move", to="ring")}
    redraw(world, "s", task("ring"), message("t1"), edges=chain("ring", "t1"), mapping=mapping)
    (one,) = tasks.list_all().items
    assert (one.node, one.version) == ("ring", 2)
    tasks.close(one.id, "done")
    world.run("PT5M")
    assert [node for _, node, _ in world.mails("ana")] == ["t1"]
    assert [task_.state for task_ in tasks.list_all(state=None).items] == ["done"]


def test_a_task_that_is_done_already_is_not_asked_for_again(world):
    world.live("s", task("call"), message("t1"), edges=chain("call", "t1"))
    inside(world)
    tasks.close(tasks.list_all().items[0].id, "done")
    mapping = {(1, "call"): Answer(action="move", to="other")}
    version = redraw(
        world, "s", task("other", queue="desk"), message("t1"), edges=chain("other", "t1"), mapping=mapping
    )
    assert (version.moved, version.kept) == (0, 1)
    world.run("PT5M")
    assert [node for _, node, _ in world.mails("ana")] == ["t1"]
    assert tasks.list_all().items == []


# ── Beginning another step ──────────────────────────────────────────────────────────────────────────────


def test_a_step_that_is_gone_leads_to_the_next_one_that_is_left(world):
    world.live("s", message("t1"), wait("w", "P9D"), message("t2"), wait("w2", "P1D"), message("t3"))
    inside(world)
    world.run("P1D")
    assert redraw(world, "s", message("t1"), wait("w2", "P1D"), message("t3")).moved == 1
    assert standing.inside("s") == {(2, "w2"): 1}
    world.run("P3D")
    assert world.mails("ana") == [
        ("s", "t1", "2026-01-05T08:01:00Z"),
        ("s", "t3", "2026-01-07T08:02:00Z"),
    ]


def test_a_split_is_decided_by_the_planner_when_a_contact_is_put_before_it(world):
    ways = [{"path": "vip", "when": {"eq": ["tier", "gold"]}}]
    split = {"id": "tier", "kind": "split", "paths": ways}
    edges = [
        {"from": "start", "to": "tier"},
        {"from": "tier", "path": "vip", "to": "t1"},
        {"from": "tier", "path": "else", "to": "t2"},
        {"from": "t1", "to": "end"},
        {"from": "t2", "to": "end"},
    ]
    world.live("s", wait("w", "P9D"), message("t0"))
    for one, tier in (("ana", "gold"), ("ben", "silver")):
        world.contact(one, tier=tier)
        world.event(one, "s.started")
    world.run("PT1H")
    mapping = {(1, "w"): Answer(action="move", to="tier")}
    redraw(world, "s", split, message("t1"), message("t2"), edges=edges, mapping=mapping)
    world.run("PT5M")
    assert [node for _, node, _ in world.mails("ana")] == ["t1"]
    assert [node for _, node, _ in world.mails("ben")] == ["t2"]


def test_a_task_that_is_begun_is_opened_and_the_one_before_is_cancelled(world):
    world.live("s", task("call"), message("t1"), edges=chain("call", "t1"))
    inside(world)
    mapping = {(1, "call"): Answer(action="move", to="other")}
    redraw(
        world, "s", task("other", queue="desk"), message("t1"), edges=chain("other", "t1"), mapping=mapping
    )
    world.run("PT2M")
    found = {(one.node, one.state) for one in tasks.list_all(state=None).items}
    assert found == {("call", "cancelled"), ("other", "open")}


def test_an_exit_that_is_mapped_ends_the_run_as_reaching_it_does(sqlite_world):
    world = sqlite_world
    world.live("s", wait("w", "P9D"), message("t1"))
    inside(world)
    redraw(world, "s", message("t1"), mapping={(1, "w"): Answer(action="move", to="end")})
    world.run("PT2M")
    assert (enrolment().standing, enrolment().reason) == ("completed", "end")


def test_contacts_may_be_sent_out_or_left_step_by_step(sqlite_world):
    world = sqlite_world
    world.live("s", wait("w", "PT1H"), task("call"), message("t1"), edges=chain("w", "call", "t1"))
    for one in ("ana", "ben"):
        inside(world, contact=one)
    world.run("PT2H")
    inside(world, contact="cleo")
    mapping = {(1, "w"): Answer(action="exit"), (1, "call"): Answer(action="keep")}
    version = redraw(world, "s", message("t1"), mapping=mapping)
    assert (version.moved, version.left, version.kept) == (0, 1, 2)
    assert standing.inside("s") == {(1, "call"): 2}


def test_publishing_again_before_anybody_has_gone_on_moves_them_once_more(world):
    world.live("s", wait("w", "P9D"), message("t1"))
    inside(world)
    redraw(world, "s", wait("v", "P9D"), message("t1"), mapping={(1, "w"): Answer(action="move", to="t1")})
    redraw(world, "s", wait("v", "P9D"), message("t1", if_blocked="skip"))
    assert standing.inside("s") == {(3, "t1"): 1}
    world.run("PT5M")
    assert [node for _, node, _ in world.mails("ana")] == ["t1"]
    assert enrolment().version == 3
    assert store.db.session.query(MoveRow).count() == 2


def test_a_pause_holds_those_who_are_put_before_a_step(sqlite_world):
    world = sqlite_world
    world.live("s", wait("w", "P9D"), message("t1"))
    inside(world)
    redraw(world, "s", message("t1"))
    scenarios.pause("s")
    world.run("PT1H")
    assert world.mails() == []
    assert counts.of_scenario("s").nodes["t1"].inside == 1
    assert contacts.timeline("ana")[-1].facts.get("node") in (None, "t1")
    scenarios.resume("s")
    world.run("PT5M")
    assert [node for _, node, _ in world.mails("ana")] == ["t1"]


# ── Never twice ─────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_put_where_a_message_it_has_had_lies_ahead(world):
    world.live("s", message("t1"), wait("w", "P2D"), message("t2"))
    inside(world)
    nodes = (message("t2"), wait("w", "P2D"), message("t1"))
    (place,) = draft_places(world, nodes)
    assert (place.how.value, place.answer) == ("repeats", Answer(action="keep"))
    assert [(repeat.node, repeat.contacts) for repeat in place.repeats] == [("t1", 1)]
    with pytest.raises(Refused, match="before a message that they have been sent") as refused:
        scenarios.publish("s", reason="r", policy="move", mapping={(1, "w"): Answer(action="move", to="w")})
    assert refused.value.code == "would-repeat"
    assert enrolment().version == 1
    version = scenarios.publish("s", reason="r", policy="move")
    assert (version.moved, version.kept) == (0, 1)
    world.run("P9D")
    assert [node for _, node, _ in world.mails("ana")] == ["t1", "t2"]


def draft_places(world, nodes):
    scenarios.save_draft("s", world.draft("s", *nodes))
    return standing.places("s", scenarios.load("s"))


def test_the_same_message_under_another_id_is_not_sent_again(sqlite_world):
    world = sqlite_world
    world.live("s", message("t1", template="hello"), wait("w", "P2D"))
    inside(world)
    (place,) = draft_places(world, (wait("w", "P2D"), message("again", template="hello")))
    assert [repeat.node for repeat in place.repeats] == ["again"]


CIRCLE = [
    {"from": "start", "to": "t1"},
    {"from": "t1", "to": "w"},
    {"from": "w", "path": "timeout", "to": "t1"},
    {"from": "w", "path": "event", "to": "end"},
]


def until_paid(timeout):
    return {"id": "w", "kind": "wait_event", "event": "paid", "timeout": timeout}


def test_a_circle_that_sends_again_was_meant_to(sqlite_world):
    world = sqlite_world
    world.live("s", message("t1"), until_paid("P2D"), edges=CIRCLE)
    inside(world)
    redraw(world, "s", message("t1"), until_paid("P1D"), edges=CIRCLE)
    world.run("P2D")
    assert [minute for *_, minute in world.mails("ana")] == [
        "2026-01-05T08:01:00Z",
        "2026-01-06T08:01:00Z",
        "2026-01-07T08:01:00Z",
    ]


def test_a_message_in_the_outbox_is_left_alone(sqlite_world, monkeypatch):
    world = sqlite_world
    world.live("s", message("t1"), wait("w", "P2D"), message("t2"))
    inside(world)
    store.db.session.query(OutboxRow).update({"state": "pending", "next_try": 0.0})
    store.db.session.commit()
    before = [(one.send_key, one.version) for one in outbox.list_all(state="pending").items]
    redraw(world, "s", message("t1"), wait("w", "P1D"), message("t2"))
    assert [(one.send_key, one.version) for one in outbox.list_all(state="pending").items] == before


def test_a_step_that_comes_back_goes_on_counting_its_passages(world):
    """A version in between that lacked the step has forgotten them; the ledger has not."""
    world.live("s", message("t1"), until_paid("P1D"), edges=CIRCLE)
    inside(world)
    world.run("P1D")
    without = [
        {"from": "start", "to": "w"},
        {"from": "w", "path": "timeout", "to": "v"},
        {"from": "w", "path": "event", "to": "thanks"},
        {"from": "thanks", "to": "end"},
        {"from": "v", "to": "w"},
    ]
    world.template("other")
    redraw(world, "s", until_paid("P1D"), wait("v", "P1D"), message("thanks"), edges=without)
    world.run("P1D")
    assert "t1" not in enrolment().visits
    version = redraw(world, "s", message("t1", template="other"), until_paid("P1D"), edges=CIRCLE)
    assert version.moved == 1
    world.run("P3D")
    keys = [mail.send_key for mail in world.sink.log.every()]
    assert [key.rpartition(".")[2] for key in keys] == ["1", "2", "3", "4"]
    assert contacts.get("ana").set_aside is None


# ── What is told of it ──────────────────────────────────────────────────────────────────────────────────


def test_the_contact_s_story_says_that_it_went_on_in_another_version(sqlite_world):
    world = sqlite_world
    world.live("s", message("t1"), wait("w", "P2D"), message("t2"))
    inside(world)
    redraw(world, "s", message("t1"), wait("w", "P1D"), message("t2"))
    story = contacts.timeline("ana")
    (move,) = [moment for moment in story if moment.kind == "move"]
    assert (move.version, move.node, move.facts) == (2, "w", {"from_version": 1, "from_node": "w"})
    (entry,) = [moment for moment in story if moment.kind == "entry"]
    assert entry.version == 1


def test_a_renamed_step_is_walked_and_counted_once(world):
    world.live("s", wait("w", "P2D"), message("t1"))
    inside(world)
    mapping = {(1, "w"): Answer(action="move", to="pause")}
    redraw(world, "s", wait("pause", "P3D"), message("t1"), mapping=mapping)
    assert to_iso(enrolment().due) == "2026-01-08T08:01:00Z"
    world.run("P4D")
    walked = [node for row in store.db.session.query(WalkRow).order_by(WalkRow.step) for node in row.nodes]
    assert [node for node, _visit, _at in walked] == ["start", "w", "pause", "t1", "end"]
    tallies = {(row.version, row.node): row.visits for row in store.db.session.query(NodeTally)}
    assert tallies[2, "pause"] == tallies[2, "t1"] == tallies[1, "w"] == 1
    assert enrolment().steps == 5


def test_those_who_enter_later_are_on_the_new_version(sqlite_world):
    world = sqlite_world
    world.live("s", wait("w", "P2D"), message("t1"))
    inside(world)
    redraw(world, "s", wait("w", "P1D"), message("t1"))
    inside(world, contact="ben")
    assert standing.inside("s") == {(2, "w"): 2}
    assert [version.inside for version in scenarios.versions("s")] == [2, 0]


def test_a_failed_publication_moves_nobody(sqlite_world, monkeypatch):
    world = sqlite_world
    world.live("s", wait("w", "P2D"), message("t1"))
    inside(world)
    monkeypatch.setattr(moving, "count", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        redraw(world, "s", wait("w", "P1D"), message("t1"))
    store.db.session.expire_all()
    assert (enrolment().version, [v.number for v in scenarios.versions("s")]) == (1, [1])
    assert store.db.session.query(TaskRow).count() == 0
    assert workspace.get().rules_revision > 0
