"""A year's budget to take along as a Fiscal Data Package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_budget_portal import queries
from toolbox_budget_portal.pages.asking import asked_version
from toolbox_core import download, read

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def package(request: Request) -> Response:
    """``/budget/<entity>/<year>/fiscal-data-package.zip``; ``?version=`` as of an earlier version.

    Raises ``NotFound`` for a year that is not published.
    """
    slug, fiscal_year = request.path_params["entity"], request.path_params["fiscal_year"]
    year = await read(request, queries.year, slug, fiscal_year, asked_version(request))
    number = max(version.number for version in year.versions)
    return download(
        request,
        queries.fiscal_package,
        year,
        filename=f"{slug}-{fiscal_year}-v{number}-fiscal-data-package.zip",
        media_type="application/zip",
    )
