"""Sessions: found by their id only, over when idle, over in the end, and ended at will."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from toolbox_core.db import utcnow
from toolbox_core.services.accounts import sessions, users
from toolbox_core.services.accounts.models import User, UserSession


def test_a_session_is_found_by_its_id(session: Session, ana: User) -> None:
    token = sessions.start(session, ana, browser="Firefox", address="192.0.2.7")

    found = sessions.find(session, token)

    assert found is not None
    assert found[0] is ana
    assert len(token) == 43
    assert sessions.find(session, "") is None
    assert sessions.find(session, token[:-1]) is None


def test_the_id_itself_is_not_stored(session: Session, ana: User) -> None:
    token = sessions.start(session, ana)

    [row] = session.query(UserSession).all()
    assert token not in str(vars(row))


def test_a_session_ends_when_idle_and_in_the_end(session: Session, ana: User) -> None:
    token = sessions.start(session, ana)
    now = utcnow()

    assert sessions.find(session, token, now=now + timedelta(minutes=29)) is not None
    assert sessions.find(session, token, now=now + timedelta(minutes=31)) is None
    found = sessions.find(session, token)
    assert found is not None
    found[1].last_seen_at = now + timedelta(hours=12)
    assert sessions.find(session, token, now=now + timedelta(hours=12, minutes=1)) is None


def test_use_is_noted_once_a_minute(session: Session, ana: User) -> None:
    token = sessions.start(session, ana)
    [row] = session.query(UserSession).all()

    assert not sessions.stale(row)
    row.last_seen_at = utcnow() - timedelta(minutes=2)
    assert sessions.stale(row)
    sessions.touch(session, token)
    assert not sessions.stale(row)


def test_after_the_second_factor_the_id_is_a_new_one(session: Session, ana: User) -> None:
    half = sessions.start(session, ana, waits_for="totp")

    whole = sessions.complete(session, half)

    assert whole is not None
    assert whole != half
    assert sessions.find(session, half) is None
    assert sessions.complete(session, whole) is None


def test_a_half_session_lasts_ten_minutes(session: Session, ana: User) -> None:
    half = sessions.start(session, ana, waits_for="totp")

    assert sessions.find(session, half, now=utcnow() + timedelta(minutes=11)) is None


def test_people_see_and_end_their_sessions(session: Session, ana: User) -> None:
    here, there, third = (sessions.start(session, ana) for _ in range(3))
    sessions.start(session, ana, waits_for="totp")
    rows = sessions.all_of(session, ana)

    assert len(rows) == 3
    sessions.end_one(session, ana, rows[0].id_sha256)
    assert len(sessions.all_of(session, ana)) == 2
    sessions.end_others(session, ana, here)
    assert sum(sessions.find(session, token) is not None for token in (here, there, third)) <= 1
    sessions.end(session, here)
    assert sessions.find(session, here) is None


def test_disabling_ends_sessions_and_sweeping_clears_old_ones(session: Session, ana: User) -> None:
    token = sessions.start(session, ana)
    found = sessions.find(session, token)
    assert found is not None
    found[1].expires_at = utcnow() - timedelta(seconds=1)
    session.flush()

    assert sessions.sweep(session) == 1
    token = sessions.start(session, ana)
    users.disable(session, ana, by="admin")
    assert sessions.find(session, token) is None
