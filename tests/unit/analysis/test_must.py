"""Messages that their own scenario blocks: the plain cases, and what must not be said."""

from datetime import time

import pytest

from designer.analysis.must import blocked
from designer.analysis.verdict import Verdict
from designer.domain.channel import Category, Channel
from designer.domain.condition import Compare, Comparison
from designer.domain.data import Attribute, DataModel, Mutability, Type
from designer.domain.policy import (
    Calendar,
    Cap,
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
    IfBlocked,
    IfPast,
    Split,
    SplitPath,
    UntilDate,
    UntilTime,
    Update,
    Wait,
    WaitEvent,
)
from tests.unit.engine.build import chain, d, graph, message

SMS = Channel.SMS
GAP = Gap(id="gap-48h", min=d("PT48H"))
VIP = Compare(how=Comparison.EQ, field="vip", value=True)
BY_DAY = {day: ((time(8), time(20)),) for day in range(7)}


def wait(id: str, duration: str) -> Wait:
    return Wait(id=id, for_=d(duration))


def until(id: str, hour: int) -> Wait:
    return Wait(id=id, until=UntilTime(time=time(hour)))


def quiet(allow, channel=SMS, **more) -> QuietHours:
    return QuietHours(channels=frozenset({channel}), allow=allow, **more)


def said(scenario, data=None, columns=None, **policy):
    whole = Portfolio(
        scenarios=(scenario,), policy=Policy(**policy), data=data or DataModel(), columns=columns
    )
    return {one.node: one for one in blocked(scenario, whole)}


def verdicts(scenario, **policy):
    return {node: one.verdict.value for node, one in said(scenario, **policy).items()}


def two_mails(duration: str, **second):
    return chain("s", message("t1"), wait("w", duration), message("t2", **second))


def test_a_message_whose_number_is_no_longer_its_name_is_told_with_both():
    """A message drawn in front of "t2" makes it T3, and "t2" alone would be read as the new one."""
    steps = (message("t1"), wait("w", "P9D"), message("new"), message("t2"))
    (one,) = said(chain("s", *steps), gaps=(GAP,)).values()
    assert one.node == "t2"
    assert "à cause de « new » (T2) du même scénario" in one.message["fr"]
    assert "because of 'new' (T2) of the same scenario" in one.message["en"]


def test_where_no_wait_stands_before_a_message_one_is_to_be_put_there():
    (one,) = said(chain("s", message("t1"), message("t2")), gaps=(GAP,)).values()
    assert "placez avant lui une attente de 2 jours" in one.message["fr"]
    assert "put a wait of 2 days before it" in one.message["en"]


def test_two_mails_a_day_apart_under_a_gap_of_two_must_collide():
    (one,) = said(two_mails("P1D"), gaps=(GAP,)).values()
    assert (one.node, one.verdict, one.rule) == ("t2", Verdict.MUST, "gap-48h")
    assert "lengthen the wait 'w' before it to 2 days" in one.message["en"]
    assert "allongez à 2 jours l'attente « w »" in one.message["fr"]
    assert one.witness is not None
    assert [(due.at, due.node) for due in one.witness.events] == [(0, "t1"), (1440, "t2")]
    assert one.witness.window == 2880


def test_exactly_the_gap_apart_is_free():
    assert verdicts(two_mails("P2D"), gaps=(GAP,)) == {}
    assert verdicts(two_mails("PT47H59M"), gaps=(GAP,)) == {"t2": "must"}


@pytest.mark.parametrize(("ttl", "verdict"), [("PT24H", "must"), ("PT23H59M", "dead")])
def test_what_is_delayed_beyond_its_time_to_live_is_dead(ttl, verdict):
    assert verdicts(two_mails("P1D", ttl=ttl), gaps=(GAP,)) == {"t2": verdict}


def test_a_message_that_is_lost_does_not_count():
    skipping = chain(
        "s",
        message("t1"),
        wait("a", "P1D"),
        message("t2", if_blocked=IfBlocked.SKIP),
        wait("b", "P1D"),
        message("t3"),
    )
    assert verdicts(skipping, gaps=(GAP,)) == {"t2": "must"}


def test_a_message_that_is_delayed_shifts_what_follows():
    delayed = chain("s", message("t1"), wait("a", "P1D"), message("t2"), wait("b", "P1D"), message("t3"))
    assert verdicts(delayed, gaps=(GAP,)) == {"t2": "must", "t3": "must"}


def test_what_comes_after_an_exit_that_is_certain_is_not_spoken_of():
    leaving = chain(
        "s", message("t1"), message("t2", if_blocked=IfBlocked.EXIT), wait("b", "PT1H"), message("t3")
    )
    assert verdicts(leaving, gaps=(GAP,)) == {"t2": "must"}


def test_a_fallback_channel_that_is_free_lets_it_leave():
    falling = two_mails("P1D", if_blocked=IfBlocked.FALLBACK, fallback=(SMS,))
    mails = Gap(id="mails", min=d("P2D"), scope=Scope(channels=frozenset({Channel.EMAIL})))
    assert verdicts(falling, gaps=(mails,)) == {}
    assert verdicts(falling, gaps=(GAP,)) == {"t2": "must"}


