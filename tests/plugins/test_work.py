"""What workers are offered: the jobs of the plugins that run, under the names by which they are queued."""

from __future__ import annotations

from types import SimpleNamespace

from toolbox_core.contracts import Job
from toolbox_core.plugins.work import work_of
from toolbox_core.services.jobs.worker import JobRun


def nothing(job: JobRun) -> None:
    """Do nothing."""


def test_kinds_name_plugin_and_job() -> None:
    daily = Job(id="daily", label="Daily", run=nothing, schedule="0 6 * * *")
    asked = Job(id="asked", label="Asked", run=nothing)
    registry = SimpleNamespace(jobs=(("alpha", daily), ("beta", asked)), importers=())

    work = work_of(registry)  # type: ignore[arg-type]

    assert work.functions == {"alpha:daily": nothing, "beta:asked": nothing}
    assert work.schedules == {"alpha:daily": "0 6 * * *"}
