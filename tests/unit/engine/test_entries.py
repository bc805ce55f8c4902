"""Who enters, when, and why not: triggers, onset, rules of entry, precedence."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from designer.domain.channel import Category
from designer.domain.condition import Compare, Comparison, IsSet, Not, NotDid
from designer.domain.enrolment import Mark
from designer.domain.errors import NotFound
from designer.domain.scenario import (
    DateTrigger,
    Effect,
    EntersTrigger,
    Entry,
    EntryCap,
    EventTrigger,
    InactivityTrigger,
    ManualTrigger,
    OwnRhythm,
    Prevails,
    Priority,
    Reentry,
    ScheduleTrigger,
    Wait,
)
from designer.engine.planner import advance
from designer.engine.rulebook import Intake
from tests.unit.engine.build import START, chain, d, did, event, m, message, person, world

DAY = 1440
AGAIN = Entry(reentry=Reentry.AFTER_EXIT)
ADULT = Compare(how=Comparison.GE, field="age", value=18)


def entered(run):
    return [(one.scenario, one.entered_at) for out in run.log for one in out.entered]


def at_once(key="s", **more):
    return chain(key, **more)


# ── Triggers ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_event_enters_at_its_minute_when_where_holds():
    big = EventTrigger(event="quote", where=Compare(how=Comparison.GT, field="amount", value=1000))
    facts = person(event("quote", START + 1, amount=1000), event("quote", START + 2, amount=1001))
    assert entered(world(at_once(on=big), people=facts).run(START + 9)) == [("s", START + 2)]


def test_events_before_publication_enter_nobody():
    facts = person(event("begin", START - 1), taken_to=START - 100)
    assert entered(world(at_once(), people=facts).run(START + 9)) == []


def test_by_hand_one_scenario_is_entered():
    hand = [chain(key, on=ManualTrigger()) for key in ("a", "b")]
    facts = person(event("designer.entered", START + 3, scenario="b"))
    assert entered(world(*hand, people=facts).run(START + 9)) == [("b", START + 3)]


def enters(condition, every="PT1H", **more):
    return at_once(on=EntersTrigger(condition=condition, every=d(every)), **more)


def test_enters_looks_on_its_grid_and_fires_on_onset():
    facts = person(event("visit", START + 61), event("visit", START + 4 * DAY))
    run = world(enters(did("visit", "P2D"), entry=AGAIN), people=facts).run(START + 9 * DAY)
    assert entered(run) == [("s", START + 120), ("s", START + 4 * DAY)]


def test_enters_misses_what_comes_and_goes_between_two_looks():
    facts = person(event("visit", START + 61))
    assert entered(world(enters(did("visit", "PT30M")), people=facts).run(START + DAY)) == []


@pytest.mark.parametrize(("backfill", "expected"), [(False, []), (True, [("s", START)])])
def test_who_satisfies_already_at_publication_does_not_enter_unless_backfilled(backfill, expected):
    run = world(enters(ADULT, entry=Entry(backfill=backfill)), people=person(age=30)).run(START + DAY)
    assert entered(run) == expected


def test_who_comes_after_publication_starts_to_satisfy():
    run = world(enters(ADULT), people=person(age=30, taken_to=START + 100))
    run.clock = START + 100
    assert entered(run.run(START + DAY)) == [("s", START + 120)]


def test_an_attribute_that_changes_outside_is_an_onset_too():
    run = world(enters(ADULT), people=person(age=17)).run(START + 90)
    run.unit.people[0].attributes["age"] = 18
    assert entered(run.run(START + DAY)) == [("s", START + 120)]


def test_a_new_version_takes_the_present_as_given():
    """Its condition may be another one: whoever satisfies it at publication does not start to."""
    run = world(enters(Not(part=ADULT)), people=person(age=30)).run(START + 90)
    book = run.book
    run.book = replace(
        book,
        versions={**book.versions, ("s", 2): enters(ADULT)},
        intakes={"s": Intake(version=2, published_at=START + 91)},
    )
    assert entered(run.run(START + DAY)) == []
    assert run.unit.people[0].marks["s"] == Mark(at=START + 91, level=True)


def test_a_scenario_may_be_published_later():
    run = world(enters(ADULT), people=person(age=17))
    run.book = replace(run.book, intakes={"s": Intake(version=1, published_at=START + 500)})
    run.run(START + 200)
    assert run.log[-1].next_due == {"c1": START + 500}
    run.unit.people[0].attributes["age"] = 18
    assert entered(run.run(START + DAY)) == []


INACTIVE = InactivityTrigger(event="order", after=d("P10D"))


def test_inactivity_fires_when_the_window_empties():
    facts = person(event("order", START), event("order", START + 4 * DAY))
    run = world(at_once(on=INACTIVE, entry=AGAIN), people=facts).run(START + 40 * DAY)
    assert entered(run) == [("s", START + 14 * DAY)]


@pytest.mark.parametrize(("backfill", "expected"), [(False, []), (True, [("s", START)])])
def test_who_is_inactive_already_does_not_enter_unless_backfilled(backfill, expected):
    old = person(event("order", START - 11 * DAY), taken_to=START - 1)
    run = world(at_once(on=INACTIVE, entry=Entry(backfill=backfill)), people=old).run(START + 40 * DAY)
    assert entered(run) == expected


def test_who_never_ordered_never_becomes_inactive():
    run = world(at_once(on=INACTIVE, entry=Entry(backfill=True)), people=person()).run(START + 40 * DAY)
    assert entered(run) == []


def test_a_backfilled_message_is_not_late():
    old = person(event("order", START - 300 * DAY))
    run = world(chain("s", message("t"), on=INACTIVE, entry=Entry(backfill=True)), people=old).run(
        START + DAY
    )
    assert run.sends == [("t", START)]


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        (OwnRhythm(), 10),  # the median of 10, 20 and 10 days
        (OwnRhythm(factor=1.5), 15),
        (OwnRhythm(lead=d("P3D")), 7),
        (OwnRhythm(min_events=5), None),  # too few
        (OwnRhythm(lead=d("P10D")), None),  # a lead as long as the rhythm foretells nothing
    ],
)
def test_own_rhythm(rhythm, days):
    orders = [event("order", START - ago * DAY) for ago in (40, 30, 10, 0)]
    trigger = InactivityTrigger(event="order", own_rhythm=rhythm)
    run = world(at_once(on=trigger), people=person(*orders)).run(START + 60 * DAY)
    assert entered(run) == ([] if days is None else [("s", START + days * DAY)])


def test_a_date_comes_once_or_every_year():
    once = at_once("once", on=DateTrigger(attribute="signed", offset=d("P1D")))
    yearly = at_once("yearly", on=DateTrigger(attribute="signed", yearly=True), entry=AGAIN)
    run = world(once, yearly, people=person(signed="1998-02-28")).run("2000-12-31")
    assert entered(run) == [
        ("yearly", m("1998-02-28T09:00")),
        ("once", m("1998-03-01T09:00")),
        ("yearly", m("1999-02-28T09:00")),
        ("yearly", m("2000-02-28T09:00")),
    ]


def test_a_date_is_local():
    run = world(
        at_once(on=DateTrigger(attribute="birth", at=time(9), yearly=True)),
        people=person(birth="1960-02-10", timezone="America/New_York"),
    ).run("1998-03-01")
    assert entered(run) == [("s", m("1998-02-10T09:00-05:00"))]


def test_a_schedule_is_for_everyone_in_the_audience_each_time():
    weekly = at_once(on=ScheduleTrigger(cron="0 9 * * MON"), audience=IsSet(field="vip"), entry=AGAIN)
    run = world(weekly, people=[person(id="a", vip="yes"), person(id="b")]).run("1998-01-15")
    assert [(x.contact, x.entered_at) for x in run.log[0].entered] == [
        ("a", m("1998-01-05T09:00")),
        ("a", m("1998-01-12T09:00")),
    ]
    assert run.refusals == []


def test_of_several_instants_that_were_missed_the_last_one_counts():
    daily = chain("s", message("t"), on=ScheduleTrigger(cron="0 9 * * *"), entry=AGAIN)
    run = world(daily, people=person()).run(m("1998-01-02")).late(m("1998-01-05T10:00"))
    assert entered(run) == [("s", m("1998-01-01T09:00")), ("s", m("1998-01-05T10:00"))]
    assert run.decisions[-1] == ("sent", "t", m("1998-01-05T10:00"), None)
    assert run.log[-1].decisions[0].due_at == m("1998-01-05T09:00")


def test_a_receipt_triggers_at_once():
    first = chain("first", message("t"))
    second = at_once("second", on=EventTrigger(event="message.sent"))
    run = world(first, second, people=person(event("begin", START + 7))).run(START + DAY)
    assert entered(run) == [("first", START + 7), ("second", START + 7)]


# ── Rules of entry ──────────────────────────────────────────────────────────────────────────────────────


def begins(*days, **more):
    return person(*(event("begin", START + int(day * DAY)) for day in days), **more)


def test_the_audience_is_tested_at_entry_only():
    stays = chain("s", Wait(id="w", for_=d("P2D")), message("t"), audience=ADULT)
    run = world(stays, people=begins(0, age=18)).run(START + DAY)
    run.unit.people[0].attributes["age"] = 3
    assert run.run(START + 5 * DAY).sends == [("t", START + 2 * DAY)]
    outside = world(stays, people=begins(0, age=17)).run(START + DAY)
    assert outside.refusals == [("s", "audience", None)]


@pytest.mark.parametrize(
    ("entry", "days", "reasons"),
    [
        (Entry(), [0, 9], ["reentry"]),
        (AGAIN, [0, 1, 3], ["reentry"]),  # still inside on day 1
        (Entry(reentry=Reentry.AFTER_EXIT, gap=d("P5D")), [0, 6, 7], ["gap"]),  # left on day 2
        (Entry(reentry=Reentry.PARALLEL, gap=d("P1D")), [0, 0.5, 1], ["gap"]),
        (
            Entry(reentry=Reentry.PARALLEL, gap=d("P1D"), cap=EntryCap(max=2, per=d("P9D"))),
            [0, 1, 8, 9],
            ["cap"],
        ),
    ],
)
def test_entering_again(entry, days, reasons):
    two_days = chain("s", Wait(id="w", for_=d("P2D")), entry=entry)
    run = world(two_days, people=begins(*days)).run(START + 30 * DAY)
    assert [reason for _, reason, _ in run.refusals] == reasons
    assert len(entered(run)) == len(days) - len(reasons)


def test_a_group_holds_one_at_a_time():
    a = chain("a", Wait(id="w", for_=d("P2D")), entry=Entry(group="g"))
    b = chain("b", on="other", entry=Entry(group="g", reentry=Reentry.AFTER_EXIT))
    facts = person(event("begin", START), event("other", START + DAY), event("other", START + 2 * DAY + 1))
    run = world(a, b, people=facts).run(START + 9 * DAY)
    assert run.refusals == [("b", "group", "a")]
    assert entered(run) == [("a", START), ("b", START + 2 * DAY + 1)]


def test_of_one_group_the_one_that_passes_first_enters():
    low = chain("a", Wait(id="w", for_=d("P2D")), entry=Entry(group="g"))
    high = chain("b", Wait(id="w", for_=d("P2D")), entry=Entry(group="g"), priority=Priority(value=51))
    run = world(low, high, people=begins(0)).run(START + DAY)
    assert entered(run) == [("b", START)]


def test_of_two_the_better_class_enters_first():
    low = chain("a", entry=Entry(group="g"), priority=Priority(value=100))
    high = chain(
        "b",
        Wait(id="w", for_=d("P1D")),
        entry=Entry(group="g"),
        priority=Priority(class_=Category.SERVICE, value=0),
    )
    assert entered(world(low, high, people=begins(0)).run(START + 9)) == [("b", START)]


# ── Prevailing ──────────────────────────────────────────────────────────────────────────────────────────


def prevailing(effect=Effect.ENTRY, when=None):
    a = chain(
        "a",
        Wait(id="w", for_=d("P2D")),
        message("ta"),
        priority=Priority(value=10, prevails_over=(Prevails(scenario="b", effect=effect, when=when),)),
    )
    b = chain("b", Wait(id="w", for_=d("P2D")), message("tb"), on="other", entry=AGAIN)
    return a, b


def test_while_standing_in_a_nobody_enters_b():
    facts = person(event("begin", START), event("other", START + 1), event("other", START + 3 * DAY))
    run = world(*prevailing(), people=facts).run(START + 9 * DAY)
    assert run.refusals == [("b", "prevailed", "a")]
    assert entered(run) == [("a", START), ("b", START + 3 * DAY)]


def test_only_when_the_condition_holds():
    facts = person(event("begin", START), event("other", START + 1), age=3)
    run = world(*prevailing(when=ADULT), people=facts).run(START + 9 * DAY)
    assert entered(run) == [("a", START), ("b", START + 1)]


@pytest.mark.parametrize("effect", [Effect.ENTRY, Effect.ORDER])
def test_standing_in_both_the_messages_of_a_pass_first(effect):
    """Though b has the higher value."""
    facts = person(event("other", START), event("begin", START))
    a, b = prevailing(effect)
    run = world(a, replace(b, trigger=a.trigger) if effect is Effect.ORDER else b, people=facts)
    run.run(START + 9 * DAY)
    if effect is Effect.ORDER:
        assert [node for node, _ in run.sends] == ["ta", "tb"]
    else:
        assert run.refusals == [("b", "prevailed", "a")]


def test_entering_a_takes_the_contact_out_of_b():
    facts = person(event("other", START), event("begin", START + DAY))
    run = world(*prevailing(Effect.EXIT), people=facts).run(START + 9 * DAY)
    assert run.exits == {"c1/b/1": "prevailed:a", "c1/a/1": "end"}
    assert run.sends == [("ta", START + 3 * DAY)]


# ── Pause, archive, versions ────────────────────────────────────────────────────────────────────────────


def test_a_paused_scenario_is_frozen_and_refuses():
    s = chain("s", Wait(id="w", for_=d("P2D")), message("t"), entry=AGAIN, exit_when=did("stop"))
    run = world(s, people=begins(0, 3)).run(START + DAY)
    live = run.book
    run.book = replace(live, paused=frozenset({"s"}))
    run.run(START + 4 * DAY)
    assert run.sends == []
    assert run.refusals == [("s", "paused", None)]
    run.book = live
    run.run(START + 9 * DAY)
    # what fell due while it was frozen is decided at the resume, and is late by two days
    assert run.decisions == [("skipped", "t", START + 4 * DAY + 1, "misfire")]


def test_an_event_during_a_pause_is_taken_at_the_resume():
    s = chain("s", Wait(id="w", for_=d("P9D")), message("t"), exit_when=did("stop"))
    run = world(s, people=person(event("begin", START), event("stop", START + 2 * DAY))).run(START + DAY)
    live = run.book
    run.book = replace(live, paused=frozenset({"s"}))
    run.run(START + 3 * DAY)
    assert run.exits == {}
    run.book = live
    run.run(START + 4 * DAY)
    assert run.log[-1].changed["c1/s/1"].left_at == START + 3 * DAY + 1


def test_an_archived_scenario_takes_nobody_and_lets_the_others_finish():
    s = chain("s", Wait(id="w", for_=d("P2D")), message("t"), entry=AGAIN)
    run = world(s, people=begins(0, 3)).run(START + DAY)
    run.book = replace(run.book, archived=frozenset({"s"}))
    run.run(START + 9 * DAY)
    assert run.sends == [("t", START + 2 * DAY)]
    assert len(entered(run)) == 1


def test_enrolments_stay_on_their_version():
    old = chain("s", Wait(id="w", for_=d("P2D")), message("old"))
    new = chain("s", message("new"))
    run = world(old, people=begins(0)).run(START + DAY)
    run.book = replace(
        run.book,
        versions={("s", 1): old, ("s", 2): new},
        intakes={"s": Intake(version=2, published_at=START + DAY)},
    )
    assert run.run(START + 9 * DAY).sends == [("old", START + 2 * DAY)]
    run.book = replace(run.book, versions={("s", 2): new})
    lost = world(old, people=begins(0)).run(START + DAY)
    with pytest.raises(NotFound, match="version 1 of scenario 's'"):
        advance(run.book, lost.unit, floor=START + 2 * DAY, until=START + 2 * DAY)


def test_no_order_for_long_is_not_had_by_who_never_ordered_before():
    """A level that was there at publication is no onset, even without any event."""
    lapsed = enters(NotDid(did=did("order", "P30D")))
    assert entered(world(lapsed, people=person()).run(START + 60 * DAY)) == []


def test_backfill_is_of_the_first_publication():
    first = enters(ADULT, entry=Entry(backfill=True, reentry=Reentry.AFTER_EXIT))
    run = world(first, people=person(age=30)).run(START + 90)
    run.book = replace(
        run.book,
        versions={**run.book.versions, ("s", 2): first},
        intakes={"s": Intake(version=2, published_at=START + 91)},
    )
    assert entered(run.run(START + DAY)) == [("s", START)]
