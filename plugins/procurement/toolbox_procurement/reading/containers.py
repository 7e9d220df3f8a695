"""Opening a file: plain, gzip, zip or tar (also one inside the other), or standard input; UTF-16 turned into UTF-8.

Nothing is unpacked to disk and nothing inflates without limit.
"""

from __future__ import annotations

import codecs
import gzip
import io
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from toolbox_procurement.exceptions import ProcurementFileError
from toolbox_procurement.issues import Issues

MAX_INFLATED: Final = 256 * 1024**3
"""Bytes that one compressed file may inflate to: far above any published data set, below what fills a disk unseen."""
MAX_RATIO: Final = 1000
"""Bytes of output per byte of input: JSON compresses thirty times, a bomb a thousand times and more."""
_RATIO_FREE: Final = 64 * 1024**2
_MAX_CONTAINERS: Final = 4
_JSON_ENDINGS: Final = (".json", ".jsonl", ".ndjson", ".jsonlines", ".gz", ".zip", ".tar", ".tgz", ".txt", "")


@dataclass(frozen=True, slots=True)
class Member:
    """One stream of UTF-8 text (as bytes) out of a file. ``name`` is the path inside its container, if any."""

    name: str
    stream: IO[bytes]


class _Inflating(io.RawIOBase):
    """A stream that stops with a plain sentence when it inflates beyond all reason."""

    def __init__(self, stream: IO[bytes], name: str, compressed: int) -> None:
        self._stream, self._name, self._read = stream, name, 0
        self._allowed = min(MAX_INFLATED, max(_RATIO_FREE, compressed * MAX_RATIO))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # any writable buffer, as the base class asks
        try:
            data = self._stream.read(len(view))
        except (EOFError, OSError, zipfile.BadZipFile, tarfile.TarError, ValueError) as error:
            raise ProcurementFileError(
                f"{self._name} is damaged: it cannot be unpacked to its end ({error}).", fix="Download it again."
            ) from error
        self._read += len(data)
        if self._read > self._allowed:
            raise ProcurementFileError(
                f"{self._name} inflates to more than {self._allowed:,} bytes, which no published data set does.",
                fix="If it is meant, unpack it yourself and give the unpacked file.",
            )
        view[: len(data)] = data
        return len(data)


class _Transcoding(io.RawIOBase):
    """UTF-16 or UTF-32 in, UTF-8 out."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        self._reader = codecs.getreader(encoding)(stream, "replace")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # any writable buffer, as the base class asks
        if not self._left:
            self._left = self._reader.read(len(view) // 4 or 1).encode("utf-8", "replace")
        part, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(part)] = part
        return len(part)


def members(path: Path, issues: Issues) -> Iterator[Member]:
    """Every stream of ``path`` (``-`` is standard input), one after the other; use each before asking for the next.

    Raises ProcurementFileError when the file is missing, a folder, empty, damaged, a spreadsheet or a bomb.
    """
    if str(path) == "-":
        yield from _opened(sys.stdin.buffer, "standard input", 0, issues, 0)
        return
    if path.is_dir():
        raise ProcurementFileError(f"{path} is a folder.", fix="Name the files inside it.")
    try:
        size = path.stat().st_size
        stream = path.open("rb")
    except OSError as error:
        raise ProcurementFileError(f"{path} cannot be opened: {error.strerror}.") from error
    with stream:
        if size == 0:
            raise ProcurementFileError(f"{path} is empty.")
        yield from _opened(stream, str(path), size, issues, 0)


def _opened(stream: IO[bytes], name: str, size: int, issues: Issues, depth: int) -> Iterator[Member]:
    if depth > _MAX_CONTAINERS:
        raise ProcurementFileError(f"{name} has archives inside archives inside archives.", fix="Unpack it first.")
    head = _peek(stream)
    if head.startswith(b"\x1f\x8b"):
        inner = io.BufferedReader(_Inflating(cast(IO[bytes], gzip.GzipFile(fileobj=stream)), name, size), 1 << 20)
        yield from _opened(inner, name.removesuffix(".gz"), size, issues, depth + 1)
    elif head.startswith(b"PK\x03\x04"):
        yield from _zip_members(stream, name, issues, depth)
    elif head[257:262] == b"ustar":
        yield from _tar_members(stream, name, size, issues, depth)
    else:
        yield Member(name, _as_utf8(stream, head, name, issues))


def _peek(stream: IO[bytes]) -> bytes:
    """The first bytes of a stream, left in it."""
    assert isinstance(stream, io.BufferedReader)
    return stream.peek(512)[:512]


def _zip_members(stream: IO[bytes], name: str, issues: Issues, depth: int) -> Iterator[Member]:
    if not stream.seekable():
        stream = io.BytesIO(stream.read())
    try:
        archive = zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        raise ProcurementFileError(f"{name} is a damaged zip file ({error}).", fix="Download it again.") from error
    with archive:
        names = archive.namelist()
        if "[Content_Types].xml" in names:
            raise ProcurementFileError(
                f"{name} is a spreadsheet inside another file, or comes through a pipe.",
                fix="Unpack it and name the spreadsheet itself.",
            )
        for entry in archive.infolist():
            if entry.is_dir() or not _could_hold_json(entry.filename):
                continue
            with archive.open(entry) as inner:
                place = f"{name}/{entry.filename}"
                limited = io.BufferedReader(_Inflating(inner, place, entry.compress_size), 1 << 20)
                yield from _opened(limited, place, entry.compress_size, issues, depth + 1)


def _tar_members(stream: IO[bytes], name: str, size: int, issues: Issues, depth: int) -> Iterator[Member]:
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for entry in archive:
                inner = archive.extractfile(entry) if entry.isfile() and _could_hold_json(entry.name) else None
                if inner is not None:
                    place = f"{name}/{entry.name}"
                    limited = io.BufferedReader(_Inflating(inner, place, max(size, entry.size)), 1 << 20)
                    yield from _opened(limited, place, entry.size, issues, depth + 1)
    except tarfile.TarError as error:
        raise ProcurementFileError(f"{name} is a damaged tar file ({error}).", fix="Download it again.") from error


def _could_hold_json(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return not last.startswith(".") and Path(last).suffix.lower() in _JSON_ENDINGS


def _as_utf8(stream: IO[bytes], head: bytes, name: str, issues: Issues) -> IO[bytes]:
    encoding = ""
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        encoding = "utf-32"
    elif head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif head.startswith(b"\xef\xbb\xbf"):
        stream.read(3)
    elif head[1:2] == b"\x00" and head[:1] in (b"{", b"["):
        encoding = "utf-16-le"
    elif head[:1] == b"\x00" and head[1:2] in (b"{", b"["):
        encoding = "utf-16-be"
    if not encoding:
        return stream
    issues.add("encoding-not-utf-8", "", encoding.upper(), pointer=name)
    return io.BufferedReader(_Transcoding(stream, encoding), 1 << 20)
