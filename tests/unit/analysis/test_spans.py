"""Spans, windows and scores of one run, against every run there is."""

from dataclasses import replace
from itertools import pairwise
from math import inf
from random import Random

import pytest

from designer.analysis import spans
from designer.analysis.timed import Arc, Timed
from designer.domain.policy import Decay, HalfLife, Linear, Reading, Score, Steps
from designer.domain.pressure import contribution
from designer.domain.time import Duration
from tests.support.every_run import Run, every_run, graph, most_in, random_graph, spans_of


def _minutes(count: int) -> Duration:
    return Duration(minutes=count)


def _decay(random: Random) -> Decay:
    ages = sorted(random.sample(range(9), 3))
    factors = sorted((random.random() for _ in ages), reverse=True)
    return random.choice(
        [
            HalfLife(half_life=_minutes(random.randint(1, 5))),
            Linear(over=_minutes(random.randint(1, 9))),
            Steps(steps=tuple((_minutes(age), factor) for age, factor in zip(ages, factors, strict=True))),
        ]
    )


def _highest(runs: list[Run], weights: dict[int, float], score: Score) -> float:
    """By the definition of the score, at the last message of each run."""
    return max(
        (
            sum(contribution(score, weights[place], run[-1][0] - at) for at, place in run)
            for run in runs
            if run
        ),
        default=0,
    )


def _runs(timed: Timed, **how: int) -> list[Run]:
    return [due for due, _ in every_run(timed, **how)]


def test_spans_and_windows_are_those_of_all_runs() -> None:
    random = Random(1)
    for _ in range(1500):
        timed = random_graph(random)
        runs = _runs(timed)
        assert spans.shortest_spans(timed, timed.messages, 8) == spans_of(runs, 8)
        width = random.randint(1, 9)
        assert spans.most_in_window(timed, timed.messages, width) == most_in(runs, width)
        shown = spans.fullest_window(timed, timed.messages, width)
        _is_a_run(timed, shown, width)
        assert shown.value == len(shown.events) == most_in(runs, width)


def _is_a_run(timed: Timed, shown: spans.Stretch, width: float = inf) -> None:
    """Whether the stretch can be walked, from the entry on."""
    walked = [*shown.before, *shown.passed]
    assert set(shown.events) <= set(shown.passed)
    if shown.events:
        assert walked[0][1] == 0
        assert shown.passed[0] == shown.events[0] == (0, shown.events[0][1])
        assert shown.events[-1][0] < width
    for (then, source), (now, target) in pairwise(walked):
        assert any(
            arc.target == target and arc.lo <= now - then <= (inf if arc.hi is None else arc.hi)
            for arc in timed.out[source]
        )


def test_windows_weigh_what_the_heaviest_run_weighs() -> None:
    random = Random(2)
    for _ in range(1000):
        timed = random_graph(random)
        runs = _runs(timed)
        weights = {place: random.choice([0, 1, 2, 3.5, 8]) for place in timed.messages}
        width = random.randint(1, 9)
        assert spans.heaviest_in_window(timed, weights, width) == most_in(runs, width, weights)
        shown = spans.heaviest_window(timed, weights, width)
        _is_a_run(timed, shown, width)
        assert sum(weights[place] for _, place in shown.events) == shown.value


@pytest.mark.parametrize("reading", list(Reading))
def test_the_peak_is_the_highest_score_of_all_runs(reading: Reading) -> None:
    random = Random(3)
    for _ in range(1000):
        timed = random_graph(random)
        weights = {place: random.choice([0.0, 0.5, 2.0, 3.0, 8.0]) for place in timed.messages}
        score = Score(threshold=20, decay=_decay(random), reading=reading)
        highest = _highest(_runs(timed), weights, score)
        found = spans.peak(timed, weights, score)
        assert found.lower == found.upper == pytest.approx(highest)
        _is_a_run(timed, found.stretch)
        assert spans.score_of(found.stretch.events, weights, score) == pytest.approx(highest)


# ── Circles ─────────────────────────────────────────────────────────────────────────────────────────────


def _window_by_time(timed: Timed, selected: set[int], width: int) -> float:
    """The most messages in the time that is left, minute by minute of it; infinite where it never settles."""
    most = [[0.0] * len(timed.places) for _ in range(width + 1)]
    for left in range(1, width + 1):
        for _ in range(2 * len(timed.places)):
            before = list(most[left])
            for place in range(timed.end):
                own = 1 if place in selected else 0
                most[left][place] = own + max(
                    (
                        most[left - wait][arc.target]
                        for arc in timed.out[place]
                        if arc.target != timed.end
                        for wait in range(arc.lo, min(left, arc.hi or 0) + 1)
                    ),
                    default=0,
                )
            if most[left] == before:
                break
        else:
            return inf
    return max((most[width][place] for place in selected), default=0)


