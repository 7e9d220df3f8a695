"""Downloads: flat, on one snapshot, and never in anybody's way."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from toolbox_core.db import Database
from toolbox_core.exceptions import DatabaseProblem
from toolbox_core.web.downloads import CHUNK_BYTES, Downloads


async def gather(downloads: Downloads, function: Any, *args: Any) -> list[bytes]:
    return [chunk async for chunk in downloads.stream(function, *args)]


def rows(session: Any, count: int, size: int = 100) -> Iterator[bytes]:
    for number in range(count):
        yield str(number % 10).encode() * size


@pytest.mark.parametrize(("count", "size"), [(0, 1), (1, 1), (3, 7), (10_000, 100), (5, 300_000)])
def test_every_byte_arrives_in_order(database: Database, count: int, size: int) -> None:
    downloads = Downloads(database)
    chunks = asyncio.run(gather(downloads, rows, count, size))
    assert b"".join(chunks) == b"".join(rows(None, count, size))
    assert all(len(chunk) <= CHUNK_BYTES for chunk in chunks)
    downloads.close()


def test_the_first_bytes_are_sent_before_the_last_are_made(database: Database) -> None:
    go_on = threading.Event()

    def slow(session: Any) -> Iterator[bytes]:
        yield b"x" * CHUNK_BYTES
        go_on.wait(10)
        yield b"end"

    async def work() -> list[bytes]:
        received = []
        async for chunk in downloads.stream(slow):
            received.append(chunk)
            go_on.set()
        return received

    downloads = Downloads(database)
    assert asyncio.run(work())[-1] == b"end"
    downloads.close()


def test_a_fault_while_making_reaches_the_reader(database: Database) -> None:
    def broken(session: Any) -> Iterator[bytes]:
        yield b"first"
        raise RuntimeError("no more")

    downloads = Downloads(database)
    with pytest.raises(RuntimeError, match="no more"):
        asyncio.run(gather(downloads, broken))
    downloads.close()


def test_a_slow_reader_holds_no_session(database: Database) -> None:
    closed = threading.Event()

    def quick(session: Any) -> Iterator[bytes]:
        yield from rows(session, 100, CHUNK_BYTES)
        closed.set()

    async def work() -> None:
        async for _ in downloads.stream(quick):
            assert await asyncio.to_thread(closed.wait, 10)

    downloads = Downloads(database)
    asyncio.run(work())
    downloads.close()


def test_a_reader_who_leaves_stops_the_making(database: Database) -> None:
    made = 0

    def endless(session: Any) -> Iterator[bytes]:
        nonlocal made
        while True:
            made += 1
            time.sleep(0.001)
            yield b"x" * 1000

    async def work() -> None:
        stream = downloads.stream(endless)
        await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]
        await asyncio.sleep(0.1)
        now = made
        await asyncio.sleep(0.1)
        assert made == now

    downloads = Downloads(database)
    asyncio.run(work())
    downloads.close()


def test_too_many_are_asked_to_come_back(database: Database) -> None:
    async def work() -> None:
        first = downloads.stream(rows, 1)
        await anext(first)
        with pytest.raises(DatabaseProblem, match="Too many"):
            downloads.stream(rows, 1)
        await first.aclose()  # type: ignore[attr-defined]
        assert await gather(downloads, rows, 1, 1) == [b"0"]

    downloads = Downloads(database, most=1)
    asyncio.run(work())
    downloads.close()
