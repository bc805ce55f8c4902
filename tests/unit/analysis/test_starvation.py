"""The bound on waiting: against a small simulator, against the planner, and silent where it does not hold."""

import random
from dataclasses import replace
from datetime import time
from itertools import pairwise

import pytest

from designer.analysis.starvation import Because, longest_wait, waits
from designer.domain.channel import Category, Channel
from designer.domain.plan import Campaign, Plan
from designer.domain.policy import (
    Calendar,
    Cap,
    CountingUnit,
    Exclusion,
    Gap,
    MaxByContact,
    Policy,
    Pooling,
    QuietHours,
    Scope,
    Score,
)
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import (
    Effect,
    Entry,
    IfBlocked,
    Prevails,
    Priority,
    Reentry,
    Scenario,
    UntilTime,
    Wait,
    WaitEvent,
)
from designer.domain.time import DAY, to_instant
from tests.unit.engine.build import START, chain, d, did, event, message, person, world

WEEK = Cap(id="week", max=1, per=d("P7D"))


def portfolio(*scenarios: Scenario, **policy) -> Portfolio:
    return Portfolio(scenarios=scenarios, policy=Policy(timezone="UTC", **{"caps": (WEEK,), **policy}))


def found(base: Portfolio) -> dict[tuple[str, str], int | Because | None]:
    """(scenario, rule) -> the bound in days of its first message, or why there is none."""
    answer: dict = {}
    for one in waits(base):
        days = None if one.within is None else one.within / DAY
        answer.setdefault((one.scenario, one.rule), one.because or days)
    return answer


# ── Against a simulator ─────────────────────────────────────────────────────────────────────────────────


def leave(classes: list[list[int]], most: int, width: int) -> list[list[tuple[int, int]]]:
    """Strict priority under a rolling cap, minute by minute: (due, left) of each message of each class."""
    waiting = [sorted(arrivals) for arrivals in classes]
    left: list[list[tuple[int, int]]] = [[] for _ in classes]
    sends: list[int] = []
    t = 0
    while any(waiting):
        while sum(t - width < at for at in sends) < most:
            place = next((p for p, due in enumerate(waiting) if due and due[0] <= t), None)
            if place is None:
                break
            left[place].append((waiting[place].pop(0), t))
            sends.append(t)
        t += 1
    return left


@pytest.mark.parametrize("seed", range(300))
def test_nobody_waits_as_long_as_the_bound(seed):
    rng = random.Random(seed)
    most, width = rng.randint(1, 3), rng.randint(2, 8)
    classes = [[rng.randrange(40) for _ in range(rng.randint(0, size))] for size in (5, 3, 8)]
    better = sorted(classes[0] + classes[1])

    def arrivals(minutes: int) -> int:
        return max((sum(x <= at < x + minutes for at in better) for x in better), default=0)

    within = longest_wait(arrivals, most, width)
    assert within is not None
    assert all(at - due < within for due, at in leave(classes, most, width)[1])


def test_the_bound_is_nearly_reached():
    """One that does not pass before left a minute earlier; then two messages come at once."""
    left = leave([[1], [1], [0]], 1, 100)
    within = longest_wait(lambda minutes: 2, 1, 100)
    assert within == 200
    assert left[1] == [(1, 200)]


