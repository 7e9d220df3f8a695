"""``toolbox user``: people, roles and tokens. Passwords are typed or piped in, never given as an argument."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from toolbox_core.cli.context import CliContext, json_option

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.plugins.registry import Registry
    from toolbox_core.services.accounts.models import User

password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input (one line) instead of asking for it."
)
temporary_option = click.option(
    "--temporary", is_flag=True, help="The person must choose another password before anything else."
)
for_option = click.option("--for", "scope", default="", metavar="ORGANISATION", help="Only for this organisation.")


@click.group(epilog="Example: toolbox user add ana@example.org --role administrator")
def user() -> None:
    """Add people, grant roles, make tokens, lock accounts."""


@user.command(epilog="Example: toolbox user add ana@example.org --name 'Ana Prima' --role administrator")
@click.argument("email")
@click.option("--name", default="", help="How the person is called.")
@click.option("--role", "role_ids", multiple=True, help="Grant this role (may be given several times).")
@for_option
@click.option("--no-password", is_flag=True, help="The person comes through the identity provider.")
@password_option
@temporary_option
@json_option
@click.pass_obj
def add(
    context: CliContext,
    email: str,
    name: str,
    role_ids: Sequence[str],
    scope: str,
    no_password: bool,
    password_stdin: bool,
    temporary: bool,
    as_json: bool,
) -> None:
    """Add a person. Asks for a password, unless --no-password."""
    from toolbox_core.services.accounts import roles, users

    address = users.clean_email(email)
    defaults = _defaults(context) if role_ids else roles.NONE
    hashed = "" if no_password else _new_hash(context, (address, name), from_stdin=password_stdin)
    with context.database().write() as session:
        person = users.add_user(session, email=address, name=name, by=context.actor)
        if hashed:
            users.store_password(session, person, hashed, by=context.actor, temporary=temporary)
        for role in role_ids:
            roles.grant(session, person, role, scope=scope, by=context.actor, defaults=defaults)
        facts = _facts(session, person)
    context.emit(facts, as_json, f"{address} has an account{_with(role_ids, scope)}.")


def _with(role_ids: Sequence[str], scope: str) -> str:
    words = ", ".join(role_ids) + (f" for {scope}" if scope else "")
    return f" with the role {words}" if role_ids else ""


@user.command("list", epilog="Example: toolbox user list --json")
@json_option
@click.pass_obj
def list_(context: CliContext, as_json: bool) -> None:
    """List everybody with an account."""
    from sqlalchemy import select

    from toolbox_core.services.accounts.models import User

    with context.database().read() as session:
        found = [_facts(session, person) for person in session.scalars(select(User).order_by(User.email))]
    lines = [_line(person) for person in found]
    context.emit({"people": found}, as_json, "\n".join(lines) or "Nobody has an account yet: `toolbox user add EMAIL`.")


def _line(person: dict[str, Any]) -> str:
    told = [f"{role['role']}{' for ' + role['for'] if role['for'] else ''}" for role in person["roles"]]
    marks = [word for word, holds in (("locked", person["locked"]), ("TOTP", person["second_factor"])) if holds]
    return "  ".join(part for part in (person["email"], person["name"], ", ".join(told), " ".join(marks)) if part)


@user.command(epilog="Example: toolbox user grant ana@example.org publisher --for port-sennen")
@click.argument("email")
@click.argument("role")
@for_option
@json_option
@click.pass_obj
def grant(context: CliContext, email: str, role: str, scope: str, as_json: bool) -> None:
    """Give a person a ROLE, everywhere or for one organisation."""
    from toolbox_core.services.accounts import roles, users

    defaults = _defaults(context)
    with context.database().write() as session:
        person = users.find_user(session, email)
        roles.grant(session, person, role, scope=scope, by=context.actor, defaults=defaults)
        facts = _facts(session, person)
    context.emit(facts, as_json, f"{person.email} has the role {role}{' for ' + scope if scope else ''}.")


@user.command(epilog="Example: toolbox user revoke ana@example.org publisher --for port-sennen")
@click.argument("email")
@click.argument("role")
@for_option
@json_option
@click.pass_obj
def revoke(context: CliContext, email: str, role: str, scope: str, as_json: bool) -> None:
    """Take a ROLE away. The last administrator stays."""
    from toolbox_core.services.accounts import roles, users

    with context.database().write() as session:
        person = users.find_user(session, email)
        roles.revoke(session, person, role, scope=scope, by=context.actor)
        facts = _facts(session, person)
    context.emit(facts, as_json, f"{person.email} no longer has the role {role}{' for ' + scope if scope else ''}.")


@user.command(epilog="Example: toolbox user password ana@example.org --temporary")
@click.argument("email")
@password_option
@temporary_option
@click.pass_obj
def password(context: CliContext, email: str, password_stdin: bool, temporary: bool) -> None:
    """Give a person a new password. Ends their sessions."""
    from toolbox_core.services.accounts import users

    with context.database().read() as session:
        person = users.find_user(session, email)
    hashed = _new_hash(context, (person.email, person.name), from_stdin=password_stdin)
    with context.database().write() as session:
        found = users.find_user(session, email)
        users.store_password(session, found, hashed, by=context.actor, temporary=temporary)
    context.emit(None, False, f"{person.email} has a new password; their sessions have ended.")


@user.command(epilog="Example: toolbox user disable ana@example.org")
@click.argument("email")
@click.pass_obj
def disable(context: CliContext, email: str) -> None:
    """Lock an account and end its sessions and tokens. Nothing the person did is lost."""
    from toolbox_core.services.accounts import users

    with context.database().write() as session:
        person = users.find_user(session, email)
        users.disable(session, person, by=context.actor)
    context.emit(None, False, f"{person.email} is locked out.")


@user.command(epilog="Example: toolbox user enable ana@example.org")
@click.argument("email")
@click.pass_obj
def enable(context: CliContext, email: str) -> None:
    """Open a locked account again, and give back the tries to somebody who must wait."""
    from toolbox_core.services.accounts import users

    with context.database().write() as session:
        person = users.find_user(session, email)
        users.enable(session, person, by=context.actor)
    context.emit(None, False, f"{person.email} may sign in again.")


@user.command("reset-second-factor", epilog="Example: toolbox user reset-second-factor ana@example.org")
@click.argument("email")
@click.pass_obj
def reset_second_factor(context: CliContext, email: str) -> None:
    """Switch a person's second factor off, for the day telephone and recovery codes are lost. Ends their sessions."""
    from toolbox_core.services.accounts import users

    with context.database().write() as session:
        person = users.find_user(session, email)
        users.reset_second_factor(session, person, by=context.actor)
    context.emit(None, False, f"{person.email} signs in with the password alone until they switch it on again.")


