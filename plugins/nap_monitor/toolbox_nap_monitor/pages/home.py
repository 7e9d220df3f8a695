"""All members and their plans; one member and its cycles; plans of all countries compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_core import N_, Filter, read, read_filters
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.pages.frame import frame
from toolbox_nap_monitor.queries.comparing import regions
from toolbox_nap_monitor.words import ORDER

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PER_PAGE = 100
REGION = (Filter(name="region", label=N_("Region")),)


async def home(request: Request) -> Response:
    """``/nap/``: every member with its plans and what is late in them."""
    f = frame(request)
    found = await read(request, queries.members, f.today, f.words.language)
    return f.show("home.html", members=found, crumbs=f.crumbs())


async def member(request: Request) -> Response:
    """``/nap/<member>``: its cycles side by side."""
    f = frame(request)
    code = request.path_params["member"]
    owner = await read(request, queries.member, code)
    rows = await read(request, lambda session: queries.compare(session, f.today, member=code))
    crumbs = [*f.crumbs(), (f.words._("Action plans"), f.link("home"))]
    return f.show("member.html", owner=owner, rows=rows, order=_used(rows), crumbs=crumbs)


async def compare(request: Request) -> Response:
    """``/nap/compare``: plans of all countries, or of a region."""
    f = frame(request)
    filters = read_filters(request, REGION)
    rows = await read(
        request,
        lambda session: queries.compare(session, f.today, region=filters.text("region"), language=f.words.language),
    )
    known = await read(request, regions)
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(filters.page, pages)
    crumbs = [*f.crumbs(), (f.words._("Action plans"), f.link("home"))]
    return f.show(
        "compare.html",
        rows=rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(rows),
        order=_used(rows),
        filters=filters,
        groups=[filters.group("region", [(name, name, "") for name in known], everything=f.words._("All regions"))],
        page=page,
        pages=pages,
        crumbs=crumbs,
    )


def _used(rows: list[Any]) -> list[str]:
    """The statuses that any of the plans has, in order."""
    return [status for status in ORDER if any(row.statuses.get(status) for row in rows)]
