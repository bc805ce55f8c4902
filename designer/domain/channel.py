"""Channels and categories: the two closed sets by which messages are counted."""

from __future__ import annotations

from enum import Enum


class Channel(Enum):
    """The medium of a message."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    #: A telephone call.
    CALL = "call"
    #: A letter (*courrier*).
    MAIL = "mail"
    #: A pop-up, a banner, the customer's account.
    ONSITE = "onsite"
    #: An export to an advertising audience.
    AUDIENCE = "audience"
    WEBHOOK = "webhook"
    #: A meeting in person: only ever seen in history, it weighs.
    MEETING = "meeting"


#: The channels a message node may use.
SENDING = tuple(channel for channel in Channel if channel is not Channel.MEETING)

#: The attribute that a channel cannot do without.
ADDRESS: dict[Channel, str] = {Channel.EMAIL: "email", Channel.SMS: "phone", Channel.CALL: "phone"}


class Category(Enum):
    """The nature of a message, which is also the class of a priority, the first passing first."""

    TRANSACTIONAL = "transactional"
    SERVICE = "service"
    RELATIONSHIP = "relationship"
    COMMERCIAL = "commercial"

    @property
    def rank(self) -> int:
        """0 for the class that passes first."""
        return list(Category).index(self)

    @property
    def needs_consent(self) -> bool:
        """Whether the contact must have consented to the channel."""
        return self in (Category.RELATIONSHIP, Category.COMMERCIAL)
