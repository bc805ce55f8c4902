"""Portfolios: folders of documents, read with all below them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

from designer.domain.data import DataModel
from designer.domain.errors import BadInput, DocumentError
from designer.domain.finding import Finding
from designer.domain.matrix import Matrix
from designer.domain.message import Template
from designer.domain.plan import Plan
from designer.domain.policy import Policy
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Scenario
from designer.domain.source import Source
from designer.formats.documents import (
    HEAVIEST,
    MESSAGE,
    load_data,
    load_matrix,
    load_plan,
    load_policy,
    load_scenario,
    load_segments,
    load_template,
)
from designer.formats.faults import Fault, finding_of
from designer.formats.tables import columns
from designer.formats.yamltext import Parsed, Unreadable, parse_yaml

T = TypeVar("T")

_DOCUMENTS = frozenset({".yaml", ".yml", ".json"})
_MESSAGES = "messages"

#: The documents that a portfolio has one of, by the name of their file, and their formats.
SINGLE: Mapping[str, str] = {
    "policy": "policy/1",
    "data": "data/1",
    "segments": "segments/1",
    "plan": "plan/1",
    "matrix": "matrix/1",
}


@dataclass(frozen=True, kw_only=True)
class Overrides:
    """Files that take the place of a portfolio's own."""

    policy: Path | None = None
    data: Path | None = None
    contacts: Path | None = None
    events: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One portfolio as it was read: its records, where they stand, and the faults of what did not load."""

    #: The folder, or the first file given.
    root: Path
    portfolio: Portfolio
    #: ``scenario:<key>``, ``policy``, ``data``, ``segments``, ``plan`` or ``matrix`` -> file and lines.
    sources: Mapping[str, Source]
    #: Every fault of every document, by file and line.
    findings: tuple[Finding, ...] = ()
    #: Whether a file could not be read as a document at all.
    unreadable: bool = False
    #: The templates whose documents are ``message/1``, by key.
    templates: Mapping[str, Template] = field(default_factory=dict)
    contacts: Path | None = None
    events: Path | None = None


@dataclass(kw_only=True)
class _Files:
    """The files of one portfolio, before they are read."""

    root: Path
    #: Whether each was named by itself, so that it must be a document.
    loose: bool = False
    scenarios: list[Path] = field(default_factory=list)
    single: dict[str, list[Path]] = field(default_factory=dict)
    messages: list[Path] = field(default_factory=list)
    has_messages: bool = False
    contacts: list[Path] = field(default_factory=list)
    events: list[Path] = field(default_factory=list)


def read(paths: Iterable[Path | str], overrides: Overrides | None = None) -> list[Reading]:
    """The portfolios of folders and files.

    Each folder is a portfolio, read with all below it; a folder below with a ``policy.yaml`` of its own is a
    portfolio of its own. Files given by themselves make one portfolio together. Raises ``BadInput`` when a
    path does not exist or an override cannot be read; whatever else is wrong is in the readings' findings.
    """
    given = [Path(path) for path in paths]
    loose: list[Path] = []
    groups: list[_Files] = []
    for path in given:
        if _is(path, Path.is_dir):
            groups += _walk(path)
        elif _is(path, Path.is_file):
            loose.append(path)
        else:
            raise BadInput(f"{path} does not exist; give a folder or a file of scenarios.")
    if loose:
        groups.append(_loose(loose))
    readings = [_read(files, overrides or Overrides()) for files in groups]
    return [reading for reading in readings if _counts(reading)] or readings[:1]


def _is(path: Path, kind: Callable[[Path], bool]) -> bool:
    """Whether a path names something of that kind; a name too long for the file system names nothing."""
    try:
        return kind(path)
    except OSError:
        return False


def _counts(reading: Reading) -> bool:
    return bool(reading.portfolio.scenarios or reading.findings or reading.sources)


def _walk(root: Path) -> list[_Files]:
    """The files of a folder by portfolio, the folder's own first."""
    groups = {root: _Files(root=root)}
    for folder, below, files in os.walk(root):
        here = Path(folder)
        below[:] = sorted(name for name in below if not name.startswith(".") and name != "node_modules")
        owner = next(groups[parent] for parent in (here, *here.parents) if parent in groups)
        if owner.root != here and any(_single(Path(name)) == "policy" for name in files):
            owner = groups[here] = _Files(root=here)
        inside = here.relative_to(owner.root).parts
        in_messages = _MESSAGES in inside or (here == owner.root and here.name == _MESSAGES)
        owner.has_messages = owner.has_messages or in_messages
        for name in sorted(files):
            if not name.startswith("."):
                _sort(here / name, owner, in_messages=in_messages)
    return list(groups.values())


