"""Engines and sessions: one writer, many readers, SQLite and PostgreSQL alike.

SQLite: write-ahead log, foreign keys on, busy timeout, synchronous FULL. The write engine begins every transaction
with ``BEGIN IMMEDIATE`` so that a read-then-write never meets "database is locked" half-way and a failed migration
rolls back whole; the read engine is a separate, read-only one, so that readers never queue behind the writer.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from toolbox_core.exceptions import DatabaseProblem, ToolboxError

T = TypeVar("T")


class Database:
    """The site's database: ``read()`` and ``write()`` sessions, and an executor for use from the event loop."""

    def __init__(self, url: str, *, threads: int = 4, busy_timeout: float = 5.0) -> None:
        parsed = make_url(url)
        if parsed.drivername in ("postgres", "postgresql"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.url = parsed
        self.dialect = parsed.get_backend_name()
        self._threads = threads
        self._busy_timeout = busy_timeout
        self._executor: ThreadPoolExecutor | None = None
        if self.dialect == "sqlite":
            self.path: Path | None = Path(str(parsed.database))
            self.writer = self._sqlite_engine(read_only=False)
            self.reader = self._sqlite_engine(read_only=True)
        else:
            self.path = None
            self.writer = create_engine(parsed, pool_size=2, max_overflow=2, pool_pre_ping=True)
            self.reader = create_engine(
                parsed,
                pool_size=threads,
                max_overflow=2,
                pool_pre_ping=True,
                execution_options={"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"},
            )

    def _sqlite_engine(self, *, read_only: bool) -> Engine:
        path, timeout = self.path, self._busy_timeout

        def connect() -> sqlite3.Connection:
            mode = "ro" if read_only else "rwc"
            connection = sqlite3.connect(
                f"file:{path}?mode={mode}", uri=True, timeout=timeout, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA foreign_keys=ON")
            if read_only:
                connection.execute("PRAGMA query_only=ON")
            else:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=FULL")
            return connection

        engine = create_engine(
            "sqlite://", creator=connect, poolclass=QueuePool, pool_size=self._threads, max_overflow=4
        )
        begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only session on one consistent snapshot."""
        with plain_errors(), Session(self.reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in one write transaction: committed when the block ends, rolled back whole when it raises."""
        with plain_errors(), Session(self.writer, expire_on_commit=False) as session, session.begin():
            yield session

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Run ``function(session, *args)`` with a read session in the small executor."""

        def work() -> T:
            with self.read() as session:
                return function(session, *args)

        return await self.in_executor(work)

    async def run_write(self, function: Callable[..., T], *args: Any) -> T:
        """Run ``function(session, *args)`` in one write transaction in the small executor."""

        def work() -> T:
            with self.write() as session:
                return function(session, *args)

        return await self.in_executor(work)

    async def in_executor(self, work: Callable[[], T]) -> T:
        """Run blocking ``work`` in the small executor, off the event loop."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(self._threads, thread_name_prefix="toolbox-db")
        # What is known about the request (from where it comes) goes with its work.
        return await asyncio.get_running_loop().run_in_executor(self._executor, copy_context().run, work)

    def close(self) -> None:
        """Let go of threads and connections."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None
        self.reader.dispose()
        self.writer.dispose()

    def exists(self) -> bool:
        """Whether there is a database to talk to (a SQLite file that exists, a PostgreSQL server that answers)."""
        if self.path is not None:
            return self.path.exists()
        try:
            with self.reader.connect() as connection:
                connection.execute(text("SELECT 1"))
        except OperationalError:
            return False
        return True


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn the database's everyday troubles into one sentence each; leave programming errors alone."""
    try:
        yield
    except ToolboxError:
        raise
    except DBAPIError as error:
        for trouble in _with_what_led_to(error):
            problem = describe_database_error(trouble)
            if problem is not None:
                raise problem from error
        raise


def _with_what_led_to(error: BaseException | None) -> Iterator[DBAPIError]:
    """The error and those it followed: a full disk makes SQLite give up the transaction, so that the rollback fails."""
    while error is not None:
        if isinstance(error, DBAPIError):
            yield error
        error = error.__cause__ if isinstance(error.__cause__, DBAPIError) else error.__context__


def describe_database_error(error: DBAPIError) -> DatabaseProblem | None:
    """A sentence for a known trouble (locked, read-only, full, missing, not migrated), ``None`` for anything else."""
    message = str(error.orig).lower()
    table = "no such table" in message or ('relation "' in message and "does not exist" in message)
    known = (
        ("database is locked" in message, "The database is locked by another program.", "Wait for it and try again."),
        ("readonly" in message or "read-only" in message, "The database is read-only.", "Give it write permission."),
        ("disk is full" in message or "no space left" in message, "The disk is full.", "Make room and try again."),
        ("unable to open database" in message, "There is no database yet.", "Run `toolbox migrate`."),
        ("not a database" in message, "The database file is not a database.", "Restore it from a backup."),
        ("malformed" in message, "The database file is damaged.", "Restore it from a backup."),
        (
            "connection refused" in message or "could not connect" in message or "connection failed" in message,
            "The database server does not answer.",
            "Start it, or correct [database] url.",
        ),
        (table, "The database is not migrated.", "Run `toolbox migrate`."),
    )
    for applies, sentence, fix in known:
        if applies:
            return DatabaseProblem(sentence, fix=fix)
    return None
