"""A whole site in one file, and back: database, kept originals, settings and the site's own templates.

Originals that are in a bucket (``[storage] files``) stay there; the manifest names it.

The file is a gzipped tar. Its first members are the site folder's files and one copy of the database in a single
state (``database.sqlite``, or ``database.dump`` in PostgreSQL's custom format); the last, ``backup.json``, lists every
member with its size and SHA-256. Kept originals are named by their content and never change, so that copying the
database first and the files afterwards never misses one.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec
from sqlalchemy import URL

from toolbox_core.config import SETTINGS_FILE, Settings, load_settings
from toolbox_core.db import Database
from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import BackupError
from toolbox_core.services.files import TEMPORARY_PREFIX

MANIFEST = "backup.json"
SITE = "site/"
SQLITE, POSTGRESQL = "database.sqlite", "database.dump"
CHUNK = 1 << 20
Told = Callable[[int, int], None]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One file in a backup."""

    name: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself. ``left_out`` are links and special files, which are not followed; ``elsewhere`` is
    the bucket that holds the originals, when they are not in the backup but there."""

    format: int = 1
    made: datetime
    toolbox: str
    database: str
    left_out: tuple[str, ...] = ()
    elsewhere: str = ""
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written or read: the file or folder, and its manifest."""

    path: Path
    manifest: Manifest

    @property
    def bytes(self) -> int:
        """The size of everything inside, unpacked."""
        return sum(member.bytes for member in self.manifest.members)


def write_backup(
    settings: Settings, database: Database, target: Path, *, version: str, told: Told | None = None
) -> Backup:
    """Write the whole site into ``target``, readable by its owner alone; the site may be in use meanwhile.

    ``told(done, total)`` is called with bytes. Raises ``BackupError`` when the file exists, cannot be written, or the
    database cannot be copied; nothing half-written stays.
    """
    if target.exists():
        raise BackupError(f"{target} exists already.", fix="Choose another name, or remove it first.")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
            copy = _copy_of(database, Path(scratch))
            partial = Path(scratch) / "backup"
            manifest = _pack(settings, database, copy, partial, version, told)
            partial.chmod(0o600)
            partial.rename(target)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror or error}.") from error
    return Backup(target, manifest)


def restore_backup(source: Path, folder: Path, *, database_url: str = "", told: Told | None = None) -> Backup:
    """Unpack a backup into ``folder``, which must not exist or be empty, and check every byte of it.

    ``database_url`` is where the database goes when it should not go where the restored settings say. Nothing is put
    in place before all was read and agreed with the manifest. Raises ``BackupError`` for a file that is no backup or
    was damaged, a folder that is not empty, or a PostgreSQL database that is.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder} is not empty.", fix="Restore into a new folder; move it afterwards.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".restoring-") as name:
            scratch = Path(name)
            manifest = _unpack(source, scratch, told)
            site = scratch / SITE
            for inner in ("data", "templates", "static", "translations"):
                (site / inner).mkdir(parents=True, exist_ok=True)
            _put_database(scratch / manifest.database, site, database_url)
            if folder.exists():
                folder.rmdir()
            site.rename(folder)
    except OSError as error:
        raise BackupError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return Backup(folder, manifest)


# --- writing ---------------------------------------------------------------------------------------------------------


def _copy_of(database: Database, scratch: Path) -> Path:
    if database.path is None:
        copy = scratch / POSTGRESQL
        _postgresql("pg_dump", database.url, "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")
        return copy
    if not database.path.exists():
        raise BackupError(f"There is no database {database.path} yet.", fix="Run `toolbox migrate`.")
    copy = scratch / SQLITE
    try:
        with (
            closing(sqlite3.connect(f"file:{database.path}?mode=ro", uri=True)) as original,
            closing(sqlite3.connect(copy)) as taken,
        ):
            original.backup(taken)
            (sound,) = taken.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"The database cannot be copied: {error}.", fix="Run `toolbox doctor`.") from error
    if sound != "ok":
        raise BackupError(f"The database is damaged: {sound}.", fix="Restore an earlier backup.")
    return copy


def _pack(
    settings: Settings, database: Database, copy: Path, partial: Path, version: str, told: Told | None
) -> Manifest:
    found, left_out = _site_files(settings, database.path)
    sources = [(copy.name, copy), *((SITE + path.relative_to(settings.path).as_posix(), path) for path in found)]
    total, done = sum(path.stat().st_size for _, path in sources), 0
    members = []
    with tarfile.open(partial, "w:gz", compresslevel=6) as archive:
        for name, path in sources:
            with path.open("rb") as stream:
                about = archive.gettarinfo(arcname=name, fileobj=stream)
                about.uid = about.gid = 0
                about.uname = about.gname = ""
                hashed = _Hashed(stream, about.size)
                archive.addfile(about, hashed)
            members.append(Member(name=name, bytes=about.size, sha256=hashed.hexdigest()))
            done += about.size
            if told:
                told(done, total)
        manifest = Manifest(
            made=utcnow(),
            toolbox=version,
            database=copy.name,
            left_out=tuple(left_out),
            elsewhere=str(settings.files) if settings.files.remote else "",
            members=tuple(members),
        )
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        about = tarfile.TarInfo(MANIFEST)
        about.size = len(text)
        archive.addfile(about, io.BytesIO(text))
    return manifest


def _site_files(settings: Settings, database: Path | None) -> tuple[list[Path], list[str]]:
    """Every ordinary file of the site but the database itself and unfinished uploads; and what is no ordinary file.

    Of a site whose originals are in a bucket, the folder of copies that were used here stays out.
    """
    folder, store = settings.path, settings.files
    apart = {f"{database}{ending}" for ending in ("", "-wal", "-shm", "-journal")} if database else set()
    files, left_out = [], []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not store.remote or Path(place, name) != store.folder)
        left_out += [str(Path(place, name).relative_to(folder)) for name in folders if Path(place, name).is_symlink()]
        for name in sorted(names):
            path = Path(place, name)
            if str(path) in apart or name.startswith(TEMPORARY_PREFIX):
                continue
            if path.is_file() and not path.is_symlink():
                files.append(path)
            else:
                left_out.append(str(path.relative_to(folder)))
    return files, left_out


class _Hashed(io.RawIOBase):
    """A stream that is hashed while it is read, and gives exactly the announced number of bytes."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream, self._left = stream, size
        self._hash = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(min(size, self._left) if size >= 0 else self._left)
        self._left -= len(data)
        self._hash.update(data)
        return data

    def hexdigest(self) -> str:
        """The SHA-256 of what was read."""
        return self._hash.hexdigest()


