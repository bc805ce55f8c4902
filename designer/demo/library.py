"""The scenario library: complete scenarios ready to be taken into a workspace, with their messages.

The library is the folder ``scenario_library`` beside the package, itself a portfolio that ``designer check``
accepts: one folder a sector, one file a scenario, and ``messages/``, ``policy.yaml``, ``data.yaml`` and
``segments.yaml`` next to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import count
from typing import Any, Final

from designer import store
from designer.domain.errors import NotFound
from designer.domain.text import Text
from designer.formats.yamltext import parse_yaml
from designer.store import scenarios, templates

#: What the folders of the library are called on screen, in the order they are shown.
SECTORS: Final[Mapping[str, Text]] = {
    "retail": {"fr": "Commerce et e-commerce", "en": "Retail and e-commerce"},
    "b2b": {"fr": "B2B et conseil", "en": "B2B and advice"},
    "services": {"fr": "Services et points de vente", "en": "Services and shops"},
    "banque": {"fr": "Banque, crédit et assurance", "en": "Banking, credit and insurance"},
}

_DOCUMENTS = ("policy", "data", "segments")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One scenario of the library, as its list shows it."""

    key: str
    name: Text
    objective: str
    description: Text
    #: A key of ``SECTORS``.
    sector: str
    #: In the order of the nodes, once each; fallbacks included.
    channels: tuple[str, ...]
    #: Number of messages drawn: T1, T2…
    steps: int
    #: Names of the events and attributes it needs.
    data: tuple[str, ...]
    #: Keys of the message templates it uses, in the order of the nodes.
    templates: tuple[str, ...]
    #: The file, relative to the library.
    path: str


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """An entry with its documents, each call's own to change."""

    entry: Entry
    #: The file as it stands, comments included.
    yaml: str
    #: The same as a ``scenario/1`` document.
    document: dict[str, Any]
    #: Template key -> ``message/1`` document.
    messages: dict[str, dict[str, Any]]


def list_entries() -> tuple[Entry, ...]:
    """Every scenario of the library, by sector in the order of ``SECTORS``, then by key."""
    return tuple(entry for entry, _ in _catalogue().values())


def load(key: str) -> Loaded:
    """A scenario with its text and its messages. Raises ``NotFound`` when the library has no such key."""
    try:
        entry, text = _catalogue()[key]
    except KeyError:
        known = ", ".join(_catalogue())
        raise NotFound(f"The library has no scenario '{key}'; it has {known}.") from None
    return Loaded(
        entry=entry,
        yaml=text,
        document=_parse(text),
        messages={template: message(template) for template in entry.templates},
    )


def use(key: str, new_key: str | None = None) -> scenarios.ScenarioDetail:
    """Take a scenario into the workspace as a draft, with the messages that the workspace does not have yet.

    Its key is ``new_key``, else the library's own, else (when taken) ``key-2``, ``key-3``… Messages of the
    same name are left as they are: somebody may have rewritten them. Raises ``NotFound``, or ``Refused`` when
    ``new_key`` is taken.
    """
    loaded = load(key)
    with store.writing():
        known = {item.key for item in templates.list_all()}
        templates.import_all(document for name, document in loaded.messages.items() if name not in known)
        return scenarios.create(loaded.document, key=new_key or _free(key))


def _free(key: str) -> str:
    """The key itself, or the first of ``key-2``, ``key-3``… that no scenario bears."""
    numbers = count(2)
    wanted = key
    while _is_taken(wanted):
        wanted = f"{key}-{next(numbers)}"
    return wanted


def _is_taken(key: str) -> bool:
    try:
        scenarios.get(key)
    except NotFound:
        return False
    return True


def message(key: str) -> dict[str, Any]:
    """A ``message/1`` document of the library. Raises ``NotFound``."""
    file = _folder().joinpath("messages").joinpath(f"{key}.yaml")
    if not file.is_file():
        raise NotFound(f"The library has no message '{key}'.")
    return _parse(file.read_text(encoding="utf-8"))


def document(kind: str) -> dict[str, Any]:
    """The library's own ``policy``, ``data`` or ``segments`` document. Raises ``NotFound``."""
    if kind not in _DOCUMENTS:
        raise NotFound(f"The library has no document '{kind}'; it has {', '.join(_DOCUMENTS)}.")
    return _parse(_folder().joinpath(f"{kind}.yaml").read_text(encoding="utf-8"))


def _folder() -> Traversable:
    return files("scenario_library")


def _parse(text: str) -> dict[str, Any]:
    parsed: dict[str, Any] = parse_yaml(text).data
    return parsed


@cache
def _catalogue() -> Mapping[str, tuple[Entry, str]]:
    """Entry and text of each scenario, by key; the files do not change while the program runs."""
    found = {entry.key: (entry, text) for entry, text in _read()}
    order = list(SECTORS)
    return dict(sorted(found.items(), key=lambda item: (order.index(item[1][0].sector), item[0])))


def _read() -> Iterator[tuple[Entry, str]]:
    for sector in SECTORS:
        for file in _folder().joinpath(sector).iterdir():
            if file.name.endswith(".yaml"):
                text = file.read_text(encoding="utf-8")
                yield _entry(_parse(text), sector, f"{sector}/{file.name}"), text


def _entry(scenario: Mapping[str, Any], sector: str, path: str) -> Entry:
    messages = [node for node in scenario["nodes"] if node["kind"] == "message"]
    channels = [channel for node in messages for channel in (node["channel"], *node.get("fallback", ()))]
    return Entry(
        key=scenario["key"],
        name=scenario["name"],
        objective=scenario["sheet"]["objective"],
        description=scenario["sheet"]["description"],
        sector=sector,
        channels=tuple(dict.fromkeys(channels)),
        steps=len(messages),
        data=tuple(need["name"] for need in scenario["sheet"]["data"]),
        templates=tuple(dict.fromkeys(node["template"] for node in messages)),
        path=path,
    )
