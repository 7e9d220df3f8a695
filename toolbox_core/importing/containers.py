"""Open what a person hands over: a plain file, a gzip, or a zip with one table inside, never inflating a bomb.

Everything is read as a stream. A zip is refused when it holds no table or several, when it is encrypted, and when it
declares or really inflates to more than the limits allow.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from toolbox_core.config import LimitSettings
from toolbox_core.exceptions import UnreadableFile

TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
SHEET_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
RATIO_FLOOR = 64 << 20
"""Bytes below which the inflation ratio is not judged: small tables of zeros are honest and squeeze well."""

_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a Windows program"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"{\\rtf", "a rich-text document"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Container:
    """What lies behind a path: ``kind`` is ``text`` or ``sheet``; ``packed`` is ``zip``, ``gzip`` or empty.

    ``member`` is the name inside a zip; ``bytes`` the size on the disk.
    """

    path: Path
    kind: str
    packed: str = ""
    member: str = ""
    bytes: int = 0

    @property
    def name(self) -> str:
        """The table's own file name."""
        return PurePosixPath(self.member).name if self.member else self.path.name


def look(path: Path, *, limits: LimitSettings, member: str = "") -> Container:
    """Find out what a file is, by its first bytes and not by its name.

    ``member`` chooses a table of a zip that holds several. Raises ``UnreadableFile`` with a sentence for everything
    that is no table: missing, a folder, empty, too large, a picture, a program, an archive with the wrong content.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise UnreadableFile(f"{path} is a folder, not a file.", fix="Name one file.")
        if not path.is_file():
            raise UnreadableFile(f"{path} is not an ordinary file.", fix="Copy its content into a file first.")
        with path.open("rb") as handle:
            head = handle.read(4096)
    except FileNotFoundError:
        raise UnreadableFile(f"There is no file {path}.", fix="Check the name and the folder.") from None
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if not size:
        raise UnreadableFile(f"{path.name} is empty.", fix="Ask for the file again.")
    if size > limits.upload_bytes:
        raise UnreadableFile(
            f"{path.name} has {size:,} bytes; at most {limits.upload_bytes:,} are accepted.",
            fix="Split it, or raise [limits] upload_bytes.",
        )
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _look_into_zip(path, size, limits, member)
    if head.startswith(b"\x1f\x8b"):
        with open_stream(Container(path, "text", "gzip", bytes=size), limits=limits) as stream:
            refuse_binary(stream.read(4096), path.name)
        return Container(path, "text", "gzip", bytes=size)
    if head.startswith(_OLD_OFFICE):
        return Container(path, "sheet", bytes=size)
    refuse_binary(head, path.name)
    return Container(path, "text", bytes=size)


def refuse_binary(head: bytes, name: str) -> None:
    """Raise ``UnreadableFile`` when the first bytes of a file cannot be a table of text."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            raise UnreadableFile(f"{name} is {kind}, not a table.", fix="Hand over a CSV file or a spreadsheet.")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return
    zeros = head.count(0)
    even = head[0::2].count(0)
    if zeros > 0.02 * len(head) and min(even, zeros - even) <= 0.1 * zeros:
        return  # Zeros in every other byte only: UTF-16 without a mark.
    control = sum(head.count(byte) for byte in (*range(9), 11, *range(14, 27), *range(28, 32)))
    if zeros or control > max(4, 0.02 * len(head)):
        raise UnreadableFile(
            f"{name} holds binary data, not a table of text.", fix="Hand over a CSV file or a spreadsheet."
        )


@contextmanager
def open_stream(container: Container, *, limits: LimitSettings) -> Iterator[BinaryIO]:
    """The content as a stream of bytes that stops with ``UnreadableFile`` when it inflates beyond the limits."""
    with _broken_archive(container.name):
        if container.packed == "zip":
            with zipfile.ZipFile(container.path) as archive, archive.open(container.member) as inner:
                yield _guard(inner, container, limits)
        elif container.packed == "gzip":
            with gzip.open(container.path) as inner:
                yield _guard(inner, container, limits)
        else:
            with container.path.open("rb") as plain:
                yield plain


