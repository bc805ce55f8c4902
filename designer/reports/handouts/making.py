"""A hand-out as a file: one door for the API, the editor, the pages and the commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from designer.analysis.speech import Language, Names, Speech
from designer.domain.errors import BadInput
from designer.reports.handouts.blocks import Handout
from designer.reports.handouts.occasion import Occasion
from designer.reports.handouts.telling import Telling
from designer.reports.making import FORMS, drawn_of


def _sheet(telling: Telling) -> Handout:
    from designer.reports.handouts.sheet import sheet

    return sheet(telling)


def _kit(telling: Telling) -> Handout:
    from designer.reports.handouts.kit import kit

    return kit(telling)


def _pdf(handout: Handout) -> bytes:
    from designer.reports.handouts.paper import paper

    return paper(handout)


def _docx(handout: Handout) -> bytes:
    from designer.reports.handouts.word import docx

    return docx(handout)


def _pptx(handout: Handout) -> bytes:
    from designer.reports.handouts.deck import pptx

    return pptx(handout)


@dataclass(frozen=True, kw_only=True)
class HandoutKind:
    """One hand-out in one kind of file."""

    #: What it is called in the name of a file, by language.
    named: Mapping[str, str]
    ending: str
    media_type: str
    tell: Callable[[Telling], Handout]
    write: Callable[[Handout], bytes]


_NAMES: Final = {"sheet": {"fr": "fiche", "en": "sheet"}, "kit": {"fr": "kit", "en": "kit"}}
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRITERS: Final = {
    "pdf": (FORMS["pdf"].media_type, _pdf),
    "pptx": (FORMS["pptx"].media_type, _pptx),
    "docx": (_WORD, _docx),
}


def _kinds(name: str, tell: Callable[[Telling], Handout], *endings: str) -> dict[str, HandoutKind]:
    return {
        f"{name}.{ending}": HandoutKind(
            named=_NAMES[name],
            ending=ending,
            media_type=_WRITERS[ending][0],
            tell=tell,
            write=_WRITERS[ending][1],
        )
        for ending in endings
    }


#: ``sheet.pdf``, ``kit.docx``… by the name that they are asked for with.
HANDOUTS: Final[Mapping[str, HandoutKind]] = {
    **_kinds("sheet", _sheet, "pdf", "pptx", "docx"),
    **_kinds("kit", _kit, "pdf", "docx"),
}


def hand_out(
    form: str,
    document: Mapping[str, Any],
    names: Names,
    occasion: Occasion | None = None,
    language: Language = "fr",
) -> bytes:
    """The file. Raises ``BadInput`` for a form that is not made, or a document too large."""
    kind = HANDOUTS.get(form)
    if kind is None:
        raise BadInput(f"There is no hand-out '{form}'; there are {', '.join(HANDOUTS)}.")
    drawn = drawn_of(document)
    telling = Telling(drawn, Speech(language=language, names=names), occasion or Occasion())
    return kind.write(kind.tell(telling))


def file_name(form: str, key: str, language: Language) -> str:
    """What the file is called: ``mariage-fiche.pdf``."""
    kind = HANDOUTS[form]
    return f"{key}-{kind.named[language]}.{kind.ending}"
