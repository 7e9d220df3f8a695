"""Engines and sessions: snapshots, rollback, one writer, and sentences for everyday troubles."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from toolbox_core.db import Base, Database
from toolbox_core.db.models import Meta
from toolbox_core.exceptions import DatabaseProblem, NotFound


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite'}", busy_timeout=0.1)
    Base.metadata.create_all(database.writer, tables=[Base.metadata.tables["core_meta"]])
    yield database
    database.close()


def value_of(session: Session, key: str) -> int | None:
    row = session.get(Meta, key)
    return None if row is None else row.value


def test_what_is_written_is_read(base: Database) -> None:
    with base.write() as session:
        session.add(Meta(key="a", value=1))

    with base.read() as session:
        assert value_of(session, "a") == 1


def test_a_write_that_raises_leaves_nothing(base: Database) -> None:
    with pytest.raises(NotFound), base.write() as session:
        session.add(Meta(key="a", value=1))
        session.flush()
        raise NotFound("gone")

    with base.read() as session:
        assert value_of(session, "a") is None


def test_creating_tables_is_rolled_back_too(base: Database) -> None:
    with pytest.raises(NotFound), base.write() as session:
        session.execute(text("CREATE TABLE half_made (x INTEGER)"))
        raise NotFound("gone")

    with base.read() as session:
        assert session.execute(text("SELECT count(*) FROM sqlite_master WHERE name='half_made'")).scalar() == 0


def test_a_reader_cannot_write(base: Database) -> None:
    with pytest.raises(DatabaseProblem, match="read-only"), base.read() as session:
        session.execute(text("DELETE FROM core_meta"))


def test_a_reader_keeps_its_snapshot(base: Database) -> None:
    with base.read() as session:
        assert value_of(session, "a") is None
        with base.write() as writer:
            writer.add(Meta(key="a", value=1))
        session.expire_all()
        assert value_of(session, "a") is None


def test_a_locked_database_is_one_sentence(base: Database) -> None:
    other = sqlite3.connect(str(base.path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(DatabaseProblem, match="locked"), base.write() as session:
            session.add(Meta(key="a", value=1))
    finally:
        other.close()


def test_a_missing_database_is_one_sentence(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'none.sqlite'}")

    assert not database.exists()
    with pytest.raises(DatabaseProblem, match="toolbox migrate"), database.read() as session:
        session.execute(text("SELECT 1"))
    database.close()


def test_an_unmigrated_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()
    database = Database(f"sqlite:///{tmp_path / 'empty.sqlite'}")

    with pytest.raises(DatabaseProblem, match="not migrated"), database.read() as session:
        session.get(Meta, "a")
    database.close()


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "junk.sqlite").write_bytes(b"this is a poem, not a database, and it is long enough " * 40)
    database = Database(f"sqlite:///{tmp_path / 'junk.sqlite'}")

    with pytest.raises(DatabaseProblem, match="not a database"), database.read() as session:
        session.get(Meta, "a")
    database.close()


def test_work_off_the_event_loop(base: Database) -> None:
    async def scenario() -> int | None:
        await base.run_write(lambda session: session.add(Meta(key="a", value=7)))
        return await base.run(value_of, "a")

    assert asyncio.run(scenario()) == 7


def test_sqlite_is_set_up_for_safety(base: Database) -> None:
    with base.write() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA synchronous")).scalar() == 2
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
