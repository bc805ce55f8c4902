"""Intervals, smallest change and acceptability against brute force and a published example."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.analysis.matrix.scoring import Scored, ranked
from designer.analysis.matrix.sensitivity import acceptability, intervals, smallest_change


def row(key: str, levels, heat: int = 50, confidence: int = 100) -> Scored:
    return Scored(
        key=key,
        levels=tuple(levels),
        confidences=tuple(None if level is None else confidence for level in levels),
        heat=heat,
        barred=False,
        low=0,
        high=0,
        value=None,
        feasibility=None,
        confidence=None,
    )


#: Triantaphyllou & Sánchez (1997), numerical example of the WSM; values in ten-thousandths.
WEIGHTS = [0.3277, 0.3058, 0.2876, 0.0790]
PUBLISHED = [
    row("A1", (3088, 2897, 3867, 1922)),
    row("A2", (2163, 3458, 1755, 6288)),
    row("A3", (4509, 2473, 1194, 575)),
    row("A4", (240, 1172, 3184, 1215)),
]


def test_the_criterion_critical_for_the_best_is_that_of_the_published_figures():
    # Theorem 1 on the published table: (0.3162 − 0.2768) / (0.3867 − 0.1755) / 0.2876.
    found = smallest_change(PUBLISHED, 1, WEIGHTS)
    assert (found.criterion, found.enters, found.leaves) == (2, "A2", "A1")
    assert found.change == pytest.approx(-0.649, abs=2e-3)


def test_a_cut_behind_the_second_has_its_own_critical_criterion():
    # Theorem 1 on the published table: (0.2768 − 0.2621) / (0.4509 − 0.2163) / 0.3277.
    found = smallest_change(PUBLISHED, 2, WEIGHTS)
    assert (found.criterion, found.enters, found.leaves) == (0, "A3", "A2")
    assert found.change == pytest.approx(0.191, abs=3e-3)


def kept(rows, weights, count) -> set[str]:
    """The first rows, with exact fractions."""

    def place(one):
        return (
            -sum(weight * (level or 0) for weight, level in zip(weights, one.levels, strict=True)),
            one.tie,
        )

    return {one.key for one in sorted(rows, key=place)[:count]}


matrices = st.integers(2, 4).flatmap(
    lambda columns: st.tuples(
        st.lists(
            st.lists(st.integers(0, 5), min_size=columns, max_size=columns).map(tuple), min_size=2, max_size=6
        ),
        st.lists(st.integers(1, 30), min_size=columns, max_size=columns),
        st.integers(1, 5),
    )
)


def made(levels) -> list[Scored]:
    return [row(f"r{index}", one, heat=10 * (index % 3)) for index, one in enumerate(levels)]


@given(matrices)
@settings(max_examples=60, deadline=None)
def test_within_its_interval_a_weight_keeps_the_same_rows_and_beyond_it_does_not(matrix):
    levels, weights, count = matrix
    rows = ranked(made(levels), weights)
    now = kept(rows, weights, count)
    for column, found in enumerate(intervals(rows, count, weights)):
        others = sum(weights) - weights[column]
        low, high = Fraction(found.low), Fraction(found.high)
        for step in range(41):
            share = Fraction(step, 40)
            # a millionth aside, as an end is where two rows are equal
            if abs(share - low) < Fraction(1, 10**6) or abs(share - high) < Fraction(1, 10**6):
                continue
            moved = [
                share if index == column else (1 - share) * Fraction(weight, others)
                for index, weight in enumerate(weights)
            ]
            assert (kept(rows, moved, count) == now) == (low < share < high)


@given(matrices)
@settings(max_examples=60, deadline=None)
def test_no_smaller_change_of_one_weight_alters_the_kept_rows(matrix):
    levels, weights, count = matrix
    rows = ranked(made(levels), weights)
    now, found = kept(rows, weights, count), smallest_change(rows, count, weights)

    def after(column, change):
        moved = [weight * (1 + change) if index == column else weight for index, weight in enumerate(weights)]
        return kept(rows, moved, count)

    just_less = Fraction(99, 100) * (Fraction(abs(found.change)) if found else 20)
    for column in range(len(weights)):
        for step in range(-10, 11):
            change = just_less * step / 10
            assert change < -1 or after(column, change) == now
    if found is not None:
        direction = -1 if found.change < 0 else 1
        beyond = Fraction(found.change) + direction * Fraction(1, 10**6)
        if found.change and beyond >= -1:
            other = after(found.criterion, beyond)
            assert other != now


def test_a_tie_at_the_cut_takes_no_change_at_all_to_turn():
    rows = ranked([row("a", (3, 2)), row("b", (2, 3))], [10, 10])
    found = smallest_change(rows, 1, [10, 10])
    assert found.change == 0
    assert (found.enters, found.leaves) == ("b", "a")
    assert intervals(rows, 1, [10, 10])[0].low == pytest.approx(0.5)


def test_where_all_rows_are_kept_no_weight_matters():
    rows = [row("a", (3, 2)), row("b", (2, 3))]
    assert smallest_change(rows, 2, [10, 10]) is None
    assert [(one.low, one.high) for one in intervals(rows, 2, [10, 10])] == [(0, 1), (0, 1)]


def test_a_row_that_is_best_everywhere_is_always_first():
    rows = ranked([row("a", (5, 5, 5)), row("b", (2, 3, 4)), row("c", (4, 3, 2))], [3, 2, 1])
    found = {one.key: one for one in acceptability(rows, 1, [3, 2, 1])}
    assert found["a"].first == 1
    assert found["b"].in_cut == found["c"].in_cut == 0


def test_shares_of_ranks_add_up_to_one_both_ways():
    rows = ranked(made([(5, 1, 3), (2, 4, 4), (3, 3, 3)]), [3, 2, 1])
    found = acceptability(rows, 2, [3, 2, 1])
    assert all(sum(one.ranks) == pytest.approx(1) for one in found)
    assert [sum(one.ranks[place] for one in found) for place in range(3)] == pytest.approx([1, 1, 1])
    assert sum(one.in_cut for one in found) == pytest.approx(2)


def test_even_weights_draw_from_all_there_can_be():
    # Over the whole simplex of two criteria each is first half of the time.
    rows = ranked([row("a", (5, 0)), row("b", (0, 5))], [1, 1])
    assert acceptability(rows, 1, [1, 1], draws=20_000)[0].first == pytest.approx(0.5, abs=0.02)


def test_the_same_matrix_has_the_same_acceptability():
    rows = ranked(made([(5, 1, 3), (2, 4, 4), (3, 3, 3)]), [3, 2, 1])
    assert acceptability(rows, 2, [3, 2, 1]) == acceptability(rows, 2, [3, 2, 1])


def test_levels_that_nobody_is_sure_of_leave_the_rank_open():
    sure = [row("a", (3,)), row("b", (2,))]
    unsure = [row("a", (3,), confidence=50), row("b", (2,), confidence=50)]
    assert acceptability(sure, 1, [1])[0].first == 1
    assert 0.5 < acceptability(unsure, 1, [1])[0].first < 1


def test_a_missing_level_may_be_any():
    rows = [row("a", (3,)), row("b", (None,))]
    assert acceptability(rows, 1, [1], draws=20_000)[1].first == pytest.approx(2 / 6, abs=0.02)
