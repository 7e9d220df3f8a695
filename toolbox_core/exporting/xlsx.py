"""XLSX: the rows on one sheet with a frozen header, and a second sheet that says what they are.

Text stays text (codes keep their zeros) and is marked so that no spreadsheet runs it as a formula, even when somebody
edits the cell. Numbers of more than fifteen digits, which spreadsheets round, are written as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolbox_core.contracts import DatasetDescription
from toolbox_core.exporting.describe import metadata
from toolbox_core.exporting.text import Rows
from toolbox_core.exporting.values import DANGEROUS, plain_text
from toolbox_core.exporting.workspace import pieces, workspace

LAST_ROW = 1_048_575
"""The last row of a sheet, counted from 0; longer tables go on in ``data 2``, ``data 3`` …"""
LONGEST_TEXT = 32_767
EXACT_DIGITS = 15
CUT = " … [cut: a spreadsheet cell holds 32,767 characters]"


def stream_xlsx(description: DatasetDescription, rows: Rows, *, source: str = "") -> Iterator[bytes]:
    """The workbook in pieces; it is made in a temporary file first, a row at a time."""
    with workspace() as folder:
        path = folder / "data.xlsx"
        _write(path, description, rows, source)
        yield from pieces(path)


def _write(path: Path, description: DatasetDescription, rows: Rows, source: str) -> None:
    import xlsxwriter  # type: ignore[import-untyped]

    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties(
            {"title": description.title, "author": description.publisher, "created": _created(description)}
        )
        writer = _Sheets(book, description)
        for row in rows:
            writer.write(row)
        _about(book, description, source)


class _Sheets:
    """Writes rows to ``data`` and, when a sheet is full, to the next one."""

    def __init__(self, book: Any, description: DatasetDescription) -> None:
        self._book = book
        self._columns = description.columns
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._text = book.add_format({"quote_prefix": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._amount = book.add_format({"num_format": "#,##0.00####"})
        self._whole = book.add_format({"num_format": "0"})
        self._sheets = 0
        self._next_sheet()

    def write(self, row: Sequence[Any]) -> None:
        if self._row > LAST_ROW:
            self._next_sheet()
        for column, value in enumerate(row):
            if value is not None and value != "":
                self._cell(column, value)
        self._row += 1

    def _cell(self, column: int, value: Any) -> None:
        sheet, row = self._sheet, self._row
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, (int, Decimal)):
            if _digits(value) > EXACT_DIGITS:
                sheet.write_string(row, column, plain_text(value))
            else:
                sheet.write_number(row, column, value, self._amount if isinstance(value, Decimal) else self._whole)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, _naive(value), self._moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._day)
        else:
            text = plain_text(value)
            if len(text) > LONGEST_TEXT:
                text = text[: LONGEST_TEXT - len(CUT)] + CUT
            sheet.write_string(row, column, text, self._text if text[0] in DANGEROUS else None)

    def _next_sheet(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet("data" if self._sheets == 1 else f"data {self._sheets}")
        for number, column in enumerate(self._columns):
            self._sheet.set_column(number, number, _width(column.type, column.name))
            self._sheet.write_string(0, number, column.name, self._head)
        self._sheet.freeze_panes(1, 0)
        self._row = 1


def _about(book: Any, description: DatasetDescription, source: str) -> None:
    sheet = book.add_worksheet("about")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 80)
    values = metadata(description, source=source)
    columns = values.pop("columns", [])
    row = 0
    for key, value in values.items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        sheet.write_string(row, 0, key.replace("_", " "), bold)
        sheet.write_string(row, 1, shown[:LONGEST_TEXT], wrapped)
        row += 1
    for column in columns:
        parts = [column.get("title", ""), column.get("description", ""), column["type"], column.get("unit", "")]
        sheet.write_string(row, 0, column["name"], bold)
        sheet.write_string(row, 1, " · ".join(part for part in parts if part), wrapped)
        row += 1


def _digits(value: int | Decimal) -> int:
    if isinstance(value, int):
        return len(str(abs(value)))
    return len(value.as_tuple().digits)


def _naive(value: datetime) -> datetime:
    return value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)


def _created(description: DatasetDescription) -> datetime:
    return _naive(description.modified)


def _width(kind: str, name: str) -> int:
    widths = {"string": 24, "number": 18, "date": 12, "datetime": 20}
    return max(widths.get(kind, 10), min(len(name) + 2, 40))
