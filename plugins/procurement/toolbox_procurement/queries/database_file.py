"""A source as one SQLite file: processes, who took part, what is bought, red flags; for questions that no page asks."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_procurement import sharing
from toolbox_procurement.models import FlagRow, ItemClass, Party, Process, Role
from toolbox_procurement.queries.sources import Source

_TABLES: Final = {
    "process": tuple(column.name for column in sharing.COLUMNS),
    "party": ("ocid", "role", "name", "identifier_scheme", "identifier", "directory", "value", "currency"),
    "item_class": ("ocid", "code"),
    "red_flag": ("ocid", "code", "value", "sentence"),
}
"""Table → columns. Amounts are exact decimals, kept as text; every table joins on ``ocid``."""
_CHUNK: Final = 1 << 16
_BATCH: Final = 2_000


def database_file(session: Session, source: Source) -> Iterator[bytes]:
    """The bytes of the file, made in a temporary folder, so that memory stays flat."""
    with tempfile.TemporaryDirectory(prefix="procurement-") as folder:
        path = Path(folder) / "contracts.sqlite"
        made = sqlite3.connect(path)
        try:
            made.execute("PRAGMA journal_mode = OFF")
            for table, rows in _rows(session, source).items():
                columns = ", ".join(f'"{name}"' for name in _TABLES[table])
                marks = ", ".join("?" * len(_TABLES[table]))
                made.execute(f"CREATE TABLE {table} ({columns})")
                made.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - names are our own
                made.execute(f"CREATE INDEX {table}_ocid ON {table} (ocid)")
            made.commit()
        finally:
            made.close()
        with path.open("rb") as stream:
            while piece := stream.read(_CHUNK):
                yield piece


def _rows(session: Session, source: Source) -> dict[str, Iterator[tuple[Any, ...]]]:
    roles = (
        select(
            Process.ocid, Role.role, Party.name, Party.scheme, Party.identifier, Party.slug, Role.value, Role.currency
        )
        .join(Role, Role.process_id == Process.id)
        .join(Party, Party.id == Role.party_id)
    )
    classes = select(Process.ocid, ItemClass.code).join(ItemClass, ItemClass.process_id == Process.id)
    flags = select(Process.ocid, FlagRow.code, FlagRow.value, FlagRow.sentence).join(
        FlagRow, FlagRow.process_id == Process.id
    )

    def found(query: Any, amount: int = -1) -> Iterator[tuple[Any, ...]]:
        ordered = query.where(Process.source_id == source.id).order_by(Process.id)
        for row in session.execute(ordered.execution_options(yield_per=_BATCH)):
            yield tuple(_plain(sharing.money(value)) if place == amount else value for place, value in enumerate(row))

    return {
        "process": (tuple(map(_plain, row)) for row in sharing.rows(session, source.slug)),
        "party": found(roles, 6),
        "item_class": found(classes),
        "red_flag": found(flags),
    }


def _plain(value: Any) -> Any:
    """A decimal as text: SQLite has none."""
    return value if value is None or isinstance(value, str | int) else format(value, "f")
