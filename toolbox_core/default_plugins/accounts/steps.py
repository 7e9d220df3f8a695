"""What signing in, and looking after one's account, does to the database. Given a session; knows no HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from toolbox_core.exceptions import NotFound
from toolbox_core.services import audit
from toolbox_core.services.accounts import roles, sessions, sign_in, tokens, totp, users
from toolbox_core.services.accounts.models import ApiToken, Role, User, UserSession

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.default_plugins.accounts.visitors import Visitor
    from toolbox_core.services.accounts.oidc import Identity


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step, and the id of the session it started, if any."""

    outcome: str
    token: str = field(default="", repr=False)
    must_change: bool = False


def begin(session: Session, email: str, address: str) -> sign_in.Attempt | None:
    """Count a try of a password; ``None`` when there were too many."""
    return sign_in.begin(session, email, address=address)


def fits(session: Session, attempt: sign_in.Attempt, right: bool, fresh: str) -> bool:
    """After a present password was typed once more: whether it was the one."""
    return sign_in.finish(session, attempt, fits=right, fresh_hash=fresh).user is not None


def conclude(
    session: Session, attempt: sign_in.Attempt, right: bool, fresh: str, visitor: Visitor, lifetime: timedelta
) -> Outcome:
    """After the password: a session, whole or waiting for the second factor, under a new id."""
    result = sign_in.finish(session, attempt, fits=right, fresh_hash=fresh)
    if result.user is None:
        return Outcome(result.outcome)
    waits_for = "totp" if result.outcome == "second-factor" else ""
    return _let_in(session, result.user, visitor, lifetime, waits_for)


def _let_in(session: Session, user: User, visitor: Visitor, lifetime: timedelta, waits_for: str = "") -> Outcome:
    if visitor.token:
        sessions.end(session, visitor.token)
    token = sessions.start(
        session, user, browser=visitor.browser, address=visitor.address, waits_for=waits_for, lifetime=lifetime
    )
    return Outcome("second-factor" if waits_for else "in", token, user.must_change_password)


def waits_for_second_factor(session: Session, token: str) -> bool:
    """Whether the session stands between password and second factor."""
    found = sessions.find(session, token)
    return found is not None and found[1].waits_for == "totp"


def second_factor(session: Session, code: str, visitor: Visitor, lifetime: timedelta) -> Outcome:
    """After the second factor: the whole session. ``over`` when the first step is too long ago."""
    found = sessions.find(session, visitor.token)
    if found is None or found[1].waits_for != "totp":
        return Outcome("over")
    user = found[0]
    result = sign_in.second_factor(session, user, code, address=visitor.address)
    if result.outcome != "in":
        return Outcome(result.outcome)
    token = sessions.complete(
        session, visitor.token, browser=visitor.browser, address=visitor.address, lifetime=lifetime
    )
    return Outcome("in", token or "", user.must_change_password)


def let_in_from_provider(
    session: Session, who: Identity, may_add: bool, visitor: Visitor, lifetime: timedelta
) -> Outcome:
    """A session for whom an identity provider vouches; ``unknown`` when nobody here has that identity."""
    user = users.person_from_provider(
        session, issuer=who.issuer, subject=who.subject, email=who.email, name=who.name, may_add=may_add
    )
    return Outcome("unknown") if user is None else _let_in(session, user, visitor, lifetime)


def sign_out(session: Session, token: str) -> None:
    """End this session."""
    user = sessions.end(session, token)
    if user is not None:
        audit.record(session, actor=f"user:{user}", action="sign-out")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """Everything a person's own page shows. ``here`` is the key of the session that asks;
    ``roles`` are pairs of label and organisation."""

    user: User
    here: str
    sessions: Sequence[UserSession]
    tokens: Sequence[ApiToken]
    roles: Sequence[tuple[str, str]]
    codes_left: int


