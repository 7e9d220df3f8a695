"""Files into a draft, in pieces that are kept as they come, so that an import that was killed goes on where it was.

A release whose body is there already, byte for byte, is counted as a duplicate and not stored again: running the same
import twice changes nothing.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Table, delete, func, or_, select
from sqlalchemy.orm import Session

from toolbox_core import (
    DatasetVersion,
    FileStore,
    InputError,
    SourceFile,
    bulk_insert,
    collector_off,
    create_draft,
    discard_draft,
    find_version,
    finish_draft,
    store_source,
)
from toolbox_procurement.checking.run import Checker
from toolbox_procurement.issues import Issues
from toolbox_procurement.loading.outcome import DROPPED, Outcome
from toolbox_procurement.loading.sources import take_source
from toolbox_procurement.models import File, Package, Release, Source
from toolbox_procurement.reading.releases import BARE, ReleaseText, read_releases
from toolbox_procurement.reading.releases import Package as Envelope
from toolbox_procurement.schema import Schema

PLUGIN: Final = "procurement"
CHUNK: Final = 5_000
"""Releases that are stored together; what is lost at most when an import is killed."""
LEVEL: Final = 1
"""How hard bodies are compressed: the quickest level takes away three quarters already."""
_COUNTED: Final = ("releases", "duplicates", "rejected")
Begin = Callable[[], AbstractContextManager[Session]]
_COLUMNS: Final = (
    *("source_id", "version_id", "file_id", "package_id", "ocid", "release_id", "date", "tag", "old", "sha256"),
    *("line", "pointer", "body"),
)
_encode = msgspec.json.Encoder(decimal_format="number", order="deterministic").encode


@dataclass(slots=True)
class _Waiting:
    """Releases that were read and wait to be stored together; ``None`` stands for one that could not be used."""

    rows: list[dict[str, Any] | None] = field(default_factory=list)
    packages: dict[int, Envelope] = field(default_factory=dict)


def load_files(
    begin: Begin,
    files: FileStore,
    paths: Sequence[Path],
    *,
    source: str,
    name: str = "",
    country: str = "",
    licence: str = "",
    jurisdiction: str | None = None,
    by: str = "",
    schemas: tuple[Schema, ...] = (),
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Load files into a draft of ``source``, checked by the standard and by ``schemas`` of the site.

    ``begin()`` opens a write transaction; it is called once for each piece. ``files`` is the site's folder of kept
    originals. Raises ``ProcurementFileError`` when a file cannot be read at all, ``InputError`` for a source that
    cannot be; then the draft is gone again unless it holds pieces to go on with.
    """
    with begin() as session:
        found = take_source(session, source, name=name, country=country, licence=licence, jurisdiction=jurisdiction)
        source_id = found.id
        version_id, entries = _begin(session, files, found, paths, by)
    outcome = Outcome(version=version_id)
    checker = Checker(schemas)
    try:
        for file_id, path in zip(entries, paths, strict=True):
            with collector_off():
                _load(begin, checker, outcome, path, _Place(source_id, version_id, file_id), progress)
    except BaseException:
        _forget_empty(begin, version_id)
        raise
    report = checker.report()
    outcome.packages = report.counts["packages"]
    outcome.processes = report.counts["processes"]
    outcome.issues.merge(report.issues)
    with begin() as session:
        _finish(session, outcome, version_id, entries)
    return outcome


@dataclass(frozen=True, slots=True)
class _Place:
    source_id: int
    version_id: int
    file_id: int


