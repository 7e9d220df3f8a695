"""API tokens: keys for programs, shown once, stored hashed, narrowed to permissions, ended at any moment."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import NotFound
from toolbox_core.services import audit
from toolbox_core.services.accounts.actors import Actor
from toolbox_core.services.accounts.models import ApiToken, User
from toolbox_core.services.accounts.roles import NONE, Defaults, actor_for

PREFIX = "tbx_"
"""Tokens begin so, that secret scanners recognise one that was published by accident."""
NOTE_EVERY = timedelta(hours=1)


def create(
    session: Session, user: User, *, label: str, permissions: Iterable[str], expires_at: datetime | None, by: str
) -> str:
    """A new token for ``user``, returned once. It allows what both the person and ``permissions`` allow."""
    token = PREFIX + secrets.token_urlsafe(32)
    wanted = sorted(set(permissions))
    row = ApiToken(
        token_sha256=_sha256(token),
        hint=token[:8],
        user_id=user.id,
        label=label,
        permissions=wanted,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor=by,
        action="token.create",
        target=f"token:{row.id}",
        detail={"user": user.id, "permissions": wanted},
    )
    return token


def recognise(
    session: Session, token: str, *, now: datetime | None = None, defaults: Defaults = NONE
) -> tuple[Actor, bool] | None:
    """The actor behind a token, and whether its use should be noted again.

    ``None`` when the token is unknown, over or revoked, or the person is disabled.
    """
    moment = now or utcnow()
    row = session.scalar(select(ApiToken).where(ApiToken.token_sha256 == _sha256(token)))
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= moment):
        return None
    user = session.get(User, row.user_id)
    if user is None or user.disabled:
        return None
    return actor_for(session, user, only=row.permissions, defaults=defaults), _stale(row, moment)


def _stale(row: ApiToken, moment: datetime) -> bool:
    return row.last_used_at is None or row.last_used_at + NOTE_EVERY <= moment


def note_use(session: Session, token: str) -> None:
    """Note that a token was used, at most once an hour."""
    row = session.scalar(select(ApiToken).where(ApiToken.token_sha256 == _sha256(token)))
    if row is not None and _stale(row, utcnow()):
        row.last_used_at = utcnow()


def all_of(session: Session, user: User) -> Sequence[ApiToken]:
    """A person's tokens, newest first, revoked ones included."""
    return session.scalars(select(ApiToken).where(ApiToken.user_id == user.id).order_by(ApiToken.id.desc())).all()


def revoke(session: Session, user: User, token_id: int, *, by: str) -> None:
    """End one token of a person. Raises ``NotFound`` when it is not theirs."""
    row = session.get(ApiToken, token_id)
    if row is None or row.user_id != user.id:
        raise NotFound("There is no such token.")
    row.revoked_at = row.revoked_at or utcnow()
    audit.record(session, actor=by, action="token.revoke", target=f"token:{row.id}")


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