def facts(session: Session, user_id: int, token: str) -> AccountFacts:
    """What a person's own page shows."""
    user = person(session, user_id)
    return AccountFacts(
        user=user,
        here=sessions.key_of(token),
        sessions=sessions.all_of(session, user),
        tokens=[row for row in tokens.all_of(session, user) if row.revoked_at is None],
        roles=[(session.get_one(Role, row.role_id).label, row.scope) for row in roles.grants_of(session, user)],
        codes_left=totp.recovery_codes_left(session, user),
    )


def person(session: Session, user_id: int) -> User:
    """The person of that id. Raises ``NotFound``."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such account.")
    return user


def demanded(session: Session, user_id: int, everybody: bool) -> bool:
    """Whether the site (``everybody``) or a role of the person demands a second factor."""
    return everybody or roles.second_factor_demanded(session, person(session, user_id))


def rename(session: Session, user_id: int, name: str) -> None:
    """Change how a person is called."""
    user = person(session, user_id)
    user.name = name.strip()[:200]
    audit.record(session, actor=f"user:{user_id}", action="user.rename", target=f"user:{user_id}")


def change_password(session: Session, user_id: int, hashed: str, visitor: Visitor, lifetime: timedelta) -> str:
    """Keep a new password; every session ends, and this browser gets a new one. Returns its id."""
    user = person(session, user_id)
    users.store_password(session, user, hashed, by=f"user:{user_id}")
    return sessions.start(session, user, browser=visitor.browser, address=visitor.address, lifetime=lifetime)


def end_sessions(session: Session, user_id: int, key: str, token: str) -> None:
    """End one session, named by its key, or (without a key) all but this one."""
    user = person(session, user_id)
    if key:
        sessions.end_one(session, user, key)
    else:
        sessions.end_others(session, user, token)
    detail = {"which": "one" if key else "others"}
    audit.record(session, actor=f"user:{user_id}", action="session.end", target=f"user:{user_id}", detail=detail)


def begin_enrolment(session: Session, user_id: int) -> None:
    """A new secret to be confirmed. Does nothing where a second factor is on already."""
    user = person(session, user_id)
    if not user.totp_confirmed:
        totp.new_secret(session, user)


def enrolment(session: Session, user_id: int, issuer: str) -> tuple[str, str, bool]:
    """``(secret, otpauth address, on)``: what to show on the way; both texts are empty where there is nothing to."""
    user = person(session, user_id)
    if user.totp_confirmed or not user.totp_secret:
        return "", "", user.totp_confirmed
    return user.totp_secret, totp.address(user, issuer), False


def confirm_enrolment(session: Session, user_id: int, code: str) -> list[str]:
    """Switch the second factor on and return the recovery codes; nothing when the code is not right."""
    user = person(session, user_id)
    codes = [] if user.totp_confirmed else totp.confirm(session, user, code)
    if codes:
        audit.record(session, actor=f"user:{user_id}", action="second-factor.on", target=f"user:{user_id}")
    return codes


def switch_off(session: Session, user_id: int) -> None:
    """Take the second factor away."""
    totp.switch_off(session, person(session, user_id))
    audit.record(session, actor=f"user:{user_id}", action="second-factor.off", target=f"user:{user_id}")


def renew_codes(session: Session, user_id: int) -> list[str]:
    """Fresh recovery codes; the earlier ones stop working."""
    user = person(session, user_id)
    if not user.totp_confirmed:
        return []
    audit.record(session, actor=f"user:{user_id}", action="second-factor.new-codes", target=f"user:{user_id}")
    return totp.new_recovery_codes(session, user)


def create_token(
    session: Session, user_id: int, label: str, permissions: Sequence[str], expires_at: datetime | None
) -> str:
    """A new API token, returned once."""
    user = person(session, user_id)
    return tokens.create(
        session, user, label=label, permissions=permissions, expires_at=expires_at, by=f"user:{user_id}"
    )


def revoke_token(session: Session, user_id: int, token_id: int) -> None:
    """End one of the person's own tokens."""
    tokens.revoke(session, person(session, user_id), token_id, by=f"user:{user_id}")
