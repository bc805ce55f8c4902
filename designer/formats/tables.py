"""``contacts.csv`` and ``events.csv``: read row by row, their cells typed by the data document."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from designer.domain.condition import Value
from designer.domain.contact import Contact, Event
from designer.domain.data import DataModel, Type
from designer.domain.errors import BadInput
from designer.domain.reading import read_cell as read_cell
from designer.domain.time import from_iso, to_minute


def columns(path: Path) -> tuple[str, ...]:
    """The names of a CSV file's columns. Raises ``BadInput`` when it cannot be read or repeats one."""
    with _rows(path) as (header, _):
        return header


@contextmanager
def _rows(path: Path) -> Iterator[tuple[tuple[str, ...], Iterator[tuple[int, list[str]]]]]:
    """A CSV file's header and its rows with their line numbers."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = tuple(name.strip() for name in next(reader, []))
            repeated = [name for name, times in Counter(header).items() if times > 1]
            if not header or repeated:
                cause = f"the column '{repeated[0]}' stands twice" if repeated else "it is empty"
                raise BadInput(f"{path}: {cause}; the first line names each column once.")
            yield header, ((reader.line_num, row) for row in reader if row)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text; save it in that encoding.") from None
    except csv.Error as error:
        raise BadInput(f"{path} is not a CSV file: {error}; separate cells by commas.") from None


def _need(path: Path, header: tuple[str, ...], *needed: str) -> None:
    missing = [name for name in needed if name not in header]
    if missing:
        raise BadInput(
            f"{path} has no column '{missing[0]}'; it has {', '.join(header)}."
            " Add the column to the first line."
        )


def read_contacts(path: Path, data: DataModel) -> Iterator[Contact]:
    """The contacts of a CSV file with an ``id`` column and one column an attribute.

    Raises ``BadInput`` with file and line: no ``id`` column, a row without id, an id given twice.
    """
    with _rows(path) as (header, rows):
        _need(path, header, "id")
        kinds = {name: data.type_of(name) for name in header}
        seen: set[str] = set()
        for line, row in rows:
            cells = dict(zip(header, row, strict=False))
            key = cells.pop("id", "").strip()
            if not key or key in seen:
                cause = f"the id '{key}' is given twice" if key else "the id is missing"
                raise BadInput(f"{path}:{line}: {cause}; each contact has one row with an id of its own.")
            seen.add(key)
            yield Contact(id=key, attributes=_values(cells, kinds))


def read_events(path: Path, data: DataModel) -> Iterator[Event]:
    """The events of a CSV file with columns ``contact``, ``event``, ``at`` and one column a property.

    The column ``id`` is optional: without it a row's id is made of its own content, so that reading the same
    file again gives the same events. Raises ``BadInput`` with file and line for a row that cannot be read.
    """
    with _rows(path) as (header, rows):
        _need(path, header, "contact", "event", "at")
        times: Counter[bytes] = Counter()
        for line, row in rows:
            cells = dict(zip(header, row, strict=False))
            contact, name = cells.pop("contact", "").strip(), cells.pop("event", "").strip()
            at = cells.pop("at", "").strip()
            if not contact or not name:
                raise BadInput(f"{path}:{line}: the contact or the event's name is missing; add it.")
            try:
                instant = from_iso(at)
            except ValueError as error:
                raise BadInput(f"{path}:{line}: at: {error}.") from None
            key = cells.pop("id", "").strip() or _row_id(row, times)
            kinds = data.properties_of(name) or {}
            yield Event(
                id=key,
                contact=contact,
                name=name,
                at=int(instant.timestamp()),
                minute=to_minute(instant),
                properties=_values(cells, kinds),
            )


def _values(cells: Mapping[str, str], kinds: Mapping[str, Type | None]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, cell in cells.items():
        value = read_cell(cell, kinds.get(name))
        if value is not None:
            values[name] = value
    return values


def _row_id(row: list[str], times: Counter[bytes]) -> str:
    """An id made of the row's content and of how often the same row came before."""
    digest = hashlib.blake2b("\x1f".join(row).encode(), digest_size=12).digest()
    times[digest] += 1
    return f"row-{digest.hex()}-{times[digest]}"
