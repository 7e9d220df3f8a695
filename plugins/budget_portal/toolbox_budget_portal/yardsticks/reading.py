"""Reading a table of years and figures: which column is which, with the evidence, and every row that does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from toolbox_budget_portal.side_tables.sheet import Field, Row, Sheet, each, read_sheet
from toolbox_budget_portal.yardsticks.records import INFLATION, KINDS
from toolbox_core import InputError, LimitSettings, NumberFormat, fold, sniff_number_format

_YEAR_WORDS = ("year", "fiscal_year", "ano", "annee", "jahr", "anno", "godina", "rok")
_VALUE_WORDS = {
    "population": ("population", "poblacion", "habitants", "inhabitants", "einwohner", "popolazione"),
    "inflation": ("inflation", "variacion", "change", "rate", "variation"),
    "prices": ("index", "indice", "cpi", "ipc", "prices", "deflator"),
    "gdp": ("gdp", "pib", "bip", "value"),
}
FIELDS = (Field("year", _YEAR_WORDS, needed=True), Field("value", ("value",), needed=True, number=True))
_LARGEST = 5_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of a file by year: ``(value, row)``; and how they were read, in sentences."""

    kind: str
    values: Mapping[int, tuple[Decimal, int]]
    rows_read: int
    evidence: tuple[str, ...]
    dialect: Mapping[str, Any]
    encoding: str


def guess_columns(names: Sequence[str], kind: str) -> tuple[str, str]:
    """The columns that seem to hold the year and the figure; empty where the names tell nothing."""
    columns = {name: fold(name).strip("# _") for name in names}
    year = next((name for name, plain in columns.items() if plain in _YEAR_WORDS), "")
    words = _VALUE_WORDS.get(kind, ())
    value = next((name for name, plain in columns.items() if any(word in plain for word in words)), "")
    if not value and len(columns) == 2 and year:
        value = next(name for name in columns if name != year)
    return year, value


def read(
    path: Path,
    kind: str,
    *,
    year_column: str = "",
    value_column: str = "",
    only: Mapping[str, str] | None = None,
    limits: LimitSettings | None = None,
) -> Reading:
    """The figures of a CSV file or workbook. ``only`` keeps rows whose columns hold these values.

    Raises ``InputError`` when a column is not known, a cell is no year or number, two rows give a year different
    figures, or yearly changes leave a year out; then nothing of the file is used.
    """
    if kind not in KINDS:
        raise InputError(f"There is no yardstick {kind[:40]!r}.", fix=f"There are {', '.join(KINDS)}.")
    named = partial(_named, kind, year_column, value_column)
    sheet = read_sheet(path, FIELDS, most=_LARGEST, guessed=named, limits=limits)
    for name in only or {}:
        if name not in sheet.columns:
            raise InputError(f"{sheet.name} has no column {name!r}.", fix=f"It has {', '.join(sheet.columns)}.")
    tests = [(sheet.columns.index(name), wanted) for name, wanted in (only or {}).items()]
    rows = [row for row in sheet.rows if all(row[1][at].strip() == wanted for at, wanted in tests)]
    number = sniff_number_format(sheet.cell(cells, "value") for _, cells in rows)
    values = _values(sheet, rows, number)
    evidence = (
        f"Years from {sheet.column('year')!r}, figures from {sheet.column('value')!r}.",
        f"Numbers: {number.evidence}",
    )
    _check(kind, values, path.name)
    return Reading(kind, values, len(rows), evidence, sheet.dialect, sheet.encoding)


def _named(
    kind: str, year_column: str, value_column: str, columns: Sequence[str], fields: Sequence[Field]
) -> dict[str, str]:
    """Field → column: the one that was given, else the one that is guessed. Raises ``InputError`` when neither is."""
    guessed = guess_columns(columns, kind)
    names = (year_column or guessed[0], value_column or guessed[1])
    for name, what in zip(names, ("years", "figures"), strict=True):
        if not name:
            raise InputError(
                f"The file does not say which column holds the {what}.", fix=f"Its columns are {', '.join(columns)}."
            )
    return {field.key: name for field, name in zip(fields, names, strict=True)}


def _values(sheet: Sheet, rows: Sequence[Row], number: NumberFormat) -> dict[int, tuple[Decimal, int]]:
    values: dict[int, tuple[Decimal, int]] = {}

    def keep(one: Row) -> None:
        row, cells = one
        text = sheet.cell(cells, "year")
        if not (text.isascii() and text.isdigit() and 1000 <= int(text) <= 2999):
            raise InputError(f"{sheet.name}, row {row}: {text[:40]!r} is not a year.", fix="Write four digits.")
        try:
            value = number.parse(sheet.cell(cells, "value"))
        except ValueError as error:
            raise InputError(f"{sheet.name}, row {row}: {error}") from None
        year = int(text)
        if year in values and values[year][0] != value:
            raise InputError(
                f"{sheet.name} gives two figures for {year}: {values[year][0]} in row {values[year][1]}, "
                f"{value} in row {row}.",
                fix="Say which rows are meant, such as --where Id=1.",
            )
        values.setdefault(year, (value, row))

    each(rows, keep)
    if not values:
        raise InputError(f"{sheet.name} has no rows that fit.", fix="Check --where.")
    return values


def _check(kind: str, values: Mapping[int, tuple[Decimal, int]], name: str) -> None:
    if kind == INFLATION:
        missing = sorted(set(range(min(values), max(values) + 1)) - set(values))
        if missing:
            raise InputError(
                f"{name} has no change of prices for {missing[0]}.", fix="Prices cannot be followed past it."
            )
        low = next((year for year, (value, _) in values.items() if value <= -100), 0)
    else:
        low = next((year for year, (value, _) in values.items() if value <= 0), 0)
    if low:
        raise InputError(f"{name}: the figure for {low} cannot be right: {values[low][0]}.")
