"""``message/1``: the content of a message."""

from __future__ import annotations

import re

from designer.domain.message import CallToAction, Template
from designer.formats import fields as f
from designer.formats.faults import fault

_ADDRESS = re.compile(r"(https?://|mailto:|tel:|\{\{)", re.IGNORECASE)


def _read_address(value: object) -> str:
    address = f.read_text(value).strip()
    if not _ADDRESS.match(address):
        raise fault(
            f"« {address} » n'est pas une adresse à suivre : elle commence par https://, http://, mailto:,"
            " tel: ou une variable.",
            f"'{address}' is not an address to follow: it starts with https://, http://, mailto:, tel:"
            " or a variable.",
        )
    return address


class CallToActionSchema(f.RecordSchema):
    of = CallToAction

    label = f.words(required=True)
    url = f.Read(_read_address, required=True)


class TemplateSchema(f.RecordSchema):
    """The whole document, without its ``format``."""

    of = Template

    key = f.name(required=True)
    channel = f.sending_channel(required=True)
    name = f.words(required=True)
    sender = f.words()
    subject = f.words()
    preheader = f.words()
    body = f.words()
    cta = f.record(CallToActionSchema)
    text = f.words()
