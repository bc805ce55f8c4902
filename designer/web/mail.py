"""What the embedded mail host has received, where there is one."""

from __future__ import annotations

from flask import current_app

from designer.runtime.sink import Mail, SinkLog
from designer.settings import Settings


def sink() -> SinkLog | None:
    """The log of the embedded mail host, where there is one."""
    settings: Settings = current_app.extensions["designer.settings"]
    path = settings.data_dir / "sink.db"
    return SinkLog(path) if path.is_file() else None


def received(send_key: str) -> Mail | None:
    """The message of a send key as it was received, where the mail host is ours."""
    log = sink()
    return log.by_key(send_key) if log else None
