"""The months of a year as a side table: their columns, their rows, their words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.months.tables import Month
from toolbox_budget_portal.side_tables.table import SideTable
from toolbox_core import N_, Column, DatasetVersion

COLUMNS = (
    Column(name="period", title=N_("Month")),
    Column(name="direction", title=N_("Direction"), description="expenditure or revenue"),
    Column(name="code", title=N_("Category"), description="path from the first level down; empty: all together"),
    Column(name="amount", type="number", title=N_("Amount of the month")),
    Column(name="source_row", type="integer", title=N_("Row of the file")),
)


def _records(session: Session, version: DatasetVersion) -> Iterator[tuple[Any, ...]]:
    digits = version.mapping["months"]["digits"]
    query = select(Month).where(Month.version_id == version.id).order_by(Month.source_row)
    for row in session.scalars(query):
        yield row.period, row.direction, row.path, Decimal(row.amount).scaleb(-digits), row.source_row


MONTHS = SideTable(
    id="budget_months",
    name="months",
    mark="months",
    dataset="{entity}-months-{part}",
    landing="/budget/{entity}/{part}/months",
    description="What was spent and taken in during each month, with the row of the file it was read from.",
    columns=COLUMNS,
    summed="amount",
    records=_records,
    stored=(Month,),
    keywords=("budget", "execution"),
    frequency="MONTHLY",
)
