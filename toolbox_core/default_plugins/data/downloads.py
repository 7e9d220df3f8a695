"""Files: datasets in every format, made on the way, and originals exactly as they were handed in."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from toolbox_core import NotFound, __version__, download, offer_original, read, redirect, url
from toolbox_core.default_plugins.data import queries
from toolbox_core.default_plugins.data.catalogue import find
from toolbox_core.exporting.formats import FORMATS, export_file_name, export_formats, stream_rows
from toolbox_core.web.caching import matches
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session
    from starlette.requests import Request

    from toolbox_core.contracts import DatasetDescription, DatasetProvider
    from toolbox_core.exporting.formats import ExportFormat

_ENDINGS = {item.suffix.lstrip("."): item.id for item in FORMATS.values()}
# What a browser may be told about an original. Anything else, above all what it could run, is just bytes.
_HARMLESS = re.compile(
    r"text/(csv|plain|tab-separated-values)|application/(json|zip|gzip|pdf|vnd\.ms-excel|"
    r"vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet|vnd\.oasis\.opendocument\.spreadsheet)"
)


def public_address(request: Request, path: str) -> str:
    """The address of a page as somebody far away would write it."""
    base = host_of(request).settings.site.base_url or str(request.base_url).rstrip("/")
    return base + path


def download_address(request: Request, description: DatasetDescription, item: ExportFormat) -> str:
    """Where a dataset is downloaded in one format."""
    plugin, _, slug = description.id.partition("/")
    return url(request, "data:download", plugin=plugin, slug=slug, ending=item.suffix.lstrip("."))


async def dataset(request: Request) -> Response:
    """A dataset in the format its ending names, streamed row by row, without any limit on its length."""
    provider, description, item = await _asked(request)
    tag = _tag(description, item.id)
    headers = fresh(tag, description.modified)
    if not_modified(request, tag, description.modified):
        return Response(status_code=304, headers=headers)
    return download(
        request,
        _rows,
        provider,
        description,
        item.id,
        _source(request),
        filename=export_file_name(description, item.id),
        media_type=item.media_type,
        headers=headers,
    )


async def checksum(request: Request) -> Response:
    """The SHA-256 of a download, as ``sha256sum`` writes and checks it. The file is made once more to be counted."""
    provider, description, item = await _asked(request)
    tag = _tag(description, f"{item.id}.sha256")
    headers = fresh(tag, description.modified)
    if not_modified(request, tag, description.modified):
        return Response(status_code=304, headers=headers)
    name = export_file_name(description, item.id)
    return download(
        request,
        _checksum,
        provider,
        description,
        item.id,
        _source(request),
        name,
        filename=f"{name}.sha256",
        media_type="text/plain; charset=utf-8",
        headers=headers,
    )


async def _asked(request: Request) -> tuple[DatasetProvider, DatasetDescription, ExportFormat]:
    plugin, slug, ending = (request.path_params[name] for name in ("plugin", "slug", "ending"))
    if ending not in _ENDINGS or _ENDINGS[ending] not in {item.id for item in export_formats()}:
        known = ", ".join("." + item.suffix.lstrip(".") for item in export_formats())
        raise NotFound(f"Datasets are not offered as .{ending}.", fix=f"Choose one of {known}.")
    provider, description = await find(request, plugin, slug)
    return provider, description, FORMATS[_ENDINGS[ending]]


def _source(request: Request) -> str:
    plugin, slug = request.path_params["plugin"], request.path_params["slug"]
    return public_address(request, url(request, "data:dataset", plugin=plugin, slug=slug))


def _rows(
    session: Session, provider: DatasetProvider, description: DatasetDescription, format_id: str, source: str
) -> Iterator[bytes]:
    slug = description.id.partition("/")[2]
    return stream_rows(format_id, description, provider.rows(session, slug), source=source)


def _checksum(
    session: Session,
    provider: DatasetProvider,
    description: DatasetDescription,
    format_id: str,
    source: str,
    name: str,
) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in _rows(session, provider, description, format_id, source):
        digest.update(piece)
        yield b""  # a reader who has gone is noticed here
    yield f"{digest.hexdigest()}  {name}\n".encode()


def _tag(description: DatasetDescription, format_id: str) -> str:
    """The same versions in the same format, made by the same software, are the same bytes."""
    parts = (description.id, *map(str, description.version_ids), format_id, __version__)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def fresh(tag: str, modified: datetime | None) -> dict[str, str]:
    """The headers by which a copy is known to be the newest."""
    headers = {"etag": f'"{tag}"', "cache-control": "public, max-age=0, must-revalidate"}
    if modified is not None:
        headers["last-modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    return headers


def not_modified(request: Request, tag: str, modified: datetime | None = None) -> bool:
    """Whether the reader's copy is the newest: by its tag if it names one, else by its date (RFC 9110, 13.2.2)."""
    condition = request.headers.get("if-none-match", "")
    if condition:
        return matches(condition, tag)
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return modified is not None and since.tzinfo is not None and modified.replace(microsecond=0) <= since


async def original(request: Request) -> Response:
    """An original file, byte for byte, under the name it came with; of a redacted one, the way to its copy."""
    sha256, name = request.path_params["sha256"], request.path_params["name"]
    source = await read(request, queries.original, sha256)
    if source.name != name:
        raise NotFound(f"The file with this checksum is called {source.name!r}, not {name!r}.")
    offered = await offer_original(request, source)
    if offered.redacted:
        copy = offered.source
        return redirect(url(request, "data:file", sha256=copy.sha256, name=copy.name), status=302)
    headers = {"cache-control": "private, no-store"} if offered.private else fresh(source.sha256, None)
    if not offered.private and not_modified(request, source.sha256):
        return Response(status_code=304, headers=headers)
    path = offered.path
    media_type = source.media_type.partition(";")[0].strip().lower()
    return FileResponse(
        path,
        media_type=media_type if _HARMLESS.fullmatch(media_type) else "application/octet-stream",
        headers={
            **headers,
            "content-disposition": f"attachment; filename*=UTF-8''{quote(source.name, safe='')}",
            "content-security-policy": "sandbox; default-src 'none'",
        },
    )
