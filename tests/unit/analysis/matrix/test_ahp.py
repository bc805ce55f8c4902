"""Weights of pairwise judgements against Saaty's examples, and the triad to talk about first."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.analysis.matrix.ahp import RANDOM_INDEX, weigh

#: Saaty (1990), Table 2: what counts when a house is bought.
HOUSE = ("size", "transport", "neighbourhood", "age", "yard", "modern", "condition", "financing")
UPPER = [
    [5, 3, 7, 6, 6, 1 / 3, 1 / 4],
    [1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
    [6, 3, 4, 6, 1 / 5],
    [1 / 3, 1 / 4, 1 / 7, 1 / 8],
    [1 / 2, 1 / 5, 1 / 6],
    [1 / 5, 1 / 6],
    [1 / 2],
]


def house() -> dict[str, dict[str, float]]:
    return {HOUSE[row]: dict(zip(HOUSE[row + 1 :], judged, strict=True)) for row, judged in enumerate(UPPER)}


def test_the_house_has_its_published_weights():
    found = weigh(house(), HOUSE)
    assert list(found.weights.values()) == pytest.approx(
        [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333], abs=5e-4
    )


def test_the_house_has_its_published_consistency():
    found = weigh(house(), HOUSE)
    assert found.largest == pytest.approx(9.669, abs=5e-4)
    assert found.index == pytest.approx(0.238, abs=5e-4)
    assert found.ratio == pytest.approx(0.169, abs=5e-4)
    assert not found.consistent


def test_the_worst_triad_holds_the_judgement_that_saaty_names():
    # T. L. Saaty, European Journal of Operational Research 145 (2003), 85-91: of the house, neighbourhood
    # against condition (6) is the judgement to look at first.
    assert weigh(house(), HOUSE).worst == ("size", "neighbourhood", "condition")


def test_less_of_it_makes_the_house_consistent():
    judged = house()
    judged["neighbourhood"]["condition"] = 1 / 2
    found = weigh(judged, HOUSE)
    assert found.largest == pytest.approx(8.811, abs=5e-3)
    assert found.ratio == pytest.approx(0.083, abs=2e-3)
    assert found.consistent


@given(st.lists(st.floats(1, 9), min_size=3, max_size=9))
def test_consistent_judgements_give_back_their_weights(weights):
    keys = [f"c{index}" for index in range(len(weights))]
    pairs = {key: {} for key in keys}
    for one, other in combinations(range(len(keys)), 2):
        pairs[keys[one]][keys[other]] = weights[one] / weights[other]
    found = weigh(pairs, keys)
    total = sum(weights)
    assert list(found.weights.values()) == pytest.approx([weight / total for weight in weights])
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert found.worst is None


def test_either_direction_of_a_judgement_will_do():
    one = weigh({"a": {"b": 2, "c": 4}, "b": {"c": 2}}, "abc")
    other = weigh({"b": {"a": 0.5}, "c": {"a": 0.25, "b": 0.5}}, "abc")
    assert other.weights == pytest.approx(one.weights)


def test_nothing_is_said_before_every_pair_is_judged():
    assert weigh({"a": {"b": 2, "c": 4}}, "abc") is None


def test_two_criteria_cannot_contradict_each_other():
    found = weigh({"a": {"b": 3}}, "ab")
    assert found.weights == pytest.approx({"a": 0.75, "b": 0.25})
    assert found.ratio is None
    assert found.consistent


def test_the_random_indices_are_those_of_saaty():
    assert RANDOM_INDEX[3:10] == (0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45)
