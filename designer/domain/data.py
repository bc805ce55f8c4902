"""What is known of contacts and events: the data document (``data/1``) and the segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from designer.domain.channel import Channel
from designer.domain.condition import Condition, Scalar
from designer.domain.text import Text


class Type(Enum):
    """The type of an attribute or of an event's property."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    #: ISO 8601 date.
    DATE = "date"
    #: ISO 8601 instant.
    INSTANT = "instant"
    LIST = "list"


class Mutability(Enum):
    """How an attribute may change, which decides what the proof may trust."""

    FIXED = "fixed"
    #: Only forwards in the order of its values.
    MONOTONE = "monotone"
    VOLATILE = "volatile"


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """One attribute of the contacts."""

    name: str
    type: Type = Type.TEXT
    #: Absent: undeclared, which the proof takes as fixed and says so.
    mutability: Mutability | None = None
    values: tuple[Scalar, ...] = ()
    label: Text | None = None


@dataclass(frozen=True, kw_only=True)
class EventType:
    """One kind of fact about contacts."""

    name: str
    properties: Mapping[str, Type] = field(default_factory=dict)
    label: Text | None = None


#: Attributes every base has.
KNOWN_ATTRIBUTES: Mapping[str, Type] = {
    "id": Type.TEXT,
    "email": Type.TEXT,
    "phone": Type.TEXT,
    "language": Type.TEXT,
    "timezone": Type.TEXT,
    "household": Type.TEXT,
    "account": Type.TEXT,
    **{f"consent_{channel.value}": Type.BOOLEAN for channel in Channel},
    # following who opens which e-mail takes a consent of its own
    "consent_email_open_tracking": Type.BOOLEAN,
}

_RECEIPT = {"scenario": Type.TEXT, "node": Type.TEXT, "channel": Type.TEXT, "template": Type.TEXT}

#: Events that the product itself records.
RECEIPTS: Mapping[str, Mapping[str, Type]] = {
    **{
        f"message.{what}": _RECEIPT
        for what in (
            "sent",
            "delivered",
            "opened",
            "clicked",
            "replied",
            "bounced",
            "complained",
            "unsubscribed",
        )
    },
    **{f"task.{what}": _RECEIPT for what in ("done", "refused", "expired")},
}


@dataclass(frozen=True, kw_only=True)
class DataModel:
    """The declared attributes and events. An empty model checks no names."""

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    events: Mapping[str, EventType] = field(default_factory=dict)
    #: Whether there is a data document at all.
    declared: bool = False

    def type_of(self, attribute: str) -> Type | None:
        """The declared or known type of an attribute, else nothing."""
        if attribute in self.attributes:
            return self.attributes[attribute].type
        return KNOWN_ATTRIBUTES.get(attribute)

    def properties_of(self, event: str) -> Mapping[str, Type] | None:
        """The properties of a declared event or receipt, else nothing."""
        if event in self.events:
            return self.events[event].properties
        return RECEIPTS.get(event)


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A named audience."""

    key: str
    condition: Condition
    name: Text | None = None
