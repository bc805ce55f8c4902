"""Windows and scores of one run that waits for hours of the day and for dates, against every run there is."""

from itertools import pairwise
from math import inf
from random import Random

import pytest

from designer.analysis import spans
from designer.analysis.phases import unfold
from designer.analysis.timed import Anchor, Arc, Clock, Timed
from designer.domain.policy import Decay, HalfLife, Linear, Reading, Score, Steps
from designer.domain.pressure import contribution
from designer.domain.scenario import IfPast
from designer.domain.time import DAY, HOUR, WEEK, Duration
from tests.support.every_run import (
    DATE,
    Run,
    clock_or_date,
    every_run,
    graph,
    most_in,
    random_graph,
    spans_of,
)

#: Six of them a day: coarse enough to try every hour of the week.
STEP = 4 * HOUR


def _hold(timed: Timed, random: Random, *, lowest: bool = False) -> None:
    """Windows, weights and scores are those of all runs."""
    runs = [due for due, _ in every_run(timed, unit=STEP)]
    assert unfold(timed).complete or timed.plain
    found, known = spans.shortest_spans(timed, timed.messages, 7), spans_of(runs, 7)
    assert found == known if not lowest else all(a <= b for a, b in zip(found, known, strict=True))
    width = random.randint(1, 12) * STEP + random.randint(0, 1)
    shown = spans.fullest_window(timed, timed.messages, width)
    assert len(shown.events) == spans.most_in_window(timed, timed.messages, width)
    if lowest:
        assert len(shown.events) >= most_in(runs, width)
        return
    assert len(shown.events) == most_in(runs, width)
    _is_a_run(timed, shown)
    weights = {place: random.choice([0.0, 1.0, 2.0, 5.0]) for place in timed.messages}
    assert spans.heaviest_in_window(timed, weights, width) == most_in(runs, width, weights)
    score = Score(threshold=9, decay=_decay(random), reading=random.choice(list(Reading)))
    peak = spans.peak(timed, weights, score)
    assert peak.lower == peak.upper == pytest.approx(_highest(runs, weights, score))
    _is_a_run(timed, peak.stretch)


def _decay(random: Random) -> Decay:
    half = Duration(minutes=random.choice([STEP, DAY, WEEK]))
    steps = ((Duration(minutes=STEP), 1.0), (Duration(minutes=DAY), 0.5), (Duration(minutes=3 * DAY), 0.25))
    return random.choice([HalfLife(half_life=half), Linear(over=half), Steps(steps=steps)])


def _highest(runs: list[Run], weights: dict[int, float], score: Score) -> float:
    return max(
        (
            sum(contribution(score, weights[place], run[-1][0] - at) for at, place in run)
            for run in runs
            if run
        ),
        default=0,
    )


def _is_a_run(timed: Timed, shown: spans.Stretch) -> None:
    """Whether a run of the planner's does this: clocks and dates are waited for, no more and no less."""
    walked = [*shown.before, *shown.passed]
    start = shown.starts_at
    for (then, source), (now, target) in pairwise(walked):
        assert any(
            _leads(timed, arc, then, now, start, shown) for arc in timed.out[source] if arc.target == target
        )
    if shown.events and timed.clocks and timed.entered_at is not None and start is not None:
        entry = (start + walked[0][0]) % DAY
        assert any(timed.entered_at >> (day * DAY + entry) & 1 for day in range(7))


def _leads(timed: Timed, arc: Arc, then: int, now: int, start: int | None, shown: spans.Stretch) -> bool:
    if arc.clock is not None:
        # whether the hour of the start is told modulo a day or a week, ticks are told alike
        here = 0 if start is None else start + then
        period = DAY if arc.clock.daily else WEEK
        waits = [(tick - here) % period for tick in arc.clock.ticks]
        return now - then == min(waits) if start is not None else True
    if arc.anchor is not None:
        since = shown.since.get(arc.anchor.group)
        if since is None:
            return True
        age = since + then
        late = age > arc.anchor.offset
        return now - then == (0 if late else arc.anchor.offset - age) and not (
            late and arc.anchor.if_past is IfPast.EXIT
        )
    return arc.lo <= now - then <= (inf if arc.hi is None else arc.hi)


