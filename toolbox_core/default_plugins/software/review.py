"""The nightly review: judge every installed module anew, and let ended waivers take effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_core.db.generation import PLUGINS, bump
from toolbox_core.plugins.states import State
from toolbox_core.policy.gate import judge_plugin
from toolbox_core.policy.policy import RULES

if TYPE_CHECKING:
    from toolbox_core import JobRun


def review(job: JobRun) -> dict[str, Any]:
    """Judge by the host's rules and those of the running plugins; servers look anew at who may run."""
    from toolbox_core.plugins.lifecycle import build_registry
    from toolbox_core.plugins.runner import Runner

    registry = build_registry(job.settings, job.database, Runner(job.settings.plugins))
    rules = [*RULES, *(rule for _, rule in registry.policy_rules)]
    modules = [
        record
        for record in registry.plugins.values()
        if record.kind != "default" and record.manifest is not None and record.state != State.MISSING
    ]
    tiers = {}
    for done, record in enumerate(modules):
        job.progress(done, len(modules), record.id)
        tiers[record.id] = judge_plugin(job.settings, job.database, record, rules).tier
    with job.database.write() as session:
        bump(session, PLUGINS)
    return {"tiers": tiers}