@user.command(epilog="Example: toolbox user link ana@example.org 8d1f6c0e")
@click.argument("email")
@click.argument("subject")
@click.pass_obj
def link(context: CliContext, email: str, subject: str) -> None:
    """Let the identity provider's SUBJECT sign in as this person. The page that turned them away shows it to them."""
    from toolbox_core.exceptions import SettingsError
    from toolbox_core.services.accounts import users

    issuer = context.settings().oidc.issuer
    if not issuer:
        raise SettingsError("This site has no identity provider.", fix="Set [oidc] issuer in toolbox.toml.")
    with context.database().write() as session:
        person = users.find_user(session, email)
        users.link_identity(session, person, issuer=issuer, subject=subject, by=context.actor)
    context.emit(None, False, f"{issuer} may sign {person.email} in.")


@user.command(epilog="Example: toolbox user token ana@example.org --label nightly --permission budget_portal.import")
@click.argument("email")
@click.option("--label", required=True, help="What the token is for.")
@click.option("--permission", "permissions", multiple=True, required=True, help="What it may do (several times).")
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="How long it works.")
@json_option
@click.pass_obj
def token(context: CliContext, email: str, label: str, permissions: Sequence[str], days: int, as_json: bool) -> None:
    """Make an API token. It is written once, on standard output, and can do no more than its person."""
    from datetime import timedelta

    from toolbox_core.db.base import utcnow
    from toolbox_core.services.accounts import tokens, users

    _refuse_unknown(permissions, _registry(context))
    over = utcnow() + timedelta(days=days)
    with context.database().write() as session:
        person = users.find_user(session, email)
        made = tokens.create(session, person, label=label, permissions=permissions, expires_at=over, by=context.actor)
    context.emit({"token": made, "expires_at": over.isoformat(), "permissions": list(permissions)}, as_json, made)


@user.command("tokens", epilog="Example: toolbox user tokens ana@example.org")
@click.argument("email")
@json_option
@click.pass_obj
def list_tokens(context: CliContext, email: str, as_json: bool) -> None:
    """List a person's tokens, without the tokens themselves."""
    from toolbox_core.services.accounts import tokens, users

    with context.database().read() as session:
        rows = tokens.all_of(session, users.find_user(session, email))
    found = [
        {
            "id": row.id,
            "label": row.label,
            "begins": row.hint,
            "permissions": row.permissions,
            "expires_at": row.expires_at,
            "last_used_at": row.last_used_at,
            "revoked": row.revoked_at is not None,
        }
        for row in rows
    ]
    lines = [
        f"{one['id']:>4}  {one['begins']}…  {one['label']}{'  revoked' if one['revoked'] else ''}" for one in found
    ]
    context.emit({"tokens": found}, as_json, "\n".join(lines) or "There are none.")


