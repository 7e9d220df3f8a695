"""Where every figure comes from: kept originals, dataset versions, and the publication log with its hash chain.

A version begins as a *draft*, becomes *published* in one transaction, and later *superseded* (a newer version covers
the same slices) or *withdrawn*. Rows of a published version never change.

The publication log is a chain: the hash of an entry is the SHA-256 of the entry's fields as JSON (UTF-8, keys sorted,
no spaces), one of which is the hash of the entry before it; the first entry names sixty-four zeros. Changing, removing
or inserting any entry breaks every hash after it, and anybody who kept one published hash can prove it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, func, select
from sqlalchemy.orm import Session

from toolbox_core.config import FileStore
from toolbox_core.db.base import utcnow
from toolbox_core.db.generation import bump
from toolbox_core.db.models import DatasetVersion, PublicationEntry, SourceFile, VersionSource
from toolbox_core.exceptions import NotFound, PublicationError
from toolbox_core.services.audit import record
from toolbox_core.services.files import StagedFile, check_file, find_file, stage_file
from toolbox_core.services.notifications.events import announce

DRAFT, PUBLISHED, SUPERSEDED, WITHDRAWN = "draft", "published", "superseded", "withdrawn"
WHOLE = "all"
"""The slice of a dataset that has no parts; it overlaps every other slice."""
CHAIN_START = "0" * 64


def store_source(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    name: str,
    encoding: str = "",
    media_type: str = "",
    licence: str = "",
    url: str = "",
) -> SourceFile:
    """Keep an original and remember it. The same content is kept and remembered once, under its first name.

    The copy gets its name in the store when the transaction commits; when it rolls back, nothing is left of it.
    Raises ``UnreadableFile`` when ``path`` cannot be read, ``ToolboxError`` when the store cannot be written.
    """
    staged = stage_file(files, path)
    kept = staged.kept
    known = session.scalar(select(SourceFile).where(SourceFile.sha256 == kept.sha256))
    _settle_at_commit(session, staged)
    if known is not None:
        return known
    source = SourceFile(
        sha256=kept.sha256,
        name=name,
        bytes=kept.bytes,
        encoding=encoding,
        media_type=media_type or "application/octet-stream",
        licence=licence,
        url=url,
    )
    session.add(source)
    session.flush()
    return source


def _settle_at_commit(session: Session, staged: StagedFile) -> None:
    """Tie the copy's fate to the transaction's: of two copies of the same content, either may take the name."""
    connection = session.connection()
    ended: list[bool] = []

    def settle(_: Connection) -> None:
        if not ended:
            staged.settle()
            ended.append(True)

    def discard(_: Connection) -> None:
        if not ended:
            staged.discard()
            ended.append(True)

    event.listen(connection, "commit", settle)
    event.listen(connection, "rollback", discard)


def source_path(files: FileStore, source: SourceFile) -> Path:
    """The kept original on the disk, fetched when the site keeps its originals in a bucket.

    Raises ``NotFound`` when it is gone, ``ToolboxError`` when the bucket does not answer.
    """
    try:
        return find_file(files, source.sha256, source.bytes)
    except NotFound:
        raise NotFound(
            f"The original {source.name} is missing from {files}.", fix="Restore it from a backup."
        ) from None


def create_draft(
    session: Session,
    *,
    plugin: str,
    dataset: str,
    title: str,
    slices: Sequence[str] = (),
    mapping: Mapping[str, Any] | None = None,
    licence: str = "",
    by: str = "",
) -> DatasetVersion:
    """Begin the next version of ``dataset`` (``<plugin>/<slug>``). Rows are then stored under its ``id``.

    ``slices`` names the parts that the version will replace when it is published; none means the whole dataset.
    ``mapping`` is what read the file, kept so that next year's file can be read the same way.
    """
    if dataset.partition("/")[0] != plugin:
        raise PublicationError(f"The dataset {dataset!r} does not belong to the plugin {plugin!r}.")
    last = session.scalar(select(func.max(DatasetVersion.number)).where(DatasetVersion.dataset == dataset))
    version = DatasetVersion(
        plugin=plugin,
        dataset=dataset,
        number=(last or 0) + 1,
        title=title,
        status=DRAFT,
        slices=sorted(set(slices)) or [WHOLE],
        mapping=dict(mapping or {}),
        licence=licence,
        created_by=by,
    )
    session.add(version)
    session.flush()
    return version


def finish_draft(
    session: Session,
    version: DatasetVersion,
    *,
    report: Mapping[str, Any],
    row_count: int,
    sources: Sequence[tuple[SourceFile, str, Mapping[str, Any]]] = (),
) -> DatasetVersion:
    """Complete a draft with the import's report, its number of rows, and ``(source, resource name, dialect)``."""
    _require(version, DRAFT, "completed")
    version.report = dict(report)
    version.row_count = row_count
    version.sources = [
        VersionSource(position=position, source=source, resource=resource, dialect=dict(dialect))
        for position, (source, resource, dialect) in enumerate(sources)
    ]
    session.flush()
    return version


