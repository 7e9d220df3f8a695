"""A debt as plain values, for the page's downloads and the programming interface: one and the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from toolbox_budget_portal.debt.queries import Debts
from toolbox_budget_portal.debt.records import CLOSING, FACETS, MEASURES, DebtRow, difference
from toolbox_budget_portal.queries.records import ratio
from toolbox_budget_portal.yardsticks.records import Yardsticks
from toolbox_core import Column

COLUMNS = (
    Column(name="fiscal_year", type="year"),
    *(Column(name=measure, type="number") for measure in MEASURES),
    Column(name="difference", type="number"),
    Column(name="opening_differs_by", type="number"),
    Column(name="per_inhabitant", type="number"),
    Column(name="share_of_gdp", type="number"),
    Column(name="currency"),
)


def measured(debts: Debts, yardsticks: Yardsticks, year: int) -> tuple[Decimal | None, Decimal | None]:
    """The closing stock per inhabitant and as a share of GDP, to ten digits; ``None`` without the yardstick."""
    closing = debts.years[year][CLOSING]
    return ratio(closing, yardsticks.population.get(year)), ratio(closing, yardsticks.gdp.get(year))


def table(debts: Debts, yardsticks: Yardsticks, currency: str) -> Iterator[tuple[Any, ...]]:
    """One row for each year, oldest first."""
    for year, amounts in debts.years.items():
        yield (
            year,
            *(amounts[measure] for measure in MEASURES),
            difference(amounts),
            debts.breaks.get(year),
            *measured(debts, yardsticks, year),
            currency,
        )


def plain(debts: Debts, yardsticks: Yardsticks, currency: str) -> list[dict[str, Any]]:
    """The same as records, each with its parts and the rows they were read from."""
    names = [column.name for column in COLUMNS]
    return [
        {**dict(zip(names, row, strict=True)), "parts": [_part(one) for one in debts.rows if one.year == row[0]]}
        for row in table(debts, yardsticks, currency)
    ]


def _part(row: DebtRow) -> Mapping[str, Any]:
    return {
        **{facet: row.part(facet) for facet in FACETS},
        **{measure: row.amounts[measure] for measure in MEASURES},
        "source_row": row.row,
    }