def test_circles_fill_windows_as_time_allows() -> None:
    random, infinite = Random(4), 0
    for case in range(1500):
        timed = random_graph(random, most=6, back=random.randint(1, 2), zero_back=case % 5 == 0)
        width = random.randint(1, 14)
        most = _window_by_time(timed, set(timed.messages), width)
        found = spans.most_in_window(timed, timed.messages, width)
        infinite += most == inf
        assert found == most
        assert bool(spans.zero_circles(timed, timed.messages)) == (most == inf)
        if most < inf:
            deltas = spans.shortest_spans(timed, timed.messages, int(most) + 1)
            assert sum(span < width for span in deltas[1:]) == most
            shown = spans.fullest_window(timed, timed.messages, width)
            _is_a_run(timed, shown, width)
            assert len(shown.events) == most
    assert infinite > 10


def test_many_messages_round_circles_are_counted_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(13)
    for _ in range(200):
        timed = random_graph(random, most=6, back=random.randint(1, 2))
        width = random.randint(1, 14)
        doubled = spans.most_in_window(timed, timed.messages, width)
        with monkeypatch.context() as patch:
            patch.setattr(spans, "MOST_DOUBLED", 0)
            assert spans.most_in_window(timed, timed.messages, width) == doubled
            assert len(spans.fullest_window(timed, timed.messages, width).events) == (
                0 if doubled == inf else doubled
            )


def test_circles_weigh_what_the_longest_walks_do() -> None:
    random = Random(5)
    for _ in range(60):
        timed = random_graph(random, most=4, lo=3, slack=1, back=1)
        if spans.zero_circles(timed, timed.messages):
            continue
        weights = {place: random.choice([1, 2, 5]) for place in timed.messages}
        runs = _runs(timed, longest=9)
        width = random.randint(1, 5)
        assert spans.heaviest_in_window(timed, weights, width) == most_in(runs, width, weights)


@pytest.mark.parametrize("kind", ["half", "steps", "linear"])
def test_round_a_circle_the_score_comes_near_its_limit(kind: str) -> None:
    random = Random(6)
    decays: dict[str, Decay] = {
        "half": HalfLife(half_life=_minutes(2)),
        "steps": Steps(steps=((_minutes(1), 1.0), (_minutes(6), 0.4))),
        "linear": Linear(over=_minutes(7)),
    }
    score = Score(threshold=20, decay=decays[kind])
    for _ in range(150):
        timed = random_graph(random, most=5, lo=3, back=random.randint(1, 2))
        weights = {place: float(random.choice([1, 2, 5])) for place in timed.messages}
        found = spans.peak(timed, weights, score)
        if spans.zero_circles(timed, timed.messages):
            assert found.upper == inf
            continue
        # the score after each place, of runs that got so far: walked a hundred times round everything
        best = dict.fromkeys(weights, 0.0)
        if kind == "half":
            after = [0.0] * len(timed.places)
            for _ in range(150):
                then = [0.0] * len(timed.places)
                for arc in timed.arcs:
                    then[arc.target] = max(then[arc.target], after[arc.source] * 0.5 ** (arc.lo / 2))
                after = [value + weights.get(place, 0) for place, value in enumerate(then)]
            best = {place: after[place] for place in weights}
            assert found.upper == pytest.approx(max(best.values(), default=0), rel=1e-6)
            assert found.lower == pytest.approx(found.upper, rel=1e-6)
        else:
            assert found.lower == pytest.approx(found.upper)
            assert found.upper == pytest.approx(_by_age(timed, weights, score))


def _by_age(timed: Timed, weights: dict[int, float], score: Score) -> float:
    """The most that messages add by the time they have that age, minute by minute, backwards."""
    oldest = 12
    adds = [[0.0] * len(timed.places) for _ in range(oldest + 1)]
    for age in range(oldest, -1, -1):
        for _ in range(2 * len(timed.places)):
            for place in range(timed.end):
                own = contribution(score, weights[place], age) if place in weights else 0.0
                before = [
                    adds[age + wait][arc.source]
                    for arc in timed.arcs
                    if arc.target == place
                    for wait in range(arc.lo, min(arc.hi or 0, oldest - age) + 1)
                ]
                adds[age][place] = own + max(before, default=0.0)
    return max((adds[0][place] for place in weights), default=0.0)


