"""What the health plugin contributes: two addresses and a link."""

from __future__ import annotations

from toolbox_core import N_, NavigationLink, PluginContext, Route, hookimpl
from toolbox_core.default_plugins.health import pages


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """Alive, and ready."""
    del context
    return [
        Route(path="/health", endpoint=pages.alive, name="health:alive", public=True, cacheable=False),
        Route(path="/health/ready", endpoint=pages.ready, name="health:ready", public=True, cacheable=False),
    ]


@hookimpl
def register_navigation(context: PluginContext) -> list[NavigationLink]:
    """A link among those by which readers check the site."""
    del context
    return [NavigationLink(label=N_("Is everything working?"), route="health:ready", slot="check", order=90)]
