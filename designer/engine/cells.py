"""Columns as distinct values: what is asked of a value is asked once, however many have it.

A column comes from records (``cells_of``) or from a frame (``frame_cells``). Cells of a frame are read like
those of a CSV file: empty is missing, a text is read as the declared type, and what has a type of its own
keeps it where none is declared.

Texts, numbers, dates and instants are read and compared as whole columns, in the forms in which they are
mostly written; what is written otherwise is read one by one by ``domain.reading``, which says what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from designer.domain.condition import Comparison, Scalar, Value
from designer.domain.data import Type
from designer.domain.errors import BadInput
from designer.domain.reading import HOW, glob, read, read_cell, type_of_literal
from designer.engine.calendar import read_date
from designer.engine.tables import A_DAY, AN_INSTANT, NO_DATE

if TYPE_CHECKING:
    from polars import Series

#: The types of values that need no reading.
_OWN = {bool: Type.BOOLEAN, int: Type.NUMBER, float: Type.NUMBER}
#: Fewer texts than these are read one by one.
_MANY = 256
#: So many cells tell whether a column repeats itself.
_SAMPLE = 1 << 15
#: Whole numbers up to here are floats exactly.
_EXACT = 1 << 53
#: What ``str.strip`` takes away.
_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())

#: A glob's letters as a regular expression of polars has them.
_GLOB = {"*": ".*", "?": ".", **{letter: f"\\{letter}" for letter in r".^$+{}[]()|\\"}}
_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-5][0-9](Z|\+00:00)?)?$"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY = date(1970, 1, 1).toordinal()
_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_A_DAY = 24 * 60 * _MINUTE
#: Between these years dates are read as whole columns.
_FROM = (date(1000, 1, 1).toordinal() - _FIRST_DAY) * _A_DAY
_TO = (date(9000, 1, 1).toordinal() - _FIRST_DAY) * _A_DAY


class Cells:
    """A column: the value of row r is ``values[codes[r]]``, nothing where it is missing.

    ``texts``, where given, are the values as a series of texts, none of them empty. ``numbers`` and ``forms``
    are their readings, where these are known already.
    """

    def __init__(
        self,
        codes: Any,
        *,
        values: Sequence[Value | None] | None = None,
        texts: Series | None = None,
        numbers: tuple[Any, Any] | None = None,
        forms: tuple[Any, Any, Any] | None = None,
    ) -> None:
        self.codes = codes  #: i8[row]
        self._given = values
        self._texts = texts
        self._given_numbers = numbers
        self._given_forms = forms

    @cached_property
    def values(self) -> Sequence[Value | None]:
        """The distinct values."""
        if self._given is not None:
            return self._given
        assert self._texts is not None
        texts: list[Value | None] = self._texts.to_list()
        return texts

    @property
    def count(self) -> int:
        """How many distinct values there are."""
        given = self._texts if self._given is None else self._given
        assert given is not None
        return len(given)

    # ── Tests: bool[distinct value] ─────────────────────────────────────────────────────────────────────

    def each(self, test: Callable[[Value], bool]) -> Any:
        """Whether a test says yes to each value that is there."""
        return np.array([value is not None and test(value) for value in self.values], dtype=bool)

    def is_set(self) -> Any:
        """Whether there is something: neither an empty text nor an empty list."""
        if self._texts is not None:
            return self._texts.is_not_null().to_numpy()
        return self.each(lambda value: value not in ("", ()))

    def match(self, pattern: str) -> Any:
        """Whether each text matches a glob as a whole."""
        if self._texts is not None:
            whole = f"^(?s:{''.join(_GLOB.get(one, one) for one in pattern)})$"
            return self._texts.str.contains(whole).fill_null(value=False).to_numpy()
        matches = glob(pattern).fullmatch
        return self.each(lambda value: isinstance(value, str) and matches(value) is not None)

    def is_true(self) -> Any:
        """Whether the value is neither empty, 0 nor false."""
        return self.is_set() if self._texts is not None else self.each(bool)

    def compare(self, how: Comparison, literal: Scalar, kind: Type | None) -> Any:
        """Whether each value compares so with a literal, as ``reading.compares`` has it."""
        kind = kind or type_of_literal(literal)
        right = read(literal, kind)
        if right is None or kind is Type.LIST:
            return np.zeros(self.count, dtype=bool)
        match kind:
            case Type.TEXT if self._texts is not None:
                return HOW[how](self._texts, right).fill_null(value=False).to_numpy()  # type: ignore[attr-defined]
            case Type.TEXT | Type.BOOLEAN:
                left, there = self._one_by_one(kind)
            case Type.NUMBER:
                left, there = self._numbers
                if isinstance(right, int) and abs(right) > _EXACT:
                    left = left.astype(object)
            case Type.DATE | Type.INSTANT:
                left, there = self._moments
                if isinstance(right, datetime):
                    right = _micros(right)
                elif isinstance(right, date):
                    left, right = left // _A_DAY, right.toordinal() - _FIRST_DAY
        found = np.zeros(self.count, dtype=bool)
        found[there] = HOW[how](left[there], right)
        return found

    def dates(self, *, of_its_day: bool) -> tuple[Any, Any]:
        """Each value as a contact's date: ``NO_DATE``, ``A_DAY`` or ``AN_INSTANT``, and its day or minute."""
        moments, is_day, known = self._forms
        kinds = np.where(known, np.where(is_day, A_DAY, AN_INSTANT), NO_DATE)
        up = 0 if of_its_day else _MINUTE - 1
        found = np.where(is_day, moments // _A_DAY, (moments + up) // _MINUTE)
        for place in self._places(~known):
            kinds[place], found[place] = dated(self.values[place], of_its_day=of_its_day)
        return kinds, found

    def _places(self, mask: Any) -> list[int]:
        """The places of the values that are there and in the mask."""
        if self._texts is not None:
            mask = mask & self._texts.is_not_null().to_numpy()
        places: list[int] = np.flatnonzero(mask).tolist()
        return places

    # ── Readings: (array, whether it could be read) of the distinct values ──────────────────────────────

    def _one_by_one(self, kind: Type) -> tuple[Any, Any]:
        readings = np.empty(self.count, dtype=object)
        readings[:] = [None if value is None or value == "" else read(value, kind) for value in self.values]
        return readings, np.array([one is not None for one in readings], dtype=bool)

    @cached_property
    def _numbers(self) -> tuple[Any, Any]:
        """As numbers: floats, or objects where they would lose a digit."""
        if self._given_numbers is not None:
            return self._given_numbers
        texts = self._as_texts
        if texts is None:
            read_, there = self._one_by_one(Type.NUMBER)
            whole = [one for one in read_[there] if isinstance(one, int)]
            if any(abs(one) > _EXACT for one in whole):
                return read_, there
            numbers = np.zeros(self.count)
            numbers[there] = read_[there]
            return numbers, there
        numbers, there = _numbers_of(texts)
        for place in self._places(~there):
            value = self.values[place]
            one = None if value is None else read(value, Type.NUMBER)
            if isinstance(one, float):
                numbers[place], there[place] = one, True
        return numbers, there

    @cached_property
    def _moments(self) -> tuple[Any, Any]:
        """As instants: microseconds since 1970; a day is its midnight UTC."""
        moments, _, known = self._forms
        moments, there = moments.copy(), known.copy()
        for place in self._places(~known):
            value = self.values[place]
            moment = _moment(value) if isinstance(value, str) else None
            if moment is not None:
                moments[place], there[place] = moment, True
        return moments, there

    @cached_property
    def _forms(self) -> tuple[Any, Any, Any]:
        """Usual dates: microseconds since 1970, whether it is a day, and whether it is written so."""
        if self._given_forms is not None:
            return self._given_forms
        texts = self._as_texts
        if texts is None:
            return np.zeros(self.count, dtype=np.int64), *np.zeros((2, self.count), dtype=bool)
        return _forms_of(texts)

    @cached_property
    def _as_texts(self) -> Series | None:
        """The values that are texts, where they are many enough to be read together."""
        if self.count < _MANY:
            return None
        if self._texts is not None:
            return self._texts
        if not all(value is None or isinstance(value, str) for value in self.values):
            return None
        import polars as pl

        try:
            return pl.Series(self.values, dtype=pl.String)
        except UnicodeEncodeError:  # half a surrogate pair, which JSON may bring
            return None


def _numbers_of(texts: Series) -> tuple[Any, Any]:
    """Texts as floats, and which of them are numbers written in the usual way."""
    import polars as pl

    usual = texts.str.contains(_NUMBER).fill_null(value=False)
    numbers = texts.set(~usual, None).cast(pl.Float64).fill_null(0.0)
    return numbers.to_numpy().copy(), usual.to_numpy().copy()


def _forms_of(texts: Series) -> tuple[Any, Any, Any]:
    import polars as pl

    usual = texts.set(~texts.str.contains(_DATE).fill_null(value=False), None)
    is_day = (usual.str.len_bytes() == 10).fill_null(value=False)
    moments = usual.str.slice(0, 19).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False)
    if is_day.any():
        days = usual.set(~is_day, None).str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
        moments = moments.zip_with(~is_day, days)
    moments = moments.cast(pl.Int64)
    known = moments.is_between(_FROM, _TO).fill_null(value=False)
    return moments.fill_null(0).to_numpy(), is_day.to_numpy(), known.to_numpy()


