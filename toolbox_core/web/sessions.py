"""Who is asking: a signed-in browser by its session cookie, a program by its API token, or nobody known.

One pure-ASGI layer before the page cache. A visitor who shows neither cookie nor token costs nothing; anybody else one
look into the database, in the executor. What a signed-in person is shown is never kept for others and never stored by
browsers or caches between (``Cache-Control: no-store``).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request

from toolbox_core.exceptions import Forbidden, SignInNeeded, ToolboxError
from toolbox_core.i18n import N_
from toolbox_core.services.accounts import roles, sessions, tokens
from toolbox_core.services.accounts.actors import Actor, may, scopes_of
from toolbox_core.web.errors import error_response, wants_json
from toolbox_core.web.host import HOST_KEY, Host, host_of, visit_in, visit_of
from toolbox_core.web.responses import redirect

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import HTTPConnection
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from toolbox_core.config import Settings
    from toolbox_core.services.accounts.models import User

logger = logging.getLogger("toolbox.web")
COOKIE = "toolbox_session"
SIGN_IN_ROUTE = "accounts:sign_in"
PASSWORD_ROUTE = "accounts:password"  # noqa: S105 - the name of a page
ENROLMENT_ROUTE = "accounts:authenticator"
# Addresses that are the same for everybody and must answer while the database does not.
_NOBODY_ASKS = ("/static/", "/health")
_LONGEST_CREDENTIAL = 100
NOT_A_TOKEN = (
    N_("This token is not known here"),
    N_("It may have been revoked, or it is over, or it was not copied whole."),
    N_("Make a new one on your account page."),
)
TOKEN_NEEDED = (
    N_("This needs a token"),
    N_("Programs show who they are with an API token."),
    N_("Make one on your account page and send it as “Authorization: Bearer …”."),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the database said about a cookie or token. ``stale``: its last use should be noted again."""

    actor: Actor
    stale: bool = False
    must_change_password: bool = False
    must_enrol: bool = False


