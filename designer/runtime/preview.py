"""How a template reads for one contact, without sending anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.domain.condition import Value
from designer.domain.message import Template
from designer.runtime.render import Rendered, compile_template
from designer.store import codec, contacts, templates, workspace

#: Stands where a real message carries the contact's own link.
SAMPLE_LINK = "https://example.com/u/…"


def preview(
    key: str, *, document: Mapping[str, Any] | None = None, contact: str | None = None, language: str = "fr"
) -> Rendered:
    """The message as it would read.

    ``document`` takes the place of the saved text. Without a contact the merge fields show their fallbacks.
    Raises ``NotFound``, ``DocumentError``, ``BadInput`` when the Liquid does not parse.
    """
    template = codec.template(document) if document is not None else templates.load(key)
    values: Mapping[str, Value] = contacts.get(contact).attributes if contact else {}
    return rendered(template, values, language=language)


def rendered(template: Template, values: Mapping[str, Value], *, language: str) -> Rendered:
    """The words of a template for these values, with a link that leads nowhere."""
    return compile_template(template, language).render(
        {"event": {}, **values}, brand=workspace.get().brand, unsubscribe_url=SAMPLE_LINK
    )
