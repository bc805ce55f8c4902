"""What a message says to one contact: its pinned templates compiled once, its merge fields filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from designer.domain.condition import Value
from designer.domain.contact import Event
from designer.domain.errors import BadInput
from designer.domain.message import Template
from designer.domain.text import LANGUAGES, Text, say
from designer.domain.time import Minute
from designer.engine.asking import Asker
from designer.engine.calendar import zone_named
from designer.runtime.render import Compiled, compile_template
from designer.store import documents, templates

#: Between the words of messages that travel in one.
_DIVIDER = "\n\n---\n\n"


def language_of(attributes: Mapping[str, Value]) -> str:
    """The language to write in: the contact's own where there are texts in it, else the first of ours."""
    wanted = str(attributes.get("language") or "")[:2].lower()
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


class Choosing:
    """Which variant of a template a contact reads: the first whose condition holds, else none.

    Raises ``BadInput`` for a condition that cannot be asked, such as of a segment that stands in itself.
    """

    def __init__(self, template: Template) -> None:
        zone = zone_named(documents.policy().timezone)
        assert zone is not None  # the policy's schema has checked it
        self._keys = tuple(variant.key for variant in template.variants)
        self._asker = Asker(
            [variant.when for variant in template.variants],
            segments=documents.segments(),
            data=documents.data(),
            zone=zone,
        )

    @property
    def needs_events(self) -> bool:
        """Whether the answer depends on what the contact has done."""
        return bool(self._asker.events)

    def of(self, attributes: Mapping[str, Value], events: Sequence[Event], now: Minute) -> str | None:
        """The key of the variant that a contact reads at ``now``; ``events`` are its own."""
        found = self._asker.of_one(attributes, events, now)
        return next((key for key, holds in zip(self._keys, found, strict=True) if holds), None)


def choosing(template: Template) -> Choosing | None:
    """How a template's variants are chosen; nothing where it has none."""
    return Choosing(template) if template.variants else None


def read_by(
    template: Template, attributes: Mapping[str, Value], events: Sequence[Event], now: Minute
) -> tuple[Template, str | None]:
    """A template with the words that a contact reads at ``now``, and the key of their variant.

    Raises ``BadInput`` for a condition that cannot be asked.
    """
    choosing = Choosing(template) if template.variants else None
    variant = choosing.of(attributes, events, now) if choosing is not None else None
    return template.worded(variant), variant


@lru_cache(maxsize=512)
def pinned_choosing(database: str, key: str, number: int, rules: int) -> Choosing | None:
    """The same of a template as published, under the rules of one revision: its segments may change.

    Raises ``BadInput`` as ``Choosing``, ``NotFound`` when it is not there.
    """
    return choosing(templates.pinned(key, number))


@lru_cache(maxsize=512)
def compiled(
    database: str,
    pins: tuple[tuple[str, int], ...],
    language: str,
    variants: tuple[str | None, ...] = (),
) -> Compiled:
    """The pinned templates as one, ready for any contact; a version never changes, so neither does this.

    ``variants`` names each one's variant, or nothing for its own words. Raises ``BadInput`` when one does
    not compile, ``NotFound`` when one is not there.
    """
    chosen = variants or (None,) * len(pins)
    return compile_template(
        joined(
            [
                templates.pinned(key, number).worded(variant)
                for (key, number), variant in zip(pins, chosen, strict=True)
            ]
        ),
        language,
    )


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
