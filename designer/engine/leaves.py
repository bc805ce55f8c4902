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
    Value,
)
from designer.domain.contact import has_consented
from designer.domain.data import Type
from designer.domain.reading import compares, contains, glob
from designer.engine.cells import Cells, cells_of, frame_cells, key_of

if TYPE_CHECKING:
    from polars import DataFrame

#: A condition that one field decides.
Leaf = Compare | In | Between | IsSet | Contains | Matches | Consents
Test = Callable[[Value], bool]

#: Distinct values of a field whose answers are kept between calls.
_MOST_KEPT = 1 << 16
_WORD = (1 << 64) - 1


def field_of(leaf: Leaf) -> str:
    """The field that a leaf looks at."""
    return f"consent_{leaf.channel}" if isinstance(leaf, Consents) else leaf.field


def test_of(leaf: Leaf, kind: Type | None) -> Test:
    """What a leaf asks of a value that is there, whose field is declared as that type."""
    match leaf:
        case Compare(how=how, value=literal):
            return lambda value: compares(how, value, literal, kind)
        case In(values=literals):
            return lambda value: any(compares(Comparison.EQ, value, one, kind) for one in literals)
        case Between(low=low, high=high):
            return lambda value: (
                compares(Comparison.GE, value, low, kind) and compares(Comparison.LE, value, high, kind)
            )
        case IsSet():
            return lambda value: value not in ("", ())
        case Contains(value=wanted):
            return lambda value: contains(value, wanted, kind)
        case Matches(pattern=pattern):
            whole = glob(pattern).fullmatch
            return lambda value: isinstance(value, str) and whole(value) is not None
        case Consents(channel=channel):
            field = f"consent_{channel}"
            return lambda value: has_consented({field: value}, channel)


class Field:
    """A field and the bits that its value decides."""

    def __init__(self, name: str, kind: Type | None) -> None:
        self.name = name
        self.kind = kind
        #: All of its bits.
        self.mask = 0
        self._tests: list[tuple[int, Test]] = []
        self._kept: dict[object, int] = {}

    def add(self, bit: int, test: Test) -> None:
        """One more bit."""
        self._tests.append((bit, test))
        self.mask |= 1 << bit
        self._kept.clear()

    def ask(self, value: Value | None) -> int:
        """The bits that hold for a value."""
        if value is None:
            return 0
        found = 0
        for bit, test in self._tests:
            if test(value):
                found |= 1 << bit
        return found

    def answers(self, values: Sequence[Value | None]) -> list[int]:
        """The bits that hold for each of these values, which are remembered unless they are many."""
        if len(values) > _MOST_KEPT:
            return [self.ask(value) for value in values]
        kept = self._kept
        if len(kept) > _MOST_KEPT:
            kept = self._kept = {}
        found = []
        for value in values:
            key = key_of(value)
            bits = kept.get(key)
            if bits is None:
                bits = kept[key] = self.ask(value)
            found.append(bits)
        return found


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
            field.add(self._bits[key], test)
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
            field = self.fields.get(name)
            if field is not None and field.mask:
                answers = field.answers(cells.values)
                for word in range(self.words):
                    if field.mask >> 64 * word & _WORD:
                        table = np.array([one >> 64 * word & _WORD for one in answers], dtype=np.uint64)
                        bits[:, word] |= table[cells.codes]
        return bits


def words_for(count: int) -> int:
    """How many words of 64 bits so many bits take, at least one."""
    return max(1, -(-count // 64))


def words_of(mask: int, words: int) -> Any:
    """uint64[words]: a mask of bits."""
    return np.array([mask >> 64 * word & _WORD for word in range(words)], dtype=np.uint64)


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
