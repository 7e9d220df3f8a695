"""Closed bridges."""

from starlette.requests import Request
from starlette.responses import Response

from toolbox_core import Permission, Route, hookimpl, render


async def page(request: Request) -> Response:
    """The one page."""
    return render(request, "bridges/index.html")


@hookimpl
def register_routes() -> list[Route]:
    """The one page."""
    return [Route(path="/bridges/", endpoint=page, name="bridges:index", public=True)]


@hookimpl
def register_permissions() -> list[Permission]:
    """Who may close a bridge."""
    return [Permission(id="bridges.close", label="Close a bridge")]
