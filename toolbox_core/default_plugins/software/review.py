"""The nightly review: judge every installed module anew, and let ended waivers take effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_core.db.generation import PLUGINS, bump
from toolbox_core.policy.gate import judge_modules

if TYPE_CHECKING:
    from toolbox_core import JobRun


def review(job: JobRun) -> dict[str, Any]:
    """Judge by the host's rules and those of the running plugins; servers look anew at who may run."""
    from toolbox_core.plugins.lifecycle import build_registry
    from toolbox_core.plugins.runner import Runner

    registry = build_registry(job.settings, job.database, Runner(job.settings.plugins))
    tiers = judge_modules(job.settings, job.database, registry)
    with job.database.write() as session:
        bump(session, PLUGINS)
    return {"tiers": tiers}
