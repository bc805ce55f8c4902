"""The API's page: the OpenAPI document as something to read, without a script from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template

from designer.web.blueprint import pages

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing that can be asked, as the page shows it."""

    method: str
    path: str
    summary: str
    #: Path, query and header parameters: (name, where, required, description).
    parameters: tuple[tuple[str, str, bool, str], ...]
    #: Fields of the request's body: (name, type, required, description).
    body: tuple[tuple[str, str, bool, str], ...]
    #: Fields of the answer: (name, type, required, description).
    answer: tuple[tuple[str, str, bool, str], ...]
    #: (status, description).
    statuses: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        """A stable fragment for links."""
        return f"{self.method}{self.path}".replace("/", "-").replace("{", "").replace("}", "")


@pages.get("/api/docs")
def api_docs() -> str:
    """Every operation by resource."""
    api = next(iter(current_app.extensions["flask-smorest"]["apis"].values()))["ext_obj"]
    spec: dict[str, Any] = api.spec.to_dict()
    groups: dict[str, list[Operation]] = {}
    for path, methods in spec.get("paths", {}).items():
        shared = methods.get("parameters", [])
        for method in _METHODS:
            if method in methods:
                operation = methods[method]
                groups.setdefault(operation["tags"][0], []).append(
                    _operation(spec, method, path, operation, shared)
                )
    tags = {tag["name"]: tag.get("description", "") for tag in spec.get("tags", [])}
    return render_template("api_docs.html", groups=groups, tags=tags, info=spec["info"])


def _operation(
    spec: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any], shared: list[Any]
) -> Operation:
    parameters = [_resolved(spec, parameter) for parameter in [*shared, *operation.get("parameters", [])]]
    responses = operation.get("responses", {})
    good: Mapping[str, Any] = next(
        (responses[status] for status in responses if str(status).startswith("2")), {}
    )
    return Operation(
        method=method.upper(),
        path=path,
        summary=" ".join(part for part in (operation.get("summary"), operation.get("description")) if part),
        parameters=tuple(
            (
                p["name"],
                p["in"],
                bool(p.get("required")),
                p.get("description") or _type(spec, p.get("schema", {})),
            )
            for p in parameters
        ),
        body=_fields(spec, operation.get("requestBody", {})),
        answer=_fields(spec, good),
        statuses=tuple(
            (str(status), _resolved(spec, response).get("description", ""))
            for status, response in responses.items()
            if str(status) != "default"
        ),
    )


def _fields(spec: Mapping[str, Any], holder: Mapping[str, Any]) -> tuple[tuple[str, str, bool, str], ...]:
    contents: Mapping[str, Any] = _resolved(spec, holder).get("content", {})
    first: Mapping[str, Any] = next(iter(contents.values()), {})
    schema = _resolved(spec, first.get("schema", {}))
    required = schema.get("required", [])
    return tuple(
        (name, _type(spec, field), name in required, _resolved(spec, field).get("description", ""))
        for name, field in schema.get("properties", {}).items()
    )


def _type(spec: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    kind = schema.get("type", "any")
    words = " | ".join(kind) if isinstance(kind, list) else str(kind)
    if "array" in words and "items" in schema:
        words = f"{_type(spec, schema['items'])}[]"
    if "enum" in schema:
        words = " | ".join(str(value) for value in schema["enum"])
    return words


def _resolved(spec: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        target: Any = spec
        for part in str(node["$ref"]).removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node
