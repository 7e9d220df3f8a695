"""Every API token of the site in one list: whose it is, what it may do, when it was used; ending one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_core import Forbidden, ToolboxError, actor_of, read, redirect, render, translate, url, write
from toolbox_core.default_plugins.admin import accounts
from toolbox_core.default_plugins.admin.desk import form_of, sentence, text
from toolbox_core.default_plugins.admin.people import DONE, TOO_MUCH
from toolbox_core.exceptions import NotFound
from toolbox_core.services.accounts import tokens
from toolbox_core.services.accounts.models import ApiToken
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.services.accounts.actors import Actor
    from toolbox_core.services.accounts.roles import Defaults


async def index(request: Request) -> Response:
    """Tokens that were not revoked, newest first; posting ends one."""
    if request.method == "GET":
        return await _page(request)
    number = _number(text(await form_of(request), "revoke"))
    try:
        await write(request, _revoke, number, actor_of(request), host_of(request).default_roles)
    except Forbidden:
        return await _page(request, error=translate(request, TOO_MUCH))
    except ToolboxError as error:
        return await _page(request, error=sentence(request, error))
    return redirect(url(request, "admin:tokens", {"done": "revoke-token"}))


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 10 else 0


def _revoke(session: Session, number: int, actor: Actor, defaults: Defaults) -> None:
    token = session.get(ApiToken, number)
    if token is None:
        raise NotFound("There is no such token.")
    person = accounts.person(session, token.user_id)
    accounts.refuse_stronger(session, actor, person, defaults)
    tokens.revoke(session, person, number, by=actor.label)


async def _page(request: Request, *, error: str = "") -> Response:
    found = await read(request, accounts.all_tokens, _number(request.query_params.get("before", "")))
    shown = found[: accounts.PAGE]
    done = request.query_params.get("done", "") == "revoke-token" and not error
    return render(
        request,
        "admin/tokens.html",
        status=422 if error else 200,
        lines=shown,
        error=error,
        done=translate(request, DONE["revoke-token"]) if done else "",
        older=url(request, "admin:tokens", {"before": str(shown[-1].token.id)}) if len(found) > accounts.PAGE else "",
    )
