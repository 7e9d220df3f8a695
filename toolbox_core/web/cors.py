"""Open data for other people's pages: which addresses scripts of any site may read (Fetch Standard, CORS protocol).

``/api/`` and ``/data/`` are open to ``GET`` and ``HEAD`` from everywhere, without cookies: what they answer is the same
for everybody. Nothing else is open, and nothing can be changed from another site's page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.datastructures import Headers, MutableHeaders

OPEN = ("/api/", "/data/")
METHODS = ("GET", "HEAD")
REQUEST_HEADERS = "Accept, Accept-Language, If-Modified-Since, If-None-Match, Range"
EXPOSED = "Content-Disposition, ETag, Link, Retry-After, X-Request-ID"
DAY = 24 * 3600


def is_open(path: str) -> bool:
    """Whether scripts of other sites may read what is at this address."""
    return path.startswith(OPEN)


def preflight(method: str, path: str, headers: Headers) -> Response | None:
    """The answer to a browser that asks whether a script may send its request; ``None`` when it does not ask that."""
    wanted = headers.get("access-control-request-method")
    if method != "OPTIONS" or wanted is None or "origin" not in headers or not is_open(path):
        return None
    allowed = {
        "access-control-allow-methods": ", ".join(METHODS),
        "access-control-allow-headers": REQUEST_HEADERS,
        "access-control-max-age": str(DAY),
        "vary": "Access-Control-Request-Method",
    }
    return Response(status_code=204, headers=allowed)


def add_open_headers(headers: MutableHeaders) -> None:
    """Let scripts of every site read this answer."""
    headers.setdefault("access-control-allow-origin", "*")
    headers.setdefault("access-control-expose-headers", EXPOSED)
