"""The table of contents of the procurement plugin: what it hands to the host, and from which room."""

from __future__ import annotations

from toolbox_core import N_, NavigationLink, PluginContext, Route, hookimpl
from toolbox_procurement import pages


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """The list of red flags, and a page for each."""
    del context
    return [
        Route(path="/procurement/", endpoint=pages.index, name="procurement:index", public=True),
        Route(
            path="/procurement/indicators/{code}", endpoint=pages.indicator, name="procurement:indicator", public=True
        ),
    ]


@hookimpl
def register_navigation(context: PluginContext) -> list[NavigationLink]:
    """A link in the main navigation."""
    del context
    return [NavigationLink(label=N_("Contracts"), route="procurement:index", order=30)]