def test_daily_hours_are_waited_for() -> None:
    random = Random(1)
    for _ in range(500):
        _hold(random_graph(random, most=6, unit=STEP, special=clock_or_date(STEP)), random)


def test_hours_of_some_weekdays_are_waited_for() -> None:
    random = Random(2)
    for _ in range(150):
        timed = random_graph(random, most=6, unit=STEP, slack=1, special=clock_or_date(STEP, weekly=True))
        _hold(timed, random)


def test_the_hour_of_the_trigger_is_known() -> None:
    random = Random(3)
    for _ in range(300):
        minutes = random.sample(range(0, DAY, STEP), random.randint(1, 3))
        entered = sum(1 << (day * DAY + minute) for day in range(7) for minute in minutes)
        special = clock_or_date(STEP, weekly=random.random() < 0.2)
        _hold(random_graph(random, most=6, unit=STEP, special=special, entered_at=entered), random)


def test_the_weekday_of_the_trigger_is_known() -> None:
    random = Random(4)
    for _ in range(150):
        entered = sum(1 << minute for minute in random.sample(range(0, WEEK, STEP), random.randint(1, 4)))
        special = clock_or_date(STEP, weekly=random.random() < 0.7)
        _hold(random_graph(random, most=6, unit=STEP, special=special, entered_at=entered), random)


def test_waits_for_one_date_keep_their_distance() -> None:
    random = Random(5)
    for _ in range(300):
        special = clock_or_date(STEP, clocks=False, dates=True)
        _hold(random_graph(random, most=6, unit=STEP, slack=1, special=special), random)


def test_waits_keep_their_distance_from_a_date_that_starts_them() -> None:
    random = Random(6)
    for _ in range(300):
        low = random.randint(-4, 4) * STEP
        special = clock_or_date(STEP, clocks=False, dates=True)
        after = {DATE: (low, low + random.choice([0, 0, STEP, 2 * STEP]))}
        _hold(random_graph(random, most=6, unit=STEP, slack=1, special=special, entered_after=after), random)


def test_hours_and_dates_together_hold_for_every_run() -> None:
    random = Random(7)
    for _ in range(60):
        special = clock_or_date(STEP, dates=True)
        _hold(random_graph(random, most=5, unit=STEP, slack=1, special=special), random, lowest=True)


