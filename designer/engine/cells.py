"""Columns as distinct values: what is asked of a value is asked once, however many have it.

A column comes from records (``cells_of``) or from a frame (``frame_cells``). Cells of a frame are read like
those of a CSV file: empty is missing, a text is read as the declared type, and what has a type of its own
keeps it where none is declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from designer.domain.condition import Value
from designer.domain.data import Type
from designer.domain.errors import BadInput
from designer.domain.reading import read_cell

if TYPE_CHECKING:
    from polars import Series

#: The types of values that need no reading.
_OWN = {str: Type.TEXT, bool: Type.BOOLEAN, int: Type.NUMBER, float: Type.NUMBER, tuple: Type.LIST}


class Cells(NamedTuple):
    """A column: the value of row r is ``values[codes[r]]``; nothing where it is missing."""

    values: list[Value | None]
    codes: Any  #: i8[row]


def key_of(value: Value | None) -> object:
    """What tells a value from others as keys do not: 1, 1.0 and true are three values."""
    return value if value is None or value.__class__ is str else (value.__class__, repr(value))


def cells_of(column: Sequence[Value | None]) -> Cells:
    """A column of values as it is."""
    places: dict[object, int] = {}
    codes = [
        places.setdefault(
            value if value.__class__ is str or value is None else key_of(value),
            len(places),
        )
        for value in column
    ]
    values: list[Value | None] = [None] * len(places)
    for code, value in zip(codes, column, strict=True):
        values[code] = value
    return Cells(values, np.array(codes, dtype=np.int64))


def frame_cells(series: Series, kind: Type | None) -> Cells:
    """A column of a frame, read as the declared type.

    Raises ``BadInput`` when its cells are neither texts, numbers, booleans, dates, instants nor lists.
    """
    import polars as pl

    dtype = series.dtype
    if isinstance(dtype, pl.List | pl.Array):
        return cells_of([cell_of(value, kind) for value in series.to_list()])
    if not (
        dtype.is_numeric()
        or dtype in (pl.String, pl.Boolean, pl.Date, pl.Null, pl.Categorical, pl.Enum)
        or isinstance(dtype, pl.Datetime)
    ):
        raise BadInput(
            f"The column '{series.name}' holds {dtype}, which is no attribute;"
            " make it texts, numbers, booleans, dates, instants or lists."
        )
    if series.is_empty():
        return Cells([None], np.zeros(0, dtype=np.int64))
    names = series.cast(pl.String).cast(pl.Categorical(pl.Categories.random()))
    # code 0 is a missing cell's, whether there is one or not
    codes = names.to_physical().cast(pl.Int64).fill_null(-1).to_numpy() + 1
    rows = np.zeros(int(codes.max()) + 1, dtype=np.int64)
    rows[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    values: list[Value | None] = [None]
    values += [cell_of(value, kind) for value in series.gather(rows[1:]).to_list()]
    return Cells(values, codes)


def cell_of(value: object, kind: Type | None) -> Value | None:
    """One cell of a frame, read as the declared type; nothing where it is empty or unreadable."""
    match value:
        case None:
            return None
        case str():
            return read_cell(value, kind)
        case list() | tuple():
            return _listed(value) if kind in (None, Type.LIST) else None
        case datetime():
            aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            return read_cell(aware.isoformat(), kind)
        case date():
            return read_cell(value.isoformat(), kind)
        case Decimal():
            return cell_of(int(value) if value == value.to_integral_value() else float(value), kind)
        case bool() | int() | float():
            if isinstance(value, float) and not isfinite(value):
                return None
            return value if kind in (None, _OWN[value.__class__]) else read_cell(str(value).lower(), kind)
        case _:
            return None


def _listed(values: Iterable[object]) -> tuple[str | int | float | bool, ...]:
    kept = (cell_of(value, None) for value in values)
    return tuple(value for value in kept if value is not None and not isinstance(value, tuple))
