"""The capital projects of a year as a side table: their columns, their rows, their words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.projects.tables import CapitalProject, ProjectList
from toolbox_budget_portal.side_tables.table import SideTable
from toolbox_core import Column, DatasetVersion, from_minor

COLUMNS = (
    Column(name="code", title="Code of the project"),
    Column(name="name", title="Name"),
    Column(name="description", title="What it is"),
    Column(name="stage", title="planned, design, procurement, construction, finished, stopped or other"),
    Column(name="status", title="Status, as in the file"),
    Column(name="department", title="Department"),
    Column(name="contractor", title="Contractor"),
    Column(name="line", title="Budget line"),
    Column(name="location", title="Place"),
    Column(name="region", title="Code of the region"),
    Column(name="latitude", type="number", title="Latitude, degrees (WGS 84)"),
    Column(name="longitude", type="number", title="Longitude, degrees (WGS 84)"),
    Column(name="started", type="date", title="Start"),
    Column(name="planned_end", type="date", title="End as first planned"),
    Column(name="expected_end", type="date", title="End as expected now"),
    Column(name="ended", type="date", title="Real end"),
    Column(name="estimate", type="number", title="Cost as first estimated"),
    Column(name="cost", type="number", title="Cost as known now"),
    Column(name="spent", type="number", title="Spent so far"),
    Column(name="year_budget", type="number", title="Budget of the year"),
    Column(name="year_spent", type="number", title="Spent in the year"),
    Column(name="ocid", title="Contracting process (OCID)"),
    Column(name="url", title="Address"),
    Column(name="source_row", type="integer", title="Row of the kept file"),
)
_E7 = Decimal(10_000_000)


def degrees(value: int | None) -> Decimal | None:
    """Ten-millionths of a degree as degrees."""
    return None if value is None else Decimal(value) / _E7


def records(session: Session, version: DatasetVersion) -> Iterator[tuple[Any, ...]]:
    """The projects of a version as records of ``COLUMNS``, in the order of the file."""
    digits = session.get_one(ProjectList, version.id).digits
    query = select(CapitalProject).where(CapitalProject.version_id == version.id).order_by(CapitalProject.source_row)

    def money(value: int | None) -> Decimal | None:
        return None if value is None else from_minor(value, digits)

    for row in session.scalars(query):
        yield (
            *(row.code, row.name, row.description, row.stage, row.status, row.department, row.contractor, row.place),
            *(row.location, row.region, degrees(row.latitude_e7), degrees(row.longitude_e7)),
            *(row.started, row.planned_end, row.expected_end, row.ended),
            *map(money, (row.estimate, row.cost, row.spent, row.year_budget, row.year_spent)),
            *(row.ocid, row.url, row.source_row),
        )


PROJECTS = SideTable(
    id="budget_projects",
    name="projects",
    mark="projects",
    dataset="{entity}-{part}-projects",
    landing="/budget/{entity}/{part}/projects",
    description="What is built: where, until when, for how much, at which stage.",
    columns=COLUMNS,
    records=records,
    stored=(CapitalProject, ProjectList),
    keywords=("budget", "capital projects"),
    themes=("GOVE", "REGI"),
)
