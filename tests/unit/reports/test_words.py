"""What a picture says is what the canvas says."""

import json
import re
from pathlib import Path

import pytest

from designer.analysis.speech import NARROW, NBSP, Names, Speech
from designer.reports import drawing
from designer.reports.wording import Wording
from tests.unit.reports.drawn import EVERYTHING

SOURCES = Path(__file__).resolve().parents[3] / "designer" / "static" / "js" / "i18n"
WORDS = json.loads(
    (Path(__file__).resolve().parents[3] / "designer/analysis/words.json").read_text(encoding="utf-8")
)
ENTRY = re.compile(
    r"""^  '?([\w.]+)'?:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"),$""",
    re.MULTILINE,
)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_words_are_those_of_the_editor(language):
    written = {}
    for name in ("said", "forms", "editor"):
        for key, one, other in ENTRY.findall((SOURCES / f"{name}.{language}.ts").read_text(encoding="utf-8")):
            written[key] = re.sub(r"\\(.)", r"\1", one or other)
    assert {key: written.get(key) for key in WORDS[language]} == WORDS[language]


def said(document, id_, language="fr", names=None):
    drawn = drawing.read(document)
    return Wording(drawn, Speech(language=language, names=names or Names())).step(drawn.steps[id_])


def test_every_kind_of_step_is_said():
    titles = {step["id"]: said(EVERYTHING, step["id"]).title for step in EVERYTHING["nodes"]}
    assert titles == {
        "start": "quote.created",
        "w1": f"Attendre 3{NBSP}jours",
        "t1": "E-mail · relance",
        "ev": f"quote.signed{NARROW}? sous 2{NBSP}jours",
        "s1": f"Montant >{NBSP}1{NARROW}000{NARROW}?",
        "x1": "Test A/B",
        "k1": "Appeler",
        "u1": "Mettre à jour hot",
        "t2": "SMS · à rédiger",
        "end": "Fin du parcours",
    }
    assert said(EVERYTHING, "w1", "en").title == f"Wait 3{NBSP}days"


def test_a_workspace_gives_its_names():
    names = Names(
        events={"quote.created": {"fr": "Devis créé", "en": "Quote created"}},
        templates={"relance": {"fr": "Relance", "en": "Follow-up"}},
    )
    assert said(EVERYTHING, "start", names=names).title == "Devis créé"
    assert said(EVERYTHING, "t1", "en", names).title == "E-mail · Follow-up"
