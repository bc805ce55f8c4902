"""YAML text to plain data with places, and back.

The reading is stricter and simpler than general YAML: one document, no tags, no merge keys; only JSON's
numbers, ``true``, ``false`` and ``null`` are not texts, so that ``09:00``, ``2026-12-01``, ``no`` and
``01000`` stay what they look like. JSON is read as the YAML that it is. Size, depth and what aliases repeat
are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import yaml

from designer.domain.errors import DocumentError
from designer.domain.finding import Finding
from designer.domain.source import Path, Source
from designer.formats.documents import DEEPEST, HEAVIEST, unfit
from designer.formats.faults import Fault, finding_of

T = TypeVar("T")

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,30})?|\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,3})?")
#: Line ends that YAML readers disagree about.
_ODD_BREAKS = re.compile("[\r\x85\u2028\u2029]")
_WORDS: Mapping[str, object] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class Unreadable(DocumentError):
    """The file cannot be read as a document at all: not YAML, too large, not UTF-8."""

    code = "unreadable"


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """The plain data of a text, where its parts stand, and the faults that did not stop the reading."""

    data: Any
    source: Source
    findings: tuple[Finding, ...] = ()


@dataclass(kw_only=True)
class _Open:
    """A list or mapping that is being read."""

    value: list[Any] | dict[str, Any]
    path: Path
    #: For a mapping, the key whose value comes next, and whether it stood there already.
    key: str | None = None
    repeated: bool = False
    anchor: str | None = None


@dataclass(kw_only=True)
class _Reader:
    """Builds plain data from the events of a YAML parser, without recursion."""

    file: str
    root: Any = None
    stack: list[_Open] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    anchors: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, line: int, fr: str, en: str) -> Unreadable:
        """The error that ends the reading."""
        return Unreadable([self.finding(line, fr, en)])

    def finding(self, line: int, fr: str, en: str, path: Path = ()) -> Finding:
        """A fault of the text as a finding."""
        found = finding_of(
            Fault(fr=fr, en=en), path, fr=self.file or "Le document", en=self.file or "The document"
        )
        return replace(found, file=self.file or None, line=line)

    def take(self, event: Any) -> None:
        """One event of the parser."""
        # by type alone and the most frequent first: a portfolio has tens of thousands of events
        kind = type(event)
        if kind is yaml.ScalarEvent:
            line = event.start_mark.line + 1
            if event.tag is not None:
                self.no_tag(event, line)
            if self.stack and (at := self.stack[-1]).key is None and type(at.value) is dict:
                self.open_key(event.value, line)
                return
            value = event.value if event.style else _resolve(event.value)
            self.put(value, line)
            if event.anchor:
                self.anchors[event.anchor] = value
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            line = event.start_mark.line + 1
            self.no_tag(event, line)
            self.open(event, line)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            closed = self.stack.pop()
            if closed.anchor:
                self.anchors[closed.anchor] = closed.value
        elif kind is yaml.AliasEvent:
            line = event.start_mark.line + 1
            if event.anchor not in self.anchors:
                raise self.refuse(
                    line,
                    f"l'alias « *{event.anchor} » ne renvoie à rien d'entier ; écrivez la valeur.",
                    f"the alias '*{event.anchor}' stands for nothing whole; write the value.",
                )
            self.put(self.anchors[event.anchor], line)

    def no_tag(self, event: Any, line: int) -> None:
        """Tags could name anything; documents have none."""
        if event.tag not in (None, "!"):
            raise self.refuse(
                line,
                f"l'étiquette « {event.tag} » n'a pas cours ici ; retirez-la.",
                f"the tag '{event.tag}' has no meaning here; remove it.",
            )

    def open_key(self, key: str, line: int) -> None:
        """A key of the mapping being read; the second of its name is a fault."""
        at = self.stack[-1]
        assert isinstance(at.value, dict)
        at.key, at.repeated = key, key in at.value
        if at.repeated:
            path = (*at.path, key)
            first = self.lines.get(path, line)
            self.findings.append(
                self.finding(
                    line,
                    f"la clé « {key} » est déjà à la ligne {first} ; n'en gardez qu'une.",
                    f"the key '{key}' is already on line {first}; keep one of them.",
                    path,
                )
            )
        else:
            self.lines[(*at.path, key)] = line

    def put(self, value: Any, line: int) -> Path:
        """A value where it belongs; its path."""
        if not self.stack:
            self.root = value
            self.lines.setdefault((), line)
            return ()
        at = self.stack[-1]
        if isinstance(at.value, list):
            path = (*at.path, len(at.value))
            at.value.append(value)
            self.lines[path] = line
            return path
        if at.key is None:
            raise self.refuse(
                line, "une clé doit être un simple texte.", "a key must be a plain text; write one."
            )
        path = (*at.path, at.key)
        if not at.repeated:
            at.value[at.key] = value
        at.key, at.repeated = None, False
        return path

    def open(self, event: Any, line: int) -> None:
        """A list or mapping begins."""
        if len(self.stack) >= DEEPEST:
            raise self.refuse(
                line,
                f"le document a plus de {DEEPEST} niveaux imbriqués ; aplatissez-le.",
                f"the document is nested more than {DEEPEST} levels deep; flatten it.",
            )
        value: list[Any] | dict[str, Any] = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        path = self.put(value, line)
        self.stack.append(_Open(value=value, path=path, anchor=event.anchor))


def _resolve(text: str) -> object:
    """What a plain scalar means."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def parse_yaml(text: str | bytes, file: str = "") -> Parsed:
    """The plain data of a YAML or JSON text.

    ``file`` names it in findings. A key given twice is a finding; what cannot be read at all raises
    ``Unreadable``.
    """
    reader = _Reader(file=file)
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "replace"))
    if size > HEAVIEST:
        raise reader.refuse(
            1,
            f"le document pèse {size} octets, {HEAVIEST} au plus ; partagez-le.",
            f"the document weighs {size} bytes, {HEAVIEST} at most; make several of it.",
        )
    if isinstance(text, bytes):
        raw = text
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise reader.refuse(
                raw[: error.start].count(b"\n") + 1,
                "le texte n'est pas en UTF-8 ; enregistrez-le dans ce codage.",
                "the text is not UTF-8; save it in that encoding.",
            ) from None
    documents = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1 and event.start_mark:
                    raise reader.refuse(
                        event.start_mark.line + 1,
                        "un fichier contient un seul document ; mettez le suivant dans un autre fichier.",
                        "a file holds one document; put the next one into another file.",
                    )
            reader.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "?"
        raise reader.refuse(
            mark.line + 1 if mark else 1,
            f"le texte n'est pas du YAML ({problem}) ; corrigez la syntaxe ici ou juste au-dessus.",
            f"the text is not YAML ({problem}); correct the syntax here or just above.",
        ) from None
    found = unfit(reader.root)
    if found is not None:
        raise reader.refuse(1, found.fr, found.en)
    return Parsed(
        data=reader.root, source=Source(file=file, lines=reader.lines), findings=tuple(reader.findings)
    )


