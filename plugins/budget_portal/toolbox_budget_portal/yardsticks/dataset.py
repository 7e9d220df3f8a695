"""Yardsticks as side tables, one for each kind: a figure for each year that budgets are measured by."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Yardstick, YardstickValue
from toolbox_budget_portal.side_tables.table import SideTable
from toolbox_budget_portal.yardsticks.records import KINDS, POPULATION
from toolbox_core import N_, Column, DatasetVersion

COLUMNS = (
    Column(name="year", type="year", title=N_("Year")),
    Column(name="value", type="number", title=N_("Figure")),
    Column(name="source_row", type="integer", title=N_("Row of the file")),
)


def _records(session: Session, version: DatasetVersion) -> Iterator[tuple[Any, ...]]:
    query = select(YardstickValue).where(YardstickValue.version_id == version.id).order_by(YardstickValue.fiscal_year)
    for row in session.scalars(query):
        yield row.fiscal_year, Decimal(row.value), row.source_row


YARDSTICKS = SideTable(
    id="budget_yardsticks",
    name="values",
    mark="year_column",
    dataset="{entity}-{part}",
    part="|".join(KINDS),
    landing="/budget/{entity}",
    description="One figure for each year, with the row of the file it was read from. "
    "Budgets are measured by it: per inhabitant, in prices of one year, or as a share of the economy.",
    columns=COLUMNS,
    records=_records,
    stored=(YardstickValue, Yardstick),
    themes_of={POPULATION: ("SOCI",)},
)
