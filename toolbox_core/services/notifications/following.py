"""Following by e-mail: asked for, confirmed by a click in the letter, ended by one click, never without consent."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.accounts import limits
from toolbox_core.services.accounts.limits import Limit
from toolbox_core.services.accounts.users import clean_email
from toolbox_core.services.notifications.events import newest
from toolbox_core.services.notifications.models import Follow, Follower, FollowerKey, Letter, Webhook

Rhythm = Literal["daily", "weekly"]
ASK = Limit("follow", 10, 3600)
MOST_FOLLOWS = 200
KEYS_WORK = timedelta(days=90)
"""How long the links of a letter work: somebody who opens last month's letter must still be able to end it."""


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


def followed_topics(session: Session, prefix: str) -> set[str]:
    """Topics that begin with ``prefix`` and that somebody follows: by e-mail, confirmed, or by a webhook that is on.

    For modules with very many things to follow: they tell only of those that somebody wants to hear of.
    """
    begins = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    asked = select(Follow.topic).where(Follow.confirmed_at.is_not(None), Follow.topic.like(begins, escape="\\"))
    called = select(Webhook.topic).where(Webhook.switched_off_at.is_(None), Webhook.topic.like(begins, escape="\\"))
    return {*session.scalars(asked), *session.scalars(called)}


def by_token(session: Session, token: str) -> Follow:
    """The wish that a confirmation link belongs to. Raises ``NotFound`` for a link that is not good any more."""
    row = session.scalar(select(Follow).where(Follow.confirm_sha256 == _sha256(token))) if token else None
    if row is None:
        raise NotFound("This link is not valid any more.", fix="Ask again to follow it.")
    return row


def follower_of(session: Session, row: Follow) -> Follower:
    """Whose follow it is."""
    return session.get_one(Follower, row.follower_id)


def confirm(session: Session, token: str) -> Follow:
    """The click in the letter. News count from this moment on. Raises ``NotFound`` for a link that is not good."""
    row = by_token(session, token)
    if row.confirmed_at is None:
        row.confirmed_at, row.told = utcnow(), newest(session)
        session.flush()
    return row


def new_key(session: Session, follower: Follower) -> str:
    """A fresh settings link for a letter; those of earlier letters go on working for ``KEYS_WORK``."""
    key = secrets.token_urlsafe(32)
    session.add(FollowerKey(sha256=_sha256(key), follower_id=follower.id))
    session.flush()
    return key


def by_key(session: Session, key: str) -> Follower:
    """Whose settings a link opens. Raises ``NotFound``."""
    mine = select(FollowerKey.follower_id).where(FollowerKey.sha256 == _sha256(key))
    follower = session.scalar(select(Follower).where(Follower.id.in_(mine))) if key else None
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
    """Forget follows nobody confirmed in time, old links, and addresses that follow nothing.

    Returns how many follows went.
    """
    late = Follow.confirmed_at.is_(None) & (Follow.asked_at < utcnow() - unconfirmed)
    gone = session.execute(delete(Follow).where(late).returning(Follow.id)).all()
    session.execute(delete(FollowerKey).where(FollowerKey.made_at < utcnow() - KEYS_WORK))
    session.execute(delete(Follower).where(Follower.id.not_in(select(Follow.follower_id))))
    return len(gone)


def export_person(session: Session, email: str) -> dict[str, Any]:
    """What is kept of the person behind an address: what it follows, and the letters of the outbox; plain values."""
    address = email.strip().lower()
    follower = session.scalar(select(Follower).where(Follower.email == address))
    letters = session.scalars(select(Letter).where(Letter.to == address).order_by(Letter.id))
    found: dict[str, Any] = {
        "follows": [
            {"topic": row.topic, "label": row.label, "confirmed_at": row.confirmed_at and row.confirmed_at.isoformat()}
            for row in (follows_of(session, follower) if follower else ())
        ],
        "letters": [
            {"subject": row.subject, "text": row.text, "status": row.status, "written_at": row.created_at.isoformat()}
            for row in letters
        ],
    }
    return {"language": follower.language, "rhythm": follower.rhythm, **found} if follower else found


def erase_person(session: Session, email: str) -> int:
    """Forget an address, what it follows, and the letters to it. Returns how many rows went."""
    address = email.strip().lower()
    follower = session.scalar(select(Follower).where(Follower.email == address))
    gone = len(session.execute(delete(Letter).where(Letter.to == address).returning(Letter.id)).all())
    if follower is not None:
        gone += 1 + len(follows_of(session, follower))
        unfollow_all(session, follower)
    return gone


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
