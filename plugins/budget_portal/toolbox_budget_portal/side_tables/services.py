"""What changes a side table: a draft with its original file, publication through the log, withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Entity
from toolbox_budget_portal.side_tables.table import PLUGIN, YEAR, SideTable
from toolbox_core import (
    DatasetVersion,
    FileStore,
    ImportReport,
    InputError,
    Problem,
    PublicationEntry,
    PublicationError,
    create_draft,
    discard_draft,
    finish_draft,
    object_topic,
    publish,
    put_search,
    store_source,
    version_hash,
    withdraw,
)


def owner_of(session: Session, slug: str) -> Entity:
    """The entity that a side table stands beside. Raises ``InputError`` when it has no budgets yet."""
    owner = session.scalar(select(Entity).where(Entity.slug == slug))
    if owner is None:
        known = ", ".join(session.scalars(select(Entity.slug).order_by(Entity.slug))) or "none yet"
        raise InputError(f"There are no budgets of {slug[:64]!r}.", fix=f"Entities with budgets: {known}.")
    return owner


def open_draft(
    session: Session,
    table: SideTable,
    *,
    entity: str,
    part: object,
    title: str,
    mapping: Mapping[str, Any],
    licence: str = "",
    by: str = "",
) -> DatasetVersion:
    """Begin the next version of a dataset; ``mapping`` has the table's mark. Rows are stored under its ``id`` next."""
    return create_draft(
        session,
        plugin=PLUGIN,
        dataset=table.dataset_of(entity, part),
        title=title,
        mapping=mapping,
        licence=licence,
        by=by,
    )


def close_draft(
    session: Session,
    files: FileStore,
    table: SideTable,
    version: DatasetVersion,
    path: Path,
    *,
    rows_read: int,
    rows_stored: int,
    notes: Sequence[str],
    problems: Sequence[Problem] = (),
    encoding: str = "utf-8",
    role: str = "",
    dialect: Mapping[str, Any] | None = None,
) -> int:
    """Complete a draft with its report and the kept original; returns its id. ``role`` is the table's name at first.

    ``problems`` are warnings about rows that were stored as they stand.
    """
    source = store_source(session, files, path, name=path.name, encoding=encoding, licence=version.licence)
    report = ImportReport(
        name=version.title, version=version.id, rows_read=rows_read, rows_stored=rows_stored, notes=list(notes)
    )
    for problem in problems:
        report.add(problem)
    finish_draft(
        session,
        version,
        report=report.finish().to_dict(),
        row_count=rows_stored,
        sources=[(source, role or table.name, dialect or {})],
    )
    return version.id


def publish_table(session: Session, table: SideTable, version: DatasetVersion, *, by: str) -> PublicationEntry:
    """Make a draft what everybody reads; followers of the entity or year hear of it. Raises ``PublicationError``."""
    entry = publish(
        session,
        version,
        content_sha256=version_hash(table.version_tables(session, version.id)),
        by=by,
        address=table.address(version),
        topics=_topics(table, version),
    )
    if table.announce is not None:
        table.announce(session, version, by)
    _index(session, table, version)
    return entry


def withdraw_table(
    session: Session, table: SideTable, version: DatasetVersion, *, by: str, reason: str
) -> PublicationEntry:
    """Take a published version back, with the reason. Raises ``PublicationError``."""
    entry = withdraw(session, version, by=by, reason=reason, topics=_topics(table, version))
    _index(session, table, version)
    return entry


def _index(session: Session, table: SideTable, version: DatasetVersion) -> None:
    """Let exactly what is public of a dataset be found."""
    if table.finds is not None:
        put_search(session, PLUGIN, table.documents(session, version.dataset), dataset=version.dataset)


def _topics(table: SideTable, version: DatasetVersion) -> list[str]:
    """Who hears of a version: those who follow the entity, or this year of it."""
    entity, part = table.of(version)
    found = [object_topic(PLUGIN, "entity", entity)]
    if table.part == YEAR:
        found.append(object_topic(PLUGIN, "year", f"{entity}/{part}"))
    return found


def discard_table(session: Session, table: SideTable, version: DatasetVersion) -> None:
    """Delete a draft with its rows. Raises ``PublicationError`` for anything else."""
    if version.status != "draft":
        raise PublicationError(f"Version {version.id} is {version.status}; only a draft can be discarded.")
    for stored in table.stored:
        session.execute(delete(stored).where(stored.version_id == version.id))
    discard_draft(session, version)
