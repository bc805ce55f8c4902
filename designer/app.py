"""The composition root: every part of the web application is named here, and put together nowhere else.

Each part comes in by one function: `designer.store.init_app(app, url)`, `designer.api.init_app(app)`,
`designer.web.init_app(app)`. They find the settings in `app.extensions["designer.settings"]` and the CSRF
guard in `app.extensions["csrf"]` (`exempt(view)` for the one-click unsubscribe, which has no session).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.middleware.proxy_fix import ProxyFix

from designer import __version__, api, store, web
from designer.assets import Assets
from designer.domain import errors
from designer.settings import Settings, read_settings

log = structlog.get_logger(__name__)

#: All comes from this site and nothing inline runs; `data:` and `blob:` are for pictures made in the page.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "object-src 'none'",
    )
)

#: A document is at most 2 MB; a view that takes files raises the limit for itself.
LARGEST_REQUEST = 2 * 1024 * 1024

_STATUS: dict[type[errors.DesignerError], HTTPStatus] = {
    errors.DocumentError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.BadInput: HTTPStatus.BAD_REQUEST,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Refused: HTTPStatus.CONFLICT,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


#: What no code of ours can read, whatever it was sent to.
_UNREADABLE: dict[type[Exception], tuple[str, str]] = {
    RecursionError: (
        "too-deep",
        "What was sent is nested too deep to be read; flatten it and send it again.",
    ),
    UnicodeEncodeError: (
        "half-a-character",
        "A text of what was sent holds half a character (a lone surrogate); remove it and send it again.",
    ),
}

_WHERE_TO_LOOK = "/api/openapi.json lists what the API has."


def create_app(settings: Settings | None = None) -> Flask:
    """The web application over `settings` (those of the environment unless given)."""
    settings = read_settings() if settings is None else settings
    settings.make_data_dir()
    secure = (settings.public_url or "").startswith("https://")

    app = Flask("designer", static_folder="static")
    app.config.update(
        SECRET_KEY=settings.secret(),
        TRUSTED_HOSTS=list(settings.hosts),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        # `__Host-` binds the cookie to this host and to TLS; browsers refuse the name without TLS.
        SESSION_COOKIE_NAME="__Host-designer" if secure else "designer",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # The token lives as long as the session, and needs no Referer, which our own policy withholds.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    app.extensions["designer.settings"] = settings
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    assets = Assets()
    app.jinja_env.globals["vite"] = assets.vite

    CSRFProtect(app)
    store.init_app(app, settings.database_url)
    api.init_app(app)
    web.init_app(app)

    _answer_health(app, assets)
    _answer_errors(app)
    _protect(app, secure=secure)
    return app


def _answer_health(app: Flask, assets: Assets) -> None:
    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        """Whether the process answers."""
        return {"status": "ok", "version": __version__}

    @app.get("/readyz")
    def readyz() -> ResponseReturnValue:
        """Whether everything a request may need is there."""
        checks = {"database": _database_is_ready(), "pages": assets.is_built()}
        ready = all(checks.values())
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return {"status": "ready" if ready else "not-ready", "checks": checks}, status


def _database_is_ready() -> bool:
    try:
        return store.database.is_current()
    except Exception:  # whatever the driver raises means the same here
        log.warning("database.unreachable", exc_info=True)
        return False


def _protect(app: Flask, *, secure: bool) -> None:
    """Give every answer an id and the headers that keep browsers from doing what we never ask of them."""

    @app.before_request
    def number() -> None:
        g.request_id = secrets.token_hex(8)

    @app.after_request
    def seal(response: Response) -> Response:
        headers = response.headers
        # A view may state a stricter one of its own, as the preview of a message does.
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "SAMEORIGIN"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        headers["X-Request-Id"] = _request_id()
        if secure:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.path.startswith("/static/dist/assets/") and response.status_code == HTTPStatus.OK:
            # Their names change with their content.
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
        return response


def _request_id() -> str:
    # A request that is refused before it is dispatched has not been numbered.
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What an error becomes for whoever asked."""

    status: int
    code: str
    message: str
    findings: list[dict[str, Any]] = field(default_factory=list)
    details: Any = None

    def as_json(self) -> Response:
        """The one error shape of the API."""
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.findings:
            body["findings"] = self.findings
        if self.details is not None:
            body["details"] = self.details
        response = jsonify({"error": body})
        response.status_code = self.status
        return response


