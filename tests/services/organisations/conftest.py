"""A session on a migrated, empty database of each kind, in one transaction that is never committed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from toolbox_core.config import load_settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], scope="module")
def directory(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("directory")
    (folder / "data").mkdir()
    (folder / "toolbox.toml").write_text("", encoding="utf-8")
    settings = load_settings(folder, {})
    cluster = request.getfixturevalue("_postgresql_cluster") if request.param == "postgresql" else None
    database = Database(cluster.url(cluster.create_database()) if cluster else settings.database_url)
    migrate(settings, database, "core")
    yield database
    database.close()


@pytest.fixture
def session(directory: Database) -> Iterator[Session]:
    with Session(directory.writer, expire_on_commit=False) as writing:
        yield writing
        writing.rollback()
