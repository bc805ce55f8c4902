"""A mail host of one's own that delivers nothing: the demo's, and the tests' witness.

It speaks real SMTP (aiosmtpd) on the loopback and keeps every message, whole, in a log of its own beside
the application's database, so that what really left can be held against what the application says. A
message is written before it is acknowledged. To run it alone:
``python -m designer.runtime.sink --port 2525 --log sink.db``.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import sqlite3
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import TYPE_CHECKING

import click
from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session

#: The largest message taken, in bytes.
LARGEST = 10_000_000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at TEXT NOT NULL,
    send_key TEXT,
    minute TEXT,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    raw BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS mail_by_key ON mail (send_key);
CREATE INDEX IF NOT EXISTS mail_by_recipient ON mail (recipient);
"""
_COLUMNS = "id, received_at, send_key, minute, recipient, subject, raw"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One message as it arrived."""

    id: int
    #: ISO 8601, of the machine's clock.
    received_at: str
    #: The send key and the planner minute (ISO 8601) that it carries; absent on mail of others.
    send_key: str | None
    minute: str | None
    recipient: str
    subject: str
    #: The whole source.
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The parsed message."""
        return message_from_bytes(self.raw, policy=policy.default)

    def part(self, kind: str) -> str:
        """The words of the ``html`` or ``plain`` part; empty when there is none."""
        body = self.message.get_body((kind,))
        return str(body.get_content()) if body is not None else ""


class SinkLog:
    """The append-only log of a sink; any number of readers beside the one writer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = threading.local()
        with contextlib.closing(self._connect()) as db:
            db.executescript(_SCHEMA)

    def append(self, *, recipients: list[str], raw: bytes) -> None:
        """Keep one message, once per recipient, on disk when this returns."""
        parsed = BytesHeaderParser(policy=policy.default).parsebytes(raw)
        row = (
            datetime.now(UTC).isoformat(timespec="milliseconds"),
            _header(parsed, "X-Designer-Send"),
            _header(parsed, "X-Designer-Minute"),
        )
        subject = _header(parsed, "Subject") or ""
        if not hasattr(self._writing, "db"):
            self._writing.db = self._connect()
        with self._writing.db as db:
            db.executemany(
                "INSERT INTO mail (received_at, send_key, minute, recipient, subject, raw) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [(*row, recipient, subject, raw) for recipient in recipients],
            )

    def count(self) -> int:
        """How many messages have arrived."""
        with contextlib.closing(self._connect()) as db:
            return int(db.execute("SELECT count(*) FROM mail").fetchone()[0])

    def get(self, mail_id: int) -> Mail | None:
        """One message by its number in the log."""
        return next(self._select("WHERE id = ?", (mail_id,)), None)

    def by_key(self, send_key: str) -> Mail | None:
        """The message that carries a send key, the last one if there are several."""
        return next(self._select("WHERE send_key = ? ORDER BY id DESC LIMIT 1", (send_key,)), None)

    def latest(self, *, limit: int = 50, before: int | None = None, search: str = "") -> list[Mail]:
        """The newest messages first, those before a number, with words of the subject or the recipient."""
        like = f"%{search}%"
        return list(
            self._select(
                "WHERE (? IS NULL OR id < ?) AND (subject LIKE ? OR recipient LIKE ?) "
                "ORDER BY id DESC LIMIT ?",
                (before, before, like, like, limit),
            )
        )

    def every(self) -> Iterator[Mail]:
        """All messages in the order of arrival."""
        return self._select("ORDER BY id", ())

    def _select(self, clause: str, values: tuple[object, ...]) -> Iterator[Mail]:
        with contextlib.closing(self._connect()) as db:
            for row in db.execute(f"SELECT {_COLUMNS} FROM mail {clause}", values):  # noqa: S608 - clauses are ours
                names = ("id", "received_at", "send_key", "minute", "recipient", "subject", "raw")
                yield Mail(**dict(zip(names, row, strict=True)))

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self.path, timeout=10)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        return db


class Sink:
    """The mail host itself, on the loopback, in a thread of its own."""

    def __init__(self, log: SinkLog, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.log = log
        self.host = host
        #: The port it listens on; a free one is chosen when 0 is asked for.
        self.port = port or _free_port(host)
        self._controller = Controller(
            self,
            hostname=host,
            port=self.port,
            data_size_limit=LARGEST,
            ready_timeout=10,
            ident="Designer sink",
        )

    @property
    def url(self) -> str:
        """The value of ``DESIGNER_SMTP_URL`` that leads here."""
        return f"smtp://{self.host}:{self.port}"

    def start(self) -> None:
        """Listen; returns when connections are taken."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; what was acknowledged is in the log."""
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the message, then acknowledge it."""
        content = envelope.original_content or b""
        self.log.append(recipients=[str(recipient) for recipient in envelope.rcpt_tos], raw=content)
        return "250 Kept"


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    return None if value is None else str(value)


def _free_port(host: str) -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=2525, show_default=True)
@click.option("--log", "log_path", type=click.Path(path_type=Path), required=True, help="File of the log.")
def main(host: str, port: int, log_path: Path) -> None:
    """Run a mail host that keeps every message and delivers none."""
    sink = Sink(SinkLog(log_path), host=host, port=port)
    sink.start()
    click.echo(f"Listening on {sink.url}, keeping messages in {log_path}")
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    done.wait()
    sink.stop()


if __name__ == "__main__":
    main()
