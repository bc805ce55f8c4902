"""The cases that the sources give for free, at the level of the planner."""

from __future__ import annotations

from datetime import time

import pytest

from designer.domain.channel import Category, Channel
from designer.domain.condition import NotDid
from designer.domain.policy import Cap, Exclusion, Gap, Policy, QuietHours
from designer.domain.scenario import (
    DateTrigger,
    EntersTrigger,
    Entry,
    EntryCap,
    InactivityTrigger,
    OwnRhythm,
    Prevails,
    Priority,
    Reentry,
    UntilTime,
    Wait,
    WaitEvent,
)
from tests.unit.engine.build import START, chain, d, did, event, graph, m, message, person, sent, world

DAY = 1440
GAP = Policy(timezone="UTC", gaps=(Gap(id="gap-48h", min=d("PT48H")),))
HOURS = QuietHours(
    channels=frozenset({Channel.SMS}), allow={day: ((time(8), time(20)),) for day in range(6)}, holidays="FR"
)
CALLS = QuietHours(
    channels=frozenset({Channel.CALL}),
    allow={day: ((time(10), time(13)), (time(14), time(20))) for day in range(5)},
    holidays="FR",
)


def test_t1_a_wedding_and_new_bank_details_the_same_day():
    """The service message leaves now and fills the gap; the wedding waits 48 h; both say why."""
    rib = chain("changement-rib", message("rib"), on="rib", priority=Priority(class_=Category.SERVICE))
    wedding = chain("mariage", message("wish"), on="wedding")
    at = START + 600
    run = world(rib, wedding, people=person(event("rib", at), event("wedding", at)), policy=GAP).run(
        START + 9 * DAY
    )
    assert run.decisions == [
        ("sent", "rib", at, None),
        ("delayed", "wish", at, "gap-48h"),
        ("sent", "wish", at + 2 * DAY, None),
    ]
    delayed = run.log[0].decisions[1]
    assert delayed.blocked_by == (f"changement-rib/rib@{at}",)
    assert delayed.next_at == at + 2 * DAY


@pytest.mark.parametrize("order", [("quote", "visit"), ("visit", "quote")])
def test_t2_an_open_quote_keeps_out_of_the_visit_follow_up(order):
    quote = chain(
        "relance-devis",
        Wait(id="w", for_=d("P2D")),
        message("q"),
        on="quote",
        priority=Priority(value=80, prevails_over=(Prevails(scenario="relance-visite-site"),)),
    )
    visit = chain("relance-visite-site", message("v"), on="visit")
    # at the same minute the scenario that prevails enters first, however the events came
    same = world(
        visit, quote, people=person(*(event(name, START + 5, id=str(n)) for n, name in enumerate(order)))
    )
    assert same.run(START + 9 * DAY).refusals == [("relance-visite-site", "prevailed", "relance-devis")]
    assert [node for node, _ in same.sends] == ["q"]


@pytest.mark.parametrize(("days", "leaves"), [(89, False), (92, True)])
def test_t3_financed_less_than_three_months_ago(days, leaves):
    signed = event("contract.signed", m("1998-06-15") - days * DAY)
    excluded = Policy(
        timezone="UTC",
        exclusions=(
            Exclusion(
                id="financed-3m",
                when=did("contract.signed", "P3M"),
                except_=frozenset({"welcome-financement"}),
            ),
        ),
    )
    promo = chain("promo", message("p", ttl="P1D"), on="promo")
    welcome = chain("welcome-financement", message("w"), on="promo")
    people = person(signed, event("promo", m("1998-06-15")), taken_to=m("1998-06-14"))
    run = world(promo, welcome, people=people, policy=excluded)
    run.clock = m("1998-06-14")
    run.run("1998-06-20")
    assert ("w", m("1998-06-15")) in run.sends
    assert (("p", m("1998-06-15")) in run.sends) is leaves
    if not leaves:
        assert ("skipped", "p", m("1998-06-15"), "exclusion:financed-3m") in run.decisions


@pytest.mark.parametrize(("after", "verdict"), [("PT47H59M", "delayed"), ("PT48H", "sent")])
def test_t4_the_second_message_48_hours_later(after, verdict):
    two = chain("two", message("a"), Wait(id="w", for_=d(after)), message("b"))
    run = world(two, people=person(event("begin", START)), policy=GAP).run(START + 9 * DAY)
    assert run.decisions[1][0] == verdict
    assert run.sends == [("a", START), ("b", START + 2 * DAY)]


