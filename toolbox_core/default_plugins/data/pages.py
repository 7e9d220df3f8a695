"""Pages about datasets: the catalogue, one dataset, one version of it."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from toolbox_core import NotFound, event_feed, json_response, read, render, translate, url, wants_json
from toolbox_core.default_plugins.data import contents, queries, words
from toolbox_core.default_plugins.data.catalogue import catalogue, find
from toolbox_core.default_plugins.data.downloads import download_address, public_address
from toolbox_core.default_plugins.data.linked import schema_org_of
from toolbox_core.exporting.describe import licence_page, metadata
from toolbox_core.exporting.formats import export_formats

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response


PAGE_SIZE = 50


async def index(request: Request) -> Response:
    """The catalogue as a page, as JSON for programs."""
    if wants_json(request):
        return await index_json(request)
    found = await catalogue(request)
    page, last = page_asked_for(request, len(found.datasets), PAGE_SIZE)
    shown = found.datasets[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return render(
        request,
        "data/index.html",
        datasets=shown,
        total=len(found.datasets),
        page=page,
        last=last,
        summaries={description.id: first_sentence(description.description) for description in shown},
        silent=found.silent,
        downloads={
            description.id: [(item, download_address(request, description, item)) for item in export_formats()]
            for description in shown
        },
    )


def page_asked_for(request: Request, total: int, size: int) -> tuple[int, int]:
    """The page that ``?page=`` names, counted from 1, and the last one. Raises ``NotFound`` for one that is not."""
    asked = request.query_params.get("page", "1")
    last = max(1, -(-total // size))
    if not asked.isdecimal() or len(asked) > 6 or not 1 <= int(asked) <= last:
        raise NotFound(f"There is no page {asked!r} here.", fix=f"Pages count from 1; the last one is {last}.")
    return int(asked), last


def first_sentence(text: str) -> str:
    """The first sentence of a description; the dataset's own page shows all of it."""
    return re.split(r"(?<=[.!?؟。])\s", text.strip(), maxsplit=1)[0]


async def index_json(request: Request) -> Response:
    """The catalogue for programs: each dataset's description with the addresses of its page and its downloads."""
    found = await catalogue(request)
    datasets = []
    for description in found.datasets:
        plugin, _, slug = description.id.partition("/")
        page = public_address(request, url(request, "data:dataset", plugin=plugin, slug=slug))
        values = metadata(description, source=page)
        values["downloads"] = {
            item.id: public_address(request, download_address(request, description, item)) for item in export_formats()
        }
        datasets.append(values)
    return json_response({"datasets": datasets, "incomplete": list(found.silent)})


async def dataset(request: Request) -> Response:
    """One dataset: what it holds, its columns, downloads, versions and originals."""
    plugin, slug = request.path_params["plugin"], request.path_params["slug"]
    _, description = await find(request, plugin, slug)
    versions = await read(request, queries.versions, description.id)
    return render(
        request,
        "data/dataset.html",
        dataset=description,
        plugin=plugin,
        slug=slug,
        versions=versions,
        current=[version for version in versions if version.status == "published"],
        formats=[(item, download_address(request, description, item)) for item in export_formats()],
        licence_page=licence_page(description.licence),
        linked=schema_org_of(request, description),
        words=words,
        crumbs=crumbs(request),
    )


async def version(request: Request) -> Response:
    """One version: what was read, from which originals, its place in the publication log. It stays when replaced."""
    plugin, slug, number = (request.path_params[name] for name in ("plugin", "slug", "number"))
    found, entries = await read(request, queries.version, f"{plugin}/{slug}", number)
    tables = await contents.table_names(request, found)
    return render(
        request,
        "data/version.html",
        version=found,
        plugin=plugin,
        slug=slug,
        entries=entries,
        totals=list(_totals(found.report)),
        tables=tables,
        program=contents.program(request, found, tables),
        words=words,
        licence_page=licence_page(found.licence),
        crumbs=[*crumbs(request), (found.title, url(request, "data:dataset", plugin=plugin, slug=slug))],
    )


async def feed(request: Request) -> Response:
    """``/data/<plugin>/<slug>/feed.atom``: versions published and withdrawn."""
    plugin, slug = request.path_params["plugin"], request.path_params["slug"]
    _, description = await find(request, plugin, slug)
    page = url(request, "data:dataset", plugin=plugin, slug=slug)
    return await event_feed(request, f"dataset:{description.id}", title=description.title, page=page)


def _totals(report: Mapping[str, Any]) -> Iterator[tuple[str, str, Decimal | str]]:
    """The report's sums as (amount, part, exact value); what is no number stays the text it is."""
    for phase, sums in sorted((report.get("totals") or {}).items()):
        for part, text in sorted(sums.items()):
            try:
                value: Decimal | str = Decimal(text)
            except (InvalidOperation, TypeError):
                value = str(text)
            yield phase, part, value if isinstance(value, str) or value.is_finite() else str(text)


def crumbs(request: Request) -> list[tuple[str, str]]:
    """The way to the pages below the catalogue."""
    return [(translate(request, "Data"), url(request, "data:index"))]