def test_more_than_the_cap_lets_through_for_ever_has_no_bound():
    assert longest_wait(lambda minutes: minutes // 10, 1, 100, upto=10_000) is None


# ── Against the planner ─────────────────────────────────────────────────────────────────────────────────


def drawn(rng: random.Random) -> Portfolio:
    """Scenarios of short waits on events of their own, under one cap."""
    scenarios = []
    for key in "abcd"[: rng.randint(1, 4)]:
        nodes: list = []
        for place in range(rng.randint(1, 3)):
            kind = rng.random()
            if kind < 0.5:
                nodes.append(Wait(id=f"w{place}", for_=d(f"PT{rng.randint(0, 6)}H")))
            elif kind < 0.6:
                nodes.append(Wait(id=f"w{place}", until=UntilTime(time=time(rng.randrange(24)))))
            elif kind < 0.7:
                nodes.append(WaitEvent(id=f"w{place}", event="answer", timeout=d("PT5H")))
            nodes.append(
                message(
                    f"m{place}",
                    ttl="P40D",
                    if_blocked=rng.choice((IfBlocked.DELAY, IfBlocked.DELAY, IfBlocked.SKIP, IfBlocked.EXIT)),
                    category=rng.choice((None, None, None, Category.SERVICE)),
                )
            )
        entry = rng.choice(
            (
                Entry(),
                Entry(reentry=Reentry.AFTER_EXIT, gap=d(f"PT{rng.randint(6, 40)}H")),
                Entry(reentry=Reentry.PARALLEL, gap=d(f"PT{rng.randint(12, 60)}H")),
            )
        )
        over = tuple(
            Prevails(scenario=other, effect=rng.choice(list(Effect)))
            for other in "abcd"
            if rng.random() < 0.08
        )
        scenarios.append(
            chain(
                key,
                *nodes,
                on=key,
                entry=entry,
                exit_when=did("leave", "PT1H") if rng.random() < 0.2 else None,
                priority=Priority(value=rng.choice((40, 50, 60)), prevails_over=over),
            )
        )
    cap = Cap(id="cap", max=rng.randint(1, 2), per=d(f"PT{rng.randint(4, 20)}H"))
    return Portfolio(scenarios=tuple(scenarios), policy=Policy(timezone="UTC", caps=(cap,)))


@pytest.mark.parametrize("seed", range(60))
def test_the_planner_keeps_the_bound(seed):
    rng = random.Random(seed)
    base = drawn(rng)
    stated = {(one.scenario, one.node): one for one in waits(base)}
    for _ in range(3):
        names = [rng.choice("abcd" * 4 + "ae") for _ in range(rng.randint(4, 30))]
        names = [{"e": "answer"}.get(name, name) if rng.random() > 0.05 else "leave" for name in names]
        around = rng.choice((60, 600, 3000))
        facts = [event(name, START + rng.randrange(around), id=f"{n}") for n, name in enumerate(names)]
        town = world(*base.scenarios, people=person(*facts), policy=base.policy).run(START + 90 * DAY)
        for decision in (decision for out in town.log for decision in out.decisions):
            waited = decision.at - decision.due_at
            one = stated.get((decision.scenario, decision.node))
            scenario = base.scenario(decision.scenario)
            if one is None:
                exempt = decision.category is Category.SERVICE
                assert (
                    waited == 0 or exempt or scenario.by_id[decision.node].if_blocked is not IfBlocked.DELAY
                )
            elif one.within is not None:
                assert waited < one.within


# ── What it says ────────────────────────────────────────────────────────────────────────────────────────


def test_who_passes_first_waits_for_what_has_left_and_the_others_for_their_turn():
    base = portfolio(
        chain("first", message("t"), on="a", priority=Priority(value=90)),
        chain("second", message("t"), on="b", priority=Priority(value=50)),
        chain("third", message("t", ttl="P30D"), on="c", priority=Priority(value=10)),
    )
    assert found(base) == {("first", "week"): 7, ("second", "week"): 14, ("third", "week"): 21}
    assert [one.can_be_lost for one in waits(base)] == [True, True, False]


def test_whoever_never_exceeds_the_cap_waits_for_nothing():
    assert found(portfolio(chain("a", message("t")))) == {}


def test_service_messages_that_fill_the_cap_make_others_wait():
    alert = chain("alert", message("t"), priority=Priority(class_=Category.SERVICE))
    low = replace(alert, priority=Priority(class_=Category.COMMERCIAL), key="low")
    serve = replace(
        alert, nodes=tuple(replace(n, category=Category.SERVICE) if n.id == "t" else n for n in low.nodes)
    )
    news = chain("news", message("t"), priority=Priority(value=99), on="b")
    assert found(portfolio(serve, news)) == {("news", "week"): 14}


def test_a_service_message_that_never_rests_starves_the_others():
    often = chain(
        "often",
        message("t", category=Category.SERVICE),
        on="a",
        entry=Entry(reentry=Reentry.AFTER_EXIT, gap=d("P7D")),
    )
    news = chain("news", message("t"), on="b")
    (one,) = waits(portfolio(often, news))
    assert (one.scenario, one.within, one.because, one.can_be_lost) == ("news", None, None, True)
    twice = portfolio(often, news, replace(news, key="more"), caps=(replace(WEEK, max=2),))
    assert found(twice) == {("news", "week"): 14, ("more", "week"): 14}


def test_campaigns_of_the_plan_wait_in_the_same_line():
    low, high = (
        chain("low", message("t"), on="a"),
        chain("high", message("t"), on="b", priority=Priority(value=90)),
    )
    sales = Campaign(
        key="sales",
        channel=Channel.EMAIL,
        at=tuple(map(to_instant, (START, START + 3 * DAY))),
        priority=60,
    )
    base = replace(portfolio(low, high), plan=Plan(campaigns=(sales,)))
    assert found(base) == {("low", "week"): 28, ("high", "week"): 7}


def test_who_prevails_passes_first_and_takes_along_whoever_is_better_than_it():
    base = portfolio(
        chain("a", message("t"), on="a", priority=Priority(value=90)),
        chain("b", message("t"), on="b", priority=Priority(value=50)),
        chain(
            "c", message("t"), on="c", priority=Priority(value=10, prevails_over=(Prevails(scenario="a"),))
        ),
    )
    # a waits for c, and b is better than c
    assert found(base)["a", "week"] == 21
    assert found(base)["b", "week"] == 21


def test_who_cannot_be_the_same_contact_does_not_wait_for_the_other():
    two = portfolio(chain("a", message("t"), on="a"), chain("b", message("t"), on="b"))
    assert {one.within for one in waits(two)} == {14 * DAY}
    assert waits(two, meets=lambda one, other: False) == ()


TWO = (chain("a", message("t"), on="a"), chain("b", message("t"), on="b"))
TEXTED = (*TWO, chain("c", message("s", Channel.SMS), on="c"))
TEXTS = frozenset((Channel.SMS,))


@pytest.mark.parametrize(
    ("scenarios", "policy", "said"),
    [
        # a gap is a cap of one, unless a cap says at least as much
        (TWO, {"caps": (), "gaps": (Gap(id="gap", min=d("P2D")),)}, {("a", "gap"): 4, ("b", "gap"): 4}),
        (TWO, {"gaps": (Gap(id="gap", min=d("P2D")),)}, {("a", "week"): 14, ("b", "week"): 14}),
        # two rules of which neither says it all
        (
            TWO,
            {"caps": (replace(WEEK, max=2),), "gaps": (Gap(id="gap", min=d("P2D")),)},
            {(key, rule): Because.OTHER_RULES for key in "ab" for rule in ("week", "gap")},
        ),
        (TWO, {"score": Score(threshold=9)}, {(key, "week"): Because.OTHER_RULES for key in "ab"}),
        (
            TWO,
            {"pooling": Pooling(at=time(8), categories=frozenset((Category.COMMERCIAL,)))},
            {(key, "week"): Because.OTHER_RULES for key in "ab"},
        ),
        # hours of texts concern e-mails through the texts that wait before them
        (
            TEXTED,
            {"quiet_hours": (QuietHours(channels=TEXTS, allow={0: ((time(8), time(20)),)}),)},
            {
                ("a", "week"): Because.RIVALS,
                ("b", "week"): Because.RIVALS,
                ("c", "week"): Because.OTHER_RULES,
            },
        ),
        (
            TWO,
            {"caps": (Cap(id="month", max=1, per=Calendar.MONTH),)},
            dict.fromkeys((("a", "month"), ("b", "month")), Because.CALENDAR),
        ),
        (TWO, {"unit": CountingUnit.HOUSEHOLD}, {(key, "week"): Because.POLICY for key in "ab"}),
        (TWO, {"reserve": d("P7D")}, {(key, "week"): Because.POLICY for key in "ab"}),
        (
            TWO,
            {"protect": {"week": {Category.RELATIONSHIP: 1}}},
            {(key, "week"): Because.POLICY for key in "ab"},
        ),
        # the least maximum is what holds for everyone
        (
            TWO,
            {"caps": (replace(WEEK, max=MaxByContact(when=((did("a"), 5),), else_=1)),)},
            {("a", "week"): 14, ("b", "week"): 14},
        ),
        # what is not looked at does not wait
        (TEXTED, {"caps": (replace(WEEK, scope=Scope(channels=TEXTS)),)}, {}),
    ],
)
def test_a_bound_is_stated_where_one_rolling_rule_alone_holds_back(scenarios, policy, said):
    assert found(portfolio(*scenarios, **policy)) == said


def test_exclusions_are_left_aside_and_told():
    financed = Exclusion(id="financed", when=did("signed", "P90D"), except_=frozenset("b"))
    told = {one.scenario: one.exclusions for one in waits(portfolio(*TWO, exclusions=(financed,)))}
    assert told == {"a": True, "b": False}


def test_a_circle_of_priorities_leaves_nothing_to_state():
    circle = [
        chain(one, message("t"), on=one, priority=Priority(prevails_over=(Prevails(scenario=other),)))
        for one, other in pairwise("aba")
    ]
    assert set(found(portfolio(*circle)).values()) == {Because.CIRCLE}
