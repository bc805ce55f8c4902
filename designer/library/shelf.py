"""The packs of the library and their scenarios, read when they are first asked for.

The library is the folder ``scenario_library`` beside the package: the portfolio of the demonstration at its
root, and one folder a pack, each a portfolio of its own. A company's own folder (setting
``DESIGNER_LIBRARY``) has the same shape; a pack of the same name takes the place of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from designer.domain.data import DataModel
from designer.domain.errors import BadInput, DocumentError, NotFound
from designer.domain.message import Template
from designer.domain.plan import Plan
from designer.domain.policy import Policy
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Scenario
from designer.domain.text import Text
from designer.formats.documents import (
    SCENARIO,
    load_data,
    load_plan,
    load_policy,
    load_scenario,
    load_segments,
    load_template,
)
from designer.formats.portfolio import SINGLE
from designer.formats.yamltext import parse_yaml

#: The pack at the root of our folder: the record shop of the demonstration.
DEMO: Final = "disquaire"

#: The order in which our packs are shown; others follow by name.
_ORDER: Final = (
    DEMO,
    "commerce",
    "ecommerce",
    "fidelite",
    "finance",
    "immobilier",
    "saas",
    "tourisme",
    "apres-vente",
    "associations",
)

#: The file that makes a folder a pack, and its format.
PACK_FILE: Final = "pack.yaml"
PACK: Final = "pack/1"

_MESSAGES: Final = "messages"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One scenario of the library, as its list shows it."""

    #: The key of its pack.
    pack: str
    #: The scenario's own key, unique within its pack.
    key: str
    name: Text
    objective: str
    description: Text
    #: The family of its key moment, where the sheet says it.
    family: str | None
    #: The kind of its trigger.
    trigger: str
    #: In the order of the nodes, once each; fallbacks included.
    channels: tuple[str, ...]
    #: Number of messages drawn: T1, T2…
    steps: int
    #: Names of the events and attributes that its sheet asks for.
    data: tuple[str, ...]
    #: Keys of the message templates it uses, in the order of the nodes.
    templates: tuple[str, ...]
    #: Its priority: the class, and the value within it.
    category: str
    value: int
    effort_days: float | None
    #: The file, relative to the folder of the library.
    path: str

    @property
    def id(self) -> str:
        """``pack/key``."""
        return f"{self.pack}/{self.key}"


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


