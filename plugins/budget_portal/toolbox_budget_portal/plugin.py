"""The table of contents of the budget portal: what it hands to the host, and from which room."""

from __future__ import annotations

from collections.abc import Sequence

from toolbox_budget_portal import api, content, pages, participation_api, publishing, queries, services, sharing
from toolbox_budget_portal.debt import api as debt_api
from toolbox_budget_portal.demo.loading import load_demo
from toolbox_budget_portal.goals import api as goals_api
from toolbox_budget_portal.indicators import api as indicators_api
from toolbox_budget_portal.openness import api as openness_api
from toolbox_budget_portal.openness import queries as documents
from toolbox_budget_portal.projects import api as projects_api
from toolbox_budget_portal.side_tables_api import routes as beside
from toolbox_budget_portal.simulator import dataset as simulator
from toolbox_budget_portal.voting import personal
from toolbox_budget_portal.voting import sharing as participation
from toolbox_core import (
    N_,
    ApiRoute,
    DatasetProvider,
    DemoSet,
    FeedbackObject,
    HealthCheck,
    HomeCard,
    Importer,
    Metric,
    NavigationLink,
    Panel,
    Permission,
    PersonalData,
    PluginContext,
    Route,
    SearchSource,
    hookimpl,
    site_today,
)


@hookimpl
def register_routes() -> Sequence[Route]:
    """The pages: budgets, years, categories, lines, comparison, search."""
    return pages.ROUTES


@hookimpl
def register_api() -> Sequence[ApiRoute]:
    """The cubes, in the Babbage query language; what stands beside budgets; participatory budgets."""
    return [
        *api.ROUTES,
        *beside.ROUTES,
        *openness_api.ROUTES,
        *debt_api.ROUTES,
        *indicators_api.ROUTES,
        *goals_api.ROUTES,
        *projects_api.ROUTES,
        *participation_api.ROUTES,
    ]


@hookimpl
def register_permissions() -> list[Permission]:
    """Loading files, and showing what was loaded to everybody: two acts, and often two people."""
    return [
        Permission(
            id="budget_portal.import",
            label=N_("Load budget files"),
            description=N_("Load files, read the report and discard drafts. Nothing becomes public by this."),
            default_roles=("editor", "publisher"),
        ),
        Permission(
            id="budget_portal.publish",
            label=N_("Publish and withdraw budgets"),
            description=N_("Make a checked draft public, and take a published version back."),
            default_roles=("publisher",),
        ),
        Permission(
            id="budget_portal.participation",
            label=N_("Run participatory budgets and simulators"),
            description=N_("Make participatory budgets, decide about projects, close votes and publish results."),
            default_roles=("publisher",),
        ),
    ]


@hookimpl
def register_navigation() -> list[NavigationLink]:
    """One link in the main navigation."""
    return [NavigationLink(label=N_("Budget"), route="budget_portal:home", order=10)]


@hookimpl
def register_datasets() -> list[DatasetProvider]:
    """Budgets, what stands beside them, budget documents, answers to simulators and participatory budgets."""
    return [
        DatasetProvider(
            id="budget_portal",
            describe=queries.describe_datasets,
            rows=queries.dataset_rows,
            version_tables=content.version_tables,
        ),
        DatasetProvider(
            id="budget_documents",
            describe=documents.describe,
            rows=documents.rows,
            version_tables=documents.version_tables,
        ),
        *(table.provider() for table in services.SIDE_TABLES),
        DatasetProvider(id="budget_simulator", describe=simulator.describe, rows=simulator.rows),
        DatasetProvider(id="budget_participation", describe=participation.describe, rows=participation.rows),
    ]


@hookimpl
def register_home_cards() -> list[HomeCard]:
    """Of every hundred spent, the newest budget, and a question it answers."""
    return pages.cards()


@hookimpl
def register_health_checks() -> list[HealthCheck]:
    """Stored sums equal the sums of their lines."""
    return [HealthCheck(id="budget-sums", label=N_("Budget sums add up"), check=queries.rollups_add_up)]


@hookimpl
def register_metrics(context: PluginContext) -> list[Metric]:
    """Figures about the budgets that others may point at, an action plan for instance."""
    return [
        Metric(
            id="documents_on_time",
            label=N_("Budget documents published on time in the last twelve months"),
            unit=N_("per cent"),
            value=lambda session: documents.share_on_time(session, site_today(context.settings)),
            address="/budget/",
        ),
        Metric(
            id="documents_missing",
            label=N_("Budget documents that should be public and are not"),
            unit=N_("documents"),
            value=lambda session: documents.count_missing(session, site_today(context.settings)),
            address="/budget/",
        ),
        Metric(
            id="years",
            label=N_("Budget years published"),
            unit=N_("years"),
            value=queries.count_years,
            address="/budget/",
        ),
        Metric(
            id="accounts",
            label=N_("Budget years published with what was really spent"),
            unit=N_("years"),
            value=queries.count_accounts,
            address="/budget/",
        ),
    ]


@hookimpl
def register_feedback() -> list[FeedbackObject]:
    """What people may ask about and follow."""
    return [
        FeedbackObject(kind="line", label=N_("Budget line"), find=pages.find_line, concerns=pages.CONCERNS),
        FeedbackObject(
            kind="life", label=N_("Budget line through the years"), find=pages.find_life, concerns=pages.CONCERNS
        ),
        FeedbackObject(kind="year", label=N_("Budget of a year"), find=pages.find_year, concerns=pages.CONCERNS),
        FeedbackObject(kind="capital", label=N_("Capital project"), find=pages.find_capital, concerns=pages.CONCERNS),
        FeedbackObject(kind="documents", label=N_("Budget documents of a year"), find=pages.find_documents),
        FeedbackObject(kind="process", label=N_("Participatory budget"), find=participation.find_process),
        FeedbackObject(kind="project", label=N_("Project"), find=participation.find_project),
        FeedbackObject(kind="entity", label=N_("Budgets of a city or ministry"), find=pages.find_entity),
    ]


@hookimpl
def register_personal_data() -> list[PersonalData]:
    """Ideas for participatory budgets, with name and address."""
    return [
        PersonalData(
            id="ideas",
            label=N_("Ideas for participatory budgets"),
            export=personal.export_person,
            erase=personal.erase_person,
        )
    ]


@hookimpl
def register_importers() -> list[Importer]:
    """Budget files and the tables beside them, from the upload to what is published."""
    return list(publishing.IMPORTERS)


@hookimpl
def register_demo() -> list[DemoSet]:
    """Five years of the Republic of Aldora and the City of Port Sennen."""
    return [DemoSet(id="budgets", load=load_demo)]


@hookimpl
def register_search() -> list[SearchSource]:
    """Years, categories and lines, as they are published; participatory budgets and their projects."""
    return [
        SearchSource(id="budgets", label=N_("Budget"), datasets=sharing.datasets, documents=sharing.documents),
        *(
            SearchSource(
                id=table.id,
                label=N_("Budget"),
                datasets=table.search_datasets,
                documents=table.documents,
            )
            for table in services.SIDE_TABLES
            if table.finds is not None
        ),
        SearchSource(
            id="participation",
            label=N_("Participatory budgets"),
            datasets=participation.datasets,
            documents=participation.documents,
        ),
    ]


@hookimpl
def register_organisation_panels() -> list[Panel]:
    """What a body planned and spent, year by year."""
    return [
        Panel(id="budget", title=N_("Its budget"), template="budget_portal/panel.html", answer=queries.bodies, order=10)
    ]
