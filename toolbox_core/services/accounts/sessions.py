"""Sessions: rows in the database, recognised by the hash of a random id, ended at any moment.

A session ends after half an hour without use and after twelve hours in any case (the site may say otherwise), at
sign-out, at a change of password, and when the person ends it from another browser (ASVS 5.0, chapter 7).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.services import audit
from toolbox_core.services.accounts.models import User, UserSession

IDLE = timedelta(minutes=30)
LIFETIME = timedelta(hours=12)
SECOND_STEP = timedelta(minutes=10)
TOUCH_EVERY = timedelta(minutes=1)


def start(
    session: Session,
    user: User,
    *,
    browser: str = "",
    address: str = "",
    waits_for: str = "",
    lifetime: timedelta = LIFETIME,
) -> str:
    """Start a session and return its id, 256 random bits in URL-safe base64; only the hash is stored."""
    token = secrets.token_urlsafe(32)
    now = utcnow()
    session.add(
        UserSession(
            id_sha256=_sha256(token),
            user_id=user.id,
            expires_at=now + (SECOND_STEP if waits_for else lifetime),
            waits_for=waits_for,
            browser=browser[:200],
            address=address[:64],
        )
    )
    if not waits_for:
        user.last_seen_at = now
        audit.record(session, actor=f"user:{user.id}", action="sign-in", detail={"address": address})
    session.flush()
    return token


def find(
    session: Session, token: str, *, now: datetime | None = None, idle: timedelta = IDLE
) -> tuple[User, UserSession] | None:
    """The person and session behind a session id; ``None`` when unknown, over, idle too long, or disabled."""
    moment = now or utcnow()
    row = session.get(UserSession, _sha256(token)) if token else None
    if row is None or row.expires_at <= moment or row.last_seen_at + idle <= moment:
        return None
    user = session.get(User, row.user_id)
    return None if user is None or user.disabled else (user, row)


def stale(row: UserSession, *, now: datetime | None = None) -> bool:
    """Whether the last use was noted more than a minute ago, so that most requests need not write."""
    return row.last_seen_at + TOUCH_EVERY <= (now or utcnow())


def touch(session: Session, token: str) -> None:
    """Note that the session is in use."""
    row = session.get(UserSession, _sha256(token))
    if row is not None:
        row.last_seen_at = utcnow()


def complete(
    session: Session, token: str, *, browser: str = "", address: str = "", lifetime: timedelta = LIFETIME
) -> str | None:
    """After the second factor: end the half session and start a whole one under a new id (no session fixation)."""
    found = find(session, token)
    if found is None or not found[1].waits_for:
        return None
    session.delete(found[1])
    return start(session, found[0], browser=browser, address=address, lifetime=lifetime)


def end(session: Session, token: str) -> int | None:
    """End a session; returns whose it was, ``None`` when there was none."""
    ended = delete(UserSession).where(UserSession.id_sha256 == _sha256(token)).returning(UserSession.user_id)
    return session.execute(ended).scalar_one_or_none()


def end_others(session: Session, user: User, token: str) -> int:
    """End every other session of a person; returns how many."""
    others = delete(UserSession).where(UserSession.user_id == user.id, UserSession.id_sha256 != _sha256(token))
    return len(session.execute(others.returning(UserSession.id_sha256)).all())


def end_one(session: Session, user: User, id_sha256: str) -> None:
    """End one session of a person, named by the hash that lists show."""
    session.execute(delete(UserSession).where(UserSession.user_id == user.id, UserSession.id_sha256 == id_sha256))


def all_of(session: Session, user: User) -> Sequence[UserSession]:
    """A person's sessions that are still good, newest first."""
    return session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user.id, UserSession.expires_at > utcnow(), UserSession.waits_for == "")
        .order_by(UserSession.last_seen_at.desc())
    ).all()


def sweep(session: Session) -> int:
    """Delete sessions that are over; returns how many."""
    over = delete(UserSession).where(UserSession.expires_at <= utcnow())
    return len(session.execute(over.returning(UserSession.id_sha256)).all())


def key_of(token: str) -> str:
    """What lists show of a session and ``end_one`` takes: the hash of its id, which lets nobody in."""
    return _sha256(token)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
