"""Values from outside: read as the declared type, or refused with words that say what was expected."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from designer.domain.condition import Value
from designer.domain.contact import has_consented
from designer.domain.data import DataModel, Type
from designer.domain.errors import BadInput
from designer.domain.time import from_iso

#: One contact's attributes or one event's properties hold no more than this, as JSON.
MAX_BYTES = 32 * 1024

_TRUE = frozenset({"true", "1", "yes", "oui"})
_FALSE = frozenset({"false", "0", "no", "non", ""})


def read(name: str, raw: object, type_: Type | None) -> Value | None:
    """A value as its declared type; nothing for nothing. Raises ``BadInput`` when it is of another type."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, (list, tuple)):
        if type_ not in (None, Type.LIST):
            raise BadInput(f"'{name}' holds a list; one {_word(type_)} is expected.")
        if not all(isinstance(part, (str, int, float, bool)) for part in raw):
            raise BadInput(f"'{name}' holds a list of something else than texts, numbers and booleans.")
        return tuple(raw)
    if not isinstance(raw, (str, int, float, bool)):
        raise BadInput(f"'{name}' must be a text, a number, a boolean or a list of them.")
    if isinstance(raw, float) and not math.isfinite(raw):
        raise BadInput(f"'{name}' is not a finite number.")
    match type_:
        case None:
            return raw
        case Type.TEXT:
            return raw if isinstance(raw, str) else str(raw)
        case Type.NUMBER:
            return _number(name, raw)
        case Type.BOOLEAN:
            return _boolean(name, raw)
        case Type.DATE | Type.INSTANT:
            return _instant(name, raw, type_)
        case Type.LIST:
            return tuple(part.strip() for part in str(raw).split("|"))


def _number(name: str, raw: str | float | bool) -> Value:
    if isinstance(raw, bool):
        raise BadInput(f"'{name}' is a boolean; a number is expected.")
    if isinstance(raw, (int, float)):
        return raw
    try:
        number = float(raw)
    except ValueError:
        raise BadInput(f"'{name}' is '{raw:.40}'; a number is expected.") from None
    if not math.isfinite(number):
        raise BadInput(f"'{name}' is '{raw:.40}'; a finite number is expected.")
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _boolean(name: str, raw: str | float | bool) -> Value:
    word = str(raw).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise BadInput(f"'{name}' is '{word:.40}'; true or false is expected.")


def _instant(name: str, raw: str | float | bool, type_: Type) -> Value:
    if not isinstance(raw, str):
        raise BadInput(f"'{name}' is {raw!r}; an ISO 8601 {_word(type_)} is expected, such as 2026-11-21.")
    try:
        from_iso(raw)
    except (ValueError, OverflowError):
        raise BadInput(
            f"'{name}' is '{raw:.40}'; an ISO 8601 {_word(type_)} is expected, such as 2026-11-21."
        ) from None
    return raw


def _word(type_: Type | None) -> str:
    return type_.value if type_ is not None else "value"


def read_all(
    raw: Mapping[Any, object], types: Mapping[str, Type | None], *, lenient: bool = False
) -> dict[str, Value | None]:
    """Values by name, each as its type. ``lenient``: what cannot be read is missing, as in a file's cell.

    Raises ``BadInput`` that lists every fault, and for names or a whole that are too long.
    """
    values: dict[str, Value | None] = {}
    faults: list[str] = []
    for name, value in raw.items():
        if not isinstance(name, str) or not name or len(name) > 120 or not name.isprintable():
            faults.append(f"'{name!s:.40}' cannot be a name: 1 to 120 printable characters are")
            continue
        try:
            values[name] = read(name, value, types.get(name))
        except BadInput as fault:
            if not lenient:
                faults.append(str(fault))
    if faults:
        raise BadInput(" ".join(faults))
    if len(json.dumps(values)) > MAX_BYTES:
        raise BadInput(
            f"The values are longer than {MAX_BYTES // 1024} KB together; send fewer or shorter ones."
        )
    return values


def attribute_types(model: DataModel, names: Mapping[str, object]) -> dict[str, Type | None]:
    """The types of these attributes, as far as they are declared or known."""
    return {name: model.type_of(name) for name in names}


def from_json(stored: Mapping[str, Any]) -> dict[str, Value]:
    """Stored attributes or properties as domain values: JSON lists are tuples again."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}


def consent_of(attributes: Mapping[str, Any], channel: str) -> bool:
    """Whether these attributes consent to a channel."""
    return has_consented(attributes, channel)


def seconds(text: object, what: str) -> int:
    """Whole seconds since 1970 of an ISO 8601 instant between 1900 and 2200. Raises ``BadInput``."""
    if not isinstance(text, str):
        raise BadInput(f"{what} must be an ISO 8601 instant such as 2026-11-21T09:00:00Z.")
    try:
        instant = from_iso(text)
    except (ValueError, OverflowError):
        raise BadInput(
            f"{what} is '{text:.40}', not an ISO 8601 instant such as 2026-11-21T09:00:00Z."
        ) from None
    if not 1900 <= instant.year <= 2200:
        raise BadInput(f"{what} is '{text:.40}'; instants between 1900 and 2200 are kept.")
    return int((instant - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
