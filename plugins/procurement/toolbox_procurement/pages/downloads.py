"""``/procurement/downloads/``: everything of a source in one file, by year, whole, or without a date."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

import msgspec
from starlette.responses import Response

from toolbox_core import N_, NotFound, download, read, render, url
from toolbox_procurement import queries
from toolbox_procurement.pages.words import Words
from toolbox_procurement.queries.database_file import database_file
from toolbox_procurement.queries.downloads import Period, periods, texts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

    from toolbox_procurement.queries.sources import Source

LEVEL: Final = 6
DATABASE: Final = "contracts.sqlite"
_encode = msgspec.json.Encoder(decimal_format="number").encode


async def index(request: Request) -> Response:
    """The files there are."""
    found = await read(request, _look)
    words = Words(request)
    return render(
        request,
        "procurement/downloads.html",
        w=words,
        database=DATABASE,
        sources=[
            (
                source,
                [(period, url(request, "procurement:bulk", source=source.slug, name=period.file)) for period in listed],
            )
            for source, listed in found
        ],
        crumbs=[(words(N_("Contracts")), url(request, "procurement:index"))],
    )


def _look(session: Session) -> list[tuple[Source, list[Period]]]:
    return [(one, periods(session, one)) for one in queries.sources(session) if one.processes]


async def bulk(request: Request) -> Response:
    """``/procurement/downloads/<source>/<period>.jsonl.gz``: compiled releases, one a line, packed; or
    ``contracts.sqlite``: the processes as tables.

    ``Last-Modified`` and ``ETag`` change only when something of the source is published; 304 for who has it already.
    """
    name = request.path_params["name"]
    source, period = await read(request, _find, request.path_params["source"], name)
    etag = f'"{source.slug}-{period.name}-{int(source.published_at.timestamp()) if source.published_at else 0}"'
    headers = {"etag": etag, "cache-control": "public, max-age=0, must-revalidate"}
    if source.published_at is not None:
        headers["last-modified"] = format_datetime(source.published_at, usegmt=True)
    if etag in [part.strip() for part in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    if name == DATABASE:
        return download(
            request,
            database_file,
            source,
            filename=f"{source.slug}-{name}",
            media_type="application/vnd.sqlite3",
            headers=headers,
        )
    return download(
        request,
        _packed,
        source.id,
        period,
        filename=f"{source.slug}-{period.file}",
        media_type="application/gzip",
        headers=headers,
    )


def _find(session: Session, slug: str, name: str) -> tuple[Source, Period]:
    source = queries.source(session, slug)
    if name == DATABASE and source.processes:
        return source, Period("database", source.processes)
    found = next((one for one in periods(session, source) if one.file == name), None)
    if found is None:
        raise NotFound(f"There is no file {name[:80]!r}.", fix="See /procurement/downloads/ for those there are.")
    return source, found


def _packed(session: Session, source_id: int, period: Period) -> Iterator[bytes]:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, 31)
    for release in texts(session, source_id, period):
        piece = packer.compress(_encode(release) + b"\n")
        if piece:
            yield piece
    yield packer.flush()
