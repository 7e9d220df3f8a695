"""What workers are offered: the jobs of the plugins that run, under the names by which they are queued."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from toolbox_core.config import Settings
from toolbox_core.contracts import Job, Metric
from toolbox_core.db import Database
from toolbox_core.plugins.work import METRICS, work_of
from toolbox_core.services.jobs import queue
from toolbox_core.services.jobs.schedule import SCHEDULED
from toolbox_core.services.jobs.worker import JobRun, Worker
from toolbox_core.services.metrics import find_metric


def nothing(job: JobRun) -> None:
    """Do nothing."""


def test_kinds_name_plugin_and_job() -> None:
    daily = Job(id="daily", label="Daily", run=nothing, schedule="0 6 * * *")
    asked = Job(id="asked", label="Asked", run=nothing)
    registry = SimpleNamespace(jobs=(("alpha", daily), ("beta", asked)), importers=(), metrics=())

    work = work_of(registry)  # type: ignore[arg-type]

    assert work.functions == {"alpha:daily": nothing, "beta:asked": nothing}
    assert work.schedules == {"alpha:daily": "0 6 * * *"}


def _broken(session: Any) -> int:
    raise RuntimeError("boom")


def test_metrics_are_written_down_in_the_background(settings: Settings, database: Database) -> None:
    good = Metric(id="years", label="Years", value=lambda session: 7)
    registry = SimpleNamespace(jobs=(), importers=(), metrics=(("alpha", good),))
    work = work_of(registry)  # type: ignore[arg-type]
    with database.write() as session:
        by_hand = queue.enqueue_job(session, METRICS, by="Ana").id
        by_itself = queue.enqueue_job(session, METRICS, by=SCHEDULED).id
    Worker(settings, database, lambda: work).run_all()
    with database.read() as session:
        metric = find_metric(session, "alpha:years")
        assert metric is not None
        assert metric.newest is not None
        assert metric.newest.value == 7
        assert queue.find(session, by_hand).status == "done"
        assert by_itself not in [job.id for job in queue.listing(session)]


def test_a_metric_that_fails_is_named_in_the_job_s_log(settings: Settings, database: Database) -> None:
    bad = Metric(id="bad", label="Bad", value=_broken)
    work = work_of(SimpleNamespace(jobs=(), importers=(), metrics=(("alpha", bad),)))  # type: ignore[arg-type]
    with database.write() as session:
        number = queue.enqueue_job(session, METRICS, by=SCHEDULED).id
    Worker(settings, database, lambda: work).run_all()
    with database.read() as session:
        assert queue.find(session, number).result == {"metrics": 1, "failed": ["alpha:bad"]}
        assert "boom" in queue.lines(session, number)[-1].text
