"""A person's own page: name, password, where they are signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_core import N_, InputError, read, redirect, render, signed_in, translate, url, write
from toolbox_core.default_plugins.accounts import steps
from toolbox_core.default_plugins.accounts.sign_in import WAIT
from toolbox_core.default_plugins.accounts.visitors import (
    fields_of,
    judge,
    new_hash,
    remember,
    site_name,
    visitor_of,
)
from toolbox_core.web.host import host_of, visit_of
from toolbox_core.web.sessions import lifetime, turned_away

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.services.accounts.actors import Actor

WRONG_PASSWORD = N_("This is not your present password.")
NOT_THE_SAME = N_("The two new passwords are not the same.")


async def account(request: Request) -> Response:
    """Who you are here, what you may do, and where you are signed in."""
    actor = signed_in(request)
    if visit_of(request).must_change_password or visit_of(request).must_enrol:
        return turned_away(request)
    facts = await read(request, steps.facts, actor.id, visitor_of(request).token)
    return render(request, "accounts/account.html", facts=facts, provider=_comes_from_provider(request, facts))


def _comes_from_provider(request: Request, facts: steps.AccountFacts) -> bool:
    return not facts.user.password_hash and bool(host_of(request).settings.oidc.issuer)


async def name(request: Request) -> Response:
    """Change how you are called."""
    actor = signed_in(request)
    fields = await fields_of(request)
    await write(request, steps.rename, actor.id, fields.get("name", ""))
    return redirect(url(request, "accounts:account"))


async def end_sessions(request: Request) -> Response:
    """End one session by its key, or all others."""
    actor = signed_in(request)
    fields = await fields_of(request)
    await write(request, steps.end_sessions, actor.id, fields.get("key", ""), visitor_of(request).token)
    return redirect(url(request, "accounts:account") + "#sessions")


async def password(request: Request) -> Response:
    """Choose a new password. Every other browser is signed out, this one gets a new session."""
    actor = signed_in(request)
    user = await read(request, steps.person, actor.id)
    if request.method == "GET":
        return _password_form(request, has_one=bool(user.password_hash))
    fields = await fields_of(request)
    errors = []
    if user.password_hash:
        errors = await password_errors(request, actor, fields.get("present", ""), "present")
    new = fields.get("new", "")
    hashed = ""
    if not errors and new != fields.get("again", ""):
        errors = [("again", translate(request, NOT_THE_SAME))]
    if not errors:
        try:
            hashed = await new_hash(new, (user.email, user.name, site_name(request)))
        except InputError as error:
            errors = [("new", translate(request, error.message))]
    if errors:
        return _password_form(request, has_one=bool(user.password_hash), errors=errors, status=422)
    life = lifetime(host_of(request).settings)
    token = await write(request, steps.change_password, actor.id, hashed, visitor_of(request), life)
    return remember(request, redirect(url(request, "accounts:account")), token)


def _password_form(
    request: Request, *, has_one: bool, errors: list[tuple[str, str]] | None = None, status: int = 200
) -> Response:
    must = visit_of(request).must_change_password
    return render(request, "accounts/password.html", status=status, has_one=has_one, must=must, errors=errors or [])


async def password_errors(request: Request, actor: Actor, given: str, field: str) -> list[tuple[str, str]]:
    """What is wrong with the present password typed once more, as a form's errors. Tries are counted as at sign-in."""
    attempt = await write(request, steps.begin, actor.email, visitor_of(request).address)
    if attempt is None:
        return [(field, translate(request, WAIT))]
    fits, fresh = await judge(attempt.stored, given)
    if await write(request, steps.fits, attempt, fits, fresh):
        return []
    return [(field, translate(request, WRONG_PASSWORD))]
