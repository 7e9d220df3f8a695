"""Files of exchange rates: a row for each day and currency, or a row for each day with a column for each currency.

The second form is that of the European Central Bank (``Date,USD,JPY,…``). ``N/A`` and an empty cell mean that there
was no rate; they are counted and left out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from toolbox_procurement import facts
from toolbox_procurement.exceptions import ProcurementFileError

_NONE: Final = frozenset({"", "N/A", "NA", "-"})
_DAY, _CURRENCY, _RATE = ("date", "day"), ("currency", "code"), ("rate", "value")
_SAMPLES: Final = 20


@dataclass(slots=True)
class RatesFile:
    """What a file holds: rates by currency and day, and what could not be used, with its row."""

    rates: dict[tuple[str, str], str] = field(default_factory=dict)
    missing: int = 0
    rejected: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, row: int, value: str, says: str) -> None:
        """Count what cannot be used, and keep the first of it."""
        self.rejected += 1
        if len(self.problems) < _SAMPLES:
            self.problems.append({"row": row, "value": value[:80], "says": says})

    @property
    def report(self) -> dict[str, Any]:
        """The same as plain values."""
        days = sorted({day for _, day in self.rates})
        return {
            "rates": len(self.rates),
            "currencies": sorted({currency for currency, _ in self.rates}),
            "first": days[0] if days else "",
            "last": days[-1] if days else "",
            "missing": self.missing,
            "rejected": self.rejected,
            "problems": self.problems,
        }


def known_currencies() -> frozenset[str]:
    """The codes of the standard's list of currencies (ISO 4217, historic ones among them)."""
    return facts.codelists()["currency"].codes


def read_rates(path: Path, base: str) -> RatesFile:
    """The rates of a file against ``base``. Raises ProcurementFileError when nothing in it can be read as rates."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ProcurementFileError(f"{path.name} cannot be read as text: {error}.", fix="Save it as UTF-8.") from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.DictReader(text.splitlines(), delimiter=delimiter)
    columns = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    found = RatesFile()
    for number, day, currency, rate in _cells(rows, columns, path.name):
        _take(found, number, day.strip(), currency.strip().upper(), rate.strip(), base)
    if not found.rates:
        raise ProcurementFileError(f"{path.name} holds no rate that can be used.", fix="See the columns in the guide.")
    return found


def _cells(rows: Any, columns: Mapping[str, str], name: str) -> Iterator[tuple[int, str, str, str]]:
    day = next((columns[one] for one in _DAY if one in columns), None)
    if day is None:
        raise ProcurementFileError(f"{name} has no column “date”.", fix="Name the columns date, currency and rate.")
    currency = next((columns[one] for one in _CURRENCY if one in columns), None)
    rate = next((columns[one] for one in _RATE if one in columns), None)
    if currency is not None and rate is not None:
        for row in rows:
            yield rows.line_num, row[day] or "", row[currency] or "", row[rate] or ""
        return
    wide = [column for column in columns.values() if column and len(column.strip()) == 3]
    for row in rows:
        for column in wide:
            yield rows.line_num, row[day] or "", column, row[column] or ""


def _take(found: RatesFile, number: int, day: str, currency: str, rate: str, base: str) -> None:
    if rate.upper() in _NONE:
        found.missing += 1
        return
    try:
        day = date.fromisoformat(day).isoformat()
    except ValueError:
        found.refuse(number, day, "This is no day; write it like 2026-03-31.")
        return
    if currency not in known_currencies():
        found.refuse(number, currency, "There is no such currency in ISO 4217.")
        return
    try:
        value = Decimal(rate)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value <= 0 or len(rate) > 64:
        found.refuse(number, rate, "A rate is a number above zero, with a point.")
        return
    known = found.rates.setdefault((currency, day), rate)
    if Decimal(known) != value:
        found.refuse(number, rate, f"{currency} has another rate on {day} already; the first one is kept.")
    elif currency == base and value != 1:
        del found.rates[currency, day]
        found.refuse(number, rate, f"One {base} is one {base}: is the base another currency?")
