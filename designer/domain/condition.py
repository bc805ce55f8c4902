"""Conditions: a tree, one operator a node, over a contact's attributes, events, segments and consents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from designer.domain.time import Duration

#: A literal of a document or an attribute's value. Dates and instants are ISO 8601 texts.
Scalar = str | int | float | bool
Value = Scalar | tuple[Scalar, ...]


class Comparison(Enum):
    """How two values are compared."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"


@dataclass(frozen=True, kw_only=True)
class All:
    """Every part is true; with no part, true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Any:
    """At least one part is true; with no part, false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Not:
    """The part is not true."""

    part: Condition


@dataclass(frozen=True, kw_only=True)
class Compare:
    """``eq: [city, Lyon]`` and its like: false when the field is missing or of another type."""

    how: Comparison
    field: str
    value: Scalar


@dataclass(frozen=True, kw_only=True)
class In:
    """``in: [stage, [prospect, lead]]``: the field's value is one of these."""

    field: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, kw_only=True)
class Between:
    """``between: [score, 40, 60]``: both ends in."""

    field: str
    low: Scalar
    high: Scalar


@dataclass(frozen=True, kw_only=True)
class IsSet:
    """``is_set: phone``: the field is there and not empty."""

    field: str


@dataclass(frozen=True, kw_only=True)
class Contains:
    """``contains: [tags, vip]``: the list holds the value, or the text holds it as a part."""

    field: str
    value: Scalar


@dataclass(frozen=True, kw_only=True)
class Matches:
    """``matches: [email, "*@example.com"]``: the whole text matches the glob (``*``, ``?``), case kept."""

    field: str
    pattern: str


@dataclass(frozen=True, kw_only=True)
class Did:
    """``did: {event, within, at_least, where}``: so many such events s with t − within < s ≤ t."""

    event: str
    #: The look-back; absent: ever.
    within: Duration | None = None
    at_least: int = 1
    #: A condition on the event's own properties.
    where: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class NotDid:
    """``not_did: …``: the matching ``did`` is false."""

    did: Did


@dataclass(frozen=True, kw_only=True)
class InSegment:
    """``in_segment: champions``: the segment's condition is true."""

    segment: str


@dataclass(frozen=True, kw_only=True)
class Consents:
    """``consents: email``: the contact has consented to the channel (``consent_<channel>``)."""

    channel: str


Condition = (
    All
    | Any
    | Not
    | Compare
    | In
    | Between
    | IsSet
    | Contains
    | Matches
    | Did
    | NotDid
    | InSegment
    | Consents
)


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and all below it, the ``where`` of events included, top first."""
    yield condition
    match condition:
        case All(parts=parts) | Any(parts=parts):
            for part in parts:
                yield from walk(part)
        case Not(part=part):
            yield from walk(part)
        case NotDid(did=did):
            yield from walk(did)
        case Did(where=where) if where is not None:
            yield from walk(where)
        case _:
            pass


def document_of(condition: Condition) -> dict[str, object]:
    """A condition as documents have it: the mapping of its tree."""
    match condition:
        case All(parts=parts):
            return {"all": [document_of(part) for part in parts]}
        case Any(parts=parts):
            return {"any": [document_of(part) for part in parts]}
        case Not(part=part):
            return {"not": document_of(part)}
        case Compare(how=how, field=field, value=value):
            return {how.value: [field, value]}
        case In(field=field, values=values):
            return {"in": [field, list(values)]}
        case Between(field=field, low=low, high=high):
            return {"between": [field, low, high]}
        case IsSet(field=field):
            return {"is_set": field}
        case Contains(field=field, value=value):
            return {"contains": [field, value]}
        case Matches(field=field, pattern=pattern):
            return {"matches": [field, pattern]}
        case Did():
            return {"did": _document_of_did(condition)}
        case NotDid(did=did):
            return {"not_did": _document_of_did(did)}
        case InSegment(segment=segment):
            return {"in_segment": segment}
        case Consents(channel=channel):
            return {"consents": channel}


def _document_of_did(did: Did) -> dict[str, object]:
    written: dict[str, object] = {"event": did.event}
    if did.within is not None:
        written["within"] = str(did.within)
    if did.at_least != 1:
        written["at_least"] = did.at_least
    if did.where is not None:
        written["where"] = document_of(did.where)
    return written
