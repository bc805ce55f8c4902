"""Parts of a draft that may hold anything: what is not what it should be counts as not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Wire = Mapping[str, Any]


def mapping(value: object) -> Wire:
    """A mapping, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def rows(value: object) -> Iterator[Wire]:
    """The mappings of a list."""
    for row in items(value):
        if isinstance(row, Mapping):
            yield row


def items(value: object) -> Sequence[object]:
    """What a list holds."""
    return value if isinstance(value, list | tuple) else ()


def word(value: object) -> str:
    """A text without languages; figures as they are written."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def number(value: object) -> float | None:
    """A figure."""
    return None if isinstance(value, bool) or not isinstance(value, int | float) else value
