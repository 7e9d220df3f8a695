"""A site with one throw-away plugin, ``ledger``, that publishes a dataset and has things to show on the first page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from toolbox_core.app import Application, create_app
from toolbox_core.config import Settings, load_settings
from toolbox_core.db import Database
from toolbox_core.db.models import DatasetVersion
from toolbox_core.migrate import migrate
from toolbox_core.plugins.lifecycle import configure, enable
from toolbox_core.services.feedback import Question
from toolbox_core.services.notifications.models import Letter
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


PARK = """
from toolbox_core import About, FeedbackObject, Route, hookimpl, questions_about, render


def find(session, key):
    if not key.isdecimal():
        return None
    return About(plugin="park", kind="tree", key=key, title=f"Tree {key} & co", address=f"/park/{key}")


async def page(request):
    talk = await questions_about(request, "park", "tree", request.path_params["key"])
    return render(request, "park/tree.html", talk=talk)


@hookimpl
def register_routes():
    return [Route(path="/park/{key}", endpoint=page, name="park:tree", public=True)]


@hookimpl
def register_feedback():
    return [FeedbackObject(kind="tree", label="Tree", find=find)]
"""
TREE = '{% extends "base.html" %}{% block main %}<h1>Tree</h1>{{ ui.ask_about(talk) }}{% endblock %}'


@dataclass
class Park:
    """A running site with something to ask about: ``park:tree:<number>``, shown at ``/park/<number>``."""

    app: Application
    client: TestClient
    settings: Settings
    database: Database

    def look(self) -> None:
        """Let the application notice at the next request what was written."""
        self.app._next_look = 0.0

    def letters(self) -> list[Letter]:
        """The outbox, oldest first."""
        with self.database.read() as session:
            return list(session.scalars(select(Letter).order_by(Letter.id)))

    def link(self, part: str) -> str:
        """The path of the newest link in the newest letter that leads to ``part``."""
        return re.findall(rf"http://[^/]+({part}\S+)", self.letters()[-1].text)[-1]  # type: ignore[no-any-return]

    def ask(self, text: str = "Why was this tree cut?", email: str = "ana@example.org", **more: str) -> int:
        """Ask, confirm with the link of the letter, and return the question's number."""
        data = {"sort": "question", "text": text, "email": email, "author": "A neighbour", **more}
        sent = self.client.post("/feedback/ask?about=park:tree:7", data=data)
        assert sent.status_code == 200, sent.text
        self.client.post(self.link("/feedback/confirm/"))
        with self.database.read() as session:
            return session.scalars(select(Question.id).order_by(Question.id.desc())).first() or 0


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def start_park(
    request: pytest.FixtureRequest, tmp_path: Path, site: Path, settings: Settings
) -> Iterator[Callable[..., Park]]:
    """``start_park(feedback={…}, toml="…")`` starts the site, with that configuration and those settings added."""
    with ExitStack() as stack:
        packages = stack.enter_context(ImportPath(tmp_path / "packages"))
        make_plugin(
            packages, "park", PARK, {"provides": {"addresses": ["/park"]}}, files={"templates/park/tree.html": TREE}
        )

        def start(feedback: dict[str, object] | None = None, toml: str = "") -> Park:
            if request.param == "postgresql":
                url = request.getfixturevalue("postgresql_url")
                toml = f'{toml}\n[database]\nurl = "{url}"\n'
            with (site / "toolbox.toml").open("a", encoding="utf-8") as file:
                file.write(toml)
            changed = load_settings(site, environ={})
            database = Database(changed.database_url)
            stack.callback(database.close)
            if request.param == "postgresql":
                migrate(changed, database)
            enable(changed, database, "park", by="tests")
            if feedback:
                configure(changed, database, "feedback", feedback, by="tests")
            app = create_app(changed)
            client = TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)
            stack.enter_context(client)
            return Park(app, client, changed, database)

        yield start


@pytest.fixture
def park(start_park: Callable[..., Park]) -> Park:
    """The site as it is without any configuration."""
    return start_park()
