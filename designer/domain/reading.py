"""Reading values as types and comparing them: one definition for the planner and the proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fnmatch import translate
from functools import lru_cache
from math import isfinite
from re import Pattern
from re import compile as compile_pattern

from designer.domain.condition import Comparison, Scalar, Value
from designer.domain.data import Type
from designer.domain.time import from_iso

_YES = frozenset({"true", "1", "yes", "oui"})
_NO = frozenset({"false", "0", "no", "non"})

#: Each comparison of two values that were read.
HOW: Mapping[Comparison, Callable[[object, object], bool]] = {
    Comparison.EQ: lambda a, b: a == b,
    Comparison.NE: lambda a, b: a != b,
    Comparison.GT: lambda a, b: a > b,  # type: ignore[operator]
    Comparison.GE: lambda a, b: a >= b,  # type: ignore[operator]
    Comparison.LT: lambda a, b: a < b,  # type: ignore[operator]
    Comparison.LE: lambda a, b: a <= b,  # type: ignore[operator]
}


def compares(how: Comparison, value: Value, literal: Scalar, kind: Type | None) -> bool:
    """Whether a value compares so with a literal, both read as the declared type, else as the literal's.

    What is empty, or cannot be read as that, makes every comparison false.
    """
    if value == "":
        return False
    kind = kind or type_of_literal(literal)
    left, right = read(value, kind), read(literal, kind)
    return left is not None and right is not None and HOW[how](left, right)


def type_of_literal(literal: Scalar) -> Type:
    """The type that a literal of a document shows."""
    if isinstance(literal, bool):
        return Type.BOOLEAN
    return Type.NUMBER if isinstance(literal, int | float) else Type.TEXT


def read(value: Value, kind: Type) -> bool | float | str | date | datetime | tuple[Scalar, ...] | None:
    """A value as a type, text cells being read; nothing when it cannot be read as that."""
    match kind:
        case Type.TEXT:
            return value if isinstance(value, str) else None
        case Type.NUMBER:
            return _number(value)
        case Type.BOOLEAN:
            return _boolean(value)
        case Type.DATE:
            return _instant(value, whole_days=True)
        case Type.INSTANT:
            return _instant(value, whole_days=False)
        case Type.LIST:
            return value if isinstance(value, tuple) else None


def _number(value: Value) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value) if isinstance(value, str) else value
        return number if isfinite(number) else None
    except (ValueError, OverflowError):
        return None


def _boolean(value: Value) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    return True if word in _YES else False if word in _NO else None


def _instant(value: Value, *, whole_days: bool) -> date | datetime | None:
    if not isinstance(value, str):
        return None
    try:
        instant = from_iso(value.strip())
    except (ValueError, OverflowError):
        return None
    return instant.date() if whole_days else instant


def read_cell(cell: str, kind: Type | None) -> Value | None:
    """The value of a CSV cell of a declared type; nothing where it is empty or unreadable.

    Without a declared type the text stays as it is, to be read as the literal it is compared with. A list is
    separated by ``|``; a date or instant stays ISO 8601 text.
    """
    text = cell.strip()
    if not text:
        return None
    match kind:
        case Type.NUMBER:
            return _number_of_cell(text)
        case Type.BOOLEAN:
            return _boolean(text)
        case Type.DATE:
            try:
                return date.fromisoformat(text[:10]).isoformat()
            except ValueError:
                return None
        case Type.INSTANT:
            try:
                from_iso(text)
            except (ValueError, OverflowError):
                return None
            return text
        case Type.LIST:
            return tuple(part.strip() for part in text.split("|") if part.strip())
        case _:
            return cell


def _number_of_cell(text: str) -> int | float | None:
    if len(text) > 40:
        return None
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def contains(held: Value | None, value: Scalar, kind: Type | None) -> bool:
    """Whether a list holds the value, or a text holds it as a part."""
    if isinstance(held, tuple):
        return any(_same(one, value) for one in held)
    if isinstance(held, str):
        if kind is Type.LIST:
            # a list in a cell of a file
            return str(value) in [one.strip() for one in held.replace(";", "|").replace(",", "|").split("|")]
        return isinstance(value, str) and value in held
    return False


def _same(one: Scalar, other: Scalar) -> bool:
    kind = type_of_literal(other)
    return read(one, kind) == read(other, kind)


@lru_cache(maxsize=4096)
def glob(pattern: str) -> Pattern[str]:
    """A glob for ``fullmatch``: brackets are letters, only * and ? stand for others."""
    return compile_pattern(translate(pattern.replace("[", "[[]")))
