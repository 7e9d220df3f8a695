"""The table of contents of the action-plan monitor: what it hands to the host, and from which room."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from toolbox_core import (
    N_,
    ApiRoute,
    DatasetProvider,
    DemoSet,
    FeedbackObject,
    HomeCard,
    Importer,
    Job,
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
from toolbox_nap_monitor import api, drafting, jobs, pages, personal, publishing, sharing
from toolbox_nap_monitor.demo.loading import load_demo


@hookimpl
def register_routes(context: PluginContext) -> Sequence[Route]:
    """The pages: members, plans, commitments, comparison, feeds."""
    return pages.routes(context.config)


@hookimpl
def register_api(context: PluginContext) -> Sequence[ApiRoute]:
    """Plans, commitments and contributions for programs."""
    return api.routes(context.config)


@hookimpl
def register_navigation() -> list[NavigationLink]:
    """One link in the main navigation."""
    return [NavigationLink(label=N_("Commitments"), route="nap_monitor:home", order=40)]


@hookimpl
def register_datasets() -> list[DatasetProvider]:
    """One open dataset for each plan."""
    return [DatasetProvider(id="nap_monitor", describe=sharing.describe_datasets, rows=sharing.dataset_rows)]


@hookimpl
def register_home_cards() -> list[HomeCard]:
    """The plan in force, and a question it answers."""
    return [
        HomeCard(id="nap", template="nap_monitor/home_card.html", answer=sharing.newest_plan, order=30),
        HomeCard(id="nap-ask", template="nap_monitor/ask_card.html", answer=sharing.newest_plan, place="ask", order=30),
    ]


@hookimpl
def register_feedback() -> list[FeedbackObject]:
    """What people may ask about and follow."""
    return [
        FeedbackObject(kind="commitment", label=N_("Commitment"), find=sharing.find_commitment),
        FeedbackObject(kind="plan", label=N_("Action plan"), find=sharing.find_plan),
    ]


@hookimpl
def register_jobs(context: PluginContext) -> list[Job]:
    """A new day at midnight, reminders in the morning, evidence at night."""
    remind = partial(jobs.remind, escalate_to=context.config.escalate_to)
    copied = context.config.archive_megabytes if context.config.archive else 0
    return [
        Job(id="new-day", label=N_("Count the days that commitments are late"), run=jobs.new_day, schedule="0 0 * * *"),
        Job(id="remind", label=N_("Remind of what is due"), run=remind, schedule="30 7 * * *"),
        Job(
            id="authors",
            label=N_("Tell authors of contributions what became of them"),
            run=jobs.tell_authors,
            schedule="45 7 * * *",
        ),
        Job(
            id="evidence",
            label=N_("Look whether the addresses of evidence still answer"),
            run=partial(jobs.look_at_evidence, most_megabytes=copied),
            schedule="15 3 * * *",
        ),
    ]


@hookimpl
def register_personal_data() -> list[PersonalData]:
    """What people contributed, with name and address."""
    return [
        PersonalData(
            id="contributions",
            label=N_("Contributions to action plans"),
            export=personal.export_person,
            erase=personal.erase_person,
        )
    ]


@hookimpl
def register_importers(context: PluginContext) -> list[Importer]:
    """Plans, trackers and databases, from the upload to the public pages."""
    settings = context.settings
    return [drafting.importer(drafting.Site(settings.files, settings.limits, partial(site_today, settings)))]


@hookimpl
def register_search() -> list[SearchSource]:
    """Plans and commitments."""
    return [
        SearchSource(
            id="nap",
            label=N_("Action plans"),
            datasets=publishing.search_datasets,
            documents=publishing.documents,
        )
    ]


@hookimpl
def register_organisation_panels() -> list[Panel]:
    """The commitments a body leads or supports."""
    return [
        Panel(
            id="nap",
            title=N_("Its commitments"),
            template="nap_monitor/panel.html",
            answer=sharing.organisation_panel,
            order=30,
        )
    ]


@hookimpl
def register_demo() -> list[DemoSet]:
    """The third and fourth plan of the Republic of Aldora, and Port Sennen's first."""
    return [DemoSet(id="plans", load=load_demo, order=50)]


@hookimpl
def register_permissions() -> list[Permission]:
    """Contact points load and publish; ministries report; civil society judges. Each may hold for one body only."""
    return [
        Permission(
            id="nap_monitor.edit",
            label=N_("Load and change action plans"),
            description=N_("Load plans, change commitments, keep meetings and documents, invite those who report."),
            default_roles=("publisher",),
        ),
        Permission(
            id="nap_monitor.report",
            label=N_("Report progress"),
            description=N_("Write and submit updates with evidence, for the institutions one answers for."),
            default_roles=("editor", "publisher"),
        ),
        Permission(
            id="nap_monitor.publish",
            label=N_("Publish and return updates"),
            description=N_("Make a submitted update public, or send it back with a reason."),
            default_roles=("publisher",),
        ),
        Permission(
            id="nap_monitor.judge",
            label=N_("Record civil society's verdict"),
            description=N_(
                "Record verdicts of civil society. They stand beside the government's and never replace it."
            ),
            default_roles=("civil-society-monitor",),
        ),
        Permission(
            id="nap_monitor.review",
            label=N_("Record the independent review's verdict"),
            description=N_("Record verdicts of the Independent Reporting Mechanism, as its reports give them."),
            default_roles=("independent-reviewer",),
        ),
        Permission(
            id="nap_monitor.respond",
            label=N_("Answer proposals"),
            description=N_("Give reasoned responses to proposals and comments of the public."),
            default_roles=("editor", "publisher"),
        ),
    ]
