"""Colours and signs of the printed picture: the light theme of the screen, whatever the reader's own."""

from __future__ import annotations

from typing import Final, NamedTuple


class Paint(NamedTuple):
    """A colour that carries words and lines, and the pale one below it."""

    strong: str
    soft: str


INK: Final = "#1b1a18"
SOFT: Final = "#66635c"
LINE: Final = "#8d8b84"
BORDER: Final = "#d9d7d1"
PAPER: Final = "#ffffff"
#: What leads the eye in documents: numbers of sections, labels.
ACCENT: Final = "#233fb6"
#: What is filled in for each contact.
FIELD: Final = "#7450c7"

_WAIT = Paint("#91600b", "#faefd8")
KINDS: Final = {
    "trigger": Paint("#1c4d10", "#e1f1e3"),
    "message": Paint("#233fb6", "#e5eafc"),
    "wait": _WAIT,
    "wait_event": _WAIT,
    "split": Paint("#7450c7", "#efe9fb"),
    "experiment": Paint("#6e0d6b", "#f8e6f7"),
    "task": Paint("#97413b", "#fae8e6"),
    "update": Paint("#08707f", "#dcf2f3"),
    "exit": Paint("#474a56", "#e9ebee"),
}
NOTES: Final = {
    "note": Paint("#6b5300", "#fdf3c8"),
    "question": Paint("#0a5f86", "#dff0f7"),
    "todo": Paint("#7450c7", "#efe9fb"),
    "decision": Paint("#1e6b3a", "#e0f1e5"),
    "risk": Paint("#b3261e", "#fbe6e3"),
}
GROUPS: Final = {
    "grey": Paint("#4a4843", "#f3f2ef"),
    "blue": Paint("#233fb6", "#f0f3fe"),
    "green": Paint("#1e6b3a", "#eff8f1"),
    "amber": Paint("#865300", "#fdf6e6"),
    "violet": Paint("#6040b0", "#f6f2fd"),
}

#: Signs in a square of 20 pixels, drawn with lines.
_LETTER = "M3 5h14v10H3zM3 6l7 5 7-5"
SIGNS: Final = {
    "trigger": "M11 2 4 12h6l-1 6 7-10h-6z",
    "message": _LETTER,
    "wait": "M10 3a7 7 0 1 0 .01 0M10 6v4l3 2",
    "wait_event": "M5 3h10M5 17h10M6 3c0 4 3 5 4 7-1 2-4 3-4 7M14 3c0 4-3 5-4 7 1 2 4 3 4 7",
    "split": "M10 3v5M10 8 5 13v4M10 8l5 5v4",
    "experiment": "M8 3h4M9 3v5l-5 9h12l-5-9V3",
    "task": "M5 4h10v13H5zM8 3h4v2H8zM7.5 9h5M7.5 12.5h5",
    "update": "M4 16l1-4 8-8 3 3-8 8zM11 17h6",
    "exit": "M8 4H4v12h4M8 10h9M13 6l4 4-4 4",
}
#: Messages wear their channel's sign.
CHANNELS: Final = {
    "email": _LETTER,
    "sms": "M3 4h14v10H9l-4 3v-3H3zM6.5 8h7M6.5 11h4",
    "push": "M5 14h10l-1.5-2V8.5a3.5 3.5 0 0 0-7 0V12zM8.5 16.5h3",
    "call": "M5 3h3l1.5 4-2 1.5a9 9 0 0 0 4 4L13 10.5l4 1.5v3c0 1-1 2-2 2C9 17 3 11 3 5c0-1 1-2 2-2z",
    "mail": "M3 9l7-6 7 6v8H3zM3 9l7 5 7-5",
    "onsite": "M3 4h14v12H3zM3 7.5h14M6 11h5",
    "audience": (
        "M7 9a3 3 0 1 0-.01 0M2 16c0-3 2-4.5 5-4.5c3 0 5 1.5 5 4.5"
        "M13 9a2.5 2.5 0 1 0 0-5M14 11.5c2.5 0 4 1.5 4 4.5"
    ),
    "webhook": "M6 13a3 3 0 1 0 3 3h5M10 7l-3 6M13 6a3 3 0 1 0-4 2M11 7l3 6a3 3 0 1 1-1 4",
    "meeting": "M3 5h10v10H3zM13 9l4-2v6l-4-2",
}
