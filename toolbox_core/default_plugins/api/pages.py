"""``/api/``: what programs can ask, to read without JavaScript; ``/api/v1/``: the same for programs."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

from toolbox_core import NotFound, json_response, render, translate, url
from toolbox_core.default_plugins.api import reading
from toolbox_core.web.asking import ask
from toolbox_core.web.host import host_of
from toolbox_core.web.mounting import API_PREFIX
from toolbox_core.web.openapi import document

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.contracts import ApiRoute

PHASE = "api"


def base_of(request: Request) -> str:
    """The site's address, as somebody far away would write it, without a slash at its end."""
    return host_of(request).settings.site.base_url or str(request.base_url).rstrip("/")


def described(request: Request) -> dict[str, Any]:
    """The OpenAPI document of the active modules, with the address by which it was asked for."""
    host = host_of(request)
    made = document(host.registry, host.settings)
    made["servers"] = [{"url": base_of(request)}]
    return made


async def openapi(request: Request) -> Response:
    """The OpenAPI document, with examples that answer here."""
    made = described(request)
    found = await asyncio.gather(*(_examples(request, tag["name"]) for tag in made["tags"]))
    for examples in found:
        reading.fill_examples(made, examples)
    return json_response(made)


async def root(request: Request) -> Response:
    """Where everything is, for programs that begin at the root."""
    made = described(request)
    base = base_of(request)
    return json_response(
        {
            "title": made["info"]["title"],
            "version": made["info"]["version"],
            "openapi": f"{base}{url(request, 'api:openapi')}",
            "documentation": f"{base}{url(request, 'api:index')}",
            "operations": [
                {"method": method.upper(), "address": base + path, "summary": operation["summary"]}
                for path, methods in made["paths"].items()
                for method, operation in methods.items()
            ],
        }
    )


async def index(request: Request) -> Response:
    """The rules that hold for every operation, and the modules with theirs."""
    made = described(request)
    modules = [(tag["name"], tag["description"], reading.operations(made, tag["name"], {})) for tag in made["tags"]]
    host = host_of(request)
    return render(
        request,
        "api/index.html",
        modules=modules,
        base=base_of(request),
        per_minute=host.settings.limits.api_per_minute,
        has_data=host.addresses.has("data:index"),
    )


async def module(request: Request) -> Response:
    """The operations of one module: parameters, an example to try, the answer."""
    plugin = request.path_params["plugin"]
    made = described(request)
    names = {tag["name"]: tag["description"] for tag in made["tags"]}
    if plugin not in names:
        raise NotFound(
            f"No active module {plugin[:80]!r} offers operations.", fix="The page /api/ lists those that do."
        )
    found = reading.operations(made, plugin, await _examples(request, plugin))
    return render(
        request,
        "api/module.html",
        plugin=plugin,
        name=names[plugin],
        operations=found,
        shapes=reading.shapes(made, found),
        base=base_of(request),
        words=reading,
        crumbs=[(translate(request, "Programming interface"), url(request, "api:index"))],
    )


async def _examples(request: Request, plugin: str) -> dict[str, str]:
    """An address that answers for each operation that offers one; a module that cannot find one costs only that."""
    routes = [route for owner, route in host_of(request).registry.api_routes if owner == plugin and route.example]
    found = await asyncio.gather(*(_example(request, plugin, route) for route in routes))
    return {
        re.sub(r"[:-]", "_", f"{plugin}_{route.name}"): API_PREFIX + example
        for route, example in zip(routes, found, strict=True)
        if example.startswith("/")
    }


async def _example(request: Request, plugin: str, route: ApiRoute) -> str:
    if isinstance(route.example, str):
        return route.example
    outcome = await ask(request, plugin, PHASE, route.example)
    return outcome.value or ""
