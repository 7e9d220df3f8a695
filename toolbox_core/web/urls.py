"""Addresses from route names, so that no page writes another page's address by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.routing import NoMatchFound

from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import Router


def address_of(router: Router, name: str, /, query: Mapping[str, Any] | None = None, **path_params: Any) -> str:
    """The address of route ``name`` (``budget_portal:year``); ``query`` is appended, without its ``None`` values.

    Raises ``starlette.routing.NoMatchFound`` when no active plugin has that route with these parameters.
    """
    path = str(router.url_path_for(name, **path_params))
    pairs = [(key, value) for key, value in (query or {}).items() if value is not None]
    return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


def has_route(router: Router, name: str) -> bool:
    """Whether an active plugin offers a route of that name."""
    return any(getattr(route, "name", None) == name for route in router.routes)


def url(request: Request, name: str, /, query: Mapping[str, Any] | None = None, **path_params: Any) -> str:
    """The address of route ``name`` for use in Python; templates have the same function without ``request``."""
    try:
        return address_of(host_of(request).router, name, query, **path_params)
    except NoMatchFound as error:
        raise LookupError(f"There is no route {name!r} with the parameters {sorted(path_params)}.") from error
