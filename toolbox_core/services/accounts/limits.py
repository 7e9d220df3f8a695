"""How often something may be tried, counted in the database so that every process counts together.

A window is a stretch of time of fixed length; the estimate over the last stretch weighs the previous window by how
much of it still counts (a sliding-window counter), so that nobody gets a double share at the boundary.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.services.accounts.models import AttemptWindow


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` times in ``seconds``; ``name`` keeps counters of different things apart."""

    name: str
    count: int
    seconds: int


SIGN_IN_PERSON = Limit("sign-in-person", 10, 900)
SIGN_IN_ADDRESS = Limit("sign-in-address", 50, 900)
SECOND_FACTOR = Limit("second-factor", 6, 900)
WAIT_NOTED = Limit("wait-noted", 1, 900)
"""How often the audit log says that somebody must wait: a flood of tries is one line, not a flood of lines."""
OURS = (SIGN_IN_PERSON, SIGN_IN_ADDRESS, SECOND_FACTOR, WAIT_NOTED)


def used_up(session: Session, limit: Limit, subject: str, *, now: float | None = None) -> bool:
    """Whether ``subject`` has no try left under ``limit``."""
    moment = utcnow().timestamp() if now is None else now
    window, part = divmod(moment, limit.seconds)
    key = _key(limit, subject)
    counted = session.execute(
        select(AttemptWindow.window, AttemptWindow.count).where(
            AttemptWindow.key == key, AttemptWindow.window >= int(window) - 1
        )
    )
    counts = {start: count for start, count in counted}  # noqa: C416 - rows are not pairs to the type checker
    earlier = counts.get(int(window) - 1, 0) * (1 - part / limit.seconds)
    return counts.get(int(window), 0) + earlier >= limit.count


def count_try(session: Session, limit: Limit, subject: str, *, now: float | None = None) -> None:
    """Count one try of ``subject``."""
    moment = utcnow().timestamp() if now is None else now
    key, window = _key(limit, subject), int(moment // limit.seconds)
    more = (
        update(AttemptWindow)
        .where(AttemptWindow.key == key, AttemptWindow.window == window)
        .values(count=AttemptWindow.count + 1)
        .returning(AttemptWindow.count)
    )
    if session.execute(more).scalar_one_or_none() is None:
        session.execute(delete(AttemptWindow).where(AttemptWindow.key == key, AttemptWindow.window < window - 1))
        try:
            with session.begin_nested():
                session.add(AttemptWindow(key=key, window=window, count=1))
        except IntegrityError:
            session.execute(more)  # another process opened the window in the same moment


def give_back(session: Session, limit: Limit, subject: str, *, now: float | None = None) -> None:
    """Take back one counted try of ``subject``: it was a good one."""
    moment = utcnow().timestamp() if now is None else now
    counted = AttemptWindow.key == _key(limit, subject), AttemptWindow.window == int(moment // limit.seconds)
    fewer = update(AttemptWindow).where(*counted, AttemptWindow.count > 0).values(count=AttemptWindow.count - 1)
    session.execute(fewer)


def sweep(session: Session, *limits: Limit, now: float | None = None) -> int:
    """Delete the counters of windows that do not count any more; returns how many."""
    moment = utcnow().timestamp() if now is None else now
    swept = 0
    for limit in limits:
        over = delete(AttemptWindow).where(
            AttemptWindow.key.startswith(f"{limit.name}:", autoescape=True),
            AttemptWindow.window < int(moment // limit.seconds) - 1,
        )
        swept += len(session.execute(over.returning(AttemptWindow.window)).all())
    return swept


def forget(session: Session, limit: Limit, subject: str) -> None:
    """Give ``subject`` all tries back (after success, or when an administrator unlocks)."""
    session.execute(delete(AttemptWindow).where(AttemptWindow.key == _key(limit, subject)))


def _key(limit: Limit, subject: str) -> str:
    """Subjects are e-mail and network addresses: only their hash is kept."""
    return f"{limit.name}:{hashlib.sha256(subject.encode()).hexdigest()[:40]}"
