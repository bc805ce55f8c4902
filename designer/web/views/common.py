"""What views share: safe returns, pages of lists, messages that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from designer.domain.channel import SENDING, Category
from designer.domain.errors import DesignerError
from designer.domain.scenario import Objective
from designer.web import errors, words

Choice = tuple[str, str]


def back(default: str) -> ResponseReturnValue:
    """To the page of ours that the form named in ``back``, else to ``default``."""
    named = request.form.get("back", "")
    return redirect(named if is_ours(named) else default)


def is_ours(address: str) -> bool:
    """Whether an address is a path of this site, and nothing that a browser takes for another one."""
    parts = urlsplit(address)
    return (
        address.startswith("/")
        and not address.startswith(("//", "/\\"))
        and not parts.scheme
        and not parts.netloc
    )


def said(message: str, *, undo: str | None = None) -> None:
    """Tell it after the next page is drawn; ``undo`` is the address that takes it back."""
    flash(message, f"undo:{undo}" if undo else "ok")


def tried(act: Callable[[], object], done: str, *, undo: str | None = None) -> bool:
    """Do it and say so, or say why not; whether it was done."""
    try:
        act()
    except DesignerError as error:
        flash(errors.said(error), "error")
        return False
    said(done, undo=undo)
    return True


def page_number() -> int:
    """The page asked for, from 1."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def link(endpoint: str, **changed: object) -> str:
    """The present page with some of its query changed; empty values are left out."""
    query: dict[str, Any] = {**request.args.to_dict(), **changed}
    return url_for(endpoint, **{name: value for name, value in query.items() if value not in ("", None)})


def asked(*names: str) -> Mapping[str, str]:
    """The words of the query under these names, empty where there are none, cut at 200 characters."""
    return {name: request.args.get(name, "").strip()[:200] for name in names}


def with_any(label: str, choices: Iterable[Choice]) -> list[Choice]:
    """Choices with “all” before them."""
    return [("", label), *choices]


def channel_choices() -> list[Choice]:
    """The channels that send."""
    return [(channel.value, words.channel(channel.value)) for channel in SENDING]


def category_choices() -> list[Choice]:
    """The categories of messages."""
    return [(category.value, words.category(category.value)) for category in Category]


def objective_choices() -> list[Choice]:
    """The objectives of scenarios."""
    return [(objective.value, words.objective(objective.value)) for objective in Objective]


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
