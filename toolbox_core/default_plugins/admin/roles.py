"""Roles in the browser: what each allows, who composes it, whether it demands a second factor."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from toolbox_core import (
    N_,
    Forbidden,
    InputError,
    ToolboxError,
    actor_of,
    read,
    redirect,
    render,
    translate,
    url,
    write,
)
from toolbox_core.default_plugins.admin import accounts
from toolbox_core.default_plugins.admin.desk import form_of, sentence, text, texts
from toolbox_core.default_plugins.admin.people import TOO_MUCH
from toolbox_core.exceptions import NotFound
from toolbox_core.services.accounts import roles
from toolbox_core.services.accounts.actors import EVERYTHING
from toolbox_core.services.organisations.names import normalise, slug
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.services.accounts.actors import Actor

NO_LABEL = N_("Say what the role is called.")
DONE = {"save": N_("The role is saved."), "delete": N_("The role is deleted.")}


def permissions_of(request: Request) -> list[dict[str, str]]:
    """Every permission that active plugins declare, in the visitor's language, in the order of the plugins."""
    return [
        {
            "id": permission.id,
            "label": translate(request, permission.label),
            "hint": translate(request, permission.description) if permission.description else "",
        }
        for _, permission in host_of(request).registry.permissions
    ]


async def index(request: Request) -> Response:
    """Every role, with what it allows and how many people have it."""
    done = DONE.get(request.query_params.get("done", ""), "")
    return render(
        request,
        "admin/roles.html",
        roles=await read(request, accounts.all_roles, host_of(request).default_roles),
        names={one["id"]: one["label"] for one in permissions_of(request)},
        everything=EVERYTHING,
        done=translate(request, done) if done else "",
    )


async def add(request: Request) -> Response:
    """Compose a new role."""
    if request.method == "GET":
        return _form(request, None)
    form = await form_of(request)
    label, wanted = text(form, "label")[:200], texts(form, "permissions")
    try:
        if not label:
            raise InputError(NO_LABEL)
        await write(request, _add, label, wanted, bool(text(form, "demands")), _context(request))
    except ToolboxError as error:
        return _form(request, None, label=label, wanted=wanted, error=_words(request, error))
    return redirect(url(request, "admin:roles", {"done": "save"}))


async def role(request: Request) -> Response:
    """One role; posting changes or deletes it."""
    name: str = request.path_params["role"]
    known = {one.id: one for one in await read(request, accounts.all_roles, host_of(request).default_roles)}
    if name not in known:
        raise NotFound("There is no such role.")
    if request.method == "GET":
        return _form(request, known[name])
    form = await form_of(request)
    label, wanted = text(form, "label")[:200] or known[name].label, texts(form, "permissions")
    demands, follows = bool(text(form, "demands")), bool(text(form, "follows"))
    act = "delete" if text(form, "act") == "delete" else "save"
    try:
        if act == "delete":
            await write(request, _delete, name, _context(request))
        else:
            await write(request, _save, name, label, wanted, demands, follows, _context(request))
    except ToolboxError as error:
        return _form(request, known[name], label=label, wanted=wanted, error=_words(request, error))
    return redirect(url(request, "admin:roles", {"done": act}))


Context = tuple["Actor", "roles.Defaults", frozenset[str]]


def _context(request: Request) -> Context:
    host = host_of(request)
    return actor_of(request), host.default_roles, frozenset(one.id for _, one in host.registry.permissions)


def _add(session: Session, label: str, wanted: Sequence[str], demands: bool, context: Context) -> None:
    known = accounts.all_roles(session, context[1])
    if normalise(label) in {normalise(one.label) for one in known}:
        raise InputError(f"There is a role {label!r} already.", fix="Change that one, or choose another name.")
    plain, taken = slug(label)[:60], {one.id for one in known}
    name = next(one for number in count(1) if (one := plain if number == 1 else f"{plain}-{number}") not in taken)
    _save(session, name, label, wanted, demands, False, context)


def _save(
    session: Session,
    name: str,
    label: str,
    wanted: Sequence[str],
    demands: bool,
    follows: bool,
    context: Context,
) -> None:
    actor, defaults, known = context
    before = accounts.role_allows(session, name, defaults)
    if name == roles.ADMINISTRATOR:
        accounts.refuse_more_than_own(actor, before)
        found = roles.ensure_role(session, name, defaults=defaults, by=actor.label)
    else:
        # What a plugin declares that is switched off today stays in the role.
        kept = [one for one in before if one not in known]
        after = (
            [roles.AS_DECLARED] if follows and name in defaults else [*(one for one in wanted if one in known), *kept]
        )
        accounts.refuse_more_than_own(actor, {*before, *roles.holds(name, after, defaults)})
        found = roles.save_role(session, name, label=label, permissions=after, by=actor.label)
    roles.demand_second_factor(session, found, demands, by=actor.label)


def _delete(session: Session, name: str, context: Context) -> None:
    actor, defaults, _ = context
    accounts.refuse_more_than_own(actor, accounts.role_allows(session, name, defaults))
    roles.delete_role(session, name, by=actor.label)


def _words(request: Request, error: ToolboxError) -> str:
    return translate(request, TOO_MUCH) if isinstance(error, Forbidden) else sentence(request, error)


def _form(
    request: Request,
    known: accounts.RoleFacts | None,
    *,
    label: str = "",
    wanted: Sequence[str] | None = None,
    error: str = "",
) -> Response:
    return render(
        request,
        "admin/role.html",
        status=422 if error else 200,
        role=known,
        administrator=known is not None and known.id == roles.ADMINISTRATOR,
        declared=known is not None and known.id in host_of(request).default_roles,
        permissions=permissions_of(request),
        label=label,
        wanted=wanted if wanted is not None else sorted(known.allows) if known else [],
        errors=[("label", error)] if error else [],
    )
