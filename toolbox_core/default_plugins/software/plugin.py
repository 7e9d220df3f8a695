"""What the software plugin contributes: one page, its JSON, and a link."""

from __future__ import annotations

from toolbox_core import N_, NavigationLink, PluginContext, Route, hookimpl
from toolbox_core.default_plugins.software import pages


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """The page and the same as JSON."""
    del context
    return [
        Route(path="/software/", endpoint=pages.index, name="software:index", public=True),
        Route(path="/software/index.json", endpoint=pages.index_json, name="software:index_json", public=True),
    ]


@hookimpl
def register_navigation(context: PluginContext) -> list[NavigationLink]:
    """A link among those by which readers check the site."""
    del context
    return [NavigationLink(label=N_("What runs here"), route="software:index", slot="check", order=80)]
