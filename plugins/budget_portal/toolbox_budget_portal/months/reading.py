"""Reading a monthly file: one row for each month (and code, and direction), checked as a whole. Pure.

Columns are ``period`` (``2025-03`` or a day of it), ``amount``, and if there are any ``direction`` and ``code``, a
category's path. A file may give what happened in each month, or what had happened since the year began.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from toolbox_budget_portal.side_tables.sheet import Columns, Field, Row, each, read_sheet
from toolbox_core import InputError, LimitSettings, decimal_places

DIRECTIONS = ("expenditure", "revenue")
Key = tuple[str, str, str]
"""Period, direction, path."""
_MOST = 100_000
FIELDS = (
    Field("period", ("period", "month", "date", "mois", "mes"), needed=True),
    Field("direction", ("direction",)),
    Field("code", ("code", "path")),
    Field("amount", ("amount", "executed", "value", "montant", "importe"), needed=True, number=True),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What happened in each month: key → (amount, row of the file). ``digits`` hold every amount exactly."""

    amounts: Mapping[Key, tuple[Decimal, int]]
    digits: int
    rows_read: int
    evidence: tuple[str, ...]
    encoding: str

    @property
    def periods(self) -> tuple[str, ...]:
        """The months there are, in order."""
        return tuple(sorted({period for period, _, _ in self.amounts}))


def read(
    path: Path,
    months: Sequence[str],
    *,
    columns: Columns | None = None,
    cumulative: bool = False,
    limits: LimitSettings | None = None,
) -> Reading:
    """The amounts of a CSV file or workbook; ``months`` are those of the fiscal year, in order.

    ``columns`` says which column is which; else their names do. ``cumulative``: amounts are since the year began; then
    no month may be left out before the last. Raises ``InputError`` with the row of the first fault; then nothing of the
    file is used.
    """
    sheet = read_sheet(path, FIELDS, most=_MOST, chosen=columns, limits=limits)
    if not sheet.rows:
        raise InputError(f"{sheet.name} has no rows.")
    number = sheet.numbers("amount")
    found: dict[Key, tuple[Decimal, int]] = {}

    def keep(one: Row) -> None:
        row, cells = one
        direction = sheet.cell(cells, "direction").lower() or DIRECTIONS[0]
        key = (_period(row, sheet.cell(cells, "period"), months), direction, sheet.cell(cells, "code"))
        if direction not in DIRECTIONS:
            raise InputError(f"Row {row}: {direction[:20]!r} is neither expenditure nor revenue.")
        if key in found:
            raise InputError(f"Row {row}: {key[0]} was given before, in row {found[key][1]}.")
        try:
            found[key] = (number.parse(sheet.cell(cells, "amount")), row)
        except ValueError as error:
            raise InputError(f"Row {row}: {error}") from None

    each(sheet.rows, keep)
    evidence = (
        f"Numbers: {number.evidence}",
        "Amounts since the year began." if cumulative else "Amounts by month.",
    )
    digits = max(2, *(decimal_places(amount) for amount, _ in found.values()))
    amounts = _by_month(found, months) if cumulative else found
    return Reading(amounts, digits, len(sheet.rows), evidence, sheet.encoding)


def _period(row: int, plain: str, months: Sequence[str]) -> str:
    if not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", plain) or not 1 <= int(plain[5:7]) <= 12:
        raise InputError(f"Row {row}: {plain[:20]!r} is no month.", fix="Write months as 2025-03.")
    if plain[:7] not in months:
        raise InputError(f"Row {row}: {plain[:7]} is not in the fiscal year, {months[0]} to {months[-1]}.")
    return plain[:7]


def _by_month(found: Mapping[Key, tuple[Decimal, int]], months: Sequence[str]) -> dict[Key, tuple[Decimal, int]]:
    """Amounts since the year began → amounts of each month."""
    changed: dict[Key, tuple[Decimal, int]] = {}
    for direction, path in sorted({key[1:] for key in found}):
        before, gap = Decimal(0), ""
        for month in months:
            key = (month, direction, path)
            if key not in found:
                gap = gap or month
                continue
            amount, row = found[key]
            if gap:
                raise InputError(f"Row {row}: {gap} is missing before {month}, so {month} cannot be told apart.")
            changed[key] = (amount - before, row)
            before = amount
    return changed


def months_between(begin: date, end: date) -> list[str]:
    """The months that a fiscal year touches, in order."""
    first, last = begin.year * 12 + begin.month - 1, end.year * 12 + end.month - 1
    return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(first, last + 1)]
