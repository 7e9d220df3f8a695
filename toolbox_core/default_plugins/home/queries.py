"""What the first page says about everything published here: the latest entries, and one whole trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from toolbox_core.db.models import DatasetVersion, PublicationEntry, SourceFile, VersionSource
from toolbox_core.services.provenance import PUBLISHED, publication_log

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LATEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """One entry of the publication log. ``dataset`` is ``<plugin>/<slug>``; ``note`` a withdrawal's reason."""

    number: int
    at: datetime
    action: str
    title: str
    dataset: str
    version: int
    rows: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How the newest published version leads back to its original: version, file, entry of the log."""

    title: str
    dataset: str
    version: int
    rows: int
    file: str
    sha256: str
    entry: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is public now: counts over current versions, the latest entries of the log, and one trace."""

    datasets: int
    rows: int
    files: int
    entries: int
    latest: tuple[Latest, ...]
    trace: Trace | None


def published(session: Session) -> Published:
    """Counts, the latest publications and one trace; all zero and empty on a new site."""
    current = DatasetVersion.status == PUBLISHED
    datasets, rows = session.execute(
        select(
            func.count(DatasetVersion.dataset.distinct()), func.coalesce(func.sum(DatasetVersion.row_count), 0)
        ).where(current)
    ).one()
    files = session.scalar(
        select(func.count(VersionSource.source_id.distinct()))
        .join(DatasetVersion, DatasetVersion.id == VersionSource.version_id)
        .where(current)
    )
    return Published(
        datasets=int(datasets),
        rows=int(rows),
        files=int(files or 0),
        entries=int(session.scalar(select(func.count(PublicationEntry.number))) or 0),
        latest=_latest(session),
        trace=_trace(session),
    )


def _latest(session: Session) -> tuple[Latest, ...]:
    entries = publication_log(session, limit=LATEST)
    wanted = [entry.version_id for entry in entries]
    query = select(DatasetVersion.id, DatasetVersion.row_count).where(DatasetVersion.id.in_(wanted))
    rows = {row.id: row.row_count for row in session.execute(query)}
    return tuple(
        Latest(
            number=entry.number,
            at=entry.at,
            action=entry.action,
            title=entry.title,
            dataset=entry.dataset,
            version=entry.version_number,
            rows=int(rows.get(entry.version_id, 0)),
            note=entry.note if entry.action != "publish" else "",
        )
        for entry in entries
    )


def _trace(session: Session) -> Trace | None:
    found = session.execute(
        select(DatasetVersion, SourceFile, PublicationEntry)
        .join(VersionSource, VersionSource.version_id == DatasetVersion.id)
        .join(SourceFile, SourceFile.id == VersionSource.source_id)
        .join(PublicationEntry, PublicationEntry.version_id == DatasetVersion.id)
        .where(DatasetVersion.status == PUBLISHED, PublicationEntry.action == "publish")
        .order_by(PublicationEntry.number.desc(), VersionSource.position)
        .limit(1)
    ).first()
    if found is None:
        return None
    version, source, entry = found
    return Trace(
        title=version.title,
        dataset=version.dataset,
        version=version.number,
        rows=version.row_count,
        file=source.name,
        sha256=source.sha256,
        entry=entry.number,
        at=entry.at,
    )
