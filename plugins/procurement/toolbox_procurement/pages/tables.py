"""``/procurement/processes.zip`` and ``…/processes-tables.xlsx``: everything about the processes that fit, as tables.

One table for the releases and one for each of their lists, with the headings that imports read. Rows go to a temporary
folder first, so that memory stays flat.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from toolbox_core import download, stream_zip, utcnow
from toolbox_procurement import queries
from toolbox_procurement.flattening import Flattener, csv_files, workbook_bytes
from toolbox_procurement.pages.asking import conditions, filters_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_procurement.queries.records import Conditions

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def csv_tables(request: Request) -> Response:
    """A zip of CSV files."""
    wanted = conditions(filters_of(request))
    return download(request, _zip, wanted, filename="contracts-tables.zip", media_type="application/zip")


async def sheets(request: Request) -> Response:
    """A workbook with a sheet for each table."""
    wanted = conditions(filters_of(request))
    return download(request, _workbook, wanted, filename="contracts-tables.xlsx", media_type=_WORKBOOK)


def _zip(session: Session, wanted: Conditions) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="procurement-") as folder, closing(Flattener(Path(folder))) as flattener:
        _fill(session, wanted, flattener)
        yield from stream_zip(csv_files(flattener), utcnow())


def _workbook(session: Session, wanted: Conditions) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="procurement-") as folder, closing(Flattener(Path(folder))) as flattener:
        _fill(session, wanted, flattener)
        yield from workbook_bytes(flattener, Path(folder))


def _fill(session: Session, wanted: Conditions, flattener: Flattener) -> None:
    for processes in queries.every(session, wanted):
        for process in processes:
            flattener.add(queries.compiled_of(session, process))
