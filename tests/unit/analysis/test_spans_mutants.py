"""The oracles are worth something: each of these mistakes in the proof is noticed by one of them."""

import inspect
import textwrap
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from designer.analysis import phases, spans
from designer.analysis.timed import Timed
from designer.domain.policy import HalfLife, Linear, Score
from designer.domain.time import HOUR, Duration
from tests.support.every_run import clock_or_date, every_run, most_in, random_graph, spans_of


def _windows(timed: Timed, random: Random) -> bool:
    runs = [due for due, _ in every_run(timed)]
    width = random.randint(1, 9)
    return (
        spans.shortest_spans(timed, timed.messages, 7) == spans_of(runs, 7)
        and spans.most_in_window(timed, timed.messages, width) == most_in(runs, width)
        and spans.fullest_window(timed, timed.messages, width).value == most_in(runs, width)
    )


def _weights(timed: Timed, random: Random) -> bool:
    weights = {place: random.choice([1.0, 2.0, 5.0]) for place in timed.messages}
    width = random.randint(1, 9)
    runs = [due for due, _ in every_run(timed)]
    return spans.heaviest_in_window(timed, weights, width) == most_in(runs, width, weights)


def _scores(timed: Timed, random: Random) -> bool:
    weights = {place: random.choice([1.0, 2.0, 5.0]) for place in timed.messages}
    decay = random.choice([HalfLife(half_life=Duration(minutes=3)), Linear(over=Duration(minutes=6))])
    score = Score(threshold=1, decay=decay)
    highest = max((spans.score_of(due, weights, score) for due, _ in every_run(timed)), default=0.0)
    found = spans.peak(timed, weights, score)
    return abs(found.upper - highest) < 1e-9 and abs(found.lower - highest) < 1e-9


def _hours(timed: Timed, random: Random) -> bool:
    runs = [due for due, _ in every_run(timed, unit=4 * HOUR)]
    return spans.shortest_spans(timed, timed.messages, 7) == spans_of(runs, 7)


def _circle(timed: Timed, random: Random) -> bool:
    if spans.zero_circles(timed, timed.messages):
        return True
    width = random.randint(1, 9)
    most = int(spans.most_in_window(timed, timed.messages, width))
    deltas = spans.shortest_spans(timed, timed.messages, most + 1)
    return not timed.messages or sum(span < width for span in deltas[1:]) == most


MUTANTS: list[tuple[Any, str, str, str, Callable[[Timed, Random], bool]]] = [
    # a window of exactly the span
    (
        spans,
        "most_in_window",
        "width)\n        return max(k for k, span in enumerate(spans) if span < width)",
        "width + 1)\n        return max(k for k, span in enumerate(spans) if span <= width)",
        _windows,
    ),
    (spans, "_heaviest", "span + lo < width", "span + lo <= width", _weights),
    (spans, "_spans_in_order", "shifted[-1] >= below", "shifted[-1] >= below - 1", _windows),
    # the longest time of an arc for its least
    (spans, "_spans_in_order", "span + lo for", "span + lo + 1 for", _windows),
    (spans, "_peak_of_halves", "2.0 ** (-lo / half)", "2.0 ** (-(lo + 1) / half)", _scores),
    # which run may be forgotten for which
    (spans, "_heaviest", "if -minus <= kept.get(label.place, 0)", "if label.place in kept", _weights),
    (spans, "_spans_in_order", "if span < other[k]", "if span > other[k]", _windows),
    (spans, "_peak_of_labels", "if -minus <= kept.get(label.place, -1.0)", "if label.place in kept", _scores),
    # the bound by which labels are left out, without what can still come
    (spans, "_peak_of_labels", "weight * left if product_", "0 * left if product_", _scores),
    # the first message itself
    (spans, "_spans_in_order", "[inf, 0, *spans[1:most]]", "[inf, *spans[1 : most + 1]]", _windows),
    # hours: at once although the hour is known, and never at the very minute
    (phases._Unfold, "_ticks", "(tick - minute) % self.period", "0 * (tick - minute)", _hours),
    (
        phases._Unfold,
        "_ticks",
        "(tick - minute) % self.period",
        "1 + (tick - minute - 1) % self.period",
        _hours,
    ),
    # answers that always come as soon as they can
    (phases._Unfold, "_waits", "waits = {arc.lo}", "return {arc.lo}", _hours),
    # doubling
    (spans._Round, "most", "count + 2**exponent", "count + exponent", _circle),
    (spans._Round, "most", "if min(longer) < width", "if min(longer) <= width", _circle),
]


@pytest.mark.parametrize(("where", "name", "old", "new", "holds"), MUTANTS)
def test_a_mistake_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
    where: Any,
    name: str,
    old: str,
    new: str,
    holds: Callable[[Timed, Random], bool],
) -> None:
    source = textwrap.dedent(inspect.getsource(getattr(where, name)))
    assert source.count(old) == 1
    module = where if inspect.ismodule(where) else inspect.getmodule(where)
    assert module is not None
    made: dict[str, Any] = {}
    exec(source.replace(old, new), vars(module), made)  # noqa: S102 our own source
    how: dict[str, Any] = {"most": 6}
    if holds is _hours:
        how |= {"unit": 4 * HOUR, "special": clock_or_date(4 * HOUR)}
    elif holds is _circle:
        how |= {"back": 1, "lo": 2}
    random = Random(0)
    assert all(holds(random_graph(random, **how), random) for _ in range(25))
    random = Random(0)
    monkeypatch.setattr(where, name, made[name])
    assert not all(_survives(holds, random_graph(random, **how), random) for _ in range(400))


def _survives(holds: Callable[[Timed, Random], bool], timed: Timed, random: Random) -> bool:
    try:
        return holds(timed, random)
    except (AssertionError, IndexError, StopIteration):
        return False
