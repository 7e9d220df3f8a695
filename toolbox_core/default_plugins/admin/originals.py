"""Kept originals in the browser: find one, give it a redacted copy for the public, or offer it again."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import or_, select
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse

from toolbox_core import N_, NotFound, ToolboxError, actor_of, read, redirect, render, translate, url, write
from toolbox_core.db.models import DatasetVersion, Redaction, SourceFile, VersionSource
from toolbox_core.default_plugins.admin.desk import sentence, text
from toolbox_core.services import redaction
from toolbox_core.services.provenance import source_path
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

PAGE = 50
DONE: Mapping[str, str] = {
    "redact": N_("The public gets the redacted copy from now on."),
    "lift": N_("The public gets the original again."),
}
NO_COPY = N_("Choose the redacted file.")


@dataclass(frozen=True, slots=True)
class Kept:
    """An original with its redaction, and the versions that were read from it."""

    source: SourceFile
    redaction: Redaction | None
    versions: Sequence[DatasetVersion] = ()


async def index(request: Request) -> Response:
    """The originals, newest first, a page at a time; narrowed by a part of the name or the beginning of a hash."""
    words = request.query_params.get("q", "").replace("\0", "").strip()[:200]
    before = request.query_params.get("before", "")
    found = await read(
        request, _list, words, int(before) if before.isascii() and before.isdigit() and len(before) < 16 else 0
    )
    shown = found[:PAGE]
    more = {"q": words or None, "before": str(shown[-1].source.id) if shown else None}
    return render(
        request,
        "admin/originals.html",
        originals=shown,
        words=words,
        further=url(request, "admin:originals", more) if len(found) > PAGE else "",
    )


async def original(request: Request) -> Response:
    """One original; posting gives it a redacted copy or takes that back."""
    sha256 = request.path_params["sha256"]
    if request.method == "GET":
        return await _page(request, sha256)
    limit = host_of(request).settings.limits.upload_bytes
    form = await request.form(max_files=1, max_fields=10)
    try:
        act, by = text(form, "act"), actor_of(request).label
        reason = text(form, "lift-reason" if act == "lift" else "reason")[:2000]
        upload = form.get("copy")
        if act == "lift":
            await write(request, lambda session: redaction.lift(session, _find(session, sha256), reason=reason, by=by))
        elif not isinstance(upload, UploadFile) or not upload.filename:
            return await _page(request, sha256, reason=reason, error=translate(request, NO_COPY))
        else:
            await write(request, _redact, request, sha256, upload, reason, by, limit)
    except ToolboxError as error:
        if isinstance(error, NotFound):
            raise
        return await _page(request, sha256, reason=reason, error=sentence(request, error))
    finally:
        await form.close()
    return redirect(url(request, "admin:original", {"done": "lift" if act == "lift" else "redact"}, sha256=sha256))


async def file(request: Request) -> Response:
    """The original itself, for those who may see it; the audit log says who took it along."""
    actor, files = actor_of(request), host_of(request).settings.files

    def take(session: Session) -> tuple[SourceFile, Path]:
        source = _find(session, request.path_params["sha256"])
        redaction.note_reading(session, source, by=actor.label)
        return source, source_path(files, source)

    source, path = await write(request, take)
    return FileResponse(
        path,
        media_type="application/octet-stream",
        headers={
            "cache-control": "private, no-store",
            "content-disposition": f"attachment; filename*=UTF-8''{quote(source.name, safe='')}",
            "content-security-policy": "sandbox; default-src 'none'",
        },
    )


def _redact(
    session: Session, request: Request, sha256: str, upload: UploadFile, reason: str, by: str, limit: int
) -> None:
    settings = host_of(request).settings
    name = Path((upload.filename or "").replace("\\", "/")).name[-255:]
    with tempfile.TemporaryDirectory(dir=settings.path / "data", prefix=".redacting-") as folder:
        path = Path(folder) / "copy"
        with path.open("wb") as handle:
            shutil.copyfileobj(upload.file, handle)
        source = _find(session, sha256)
        redaction.redact(session, settings.files, source, path, name=name, reason=reason, by=by, most_bytes=limit)


async def _page(request: Request, sha256: str, *, reason: str = "", error: str = "") -> Response:
    return render(
        request,
        "admin/original.html",
        status=422 if error else 200,
        kept=await read(request, _kept, sha256),
        reason=reason,
        error=error,
        done=DONE.get(request.query_params.get("done", ""), ""),
        limit=host_of(request).settings.limits.upload_bytes,
    )


def _find(session: Session, sha256: str) -> SourceFile:
    found = session.scalar(select(SourceFile).where(SourceFile.sha256 == sha256))
    if found is None:
        raise NotFound("There is no original with this checksum.")
    return found


def _kept(session: Session, sha256: str) -> Kept:
    source = _find(session, sha256)
    query = (
        select(DatasetVersion)
        .join(VersionSource, VersionSource.version_id == DatasetVersion.id)
        .where(VersionSource.source_id == source.id)
        .order_by(DatasetVersion.id.desc())
        .limit(PAGE)
    )
    return Kept(source, session.get(Redaction, source.id), session.scalars(query).unique().all())


def _list(session: Session, words: str, before: int) -> list[Kept]:
    query = select(SourceFile).where(SourceFile.id.not_in(select(Redaction.copy_id)))
    if words:
        like = "%" + words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        query = query.where(
            or_(SourceFile.name.ilike(like, escape="\\"), SourceFile.sha256.startswith(words.lower(), autoescape=True))
        )
    if before:
        query = query.where(SourceFile.id < before)
    sources = session.scalars(query.order_by(SourceFile.id.desc()).limit(PAGE + 1)).all()
    copies = redaction.redactions(session, [one.id for one in sources])
    return [Kept(one, copies.get(one.id)) for one in sources]
