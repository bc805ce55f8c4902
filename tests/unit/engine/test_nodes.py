"""What each kind of node does, and how an enrolment ends."""

from __future__ import annotations

from datetime import time

import pytest

from designer.domain.channel import Channel
from designer.domain.condition import Compare, Comparison, NotDid
from designer.domain.enrolment import Standing
from designer.domain.policy import Gap, Policy
from designer.domain.scenario import (
    EntersTrigger,
    Entry,
    Experiment,
    Goal,
    IfPast,
    Late,
    Misfire,
    Reentry,
    Share,
    Split,
    SplitPath,
    TaskNode,
    UntilDate,
    UntilTime,
    Update,
    Wait,
    WaitEvent,
)
from designer.domain.time import HOUR
from tests.unit.engine.build import START, chain, d, did, event, graph, m, message, person, sent, world

DAY = 1440
HIGH = Compare(how=Comparison.GE, field="score", value=50)
begin = event("begin", START)


def visited(run):
    return [node for out in run.log for _, node, _, _ in out.visits]


# ── Waits ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_wait_of_days_is_a_wait_of_hours():
    """P1D is 24 hours, also over a change of clocks."""
    facts = person(event("begin", m("1998-03-28T20:00")), timezone="Europe/Paris")
    run = world(chain("s", Wait(id="w", for_=d("P1D")), message("t")), people=facts).run("1998-04-02")
    assert run.sends == [("t", m("1998-03-29T20:00"))]


def test_a_wait_until_a_time_on_weekdays():
    nine = Wait(id="w", until=UntilTime(time=time(9), weekdays=frozenset({0, 1, 2, 3, 4})))
    run = world(chain("s", nine, message("t")), people=person(event("begin", m("1998-01-02T10:00")))).run(
        "1998-02-01"
    )
    assert run.sends == [("t", m("1998-01-05T09:00"))]


def until_date(if_past=IfPast.GO):
    wait = Wait(id="w", until=UntilDate(attribute="visit", offset=d("-P1D")), if_past=if_past)
    return chain("s", wait, message("a"), message("b"))


def test_a_wait_until_a_date():
    run = world(until_date(), people=person(begin, visit="1998-01-05T15:30:00Z")).run("1998-02-01")
    assert run.sends[0] == ("a", m("1998-01-04T15:30"))
    run = world(until_date(), people=person(begin, visit="1998-01-05")).run("1998-02-01")
    assert run.sends[0] == ("a", m("1998-01-04"))


@pytest.mark.parametrize("date", ["1998-01-01T12:00:00Z", None, "soon"])
@pytest.mark.parametrize(
    ("if_past", "expected"),
    [(IfPast.GO, ["a", "b"]), (IfPast.SKIP, ["b"]), (IfPast.EXIT, [])],
)
def test_a_date_that_is_past_or_unknown(if_past, expected, date):
    run = world(until_date(if_past), people=person(begin, visit=date)).run("1998-02-01")
    assert [node for node, _ in run.sends] == expected
    if if_past is IfPast.SKIP:
        assert run.decisions[0] == ("skipped", "a", START, "if-past")
    assert run.exits == {"c1/s/1": "if-past" if if_past is IfPast.EXIT else "end"}


def test_a_date_that_moves_moves_the_wait():
    run = world(until_date(), people=person(begin, visit="1998-01-05")).run("1998-01-02")
    run.unit.people[0].attributes["visit"] = "1998-01-09"
    run.run("1998-01-03")
    assert run.log[-1].next_due == {"c1": m("1998-01-08")}
    assert run.run("1998-02-01").sends[0] == ("a", m("1998-01-08"))


# ── Waiting for an event ────────────────────────────────────────────────────────────────────────────────

ASK = graph(
    "s",
    (
        WaitEvent(id="ask", event="answer", where=HIGH, timeout=d("PT10M")),
        message("yes"),
        message("no"),
    ),
    "start>ask ask:event>yes ask:timeout>no yes>end no>end",
)


@pytest.mark.parametrize(
    ("after", "score", "expected"),
    [
        (3, 50, ("yes", START + 3)),  # by the event, at its minute
        (3, 49, ("no", START + 10)),
        (10, 50, ("yes", START + 10)),  # at one minute, events come before timers
        (11, 50, ("no", START + 10)),
        (0, 50, ("no", START + 10)),  # counted from arrival: the event of that very minute came before
        (-1, 50, ("no", START + 10)),
    ],
)
def test_an_event_is_waited_for(after, score, expected):
    facts = person(begin, event("answer", START + after, score=score))
    assert world(ASK, people=facts).run(START + 60).sends == [expected]


def test_who_waits_for_ever_waits():
    run = world(chain("s", WaitEvent(id="ask", event="answer")), people=person(begin)).run(START + 400 * DAY)
    assert run.log[0].next_due == {"c1": None}


