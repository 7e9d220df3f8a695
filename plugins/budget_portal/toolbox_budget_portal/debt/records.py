"""What is known of a debt, and whether its figures follow from one another. Pure and exact.

A stock at the end follows from the stock at the beginning: opening + borrowing − repayment ± other = closing. This is
how the Public Sector Debt Statistics Guide (IMF and others, 2011, chapter 2) and the Government Finance Statistics
Manual 2014 tie stocks to flows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

OPENING, BORROWING, REPAYMENT, OTHER, CLOSING, INTEREST = MEASURES = (
    "opening",
    "borrowing",
    "repayment",
    "other",
    "closing",
    "interest",
)
"""In the order in which a table shows them. ``other`` has a sign: exchange rates, debt assumed or forgiven."""
FACETS = ("instrument", "creditor", "residence", "currency")
"""What a debt can be divided by: kind of instrument, kind of creditor, domestic or foreign, currency it is owed in."""
DOMESTIC, FOREIGN = "domestic", "foreign"

Amounts = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class DebtRow:
    """One row of a file: a part of the debt in one year, in the currency of the budget. ``None``: not given."""

    year: int
    parts: tuple[str, ...]
    amounts: Amounts
    row: int

    def part(self, facet: str) -> str:
        """Its instrument, creditor, residence or currency; empty when the file does not say."""
        return self.parts[FACETS.index(facet)]


def together(rows: Iterable[DebtRow]) -> dict[str, Decimal | None]:
    """The sums of several parts. A sum is known when every part gives the figure; ``other`` when any does."""
    listed = list(rows)
    found: dict[str, Decimal | None] = {}
    for measure in MEASURES:
        values = [row.amounts.get(measure) for row in listed]
        known = [value for value in values if value is not None]
        whole = bool(known) and (measure == OTHER or len(known) == len(values))
        found[measure] = sum(known, Decimal(0)) if whole else None
    return found


def difference(amounts: Amounts) -> Decimal | None:
    """Closing less what the flows lead to; zero when they agree, ``None`` when one of them is not given.

    Other changes that are not given count as none: most files name them only where there are some.
    """
    opening, borrowing, repayment, closing = (amounts[name] for name in (OPENING, BORROWING, REPAYMENT, CLOSING))
    if opening is None or borrowing is None or repayment is None or closing is None:
        return None
    return closing - (opening + borrowing - repayment + (amounts[OTHER] or Decimal(0)))


def breaks(years: Mapping[int, Amounts]) -> dict[int, Decimal]:
    """Years that do not begin with what the year before ended with: year → opening less the closing before."""
    found = {}
    for year, amounts in years.items():
        before = years.get(year - 1, {}).get(CLOSING)
        opening = amounts[OPENING]
        if before is not None and opening is not None and opening != before:
            found[year] = opening - before
    return found


def by_year(rows: Sequence[DebtRow]) -> dict[int, dict[str, Decimal | None]]:
    """The whole debt of each year, in order."""
    return {year: together(row for row in rows if row.year == year) for year in sorted({row.year for row in rows})}


def by_part(rows: Sequence[DebtRow], facet: str) -> dict[str, dict[str, Decimal | None]]:
    """The debt divided by a facet, the largest closing stock first; empty text is what the file does not divide."""
    names = {row.part(facet) for row in rows}
    found = {name: together(row for row in rows if row.part(facet) == name) for name in names}
    return dict(sorted(found.items(), key=lambda one: (-(one[1][CLOSING] or Decimal(0)), one[0])))
