"""Slides and documents opened by LibreOffice, as whoever receives them would open them."""

import subprocess
from io import BytesIO

import libreoffice
import pytest
from pypdf import PdfReader

from designer.analysis.speech import Names
from designer.reports import pdf, slides
from designer.reports.handouts.making import hand_out
from tests.unit.reports.drawn import EVERYTHING, library, scene

#: Read by people who draw: the long, the branched, the one with everything.
CHOSEN = ["everything", "retail-inactifs-six-mois", "saas-nurturing-stade"]
DOCUMENTS = {"everything": EVERYTHING, **library()}


@pytest.fixture(scope="module")
def office():
    """The path of the LibreOffice that `make test` found or installed."""
    path = libreoffice.find()
    if path is None:
        pytest.fail("no LibreOffice on this machine; `make test` installs one, LIBREOFFICE=/path names one")
    return path


def opened(office, folder, name, content):
    """The PDF that LibreOffice makes of a file."""
    (folder / name).write_bytes(content)
    subprocess.run(
        [
            office,
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder / "out"),
            str(folder / name),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return PdfReader(BytesIO((folder / "out" / f"{name.rpartition('.')[0]}.pdf").read_bytes()))


@pytest.mark.slow
@pytest.mark.parametrize("key", CHOSEN)
def test_slides_are_opened_with_all_their_words(office, tmp_path, key):
    drawn = scene(DOCUMENTS[key])
    read = opened(office, tmp_path, "deck.pptx", slides.pptx(drawn))
    text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    assert drawn.heading in text
    for card in drawn.cards:
        assert card.title[0].text.split()[0] in text
        assert card.time in text


@pytest.mark.slow
def test_a_pdf_is_opened_as_a_drawing(office, tmp_path):
    drawn = scene(EVERYTHING)
    content = pdf.pdf(drawn, "a3")
    read = opened(office, tmp_path, "drawing.pdf", content)
    assert len(read.pages) == len(PdfReader(BytesIO(content)).pages)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["sheet.pptx", "sheet.docx", "kit.docx"])
@pytest.mark.parametrize("key", ["everything", "saas-nurturing-stade"])
def test_hand_outs_are_opened_with_their_words_and_their_pages_counted(office, tmp_path, form, key):
    document = DOCUMENTS[key]
    read = opened(office, tmp_path, f"x.{form.rpartition('.')[2]}", hand_out(form, document, Names()))
    pages = ["".join(page.extract_text().split()) for page in read.pages]
    text = "".join(pages)
    assert "".join(document["name"]["fr"].split()) in text
    for words in ("L’essentiel", "Lelogigramme", "Lesmessages", "Lecadre"):
        assert words in text
    count = len(pages)
    assert all(f"{number}/{count}" in page for number, page in enumerate(pages, start=1))
