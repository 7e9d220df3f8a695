"""What the pages about people, roles and tokens ask the database, and who may change whom. Given a session, no HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_core.exceptions import Forbidden, InputError, NotFound
from toolbox_core.services import organisations
from toolbox_core.services.accounts import roles, sessions, tokens
from toolbox_core.services.accounts.actors import EVERYTHING, Actor, may
from toolbox_core.services.accounts.models import ApiToken, Role, RoleGrant, User, UserIdentity, UserSession

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One line of the list: a person, and ``(role, organisation)`` pairs."""

    user: User
    grants: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Everything the page of one person shows."""

    user: User
    grants: Sequence[RoleGrant]
    sessions: Sequence[UserSession]
    tokens: Sequence[ApiToken]
    issuers: Sequence[str]
    second_factor_demanded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFacts:
    """A role as it is today. ``follows`` says that it holds what plugins declare; ``stored`` that the site kept it."""

    id: str
    label: str
    description: str
    allows: frozenset[str]
    follows: bool
    stored: bool
    demands_second_factor: bool
    people: int


def people(session: Session, words: str, state: str, after: str) -> list[Person]:
    """People in the order of their addresses, one more than a page; ``words`` is part of the address or the name."""
    query = select(User).where(User.email > after).order_by(User.email).limit(PAGE + 1)
    if words:
        query = query.where(
            User.email.contains(words.lower(), autoescape=True)
            | func.lower(User.name).contains(words.lower(), autoescape=True)
        )
    if state:
        conditions = {
            "open": User.disabled.is_(False),
            "locked": User.disabled.is_(True),
            "no-second-factor": User.totp_confirmed.is_(False),
        }
        query = query.where(conditions[state])
    found = list(session.scalars(query))
    held: dict[int, list[tuple[str, str]]] = {}
    granted = select(RoleGrant).where(RoleGrant.user_id.in_([user.id for user in found]))
    for row in session.scalars(granted.order_by(RoleGrant.role_id, RoleGrant.scope)):
        held.setdefault(row.user_id, []).append((row.role_id, row.scope))
    return [Person(user=user, grants=held.get(user.id, ())) for user in found]


def person(session: Session, number: int) -> User:
    """The person of that id. Raises ``NotFound``."""
    user = session.get(User, number)
    if user is None:
        raise NotFound("There is no such account.")
    return user


def facts(session: Session, number: int, defaults: roles.Defaults) -> PersonFacts:
    """What the page of one person shows."""
    del defaults
    user = person(session, number)
    return PersonFacts(
        user=user,
        grants=roles.grants_of(session, user),
        sessions=sessions.all_of(session, user),
        tokens=[row for row in tokens.all_of(session, user) if row.revoked_at is None],
        issuers=session.scalars(select(UserIdentity.issuer).where(UserIdentity.user_id == user.id)).all(),
        second_factor_demanded=roles.second_factor_demanded(session, user),
    )


def all_roles(session: Session, defaults: roles.Defaults) -> list[RoleFacts]:
    """Every role that there is: the administrator's, those that plugins name, those that the site composed."""
    stored = {role.id: role for role in session.scalars(select(Role))}
    counted = select(RoleGrant.role_id, func.count(RoleGrant.user_id.distinct())).group_by(RoleGrant.role_id)
    holders = {role_id: count for role_id, count in session.execute(counted)}  # noqa: C416 - rows are no pairs to mypy
    found = []
    for role_id in sorted({roles.ADMINISTRATOR, *defaults, *stored}, key=lambda one: (one != roles.ADMINISTRATOR, one)):
        role = stored.get(role_id)
        found.append(
            RoleFacts(
                id=role_id,
                label=role.label if role else roles.usual_label(role_id),
                description=role.description if role else "",
                allows=role_allows(session, role_id, defaults),
                follows=role_id != roles.ADMINISTRATOR and (role is None or roles.AS_DECLARED in role.permissions),
                stored=role is not None,
                demands_second_factor=role is not None and role.demands_second_factor,
                people=holders.get(role_id, 0),
            )
        )
    return found


def role_labels(session: Session, defaults: roles.Defaults) -> Mapping[str, str]:
    """What each role is called, by its id; message ids where the host named it."""
    return {role.id: role.label for role in all_roles(session, defaults)}


def role_allows(session: Session, role_id: str, defaults: roles.Defaults) -> frozenset[str]:
    """What a role allows today, also one that nobody was granted yet; nothing for one that is not there."""
    role = session.get(Role, role_id)
    if role is not None:
        return roles.holds(role_id, role.permissions, defaults)
    return frozenset({EVERYTHING}) if role_id == roles.ADMINISTRATOR else defaults.get(role_id, frozenset())


def refuse_more_than_own(actor: Actor, permissions: Iterable[str]) -> None:
    """Raise ``Forbidden`` when somebody would hand out what they may not do everywhere themselves."""
    if not all(may(actor, permission) for permission in permissions):
        raise Forbidden("This is more than your account may do.")


def refuse_stronger(session: Session, actor: Actor, user: User, defaults: roles.Defaults) -> None:
    """Raise ``Forbidden`` when the person may do anything that ``actor`` may not."""
    allowed = roles.actor_for(session, user, defaults=defaults).allowed
    if not all(may(actor, permission, scope) for permission, scope in allowed):
        raise Forbidden("This person may do more than your account.")


def scope_of(session: Session, words: str) -> str:
    """The slug of the organisation that was typed (its address part or its name); empty for everywhere."""
    if not words:
        return ""
    try:
        return organisations.resolve(session, organisations.by_slug(session, words).id).slug
    except NotFound:
        found = organisations.look_up(session, words)
    if found is None:
        raise InputError(
            f"There is no single organisation called {words!r}.",
            fix="Type the last part of its address under /organisations/.",
        )
    return found.slug


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine:
    """A token with its person."""

    token: ApiToken
    user: User


def all_tokens(session: Session, after: int) -> list[TokenLine]:
    """Tokens that were not revoked, newest first, one more than a page; ``after`` is the last id of the page before."""
    query = (
        select(ApiToken, User)
        .join(User, User.id == ApiToken.user_id)
        .where(ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id.desc())
        .limit(PAGE + 1)
    )
    if after:
        query = query.where(ApiToken.id < after)
    return [TokenLine(token=token, user=user) for token, user in session.execute(query)]
