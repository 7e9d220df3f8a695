"""What the data plugin contributes: the catalogue, downloads, originals, the publication log, and their links."""

from __future__ import annotations

from toolbox_core import N_, ApiRoute, DemoSet, NavigationLink, PluginContext, PolicyRule, Route, hookimpl
from toolbox_core.default_plugins.data import api, contents, demo, downloads, linked, log_pages, pages, policy


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """The pages; addresses with an ending come before those that take any last part."""
    del context
    return [
        Route(path="/data/", endpoint=pages.index, name="data:index", public=True),
        Route(path="/data/index.json", endpoint=pages.index_json, name="data:index_json", public=True),
        Route(path="/data/catalog", endpoint=linked.catalog, name="data:catalog", public=True),
        Route(path="/data/catalog.jsonld", endpoint=linked.catalog_jsonld, name="data:catalog_jsonld", public=True),
        Route(path="/data/catalog.ttl", endpoint=linked.catalog_turtle, name="data:catalog_turtle", public=True),
        Route(path="/data/log", endpoint=log_pages.log, name="data:log", public=True),
        Route(path="/data/log.json", endpoint=log_pages.log_json, name="data:log_json", public=True),
        Route(path="/data/log.csv", endpoint=log_pages.log_csv, name="data:log_csv", public=True),
        Route(
            path="/data/files/{sha256}/{name}",
            endpoint=downloads.original,
            name="data:file",
            public=True,
            cacheable=False,
        ),
        Route(
            path="/data/{plugin}/{slug}/versions/{number:int}",
            endpoint=pages.version,
            name="data:version",
            public=True,
        ),
        Route(
            path="/data/{plugin}/{slug}/versions/{number:int}/content.json",
            endpoint=contents.content,
            name="data:content",
            public=True,
        ),
        Route(
            path="/data/{plugin}/{slug}/versions/{number:int}/{table}.jsonl",
            endpoint=contents.table,
            name="data:content_table",
            public=True,
            cacheable=False,
        ),
        Route(
            path="/data/{plugin}/{slug}/datapackage.json",
            endpoint=linked.datapackage,
            name="data:datapackage",
            public=True,
        ),
        Route(
            path="/data/{plugin}/{slug}.{ending}.sha256",
            endpoint=downloads.checksum,
            name="data:checksum",
            public=True,
            cacheable=False,
        ),
        Route(
            path="/data/{plugin}/{slug}.{ending}",
            endpoint=downloads.dataset,
            name="data:download",
            public=True,
            cacheable=False,
        ),
        Route(path="/data/{plugin}/{slug}/feed.atom", endpoint=pages.feed, name="data:feed", public=True),
        Route(path="/data/{plugin}/{slug}", endpoint=pages.dataset, name="data:dataset", public=True),
    ]


@hookimpl
def register_api(context: PluginContext) -> tuple[ApiRoute, ...]:
    """Datasets and the publication log, page by page."""
    del context
    return api.ROUTES


@hookimpl
def register_navigation(context: PluginContext) -> list[NavigationLink]:
    """The catalogue in the main navigation, the log and the files among those by which readers check the site."""
    del context
    return [
        NavigationLink(label=N_("Data"), route="data:index", slot="main", order=200),
        NavigationLink(label=N_("Publication log"), route="data:log", slot="check", order=10),
        NavigationLink(label=N_("All data files"), route="data:index", slot="check", order=20),
    ]


@hookimpl
def register_policy_checks(context: PluginContext) -> list[PolicyRule]:
    """One rule of the open-source policy: data that go in can come out."""
    del context
    return [policy.RULE]


@hookimpl
def register_demo() -> list[DemoSet]:
    """The boundaries of the invented country, before anything is drawn on them."""
    return [DemoSet(id="boundaries", load=demo.load_demo, order=10)]
