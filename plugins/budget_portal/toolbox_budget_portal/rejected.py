"""The rows that an import could not store, each with its reason and as it stands in the original file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.exceptions import UnknownVersion
from toolbox_budget_portal.models import BudgetVersion, RejectedRow
from toolbox_core import Column, FileStore, LimitSettings, Problem, VersionSource, open_table, source_path

COLUMNS = (
    Column(name="file"),
    Column(name="row", type="integer"),
    Column(name="column"),
    Column(name="value"),
    Column(name="rule"),
    Column(name="message"),
    Column(name="record"),
)


def rejected_rows(
    session: Session, files: FileStore, version_id: int, limits: LimitSettings | None = None
) -> Iterator[tuple[Any, ...]]:
    """Rejected rows of a version in the order of its files, as ``COLUMNS`` says; ``record`` is the row's cells.

    ``files`` is the site's folder of kept originals. Raises ``UnknownVersion``, or ``NotFound`` when an original is
    gone.
    """
    if session.get(BudgetVersion, version_id) is None:
        raise UnknownVersion(f"There is no budget version {version_id}.", fix="`toolbox budget versions` lists them.")
    return _rows(session, files, version_id, limits)


def _rows(
    session: Session, files: FileStore, version_id: int, limits: LimitSettings | None
) -> Iterator[tuple[Any, ...]]:
    sources = select(VersionSource).where(VersionSource.version_id == version_id).order_by(VersionSource.position)
    for link in session.scalars(sources).all():
        query = (
            select(RejectedRow)
            .where(RejectedRow.version_id == version_id, RejectedRow.resource == link.position)
            .order_by(RejectedRow.source_row)
        )
        rejected = session.scalars(query).all()
        if not rejected:
            continue
        records = _records(source_path(files, link.source), link.dialect, {row.source_row for row in rejected}, limits)
        for row in rejected:
            record = records.get(row.source_row, "")
            yield link.source.name, row.source_row, row.column, row.value, row.rule, row.message, record


def _records(path: Path, dialect: dict[str, Any], wanted: set[int], limits: LimitSettings | None) -> dict[int, str]:
    """The wanted records of an original, their cells joined by its delimiter."""
    found: dict[int, str] = {}

    def unreadable(problem: Problem) -> None:
        if problem.row in wanted:
            found[problem.row] = problem.value

    options: dict[str, Any] = dialect if limits is None else {**dialect, "limits": limits}
    with open_table(path, **options) as table:
        for number, cells in table.rows(unreadable):
            if number in wanted:
                found[number] = (table.delimiter or ";").join(cells)
    return found
