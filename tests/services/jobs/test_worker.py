"""The worker: whatever a job's function does, the job ends in a true state and the worker goes on."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.jobs import queue
from toolbox_core.services.jobs.models import JobLine, JobRow
from toolbox_core.services.jobs.worker import JobFunction, JobRun, Work, Worker


def run(base: Database, function: JobFunction, **options: Any) -> JobRow:
    """Queue one job with ``function`` behind it, let a worker run what is due, and return how it ended."""
    with base.write() as session:
        job = queue.enqueue_job(session, "p:work", {"n": 2}, by="ana", **options).id
    worker = Worker(Settings(), base, lambda: Work(functions={"p:work": function}, schedules={}), idle_seconds=0.01)
    worker.run_all()
    with base.read() as session:
        return queue.find(session, job)


def test_what_a_function_returns_is_the_result(base: Database) -> None:
    row = run(base, lambda job: {"twice": job.payload["n"] * 2, "by": job.by})

    assert (row.status, row.result) == ("done", {"twice": 4, "by": "ana"})


def test_effects_and_the_news_are_kept_together(base: Database) -> None:
    def function(job: JobRun) -> None:
        with job.database.write() as session:
            session.add(JobLine(job_id=job.id, text="the effect"))
            job.finish(session, {"ok": True})

    row = run(base, function)

    assert (row.status, row.result) == ("done", {"ok": True})


def test_work_that_had_nothing_to_do_leaves_no_trace(base: Database) -> None:
    with pytest.raises(NotFound):
        run(base, lambda job: job.leave_no_trace())

    with base.read() as session:
        assert queue.listing(session) == []


def test_effects_are_undone_when_the_transaction_fails(base: Database) -> None:
    def function(job: JobRun) -> None:
        with job.database.write() as session:
            session.add(JobLine(job_id=job.id, text="the effect"))
            raise InputError("The file is empty.")

    row = run(base, function)

    assert (row.status, row.error) == ("failed", "The file is empty.")
    with base.read() as session:
        assert [line.text for line in queue.lines(session, row.id)] == ["The file is empty."]


def test_an_error_nobody_foresaw_is_tried_again(base: Database, caplog: pytest.LogCaptureFixture) -> None:
    def function(job: JobRun) -> None:
        raise ZeroDivisionError("by zero")

    row = run(base, function)

    assert (row.status, row.attempts, row.error) == ("waiting", 1, "ZeroDivisionError: by zero")
    assert "raised" in caplog.text


def test_a_person_can_stop_a_running_job(base: Database) -> None:
    def function(job: JobRun) -> None:
        with job.database.write() as session:
            queue.cancel(session, job.id)
        job.beat()
        job.progress(1, 2)

    assert run(base, function).status == "cancelled"


def test_progress_and_notes_are_seen_while_it_runs(base: Database) -> None:
    seen: list[tuple[int, int, str]] = []

    def function(job: JobRun) -> None:
        job.progress(1, 2, "first half")
        job.note("a note")
        with job.database.read() as session:
            row = queue.find(session, job.id)
            seen.append((row.done_units, row.all_units, row.message))

    run(base, function)

    assert seen == [(1, 2, "first half")]


def test_a_worker_runs_until_it_is_told_to_stop(base: Database) -> None:
    ran = threading.Event()

    def function(job: JobRun) -> None:
        ran.set()

    worker = Worker(Settings(), base, lambda: Work(functions={"p:work": function}, schedules={}), idle_seconds=0.01)
    thread = threading.Thread(target=worker.run_forever)
    thread.start()
    with base.write() as session:
        queue.enqueue_job(session, "p:work")

    assert ran.wait(5)
    worker.stop()
    thread.join(5)
    assert not thread.is_alive()


def test_scheduled_work_runs_by_itself(base: Database) -> None:
    ran: list[str] = []

    def function(job: JobRun) -> None:
        ran.append(job.by)

    work = Work(functions={"p:tick": function}, schedules={"p:tick": "* * * * *"})
    worker = Worker(Settings(), base, lambda: work)
    worker.run_all()
    assert ran == []
    with base.write() as session:
        session.connection().exec_driver_sql("UPDATE core_job_schedule SET next_at = '2020-01-01 00:00:00+00:00'")
    worker.run_all()

    assert ran == ["schedule"]


def test_a_worker_outlives_an_error_nobody_foresaw(base: Database, caplog: pytest.LogCaptureFixture) -> None:
    ran = threading.Event()
    calls: list[int] = []

    def work() -> Work:
        calls.append(1)
        if len(calls) == 1:
            raise ConnectionResetError("the database restarts")
        return Work(functions={"p:work": lambda job: ran.set()}, schedules={})

    with base.write() as session:
        queue.enqueue_job(session, "p:work")
    worker = Worker(Settings(), base, work, idle_seconds=0.01)
    thread = threading.Thread(target=worker.run_forever)
    thread.start()

    assert ran.wait(10)
    worker.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert "goes on" in caplog.text
