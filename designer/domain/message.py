"""The content of a message: a template (*gabarit*) as a document (``message/1``)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from designer.domain.channel import Channel
from designer.domain.condition import Condition
from designer.domain.text import Text


@dataclass(frozen=True, kw_only=True)
class CallToAction:
    """The one thing a message invites to do."""

    label: Text
    url: str


@dataclass(frozen=True, kw_only=True)
class Variant:
    """Other words for some contacts; what a variant leaves out reads as in the template itself."""

    key: str
    #: Who reads it: asked of the contact at the minute at which the message leaves.
    when: Condition
    name: Text | None = None
    sender: Text | None = None
    subject: Text | None = None
    preheader: Text | None = None
    body: Text | None = None
    cta: CallToAction | None = None
    text: Text | None = None


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
    #: The first one whose condition holds is read in place of the words above.
    variants: tuple[Variant, ...] = ()

    def worded(self, variant: str | None) -> Template:
        """The template with the words of one variant, or its own; it has no variants then.

        A key that is not there reads as no variant.
        """
        chosen = next((one for one in self.variants if one.key == variant), None)
        if chosen is None:
            return replace(self, variants=()) if self.variants else self
        own = {part: getattr(chosen, part) for part in PARTS if getattr(chosen, part) is not None}
        return replace(self, variants=(), **own)


#: The parts of a template that a variant may say otherwise.
PARTS = ("sender", "subject", "preheader", "body", "cta", "text")
