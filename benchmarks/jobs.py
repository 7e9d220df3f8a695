"""How many small jobs a second go through the queue, from being queued to being done, by four workers.

Beside it, where it is installed (``pip install procrastinate``), the best-known queue that lives in PostgreSQL alone.
"""

from __future__ import annotations

import asyncio
import importlib
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from table import Row

from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_core.services.jobs import queue
from toolbox_core.services.jobs.worker import JobRun, Work, Worker
from toolbox_core.testing.postgresql import Cluster, binaries

JOBS = 1000
WORKERS = 4
KIND = "bench:nothing"


def measure() -> Iterator[Row]:
    """SQLite, then PostgreSQL where it is installed."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "data").mkdir()
        settings = Settings(folder=name)
        on_sqlite = _ours(settings, Database(settings.database_url))
        folder = binaries()
        if folder is None:
            yield Row("jobs on SQLite", f"{on_sqlite:,.0f} a second", "PostgreSQL is not installed", None)
            return
        with Cluster(folder) as cluster:
            on_server = _ours(settings, Database(cluster.url(cluster.create_database())))
            theirs = _procrastinate(cluster.url(cluster.create_database()))
    against = f"procrastinate: {theirs:,.0f} a second" if theirs else "procrastinate is not installed"
    yield Row("jobs on SQLite", f"{on_sqlite:,.0f} a second", against, on_sqlite / theirs if theirs else None)
    yield Row("jobs on PostgreSQL", f"{on_server:,.0f} a second", against, on_server / theirs if theirs else None)


def _nothing(job: JobRun) -> None:
    """A job of no length: only the queue's own work is left to be measured."""


def _ours(settings: Settings, database: Database) -> float:
    migrate(settings, database, "core")
    work = Work(functions={KIND: _nothing}, schedules={})
    began = time.perf_counter()
    for _ in range(JOBS):
        with database.write() as session:
            queue.enqueue_job(session, KIND)
    workers = [Worker(settings, database, lambda: work) for _ in range(WORKERS)]
    threads = [threading.Thread(target=worker.run_all) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    with database.read() as session:
        assert len(queue.listing(session, status="done", limit=JOBS + 1)) == JOBS
    database.close()
    return JOBS / seconds


def _procrastinate(url: str) -> float:
    """Jobs a second, or 0 where it is not installed."""
    try:
        procrastinate = importlib.import_module("procrastinate")
    except ImportError:
        return 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return asyncio.run(_theirs(procrastinate, url.replace("postgresql+psycopg://", "postgresql://")))


async def _theirs(procrastinate: Any, url: str) -> float:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))

    @app.task(name=KIND)  # type: ignore[untyped-decorator]
    async def nothing() -> None:
        """The same job of no length."""

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        began = time.perf_counter()
        for _ in range(JOBS):
            await nothing.defer_async()
        await app.run_worker_async(wait=False, concurrency=WORKERS, install_signal_handlers=False)
        return JOBS / (time.perf_counter() - began)
