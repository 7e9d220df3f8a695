"""From releases to flat tables: one table for each list of objects, with JSON pointers as headings.

The tables are those that ``reading.spreadsheets`` reads: every row says ``ocid`` and ``id`` of its release, and the id
of each entry that it lies in (``awards/0/id``), so that rows find together again. Lists of plain values stand in one
cell, separated by semicolons. What has no id of its own cannot be told apart when it is put together again.

Columns are known only at the end. Rows therefore go to files first, and memory stays flat.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from toolbox_core import Column, stream_csv

Release = dict[str, Any]
Row = dict[str, Any]
ROOT: Final = "releases"
_LAST_ROW: Final = 1_048_575
_LONGEST_CELL: Final = 32_767
_EXACT_DIGITS: Final = 15
_KEYS: Final = ("ocid", "id")
_encode = msgspec.json.Encoder(decimal_format="number").encode
_decode = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode


def rows_of(release: Release) -> Iterator[tuple[str, Row]]:
    """The rows of one release: the table's name (``awards_suppliers``) and the cells by heading, empty ones left out.

    The release itself is the first; a list's entries follow in their order, each before what it holds.
    """
    keys = {name: release[name] for name in _KEYS if not isinstance(release.get(name), dict | list | None)}
    yield from _rows(ROOT, "", release, {}, keys)


def _rows(table: str, at: str, value: Release, above: Row, keys: Row) -> Iterator[tuple[str, Row]]:
    row: Row = {**keys, **above}
    lists: list[tuple[str, list[Any]]] = []
    _cells(value, at, row, lists)
    yield table, row
    own = f"{at}id"
    inner = {**above, own: row[own]} if at and own in row else above
    for path, entries in lists:
        name = "_".join(part for part in path.split("/") if not part.isdigit())
        for entry in entries:
            yield from _rows(name, f"{path}/0/", entry, inner, keys)


def _cells(value: Release, at: str, row: Row, lists: list[tuple[str, list[Any]]]) -> None:
    for name, found in value.items():
        heading = f"{at}{name}"
        if isinstance(found, dict):
            _cells(found, f"{heading}/", row, lists)
        elif isinstance(found, list):
            objects = [one for one in found if isinstance(one, dict)]
            plain = [_text(one) for one in found if not isinstance(one, dict | list | None)]
            if plain:
                row[heading] = ";".join(plain)
            if objects:
                lists.append((heading, objects))
        elif found is not None:
            row[heading] = _text(found) if isinstance(found, bool) else found


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(slots=True)
class Table:
    """One table while it is made. ``headings`` in the order in which they came, each with whether all are numbers."""

    name: str
    file: IO[bytes]
    headings: dict[str, bool] = field(default_factory=dict)
    count: int = 0

    def add(self, row: Row) -> None:
        """Take one row."""
        for heading, value in row.items():
            number = isinstance(value, int | float | Decimal)
            self.headings[heading] = number and self.headings.get(heading, True)
        self.file.write(_encode(row) + b"\n")
        self.count += 1

    def rows(self) -> Iterator[list[Any]]:
        """Every row, its cells in the order of the headings; a number in a column of texts is text."""
        self.file.flush()
        with Path(self.file.name).open("rb") as stored:
            for line in stored:
                row = _decode(line)
                yield [
                    value if number or value is None else str(value)
                    for heading, number in self.headings.items()
                    for value in (row.get(heading),)
                ]


class Flattener:
    """Makes the tables in ``folder``, which the caller takes away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tables: dict[str, Table] = {}

    def add(self, release: Release) -> None:
        """Take one release."""
        for name, row in rows_of(release):
            table = self._tables.get(name)
            if table is None:
                path = self._folder / f"{len(self._tables)}.jsonl"
                table = self._tables[name] = Table(name, path.open("wb"))
            table.add(row)

    @property
    def tables(self) -> list[Table]:
        """The releases first, then the other tables by name."""
        return sorted(self._tables.values(), key=lambda table: (table.name != ROOT, table.name))

    def close(self) -> None:
        """Close the files in which the rows stand."""
        for table in self._tables.values():
            table.file.close()


def csv_files(flattener: Flattener) -> list[tuple[str, Callable[[], Iterator[bytes]]]]:
    """Each table as a CSV file (RFC 4180, UTF-8): its name, and what makes its bytes."""

    def made(table: Table) -> Callable[[], Iterator[bytes]]:
        columns = [
            Column(name=heading, type="number" if number else "string") for heading, number in table.headings.items()
        ]
        return lambda: stream_csv(columns, table.rows())

    return [(f"{table.name}.csv", made(table)) for table in flattener.tables]


def write_workbook(flattener: Flattener, path: Path) -> None:
    """All tables as the sheets of one workbook; what does not fit on a sheet goes on on the next.

    Text stays text, and numbers that a spreadsheet would round are written as text.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        head, guarded = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        names: set[str] = set()
        for table in flattener.tables:
            sheet, number = None, 0
            for cells in table.rows():
                if sheet is None or number > _LAST_ROW:
                    sheet, number = book.add_worksheet(_sheet_name(table.name, names)), 1
                    for column, heading in enumerate(table.headings):
                        sheet.write_string(0, column, heading, head)
                    sheet.freeze_panes(1, 0)
                for column, value in enumerate(cells):
                    _write(sheet, number, column, value, guarded)
                number += 1


def _sheet_name(table: str, taken: set[str]) -> str:
    """A name that a workbook allows: 31 letters at most, each only once."""
    number = 1
    while True:
        ending = "" if number == 1 else f"~{number}"
        name = table[: 31 - len(ending)] + ending
        if name.lower() not in taken:
            taken.add(name.lower())
            return name
        number += 1


def _write(sheet: Any, row: int, column: int, value: Any, guarded: Any) -> None:
    if value is None:
        return
    if isinstance(value, int | Decimal) and len(Decimal(value).as_tuple().digits) <= _EXACT_DIGITS:
        sheet.write_number(row, column, value)
    else:
        text = str(value)[:_LONGEST_CELL]
        sheet.write_string(row, column, text, guarded if text[:1] in "=+-@" else None)


def workbook_bytes(flattener: Flattener, folder: Path) -> Iterator[bytes]:
    """The workbook in pieces."""
    path = folder / "tables.xlsx"
    write_workbook(flattener, path)
    with path.open("rb") as handle:
        while piece := handle.read(io.DEFAULT_BUFFER_SIZE * 32):
            yield piece
