"""Many rows at once, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from toolbox_core.db import Database
from toolbox_core.db.bulk import CHUNK, bulk_insert, drop_indexes, reserve_ids

THINGS = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("text", String),
    Column("order", BigInteger),
    Column("yes", Boolean),
    Index("things_by_text", "text"),
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest, tmp_path: object) -> Iterator[Database]:
    """A database with one table."""
    url = (
        f"sqlite:///{tmp_path}/things.sqlite"
        if request.param == "sqlite"
        else request.getfixturevalue("postgresql_url")
    )
    database = Database(url)
    with database.write() as session:
        THINGS.create(session.connection())
    yield database
    database.close()


def test_rows_arrive_whole_and_lazily(store: Database) -> None:
    rows = ((number, f"a\t'{number}'\\n", number * 10**12, number % 2 == 0) for number in range(CHUNK + 3))
    with store.write() as session:
        assert bulk_insert(session, THINGS, ("id", "text", "order", "yes"), rows) == CHUNK + 3
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(THINGS)) == CHUNK + 3
        row = session.execute(select(THINGS).where(THINGS.c.id == CHUNK)).one()
        assert tuple(row) == (CHUNK, f"a\t'{CHUNK}'\\n", CHUNK * 10**12, CHUNK % 2 == 0)


def test_nothing_is_kept_when_the_transaction_fails(store: Database) -> None:
    def rows() -> Iterator[tuple[int, str]]:
        yield 1, "one"
        raise ValueError("the file ends here")

    with pytest.raises(ValueError, match="ends here"), store.write() as session:
        bulk_insert(session, THINGS, ("id", "text"), rows())
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(THINGS)) == 0


def test_the_database_s_errors_are_the_same_on_both(store: Database) -> None:
    with pytest.raises(IntegrityError), store.write() as session:
        bulk_insert(session, THINGS, ("id",), [(1,), (1,)])


def test_no_rows_are_no_trouble(store: Database) -> None:
    with store.write() as session:
        assert bulk_insert(session, THINGS, ("id", "text"), []) == 0
        assert reserve_ids(session, THINGS, 0) == []


def test_reserved_ids_are_never_given_twice(store: Database) -> None:
    with store.write() as session:
        first = reserve_ids(session, THINGS, 3)
        bulk_insert(session, THINGS, ("id",), [(number,) for number in first])
        second = reserve_ids(session, THINGS, 2)
        bulk_insert(session, THINGS, ("id",), [(number,) for number in second])
        session.execute(THINGS.insert().values(text="by itself"))
    with store.read() as session:
        ids = list(session.scalars(select(THINGS.c.id)))
    assert len(ids) == len(set(ids)) == 6


def test_indexes_come_back_and_readers_never_miss_them(store: Database) -> None:
    def names(session: Session) -> list[str | None]:
        return [index["name"] for index in inspect(session.connection()).get_indexes("things")]

    with store.write() as session:
        build = drop_indexes(session, THINGS)
        assert names(session) == ([] if store.dialect == "sqlite" else ["things_by_text"])
        bulk_insert(session, THINGS, ("id", "text"), [(1, "one")])
        with store.read() as other:
            assert names(other) == ["things_by_text"]
        build()
        assert names(session) == ["things_by_text"]


def test_dropped_indexes_return_with_the_transaction_that_fails(store: Database) -> None:
    with pytest.raises(ValueError, match="no"), store.write() as session:
        drop_indexes(session, THINGS)
        raise ValueError("no")
    with store.read() as session:
        assert len(inspect(session.connection()).get_indexes("things")) == 1
