"""Medians, spreads, Kendall's W against a published data set, and which cells to discuss."""

import pytest

from designer.analysis.matrix.votes import agreement, disputed, kendall_w, tallies
from designer.domain.matrix import Vote


def vote(voter: str, cell: str, level: int, criterion: str = "impact") -> Vote:
    return Vote(voter=voter, department="marketing", scenario=cell, criterion=criterion, level=level)


def test_the_anxiety_data_have_their_published_concordance():
    # Twenty subjects by three raters, with many ties: M. Gamer, R package irr, data set anxiety, whose
    # kendall(anxiety, TRUE) gives Wt = 0.54, χ²(19) = 30.8.
    ratings = [
        [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
        [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
        [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
    ]
    found = kendall_w(ratings)
    assert found == pytest.approx(0.54, abs=5e-3)
    assert 3 * 19 * found == pytest.approx(30.8, abs=0.05)


def test_ten_projects_ranked_by_four_judges():
    # No ties: S = 1048, hence W = 12 × 1048 / (4² × 990).
    judges = [
        [1, 3, 4, 5, 2, 8, 6, 7, 10, 9],
        [2, 1, 4, 5, 6, 3, 8, 7, 10, 9],
        [3, 2, 1, 5, 7, 4, 6, 8, 9, 10],
        [4, 2, 3, 1, 6, 7, 5, 9, 8, 10],
    ]
    assert kendall_w(judges) == pytest.approx(12 * 1048 / (16 * 990))


def test_voters_who_rank_alike_agree_wholly_even_with_ties():
    assert kendall_w([[5, 3, 3, 1], [4, 2, 2, 0]]) == pytest.approx(1)


def test_voters_who_put_everything_equal_say_nothing():
    assert kendall_w([[3, 3], [2, 2]]) is None


def test_a_tally_has_median_and_spread():
    found = tallies([vote("Ana", "a", 1), vote("Bob", "a", 4), vote("Cid", "a", 4), vote("Dan", "a", 5)])
    one = found["a", "impact"]
    assert (one.median, one.low, one.high, one.spread) == (4, 1, 5, 4)


def test_of_two_votes_of_one_voter_the_last_counts():
    assert tallies([vote("Ana", "a", 1), vote("Ana", "a", 4)])["a", "impact"].median == 4


def test_only_cells_two_levels_apart_are_disputed_the_widest_first():
    levels = {"a": (1, 3), "b": (3, 4), "c": (0, 5)}
    found = tallies(
        vote(voter, cell, level)
        for cell, both in levels.items()
        for voter, level in zip(("Ana", "Bob"), both, strict=True)
    )
    order = [("a", "impact"), ("b", "impact"), ("c", "impact")]
    assert disputed(found, order) == [("c", "impact"), ("a", "impact")]


def test_agreement_leaves_out_who_voted_least_until_some_cells_are_shared():
    votes = [vote("Ana", cell, level) for cell, level in zip("abc", (1, 3, 5), strict=True)]
    votes += [vote("Bob", cell, level) for cell, level in zip("abc", (0, 2, 4), strict=True)]
    assert agreement(tallies([*votes, vote("Cid", "d", 3)])) == pytest.approx(1)


def test_one_voter_agrees_with_nobody():
    assert agreement(tallies([vote("Ana", "a", 1), vote("Ana", "b", 3)])) is None
