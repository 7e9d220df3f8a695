"""Roles: named sets of permissions, granted to people everywhere or for one organisation.

Plugins name roles for their permissions (``default_roles``): such a role follows what plugins declare, until the site
composes it itself. Then it is exactly what the site says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.i18n import N_
from toolbox_core.services import audit
from toolbox_core.services.accounts.actors import EVERYTHING, Actor
from toolbox_core.services.accounts.models import Role, RoleGrant, User

if TYPE_CHECKING:
    from toolbox_core.contracts import Permission

ADMINISTRATOR = "administrator"
"""The built-in role that may do everything."""
LABELS = {
    ADMINISTRATOR: N_("Administrator"),
    "editor": N_("Editor"),
    "publisher": N_("Publisher"),
    "moderator": N_("Moderator"),
}
"""What the usual roles are called; message ids."""
AS_DECLARED = "@declared"
"""In a role's permissions: everything that plugins declare for that role, also what they declare tomorrow."""
Defaults = Mapping[str, frozenset[str]]
"""Role → the permissions that plugins declare for it."""
NONE: Defaults = MappingProxyType({})


def default_roles(permissions: Iterable[Permission]) -> dict[str, frozenset[str]]:
    """The roles that plugins name for their permissions, with what they hold."""
    found: dict[str, set[str]] = {}
    for permission in permissions:
        for role in permission.default_roles:
            found.setdefault(role, set()).add(permission.id)
    return {role: frozenset(ids) for role, ids in sorted(found.items())}


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


def usual_label(role_id: str) -> str:
    """What a role is called that nobody named: a message id for the usual ones."""
    return LABELS.get(role_id) or role_id.replace("_", " ").replace("-", " ").capitalize()


def demand_second_factor(session: Session, role: Role, demanded: bool, *, by: str) -> None:
    """Whether who has the role must have a second factor. Those without one can do nothing until they have it."""
    if role.demands_second_factor != demanded:
        role.demands_second_factor = demanded
        action = "role.demand-second-factor" if demanded else "role.waive-second-factor"
        audit.record(session, actor=by, action=action, target=f"role:{role.id}")
        session.flush()


def must_enrol(session: Session, user: User, *, everybody: bool = False) -> bool:
    """Whether a person has to switch a second factor on first: the site (``everybody``) or a role of theirs demands it.

    People without a password come through the identity provider, which has its own second factor (ASVS 5.0, 6.3.3).
    """
    if user.totp_confirmed or not user.password_hash:
        return False
    return everybody or second_factor_demanded(session, user)


def second_factor_demanded(session: Session, user: User) -> bool:
    """Whether any role of the person demands a second factor."""
    demanding = (
        select(RoleGrant.role_id)
        .join(Role, Role.id == RoleGrant.role_id)
        .where(RoleGrant.user_id == user.id, Role.demands_second_factor.is_(True))
    )
    return session.scalar(demanding.limit(1)) is not None


def delete_role(session: Session, role_id: str, *, by: str) -> None:
    """Delete a role that nobody has. One that plugins name is then again what they declare.

    Raises ``NotFound``, and ``InputError`` for the administrator's and for one that somebody has.
    """
    role = session.get(Role, role_id)
    if role is None:
        raise NotFound(f"There is no role {role_id!r}.")
    if role_id == ADMINISTRATOR:
        raise InputError("The administrator's role cannot be deleted.")
    if session.scalar(select(func.count()).where(RoleGrant.role_id == role_id)):
        raise InputError("Somebody has this role.", fix="Take it from everybody first, then delete it.")
    audit.record(
        session, actor=by, action="role.delete", target=f"role:{role_id}", detail={"before": list(role.permissions)}
    )
    session.delete(role)
    session.flush()


def ensure_role(session: Session, role_id: str, *, defaults: Defaults, by: str) -> Role:
    """The role; the administrator's and those that plugins name appear when first needed. Raises ``NotFound``."""
    role = session.get(Role, role_id)
    if role is not None:
        return role
    if role_id == ADMINISTRATOR:
        return save_role(session, role_id, label=LABELS[ADMINISTRATOR], permissions=[EVERYTHING], by=by)
    if role_id in defaults:
        return save_role(session, role_id, label=usual_label(role_id), permissions=[AS_DECLARED], by=by)
    known = ", ".join(sorted({ADMINISTRATOR, *defaults, *session.scalars(select(Role.id))}))
    raise NotFound(f"There is no role {role_id!r}.", fix=f"The roles are: {known}.")


def grant(session: Session, user: User, role_id: str, *, scope: str = "", by: str, defaults: Defaults = NONE) -> None:
    """Give a person a role, everywhere or for one organisation. Raises ``NotFound`` for an unknown role."""
    ensure_role(session, role_id, defaults=defaults, by=by)
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
    if role_id == ADMINISTRATOR and not scope:
        refuse_last_administrator(session, user)
    session.delete(row)
    audit.record(
        session, actor=by, action="user.revoke", target=f"user:{user.id}", detail={"role": role_id, "scope": scope}
    )
    session.flush()


def refuse_last_administrator(session: Session, user: User) -> None:
    """Raise ``InputError`` when the site would have no administrator without this one."""
    if user.id in administrators(session) and len(administrators(session)) == 1:
        raise InputError("This is the last administrator.", fix="Make somebody else administrator first.")


def administrators(session: Session) -> list[int]:
    """The ids of people who may do everything everywhere and whose account is open."""
    query = (
        select(RoleGrant.user_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.role_id == ADMINISTRATOR, RoleGrant.scope == "", User.disabled.is_(False))
    )
    return list(session.scalars(query))


def grants_of(session: Session, user: User) -> Sequence[RoleGrant]:
    """The roles a person holds, and where."""
    return session.scalars(
        select(RoleGrant).where(RoleGrant.user_id == user.id).order_by(RoleGrant.role_id, RoleGrant.scope)
    ).all()


def holds(role_id: str, permissions: Iterable[str], defaults: Defaults) -> frozenset[str]:
    """What a role allows today: its own permissions, with those declared for it where it follows the plugins."""
    own = frozenset(permissions)
    return own - {AS_DECLARED} | defaults.get(role_id, frozenset()) if AS_DECLARED in own else own


def actor_for(session: Session, user: User, *, only: Iterable[str] | None = None, defaults: Defaults = NONE) -> Actor:
    """The actor a person is. ``only`` narrows what is allowed to a token's own permissions."""
    granted = session.execute(
        select(Role.id, Role.permissions, RoleGrant.scope)
        .join(RoleGrant, RoleGrant.role_id == Role.id)
        .where(RoleGrant.user_id == user.id)
    ).all()
    allowed = frozenset(
        (permission, scope) for role, permissions, scope in granted for permission in holds(role, permissions, defaults)
    )
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
