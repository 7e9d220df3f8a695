"""A database of each kind that has the tables of following."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from toolbox_core.db import Base, Database

PREFIXES = ("core_event", "core_follow", "core_letter", "core_webhook", "core_delivery", "core_attempt", "core_audit")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    database = Database(url)
    names = [name for name in Base.metadata.tables if name.startswith(PREFIXES)]
    Base.metadata.create_all(database.writer, tables=[Base.metadata.tables[name] for name in names])
    yield database
    database.close()


@pytest.fixture
def session(base: Database) -> Iterator[Session]:
    with base.write() as writing:
        yield writing
