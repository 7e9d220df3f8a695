"""What the search plugin contributes: its page, the same as JSON, and the rebuilding of the index as a job."""

from __future__ import annotations

from toolbox_core import N_, Job, PluginContext, Route, hookimpl
from toolbox_core.default_plugins.search import jobs, pages


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """What is found depends on who asks, so no answer is kept."""
    del context
    return [
        Route(path="/search", endpoint=pages.results, name="search:results", public=True, cacheable=False),
        Route(path="/search.json", endpoint=pages.results_json, name="search:json", public=True, cacheable=False),
    ]


@hookimpl
def register_jobs(context: PluginContext) -> list[Job]:
    """Building the index anew, on request."""
    del context
    return [Job(id="rebuild", label=N_("Build the search index anew"), run=jobs.rebuild)]
