"""The published debt of an entity, year by year, with the file it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from toolbox_budget_portal.debt.dataset import DEBT, debt_rows
from toolbox_budget_portal.debt.records import FACETS, Amounts, DebtRow, breaks, by_year
from toolbox_budget_portal.side_tables.origins import Origin, origin_of


@dataclass(frozen=True, slots=True)
class Debts:
    """All published rows, the whole of each year, and in which years the opening is not the closing before."""

    rows: tuple[DebtRow, ...]
    years: Mapping[int, Amounts]
    breaks: Mapping[int, Decimal]
    digits: int
    origin: Origin

    def facets(self, year: int) -> tuple[str, ...]:
        """By what the debt of a year is divided into more than one part."""
        rows = [row for row in self.rows if row.year == year]
        return tuple(facet for facet in FACETS if len({row.part(facet) for row in rows}) > 1)


def debts_of(session: Session, entity: str) -> Debts | None:
    """The published debt of an entity; ``None`` when there is none."""
    version = DEBT.current(session, entity, "debt")
    if version is None:
        return None
    rows = tuple(debt_rows(session, version))
    years = by_year(rows)
    return Debts(rows, years, breaks(years), version.mapping["debt"]["digits"], origin_of(version))
