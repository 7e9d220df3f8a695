"""What the api plugin contributes: the document about the interface, its pages, and a link to them."""

from __future__ import annotations

from toolbox_core import N_, NavigationLink, PluginContext, Route, hookimpl
from toolbox_core.default_plugins.api import pages


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """The overview, one page for each module, and the same for programs."""
    del context
    return [
        Route(path="/api/", endpoint=pages.index, name="api:index", public=True),
        Route(path="/api/modules/{plugin}", endpoint=pages.module, name="api:module", public=True),
        Route(path="/api/v1/", endpoint=pages.root, name="api:root", public=True),
        Route(path="/api/v1/openapi.json", endpoint=pages.openapi, name="api:openapi", public=True),
    ]


@hookimpl
def register_navigation(context: PluginContext) -> list[NavigationLink]:
    """A link among those by which readers check the site."""
    del context
    return [NavigationLink(label=N_("For programs (API)"), route="api:index", slot="check", order=30)]
