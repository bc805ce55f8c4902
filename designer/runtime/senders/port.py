"""What a sender is: the small seam between the outbox and the world."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from designer.domain.channel import Channel
from designer.domain.time import Minute


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One message, complete, to one address."""

    #: The send key: unique for ever, carried along so that the receiver's log can be held against ours.
    key: str
    #: The planner minute for which it was decided.
    minute: Minute
    channel: Channel
    #: E-mail address, phone number, or the contact's id on channels that have no address.
    to: str
    subject: str
    html: str
    text: str
    #: The name shown as the sender's.
    sender: str
    #: Absent on messages that need no consent.
    unsubscribe_url: str | None
    #: Whether it is a test to an address of one's own.
    test: bool = False


class Fate(Enum):
    """What became of a parcel."""

    #: The other side said that it took it.
    SENT = "sent"
    #: The other side refused it for good; it did not leave.
    FAILED = "failed"
    #: It did not leave, and may be tried again later.
    RETRY = "retry"
    #: It may have left: the answer never came. Never sent again by itself.
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The sender's answer."""

    fate: Fate
    #: The other side's words, or the cause; never personal data.
    detail: str = ""
    #: The message's id at the other side.
    reference: str | None = None


class Sender(Protocol):
    """Hands parcels of one channel over."""

    #: Whether anything leaves the product. The outbox page says so when it does not.
    real: bool

    def send(self, parcel: Parcel) -> Receipt:
        """Hand a parcel over. Never raises for what the other side does."""

    def close(self) -> None:
        """Let go of connections."""