class Sessions:
    """Sets ``visit.actor`` before anything is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._noting: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = visit_in(scope)
        kind, credential = _presented(scope, secure=visit.secure)
        if not credential:
            await self._app(scope, receive, send)
            return
        host: Host = scope[HOST_KEY]
        try:
            known = await host.database.run(_by_token if kind == "token" else _by_cookie, credential, host)
        except ToolboxError as error:
            # Whoever it is gets what everybody gets: public pages answer, everything else asks to sign in.
            logger.error("Nobody can be recognised: %s", error, extra={"request_id": visit.id})
            known = None
        if known is None and kind == "token":
            refusal = error_response(Request(scope), 401, texts=NOT_A_TOKEN, headers=_challenge("invalid_token"))
            await refusal(scope, receive, send)
            return
        if known is None:
            await self._app(scope, receive, send)
            return
        visit.actor, visit.must_change_password = known.actor, known.must_change_password
        visit.must_enrol = known.must_enrol
        if known.stale:
            self._note(host, kind, credential)
        await self._app(scope, receive, _unstored(send))

    def _note(self, host: Host, kind: str, credential: str) -> None:
        """Note the use in the background: an import that holds the database must not hold up a page."""

        async def work() -> None:
            try:
                await host.database.run_write(tokens.note_use if kind == "token" else sessions.touch, credential)
            except ToolboxError as error:
                logger.warning("The use of a %s could not be noted: %s", kind, error)

        task = asyncio.create_task(work())
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)


def _unstored(send: Send) -> Send:
    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            headers["cache-control"] = "no-store"
            headers.add_vary_header("Cookie, Authorization")
            message = {**message, "headers": headers.raw}
        await send(message)

    return marked


def _presented(scope: Scope, *, secure: bool) -> tuple[str, str]:
    """``("token" | "session", credential)`` that the request shows; an empty credential when it shows none."""
    path: str = scope["path"]
    headers = Headers(scope=scope)
    scheme, _, credential = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        # A token speaks for itself: with one, no cookie is looked at. It opens the programming interface alone.
        return "token", credential.strip()[:_LONGEST_CREDENTIAL] if path.startswith("/api/") else ""
    if path.startswith(_NOBODY_ASKS):
        return "session", ""
    return "session", session_token(headers, secure=secure)


def session_token(headers: Mapping[str, str], *, secure: bool) -> str:
    """The session id in the ``Cookie`` header, empty when there is none. It is a secret: pass it on, never show it."""
    return cookie_value(headers.get("cookie", ""), cookie_name(COOKIE, secure=secure))


def _by_cookie(session: Session, token: str, host: Host) -> Known | None:
    found = sessions.find(session, token, idle=idle_time(host.settings))
    if found is None or found[1].waits_for:
        return None
    user, row = found
    if user.must_change_password:
        # Whoever knows the password that an administrator typed may do one thing: choose another.
        return Known(_powerless(user), sessions.stale(row), must_change_password=True)
    if roles.must_enrol(session, user, everybody=host.settings.accounts.second_factor == "required"):
        return Known(_powerless(user), sessions.stale(row), must_enrol=True)
    return Known(roles.actor_for(session, user, defaults=host.default_roles), sessions.stale(row))


def _powerless(user: User) -> Actor:
    """Somebody who has signed in and may do nothing before the next step."""
    return Actor(id=user.id, name=user.name or user.email, email=user.email)


def _by_token(session: Session, token: str, host: Host) -> Known | None:
    found = tokens.recognise(session, token, defaults=host.default_roles)
    return None if found is None else Known(*found)


def idle_time(settings: Settings) -> timedelta:
    """After how long without use a session is over."""
    return timedelta(minutes=settings.accounts.idle_minutes)


def lifetime(settings: Settings) -> timedelta:
    """After how long a session is over in any case."""
    return timedelta(hours=settings.accounts.session_hours)


# --- cookies ---------------------------------------------------------------------------------------------------------


def cookie_name(name: str, *, secure: bool) -> str:
    """Over https browsers hold ``__Host-`` cookies to this one host; over plain http the prefix is not allowed."""
    return f"__Host-{name}" if secure else name


def cookie_value(header: str, name: str) -> str:
    """The value of one cookie in a ``Cookie`` header; empty when it is not there or cannot be read."""
    if name not in header:
        return ""
    try:
        morsel = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return morsel.value[: 40 * _LONGEST_CREDENTIAL] if morsel else ""


def set_cookie(response: Response, name: str, value: str, *, secure: bool, seconds: int | None = None) -> None:
    """Set a cookie that only this host reads and no script sees. Without ``seconds`` it ends with the browser."""
    parts = [f"{cookie_name(name, secure=secure)}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if seconds is not None:
        parts.append(f"Max-Age={seconds}")
    response.headers.append("set-cookie", "; ".join([*parts, "Secure"] if secure else parts))


# --- asking for permission -------------------------------------------------------------------------------------------


def actor_of(request: HTTPConnection) -> Actor:
    """Who is asking; ``ANONYMOUS`` when nobody has signed in."""
    return visit_of(request).actor


def signed_in(request: Request) -> Actor:
    """Who is asking, for pages that everybody with an account may see. Raises ``SignInNeeded`` for anybody else."""
    actor = actor_of(request)
    if actor.is_anonymous:
        raise SignInNeeded("This is only for people who have signed in.", fix="Sign in, then try again.")
    return actor


def require(request: Request, permission: str, scope: str = "") -> Actor:
    """Who is asking, if they have ``permission``, everywhere or in ``scope`` (an organisation's slug).

    Raises ``SignInNeeded`` for an anonymous visitor (who is asked to sign in) and ``Forbidden`` for anybody else.
    """
    actor = actor_of(request)
    if may(actor, permission, scope):
        return actor
    signed_in(request)
    raise Forbidden("Your account does not allow this.", fix="Ask an administrator of this site for the role you need.")


def refusal_of(request: Request, permission: str, *, scoped: bool) -> Response | None:
    """What to answer instead of a page that needs ``permission``; nothing when the visitor has it.

    ``scoped``: having it for one organisation is enough to come in.
    """
    where = scopes_of(actor_of(request), permission)
    return None if where is None or (scoped and where) else turned_away(request)


def turned_away(request: Request) -> Response:
    """The answer to somebody who may not: people who have not signed in are shown where, programs are told."""
    visit, addresses = visit_of(request), host_of(request).addresses
    program = wants_json(request)
    if visit.actor.is_anonymous:
        if program or not addresses.has(SIGN_IN_ROUTE):
            status = 401 if program else 403
            return error_response(
                request, status, texts=TOKEN_NEEDED if program else None, headers=_challenge() if program else None
            )
        return redirect(addresses.of(SIGN_IN_ROUTE, {"next": own_address(request) or None}))
    if visit.must_change_password and not program and addresses.has(PASSWORD_ROUTE):
        return redirect(addresses.of(PASSWORD_ROUTE))
    if visit.must_enrol and not program and addresses.has(ENROLMENT_ROUTE):
        return redirect(addresses.of(ENROLMENT_ROUTE))
    return error_response(request, 403)


def _challenge(error: str = "") -> dict[str, str]:
    """RFC 6750, section 3."""
    return {"www-authenticate": 'Bearer realm="toolbox"' + (f', error="{error}"' if error else "")}


def own_address(request: Request) -> str:
    """The address to come back to after signing in; empty when it was not a page that was asked for."""
    if request.method not in ("GET", "HEAD"):
        return ""
    path, query = (
        quote(request.scope["path"], safe="/:@!$&'()*+,;=~-._"),
        request.scope["query_string"].decode("latin-1"),
    )
    return safe_next(f"{path}?{query}" if query else path)


def safe_next(address: str, otherwise: str = "") -> str:
    """``address`` if it is a path of this site, else ``otherwise``: a link to the sign-in leads nobody elsewhere.

    Refused are other hosts in every spelling browsers understand (``//host``, ``/\\\\host``, tabs and line breaks in
    between) and what is not an absolute path.
    """
    plain = unquote(address)
    if not address.startswith("/") or len(address) > 2000:
        return otherwise
    if any(character in text for text in (address, plain) for character in "\\\t\r\n\0") or plain.startswith("//"):
        return otherwise
    try:
        parts = urlsplit(address)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else address
