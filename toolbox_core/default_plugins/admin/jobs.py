"""Background jobs in the browser: the list, one job with its log, cancel, run again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from toolbox_core import N_, ToolboxError, actor_of, read, redirect, render, translate, url, write
from toolbox_core.default_plugins.admin.desk import form_of, sentence, text
from toolbox_core.plugins.work import METRICS
from toolbox_core.services import audit
from toolbox_core.services.jobs import models, queue
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

PAGE = 50
STATUSES: Mapping[str, tuple[str, str]] = {
    models.WAITING: (N_("waits"), "idle"),
    models.RUNNING: (N_("runs"), "info"),
    models.DONE: (N_("done"), "ok"),
    models.FAILED: (N_("failed"), "bad"),
    models.CANCELLED: (N_("cancelled"), "idle"),
}


def labels(request: Request) -> dict[str, str]:
    """What the jobs of the active plugins are called, by kind."""
    names = {f"{plugin}:{job.id}": translate(request, job.label) for plugin, job in host_of(request).registry.jobs}
    return {METRICS: translate(request, N_("Write the modules' figures down")), **names}


async def index(request: Request) -> Response:
    """Jobs, newest first, of one status or all."""
    status = request.query_params.get("status", "")
    before = request.query_params.get("before", "")
    position = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    status = status if status in STATUSES else ""
    rows = await read(request, _listing, status, position)
    shown = rows[:PAGE]
    return render(
        request,
        "admin/jobs.html",
        rows=shown,
        status=200,
        chosen=status,
        statuses=STATUSES,
        labels=labels(request),
        older=url(request, "admin:jobs", {"status": status or None, "before": shown[-1].id})
        if len(rows) > PAGE
        else "",
    )


def _listing(session: Session, status: str, before: int | None) -> list[models.JobRow]:
    return list(queue.listing(session, status=status, before=before, limit=PAGE + 1))


async def job(request: Request) -> Response:
    """One job with its log; posting cancels it or runs it again."""
    number = request.path_params["number"]
    if request.method == "GET":
        return await _page(request, number)
    act = text(await form_of(request), "act")
    try:
        await write(request, _act, number, act, actor_of(request).label)
    except ToolboxError as error:
        if error.status == 404:
            raise
        return await _page(request, number, error=sentence(request, error))
    return redirect(url(request, "admin:job", number=number))


def _act(session: Session, number: int, act: str, by: str) -> None:
    if act == "cancel":
        queue.cancel(session, number)
    elif act == "again":
        queue.again(session, number)
    else:
        return
    audit.record(session, actor=by, action=f"job.{act}", target=f"job:{number}")


async def _page(request: Request, number: int, *, error: str = "") -> Response:
    row, lines = await read(request, lambda session: (queue.find(session, number), queue.lines(session, number)))
    return render(
        request,
        "admin/job.html",
        status=422 if error else 200,
        job=row,
        lines=lines,
        label=labels(request).get(row.kind, row.kind),
        state=STATUSES[row.status],
        error=error,
    )
