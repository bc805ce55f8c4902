"""A trial is what the live runtime then decides, and leaves no trace."""

from __future__ import annotations

import hashlib
import random

import pytest
from sqlalchemy import select
from world import message, wait

from designer.domain.errors import BadInput, DocumentError, NotFound
from designer.domain.time import DAY, HOUR, from_iso, to_iso, to_minute
from designer.runtime import trial
from designer.runtime.trial import Act, Question
from designer.store import contacts, scenarios, templates, workspace
from designer.store.database import db
from designer.store.models import DecisionRow, EnrolmentRow, RefusalRow, WalkRow

POLICY = {
    "caps": [{"id": "two-a-week", "max": 2, "per": "P7D"}],
    "gaps": [{"id": "gap-12h", "min": "PT12H"}],
    "quiet_hours": [{"channels": ["sms"], "allow": {"mon-sat": ["08:00-20:00"]}, "holidays": "FR"}],
    "controls": {"per_scenario": 0.2},
}
NODES = [
    {"id": "start", "kind": "trigger"},
    message("hello"),
    {
        "id": "answer",
        "kind": "wait_event",
        "event": "page.viewed",
        "where": {"gt": ["seconds", 10]},
        "timeout": "P2D",
    },
    {"id": "mark", "kind": "update", "set": {"warm": True}},
    {
        "id": "which",
        "kind": "split",
        "paths": [
            {"path": "warm", "when": {"all": [{"eq": ["warm", True]}, {"eq": ["city", "Lyon"]}]}},
            {"path": "seen", "when": {"did": {"event": "page.viewed", "within": "P30D", "at_least": 2}}},
        ],
    },
    {
        "id": "draw",
        "kind": "experiment",
        "paths": [{"path": "a", "share": 50}, {"path": "b", "share": 50}],
    },
    message("sms", channel="sms", if_blocked="skip"),
    message("mail", if_blocked="delay", ttl="P5D"),
    {"id": "call", "kind": "task", "queue": "shop", "label": "Call", "sla": "P2D"},
    wait("rest", "P1D"),
    message("bye", if_blocked="exit"),
    {"id": "end", "kind": "exit"},
]
EDGES = [
    {"from": "start", "to": "hello"},
    {"from": "hello", "to": "answer"},
    {"from": "answer", "path": "event", "to": "mark"},
    {"from": "answer", "path": "timeout", "to": "which"},
    {"from": "mark", "to": "which"},
    {"from": "which", "path": "warm", "to": "call"},
    {"from": "which", "path": "seen", "to": "sms"},
    {"from": "which", "path": "else", "to": "draw"},
    {"from": "draw", "path": "a", "to": "mail"},
    {"from": "draw", "path": "b", "to": "sms"},
    {"from": "call", "path": "done", "to": "rest"},
    {"from": "call", "path": "refused", "to": "end"},
    {"from": "call", "path": "expired", "to": "mail"},
    {"from": "sms", "to": "rest"},
    {"from": "mail", "to": "rest"},
    {"from": "rest", "to": "bye"},
    {"from": "bye", "to": "end"},
]


def draft(world, **rest):
    """A scenario with every kind of step."""
    for key in ("hello", "mail", "bye"):
        world.template(f"{key}-text", subject=f"{key} {{{{ first_name }}}} {{{{ event.amount }}}}")
    world.template("sms-text", channel="sms", body="Hi {{ first_name }}")
    document = world.draft("welcome", edges=EDGES, goal={"event": "order.placed"}, **rest)
    return {
        **document,
        "nodes": NODES,
        "audience": {"ne": ["city", "Brest"]},
        "trigger": {"kind": "event", "event": "cart.left", "where": {"ge": ["amount", 20]}},
    }


def told(found):
    """What a trial says was decided, as rows of the database say it."""
    decisions, visits, refusals, ends = [], [], [], []
    for step in found.steps:
        one = step.decision
        if one is not None:
            decisions.append(
                (
                    one.scenario,
                    one.version,
                    one.entry,
                    one.node,
                    one.visit,
                    one.attempt,
                    one.at,
                    one.verdict.value,
                    one.channel.value,
                    one.rule,
                    one.next_at,
                    list(one.blocked_by),
                )
            )
        elif step.kind == "step":
            visits.append((step.scenario, step.entry, step.node, step.visit, step.at))
        elif step.kind == "refusal" and step.word != "audience":
            refusals.append((step.scenario, step.word, step.by, step.at))
        elif step.kind in ("exit", "out"):
            ends.append((step.scenario, step.entry, step.word, step.at))
    return sorted(decisions), sorted(visits), sorted(refusals), sorted(ends)


