"""Pictures, documents and slides: whole, within their paper, and readable by others."""

import re
from importlib import resources
from io import BytesIO
from itertools import pairwise

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pypdf import PdfReader

from designer.analysis.speech import Names
from designer.reports import drawing, fonts, pages, pdf, places, routes, slides, svg
from designer.reports.fitting import cut, wrapped
from designer.reports.making import FORMS, Options, make
from designer.reports.scene import Box
from tests.unit.reports.drawn import DRAFTS, EVERYTHING, library, scene

LIBRARY = library()
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=DRAFTS, language=st.sampled_from(["fr", "en"]))
def test_any_draft_at_all_can_be_a_file(form, document, language):
    assert make(form, document, Names(), Options(language=language))


@pytest.mark.parametrize("key", LIBRARY)
def test_every_step_of_the_library_is_drawn_apart_from_the_others(key):
    drawn = drawing.read(LIBRARY[key])
    at = places.places_of(drawn)
    cards = [Box(left=x, top=y, width=264, height=64) for x, y in at.values()]
    assert len(cards) == len(LIBRARY[key]["nodes"])
    for index, one in enumerate(cards):
        for other in cards[index + 1 :]:
            apart = one.right <= other.left or other.right <= one.left
            assert apart or one.bottom <= other.top or other.bottom <= one.top
    for line in routes.routes(drawn, at).values():
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(line)), "lines turn at right angles"


def test_what_was_placed_stays_where_it_is():
    drawn = drawing.read({**EVERYTHING, "layout": {"start": [40, 80], "w1": [40, 240]}})
    at = places.places_of(drawn)
    assert at["start"] == (40, 80) and at["w1"] == (40, 240)
    others = [y for id_, (_, y) in at.items() if id_ not in ("start", "w1")]
    assert min(others) > 240


def test_an_svg_is_well_formed_and_says_everything():
    root = fromstring(svg.svg(scene(EVERYTHING)))
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert "Tout à la fois" in titles and "Question · Ton à valider" in titles and "Relances" in titles
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert {"T1", "T2", "grand", "sinon", "fait", "Déclencheur"} <= set(words)
    assert "http" not in svg.svg(scene(EVERYTHING)).replace("http://www.w3.org/2000/svg", "")


def test_an_svg_holds_no_markup_of_the_document():
    evil = {**EVERYTHING, "name": '</title><script>alert("x")</script>', "notes": []}
    text = svg.svg(scene(evil))
    assert "<script" not in text
    fromstring(text)


def test_a_picture_without_frame_is_the_drawing_alone():
    alone = scene(EVERYTHING, frame=False)
    assert not alone.title and not alone.legend
    assert alone.box.height < scene(EVERYTHING).box.height


@pytest.mark.parametrize(("paper", "points"), [("a4", (595, 842)), ("a3", (842, 1191))])
def test_a_pdf_has_the_paper_asked_for_and_its_typeface(paper, points):
    read = PdfReader(BytesIO(pdf.pdf(scene(EVERYTHING), paper, "portrait")))
    size = tuple(round(float(side)) for side in read.pages[0].mediabox[2:])
    assert size == points
    text = read.pages[0].extract_text()
    assert "Tout à la fois" in text and "Appeler" in text
    assert read.metadata.title == "Tout à la fois"
    faces = {str(face["/BaseFont"]) for face in _fonts(read)}
    assert any("Inter" in face for face in faces)
    assert all(
        "/FontFile2" in face["/FontDescriptor"] for face in _fonts(read) if "Inter" in str(face["/BaseFont"])
    )


def test_a_pdf_prints_the_signs_of_conditions():
    for test, sign in (("ge", "≥"), ("le", "≤"), ("ne", "≠"), ("gt", ">")):
        split = {"id": "s", "kind": "split", "paths": [{"path": "a", "when": {test: ["age", 18]}}]}
        (page,) = PdfReader(BytesIO(pdf.pdf(scene({"key": "x", "nodes": [split]})))).pages
        assert f"Age {sign} 18" in page.extract_text().replace("\N{NO-BREAK SPACE}", " ")


