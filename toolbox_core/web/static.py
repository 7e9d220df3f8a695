"""Static files: the site's own first, then a plugin's, then the host's; hashed addresses never change their content.

``/static/toolbox.css`` lies in the host's ``static`` folder, ``/static/<plugin>/…`` in the plugin's; a file of the same
path in the site's ``static`` folder takes its place. ``address`` adds ``?v=`` with a hash of the content; such answers
may be kept for a year, all others are asked for again each time.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from starlette.requests import Request

PREFIX = "/static/"
# Anything larger is streamed from the disk and never kept in memory.
KEPT_BYTES = 1 << 20
_COMPRESSIBLE = ("text/", "image/svg+xml", "application/json", "application/javascript", "application/xml")
# The platform's table of media types differs from machine to machine; these few are ours.
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".avif": "image/avif",
    ".webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it was when last read. ``stamp`` is its time and size; ``body`` is ``None`` for large files."""

    path: Path
    stamp: tuple[int, int]
    version: str
    media_type: str
    body: bytes | None
    packed: bytes | None


class StaticFiles:
    """Finds, reads and remembers static files of the site, the plugins and the host."""

    def __init__(self, site: Path, plugins: Mapping[str, Path], host: Path) -> None:
        self._site = _real(site)
        self._plugins = {plugin: _real(folder) for plugin, folder in plugins.items()}
        self._host = _real(host)
        self._known: dict[str, StaticFile] = {}

    def find(self, name: str) -> StaticFile | None:
        """The file called ``name`` (``toolbox.css``, ``budget_portal/map.svg``), or ``None``. Reads only on change."""
        path = self._locate(name)
        if path is None:
            self._known.pop(name, None)
            return None
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            known = self._known.get(name)
            if known is None or known.path != path or known.stamp != stamp:
                known = _read(path, stamp)
                self._known[name] = known
        except OSError:
            return None
        return known

    def address(self, name: str) -> str:
        """The address of ``name`` with its version. A file that is not there keeps its plain address."""
        found = self.find(name)
        return PREFIX + quote(name) + (f"?v={found.version}" if found else "")

    def _locate(self, name: str) -> Path | None:
        parts = name.split("/")
        if any(part in ("", ".", "..") or part.startswith(".") or "\\" in part or "\0" in part for part in parts):
            return None
        folders = [(self._site, parts)]
        if len(parts) > 1 and parts[0] in self._plugins:
            folders.append((self._plugins[parts[0]], parts[1:]))
        folders.append((self._host, parts))
        for folder, inner in folders:
            path = folder.joinpath(*inner)
            # A link may not lead out of its folder, so the real path is what counts.
            if path.is_file() and _real(path).is_relative_to(folder):
                return path
        return None


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _read(path: Path, stamp: tuple[int, int]) -> StaticFile:
    media_type = _MEDIA_TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0]
    media_type = media_type or "application/octet-stream"
    if stamp[1] > KEPT_BYTES:
        with path.open("rb") as file:
            version = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        return StaticFile(path, stamp, version, media_type, None, None)
    body = path.read_bytes()
    packed = gzip.compress(body, 9, mtime=0) if media_type.startswith(_COMPRESSIBLE) and len(body) > 500 else None
    return StaticFile(path, stamp, hashlib.sha256(body).hexdigest()[:16], media_type, body, packed)


async def serve_static(request: Request) -> Response:
    """Answer ``/static/{path}``: 200 with the file, 304 when the browser has it, 404 for anything else."""
    host = host_of(request)
    name = str(request.path_params["path"])
    found = await host.database.in_executor(lambda: host.static.find(name))
    if found is None:
        raise HTTPException(404)
    hashed = request.query_params.get("v") == found.version
    headers = {
        "cache-control": "public, max-age=31536000, immutable" if hashed else "public, max-age=0, must-revalidate",
        "vary": "Accept-Encoding",
    }
    if found.body is None:
        return FileResponse(found.path, media_type=found.media_type, headers=headers)
    packed = found.packed is not None and "gzip" in request.headers.get("accept-encoding", "")
    headers["etag"] = f'"{found.version}{"-gz" if packed else ""}"'
    if headers["etag"] in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    if packed:
        headers["content-encoding"] = "gzip"
    body = found.packed if packed else found.body
    return Response(body, media_type=found.media_type, headers=headers)
