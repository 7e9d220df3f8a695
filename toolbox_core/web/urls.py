"""Addresses from route names, so that no page writes another page's address by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.routing import NoMatchFound

from toolbox_core.config import site_address
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute


class Addresses:
    """The routes by name: a page asks for a hundred addresses, and Starlette would search all routes each time."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._routes: dict[str, list[BaseRoute]] = {}
        for route in routes:
            self._routes.setdefault(getattr(route, "name", ""), []).append(route)

    def has(self, name: str) -> bool:
        """Whether an active plugin offers a route of that name."""
        return name in self._routes

    def of(self, name: str, /, query: Mapping[str, Any] | None = None, **path_params: Any) -> str:
        """The address of route ``name`` (``budget_portal:year``); ``query`` is appended, without its ``None`` values.

        Raises ``LookupError`` when no active plugin has that route with these parameters.
        """
        for route in self._routes.get(name, ()):
            try:
                path = str(route.url_path_for(name, **path_params))
            except NoMatchFound:
                continue
            pairs = [(key, value) for key, value in (query or {}).items() if value is not None]
            return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path
        raise LookupError(f"There is no route {name!r} with the parameters {sorted(path_params)}.")


def url(request: Request, name: str, /, query: Mapping[str, Any] | None = None, **path_params: Any) -> str:
    """The address of route ``name`` for use in Python; templates have the same function without ``request``."""
    return host_of(request).addresses.of(name, query, **path_params)


def site_base(request: Request) -> str:
    """The site's address without a slash, for what is read elsewhere: feeds, pictures.

    Whoever asks may not choose the addresses that others read, unless the names of this site are known.
    """
    settings = host_of(request).settings
    known = settings.site.base_url.rstrip("/")
    return known or (
        site_address(settings) if "*" in settings.server.allowed_hosts else str(request.base_url).rstrip("/")
    )
