"""The OpenAPI document (3.1), assembled from what the active modules register; nothing is written by hand.

An operation's query parameters are the fields of its ``parameters`` Struct, its answer the schema of ``result``; path
parameters are read from the path. Descriptions are the Structs' and fields' own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from toolbox_core import __version__
from toolbox_core.web.mounting import API_PREFIX

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.contracts import ApiRoute
    from toolbox_core.plugins.registry import Registry

OPENAPI = "3.1.0"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
REFERENCE = "#/components/schemas/{name}"
_PLACE = re.compile(r"{(\w+)(?::\w+)?}")


class ProblemDetails(msgspec.Struct, kw_only=True):
    """What went wrong, in the form of RFC 9457."""

    title: str
    status: int
    type: str = "about:blank"
    detail: str = ""
    instance: str = ""


def document(registry: Registry, settings: Settings) -> dict[str, Any]:
    """The whole interface of the active modules as an OpenAPI document."""
    routes = [(plugin, route) for plugin, route in registry.api_routes]
    schemas, components = _schemas([route for _, route in routes])
    paths: dict[str, dict[str, Any]] = {}
    for plugin, route in routes:
        operations = paths.setdefault(API_PREFIX + _PLACE.sub(r"{\1}", route.path), {})
        for method in route.methods:
            operations[method.lower()] = _operation(plugin, route, schemas)
    return {
        "openapi": OPENAPI,
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": f"{settings.site.name}: API",
            "version": __version__,
            "description": "Amounts are exact decimals in text. Errors are problem details (RFC 9457).",
            "license": {"name": settings.site.licence, "identifier": settings.site.licence},
        },
        "servers": [{"url": settings.site.base_url or "/"}],
        "tags": [
            {"name": plugin, "description": registry.plugins[plugin].name}
            for plugin in sorted({plugin for plugin, _ in routes})
        ],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "An API token"}},
        },
    }


def _schemas(routes: Sequence[ApiRoute]) -> tuple[dict[type[Any], dict[str, Any]], dict[str, Any]]:
    """The schema of each result type, and the named schemas that they refer to."""
    types: list[type[Any]] = [ProblemDetails]
    for route in routes:
        if route.result is not None and route.result not in types:
            types.append(route.result)
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    return dict(zip(types, schemas, strict=True)), components


def _operation(plugin: str, route: ApiRoute, schemas: dict[type[Any], dict[str, Any]]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "The answer"}
    if route.result is not None:
        answer["content"] = {"application/json": {"schema": schemas[route.result]}}
    problem = {
        "description": "What is wrong with the request, and how to mend it",
        "content": {"application/problem+json": {"schema": schemas[ProblemDetails]}},
    }
    operation: dict[str, Any] = {
        "operationId": f"{plugin}_{route.name}".replace(":", "_").replace("-", "_"),
        "summary": route.summary,
        "tags": [plugin],
        "parameters": [*_in_path(route.path), *_in_query(route.parameters)],
        "responses": {"200": answer, "304": {"description": "Nothing changed"}, "4XX": problem, "5XX": problem},
    }
    if not route.public:
        operation["security"] = [{"token": []}]
    return operation


def _in_path(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in _PLACE.findall(path)
    ]


def _in_query(parameters: type[Any] | None) -> list[dict[str, Any]]:
    if parameters is None:
        return []
    schema = msgspec.json.schema_components([parameters], ref_template=REFERENCE)[1][parameters.__name__]
    required = set(schema.get("required", ()))
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": {key: value for key, value in about.items() if key != "description"},
        }
        | ({"description": about["description"]} if "description" in about else {})
        for name, about in schema.get("properties", {}).items()
    ]
