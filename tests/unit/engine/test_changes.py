"""The rules, the contact or the time zone change while messages wait."""

from __future__ import annotations

from dataclasses import replace

from designer.domain.policy import Calendar, Cap, Gap, Policy
from designer.domain.scenario import Priority, Wait
from tests.unit.engine.build import START, chain, d, did, event, message, person, sent, world

DAY = 1440
begin = event("begin", START)
GAP = Policy(timezone="UTC", gaps=(Gap(id="gap", min=d("P2D")),))


def test_a_waiting_message_is_decided_by_the_rules_of_the_day_it_is_tried():
    run = world(chain("s", message("t", ttl="P30D")), people=person(begin), policy=GAP, sends=[sent(START)])
    run.run(START + DAY)
    stricter = Policy(timezone="UTC", gaps=(Gap(id="gap", min=d("P5D")),))
    run.book = replace(run.book, policy=stricter)
    run.run(START + 9 * DAY)
    assert run.decisions == [
        ("delayed", "t", START, "gap"),
        ("delayed", "t", START + 2 * DAY, "gap"),
        ("sent", "t", START + 5 * DAY, None),
    ]


def test_a_tightened_rule_takes_nothing_back():
    """More were sent than the new rule allows: nothing leaves until they have aged."""
    past = [sent(START - hours * 60) for hours in (1, 30, 60)]
    run = world(chain("s", message("t", ttl="P30D")), people=person(begin), sends=past)
    run.book = replace(run.book, policy=Policy(timezone="UTC", caps=(Cap(id="week", max=2, per=d("P7D")),)))
    run.run(START + 9 * DAY)
    assert run.sends == [("t", START - 30 * 60 + 7 * DAY)]
    assert len(run.unit.sends) == 4


def test_a_priority_that_changes_counts_at_once():
    low = chain("a", Wait(id="w", for_=d("P1D")), message("a"), priority=Priority(value=10))
    high = chain("b", Wait(id="w", for_=d("P1D")), message("b"))
    run = world(low, high, people=person(begin), policy=GAP).run(START + 60)
    raised = replace(low, priority=Priority(value=90))
    run.book = replace(run.book, versions={("a", 1): raised, ("b", 1): high})
    assert run.run(START + 9 * DAY).sends == [("a", START + DAY), ("b", START + 3 * DAY)]


def test_a_contact_who_moves_has_other_days_and_the_same_windows():
    daily = Policy(timezone="UTC", caps=(Cap(id="day", max=1, per=Calendar.DAY),))
    late = person(event("begin", START + 601))
    run = world(chain("s", message("t")), people=late, policy=daily, sends=[sent(START + 600)])
    contact = run.unit.people[0]
    run.run(START + 700)
    assert run.log[0].next_due == {"c1": START + DAY}
    contact.attributes["timezone"] = "America/New_York"
    run.run(START + 9 * DAY)
    # tried at the midnight it was promised; over there the day is still the same
    assert run.decisions[1:] == [
        ("delayed", "t", START + DAY, "day"),
        ("sent", "t", START + DAY + 5 * 60, None),
    ]


def test_an_event_and_a_timer_of_one_minute():
    """Who books at the very minute of the message is not sent it."""
    s = chain("s", Wait(id="w", for_=d("P3D")), message("t"), exit_when=did("meeting", "P1D"))
    run = world(s, people=person(begin, event("meeting", START + 3 * DAY))).run(START + 9 * DAY)
    assert (run.sends, run.exits) == ([], {"c1/s/1": "exit-when"})


def test_a_delay_never_goes_round_in_circles():
    """Each next try is later than the last, up to the ttl."""
    sends = [sent(START + n * 100) for n in range(80)]
    run = world(chain("s", message("t", ttl="P4D")), people=person(begin), policy=GAP, sends=sends[:1])
    for one in sends[1:]:
        run.run(one.at - 1)
        run.unit.sends.append(one)
    run.run(START + 30 * DAY)
    tries = [x for out in run.log for x in out.decisions]
    assert [x.at for x in tries] == sorted({x.at for x in tries})
    assert tries[-1].verdict.value == "skipped"
    assert tries[-1].at <= START + 4 * DAY
