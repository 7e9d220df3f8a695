"""The boundaries that maps are drawn from, in the browser: what is loaded, add a file, take one away."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import UploadFile

from toolbox_core import N_, ToolboxError, actor_of, read, redirect, render, translate, url, write
from toolbox_core.default_plugins.admin.desk import blocking, sentence, text
from toolbox_core.geography.reading import Reading, read_geojson
from toolbox_core.geography.simplifying import Simplified, simplify
from toolbox_core.services.boundaries import add_boundaries, boundary_sets, remove_boundaries
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

MOST: Final = 4_000_000
"""Bytes of a file that is read in the server itself; larger ones are loaded on the command line."""
FIELDS: Final = ("name", "title", "code", "label", "licence", "source")
DONE: Final[Mapping[str, str]] = {
    "add": N_("The boundaries are loaded: maps that know their codes or names are drawn on them."),
    "remove": N_("The boundaries are gone; the original file stays."),
}
NO_FILE: Final = N_("Choose a GeoJSON file.")
TOO_LARGE: Final = N_("The file is too large to be read here. Load it on the command line: toolbox maps add.")


async def index(request: Request) -> Response:
    """What is loaded; posting adds a file or takes one away. 422 with the reason when a file cannot be used."""
    if request.method == "GET":
        return await _page(request)
    form = await request.form(max_files=1, max_fields=20)
    act, by = text(form, "act"), actor_of(request).label
    given = {name: text(form, name)[:255] for name in FIELDS}
    try:
        upload = form.get("file")
        if act == "remove":
            slug = text(form, "slug")
            await write(request, lambda session: remove_boundaries(session, slug, by=by))
        elif not isinstance(upload, UploadFile) or not upload.filename:
            return await _page(request, given=given, error=translate(request, NO_FILE))
        elif (upload.size or 0) > MOST:
            return await _page(request, given=given, error=translate(request, TOO_LARGE))
        else:
            await _add(request, upload, given, by)
    except ToolboxError as error:
        return await _page(request, given=given, error=sentence(request, error))
    finally:
        await form.close()
    return redirect(url(request, "admin:maps", {"done": "remove" if act == "remove" else "add"}))


async def _add(request: Request, upload: UploadFile, given: Mapping[str, str], by: str) -> None:
    settings = host_of(request).settings
    name = (upload.filename or "").replace("\\", "/").rpartition("/")[2][-200:]
    with tempfile.TemporaryDirectory(dir=settings.path / "data", prefix=".boundaries-") as folder:
        path = Path(folder) / "boundaries.geojson"

        def make() -> tuple[Reading, Simplified]:
            with path.open("wb") as handle:
                shutil.copyfileobj(upload.file, handle)
            reading = read_geojson(path, code=given["code"], label=given["label"])
            return reading, simplify(reading.regions)

        reading, light = await blocking(request, make)

        def store(session: Session) -> None:
            add_boundaries(
                session,
                settings.files,
                path,
                reading,
                slug=given["name"],
                title=given["title"],
                licence=given["licence"][:64],
                origin=given["source"],
                by=by,
                light=light,
                name=name,
            )

        await write(request, store)


async def _page(request: Request, *, given: Mapping[str, str] | None = None, error: str = "") -> Response:
    return render(
        request,
        "admin/maps.html",
        status=422 if error else 200,
        sets=await read(request, _list),
        given=given or dict.fromkeys(FIELDS, ""),
        error=error,
        done=DONE.get(request.query_params.get("done", ""), ""),
        limit=MOST,
    )


def _list(session: Session) -> list[dict[str, Any]]:
    return [
        {
            "slug": one.slug,
            "title": one.title,
            "regions": one.report.get("regions", 0),
            "shapeless": one.report.get("shapeless", 0),
            "codes": one.codes,
            "labels": one.labels,
            "licence": one.licence,
            "origin": one.origin,
            "file": one.file.name,
            "sha256": one.file.sha256,
            "by": one.added_by,
            "at": one.added_at,
        }
        for one in boundary_sets(session)
    ]
