"""Links that only we can have made: sealed, bound to one purpose, readable with any key of the ring.

A token is a Fernet token (AES-128-CBC with HMAC-SHA-256): the contact's id does not stand in it in clear, a
changed bit makes it worthless, and a token made for one purpose does not open for another. Keys rotate: the
first one seals, every one opens, so that links in letters already sent go on working.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from designer.domain.channel import Channel
from designer.domain.errors import BadInput


@dataclass(frozen=True, kw_only=True)
class Unsubscribe:
    """Who no longer wants messages on which channel, and which message said so."""

    contact: str
    channel: Channel
    #: Send key of the message that carried the link; absent for a test.
    send_key: str | None = None
    #: A link of a test message shows its page and changes nothing.
    test: bool = False


def new_key() -> str:
    """A fresh key for the ring, as text."""
    return Fernet.generate_key().decode()


class Links:
    """Seals and opens the tokens of a workspace."""

    def __init__(self, public_url: str, keys: Sequence[str]) -> None:
        self._base = public_url.rstrip("/")
        self._keys = tuple(keys)

    def unsubscribe_url(self, what: Unsubscribe) -> str:
        """The address that a message carries: a page for a person, one click for a mail program."""
        payload = [what.contact, what.channel.value, what.send_key, what.test]
        token = self._box("unsubscribe").encrypt(json.dumps(payload, separators=(",", ":")).encode())
        return f"{self._base}/u/{token.decode().rstrip('=')}"

    def read_unsubscribe(self, token: str) -> Unsubscribe:
        """What a token says. Raises ``BadInput`` when it was not made here for this, or was changed."""
        padded = token + "=" * (-len(token) % 4)
        try:
            contact, channel, send_key, test = json.loads(self._box("unsubscribe").decrypt(padded.encode()))
        except (InvalidToken, ValueError):
            raise BadInput(
                "This unsubscribe link is not complete: open it again from the message, all of it."
            ) from None
        return Unsubscribe(contact=contact, channel=Channel(channel), send_key=send_key, test=test)

    def _box(self, purpose: str) -> MultiFernet:
        return MultiFernet([Fernet(_derive(key, purpose)) for key in self._keys])


def _derive(key: str, purpose: str) -> bytes:
    digest = hmac.new(key.encode(), purpose.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest)