def kept(contact, since):
    """What the runtime has decided about a contact since a minute."""
    session = db.session
    decisions = [
        (
            row.scenario,
            row.version,
            row.entry,
            row.node,
            row.visit,
            row.attempt,
            row.at,
            row.verdict,
            row.channel,
            row.rule,
            row.next_at,
            list(row.blocked_by),
        )
        for row in session.scalars(
            select(DecisionRow).where(DecisionRow.contact == contact, DecisionRow.at >= since)
        )
    ]
    visits, ends = [], []
    for run in session.scalars(select(EnrolmentRow).where(EnrolmentRow.contact == contact)):
        for walk in session.scalars(select(WalkRow).where(WalkRow.enrolment == run.id)):
            visits += [
                (run.scenario, run.entry, node, visit, at) for node, visit, at in walk.nodes if at >= since
            ]
        if run.left_at is not None and run.left_at >= since:
            ends.append((run.scenario, run.entry, run.reason, run.left_at))
    refusals = [
        (row.scenario, row.reason, row.by, row.at)
        for row in session.scalars(
            select(RefusalRow).where(RefusalRow.contact == contact, RefusalRow.at >= since)
        )
    ]
    return sorted(decisions), sorted(visits), sorted(refusals), sorted(ends)


def made_up_acts(dice, start):
    """Facts of some days, each at its own minute."""
    minutes = sorted(dice.sample(range(0, 9 * DAY, 13), dice.randint(1, 7)))
    acts = [Act(at=start, kind="event", name="cart.left", values={"amount": dice.choice([5, 40, 90])})]
    for minute in minutes:
        kind = dice.choice(["cart", "page", "page", "order", "city", "consent", "task", "offer"])
        at = start + 5 + minute
        match kind:
            case "cart":
                acts.append(Act(at=at, kind="event", name="cart.left", values={"amount": 30}))
            case "page":
                values = {"seconds": dice.choice([3, 30])}
                acts.append(Act(at=at, kind="event", name="page.viewed", values=values))
            case "order":
                acts.append(Act(at=at, kind="event", name="order.placed"))
            case "city":
                acts.append(Act(at=at, kind="change", values={"city": dice.choice(["Lyon", "Nantes", None])}))
            case "consent":
                acts.append(Act(at=at, kind="change", values={"consent_email": dice.random() < 0.5}))
            case "task":
                values = {"scenario": "welcome", "node": "call"}
                name = dice.choice(["task.done", "task.refused"])
                acts.append(Act(at=at, kind="event", name=name, values=values))
            case "offer":
                acts.append(Act(at=at, kind="event", name="offer.started"))
    return acts


def perform(world, contact, act):
    """The same fact, for real."""
    if act.kind == "change":
        contacts.change(contact, dict(act.values))
    else:
        world.event(contact, act.name, **act.values)


def test_a_trial_is_what_the_runtime_then_decides(world):
    dice = random.Random(5)
    world.policy(**POLICY)
    world.live("offer", message("o1"), wait("w", "P1D"), message("o2", if_blocked="skip"))
    world.live(
        "monday",
        message("m1"),
        trigger={"kind": "schedule", "cron": "0 9 * * 1,4"},
        priority={"class": "relationship", "value": 60},
    )
    world.live(
        "lyon",
        message("l1"),
        trigger={"kind": "enters", "condition": {"eq": ["city", "Lyon"]}, "every": "PT1H"},
    )
    names = [f"c{number}" for number in range(16)]
    for name in names:
        world.contact(name, city=dice.choice(["Lyon", "Nantes", "Brest"]))
    for name in names[::2]:
        world.event(name, "offer.started")
    world.run("PT30H")
    for name in names[::3]:
        world.event(name, "page.viewed", seconds=20)
    world.run("PT2H")

    document = draft(world)
    last = workspace.clock().last
    start, until = last + 1, last + 12 * DAY
    acts = {name: made_up_acts(dice, start) for name in names}
    tried = {
        name: trial.run(Question(document=document, contact=name, acts=acts[name], until=until))
        for name in names
    }

    scenarios.create(document)
    scenarios.publish("welcome", reason="Decided in the test")
    todo = sorted(((act.at, name, act) for name in names for act in acts[name]), key=lambda one: one[:2])
    for at, name, act in todo:
        if at > workspace.clock().last:
            world.run(f"PT{at - workspace.clock().last}M")
        perform(world, name, act)
    world.run(f"PT{until - workspace.clock().last}M")

    verdicts = set()
    for name in names:
        assert told(tried[name]) == kept(name, start), name
        verdicts |= {step.word for step in tried[name].steps if step.kind == "decision"}
    assert {"sent", "delayed", "skipped"} <= verdicts