def test_the_typeface_has_every_sign_of_the_words_and_of_conditions():
    words = resources.files("designer.analysis").joinpath("words.json").read_text(encoding="utf-8")
    signs = {*words, *"≥≤≠→−", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"} - {"\n"}
    assert fonts.printable("".join(signs)) == "".join(signs)


def _fonts(read):
    return [face.get_object() for page in read.pages for face in page["/Resources"]["/Font"].values()]


def test_a_pdf_is_the_same_each_time():
    assert pdf.pdf(scene(EVERYTHING)) == pdf.pdf(scene(EVERYTHING))


def test_a_large_drawing_takes_several_pages_that_overlap():
    tall = _chain(40)
    one = PdfReader(BytesIO(pdf.pdf(scene(tall), "a4", "auto", "one")))
    many = PdfReader(BytesIO(pdf.pdf(scene(tall), "a4")))
    assert len(one.pages) == 1 and len(many.pages) > 2
    seen = "".join(page.extract_text() for page in many.pages)
    assert all(f"Étape {number}\n" in seen or f"Étape {number}" in seen for number in range(1, 41))


def _chain(count):
    nodes = [
        {"id": f"k{n}", "kind": "task", "queue": "q", "label": f"Étape {n}"} for n in range(1, count + 1)
    ]
    edges = [{"from": a["id"], "path": "done", "to": b["id"]} for a, b in pairwise(nodes)]
    return {"key": "long", "nodes": nodes, "edges": edges}


@given(
    box=st.builds(
        Box,
        left=st.floats(-1e4, 1e4),
        top=st.floats(-1e4, 1e4),
        width=st.floats(200, 2e4),
        height=st.floats(200, 2e4),
    ),
    paper=st.sampled_from(["a4", "a3"]),
    spread=st.sampled_from(["auto", "one", "many"]),
)
@settings(deadline=None)
def test_the_pages_hold_the_whole_drawing_and_no_page_more_than_its_paper(box, paper, spread):
    laid = pages.lay(box, paper, "auto", spread)
    for page in laid.pages:
        assert page.part.width * laid.scale <= laid.width - 2 * pages.BORDER + 0.01
        assert page.part.height * laid.scale <= laid.height - 2 * pages.BORDER - pages.FOOT + 0.01
    first, last = laid.pages[0].part, laid.pages[-1].part
    assert first.left <= box.left + 1e-6 and first.top <= box.top + 1e-6
    assert last.right >= box.right - 1e-6 and last.bottom >= box.bottom - 1e-6
    for one, other in pairwise(page for page in laid.pages if page.column == 0):
        assert other.part.top < one.part.bottom, "neighbours share a strip"


def test_slides_have_native_shapes_and_glued_connectors():
    deck = Presentation(BytesIO(slides.pptx(scene(EVERYTHING), "a4", upright=True, spread="one")))
    (slide,) = deck.slides
    assert slide.shapes.title.text_frame.text == "Tout à la fois"
    assert not [shape for shape in slide.shapes if shape.shape_type == 13], "no pictures"
    groups = [shape for shape in slide.shapes if shape.shape_type == 6]
    assert len(groups) == len(EVERYTHING["nodes"])
    ids = {inner.shape_id for group in groups for inner in group.shapes}
    connectors = [shape for shape in slide.shapes if "cxnSp" in shape._element.tag]
    assert len(connectors) == len(EVERYTHING["edges"])
    for connector in connectors:
        glued = re.findall(r'<a:(?:st|end)Cxn id="(\d+)"', _xml(connector))
        assert len(glued) == 2 and {int(id_) for id_ in glued} <= ids
    words = " ".join(
        inner.text_frame.text for group in groups for inner in group.shapes if inner.has_text_frame
    )
    assert "Appeler" in words and "T1" in words and "sinon" in words
    assert "T1 · E-mail · relance" in slide.notes_slide.notes_text_frame.text


def _xml(shape):
    from lxml import etree

    return etree.tostring(shape._element).decode()


def test_a_large_drawing_takes_an_overview_and_slides_that_can_be_read():
    deck = Presentation(BytesIO(slides.pptx(scene(_chain(30)))))
    assert len(deck.slides) > 3
    drawn = [shape.name for slide in list(deck.slides)[1:] for shape in slide.shapes if shape.shape_type == 6]
    assert len(drawn) == len(set(drawn)) == 30, "each step is on one slide besides the overview"


@given(words=st.text(max_size=60), room=st.floats(20, 300))
def test_words_are_cut_to_their_room(words, room):
    assert fonts.width(cut(words, 12, room), 12) <= max(room, fonts.width("…", 12))
    for line in wrapped(words, 12, room, 3):
        assert fonts.width(line, 12) <= max(room, fonts.width("m…", 12))
    assert len(wrapped(words, 12, room, 3)) <= 3
