"""Leaves of conditions, each a bit: what a contact's attributes, or an event's properties, say about them.

A leaf looks at one field, so that it is answered once for each distinct value of the field and the answers
are handed to all who have that value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from designer.domain.condition import (
    Between,
    Compare,
    Comparison,
    Consents,
    Contains,
    In,
    IsSet,
    Matches,
    Scalar,
    Value,
)
from designer.domain.contact import has_consented
from designer.domain.data import Type
from designer.domain.reading import contains
from designer.engine.cells import Cells, cells_of, frame_cells

if TYPE_CHECKING:
    from polars import DataFrame

#: A condition that one field decides.
Leaf = Compare | In | Between | IsSet | Contains | Matches | Consents
#: Of a column: bool[distinct value].
Test = Callable[[Cells], Any]


def field_of(leaf: Leaf) -> str:
    """The field that a leaf looks at."""
    return f"consent_{leaf.channel}" if isinstance(leaf, Consents) else leaf.field


def test_of(leaf: Leaf, kind: Type | None) -> Test:
    """What a leaf asks of the values of its field, which is declared as that type."""
    match leaf:
        case Compare(how=how, value=literal):
            return lambda cells: cells.compare(how, literal, kind)
        case In(values=literals):
            return lambda cells: _any_equal(cells, literals, kind)
        case Between(low=low, high=high):
            return lambda cells: (
                cells.compare(Comparison.GE, low, kind) & cells.compare(Comparison.LE, high, kind)
            )
        case IsSet():
            return Cells.is_set
        case Contains(value=wanted):
            return lambda cells: cells.each(lambda value: contains(value, wanted, kind))
        case Matches(pattern=pattern):
            return lambda cells: cells.match(pattern)
        case Consents(channel=channel):
            field = f"consent_{channel}"
            return lambda cells: cells.each(lambda value: has_consented({field: value}, channel))


def _any_equal(cells: Cells, literals: Iterable[Scalar], kind: Type | None) -> Any:
    found = np.zeros(cells.count, dtype=bool)
    for literal in literals:
        found |= cells.compare(Comparison.EQ, literal, kind)
    return found


class Field:
    """A field and the bits that its value decides."""

    def __init__(self, name: str, kind: Type | None) -> None:
        self.name = name
        self.kind = kind
        self.tests: list[tuple[int, Test]] = []


class Leaves:
    """The bits of a set of leaves over fields of declared types."""

    def __init__(self, type_of: Callable[[str], Type | None]) -> None:
        self.type_of = type_of
        self.fields: dict[str, Field] = {}
        self._bits: dict[str, int] = {}

    @property
    def words(self) -> int:
        """How many words of 64 bits the bits take, at least one."""
        return words_for(len(self._bits))

    def add(self, leaf: Leaf) -> int:
        """The bit of a leaf; the same leaf has the same bit."""
        field = self.field(field_of(leaf))
        # as keys, 1 and true would be the same literal
        return self.add_test(repr(leaf), field, test_of(leaf, field.kind))

    def add_test(self, key: str, field: Field, test: Test) -> int:
        """The bit of a test of a field; the same key is the same test."""
        if key not in self._bits:
            self._bits[key] = len(self._bits)
            field.tests.append((self._bits[key], test))
        return self._bits[key]

    def has(self, key: str) -> bool:
        """Whether the test of that key has a bit."""
        return key in self._bits

    def field(self, name: str) -> Field:
        """The field of that name, looked at from now on."""
        if name not in self.fields:
            self.fields[name] = Field(name, self.type_of(name))
        return self.fields[name]

    def bits(self, columns: Mapping[str, Cells], rows: int) -> Any:
        """uint64[rows, words]: the bits that hold in each row."""
        bits = np.zeros((rows, self.words), dtype=np.uint64)
        for name, cells in columns.items():
            if name in self.fields:
                tables: dict[int, Any] = {}
                for bit, test in self.fields[name].tests:
                    table = tables.setdefault(bit >> 6, np.zeros(cells.count, dtype=np.uint64))
                    table |= test(cells).astype(np.uint64) << np.uint64(bit & 63)
                for word, table in tables.items():
                    bits[:, word] |= table[cells.codes]
        return bits

    def mask(self, names: Iterable[str]) -> Any:
        """uint64[words]: all bits that these fields decide."""
        mask = np.zeros(self.words, dtype=np.uint64)
        for name in names:
            if name in self.fields:
                for bit, _ in self.fields[name].tests:
                    mask[bit >> 6] |= np.uint64(1 << (bit & 63))
        return mask


def words_for(count: int) -> int:
    """How many words of 64 bits so many bits take, at least one."""
    return max(1, -(-count // 64))


def record_columns(fields: Iterable[str], rows: Sequence[Mapping[str, Value]]) -> dict[str, Cells]:
    """Each field's column of records."""
    return {name: cells_of([row.get(name) for row in rows]) for name in fields}


def frame_columns(
    fields: Iterable[str], frame: DataFrame, type_of: Callable[[str], Type | None], rows: Any = None
) -> dict[str, Cells]:
    """The columns of a frame that are fields, read as their declared types; of some rows only, if given."""
    there = set(frame.columns)
    columns = {name: frame[name] for name in fields if name in there}
    return {
        name: frame_cells(column if rows is None else column.gather(rows), type_of(name))
        for name, column in columns.items()
    }
