"""The two counters that processes watch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import text

from toolbox_core.db.generation import DATA, PLUGINS, bump, generations, renew_pages


def test_counters_only_grow_and_are_apart(any_world: Any) -> None:
    with any_world.database.write() as session:
        plugins, data = generations(session)
        assert bump(session, PLUGINS) == plugins + 1
        assert bump(session, DATA) == data + 1
        assert bump(session, DATA) == data + 2
    with any_world.database.read() as session:
        assert generations(session) == (plugins + 1, data + 2)


def test_a_counter_that_nobody_has_moved_is_zero(any_world: Any) -> None:
    with any_world.database.write() as session:
        session.execute(text("DELETE FROM core_meta"))
        assert generations(session) == (0, 0)
        assert bump(session, DATA) == 1


def test_a_transaction_that_fails_moves_nothing(any_world: Any) -> None:
    with any_world.database.read() as session:
        before = generations(session)
    try:
        with any_world.database.write() as session:
            bump(session, PLUGINS)
            raise RuntimeError
    except RuntimeError:
        pass
    with any_world.database.read() as session:
        assert generations(session) == before


def test_nobody_loses_a_step(any_world: Any) -> None:
    with any_world.database.write() as session:
        start = bump(session, DATA)

    def move(_: int) -> None:
        with any_world.database.write() as session:
            bump(session, DATA)

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(move, range(12)))
    with any_world.database.read() as session:
        assert generations(session)[1] == start + 12


def test_pages_kept_from_before_are_renewed(any_world: Any) -> None:
    with any_world.database.write() as session:
        before = generations(session)
        renew_pages(session)
        assert generations(session) == (before[0], before[1] + 1)
