"""What the feedback plugin contributes: pages of questions and answers, open data, permissions, personal data."""

from __future__ import annotations

from functools import partial

from toolbox_core import (
    N_,
    DatasetProvider,
    Metric,
    NavigationLink,
    Panel,
    Permission,
    PersonalData,
    PluginContext,
    Route,
    hookimpl,
    site_today,
)
from toolbox_core.default_plugins.feedback import asking, dataset, desk, pages, queries, rating
from toolbox_core.services import feedback


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """The list, the form, the confirmation, one question, rating its answer, and the feed."""
    config = context.config
    return [
        Route(
            path="/feedback/",
            endpoint=partial(pages.index, config),
            name="feedback:index",
            public=True,
            cacheable=False,
        ),
        Route(
            path="/feedback/desk",
            endpoint=partial(desk.index, config),
            name="feedback:desk",
            public=True,
            cacheable=False,
        ),
        Route(
            path="/feedback/desk/{number:int}",
            endpoint=partial(desk.question, config),
            name="feedback:desk_question",
            methods=("GET", "POST"),
            public=True,
            cacheable=False,
        ),
        Route(path="/feedback/feed.atom", endpoint=pages.feed, name="feedback:feed", public=True),
        Route(
            path="/feedback/ask",
            endpoint=asking.ask,
            name="feedback:ask",
            methods=("GET", "POST"),
            public=True,
            cacheable=False,
        ),
        Route(
            path="/feedback/confirm/{token}",
            endpoint=partial(asking.confirm, config.rules),
            name="feedback:confirm",
            methods=("GET", "POST"),
            public=True,
            cacheable=False,
        ),
        Route(
            path="/feedback/rate/{token}",
            endpoint=partial(rating.by_asker, config),
            name="feedback:rate_mine",
            methods=("GET", "POST"),
            public=True,
            cacheable=False,
        ),
        Route(
            path="/feedback/{number:int}/rate",
            endpoint=partial(rating.by_reader, config),
            name="feedback:rate",
            methods=("GET", "POST"),
            public=True,
            cacheable=False,
        ),
        Route(
            path="/feedback/{number:int}",
            endpoint=partial(pages.question, config),
            name="feedback:question",
            public=True,
            cacheable=False,
        ),
    ]


@hookimpl
def register_permissions() -> list[Permission]:
    """Moderating and answering: two acts, often of two offices."""
    return [
        Permission(
            id="feedback.moderate",
            label=N_("Moderate questions"),
            description=N_("Publish questions, or refuse them for one of the published reasons."),
            default_roles=("editor", "publisher"),
        ),
        Permission(
            id="feedback.answer",
            label=N_("Answer questions officially"),
            description=N_("Give the official public answer, for the own organisation or for all."),
            default_roles=("publisher",),
        ),
    ]


@hookimpl
def register_navigation() -> list[NavigationLink]:
    """Among the ways to ask us."""
    return [NavigationLink(label=N_("Questions and answers"), route="feedback:index", slot="ask", order=10)]


@hookimpl
def register_metrics(context: PluginContext) -> list[Metric]:
    """Whether the promise to answer is kept, and whether answers answer, for others to point at."""
    return [
        Metric(
            id="in_time",
            label=N_("Questions answered in time"),
            unit=N_("per cent"),
            value=lambda session: feedback.share_in_time(session, site_today(context.settings)),
            address="/feedback/",
        ),
        Metric(
            id="rated_yes",
            label=N_("Answers that answered the question, as those say who asked"),
            unit=N_("per cent"),
            value=feedback.share_answered,
            address="/feedback/",
        ),
    ]


@hookimpl
def register_datasets(context: PluginContext) -> list[DatasetProvider]:
    """Every public question with its answer and its ratings, and what becomes of questions body by body."""
    return [
        DatasetProvider(
            id="feedback",
            describe=partial(dataset.describe, settings=context.settings),
            rows=partial(dataset.rows, today=partial(site_today, context.settings)),
        )
    ]


@hookimpl
def register_organisation_panels(context: PluginContext) -> list[Panel]:
    """How a body answers, on its page."""
    return [
        Panel(
            id="questions",
            title=N_("Questions to it"),
            template="feedback/panel.html",
            answer=partial(queries.panel, today=partial(site_today, context.settings)),
            order=80,
        )
    ]


@hookimpl
def register_personal_data() -> list[PersonalData]:
    """What people asked, with name and address."""
    return [
        PersonalData(
            id="questions",
            label=N_("Questions and answers"),
            export=feedback.export_person,
            erase=lambda session, email, by: feedback.erase_person(session, email, by=by),
        )
    ]
