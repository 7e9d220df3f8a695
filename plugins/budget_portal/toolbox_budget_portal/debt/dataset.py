"""The debt of an entity as a side table: its columns, its rows, its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.debt.records import CLOSING, FACETS, MEASURES, DebtRow, by_year
from toolbox_budget_portal.debt.tables import Debt
from toolbox_budget_portal.models import Entity
from toolbox_budget_portal.side_tables.table import SideTable
from toolbox_core import N_, Column, DatasetVersion, SearchDocument, from_minor

KIND = N_("Debt")

COLUMNS = (
    Column(name="year", type="year", title="Fiscal year"),
    Column(name="instrument", title="Instrument"),
    Column(name="creditor", title="Creditor"),
    Column(name="residence", title="Domestic or foreign"),
    Column(name="currency", title="Currency the debt is owed in"),
    Column(name="opening", type="number", title="Opening stock"),
    Column(name="borrowing", type="number", title="New borrowing"),
    Column(name="repayment", type="number", title="Repayment"),
    Column(name="other", type="number", title="Other changes", description="exchange rates, debt assumed or forgiven"),
    Column(name="closing", type="number", title="Closing stock"),
    Column(name="interest", type="number", title="Interest"),
    Column(name="source_row", type="integer", title="Row of the file"),
)


def debt_rows(session: Session, version: DatasetVersion) -> Iterator[DebtRow]:
    """The rows of one version, in the order of its file."""
    digits = version.mapping["debt"]["digits"]
    query = select(Debt).where(Debt.version_id == version.id).order_by(Debt.source_row)
    for row in session.scalars(query):
        amounts = {
            name: None if (value := getattr(row, name)) is None else from_minor(value, digits) for name in MEASURES
        }
        yield DebtRow(row.fiscal_year, tuple(getattr(row, facet) for facet in FACETS), amounts, row.source_row)


def _records(session: Session, version: DatasetVersion) -> Iterator[tuple[Any, ...]]:
    for row in debt_rows(session, version):
        yield row.year, *row.parts, *(row.amounts[name] for name in MEASURES), row.row


def _finds(session: Session, version: DatasetVersion) -> Iterator[SearchDocument]:
    slug, _ = DEBT.of(version)
    owner = session.scalar(select(Entity).where(Entity.slug == slug))
    years = by_year(list(debt_rows(session, version)))
    last = max(years)
    closing = years[last][CLOSING]
    yield SearchDocument(
        key=f"debt/{slug}",
        kind=KIND,
        title=version.title,
        address=DEBT.address(version),
        text=" ".join(sorted({part for row in debt_rows(session, version) for part in row.parts if part})),
        shown=f"{closing:f} {owner.currency}" if owner is not None and closing is not None else "",
        year=last,
        weight=60,
    )


DEBT = SideTable(
    id="budget_debt",
    name="debt",
    mark="debt",
    dataset="{entity}-{part}",
    part="debt",
    landing="/budget/{entity}/debt",
    description="What is owed at the beginning and at the end of each year, what was borrowed, paid back and paid in "
    "interest, with the row of the file it was read from.",
    columns=COLUMNS,
    records=_records,
    finds=_finds,
    stored=(Debt,),
    keywords=("budget", "debt"),
)
