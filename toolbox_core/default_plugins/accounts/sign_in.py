"""Signing in and out. No answer tells whether an account exists: same words, same status, same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_core import N_, read, redirect, render, translate, url, write
from toolbox_core.default_plugins.accounts import steps
from toolbox_core.default_plugins.accounts.visitors import fields_of, judge, remember, visitor_of
from toolbox_core.services.accounts.limits import SIGN_IN_PERSON
from toolbox_core.web.host import host_of
from toolbox_core.web.sessions import actor_of, lifetime, safe_next

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

REFUSED = N_("The e-mail address or the password is not right.")
CODE_REFUSED = N_("This code is not right, or it was used already.")
WAIT = N_("There were too many tries. Wait a quarter of an hour, then try again.")


async def sign_in(request: Request) -> Response:
    """The first step: e-mail address and password, or the way to the government's own identity provider."""
    onward = safe_next(request.query_params.get("next", ""))
    if request.method == "GET":
        if not actor_of(request).is_anonymous:
            return redirect(onward or url(request, "accounts:account"))
        return _form(request, onward)
    fields = await fields_of(request)
    onward = safe_next(fields.get("next", ""))
    email, visitor = fields.get("email", ""), visitor_of(request)
    attempt = await write(request, steps.begin, email, visitor.address)
    if attempt is None:
        return _form(request, onward, email=email, error=WAIT, status=429)
    fits, fresh = await judge(attempt.stored, fields.get("password", ""))
    result = await write(request, steps.conclude, attempt, fits, fresh, visitor, lifetime(host_of(request).settings))
    if not result.token:
        return _form(request, onward, email=email, error=REFUSED, status=422)
    if result.outcome == "second-factor":
        there = url(request, "accounts:second_factor", {"next": onward or None})
        return remember(request, redirect(there), result.token)
    return arrived(request, result, onward)


async def second_factor(request: Request) -> Response:
    """The second step: a code of the authenticator app, or a recovery code."""
    visitor = visitor_of(request)
    onward = safe_next(request.query_params.get("next", ""))
    if request.method == "GET":
        if not await read(request, steps.waits_for_second_factor, visitor.token):
            return redirect(url(request, "accounts:sign_in", {"next": onward or None}))
        return _code_form(request, onward)
    fields = await fields_of(request)
    onward = safe_next(fields.get("next", ""))
    life = lifetime(host_of(request).settings)
    result = await write(request, steps.second_factor, fields.get("code", ""), visitor, life)
    if result.outcome == "over":
        return redirect(url(request, "accounts:sign_in", {"next": onward or None}))
    if not result.token:
        waits = result.outcome == "wait"
        return _code_form(request, onward, error=WAIT if waits else CODE_REFUSED, status=429 if waits else 422)
    return arrived(request, result, onward)


def arrived(request: Request, result: steps.Outcome, onward: str) -> Response:
    """Send somebody who has just signed in to where they wanted to go."""
    there = url(request, "accounts:password") if result.must_change else onward or url(request, "accounts:account")
    return remember(request, redirect(there), result.token)


async def sign_out(request: Request) -> Response:
    """End the session and forget its cookie."""
    token = visitor_of(request).token
    if token:
        await write(request, steps.sign_out, token)
    return remember(request, redirect(url(request, "home:index")), "")


def _form(request: Request, onward: str, *, email: str = "", error: str = "", status: int = 200) -> Response:
    settings = host_of(request).settings
    errors = [("email", translate(request, error))] if error else []
    response = render(
        request,
        "accounts/sign_in.html",
        status=status,
        onward=onward,
        email=email,
        errors=errors,
        provider=(settings.oidc.name or translate(request, N_("your organisation"))) if settings.oidc.issuer else "",
    )
    return _waiting(response, status)


def _code_form(request: Request, onward: str, *, error: str = "", status: int = 200) -> Response:
    errors = [("code", translate(request, error))] if error else []
    response = render(request, "accounts/second_factor.html", status=status, onward=onward, errors=errors)
    return _waiting(response, status)


def _waiting(response: Response, status: int) -> Response:
    if status == 429:
        response.headers["retry-after"] = str(SIGN_IN_PERSON.seconds)
    return response
