"""The table of contents of the procurement plugin: what it hands to the host, and from which room."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from toolbox_core import (
    N_,
    DatasetProvider,
    DemoSet,
    FeedbackObject,
    HealthCheck,
    HomeCard,
    Importer,
    Job,
    JobRun,
    Metric,
    NavigationLink,
    Panel,
    Permission,
    PluginContext,
    PluginHook,
    Route,
    SearchSource,
    hookimpl,
)
from toolbox_procurement import importing, pages, queries, sharing, watching
from toolbox_procurement.config import Config
from toolbox_procurement.demo.loading import load_demo
from toolbox_procurement.indicators.guests import HOOK, guests_of, take_guest
from toolbox_procurement.indicators.settings import Settings
from toolbox_procurement.publishing.act import flag_again


@hookimpl
def register_hooks() -> list[PluginHook]:
    """Red flags of other plugins."""
    return [PluginHook(name=HOOK, take=take_guest)]


def _flag_settings(context: PluginContext) -> Callable[[], Settings]:
    """The site's settings of red flags, with the indicators of other plugins, read when they are needed."""
    return lambda: watching.flag_settings(context.settings.path, guests_of(context.collected(HOOK)))


@hookimpl
def register_routes(context: PluginContext) -> Sequence[Route]:
    """The pages: contracts, one process, profiles, red flags, downloads; and the desk of those who publish."""
    config = context.config if isinstance(context.config, Config) else Config()
    flags = _flag_settings(context)
    return [
        *pages.PUBLIC,
        *pages.Desk(config, flags).routes(),
        *pages.Thresholds(flags).routes(),
        *pages.PROFILES,
    ]


@hookimpl
def register_navigation() -> list[NavigationLink]:
    """A link in the main navigation."""
    return [NavigationLink(label=N_("Contracts"), route="procurement:index", order=30)]


@hookimpl
def register_permissions() -> list[Permission]:
    """Loading files, and showing what was loaded to everybody."""
    return [
        Permission(
            id="procurement.import",
            label=N_("Load contract files"),
            description=N_("Load files, read the report and discard drafts. Nothing becomes public by this."),
            default_roles=("editor", "publisher"),
        ),
        Permission(
            id="procurement.write",
            label=N_("Write contracts in forms"),
            description=N_("Keep plans, tenders, awards and contracts of an organisation in forms, as drafts."),
            default_roles=("editor", "publisher"),
        ),
        Permission(
            id="procurement.publish",
            label=N_("Publish and withdraw contracts"),
            description=N_("Make a checked draft public, and take a published version back."),
            default_roles=("publisher",),
        ),
        Permission(
            id="procurement.thresholds",
            label=N_("Set thresholds of red flags"),
            description=N_("Change what counts as unusual, for all contracts or by method and category."),
        ),
    ]


@hookimpl
def register_importers(context: PluginContext) -> list[Importer]:
    """Contract files, from the upload to the public pages."""
    return [importing.importer(_flag_settings(context), context.settings.path)]


@hookimpl
def register_jobs(context: PluginContext) -> list[Job]:
    """The watched folder, and red flags after thresholds were changed."""
    config = context.config if isinstance(context.config, Config) else None

    def watch(job: JobRun) -> dict[str, object] | None:
        return watching.watch(job, config, guests_of(context.collected(HOOK)))

    def flag(job: JobRun) -> dict[str, object]:
        settings = _flag_settings(context)()
        with job.database.write() as session:
            result: dict[str, object] = {"sources": flag_again(session, settings)}
            job.finish(session, result)
        return result

    return [
        Job(id="watch", label=N_("Load contract files from the watched folder"), run=watch, schedule="*/5 * * * *"),
        Job(id="flags", label=N_("Compute red flags with changed thresholds"), run=flag),
    ]


@hookimpl
def register_datasets() -> list[DatasetProvider]:
    """One open dataset for each source."""
    return [
        DatasetProvider(
            id="procurement", describe=sharing.describe, rows=sharing.rows, version_tables=sharing.version_tables
        )
    ]


@hookimpl
def register_search() -> list[SearchSource]:
    """Contracting processes, as they are published."""
    return [SearchSource(id="contracts", label=N_("Contracts"), datasets=sharing.datasets, documents=sharing.documents)]


@hookimpl
def register_health_checks() -> list[HealthCheck]:
    """What is computed fits what was published."""
    return [HealthCheck(id="contracts", label=N_("Contracts are computed"), check=queries.computed)]


@hookimpl
def register_demo() -> list[DemoSet]:
    """Three years of contracts of the Republic of Aldora and the City of Port Sennen."""
    return [DemoSet(id="contracts", load=load_demo, order=110)]


@hookimpl
def register_home_cards() -> list[HomeCard]:
    """How much is bought, and a question that the contracts answer."""
    return pages.cards()


@hookimpl
def register_metrics() -> list[Metric]:
    """A figure about the contracts that others may point at, an action plan for instance."""
    return [
        Metric(
            id="processes",
            label=N_("Contracting processes published"),
            unit=N_("processes"),
            value=queries.count_processes,
            address="/procurement/",
        )
    ]


@hookimpl
def register_feedback() -> list[FeedbackObject]:
    """What people may ask about and follow."""
    return [
        FeedbackObject(
            kind="process", label=N_("Contracting process"), find=pages.find_process, concerns=pages.CONCERNS
        ),
        FeedbackObject(kind="source", label=N_("Contracts of a city or ministry"), find=pages.find_source),
    ]


@hookimpl
def register_organisation_panels() -> list[Panel]:
    """What a body buys, and what a firm sells."""
    return [
        Panel(
            id="contracts",
            title=N_("Its contracts"),
            template="procurement/panel.html",
            answer=queries.contracts_of,
            order=20,
        )
    ]
