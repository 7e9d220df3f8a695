"""The queue: every job is run by one worker, tried again when it fails, never lost, never done twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from toolbox_core.db import Database
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.jobs import queue
from toolbox_core.services.jobs.models import JobRow

LATER = timedelta(minutes=5)


def now() -> datetime:
    return datetime.now(UTC)


def put(base: Database, **options: object) -> int:
    with base.write() as session:
        return queue.enqueue_job(session, "p:work", {"x": 1}, by="ana", **options).id  # type: ignore[arg-type]


def take(base: Database, worker: str = "w1", *, moment: datetime | None = None) -> int | None:
    with base.write() as session:
        row = queue.claim(session, worker, ["p:work"], now=moment)
        return None if row is None else row.id


def status(base: Database, job: int) -> str:
    with base.read() as session:
        return queue.find(session, job).status


def test_a_job_goes_from_waiting_to_done(base: Database) -> None:
    job = put(base)
    assert status(base, job) == "waiting"

    assert take(base) == job
    assert status(base, job) == "running"
    assert take(base, "w2") is None
    with base.write() as session:
        queue.progress(session, job, 50, 100, "half")
        queue.finish(session, job, "w1", {"rows": 100})

    with base.read() as session:
        row = queue.find(session, job)
        assert (row.status, row.result, row.done_units, row.message) == ("done", {"rows": 100}, 50, "half")
        assert row.finished_at is not None


def test_only_kinds_a_worker_knows_are_taken(base: Database) -> None:
    put(base)

    with base.write() as session:
        assert queue.claim(session, "w1", ["q:other"]) is None


def test_a_job_for_later_waits(base: Database) -> None:
    job = put(base, run_at=now() + LATER)

    assert take(base) is None
    assert take(base, moment=now() + LATER) == job


def test_many_workers_never_share_a_job(base: Database) -> None:
    jobs = {put(base) for _ in range(40)}
    taken: list[int] = []
    lock = threading.Lock()

    def work(name: str) -> None:
        while (job := take(base, name)) is not None:
            with lock:
                taken.append(job)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == sorted(jobs)


def test_a_dead_worker_s_job_is_taken_over_and_its_late_finish_is_undone(base: Database) -> None:
    job = put(base)
    take(base, "w1")

    assert take(base, "w2", moment=now() + LATER) == job
    with pytest.raises(InputError, match="taken over"), base.write() as session:
        queue.finish(session, job, "w1")
    with base.write() as session:
        queue.finish(session, job, "w2")
        assert [line.level for line in queue.lines(session, job)] == ["warn"]
    assert status(base, job) == "done"


def test_a_job_that_kills_its_workers_ends_as_failed(base: Database) -> None:
    job = put(base, most_attempts=2)
    moment = now()
    for _ in range(2):
        assert take(base, moment=moment) == job
        moment += LATER

    assert take(base, moment=moment) is None
    with base.read() as session:
        assert queue.find(session, job).status == "failed"
        assert "without a word" in queue.find(session, job).error


def test_a_lease_is_kept_while_the_worker_lives(base: Database) -> None:
    job = put(base)
    take(base, "w1")

    with base.write() as session:
        assert queue.keep(session, job, "w1", now=now() + LATER)
    assert take(base, "w2", moment=now() + LATER) is None
    with base.write() as session:
        assert not queue.keep(session, job, "w2")


def test_a_failing_job_is_tried_again_with_longer_pauses_then_ends(base: Database) -> None:
    job = put(base)
    pauses = []
    moment = now()
    for _ in range(2):
        assert take(base, moment=moment) == job
        with base.write() as session:
            assert queue.fail(session, job, "w1", "no luck") == "waiting"
            pauses.append((queue.find(session, job).run_at - now()).total_seconds())
        moment = now() + timedelta(hours=2)
    take(base, moment=moment)
    with base.write() as session:
        assert queue.fail(session, job, "w1", "no luck") == "failed"
        assert [line.text for line in queue.lines(session, job)] == ["no luck"] * 3

    assert pauses == [pytest.approx(10, abs=2), pytest.approx(40, abs=2)]


def test_a_mistake_in_the_input_is_not_tried_again(base: Database) -> None:
    job = put(base)
    take(base)

    with base.write() as session:
        assert queue.fail(session, job, "w1", "The file is empty.", again=False) == "failed"


def test_equal_work_is_queued_once(base: Database) -> None:
    first = put(base, only_one="rebuild")

    assert put(base, only_one="rebuild") == first
    take(base)
    assert put(base, only_one="rebuild") == first
    with base.write() as session:
        queue.finish(session, first, "w1")
    assert put(base, only_one="rebuild") != first


def test_waiting_jobs_are_cancelled_at_once_and_running_ones_when_they_ask(base: Database) -> None:
    waiting, running = put(base, run_at=now() + LATER), put(base)
    take(base)
    with base.write() as session:
        queue.cancel(session, waiting)
        queue.cancel(session, running)
        assert not queue.keep(session, running, "w1")
        queue.stopped(session, running, "w1")

    assert status(base, waiting) == status(base, running) == "cancelled"


def test_failed_and_cancelled_jobs_can_be_run_again_others_not(base: Database) -> None:
    job = put(base)
    with pytest.raises(InputError, match="is waiting"), base.write() as session:
        queue.again(session, job)
    with base.write() as session:
        queue.cancel(session, job)
        queue.again(session, job)

    assert take(base) == job


def test_jobs_are_listed_newest_first_a_page_at_a_time(base: Database) -> None:
    jobs = [put(base) for _ in range(3)]

    with base.read() as session:
        assert [row.id for row in queue.listing(session, limit=2)] == jobs[:0:-1]
        assert [row.id for row in queue.listing(session, before=jobs[1])] == jobs[:1]
        assert queue.listing(session, status="done") == []


def test_old_finished_jobs_are_swept_with_their_logs(base: Database) -> None:
    done, failed = put(base), put(base)
    with base.write() as session:
        queue.note(session, done, "a line")
        for job, ended in ((done, "done"), (failed, "failed")):
            row = session.get_one(JobRow, job)
            row.status, row.finished_at = ended, now() - timedelta(days=91)
    with base.write() as session:
        assert queue.sweep(session) == 1
    with base.read() as session:
        assert queue.lines(session, done) == []
        assert queue.find(session, failed).status == "failed"


def test_a_job_that_is_not_there_is_not_found(base: Database) -> None:
    with base.write() as session, pytest.raises(NotFound, match="no job 99"):
        queue.find(session, 99)
