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
from designer.domain.nodes import KINDS, TRIGGERS, Kind
from designer.domain.source import Path, Source, path_text
from designer.domain.text import Text, nearest, say

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
        finding_of(
            fault_,
            path,
            fr=fr,
            en=en,
            source=source,
            scenario=scenario,
            node=_node_at(path, nodes),
            place=place_in_words(path, data),
        )
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
    place: tuple[str, str] | None = None,
) -> Finding:
    """The finding of one fault: object, place, cause and next step in one sentence.

    ``place`` is the place in French and English, the path itself unless given.
    """
    place_fr, place_en = place or (path_text(path), path_text(path))
    return Finding(
        rule=RULE,
        severity=Severity.ERROR,
        message={
            "fr": f"{fr}{', ' + place_fr if place_fr else ''} : {found.fr}",
            "en": f"{en}{', ' + place_en if place_en else ''}: {found.en}",
        },
        scenario=scenario,
        node=node,
        path=path_text(path) or None,
        file=(source.file or None) if source else None,
        line=source.line_of(path) if source else None,
    )


def place_in_words(path: Path, data: object) -> tuple[str, str]:
    """A place of a scenario as people call it, in French and English: the node, its way out, the parameter.

    >>> place_in_words(("nodes", 0, "for"), {"format": "scenario/1", "nodes": [{"id": "w", "kind": "wait"}]})
    ('étape « w » (Attente), « Pendant » (for)', "node 'w' (Wait), 'For' (for)")

    Other places are their path.
    """
    fr: list[str] = []
    en: list[str] = []
    rest, about = path, data
    labels: Mapping[object, Text] = {}
    is_scenario = isinstance(data, Mapping) and str(data.get("format", "")).startswith("scenario/")
    if is_scenario and len(path) > 1 and path[0] in _PARTS and isinstance(path[1], int):
        about, rest = _below(_below(data, path[0]), path[1]), path[2:]
        if path[0] == "nodes":
            kind = _kind(KINDS, about)
            _name(fr, en, "étape", "node", _below(about, "id"), path[1], kind)
            labels = {field.name: field.label for field in kind.fields} if kind else {}
        else:
            ends = [str(_below(about, end) or "?") for end in ("from", "to")]
            fr.append(f"lien « {ends[0]} » → « {ends[1]} »")
            en.append(f"link '{ends[0]}' → '{ends[1]}'")
            labels = _LINK
    elif is_scenario and path[:1] == ("trigger",):
        about, rest = _below(data, "trigger"), path[1:]
        kind = _kind(TRIGGERS, about)
        fr.append(f"déclencheur ({say(kind.label, 'fr')})" if kind else "déclencheur")
        en.append(f"trigger ({say(kind.label, 'en')})" if kind else "trigger")
        labels = {field.name: field.label for field in kind.fields} if kind else {}
    if len(rest) > 1 and fr and rest[0] == "paths" and isinstance(rest[1], int):
        way = _below(_below(about, "paths"), rest[1])
        _name(fr, en, "chemin", "way out", _below(way, "path"), rest[1], None)
        rest, labels = rest[2:], _WAY
    if rest:
        label = labels.get(rest[0])
        below = path_text(rest)
        fr.append(f"« {say(label, 'fr')} » ({below})" if label else below)
        en.append(f"'{say(label, 'en')}' ({below})" if label else below)
    return ", ".join(fr), ", ".join(en)


_PARTS = ("nodes", "edges")
_LINK: Mapping[object, Text] = {
    "from": {"fr": "Départ", "en": "From"},
    "to": {"fr": "Arrivée", "en": "To"},
    "path": {"fr": "Sortie empruntée", "en": "Way out"},
}
_WAY: Mapping[object, Text] = {
    "path": {"fr": "Nom", "en": "Name"},
    "when": {"fr": "Condition", "en": "Condition"},
    "share": {"fr": "Part", "en": "Share"},
}


def _below(value: object, part: str | int) -> object:
    """What stands under a key or an index, if anything does."""
    if isinstance(part, str):
        return value.get(part) if isinstance(value, Mapping) else None
    return value[part] if isinstance(value, list) and 0 <= part < len(value) else None


def _kind(kinds: Iterable[Kind], value: object) -> Kind | None:
    word = _below(value, "kind")
    return next((kind for kind in kinds if kind.kind == word), None)


def _name(
    fr: list[str], en: list[str], what_fr: str, what_en: str, name: object, index: int, kind: Kind | None
) -> None:
    """Add a thing by its name, else by its number from 1, and its kind where it is known."""
    named = isinstance(name, str) and name
    kind_fr, kind_en = (f" ({say(kind.label, 'fr')})", f" ({say(kind.label, 'en')})") if kind else ("", "")
    fr.append((f"{what_fr} « {name} »" if named else f"{what_fr} n° {index + 1}") + kind_fr)
    en.append((f"{what_en} '{name}'" if named else f"{what_en} {index + 1}") + kind_en)


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
