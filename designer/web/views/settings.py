"""Settings: the workspace, where e-mail goes, and what the operator decided when starting it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from designer.demo.provenance import PROVENANCE
from designer.domain.errors import BadInput
from designer.settings import Settings
from designer.store import workspace
from designer.web import errors, frame, readings, words
from designer.web.blueprint import pages
from designer.web.mail import sink
from designer.web.views import common

FIELDS = ("name", "brand", "sender_address")


@pages.get("/settings")
def settings() -> ResponseReturnValue:
    """The settings as they are."""
    info = workspace.get()
    return _page({"name": info.name, "brand": info.brand, "sender_address": info.sender_address})


@pages.post("/settings")
def settings_save() -> ResponseReturnValue:
    """Give the workspace another name, brand or sender."""
    written = {name: request.form.get(name, "").strip() for name in FIELDS}
    try:
        workspace.change(
            name=written["name"], brand=written["brand"], sender_address=written["sender_address"]
        )
    except BadInput as error:
        return _page(written, errors.said(error)), 422
    common.said(_("Saved."))
    return common.back("/settings")


def _page(form: dict[str, str], fault: str | None = None) -> str:
    chosen: Settings = current_app.extensions["designer.settings"]
    info = workspace.get()
    return render_template(
        "settings.html",
        form=form,
        fault=fault,
        facts=[
            (_("Clock"), frame.clock_words(readings.clock_face())),
            (_("Time zone"), readings.zone()),
            (_("Address of the links in messages"), chosen.public_url or _("the address served")),
            (_("Data folder"), str(chosen.data_dir)),
            (_("Database"), urlsplit(chosen.database_url).scheme.partition("+")[0]),
        ],
        mail={
            "set": chosen.smtp_url is not None,
            "sink": sink() is not None,
            # Host and port only: the address may hold a password.
            "host": (urlsplit(chosen.smtp_url).hostname or "") if chosen.smtp_url else "",
        },
        demo=words.text(PROVENANCE) if info.kind == "demo" else None,
    )
