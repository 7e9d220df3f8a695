"""The list for programs: an OCDS release package page by page, JSON Lines, tables, a feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec
from starlette.responses import Response

from toolbox_core import (
    Column,
    DatasetDescription,
    FeedEntry,
    InputError,
    ParameterError,
    download,
    feed_response,
    read,
    read_cursor,
    stream_rows,
    translate,
    url,
    utcnow,
    write_cursor,
)
from toolbox_procurement import queries, sharing
from toolbox_procurement.pages.asking import conditions, filters_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

    from toolbox_procurement.queries.records import Conditions

USUAL, MOST = 100, 1000
FEED: Final = 50
_encode = msgspec.json.Encoder(decimal_format="number").encode
_MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def package(request: Request) -> Response:
    """``/procurement/processes.json``: an OCDS release package of compiled releases, in the order of their changes.

    ``links.next`` is the next page; ``links.since`` the address that a program asks next time, for what changed since.
    """
    filters = filters_of(request)
    wanted = conditions(filters)
    limit = _limit(request)
    cursor = request.query_params.get("since", "")
    after = read_since(cursor) if cursor else (0, 0)
    found = await read(request, _package, wanted, after, limit)
    base = str(request.base_url).rstrip("/")
    path = url(request, "procurement:list_json")

    def address(**changes: Any) -> str:
        return base + filters.address(path, limit=limit if limit != USUAL else None, **changes)

    last = write_cursor(*found["last"]) if found["last"] else cursor
    links = {"since": address(since=last or None)}
    if len(found["releases"]) == limit:
        links["next"] = links["since"]
    body = {
        "uri": address(since=cursor or None),
        "version": "1.1",
        "publishedDate": found["published"],
        "publisher": {"name": found["publisher"]},
        "extensions": [],
        "releases": found["releases"],
        "links": links,
    }
    if found["licence"]:
        body["license"] = found["licence"]
    return Response(_encode(body), media_type="application/json")


def read_since(text: str) -> tuple[int, int]:
    """The place in the order of changes that a cursor stands for. Raises ``ParameterError``."""
    try:
        found: tuple[int, int] = read_cursor(text, tuple[int, int])
    except ParameterError as error:
        raise InputError("since is not a cursor that this list gave.", fix="Leave it out to begin anew.") from error
    return found


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", "")
    if not text:
        return USUAL
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= MOST):
        raise InputError(f"limit={text[:20]!r} is not a number from 1 to {MOST}.")
    return int(text)


def _package(session: Session, wanted: Conditions, after: tuple[int, int], limit: int) -> dict[str, Any]:
    rows = queries.since(session, wanted, after, limit)
    sources = queries.sources(session)
    shown = [one for one in sources if not wanted.source or one.slug == wanted.source]
    published = max((one.published_at for one in shown if one.published_at), default=datetime(2000, 1, 1, tzinfo=UTC))
    licences = {one.licence for one in shown if one.licence}
    return {
        "releases": [queries.compiled_of(session, row) for row in rows],
        "last": (rows[-1].revision, rows[-1].id) if rows else None,
        "published": published.isoformat().replace("+00:00", "Z"),
        "publisher": shown[0].name if len(shown) == 1 else "; ".join(one.name for one in shown),
        "licence": _licence(licences),
    }


def _licence(licences: set[str]) -> str:
    """The address of the one licence of all sources; nothing when they differ or have none."""
    if len(licences) != 1:
        return ""
    (one,) = licences
    return one if one.startswith(("http://", "https://")) else f"https://spdx.org/licenses/{one}"


async def lines(request: Request) -> Response:
    """``/procurement/processes.jsonl``: every compiled release that fits, one a line, whole."""
    wanted = conditions(filters_of(request))
    return download(request, _lines, wanted, filename="processes.jsonl", media_type="application/jsonl")


def _lines(session: Session, wanted: Conditions) -> Iterator[bytes]:
    for rows in queries.every(session, wanted):
        for row in rows:
            yield _encode(queries.compiled_of(session, row)) + b"\n"


async def table(request: Request) -> Response:
    """``/procurement/processes.csv`` and ``.xlsx``: one row for each process that fits, whole."""
    wanted = conditions(filters_of(request))
    suffix = request.url.path.rsplit(".", 1)[-1]
    titles = tuple(
        Column(name=one.name, type=one.type, title=translate(request, one.title), description=one.description)
        for one in sharing.COLUMNS
    )
    return download(request, _table, wanted, suffix, titles, filename=f"processes.{suffix}", media_type=_MEDIA[suffix])


def _table(session: Session, wanted: Conditions, suffix: str, columns: tuple[Column, ...]) -> Iterator[bytes]:
    description = DatasetDescription(
        id="procurement/selection",
        title="Contracting processes",
        description="A selection of the published contracting processes.",
        columns=columns,
        version=1,
        version_ids=(),
        publisher="",
        licence="",
        modified=utcnow(),
        row_count=0,
        landing="/procurement/",
    )
    rows = (row for found in queries.every(session, wanted) for row in sharing.process_rows(session, found))
    yield from stream_rows(suffix, description, rows)


async def feed(request: Request) -> Response:
    """``/procurement/feed.atom``: what publications changed last among the processes that fit."""
    filters = filters_of(request)
    found = await read(request, queries.latest, conditions(filters), FEED)
    entries = [
        FeedEntry(
            id=f"revision-{item.revision}",
            title=item.title,
            address=sharing.process_page(item.ocid),
            updated=moment,
            summary=", ".join(person.name for person in (*item.buyers, *item.suppliers)),
        )
        for item, moment in found
    ]
    page = filters.address(url(request, "procurement:index"))
    return feed_response(request, title=translate(request, "Contracts"), page=page, entries=entries)
