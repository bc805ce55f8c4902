"""The people written to, and the facts about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from designer.domain.condition import Value
from designer.domain.time import Minute

_YES = frozenset({"true", "1", "yes", "oui"})


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A person: an id and attributes; a missing attribute is not in the mapping."""

    id: str
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact about a contact."""

    #: Unique for ever; the same id twice is the same fact.
    id: str
    contact: str
    name: str
    #: When it happened: whole seconds since 1970-01-01T00:00Z.
    at: int
    #: The planner minute at which it is taken: never before it arrived.
    minute: Minute
    properties: Mapping[str, Value] = field(default_factory=dict)


def has_consented(attributes: Mapping[str, Value], channel: str) -> bool:
    """Whether ``consent_<channel>`` says yes: true, 1, yes or oui; anything else, or nothing, is no."""
    value = attributes.get(f"consent_{channel}")
    return value is not None and str(value).strip().lower() in _YES