@user.command("revoke-token", epilog="Example: toolbox user revoke-token ana@example.org 3")
@click.argument("email")
@click.argument("token_id", type=int, metavar="ID")
@click.pass_obj
def revoke_token(context: CliContext, email: str, token_id: int) -> None:
    """End a token, named by the number that `toolbox user tokens` shows."""
    from toolbox_core.services.accounts import tokens, users

    with context.database().write() as session:
        tokens.revoke(session, users.find_user(session, email), token_id, by=context.actor)
    context.emit(None, False, f"Token {token_id} does not work any more.")


@user.command(epilog="Example: toolbox user roles")
@json_option
@click.pass_obj
def roles(context: CliContext, as_json: bool) -> None:
    """List the roles and what each allows."""
    from sqlalchemy import select

    from toolbox_core.services.accounts import roles as service
    from toolbox_core.services.accounts.actors import EVERYTHING
    from toolbox_core.services.accounts.models import Role

    defaults = _defaults(context)
    with context.database().read() as session:
        stored = {role.id: service.holds(role.id, role.permissions, defaults) for role in session.scalars(select(Role))}
    found = {service.ADMINISTRATOR: frozenset({EVERYTHING}), **defaults, **stored}
    listed = {role: sorted(permissions) for role, permissions in sorted(found.items())}
    context.emit(listed, as_json, "\n".join(f"{role}: {', '.join(held)}" for role, held in listed.items()))


@user.command(epilog="Example: toolbox user role reviewer --label Reviewer --permission budget_portal.import")
@click.argument("role")
@click.option("--label", default="", help="How pages call the role.")
@click.option("--permission", "permissions", multiple=True, help="What it allows (several times); none empties it.")
@json_option
@click.pass_obj
def role(context: CliContext, role: str, label: str, permissions: Sequence[str], as_json: bool) -> None:
    """Compose a ROLE: it allows exactly these permissions from now on."""
    from toolbox_core.services.accounts import roles

    _refuse_unknown(permissions, _registry(context))
    with context.database().write() as session:
        saved = roles.save_role(
            session, role, label=label or role.capitalize(), permissions=permissions, by=context.actor
        )
        facts = {"role": saved.id, "label": saved.label, "permissions": saved.permissions}
    context.emit(facts, as_json, f"{role}: {', '.join(sorted(set(permissions))) or 'nothing'}")


# --- behind the commands ---------------------------------------------------------------------------------------------


def _registry(context: CliContext) -> Registry:
    from toolbox_core.plugins.lifecycle import build_registry
    from toolbox_core.plugins.runner import Runner

    settings = context.settings()
    return build_registry(settings, context.database(), Runner(settings.plugins), safe_mode=context.safe_mode)


def _defaults(context: CliContext) -> dict[str, frozenset[str]]:
    from toolbox_core.services.accounts.roles import default_roles

    return default_roles(permission for _, permission in _registry(context).permissions)


def _refuse_unknown(permissions: Sequence[str], registry: Registry) -> None:
    import difflib

    from toolbox_core.exceptions import NotFound

    known = sorted(permission.id for _, permission in registry.permissions)
    for permission in permissions:
        if permission not in known:
            near = difflib.get_close_matches(permission, known, n=1)
            fix = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(known) or 'none'}."
            raise NotFound(f"No active plugin declares the permission {permission!r}.", fix=fix)


def _new_hash(context: CliContext, about: tuple[str, ...], *, from_stdin: bool) -> str:
    from toolbox_core.exceptions import InputError
    from toolbox_core.services.accounts.users import checked_hash

    if from_stdin:
        typed = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        typed = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        raise InputError(
            "There is nobody here to type a password.", fix="Pipe it in with --password-stdin, or say --no-password."
        )
    return checked_hash(typed, about=(*about, context.settings().site.name))


def _facts(session: Session, person: User) -> dict[str, Any]:
    from toolbox_core.services.accounts.roles import grants_of

    return {
        "id": person.id,
        "email": person.email,
        "name": person.name,
        "locked": person.disabled,
        "second_factor": person.totp_confirmed,
        "password": bool(person.password_hash),
        "roles": [{"role": grant.role_id, "for": grant.scope} for grant in grants_of(session, person)],
        "last_seen_at": person.last_seen_at,
    }
