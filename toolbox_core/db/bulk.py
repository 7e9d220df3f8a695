"""Many rows at once: the fast path of imports, alike on SQLite and PostgreSQL.

SQLite gets plain tuples through the driver's ``executemany``; PostgreSQL gets ``COPY``. Both run inside the session's
transaction. Neither applies Python-side defaults or type conversions of the model: give every column its stored form
(text, int, bool, None).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

CHUNK = 5_000
"""Rows handed to the driver at once: enough to be fast, few enough to keep memory flat."""


def bulk_insert(session: Session, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert ``rows`` (tuples in the order of ``columns``) into ``table``; returns how many there were.

    Reads the iterable once and lazily. Database errors are those of SQLAlchemy, such as ``IntegrityError``; the
    caller's transaction rolls back.
    """
    connection = session.connection()
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(column) for column in columns)
    target = f"{quote(table.name)} ({names})"
    source = iter(rows)
    count = 0
    if connection.dialect.name == "postgresql":
        return _copy(connection, f"COPY {target} FROM STDIN", source)
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {target} VALUES ({marks})"  # noqa: S608 - names come from the model, values are bound
    while chunk := [tuple(row) for row in islice(source, CHUNK)]:
        connection.exec_driver_sql(statement, chunk)
        count += len(chunk)
    return count


def _copy(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> int:
    """``COPY`` goes past SQLAlchemy to the driver, so the driver's errors are wrapped here as SQLAlchemy would."""
    driver = connection.connection.driver_connection
    assert driver is not None
    problem = connection.dialect.loaded_dbapi.Error
    count = 0
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
    except problem as error:
        raise DBAPIError.instance(statement, None, error, problem, dialect=connection.dialect) from error
    return count


def drop_indexes(session: Session, table: Table) -> Callable[[], None]:
    """Drop the secondary indexes of ``table`` for a very large load; returns what builds them again.

    An index that is built at once is sorted, which is many times quicker than growing it in random order. Both steps
    belong to the transaction: readers of other connections keep the indexes all the while. Only on SQLite; PostgreSQL
    would lock readers out, and grows its indexes well enough, so nothing happens there.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return lambda: None
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :name AND sql IS NOT NULL")
    indexes = [(row.name, row.sql) for row in session.execute(query, {"name": table.name})]
    quote = connection.dialect.identifier_preparer.quote
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {quote(name)}")

    def build() -> None:
        for _, statement in indexes:
            connection.exec_driver_sql(statement)

    return build


def reserve_ids(session: Session, table: Table, count: int) -> list[int]:
    """``count`` fresh values of the integer primary key ``id`` of ``table``, for rows that refer to one another.

    Safe inside a write transaction: SQLite has one writer at a time, PostgreSQL's sequence never gives a value twice.
    """
    if count <= 0:
        return []
    if session.connection().dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return list(session.scalars(query, {"name": table.name, "count": count}))
    last = session.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + 1 + count))
