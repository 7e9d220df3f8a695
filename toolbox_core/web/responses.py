"""Answers in other shapes than pages, and the way to the database from a page.

Pages are ``async`` and never touch the database themselves: ``read`` and ``write`` run a function of the plugin with a
session in the host's small executor and give back what it returns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import msgspec
from starlette.responses import Response, StreamingResponse

from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from starlette.requests import Request

T = TypeVar("T")


async def read(request: Request, function: Callable[..., T], *args: Any) -> T:
    """``function(session, *args)`` with a read-only session on one consistent snapshot."""
    return await host_of(request).database.run(function, *args)


async def write(request: Request, function: Callable[..., T], *args: Any) -> T:
    """``function(session, *args)`` in one write transaction: committed whole, or not at all when it raises."""
    return await host_of(request).database.run_write(function, *args)


def json_response(data: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON. Dataclasses and Structs become objects, ``Decimal`` an exact string, dates and moments ISO 8601."""
    return Response(msgspec.json.encode(data), status_code=status, media_type="application/json", headers=headers)


def redirect(address: str, *, status: int = 303) -> Response:
    """Send the visitor to another address of this site.

    Raises ``ValueError`` for anything that is not a path here: an address from outside never decides where a visitor
    lands.
    """
    if not address.startswith("/") or address.startswith(("//", "/\\")) or re.search(r"[\x00-\x1f\x7f]", address):
        raise ValueError(f"{address!r} is not an address of this site")
    return Response(status_code=status, headers={"location": quote(address, safe="/:%#?=@[]!$&'()*+,;~-._")})


def download(
    request: Request,
    function: Callable[..., Iterator[bytes]],
    *args: Any,
    filename: str,
    media_type: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A file made on the way: ``function(session, *args)`` yields its bytes, memory stays flat however long it is.

    It is made on one snapshot, as fast as the database allows, however slow the reader is (``web/downloads.py``).
    ``filename`` is what the browser proposes.
    """
    body = host_of(request).downloads.stream(function, *args)
    disposition = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", filename)
    named = {"content-disposition": f'attachment; filename="{plain}"' if plain == filename else disposition}
    return StreamingResponse(body, media_type=media_type, headers={**named, **(headers or {})})
