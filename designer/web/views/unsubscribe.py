"""The page of an unsubscribe link. Opening it changes nothing: mail programs open links by themselves."""

from __future__ import annotations

from flask import Flask, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from designer.domain.channel import SENDING
from designer.domain.errors import BadInput, NotFound
from designer.runtime.links import Links, Unsubscribe
from designer.store import contacts, workspace
from designer.web import i18n, words
from designer.web.blueprint import pages

#: The body that a mail program posts (RFC 8058, section 3.2).
ONE_CLICK = ("List-Unsubscribe", "One-Click")


def allow_one_click(app: Flask) -> None:
    """Let the POST in without session, cookie or token: the sealed link itself says who asks."""
    app.extensions["csrf"].exempt(unsubscribe_act)


@pages.get("/u/<token>")
def unsubscribe(token: str) -> ResponseReturnValue:
    """Ask what is meant; nothing changes."""
    try:
        asked = _read(token)
        address = _address(asked)
    except (BadInput, NotFound):
        return _answer("unknown", status=404)
    return _answer("ask", token=token, asked=asked, address=address)


@pages.post("/u/<token>")
def unsubscribe_act(token: str) -> ResponseReturnValue:
    """Do what was chosen, at once; a mail program's one click is the link's own channel."""
    try:
        asked = _read(token)
        if request.form.get(ONE_CLICK[0]) == ONE_CLICK[1]:
            return _one_click(asked)
        choice = request.form.get("choice", "channel")
        if asked.test:
            return _answer("done", token=token, asked=asked)
        if choice == "back":
            contacts.resubscribe(asked.contact, asked.channel.value)
            return _answer("back", token=token, asked=asked)
        channels = list(SENDING) if choice == "all" else [asked.channel]
        for channel in channels:
            contacts.unsubscribe(asked.contact, channel.value, source="link", send_key=asked.send_key)
    except (BadInput, NotFound):
        return _answer("unknown", status=404)
    return _answer("done", token=token, asked=asked, everything=choice == "all")


def _one_click(asked: Unsubscribe) -> Response:
    if not asked.test:
        contacts.unsubscribe(asked.contact, asked.channel.value, source="one-click", send_key=asked.send_key)
    return Response("", status=200, mimetype="text/plain")


def _read(token: str) -> Unsubscribe:
    """What the link says. Raises ``BadInput`` when it was not made here, or was changed."""
    return Links("", workspace.signing_keys()).read_unsubscribe(token)


def _address(asked: Unsubscribe) -> str:
    """The address it is about, with most of it hidden: the link may have been forwarded."""
    if asked.test:
        return _("you")
    person = contacts.get(asked.contact)
    if asked.channel.value != "email":
        phone = str(person.attributes.get("phone") or "")
        return f"…{phone[-2:]}" if phone else _("you")
    name, _at, host = str(person.attributes.get("email") or "").partition("@")
    return f"{name[:1]}…@{host}" if host else _("you")


def _answer(
    state: str,
    *,
    token: str = "",
    asked: Unsubscribe | None = None,
    address: str = "",
    everything: bool = False,
    status: int = 200,
) -> Response:
    channel = words.channel_plural(asked.channel.value) if asked else ""
    done = (
        _("You will receive no more messages of ours, on any channel.")
        if everything
        else _("You will receive no more %(channel)s from us.", channel=channel)
    )
    page = render_template(
        "unsubscribe.html",
        language=i18n.chosen(),
        frame=None,
        brand=workspace.get().brand,
        state=state,
        title=_("Your messages"),
        question=_("Which messages do you want no more?"),
        address=address,
        action=url_for("web.unsubscribe_act", token=token) if token else "",
        test=asked.test if asked else False,
        done_words=done,
        choices=[
            (
                "channel",
                _("No more %(channel)s", channel=channel),
                _("We may still write to you in the other ways you agreed to."),
            ),
            ("all", _("No more messages at all"), _("Neither e-mail nor text message, nor any other.")),
        ],
    )
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
