"""The content of a message: a template (*gabarit*) as a document (``message/1``)."""

from __future__ import annotations

from dataclasses import dataclass

from designer.domain.channel import Channel
from designer.domain.text import Text


@dataclass(frozen=True, kw_only=True)
class CallToAction:
    """The one thing a message invites to do."""

    label: Text
    url: str


@dataclass(frozen=True, kw_only=True)
class Template:
    """What a message says, with Liquid merge fields; one text per language."""

    key: str
    channel: Channel
    name: Text
    sender: Text | None = None
    subject: Text | None = None
    preheader: Text | None = None
    #: Markdown with Liquid, for e-mail and letters.
    body: Text | None = None
    cta: CallToAction | None = None
    #: Plain text with Liquid, for SMS, push, calls and the like.
    text: Text | None = None
