"""A migrated database of each kind with a few documents in its index."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from toolbox_core.config import load_settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_core.services import search
from toolbox_core.services.search import SearchDocument

DOCUMENTS = [
    SearchDocument(
        key="1", kind="line", title="Comedores escolares", address="/b/1", text="Educación infantil", year=2024
    ),
    SearchDocument(
        key="2", kind="line", title="School meals", address="/b/2", text="Meals for 4,000 pupils", year=2025
    ),
    SearchDocument(key="3", kind="page", title="Roads", address="/b/3", text="No school here", organisation="works"),
    SearchDocument(key="4", kind="page", title="School roof", address="/b/4", text="A draft", permission="p.draft"),
]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], scope="module")
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("search")
    (folder / "data").mkdir()
    (folder / "toolbox.toml").write_text("", encoding="utf-8")
    settings = load_settings(folder, {})
    cluster = request.getfixturevalue("_postgresql_cluster") if request.param == "postgresql" else None
    database = Database(cluster.url(cluster.create_database()) if cluster else settings.database_url)
    migrate(settings, database)
    with database.write() as session:
        search.put(session, "p", DOCUMENTS, dataset="p/a")
    yield database
    database.close()
