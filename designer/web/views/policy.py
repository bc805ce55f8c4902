"""The rules of pressure as a page of fields over the same document as the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from designer.domain.data import KNOWN_ATTRIBUTES
from designer.domain.errors import BadInput, Conflict, DocumentError
from designer.store import documents
from designer.web import errors, readings, words
from designer.web.blueprint import pages
from designer.web.forms import policy as form
from designer.web.views import common

#: Countries whose public holidays a row may name.
COUNTRIES = ("FR", "BE", "CH", "LU", "DE", "ES", "IT", "PT", "NL", "GB", "IE", "US", "CA")


@pages.get("/policy")
def policy() -> ResponseReturnValue:
    """The rules as they are."""
    stored = documents.get("policy")
    return _page(stored.document, revision=stored.revision)


@pages.post("/policy")
def policy_save() -> ResponseReturnValue:
    """Save the fields. What cannot be saved comes back as it was written, with what to do."""
    stored = documents.get("policy")
    written, faults = form.document(request.form, stored.document)
    text = request.form.get("revision", "")
    revision = int(text) if text.isascii() and text.isdigit() else -1
    if faults:
        return _page(written, revision=revision, faults=faults), 422
    try:
        documents.put("policy", written, revision)
    except Conflict:
        # The next save is meant: it takes the place of the present revision.
        return _page(written, revision=stored.revision, conflict=True), 409
    except DocumentError as error:
        return _page(written, revision=revision, faults=errors.findings(error)), 422
    except BadInput as error:
        return _page(written, revision=revision, faults=[errors.said(error)]), 422
    common.said(_("Saved: these rules hold from the next pass on."))
    return common.back("/policy")


def _page(
    document: Mapping[str, Any], *, revision: int, faults: list[str] | None = None, conflict: bool = False
) -> str:
    names = readings.names()
    data = documents.get("data").document
    segments = documents.get("segments").document.get("segments") or {}
    shown = form.fields(document, names)
    # What a rule names stays a choice, though nothing of that name exists any more.
    named = form.named(shown)
    attributes = {*KNOWN_ATTRIBUTES, *(data.get("attributes") or {}), *named["attribute"]}
    drawn = [item.key for item in readings.scenario_items() if item.state != "archived"]
    return render_template(
        "policy.html",
        form=shown,
        blank=form.blank(names),
        summary=form.summary(document, names),
        revision=revision,
        faults=faults or [],
        conflict=conflict,
        edited=documents.get("policy").edited,
        zones=sorted(available_timezones()),
        channel_choices=[(key, words.channel(key)) for key in form.CHANNELS],
        seen_channel_choices=[(key, words.channel(key)) for key in form.SEEN_CHANNELS],
        category_choices=common.category_choices(),
        kept_classes=common.category_choices()[:3],
        scenario_choices=[(key, names.scenario(key)) for key in dict.fromkeys([*drawn, *named["scenario"]])],
        day_names=list(words.day_names().items()),
        countries=[
            ("", _("no country")),
            *((code, words.country(code)) for code in dict.fromkeys([*COUNTRIES, *named["country"]])),
        ],
        exclusion_kinds=[
            ("did", _("has had")),
            ("attribute", _("has the attribute")),
            ("segment", _("is in the segment")),
        ],
        event_choices=_named([*dict.fromkeys([*(data.get("events") or {}), *named["event"]])], names.event),
        attribute_choices=_named(sorted(attributes), names.attribute),
        segment_choices=_named([*dict.fromkeys([*segments, *named["segment"]])], names.segment),
    )


def _named(keys: list[str], name: Any) -> list[common.Choice]:
    named = [(key, name(key)) for key in keys]
    return [("", _("choose…")), *sorted(named, key=lambda pair: pair[1].casefold())]