def test_one_way_that_is_long_enough_is_enough():
    nodes = (
        message("t1"),
        WaitEvent(id="ask", event="yes", timeout=d("P3D")),
        message("t2"),
    )
    assert (
        verdicts(graph("s", nodes, "start>t1 t1>ask ask:event>t2 ask:timeout>end t2>end"), gaps=(GAP,)) == {}
    )
    short = (message("t1"), WaitEvent(id="ask", event="yes", timeout=d("PT47H")), message("t2"))
    found = said(graph("s", short, "start>t1 t1>ask ask:event>t2 ask:timeout>t2 t2>end"), gaps=(GAP,))
    assert found["t2"].verdict is Verdict.MUST
    assert "lengthen the wait 'ask' before it to 2 days" in found["t2"].message["en"]


def test_an_exempt_message_that_counts_holds_back_too():
    service = chain("s", message("t1", category=Category.SERVICE), wait("w", "P1D"), message("t2"))
    assert verdicts(service, gaps=(GAP,)) == {"t2": "must"}
    receipt = chain("s", message("t1", category=Category.TRANSACTIONAL), wait("w", "P1D"), message("t2"))
    assert verdicts(receipt, gaps=(GAP,)) == {}
    exempt = chain("s", message("t1"), wait("w", "P1D"), message("t2", category=Category.SERVICE))
    assert verdicts(exempt, gaps=(GAP,)) == {}


def test_a_weight_above_the_threshold_is_dead():
    (one,) = said(chain("s", message("t1", weight=6)), score=Score(threshold=5)).values()
    assert (one.verdict, one.rule, one.witness) == (Verdict.DEAD, "score", None)
    assert "lower its weight" in one.message["en"]
    assert verdicts(chain("s", message("t1", weight=5)), score=Score(threshold=5)) == {}


def test_a_score_that_two_messages_pass_is_a_must():
    found = said(two_mails("P1D"), score=Score(threshold=3.5))
    assert found["t2"].verdict is Verdict.MUST
    assert [due.node for due in found["t2"].witness.events] == ["t1", "t2"]
    assert verdicts(two_mails("P1D"), score=Score(threshold=4)) == {}


def test_a_maximum_of_none_is_dead():
    (one,) = said(chain("s", message("t1")), caps=(Cap(id="none", max=0, per=d("P1D")),)).values()
    assert (one.verdict, one.rule) == (Verdict.DEAD, "none")


def test_a_maximum_that_some_contacts_have_is_not():
    some = Cap(id="some", max=MaxByContact(when=((VIP, 1),), else_=0), per=d("P1D"))
    assert verdicts(chain("s", message("t1")), caps=(some,)) == {}
    none = Cap(id="none", max=MaxByContact(when=((VIP, 0),), else_=0), per=d("P1D"))
    assert verdicts(chain("s", message("t1")), caps=(none,)) == {"t1": "dead"}


def test_slots_kept_for_better_classes_can_leave_none():
    week = Cap(id="week", max=1, per=d("P7D"))
    protect = {"week": {Category.RELATIONSHIP: 1}}
    assert verdicts(chain("s", message("t1")), caps=(week,), protect=protect) == {"t1": "dead"}


def test_quiet_hours_that_never_open_are_dead():
    (one,) = said(chain("s", message("t1", SMS)), quiet_hours=(quiet({}),)).values()
    assert (one.verdict, one.rule) == (Verdict.DEAD, "quiet-hours")
    apart = (quiet({0: ((time(8), time(12)),)}), quiet({0: ((time(12), time(20)),)}))
    assert verdicts(chain("s", message("t1", SMS)), quiet_hours=apart) == {"t1": "dead"}


def test_a_message_at_night_is_a_must_and_dead_when_it_does_not_last_till_morning():
    def night(ttl):
        return chain("s", until("night", 22), message("t1", SMS, ttl=ttl))

    found = said(night("P1D"), quiet_hours=(quiet(BY_DAY),))
    assert found["t1"].verdict is Verdict.MUST
    assert "such as 08:00" in found["t1"].message["en"]
    assert verdicts(night("PT9H59M"), quiet_hours=(quiet(BY_DAY),), timezone="UTC") == {"t1": "dead"}


def test_any_hour_is_possible_without_a_clock():
    assert verdicts(chain("s", message("t1", SMS)), quiet_hours=(quiet(BY_DAY),)) == {}
    twelve_later = chain("s", message("t1", SMS), wait("w", "PT12H"), message("t2", SMS))
    assert verdicts(twelve_later, quiet_hours=(quiet(BY_DAY),), timezone="UTC") == {"t2": "must"}


def test_changed_clocks_can_let_a_message_leave():
    # half past seven, but half past eight after the night in which clocks are put forward
    early = chain("s", until("evening", 21), wait("w", "PT10H30M"), message("t1", SMS))
    assert verdicts(early, quiet_hours=(quiet(BY_DAY),), timezone="UTC") == {"t1": "must"}
    assert verdicts(early, quiet_hours=(quiet(BY_DAY),), timezone="Europe/Paris") == {}


