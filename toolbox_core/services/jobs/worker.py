"""The worker: takes jobs, runs them, keeps their lease, and leaves each one in a true state."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from toolbox_core.config import Settings
from toolbox_core.db.engine import Database
from toolbox_core.exceptions import DatabaseProblem, ToolboxError
from toolbox_core.services.audit import acting_from
from toolbox_core.services.jobs import queue, schedule

logger = logging.getLogger(__name__)
BEAT_SECONDS = 15.0
IDLE_SECONDS = 1.0


class JobCancelled(Exception):
    """Raised inside a job's function by ``JobRun.check`` when a person asked it to stop."""


class JobRun:
    """What a job's function receives: its payload, the site, and ways to say how it is going.

    ``finish(session, result)`` marks the job done in the caller's own transaction; a function that only returns a
    dictionary is marked done afterwards.
    """

    def __init__(
        self, settings: Settings, database: Database, job_id: int, worker: str, payload: dict[str, Any], by: str
    ) -> None:
        self.settings = settings
        self.database = database
        self.id = job_id
        self.payload = payload
        self.by = by
        self.finished = False
        self._worker = worker
        self._cancelled = threading.Event()

    def progress(self, done: int, total: int = 0, message: str = "") -> None:
        """Say how far the work is; also the moment to stop when a person asked for it."""
        self.check()
        with self.database.write() as session:
            queue.progress(session, self.id, done, total, message)

    def note(self, text: str, level: str = "info") -> None:
        """Write a line in the job's log."""
        with self.database.write() as session:
            queue.note(session, self.id, text, level=level)

    def check(self) -> None:
        """Raise ``JobCancelled`` when the job is to stop or was lost to another worker."""
        if self._cancelled.is_set():
            raise JobCancelled

    def finish(self, session: Session, result: dict[str, Any] | None = None) -> None:
        """Mark the job done inside ``session``: its effects and this news are kept together or not at all."""
        queue.finish(session, self.id, self._worker, result)
        self.finished = True

    def leave_no_trace(self) -> None:
        """There was nothing to do. For work that looks every minute: it would fill the list of jobs with nothing."""
        with self.database.write() as session:
            queue.forget(session, self.id, self._worker)
        self.finished = True

    def beat(self) -> None:
        """Lengthen the lease (the worker calls it from its own thread)."""
        with self.database.write() as session:
            if not queue.keep(session, self.id, self._worker):
                self._cancelled.set()


JobFunction = Callable[[JobRun], dict[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a worker can do: the functions and the cron expressions by kind (``<plugin>:<job id>``)."""

    functions: Mapping[str, JobFunction]
    schedules: Mapping[str, str]


def worker_name() -> str:
    """A name no other worker has: machine, process, thread."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"


class Worker:
    """Runs jobs one after another until told to stop. ``work()`` is asked each time: plugins come and go."""

    def __init__(
        self, settings: Settings, database: Database, work: Callable[[], Work], *, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self._settings = settings
        self._database = database
        self._work = work
        self._idle = idle_seconds
        self._stop = threading.Event()
        self._agreed: Mapping[str, str] | None = None

    def stop(self) -> None:
        """Stop after the job at hand."""
        self._stop.set()

    def run_forever(self) -> None:
        """Take and run jobs until ``stop``. A database in trouble is waited for."""
        while not self._stop.is_set():
            try:
                busy = self.run_one()
            except DatabaseProblem as problem:
                logger.warning("worker waits: %s", problem)
                busy = False
            except Exception:  # a database that restarts, a plugin that breaks: the worker must outlive them
                logger.exception("The worker met an error and goes on.")
                busy = False
            if not busy:
                self._stop.wait(self._idle)

    def run_all(self) -> int:
        """Run everything that is due now and return how many jobs ran."""
        ran = 0
        while not self._stop.is_set() and self.run_one():
            ran += 1
        return ran

    def run_one(self) -> bool:
        """Queue what is scheduled, take one job and run it; whether there was one."""
        work, name = self._work(), worker_name()
        if self._agreed == work.schedules:
            with self._database.read() as session:
                if not (schedule.anything_due(session) or queue.anything_due(session, list(work.functions))):
                    return False
        with self._database.write() as session:
            if self._agreed != work.schedules:
                schedule.agree(session, work.schedules, self._settings.site.timezone)
                self._agreed = dict(work.schedules)
            schedule.enqueue_due(session, self._settings.site.timezone)
            row = queue.claim(session, name, list(work.functions))
            if row is None:
                return False
            job = JobRun(self._settings, self._database, row.id, name, dict(row.payload), row.created_by)
            kind = row.kind
        self._run(job, work.functions[kind], kind, name)
        return True

    def _run(self, job: JobRun, function: JobFunction, kind: str, name: str) -> None:
        done = threading.Event()
        heart = threading.Thread(target=_beat, args=(job, done), name=f"lease-{job.id}", daemon=True)
        heart.start()
        acting_from("job")
        try:
            result = function(job)
            if not job.finished:
                with self._database.write() as session:
                    queue.finish(session, job.id, name, result)
        except JobCancelled:
            with self._database.write() as session:
                queue.stopped(session, job.id, name)
        except Exception as error:  # a job is a plugin's code; whatever it raises must end in its log
            logger.exception("job %s (%s) raised", job.id, kind)
            sentence = str(error) if isinstance(error, ToolboxError) else f"{type(error).__name__}: {error}"
            lasting = isinstance(error, ToolboxError) and not isinstance(error, DatabaseProblem)
            with self._database.write() as session:
                queue.fail(session, job.id, name, sentence, again=not lasting)
        finally:
            done.set()
            heart.join(timeout=BEAT_SECONDS)


def _beat(job: JobRun, done: threading.Event) -> None:
    while not done.wait(BEAT_SECONDS):
        try:
            job.beat()
        except Exception as problem:  # the job goes on; if the lease runs out, another worker takes it over
            logger.warning("lease of job %s not lengthened: %s", job.id, problem)
