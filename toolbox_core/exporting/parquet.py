"""Parquet through DuckDB, with exact DECIMAL columns, in bounded memory.

Rows go to a temporary file of JSON Lines first, while the widest number of each column is measured; DuckDB then reads
that file and writes Parquet with the narrowest DECIMAL that holds every value. Numbers of more than 38 digits, which
no DECIMAL holds, stay text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from toolbox_core.contracts import Column, DatasetDescription
from toolbox_core.exporting.describe import metadata
from toolbox_core.exporting.text import BATCH, Rows
from toolbox_core.exporting.values import json_value, plain_text
from toolbox_core.exporting.workspace import pieces, workspace

MEMORY = "256MB"
WIDEST = 38
LINE = 1 << 20
"""The reader's buffers are made for lines of this length, in bytes, or for the longest line there is."""
ROW_GROUP = 50_000
_TYPES = {"integer": "BIGINT", "year": "BIGINT", "boolean": "BOOLEAN", "date": "DATE", "datetime": "TIMESTAMPTZ"}


def parquet_available() -> bool:
    """Whether DuckDB is installed (the extra ``parquet``)."""
    return find_spec("duckdb") is not None


def stream_parquet(description: DatasetDescription, rows: Rows, *, source: str = "") -> Iterator[bytes]:
    """The Parquet file in pieces; it is made in a temporary folder first."""
    with workspace() as folder:
        stage, target = folder / "rows.jsonl", folder / "data.parquet"
        types, longest = _stage(stage, description.columns, rows)
        _convert(stage, target, description, types, longest, source)
        stage.unlink()
        yield from pieces(target)


def _stage(path: Path, columns: Sequence[Column], rows: Rows) -> tuple[list[str], int]:
    """Write the rows as objects keyed ``c0``, ``c1`` …; return each column's DuckDB type and the longest line."""
    keys = [f"c{number}" for number in range(len(columns))]
    gauges = [_Gauge(column) for column in columns]
    numeric = [
        (number, gauge) for number, gauge in enumerate(gauges) if gauge.column.type in ("number", "integer", "year")
    ]
    encode = msgspec.json.Encoder().encode
    iterator, longest = iter(rows), 0
    with path.open("wb") as handle:
        while batch := list(islice(iterator, BATCH)):
            lines = []
            for row in batch:
                for number, gauge in numeric:
                    if row[number] is not None:
                        gauge.see(row[number])
                lines.append(encode(dict(zip(keys, map(json_value, row), strict=True))))
            longest = max(longest, *map(len, lines))
            handle.write(b"\n".join(lines) + b"\n")
    return [gauge.type() for gauge in gauges], longest


class _Gauge:
    """Measures how many digits a number column needs before and after the point, and whether it holds text."""

    __slots__ = ("after", "before", "column", "text")

    def __init__(self, column: Column) -> None:
        self.column = column
        self.before = 1
        self.after = 0
        self.text = False

    def see(self, value: Any) -> None:
        if isinstance(value, Decimal):
            _, digits, exponent = value.as_tuple()
            if not isinstance(exponent, int):
                self.text = True
                return
            self.after = max(self.after, -exponent)
            self.before = max(self.before, len(digits) + exponent)
        elif isinstance(value, int):
            self.before = max(self.before, len(str(abs(value))))
        else:
            self.text = True

    def type(self) -> str:
        if self.column.type == "number" or (self.column.type == "integer" and self.before > 18):
            wide = self.before + self.after
            return "VARCHAR" if self.text or wide > WIDEST else f"DECIMAL({max(wide, 1)},{self.after})"
        return "VARCHAR" if self.text else _TYPES.get(self.column.type, "VARCHAR")


def _convert(
    stage: Path, target: Path, description: DatasetDescription, types: Sequence[str], longest: int, source: str
) -> None:
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.execute(f"SET memory_limit='{MEMORY}'")
        connection.execute("SET threads=1")
        connection.execute("SET preserve_insertion_order=true")
        connection.execute(f"SET temp_directory='{_quote(str(stage.parent))}'")
        connection.execute("SET TimeZone='UTC'")
        shape = ", ".join(f"c{number}: 'VARCHAR'" for number in range(len(types)))
        selected = ", ".join(
            f'CAST(c{number} AS {kind}) AS "{column.name.replace(chr(34), chr(34) * 2)}"'
            for number, (column, kind) in enumerate(zip(description.columns, types, strict=True))
        )
        notes = ", ".join(
            f"{key}: '{_quote(_note(value))}'" for key, value in metadata(description, source=source).items()
        )
        connection.execute(
            f"COPY (SELECT {selected} FROM read_json('{_quote(str(stage))}', format='newline_delimited', "  # noqa: S608
            f"columns={{{shape}}}, maximum_object_size={max(LINE, longest + 1)})) "
            f"TO '{_quote(str(target))}' "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}, KV_METADATA {{{notes}}})"
        )


def _note(value: Any) -> str:
    return msgspec.json.encode(value).decode() if isinstance(value, (list, dict)) else plain_text(value)


def _quote(text: str) -> str:
    return text.replace("'", "''")
