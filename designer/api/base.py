"""What every resource of the API shares: the error shape, revisions as ETags, findings as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import unquote

import flask_smorest
from flask import Response, jsonify, request
from marshmallow import RAISE, Schema, fields
from werkzeug.exceptions import HTTPException, PreconditionFailed, PreconditionRequired

from designer.domain.finding import Finding
from designer.domain.text import say
from designer.store.wording import both

PREFIX = "/api/v1"


class Strict(Schema):
    """A schema that refuses what it does not know."""

    class Meta:
        unknown = RAISE


class ErrorSchema(Schema):
    """The one shape of every answer that is not a success."""

    error = fields.Dict(
        required=True,
        metadata={
            "description": "`code` (kebab-case), `message` (object, place, cause, next step), "
            "and where they help `findings` and `details`."
        },
    )


class Api(flask_smorest.Api):
    """The OpenAPI document and its routes; errors are answered by the application, in one shape for all."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        """Leave errors to the application."""


def text_json(text: Any) -> dict[str, str]:
    """A text of a document in both languages, as somebody typed it."""
    return {language: say(text, language) for language in ("fr", "en")}


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as the API, the canvas and ``designer check`` name it."""
    row: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "blocks": finding.blocks,
        "scenario": finding.scenario,
        "node": finding.node,
        "message": both(finding.message),
        "path": finding.path,
    }
    if finding.file is not None:
        row["file"] = finding.file
    if finding.line is not None:
        row["line"] = finding.line
    return row


#: The longest name of an author that is kept, in characters.
LONGEST_NAME = 80


def author() -> str | None:
    """Who says to be calling: the header ``X-Author``, percent-encoded UTF-8; nothing where it is absent."""
    said = unquote(request.headers.get("X-Author", ""), errors="replace")
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())
    return name[:LONGEST_NAME] or None


#: Digits of a revision; databases count no further.
_LONGEST_REVISION = 18


def revision_asked() -> int:
    """The revision that If-Match names; 428 without the header, 400 when it is no revision of ours."""
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired(
            "This document is shared: read it first, and send its ETag in If-Match when you save."
        )
    word = header.strip().removeprefix("W/").strip('"')
    if not word.isdecimal() or not word.isascii() or len(word) > _LONGEST_REVISION:
        raise _explained(
            HTTPStatus.BAD_REQUEST,
            f"If-Match: {header} is no ETag of this document; send the one it was read with.",
        )
    return int(word)


def changed_meanwhile(what: str, current: Any) -> NoReturn:
    """Answer 412 with the present document, so that the loser can merge instead of losing his work."""
    error = PreconditionFailed(
        f"{what} has been saved by someone else since you read it. Compare, merge, save again."
    )
    error.data = {"errors": {"current": current}}  # type: ignore[attr-defined] # read by the application's handler
    raise error


#: Faults of a request that its message tells; the details have them all.
_MOST_FAULTS = 3


def faults_told(found: Mapping[str, Any]) -> str:
    """What cannot be used of a request, each place with its cause: what webargs found, by where it looked."""
    told = [
        f"{place}: {cause[:1].lower()}{cause[1:].rstrip('.')}"
        for where, faults in found.items()
        for place, cause in _causes(faults, "", "the body" if where == "json" else f"the {where}")
    ]
    more = f"; and {len(told) - _MOST_FAULTS} more" if len(told) > _MOST_FAULTS else ""
    return (
        f"The request cannot be used: {'; '.join(told[:_MOST_FAULTS])}{more}. Correct it and send it again."
    )


def _causes(faults: Any, place: str, whole: str) -> Iterator[tuple[str, str]]:
    """``('mapping/0/version', 'Not a valid integer.')`` for each fault below a place."""
    if isinstance(faults, Mapping):
        for name, below in faults.items():
            inner = place if name == "_schema" else f"{place}/{name}" if place else f"{name:.100}"
            yield from _causes(below, inner, whole)
    else:
        for cause in faults if isinstance(faults, list) else [faults]:
            yield f"'{place}'" if place else whole, str(cause)


def _explained(status: HTTPStatus, message: str) -> HTTPException:
    error = HTTPException(message)
    error.code = status
    return error


def with_etag(body: Any, revision: int, status: int = HTTPStatus.OK) -> Response:
    """A JSON answer that carries the document's revision."""
    response = jsonify(body)
    response.status_code = status
    response.set_etag(str(revision))
    return response
