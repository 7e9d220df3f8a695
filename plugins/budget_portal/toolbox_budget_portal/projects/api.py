"""Capital projects for programs: ``/api/v1/budget/projects/<name>``, as JSON, CSV and GeoJSON."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from starlette.responses import Response

from toolbox_budget_portal.projects.dataset import COLUMNS
from toolbox_budget_portal.projects.geojson import MEDIA_TYPE, geojson
from toolbox_budget_portal.projects.queries import Asked, Project, Published, projects
from toolbox_budget_portal.queries import cube_names, open_cube
from toolbox_core import N_, ApiRoute, NotFound, json_response, parameters, read, stream_csv

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

    from toolbox_budget_portal.queries.records import Year

Stage = Literal["planned", "design", "procurement", "construction", "finished", "stopped", "other"]
Kind = Literal["late", "over", "beyond", "above-budget"]


class ProjectsParameters(msgspec.Struct, kw_only=True):
    """Whose projects, of which year, and which of them."""

    name: Annotated[str, msgspec.Meta(description=N_("The entity, named like its pages."), max_length=64)]
    year: Annotated[
        Annotated[int, msgspec.Meta(ge=1990, le=2200)] | None,
        msgspec.Meta(description=N_("A fiscal year; the newest one with projects without it.")),
    ] = None
    q: Annotated[str, msgspec.Meta(description=N_("Words that the project has."), max_length=200)] = ""
    stage: Annotated[Stage | None, msgspec.Meta(description=N_("Only projects at this stage."))] = None
    department: Annotated[
        str, msgspec.Meta(description=N_("Only projects of this department, as written in the file."), max_length=200)
    ] = ""
    show: Annotated[Kind | None, msgspec.Meta(description=N_("Only projects that stand out in this way."))] = None
    format: Annotated[Literal["json", "csv", "geojson"], msgspec.Meta(description=N_("The form of the answer."))] = (
        "json"
    )


class FindingShape(msgspec.Struct, kw_only=True):
    """What stands out about a project, by a stated rule, with its numbers."""

    kind: Annotated[str, msgspec.Meta(description=N_("late, over, beyond or above-budget"))]
    days: Annotated[int | None, msgspec.Meta(description=N_("Days after the end first planned; only for late."))]
    amount: Annotated[Decimal | None, msgspec.Meta(description=N_("How much more; not for late."))]
    share: Annotated[Decimal | None, msgspec.Meta(description=N_("The same as a part of one, where it can be told."))]


class ListedProject(msgspec.Struct, kw_only=True):
    """One project as its file tells it. An amount, a day or a coordinate that the file does not tell is null."""

    code: str
    name: str
    description: str
    stage: str
    status: Annotated[str, msgspec.Meta(description=N_("The file's own word."))]
    department: str
    contractor: str
    line: str
    location: str
    region: str
    latitude: Decimal | None
    longitude: Decimal | None
    started: date | None
    planned_end: date | None
    expected_end: date | None
    ended: date | None
    estimate: Decimal | None
    cost: Decimal | None
    spent: Decimal | None
    year_budget: Decimal | None
    year_spent: Decimal | None
    ocid: str
    url: str
    source_row: int
    findings: list[FindingShape]


class ProjectsResult(msgspec.Struct, kw_only=True):
    """The projects of one year that were asked for, in the order of the file. ``total``: all that it lists."""

    status: str
    entity: str
    fiscal_year: int
    currency: str
    version: int
    published: datetime
    licence: str
    file: str
    sha256: str
    total: int
    data: list[ListedProject]


async def listed(request: Request) -> Response:
    """The capital projects of an entity in one year."""
    asked = parameters(request, ProjectsParameters)
    year, published = await read(request, _published, asked.name, asked.year)
    wanted = Asked(words=asked.q, stage=asked.stage or "", department=asked.department, show=asked.show or "")
    found = [one for one in published.projects if wanted.fits(one)]
    if asked.format == "geojson":
        return Response(geojson(f"{year.entity.slug}-{year.fiscal_year}", found), media_type=MEDIA_TYPE)
    if asked.format == "csv":
        rows = ([getattr(one, column.name) for column in COLUMNS] for one in found)
        return Response(b"".join(stream_csv(COLUMNS, rows)), media_type="text/csv; charset=utf-8")
    return json_response(
        ProjectsResult(
            status="ok",
            entity=year.entity.slug,
            fiscal_year=year.fiscal_year,
            currency=year.currency,
            version=published.number,
            published=published.published_at,
            licence=published.licence,
            file=published.file,
            sha256=published.sha256,
            total=len(published.projects),
            data=[_shape(one) for one in found],
        )
    )


def _published(session: Session, name: str, fiscal_year: int | None) -> tuple[Year, Published]:
    """The projects of a year, or of the newest that has some. Raises ``NotFound``."""
    cube = open_cube(session, name)
    for year in reversed(cube.years):
        if fiscal_year in (None, year.fiscal_year) and (found := projects(session, name, year.fiscal_year)):
            return year, found
    raise NotFound(
        f"No capital projects of {cube.entity.name} have been published"
        + ("." if fiscal_year is None else f" for {fiscal_year}."),
        fix="Their pages say for which years there are some.",
    )


def _shape(one: Project) -> ListedProject:
    told: dict[str, Any] = {column.name: getattr(one, column.name) for column in COLUMNS}
    findings = [
        FindingShape(
            kind=found.kind,
            days=found.days or None,
            amount=None if found.kind == "late" else found.amount,
            share=found.share,
        )
        for found in one.findings
    ]
    return ListedProject(**told, findings=findings)


def _example(session: Session) -> str:
    for name, _ in cube_names(session):
        try:
            _published(session, name, None)
        except NotFound:
            continue
        return f"/budget/projects/{name}"
    return ""


ROUTES = (
    ApiRoute(
        path="/budget/projects/{name}",
        endpoint=listed,
        name="budget_portal:api_projects",
        summary=N_(
            "The capital projects of an entity in a year: where, until when, for how much, and what stands out."
        ),
        parameters=ProjectsParameters,
        result=ProjectsResult,
        media_types=("application/json", "text/csv", MEDIA_TYPE),
        public=True,
        example=_example,
    ),
)