def test_nothing_is_written(sqlite_world, tmp_path):
    world = sqlite_world
    world.policy(**POLICY)
    world.live("offer", message("o1"))
    world.contact("ana", city="Lyon")
    world.event("ana", "offer.started")
    world.run("PT5M")
    document = draft(world)
    scenarios.create(document)
    db.session.commit()

    def bytes_of():
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in tmp_path.glob("designer.db*")
            if not path.name.endswith("-shm")
        }

    before = bytes_of()
    mails = len(world.mails())
    start = workspace.clock().last + 1
    for contact in ("ana", None):
        for alone in (True, False):
            for go in trial.GOES:
                found = trial.run(
                    Question(
                        document=document,
                        contact=contact,
                        attributes={"consent_email": True, "email": "a@example.com"},
                        alone=alone,
                        acts=[Act(at=start, kind="event", name="cart.left", values={"amount": 50})],
                        go=go,
                    )
                )
                assert found.steps
    db.session.commit()
    assert bytes_of() == before
    assert len(world.mails()) == mails


def test_the_reasons_name_the_values_that_decided(sqlite_world):
    world = sqlite_world
    world.contact("ana", city="Nantes")
    document = draft(world)
    start = workspace.clock().last + 1
    page = [
        Act(at=start + HOUR * hours, kind="event", name="page.viewed", values={"seconds": 5})
        for hours in (1, 2)
    ]
    cart = Act(at=start, kind="event", name="cart.left", values={"amount": 50})
    found = trial.run(Question(document=document, contact="ana", acts=[cart, *page], go="end"))
    branch = next(step for step in found.steps if step.node == "which")
    (warm, why_warm), (seen, why_seen) = branch.reasons
    assert (branch.took, warm, seen) == ("seen", "warm", "seen")
    assert not why_warm.holds
    assert [part.value for part in why_warm.parts] == [None, "Nantes"]
    assert (why_seen.holds, why_seen.count, why_seen.last) == (True, 2, start + 2 * HOUR + 1)
    assert ("which", "seen", "sms") in found.links
    assert "draw" not in found.nodes


def test_what_does_not_enter_says_why(sqlite_world):
    world = sqlite_world
    world.contact("ana", city="Brest")
    document = draft(world)
    start = workspace.clock().last + 1
    small = Act(at=start, kind="event", name="cart.left", values={"amount": 5})
    large = Act(at=start + 1, kind="event", name="cart.left", values={"amount": 50})
    found = trial.run(Question(document=document, contact="ana", acts=[small, large]))
    assert [step.kind for step in found.steps] == ["event", "ignored", "event", "refusal"]
    assert found.steps[1].reasons[0][1].value == 5
    assert found.steps[3].word == "audience"
    assert found.steps[3].reasons[0][1].value == "Brest"


def test_a_message_reads_as_it_would_for_the_contact(sqlite_world):
    world = sqlite_world
    world.contact("ana", city="Lyon")
    document = draft(world)
    start = workspace.clock().last + 1
    acts = [
        Act(at=start, kind="change", values={"first_name": "Zoë"}),
        Act(at=start + 1, kind="event", name="cart.left", values={"amount": 50}),
    ]
    found = trial.run(Question(document=document, contact="ana", acts=acts))
    (message_,) = found.messages.values()
    assert message_.rendered.subject == "hello Zoë 50"
    broken = {**templates.get("hello-text").document, "subject": "{{ first_name | nothing }}"}
    templates.save("hello-text", broken)
    found = trial.run(Question(document=document, contact="ana", acts=acts))
    (message_,) = found.messages.values()
    assert message_.rendered is None
    assert "hello-text" in message_.fault or "nothing" in message_.fault


def test_the_variant_that_the_contact_reads_is_the_one_rendered(sqlite_world):
    world = sqlite_world
    world.contact("ana", city="Lyon")
    document = draft(world)
    local = {"key": "local", "when": {"eq": ["city", "Lyon"]}, "subject": "From Lyon"}
    templates.save("hello-text", {**templates.get("hello-text").document, "variants": [local]})
    start = workspace.clock().last + 1
    cart = {"kind": "event", "name": "cart.left", "values": {"amount": 50}}
    moved = Act(at=start, kind="change", values={"city": "Nantes"})
    for acts, variant, subject in (
        ([Act(at=start, **cart)], "local", "From Lyon"),
        ([moved, Act(at=start + 1, **cart)], None, "hello Ana 50"),
    ):
        (told_,) = trial.run(Question(document=document, contact="ana", acts=acts)).messages.values()
        assert (told_.variant, told_.rendered.subject) == (variant, subject)