def _loose(paths: list[Path]) -> _Files:
    files = _Files(root=paths[0], loose=True)
    for path in paths:
        _sort(path, files, in_messages=False)
    return files


def _single(path: Path) -> str | None:
    return path.stem if path.suffix.lower() in _DOCUMENTS and path.stem in SINGLE else None


def _sort(path: Path, files: _Files, *, in_messages: bool) -> None:
    """Put a file where it belongs."""
    single = _single(path)
    if in_messages:
        files.messages.append(path)
    elif path.name in ("contacts.csv", "contacts.parquet"):
        files.contacts.append(path)
    elif path.name in ("events.csv", "events.parquet"):
        files.events.append(path)
    elif single is not None:
        files.single.setdefault(single, []).append(path)
    elif path.suffix.lower() in _DOCUMENTS:
        files.scenarios.append(path)


@dataclass(kw_only=True)
class _Reader:
    """Reads the files of one portfolio and keeps their faults."""

    findings: list[Finding] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    unreadable: bool = False

    def parse(self, path: Path, raw: bytes | None = None) -> Parsed | None:
        """The plain data of a file; nothing, and a finding, where it cannot be read."""
        try:
            parsed = parse_yaml(_bytes(path) if raw is None else raw, str(path))
        except DocumentError as error:
            self.findings += error.findings
            self.unreadable = True
            return None
        self.findings += parsed.findings
        return parsed

    def load(self, load: Callable[[object, Source | None], T], parsed: Parsed) -> T | None:
        """The record of a document; nothing, and findings, where it has faults."""
        try:
            return load(parsed.data, parsed.source)
        except DocumentError as error:
            self.findings += error.findings
            return None

    def single(self, name: str, paths: list[Path], load: Callable[[object, Source | None], T]) -> T | None:
        """The one document of its name; the nearest to the root where there are several, and a finding."""
        if not paths:
            return None
        first, *others = sorted(paths, key=lambda path: (len(path.parts), path))
        for other in others:
            self.fault(
                other,
                f"il y a déjà {first} ; un portefeuille n'a qu'un {name}.yaml, réunissez les deux.",
                f"there is {first} already; a portfolio has one {name}.yaml, put the two together.",
            )
        parsed = self.parse(first)
        if parsed is None:
            return None
        self.sources[name] = parsed.source
        return self.load(load, parsed)

    def fault(self, path: Path, fr: str, en: str, line: int = 1) -> None:
        """A finding about a file as a whole."""
        found = finding_of(Fault(fr=fr, en=en), (), fr=str(path), en=str(path))
        self.findings.append(found.at(file=str(path), line=line))


def _bytes(path: Path) -> bytes:
    """A document's bytes, one more than allowed at most."""
    try:
        with path.open("rb") as file:
            return file.read(HEAVIEST + 1)
    except OSError as error:
        cause = Fault(
            fr=f"le fichier ne se lit pas ({error.strerror}).",
            en=f"the file cannot be read ({error.strerror}).",
        )
        found = finding_of(cause, (), fr=str(path), en=str(path))
        raise Unreadable([found.at(file=str(path), line=1)]) from None


def _read(files: _Files, overrides: Overrides) -> Reading:
    reader = _Reader()
    single = dict(files.single)
    for name, override in (("policy", overrides.policy), ("data", overrides.data)):
        if override is not None:
            if not _is(override, Path.is_file):
                raise BadInput(f"{override} does not exist; give the {name} document that is to be used.")
            single[name] = [override]
    policy = reader.single("policy", single.get("policy", []), load_policy)
    data = reader.single("data", single.get("data", []), load_data)
    segments = reader.single("segments", single.get("segments", []), load_segments)
    plan = reader.single("plan", single.get("plan", []), load_plan)
    matrix = reader.single("matrix", single.get("matrix", []), load_matrix)
    scenarios = tuple(_scenarios(reader, files.scenarios, all_of_them=files.loose))
    templates = dict(_templates(reader, files.messages))
    contacts = _table(reader, "contacts.csv", files.contacts, overrides.contacts)
    events = _table(reader, "events.csv", files.events, overrides.events)
    return Reading(
        root=files.root,
        portfolio=Portfolio(
            scenarios=scenarios,
            policy=policy or Policy(),
            # where it has faults it counts as absent, so that no name is blamed for them
            data=data or DataModel(),
            segments=segments or {},
            segments_declared=segments is not None,
            plan=plan or Plan(),
            matrix=matrix or Matrix(),
            templates=_keys(path.name for path in files.messages) | _library()
            if files.has_messages
            else None,
            messages=templates,
            columns=_columns(reader, contacts),
        ),
        sources=reader.sources,
        findings=tuple(reader.findings),
        unreadable=reader.unreadable,
        templates=templates,
        contacts=contacts,
        events=events,
    )


