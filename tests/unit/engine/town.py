"""A small town for the random tests: a portfolio that uses everything, in hours instead of days."""

from __future__ import annotations

from datetime import time

from designer.domain.channel import Category, Channel
from designer.domain.condition import Any, Compare, Comparison, IsSet, NotDid
from designer.domain.data import Segment
from designer.domain.policy import (
    Calendar,
    Cap,
    Controls,
    CountingUnit,
    Exclusion,
    Gap,
    HalfLife,
    Policy,
    QuietHours,
    Scope,
    Score,
)
from designer.domain.scenario import (
    DateTrigger,
    Effect,
    EntersTrigger,
    Entry,
    EntryCap,
    Experiment,
    Goal,
    IfBlocked,
    InactivityTrigger,
    ManualTrigger,
    OwnRhythm,
    Prevails,
    Priority,
    Reentry,
    Scenario,
    ScheduleTrigger,
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
from tests.unit.engine.build import chain, d, did, graph, message

AGAIN = Entry(reentry=Reentry.AFTER_EXIT)
PARALLEL = Entry(reentry=Reentry.PARALLEL, gap=d("PT1H"), cap=EntryCap(max=4, per=d("P1D")))


def scenarios() -> list[Scenario]:
    """Every trigger and every kind of node, with exits, goals, groups and precedence."""
    return [
        graph(
            "quote",
            (
                message("q1"),
                WaitEvent(id="ask", event="answer", timeout=d("PT5H")),
                message("q2", if_blocked=IfBlocked.FALLBACK, fallback=(Channel.SMS, Channel.PUSH)),
                TaskNode(id="call", queue="desk", sla=d("PT3H")),
                message("q3", Channel.SMS, ttl="PT20H"),
            ),
            "start>q1 q1>ask ask:event>call ask:timeout>q2 q2>call "
            "call:done>end call:refused>end call:expired>q3 q3>end",
            on="quote",
            entry=AGAIN,
            exit_when=did("order", "PT2H"),
            goal=Goal(event="order", within=d("PT4H")),
            priority=Priority(value=80, prevails_over=(Prevails(scenario="visit"),)),
        ),
        chain(
            "visit",
            Wait(id="w", until=UntilTime(time=time(9, 30))),
            message("v1", merge="m"),
            message("v2", if_blocked=IfBlocked.SKIP),
            on="visit",
            entry=PARALLEL,
            audience=Compare(how=Comparison.NE, field="stage", value="lost"),
        ),
        graph(
            "order",
            (
                Update(id="mark", set={"stage": "client"}),
                message("o1", category=Category.SERVICE),
                Split(id="big", paths=(SplitPath(path="many", when=did("order", "PT30H", 2)),)),
                Experiment(id="ab", paths=(Share(path="a", share=50), Share(path="b", share=50))),
                message("oa", Channel.PUSH, if_blocked=IfBlocked.EXIT),
                message("ob", merge="m"),
            ),
            "start>mark mark>o1 o1>big big:many>ab big:else>end ab:a>oa ab:b>ob oa>end ob>end",
            on="order",
            entry=PARALLEL,
            priority=Priority(class_=Category.RELATIONSHIP),
        ),
        chain(
            "quiet",
            message("i1"),
            on=InactivityTrigger(event="order", after=d("PT9H")),
            entry=AGAIN,
            exit_when=did("visit", "PT1H"),
        ),
        chain(
            "rhythm",
            message("r1", ttl="PT6H"),
            on=InactivityTrigger(
                event="visit", own_rhythm=OwnRhythm(factor=1.5, lead=d("PT30M"), min_events=2)
            ),
            entry=AGAIN,
        ),
        chain(
            "lapse",
            message("l1"),
            on=EntersTrigger(
                condition=Any(parts=(did("visit", "PT7H", 2), NotDid(did=did("order", "P1D")))),
                every=d("PT1H"),
            ),
            entry=AGAIN,
        ),
        chain(
            "client",
            Wait(id="w", until=UntilDate(attribute="appointment", offset=d("-PT2H"))),
            message("c1", Channel.SMS),
            on=EntersTrigger(
                condition=Compare(how=Comparison.EQ, field="stage", value="client"), every=d("PT30M")
            ),
            entry=Entry(reentry=Reentry.AFTER_EXIT, gap=d("PT3H"), group="g"),
        ),
        chain(
            "date",
            message("d1"),
            on=DateTrigger(attribute="birth", at=time(10, 15), yearly=True),
            entry=Entry(group="g"),
            priority=Priority(value=60),
        ),
        chain(
            "daily",
            message("s1", ttl="PT3H"),
            on=ScheduleTrigger(cron="20 */6 * * *"),
            audience=IsSet(field="appointment"),
            entry=AGAIN,
        ),
        chain(
            "hand",
            message("h1"),
            on=ManualTrigger(),
            entry=AGAIN,
            priority=Priority(prevails_over=(Prevails(scenario="lapse", effect=Effect.EXIT),)),
        ),
        chain(
            "echo",
            Wait(id="w", for_=d("PT20M")),
            message("e1", Channel.ONSITE),
            on="message.sent",
            entry=Entry(reentry=Reentry.PARALLEL, gap=d("PT8H")),
        ),
    ]


def policy() -> Policy:
    """Every rule of pressure, in hours."""
    return Policy(
        timezone="Europe/Paris",
        caps=(
            Cap(id="day", max=3, per=d("PT10H")),
            Cap(id="mail", max=2, per=d("PT7H"), scope=Scope(channels=frozenset({Channel.EMAIL}))),
            Cap(id="calendar", max=5, per=Calendar.DAY),
        ),
        gaps=(
            Gap(id="gap", min=d("PT45M")),
            Gap(
                id="after-sms",
                min=d("PT2H"),
                after=frozenset({Channel.SMS}),
                scope=Scope(channels=frozenset({Channel.EMAIL})),
            ),
        ),
        score=Score(threshold=9, decay=HalfLife(half_life=d("PT8H"))),
        exclusions=(Exclusion(id="upset", when=did("complaint", "PT3H"), except_=frozenset({"order"})),),
        quiet_hours=(
            QuietHours(
                channels=frozenset({Channel.SMS}),
                allow={day: ((time(8), time(12)), (time(14), time(20))) for day in range(6)},
                holidays="FR",
            ),
        ),
        controls=Controls(global_=0.1, per_scenario=0.2),
        unit=CountingUnit.HOUSEHOLD,
    )


SEGMENTS: dict[str, Segment] = {}
EVENTS = ("quote", "visit", "order", "answer", "complaint", "designer.entered", "task.done")
