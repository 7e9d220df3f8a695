"""Originals kept by their content: ``data/files/ab/abcdef….`` is the file whose SHA-256 begins ``abcdef``.

When the site keeps its originals in a bucket (``[storage] files``), the same names are there, and the folder holds
copies of those that were used here: it may be emptied whenever nothing runs.

A file is written beside its place under a temporary name, flushed to the disk and renamed, so that a name in the
store always holds the whole content: a power cut or a killed process leaves at most a temporary file, which the next
store removes once it is a day old. Kept files are read-only and never overwritten; the same content is kept once.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from toolbox_core.config import FileStore
from toolbox_core.exceptions import NotFound, ToolboxError, UnreadableFile
from toolbox_core.services.buckets import Bucket, open_bucket

CHUNK = 1 << 20
TEMPORARY_PREFIX = ".incoming-"
TEMPORARY_AGE = 24 * 3600.0
"""Seconds after which a temporary file cannot belong to a running store any more."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the store: its SHA-256 in hexadecimal, its size in bytes, and where it lies."""

    sha256: str
    bytes: int
    path: Path


def file_path(folder: Path, sha256: str) -> Path:
    """Where the content of that hash lies in ``folder``, whether or not it is there."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise NotFound(f"{sha256!r} is not a SHA-256 in small hexadecimal digits.")
    return folder / sha256[:2] / sha256


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A copy that lies in the store under a temporary name, whole and on the disk, and waits for its fate.

    ``temporary`` is ``None`` when the folder held the same content before: then nothing is left to do there. ``sent``
    is the temporary name in ``bucket``, empty when there is no bucket or it held the content.
    """

    kept: KeptFile
    temporary: Path | None
    bucket: Bucket | None = None
    sent: str = ""

    def settle(self) -> None:
        """Give the copy its name; from then on it is kept. Raises ``ToolboxError`` when that is not possible."""
        if self.bucket is not None and self.sent:
            self.bucket.settle(self.sent, self.kept.sha256)
        if self.temporary is not None:
            with _plain_errors(self.kept.path.parents[1]):
                _move_into_place(self.temporary, self.kept.path)

    def discard(self) -> None:
        """Forget the copy. A bucket that does not answer keeps it under its temporary name, for a day."""
        if self.bucket is not None and self.sent:
            with suppress(ToolboxError):
                self.bucket.discard(self.sent)
        if self.temporary is not None:
            with suppress(OSError):
                self.temporary.unlink()


def keep_file(store: FileStore, source: Path) -> KeptFile:
    """Copy ``source`` into the store and return what was kept; content that is already there is not written again.

    Raises ``UnreadableFile`` when the source cannot be read and ``ToolboxError`` when the store cannot be written
    (disk full, no permission). Memory use does not depend on the size of the file.
    """
    staged = stage_file(store, source)
    try:
        staged.settle()
    except ToolboxError:
        staged.discard()
        raise
    return staged.kept


def stage_file(store: FileStore, source: Path) -> StagedFile:
    """Copy ``source`` into the store under a temporary name, to be settled or discarded. Raises as ``keep_file``."""
    staged = _stage_in(store.folder, source)
    if store.remote is None:
        return staged
    try:
        bucket = open_bucket(store.remote)
        bucket.clean(older_than=TEMPORARY_AGE)
        if bucket.size(staged.kept.sha256) == staged.kept.bytes:
            return staged
        sent = bucket.send(staged.temporary or staged.kept.path, staged.kept.bytes)
    except BaseException:
        staged.discard()
        raise
    return StagedFile(staged.kept, staged.temporary, bucket, sent)


