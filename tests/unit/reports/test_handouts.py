"""The fiche and the kit: every field of the sheet, in both languages, in each kind of file."""

import re
from dataclasses import asdict
from datetime import date
from io import BytesIO
from itertools import pairwise

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pypdf import PdfReader

from designer.analysis.speech import LANGUAGES, Names, Speech
from designer.domain.errors import BadInput
from designer.domain.text import say
from designer.formats.yamltext import parse_yaml
from designer.reports import drawing, fonts
from designer.reports.handouts.kit import kit
from designer.reports.handouts.making import HANDOUTS, file_name, hand_out
from designer.reports.handouts.occasion import Alike, Occasion
from designer.reports.handouts.sheet import sheet
from designer.reports.handouts.telling import Telling
from tests.unit.reports.drawn import DRAFTS, EVERYTHING, LIBRARY, library

SCENARIOS = library()
MESSAGES = {
    data["key"]: data
    for path in sorted(LIBRARY.rglob("messages/*.yaml"))
    if (data := parse_yaml(path.read_bytes()).data)["format"] == "message/1"
}
OCCASION = Occasion(workspace="Banque des Vallées", on=date(2026, 11, 22), templates=MESSAGES)

WRITTEN = {
    "format": "message/1",
    "key": "relance",
    "channel": "email",
    "name": {"fr": "Relance", "en": "Follow-up"},
    "sender": {"fr": "Votre conseillère"},
    "subject": {"fr": "Votre devis, {{ first_name }}", "en": "Your quote, {{ first_name }}"},
    "preheader": {"fr": "Il vous attend"},
    "body": {"fr": "Bonjour,\n\n- un **mot**\n- deux\n\n[La page](https://x.example/a_b)", "en": "Hello"},
    "cta": {"label": {"fr": "Voir le devis"}, "url": "https://x.example/?c={{ id }}"},
    "variants": [
        {"key": "vip", "name": {"fr": "Meilleurs clients"}, "when": {"eq": ["vip", True]}, "subject": "Vous"}
    ],
}
FULL = {
    **EVERYTHING,
    "sheet": {
        **EVERYTHING["sheet"],
        "objective": "retention",
        "segments": ["prospects"],
        "key_moment": {"family": "life", "moment": "wedding"},
        "lever": "information",
        "content": {"theme": "Le devis & <la suite>", "offer": {"fr": "Aucune", "en": "None"}},
        "kpis": [
            {"metric": "open_rate", "target": 0.125, "within": "P14D", "benchmark": 0.2, "source": "Panel"}
        ],
        "expected": {"delivered": 0.98, "unsubscribed": 0.002, "reaction": "PT6H"},
        "data": [{"name": "quote.created", "source": "ERP", "latency": "realtime", "available": False}],
        "deliverables": [
            {"name": "E-mail T1", "owner": "crm", "due": "2026-12-01", "status": "doing"},
            {"name": "Guide d'accueil", "owner": "réseau", "status": "done"},
        ],
        "effort_days": 4.5,
        "degraded": {"missing": ["stock"], "fallback": "Un envoi par jour"},
        "legal": {"basis": ["Intérêt légitime"], "notes": "Rien de plus"},
        "origin": "Atelier de mars",
        "arbitration": "Lancé malgré tout",
    },
}


def made(form, document=FULL, language="fr", occasion=None, names=None):
    return hand_out(
        form, document, names or Names(), occasion or Occasion(templates={"relance": WRITTEN}), language
    )


def words_of(form, content):
    """All the words of a file, in one line."""
    match form.rpartition(".")[2]:
        case "pdf":
            found = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
        case "docx":
            book = Document(BytesIO(content))
            found = [text.text or "" for text in book.element.body.iter(qn("w:t"))]
        case "pptx":
            found = [
                text.text or ""
                for slide in Presentation(BytesIO(content)).slides
                for text in slide._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")
            ]
    return squeezed("".join(found))