def test_circles_through_hours_are_followed_round() -> None:
    random = Random(8)
    for _ in range(60):
        timed = random_graph(
            random, most=4, unit=2 * STEP, lo=2, slack=1, special=clock_or_date(2 * STEP), back=1
        )
        if spans.zero_circles(timed, timed.messages):
            continue
        runs = [due for due, _ in every_run(timed, unit=2 * STEP, longest=8)]
        for width in (1, DAY // 3 + 1, DAY, DAY + 1):
            found = spans.most_in_window(timed, timed.messages, width)
            shown = spans.fullest_window(timed, timed.messages, width)
            _is_a_run(timed, shown)
            assert len(shown.events) == found
            # runs are only tried so far
            assert found >= most_in(runs, width)
            if len(shown.passed) + len(shown.before) <= 8:
                assert found == most_in(runs, width)


# ── By hand ─────────────────────────────────────────────────────────────────────────────────────────────


def _nine(source: int, target: int, *days: int) -> Arc:
    clock = Clock(minute=9 * HOUR, weekdays=frozenset(days or range(7)))
    return Arc(source=source, target=target, hi=WEEK, clock=clock)


def test_two_mornings_are_never_three_hours_apart() -> None:
    timed = graph(
        {2, 5}, 6, [Arc(source=0, target=1), _nine(1, 2), Arc(source=2, target=3, lo=60, hi=60), _nine(3, 5)]
    )
    assert spans.shortest_spans(timed, timed.messages, 2)[2] == DAY
    assert spans.most_in_window(timed, timed.messages, DAY) == 1
    assert spans.most_in_window(timed, timed.messages, DAY + 1) == 2


def test_a_morning_may_be_at_once_where_nothing_tells_the_hour() -> None:
    timed = graph({1, 2}, 3, [Arc(source=0, target=1), _nine(1, 2)])
    assert spans.shortest_spans(timed, timed.messages, 2)[2] == 0
    assert spans.fullest_window(timed, timed.messages, 1).starts_at == 9 * HOUR


def test_friday_to_monday_is_three_days() -> None:
    arcs = [
        Arc(source=0, target=1),
        _nine(1, 2, 4),
        Arc(source=2, target=3, lo=1, hi=1),
        _nine(3, 4, 0, 1, 2, 3),
    ]
    timed = graph({2, 4}, 5, arcs)
    assert spans.shortest_spans(timed, timed.messages, 2)[2] == 3 * DAY


def test_an_answer_in_between_can_come_just_before_the_hour() -> None:
    # nine o'clock, an answer within ten hours, a message, nine o'clock again, a message
    arcs = [_nine(0, 1), Arc(source=1, target=2, lo=1, hi=10 * HOUR), _nine(2, 3)]
    timed = graph({2, 3}, 4, arcs)
    assert spans.shortest_spans(timed, timed.messages, 2)[2] == 14 * HOUR
    open_ended = graph({2, 3}, 4, [arcs[0], Arc(source=1, target=2, lo=1, hi=None), arcs[2]])
    assert spans.shortest_spans(open_ended, timed.messages, 2)[2] == 0


def test_a_circle_through_one_hour_takes_no_time() -> None:
    timed = graph({2}, 3, [_nine(0, 1), _nine(1, 2), Arc(source=2, target=1)])
    assert spans.zero_circles(timed, timed.messages) == {1, 2}
    assert spans.most_in_window(timed, timed.messages, 1) == inf
    assert spans.peak(timed, {2: 1.0}, Score(threshold=1)).upper == inf


def test_a_circle_that_only_an_answer_slows_down_has_no_bound() -> None:
    answered = Arc(source=2, target=1, path="event", lo=1, hi=DAY)
    timed = graph({1}, 3, [Arc(source=0, target=1), Arc(source=1, target=2), answered])
    assert spans.zero_circles(timed, timed.messages) == {1, 2}
    slowed = Arc(source=1, target=2, lo=DAY, hi=DAY)
    assert not spans.zero_circles(graph({1}, 3, [timed.arcs[0], slowed, answered]), timed.messages)


def test_a_circle_through_two_hours_takes_a_day() -> None:
    ten = Arc(source=2, target=1, hi=WEEK, clock=Clock(minute=10 * HOUR))
    timed = graph({2}, 3, [_nine(0, 1), _nine(1, 2), ten])
    assert spans.zero_circles(timed, timed.messages) == frozenset()
    assert spans.most_in_window(timed, timed.messages, 7 * DAY) == 7
    assert spans.most_in_window(timed, timed.messages, 7 * DAY + 1) == 8


def test_a_week_before_and_a_day_before_are_six_days_apart_when_neither_is_past() -> None:
    def date(source: int, target: int, days: int) -> Arc:
        anchor = Anchor(group=DATE, offset=days * DAY, if_past=IfPast.EXIT)
        return Arc(source=source, target=target, hi=None, anchor=anchor)

    timed = graph({1, 2}, 3, [date(0, 1, -7), date(1, 2, -1)])
    assert spans.shortest_spans(timed, timed.messages, 2)[2] == 6 * DAY
    shown = spans.fullest_window(timed, timed.messages, 7 * DAY)
    assert shown.since == {DATE: -7 * DAY}


def test_a_graph_with_too_many_states_is_bounded_from_above(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("designer.analysis.phases.MOST_STATES", 3)
    timed = graph(
        {2, 5}, 6, [Arc(source=0, target=1), _nine(1, 2), Arc(source=2, target=3, lo=60, hi=60), _nine(3, 5)]
    )
    assert not unfold(timed).complete
    assert spans.most_in_window(timed, timed.messages, DAY) == 2
    assert len(spans.fullest_window(timed, timed.messages, DAY).events) <= 1
