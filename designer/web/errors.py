"""Errors in the reader's words: what it is, why, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True, kw_only=True)
class Told:
    """An error as a page tells it."""

    title: str
    cause: str
    next_step: str
    error_icon: str


def told(status: int, message: str) -> Told:
    """The words of an HTTP status; ``message`` is the layer below's own, shown where it says more."""
    if status == 404:
        return Told(
            title=_("This page does not exist"),
            cause=_("The address is wrong, or what was here has another name now."),
            next_step=_("Look for it from the left bar."),
            error_icon="circle-help",
        )
    if status in (400, 403) and "token" in message:
        return Told(
            title=_("This form has grown old"),
            cause=_("It does not carry the mark of your session any more; nothing was changed."),
            next_step=_("Go back, load the page again, and send the form again."),
            error_icon="timer",
        )
    if status == 403:
        return Told(
            title=_("This is not allowed"),
            cause=_("Your session may not do this; nothing was changed."),
            next_step=_("Go back to the page you came from."),
            error_icon="lock",
        )
    if status == 413:
        return Told(
            title=_("This is too large"),
            cause=_("At most 2 MB are taken at once; nothing was kept."),
            next_step=_("Make the file smaller, or split it."),
            error_icon="file-text",
        )
    if status == 503:
        return Told(
            title=_("Something needed is missing"),
            cause=message,
            next_step=_("Mend it, then load this page again."),
            error_icon="plug",
        )
    if status >= 500:
        return Told(
            title=_("Something failed on our side"),
            cause=_("Nothing was half done: a change is kept whole or not at all."),
            next_step=_("Try again. If it fails again, give the reference below to whoever runs Designer."),
            error_icon="triangle-alert",
        )
    return Told(
        title=_("This could not be done"),
        cause=message,
        next_step=_("Go back, correct it, and try again."),
        error_icon="circle-alert",
    )
