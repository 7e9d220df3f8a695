"""What the health plugin contributes: three addresses, a link, a nightly job and a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_core import N_, Job, NavigationLink, PluginContext, Route, hookimpl
from toolbox_core.default_plugins.health import pages
from toolbox_core.default_plugins.health.housekeeping import housekeeping
from toolbox_core.default_plugins.health.metrics import figures

if TYPE_CHECKING:
    from jinja2 import Environment


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """Alive, ready, and in figures."""
    del context
    return [
        Route(path="/health", endpoint=pages.alive, name="health:alive", public=True, cacheable=False),
        Route(path="/health/ready", endpoint=pages.ready, name="health:ready", public=True, cacheable=False),
        Route(path="/metrics", endpoint=figures, name="health:metrics", public=True, cacheable=False),
    ]


@hookimpl
def register_navigation(context: PluginContext) -> list[NavigationLink]:
    """A link among those by which readers check the site."""
    del context
    return [NavigationLink(label=N_("Is everything working?"), route="health:ready", slot="check", order=90)]


@hookimpl
def register_jobs() -> list[Job]:
    """Every night, forget what is no longer needed."""
    return [
        Job(id="housekeeping", label=N_("Forget what is no longer needed"), run=housekeeping, schedule="17 3 * * *")
    ]


@hookimpl
def prepare_templates(environment: Environment) -> None:
    """A filter for the colour of a module's state."""
    environment.filters["health_tone"] = pages.tone
