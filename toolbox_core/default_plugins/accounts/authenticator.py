"""The second factor: switching it on with an authenticator app, its recovery codes, switching it off.

Whoever changes it types the password once more, so that an open browser alone is not enough. People who come only
through the identity provider have their second factor there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_core import N_, read, redirect, render, signed_in, translate, url, write
from toolbox_core.default_plugins.accounts import steps
from toolbox_core.default_plugins.accounts.account import password_errors
from toolbox_core.default_plugins.accounts.qr import qr_path
from toolbox_core.default_plugins.accounts.visitors import fields_of, site_name
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.services.accounts.actors import Actor

WRONG_CODE = N_("This code is not right. Look whether the clock of your telephone is, and type the newest code.")

DEMANDED = N_("This site or one of your roles demands a second factor, so it cannot be switched off.")


async def authenticator(request: Request) -> Response:
    """Where one stands, and each step."""
    actor = signed_in(request)
    if request.method == "GET":
        return await _page(request, actor)
    fields = await fields_of(request)
    step = fields.get("step", "")
    if step == "confirm":
        codes = await write(request, steps.confirm_enrolment, actor.id, fields.get("code", ""))
        if not codes:
            return await _page(request, actor, errors=[("code", translate(request, WRONG_CODE))], status=422)
        return render(request, "accounts/codes.html", codes=codes, first=True)
    errors = await password_errors(request, actor, fields.get("password", ""), "password")
    if not errors and step == "off" and await read(request, steps.demanded, actor.id, _everybody(request)):
        errors = [("password", translate(request, DEMANDED))]
    if errors:
        return await _page(request, actor, errors=errors, status=422)
    if step == "codes":
        codes = await write(request, steps.renew_codes, actor.id)
        if codes:
            return render(request, "accounts/codes.html", codes=codes, first=False)
    elif step == "off":
        await write(request, steps.switch_off, actor.id)
    elif step == "begin":
        await write(request, steps.begin_enrolment, actor.id)
    return redirect(url(request, "accounts:authenticator"))


def _everybody(request: Request) -> bool:
    """Whether the site demands a second factor of everybody with a password."""
    return host_of(request).settings.accounts.second_factor == "required"


async def _page(
    request: Request, actor: Actor, *, errors: list[tuple[str, str]] | None = None, status: int = 200
) -> Response:
    user = await read(request, steps.person, actor.id)
    secret, address, on = await read(request, steps.enrolment, actor.id, site_name(request))
    size, path = qr_path(address) if address else (0, "")
    return render(
        request,
        "accounts/authenticator.html",
        status=status,
        errors=errors or [],
        on=on,
        demanded=await read(request, steps.demanded, actor.id, _everybody(request)),
        has_password=bool(user.password_hash),
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        address=address,
        qr_size=size,
        qr_path=path,
    )
