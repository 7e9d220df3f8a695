"""Work in the background. A job must be able to run again: a worker can die at any moment."""

from __future__ import annotations

from typing import Any

from toolbox_core import JobRun, put_search

from {{ cookiecutter.package }} import queries, sharing

PLUGIN = "{{ cookiecutter.id }}"


def refresh(job: JobRun) -> dict[str, Any]:
    """Bring what can be found up to what is public; the effect and the news of it are kept together."""
    with job.database.write() as session:
        count = 0
        for dataset in sharing.datasets(session):
            put_search(session, PLUGIN, sharing.documents(session, dataset), dataset=dataset)
            count = queries.count_entries(session) or 0
        result = {"entries": count}
        job.finish(session, result)
    return result
