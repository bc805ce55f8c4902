"""XML read into a plain tree that knows its lines: bounded, no entities, no document types, no fetching."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final
from xml.sax import SAXParseException  # an exception alone; the parser is defused
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, InputSource, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from designer.domain.errors import DocumentError
from designer.domain.finding import Finding
from designer.formats.documents import HEAVIEST
from designer.formats.faults import Fault, finding_of

#: How deep elements may stand in one another, and how many there may be.
DEEPEST: Final = 64
MOST: Final = 50_000


@dataclass(slots=True)
class Element:
    """One element: its namespace and name, its attributes by (namespace, name), its line from 1."""

    space: str
    name: str
    attributes: dict[tuple[str, str], str]
    line: int
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def get(self, name: str, default: str = "") -> str:
        """An attribute without a namespace."""
        return self.attributes.get(("", name), default)

    def each(self, name: str, space: str | None = None) -> Iterator[Element]:
        """The children of that name."""
        wanted = self.space if space is None else space
        return (child for child in self.children if child.name == name and child.space == wanted)

    def first(self, name: str, space: str | None = None) -> Element | None:
        """The first child of that name."""
        return next(self.each(name, space), None)


def parse_xml(text: str | bytes, file: str = "") -> Element:
    """The root element of an XML text. Raises ``DocumentError`` with the line of what cannot be read."""
    raw = text.encode("utf-8", "replace") if isinstance(text, str) else text
    if len(raw) > HEAVIEST:
        raise _refused(
            file,
            1,
            f"le document pèse {len(raw)} octets, {HEAVIEST} au plus ; partagez-le.",
            f"the document weighs {len(raw)} bytes, {HEAVIEST} at most; make several of it.",
        )
    handler = _Handler(file)
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    source = InputSource()
    source.setByteStream(BytesIO(raw))
    if isinstance(text, str):
        # what stands in the declaration is about the bytes it came from
        source.setEncoding("utf-8")
    try:
        parser.parse(source)
    except DefusedXmlException:
        raise _refused(
            file,
            handler.line,
            "le document déclare un type ou des entités (DOCTYPE), ce qui n'est pas lu ici ; retirez-les.",
            "the document declares a type or entities (DOCTYPE), which is not read here; remove them.",
        ) from None
    except SAXParseException as error:
        raise _refused(
            file,
            error.getLineNumber() or 1,
            f"le texte n'est pas du XML ({error.getMessage()}) ; corrigez la syntaxe ici ou juste au-dessus.",
            f"the text is not XML ({error.getMessage()}); correct the syntax here or just above.",
        ) from None
    except (ValueError, LookupError) as error:
        raise _refused(
            file,
            1,
            f"le texte ne se décode pas ({error}) ; enregistrez-le en UTF-8.",
            f"the text cannot be decoded ({error}); save it as UTF-8.",
        ) from None
    assert handler.root is not None
    return handler.root


def _refused(file: str, line: int, fr: str, en: str) -> DocumentError:
    return DocumentError([finding(Fault(fr=fr, en=en), file, line)])


def finding(fault: Fault, file: str, line: int) -> Finding:
    """The finding of a fault at a line."""
    found = finding_of(fault, (), fr=file or "Document", en=file or "Document")
    return found.at(file=file or None, line=line)


class _Handler(ContentHandler):
    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0
        self.locator: Locator | None = None

    @property
    def line(self) -> int:
        return (self.locator.getLineNumber() if self.locator else None) or 1

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 # the library's name
        self.locator = locator

    def startElementNS(  # noqa: N802 # the library's name
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        self.count += 1
        if self.count > MOST or len(self.open) >= DEEPEST:
            raise _refused(
                self.file,
                self.line,
                f"le document a plus de {MOST} éléments ou de {DEEPEST} niveaux ; partagez-le.",
                f"the document has more than {MOST} elements or {DEEPEST} levels; make several of it.",
            )
        given: Any = attrs
        element = Element(
            space=name[0] or "",
            name=name[1],
            attributes={(space or "", local): value for (space, local), value in given.items()},
            line=self.line,
        )
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        self.open.pop()

    def characters(self, content: str) -> None:
        if self.open:
            self.open[-1].text += content
