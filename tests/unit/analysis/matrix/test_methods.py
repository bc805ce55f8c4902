"""Weighted sum, RICE, WSJF and PROMETHEE II against their published definitions and examples."""

from math import exp

import pytest

from designer.analysis.matrix.methods import FIBONACCI, IMPACT, rice, rice_of_row, wsjf, wsjf_of_row
from designer.analysis.matrix.promethee import LEVELS, linear, net_flows, usual
from designer.analysis.matrix.scoring import places, quadrant, weighted_sum


def test_a_row_with_the_best_level_everywhere_scores_a_hundred_whatever_the_weights():
    assert weighted_sum([5, 5, 5], [15, 25, 2.5]) == 100


def test_the_weighted_sum_gives_the_published_preferences():
    # Triantaphyllou & Sánchez (1997), numerical example of the WSM: weights, table of values, preferences.
    weights = [0.3277, 0.3058, 0.2876, 0.0790]
    rows = [
        [0.3088, 0.2897, 0.3867, 0.1922],
        [0.2163, 0.3458, 0.1755, 0.6288],
        [0.4509, 0.2473, 0.1194, 0.0575],
        [0.0240, 0.1172, 0.3184, 0.1215],
    ]
    found = [weighted_sum(row, weights, best=1) * sum(weights) / 100 for row in rows]
    assert found == pytest.approx([0.3162, 0.2768, 0.2621, 0.1449], abs=2e-4)


@pytest.mark.parametrize(
    ("value", "feasibility", "word"),
    [(50, 50, "quick-win"), (80, 49, "bet"), (49, 50, "filler"), (0, 0, "drop"), (None, 80, None)],
)
def test_value_and_feasibility_make_a_quadrant(value, feasibility, word):
    assert quadrant(value, feasibility) == word


def test_equal_scores_are_ranked_in_the_order_given():
    assert places({"a": 1.0, "b": 2.0, "c": 1.0}, ["c", "b", "a"]) == {"b": 1, "c": 2, "a": 3}


def test_rice_is_reach_times_impact_times_confidence_over_effort():
    # 2,000 customers a quarter, high impact, 80 percent, four person-months.
    assert rice(reach=2000, impact=2, confidence=0.8, effort=4) == 800


def test_levels_of_impact_are_those_of_intercom():
    assert IMPACT[1:] == (0.25, 0.5, 1, 2, 3)


def test_rice_of_a_row_counts_a_quarter_of_contacts_and_months_of_twenty_days():
    # 500 a month, 30 percent of them: 450 a quarter; massive; certain; two person-months.
    found = rice_of_row(contacts_per_month=500, contactable=0.3, impact=5, confidence=100, effort_days=40)
    assert found == pytest.approx(450 * 3 * 1 / 2)


def test_wsjf_is_the_cost_of_delay_over_the_size():
    # Value 1, urgency 3, opportunity 5 make a cost of delay of 9.
    assert wsjf(value=1, urgency=3, opportunity=5, size=2) == 4.5


def test_wsjf_of_a_row_moves_days_up_to_the_next_figure_of_the_scale():
    assert wsjf_of_row(impact=5, heat=100, gain=0, effort_days=4) == (13 + 13 + 1) / 5
    assert wsjf_of_row(impact=0, heat=0, gain=0, effort_days=200) == 3 / FIBONACCI[-1]


def quasi(difference):
    return 1.0 if difference > 10 else 0.0


def level(difference):
    return 0.0 if difference <= 1 else 0.5 if difference <= 6 else 1.0


def gaussian(difference):
    return 1 - exp(-(difference**2) / 50) if difference > 0 else 0.0


def test_promethee_gives_the_published_net_flows():
    # Brans, Vincke & Mareschal (1986): six power stations by manpower, power, cost, maintenance, villages to
    # move and safety; the six types of preference, of which the product uses I (usual), III and V (linear).
    stations = [
        [-80, 90, -6, -5.4, -8, 5],
        [-65, 58, -2, -9.7, -1, 1],
        [-83, 60, -4, -7.2, -4, 7],
        [-40, 80, -10, -7.5, -7, 10],
        [-52, 72, -6, -2.0, -3, 8],
        [-94, 96, -7, -3.6, -5, 6],
    ]
    preferences = [quasi, linear(0, 30), linear(0.5, 5), level, usual, gaussian]
    found = net_flows(stations, [1] * 6, preferences)
    assert found == pytest.approx([-0.146, 0.017, -0.089, -0.020, 0.294, -0.055], abs=1.5e-3)


def test_net_flows_add_up_to_nothing():
    rows = [[5, 0, 3], [2, 4, 1], [0, 5, 5], [3, 3, 3]]
    assert sum(net_flows(rows, [3, 2, 1], [LEVELS] * 3)) == pytest.approx(0)


def test_a_row_that_beats_all_others_everywhere_has_a_net_flow_of_one():
    assert net_flows([[5, 5], [3, 3], [2, 1]], [3, 2], [LEVELS] * 2)[0] == pytest.approx(1)


def test_one_row_alone_has_nothing_to_beat():
    assert net_flows([[5, 5]], [1, 1], [LEVELS] * 2) == [0.0]
