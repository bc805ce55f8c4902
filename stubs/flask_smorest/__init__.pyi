# What we use of flask-smorest 0.47, which ships no types.
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NoReturn, TypeVar

import flask
from apispec import APISpec
from flask.views import View
from marshmallow import Schema

_View = TypeVar("_View", bound=Callable[..., Any])
_Routed = TypeVar("_Routed", bound=Callable[..., Any] | type[View])

class Blueprint(flask.Blueprint):
    def __init__(
        self, name: str, import_name: str, *, description: str | None = None, **kwargs: Any
    ) -> None: ...
    # A class-based view (MethodView) may be routed, which Flask's own blueprint does not allow.
    def route(  # type: ignore[override]
        self,
        rule: str,
        *,
        parameters: list[Any] | None = None,
        tags: list[str] | None = None,
        **options: Any,
    ) -> Callable[[_Routed], _Routed]: ...
    def arguments(
        self,
        schema: Schema | type[Schema] | Mapping[str, Any],
        *,
        location: str = "json",
        content_type: str | None = None,
        required: bool = True,
        description: str | None = None,
        example: Any = None,
        examples: Any = None,
        **kwargs: Any,
    ) -> Callable[[_View], _View]: ...
    def response(
        self,
        status_code: int,
        schema: Schema | type[Schema] | Mapping[str, Any] | None = None,
        *,
        content_type: str | None = None,
        description: str | None = None,
        example: Any = None,
        examples: Any = None,
        headers: Mapping[str, Any] | None = None,
    ) -> Callable[[_View], _View]: ...
    def alt_response(
        self,
        status_code: int,
        response: str | None = None,
        *,
        schema: Schema | type[Schema] | Mapping[str, Any] | None = None,
        content_type: str | None = None,
        description: str | None = None,
        example: Any = None,
        examples: Any = None,
        headers: Mapping[str, Any] | None = None,
        success: bool = False,
    ) -> Callable[[_View], _View]: ...
    @staticmethod
    def doc(**kwargs: Any) -> Callable[[_View], _View]: ...

class Api:
    ERROR_SCHEMA: ClassVar[type[Schema]]
    spec: APISpec
    def __init__(
        self,
        app: flask.Flask | None = None,
        *,
        spec_kwargs: Mapping[str, Any] | None = None,
        config_prefix: str = "",
    ) -> None: ...
    def register_blueprint(
        self, blp: Blueprint, *, parameters: list[Any] | None = None, **options: Any
    ) -> None: ...

def abort(http_status_code: int, exc: Exception | None = None, **kwargs: Any) -> NoReturn: ...
