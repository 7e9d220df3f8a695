"""The OpenAPI document (3.1), assembled from what the active modules register; nothing is written by hand.

An operation's parameters are the fields of its ``parameters`` Struct, in the path where the path has a place of that
name, else in the query; its answer is the schema of ``result``. Descriptions and examples are the fields' own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from toolbox_core import __version__
from toolbox_core.i18n import N_
from toolbox_core.web.mounting import API_PREFIX

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.contracts import ApiRoute
    from toolbox_core.plugins.registry import Registry

OPENAPI = "3.1.0"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
REFERENCE = "#/components/schemas/{name}"
PAGES = "/api/"
_PLACE = re.compile(r"{(\w+)(?::\w+)?}")


def _about(description: str) -> msgspec.Meta:
    return msgspec.Meta(description=description)


class ProblemDetails(msgspec.Struct, kw_only=True):
    """What went wrong, in the form of RFC 9457."""

    title: Annotated[str, _about(N_("What is wrong, in a few words."))]
    status: Annotated[int, _about(N_("The status of the answer."))]
    type: Annotated[str, _about(N_("Always about:blank: the status says what kind of problem it is."))] = "about:blank"
    detail: Annotated[str, _about(N_("One sentence for a person."))] = ""
    fix: Annotated[str, _about(N_("What to do about it."))] = ""
    parameter: Annotated[str, _about(N_("The parameter that is wrong, if it is one."))] = ""
    request_id: Annotated[str, _about(N_("The number under which the site's log knows this request."))] = ""


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
        "externalDocs": {"url": settings.site.base_url + PAGES, "description": "The same to read"},
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
    shape = schemas[route.result] if route.result is not None else {}
    problem = {
        "description": "What is wrong with the request, and how to mend it",
        "content": {"application/problem+json": {"schema": schemas[ProblemDetails]}},
    }
    operation: dict[str, Any] = {
        "operationId": f"{plugin}_{route.name}".replace(":", "_").replace("-", "_"),
        "summary": route.summary,
        "tags": [plugin],
        "parameters": parameters_of(route),
        "responses": {
            "200": {
                "description": "The answer",
                "content": {
                    kind: {"schema": shape if kind.endswith("json") else {"type": "string"}}
                    for kind in route.media_types
                },
            },
            "304": {"description": "Nothing changed"},
            "4XX": problem,
            "5XX": problem,
        },
    }
    if not route.public:
        operation["security"] = [{"token": []}]
    return operation


def parameters_of(route: ApiRoute) -> list[dict[str, Any]]:
    """The parameters of an operation, as OpenAPI writes them: those in the path, in its order, then the others."""
    fields = _fields(route.parameters)
    places = _PLACE.findall(route.path)
    unknown = {"schema": {"type": "string", "minLength": 1}}
    return [
        *({"name": name, "in": "path", "required": True} | fields.get(name, unknown) for name in places),
        *(
            {"name": name, "in": "query", "required": required} | field
            for name, required, field in _in_query(route.parameters, places)
        ),
    ]


def _in_query(parameters: type[Any] | None, places: Sequence[str]) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    if parameters is not None:
        needed = {field.name for field in msgspec.structs.fields(parameters) if field.required}
        for name, field in _fields(parameters).items():
            if name not in places:
                yield name, name in needed, field


def _fields(parameters: type[Any] | None) -> dict[str, dict[str, Any]]:
    """Each field's schema, with what is said of it and its example beside, where OpenAPI wants them."""
    if parameters is None:
        return {}
    (shape,), components = msgspec.json.schema_components([parameters], ref_template=REFERENCE)
    found = {}
    for name, about in components[shape["$ref"].rpartition("/")[2]].get("properties", {}).items():
        field: dict[str, Any] = {"schema": {key: about[key] for key in about if key not in ("description", "examples")}}
        if {"type": "null"} in about.get("anyOf", ()):  # an address cannot say null: an empty value is "not given"
            kinds = [kind for kind in about["anyOf"] if kind != {"type": "null"}]
            field["schema"] = {"anyOf": [*kinds, {"type": "string", "maxLength": 0}]}
        if about.get("description"):
            field["description"] = about["description"]
        if about.get("examples"):
            field["example"] = about["examples"][0]
        found[name] = field
    return found
