"""The API over an application with a small workspace."""

import pytest

from designer.domain.time import from_iso, to_minute
from designer.store import contacts, workspace

SCENARIO = {
    "format": "scenario/1",
    "key": "relance-devis",
    "name": {"fr": "Relance de devis", "en": "Quote follow-up"},
    "sheet": {
        "objective": "transformation",
        "segments": ["prospects"],
        "key_moment": {"family": "transactional", "moment": "quote.created"},
        "content": {"theme": "Le devis", "offer": "Conseil"},
    },
    "trigger": {"kind": "event", "event": "quote.created"},
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {"id": "t1", "kind": "message", "channel": "email", "template": "relance"},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [{"from": "start", "to": "t1"}, {"from": "t1", "to": "end"}],
}
TEMPLATE = {
    "format": "message/1",
    "key": "relance",
    "channel": "email",
    "name": {"fr": "Relance", "en": "Follow-up"},
    "subject": {"fr": "Votre devis, {{ first_name | default: 'bonjour' }}", "en": "Your quote"},
    "body": {"fr": "Bonjour", "en": "Hello"},
}


class Api:
    """A client of the API that carries the token of its page."""

    def __init__(self, client):
        self.client = client
        page = client.get("/scenarios")
        self.token = page.text.split('name="csrf-token" content="')[1].split('"')[0]

    def send(self, method, path, body=None, **headers):
        return self.client.open(
            f"/api/v1{path}",
            method=method,
            json=body,
            headers={
                "X-CSRFToken": self.token,
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, body=None, **headers):
        return self.send("POST", path, body if body is not None else {}, **headers)

    def put(self, path, document, revision):
        return self.send("PUT", path, {"document": document}, If_Match=f'"{revision}"')


@pytest.fixture
def api(app):
    with app.app_context():
        workspace.create(name="Maison", kind="demo", start=to_minute(from_iso("1998-03-01")))
        contacts.import_all(
            [
                (
                    "c1",
                    {"email": "zoe@example.com", "first_name": "Zoé", "city": "Lyon", "consent_email": True},
                ),
                ("c2", {"email": "luc@example.com", "city": "Paris"}),
            ]
        )
    return Api(app.test_client())


@pytest.fixture
def drawn(api):
    """The quote follow-up and its template, as drafts."""
    assert api.post("/templates", {"document": TEMPLATE}).status_code == 201
    segment = {"prospects": {"name": "Prospects", "condition": {"is_set": "email"}}}
    assert api.put("/segments", {"format": "segments/1", "segments": segment}, 0).status_code == 200
    assert api.post("/scenarios", {"document": SCENARIO}).status_code == 201
    return api
