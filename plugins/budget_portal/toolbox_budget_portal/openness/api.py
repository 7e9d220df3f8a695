"""The state of an entity's budget documents for programs: ``/api/v1/budget/openness/<name>``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from starlette.responses import Response

from toolbox_budget_portal.openness import queries
from toolbox_budget_portal.openness.telling import plain
from toolbox_budget_portal.queries import cube_names
from toolbox_core import (
    N_,
    ApiRoute,
    json_response,
    parameters,
    read,
    settings_of,
    site_today,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request


class OpennessParameters(msgspec.Struct, kw_only=True):
    """Whose documents, of which year, judged on which day."""

    name: Annotated[str, msgspec.Meta(description=N_("The entity, named like its pages."), max_length=64)]
    year: Annotated[
        Annotated[int, msgspec.Meta(ge=1990, le=2200)] | None,
        msgspec.Meta(description=N_("A fiscal year; all of them without it.")),
    ] = None
    as_of: Annotated[date | None, msgspec.Meta(description=N_("The day to judge by; today without it."))] = None


class DueDocument(msgspec.Struct, kw_only=True):
    """One thing that is due, with the record of its publication."""

    fiscal_year: int
    document: str
    name: str
    period: str
    covers_from: date | None
    covers_to: date | None
    due: date
    due_is_planned: bool
    published: date | None
    status: Annotated[str, msgspec.Meta(description=N_("on-time, late, missing, waiting or unknown"))]
    days_late: int
    points: int | None
    url: str
    sha256: str


class OpennessYear(msgspec.Struct, kw_only=True):
    """One fiscal year as it stands on a day."""

    entity: str
    fiscal_year: int
    as_of: date
    starts: date
    ends: date
    submitted: date
    approved: date
    planned: Annotated[list[str], msgspec.Meta(description=N_("Decisions whose real day is not known yet."))]
    calendar_entered: bool
    score: Annotated[int | None, msgspec.Meta(description=N_("Timeliness from 0 to 100."))]
    on_time: int
    late: int
    missing: int
    documents: list[DueDocument]


class OpennessResult(msgspec.Struct, kw_only=True):
    """The years, the newest first."""

    status: str
    data: list[OpennessYear]


async def documents(request: Request) -> Response:
    """How the budget documents of an entity stand, year by year."""
    asked = parameters(request, OpennessParameters)
    today = asked.as_of or site_today(settings_of(request))
    found = await read(request, _documents, asked, today)
    return json_response({"status": "ok", "data": found})


def _documents(session: Session, asked: OpennessParameters, today: date) -> list[dict[str, Any]]:
    if asked.year is not None:
        return [plain(queries.openness(session, asked.name, asked.year, today))]
    return [plain(year) for year in queries.all_years(session, asked.name, today)[1]]


def _example(session: Session) -> str:
    for name, _ in cube_names(session):
        return f"/budget/openness/{name}"
    return ""


ROUTES = (
    ApiRoute(
        path="/budget/openness/{name}",
        endpoint=documents,
        name="budget_portal:api_openness",
        summary=N_("The eight budget documents of an entity: when each was due, when it came, and the score."),
        parameters=OpennessParameters,
        result=OpennessResult,
        public=True,
        cacheable=False,
        example=_example,
    ),
)
