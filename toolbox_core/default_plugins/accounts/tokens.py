"""API tokens: a person makes keys for their programs, each as narrow as it can be, and ends them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from toolbox_core import N_, read, redirect, render, scopes_of, signed_in, translate, url, utcnow, write
from toolbox_core.default_plugins.accounts import steps
from toolbox_core.default_plugins.accounts.visitors import visitor_of
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.services.accounts.actors import Actor

DAYS = (30, 90, 365)
NO_LABEL = N_("Say what the token is for, so that you know it again.")
NOTHING = N_("Choose at least one thing that the token may do.")


async def tokens(request: Request) -> Response:
    """The person's tokens; making one, which is shown once; ending one."""
    actor = signed_in(request)
    if request.method == "GET":
        return await _page(request, actor)
    form = await request.form(max_files=0, max_fields=500)
    ended = str(form.get("revoke", ""))
    if ended:
        await write(request, steps.revoke_token, actor.id, int(ended) if ended.isdecimal() and ended.isascii() else 0)
        return redirect(url(request, "accounts:tokens"))
    label, days = str(form.get("label", "")).strip()[:200], str(form.get("days", ""))
    offered = {item["id"] for item in _offered(request, actor)}
    wanted = [str(value) for value in form.getlist("permissions") if str(value) in offered]
    errors = []
    if not label:
        errors.append(("label", translate(request, NO_LABEL)))
    if not wanted:
        errors.append(("permissions", translate(request, NOTHING)))
    if errors:
        return await _page(request, actor, label=label, wanted=wanted, errors=errors, status=422)
    over = utcnow() + timedelta(days=int(days) if days in {str(choice) for choice in DAYS} else DAYS[0])
    token = await write(request, steps.create_token, actor.id, label, wanted, over)
    return await _page(request, actor, token=token)


def _offered(request: Request, actor: Actor) -> list[dict[str, str]]:
    """What the person may do, so that a token of theirs can do no more."""
    return [
        {
            "id": permission.id,
            "label": translate(request, permission.label),
            "hint": translate(request, permission.description),
        }
        for _, permission in host_of(request).registry.permissions
        if scopes_of(actor, permission.id) != frozenset()
    ]


async def _page(
    request: Request,
    actor: Actor,
    *,
    label: str = "",
    wanted: list[str] | None = None,
    errors: list[tuple[str, str]] | None = None,
    token: str = "",
    status: int = 200,
) -> Response:
    facts = await read(request, steps.facts, actor.id, visitor_of(request).token)
    return render(
        request,
        "accounts/tokens.html",
        status=status,
        facts=facts,
        offered=_offered(request, actor),
        days=DAYS,
        label=label,
        wanted=wanted or [],
        errors=errors or [],
        token=token,
    )
