"""The rows of a side table's file: which column is which, by its name or as a person said, and the cells. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from toolbox_core import InputError, LimitSettings, NumberFormat, Table, fold, open_table, sniff_number_format

Given = TypeVar("Given")
Made = TypeVar("Made")
TOLD = 20
"""Faulty rows that one message tells of; the rest are counted."""
Columns = Mapping[str, str]
"""Field → name of the column in the file, for the fields that a person chose a column for."""


Row = tuple[int, list[str]]
"""A row of the file: its number and its cells."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a row tells: its key, the names that columns of it have in files (the first is the usual one).

    ``number`` tells that its cells are numbers, written in one way throughout a file.
    """

    key: str
    names: tuple[str, ...]
    needed: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read: ``rows`` are ``(row of the file, cells)``; ``at`` is where each field stands.

    A field that the file has no column for is nowhere, ``None``.
    """

    name: str
    columns: tuple[str, ...]
    at: Mapping[str, int | None]
    rows: Sequence[Row]
    dialect: Mapping[str, Any]
    encoding: str

    def cell(self, cells: Sequence[str], field: str) -> str:
        """What a row says of a field, without the spaces around it; empty when the file has no such column."""
        at = self.at[field]
        return "" if at is None else cells[at].strip()

    def column(self, field: str) -> str:
        """The name of a field's column; empty when the file has none."""
        at = self.at[field]
        return "" if at is None else self.columns[at]

    def numbers(self, field: str) -> NumberFormat:
        """How the numbers of a column are written, with the evidence. Raises ``InputError``."""
        return sniff_number_format(self.cell(cells, field) for _, cells in self.rows)


def guess(columns: Sequence[str], fields: Sequence[Field]) -> dict[str, str]:
    """Field → column, for every field that a column is named after."""
    plain = [_plain(name) for name in columns]
    found = {}
    for field in fields:
        name = next((columns[plain.index(word)] for word in field.names if word in plain), None)
        if name is not None:
            found[field.key] = name
    return found


def read_sheet(
    path: Path,
    fields: Sequence[Field],
    *,
    most: int,
    chosen: Columns | None = None,
    guessed: Callable[[Sequence[str], Sequence[Field]], Columns] = guess,
    limits: LimitSettings | None = None,
    silent: bool = False,
) -> Sheet:
    """Every row of a CSV file or workbook that has a cell with something in it.

    With ``chosen`` only its fields have columns; else ``guessed`` finds them by the columns' names. ``silent`` keeps
    words of the file out of messages. Raises ``InputError`` for a missing column, a row that cannot be read, and more
    than ``most`` rows.
    """
    options: dict[str, Any] = {} if limits is None else {"limits": limits}
    with open_table(path, **options) as table:
        at = _places(table, fields, guessed(table.columns, fields) if chosen is None else chosen)
        problems: list[str] = []
        rows: list[Row] = []
        quiet = "the row has not as many cells as the header."
        for row in table.rows(lambda p: problems.append(f"row {p.row}: {quiet}" if silent else p.message)):
            if any(map(str.strip, row[1])):
                rows.append(row)
            if len(rows) > most:
                raise InputError(f"{table.name} has more than {most:,} rows.", fix="Split it by fiscal year.")
        if problems:
            raise InputError(f"{table.name}: {problems[0]}")
        dialect = {
            "encoding": table.encoding,
            "delimiter": table.delimiter,
            "quotechar": table.quotechar,
            "header": True,
            "skip_rows": 0,
            "sheet": table.sheet,
            "comment": "",
        }
        return Sheet(table.name, tuple(table.columns), at, rows, dialect, table.encoding or "")


def each(rows: Iterable[Given], read: Callable[[Given], Made]) -> list[Made]:
    """What ``read`` makes of every row. Raises one ``InputError`` that tells of every row that ``read`` refused."""
    made, faults = [], []
    for row in rows:
        try:
            made.append(read(row))
        except InputError as error:
            faults.append(error)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        told = [fault.message for fault in faults[:TOLD]]
        if len(faults) > TOLD:
            told.append(f"… and {len(faults) - TOLD:,} more.")
        raise InputError("\n".join([f"{len(faults):,} rows cannot be right.", *told]), fix=faults[0].fix)
    return made


def _places(table: Table, fields: Sequence[Field], named: Columns) -> dict[str, int | None]:
    columns = list(table.columns)
    for field in fields:
        if field.needed and field.key not in named:
            names = ", ".join(one.names[0] for one in fields)
            raise InputError(
                f"{table.name} has no column {field.names[0]!r}.",
                fix=f"Name the columns {names}. It has {', '.join(columns)}.",
            )
    unknown = next((name for name in named.values() if name not in columns), None)
    if unknown is not None:
        raise InputError(f"{table.name} has no column {unknown[:80]!r}.", fix=f"It has {', '.join(columns)}.")
    return {field.key: columns.index(named[field.key]) if field.key in named else None for field in fields}


def _plain(name: str) -> str:
    return " ".join(fold(name).replace("_", " ").split())
