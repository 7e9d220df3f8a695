"""Every hook a plugin may implement: what it receives, what it returns, when it is called, what an error does.

Grammar: ``register_x`` collects once, when the plugin is activated; ``prepare_x`` changes an object that the host
made. Implementations may leave out arguments they do not need. Each plugin is called on its own: if one raises, only
its own contribution is lost, the plugin is named with the phase in ``toolbox plugins list`` and ``/health/ready``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from jinja2 import Environment

    from toolbox_core.contracts import (
        ApiRoute,
        DatasetProvider,
        DemoSet,
        FeedbackObject,
        HealthCheck,
        HomeCard,
        Job,
        Metric,
        NavigationLink,
        Panel,
        Permission,
        PersonalData,
        PluginContext,
        Route,
        SearchSource,
    )
    from toolbox_core.importing.importers import Importer
    from toolbox_core.offering import PluginHook
    from toolbox_core.policy.rules import PolicyRule

PROJECT = "toolbox"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def register_routes(context: PluginContext) -> Iterable[Route]:
    """Return the plugin's pages. Called once at activation; an error makes the plugin FAILED in phase ``setup``."""


@hookspec
def register_api(context: PluginContext) -> Iterable[ApiRoute]:
    """Return the plugin's API operations, mounted under ``/api/v1``. Called once at activation; an error: FAILED."""


@hookspec
def register_permissions(context: PluginContext) -> Iterable[Permission]:
    """Return what not everybody may do in the plugin, for routes to name and roles to hold. Called once at activation.

    A route that names a permission which no active plugin declares makes its plugin FAILED in phase ``setup``.
    """


@hookspec
def register_navigation(context: PluginContext) -> Iterable[NavigationLink]:
    """Return links for the main navigation and the footer. Called once at activation; an error: FAILED."""


@hookspec
def register_datasets(context: PluginContext) -> Iterable[DatasetProvider]:
    """Return the open datasets the plugin publishes, for ``/data/`` and its downloads. Called once at activation."""


@hookspec
def register_home_cards(context: PluginContext) -> Iterable[HomeCard]:
    """Return pieces of the home page. Called once at activation; each card's ``answer`` runs per request, isolated."""


@hookspec
def register_health_checks(context: PluginContext) -> Iterable[HealthCheck]:
    """Return checks of the plugin's own data. Called once at activation; each check runs per request, isolated."""


@hookspec
def register_metrics(context: PluginContext) -> Iterable[Metric]:
    """Return figures that other modules may point at. Called once at activation; each ``value`` is asked hourly."""


@hookspec
def register_jobs(context: PluginContext) -> Iterable[Job]:
    """Return the plugin's background work. Called once at activation; workers run it while the plugin is active."""


@hookspec
def register_importers(context: PluginContext) -> Iterable[Importer]:
    """Return the ways in for files, offered at ``/admin/imports``. Called once at activation; jobs run the rest."""


@hookspec
def register_demo(context: PluginContext) -> Iterable[DemoSet]:
    """Return what the plugin adds to the demo site. Called by ``toolbox demo``, in the order of ``DemoSet.order``."""


@hookspec
def register_search(context: PluginContext) -> Iterable[SearchSource]:
    """Return what the plugin lets people find on ``/search``. Called once at activation; an error: FAILED."""


@hookspec
def register_feedback(context: PluginContext) -> Iterable[FeedbackObject]:
    """Return the kinds of things people may ask about and follow. Called once at activation; ``find`` per request."""


@hookspec
def register_personal_data(context: PluginContext) -> Iterable[PersonalData]:
    """Return what the plugin keeps of persons. Called once at activation; asked by ``toolbox personal-data``."""


@hookspec
def register_organisation_panels(context: PluginContext) -> Iterable[Panel]:
    """Return pieces of an organisation's page. Called once at activation; each ``answer`` runs per request."""


@hookspec
def register_policy_checks(context: PluginContext) -> Iterable[PolicyRule]:
    """Return further rules of the open-source policy. Called once at activation; ``check`` whenever somebody asks."""


@hookspec
def register_hooks(context: PluginContext) -> Iterable[PluginHook]:
    """Return the hooks that the plugin offers to others. Called once at activation; an error: FAILED."""


@hookspec
def prepare_templates(environment: Environment) -> None:
    """Add filters or globals to the template environment, named ``<plugin id>_…``. Called at activation."""
