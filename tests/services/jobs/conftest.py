"""A database of each kind with the tables of background work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from toolbox_core.db import Base, Database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    database = Database(url)
    names = [name for name in Base.metadata.tables if name.startswith("core_job")]
    Base.metadata.create_all(database.writer, tables=[Base.metadata.tables[name] for name in names])
    yield database
    database.close()
