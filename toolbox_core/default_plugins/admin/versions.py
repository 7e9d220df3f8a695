"""A draft with its report in front of whoever publishes it: what was read, what was not, what changes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_core import (
    NotFound,
    ToolboxError,
    actor_of,
    find_version,
    may,
    read,
    redirect,
    render,
    require,
    url,
    write,
)
from toolbox_core.default_plugins.admin.desk import form_of, sentence, text, worker_here
from toolbox_core.services import audit
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.importing.importers import ImportChanges, Importer

SHOWN = 50
"""Problems that the page lists whole; the rest are counted."""


async def version(request: Request) -> Response:
    """The report; posting publishes or discards the draft."""
    worker_here(request)
    number = request.path_params["number"]
    found = await read(request, find_version, number)
    importer = next((one for plugin, one in host_of(request).registry.importers if plugin == found.plugin), None)
    if importer is None:
        raise NotFound("No active plugin looks after this version.")
    if not may(actor_of(request), importer.publish_permission):
        require(request, importer.permission)
    if request.method == "GET":
        return await _page(request, number, importer)
    form = await form_of(request)
    act, by = text(form, "act"), actor_of(request).label
    require(request, importer.publish_permission if act == "publish" else importer.permission)
    accepted = text(form, "accepted")
    try:
        if act == "publish":
            count = int(accepted) if accepted.isascii() and accepted.isdigit() and len(accepted) < 16 else 0
            await write(request, _publish, importer, number, by, count)
        elif act == "discard":
            await write(request, _discard, importer, number, by)
            return redirect(url(request, "admin:imports"))
    except ToolboxError as error:
        return await _page(request, number, importer, error=sentence(request, error))
    return redirect(url(request, "admin:import_version", number=number))


def _publish(session: Session, importer: Importer, number: int, by: str, accepted: int) -> None:
    importer.publish(session, number, by, accepted)
    audit.record(session, actor=by, action="version.publish", target=f"version:{number}", detail={"lacks": accepted})


def _discard(session: Session, importer: Importer, number: int, by: str) -> None:
    importer.discard(session, number)
    audit.record(session, actor=by, action="version.discard", target=f"version:{number}")


async def _page(request: Request, number: int, importer: Importer, *, error: str = "") -> Response:
    found, changes, address = await read(request, _facts, importer, number)
    report: dict[str, Any] = dict(found.report)
    return render(
        request,
        "admin/version.html",
        status=422 if error else 200,
        version=found,
        importer=importer,
        report=report,
        totals=_totals(report),
        problems=report.get("problems", [])[:SHOWN],
        changes=changes,
        address=address,
        may_publish=may(actor_of(request), importer.publish_permission),
        may_discard=may(actor_of(request), importer.permission),
        error=error,
    )


def _facts(session: Session, importer: Importer, number: int) -> tuple[Any, ImportChanges | None, str]:
    """The version, what it changes while it is a draft, and where it is read once it is public."""
    found = find_version(session, number)
    if found.status == "draft":
        return found, importer.differences(session, number) if importer.differences else None, ""
    shown = found.status == "published" and importer.address is not None
    return found, None, importer.address(session, number) if shown and importer.address else ""


def _totals(report: Mapping[str, Any]) -> list[tuple[str, str, Decimal, int]]:
    """The sums of a report as numbers: phase, part, sum, decimals."""
    found = [
        (phase, part, Decimal(amount))
        for phase, sums in report.get("totals", {}).items()
        for part, amount in sums.items()
    ]
    digits = max((max(0, -int(amount.as_tuple().exponent)) for _, _, amount in found), default=0)
    return [(*row, digits) for row in found]
