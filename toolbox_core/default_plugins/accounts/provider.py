"""Signing in through the government's own identity provider: to it, and back from it."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from toolbox_core import N_, InputError, NotFound, render, translate, url, write
from toolbox_core.default_plugins.accounts import steps
from toolbox_core.default_plugins.accounts.sign_in import arrived
from toolbox_core.default_plugins.accounts.visitors import visitor_of
from toolbox_core.services.accounts import oidc
from toolbox_core.web.host import host_of, visit_of
from toolbox_core.web.sessions import cookie_name, cookie_value, lifetime, safe_next, set_cookie

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.config import OidcSettings

logger = logging.getLogger("toolbox.web")
COOKIE = "toolbox_provider"
MINUTES = 10
# Apart from the threads that judge passwords: a provider that answers slowly holds up nobody else.
_threads = ThreadPoolExecutor(4, thread_name_prefix="toolbox-provider")

NOT_REACHED = N_("The identity provider does not answer. Try again in a few minutes.")
NOT_BELIEVED = N_(
    "What the identity provider sent back does not fit what was asked. Start again from the sign-in page."
)
REFUSED = N_("The identity provider did not sign you in.")
UNKNOWN = N_("The identity provider knows you, but you have no account here yet.")


def _settings(request: Request) -> OidcSettings:
    settings = host_of(request).settings.oidc
    if not settings.issuer:
        raise NotFound("This site has no identity provider.")
    return settings


def _return_address(request: Request) -> str:
    """Where the provider sends people back to: below the site's public address, else below the one that was asked."""
    base = host_of(request).settings.site.base_url.rstrip("/")
    if not base:
        scheme = "https" if visit_of(request).secure else "http"
        base = f"{scheme}://{request.headers['host']}"
    return base + url(request, "accounts:provider_return")


async def start(request: Request) -> Response:
    """To the provider, with a question that only this browser can answer for."""
    settings = _settings(request)
    onward = safe_next(request.query_params.get("next", ""))
    client = oidc.Client(settings, _return_address(request))
    try:
        address, kept = await asyncio.get_running_loop().run_in_executor(_threads, client.begin, onward)
    except InputError as error:
        logger.error("Signing in through the identity provider failed: %s", error)
        return _turned_back(request, NOT_REACHED, 502)
    # The one redirect of the site that leaves it: to the address that the configured issuer itself publishes.
    response = RedirectResponse(address, status_code=303)
    set_cookie(response, COOKIE, kept, secure=visit_of(request).secure, seconds=MINUTES * 60)
    return response


async def come_back(request: Request) -> Response:
    """From the provider: its answer is checked against what this browser was given, and used once."""
    settings = _settings(request)
    secure = visit_of(request).secure
    kept = cookie_value(request.headers.get("cookie", ""), cookie_name(COOKIE, secure=secure))
    client = oidc.Client(settings, _return_address(request))
    answer = dict(request.query_params)
    try:
        who = await asyncio.get_running_loop().run_in_executor(_threads, client.finish, kept, answer)
    except oidc.Refused as error:
        logger.warning("The identity provider did not sign somebody in: %s", error)
        response = _turned_back(request, REFUSED, 403)
    except oidc.NotBelieved as error:
        logger.warning("An answer of the identity provider was refused: %s", error)
        response = _turned_back(request, NOT_BELIEVED, 400)
    except InputError as error:
        logger.error("Signing in through the identity provider failed: %s", error)
        response = _turned_back(request, NOT_REACHED, 502)
    else:
        response = await _let_in(request, settings, who)
    set_cookie(response, COOKIE, "", secure=secure, seconds=0)
    return response


async def _let_in(request: Request, settings: OidcSettings, who: oidc.Identity) -> Response:
    life, visitor = lifetime(host_of(request).settings), visitor_of(request)
    try:
        result = await write(request, steps.let_in_from_provider, who, settings.may_add_people, visitor, life)
    except InputError as error:
        # The provider gave no address that an account could have.
        logger.warning("Nobody can be added for an identity: %s", error)
        result = steps.Outcome("unknown")
    if not result.token:
        return _turned_back(request, UNKNOWN, 403, subject=who.subject)
    return arrived(request, result, safe_next(who.onward))


def _turned_back(request: Request, message: str, status: int, subject: str = "") -> Response:
    sentence = translate(request, message)
    return render(request, "accounts/turned_back.html", status=status, sentence=sentence, subject=subject)
