"""Which sender each channel has: a real one where there is one and it is set up, else the logbook."""

from __future__ import annotations

from collections.abc import Mapping

from designer.domain.channel import Channel
from designer.runtime.senders.email import SmtpAddress, SmtpSender
from designer.runtime.senders.logbook import Logbook
from designer.runtime.senders.port import Sender


def senders(*, smtp_url: str | None, from_address: str) -> Mapping[Channel, Sender]:
    """A sender for every channel. Raises ``BadInput`` when the mail host's address is not one."""
    logbook = Logbook()
    chosen: dict[Channel, Sender] = dict.fromkeys(Channel, logbook)
    if smtp_url is not None:
        chosen[Channel.EMAIL] = SmtpSender(SmtpAddress.parse(smtp_url), from_address=from_address)
    return chosen
