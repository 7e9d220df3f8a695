"""The catalogue for other catalogues: DCAT-AP, schema.org on each dataset's page, the Data Package descriptor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from toolbox_core import json_response, read, translate, url
from toolbox_core.default_plugins.data import queries
from toolbox_core.default_plugins.data.catalogue import catalogue, find
from toolbox_core.default_plugins.data.downloads import download_address, public_address
from toolbox_core.exporting.dcat import CatalogueFacts, Offered, catalogue_graph, schema_org
from toolbox_core.exporting.describe import package_descriptor
from toolbox_core.exporting.formats import FORMATS, export_formats
from toolbox_core.web.host import host_of, visit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request

    from toolbox_core.contracts import DatasetDescription
    from toolbox_core.exporting.rdf import Graph

JSON_LD = "application/ld+json"
TURTLE = "text/turtle"
VARIES = {"vary": "Accept"}


async def catalog(request: Request) -> Response:
    """The one address of the catalogue: JSON-LD or Turtle, whichever ``Accept`` prefers; people go to the pages."""
    if preferred(request.headers.get("accept", "")) == TURTLE:
        return await catalog_turtle(request)
    return await catalog_jsonld(request)


def preferred(accept: str) -> str:
    """The form that an ``Accept`` header puts first (RFC 9110, section 12.5.1); JSON-LD when it prefers none."""
    weights = {JSON_LD: 0.0, TURTLE: 0.0}
    for part in accept.lower().split(","):
        media, *rest = (piece.strip() for piece in part.split(";"))
        kind = {"application/json": JSON_LD, JSON_LD: JSON_LD, "application/x-turtle": TURTLE, TURTLE: TURTLE}.get(
            media
        )
        if kind is not None:
            given = next((piece[2:] for piece in rest if piece.startswith("q=")), "1")
            try:
                weights[kind] = max(weights[kind], float(given))
            except ValueError:
                continue
    return TURTLE if weights[TURTLE] > weights[JSON_LD] else JSON_LD


async def catalog_jsonld(request: Request) -> Response:
    """The catalogue in DCAT-AP 3 as JSON-LD."""
    return Response((await _graph(request)).jsonld(), media_type=JSON_LD, headers=VARIES)


async def catalog_turtle(request: Request) -> Response:
    """The same as Turtle."""
    return Response((await _graph(request)).turtle(), media_type=f"{TURTLE}; charset=utf-8", headers=VARIES)


async def _graph(request: Request) -> Graph:
    found = await catalogue(request)
    ids = [number for description in found.datasets for number in description.version_ids]
    seals = await read(request, queries.seals, ids)
    offered = [offer(request, description, seals) for description in found.datasets]
    return catalogue_graph(facts_of(request, found.datasets), offered)


def facts_of(request: Request, datasets: Sequence[DatasetDescription] = ()) -> CatalogueFacts:
    """What the catalogue says of itself."""
    site = host_of(request).settings.site
    return CatalogueFacts(
        base_url=public_address(request, ""),
        title=site.name,
        description=translate(
            request, "Every dataset of this site: to read about, to download in open formats, with its originals."
        ),
        publisher=site.organisation,
        contact_email=site.contact_email,
        language=visit_of(request).language,
        modified=max((description.modified for description in datasets), default=None),
    )


def offer(request: Request, description: DatasetDescription, seals: Mapping[int, str]) -> Offered:
    """A dataset as the site offers it. ``seals``: content hash by version id."""
    return Offered(
        description=description,
        page=page_of(request, description),
        formats=export_formats(),
        seals=[seals[number] for number in description.version_ids if seals.get(number)],
    )


def page_of(request: Request, description: DatasetDescription) -> str:
    """The address of a dataset's page, as a path."""
    plugin, _, slug = description.id.partition("/")
    return url(request, "data:dataset", plugin=plugin, slug=slug)


def schema_org_of(request: Request, description: DatasetDescription) -> dict[str, Any]:
    """What a search engine is told on a dataset's page. The page writes it with ``tojson``, which closes no script."""
    return schema_org(facts_of(request), offer(request, description, {}))


async def datapackage(request: Request) -> Response:
    """The dataset's descriptor as a Data Package whose table is the CSV download."""
    plugin, slug = request.path_params["plugin"], request.path_params["slug"]
    _, description = await find(request, plugin, slug)
    table = public_address(request, download_address(request, description, FORMATS["csv"]))
    source = public_address(request, page_of(request, description))
    return json_response(package_descriptor(description, source=source, path=table))
