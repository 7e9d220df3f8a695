"""Heavy pure work spread over processes: compiling releases, folding indicators, counting coverage.

The caller reads from and writes to the database; workers never see it. At most a few pieces are under way at once, so
memory stays flat, and results come back in the order of the pieces, so that they do not depend on how many work.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

P = TypeVar("P")
R = TypeVar("R")
WORTH: Final = 20_000
"""Releases below which starting processes costs more than it saves."""
_AHEAD: Final = 2
"""Pieces a worker that wait or are under way."""


class Workers:
    """Spreads work; with one worker, everything is done here and at once."""

    def __init__(self, pool: ProcessPoolExecutor | None, count: int) -> None:
        self._pool, self._count = pool, count

    def each(self, work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
        """``work(piece)`` for every piece, in order. ``work`` is a function of a module, its pieces pickle."""
        if self._pool is None:
            yield from map(work, pieces)
            return
        waiting: deque[Future[R]] = deque()
        for piece in pieces:
            waiting.append(self._pool.submit(work, piece))
            if len(waiting) > self._count * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def workers(amount: int, count: int = 0) -> Iterator[Workers]:
    """Workers for about ``amount`` releases: none where that is little. ``count`` asks for so many."""
    wanted = count or (os.cpu_count() or 1 if amount >= WORTH else 1)
    if wanted < 2:
        yield Workers(None, 1)
        return
    with ProcessPoolExecutor(wanted, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield Workers(pool, wanted)