def publish(
    session: Session,
    version: DatasetVersion,
    *,
    content_sha256: str,
    by: str,
    address: str = "",
    topics: Iterable[str] = (),
) -> PublicationEntry:
    """Make a draft the current version of its slices, supersede what it covers, and write the log. One transaction.

    ``content_sha256`` is the hash of the version's rows (see ``version_hash``). Those who follow the dataset, or one of
    ``topics``, hear of it; ``address`` is the page it leads to (else the version's own). Raises ``PublicationError``
    when the version is no draft, has no rows, or covers only a part of a current version.
    """
    bump(session, "data_generation")  # Also the lock that keeps two publications apart on PostgreSQL.
    session.refresh(version)
    _require(version, DRAFT, "published")
    if version.row_count <= 0:
        raise PublicationError(f"{_name(version)} has no rows.", fix="Import the file again and read the report.")
    replaced = _covered(version, current_versions(session, version.dataset))
    version.status = PUBLISHED
    version.content_sha256 = content_sha256
    version.published_at = utcnow()
    version.published_by = by
    for old in replaced:
        old.status = SUPERSEDED
        old.superseded_by = version.id
    note = "supersedes " + ", ".join(str(old.number) for old in replaced) if replaced else ""
    _tell(session, "publish", version, address, topics)
    return _append(session, "publish", version, by=by, note=note)


def withdraw(
    session: Session, version: DatasetVersion, *, by: str, reason: str, topics: Iterable[str] = ()
) -> PublicationEntry:
    """Take a published or superseded version back, with the reason; it stays in the log and keeps its number."""
    if not reason.strip():
        raise PublicationError("A withdrawal needs a reason.", fix="Say in one sentence why the version is withdrawn.")
    bump(session, "data_generation")
    session.refresh(version)
    if version.status not in (PUBLISHED, SUPERSEDED):
        raise PublicationError(f"{_name(version)} is {version.status}; only a published version can be withdrawn.")
    version.status = WITHDRAWN
    version.withdrawn_at = utcnow()
    _tell(session, "withdraw", version, "", topics, summary=reason.strip())
    return _append(session, "withdraw", version, by=by, note=reason.strip())


def _tell(
    session: Session, what: str, version: DatasetVersion, address: str, topics: Iterable[str], summary: str = ""
) -> None:
    """What happened to a version, for those who follow: told in the transaction in which it happens."""
    announce(
        session,
        plugin=version.plugin,
        key=f"{what}:{version.id}",
        title=version.title,
        address=address or f"/data/{version.dataset}/versions/{version.number}",
        topics=[f"dataset:{version.dataset}", *topics],
        summary=summary,
    )


def discard_draft(session: Session, version: DatasetVersion) -> None:
    """Forget a draft. The plugin deletes its own rows of the version first."""
    _require(version, DRAFT, "discarded")
    session.delete(version)
    session.flush()


def find_version(session: Session, version_id: int) -> DatasetVersion:
    """The version of that id. Raises ``NotFound``."""
    version = session.get(DatasetVersion, version_id)
    if version is None:
        raise NotFound(f"There is no version {version_id}.", fix="`toolbox data list` shows the versions.")
    return version


def current_versions(session: Session, dataset: str) -> list[DatasetVersion]:
    """The published versions of a dataset, oldest first: one, or several that cover different slices."""
    query = select(DatasetVersion).where(DatasetVersion.dataset == dataset, DatasetVersion.status == PUBLISHED)
    return list(session.scalars(query.order_by(DatasetVersion.number)))


def all_versions(session: Session, *, plugin: str = "", dataset: str = "") -> list[DatasetVersion]:
    """Versions of every status, by dataset and number; of one plugin or one dataset when given."""
    query = select(DatasetVersion).order_by(DatasetVersion.dataset, DatasetVersion.number)
    if plugin:
        query = query.where(DatasetVersion.plugin == plugin)
    if dataset:
        query = query.where(DatasetVersion.dataset == dataset)
    return list(session.scalars(query))


def publication_log(session: Session, *, dataset: str = "", limit: int = 0) -> list[PublicationEntry]:
    """Entries of the publication log, newest first; of one dataset when given; ``limit`` 0 means all."""
    query = select(PublicationEntry).order_by(PublicationEntry.number.desc())
    if dataset:
        query = query.where(PublicationEntry.dataset == dataset)
    return list(session.scalars(query.limit(limit) if limit else query))


def entry_fields(entry: PublicationEntry) -> dict[str, Any]:
    """What the hash of an entry covers, as JSON-ready values. Published beside the hash, so that anybody can verify."""
    return {
        "number": entry.number,
        "at": _moment(entry.at),
        "action": entry.action,
        "dataset": entry.dataset,
        "version_id": entry.version_id,
        "version_number": entry.version_number,
        "title": entry.title,
        "content_sha256": entry.content_sha256,
        "actor": entry.actor,
        "note": entry.note,
        "previous_sha256": entry.previous_sha256,
    }


