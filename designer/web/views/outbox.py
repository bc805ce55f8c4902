"""The outbox: every message that left or is about to, and one message as it was read."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from designer.domain.errors import NotFound
from designer.domain.time import to_instant
from designer.runtime.sink import Mail
from designer.settings import Settings
from designer.store import ledger, templates
from designer.store import outbox as store
from designer.web import readings, words
from designer.web.blueprint import pages
from designer.web.mail import received, sink
from designer.web.views import common
from designer.web.views.contacts import reasons, send_detail
from designer.web.views.execution import scenario_choices

#: A message may bring its own styles and pictures in data: addresses; it may not run, load or frame anything.
MESSAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
)


@pages.get("/outbox")
def outbox() -> ResponseReturnValue:
    """The list, filtered."""
    query = common.asked("channel", "state", "scenario", "contact")
    found = store.list_all(
        state=query["state"] or None,
        channel=query["channel"] or None,
        scenario=query["scenario"] or None,
        contact=query["contact"] or None,
        page=common.page_number(),
    )
    counted = store.states()
    return render_template(
        "outbox.html",
        rows=[_row(message) for message in found.items],
        query=query,
        filtered=any(query.values()),
        mail_words=mail_words(),
        channel_choices=common.with_any(_("All channels"), common.channel_choices()),
        states=common.with_any(
            _("All states"),
            [
                (state, f"{words.send_state(state)} ({words.number(counted[state])})")
                for state in store.STATES
                if counted[state] or query["state"] == state
            ],
        ),
        scenario_choices=scenario_choices(),
        found=found.total,
        page=found.page,
        pages=found.pages,
        page_url=lambda page: common.link("web.outbox", page=page),
    )


def mail_words() -> str:
    """Where e-mail goes."""
    settings: Settings = current_app.extensions["designer.settings"]
    if settings.smtp_url is None:
        return _("No mail server is set: e-mail is kept here and does not leave.")
    if sink() is not None:
        return _(
            "E-mail goes to a mail server inside Designer that delivers nothing: each message is read here."
        )
    return _("E-mail is handed to your mail server, which delivers it.")


def _row(message: store.OutMessage) -> dict[str, Any]:
    return {
        "id": message.send_key,
        "subject": message.subject,
        "step": readings.step_name(message.scenario, message.node),
        "to": message.address or "",
        "contact": message.contact,
        "contact_name": message.contact_name,
        "channel": message.channel,
        "scenario": message.scenario,
        "scenario_name": readings.names().scenario(message.scenario),
        "state": message.state,
        "real": message.real,
        "at": to_instant(message.at),
    }


@pages.get("/outbox/<path:key>")
def send(key: str) -> ResponseReturnValue:
    """One message: as the contact sees it, as text, as its source."""
    mail = received(key)
    if key.startswith("test/") and mail is not None:
        return _test(key, mail)
    message = store.get(key)
    views = _views(message, mail)
    view = request.args.get("view", "")
    view = view if view in dict(views) else (views[0][0] if views else "")
    return render_template(
        "send.html",
        send={
            **_row(message),
            "sender": str(mail.message["From"] or "") if mail else None,
            "version": message.version,
            "variants": [_variant(message, key, variant) for key, variant in message.variants.items()],
            "text": (mail.part("plain") if mail else message.body) or "",
            "source": mail.raw.decode("utf-8", "replace") if mail else "",
            "detail": send_detail(message.state, message.detail),
        },
        reasons=[reasons(why) for why in ledger.why(key)],
        views=views,
        view=view,
    )


def _variant(message: store.OutMessage, template: str, variant: str) -> str:
    """A variant by its name, else by its key: the template may have travelled in another's message."""
    try:
        published = templates.rendered_by(message.scenario, message.version, template)
    except NotFound:
        return variant
    return next((words.text(one.name) for one in published.variants if one.key == variant), "") or variant


def _test(key: str, mail: Mail) -> str:
    """A test message, which is nowhere but in the log of the mail host."""
    _word, scenario, node, *_rest = key.split("/")
    views = _views(None, mail)
    view = request.args.get("view", "html")
    return render_template(
        "send.html",
        send={
            "id": key,
            "subject": mail.subject,
            "step": readings.step_name(scenario, node),
            "to": mail.recipient,
            "contact": None,
            "channel": "email",
            "scenario": scenario,
            "scenario_name": readings.names().scenario(scenario),
            "state": "sent",
            "real": True,
            "test": True,
            "at": words.instant(mail.received_at),
            "sender": str(mail.message["From"] or ""),
            "text": mail.part("plain"),
            "source": mail.raw.decode("utf-8", "replace"),
        },
        reasons=[],
        views=views,
        view=view if view in dict(views) else "html",
    )


def _views(message: store.OutMessage | None, mail: Mail | None) -> list[tuple[str, str]]:
    if mail is not None:
        return [("html", _("As the contact sees it")), ("text", _("Text")), ("source", _("Source"))]
    return [("text", _("Text"))] if message and message.body else []


@pages.get("/outbox/<path:key>/html")
def send_html(key: str) -> ResponseReturnValue:
    """The message alone, for the frame of its page: nothing in it runs, loads or leads out."""
    mail = received(key)
    if mail is None:
        raise NotFound(f"The message '{key:.200}' is not kept here as it left.")
    return _alone(mail)


def _alone(mail: Mail) -> Response:
    answer = Response(mail.part("html"), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = MESSAGE_POLICY
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@pages.post("/outbox/<path:key>/resolve")
def send_resolve(key: str) -> ResponseReturnValue:
    """Say what became of a message of unknown fate."""
    outcome = request.form.get("as", "")
    done = {
        "sent": _("Noted: it was sent."),
        "failed": _("Noted: it was not sent; it fills no rule any more."),
        "resend": _("It is sent again at the next dispatch."),
    }
    common.tried(lambda: store.resolve(key, outcome), done.get(outcome, ""))
    return common.back(url_for("web.send", key=key))
