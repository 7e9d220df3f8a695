"""Datasets and the publication log for programs, page by page."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from toolbox_core import N_, ApiRoute, PageParameters, cursor_page, json_response, parameters, read
from toolbox_core.default_plugins.data import queries
from toolbox_core.default_plugins.data.catalogue import catalogue, find
from toolbox_core.default_plugins.data.downloads import download_address, public_address
from toolbox_core.default_plugins.data.linked import page_of
from toolbox_core.exporting.describe import licence_page
from toolbox_core.exporting.formats import export_formats
from toolbox_core.exporting.values import moment_text
from toolbox_core.services.provenance import entry_fields

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.contracts import DatasetDescription


def _about(description: str, **more: Any) -> msgspec.Meta:
    return msgspec.Meta(description=description, **more)


Cursor = Annotated[str | None, _about(N_("What to give as cursor for the next page; null on the last page."))]


class DatasetsParameters(PageParameters, kw_only=True):
    """Which datasets."""

    module: Annotated[str, _about(N_("Only datasets of this module, by its id."), max_length=100)] = ""


class DatasetParameters(msgspec.Struct, kw_only=True):
    """Which dataset."""

    plugin: Annotated[
        str,
        _about(N_("The module that publishes it: the part of its id before the slash."), pattern="^[a-z][a-z0-9_]*$"),
    ]
    slug: Annotated[str, _about(N_("The part of its id after the slash."), min_length=1)]


class PublicationsParameters(PageParameters, kw_only=True):
    """Which publications."""

    dataset: Annotated[str, _about(N_("Only entries of this dataset, by its id."), max_length=300)] = ""


class ColumnInfo(msgspec.Struct, kw_only=True):
    """One column of a dataset."""

    name: str
    type: Annotated[str, _about(N_("A type of Table Schema; number is an exact decimal."))]
    title: str
    description: str
    unit: str


class Dataset(msgspec.Struct, kw_only=True):
    """One dataset as it is in force."""

    id: Annotated[str, _about(N_("Module and name, with a slash between them."))]
    title: str
    description: str
    version: Annotated[int, _about(N_("Number of the newest version in force."))]
    publisher: str
    licence: Annotated[str, _about(N_("SPDX id of the licence."))]
    licence_page: str
    modified: Annotated[str, _about(N_("When it was published last: ISO 8601, UTC."))]
    rows: int
    temporal: Annotated[list[str] | None, _about(N_("First and last day covered, or null."))]
    spatial: Annotated[str, _about(N_("The place it is about."))]
    frequency: Annotated[str, _about(N_("How often it is renewed: a code of the EU frequency table."))]
    language: str
    keywords: list[str]
    themes: Annotated[list[str], _about(N_("Codes of the EU data themes."))]
    page: Annotated[str, _about(N_("Address of the page about it."))]
    landing: Annotated[str, _about(N_("Address of the pages and charts that show it, if there are any."))]
    columns: list[ColumnInfo]
    downloads: Annotated[dict[str, str], _about(N_("Address of each format, the whole dataset in one piece."))]


class Datasets(msgspec.Struct, kw_only=True):
    """One page of datasets, in the order of their ids."""

    datasets: list[Dataset]
    next_cursor: Cursor
    incomplete: Annotated[
        list[str], _about(N_("Modules that do not answer at the moment; their datasets are missing."))
    ]


class Publication(msgspec.Struct, kw_only=True):
    """One entry of the publication log, with exactly the fields that its seal covers, and the seal."""

    number: int
    at: str
    action: Annotated[str, _about(N_("publish or withdraw."))]
    dataset: str
    version_id: Annotated[int, _about(N_("The version's number among all versions of the site."))]
    version_number: Annotated[int, _about(N_("The version's number within its dataset."))]
    title: str
    content_sha256: Annotated[str, _about(N_("Checksum of all rows of the version."))]
    actor: str
    note: str
    previous_sha256: Annotated[str, _about(N_("The seal of the entry before."))]
    entry_sha256: Annotated[str, _about(N_("The seal: the SHA-256 of the other fields as JSON."))]


class Publications(msgspec.Struct, kw_only=True):
    """One page of the publication log, oldest first."""

    publications: list[Publication]
    next_cursor: Cursor


async def datasets(request: Request) -> Response:
    """Every dataset in force."""
    asked = parameters(request, DatasetsParameters)
    after = asked.after(tuple[str])
    found = await catalogue(request)
    rows = sorted(
        (
            description
            for description in found.datasets
            if asked.module in ("", description.id.partition("/")[0]) and (after is None or description.id > after[0])
        ),
        key=lambda description: description.id,
    )
    page = cursor_page(rows, asked.limit, key=lambda description: (description.id,))
    answer = Datasets(
        datasets=[_dataset(request, description) for description in page.items],
        next_cursor=page.next_cursor,
        incomplete=list(found.silent),
    )
    return json_response(answer, headers=page.headers(request))


async def dataset(request: Request) -> Response:
    """One dataset."""
    asked = parameters(request, DatasetParameters)
    _, description = await find(request, asked.plugin, asked.slug)
    return json_response(_dataset(request, description))


async def publications(request: Request) -> Response:
    """The publication log, oldest first, so that whoever keeps a copy asks only for what is new."""
    asked = parameters(request, PublicationsParameters)
    after = asked.after(tuple[int]) or (0,)
    rows = await read(request, _entries, after[0], asked.dataset, asked.limit + 1)
    page = cursor_page(rows, asked.limit, key=lambda entry: (entry["number"],))
    return json_response({"publications": page.items, "next_cursor": page.next_cursor}, headers=page.headers(request))


def _entries(session: Session, after: int, dataset_id: str, limit: int) -> list[dict[str, Any]]:
    return [
        {**entry_fields(entry), "entry_sha256": entry.entry_sha256}
        for entry in queries.log_after(session, after, dataset_id, limit)
    ]


def _dataset(request: Request, description: DatasetDescription) -> Dataset:
    return Dataset(
        id=description.id,
        title=description.title,
        description=description.description,
        version=description.version,
        publisher=description.publisher,
        licence=description.licence,
        licence_page=licence_page(description.licence),
        modified=moment_text(description.modified),
        rows=description.row_count,
        temporal=[day.isoformat() for day in description.temporal] if description.temporal else None,
        spatial=description.spatial,
        frequency=description.frequency,
        language=description.language,
        keywords=list(description.keywords),
        themes=list(description.themes),
        page=public_address(request, page_of(request, description)),
        landing=public_address(request, description.landing) if description.landing else "",
        columns=[ColumnInfo(**asdict(column)) for column in description.columns],
        downloads={
            item.id: public_address(request, download_address(request, description, item)) for item in export_formats()
        },
    )


def _first_dataset(session: Session) -> str:
    """The address of some dataset that was published, for the pages about the interface."""
    found = queries.newest_dataset(session)
    return f"/data/datasets/{found}" if found else ""


ROUTES = (
    ApiRoute(
        path="/data/datasets",
        endpoint=datasets,
        name="data:api_datasets",
        summary=N_("Every dataset in force, with its columns and the addresses of its downloads."),
        parameters=DatasetsParameters,
        result=Datasets,
        public=True,
        example="/data/datasets?limit=20",
    ),
    ApiRoute(
        path="/data/datasets/{plugin}/{slug}",
        endpoint=dataset,
        name="data:api_dataset",
        summary=N_("One dataset."),
        parameters=DatasetParameters,
        result=Dataset,
        public=True,
        example=_first_dataset,
    ),
    ApiRoute(
        path="/data/publications",
        endpoint=publications,
        name="data:api_publications",
        summary=N_("The publication log, oldest entry first."),
        parameters=PublicationsParameters,
        result=Publications,
        public=True,
        example="/data/publications?limit=20",
    ),
)
