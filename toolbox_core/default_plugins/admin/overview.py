"""The first page of the administration: what waits for the person who has signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolbox_core import N_, may, read, render, translate, url
from toolbox_core.default_plugins.admin import queries
from toolbox_core.default_plugins.admin.desk import QUESTIONS, blocking, importers_for, worker_here
from toolbox_core.plugins.lifecycle import survey_plugins
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One kind of work: what it is, how much of it waits, where it is done. ``tone`` colours what waits."""

    label: str
    text: str
    href: str
    waiting: int | None = None
    tone: str = "warn"


async def overview(request: Request) -> Response:
    """What waits for you, and where everything else is."""
    actor = worker_here(request)
    counted = await read(request, queries.count_waiting, tuple({plugin for plugin, _ in importers_for(request)}))
    tasks = []
    if importers_for(request):
        tasks.append(_task(request, N_("Imports"), N_("drafts to check and publish"), "admin:imports", counted.drafts))
    if any(may(actor, permission) for permission in QUESTIONS):
        tasks.append(_task(request, N_("Questions"), N_("questions to look at"), "feedback:desk", counted.questions))
    if may(actor, "admin.organisations"):
        words = N_("uncertain organisations")
        tasks.append(_task(request, N_("Organisations"), words, "admin:organisations", counted.organisations))
    if may(actor, "admin.jobs"):
        tasks.append(_task(request, N_("Background jobs"), N_("failed jobs"), "admin:jobs", counted.jobs, tone="bad"))
    if may(actor, "admin.plugins"):
        host = host_of(request)
        records = await blocking(request, lambda: survey_plugins(host.settings, host.database))
        trouble = sum(record.is_in_trouble or record.state == "DEGRADED" for record in records)
        tasks.append(_task(request, N_("Plugins"), N_("plugins in trouble"), "admin:plugins", trouble, tone="bad"))
    if may(actor, "admin.users"):
        tasks.append(
            _task(request, N_("People and roles"), N_("Add people, grant roles, end sessions."), "admin:users")
        )
    if may(actor, "admin.originals"):
        words = N_("Files as they were handed in, and their redacted copies.")
        tasks.append(_task(request, N_("Originals"), words, "admin:originals"))
    if may(actor, "admin.maps"):
        tasks.append(_task(request, N_("Maps"), N_("Regions that maps are drawn from."), "admin:maps"))
    if may(actor, "admin.audit"):
        tasks.append(_task(request, N_("Audit log"), N_("Who did what, and when."), "admin:audit"))
    return render(request, "admin/overview.html", tasks=[task for task in tasks if task is not None])


def _task(
    request: Request, label: str, words: str, route: str, waiting: int | None = None, *, tone: str = "warn"
) -> Task | None:
    """``None`` where nothing offers that page."""
    if not host_of(request).addresses.has(route):
        return None
    return Task(
        label=translate(request, label),
        text=translate(request, words),
        href=url(request, route),
        waiting=waiting,
        tone=tone if waiting else "ok",
    )