def _begin(session: Session, files: FileStore, source: Source, paths: Sequence[Path], by: str) -> tuple[int, list[int]]:
    """The draft and its files: those of an import that was killed, when it had the same files; else new ones."""
    kept = [_keep(session, files, path) for path in paths]
    hashes = [one.sha256 for one in kept]
    unfinished = (
        select(File.version_id)
        .join(DatasetVersion, DatasetVersion.id == File.version_id)
        .where(File.source_id == source.id, File.status == "reading", DatasetVersion.status == "draft")
        .order_by(File.id.desc())
    )
    for version_id in session.scalars(unfinished).all():
        rows = session.scalars(select(File).where(File.version_id == version_id).order_by(File.id)).all()
        if [row.sha256 for row in rows] == hashes:
            return version_id, [row.id for row in rows]
    number = (session.scalar(select(func.max(File.id))) or 0) + 1
    version = create_draft(
        session,
        plugin=PLUGIN,
        dataset=f"{PLUGIN}/{source.slug}",
        title=f"Contracts of {source.name}"[:200],
        slices=[f"import-{number}"],
        licence=source.licence[:64],
        by=by,
    )
    entries = []
    for path, one in zip(paths, kept, strict=True):
        row = File(source_id=source.id, version_id=version.id, name=path.name[:255], sha256=one.sha256)
        session.add(row)
        session.flush()
        entries.append(row.id)
    return version.id, entries


def _keep(session: Session, files: FileStore, path: Path) -> SourceFile:
    if path.is_dir():
        raise InputError(f"{path} is a folder.", fix="Name the files inside it.")
    return store_source(session, files, path, name=path.name, media_type="application/json")


def _load(
    begin: Begin,
    checker: Checker,
    outcome: Outcome,
    path: Path,
    place: _Place,
    progress: Callable[[int], None] | None,
) -> None:
    """Read, check and store one file; releases that an earlier run stored are only counted."""
    with begin() as session:
        row = session.get_one(File, place.file_id)
        done, counts = row.done, {name: int(row.counts.get(name, 0)) for name in _COUNTED}
        checker.issues = Issues.from_list(row.issues)
    reading = Issues()  # what reading finds is found anew each time; what the checks found stands in the file's row
    waiting = _Waiting()
    count = 0
    for release in read_releases(path, reading):
        count += 1
        value = checker.take(release, known=count <= done)
        if count <= done:
            continue
        waiting.rows.append(_row(release, value, waiting))
        if len(waiting.rows) >= CHUNK:
            _store(begin, checker, counts, place, waiting, count)
            waiting = _Waiting()
            if progress is not None:
                progress(count)
    _store(begin, checker, counts, place, waiting, count, status="done")
    outcome.resumed += done
    for name, number in counts.items():
        setattr(outcome, name, getattr(outcome, name) + number)
    outcome.rejected += sum(reading.count(rule) for rule in DROPPED)
    outcome.issues.merge(reading)
    outcome.issues.merge(checker.issues)
    checker.issues = Issues()


def _row(release: ReleaseText, value: dict[str, Any] | None, waiting: _Waiting) -> dict[str, Any] | None:
    ocid = value.get("ocid") if value is not None else None
    if value is None or not isinstance(ocid, str) or not ocid.strip("\0 ") or len(ocid) > 255:
        return None
    text = _utf8(bytes(release.text).strip())
    tags = value.get("tag")
    package = 0
    if release.package is not BARE:
        package = id(release.package)
        waiting.packages[package] = release.package
    return {
        "ocid": ocid.replace("\0", ""),
        "release_id": str(value.get("id") or "").replace("\0", ""),
        "date": str(value.get("date") or "").replace("\0", "")[:64],
        "tag": ",".join(str(one) for one in tags)[:255] if isinstance(tags, list) else str(tags or "")[:255],
        "old": int(release.package is not BARE and release.package.version == "1.0"),
        "package": package,
        "sha256": hashlib.sha256(text).hexdigest(),
        "line": release.line,
        "pointer": release.prefix,
        "body": text,
    }


def _utf8(text: bytes) -> bytes:
    try:
        text.decode()
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace").encode()
    return text