def _scenarios(reader: _Reader, paths: list[Path], *, all_of_them: bool) -> Iterator[Scenario]:
    """The scenarios of the files that are scenarios, by key; a key given twice is a finding."""
    found: dict[str, Scenario] = {}
    for path in paths:
        try:
            raw = _bytes(path)
        except DocumentError as error:
            reader.findings += error.findings
            reader.unreadable = True
            continue
        if not all_of_them and not any(word in raw for word in (b"scenario", b"trigger")):
            continue
        parsed = reader.parse(path, raw)
        if parsed is None or not (all_of_them or _is_scenario(parsed.data)):
            continue
        scenario = reader.load(load_scenario, parsed)
        if scenario is None:
            continue
        if scenario.key in found:
            first = reader.sources[f"scenario:{scenario.key}"].file
            reader.fault(
                path,
                f"la clé « {scenario.key} » est déjà celle de {first} ; donnez-en une autre à ce scénario.",
                f"the key '{scenario.key}' is already that of {first}; give this scenario another one.",
                parsed.source.line_of(("key",)) or 1,
            )
            continue
        found[scenario.key] = scenario
        reader.sources[f"scenario:{scenario.key}"] = parsed.source
    yield from (found[key] for key in sorted(found))


def _is_scenario(data: object) -> bool:
    return isinstance(data, Mapping) and (
        str(data.get("format", "")).startswith("scenario/")
        # whoever has these means a scenario, and is told what its format lacks
        or ("format" not in data and "trigger" in data and "nodes" in data)
    )


def _templates(reader: _Reader, paths: list[Path]) -> Iterator[tuple[str, Template]]:
    for path in paths:
        if path.suffix.lower() not in _DOCUMENTS:
            continue
        parsed = reader.parse(path)
        if parsed is None or not isinstance(parsed.data, Mapping) or parsed.data.get("format") != MESSAGE:
            continue
        template = reader.load(load_template, parsed)
        if template is not None:
            yield template.key, template


@cache
def _library() -> frozenset[str]:
    """The templates of the library that comes with the product, which every portfolio may use."""
    try:
        messages = resources.files("scenario_library") / _MESSAGES
        return _keys(entry.name for entry in messages.iterdir())
    except (ModuleNotFoundError, OSError):
        return frozenset()


def _keys(names: Iterable[str]) -> frozenset[str]:
    """The templates that the files of a messages folder stand for: ``t1`` by ``t1.yaml`` or ``t1.fr.md``."""
    keys: set[str] = set()
    for name in names:
        parts = name.split(".")
        keys.update(".".join(parts[:end]) for end in range(1, max(len(parts), 2)))
    return frozenset(keys)


def _table(reader: _Reader, name: str, paths: list[Path], override: Path | None) -> Path | None:
    if override is not None:
        if not _is(override, Path.is_file):
            raise BadInput(f"{override} does not exist; give the file that takes the place of {name}.")
        return override
    if not paths:
        return None
    first, *others = sorted(paths, key=lambda path: (len(path.parts), path))
    for other in others:
        reader.fault(
            other,
            f"il y a déjà {first} ; un portefeuille n'a qu'un {name}, réunissez les deux.",
            f"there is {first} already; a portfolio has one {name}, put the two together.",
        )
    return first


def _columns(reader: _Reader, contacts: Path | None) -> frozenset[str] | None:
    if contacts is None or contacts.suffix.lower() != ".csv":
        return None
    try:
        return frozenset(columns(contacts))
    except BadInput as error:
        reader.fault(contacts, f"le fichier ne se lit pas ({error}).", f"the file cannot be read ({error}).")
        reader.unreadable = True
        return None
