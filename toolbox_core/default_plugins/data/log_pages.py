"""The publication log: as a page, and whole for programs that verify it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from toolbox_core import json_response, publication_log, read, render, url, wants_json
from toolbox_core.default_plugins.data import queries, words
from toolbox_core.default_plugins.data.downloads import public_address
from toolbox_core.default_plugins.data.pages import crumbs, page_asked_for
from toolbox_core.exporting.values import guarded_text
from toolbox_core.services.provenance import CHAIN_START, entry_fields

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

PAGE_SIZE = 100
RULE = (
    "entry_sha256 is the SHA-256 of the entry's other fields as JSON: UTF-8, keys sorted, no spaces, no escapes beyond "
    f"what JSON needs. previous_sha256 repeats the hash of the entry before; the first names {len(CHAIN_START)} zeros."
)


async def log(request: Request) -> Response:
    """The log, newest first, a hundred entries a page; JSON for programs."""
    if wants_json(request):
        return await log_json(request)
    page, last = page_asked_for(request, await read(request, queries.log_length), PAGE_SIZE)
    entries, total = await read(request, queries.log, page, PAGE_SIZE)
    return render(
        request,
        "data/log.html",
        entries=entries,
        total=total,
        page=page,
        last=last,
        words=words,
        json_address=public_address(request, url(request, "data:log_json")),
        crumbs=crumbs(request),
    )


async def log_json(request: Request) -> Response:
    """The whole log, oldest first, with exactly the fields that the hashes cover."""
    return json_response({"rule": RULE, "entries": await read(request, _entries)})


async def log_csv(request: Request) -> Response:
    """The whole log as a table."""
    entries = await read(request, _entries)
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(entries[0] if entries else ("number",))
    writer.writerows([guarded_text(value) for value in entry.values()] for entry in entries)
    return Response(
        table.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="publication-log.csv"'},
    )


def _entries(session: Session) -> list[dict[str, Any]]:
    return [{**entry_fields(entry), "entry_sha256": entry.entry_sha256} for entry in reversed(publication_log(session))]
