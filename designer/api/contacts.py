"""Contacts: search, one person, the story with its reasons, attributes."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.api.base import Strict
from designer.domain.time import to_iso
from designer.store import contacts, ledger
from designer.store.page import LARGEST_PAGE, PAGE_SIZE

blueprint = Blueprint("contacts", __name__, description="The people written to, and why")


class PageArguments(Strict):
    """Which part of a list."""

    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=1_000_000))
    size = fields.Integer(load_default=PAGE_SIZE, validate=validate.Range(min=1, max=LARGEST_PAGE))


class SearchArguments(PageArguments):
    """Words of the id, the name, the e-mail, the phone or the city; and something that was done."""

    q = fields.String(load_default="", validate=validate.Length(max=200))
    did = fields.String(
        load_default=None,
        validate=validate.Length(max=120),
        metadata={"description": "The name of an event that has happened to them"},
    )


class ContactList(Schema):
    """A page of contacts."""

    contacts = fields.List(fields.Dict())
    page = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class NewContact(Strict):
    """A contact to keep."""

    id = fields.String(required=True)
    attributes = fields.Dict(load_default=dict)


class ContactOut(Schema):
    """A contact."""

    id = fields.String()
    attributes = fields.Dict()
    consents = fields.Dict()
    suppressed = fields.Dict(metadata={"description": "channel -> why it must not be used"})
    due_at = fields.String(allow_none=True)
    set_aside = fields.String(allow_none=True)


class Change(Strict):
    """New values; null takes an attribute away."""

    attributes = fields.Dict(required=True)


class TimelineArguments(Strict):
    """How much of the story."""

    limit = fields.Integer(load_default=200, validate=validate.Range(min=1, max=1000))


class Timeline(Schema):
    """The story, the newest first."""

    moments = fields.List(fields.Dict())


def _detail(found: contacts.ContactDetail) -> dict[str, Any]:
    return {
        "id": found.id,
        "attributes": dict(found.attributes),
        "consents": dict(found.consents),
        "suppressed": dict(found.suppressed),
        "due_at": to_iso(found.due) if found.due is not None else None,
        "set_aside": found.set_aside,
    }


def why_json(why: ledger.Why) -> dict[str, Any]:
    """A decision with everything needed to say why."""
    return {
        "at": to_iso(why.at),
        "due_at": to_iso(why.due_at),
        "scenario": why.scenario,
        "version": why.version,
        "node": why.node,
        "channel": why.channel,
        "category": why.category,
        "decision": why.verdict,
        "rule": why.rule,
        "blocked_by": [
            {"scenario": blocker.scenario, "node": blocker.node, "at": to_iso(blocker.at)}
            for blocker in why.blocked_by
        ],
        "next_at": to_iso(why.next_at) if why.next_at is not None else None,
        "send": why.send_key,
        "inversion": why.inversion,
        "state": why.state,
        "subject": why.subject,
        "detail": why.detail,
    }


def _moment(moment: contacts.Moment) -> dict[str, Any]:
    return {
        "at": to_iso(moment.at),
        "kind": moment.kind,
        "word": moment.word,
        "scenario": moment.scenario,
        "version": moment.version,
        "node": moment.node,
        "channel": moment.channel,
        "facts": dict(moment.facts),
        "why": why_json(moment.why) if moment.why is not None else None,
    }


@blueprint.route("/contacts")
class Contacts(MethodView):
    """All contacts."""

    @blueprint.arguments(SearchArguments, location="query")
    @blueprint.response(200, ContactList)
    def get(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """A page of the contacts that hold every word, of those who did something where it is named."""
        found = contacts.search(wanted["q"], page=wanted["page"], size=wanted["size"], did=wanted["did"])
        return {
            "contacts": [
                {
                    "id": item.id,
                    "attributes": dict(item.attributes),
                    "inside": list(item.inside),
                    "sent": item.sent,
                }
                for item in found.items
            ],
            "page": found.page,
            "pages": found.pages,
            "total": found.total,
        }

    @blueprint.arguments(NewContact)
    @blueprint.response(201, ContactOut)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Keep a new contact."""
        return _detail(contacts.add(body["id"], body["attributes"]))


@blueprint.route("/contacts/<contact>")
class OneContact(MethodView):
    """One contact."""

    @blueprint.response(200, ContactOut)
    def get(self, contact: str) -> dict[str, Any]:
        """The contact as it stands."""
        return _detail(contacts.get(contact))

    @blueprint.arguments(Change)
    @blueprint.response(200, ContactOut)
    def patch(self, body: dict[str, Any], contact: str) -> dict[str, Any]:
        """Give attributes new values; the contact is looked at at the next minute."""
        return _detail(contacts.change(contact, body["attributes"], source="api"))


@blueprint.route("/contacts/<contact>/timeline")
class ContactTimeline(MethodView):
    """One contact's story."""

    @blueprint.arguments(TimelineArguments, location="query")
    @blueprint.response(200, Timeline)
    def get(self, wanted: dict[str, Any], contact: str) -> dict[str, Any]:
        """Events, entries, exits, tasks, and each decision with its reason."""
        return {"moments": [_moment(moment) for moment in contacts.timeline(contact, limit=wanted["limit"])]}
