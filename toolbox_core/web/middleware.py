"""The gate every request passes: who is asked, in which language, from where; and what every answer carries.

One pure-ASGI layer, because each layer costs every request. It refuses unknown hosts (400), requests forged by other
sites (403), too many requests to the programming interface (429) and bodies that are too large (413), remembers a
chosen language, adds the security headers and writes one log line. Neither addresses of visitors nor what they
searched for are logged.
"""

from __future__ import annotations

import logging
import math
import re
import secrets
from http.cookies import CookieError, SimpleCookie
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote_from_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request

from toolbox_core.i18n import choose_language
from toolbox_core.services.audit import acting_from
from toolbox_core.web.cors import preflight
from toolbox_core.web.display import chosen_display
from toolbox_core.web.errors import error_response
from toolbox_core.web.host import GENERATIONS_KEY, VISIT_KEY, Visit
from toolbox_core.web.metrics import Metrics, run_folder
from toolbox_core.web.ratelimit import Buckets
from toolbox_core.web.rendering import LANGUAGE_PARAMETER
from toolbox_core.web.security import (
    FORGED,
    UNKNOWN_HOST,
    add_security_headers,
    allowed_hosts,
    host_is_known,
    is_forged,
    is_secure,
)

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from toolbox_core.config import Settings

logger = logging.getLogger("toolbox.web")
access = logging.getLogger("toolbox.access")
COOKIE = "toolbox_language"
YEAR = 365 * 24 * 3600
_QUERY_SAFE = "".join(map(chr, range(33, 127)))
_TOKEN = re.compile(r"/(?![0-9a-f]+(?:/|$))[A-Za-z0-9_-]{40,}(?=/|$)")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Gate:
    """The outermost layer inside the application. ``scope["toolbox"]`` is set before."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._hosts = allowed_hosts(settings)
        self._metrics = Metrics(run_folder(settings)) if settings.server.metrics != "off" else None
        # A proxy that does not say for whom it asks would make all visitors one; it is not counted.
        self._buckets = Buckets(settings.limits.api_per_minute, exempt=settings.server.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if not scope["query_string"].isascii():
            # Raw bytes are not allowed there (RFC 3986), but nothing stops a program from sending some.
            scope["query_string"] = quote_from_bytes(scope["query_string"], safe=_QUERY_SAFE).encode()
        visit = self._visit(scope, headers)
        scope[VISIT_KEY] = visit
        acting_from(_client(scope))
        answer = _Answer(scope, visit, self._metrics, send)
        refusal = self._refusal(Request(scope, receive), headers)
        try:
            if refusal is not None:
                await refusal(scope, receive, answer.send)
            else:
                await self._app(scope, self._limited(receive), answer.send)
        except Exception:
            logger.exception("A request failed.", extra={"request_id": visit.id, "path": without_tokens(scope["path"])})
            if not answer.status:
                response = error_response(Request(scope, receive), 500)
                await response(scope, receive, answer.send)
        finally:
            answer.log()

    def _visit(self, scope: Scope, headers: Headers) -> Visit:
        site = self._settings.site
        query = parse_qs(scope["query_string"].decode("latin-1")) if b"lang=" in scope["query_string"] else {}
        asked = query.get(LANGUAGE_PARAMETER, [""])[-1]
        secure = is_secure(self._settings, scope.get("scheme", "http"))
        remembered = _cookie(headers.get("cookie", ""), cookie_name(secure=secure))
        language = choose_language(
            site.languages,
            site.default_language,
            asked=asked,
            remembered=remembered,
            accepted=headers.get("accept-language", ""),
        )
        given = headers.get("x-request-id", "")
        return Visit(
            id=given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8),
            language=language,
            secure=secure,
            chosen=language if asked and language != remembered else "",
            remembered=bool(remembered),
            theme=chosen_display(headers.get("cookie", ""), secure=secure),
            plugin_generation=scope[GENERATIONS_KEY][0],
            data_generation=scope[GENERATIONS_KEY][1],
            build=scope[GENERATIONS_KEY][2],
        )

    def _refusal(self, request: Request, headers: Headers) -> Response | None:
        if not host_is_known(headers.get("host", ""), self._hosts):
            return error_response(request, 400, texts=UNKNOWN_HOST)
        if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
            # No page has a use for it, and databases choke on it.
            return error_response(request, 400)
        if is_forged(request.method, headers, base_url=self._settings.site.base_url):
            return error_response(request, 403, texts=FORGED)
        declared = headers.get("content-length", "")
        if declared.isascii() and declared.isdigit() and int(declared) > self._settings.limits.upload_bytes:
            return error_response(request, 413)
        return preflight(request.method, request.scope["path"], headers) or self._too_often(request)

    def _too_often(self, request: Request) -> Response | None:
        if not request.scope["path"].startswith("/api/"):
            return None
        seconds = self._buckets.wait(_client(request.scope))
        return error_response(request, 429, headers={"retry-after": str(math.ceil(seconds))}) if seconds else None

    def _limited(self, receive: Receive) -> Receive:
        """Count a body that did not declare its length; the page that reads on beyond the limit meets a 413."""
        limit, received = self._settings.limits.upload_bytes, 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413)
            return message

        return counted


class _Answer:
    """Adds what every answer carries, and remembers what the log line needs."""

    def __init__(self, scope: Scope, visit: Visit, metrics: Metrics | None, send: Send) -> None:
        self._scope, self._visit, self._metrics, self._send = scope, visit, metrics, send
        self.status = 0
        self._bytes = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(raw=list(message["headers"]))
            add_security_headers(headers, self._scope["path"], secure=self._visit.secure)
            headers["x-request-id"] = self._visit.id
            if self._visit.chosen:
                headers.append("set-cookie", language_cookie(self._visit.chosen, secure=self._visit.secure))
            message = {**message, "headers": headers.raw}
        else:
            self._bytes += len(message.get("body", b""))
        await self._send(message)

    def log(self) -> None:
        seconds = perf_counter() - self._visit.started
        if self._metrics is not None:
            self._metrics.observe(self._visit.plugin, self.status, seconds)
        if access.isEnabledFor(logging.INFO):
            access.info(
                "request",
                extra={
                    "request_id": self._visit.id,
                    "method": self._scope["method"],
                    "path": without_tokens(self._scope["path"]),
                    "status": self.status,
                    "bytes": self._bytes,
                    "ms": round(seconds * 1000, 1),
                    "language": self._visit.language,
                    "plugin": self._visit.plugin,
                },
            )


def _client(scope: Scope) -> str:
    """The network address that asks; a trusted proxy's word for it was taken already."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def without_tokens(path: str) -> str:
    """A path as it may be logged: the secret part of a link from a letter is left out (a hash is not one)."""
    return _TOKEN.sub("/…", path)


def cookie_name(*, secure: bool) -> str:
    """Over https browsers hold ``__Host-`` cookies to this one host; over plain http the prefix is not allowed."""
    return f"__Host-{COOKIE}" if secure else COOKIE


def language_cookie(language: str, *, secure: bool) -> str:
    """The ``Set-Cookie`` value that remembers a chosen language for a year. It says nothing about the visitor."""
    parts = [f"{cookie_name(secure=secure)}={language}", f"Max-Age={YEAR}", "Path=/", "HttpOnly", "SameSite=Lax"]
    return "; ".join([*parts, "Secure"] if secure else parts)


def _cookie(header: str, name: str) -> str:
    if name not in header:
        return ""
    try:
        morsel = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return morsel.value[:35] if morsel else ""
