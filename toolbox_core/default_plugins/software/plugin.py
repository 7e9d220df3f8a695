"""What the software plugin contributes: two pages, their JSON, a bill of materials, the heartbeat, a nightly job."""

from __future__ import annotations

from toolbox_core import N_, Job, NavigationLink, PluginContext, Route, hookimpl
from toolbox_core.default_plugins.software import pages, policy_page, review


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """The page and the same as JSON."""
    del context
    return [
        Route(path="/software/", endpoint=pages.index, name="software:index", public=True),
        Route(path="/software/index.json", endpoint=pages.index_json, name="software:index_json", public=True),
        Route(path="/software/policy", endpoint=policy_page.policy, name="software:policy", public=True),
        Route(path="/software/policy.json", endpoint=policy_page.policy_json, name="software:policy_json", public=True),
        Route(path="/software/sbom.cdx.json", endpoint=pages.sbom, name="software:sbom", public=True, cacheable=False),
        Route(
            path="/.well-known/toolbox.json",
            endpoint=pages.well_known,
            name="software:well_known",
            public=True,
            cacheable=False,
        ),
    ]


@hookimpl
def register_navigation(context: PluginContext) -> list[NavigationLink]:
    """A link among those by which readers check the site."""
    del context
    return [NavigationLink(label=N_("What runs here"), route="software:index", slot="check", order=80)]


@hookimpl
def register_jobs() -> list[Job]:
    """Every night, ask the open-source policy of every module anew."""
    return [
        Job(
            id="review",
            label=N_("Ask the open-source policy of every module"),
            run=review.review,
            schedule="41 3 * * *",
        )
    ]
