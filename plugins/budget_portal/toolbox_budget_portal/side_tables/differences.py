"""What a draft of a side table changes against what is public: its sum, the rows that are new, those that are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from toolbox_budget_portal.side_tables.table import SideTable
from toolbox_core import N_, DatasetVersion, ImportChanges, ImportTable

SHOWN = 100
"""Rows of one kind of change that are listed; all of them are counted."""
ROW = "source_row"


def differences(session: Session, table: SideTable, version: DatasetVersion) -> ImportChanges | None:
    """A draft against the public version of the same dataset; ``None`` when there is none.

    Rows are compared whole, without the number of the row they were read from: a changed row is gone and new.
    """
    before = table.current(session, *table.of(version))
    if before is None or before.id == version.id:
        return None
    left: Counter[int] = Counter()
    for row in _rows(session, table, version):
        left[hash(row)] += 1
    for row in _rows(session, table, before):
        left[hash(row)] -= 1
    more = Counter({key: count for key, count in left.items() if count > 0})
    fewer = Counter({key: -count for key, count in left.items() if count < 0})
    tables = [
        _listed(session, table, version, N_("New rows"), more),
        _listed(session, table, before, N_("Vanished rows"), fewer),
    ]
    if table.summed:
        tables.insert(0, _sums(session, table, before, version))
    return ImportChanges(against=before.title, current=True, tables=tables)


def _rows(session: Session, table: SideTable, version: DatasetVersion) -> Iterator[tuple[Any, ...]]:
    kept = [at for at, column in enumerate(table.columns) if column.name != ROW]
    for row in table.records(session, version):
        yield tuple(row[at] for at in kept)


def _sums(session: Session, table: SideTable, before: DatasetVersion, now: DatasetVersion) -> ImportTable:
    at = next(at for at, column in enumerate(table.columns) if column.name == table.summed)
    old, new = (
        sum((row[at] for row in table.records(session, version) if row[at] is not None), Decimal(0))
        for version in (before, now)
    )
    digits = max(0, *(-int(amount.as_tuple().exponent) for amount in (old, new)))
    return ImportTable(
        title=N_("Changed totals"),
        columns=[N_("Part"), N_("Before"), N_("Now"), N_("Change")],
        rows=[(table.columns[at].title, old, new, new - old)],
        count=1,
        digits=digits,
        words=1,
    )


def _listed(
    session: Session, table: SideTable, version: DatasetVersion, title: str, wanted: Counter[int]
) -> ImportTable:
    columns = [column for column in table.columns if column.name != ROW]
    count, shown = wanted.total(), list[tuple[Any, ...]]()
    if count:
        for row in _rows(session, table, version):
            if wanted[hash(row)] > 0:
                wanted[hash(row)] -= 1
                shown.append(row)
            if len(shown) == min(SHOWN, count):
                break
    return ImportTable(
        title=title,
        columns=[column.title or column.name for column in columns],
        rows=[tuple(_cell(cell) for cell in row) for row in shown],
        count=count,
    )


def _cell(cell: Any) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell)