def _micros(instant: datetime) -> int:
    elapsed = instant - _EPOCH
    return elapsed.days * _A_DAY + elapsed.seconds * _SECOND + elapsed.microseconds


@lru_cache(maxsize=1 << 16)
def _moment(text: str) -> int | None:
    instant = read(text, Type.INSTANT)
    return _micros(instant) if isinstance(instant, datetime) else None


def dated(value: Value | None, *, of_its_day: bool = False) -> tuple[int, int]:
    """The kind of a contact's date and its day or minute since 1970, as ``Tables`` have them."""
    return _dated(value, of_its_day) if isinstance(value, str) else (NO_DATE, 0)


@lru_cache(maxsize=1 << 16)
def _dated(text: str, of_its_day: bool) -> tuple[int, int]:
    when = read_date(text)
    if when is None:
        return NO_DATE, 0
    if not isinstance(when, datetime):
        return A_DAY, when.toordinal() - _FIRST_DAY
    micros = _micros(when)
    return AN_INSTANT, micros // _MINUTE if of_its_day else -(-micros // _MINUTE)


# ── Columns ─────────────────────────────────────────────────────────────────────────────────────────────


def cells_of(column: Sequence[Value | None]) -> Cells:
    """A column of values as it is."""
    keys: Sequence[object] = column
    kinds = {*map(type, column)} - {type(None)}
    if len(kinds) > 1 or tuple in kinds:
        # 1, 1.0 and true are one key and three values
        keys = [value if isinstance(value, str) else (type(value), repr(value)) for value in column]
    values = dict(zip(keys, column, strict=True))
    places = dict(zip(values, range(len(values)), strict=True))
    codes = np.fromiter(map(places.__getitem__, keys), dtype=np.int64, count=len(keys))
    return Cells(codes, values=list(values.values()))


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
        return Cells(np.zeros(0, dtype=np.int64), values=[])
    codes, distinct = _coded(series)
    if dtype in (pl.Categorical, pl.Enum, pl.Date) or isinstance(dtype, pl.Datetime):
        distinct = _written(distinct)
    if distinct.dtype == pl.String:
        distinct = distinct.set(distinct.str.strip_chars(_BLANKS) == "", None)
        if kind in (None, Type.TEXT):
            return Cells(codes, texts=distinct)
        if kind in (Type.DATE, Type.INSTANT):
            return _read_moments(codes, distinct, kind)
        if kind is Type.NUMBER:
            return _read_numbers(codes, distinct)
    if dtype.is_float() and kind in (None, Type.NUMBER):
        there = distinct.is_finite().fill_null(value=False)
        distinct = distinct.cast(pl.Float64).set(~there, None)
        numbers = distinct.fill_null(0.0).to_numpy(), there.to_numpy()
        return Cells(codes, values=distinct.to_list(), numbers=numbers)
    return Cells(codes, values=[cell_of(value, kind) for value in distinct.to_list()])