def _store(
    begin: Begin,
    checker: Checker,
    counts: dict[str, int],
    place: _Place,
    waiting: _Waiting,
    count: int,
    status: str = "reading",
) -> None:
    with begin() as session:
        usable = [row for row in waiting.rows if row is not None]
        known = _known(session, place.source_id, {row["sha256"] for row in usable})
        fresh = []
        for row in usable:
            if row["sha256"] not in known:
                known.add(row["sha256"])
                fresh.append(row)
        packages = {key: _package(session, place.file_id, one) for key, one in waiting.packages.items()}
        table = Release.__table__
        assert isinstance(table, Table)
        bulk_insert(
            session,
            table,
            _COLUMNS,
            (
                (
                    *(place.source_id, place.version_id, place.file_id, packages.get(row["package"])),
                    *(row["ocid"], row["release_id"], row["date"], row["tag"], row["old"], row["sha256"]),
                    *(row["line"], row["pointer"], zlib.compress(row["body"], LEVEL)),
                )
                for row in fresh
            ),
        )
        counts["releases"] += len(fresh)
        counts["duplicates"] += len(usable) - len(fresh)
        counts["rejected"] += len(waiting.rows) - len(usable)
        file = session.get_one(File, place.file_id)
        file.done, file.status, file.counts = count, status, dict(counts)
        file.issues = checker.issues.to_list()


def _known(session: Session, source_id: int, hashes: set[str]) -> set[str]:
    """Which of these bodies are there already, in a draft or in something published."""
    found: set[str] = set()
    listed = sorted(hashes)
    for start in range(0, len(listed), 500):
        part = listed[start : start + 500]
        query = (
            select(Release.sha256)
            .join(DatasetVersion, DatasetVersion.id == Release.version_id)
            .where(
                Release.source_id == source_id,
                Release.sha256.in_(part),
                or_(DatasetVersion.status == "draft", DatasetVersion.status == "published"),
            )
        )
        found.update(session.scalars(query))
    return found


def _package(session: Session, file_id: int, package: Envelope) -> int:
    text = _encode(package.envelope)
    sha256 = hashlib.sha256(text).hexdigest()
    known = session.scalar(select(Package.id).where(Package.file_id == file_id, Package.sha256 == sha256))
    if known is not None:
        return known
    envelope = msgspec.json.decode(text)
    row = Package(file_id=file_id, kind=package.kind, version=package.version[:8], sha256=sha256, envelope=envelope)
    session.add(row)
    session.flush()
    return row.id


def _finish(session: Session, outcome: Outcome, version_id: int, entries: Sequence[int]) -> None:
    version = find_version(session, version_id)
    if not outcome.releases:
        _discard(session, version)
        outcome.version = None
        return
    rows = session.scalars(select(File).where(File.id.in_(entries)).order_by(File.id)).all()
    kept = {
        one.sha256: one
        for one in session.scalars(select(SourceFile).where(SourceFile.sha256.in_([row.sha256 for row in rows])))
    }
    finish_draft(
        session,
        version,
        report=outcome.report(version.title),
        row_count=outcome.releases,
        sources=[(kept[row.sha256], row.name[:200], {}) for row in rows],
    )


def _forget_empty(begin: Begin, version_id: int) -> None:
    """Leave no draft behind that holds nothing."""
    with begin() as session:
        held = session.scalar(select(func.count()).select_from(Release).where(Release.version_id == version_id))
        if not held:
            _discard(session, find_version(session, version_id))


def _discard(session: Session, version: DatasetVersion) -> None:
    files = select(File.id).where(File.version_id == version.id)
    session.execute(delete(Release).where(Release.version_id == version.id))
    session.execute(delete(Package).where(Package.file_id.in_(files)))
    session.execute(delete(File).where(File.version_id == version.id))
    discard_draft(session, version)


def discard_version(session: Session, version_id: int) -> None:
    """Delete a draft and its releases. Raises ``NotFound``, and ``PublicationError`` when it is no draft."""
    version = find_version(session, version_id)
    if version.status != "draft":
        discard_draft(session, version)  # refuses, in its own words
    _discard(session, version)
