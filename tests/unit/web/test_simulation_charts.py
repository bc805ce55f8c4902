"""Charts of simulations, drawn by the server."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.web import simulation_charts as charts
from designer.web.simulation_charts import Series

WEEKS = [f"{week} mars" for week in range(1, 14)]


def whole(value):
    return f"{value:g}"


def numbers(picture, name):
    return [float(found) for found in re.findall(rf' {name}="(-?[\d.]+)"', picture)]


@given(st.just(0.0) | st.floats(min_value=1e-4, max_value=1e9), st.booleans())
def test_an_axis_reaches_its_most_in_a_few_even_steps(most, is_whole):
    end, step = charts.scale(most, whole=is_whole)
    assert end >= most or end == pytest.approx(most)
    assert 1 <= end / step <= 6
    assert round(end / step) * step == pytest.approx(end)
    if is_whole:
        assert step >= 1
        assert step == int(step)


def test_columns_stand_on_each_other_and_reach_their_sum():
    picture = charts.columns(
        "Envois",
        WEEKS,
        [
            Series(name="E-mail", look="c1", values=[3] * 13),
            Series(name="SMS", look="c2", values=[1] * 13),
        ],
        whole,
    )
    parts = re.findall(
        r'<rect class="ch-part (c\d)" x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"><title>',
        picture,
    )
    assert len(parts) == 26
    (_, low_y, _), (_, high_y, high) = parts[:2]
    assert float(high_y) + float(high) == pytest.approx(float(low_y), abs=0.2)


def test_nothing_is_drawn_for_nothing():
    picture = charts.columns("Envois", WEEKS, [Series(name="E-mail", look="c1", values=[0] * 13)], whole)
    assert "<title>" not in picture
    assert 'aria-label="Envois"' in picture


def test_every_part_says_what_it_is_and_nothing_runs():
    picture = charts.columns('"><script>', ["<b>1 mars"], [Series(name="<i>", look="c1", values=[7])], whole)
    assert "<script>" not in picture
    assert "&lt;b&gt;1 mars · 7" in picture
    assert "style=" not in picture


def test_a_second_line_is_dashed_so_that_no_colour_is_needed():
    picture = charts.lines(
        "Envois",
        WEEKS,
        [Series(name="A", look="r1", values=range(13)), Series(name="B", look="r2", values=range(13))],
        whole,
    )
    assert picture.count('class="ch-line r1"') == 2
    assert picture.count('class="ch-line r2 ch-dashed"') == 2
    assert picture.count("<circle") == 26


@pytest.mark.parametrize("count", [1, 2, 13, 53, 105])
@pytest.mark.parametrize("width", [charts.WHOLE, charts.HALF])
def test_labels_never_crowd_and_all_stays_inside(count, width):
    labels = [f"{week} mars" for week in range(count)]
    picture = charts.columns(
        "Envois", labels, [Series(name="E-mail", look="c1", values=[1e6] * count)], whole, width=width
    )
    assert 1 <= picture.count("ch-label") <= 10
    assert all(0 <= x <= width for x in numbers(picture, "x") + numbers(picture, "x2"))


def test_small_columns_and_bars_have_their_words():
    assert 'aria-label="trois"' in charts.spark([1, 2, 3], "trois")
    assert charts.spark([0, 0], "").count("<rect") == 2
    assert 'width="120.0"' in charts.bars(5, 10, "deux")
    assert charts.bars(0, 0, "").count('width="0.0"') == 2