def test_t5_one_campaign_a_week_on_all_channels():
    week = Policy(timezone="UTC", caps=(Cap(id="week-all", max=1, per=d("P7D")),))
    mailing = chain("mailing", message("mail", ttl="P7D"), on="a")
    calls = chain("calls", message("call", Channel.CALL, ttl="P7D"), on="b")
    people = person(event("a", START), event("b", START + 3 * DAY))
    run = world(mailing, calls, people=people, policy=week).run(START + 20 * DAY)
    assert run.decisions == [
        ("sent", "mail", START, None),
        ("delayed", "call", START + 3 * DAY, "week-all"),
        ("sent", "call", START + 7 * DAY, None),
    ]


def test_t6_the_same_scenario_again_within_its_window():
    again = Entry(reentry=Reentry.AFTER_EXIT, cap=EntryCap(max=1, per=d("P30D")))
    run = world(
        chain("s", message("t"), entry=again),
        people=person(
            event("begin", START), event("begin", START + 10 * DAY), event("begin", START + 30 * DAY)
        ),
    ).run(START + 60 * DAY)
    assert run.refusals == [("s", "cap", None)]
    assert [at for _, at in run.sends] == [START, START + 30 * DAY]


@pytest.mark.parametrize("ago", [85, 80])
def test_t11_who_buys_every_three_months(ago):
    """Median interval 90 days, lead 7: due 83 days after the last purchase."""
    now = m("1999-01-01")
    orders = [event("order.placed", now - ago * DAY - n * 90 * DAY) for n in range(4)]
    rhythm = InactivityTrigger(event="order.placed", own_rhythm=OwnRhythm(lead=d("P7D")))
    reorder = chain("reorder", message("r"), on=rhythm, entry=Entry(backfill=True))
    run = world(reorder, people=person(*orders, taken_to=now - 1))
    run.clock = now - 1
    run.run(now + 20 * DAY)
    assert run.sends == [("r", now if ago == 85 else now + 3 * DAY)]


@pytest.mark.parametrize("downloads", [True, False])
def test_t17_the_paper_goes_to_who_has_not_downloaded_it(downloads):
    demo = graph(
        "demo",
        (WaitEvent(id="ask", event="paper.downloaded", timeout=d("P2D")), message("paper")),
        "start>ask ask:event>end ask:timeout>paper paper>end",
        on="demo.done",
    )
    facts = [event("demo.done", START)] + ([event("paper.downloaded", START + 2 * DAY)] if downloads else [])
    run = world(demo, people=person(*facts)).run(START + 9 * DAY)
    assert run.sends == ([] if downloads else [("paper", START + 2 * DAY)])


def white_paper():
    return chain(
        "white-paper",
        message("t1"),
        Wait(id="w1", for_=d("P3D")),
        message("t2"),
        Wait(id="w2", for_=d("P4D")),
        message("t3"),
        on="paper.downloaded",
        exit_when=did("meeting.booked", "P30D"),
    )


def test_t18_who_books_a_meeting_after_t2_leaves_before_t3():
    booked = START + 4 * DAY + 77
    facts = person(event("paper.downloaded", START), event("meeting.booked", booked))
    run = world(white_paper(), people=facts).run(START + 30 * DAY)
    assert run.sends == [("t1", START), ("t2", START + 3 * DAY)]
    assert run.exits == {"c1/white-paper/1": "exit-when"}
    assert run.log[0].changed["c1/white-paper/1"].left_at == booked


def test_t18_who_books_none_gets_all_three():
    run = world(white_paper(), people=person(event("paper.downloaded", START))).run(START + 30 * DAY)
    assert [node for node, _ in run.sends] == ["t1", "t2", "t3"]


def visits():
    def at(key: str, offset: str):
        trigger = DateTrigger(attribute="visit_on", offset=d(offset), at=time(9))
        return chain(key, message(key), on=trigger, exit_when=did("visit.cancelled", "P60D"))

    return [at("prepare", "-P3D"), at("remind", "-P1D"), at("thank", "P1D")]


