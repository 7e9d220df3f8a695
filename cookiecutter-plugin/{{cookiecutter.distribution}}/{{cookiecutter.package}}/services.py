"""What writes: drafts, publication, and taking a draft back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session
from toolbox_core import (
    DatasetVersion,
    ImportReport,
    Problem,
    SourceFile,
    create_draft,
    discard_draft,
    find_version,
    finish_draft,
    publish,
    put_search,
    version_hash,
)

from {{ cookiecutter.package }} import queries, sharing
from {{ cookiecutter.package }}.exceptions import EntriesError
from {{ cookiecutter.package }}.models import Entry
from {{ cookiecutter.package }}.rows import Row

PLUGIN = "{{ cookiecutter.id }}"
BATCH = 1000


def begin(session: Session, *, by: str) -> DatasetVersion:
    """Begin the next version of the entries."""
    return create_draft(session, plugin=PLUGIN, dataset=queries.DATASET, title=queries.TITLE, by=by)


def store(session: Session, version: int, rows: Iterable[Row], report: ImportReport) -> None:
    """Store entries under a draft. A code that is there already is refused and reported, not overwritten."""
    known = set(session.scalars(select(Entry.code).where(Entry.version_id == version)))
    batch: list[dict[str, Any]] = []
    for row in rows:
        if row.code in known:
            report.rows_stored -= 1
            report.rows_rejected += 1
            message = "The code stands in an earlier row, too. One of the two is wrong."
            report.add(Problem(row=row.number, column="code", value=row.code, rule="code-twice", message=message))
            continue
        known.add(row.code)
        batch.append(
            {
                "version_id": version,
                "code": row.code,
                "name": row.name,
                "kind": row.kind,
                "since": row.since,
                "source_row": row.number,
            }
        )
    for start in range(0, len(batch), BATCH):
        session.execute(insert(Entry), batch[start : start + BATCH])


def finish(
    session: Session,
    version: DatasetVersion,
    report: ImportReport,
    sources: Iterable[tuple[SourceFile, str, Mapping[str, Any]]] = (),
) -> None:
    """Complete a draft. Raises ``EntriesError`` when nothing could be stored."""
    count = session.scalar(select(func.count()).where(Entry.version_id == version.id)) or 0
    if not count:
        reasons = ", ".join(f"{number} times {rule}" for rule, number in sorted(report.counts.items()))
        raise EntriesError(f"Nothing could be stored{': ' + reasons if reasons else ''}.", fix="Nothing was changed.")
    report.version = version.id
    finish_draft(session, version, report=report.finish().to_dict(), row_count=count, sources=list(sources))


def draft_typed(session: Session, rows: Iterable[Row], *, by: str) -> DatasetVersion:
    """Make a draft of entries that somebody typed. Raises ``EntriesError`` when there are none."""
    report = ImportReport(name="typed")
    given = list(rows)
    report.rows_read = report.rows_stored = len(given)
    version = begin(session, by=by)
    store(session, version.id, given, report)
    finish(session, version, report)
    return version


def publish_version(session: Session, version_id: int, by: str, accepted: int = 0) -> None:
    """Make a draft public. Raises ``EntriesError`` when rows were refused that nobody ``accepted`` to leave out."""
    version = _own(session, version_id)
    refused = int(version.report.get("rows_rejected", 0))
    if refused != accepted:
        raise EntriesError(
            f"{refused} rows of version {version_id} could not be stored.",
            fix=f"Mend the file, or accept to publish without them (--accept-rejected {refused}).",
        )
    content = version_hash(queries.version_tables(session, version_id))
    publish(session, version, content_sha256=content, by=by, address=queries.LANDING)
    put_search(session, PLUGIN, sharing.documents(session, queries.DATASET), dataset=queries.DATASET)


def discard_version(session: Session, version_id: int) -> None:
    """Forget a draft and its rows."""
    version = _own(session, version_id)
    session.execute(delete(Entry).where(Entry.version_id == version_id))
    discard_draft(session, version)


def _own(session: Session, version_id: int) -> DatasetVersion:
    version = find_version(session, version_id)
    if version.plugin != PLUGIN:
        raise EntriesError(f"Version {version_id} belongs to another module.", fix="Look at `toolbox data list`.")
    return version
