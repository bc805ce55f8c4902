"""E-mail by SMTP: one connection kept open, one message at a time, and an honest answer about each."""

from __future__ import annotations

import hashlib
import re
import smtplib
import socket
import ssl
from binascii import b2a_qp
from dataclasses import dataclass
from email import policy
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import formataddr, formatdate
from urllib.parse import unquote, urlsplit

from designer.domain.errors import BadInput
from designer.domain.time import to_instant, to_iso
from designer.runtime.senders.port import Fate, Parcel, Receipt

#: Seconds to wait for the mail host at any step.
TIMEOUT_S = 15.0

_LINE_START_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, kw_only=True)
class SmtpAddress:
    """Where mail is handed over.

    ``smtp://user:password@host:port``, ``smtps://…``; ``?starttls=1`` asks for TLS.
    """

    host: str
    port: int
    tls: bool = False
    starttls: bool = False
    user: str | None = None
    password: str | None = None

    @classmethod
    def parse(cls, url: str) -> SmtpAddress:
        """Read the setting. Raises ``BadInput`` that says what a good one looks like."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise BadInput(
                "DESIGNER_SMTP_URL is not a mail host; write it as "
                "smtp://user:password@host:587?starttls=1 or smtps://host:465"
            )
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls else 25),
            tls=tls,
            starttls="starttls=1" in parts.query,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )


class SmtpSender:
    """Sends e-mail to one mail host, TLS verified where it is asked for."""

    real = True

    def __init__(self, address: SmtpAddress, *, from_address: str) -> None:
        self._address = address
        self._from = from_address
        self._connection: smtplib.SMTP | None = None

    def send(self, parcel: Parcel) -> Receipt:
        """Hand one message over.

        Until the host has taken the whole message the answer is sure: it did not leave. From the last byte
        until the host's answer it is not: such a message is ``unknown`` and never sent again by itself.
        """
        try:
            data = as_bytes(parcel, from_address=self._from)
        except ValueError as error:
            return Receipt(fate=Fate.FAILED, detail=str(error))
        try:
            smtp = self._open()
            for code, answer in self._envelope(smtp, parcel.to):
                if code >= 400:
                    smtp.rset()
                    return Receipt(
                        fate=Fate.FAILED if code >= 500 else Fate.RETRY, detail=_words(code, answer)
                    )
            code, answer = smtp.docmd("DATA")
            if code != 354:
                return Receipt(fate=Fate.FAILED if code >= 500 else Fate.RETRY, detail=_words(code, answer))
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Receipt(fate=Fate.RETRY, detail=f"the mail host does not answer: {error}")
        try:
            smtp.send(_LINE_START_DOT.sub(b"..", data) + b"\r\n.\r\n")
            code, answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Receipt(
                fate=Fate.UNKNOWN, detail=f"the mail host fell silent after taking the message: {error}"
            )
        if code >= 400:
            return Receipt(fate=Fate.FAILED if code >= 500 else Fate.RETRY, detail=_words(code, answer))
        return Receipt(fate=Fate.SENT, detail=_words(code, answer), reference=message_id(parcel, self._from))

    def close(self) -> None:
        """End the connection, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _open(self) -> smtplib.SMTP:
        if self._connection is not None:
            return self._connection
        where = self._address
        context = ssl.create_default_context()
        smtp: smtplib.SMTP
        if where.tls:
            smtp = smtplib.SMTP_SSL(where.host, where.port, timeout=TIMEOUT_S, context=context)
        else:
            smtp = smtplib.SMTP(where.host, where.port, timeout=TIMEOUT_S)
            if where.starttls:
                smtp.starttls(context=context)
        if smtp.sock is not None:
            # One small command at a time: without this each would wait for the last one's acknowledgement.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if where.user and where.password:
            smtp.login(where.user, where.password)
        self._connection = smtp
        return smtp

    def _envelope(self, smtp: smtplib.SMTP, to: str) -> list[tuple[int, bytes]]:
        return [smtp.mail(self._from), smtp.rcpt(to)]


def message_id(parcel: Parcel, from_address: str) -> str:
    """The Message-ID that a send key always has, so that what comes back can be recognised."""
    digest = hashlib.sha256(parcel.key.encode()).hexdigest()[:32]
    return f"<{digest}@{from_address.rpartition('@')[2]}>"


def as_bytes(parcel: Parcel, *, from_address: str) -> bytes:
    """The message as it goes over the wire.

    Carries the send key and the planner minute, and where there is an unsubscribe address the two headers of
    one-click unsubscription (RFC 2369 and RFC 8058). Raises ``ValueError`` when an address would break a
    header.
    """
    for value in (parcel.to, parcel.sender, parcel.subject, parcel.key):
        if "\r" in value or "\n" in value:
            raise ValueError(
                "an address or a header of the message holds a line break; correct the contact or template"
            )
    boundary = f"part-{hashlib.sha256(parcel.key.encode()).hexdigest()[:40]}"
    message = MIMEMultipart("alternative", boundary=boundary, policy=policy.compat32)
    message["From"] = formataddr((str(Header(parcel.sender, "utf-8")), from_address))
    message["To"] = parcel.to
    message["Subject"] = parcel.subject if parcel.subject.isascii() else _encoded(parcel.subject)
    message["Date"] = formatdate(to_instant(parcel.minute).timestamp())
    message["Message-ID"] = message_id(parcel, from_address)
    message["X-Designer-Send"] = parcel.key if parcel.key.isascii() else _encoded(parcel.key)
    message["X-Designer-Minute"] = to_iso(parcel.minute)
    if parcel.test:
        message["X-Designer-Test"] = "yes"
    if parcel.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{parcel.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.attach(_part(parcel.text, "plain"))
    if parcel.html:
        message.attach(_part(parcel.html, "html"))
    return message.as_bytes(policy=policy.compat32.clone(linesep="\r\n", max_line_length=None))


def _encoded(words: str) -> str:
    return Header(words, "utf-8").encode(linesep="\r\n")


def _part(words: str, kind: str) -> MIMENonMultipart:
    # binascii's encoder is C; the email package's own is what makes building a message slow.
    part = MIMENonMultipart("text", kind, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(b2a_qp(words.replace("\r\n", "\n").encode()).decode())
    return part


def _words(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode('utf-8', 'replace')}"
