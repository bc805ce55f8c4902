"""What a message says to one contact: its pinned templates compiled once, its merge fields filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from designer.domain.condition import Value
from designer.domain.errors import BadInput
from designer.domain.message import Template
from designer.domain.text import LANGUAGES, Text, say
from designer.runtime.render import Compiled, compile_template
from designer.store import templates

#: Between the words of messages that travel in one.
_DIVIDER = "\n\n---\n\n"


def language_of(attributes: Mapping[str, Value]) -> str:
    """The language to write in: the contact's own where there are texts in it, else the first of ours."""
    wanted = str(attributes.get("language") or "")[:2].lower()
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


@lru_cache(maxsize=512)
def compiled(database: str, pins: tuple[tuple[str, int], ...], language: str) -> Compiled:
    """The pinned templates as one, ready for any contact; a version never changes, so neither does this.

    Raises ``BadInput`` when one does not compile, ``NotFound`` when one is not there.
    """
    return compile_template(joined([templates.pinned(key, number) for key, number in pins]), language)


def joined(parts: Sequence[Template]) -> Template:
    """Several messages as one: the first one's subject and call to action, the words of all."""
    if not parts:
        raise BadInput("The message has no template: choose one for its step and publish again.")
    first = parts[0]
    if len(parts) == 1:
        return first
    return Template(
        key="+".join(part.key for part in parts),
        channel=first.channel,
        name=first.name,
        sender=first.sender,
        subject=first.subject,
        preheader=first.preheader,
        body=_joined_text([part.body if part.body is not None else part.text for part in parts])
        if first.body is not None
        else None,
        cta=first.cta,
        text=_joined_text([part.text if part.text is not None else part.body for part in parts])
        if first.text is not None
        else None,
    )


def _joined_text(texts: Sequence[Text | None]) -> Text:
    return {language: _DIVIDER.join(say(text, language) for text in texts if text) for language in LANGUAGES}
