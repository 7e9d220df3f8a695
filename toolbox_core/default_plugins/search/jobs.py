"""Building the index anew as background work, for sites whose administrators have no command line at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_core.exceptions import ToolboxError

if TYPE_CHECKING:
    from toolbox_core import JobRun


def rebuild(job: JobRun) -> dict[str, Any]:
    """Ask every active module anew; a module that cannot answer is named in the job's log and keeps what it had.

    Raises ``ToolboxError`` when none could answer, so that the job is tried again.
    """
    from toolbox_core.plugins.lifecycle import build_registry
    from toolbox_core.plugins.runner import Runner
    from toolbox_core.services import search

    registry = build_registry(job.settings, job.database, Runner(job.settings.plugins))
    outcome = search.rebuild(job.database, registry.search_sources, job.progress)
    for sentence in outcome.faults:
        job.note(sentence, level="error")
    if outcome.faults and not any(outcome.documents.values()):
        raise ToolboxError("No module could tell what can be found.", fix="The job's log names each of them.")
    return {"documents": outcome.documents, "removed": outcome.removed, "faults": len(outcome.faults)}