def test_the_clock_steps_to_the_next_thing_and_to_the_end(sqlite_world):
    world = sqlite_world
    world.contact("ana", city="Lyon")
    document = draft(world)
    start = workspace.clock().last + 1
    cart = Act(at=start, kind="event", name="cart.left", values={"amount": 50})
    first = trial.run(Question(document=document, contact="ana", acts=[cart]))
    assert [one.node for one in first.inside] == ["answer"]
    assert first.inside[0].due == start + 1 + 2 * DAY
    assert (first.upcoming.at, first.upcoming.node) == (start + 1 + 2 * DAY, "which")
    second = trial.run(Question(document=document, contact="ana", acts=[cart], until=first.now, go="next"))
    assert second.now == first.upcoming.at
    last = trial.run(Question(document=document, contact="ana", acts=[cart], go="end"))
    assert not last.inside
    assert last.steps[-1].kind == "exit"


def test_somebody_is_entered_by_hand_whatever_the_trigger(sqlite_world):
    world = sqlite_world
    world.template("hello-text")
    start = workspace.clock().last + 1
    who = {"email": "a@example.com", "consent_email": True}
    for trigger in (
        {"kind": "schedule", "cron": "0 9 1 1 *"},
        {"kind": "enters", "condition": {"eq": ["city", "Lyon"]}, "every": "PT1H"},
        {"kind": "date", "attribute": "birth", "repeat": "yearly"},
        {"kind": "manual"},
    ):
        document = world.draft("by-hand", message("hello"), trigger=trigger)
        found = trial.run(
            Question(document=document, attributes=who, acts=[Act(at=start, kind="enter")], alone=True)
        )
        assert found.nodes == ["start", "hello", "end"], trigger


def test_a_trial_goes_on_as_it_began_while_the_workspace_goes_on(sqlite_world):
    world = sqlite_world
    world.policy(caps=[{"id": "few", "max": 1, "per": "P7D"}])
    world.live("offer", message("o1"))
    world.contact("ana")
    world.template("hello-text")
    document = world.draft("note", message("hello"))
    begun = trial.run(Question(document=document, contact="ana"))
    world.event("ana", "offer.started")
    world.run("P1D")
    acts = [Act(at=begun.now, kind="event", name="note.started")]
    on = trial.run(Question(document=document, contact="ana", trial=begun.id, acts=acts))
    assert (on.id, on.start) == (begun.id, begun.start)
    assert [step.word for step in on.steps if step.kind == "decision"] == ["sent"]
    other = trial.run(Question(document=document, contact="ana", trial=begun.id, alone=True))
    assert other.id != begun.id
    assert trial.run(Question(document=document, contact="ana", trial="lost")).start > begun.start


def test_alone_knows_no_pressure_and_together_does(sqlite_world):
    world = sqlite_world
    world.policy(caps=[{"id": "few", "max": 1, "per": "P7D"}])
    world.live("offer", message("o1"))
    world.contact("ana")
    world.event("ana", "offer.started")
    world.run("PT5M")
    world.template("hello-text")
    document = world.draft("note", message("hello"))
    start = workspace.clock().last + 1
    acts = [Act(at=start, kind="event", name="note.started")]

    def verdicts(alone):
        found = trial.run(Question(document=document, contact="ana", acts=acts, alone=alone))
        return [(step.word, step.decision.rule) for step in found.steps if step.kind == "decision"]

    assert verdicts(alone=True) == [("sent", None)]
    assert verdicts(alone=False) == [("skipped", "few")]


def test_what_cannot_be_tried_is_said(sqlite_world):
    world = sqlite_world
    world.template("hello-text")
    document = world.draft("note", message("hello"))
    with pytest.raises(NotFound, match="nobody"):
        trial.run(Question(document=document, contact="nobody"))
    with pytest.raises(DocumentError):
        trial.run(Question(document={**document, "nodes": [{"id": "x", "kind": "unheard"}]}))
    with pytest.raises(BadInput, match="no start"):
        trial.run(Question(document={**document, "nodes": document["nodes"][1:], "edges": []}))
    far = to_minute(from_iso("2031-01-01"))
    with pytest.raises(BadInput, match="at most 800 days"):
        trial.run(Question(document=document, until=far))
    start = workspace.clock().last + 1
    acts = [Act(at=start, kind="change", values={"id": "x"})]
    with pytest.raises(BadInput, match="id"):
        trial.run(Question(document=document, acts=acts))
    assert to_iso(trial.run(Question(document=document)).now) == to_iso(start)