def walked(value):
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from walked(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from walked(one)


def squeezed(text):
    """Signs alone: lines break and spaces widen as each kind of file has it."""
    return re.sub(r"\s", "", fonts.printable(text.replace("\n", " ")))


def fields_of(document, language):
    """Every text that the sheet of a document holds."""
    speech = Speech(language=language)

    def walk(value):
        if isinstance(value, dict) and value and all(isinstance(one, str) for one in value.values()):
            if {*value} <= {"fr", "en"}:
                yield speech.text(value)
                return
        if isinstance(value, dict):
            for one in value.values():
                yield from walk(one)
        elif isinstance(value, list):
            for one in value:
                yield from walk(one)

    sheet = document["sheet"]
    yield speech.text(document["name"])
    yield from walk({key: sheet.get(key) for key in ("description", "content", "kpis", "degraded")})
    yield from walk({key: sheet.get(key) for key in ("deliverables", "legal", "origin", "arbitration")})
    for need in sheet["data"]:
        yield from (need["name"], speech.text(need.get("source") or ""))
    for one in sheet["deliverables"]:
        yield speech.text(one.get("owner") or "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", SCENARIOS)
def test_no_field_of_a_sheet_of_the_library_is_lost(key, language):
    document = SCENARIOS[key]
    telling = Telling(drawing.read(document), Speech(language=language), OCCASION)
    for told in (sheet(telling), kit(telling)):
        said = squeezed("".join(walked(asdict(told))))
        for text in fields_of(document, language):
            assert squeezed(text) in said, (told.label, text)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(SCENARIOS)))
def test_every_scenario_of_the_library_is_handed_out_without_losing_a_field(number):
    document = [*SCENARIOS.values()][number]
    for turn, form in enumerate(HANDOUTS, start=number):
        language = LANGUAGES[turn % len(LANGUAGES)]
        said = words_of(form, hand_out(form, document, Names(), OCCASION, language))
        for text in fields_of(document, language):
            assert squeezed(text) in said, (form, text)


