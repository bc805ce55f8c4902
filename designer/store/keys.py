"""What a name that identifies something may look like."""

from __future__ import annotations

import re

from designer.domain.errors import BadInput

_SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")


def valid_slug(key: object, what: str) -> str:
    """The key, when it is a slug of at most 80 characters. Raises ``BadInput`` that shows a good one."""
    if not isinstance(key, str) or len(key) > 80 or not _SLUG.fullmatch(key):
        raise BadInput(
            f"'{key!s:.80}' cannot be the key of a {what}: use lower-case letters, digits and hyphens, "
            "at most 80, such as relance-devis."
        )
    return key


def valid_id(value: object, what: str) -> str:
    """The id, when it is one line of 1 to 200 printable characters. Raises ``BadInput``."""
    if not isinstance(value, str) or not 1 <= len(value) <= 200 or not value.isprintable():
        raise BadInput(f"The id of a {what} is a text of 1 to 200 printable characters, not {value!r:.80}.")
    return value
