"""The oracle itself: caps, gaps and score against their definitions, minute by minute."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.domain.channel import Category, Channel
from designer.domain.data import DataModel
from designer.domain.enrolment import Send
from designer.domain.policy import (
    Calendar,
    Cap,
    Gap,
    HalfLife,
    Linear,
    Policy,
    Reading,
    Scope,
    Score,
    Steps,
)
from designer.domain.time import Duration, Minute
from tests.oracle.calendar import period, zone_named
from tests.oracle.conditions import Facts, History
from tests.oracle.pressure import Bench, Rules, Wanted, first_blocking, first_free
from tests.unit.engine.build import START, d, sent

ZONE = zone_named("Europe/Paris")
ASKING = Wanted(channel=Channel.EMAIL, category=Category.COMMERCIAL, scenario="a", weight=2.0)


def bench(sends: list[Send], limit: Minute) -> Bench:
    facts = Facts(
        attributes={},
        history=History([]),
        zone=ZONE,
        now=START,
        known_to=START,
        segments={},
        data=DataModel(),
    )
    return Bench(sends=sorted(sends, key=lambda s: (s.at, s.key)), facts=facts, limit=limit)


minutes = st.integers(START - 400, START + 60)
channels = st.sampled_from([Channel.EMAIL, Channel.SMS, Channel.MEETING])
pasts = st.lists(st.tuples(minutes, channels), max_size=8, unique=True)
widths = st.integers(1, 300).map(lambda n: Duration(minutes=n))
emails = Scope(channels=frozenset({Channel.EMAIL}))
scopes = st.sampled_from([Scope(), emails])
caps = st.builds(Cap, id=st.just("cap"), max=st.integers(0, 4), per=widths, scope=scopes)
gaps = st.builds(
    Gap,
    id=st.just("gap"),
    min=widths,
    after=st.sampled_from([None, frozenset({Channel.MEETING})]),
    scope=scopes,
)
decays = st.one_of(
    widths.map(lambda w: HalfLife(half_life=w)),
    widths.map(lambda w: Linear(over=w)),
    st.just(Steps(steps=((d("PT10M"), 1.0), (d("PT1H"), 0.6), (d("PT4H"), 0.1)))),
)
scores = st.builds(Score, threshold=st.integers(1, 14), decay=decays, reading=st.sampled_from(list(Reading)))
policies = st.builds(
    Policy,
    caps=st.lists(caps, max_size=2).map(tuple),
    gaps=st.lists(gaps, max_size=2).map(tuple),
    score=st.none() | scores,
)


def legal(policy: Policy, sends: list[Send], t: Minute) -> bool:
    """The rules as the documents define them, counted window by window, with one more e-mail at ``t``."""
    times = [(s.at, next(iter(s.channels)), s.weight) for s in sends] + [(t, Channel.EMAIL, 2.0)]
    for cap in policy.caps:
        width = cap.per.minutes
        seen = [at for at, channel, _ in times if not cap.scope.channels or channel in cap.scope.channels]
        for end in range(t, t + width):
            if sum(end - width < at <= end for at in seen) > cap.max:
                return False
    for gap in policy.gaps:
        width = gap.min.minutes
        watched = gap.after or gap.scope.channels
        before = [at for at, channel, _ in times[:-1] if not watched or channel in watched]
        if gap.after:
            if any(t - width < at <= t for at in before):
                return False
        elif any(abs(at - t) < width for at in before):
            return False
    if policy.score:
        score, total = policy.score, 0.0
        for at, _, weight in times:
            if at <= t:
                left = remaining(score.decay, t - at)
                total += weight * left if score.reading is Reading.PRODUCT else weight + left
        if total > score.threshold + 1e-9:
            return False
    return True


def remaining(decay: object, age: int) -> float:
    match decay:
        case HalfLife(half_life=half):
            return 0.5 ** (age / half.minutes)
        case Linear(over=over):
            return max(0.0, 1 - age / over.minutes)
        case Steps():
            return 1.0 if age <= 10 else 0.6 if age <= 60 else 0.1 if age <= 240 else 0.0
    raise AssertionError(decay)


@settings(max_examples=400, deadline=None)
@given(policies, pasts)
def test_the_first_free_minute_is_the_one_a_search_minute_by_minute_finds(policy, past):
    sends = [sent(at, channel) for at, channel in past if at <= START]
    limit = START + 400
    rules = Rules(policy).of(ASKING)
    found = first_free(rules, START, ASKING, bench(sends, limit))
    by_hand = next((t for t in range(START, limit + 1) if legal(policy, sends, t)), None)
    assert found == by_hand
    blocked = first_blocking(rules, START, ASKING, bench(sends, limit))
    assert (blocked is None) == legal(policy, sends, START)


@settings(max_examples=200, deadline=None)
@given(st.builds(Policy, caps=st.lists(caps, max_size=2).map(tuple), gaps=st.just(())), pasts)
def test_reservations_are_windows_like_any_other(policy, known):
    """Dispatches to come are looked at too: no window around the minute may exceed."""
    sends = [sent(at, channel) for at, channel in known]
    limit = START + 400
    found = first_free(Rules(policy).of(ASKING), START, ASKING, bench(sends, limit))
    assert found == next((t for t in range(START, limit + 1) if fits(policy, sends, t)), None)


def fits(policy: Policy, sends: list[Send], t: Minute) -> bool:
    """Whether no window that holds ``t`` exceeds; windows that others overfill by themselves are theirs."""
    for cap in policy.caps:
        width = cap.per.minutes
        seen = [s.at for s in sends if not cap.scope.channels or cap.scope.channels & s.channels]
        for end in range(t, t + width):
            if sum(end - width < at <= end for at in seen) + 1 > cap.max:
                return False
    return True


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(list(Calendar)),
    st.integers(0, 3),
    st.lists(st.integers(-3000, 0), max_size=6, unique=True),
)
def test_a_calendar_cap_counts_the_local_period(unit, most, ages):
    sends = [sent(START + age) for age in ages]
    policy = Policy(caps=(Cap(id="cap", max=most, per=unit),))
    found = first_free(Rules(policy).of(ASKING), START, ASKING, bench(sends, START + 40 * 1440))
    start, end = period(START, unit, ZONE)
    inside = sum(start <= s.at < end for s in sends)
    assert found == (None if most == 0 else START if inside < most else end)


def test_exactly_the_width_apart_is_legal():
    rules = Rules(Policy(caps=(Cap(id="week", max=1, per=d("P7D")),))).of(ASKING)
    week = 7 * 1440
    assert first_blocking(rules, START, ASKING, bench([sent(START - week)], START)) is None
    assert first_blocking(rules, START, ASKING, bench([sent(START - week + 1)], START)) is not None


def test_the_literal_sum_never_forgets_the_weight():
    score = Score(threshold=10, decay=HalfLife(half_life=d("P7D")), reading=Reading.SUM)
    rules = Rules(Policy(score=score)).of(ASKING)
    old = [sent(START - 1440 * 365, weight=9.0)]
    assert first_free(rules, START, ASKING, bench(old, START + 1440 * 365)) is None


def test_a_message_heavier_than_the_threshold_never_leaves():
    rules = Rules(Policy(score=Score(threshold=1))).of(ASKING)
    assert first_free(rules, START, ASKING, bench([], START + 1440 * 365)) is None
