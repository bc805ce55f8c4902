"""``message/1``: the content of a message."""

from __future__ import annotations

import re
from typing import Any

from designer.domain.message import CallToAction, Template, Variant
from designer.domain.source import Path
from designer.formats import conditions
from designer.formats import fields as f
from designer.formats.faults import Fault, fault, faults_at

#: How many variants one template may have.
MOST_VARIANTS = 50

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


class VariantSchema(f.RecordSchema):
    of = Variant

    key = f.name(required=True)
    name = f.words()
    when = conditions.condition(required=True)
    sender = f.words()
    subject = f.words()
    preheader = f.words()
    body = f.words()
    cta = f.record(CallToActionSchema)
    text = f.words()


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
    variants = f.records(VariantSchema)

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """Keys of variants are unique, and there are not more of them than are read."""
        variants: tuple[Variant, ...] = values.get("variants", ())
        if len(variants) > MOST_VARIANTS:
            raise faults_at(
                {
                    ("variants",): Fault(
                        fr=f"{len(variants)} variantes sont trop : un gabarit en a {MOST_VARIANTS} au plus.",
                        en=f"{len(variants)} variants are too many: a template has at most {MOST_VARIANTS}.",
                    )
                }
            )
        keys = [variant.key for variant in variants]
        doubled: dict[Path, Fault] = {
            ("variants", index, "key"): Fault(
                fr=f"la variante « {key} » est déjà là ; donnez-lui une autre clé.",
                en=f"there is a variant '{key}' already; give it another key.",
            )
            for index, key in enumerate(keys)
            if key in keys[:index]
        }
        if doubled:
            raise faults_at(doubled)
        return values
