"""What an indicator must keep of every process until the end: exactly, and in memory that does not grow.

Rows of a key and a value. Beyond a few thousand they go, sorted and compressed, to a temporary file without a name;
at the end all are read in the order of their keys. Two ledgers that took the same rows in any order, in any process,
read alike.
"""

from __future__ import annotations

import heapq
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import IO, Any, Final

import msgspec

MOST: Final = 4_000
"""Rows that are held in memory: less than a megabyte."""
_BLOCK: Final = 1_000
_MOST_RUNS: Final = 32
"""Files that a ledger keeps open; more are made one, for a process may only open so many."""
_Row = tuple[bytes, bytes]
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.decode
_rows_of = msgspec.msgpack.Decoder(list[tuple[bytes, bytes]]).decode


class Ledger:
    """Rows by their keys. Keys and values are what JSON can hold; a tuple comes back as a list."""

    __slots__ = ("_rows", "_runs")

    def __init__(self) -> None:
        self._rows: list[_Row] = []
        self._runs: list[IO[bytes]] = []

    def __del__(self) -> None:
        for run in self._runs:
            run.close()

    def add(self, key: Any, value: Any) -> None:
        """Keep one row."""
        rows = self._rows
        rows.append((_encode(key), _encode(value)))
        if len(rows) >= MOST:
            self._spill()

    def merge(self, other: Ledger) -> None:
        """Take in the rows of another ledger, which is empty afterwards."""
        self._runs += other._runs
        other._runs = []
        self._join()
        for start in range(0, len(other._rows), MOST):
            self._rows += other._rows[start : start + MOST]
            if len(self._rows) >= MOST:
                self._spill()
        other._rows = []

    def groups(self) -> Iterator[tuple[Any, Iterator[Any]]]:
        """Each key with its values, in a fixed order. Can be asked again; read the values before the next key."""
        for key, rows in groupby(self._sorted(), key=itemgetter(0)):
            yield _decode(key), (_decode(value) for _, value in rows)

    def _sorted(self) -> Iterator[_Row]:
        self._rows.sort()
        parts: list[Iterable[_Row]] = [_read(run) for run in self._runs]
        return heapq.merge(*parts, self._rows) if parts else iter(self._rows)

    def _spill(self) -> None:
        self._rows.sort()
        self._runs.append(_written(_packed(self._rows)))
        self._rows = []
        self._join()

    def _join(self) -> None:
        if len(self._runs) > _MOST_RUNS:
            joined = _written(_packed(heapq.merge(*map(_read, self._runs))))
            for run in self._runs:
                run.close()
            self._runs = [joined]

    def __getstate__(self) -> tuple[list[_Row], list[bytes]]:
        """For another process: the rows, and the files as they are."""
        packed = []
        for run in self._runs:
            run.seek(0)
            packed.append(run.read())
        return self._rows, packed

    def __setstate__(self, state: tuple[list[_Row], list[bytes]]) -> None:
        self._rows, packed = state
        self._runs = [_written([one]) for one in packed]


def _packed(rows: Iterable[_Row]) -> Iterator[bytes]:
    """Blocks of rows, each with its length before it."""
    source = iter(rows)
    while part := list(islice(source, _BLOCK)):
        block = zlib.compress(_encode(part), 1)
        yield len(block).to_bytes(4, "big") + block


def _written(parts: Iterable[bytes]) -> IO[bytes]:
    stream = tempfile.TemporaryFile(prefix="toolbox-ledger-")  # noqa: SIM115 - it lives as long as its ledger
    stream.writelines(parts)
    return stream


def _read(run: IO[bytes]) -> Iterator[_Row]:
    """The rows of a file; several readers may be at work in it, so each keeps its own place."""
    place = 0
    while True:
        run.seek(place)
        head = run.read(4)
        if not head:
            return
        block = run.read(int.from_bytes(head, "big"))
        place = run.tell()
        yield from _rows_of(zlib.decompress(block))
