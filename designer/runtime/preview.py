"""How a template reads: for one contact, for somebody made up, and how long it gets for many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from designer.domain.channel import Channel
from designer.domain.condition import Value
from designer.domain.message import Template
from designer.domain.sms import Sms, measure
from designer.domain.text import LANGUAGES
from designer.runtime import wording
from designer.runtime.recheck import events_of
from designer.runtime.render import Compiled, compile_template
from designer.store import codec, contacts, templates, workspace
from designer.store.database import db

#: Who a template is shown for when nobody is chosen.
SOMEBODY: Mapping[str, Any] = {
    "id": "example",
    "first_name": "Camille",
    "last_name": "Martin",
    "email": "camille.martin@example.com",
    "phone": "+33639981234",
    "city": "Lyon",
}

#: Contacts whose SMS are measured.
MEASURED = 500
#: Characters that are measured in all: a text far longer than any SMS is measured for fewer contacts.
_MEASURED_CHARACTERS = 1_000_000

_UNSUBSCRIBE = "https://example.com/unsubscribe"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The words of a message for one contact."""

    subject: str
    preheader: str
    sender: str
    html: str
    text: str
    language: str
    #: Key of the variant it has the words of; nothing for the template's own.
    variant: str | None
    #: Key of the variant that the contact would read.
    reads: str | None
    #: Its length, on the channel that has one.
    sms: Sms | None


@dataclass(frozen=True, kw_only=True)
class Lengths:
    """How many SMS a text takes for the contacts looked at."""

    looked: int
    #: Number of SMS -> contacts whose message takes so many.
    parts: Mapping[int, int]
    #: Whose is the longest; nothing where nobody was looked at.
    contact: str | None
    longest: Sms | None


def preview(
    key: str,
    *,
    document: Mapping[str, Any] | None = None,
    contact: str | None = None,
    language: str | None = None,
    event: str | None = None,
    variant: str | None = None,
) -> Preview:
    """A template as stored, or ``document`` in its place, for a contact or somebody made up; nothing is sent.

    ``language`` is the contact's own unless given. ``event`` names the event whose latest properties the text
    quotes; without it the contact's latest of any name. ``variant`` is the key of the words to show, the
    empty key being the template's own; without it the contact's conditions decide. Raises ``NotFound``,
    ``DocumentError``, ``BadInput`` when it cannot be rendered.
    """
    template = _template(key, document)
    attributes: Mapping[str, Any] = contacts.get(contact).attributes if contact else SOMEBODY
    now = workspace.present()
    happened = events_of(db.session(), contact, now) if contact else []
    worded, reads = wording.read_by(template, attributes, happened, now)
    chosen = reads
    if variant is not None:
        worded = template.worded(variant)
        chosen = variant if any(one.key == variant for one in template.variants) else None
    spoken = language if language in LANGUAGES else wording.language_of(attributes)
    quoted = next((one for one in reversed(happened) if event in (None, one.name)), None)
    made = compile_template(worded, spoken).render(
        {**attributes, "event": dict(quoted.properties) if quoted else {}},
        brand=workspace.get().brand,
        unsubscribe_url=_UNSUBSCRIBE,
    )
    return Preview(
        subject=made.subject,
        preheader=made.preheader,
        sender=made.sender,
        html=made.html,
        text=made.text,
        language=spoken,
        variant=chosen,
        reads=reads,
        sms=measure(made.text) if template.channel is Channel.SMS else None,
    )


def lengths(key: str, *, document: Mapping[str, Any] | None = None, event: str | None = None) -> Lengths:
    """How many SMS a text takes for the first contacts that have a telephone number, each in its language.

    Raises ``NotFound``, ``DocumentError``, ``BadInput`` when it cannot be rendered.
    """
    template = _template(key, document)
    choosing = wording.choosing(template)
    now, brand = workspace.present(), workspace.get().brand
    made: dict[tuple[str | None, str], Compiled] = {}
    tally: Counter[int] = Counter()
    longest: tuple[Sms, str] | None = None
    asked = event is not None or (choosing is not None and choosing.needs_events)
    room = _MEASURED_CHARACTERS
    for contact, attributes in contacts.reachable("phone", limit=MEASURED):
        happened = events_of(db.session(), contact, now) if asked else []
        chosen = choosing.of(attributes, happened, now) if choosing is not None else None
        spoken = wording.language_of(attributes)
        if (chosen, spoken) not in made:
            made[chosen, spoken] = compile_template(template.worded(chosen), spoken)
        quoted = next((one for one in reversed(happened) if one.name == event), None)
        values: dict[str, Value | dict[str, Value]] = {
            **attributes,
            "event": dict(quoted.properties) if quoted else {},
        }
        text = made[chosen, spoken].render(values, brand=brand, unsubscribe_url=_UNSUBSCRIBE).text
        length = measure(text)
        room -= len(text)
        tally[length.parts] += 1
        if longest is None or (length.parts, length.units) > (longest[0].parts, longest[0].units):
            longest = length, contact
        if room < 0:
            break
    return Lengths(
        looked=sum(tally.values()),
        parts=dict(sorted(tally.items())),
        contact=longest[1] if longest else None,
        longest=longest[0] if longest else None,
    )


def _template(key: str, document: Mapping[str, Any] | None) -> Template:
    if document is None:
        return templates.load(key)
    codec.too_large(document, f"template '{key}'")
    return codec.template(document)
