"""The JSON API: an endpoint parses, calls one use case, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer import __version__
from designer.api.base import PREFIX, Api, faults_told, finding_json

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["faults_told", "finding_json", "init_app"]


def init_app(app: Flask) -> None:
    """Give the application the API under ``/api/v1``, and its OpenAPI document."""
    from designer.api import (
        catalogue,
        contacts,
        documents,
        events,
        exports,
        history,
        matrix,
        order,
        outbox,
        pressure,
        reading,
        rooms,
        runtime,
        scenarios,
        simulations,
        tasks,
        templates,
        tree,
        trial,
    )

    app.config.update(
        API_TITLE="Designer",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = Api(app)
    resources = (
        scenarios,
        history,
        rooms,
        pressure,
        matrix,
        order,
        reading,
        simulations,
        templates,
        documents,
        catalogue,
        events,
        contacts,
        runtime,
        outbox,
        tasks,
        exports,
        tree,
        trial,
    )
    for resource in resources:
        api.register_blueprint(resource.blueprint, url_prefix=PREFIX)
