"""Roles and what they allow. Deny by default: a person may do what a role they hold says, where it says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services import audit
from toolbox_core.services.accounts.models import Role, RoleGrant, User

EVERYTHING = "*"
ADMINISTRATOR = "administrator"
"""The built-in role that may do everything."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking. ``id`` is ``None`` for an anonymous visitor; ``allowed`` are ``(permission, scope)`` pairs."""

    id: int | None = None
    name: str = ""
    email: str = ""
    allowed: frozenset[tuple[str, str]] = frozenset()

    @property
    def label(self) -> str:
        """How the audit log calls this actor."""
        return "" if self.id is None else f"user:{self.id}"


ANONYMOUS = Actor()


def may(actor: Actor, permission: str, scope: str = "") -> bool:
    """Whether ``actor`` has ``permission``, everywhere or in ``scope`` (an organisation's slug)."""
    return any((granted, where) in actor.allowed for granted in (permission, EVERYTHING) for where in {"", scope})


def scopes_of(actor: Actor, permission: str) -> frozenset[str] | None:
    """Where ``actor`` has ``permission``: ``None`` means everywhere, else the organisations' slugs."""
    where = {scope for granted, scope in actor.allowed if granted in (permission, EVERYTHING)}
    return None if "" in where else frozenset(where)


def save_role(session: Session, role_id: str, *, label: str, permissions: Iterable[str], by: str) -> Role:
    """Make or change a role."""
    wanted = sorted(set(permissions))
    role = session.get(Role, role_id)
    before = list(role.permissions) if role else []
    if role is None:
        role = Role(id=role_id, label=label)
        session.add(role)
    role.label, role.permissions = label, wanted
    audit.record(
        session, actor=by, action="role.save", target=f"role:{role_id}", detail={"before": before, "after": wanted}
    )
    session.flush()
    return role


def grant(session: Session, user: User, role_id: str, *, scope: str = "", by: str) -> None:
    """Give a person a role, everywhere or for one organisation. The administrator's role appears when first granted."""
    if role_id == ADMINISTRATOR and session.get(Role, role_id) is None:
        save_role(session, ADMINISTRATOR, label="Administrator", permissions=[EVERYTHING], by=by)
    if session.get(Role, role_id) is None:
        known = ", ".join(sorted({ADMINISTRATOR, *session.scalars(select(Role.id))}))
        raise NotFound(f"There is no role {role_id!r}.", fix=f"The roles are: {known}.")
    if session.get(RoleGrant, (user.id, role_id, scope)) is None:
        session.add(RoleGrant(user_id=user.id, role_id=role_id, scope=scope, granted_by=by))
        audit.record(
            session, actor=by, action="user.grant", target=f"user:{user.id}", detail={"role": role_id, "scope": scope}
        )
        session.flush()


def revoke(session: Session, user: User, role_id: str, *, scope: str = "", by: str) -> None:
    """Take a role away. Raises ``InputError`` when it would leave the site without an administrator."""
    row = session.get(RoleGrant, (user.id, role_id, scope))
    if row is None:
        raise NotFound(f"{user.email} does not have the role {role_id!r}{f' for {scope}' if scope else ''}.")
    others = select(RoleGrant.user_id).where(
        RoleGrant.role_id == ADMINISTRATOR, RoleGrant.scope == "", RoleGrant.user_id != user.id
    )
    if role_id == ADMINISTRATOR and not scope and session.scalar(others.limit(1)) is None:
        raise InputError("This is the last administrator.", fix="Make somebody else administrator first.")
    session.delete(row)
    audit.record(
        session, actor=by, action="user.revoke", target=f"user:{user.id}", detail={"role": role_id, "scope": scope}
    )
    session.flush()


def actor_for(session: Session, user: User, *, only: Iterable[str] | None = None) -> Actor:
    """The actor a person is. ``only`` narrows what is allowed to a token's own permissions."""
    granted = session.execute(
        select(Role.permissions, RoleGrant.scope)
        .join(RoleGrant, RoleGrant.role_id == Role.id)
        .where(RoleGrant.user_id == user.id)
    ).all()
    allowed = frozenset((permission, scope) for permissions, scope in granted for permission in permissions)
    if only is not None:
        wanted = set(only)
        everywhere = {scope for permission, scope in allowed if permission == EVERYTHING}
        allowed = frozenset(
            {(permission, scope) for permission, scope in allowed if permission in wanted}
            | {(permission, scope) for permission in wanted for scope in everywhere}
        )
    return Actor(id=user.id, name=user.name or user.email, email=user.email, allowed=allowed)


def end_all_grants(session: Session, user: User, *, by: str) -> None:
    """Take every role from a person who leaves."""
    session.execute(delete(RoleGrant).where(RoleGrant.user_id == user.id))
    audit.record(session, actor=by, action="user.revoke-all", target=f"user:{user.id}")