class Pack:
    """One pack: a portfolio of its own. Its files are read when they are first needed, and once."""

    def __init__(self, key: str, folder: Path, *, own: bool = False) -> None:
        self.key = key
        self.folder = folder
        #: Whether it is a company's own.
        self.own = own

    @cached_property
    def _about(self) -> Mapping[str, Any]:
        path = self.folder / PACK_FILE
        if not path.is_file():
            return {}
        try:
            about = _parse(path.read_text(encoding="utf-8"))
        except (DocumentError, OSError, UnicodeDecodeError):
            return {}
        return about if isinstance(about, dict) else {}

    @property
    def name(self) -> Text:
        """What it is called; its key where its file does not say."""
        return _text(self._about.get("name")) or self.key

    @property
    def description(self) -> Text:
        """Whom it is for and what it teaches."""
        return _text(self._about.get("description")) or ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Its scenarios, by key."""
        return tuple(entry for entry, _, _ in self._read.values())

    def file_of(self, entry: Entry) -> Path:
        """Where a scenario of it is written."""
        demo = self.key == DEMO and not self.own
        return (self.folder if demo else self.folder.parent) / entry.path

    def entry(self, key: str) -> Entry:
        """One scenario. Raises ``NotFound``, which names those there are."""
        return self._one(key)[0]

    def load(self, key: str) -> Loaded:
        """A scenario with its text and its messages. Raises ``NotFound``."""
        entry, text, _ = self._one(key)
        return Loaded(
            entry=entry,
            yaml=text,
            document=_parse(text),
            messages={name: self.message(name) for name in entry.templates},
        )

    def message(self, key: str) -> dict[str, Any]:
        """A ``message/1`` document. Raises ``NotFound``."""
        path = self.folder / _MESSAGES / f"{key}.yaml"
        if key not in self.messages or not path.is_file():
            raise NotFound(f"The pack '{self.key}' has no message '{key}'.")
        return _mapping(path)

    @cached_property
    def messages(self) -> tuple[str, ...]:
        """The keys of its message templates."""
        return tuple(sorted(path.stem for path in (self.folder / _MESSAGES).glob("*.yaml")))

    def document(self, kind: str) -> dict[str, Any]:
        """Its ``policy``, ``data``, ``segments`` or ``plan`` document. Raises ``NotFound``."""
        path = self.folder / f"{kind}.yaml"
        if kind not in SINGLE or not path.is_file():
            raise NotFound(f"The pack '{self.key}' has no document '{kind}'.")
        return _mapping(path)

    @cached_property
    def portfolio(self) -> Portfolio:
        """Everything in it as records. Raises ``DocumentError`` when a document does not load."""
        messages = {key: self._template(key) for key in self.messages}
        segments = self._single("segments")
        return Portfolio(
            scenarios=tuple(record for _, _, record in self._read.values()),
            policy=self._record("policy", load_policy, Policy()),
            data=self._record("data", load_data, DataModel()),
            segments=load_segments(segments) if segments is not None else {},
            segments_declared=segments is not None,
            plan=self._record("plan", load_plan, Plan()),
            templates=frozenset(messages),
            messages=messages,
        )

    def scenario(self, key: str) -> Scenario:
        """One scenario as a record. Raises ``NotFound``."""
        return self._one(key)[2]

    @cached_property
    def faults(self) -> tuple[str, ...]:
        """What keeps scenarios of it from being shown: a file and its fault, in English."""
        self._read  # noqa: B018 - reading finds them
        return tuple(self._faulty)

    def _template(self, key: str) -> Template:
        return load_template(self.message(key))

    def _single(self, kind: str) -> dict[str, Any] | None:
        try:
            return self.document(kind)
        except NotFound:
            return None

    def _record(self, kind: str, load: Any, absent: Any) -> Any:
        document = self._single(kind)
        return absent if document is None else load(document)

    def _one(self, key: str) -> tuple[Entry, str, Scenario]:
        try:
            return self._read[key]
        except KeyError:
            known = ", ".join(self._read)
            raise NotFound(f"The pack '{self.key}' has no scenario '{key}'; it has {known}.") from None

    @cached_property
    def _read(self) -> Mapping[str, tuple[Entry, str, Scenario]]:
        self._faulty: list[str] = []
        found: dict[str, tuple[Entry, str, Scenario]] = {}
        for path in self._files():
            try:
                text = path.read_text(encoding="utf-8")
                document = _parse(text)
                if not isinstance(document, dict) or document.get("format") != SCENARIO:
                    continue
                record = load_scenario(document)
            except (DocumentError, OSError, UnicodeDecodeError) as error:
                self._faulty.append(f"{path}: {error}")
                continue
            where = path.relative_to(self.folder).as_posix()
            where = where if self.key == DEMO and not self.own else f"{self.folder.name}/{where}"
            found.setdefault(record.key, (_entry(self.key, document, record, where), text, record))
        return dict(sorted(found.items()))

    def _files(self) -> Iterator[Path]:
        """The files that may be scenarios: in the folder and below, not in packs below nor among messages."""
        folders = [self.folder]
        while folders:
            folder = folders.pop()
            for path in sorted(folder.iterdir()):
                if path.is_dir():
                    if path.name != _MESSAGES and not path.name.startswith(".") and not _is_pack(path):
                        folders.append(path)
                elif path.suffix == ".yaml" and path.stem not in SINGLE and path.name != PACK_FILE:
                    yield path


class Shelf:
    """Every pack there is."""

    def __init__(self, packs: Mapping[str, Pack]) -> None:
        self.packs = packs

    def pack(self, key: str) -> Pack:
        """One pack. Raises ``NotFound``, which names those there are."""
        try:
            return self.packs[key]
        except KeyError:
            known = ", ".join(self.packs)
            raise NotFound(f"The library has no pack '{key}'; it has {known}.") from None

    def entries(self) -> tuple[Entry, ...]:
        """Every scenario, by pack in the order of the packs, then by key."""
        return tuple(entry for pack in self.packs.values() for entry in pack.entries)

    def find(self, reference: str) -> tuple[Pack, Entry]:
        """A scenario by ``pack/key``, or by its key alone.

        A bare key is that of the demonstration's own portfolio, else of the one pack that has it. Raises
        ``NotFound``, or ``BadInput`` naming the packs when several have it.
        """
        name, slash, key = reference.rpartition("/")
        if slash:
            pack = self.pack(name)
            return pack, pack.entry(key)
        found = [(pack, entry) for pack in self.packs.values() for entry in pack.entries if entry.key == key]
        if len(found) == 1 or (found and found[0][0].key == DEMO):
            return found[0]
        if not found:
            known = ", ".join(sorted({entry.key for entry in self.entries()}))
            raise NotFound(f"The library has no scenario '{reference}'; it has {known}.")
        several = " or ".join(entry.id for _, entry in found)
        raise BadInput(f"Several packs have a scenario '{reference}'; write {several}.")

    def load(self, reference: str) -> Loaded:
        """A scenario with its text and its messages. Raises as ``find`` does."""
        pack, entry = self.find(reference)
        return pack.load(entry.key)


def shelf(own: Path | None = None) -> Shelf:
    """The library, with the packs of a company's own folder where one is given.

    Our own files do not change while the program runs; a company's folder is read again when a file of it
    has changed. Raises ``BadInput`` when that folder cannot be read.
    """
    if own is None:
        return _ours()
    return _with(own, _stamp(own))


def demo_pack() -> Pack:
    """The portfolio of the demonstration."""
    return shelf().pack(DEMO)


def packs_of(folder: Path, *, root: str | None = None, own: bool = False) -> dict[str, Pack]:
    """The packs of a folder of the library's shape; ``root`` names the one at its root (else its folder)."""
    found = {path.name: Pack(path.name, path, own=own) for path in sorted(folder.iterdir()) if _is_pack(path)}
    if _is_pack(folder):
        name = root or folder.name
        found[name] = Pack(name, folder, own=own)
    return found


