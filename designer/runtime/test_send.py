"""A test send: one message as drawn, to an address of one's own; nothing is counted, nobody enrolled."""

from __future__ import annotations

from uuid import uuid4

from flask import current_app

from designer.domain.channel import Channel
from designer.domain.errors import BadInput, NotFound, Refused
from designer.domain.scenario import Message
from designer.runtime.dispatch import address_of
from designer.runtime.links import Links, Unsubscribe
from designer.runtime.preview import SOMEBODY
from designer.runtime.recheck import events_of
from designer.runtime.render import compile_template
from designer.runtime.senders.port import Fate, Parcel
from designer.runtime.senders.registry import senders
from designer.runtime.wording import language_of, read_by
from designer.store import contacts, scenarios, templates, workspace
from designer.store.database import db

_PREFIX = {"fr": "[Test] ", "en": "[Test] "}


def send(scenario: str, *, node: str, address: str, contact: str | None = None) -> dict[str, str]:
    """Send the message of a node as drawn, with its template as it reads now: ``{send, subject}``.

    The words are a contact's, or somebody's made up; the unsubscribe link in it changes nothing. Raises
    ``NotFound``, ``BadInput`` for a node that is no e-mail or an address that is none, ``Refused`` when the
    mail host does not take it.
    """
    record = scenarios.load(scenario)
    step = record.by_id.get(node)
    if step is None:
        raise NotFound(f"The scenario '{scenario}' has no step '{node:.80}'.")
    if not isinstance(step, Message) or step.channel is not Channel.EMAIL:
        raise BadInput(f"The step '{node}' is not an e-mail; only e-mails are sent as a test.")
    if step.template is None:
        raise BadInput(f"The step '{node}' has no template; choose one first.")
    attributes = contacts.get(contact).attributes if contact else SOMEBODY
    to = address_of(Channel.EMAIL, "test", {"email": address})
    settings = current_app.extensions["designer.settings"]
    if settings.smtp_url is None:
        raise Refused("No mail host is set (DESIGNER_SMTP_URL), so that no e-mail can leave.")
    language = language_of(attributes)
    links = Links(settings.public_url or "http://127.0.0.1:8000", workspace.signing_keys())
    key = f"test/{scenario}/{node}/{uuid4().hex[:12]}"
    url = links.unsubscribe_url(
        Unsubscribe(contact=contact or "example", channel=Channel.EMAIL, send_key=key, test=True)
    )
    now = workspace.present()
    happened = events_of(db.session(), contact, now) if contact else []
    template, _ = read_by(templates.load(step.template), attributes, happened, now)
    made = compile_template(template, language).render(
        {**attributes, "event": {}}, brand=workspace.get().brand, unsubscribe_url=url
    )
    subject = _PREFIX.get(language, "") + made.subject
    sender = senders(smtp_url=settings.smtp_url, from_address=workspace.get().sender_address)[Channel.EMAIL]
    try:
        receipt = sender.send(
            Parcel(
                key=key,
                minute=workspace.present(),
                channel=Channel.EMAIL,
                to=to,
                subject=subject,
                html=made.html,
                text=made.text,
                sender=made.sender,
                unsubscribe_url=url,
                test=True,
            )
        )
    finally:
        sender.close()
    if receipt.fate is not Fate.SENT:
        raise Refused(f"The test message did not leave: {receipt.detail}. Check the mail host and try again.")
    return {"send": key, "subject": subject}