@contextmanager
def _broken_archive(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise UnreadableFile(
            f"{name} is damaged or cut short and cannot be unpacked ({error}).", fix="Ask for the file again."
        ) from error
    except (RuntimeError, NotImplementedError) as error:
        raise UnreadableFile(f"{name} cannot be unpacked: {error}.", fix="Pack it again without a password.") from error


def _guard(inner: _Readable, container: Container, limits: LimitSettings) -> BinaryIO:
    return io.BufferedReader(_Guarded(inner, container, limits), 1 << 16)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Guarded(io.RawIOBase):
    """Counts what comes out of a compressed stream and stops it at the limits."""

    def __init__(self, inner: _Readable, container: Container, limits: LimitSettings) -> None:
        self._inner = inner
        self._name = container.name
        self._read = 0
        self._most = min(limits.inflated_bytes, max(RATIO_FLOOR, container.bytes * limits.inflation_ratio))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._inner.read(len(buffer))
        self._read += len(data)
        if self._read > self._most:
            raise UnreadableFile(
                f"{self._name} inflates to more than {self._most:,} bytes; it looks like a decompression bomb.",
                fix="Unpack it and hand over the table itself.",
            )
        buffer[: len(data)] = data
        return len(data)


def _look_into_zip(path: Path, size: int, limits: LimitSettings, member: str) -> Container:
    with _broken_archive(path.name), zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > limits.archive_members:
            raise UnreadableFile(
                f"{path.name} holds {len(entries):,} files; at most {limits.archive_members:,} are read."
            )
        inflated = sum(entry.file_size for entry in entries)
        if inflated > limits.inflated_bytes or inflated > max(RATIO_FLOOR, size * limits.inflation_ratio):
            raise UnreadableFile(
                f"{path.name} says that it inflates from {size:,} to {inflated:,} bytes; that is too much.",
                fix="Hand over the table itself.",
            )
        names = {entry.filename for entry in entries}
        if names & {"[Content_Types].xml", "mimetype"} and not member:
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names or "content.xml" in names:
                return Container(path, "sheet", bytes=size)
            raise UnreadableFile(
                f"{path.name} is a document, not a table.", fix="Hand over a CSV file or a spreadsheet."
            )
        entry = _only_table(path, entries, member)
        if entry.flag_bits & 1:
            raise UnreadableFile(
                f"{entry.filename} in {path.name} is locked with a password.", fix="Pack it without one."
            )
        kind = "sheet" if entry.filename.lower().endswith(SHEET_SUFFIXES) else "text"
        container = Container(path, kind, "zip", entry.filename, size)
        if not entry.file_size:
            raise UnreadableFile(f"{entry.filename} in {path.name} is empty.", fix="Ask for the file again.")
    if kind == "text":
        with open_stream(container, limits=limits) as stream:
            refuse_binary(stream.read(4096), f"{entry.filename} in {path.name}")
    return container


def _only_table(path: Path, entries: list[zipfile.ZipInfo], member: str) -> zipfile.ZipInfo:
    """The one table in a zip; folders, hidden files and what macOS adds do not count."""
    files = [entry for entry in entries if not entry.is_dir() and not _is_junk(entry.filename)]
    if member:
        for entry in files:
            if entry.filename == member:
                return entry
        raise UnreadableFile(f"{path.name} holds no {member!r}, only {_names(files)}.")
    tables = [entry for entry in files if entry.filename.lower().endswith(TEXT_SUFFIXES + SHEET_SUFFIXES)]
    if len(tables) == 1:
        return tables[0]
    if not files:
        raise UnreadableFile(f"{path.name} is an empty archive.", fix="Hand over the table itself.")
    if not tables:
        raise UnreadableFile(f"{path.name} holds no table, only {_names(files)}.", fix="Hand over the table itself.")
    raise UnreadableFile(
        f"{path.name} holds {len(tables)} tables: {_names(tables)}.", fix="Unpack it and choose one of them."
    )


def _is_junk(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part == "__MACOSX" or part.startswith(".") or part in ("Thumbs.db", "desktop.ini") for part in parts)


def _names(entries: list[zipfile.ZipInfo]) -> str:
    shown = ", ".join(entry.filename for entry in entries[:10])
    return shown + (f" and {len(entries) - 10} more" if len(entries) > 10 else "")