def test_an_event_after_the_timeout_is_too_late_even_for_a_late_pass():
    facts = person(begin, event("answer", START + 11, score=50))
    run = world(ASK, people=facts).run(START + 5).late(START + 30)
    assert run.sends == [("no", START + 30)]


# ── Splits, experiments, updates ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("score", "way"), [(90, "top"), (60, "high"), (10, "else"), (None, "else")])
def test_the_first_true_path_wins(score, way):
    split = Split(
        id="split",
        paths=(
            SplitPath(path="top", when=Compare(how=Comparison.GE, field="score", value=80)),
            SplitPath(path="high", when=HIGH),
        ),
    )
    s = graph(
        "s",
        (split, *(message(way) for way in ("top", "high", "else"))),
        "start>split split:top>top split:high>high split:else>else top>end high>end else>end",
    )
    assert world(s, people=person(begin, score=score)).run(START + 9).sends == [(way, START)]


def test_contacts_are_drawn_by_share_and_always_alike():
    ab = Experiment(id="ab", paths=(Share(path="a", share=30), Share(path="b", share=70)))
    s = graph("s", (ab, message("a"), message("b")), "start>ab ab:a>a ab:b>b a>end b>end")
    people = [person(event("begin", START, contact=f"c{n}"), id=f"c{n}") for n in range(2000)]
    drawn = [world(s, people=people, seed=seed).run(START).sends for seed in ("one", "one", "two")]
    again = [person(event("begin", START, contact=f"c{n}"), id=f"c{n}") for n in range(2000)]
    one = sorted(
        (x.send.contact, x.send.node) for x in world(s, people=again, seed="one").run(START).log[0].dispatches
    )
    assert sum(node == "a" for _, node in one) / 2000 == pytest.approx(0.3, abs=0.03)
    assert len(drawn[0]) == 2000


def test_an_update_changes_what_is_known_at_once():
    s = chain(
        "s",
        Update(id="u", set={"score": 60, "stage": "hot"}),
        Split(id="q", paths=(SplitPath(path="x", when=HIGH),)),
    )
    follow = chain("f", on=EntersTrigger(condition=HIGH, every=d("PT1M")))
    run = world(s, follow, people=person(begin, score=1)).run(START + 9)
    assert run.log[0].updates == {"c1": {"score": 60, "stage": "hot"}}
    assert [one.scenario for one in run.log[0].entered] == ["s", "f"]
    assert run.log[0].entered[1].entered_at == START


# ── Tasks ───────────────────────────────────────────────────────────────────────────────────────────────

CALL = graph(
    "s",
    (
        TaskNode(id="call", queue="desk", sla=d("P2D")),
        message("done"),
        message("refused"),
        message("expired"),
    ),
    "start>call call:done>done call:refused>refused call:expired>expired done>end refused>end expired>end",
)


@pytest.mark.parametrize("way", ["done", "refused"])
def test_a_task_is_answered_by_its_receipt(way):
    other = event("task.done", START + 1, id="x", scenario="s", node="another")
    facts = person(begin, other, event(f"task.{way}", START + 60, scenario="s", node="call"))
    run = world(CALL, people=facts).run(START + 9 * DAY)
    assert run.sends == [(way, START + 60)]
    assert [(task.node, task.expires_at) for task in run.log[0].tasks] == [("call", START + 2 * DAY)]


def test_a_task_that_expires_says_so_by_a_receipt():
    run = world(CALL, chain("late", on="task.expired"), people=person(begin)).run(START + 9 * DAY)
    assert run.sends == [("expired", START + 2 * DAY)]
    assert [x.name for x in run.log[0].events if x.name.startswith("task")] == ["task.expired"]
    assert run.log[0].entered[-1].scenario == "late"


# ── Ends ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_exit_rule_acts_at_the_event_and_not_after_the_wait():
    s = chain("s", Wait(id="w", for_=d("P9D")), message("t"), exit_when=did("order", "P1D"))
    run = world(s, people=person(begin, event("order", START + 70))).run(START + 9 * DAY)
    assert run.log[0].changed["c1/s/1"].left_at == START + 70
    assert run.log[0].changed["c1/s/1"].standing is Standing.EXITED


def test_the_exit_rule_acts_when_time_alone_makes_it_true():
    s = chain("s", Wait(id="w", for_=d("P9D")), exit_when=NotDid(did=did("visit", "P3D")))
    run = world(s, people=person(event("visit", START - 60), begin)).run(START + 9 * DAY)
    assert run.log[0].changed["c1/s/1"].left_at == START - 60 + 3 * DAY


