"""What the home plugin contributes: the first page, three pages about this site, and their links."""

from __future__ import annotations

from toolbox_core import N_, NavigationLink, PluginContext, Route, hookimpl
from toolbox_core.default_plugins.home import pages


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """The pages."""
    del context
    return [
        Route(path="/", endpoint=pages.index, name="home:index", public=True),
        Route(path="/accessibility", endpoint=pages.accessibility, name="home:accessibility", public=True),
        Route(path="/privacy", endpoint=pages.privacy, name="home:privacy", public=True),
        Route(path="/display", endpoint=pages.display, name="home:display", public=True, methods=("GET", "POST")),
    ]


@hookimpl
def register_navigation(context: PluginContext) -> list[NavigationLink]:
    """Links in the footer's column about this site."""
    del context
    return [
        NavigationLink(label=N_("Accessibility"), route="home:accessibility", slot="site", order=20),
        NavigationLink(label=N_("Privacy: no tracking"), route="home:privacy", slot="site", order=30),
        NavigationLink(label=N_("Display: light or dark"), route="home:display", slot="site", order=40),
    ]
