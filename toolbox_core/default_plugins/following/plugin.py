"""What the following plugin contributes: its pages, the feed of everything, background work, a look at the outbox."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from toolbox_core import (
    N_,
    HealthCheck,
    Job,
    NavigationLink,
    PersonalData,
    PluginContext,
    Route,
    hookimpl,
)
from toolbox_core.default_plugins.following import jobs, pages
from toolbox_core.default_plugins.following.outbox import outbox_health
from toolbox_core.services.notifications import following

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BOTH = ("GET", "POST")


@hookimpl
def register_routes() -> list[Route]:
    """Pages that depend on who holds a link are never kept."""
    own = {"public": True, "cacheable": False, "methods": BOTH}
    return [
        Route(path="/feed.atom", endpoint=pages.feed, name="following:feed", public=True),
        Route(path="/follow/", endpoint=pages.follow, name="following:follow", **own),  # type: ignore[arg-type]
        Route(path="/follow/confirm/{token}", endpoint=pages.confirm, name="following:confirm", **own),  # type: ignore[arg-type]
        Route(path="/follow/settings/{key}", endpoint=pages.settings, name="following:settings", **own),  # type: ignore[arg-type]
        Route(path="/follow/end/{key}", endpoint=pages.end, name="following:end", **own),  # type: ignore[arg-type]
    ]


@hookimpl
def register_navigation() -> list[NavigationLink]:
    """Among the ways to ask us."""
    return [NavigationLink(label=N_("News by e-mail or Atom"), route="following:follow", slot="ask", order=20)]


@hookimpl
def register_jobs(context: PluginContext) -> list[Job]:
    """Digests every morning; letters and webhooks every minute. Without a mail server letters wait and nothing runs."""
    found = [
        Job(id="digests", label=N_("Write letters about news"), run=jobs.write_digests, schedule="0 6 * * *"),
        Job(id="webhooks", label=N_("Call webhooks"), run=jobs.call_webhooks, schedule="* * * * *", most_attempts=1),
    ]
    if context.settings.mail.host:
        found.append(
            Job(id="letters", label=N_("Send letters"), run=jobs.send_letters, schedule="* * * * *", most_attempts=1)
        )
    return found


@hookimpl
def register_health_checks(context: PluginContext) -> list[HealthCheck]:
    """Whether letters get away."""
    check = partial(outbox_health, context.settings)
    return [HealthCheck(id="outbox", label=N_("Letters are sent"), check=check)]


@hookimpl
def register_personal_data() -> list[PersonalData]:
    """Who follows what, and the letters to them."""

    def erase(session: Session, email: str, by: str) -> int:
        del by
        return following.erase_person(session, email)

    return [
        PersonalData(id="following", label=N_("Following"), export=following.export_person, erase=erase),
    ]