def entry_hash(entry: PublicationEntry) -> str:
    """The hash that an entry of the publication log must carry (formula in the module's description)."""
    text = json.dumps(entry_fields(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify_log(session: Session) -> list[str]:
    """Recompute the chain and compare it with the versions. Returns one sentence per fault; none means intact."""
    faults = []
    previous, expected = CHAIN_START, 1
    logged: dict[int, PublicationEntry] = {}
    for entry in session.scalars(select(PublicationEntry).order_by(PublicationEntry.number)):
        if entry.number != expected:
            faults.append(f"Entry {expected} of the publication log is missing (the next one is {entry.number}).")
        if entry.previous_sha256 != previous:
            faults.append(f"Entry {entry.number} of the publication log does not follow the entry before it.")
        if entry_hash(entry) != entry.entry_sha256:
            faults.append(f"Entry {entry.number} of the publication log was changed after it was written.")
        previous, expected = entry.entry_sha256, entry.number + 1
        logged[entry.version_id] = entry
    return faults + _compare_versions(session, logged)


def verify_sources(session: Session, files: FileStore) -> list[str]:
    """Recompute the hash of every kept original. Returns one sentence per fault; none means intact."""
    faults = []
    for source in session.scalars(select(SourceFile).order_by(SourceFile.id)):
        fault = check_file(files, source.sha256, source.bytes)
        if fault:
            faults.append(f"{source.name}: {fault}")
    return faults


def verify_content(session: Session, rehash: Callable[[DatasetVersion], str | None]) -> tuple[list[str], int]:
    """Recompute the content hash of every version that was published and not withdrawn.

    ``rehash(version)`` returns the hash of the version's rows as they are now, or ``None`` when nobody can tell.
    Returns one sentence per fault, and how many versions were compared.
    """
    faults, compared = [], 0
    query = select(DatasetVersion).where(DatasetVersion.status.in_((PUBLISHED, SUPERSEDED))).order_by(DatasetVersion.id)
    for version in session.scalars(query):
        found = rehash(version)
        if found is None:
            continue
        compared += 1
        if found != version.content_sha256:
            faults.append(
                f"{_name(version)} was changed after it was published: its rows now have the hash {found[:12]}…, "
                f"but {version.content_sha256[:12]}… was published."
            )
    return faults, compared


def _compare_versions(session: Session, logged: Mapping[int, PublicationEntry]) -> list[str]:
    faults = []
    query = select(DatasetVersion).where(DatasetVersion.status != DRAFT).order_by(DatasetVersion.id)
    for version in session.scalars(query):
        entry = logged.get(version.id)
        if entry is None:
            faults.append(f"{_name(version)} is {version.status} but is not in the publication log.")
        elif entry.content_sha256 != version.content_sha256:
            faults.append(f"{_name(version)} has another content hash than the publication log.")
        elif (entry.action == "withdraw") != (version.status == WITHDRAWN):
            faults.append(f"{_name(version)} is {version.status}, but its last log entry is {entry.action!r}.")
    return faults


def _append(session: Session, action: str, version: DatasetVersion, *, by: str, note: str) -> PublicationEntry:
    last = session.scalar(select(PublicationEntry).order_by(PublicationEntry.number.desc()).limit(1))
    entry = PublicationEntry(
        number=last.number + 1 if last else 1,
        at=utcnow(),
        action=action,
        dataset=version.dataset,
        version_id=version.id,
        version_number=version.number,
        title=version.title,
        content_sha256=version.content_sha256,
        actor=by,
        note=note,
        previous_sha256=last.entry_sha256 if last else CHAIN_START,
    )
    entry.entry_sha256 = entry_hash(entry)
    session.add(entry)
    detail = {"version": version.number, "entry": entry.entry_sha256} | ({"note": note} if note else {})
    record(session, actor=by, action=f"dataset.{action}", target=version.dataset, detail=detail)
    session.flush()
    return entry


def _covered(version: DatasetVersion, current: Sequence[DatasetVersion]) -> list[DatasetVersion]:
    """Which current versions the new one replaces. Raises when it would replace only a part of one."""
    new, replaced = set(version.slices), []
    for old in current:
        parts = set(old.slices)
        if WHOLE in new or parts <= new:
            replaced.append(old)
        elif WHOLE in parts or parts & new:
            kept = ", ".join(sorted(parts - new))
            raise PublicationError(
                f"{_name(version)} covers only a part of version {old.number}: {kept} would be lost.",
                fix=f"Import {', '.join(sorted(parts))} together, or withdraw version {old.number} first.",
            )
    return replaced


def _require(version: DatasetVersion, status: str, verb: str) -> None:
    if version.status != status:
        raise PublicationError(f"{_name(version)} is {version.status}; only a {status} can be {verb}.")


def _name(version: DatasetVersion) -> str:
    return f"Version {version.number} of {version.dataset}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