def our_folder() -> Path:
    """The folder ``scenario_library``."""
    return Path(str(files("scenario_library").joinpath(PACK_FILE))).parent


@cache
def _ours() -> Shelf:
    return Shelf(_in_order(packs_of(our_folder(), root=DEMO)))


@lru_cache(maxsize=2)
def _with(own: Path, stamp: object) -> Shelf:
    return Shelf({**_ours().packs, **_in_order(packs_of(own, own=True))})


def _in_order(packs: Mapping[str, Pack]) -> dict[str, Pack]:
    place = {key: index for index, key in enumerate(_ORDER)}
    return dict(sorted(packs.items(), key=lambda item: (place.get(item[0], len(place)), item[0])))


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """The files of a folder and when each was last changed."""
    try:
        if not folder.is_dir():
            raise BadInput(f"{folder} is not a folder; correct DESIGNER_LIBRARY.")
        found = []
        for path in folder.rglob("*.yaml"):
            state = path.stat()
            found.append((str(path), state.st_mtime_ns, state.st_size))
        return tuple(sorted(found))
    except OSError as error:
        raise BadInput(f"{folder} cannot be read ({error.strerror}); correct DESIGNER_LIBRARY.") from error


def _is_pack(folder: Path) -> bool:
    return folder.is_dir() and ((folder / PACK_FILE).is_file() or (folder / "policy.yaml").is_file())


def _parse(text: str) -> Any:
    return parse_yaml(text).data


def _mapping(path: Path) -> dict[str, Any]:
    parsed: dict[str, Any] = _parse(path.read_text(encoding="utf-8"))
    return parsed


def _text(value: object) -> Text | None:
    """A text of a pack file as the product keeps texts, without the line breaks of its writing."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return {str(language): " ".join(str(said).split()) for language, said in value.items()}
    return None


def _entry(pack: str, document: Mapping[str, Any], record: Scenario, path: str) -> Entry:
    nodes = [node for node in document["nodes"] if node["kind"] == "message"]
    sheet = document.get("sheet") or {}
    family = record.sheet.key_moment.family if record.sheet.key_moment else None
    return Entry(
        pack=pack,
        key=record.key,
        name=record.name,
        objective=str(sheet.get("objective") or ""),
        description=record.sheet.description or "",
        family=family.value if family else None,
        trigger=document["trigger"]["kind"],
        channels=tuple(channel.value for channel in record.channels),
        steps=len(nodes),
        data=tuple(need.name for need in record.sheet.data),
        templates=tuple(dict.fromkeys(node["template"] for node in nodes if node.get("template"))),
        category=record.priority.class_.value,
        value=record.priority.value,
        effort_days=record.sheet.effort_days,
        path=path,
    )
