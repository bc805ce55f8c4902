"""Lucide icons (ISC licence, https://lucide.dev) drawn inline, so that they take the colour of the text.

``icons.json`` holds the shapes alone, by name, as Lucide publishes them on a 24 × 24 grid.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape


@cache
def shapes() -> Mapping[str, str]:
    """Icon name to SVG markup."""
    loaded: dict[str, str] = json.loads((files("designer.web") / "icons.json").read_text(encoding="utf-8"))
    return loaded


def icon(name: str, classes: str = "") -> Markup:
    """The icon as markup, hidden from screen readers: a word always stands beside it.

    An unknown name raises ``KeyError``: it is a fault of the page, seen the first time it is shown.
    """
    space = " " if classes else ""
    return Markup('<svg class="icon{}{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>').format(
        space,
        escape(classes),
        Markup(shapes()[name]),  # noqa: S704 - our own file, no user text
    )


#: The icon of each channel.
CHANNEL_ICONS: Mapping[str, str] = {
    "email": "mail",
    "sms": "message-square-text",
    "push": "bell",
    "call": "phone",
    "mail": "mailbox",
    "onsite": "panel-top",
    "audience": "megaphone",
    "webhook": "webhook",
    "meeting": "handshake",
}

#: The icon of each kind of trigger.
TRIGGER_ICONS: Mapping[str, str] = {
    "event": "zap",
    "enters": "users",
    "date": "calendar",
    "inactivity": "moon",
    "schedule": "repeat",
    "manual": "hand",
}
