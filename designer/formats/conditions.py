"""Conditions of documents: a tree, one operator a mapping."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import ValidationError

from designer.domain.channel import Channel
from designer.domain.condition import (
    All,
    Between,
    Compare,
    Comparison,
    Condition,
    Consents,
    Contains,
    Did,
    In,
    InSegment,
    IsSet,
    Matches,
    Not,
    NotDid,
    document_of,
    walk,
)
from designer.domain.condition import (
    Any as AnyOf,
)
from designer.formats.faults import fault, unknown_key
from designer.formats.fields import (
    Read,
    RecordSchema,
    duration,
    integer,
    read_list,
    read_name,
    read_record,
    read_scalar,
    read_text,
    read_word,
    text,
)

#: How many operators one condition may have.
LARGEST = 2000

#: How deep conditions may stand in one another.
DEEPEST = 16

#: What ``consents`` may name: the channels, and the individual following of openings, a consent of its own.
CONSENTS = (*(channel.value for channel in Channel), "email_open_tracking")

_COMPARISONS = {how.value: how for how in Comparison}


def read_condition(value: object) -> Condition:
    """The tree of a mapping."""
    condition = _read(value, 0)
    size = sum(1 for _ in walk(condition))
    if size > LARGEST:
        raise fault(
            f"la condition a {size} opérateurs, {LARGEST} au plus ; nommez-en des parties comme segments.",
            f"the condition has {size} operators, {LARGEST} at most; name parts of it as segments.",
        )
    return condition


def condition(**kwargs: Any) -> Read:
    """A condition."""
    return Read(read_condition, lambda tree: write_condition(tree), **kwargs)


class DidSchema(RecordSchema):
    """``{event, within, at_least, where}``."""

    of = Did

    event = text(required=True)
    within = duration(sign=">0", calendar=True)
    at_least = integer(low=0)
    where = condition()


def _read(value: object, depth: int) -> Condition:
    if depth > DEEPEST:
        raise fault(
            f"les conditions sont imbriquées plus de {DEEPEST} fois ; nommez-en des parties comme segments.",
            f"conditions stand in one another more than {DEEPEST} deep; name parts of them as segments.",
        )
    if isinstance(value, Mapping) and not value:
        raise fault(
            "la condition est vide ; choisissez ce qu'elle regarde, par exemple que la ville est Lyon"
            " (eq: [city, Lyon]).",
            "the condition is empty; choose what it looks at: one operator and what it applies to, such as"
            " eq: [city, Lyon].",
        )
    if not isinstance(value, Mapping) or len(value) != 1:
        raise fault(
            "une condition est un seul opérateur et ce à quoi il s'applique, tel que eq: [city, Lyon] ;"
            " groupez-en plusieurs par all: ou any:.",
            "a condition is one operator and what it applies to, such as eq: [city, Lyon];"
            " group several by all: or any:.",
        )
    operator, given = next(iter(value.items()))
    read = _READERS.get(operator)
    if read is None:
        raise ValidationError({operator: [unknown_key(operator, _READERS)]})
    if given is None:
        given = ()
    try:
        return read(given, depth)
    except ValidationError as error:
        raise ValidationError({operator: error.messages}) from None


def _parts(given: object, depth: int) -> tuple[Condition, ...]:
    return read_list(given, lambda part: _read(part, depth + 1))


def _operands(given: object, shape: str, count: int) -> list[Any]:
    if not isinstance(given, list | tuple) or len(given) != count:
        raise fault(f"on attend ici {shape}.", f"{shape} is expected here.")
    return list(given)


def _compare(operator: str) -> Callable[[object, int], Condition]:
    def read(given: object, depth: int) -> Condition:
        field, value = _operands(given, f"{operator}: [attribute, value]", 2)
        return Compare(how=_COMPARISONS[operator], field=read_text(field), value=read_scalar(value))

    return read


def _in(given: object, depth: int) -> Condition:
    field, values = _operands(given, "in: [attribute, [value, value]]", 2)
    return In(field=read_text(field), values=read_list(values, read_scalar))


def _between(given: object, depth: int) -> Condition:
    field, low, high = _operands(given, "between: [attribute, low, high]", 3)
    return Between(field=read_text(field), low=read_scalar(low), high=read_scalar(high))


def _contains(given: object, depth: int) -> Condition:
    field, value = _operands(given, "contains: [attribute, value]", 2)
    return Contains(field=read_text(field), value=read_scalar(value))


def _matches(given: object, depth: int) -> Condition:
    field, pattern = _operands(given, 'matches: [attribute, "*@example.com"]', 2)
    return Matches(field=read_text(field), pattern=read_text(pattern))


def _did(given: object, depth: int) -> Did:
    found: Did = read_record(given, DidSchema)
    return found


_READERS: Mapping[str, Callable[[Any, int], Condition]] = {
    "all": lambda given, depth: All(parts=_parts(given, depth)),
    "any": lambda given, depth: AnyOf(parts=_parts(given, depth)),
    "not": lambda given, depth: Not(part=_read(given, depth + 1)),
    **{operator: _compare(operator) for operator in _COMPARISONS},
    "in": _in,
    "between": _between,
    "is_set": lambda given, depth: IsSet(field=read_text(given)),
    "contains": _contains,
    "matches": _matches,
    "did": _did,
    "not_did": lambda given, depth: NotDid(did=_did(given, depth)),
    "in_segment": lambda given, depth: InSegment(segment=read_name(given)),
    "consents": lambda given, depth: Consents(channel=read_word(given, {word: word for word in CONSENTS})),
}

#: The operators, in the order of the format.
OPERATORS: tuple[str, ...] = tuple(_READERS)


def write_condition(condition: Condition) -> dict[str, Any]:
    """The mapping of a tree."""
    return document_of(condition)
