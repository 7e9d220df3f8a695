"""The audit log in the browser: narrowed by address, as CSV and as JSON. Nothing here changes it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from toolbox_core import N_, download, read, render, translate, url
from toolbox_core.default_plugins.admin import queries

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

NO_DAY = N_("Write a day like 2026-05-31.")


async def audit(request: Request) -> Response:
    """Who did what, newest first."""
    wanted, errors = _wanted(request)
    before = request.query_params.get("before", "")
    position = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    found, names = await read(request, queries.audit_page, wanted, position)
    shown = found[: queries.PAGE]
    query = {name: value for name, value in request.query_params.items() if name in _NAMES and value}
    return render(
        request,
        "admin/audit.html",
        status=422 if errors else 200,
        entries=shown,
        names=names,
        asked=request.query_params,
        errors=errors,
        csv=url(request, "admin:audit_csv", query),
        json=url(request, "admin:audit_json", query),
        older=url(request, "admin:audit", {**query, "before": shown[-1].id}) if len(found) > len(shown) else "",
    )


async def audit_csv(request: Request) -> Response:
    """The same as a table to take along, whole."""
    wanted, _ = _wanted(request)
    return download(request, queries.audit_csv, wanted, filename="audit-log.csv", media_type="text/csv; charset=utf-8")


async def audit_json(request: Request) -> Response:
    """The same for programs, whole."""
    wanted, _ = _wanted(request)
    return download(request, queries.audit_json, wanted, filename="audit-log.json", media_type="application/json")


_NAMES = ("actor", "action", "target", "first", "last")


def _wanted(request: Request) -> tuple[queries.AuditFilter, list[tuple[str, str]]]:
    given = {name: request.query_params.get(name, "").replace("\0", "").strip()[:200] for name in _NAMES}
    days: dict[str, date | None] = {"first": None, "last": None}
    errors = []
    for name in days:
        if given[name]:
            try:
                days[name] = date.fromisoformat(given[name])
            except ValueError:
                errors.append((name, translate(request, NO_DAY)))
    wanted = queries.AuditFilter(
        actor=given["actor"], action=given["action"], target=given["target"], first=days["first"], last=days["last"]
    )
    return wanted, errors
