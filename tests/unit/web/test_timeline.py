"""A witness as a picture."""

import itertools
import re

import pytest
from flask import Flask

from designer.analysis.verdict import Due, Witness
from designer.domain.channel import Channel
from designer.web import i18n, timeline

DAY = 24 * 60


@pytest.fixture(autouse=True)
def french():
    app = Flask("t")
    i18n.init_app(app)
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        yield


def witness(*events, window=7 * DAY, scores=None):
    return Witness(
        contact={},
        events=tuple(
            Due(at=at, scenario=scenario, node=node, channel=Channel.EMAIL) for at, scenario, node in events
        ),
        window=window,
        scores=scores,
    )


TWO = witness((0, "a", "t1"), (0, "b", "t1"), (2 * DAY + 60, "b", "t2"))
STEPS = {("a", "t1"): "T1", ("b", "t1"): "T1", ("b", "t2"): "T2"}
NAMES = {"a": "Anniversaire", "b": "<b>Relance</b>"}


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_marks_say_when_and_from_which_one_on_the_limit_is_passed():
    marks = timeline.marks(TWO, 2, NAMES, STEPS)
    assert [plain(mark.when) for mark in marks] == ["tout de suite", "tout de suite", "J+2 et 1 heure"]
    assert [mark.over for mark in marks] == [False, False, True]
    assert [mark.filled for mark in marks] == [1, 2, 3]
    assert [mark.colour for mark in marks] == [1, 2, 2]


def test_a_score_is_over_where_it_passes_the_threshold():
    decayed = witness((0, "a", "t1"), (60, "a", "t2"), (120, "a", "t3"), window=None, scores=(2.0, 5.5, 3.0))
    assert [mark.over for mark in timeline.marks(decayed, 5, {}, {})] == [False, True, False]


def test_the_picture_has_a_lane_a_scenario_a_dot_a_message_and_the_window():
    picture = timeline.draw(TWO, 2, timeline.marks(TWO, 2, NAMES, STEPS), 'A "title"')
    assert picture.count('class="tl-lane') == 2
    assert picture.count('class="tl-dot') == 3
    assert picture.count('class="tl-ring"') == 1
    assert picture.count('class="tl-window"') == 1
    assert "&lt;b&gt;Relance" in picture
    assert "<b>" not in picture
    assert "style=" not in picture


def test_messages_of_one_minute_stand_beside_each_other():
    crowd = witness(*((0, "a", f"t{number}") for number in range(4)))
    picture = timeline.draw(crowd, 1, timeline.marks(crowd, 1, {}, {}), "")
    places = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', picture)]
    assert len(set(places)) == 4
    assert all(b - a >= 24 for a, b in itertools.pairwise(places))


@pytest.mark.parametrize("span", [0, 1, 59, 60, 1440, 10_000, 43_200, 525_600])
@pytest.mark.parametrize("window", [None, 60, 2880, 44_700])
def test_every_span_has_an_axis_that_can_be_read(span, window):
    seen = witness((0, "a", "t1"), (span, "a", "t2"), window=window, scores=None if window else (1.0, 2.0))
    picture = timeline.draw(seen, 1, timeline.marks(seen, 1, {}, {}), "")
    assert 2 <= picture.count("tl-tick-word") <= 24
    places = [float(x) for x in re.findall(r'c?x="([\d.]+)"', picture)]
    assert all(0 <= x <= 1100 for x in places)