def test_a_literal_sum_grows_without_end_round_a_circle() -> None:
    timed = graph({1}, 2, [Arc(source=0, target=1), Arc(source=1, target=1, lo=1440, hi=1440)])
    score = Score(threshold=20, reading=Reading.SUM)
    assert spans.peak(timed, {1: 2.0}, score).upper == inf
    assert spans.peak(timed, {1: 2.0}, replace(score, reading=Reading.PRODUCT)).upper < inf


def test_half_a_million_messages_are_counted_at_once() -> None:
    # a message every minute for a year
    timed = graph({1}, 3, [Arc(source=0, target=1), Arc(source=1, target=2, lo=1), Arc(source=2, target=1)])
    assert spans.most_in_window(timed, timed.messages, 365 * 1440) == 365 * 1440


def test_a_window_of_exactly_the_span_holds_one_less() -> None:
    timed = graph({1, 2}, 3, [Arc(source=0, target=1), Arc(source=1, target=2, lo=2880, hi=2880)])
    assert spans.shortest_spans(timed, timed.messages, 3) == [0, 0, 2880, inf]
    assert spans.most_in_window(timed, timed.messages, 2880) == 1
    assert spans.most_in_window(timed, timed.messages, 2881) == 2


def test_no_message_comes_due_of_none() -> None:
    timed = graph(set(), 2, [Arc(source=0, target=1)])
    assert spans.most_in_window(timed, (), 10) == 0
    assert spans.fullest_window(timed, (), 10) == spans.EMPTY
    assert spans.heaviest_in_window(timed, {}, 10) == 0
    assert spans.peak(timed, {}, Score(threshold=1)) == spans.Peak(lower=0, upper=0)


# ── What must hold however a graph is drawn ─────────────────────────────────────────────────────────────


def test_other_units_of_time_scale_the_spans() -> None:
    random = Random(8)
    for _ in range(300):
        timed = random_graph(random, back=random.randint(0, 1))
        slower = replace(
            timed, arcs=tuple(replace(arc, lo=arc.lo * 60, hi=(arc.hi or 0) * 60) for arc in timed.arcs)
        )
        assert spans.shortest_spans(slower, timed.messages, 9) == [
            60 * span for span in spans.shortest_spans(timed, timed.messages, 9)
        ]


def test_a_longer_wait_never_fills_a_window() -> None:
    random = Random(9)
    for _ in range(500):
        timed = random_graph(random, back=random.randint(0, 1))
        which = random.choice(timed.arcs)
        longer = replace(
            timed,
            arcs=tuple(
                replace(arc, lo=arc.lo + 2, hi=(arc.hi or 0) + 2) if arc is which else arc
                for arc in timed.arcs
            ),
        )
        width = random.randint(1, 12)
        assert spans.most_in_window(longer, timed.messages, width) <= spans.most_in_window(
            timed, timed.messages, width
        )


def test_the_order_of_places_and_arcs_does_not_matter() -> None:
    random = Random(10)
    for _ in range(300):
        timed = random_graph(random, back=random.randint(0, 1))
        inner = list(range(1, timed.end))
        random.shuffle(inner)
        name = [0, *inner, timed.end]
        places = [timed.places[name.index(at)] for at in range(len(name))]
        arcs = [replace(arc, source=name[arc.source], target=name[arc.target]) for arc in timed.arcs]
        random.shuffle(arcs)
        other = replace(timed, places=tuple(places), arcs=tuple(arcs))
        assert spans.shortest_spans(other, other.messages, 9) == spans.shortest_spans(
            timed, timed.messages, 9
        )


def test_two_waits_in_a_row_are_one() -> None:
    random = Random(11)
    for _ in range(300):
        timed = random_graph(random)
        which = random.choice(timed.arcs)
        part = random.randint(0, which.lo)
        new = timed.end
        split = graph(
            set(timed.messages),
            timed.end + 1,
            [
                *(arc for arc in timed.arcs if arc is not which),
                Arc(source=which.source, target=new, lo=part, hi=part),
                Arc(source=new, target=which.target, lo=which.lo - part, hi=(which.hi or 0) - part),
            ],
        )
        assert spans.shortest_spans(split, timed.messages, 9) == spans.shortest_spans(
            timed, timed.messages, 9
        )


def test_looking_at_more_messages_never_counts_less() -> None:
    random = Random(12)
    for _ in range(300):
        timed = random_graph(random, back=random.randint(0, 1))
        some = [place for place in timed.messages if random.random() < 0.5]
        width = random.randint(1, 12)
        assert spans.most_in_window(timed, some, width) <= spans.most_in_window(timed, timed.messages, width)
