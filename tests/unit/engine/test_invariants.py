"""Whatever happens to whoever, no window of a cap, no gap and no score is ever exceeded."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from designer.domain.channel import Category
from designer.domain.enrolment import Send, Unit
from designer.domain.policy import Calendar, CategoryRule, Gap, HalfLife, Policy
from designer.engine.planner import advance
from designer.engine.rulebook import Rulebook
from tests.oracle.calendar import local, zone_of
from tests.unit.engine import town
from tests.unit.engine.build import START
from tests.unit.engine.test_equivalence import END, units

#: Nobody is exempt: what is sent is exactly what the rules allow.
POLICY = replace(
    town.policy(), categories={category: CategoryRule(subject=True, counts=True) for category in Category}
)
BOOK = Rulebook.of(town.scenarios(), published_at=START, policy=POLICY, seed="town")

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def seen(rule, sends: list[Send]) -> list[int]:
    channels = rule.scope.channels
    return sorted(send.at for send in sends if channels is None or channels & send.channels)


def check(policy: Policy, unit: Unit, sends: list[Send], earliest: int) -> None:
    """Every rule, from the definitions, over what left from ``earliest`` on and what was there before."""
    for cap in policy.caps:
        if isinstance(cap.per, Calendar):
            continue
        times = seen(cap, sends)
        for end in times:
            if end >= earliest:
                assert sum(end - cap.per.minutes < at <= end for at in times) <= cap.max, cap.id
    for gap in policy.gaps:
        check_gap(gap, sends, earliest)
    assert policy.score is not None
    assert isinstance(policy.score.decay, HalfLife)
    half = policy.score.decay.half_life.minutes
    for last in sends:
        if last.at >= earliest:
            total = sum(one.weight * 0.5 ** ((last.at - one.at) / half) for one in sends if one.at <= last.at)
            assert total <= policy.score.threshold + 1e-6
    zones = {one.id: zone_of(one.attributes, BOOK.zone) for one in unit.people}
    if len(zones) == 1:
        (zone,) = zones.values()
        days = Counter(local(send.at, zone).date() for send in sends)
        assert max(days.values(), default=0) <= 5


def check_gap(gap: Gap, sends: list[Send], earliest: int) -> None:
    held = [send for send in sends if gap.scope.channels is None or gap.scope.channels & send.channels]
    watched = held if gap.after is None else [send for send in sends if gap.after & send.channels]
    for one in held:
        for other in watched:
            if one is not other and one.at >= earliest and other.at <= one.at:
                assert one.at - other.at >= gap.min.minutes or (one.at == other.at > one.at - 1 and gap.after)


@quick
@given(units())
def test_no_rule_is_ever_broken(unit):
    out = advance(BOOK, unit, floor=START, until=END)
    real = [send for send in unit.sends if not send.ghost]
    check(POLICY, unit, real, START)
    assert {x.send.key for x in out.dispatches} == {send.key for send in real if send.at >= START}


@quick
@given(units())
def test_every_message_reached_is_accounted_for(unit):
    """Sent, skipped, merged, held out, left with, or still waiting: nothing is lost without a word."""
    out = advance(BOOK, unit, floor=START, until=END)
    last = {}
    for one in out.decisions:
        key = (one.contact, one.scenario, one.entry, one.node, one.visit)
        earlier = last.get(key)
        assert earlier is None or one.attempt == earlier.attempt + 1
        assert earlier is None or earlier.verdict.value in ("delayed", "fallback")
        last[key] = one
    waiting = {(x.contact, x.scenario, x.entry, x.node, x.visit) for p in unit.people for x in p.enrolments}
    left = {(x.contact, x.scenario, x.entry, x.node, x.visit) for x in out.changed.values() if x.left_at}
    for key, one in last.items():
        if one.verdict.value == "delayed":
            assert one.next_at is not None
            assert one.next_at > one.at
            assert key in waiting | left
    messages = {(s.key, n.id) for s in town.scenarios() for n in s.nodes if type(n).__name__ == "Message"}
    for enrolment, node, visit, _ in out.visits:
        contact, scenario, entry = enrolment.split("/")
        if (scenario, node) in messages:
            key = (contact, scenario, int(entry), node, visit)
            assert key in last or key in left or key in waiting
