"""What the active plugins offer workers: their jobs and importers, by the kinds under which they are queued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_core.plugins.uploads import jobs_of
from toolbox_core.services.jobs.worker import Work

if TYPE_CHECKING:
    from toolbox_core.plugins.registry import Registry


def work_of(registry: Registry) -> Work:
    """The functions and schedules of every job of every active plugin. A kind is ``<plugin>:<job id>``."""
    return Work(
        functions={f"{plugin}:{job.id}": job.run for plugin, job in registry.jobs} | jobs_of(registry),
        schedules={f"{plugin}:{job.id}": job.schedule for plugin, job in registry.jobs if job.schedule},
    )
