"""The application as a whole: headers, errors, tokens, health; whatever page or endpoint is asked."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from designer import store
from designer.app import CONTENT_SECURITY_POLICY, create_app
from designer.domain.errors import Refused
from designer.store import workspace

#: Comes from mail programs, without a session (RFC 8058); its link is the proof.
WITHOUT_TOKEN = {"/u/<token>"}


@pytest.fixture
def app(app: Flask) -> Flask:
    with app.app_context():
        workspace.create(name="Atelier")
    return app


def failing(app: Flask, error: Exception) -> FlaskClient:
    """A client of the application with a page and an endpoint that fail."""

    def fail() -> str:
        raise error

    app.add_url_rule("/fail", view_func=fail, endpoint="fail")
    app.add_url_rule("/api/v1/fail", view_func=fail, endpoint="api-fail")
    return app.test_client()


def test_it_answers_health_without_a_database(settings):
    client = create_app(settings).test_client()

    assert client.get("/healthz").json["status"] == "ok"
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").json["checks"]["database"] is False


def test_it_is_ready_when_schema_and_pages_are_there(client):
    checks = client.get("/readyz").json["checks"]

    assert checks["database"] is True
    assert set(checks) == {"database", "pages"}


def test_every_answer_carries_the_headers(app, client):
    paths = [rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]

    for path in [*paths, "/no-such-page", "/static/no-such-file"]:
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert headers["X-Request-Id"], path
        assert "'unsafe" not in headers["Content-Security-Policy"], path
        assert headers["Content-Security-Policy"].startswith("default-src 'none'"), path


def test_the_policy_names_no_other_site():
    assert not re.search(r"https?:|\*", CONTENT_SECURITY_POLICY)


def test_no_unsafe_method_goes_without_a_token(app, client):
    forgotten = []
    for rule in app.url_map.iter_rules():
        # A choice of words is one of them; any other part of the path may be anything.
        path = re.sub(r"<any\(\W?([\w.]+)[^>]*>", r"\1", rule.rule)
        path = re.sub(r"<[^>]+>", "1", path)
        for method in (
            rule.methods & {"POST", "PUT", "PATCH", "DELETE"} if rule.rule not in WITHOUT_TOKEN else ()
        ):
            answer = client.open(path, method=method, json={}, headers={"Accept": "application/json"})
            if answer.status_code != 400 or answer.json["error"]["code"] != "csrf":
                forgotten.append(f"{method} {rule.rule}: {answer.status_code}")

    assert forgotten == []


def test_an_unknown_address_is_told_in_the_callers_form(client):
    assert client.get("/api/v1/nothing").json["error"]["code"] == "not-found"
    assert client.get("/nothing", headers={"Accept": "application/json"}).json["error"]["code"] == "not-found"
    assert client.get("/nothing", headers={"Accept": "text/html"}).mimetype == "text/html"


def test_a_refusal_keeps_its_code_and_words(app):
    client = failing(app, Refused("Publish it first.", code="not-published"))

    answer = client.get("/api/v1/fail")

    assert answer.status_code == 409
    assert answer.json == {"error": {"code": "not-published", "message": "Publish it first."}}


@pytest.mark.parametrize("path", ["/fail", "/api/v1/fail"])
def test_a_failure_shows_an_id_and_never_its_cause(app, path):
    answer = failing(app, RuntimeError("secret of the machine room")).get(path)

    assert answer.status_code == 500
    assert b"secret of the machine room" not in answer.data
    assert b"Traceback" not in answer.data
    assert answer.headers["X-Request-Id"].encode() in answer.data


def test_what_is_wrong_with_a_failing_error_page_is_still_no_traceback(app, monkeypatch):
    monkeypatch.setattr("designer.web.error_page", lambda **_: 1 / 0)

    answer = app.test_client().get("/nothing", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert b"Traceback" not in answer.data


def test_a_forged_host_is_refused(client):
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/healthz", headers={"Host": "localhost:8000"}).status_code == 200


def test_a_request_that_is_too_large_is_refused(client):
    assert client.post("/api/v1/check", data=b"x" * (2 * 1024 * 1024 + 1)).status_code in (400, 413)


def test_over_tls_the_cookie_is_bound_to_the_host(settings):
    app = create_app(replace(settings, public_url="https://crm.example.org"))
    store.upgrade(app)

    answer = app.test_client().get("/healthz", base_url="https://crm.example.org")

    assert app.config["SESSION_COOKIE_NAME"] == "__Host-designer"
    assert app.config["SESSION_COOKIE_SECURE"] is True
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "fault",
    [RecursionError("maximum recursion depth exceeded"), "\ud800"],
    ids=["nested too deep", "half a character"],
)
def test_what_no_code_can_read_is_the_senders_to_mend(app, fault):
    def fail():
        if isinstance(fault, Exception):
            raise fault
        return fault.encode()

    app.add_url_rule("/api/v1/fail", view_func=fail)

    answer = app.test_client().get("/api/v1/fail")

    assert answer.status_code == 400
    assert "send it again" in answer.json["error"]["message"]
