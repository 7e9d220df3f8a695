"""What the active plugins offer workers: jobs, importers and metrics, by the kinds under which they are queued."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from toolbox_core.db.base import utcnow
from toolbox_core.plugins.uploads import jobs_of
from toolbox_core.services.jobs.schedule import SCHEDULED
from toolbox_core.services.jobs.worker import JobRun, Work
from toolbox_core.services.metrics import record_metrics

if TYPE_CHECKING:
    from toolbox_core.plugins.registry import Registry

METRICS = "core:metrics"
HOURLY = "41 * * * *"


def work_of(registry: Registry) -> Work:
    """The functions and schedules of every job of every active plugin. A kind is ``<plugin>:<job id>``."""
    functions = {f"{plugin}:{job.id}": job.run for plugin, job in registry.jobs} | jobs_of(registry)
    schedules = {f"{plugin}:{job.id}": job.schedule for plugin, job in registry.jobs if job.schedule}
    if registry.metrics:
        functions[METRICS] = partial(_write_metrics_down, registry)
        schedules[METRICS] = HOURLY
    return Work(functions=functions, schedules=schedules)


def _write_metrics_down(registry: Registry, job: JobRun) -> dict[str, Any] | None:
    """Keep today's value of every metric. A scheduled hour in which all went well leaves no trace among the jobs."""
    today = utcnow().astimezone(ZoneInfo(job.settings.site.timezone)).date()
    faults = record_metrics(job.database, registry.metrics, today)
    if not faults and job.by == SCHEDULED:
        job.leave_no_trace()
        return None
    for name, sentence in faults.items():
        job.note(f"{name}: {sentence}", level="warning")
    return {"metrics": len(registry.metrics), "failed": sorted(faults)}
