"""Messages under the policy: what blocks them, what becomes of them, and in which order they pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from designer.domain.channel import Category, Channel
from designer.domain.condition import Compare, Comparison
from designer.domain.policy import (
    Calendar,
    Cap,
    CategoryRule,
    Controls,
    CountingUnit,
    Exclusion,
    Gap,
    HalfLife,
    MaxByContact,
    Policy,
    Pooling,
    QuietHours,
    Scope,
    Score,
)
from designer.domain.scenario import Entry, IfBlocked, Prevails, Priority, Reentry, Wait
from tests.oracle.entries import is_held_out
from tests.unit.engine.build import START, chain, d, did, event, message, person, sent, world

DAY = 1440
HOUR = 60
begin = event("begin", START)


def policy(**rules) -> Policy:
    return Policy(timezone="UTC", **rules)


GAP = Gap(id="gap", min=d("P2D"))
ONE_A_WEEK = Cap(id="week", max=1, per=d("P7D"))


def decided(*nodes, rules=None, sends=None, until=30 * DAY, people=None, **more):
    run = world(chain("s", *nodes, **more), people=people or person(begin), policy=rules, sends=sends)
    return run.run(START + until)


# ── Eligibility ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("category", "attributes", "rule"),
    [
        (Category.COMMERCIAL, {"consent_email": "no"}, "consent"),
        (Category.RELATIONSHIP, {"consent_email": None}, "consent"),
        (Category.SERVICE, {"consent_email": None}, None),  # service and transactional need none…
        (Category.TRANSACTIONAL, {"consent_email": None, "email": None}, "no-address"),  # …but an address
        (Category.COMMERCIAL, {"consent_email": "oui"}, None),
        (Category.COMMERCIAL, {"consent_email": "oui", "email": ""}, "no-address"),
    ],
)
def test_consent_and_address(category, attributes, rule):
    run = decided(message("t", category=category), people=person(begin, **attributes))
    assert run.decisions == [("skipped" if rule else "sent", "t", START, rule)]


def test_a_suppressed_channel_is_closed_to_every_category():
    contact = person(begin)
    contact.suppressed = frozenset({Channel.EMAIL})
    run = decided(message("t", category=Category.TRANSACTIONAL), message("u", Channel.SMS), people=contact)
    assert run.decisions == [("skipped", "t", START, "suppressed"), ("sent", "u", START, None)]


OPEN_DISPUTE = Exclusion(
    id="open-dispute",
    when=Compare(how=Comparison.EQ, field="dispute", value=True),
    categories=frozenset({Category.COMMERCIAL}),
)


@pytest.mark.parametrize(
    ("category", "verdict"),
    [(Category.COMMERCIAL, "skipped"), (Category.RELATIONSHIP, "sent"), (Category.SERVICE, "sent")],
)
def test_an_exclusion_without_a_known_end_is_no_delay(category, verdict):
    run = decided(
        message("t", category=category),
        rules=policy(exclusions=(OPEN_DISPUTE,)),
        people=person(begin, dispute="true"),
    )
    assert [(x, rule) for x, _, _, rule in run.decisions] == [
        (verdict, "exclusion:open-dispute" if verdict == "skipped" else None)
    ]


def test_an_exclusion_that_ends_within_the_ttl_delays():
    rules = policy(exclusions=(Exclusion(id="fresh", when=did("begin", "P2D")),))
    assert decided(message("t"), rules=rules).decisions == [
        ("delayed", "t", START, "exclusion:fresh"),
        ("sent", "t", START + 2 * DAY, None),
    ]


def test_exempt_categories_pass_every_rule_and_service_fills_them():
    rules = policy(caps=(Cap(id="none", max=0, per=d("P1D")),), gaps=(GAP,), score=Score(threshold=0))
    free = (message("a", category=Category.TRANSACTIONAL), message("b", category=Category.SERVICE))
    assert [x for x, *_ in decided(*free, rules=rules).decisions] == ["sent", "sent"]
    run = decided(*free, message("c", if_blocked=IfBlocked.SKIP), rules=policy(gaps=(GAP,)))
    assert run.log[0].decisions[-1].blocked_by == (f"s/b@{START}",)


def test_a_row_of_quiet_hours_may_name_an_exempt_category():
    def quiet(categories):
        hours = QuietHours(
            channels=frozenset({Channel.EMAIL}), allow={3: ((time(9), time(20)),)}, categories=categories
        )
        return decided(message("t", category=Category.SERVICE), rules=policy(quiet_hours=(hours,)))

    assert quiet(None).sends == [("t", START)]
    assert quiet(frozenset({Category.SERVICE})).sends == [("t", START + 9 * HOUR)]


def test_categories_may_be_redefined():
    rules = policy(
        caps=(Cap(id="none", max=0, per=d("P1D")),),
        categories={Category.COMMERCIAL: CategoryRule(subject=False, counts=False)},
    )
    assert decided(message("t"), rules=rules).sends == [("t", START)]


# ── Delay ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("ttl", "verdict"), [("P2D", "delayed"), ("PT47H59M", "skipped")])
def test_the_ttl_is_inclusive(ttl, verdict):
    run = decided(message("t", ttl=ttl), rules=policy(gaps=(GAP,)), sends=[sent(START)])
    assert run.decisions[0] == (verdict, "t", START, "gap")


@pytest.mark.parametrize(
    "rules",
    [
        policy(caps=(Cap(id="x", max=0, per=d("P1D")),)),
        policy(score=Score(threshold=1)),  # the weight alone is above
        policy(quiet_hours=(QuietHours(channels=frozenset({Channel.EMAIL}), allow={}),)),
    ],
)
def test_where_nothing_lifts_the_block_delay_is_skip_at_once(rules):
    run = decided(message("t"), message("u", Channel.SMS, category=Category.SERVICE), rules=rules)
    assert [(x, node, at) for x, node, at, _ in run.decisions] == [
        ("skipped", "t", START),
        ("sent", "u", START),
    ]


def test_after_a_delay_the_waits_count_from_the_real_sending():
    run = decided(
        message("a"),
        Wait(id="w", for_=d("P3D")),
        message("b"),
        rules=policy(gaps=(GAP,)),
        sends=[sent(START - DAY)],
    )
    assert run.sends == [("a", START + DAY), ("b", START + 4 * DAY)]


def test_everything_is_checked_again_at_the_next_try():
    run = world(
        chain("s", message("t", ttl="P9D")),
        people=person(begin),
        policy=policy(gaps=(GAP,)),
        sends=[sent(START - DAY)],
    )
    run.run(START + 60)
    run.unit.sends.append(sent(START + 70))  # somebody else's message left meanwhile
    run.run(START + 30 * DAY)
    assert run.decisions == [
        ("delayed", "t", START, "gap"),
        ("delayed", "t", START + DAY, "gap"),
        ("sent", "t", START + 70 + 2 * DAY, None),
    ]


def test_who_leaves_while_a_message_waits_is_not_sent_it():
    leaver = person(begin, event("order", START + 60))
    run = decided(
        message("t"),
        rules=policy(gaps=(GAP,)),
        sends=[sent(START)],
        people=leaver,
        exit_when=did("order", "P9D"),
    )
    assert [x for x, *_ in run.decisions] == ["delayed"]
    assert run.exits == {"c1/s/1": "exit-when"}


# ── Skip, exit, fallback ────────────────────────────────────────────────────────────────────────────────


def test_skip_loses_the_message_and_the_journey_goes_on():
    run = decided(
        message("a", if_blocked=IfBlocked.SKIP),
        Wait(id="w", for_=d("P2D")),
        message("b"),
        rules=policy(gaps=(GAP,)),
        sends=[sent(START)],
    )
    assert run.decisions == [("skipped", "a", START, "gap"), ("sent", "b", START + 2 * DAY, None)]


def test_exit_takes_the_contact_out():
    run = decided(
        message("a", if_blocked=IfBlocked.EXIT), message("b"), rules=policy(gaps=(GAP,)), sends=[sent(START)]
    )
    assert run.decisions == [("exited", "a", START, "gap")]
    assert run.exits == {"c1/s/1": "blocked:gap"}


NO_EMAIL = Cap(id="no-email", max=0, per=d("P1D"), scope=Scope(channels=frozenset({Channel.EMAIL})))


def test_fallback_takes_the_first_channel_that_passes():
    run = decided(
        message("t", if_blocked=IfBlocked.FALLBACK, fallback=(Channel.SMS, Channel.CALL)),
        rules=policy(caps=(NO_EMAIL,)),
        people=person(begin, consent_sms=False),
    )
    rows = [(x.verdict.value, x.channel.value, x.rule, x.attempt) for x in run.log[0].decisions]
    assert rows == [
        ("fallback", "email", "no-email", 1),
        ("fallback", "sms", "consent", 2),
        ("sent", "call", None, 3),
    ]
    assert run.log[0].dispatches[0].channel is Channel.CALL
    assert run.log[0].dispatches[0].send.weight == 8


def test_where_no_channel_passes_the_message_is_lost():
    run = decided(
        message("t", if_blocked=IfBlocked.FALLBACK, fallback=(Channel.SMS,)),
        rules=policy(gaps=(GAP,)),
        sends=[sent(START)],
    )
    rows = [(x.verdict.value, x.channel.value) for x in run.log[0].decisions]
    assert rows == [("fallback", "email"), ("skipped", "sms")]


# ── Order ───────────────────────────────────────────────────────────────────────────────────────────────


def rivals(**by_key):
    return [
        chain(key, message(key, if_blocked=IfBlocked.SKIP), priority=priority)
        for key, priority in by_key.items()
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Priority(class_=Category.RELATIONSHIP, value=0), Priority(value=100)),  # class before value
        (Priority(value=51), Priority(value=50)),
        (Priority(value=10, prevails_over=(Prevails(scenario="b"),)), Priority(value=90)),
    ],
)
def test_the_one_that_passes_first_leaves_and_the_other_makes_way(first, second):
    for pair in ({"a": first, "b": second}, {"b": second, "a": first}):
        run = world(*rivals(**pair), people=person(begin), policy=policy(gaps=(GAP,))).run(START)
        if "b" in [one.scenario for one in run.log[0].entered]:
            assert [(x, node) for x, node, *_ in run.decisions] == [("sent", "a"), ("skipped", "b")]
        else:
            assert run.sends == [("a", START)]


def test_of_equals_the_earliest_deadline_passes_first():
    short = chain("z", message("z", ttl="PT1H"))
    long = chain("a", message("a", ttl="P9D"))
    run = world(long, short, people=person(begin), policy=policy(gaps=(GAP,))).run(START)
    assert [(x, node) for x, node, *_ in run.decisions] == [("sent", "z"), ("delayed", "a")]


def test_exact_ties_are_broken_alike_for_ever():
    both = rivals(a=Priority(), b=Priority())
    runs = [
        world(*order, people=person(begin), policy=policy(gaps=(GAP,))).run(START).decisions
        for order in (both, both[::-1])
    ]
    assert runs[0] == runs[1]
    winners = {
        world(*both, people=person(begin), policy=policy(gaps=(GAP,)), seed=str(seed)).run(START).sends[0][0]
        for seed in range(20)
    }
    assert winners == {"a", "b"}


def test_circles_of_precedence_fall_back_on_the_ranking():
    a = Priority(value=60, prevails_over=(Prevails(scenario="b"),))
    b = Priority(value=50, prevails_over=(Prevails(scenario="a"),))
    run = world(*rivals(a=a, b=b), people=person(begin)).run(START)
    assert [node for _, node, *_ in run.decisions] == ["a"]
    assert run.refusals == [("b", "prevailed", "a")]


def test_a_lesser_message_that_left_an_hour_ago_is_an_inversion():
    low = chain("low", message("low"))
    high = chain("high", message("high"), on="other", priority=Priority(value=90))
    facts = person(begin, event("other", START + HOUR))
    run = world(low, high, people=facts, policy=policy(gaps=(GAP,))).run(START + HOUR)
    assert [(x.node, x.verdict.value, x.inversion) for x in run.log[0].decisions] == [
        ("low", "sent", False),
        ("high", "delayed", True),
    ]


# ── Merging, pooling, reserving, protecting ─────────────────────────────────────────────────────────────


def mergeable(key, node, **more):
    return chain(key, node, **more)


def test_messages_of_one_group_travel_in_one_dispatch():
    a = mergeable("a", message("a", merge="news", weight=2.0), priority=Priority(value=60))
    b = mergeable("b", message("b", merge="news", weight=3.0))
    run = world(a, b, people=person(begin), policy=policy(caps=(ONE_A_WEEK,))).run(START)
    assert [(x, node) for x, node, *_ in run.decisions] == [("sent", "a"), ("merged", "b")]
    (dispatch,) = run.log[0].dispatches
    assert dispatch.templates == ("a-template", "b-template")
    assert dispatch.send.weight == 3.0
    assert {x.send_key for x in run.log[0].decisions} == {dispatch.send.key}
    assert [one.weight for one in run.unit.sends] == [3.0]
    assert run.exits == {"c1/a/1": "end", "c1/b/1": "end"}


@pytest.mark.parametrize(
    ("guest", "rules"),
    [
        (message("b", Channel.SMS, merge="news"), {}),  # another channel
        (message("b", merge="other"), {}),
        (message("b", merge="news", weight=9.0), {"score": Score(threshold=5)}),  # too heavy together
        (
            message("b", merge="news"),
            {"caps": (Cap(id="b", max=9, per=d("P1D"), scope=Scope(scenarios=frozenset({"b"}))),)},
        ),
    ],
)
def test_what_may_not_travel_together_travels_alone(guest, rules):
    a = mergeable("a", message("a", merge="news"), priority=Priority(value=60))
    run = world(a, chain("b", guest), people=person(begin), policy=policy(**rules)).run(START)
    assert "merged" not in [x for x, *_ in run.decisions]


def test_pooled_messages_wait_for_the_hour_and_are_decided_together():
    rules = policy(pooling=Pooling(at=time(8), categories=frozenset({Category.COMMERCIAL})), gaps=(GAP,))
    low = chain("low", message("low"))
    high = chain("high", message("high"), on="other", priority=Priority(value=90))
    service = chain("service", message("service", category=Category.SERVICE), on="third")
    facts = person(begin, event("other", START + HOUR), event("third", START + 3 * DAY))
    run = world(low, high, service, people=facts, policy=rules).run(START + 9 * DAY)
    eight = START + 8 * HOUR
    assert run.decisions == [
        ("sent", "high", eight, None),
        ("delayed", "low", eight, "gap"),
        ("sent", "low", eight + 2 * DAY, None),
        ("sent", "service", START + 3 * DAY, None),
    ]
    assert run.log[0].decisions[0].due_at == eight


def test_a_reservation_makes_lesser_messages_wait():
    high = chain("high", Wait(id="w", for_=d("PT5H")), message("high"), priority=Priority(value=90))
    low = chain("low", message("low"))
    for reserve, expected in [
        (None, ["low", "high"]),
        (d("P1D"), ["high", "low"]),
        (d("PT4H"), ["low", "high"]),
    ]:
        rules = policy(gaps=(GAP,), reserve=reserve)
        run = world(high, low, people=person(begin), policy=rules).run(START + 9 * DAY)
        assert [node for node, _ in run.sends] == expected
    assert run.sends == [("low", START), ("high", START + 2 * DAY)]


def test_a_protected_slot_is_kept_for_a_class_and_better():
    rules = policy(caps=(Cap(id="week", max=2, per=d("P7D")),), protect={"week": {Category.RELATIONSHIP: 1}})
    again = Entry(reentry=Reentry.PARALLEL, gap=d("PT1M"))
    promo = chain("promo", message("promo", if_blocked=IfBlocked.SKIP), entry=again)
    note = chain("note", message("note"), on="other", priority=Priority(class_=Category.RELATIONSHIP))
    facts = person(begin, event("begin", START + HOUR), event("other", START + 2 * HOUR))
    run = world(promo, note, people=facts, policy=rules).run(START + DAY)
    assert [(x, node, rule) for x, node, _, rule in run.decisions] == [
        ("sent", "promo", None),
        ("skipped", "promo", "week"),
        ("sent", "note", None),
    ]


# ── Rules by contact and scope ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("vip", "verdict"), [(True, "sent"), (False, "delayed")])
def test_a_maximum_may_depend_on_the_contact(vip, verdict):
    by_contact = MaxByContact(when=((Compare(how=Comparison.EQ, field="vip", value=True), 4),), else_=1)
    run = decided(
        message("t"),
        rules=policy(caps=(Cap(id="c", max=by_contact, per=d("P3D")),)),
        sends=[sent(START - 5)],
        people=person(begin, vip=vip),
    )
    assert run.decisions[0][0] == verdict


def test_a_rule_looks_only_at_its_channels_categories_and_scenarios():
    for scope, verdict in [
        (Scope(channels=frozenset({Channel.SMS})), "sent"),
        (Scope(categories=frozenset({Category.RELATIONSHIP})), "sent"),
        (Scope(scenarios=frozenset({"other"})), "sent"),
        (Scope(channels=frozenset({Channel.EMAIL}), categories=frozenset({Category.COMMERCIAL})), "delayed"),
    ]:
        run = decided(
            message("t"),
            rules=policy(gaps=(Gap(id="g", min=d("P1D"), scope=scope),)),
            sends=[sent(START - 5)],
        )
        assert run.decisions[0][0] == verdict


def test_an_email_two_days_after_a_meeting():
    after = Gap(
        id="after",
        min=d("P2D"),
        after=frozenset({Channel.MEETING}),
        scope=Scope(channels=frozenset({Channel.EMAIL})),
    )
    history = [sent(START - DAY, Channel.MEETING), sent(START - 5)]
    run = decided(message("t"), message("u", Channel.SMS), rules=policy(gaps=(after,)), sends=history)
    assert run.sends == [("t", START + DAY), ("u", START + DAY)]


def test_a_calendar_day_is_the_contact_s():
    rules = policy(caps=(Cap(id="day", max=1, per=Calendar.DAY),))
    contact = person(begin, timezone="America/New_York")
    run = decided(message("t"), rules=rules, sends=[sent(START - 5)], people=contact)
    assert run.sends == [("t", START + 5 * HOUR)]


def test_the_score_falls_until_the_message_fits():
    rules = policy(score=Score(threshold=10, decay=HalfLife(half_life=d("P1D"))))
    run = decided(message("t", weight=5.0), rules=rules, sends=[sent(START, weight=10.0)])
    assert run.decisions == [("delayed", "t", START, "score"), ("sent", "t", START + DAY, None)]
    assert run.log[0].decisions[0].blocked_by == (f"history/-@{START}",)


def test_categories_are_those_of_the_sending():
    """A message sent as service stays so, whatever the rules say today."""
    past = [sent(START - 5, category=Category.TRANSACTIONAL, counts=False)]
    assert decided(message("t"), rules=policy(gaps=(GAP,)), sends=past).sends == [("t", START)]


# ── Households ──────────────────────────────────────────────────────────────────────────────────────────


def household(*scenarios, sends=None, until=DAY, **more):
    people = [person(event("begin", START, contact=one), id=one) for one in ("a", "b")]
    rules = policy(unit=CountingUnit.HOUSEHOLD, gaps=(GAP,), **more)
    return world(*scenarios, people=people, policy=rules, sends=sends).run(START + until)


def test_a_household_is_counted_together():
    run = household(chain("s", message("t")))
    assert sorted(x for x, *_ in run.decisions) == ["delayed", "sent"]


def test_of_equal_members_the_one_least_recently_contacted_is_written_to():
    for recent, winner in [("a", "b"), ("b", "a")]:
        past = replace(sent(START - 9 * DAY), contact=recent)
        run = household(chain("s", message("t")), sends=[past])
        assert run.log[0].dispatches[0].send.contact == winner


# ── Control groups ──────────────────────────────────────────────────────────────────────────────────────


def test_a_control_group_goes_through_everything_and_is_sent_nothing():
    rules = policy(controls=Controls(global_=1.0), gaps=(GAP,))
    run = decided(message("a"), message("b"), message("c", category=Category.SERVICE), rules=rules)
    assert run.decisions == [
        ("control", "a", START, "control"),
        ("delayed", "b", START, "gap"),
        ("control", "b", START + 2 * DAY, "control"),
        ("sent", "c", START + 2 * DAY, None),
    ]
    assert run.sends == [("c", START + 2 * DAY)]
    assert [x.properties["node"] for x in run.log[0].events] == ["c"]


def test_ghosts_fill_the_rules_of_ghosts_only():
    held = chain("held", message("held"))
    free = chain("free", message("free"), on="other")
    rules = policy(controls=Controls(per_scenario=0.5), gaps=(GAP,))
    for seed in map(str, range(99)):
        facts = person(begin, event("other", START + 5))
        run = world(held, free, people=facts, policy=rules, seed=seed)
        if is_held_out(run.book, "c1", "held") and not is_held_out(run.book, "c1", "free"):
            run.run(START + DAY)
            assert [(x, node) for x, node, *_ in run.decisions] == [("control", "held"), ("sent", "free")]
            return
    raise AssertionError("no seed holds out one and not the other")


def test_about_the_given_part_is_held_out_and_always_the_same():
    rules = policy(controls=Controls(per_scenario=0.1))
    held = []
    for _ in range(2):
        people = [person(event("begin", START, contact=f"c{n}"), id=f"c{n}") for n in range(1500)]
        run = world(chain("s", message("t")), people=people, policy=rules).run(START)
        held.append({x.contact for x in run.log[0].decisions if x.verdict.value == "control"})
    assert held[0] == held[1]
    assert len(held[0]) / 1500 == pytest.approx(0.1, abs=0.03)


def test_who_came_later_to_a_household_is_not_entered_by_what_was_before():
    early = person(event("begin", START + 10, contact="a"), id="a")
    late = person(event("begin", START + 50, contact="b"), id="b", taken_to=START + 100)
    echo = chain("e", message("x"), on="message.sent")
    run = world(chain("s", message("t"), on="begin"), echo, people=[early, late]).run(START + 500)
    assert [one.id for one in run.log[0].entered] == ["a/s/1", "a/e/1"]