def _answer_errors(app: Flask) -> None:
    """Answer every error in the form the caller reads, never with a traceback.

    Registered after the parts, so that no library's own handler for the whole application stays in force.
    """

    def answer(error: Exception) -> ResponseReturnValue:
        if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
            return error.get_response()
        fault = _fault(error)
        if fault.status >= 500 and not isinstance(error, errors.Unavailable):
            log.error("request.failed", request_id=_request_id(), path=request.path, exc_info=error)
        elif isinstance(error, tuple(_UNREADABLE)):
            log.warning("request.unreadable", request_id=_request_id(), path=request.path, exc_info=error)
        response = fault.as_json() if _wants_json() else _page(fault)
        if isinstance(error, HTTPException):
            # Allow, Retry-After and the like belong to the answer; its body and type are ours.
            for name, value in error.get_headers():
                if name.lower() not in ("content-type", "content-length"):
                    response.headers[name] = value
        return response

    for kind in (HTTPException, errors.DesignerError, Exception):
        app.register_error_handler(kind, answer)


def _fault(error: Exception) -> Fault:
    if isinstance(error, errors.DesignerError):
        status = next(
            (_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), HTTPStatus.BAD_REQUEST
        )
        findings = [api.finding_json(finding) for finding in getattr(error, "findings", ())]
        return Fault(
            status=status,
            code=error.code,
            message=str(error) or (error.__doc__ or ""),
            findings=findings,
            details=getattr(error, "details", None),
        )
    if isinstance(error, CSRFError):
        return Fault(
            status=HTTPStatus.BAD_REQUEST,
            code="csrf",
            message="This request does not carry the token of its page; load the page again and repeat it.",
        )
    for kind, (code, cause) in _UNREADABLE.items():
        if isinstance(error, kind):
            return Fault(status=HTTPStatus.BAD_REQUEST, code=code, message=cause)
    if isinstance(error, HTTPException) and error.code is not None and error.code < 500:
        data = getattr(error, "data", None) or {}
        return Fault(
            status=error.code,
            code=HTTPStatus(error.code).phrase.lower().replace(" ", "-"),
            message=_http_message(error, data),
            details=data.get("errors") or data.get("messages"),
        )
    return Fault(
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        code="internal",
        message=f"Something failed on our side. Nothing was half done; the log has it under {_request_id()}.",
    )


def _http_message(error: HTTPException, data: Mapping[str, Any]) -> str:
    """What is wrong with a request, in our words where we know more than HTTP says."""
    if data.get("messages"):
        return api.faults_told(data["messages"])
    if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return f"What was sent to {request.path:.200} is too large; make it smaller, or send it in parts."
    if error.code == HTTPStatus.NOT_FOUND and error.description == NotFound.description:
        return f"There is nothing at {request.path:.200}; {_WHERE_TO_LOOK}"
    return str(data.get("message") or error.description or error.name)


def _wants_json() -> bool:
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _page(fault: Fault) -> Response:
    """The error as a page of the product, or as a bare one when that page cannot be drawn."""
    try:
        page = web.error_page(status=fault.status, message=fault.message, request_id=_request_id())
    except Exception:  # the reader gets the first error, the log gets both
        log.warning("error-page.failed", request_id=_request_id(), exc_info=True)
        page = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{fault.status} · Designer</title>'
            f"<h1>{fault.status}</h1><p>{escape(fault.message)}</p>"
        )
    return make_response(page, fault.status)
