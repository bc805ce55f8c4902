"""The pages over a small workspace in which something has happened."""

import re

import pytest
from small_workspace import SCENARIO, TEMPLATE
from sqlalchemy import select

from designer.domain.time import Duration, from_iso, to_minute
from designer.runtime import clock
from designer.runtime.schedule import Runtime
from designer.store import contacts, documents, events, scenarios, templates, workspace
from designer.store.database import db
from designer.store.models import Base


def plain(text):
    """The words of a page with every space an ordinary one."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


class Pages:
    """A reader of the pages: follows forms with the token that they carry."""

    def __init__(self, client):
        self.client = client

    def get(self, path, **kwargs):
        return self.client.get(
            path, **{"headers": {"Accept-Language": "fr", "Accept": "text/html"}, **kwargs}
        )

    def read(self, path):
        return plain(self.get(path).text)

    def token(self):
        return re.search(r'name="csrf-token" content="([^"]+)"', self.get("/settings").text)[1]

    def post(self, path, data=None, **kwargs):
        return self.client.post(
            path,
            data={"csrf_token": self.token(), **(data or {})},
            headers={"Accept-Language": "fr", "Accept": "text/html"},
            **kwargs,
        )


@pytest.fixture
def app(app):
    # What pages load is the build's affair; what they say is ours.
    app.jinja_env.globals["vite"] = lambda source: ""
    with app.app_context():
        workspace.create(name="Maison", kind="demo", start=to_minute(from_iso("1998-03-02T08:00")))
    return app


@pytest.fixture
def pages(app):
    return Pages(app.test_client())


@pytest.fixture
def lived(app):
    """A workspace where a scenario ran for an hour: one message sent, one delayed, one without consent."""
    with app.app_context():
        contacts.import_all(
            [
                (
                    "c1",
                    {
                        "email": "zoe@example.com",
                        "first_name": "Zoé",
                        "last_name": "Roux",
                        "consent_email": True,
                    },
                ),
                ("c2", {"email": "luc@example.com", "city": "Paris", "phone": "+33600000000"}),
            ]
        )
        templates.create(TEMPLATE)
        scenarios.create(SCENARIO)
        scenarios.publish("relance-devis")
        # The rule comes after the scenario, which could not be published beside it.
        documents.put("policy", {"format": "policy/1", "gaps": [{"id": "gap-48h", "min": "PT48H"}]})
        events.ingest(
            [
                {"contact": key, "event": "quote.created", "properties": {"amount": 1200}}
                for key in ("c1", "c2")
            ]
        )
        runtime = Runtime(app)
        clock.change("step", step=Duration.parse("PT1H"))
        while runtime.turn().report is not None:
            pass
        runtime.close()
    return app


@pytest.fixture
def rows(app):
    """Everything that the database holds, to be compared."""

    def read():
        with app.app_context():
            return {
                table.name: [tuple(row) for row in db.session.execute(select(table))]
                for table in Base.metadata.sorted_tables
            }

    return read
