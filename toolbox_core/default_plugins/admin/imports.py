"""From a file to a draft: upload, look at what is proposed, correct it, store it. Each step is a background job."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.datastructures import UploadFile

from toolbox_core import N_, NotFound, actor_of, read, redirect, render, require, translate, url, write
from toolbox_core.default_plugins.admin import queries
from toolbox_core.default_plugins.admin.desk import blocking, form_of, importers_for, text, worker_here
from toolbox_core.importing.importers import ImportProposal
from toolbox_core.plugins.uploads import DRAFT, INSPECT, kind_of, new_upload, upload_folder
from toolbox_core.services.jobs import queue
from toolbox_core.services.jobs.models import DONE, RUNNING, WAITING, JobRow
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.importing.importers import Importer

MOST_FILES = 20
LOOKS, PAUSE = 12, 0.25
"""How often, and how many seconds apart, a page looks whether the job is done before it says that it still runs."""
NO_FILE = N_("Choose at least one file.")
NO_IMPORTER = N_("Choose what kind of files these are.")


async def index(request: Request) -> Response:
    """The ways in, and the drafts that wait; posting uploads files."""
    worker_here(request)
    offered = importers_for(request)
    if request.method == "GET":
        return await _index(request, offered)
    form = await request.form(max_files=MOST_FILES, max_fields=20)
    try:
        wanted = text(form, "importer")
        chosen = next((pair for pair in offered if f"{pair[0]}:{pair[1].id}" == wanted), None)
        uploads = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
        if chosen is None:
            return await _index(request, offered, errors=[("importer", translate(request, NO_IMPORTER))])
        if not uploads:
            return await _index(request, offered, errors=[("files", translate(request, NO_FILE))])
        plugin, importer = chosen
        require(request, importer.permission)
        settings = host_of(request).settings
        like = text(form, f"like-{wanted}")
        key, names = await blocking(request, lambda: _keep(new_upload(settings), uploads, request))
    finally:
        await form.close()
    payload: dict[str, Any] = {"upload": key, "names": names}
    if like.isascii() and like.isdigit() and len(like) < 16:
        payload["like"] = int(like)
    kind = kind_of(plugin, INSPECT, importer)
    number = await write(request, _enqueue, kind, payload, actor_of(request).label)
    return redirect(url(request, "admin:import_step", number=number))


def _keep(key: str, uploads: Sequence[UploadFile], request: Request) -> tuple[str, list[str]]:
    """Write the uploaded files into their folder, under names that no program can trip over."""
    folder, names = upload_folder(host_of(request).settings, key), []
    for number, upload in enumerate(uploads, start=1):
        name = re.sub(r"[^\w.-]+", "_", Path((upload.filename or "").replace("\\", "/")).name).lstrip(".")[-120:]
        name = name if name and name not in names else f"{number}-{name}"
        with (folder / name).open("wb") as file:
            shutil.copyfileobj(upload.file, file)
        names.append(name)
    return key, names


def _enqueue(session: Session, kind: str, payload: dict[str, Any], by: str) -> int:
    return queue.enqueue_job(session, kind, payload, by=by, most_attempts=1).id


async def _index(
    request: Request, offered: Sequence[tuple[str, Importer]], *, errors: Sequence[tuple[str, str]] = ()
) -> Response:
    drafts = await read(request, queries.drafts, tuple({plugin for plugin, _ in offered}))
    earlier = await read(request, _earlier, offered)
    return render(
        request,
        "admin/imports.html",
        status=422 if errors else 200,
        offered=[(f"{plugin}:{importer.id}", importer) for plugin, importer in offered],
        drafts=drafts,
        earlier=earlier,
        errors=list(errors),
        limit=host_of(request).settings.limits.upload_bytes,
    )


def _earlier(session: Session, offered: Sequence[tuple[str, Importer]]) -> list[dict[str, Any]]:
    """Versions whose answers can be used again, for each importer that has any."""
    return [
        {"key": f"{plugin}:{one.id}", "label": one.label, "versions": versions}
        for plugin, one in offered
        if one.earlier is not None and (versions := list(one.earlier(session)))
    ]


async def step(request: Request) -> Response:
    """One step: still at work, failed, the proposal to correct, or on to the draft."""
    number = request.path_params["number"]
    row, plugin, importer, act = await _found(request, number)
    require(request, importer.permission)
    if request.method == "POST" and act == INSPECT and row.status == DONE:
        return await _draft(request, row, plugin, importer)
    for _ in range(LOOKS):
        if row.status not in (WAITING, RUNNING):
            break
        await asyncio.sleep(PAUSE)
        row = await read(request, queue.find, number)
    if row.status == DONE and act == DRAFT:
        versions = row.result.get("versions", [])
        if len(versions) == 1:
            return redirect(url(request, "admin:import_version", number=versions[0]))
        return redirect(url(request, "admin:imports"))
    if row.status == DONE:
        return await _proposal(request, row, importer)
    back = row.payload.get("inspected")
    again = url(request, "admin:import_step", {"answers": number}, number=back) if back else ""
    return render(
        request,
        "admin/import_waits.html",
        job=row,
        importer=importer,
        at_work=row.status in (WAITING, RUNNING),
        again=again or url(request, "admin:imports"),
    )


async def _found(request: Request, number: int) -> tuple[JobRow, str, Importer, str]:
    """The job, and whose step it is. Raises ``NotFound`` for anything that is no step of an import."""
    worker_here(request)
    row = await read(request, queue.find, number)
    for plugin, importer in host_of(request).registry.importers:
        for act in (INSPECT, DRAFT):
            if row.kind == kind_of(plugin, act, importer):
                return row, plugin, importer, act
    raise NotFound(f"Job {number} is no import.")


async def _proposal(request: Request, row: JobRow, importer: Importer) -> Response:
    proposal = msgspec.convert(row.result["proposal"], ImportProposal)
    before = request.query_params.get("answers", "")
    given: dict[str, Any] = {}
    if before.isascii() and before.isdigit() and len(before) < 16:
        earlier = await read(request, queue.find, int(before))
        given = earlier.payload if earlier.payload.get("inspected") == row.id else {}
    return render(
        request,
        "admin/import_proposal.html",
        job=row,
        importer=importer,
        proposal=proposal,
        fields={one.key: one.value for one in proposal.fields} | given.get("fields", {}),
        columns={one.key: one.choice for file in proposal.files for one in file.columns} | given.get("columns", {}),
        errors=[],
    )


async def _draft(request: Request, row: JobRow, plugin: str, importer: Importer) -> Response:
    proposal = msgspec.convert(row.result["proposal"], ImportProposal)
    form = await form_of(request)
    fields = {one.key: text(form, f"field-{one.key}") for one in proposal.fields}
    known = {one.key: one.choice for file in proposal.files for one in file.columns}
    chosen = {key: text(form, f"column-{key}") for key in known if f"column-{key}" in form}
    columns = known | {key: choice for key, choice in chosen.items() if choice in proposal.choices}
    missing = [one for one in proposal.fields if one.required and not fields[one.key]]
    if missing:
        needed = N_("Please answer: %(question)s")
        errors = [
            (f"field-{one.key}", translate(request, needed, question=translate(request, one.label))) for one in missing
        ]
        return render(
            request,
            "admin/import_proposal.html",
            status=422,
            job=row,
            importer=importer,
            proposal=proposal,
            fields=fields,
            columns=columns,
            errors=errors,
        )
    payload = {**row.payload, "inspected": row.id, "fields": fields, "columns": columns}
    kind = kind_of(plugin, DRAFT, importer)
    number = await write(request, _enqueue, kind, payload, actor_of(request).label)
    return redirect(url(request, "admin:import_step", number=number))
