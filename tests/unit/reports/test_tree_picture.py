"""The picture of the tree: everything in it once, apart, within its edges; the PNG as the SVG."""

from io import BytesIO
from itertools import combinations

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import HealthCheck, given, settings
from PIL import Image

from designer.analysis.speech import Names
from designer.analysis.tree import Kind, Told, grow, told
from designer.domain.errors import BadInput
from designer.domain.scenario import Family, Lever
from designer.library.shelf import shelf
from designer.reports import paints, png, scene, svg
from designer.reports.tree import FORMS, build, make
from tests.unit.analysis.test_tree import NAMES, SCENARIOS, SEGMENTS
from tests.unit.reports.drawn import EVERYTHING
from tests.unit.reports.drawn import scene as scene_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def bank():
    """The tree of the bank's pack."""
    pack = shelf().packs["finance"]
    names = Names.declared(pack.portfolio.data, pack.portfolio.segments)
    scenarios = [told(entry.key, "draft", pack.load(entry.key).document) for entry in pack.entries]
    return grow(scenarios, pack.portfolio.segments, names)


def words(picture):
    return " ".join(one.text for one in svg.all_words(picture))


def apart(one, other):
    across = one.right <= other.left or other.right <= one.left
    return across or one.bottom <= other.top or other.bottom <= one.top


def test_every_branch_has_its_box_or_its_sign(bank):
    picture = build(bank)
    branches = list(bank.walk())
    boxes = [one.id for one in picture.notes]
    assert sorted(boxes) == sorted(one.key for one in branches if one.kind is not Kind.CHANNEL)
    assert len(picture.legend) == sum(one.kind is Kind.CHANNEL for one in branches)
    assert all(one.full for one in picture.notes)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(SCENARIOS)
def test_boxes_stand_apart_and_within_the_picture(scenarios):
    picture = build(grow(scenarios, SEGMENTS, NAMES))
    boxes = [one.box for one in (*picture.notes, *picture.groups)]
    boxes += [scene.Box(left=key.at[0], top=key.at[1], width=20, height=20) for key in picture.legend]
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    for box in boxes:
        assert picture.inner.left <= box.left and box.right <= picture.inner.right + 0.01
        assert picture.box.top <= box.top and box.bottom <= picture.box.bottom


def test_gaps_are_said_in_words_and_can_be_left_out(bank):
    assert "Manque · Moments clés sans scénario" in words(build(bank))
    assert "Gap · Levers not used" in words(build(bank, "en"))
    assert "Manque" not in words(build(bank, gaps=False))


def test_segments_that_no_scenario_names_are_gathered_in_one_line():
    picture = build(grow([Told(key="a", name="A", state="draft", segments=("vip",))], SEGMENTS, NAMES))
    assert "Manque · segments qu’aucun scénario ne nomme\N{NO-BREAK SPACE}: Nouveaux et idle." in words(
        picture
    )


def test_a_tree_without_scenarios_says_so():
    assert "Aucun scénario." in words(build(grow([], {}, NAMES)))


def test_lines_have_no_arrow_and_end_at_what_they_lead_to(bank):
    picture = build(bank)
    ends = {(one.box.left, one.box.top) for one in (*picture.notes, *picture.groups)}
    ends |= {(key.at[0], key.at[1] + 10 - 18) for key in picture.legend}
    for line in picture.lines:
        assert not line.has_head
        x, y = line.points[-1]
        assert (x, y - 18) in ends or (x, y - 13) in ends


def test_a_name_that_looks_like_markup_is_words():
    nasty = "<script>alert(1)</script>&"
    tree = grow(
        [
            Told(
                key="a",
                name=nasty,
                state="draft",
                segments=(nasty,),
                moment=(Family.LIFE, nasty),
                lever=Lever.INFORMATION,
            )
        ],
        {},
        NAMES,
    )
    drawn = fromstring(make("svg", tree).decode())
    assert not list(drawn.iter(f"{SVG}script"))
    assert any("<script>" in (text.text or "") for text in drawn.iter(f"{SVG}text"))


def test_a_form_that_is_not_drawn_is_refused(bank):
    with pytest.raises(BadInput, match="svg, png, pdf"):
        make("gif", bank)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_tree_gives_the_same_file(bank, form):
    assert make(form, bank) == make(form, bank)


# ── PNG ─────────────────────────────────────────────────────────────────────────────────────────────────


def pixels(picture):
    return Image.open(BytesIO(png.png(picture))).convert("RGB")


def rgb(colour):
    value = int(colour.removeprefix("#"), 16)
    return value >> 16, value >> 8 & 0xFF, value & 0xFF


def colour_at(image, picture, x, y):
    return image.getpixel((round((x - picture.box.left) * 2), round((y - picture.box.top) * 2)))


def test_a_png_is_twice_the_size_and_boxes_have_their_colours(bank):
    picture = build(bank)
    image = pixels(picture)
    assert image.size == (round(picture.box.width * 2), round(picture.box.height * 2))
    for one in picture.notes:
        corner = colour_at(image, picture, one.box.left + 6, one.box.bottom - 6)
        assert corner == rgb(one.paint.soft), one.full
    assert colour_at(image, picture, picture.box.left + 2, picture.box.top + 2) == rgb(paints.PAPER)


def test_a_png_has_the_words_and_signs_of_a_drawing_too():
    picture = scene_of(EVERYTHING)
    image = pixels(picture)
    for card in picture.cards:
        square = [card.box.left + 12, card.box.top + 12, card.box.left + 52, card.box.top + 52]
        inside = image.crop(
            [
                round((at - origin) * 2)
                for at, origin in zip(square, [picture.box.left, picture.box.top] * 2, strict=True)
            ]
        )
        seen = {colour for _, colour in inside.getcolors(maxcolors=100_000)}
        assert {rgb(card.paint.soft), rgb(card.paint.strong)} <= seen, card.full


def test_a_picture_too_large_for_a_screen_is_drawn_smaller():
    wide = scene.Box(left=0, top=0, width=9000, height=9000)
    empty = scene.Scene(
        language="fr",
        heading="",
        box=wide,
        inner=wide,
        title=(),
        groups=(),
        lines=(),
        cards=(),
        notes=(),
        legend=(),
    )
    image = Image.open(BytesIO(png.png(empty)))
    assert 59_000_000 < image.width * image.height <= 60_100_000
