"""Reading a table of years and figures: which column is which, with the evidence, and every row that does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolbox_budget_portal.yardsticks.records import INFLATION, KINDS
from toolbox_core import InputError, LimitSettings, Table, fold, open_table, sniff_number_format

_YEAR_WORDS = ("year", "fiscal_year", "ano", "annee", "jahr", "anno", "godina", "rok")
_VALUE_WORDS = {
    "population": ("population", "poblacion", "habitants", "inhabitants", "einwohner", "popolazione"),
    "inflation": ("inflation", "variacion", "change", "rate", "variation"),
    "prices": ("index", "indice", "cpi", "ipc", "prices", "deflator"),
    "gdp": ("gdp", "pib", "bip", "value"),
}
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


def guess_columns(table: Table, kind: str) -> tuple[str, str]:
    """The columns that seem to hold the year and the figure; empty where the names tell nothing."""
    columns = {name: fold(name).strip("# _") for name in table.columns}
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
    options: dict[str, Any] = {} if limits is None else {"limits": limits}
    with open_table(path, **options) as table:
        year_at, value_at, tests = _places(table, kind, year_column, value_column, only or {})
        problems: list[str] = []
        rows = []
        for row in table.rows(lambda problem: problems.append(problem.message)):
            if all(row[1][at].strip() == wanted for at, wanted in tests):
                rows.append(row)
            if len(rows) > _LARGEST:
                raise InputError(f"{table.name} has more than {_LARGEST:,} rows.", fix="Give one row for each year.")
        if problems:
            raise InputError(f"{table.name}: {problems[0]}")
        number = sniff_number_format(cells[value_at] for _, cells in rows)
        values = _values(table, rows, year_at, value_at, number)
        evidence = (
            f"Years from {table.columns[year_at]!r}, figures from {table.columns[value_at]!r}.",
            f"Numbers: {number.evidence}",
        )
        dialect = {
            "encoding": table.encoding,
            "delimiter": table.delimiter,
            "quotechar": table.quotechar,
            "header": True,
            "skip_rows": 0,
            "sheet": table.sheet,
            "comment": "",
        }
        encoding = table.encoding
    _check(kind, values, path.name)
    return Reading(kind, values, len(rows), evidence, dialect, encoding)


def _places(
    table: Table, kind: str, year_column: str, value_column: str, only: Mapping[str, str]
) -> tuple[int, int, list[tuple[int, str]]]:
    guessed = guess_columns(table, kind)
    names = (year_column or guessed[0], value_column or guessed[1])
    for name, what in zip(names, ("years", "figures"), strict=True):
        if name not in table.columns:
            asked = f"has no column {name!r}" if name else f"does not say which column holds the {what}"
            raise InputError(f"{table.name} {asked}.", fix=f"Its columns are {', '.join(table.columns)}.")
    for name in only:
        if name not in table.columns:
            raise InputError(f"{table.name} has no column {name!r}.", fix=f"It has {', '.join(table.columns)}.")
    places = [table.columns.index(name) for name in names]
    return places[0], places[1], [(table.columns.index(name), wanted) for name, wanted in only.items()]


def _values(
    table: Table, rows: Sequence[tuple[int, list[str]]], year_at: int, value_at: int, number: Any
) -> dict[int, tuple[Decimal, int]]:
    values: dict[int, tuple[Decimal, int]] = {}
    for row, cells in rows:
        text = cells[year_at].strip()
        if not (text.isascii() and text.isdigit() and 1000 <= int(text) <= 2999):
            raise InputError(f"{table.name}, row {row}: {text[:40]!r} is not a year.", fix="Write four digits.")
        try:
            value = number.parse(cells[value_at])
        except ValueError as error:
            raise InputError(f"{table.name}, row {row}: {error}") from None
        year = int(text)
        if year in values and values[year][0] != value:
            raise InputError(
                f"{table.name} gives two figures for {year}: {values[year][0]} in row {values[year][1]}, "
                f"{value} in row {row}.",
                fix="Say which rows are meant, such as --where Id=1.",
            )
        values.setdefault(year, (value, row))
    if not values:
        raise InputError(f"{table.name} has no rows that fit.", fix="Check --where.")
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