def load_text(load: Callable[[object, Source | None], T], text: str | bytes, file: str = "") -> T:
    """The record of a YAML or JSON text: ``load_text(load_scenario, text, "relance.yaml")``.

    Raises ``DocumentError`` with every fault of the text and of the document, each with its line.
    """
    parsed = parse_yaml(text, file)
    try:
        record = load(parsed.data, parsed.source)
    except DocumentError as error:
        raise DocumentError((*parsed.findings, *error.findings)) from None
    if parsed.findings:
        raise DocumentError(parsed.findings)
    return record


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────

#: A list of plain values that fits so many characters stands on one line.
_LINE = 80


class _Dumper(yaml.SafeDumper):
    """Block style, short lists on one line, texts of several lines as block scalars."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = '"' if _ODD_BREAKS.search(value) else "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _sequence(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    short = (
        all(isinstance(item, str | int | float) for item in value)
        and sum(len(str(item)) + 2 for item in value) <= _LINE
        and not any(isinstance(item, str) and "\n" in item for item in value)
    )
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _sequence)
# what our own reading takes for a number must be quoted where it is a text
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-.0123456789"))


def dump_yaml(document: Mapping[str, Any]) -> str:
    """The document as YAML text: its own order, stable from one writing to the next, a line a change."""
    text: str = yaml.dump(
        dict(document),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=4096,
        default_flow_style=False,
    )
    return text
