"""A Data Package: ``data.csv``, ``datapackage.json`` and ``README.txt`` in one zip, streamed as it is packed."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from toolbox_core.contracts import DatasetDescription
from toolbox_core.exporting.describe import package_descriptor
from toolbox_core.exporting.text import Rows, stream_csv

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

README = """{title}

{description}

Publisher: {publisher}
Licence: {licence}
Source: {source}
Version: {version}

data.csv is the table, datapackage.json describes its columns (https://specs.frictionlessdata.io/).
A text that a spreadsheet could take for a formula has an apostrophe before it in data.csv;
the JSON and Parquet downloads hold it as it is. Amounts are exact decimals with a point.
"""


def stream_zip(members: Iterable[tuple[str, Callable[[], Iterable[bytes]]]], modified: datetime) -> Iterator[bytes]:
    """A zip in pieces: each member is made when its turn comes, so that a later one can tell of those before it.

    The same members always give the same bytes; ``modified`` is the time of all of them.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in members:
            with archive.open(_dated(name, modified), "w", force_zip64=True) as member:
                for piece in pieces():
                    member.write(piece)
                    yield from pipe.drain()
    yield from pipe.drain()


def stream_package(description: DatasetDescription, rows: Rows, *, source: str = "") -> Iterator[bytes]:
    """The zip in pieces. The same rows and description always give the same bytes."""
    pipe = _Pipe()
    digest, size = hashlib.sha256(), 0
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(_entry("data.csv", description), "w", force_zip64=True) as member:
            for piece in stream_csv(description.columns, rows):
                digest.update(piece)
                size += len(piece)
                member.write(piece)
                yield from pipe.drain()
        descriptor = package_descriptor(description, source=source, size=size, sha256=digest.hexdigest())
        text = msgspec.json.format(msgspec.json.encode(descriptor), indent=2) + b"\n"
        archive.writestr(_entry("datapackage.json", description), text)
        archive.writestr(_entry("README.txt", description), _readme(description, source))
    yield from pipe.drain()


def _readme(description: DatasetDescription, source: str) -> str:
    return README.format(
        title=description.title,
        description=description.description,
        publisher=description.publisher,
        licence=description.licence,
        source=source,
        version=description.version,
    )


def _entry(name: str, description: DatasetDescription) -> zipfile.ZipInfo:
    return _dated(name, description.modified)


def _dated(name: str, modified: datetime) -> zipfile.ZipInfo:
    moment = modified.astimezone(UTC).timetuple()[:6]
    entry = zipfile.ZipInfo(name, max(moment, (1980, 1, 1, 0, 0, 0)))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


class _Pipe(io.RawIOBase):
    """A place to write that cannot seek, emptied piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer, /) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        return len(piece)

    def drain(self) -> Iterable[bytes]:
        pieces, self._pieces = self._pieces, []
        return [b"".join(pieces)] if pieces else []