def test_who_satisfies_the_exit_rule_on_entry_is_sent_nothing():
    s = chain("s", message("t"), exit_when=did("order", "P1D"))
    run = world(s, people=person(event("order", START), begin)).run(START + DAY)
    assert (run.sends, run.exits) == ([], {"c1/s/1": "exit-when"})


def goal(**more):
    return chain("s", Wait(id="w", for_=d("P5D")), message("t"), goal=Goal(event="order", **more))


def test_the_goal_converts_and_leaves():
    run = world(
        goal(where=Compare(how=Comparison.GT, field="amount", value=9)),
        people=person(begin, event("order", START + 1, amount=1), event("order", START + 2, amount=10)),
    ).run(START + 9 * DAY)
    one = run.log[0].changed["c1/s/1"]
    assert (one.standing, one.reason, one.converted_at, run.sends) == (
        Standing.CONVERTED,
        "goal",
        START + 2,
        [],
    )


def test_the_goal_may_let_the_contact_stay():
    run = world(goal(stay=True), people=person(begin, event("order", START + 2))).run(START + 9 * DAY)
    one = run.log[0].changed["c1/s/1"]
    assert (one.converted_at, one.reason, len(run.sends)) == (START + 2, "end", 1)


@pytest.mark.parametrize(("minutes", "converts"), [(60, True), (61, False), (0, False)])
def test_the_goal_counts_within_its_time_since_entry(minutes, converts):
    run = world(goal(within=d("PT1H")), people=person(begin, event("order", START + minutes))).run(
        START + 9 * DAY
    )
    assert (run.exits["c1/s/1"] == "goal") is converts


def test_a_goal_that_is_also_the_exit_rule_is_a_conversion():
    s = chain("s", Wait(id="w", for_=d("P5D")), goal=Goal(event="order"), exit_when=did("order", "P1D"))
    run = world(s, people=person(begin, event("order", START + 5))).run(START + DAY)
    assert run.exits == {"c1/s/1": "goal"}


def test_a_loop_without_a_wait_is_left_after_a_hundred_steps():
    s = graph("s", (Update(id="a", set={"x": 1}), Update(id="b", set={"x": 2})), "start>a a>b b>a")
    run = world(s, people=person(begin)).run(START + DAY)
    assert run.exits == {"c1/s/1": "loop"}
    assert run.log[0].node_steps == 100


def test_scenarios_that_set_each_other_off_stop():
    def echo(key):
        return chain(key, on="task.expired", entry=Entry(reentry=Reentry.AFTER_EXIT))

    s = graph("s", (TaskNode(id="t", queue="q", sla=d("PT0M")),), "start>t t:expired>t")
    run = world(s, echo("a"), echo("b"), people=person(begin)).run(START + DAY)
    assert ("a", "loop", None) in run.refusals
    assert run.log[0].node_steps <= 100


def test_a_way_out_that_leads_nowhere_is_the_end():
    s = graph("s", (message("t"),), "start>t")
    assert world(s, people=person(begin)).run(START).exits == {"c1/s/1": "end"}


# ── Late ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("misfire", "late", "verdict"),
    [
        (Misfire(), 2 * HOUR, "sent"),
        (Misfire(), 2 * HOUR + 1, "skipped"),
        (Misfire(late=d("PT1H")), 61, "skipped"),
        (Misfire(late=d("PT1H"), then=Late.SEND), 40 * DAY, "sent"),
    ],
)
def test_after_downtime_a_message_leaves_if_it_is_not_too_late(misfire, late, verdict):
    s = chain("s", Wait(id="w", for_=d("P1D")), message("t"), misfire=misfire)
    run = world(s, people=person(begin)).run(START + 5).late(START + DAY + late)
    (decision,) = run.log[-1].decisions
    assert (decision.verdict.value, decision.at, decision.due_at) == (
        verdict,
        START + DAY + late,
        START + DAY,
    )


def test_a_late_trigger_makes_a_late_message():
    run = world(chain("s", message("a"), Wait(id="w", for_=d("P1D")), message("b")), people=person(begin))
    run.late(START + 5 * HOUR).run(START + 3 * DAY)
    assert run.decisions == [
        ("skipped", "a", START + 5 * HOUR, "misfire"),
        ("sent", "b", START + 5 * HOUR + DAY, None),
    ]


def test_a_delayed_message_is_only_as_late_as_its_next_try():
    gap = Policy(timezone="UTC", gaps=(Gap(id="gap", min=d("P2D")),))
    run = world(
        chain("s", message("t")), people=person(begin), policy=gap, sends=[sent(START - 60, Channel.SMS)]
    )
    run.run(START + 2 * DAY - 61).late(START + 2 * DAY + 20)
    assert run.decisions[-1] == ("sent", "t", START + 2 * DAY + 20, None)
