"""The order of building: lots of two or three, sprints within a capacity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.analysis.matrix.sprints import Planned, lot_sizes, sprints, within


def rows(*days: float) -> list[Planned]:
    return [Planned(key=f"r{index}", days=one) for index, one in enumerate(days)]


def keys(found) -> list[list[list[str]]]:
    return [[[one.key for one in lot] for lot in sprint.lots] for sprint in found]


def test_nine_rows_make_lots_of_three_two_two_and_two():
    found = sprints(rows(*[4] * 9), 40)
    assert [len(lot) for lot in found[0].lots] == [3, 2, 2, 2]
    assert [sprint.days for sprint in found] == [36]


@pytest.mark.parametrize(("days", "kept"), [(3, 13), (4, 10), (5, 8)])
def test_a_capacity_of_forty_days_has_room_for(days, kept):
    assert within([days] * 15, 40) == kept


def test_without_a_capacity_there_is_room_for_all():
    assert within([5] * 15, None) == 15


def test_what_does_not_fit_goes_to_the_next_sprint():
    assert keys(sprints(rows(5, 5, 5, 5), 10)) == [[["r0", "r1"]], [["r2", "r3"]]]


def test_nobody_is_left_alone_where_the_sprint_before_can_spare_one():
    assert keys(sprints(rows(*[4] * 10, 4), 40)) == [
        [["r0", "r1", "r2"], ["r3", "r4"], ["r5", "r6"], ["r7", "r8"]],
        [["r9", "r10"]],
    ]


def test_what_is_larger_than_a_sprint_has_one_to_itself():
    assert [sprint.days for sprint in sprints(rows(4, 50, 4), 40)] == [4, 50, 4]


def test_rows_stay_where_the_committee_put_them():
    placed = [
        Planned(key="a", days=4),
        Planned(key="b", days=4, sprint=2, lot=1),
        Planned(key="c", days=4, sprint=2, lot=1),
        Planned(key="d", days=4),
    ]
    assert keys(sprints(placed, 40)) == [[["a", "d"]], [["b", "c"]]]


@given(st.integers(0, 60))
def test_lots_are_of_two_or_three_and_hold_everybody(count):
    sizes = lot_sizes(count)
    assert sum(sizes) == count
    assert count == 1 or all(size in (2, 3) for size in sizes)


@given(st.lists(st.integers(1, 8), max_size=30), st.integers(8, 40))
def test_no_sprint_exceeds_its_capacity_and_nobody_is_lost(days, capacity):
    found = sprints(rows(*days), capacity)
    assert all(sprint.days <= capacity for sprint in found)
    assert sorted(one.key for sprint in found for lot in sprint.lots for one in lot) == sorted(
        one.key for one in rows(*days)
    )