# --- reading ---------------------------------------------------------------------------------------------------------


def _unpack(source: Path, scratch: Path, told: Told | None) -> Manifest:
    seen: dict[str, Member] = {}
    manifest: Manifest | None = None
    total = source.stat().st_size if source.is_file() else 0
    with _opened(source) as (archive, raw):
        for about in archive:
            stream = archive.extractfile(about) if about.isfile() else None
            if stream is None or not _is_inside(about.name):
                raise BackupError(f"{source.name} holds {about.name!r}, which no backup does.")
            if about.name == MANIFEST:
                manifest = _read_manifest(source, stream.read())
                continue
            seen[about.name] = _write(stream, scratch / about.name, about)
            if told:
                told(raw.tell(), total)
    if manifest is None:
        raise BackupError(f"{source.name} ends before its list of contents: it was cut off or is no backup.")
    listed = {member.name: member for member in manifest.members}
    for name in sorted(listed.keys() | seen.keys()):
        if listed.get(name) != seen.get(name):
            raise BackupError(f"{source.name} is damaged: {name} is not what was backed up.")
    if not (scratch / SITE / SETTINGS_FILE).is_file() or manifest.database not in (SQLITE, POSTGRESQL):
        raise BackupError(f"{source.name} is no backup of a site.")
    return manifest


@contextmanager
def _opened(source: Path) -> Iterator[tuple[tarfile.TarFile, IO[bytes]]]:
    try:
        with source.open("rb") as raw, tarfile.open(fileobj=raw, mode="r:gz") as archive:
            yield archive, raw
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {source}.") from error
    except IsADirectoryError as error:
        raise BackupError(f"{source} is a folder, not a backup.") from error
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise BackupError(f"{source.name} is no backup, or it is damaged: {error}.") from error


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _read_manifest(source: Path, text: bytes) -> Manifest:
    try:
        manifest = msgspec.json.decode(text, type=Manifest)
    except msgspec.MsgspecError as error:
        raise BackupError(f"The list of contents of {source.name} cannot be read: {error}.") from error
    if manifest.format != 1:
        raise BackupError(f"{source.name} was made by a newer toolbox ({manifest.toolbox}).", fix="Upgrade first.")
    return manifest


def _write(stream: IO[bytes], path: Path, about: tarfile.TarInfo) -> Member:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as written:
        while data := stream.read(CHUNK):
            digest.update(data)
            size += len(data)
            written.write(data)
    path.chmod(about.mode & 0o777)
    return Member(name=about.name, bytes=size, sha256=digest.hexdigest())


def _put_database(copy: Path, site: Path, database_url: str) -> None:
    settings = load_settings(site)
    url = database_url or settings.database_url
    store = Database(url)
    try:
        if store.path is not None:
            if copy.name != SQLITE:
                raise BackupError(
                    "The backup is of a PostgreSQL database, and the settings name a SQLite file.",
                    fix="Give the server's address with --database.",
                )
            if not store.path.is_relative_to(site.resolve()) and store.path.exists():
                raise BackupError(f"{store.path} exists already.", fix="Choose another place with --database.")
            store.path.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(copy, store.path)
            return
        if copy.name != POSTGRESQL:
            raise BackupError(
                "The backup is of a SQLite database, and the settings name a PostgreSQL server.",
                fix="Give a SQLite address with --database.",
            )
        with store.reader.connect() as connection:
            count = connection.exec_driver_sql(
                "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
            ).scalar_one()
        if count:
            raise BackupError("The PostgreSQL database is not empty.", fix="Make a new, empty one.")
    finally:
        store.close()
    name = store.url.database or "postgres"
    _postgresql("pg_restore", store.url, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                f"--dbname={name}", str(copy))  # fmt: skip


def _postgresql(program: str, address: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes through its environment, not its arguments."""
    path = _program(program)
    where = [
        f"--{option}={value}"
        for option, value in (
            ("host", address.host or address.query.get("host")),
            ("port", address.port or address.query.get("port")),
            ("username", address.username),
        )
        if value
    ]
    last = [address.database or "postgres"] if program == "pg_dump" else []
    environment = {"PGPASSWORD": address.password or "", "LC_ALL": "C.UTF-8"}
    ran = subprocess.run(  # noqa: S603 - PostgreSQL's own program, no shell
        [path, *where, "--no-password", *arguments, *last], env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        lines = ran.stderr.strip().splitlines() or ["it gave no reason"]
        raise BackupError(f"{program} failed: {lines[-1]}.")


def _program(name: str) -> str:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which(name)
    if found is None:
        raise BackupError(f"{name} is missing.", fix="Install PostgreSQL's client: apt-get install postgresql-client.")
    return found
