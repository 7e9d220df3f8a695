"""The shared path of every import: rows → the plugin's parser → batches → the plugin's store, counted and reported.

The caller opens one write transaction around it, so that an import is stored whole or not at all: a process that is
killed in the middle leaves nothing behind.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar, cast

from toolbox_core.contracts import Problem
from toolbox_core.exceptions import UnreadableFile
from toolbox_core.importing.report import ImportReport
from toolbox_core.importing.tables import Table

R = TypeVar("R")

BATCH = 5000
"""Rows handed to the store at once: large enough for the database, small enough for memory."""


def import_rows(
    table: Table,
    parse: Callable[[int, list[str]], R | Problem | Sequence[Problem]],
    store: Callable[[list[R]], None],
    report: ImportReport,
    *,
    source: str = "",
    batch: int = BATCH,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Read a table through ``parse`` into ``store`` and count everything in ``report``. Returns the rows stored.

    ``parse(row number, cells)`` returns what to store, or the problem or problems that forbid it; warnings it adds to
    the report itself. ``store(rows)`` receives batches inside the caller's transaction. ``progress(rows read)`` is
    called after each batch. ``source`` names the file in problems when one import reads several.
    Raises ``UnreadableFile`` when the table has no rows at all.
    """
    pending: list[R] = []
    stored = 0

    def refuse(problems: Sequence[Problem]) -> None:
        report.rows_rejected += 1
        for problem in problems:
            report.add(replace(problem, source=source) if source and not problem.source else problem)

    def unreadable(problem: Problem) -> None:
        report.rows_read += 1
        refuse([problem])

    def flush() -> None:
        nonlocal stored
        if pending:
            store(pending)
            stored += len(pending)
            report.rows_stored += len(pending)
            pending.clear()
        if progress is not None:
            progress(report.rows_read)

    before = report.rows_read
    with collector_off():
        for number, cells in table.rows(unreadable):
            report.rows_read += 1
            parsed = parse(number, cells)
            if isinstance(parsed, Problem):
                refuse([parsed])
            elif isinstance(parsed, (list, tuple)) and parsed and isinstance(parsed[0], Problem):
                refuse(parsed)
            else:
                pending.append(cast("R", parsed))  # Both kinds of problems are dealt with above.
                if len(pending) >= batch:
                    flush()
        flush()
    report.blank_rows += table.blank_rows
    if report.rows_read == before:
        raise UnreadableFile(f"{table.name} has a header, but no rows.", fix="Ask for the file again.")
    return stored


@contextmanager
def collector_off() -> Iterator[None]:
    """Switch the garbage collector off during a job that makes many objects and no cycles; it only costs time there."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
