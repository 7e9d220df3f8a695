"""Versions, their originals and the log, as the pages show them. Drafts are never shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from toolbox_core.db.models import DatasetVersion, PublicationEntry, Redaction, SourceFile, VersionSource
from toolbox_core.exceptions import NotFound
from toolbox_core.services.provenance import DRAFT, PUBLISHED, SUPERSEDED
from toolbox_core.services.redaction import redactions

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A kept file. ``open`` says whether it may be downloaded: files of withdrawn versions may not, nor originals that
    have a redacted copy. ``reason``: of a redacted copy and of its original, what was taken out and why."""

    name: str
    sha256: str
    bytes: int
    encoding: str
    media_type: str
    licence: str
    url: str
    resource: str
    dialect: Mapping[str, Any]
    open: bool
    redacted: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version that is or was public. ``status`` is published, superseded or withdrawn."""

    id: int
    dataset: str
    number: int
    title: str
    status: str
    rows: int
    slices: Sequence[str]
    licence: str
    content_sha256: str
    published_at: datetime | None
    withdrawn_at: datetime | None
    superseded_by: int | None
    report: Mapping[str, Any]
    originals: tuple[Original, ...]

    @property
    def is_open(self) -> bool:
        """Whether its content and originals may be downloaded: withdrawn versions are closed."""
        return self.status in (PUBLISHED, SUPERSEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the publication log. ``reason`` is given for withdrawals."""

    number: int
    at: datetime
    action: str
    dataset: str
    version: int
    title: str
    content_sha256: str
    entry_sha256: str
    actor: str
    reason: str


def versions(session: Session, dataset: str) -> list[Version]:
    """All versions of a dataset that are or were public, newest first."""
    query = (
        select(DatasetVersion)
        .where(DatasetVersion.dataset == dataset, DatasetVersion.status != DRAFT)
        .options(selectinload(DatasetVersion.sources).joinedload(VersionSource.source))
        .order_by(DatasetVersion.number.desc())
    )
    found = list(session.scalars(query))
    numbers = {version.id: version.number for version in found}
    copies = redactions(session, {link.source_id for version in found for link in version.sources})
    return [_version(version, numbers, copies) for version in found]


def version(session: Session, dataset: str, number: int) -> tuple[Version, list[Entry]]:
    """One version and its entries in the log, oldest first. Raises ``NotFound``, for drafts too."""
    for found in versions(session, dataset):
        if found.number == number:
            query = select(PublicationEntry).where(PublicationEntry.version_id == found.id)
            return found, [_entry(entry) for entry in session.scalars(query.order_by(PublicationEntry.number))]
    raise NotFound(
        f"There is no version {number} of {dataset!r} here.", fix="The dataset's page lists all of its versions."
    )


def seals(session: Session, version_ids: Sequence[int]) -> dict[int, str]:
    """The content hashes of published versions by id."""
    query = select(DatasetVersion.id, DatasetVersion.content_sha256).where(DatasetVersion.id.in_(version_ids))
    return {row.id: row.content_sha256 for row in session.execute(query)}


def newest_dataset(session: Session) -> str:
    """The dataset that was published last and is in force; empty when there is none."""
    query = select(DatasetVersion.dataset).where(DatasetVersion.status == PUBLISHED)
    return session.scalar(query.order_by(DatasetVersion.published_at.desc(), DatasetVersion.id.desc()).limit(1)) or ""


def log_after(session: Session, number: int, dataset: str, limit: int) -> list[PublicationEntry]:
    """At most ``limit`` entries of the publication log after ``number``, oldest first; of one dataset when given."""
    query = select(PublicationEntry).where(PublicationEntry.number > number)
    if dataset:
        query = query.where(PublicationEntry.dataset == dataset)
    return list(session.scalars(query.order_by(PublicationEntry.number).limit(limit)))


def original(session: Session, sha256: str) -> SourceFile:
    """A kept file by its hash, when a version that is public or was replaced was read from it, or when it is the
    redacted copy of such a file. Raises ``NotFound``."""
    public = (
        select(VersionSource.source_id)
        .join(DatasetVersion, DatasetVersion.id == VersionSource.version_id)
        .where(DatasetVersion.status.in_((PUBLISHED, SUPERSEDED)))
    )
    copies = select(Redaction.copy_id).where(Redaction.source_id.in_(public))
    found = session.scalar(
        select(SourceFile).where(SourceFile.sha256 == sha256, or_(SourceFile.id.in_(public), SourceFile.id.in_(copies)))
    )
    if found is None:
        raise NotFound("There is no public file with this checksum.", fix="The dataset's page lists its originals.")
    return found


def log_length(session: Session) -> int:
    """How many entries the publication log has."""
    return int(session.scalar(select(func.count(PublicationEntry.number))) or 0)


def log(session: Session, page: int, size: int) -> tuple[list[Entry], int]:
    """One page of the publication log, newest first, and the number of all entries."""
    query = select(PublicationEntry).order_by(PublicationEntry.number.desc()).offset((page - 1) * size).limit(size)
    return [_entry(entry) for entry in session.scalars(query)], log_length(session)


def _version(version: DatasetVersion, numbers: Mapping[int, int], copies: Mapping[int, Redaction]) -> Version:
    is_open = version.status in (PUBLISHED, SUPERSEDED)
    return Version(
        id=version.id,
        dataset=version.dataset,
        number=version.number,
        title=version.title,
        status=version.status,
        rows=version.row_count,
        slices=version.slices,
        licence=version.licence,
        content_sha256=version.content_sha256,
        published_at=version.published_at,
        withdrawn_at=version.withdrawn_at,
        superseded_by=numbers.get(version.superseded_by) if version.superseded_by else None,
        report=version.report,
        originals=tuple(
            one for link in version.sources for one in _originals(link, copies.get(link.source_id), is_open=is_open)
        ),
    )


def _originals(link: VersionSource, redaction: Redaction | None, *, is_open: bool) -> Iterator[Original]:
    """The original, or the copy that is offered and the original that is not."""
    if redaction is not None:
        yield _original(link, redaction.copy, offered=is_open, redacted=True, reason=redaction.reason)
    yield _original(
        link, link.source, offered=is_open and redaction is None, reason=redaction.reason if redaction else ""
    )


def _original(
    link: VersionSource, source: SourceFile, *, offered: bool, redacted: bool = False, reason: str
) -> Original:
    return Original(
        name=source.name,
        sha256=source.sha256,
        bytes=source.bytes,
        encoding=source.encoding,
        media_type=source.media_type,
        licence=source.licence,
        url=source.url,
        resource=link.resource,
        dialect=link.dialect,
        open=offered,
        redacted=redacted,
        reason=reason,
    )


def _entry(entry: PublicationEntry) -> Entry:
    return Entry(
        number=entry.number,
        at=entry.at,
        action=entry.action,
        dataset=entry.dataset,
        version=entry.version_number,
        title=entry.title,
        content_sha256=entry.content_sha256,
        entry_sha256=entry.entry_sha256,
        actor=entry.actor,
        reason=entry.note if entry.action == "withdraw" else "",
    )
