"""How a template reads: for one contact, or for somebody made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.domain.text import LANGUAGES
from designer.runtime.render import compile_template
from designer.runtime.wording import language_of
from designer.store import codec, contacts, events, templates, workspace
from designer.store.values import from_json

#: Who a template is shown for when nobody is chosen.
SOMEBODY: Mapping[str, Any] = {
    "id": "example",
    "first_name": "Camille",
    "last_name": "Martin",
    "email": "camille.martin@example.com",
    "city": "Lyon",
}


def preview(
    key: str,
    *,
    document: Mapping[str, Any] | None = None,
    contact: str | None = None,
    language: str | None = None,
) -> dict[str, str]:
    """Subject, HTML and text of a template as stored, or of ``document`` in its place; nothing is sent.

    Raises ``NotFound``, ``DocumentError``, ``BadInput`` when it cannot be rendered.
    """
    if document is not None:
        codec.too_large(document, f"template '{key}'")
        template = codec.template(document)
    else:
        template = templates.load(key)
    attributes: Mapping[str, Any] = contacts.get(contact).attributes if contact else SOMEBODY
    spoken = language if language in LANGUAGES else language_of(attributes)
    latest = events.of_contact(contact, until=workspace.present(), limit=1) if contact else []
    values = {**attributes, "event": from_json(latest[0].properties) if latest else {}}
    made = compile_template(template, spoken).render(
        values, brand=workspace.get().brand, unsubscribe_url="https://example.com/unsubscribe"
    )
    return {"subject": made.subject, "html": made.html, "text": made.text}
