"""A site with one throw-away plugin, ``ledger``, that publishes a dataset and has things to show on the first page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from toolbox_core.app import Application, create_app
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.db.models import DatasetVersion
from toolbox_core.plugins.lifecycle import enable
from toolbox_core.services.provenance import create_draft, finish_draft, publish, store_source
from toolbox_core.testing.plugins import ImportPath, make_plugin

LEDGER = """
from datetime import date
from decimal import Decimal
from toolbox_core import Column, DatasetDescription, DatasetProvider, HomeCard, NavigationLink, Route
from toolbox_core import current_versions, hookimpl, render


def describe(session):
    versions = current_versions(session, "ledger/town-2025")
    if not versions:
        return []
    newest = versions[-1]
    columns = [
        Column(name="code", title="Code", description="As in the printed budget"),
        Column(name="name", title="Purpose"),
        Column(name="spent", type="number", title="Spent", unit="dor"),
    ]
    return [
        DatasetDescription(
            id="ledger/town-2025", title="Budget of <Town>, 2025", description="Line by line.", columns=columns,
            version=newest.number, version_ids=[version.id for version in versions], publisher="Treasury",
            licence="CC-BY-4.0", modified=newest.published_at, row_count=newest.row_count,
            temporal=(date(2025, 1, 1), date(2025, 12, 31)), frequency="ANNUAL", landing="/ledger",
            keywords=["budget"], language="en",
        )
    ]


def rows(session, slug):
    yield "0101", "=SUM(A1)", Decimal("1234567890123.45")
    yield "0102", "Café", Decimal("-0.05")


async def page(request):
    return render(request, "ledger/page.html")


def cards():
    return [HomeCard(id="card", template="ledger/card.html", answer=lambda session: {"title": "The <town>"})]


@hookimpl
def register_routes(context):
    return [Route(path="/ledger", endpoint=page, name="ledger:home", public=True)]


@hookimpl
def register_navigation(context):
    return [NavigationLink(label="Ledger", route="ledger:home")]


@hookimpl
def register_datasets(context):
    return [DatasetProvider(id="ledger", describe=describe, rows=rows)]


@hookimpl
def register_home_cards(context):
    return cards()
"""
TEMPLATES = {
    "templates/ledger/page.html": '{% extends "base.html" %}{% block main %}<h1>Ledger</h1>{% endblock %}',
    "templates/ledger/card.html": '{% import "components.html" as ui with context %}{{ ui.card(title, "/ledger") }}',
    "templates/ledger/broken.html": "{{ nowhere.to.be.found }}",
}


@dataclass
class Ledger:
    """A running site: application, a client that follows no redirect, and the database behind it."""

    app: Application
    client: TestClient
    settings: Settings
    database: Database

    def publish(self, text: str = "code;name;spent\n0101;x;1\n", *, report: dict[str, object] | None = None) -> int:
        """Publish the next version, read from one original, and return its number."""
        path = self.settings.path / "town.csv"
        path.write_text(text, encoding="utf-8")
        with self.database.write() as session:
            number = _publish(session, self.settings, path, report)
        self.look()
        return number

    def look(self) -> None:
        """Let the application notice at the next request what was written."""
        self.app._next_look = 0.0


def _publish(session: object, settings: Settings, path: Path, report: dict[str, object] | None) -> int:
    source = store_source(session, settings.files, path, name=path.name, encoding="utf-8", media_type="text/csv")  # type: ignore[arg-type]
    version: DatasetVersion = create_draft(
        session,  # type: ignore[arg-type]
        plugin="ledger",
        dataset="ledger/town-2025",
        title="Budget of <Town>, 2025",
        licence="CC-BY-4.0",
        by="clerk",
    )
    finish_draft(session, version, report=report or {}, row_count=2, sources=[(source, "town", {"delimiter": ";"})])  # type: ignore[arg-type]
    publish(session, version, content_sha256="c" * 64, by="publisher")  # type: ignore[arg-type]
    return version.number


@pytest.fixture
def ledger(tmp_path: Path, settings: Settings, database: Database) -> Iterator[Callable[..., Ledger]]:
    """``ledger(more="…")`` starts a site with the plugin enabled; ``more`` is code added to it."""
    with ExitStack() as stack:
        packages = stack.enter_context(ImportPath(tmp_path / "packages"))

        def start(more: str = "") -> Ledger:
            make_plugin(packages, "ledger", LEDGER + more, {"provides": {"addresses": ["/ledger"]}}, files=TEMPLATES)
            enable(settings, database, "ledger", by="tests")
            app = create_app(settings)
            client = TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)
            stack.enter_context(client)
            return Ledger(app, client, settings, database)

        yield start
