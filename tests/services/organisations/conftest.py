"""A session on an empty database that has the tables of the directory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from toolbox_core.db import Base, Database


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite'}")
    tables = [table for name, table in Base.metadata.tables.items() if name.startswith("core_organisation")]
    Base.metadata.create_all(database.writer, tables=tables)
    with database.write() as writing:
        yield writing
    database.close()
