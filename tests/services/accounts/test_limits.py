"""Limits: a number of tries in a stretch of time, over a window that slides."""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_core.services.accounts.limits import Limit, count_try, forget, give_back, sweep, used_up
from toolbox_core.services.accounts.models import AttemptWindow

THREE = Limit("three", 3, 60)


def test_after_so_many_tries_there_is_none_left(session: Session) -> None:
    for _ in range(3):
        assert not used_up(session, THREE, "ana", now=1000)
        count_try(session, THREE, "ana", now=1000)

    assert used_up(session, THREE, "ana", now=1001)
    assert not used_up(session, THREE, "ben", now=1001)


def test_the_window_slides_and_does_not_jump(session: Session) -> None:
    for _ in range(3):
        count_try(session, THREE, "ana", now=1019)

    assert used_up(session, THREE, "ana", now=1020)
    assert not used_up(session, THREE, "ana", now=1050)
    assert not used_up(session, THREE, "ana", now=1200)


def test_forgetting_gives_the_tries_back(session: Session) -> None:
    for _ in range(3):
        count_try(session, THREE, "ana", now=1000)

    forget(session, THREE, "ana")

    assert not used_up(session, THREE, "ana", now=1000)


def test_addresses_are_not_stored_readably(session: Session) -> None:
    count_try(session, THREE, "ana@example.org", now=1000)

    [row] = session.query(AttemptWindow).all()
    assert "ana" not in row.key


def test_old_windows_are_swept(session: Session) -> None:
    for moment in (60, 120, 180, 600):
        count_try(session, THREE, "ana", now=moment)

    assert [row.window for row in session.query(AttemptWindow)] == [10]


def test_a_good_try_is_given_back(session: Session) -> None:
    for _ in range(3):
        count_try(session, THREE, "ana", now=1000)
        give_back(session, THREE, "ana", now=1000)
    give_back(session, THREE, "ana", now=1000)

    assert not used_up(session, THREE, "ana", now=1000)
    count_try(session, THREE, "ana", now=1000)
    assert session.query(AttemptWindow.count).scalar() == 1


def test_counters_that_do_not_count_any_more_are_swept(session: Session) -> None:
    other = Limit("three-more", 3, 60)
    for limit, moment in ((THREE, 1000), (THREE, 2000), (other, 1000)):
        count_try(session, limit, f"ana {moment}", now=moment)

    assert sweep(session, THREE, now=2030) == 1
    assert session.query(AttemptWindow).count() == 2
