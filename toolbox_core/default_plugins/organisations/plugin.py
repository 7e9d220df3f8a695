"""What the organisations plugin contributes: the directory's pages, its open dataset, its part of the search."""

from __future__ import annotations

from functools import partial

from toolbox_core import N_, DatasetProvider, NavigationLink, PluginContext, Route, SearchSource, hookimpl
from toolbox_core.default_plugins.organisations import dataset, pages
from toolbox_core.services.organisations import search_documents
from toolbox_core.services.organisations.finding import DATASET


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """The directory and one page for each organisation, each also as JSON."""
    del context
    return [
        Route(path="/organisations/", endpoint=pages.index, name="organisations:index", public=True),
        Route(
            path="/organisations/index.json", endpoint=pages.index_json, name="organisations:index_json", public=True
        ),
        Route(
            path="/organisations/{slug}.json",
            endpoint=pages.organisation_json,
            name="organisations:organisation_json",
            public=True,
        ),
        Route(
            path="/organisations/{slug}", endpoint=pages.organisation, name="organisations:organisation", public=True
        ),
    ]


@hookimpl
def register_navigation(context: PluginContext) -> list[NavigationLink]:
    """Beside the catalogue of data."""
    del context
    return [NavigationLink(label=N_("Organisations"), route="organisations:index", slot="main", order=190)]


@hookimpl
def register_datasets(context: PluginContext) -> list[DatasetProvider]:
    """The whole directory, to take along."""
    return [
        DatasetProvider(
            id="organisations", describe=partial(dataset.describe, settings=context.settings), rows=dataset.rows
        )
    ]


@hookimpl
def register_search(context: PluginContext) -> list[SearchSource]:
    """Every organisation, by all of its names and identifiers."""
    del context
    return [
        SearchSource(
            id="organisations",
            label=N_("Organisations"),
            datasets=lambda _: [DATASET],
            documents=search_documents,
        )
    ]
