"""People in the browser: find, add, lock and open accounts, grant and revoke roles, end sessions.

Nobody hands out more than they have: who is not an administrator can touch neither the accounts of people who may do
more than they do, nor grant a role that allows more.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
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
from toolbox_core.default_plugins.admin.desk import blocking, form_of, sentence, text
from toolbox_core.services.accounts import roles, tokens, users
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.services.accounts.actors import Actor
    from toolbox_core.services.accounts.models import User

STATES: Mapping[str, str] = {"open": N_("open"), "locked": N_("locked"), "no-second-factor": N_("no second factor")}
DONE: Mapping[str, str] = {
    "disable": N_("The account is locked and its sessions have ended."),
    "enable": N_("The account is open, with all its tries."),
    "end-sessions": N_("The person is signed out everywhere."),
    "reset-second-factor": N_("The second factor is off. The person signs in with the password alone until it is on."),
    "grant": N_("The role is granted."),
    "revoke": N_("The role is taken away."),
    "revoke-token": N_("The token does not work any more."),
}
FIELDS = ("email", "name", "role", "scope", "way")
INCOMPLETE = N_("The form was not sent whole. Try again.")
TOO_MUCH = N_("This would give or change more than your own account may do. Ask an administrator.")


async def index(request: Request) -> Response:
    """Everybody with an account, a page at a time."""
    query = request.query_params.get("q", "").replace("\0", "").strip()[:200]
    state = request.query_params.get("state", "")
    state = state if state in STATES else ""
    found = await read(
        request, accounts.people, query, state, request.query_params.get("after", "").replace("\0", "")[:254]
    )
    shown = found[: accounts.PAGE]
    more = {"q": query or None, "state": state or None, "after": shown[-1].user.email if shown else None}
    return render(
        request,
        "admin/people.html",
        people=shown,
        query=query,
        chosen=state,
        states=STATES,
        labels=await read(request, accounts.role_labels, host_of(request).default_roles),
        further=url(request, "admin:users", more) if len(found) > accounts.PAGE else "",
    )


async def add(request: Request) -> Response:
    """Add a person: with a password for the first day, shown once, or through the identity provider alone."""
    if request.method == "GET":
        return await _add_form(request, dict.fromkeys(FIELDS, ""))
    form = await form_of(request)
    given = {name: text(form, name) for name in FIELDS}
    word = "" if given["way"] == "provider" else first_password()
    try:
        hashed = await blocking(request, lambda: users.checked_hash(word, about=(given["email"],))) if word else ""
        number = await write(request, _add, actor_of(request), given, hashed, host_of(request).default_roles)
    except Forbidden:
        return await _add_form(request, given, [("role", translate(request, TOO_MUCH))])
    except ToolboxError as error:
        field = "scope" if "organisation" in error.message else "email"
        return await _add_form(request, given, [(field, sentence(request, error))])
    if not word:
        return redirect(url(request, "admin:user", number=number))
    return await _person(request, number, password=word)


def first_password() -> str:
    """A password nobody guesses, for somebody to type once."""
    return secrets.token_urlsafe(15)


def _add(session: Session, actor: Actor, given: Mapping[str, str], hashed: str, defaults: roles.Defaults) -> int:
    person = users.add_user(session, email=given["email"], name=given["name"][:200], by=actor.label)
    if hashed:
        users.store_password(session, person, hashed, by=actor.label, temporary=True)
    if given["role"]:
        _grant(session, actor, person, given["role"], given["scope"], defaults)
    return person.id


def _grant(session: Session, actor: Actor, person: User, role: str, scope: str, defaults: roles.Defaults) -> None:
    accounts.refuse_more_than_own(actor, accounts.role_allows(session, role, defaults))
    roles.grant(session, person, role, scope=accounts.scope_of(session, scope), by=actor.label, defaults=defaults)


async def _add_form(
    request: Request, given: Mapping[str, str], errors: list[tuple[str, str]] | None = None
) -> Response:
    host = host_of(request)
    return render(
        request,
        "admin/person_add.html",
        status=422 if errors else 200,
        given=given,
        errors=errors or [],
        roles=await read(request, accounts.role_labels, host.default_roles),
        provider=bool(host.settings.oidc.issuer),
    )


async def person(request: Request) -> Response:
    """One person; posting does one thing to the account."""
    number = request.path_params["number"]
    if request.method == "GET":
        return await _person(request, number)
    form = await form_of(request)
    act, given = text(form, "act"), {name: text(form, name) for name in ("role", "scope", "token")}
    if act == "password":
        return await _new_password(request, number)
    if act not in DONE:
        return await _person(request, number, error=translate(request, INCOMPLETE))
    try:
        await write(request, _act, number, act, given, actor_of(request), host_of(request).default_roles)
    except Forbidden:
        return await _person(request, number, error=translate(request, TOO_MUCH))
    except ToolboxError as error:
        if error.status == 404 and act not in ("grant", "revoke", "revoke-token"):
            raise
        return await _person(request, number, error=sentence(request, error))
    return redirect(url(request, "admin:user", {"done": act}, number=number))


def _act(
    session: Session, number: int, act: str, given: Mapping[str, str], actor: Actor, defaults: roles.Defaults
) -> None:
    person = accounts.person(session, number)
    accounts.refuse_stronger(session, actor, person, defaults)
    by = actor.label
    match act:
        case "grant":
            _grant(session, actor, person, given["role"], given["scope"], defaults)
        case "revoke":
            roles.revoke(session, person, given["role"], scope=given["scope"], by=by)
        case "revoke-token":
            known = given["token"].isascii() and given["token"].isdecimal() and len(given["token"]) < 10
            tokens.revoke(session, person, int(given["token"]) if known else 0, by=by)
        case _:
            works: Mapping[str, Callable[..., object]] = {
                "disable": users.disable,
                "enable": users.enable,
                "end-sessions": users.end_sessions,
                "reset-second-factor": users.reset_second_factor,
            }
            works[act](session, person, by=by)


async def _new_password(request: Request, number: int) -> Response:
    """Give a person who forgot theirs a password for one day; it is shown to the administrator once."""
    word = first_password()
    hashed = await blocking(request, lambda: users.checked_hash(word, about=()))
    try:
        await write(request, _store_password, number, hashed, actor_of(request), host_of(request).default_roles)
    except Forbidden:
        return await _person(request, number, error=translate(request, TOO_MUCH))
    except InputError as error:
        return await _person(request, number, error=sentence(request, error))
    return await _person(request, number, password=word)


def _store_password(session: Session, number: int, hashed: str, actor: Actor, defaults: roles.Defaults) -> None:
    person = accounts.person(session, number)
    accounts.refuse_stronger(session, actor, person, defaults)
    if person.id == actor.id:
        raise InputError(
            "This is your own account.", fix="Change your password on your account page, with the present one."
        )
    users.store_password(session, person, hashed, by=actor.label, temporary=True)


async def _person(request: Request, number: int, *, error: str = "", password: str = "") -> Response:
    host = host_of(request)
    facts = await read(request, accounts.facts, number, host.default_roles)
    done = DONE.get(request.query_params.get("done", ""), "")
    return render(
        request,
        "admin/person.html",
        status=422 if error else 200,
        facts=facts,
        own=facts.user.id == actor_of(request).id,
        roles=await read(request, accounts.role_labels, host.default_roles),
        error=error,
        password=password,
        done="" if error or password else translate(request, done) if done else "",
    )
