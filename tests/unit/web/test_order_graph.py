"""The order as a picture: boxes in layers, arrows downwards, what goes back up, what needs no colour."""

import random
import re

import pytest
from flask import Flask

from designer.web import i18n, order_graph
from designer.web.order_graph import Arrow, Box
from designer.web.order_layout import HEIGHT, WIDTH, layout


@pytest.fixture
def french():
    app = Flask("t")
    i18n.init_app(app)
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        yield


def overlap(one, other):
    return abs(one[0] - other[0]) < WIDTH and abs(one[1] - other[1]) < HEIGHT


def test_who_prevails_stands_above():
    placed = layout(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c")])
    assert placed.boxes["a"][1] < placed.boxes["b"][1] < placed.boxes["c"][1]
    for way in placed.ways:
        assert way[0][1] < way[-1][1]


def test_scenarios_without_an_arrow_are_not_placed():
    assert set(layout(["a", "b", "c"], [("a", "c")]).boxes) == {"a", "c"}


def test_an_arrow_over_several_layers_passes_beside_the_boxes_between():
    placed = layout(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c")])
    left = placed.boxes["b"][0]
    for x, y in placed.ways[2][1:-1]:
        assert not (left <= x <= left + WIDTH and placed.boxes["b"][1] <= y <= placed.boxes["b"][1] + HEIGHT)


def test_what_turns_the_order_round_points_up_beside_what_points_down():
    placed = layout(["a", "b"], [("a", "b"), ("b", "a")])
    there, back = placed.ways
    assert there[0][1] < there[-1][1]
    assert back[0][1] > back[-1][1]
    assert {x for x, _y in there}.isdisjoint(x for x, _y in back)


def test_scenarios_of_a_circle_stand_below_one_another():
    placed = layout(["a", "b", "c"], [("b", "a"), ("c", "b"), ("a", "c")])
    assert placed.boxes["a"][1] < placed.boxes["b"][1] < placed.boxes["c"][1]


def test_one_that_prevails_over_itself_has_a_loop_within_the_picture():
    placed = layout(["a"], [("a", "a")])
    assert max(x for x, _y in placed.ways[0]) < placed.width


@pytest.mark.parametrize("seed", range(8))
def test_no_box_lies_upon_another(seed):
    chance = random.Random(seed)
    keys = [f"s{number}" for number in range(14)]
    arcs = [tuple(chance.sample(keys, 2)) for _ in range(22)]
    placed = layout(keys, arcs)
    boxes = list(placed.boxes.values())
    assert not any(overlap(one, other) for at, one in enumerate(boxes) for other in boxes[:at])
    for x, y in boxes:
        assert 0 <= x <= placed.width - WIDTH
        assert 0 <= y <= placed.height - HEIGHT


def drawn(*, in_circle):
    boxes = [
        Box(key="a", name="1. <b>Devis</b>", note="Commercial · 50", in_circle=in_circle),
        Box(key="b", name="2. Une relance au nom très long à lire", note="Service · 20", in_circle=in_circle),
    ]
    arrows = [
        Arrow(winner="a", loser="b", number=1, effect="entry", in_circle=in_circle, cheapest=False, said="x"),
        Arrow(winner="b", loser="a", number=2, effect="exit", in_circle=in_circle, cheapest=True, said="y"),
    ]
    return str(order_graph.draw(boxes, arrows if in_circle else arrows[:1], "Graphe"))


def test_names_are_text_and_cut_to_their_box(french):
    picture = drawn(in_circle=False)
    assert "<b>" not in picture
    assert "&lt;b&gt;Devis" in picture
    assert re.search(r'og-name"[^>]*>2\. Une relance au nom tr…<', picture)
    assert "2. Une relance au nom très long à lire" in picture


def test_a_circle_is_told_by_words_and_shape(french):
    picture, plain = drawn(in_circle=True), drawn(in_circle=False)
    assert "en boucle" in picture
    assert picture.count('<path class="og-box"') == 2
    assert plain.count('<rect class="og-box"') == 2
    assert "en boucle" not in plain
    assert ("<circle" in plain, "<circle" in picture) == (True, False)


def test_the_picture_is_one_image_with_a_name_and_no_style(french):
    picture = drawn(in_circle=True)
    assert 'role="img" aria-label="Graphe"' in picture
    assert "style" not in picture