def _stage_in(folder: Path, source: Path) -> StagedFile:
    if source.is_dir():
        raise UnreadableFile(f"{source} is a folder, not a file.", fix="Name one file.")
    clean_temporary(folder)
    with _plain_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = source.open("rb")
    except FileNotFoundError:
        raise UnreadableFile(f"There is no file {source}.", fix="Check the name and the folder.") from None
    except OSError as error:
        raise UnreadableFile(f"{source} cannot be read: {error.strerror}.") from error
    digest, size = hashlib.sha256(), 0
    with handle, _plain_errors(folder):
        temporary = NamedTemporaryFile(dir=folder, prefix=TEMPORARY_PREFIX, delete=False)  # noqa: SIM115 - kept open
        path: Path | None = Path(temporary.name)
        try:
            with temporary:
                while chunk := handle.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    temporary.write(chunk)
                temporary.flush()
                os.fsync(temporary.fileno())
            target = file_path(folder, digest.hexdigest())
            if _same_content(target, digest.hexdigest(), size):
                Path(temporary.name).unlink()
                path = None
        except BaseException:
            with suppress(OSError):
                Path(temporary.name).unlink()
            raise
    return StagedFile(KeptFile(digest.hexdigest(), size, target), path)


def find_file(store: FileStore, sha256: str, size: int) -> Path:
    """A kept file on the disk, fetched from the bucket when the site has one and no copy is here yet.

    Raises ``NotFound`` when it is gone, ``ToolboxError`` when the bucket does not answer or gives something else.
    """
    path = file_path(store.folder, sha256)
    if store.remote is None:
        if not path.is_file():
            raise NotFound(f"The original {sha256[:12]}… is missing from {store.folder}.")
        return path
    with suppress(FileNotFoundError):
        if path.stat().st_size == size:
            return path
    with _plain_errors(store.folder):
        store.folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=store.folder, prefix=TEMPORARY_PREFIX, delete=False) as temporary:
            try:
                found, _ = open_bucket(store.remote).fetch(sha256, temporary)
                if found != sha256:
                    raise ToolboxError(f"The original {sha256[:12]}… was changed in {store}: it is {found[:12]}… now.")
            except BaseException:
                Path(temporary.name).unlink()
                raise
        _move_into_place(Path(temporary.name), path)
    return path


def remove_file(store: FileStore, sha256: str) -> None:
    """Delete a kept file wherever it is; one that is gone is no error."""
    if store.remote is not None:
        open_bucket(store.remote).remove(sha256)
    with suppress(OSError):
        file_path(store.folder, sha256).unlink()


def check_file(store: FileStore, sha256: str, size: int | None = None) -> str:
    """Recompute the hash of a kept file. Returns a sentence about the fault, or nothing when the file is as it was.

    Of a site with a bucket, what is in the bucket is read.
    """
    path = file_path(store.folder, sha256)
    try:
        found, length = open_bucket(store.remote).fetch(sha256) if store.remote else file_digest(path)
    except FileNotFoundError:
        return f"The original {sha256[:12]}… is missing from {store}."
    except ToolboxError as error:
        return error.message
    except OSError as error:
        return f"The original {sha256[:12]}… cannot be read: {error.strerror}."
    if found != sha256:
        return f"The original {sha256[:12]}… was changed: its content now has the hash {found[:12]}…."
    if size is not None and length != size:
        return f"The original {sha256[:12]}… has {length} bytes, but {size} were recorded."
    return ""


def file_digest(path: Path) -> tuple[str, int]:
    """The SHA-256 (hexadecimal) and the size in bytes of a file, read in pieces."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def clean_temporary(folder: Path, *, older_than: float = TEMPORARY_AGE) -> int:
    """Remove what a killed store left behind, older than so many seconds. Returns how many files went."""
    limit, removed = time.time() - older_than, 0
    for path in folder.glob(TEMPORARY_PREFIX + "*"):
        with suppress(OSError):
            if path.stat().st_mtime < limit:
                path.unlink()
                removed += 1
    return removed


def _same_content(target: Path, sha256: str, size: int) -> bool:
    """Whether the store already holds this content, unharmed; a damaged copy is replaced by the good one."""
    try:
        return target.stat().st_size == size and file_digest(target)[0] == sha256
    except FileNotFoundError:
        return False


def _move_into_place(temporary: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    temporary.chmod(0o444)
    temporary.replace(target)
    for folder in (target.parent, target.parent.parent):
        _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut; file systems that cannot flush a folder need no flush."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _plain_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise ToolboxError(
                f"The disk is full: the original could not be kept in {folder}.", fix="Make room and try again."
            ) from error
        raise ToolboxError(f"The original could not be kept in {folder}: {error.strerror or error}.") from error
