"""Files made on the way, for readers of any speed.

A download is made as fast as the database gives its rows, into a temporary file, and sent from there as fast as the
reader takes it. So a slow connection never holds a database session, memory stays flat, and pages keep the database's
threads to themselves: downloads have a few of their own.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, TYPE_CHECKING, Any

from toolbox_core.exceptions import DatabaseProblem

if TYPE_CHECKING:
    from toolbox_core.db import Database

CHUNK_BYTES = 1 << 16
THREADS = 3
# Temporary files take room on the disk: more readers than this at once are asked to come back.
MOST_AT_ONCE = 64


class Downloads:
    """The downloads of one process."""

    def __init__(self, database: Database, *, most: int = MOST_AT_ONCE) -> None:
        self._database, self._most = database, most
        self._running = 0
        self._executor: ThreadPoolExecutor | None = None

    def stream(self, function: Callable[..., Iterator[bytes]], *args: Any) -> AsyncIterator[bytes]:
        """The bytes that ``function(session, *args)`` yields, in chunks.

        Raises ``DatabaseProblem`` at once when too many downloads are running, and while iterating what the function
        raises.
        """
        if self._running >= self._most:
            raise DatabaseProblem("Too many downloads are running.", fix="Try again in a few minutes.")
        return self._stream(function, *args)

    async def _stream(self, function: Callable[..., Iterator[bytes]], *args: Any) -> AsyncIterator[bytes]:
        if self._executor is None:
            self._executor = ThreadPoolExecutor(THREADS, thread_name_prefix="toolbox-download")
        loop = asyncio.get_running_loop()
        self._running += 1
        spool = _Spool(loop)
        making = loop.run_in_executor(self._executor, self._make, spool, function, args)
        try:
            offset = 0
            while True:
                await spool.grown(offset)
                chunk = spool.read(offset)
                if not chunk:
                    break
                offset += len(chunk)
                yield chunk
            await making
        finally:
            spool.unwanted = True
            self._running -= 1
            making.add_done_callback(lambda _: spool.close())

    def _make(self, spool: _Spool, function: Callable[..., Iterator[bytes]], args: tuple[Any, ...]) -> None:
        try:
            with self._database.read() as session:
                for piece in function(session, *args):
                    if spool.unwanted:
                        return
                    spool.write(piece)
        finally:
            spool.finish()

    def close(self) -> None:
        """Let go of the threads."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None


class _Spool:
    """A temporary file that one thread writes while the event loop reads behind it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._file: IO[bytes] = tempfile.TemporaryFile(buffering=CHUNK_BYTES)  # noqa: SIM115 - closed by `close`
        self._written = 0
        self._visible = 0
        self._done = False
        self._news = asyncio.Event()
        self.unwanted = False

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._written += len(piece)
        if self._written - self._visible >= CHUNK_BYTES:
            self._show()

    def finish(self) -> None:
        self._show(done=True)

    def _show(self, *, done: bool = False) -> None:
        self._file.flush()
        self._visible = self._written
        self._done = done
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._news.set)

    async def grown(self, offset: int) -> None:
        """Wait until there is something after ``offset``, or nothing will come any more."""
        while self._visible <= offset and not self._done:
            self._news.clear()
            if self._visible <= offset and not self._done:
                await self._news.wait()

    def read(self, offset: int) -> bytes:
        return os.pread(self._file.fileno(), min(CHUNK_BYTES, self._visible - offset), offset)

    def close(self) -> None:
        self._file.close()