def test_a_holiday_delays_and_does_not_hide_a_must():
    weekdays = {day: ((time(8), time(20)),) for day in range(6)}
    pair = chain("s", message("t1", SMS), wait("w", "P1D"), message("t2", SMS))
    assert verdicts(pair, gaps=(GAP,), quiet_hours=(quiet(weekdays, holidays="FR"),)) == {"t2": "must"}


def test_a_holiday_on_which_a_message_is_lost_lets_the_next_one_leave():
    pair = chain("s", message("t1", SMS, if_blocked=IfBlocked.SKIP), wait("w", "P1D"), message("t2"))
    assert verdicts(pair, gaps=(GAP,), quiet_hours=(quiet({**BY_DAY}, holidays="FR"),)) == {}


def test_pooled_messages_are_due_when_they_are_decided():
    pooling = Pooling(at=time(9), categories=frozenset({Category.COMMERCIAL}))
    pair = chain("s", message("t1"), wait("w", "PT1H"), message("t2"))
    assert verdicts(pair, pooling=pooling, gaps=(Gap(id="day", min=d("PT22H")),)) == {}
    assert verdicts(pair, pooling=pooling, gaps=(GAP,)) == {"t2": "must"}


def test_a_cap_of_the_local_day_blocks_what_is_surely_on_the_same_day():
    day = Cap(id="day", max=1, per=Calendar.DAY)
    morning = chain("s", until("nine", 9), message("t1"), wait("w", "PT3H"), message("t2"))
    assert verdicts(morning, caps=(day,)) == {"t2": "must"}
    assert verdicts(two_mails("PT3H"), caps=(day,)) == {}
    month = Cap(id="month", max=1, per=Calendar.MONTH)
    assert verdicts(two_mails("PT3H"), caps=(month,)) == {}


def test_waits_for_one_date_keep_their_distance():
    def reminders(offset, **more):
        return chain(
            "s",
            Wait(id="a", until=UntilDate(attribute="rdv", offset=d("-P3D")), **more),
            message("t1"),
            Wait(id="b", until=UntilDate(attribute="rdv", offset=d(offset)), **more),
            message("t2"),
        )

    assert verdicts(reminders("-P2D"), gaps=(GAP,)) == {"t2": "must"}
    assert verdicts(reminders("-P1D"), gaps=(GAP,)) == {}
    moving = DataModel(attributes={"rdv": Attribute(name="rdv", mutability=Mutability.VOLATILE)})
    assert said(reminders("-P2D"), data=moving, gaps=(GAP,)) == {}
    # who comes too late for the first reminder is not sent it, and gets the second one on time
    assert verdicts(reminders("-P2D", if_past=IfPast.SKIP), gaps=(GAP,)) == {}


def test_an_exclusion_that_the_audience_implies_is_dead():
    exclusion = Exclusion(id="vips", when=VIP)
    vips = chain("s", message("t1"), wait("w", "P9D"), message("t2"), audience=VIP)
    found = said(vips, exclusions=(exclusion,))
    assert {node: (one.verdict.value, one.rule) for node, one in found.items()} == {
        "t1": ("dead", "exclusion:vips"),
        "t2": ("dead", "exclusion:vips"),
    }
    volatile = DataModel(
        attributes={"vip": Attribute(name="vip", type=Type.BOOLEAN, mutability=Mutability.VOLATILE)}
    )
    assert list(said(vips, data=volatile, exclusions=(exclusion,))) == ["t1"]
    assert verdicts(chain("s", message("t1")), exclusions=(exclusion,)) == {}
    spared = Exclusion(id="vips", when=VIP, except_=frozenset({"s"}))
    assert verdicts(vips, exclusions=(spared,)) == {}


def test_an_attribute_that_the_scenario_changes_is_not_trusted():
    exclusion = Exclusion(id="vips", when=VIP)
    updated = chain("s", Update(id="u", set={"vip": False}), message("t1"), audience=VIP)
    assert verdicts(updated, exclusions=(exclusion,)) == {}


def test_a_circle_comes_to_an_end():
    nodes = (
        message("t1"),
        wait("w", "P1D"),
        Split(id="again", paths=(SplitPath(path="yes", when=VIP),)),
    )
    circle = graph("s", nodes, "start>t1 t1>w w>again again:yes>t1 again:else>end")
    assert verdicts(circle, gaps=(GAP,)) == {}


def test_where_the_search_is_not_finished_nothing_is_said(monkeypatch):
    monkeypatch.setattr("designer.analysis.must.BUDGET", 0)
    skipping = chain(
        "s",
        message("t1"),
        wait("a", "PT1H"),
        message("t2", if_blocked=IfBlocked.SKIP),
        wait("b", "PT2H"),
        message("t3", SMS),
    )
    score = Score(threshold=4)
    assert verdicts(skipping, score=score) == {}
