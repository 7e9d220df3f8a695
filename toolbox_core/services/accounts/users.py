"""People: add, find, change, lock, and those whom an identity provider vouches for."""

from __future__ import annotations

import re

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services import audit
from toolbox_core.services.accounts import limits, roles, totp
from toolbox_core.services.accounts.models import User, UserIdentity, UserSession
from toolbox_core.services.accounts.passwords import hash_password, weaknesses

_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)*\Z")


def add_user(
    session: Session, *, email: str, name: str = "", password: str | None = None, by: str, site_name: str = ""
) -> User:
    """Add a person. Raises ``InputError`` for an impossible or taken address, or a password that will not do."""
    address = clean_email(email)
    if session.scalar(select(User.id).where(User.email == address)) is not None:
        raise InputError(f"There is an account for {address} already.")
    user = User(email=address, name=name.strip())
    session.add(user)
    session.flush()
    if password is not None:
        set_password(session, user, password, by=by, site_name=site_name)
    audit.record(session, actor=by, action="user.add", target=f"user:{user.id}")
    return user


def clean_email(email: str) -> str:
    """An e-mail address in lower case without spaces around it. Raises ``InputError`` with what is missing."""
    address = email.strip().lower()
    if "@" not in address:
        raise InputError(f"{address!r} has no @ sign.", fix="Write an address like name@example.org.")
    if len(address) > 254 or not _ADDRESS.match(address):
        raise InputError(f"{address!r} is not an e-mail address.", fix="Write an address like name@example.org.")
    return address


def find_user(session: Session, email: str) -> User:
    """The person with that address. Raises ``NotFound``."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFound(f"There is no account for {email.strip()!r}.")
    return user


def set_password(session: Session, user: User, password: str, *, by: str, site_name: str = "") -> None:
    """Set a new password and end every session the person has. Raises ``InputError`` with why it will not do."""
    store_password(session, user, checked_hash(password, about=(user.email, user.name, site_name)), by=by)


def checked_hash(password: str, *, about: tuple[str, ...]) -> str:
    """The hash of a new password that will do. Slow on purpose: call it outside of a transaction.

    Raises ``InputError`` with why it will not do. ``about``: the person's own details, which are guessed first.
    """
    reasons = weaknesses(password, about=about)
    if reasons:
        raise InputError(reasons[0])
    return hash_password(password)


def store_password(session: Session, user: User, hashed: str, *, by: str, temporary: bool = False) -> None:
    """Keep a new password's hash and end every session the person has.

    ``temporary``: somebody else chose it, so the person can do nothing before choosing another.
    """
    user.password_hash = hashed
    user.password_changed_at = utcnow()
    user.must_change_password = temporary
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    audit.record(session, actor=by, action="user.password", target=f"user:{user.id}")


def disable(session: Session, user: User, *, by: str) -> None:
    """Lock an account and end its sessions; nothing the person did is lost. Not the last administrator's."""
    roles.refuse_last_administrator(session, user)
    user.disabled = True
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    audit.record(session, actor=by, action="user.disable", target=f"user:{user.id}")


def enable(session: Session, user: User, *, by: str) -> None:
    """Open a locked account again and give back its tries."""
    user.disabled = False
    limits.forget(session, limits.SIGN_IN_PERSON, user.email)
    limits.forget(session, limits.SECOND_FACTOR, str(user.id))
    audit.record(session, actor=by, action="user.enable", target=f"user:{user.id}")


def reset_second_factor(session: Session, user: User, *, by: str) -> None:
    """Switch a person's second factor off for them, and end their sessions."""
    totp.switch_off(session, user)
    limits.forget(session, limits.SECOND_FACTOR, str(user.id))
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    audit.record(session, actor=by, action="user.reset-second-factor", target=f"user:{user.id}")


def end_sessions(session: Session, user: User, *, by: str) -> int:
    """Sign a person out everywhere, for the day a telephone is lost; returns how many sessions ended."""
    ended = delete(UserSession).where(UserSession.user_id == user.id).returning(UserSession.id_sha256)
    count = len(session.execute(ended).all())
    audit.record(session, actor=by, action="user.end-sessions", target=f"user:{user.id}", detail={"sessions": count})
    return count


def person_from_provider(
    session: Session, *, issuer: str, subject: str, email: str, name: str, may_add: bool, by: str = "oidc"
) -> User | None:
    """The person an identity provider vouches for; added when ``may_add``. ``None`` when unknown or disabled.

    Identity is issuer and subject (OpenID Connect Core 5.7). The address alone never signs anybody in to an existing
    account: an administrator links the two first.
    """
    known = session.get(UserIdentity, (issuer, subject))
    if known is not None:
        user = session.get_one(User, known.user_id)
        return None if user.disabled else user
    if not may_add or session.scalar(select(User.id).where(User.email == clean_email(email))) is not None:
        detail = {"issuer": issuer, "subject": subject}
        audit.record(session, actor=by, action="sign-in.unknown-identity", detail=detail)
        return None
    user = add_user(session, email=email, name=name, by=by)
    link_identity(session, user, issuer=issuer, subject=subject, by=by)
    return user


def link_identity(session: Session, user: User, *, issuer: str, subject: str, by: str) -> None:
    """Let an identity at a provider sign in as this person."""
    if session.get(UserIdentity, (issuer, subject)) is not None:
        raise InputError("This identity belongs to an account already.")
    session.add(UserIdentity(issuer=issuer, subject=subject, user_id=user.id))
    audit.record(session, actor=by, action="user.link", target=f"user:{user.id}", detail={"issuer": issuer})