@pytest.mark.parametrize("form", ["kit.pdf", "kit.docx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kit_of_the_library_holds_the_words_of_its_messages(form, language):
    document = SCENARIOS["ecommerce-panier-abandonne"]
    used = [node["template"] for node in document["nodes"] if node["kind"] == "message"]
    said = words_of(form, hand_out(form, document, Names(), OCCASION, language))
    for key in used:
        message = MESSAGES[key]
        for part in ("subject", "preheader", "text"):
            for line in say(message.get(part), language).splitlines():
                assert squeezed(Speech(language=language).text(line)) in said, (key, part)


@pytest.mark.parametrize("form", HANDOUTS)
def test_a_hand_out_says_what_the_sheet_says(form):
    said = words_of(form, made(form))
    for text in (
        "Tout à la fois",
        "Rétention",
        "Vie du client · Mariage",
        "prospects",
        "Le devis & <la suite>",
        "12,5 %",
        "14 jours",
        "Panel",
        "98 %",
        "0,2 %",
        "6 heures",
        "quote.created",
        "temps réel",
        "1 déc. 2026",
        "en cours",
        "crm",
        "réseau",
        "4,5 j",
        "stock",
        "Un envoi par jour",
        "Intérêt légitime",
        "Atelier de mars",
        "Lancé malgré tout",
        "Question : Ton à valider",
    ):
        assert squeezed(text) in said, text


@pytest.mark.parametrize("form", ["kit.pdf", "kit.docx"])
def test_a_kit_holds_each_message_as_it_is_written(form):
    said = words_of(form, made(form))
    for text in (
        "Votre conseillère",
        "Votre devis, {{ first_name }}",
        "Il vous attend",
        "un mot",
        "La page (https://x.example/a_b)",
        "Voir le devis",
        "https://x.example/?c={{ id }}",
        "Variante « Meilleurs clients »",
        "Rédigé en français et anglais",
        "Gabarit à choisir",
        "Le contenu de ce message reste à rédiger",
    ):
        assert squeezed(text) in said, text


def test_a_kit_compares_with_scenarios_of_the_same_moment():
    other = SCENARIOS["finance-mariage"]
    occasion = Occasion(alike=[Alike(pack={"fr": "Banque"}, document=other)])
    said = words_of("kit.pdf", made("kit.pdf", occasion=occasion))
    assert squeezed("Scénarios du même moment") in said
    assert squeezed("Mariage Banque") in said
    assert squeezed("Taux de rendez-vous 5 %") in said


def test_what_is_missing_is_said_in_one_line():
    said = words_of("sheet.pdf", made("sheet.pdf", {"key": "x", "nodes": []}))
    assert squeezed("Reste à renseigner : objectif, moment clé, levier, segments, déclencheur") in said
    assert squeezed("Aucun indicateur n’est encore choisi.") in said
    assert squeezed("Le logigramme n’a pas encore de message.") in said


@pytest.mark.parametrize("form", HANDOUTS)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=DRAFTS, language=st.sampled_from(LANGUAGES))
def test_any_draft_at_all_is_handed_out(form, document, language):
    assert hand_out(form, document, Names(), Occasion(), language)


@pytest.mark.parametrize("form", HANDOUTS)
def test_long_texts_go_on_on_the_next_page_without_loss(form):
    long = " ".join(f"mot{number}" for number in range(3000))
    document = {**FULL, "sheet": {**FULL["sheet"], "origin": long, "content": {"theme": long}}}
    said = words_of(form, made(form, document))
    for number in range(3000):
        assert said.count(f"mot{number}") >= 2, number


@pytest.mark.parametrize("step", [120, 2_000, 30_000])
def test_a_flowchart_of_any_height_is_on_a_bounded_number_of_pages(step):
    nodes = [{"id": "start", "kind": "trigger"}, *({"id": f"w{n}", "kind": "wait"} for n in range(9))]
    ids = [node["id"] for node in nodes]
    document = {
        "name": "Haut",
        "nodes": nodes,
        "edges": [{"from": one, "to": other} for one, other in pairwise(ids)],
        "layout": {id_: [0, index * step] for index, id_ in enumerate(ids) if index * step < 100_000},
    }
    for lead in (0, 900, 1800, 2700):
        document["sheet"] = {"description": "mot " * lead}
        pages = PdfReader(BytesIO(made("sheet.pdf", document))).pages
        assert 2 < len(pages) < 60


def test_the_text_of_a_document_is_never_markup():
    evil = '</para><b>gras</b> <img src="file:///etc/passwd"/> &amp; ]]>'
    document = {**FULL, "name": evil, "sheet": {**FULL["sheet"], "origin": evil}}
    for form in HANDOUTS:
        assert squeezed(evil) in words_of(form, made(form, document)), form


def test_a_pdf_numbers_its_pages_and_names_the_workspace_and_the_day():
    content = made("kit.pdf", occasion=OCCASION)
    read = PdfReader(BytesIO(content))
    count = len(read.pages)
    for number, page in enumerate(read.pages, start=1):
        assert squeezed(f"page {number} / {count}") in squeezed(page.extract_text())
    assert "Banque des Vallées · 22 novembre 2026" in read.pages[0].extract_text()
    assert (
        "22 November 2026"
        in PdfReader(BytesIO(made("kit.pdf", occasion=OCCASION, language="en"))).pages[0].extract_text()
    )
    assert [item.title for item in read.outline][:2] == ["1. L’essentiel", "2. Le logigramme"]
    assert content == made("kit.pdf", occasion=OCCASION), "the same words give the same bytes"


def test_figures_of_documents_are_all_as_wide():
    from fontTools.ttLib import TTFont

    for font in fonts.WEIGHTS:
        with TTFont(fonts.tabular(font)) as file:
            names = [file.getBestCmap()[ord(figure)] for figure in "0123456789"]
            assert len({file["hmtx"][name][0] for name in names}) == 1


def test_a_word_document_has_headings_a_language_and_a_picture_that_is_described():
    book = Document(BytesIO(made("sheet.docx", language="en")))
    headings = [words.text for words in book.paragraphs if words.style.name == "Heading 1"]
    assert headings[:2] == ["Essentials", "The messages"]
    assert book.styles["Heading 1"].element.pPr.numPr is not None
    (language,) = book.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))
    assert language.get(qn("w:val")) == "en-GB"
    assert {table.style.name for table in book.tables} == {"Key figures", "Facts", "Handout table"}
    (described,) = {shape._inline.docPr.get("descr") for shape in book.inline_shapes}
    assert described.startswith("Flowchart of the scenario.") and "T1" in described
    fields = [one.text.strip() for one in book.sections[0].footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_slides_have_titles_in_their_places_and_a_flowchart_of_glued_shapes():
    deck = Presentation(BytesIO(made("sheet.pptx")))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[0] == "Tout à la fois"
    assert titles[1] == "1  L’essentiel"
    drawn = next(slide for slide in deck.slides if "Le logigramme" in slide.shapes.title.text_frame.text)
    assert len(list(drawn._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}stCxn"))) > 5
    assert not [slide for slide in deck.slides if any(not p.has_text_frame for p in slide.placeholders)]


def test_a_file_is_named_after_the_scenario_and_what_it_is():
    assert file_name("sheet.pptx", "mariage", "fr") == "mariage-fiche.pptx"
    assert file_name("kit.docx", "mariage", "en") == "mariage-kit.docx"


def test_a_hand_out_that_is_not_made_is_refused():
    with pytest.raises(BadInput, match=r"sheet\.pdf"):
        hand_out("kit.pptx", FULL, Names())
