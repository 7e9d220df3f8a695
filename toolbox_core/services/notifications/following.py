"""Following by e-mail: asked for, confirmed by a click in the letter, ended by one click, never without consent."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.accounts import limits
from toolbox_core.services.accounts.limits import Limit
from toolbox_core.services.accounts.users import clean_email
from toolbox_core.services.notifications.events import newest
from toolbox_core.services.notifications.models import Follow, Follower

Rhythm = Literal["daily", "weekly"]
ASK = Limit("follow", 10, 3600)
MOST_FOLLOWS = 200


def follow(session: Session, *, email: str, topic: str, label: str, language: str, address: str) -> tuple[Follow, str]:
    """Note that an address asks to follow ``topic``; returns the token for the confirmation letter (empty: no letter).

    No letter goes out when the address follows the topic already: an answer on the page must not tell so. ``address``
    is the visitor's network address, used for the limit only.
    """
    sender = clean_email(email)
    if len(topic) > 300:
        raise InputError("This search is too long to be followed.", fix="Leave some words out.")
    if limits.used_up(session, ASK, address) or limits.used_up(session, ASK, sender):
        raise InputError("You have asked several times within the hour.", fix="Please come back later.")
    limits.count_try(session, ASK, address)
    limits.count_try(session, ASK, sender)
    follower = session.scalar(select(Follower).where(Follower.email == sender))
    if follower is None:
        follower = Follower(email=sender, language=language)
        session.add(follower)
        session.flush()
    row = session.scalar(select(Follow).where(Follow.follower_id == follower.id, Follow.topic == topic))
    if row is None:
        if len(follows_of(session, follower)) >= MOST_FOLLOWS:
            raise InputError(f"One address can follow at most {MOST_FOLLOWS} things.")
        row = Follow(follower_id=follower.id, topic=topic, label=label)
        session.add(row)
    if row.confirmed_at is not None:
        return row, ""
    token = secrets.token_urlsafe(32)
    row.confirm_sha256, row.asked_at = _sha256(token), utcnow()
    session.flush()
    return row, token


def confirm(session: Session, token: str) -> Follow:
    """The click in the letter. News count from this moment on. Raises ``NotFound`` for a link that is not good."""
    row = session.scalar(select(Follow).where(Follow.confirm_sha256 == _sha256(token))) if token else None
    if row is None:
        raise NotFound("This link is not valid any more.", fix="Ask again to follow it.")
    if row.confirmed_at is None:
        row.confirmed_at, row.told = utcnow(), newest(session)
        session.flush()
    return row


def new_key(session: Session, follower: Follower) -> str:
    """A fresh settings link for a letter; links of the last letters stop working when the next one is written."""
    key = secrets.token_urlsafe(32)
    follower.key_sha256 = _sha256(key)
    session.flush()
    return key


def by_key(session: Session, key: str) -> Follower:
    """Whose settings a link opens. Raises ``NotFound``."""
    follower = session.scalar(select(Follower).where(Follower.key_sha256 == _sha256(key))) if key else None
    if follower is None:
        raise NotFound("This link is not valid any more.", fix="The newest letter has one that is.")
    return follower


def follows_of(session: Session, follower: Follower) -> Sequence[Follow]:
    """What an address follows, unconfirmed ones included."""
    return session.scalars(select(Follow).where(Follow.follower_id == follower.id).order_by(Follow.id)).all()


def unfollow(session: Session, follower: Follower, follow_id: int) -> None:
    """End one follow of an address; ending what is over changes nothing."""
    session.execute(delete(Follow).where(Follow.id == follow_id, Follow.follower_id == follower.id))
    if not follows_of(session, follower):
        session.delete(follower)


def unfollow_all(session: Session, follower: Follower) -> None:
    """End everything and forget the address."""
    session.execute(delete(Follow).where(Follow.follower_id == follower.id))
    session.delete(follower)
    session.flush()


def set_rhythm(session: Session, follower: Follower, rhythm: str) -> None:
    """Letters come ``daily`` or ``weekly``."""
    if rhythm not in ("daily", "weekly"):
        raise InputError(f"{rhythm!r} is not a rhythm.", fix="Choose daily or weekly.")
    follower.rhythm = rhythm
    session.flush()


def expire(session: Session, *, unconfirmed: timedelta) -> int:
    """Forget follows nobody confirmed in time, and addresses that follow nothing; returns how many follows went."""
    late = Follow.confirmed_at.is_(None) & (Follow.asked_at < utcnow() - unconfirmed)
    gone = session.execute(delete(Follow).where(late).returning(Follow.id)).all()
    session.execute(delete(Follower).where(Follower.id.not_in(select(Follow.follower_id))))
    return len(gone)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