def test_t21_before_and_after_a_visit():
    run = world(*visits(), people=person(visit_on="1998-02-10")).run("1998-03-01")
    assert run.sends == [
        ("prepare", m("1998-02-07T09:00")),
        ("remind", m("1998-02-09T09:00")),
        ("thank", m("1998-02-11T09:00")),
    ]


def test_t21_a_cancelled_visit_cancels_all():
    cancelled = event("visit.cancelled", m("1998-02-08"))
    run = world(*visits(), people=person(cancelled, visit_on="1998-02-10")).run("1998-03-01")
    assert run.sends == [("prepare", m("1998-02-07T09:00"))]


@pytest.mark.parametrize(
    ("due", "leaves"),
    [
        ("2026-11-22T10:00+01:00", "2026-11-23T08:00+01:00"),  # a Sunday
        ("2026-11-11T10:00+01:00", "2026-11-12T08:00+01:00"),  # 11 November
        ("2026-11-12T10:00+01:00", "2026-11-12T10:00+01:00"),
    ],
)
def test_t22_no_sms_on_sundays_and_holidays(due, leaves):
    policy = Policy(timezone="Europe/Paris", quiet_hours=(HOURS,))
    sms = chain("sms", message("s", Channel.SMS))
    contact = person(event("begin", m(due)), timezone=None, taken_to=m(due) - 1)
    run = world(sms, people=contact, policy=policy)
    run.clock = m(due) - 1
    run.run(m(due) + 9 * DAY)
    assert run.sends == [("s", m(leaves))]


@pytest.mark.parametrize(
    ("due", "leaves"),
    [
        ("2026-11-19T19:30+01:00", "2026-11-20T10:00+04:00"),  # 22:30 in La Réunion in winter
        ("2026-07-16T19:30+02:00", "2026-07-17T10:00+04:00"),  # 21:30 in summer
        ("2026-11-20T19:30+01:00", "2026-11-23T10:00+04:00"),  # a Friday
    ],
)
def test_t23_a_call_keeps_the_hours_of_the_person_called(due, leaves):
    policy = Policy(timezone="Europe/Paris", quiet_hours=(CALLS,))
    call = chain("call", message("c", Channel.CALL))
    contact = person(event("begin", m(due)), timezone="Indian/Reunion", taken_to=m(due) - 1)
    run = world(call, people=contact, policy=policy)
    run.clock = m(due) - 1
    run.run(m(due) + 9 * DAY)
    assert run.sends == [("c", m(leaves))]


def test_t24_who_unsubscribes_gets_no_third_message():
    run = world(white_paper(), people=person(event("paper.downloaded", START))).run(START + 5 * DAY)
    contact = run.unit.people[0]
    contact.suppressed = frozenset({Channel.EMAIL})
    contact.attributes["consent_email"] = False
    run.happens(event("message.unsubscribed", START + 5 * DAY + 1)).run(START + 30 * DAY)
    assert [node for node, _ in run.sends] == ["t1", "t2"]
    assert run.decisions[-1] == ("skipped", "t3", START + 7 * DAY, "consent")


def test_t24_a_delayed_message_is_lost_the_minute_its_consent_is():
    run = world(
        chain("s", message("t")), people=person(event("begin", START)), policy=GAP, sends=[sent(START - 60)]
    )
    run.run(START + 600)
    assert run.decisions == [("delayed", "t", START, "gap-48h")]
    run.unit.people[0].attributes["consent_email"] = False
    run.happens(event("message.unsubscribed", START + 601)).run(START + 9 * DAY)
    assert run.decisions[1:] == [("skipped", "t", START + 601, "consent")]


def test_waiting_at_nine_leaves_now_when_it_is_nine():
    nine = chain("nine", Wait(id="w", until=UntilTime(time=time(9))), message("t"))
    run = world(nine, people=person(event("begin", START + 540))).run(START + 3 * DAY)
    assert run.sends == [("t", START + 540)]


def test_not_having_ordered_for_six_months_is_entered_once():
    lapsed = EntersTrigger(condition=NotDid(did=did("order.placed", "P6M")), every=d("P1D"))
    run = world(
        chain("lapsed", message("l"), on=lapsed), people=person(event("order.placed", START - 30 * DAY))
    )
    run.run("1998-12-31")
    assert run.sends == [("l", m("1998-06-02"))]
