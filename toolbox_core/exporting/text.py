"""CSV, JSON and JSON Lines, streamed in pieces of about 64 KiB.

CSV follows RFC 4180 in UTF-8 without a byte order mark, text neutralised against formulas. JSON is one object with the
dataset's description and its rows. JSON Lines is the exact and canonical form: one object per row, keys in the order
of the columns, decimals as text; the SHA-256 of these bytes is what the publication log's content hash is made of, so
that it can be checked with ``sha256sum``.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from toolbox_core.contracts import Column, ContentTable, DatasetDescription
from toolbox_core.exporting.describe import metadata
from toolbox_core.exporting.values import DANGEROUS, guarded_text, json_value

BATCH = 1000
"""Rows per piece."""

Rows = Iterable[Sequence[Any]]


def stream_csv(columns: Sequence[Column], rows: Rows, *, mark: bool = False) -> Iterator[bytes]:
    """CSV with a header row. ``mark`` puts a byte order mark first, for spreadsheets that need one."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    if mark:
        buffer.write("\ufeff")
    writer.writerow([guarded_text(column.name) for column in columns])
    width = len(columns)
    for batch in _batches(rows):
        if any(len(row) != width for row in batch):
            raise ValueError(f"a dataset row does not have {width} cells")
        writer.writerows(
            [
                # The common case, harmless text, is decided here: a call for each cell would cost half the speed.
                [cell if cell.__class__ is str and cell[:1] not in DANGEROUS else guarded_text(cell) for cell in row]
                for row in batch
            ]
        )
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue().encode()


def stream_json_lines(columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    """One JSON object per line, the canonical form."""
    for batch in _objects(columns, rows):
        yield b"\n".join(batch) + b"\n"


def stream_json(description: DatasetDescription, rows: Rows, *, source: str = "") -> Iterator[bytes]:
    """One JSON object: ``dataset`` (title, licence, columns …) and ``rows``."""
    head = msgspec.json.format(msgspec.json.encode(metadata(description, source=source)), indent=2)
    yield b'{"dataset": ' + head + b',\n"rows": [\n'
    first = True
    for batch in _objects(description.columns, rows):
        yield (b"" if first else b",\n") + b",\n".join(batch)
        first = False
    yield b"\n]}\n"


def version_hash(tables: Iterable[ContentTable]) -> str:
    """The content hash of a version, as the publication log records it, from ``(name, columns, rows)`` of its tables.

    The SHA-256 of one line ``name:hash`` for each table, where the hash is that of the table as JSON Lines.
    """
    digest = hashlib.sha256()
    for name, columns, rows in tables:
        digest.update(f"{name}:{content_hash(columns, rows)}\n".encode())
    return digest.hexdigest()


def content_hash(columns: Sequence[Column], rows: Rows) -> str:
    """The SHA-256, in hexadecimal, of the rows as JSON Lines: what ``sha256sum`` says of the exported file."""
    digest = hashlib.sha256()
    for piece in stream_json_lines(columns, rows):
        digest.update(piece)
    return digest.hexdigest()


_PLAIN = frozenset((str, int, bool, type(None)))
"""Values that are written in JSON as they are."""


def _objects(columns: Sequence[Column], rows: Rows) -> Iterator[list[bytes]]:
    names = [column.name for column in columns]
    encode = msgspec.json.Encoder().encode
    for batch in _batches(rows):
        yield [
            # Text and whole numbers are decided here: a call for each cell would cost a quarter of the time.
            encode(
                dict(zip(names, [cell if cell.__class__ in _PLAIN else json_value(cell) for cell in row], strict=True))
            )
            for row in batch
        ]


def _batches(rows: Rows) -> Iterator[list[Sequence[Any]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch
