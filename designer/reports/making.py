"""A scenario as drawn, as a file: one door for the API, the editor and the commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from designer.analysis.speech import Language, Names, Speech
from designer.domain.errors import BadInput
from designer.formats.documents import unfit
from designer.formats.yamltext import dump_yaml
from designer.reports import drawing
from designer.reports.drawing import Drawing
from designer.reports.pages import Orientation, Paper, Spread
from designer.reports.slides import Form

#: More steps than a scenario may have are not drawn either.
_MOST: Final = 2000


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a picture is made; what a form has no use for is passed over."""

    language: Language = "fr"
    paper: Paper = "a4"
    orientation: Orientation = "auto"
    #: On one page or slide, on several, or as it is best read.
    pages: Spread = "auto"
    #: Heading and legend around the drawing.
    frame: bool = True
    #: The size of slides.
    slides: Form = "wide"


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """One kind of file."""

    #: The end of its name.
    ending: str
    media_type: str
    make: Callable[[Drawing, Speech, Options], bytes]


def _svg(drawn: Drawing, say: Speech, options: Options) -> bytes:
    from designer.reports import building, svg

    return svg.svg(building.build(drawn, say, frame=options.frame)).encode()


def _pdf(drawn: Drawing, say: Speech, options: Options) -> bytes:
    from designer.reports import building, pdf

    scene = building.build(drawn, say, frame=options.frame)
    return pdf.pdf(scene, options.paper, options.orientation, options.pages)


def _pptx(drawn: Drawing, say: Speech, options: Options) -> bytes:
    from designer.reports import building, slides

    scene = building.build(drawn, say, frame=options.frame)
    upright = options.orientation == "portrait"
    return slides.pptx(scene, options.slides, upright=upright, spread=options.pages)


def _bpmn(drawn: Drawing, say: Speech, options: Options) -> bytes:
    from designer.reports import interchange

    return interchange.to_bpmn(drawn, say).encode()


def _mermaid(drawn: Drawing, say: Speech, options: Options) -> bytes:
    from designer.reports import interchange

    return interchange.to_mermaid(drawn, say).encode()


def _graphml(drawn: Drawing, say: Speech, options: Options) -> bytes:
    from designer.reports import interchange

    return interchange.to_graphml(drawn, say).encode()


def _yaml(drawn: Drawing, say: Speech, options: Options) -> bytes:
    return dump_yaml(drawn.document).encode()


_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

FORMS: Final[Mapping[str, FileKind]] = {
    "svg": FileKind(ending="svg", media_type="image/svg+xml", make=_svg),
    "pdf": FileKind(ending="pdf", media_type="application/pdf", make=_pdf),
    "pptx": FileKind(ending="pptx", media_type=_SLIDES, make=_pptx),
    "bpmn": FileKind(ending="bpmn", media_type="application/xml", make=_bpmn),
    "mermaid": FileKind(ending="mmd", media_type="text/plain", make=_mermaid),
    "graphml": FileKind(ending="graphml", media_type="application/xml", make=_graphml),
    "yaml": FileKind(ending="yaml", media_type="application/yaml", make=_yaml),
}


def make(form: str, document: Mapping[str, Any], names: Names, options: Options | None = None) -> bytes:
    """The file of a document. Raises ``BadInput`` for a form that is not made, or a document too large."""
    chosen = FORMS.get(form)
    if chosen is None:
        raise BadInput(f"There is no export '{form}'; there are {', '.join(FORMS)}.")
    drawn = drawn_of(document)
    options = options or Options()
    return chosen.make(drawn, Speech(language=options.language, names=names), options)


def drawn_of(document: Mapping[str, Any]) -> Drawing:
    """The drawing of a document that a file is made of. Raises ``BadInput`` where it is too large."""
    fault = unfit(document)
    if fault is not None:
        raise BadInput(f"The scenario cannot be exported: {fault.en}")
    drawn = drawing.read(document)
    if max(len(drawn.steps), len(drawn.links)) > _MOST:
        raise BadInput(
            f"The scenario cannot be exported: it has {len(drawn.steps)} steps and {len(drawn.links)} links, "
            f"{_MOST} of each at most; make several scenarios of it."
        )
    return drawn
