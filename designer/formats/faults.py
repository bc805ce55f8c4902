"""Faults of documents: what a schema raises, and the findings made of it.

A schema raises marshmallow's ``ValidationError`` whose leaves are ``Fault`` records: both languages, the
cause and the next step. ``findings_of`` adds the object and the place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from marshmallow import ValidationError

from designer.domain.finding import Finding, Severity
from designer.domain.source import Path, Source, path_text
from designer.domain.text import nearest

#: The rule under which every fault of a document is reported.
RULE = "document"

#: How many faults of one document are reported; who has more mends these first.
MOST = 1000

#: How many known words a message lists before it stops.
_LISTED = 20


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong at one place, and what to do about it, in both languages."""

    fr: str
    en: str


def fault(fr: str, en: str) -> ValidationError:
    """The error to raise for one fault at the present place."""
    return ValidationError([Fault(fr=fr, en=en)])


def faults_at(faults: Mapping[Path, Fault]) -> ValidationError:
    """The error to raise for faults at places below the present one."""
    tree: dict[Any, Any] = {}
    for path, found in faults.items():
        at = tree
        for part in path:
            at = at.setdefault(part, {})
        at.setdefault("_schema", []).append(found)
    return ValidationError(tree)


def _listed(known: Iterable[str], conjunction: str) -> str:
    words = list(known)
    if not words:
        return "–"
    if len(words) > _LISTED:
        return ", ".join(words[:_LISTED]) + "…"
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" {conjunction} {words[-1]}"


def unknown_key(key: object, known: Iterable[str]) -> Fault:
    """A key that the format does not have: names it and the nearest one that it has."""
    words = list(known)
    near = nearest(key, words)
    return Fault(
        fr=f"la clé « {key} » est inconnue"
        + (f" ; vouliez-vous dire « {near} » ?" if near else " ; retirez-la.")
        + f" Clés possibles : {_listed(words, 'et')}.",
        en=f"the key '{key}' is unknown"
        + (f"; did you mean '{near}'?" if near else "; remove it.")
        + f" Known keys: {_listed(words, 'and')}.",
    )


def unknown_word(word: object, known: Iterable[str]) -> Fault:
    """A value outside a closed set: names it and the nearest one of the set."""
    words = list(known)
    near = nearest(word, words)
    return Fault(
        fr=f"« {word} » n'est pas une valeur possible"
        + (f" ; vouliez-vous dire « {near} » ?" if near else ".")
        + f" Écrivez {_listed(words, 'ou')}.",
        en=f"'{word}' is not a possible value"
        + (f"; did you mean '{near}'?" if near else ".")
        + f" Write {_listed(words, 'or')}.",
    )


def _leaves(messages: object, path: Path = ()) -> Iterator[tuple[Path, Fault]]:
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            yield from _leaves(below, path if key == "_schema" else (*path, key))
    elif isinstance(messages, list | tuple):
        for below in messages:
            yield from _leaves(below, path)
    elif isinstance(messages, Fault):
        yield path, messages
    else:
        yield path, Fault(fr=str(messages), en=str(messages))


def findings_of(
    error: ValidationError,
    *,
    fr: str,
    en: str,
    data: object = None,
    source: Source | None = None,
) -> tuple[Finding, ...]:
    """One finding a fault, in the order of the file.

    ``fr`` and ``en`` name the document, as ``scenario relance-devis``; ``data`` is the document itself, from
    which the scenario's key and the nodes' ids are read.
    """
    scenario, nodes = _identity(data)
    found = [
        finding_of(fault_, path, fr=fr, en=en, source=source, scenario=scenario, node=_node_at(path, nodes))
        for path, fault_ in islice(_leaves(error.messages), MOST)
    ]
    return tuple(sorted(found, key=lambda finding: finding.line or 0))


def finding_of(
    found: Fault,
    path: Path,
    *,
    fr: str,
    en: str,
    source: Source | None = None,
    scenario: str | None = None,
    node: str | None = None,
) -> Finding:
    """The finding of one fault: object, place, cause and next step in one sentence."""
    place = path_text(path)
    return Finding(
        rule=RULE,
        severity=Severity.ERROR,
        message={
            "fr": f"{fr}{', ' + place if place else ''} : {found.fr}",
            "en": f"{en}{', ' + place if place else ''}: {found.en}",
        },
        scenario=scenario,
        node=node,
        path=place or None,
        file=(source.file or None) if source else None,
        line=source.line_of(path) if source else None,
    )


def _identity(data: object) -> tuple[str | None, list[object]]:
    if not isinstance(data, Mapping) or not str(data.get("format", "")).startswith("scenario/"):
        return None, []
    key, nodes = data.get("key"), data.get("nodes")
    return key if isinstance(key, str) else None, nodes if isinstance(nodes, list) else []


def _node_at(path: Path, nodes: list[object]) -> str | None:
    if len(path) < 2 or path[0] != "nodes" or not isinstance(path[1], int) or path[1] >= len(nodes):
        return None
    node = nodes[path[1]]
    name = node.get("id") if isinstance(node, Mapping) else None
    return name if isinstance(name, str) else None