def _coded(series: Series) -> tuple[Any, Series]:
    """The rows as numbers of distinct values, which may repeat where nearly all rows differ."""
    import polars as pl

    sample = series.gather_every(max(1, len(series) // _SAMPLE)).drop_nulls()
    if sample.n_unique() > 0.9 * len(sample):
        return np.arange(len(series)), series
    names = series.cast(pl.String).cast(pl.Categorical(pl.Categories.random()))
    # number 0 is a missing cell's, whether there is one or not
    codes = names.to_physical().cast(pl.Int64).fill_null(-1).to_numpy() + 1
    rows = np.zeros(int(codes.max()) + 1, dtype=np.int64)
    rows[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    distinct = series.gather(rows)
    if codes[rows[0]] != 0:
        distinct[0] = None
    return codes, distinct


def _written(series: Series) -> Series:
    """Words, dates and instants as texts."""
    import polars as pl

    if isinstance(series.dtype, pl.Datetime):
        if series.dtype.time_zone is not None:
            series = series.dt.convert_time_zone("UTC")
        return series.dt.replace_time_zone(None).dt.strftime("%Y-%m-%dT%H:%M:%S%.f+00:00")
    return series.dt.strftime("%Y-%m-%d") if series.dtype == pl.Date else series.cast(pl.String)


def _read_numbers(codes: Any, texts: Series) -> Cells:
    """Texts read as numbers, nothing where they cannot be."""
    numbers, usual = _numbers_of(texts)
    whole = ~texts.str.contains(".", literal=True).fill_null(value=True).to_numpy()
    values: list[Value | None] = [
        int(number) if is_whole else number
        for number, is_whole in zip(numbers.tolist(), whole.tolist(), strict=True)
    ]
    odd = np.flatnonzero(~usual).tolist()
    for place, text in zip(odd, texts.gather(odd).to_list(), strict=True):
        values[place] = None if text is None else read_cell(text, Type.NUMBER)
    if all(values[place] is None for place in odd):
        return Cells(codes, values=values, numbers=(numbers, usual))
    return Cells(codes, values=values)


def _read_moments(codes: Any, texts: Series, kind: Type) -> Cells:
    """Texts read as dates or instants, nothing where they cannot be."""
    forms = _forms_of(texts)
    _, is_day, known = forms
    usual = known & (is_day | (kind is Type.INSTANT))
    odd = np.flatnonzero(~usual & texts.is_not_null().to_numpy())
    if len(odd) == 0:
        return Cells(codes, texts=texts, forms=forms)
    return Cells(codes, texts=texts.scatter(odd, [read_cell(t, kind) for t in texts.gather(odd).to_list()]))


def cell_of(value: object, kind: Type | None) -> Value | None:
    """One cell of a frame, read as the declared type; nothing where it is empty or unreadable."""
    match value:
        case None:
            return None
        case str():
            return read_cell(value, kind)
        case list() | tuple():
            return _listed(value) if kind in (None, Type.LIST) else None
        case date():
            return value.isoformat()
        case Decimal():
            return cell_of(int(value) if value == value.to_integral_value() else float(value), kind)
        case bool() | int() | float():
            if isinstance(value, float) and not isfinite(value):
                return None
            return value if kind in (None, _OWN[value.__class__]) else read_cell(str(value).lower(), kind)
        case _:
            return None


def _listed(values: Iterable[object]) -> tuple[Scalar, ...]:
    kept = (cell_of(value, None) for value in values)
    return tuple(value for value in kept if value is not None and not isinstance(value, tuple))
