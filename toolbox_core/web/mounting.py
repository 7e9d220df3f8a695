"""From the registry's contributions to routes: each page guarded, timed and attributed to its plugin.

A page that raises, or takes longer than ``[server] request_timeout``, is answered with an error page; the failure is
counted for its plugin alone. Addresses of modules that are installed but not running answer 503 with the module's name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Match, Router
from starlette.routing import Route as StarletteRoute

from toolbox_core.exceptions import SignInNeeded, ToolboxError
from toolbox_core.web.caching import Key, cache_key
from toolbox_core.web.embedding import is_chart, with_charts
from toolbox_core.web.errors import (
    MODULE_NOT_READY,
    MODULE_OFF,
    SLOW,
    error_response,
    http_error_response,
    toolbox_error_response,
    unavailable,
)
from toolbox_core.web.host import HOST_KEY, Host, host_of, visit_of
from toolbox_core.web.responses import redirect
from toolbox_core.web.security import SAFE_METHODS
from toolbox_core.web.sessions import refusal_of, turned_away
from toolbox_core.web.static import PREFIX as STATIC_PREFIX
from toolbox_core.web.static import serve_static

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from toolbox_core.contracts import ApiRoute, Route
    from toolbox_core.plugins.registry import PluginRecord, Registry

API_PREFIX = "/api/v1"
PHASE = "request"
HOME_ROUTE = "home:index"
# Answers that are whole and may be sent more than once.
_PLAIN = (Response, HTMLResponse, PlainTextResponse, JSONResponse)


class PluginPage:
    """One endpoint of a plugin as an ASGI application: it answers, whatever the plugin's code does."""

    def __init__(self, plugin: str, name: str, route: Route | ApiRoute) -> None:
        self._plugin, self._name, self._route = plugin, name, route
        self._making: dict[Key, asyncio.Future[Response | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        host, visit = host_of(request), visit_of(request)
        visit.plugin = self._plugin
        if host.runner.is_open(self._plugin):
            response = unavailable(
                request,
                texts=MODULE_NOT_READY,
                module=self._name,
                retry_after=host.settings.plugins.retry_after,
            )
        elif (refusal := self._refusal(request)) is not None:
            response = refusal
        elif self._route.cacheable and request.method in SAFE_METHODS and visit.actor.is_anonymous:
            response = await self._answer_once(request, host)
        else:
            response = await self._answer(request, host)
        streams = isinstance(response, (StreamingResponse, FileResponse))
        kept = "no-store" not in response.headers.get("cache-control", "")
        visit.cacheable = self._route.cacheable and response.status_code == 200 and kept and not streams
        if streams and request.method == "HEAD":
            # A download is not made only to be thrown away.
            response = Response(headers=_headers_of(response))
        try:
            await response(scope, receive, send)
        except (ClientDisconnect, OSError):
            return
        except Exception as error:
            host.runner.failed(self._plugin, PHASE, error)
            raise

    def _refusal(self, request: Request) -> Response | None:
        """Deny by default: a route that is not public opens only to those who have its permission."""
        if self._route.public:
            return None
        if not self._route.permission:
            return error_response(request, 403)
        return refusal_of(request, self._route.permission, scoped=self._route.scoped)

    async def _answer_once(self, request: Request, host: Host) -> Response:
        """Many readers who ask for the same page while it is being made get the one that is made."""
        key = cache_key(request.scope, request.headers, visit_of(request))
        others = self._making.get(key)
        if others is not None:
            shared = await asyncio.shield(others)
            if shared is not None:
                return shared
        making: asyncio.Future[Response | None] = asyncio.get_running_loop().create_future()
        self._making[key] = making
        shareable: Response | None = None
        try:
            response = await self._answer(request, host)
            if response.status_code == 200 and type(response) in _PLAIN and "set-cookie" not in response.headers:
                shareable = response
        finally:
            if self._making.get(key) is making:
                del self._making[key]
            making.set_result(shareable)
        return response

    async def _answer(self, request: Request, host: Host) -> Response:
        limit = host.settings.server.request_timeout
        try:
            async with asyncio.timeout(limit) as timer:
                response = await self._route.endpoint(request)
            if not isinstance(response, Response):
                raise TypeError(f"the endpoint must return a Response, not {type(response).__name__}")
        except SignInNeeded:
            return turned_away(request)
        except ToolboxError as error:
            return toolbox_error_response(request, error)
        except HTTPException as error:
            return http_error_response(request, error)
        except ClientDisconnect:
            raise
        except (Exception, SystemExit) as error:
            if isinstance(error, TimeoutError) and timer.expired():
                error = TimeoutError(f"{request.scope['path']} took longer than {limit:g} s")
                host.runner.failed(self._plugin, PHASE, error)
                return unavailable(request, texts=SLOW, retry_after=host.settings.plugins.retry_after)
            host.runner.failed(self._plugin, PHASE, error)
            return error_response(request, 500)
        host.runner.succeeded(self._plugin)
        return response


def _headers_of(response: Response) -> dict[str, str]:
    return dict(response.headers)


class InactiveModule:
    """What the addresses of an installed module answer while it does not run."""

    def __init__(self, record: PluginRecord) -> None:
        self._texts = MODULE_NOT_READY if record.is_enabled else MODULE_OFF
        self._id, self._name = record.id, record.name or record.id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        visit_of(request).plugin = self._id
        response = unavailable(request, texts=self._texts, module=self._name)
        await response(scope, receive, send)


def make_routes(registry: Registry) -> list[BaseRoute]:
    """Every route of the site: static files, the active plugins' pages and API, then what is switched off."""
    names = {record.id: record.name or record.id for record in registry.plugins.values()}
    routes: list[BaseRoute] = [StarletteRoute(STATIC_PREFIX + "{path:path}", serve_static, name="static")]
    # The addresses of charts end in fixed words, which an address of a page may also hold: they are tried first.
    pages = [(plugin, one) for plugin, route in registry.routes for one in with_charts(route)]
    pages.sort(key=lambda pair: not is_chart(pair[1]))
    for prefix, contributed in (("", pages), (API_PREFIX, registry.api_routes)):
        for plugin, route in contributed:
            page = PluginPage(plugin, names[plugin], route)
            routes.append(StarletteRoute(prefix + route.path, page, methods=list(route.methods), name=route.name))
    for record in registry.plugins.values():
        if record.id not in registry.active and record.manifest is not None:
            routes.extend(_inactive_routes(record))
    if not any(getattr(route, "name", "") == HOME_ROUTE for route in routes):
        # Every page's frame leads home, also while the home page's own module is off.
        routes.append(StarletteRoute("/", _nothing_here, name=HOME_ROUTE))
    return routes


async def _nothing_here(request: Request) -> Response:
    return error_response(request, 404)


def _inactive_routes(record: PluginRecord) -> list[BaseRoute]:
    assert record.manifest is not None
    provides = record.manifest.provides
    addresses = list(provides.addresses) + ([API_PREFIX + provides.api] if provides.api else [])
    page = InactiveModule(record)
    routes: list[BaseRoute] = []
    for address in addresses:
        routes.append(StarletteRoute(address, page, name=f"inactive:{record.id}"))
        if address != "/":
            routes.append(StarletteRoute(address + "/{rest:path}", page, name=f"inactive:{record.id}"))
    return routes


def make_starlette(routes: Sequence[BaseRoute]) -> Starlette:
    """The inner application: routing and the last word on errors. Everything else lies in the layers around it."""
    app = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _http_error, ToolboxError: _toolbox_error, Exception: _fault},
    )
    # One address for each page: the other spelling (with or without the slash) is sent there for good, by `_no_route`.
    app.router.redirect_slashes = False
    app.router.default = _no_route
    return app


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return http_error_response(request, error)


async def _toolbox_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ToolboxError)
    return toolbox_error_response(request, error)


async def _fault(request: Request, error: Exception) -> Response:
    del error  # the outermost layer logs it
    return error_response(request, 500)


async def _no_route(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        raise HTTPException(404)
    request = Request(scope, receive, send)
    host: Host = scope[HOST_KEY]
    other = _other_spelling(host.router, scope)
    if other:
        query = scope["query_string"].decode("latin-1")
        response = redirect(f"{other}?{query}" if query else other, status=308)
    else:
        response = error_response(request, 404)
    await response(scope, receive, send)


def _other_spelling(router: Router, scope: Scope) -> str:
    path: str = scope["path"]
    if scope["method"] not in ("GET", "HEAD") or path == "/" or path.startswith(("//", "/\\")):
        return ""
    other = path.rstrip("/") if path.endswith("/") else path + "/"
    probe = {**scope, "path": other}
    return other if any(route.matches(probe)[0] is Match.FULL for route in router.routes) else ""
