"""A session on an empty database of each kind that has the tables of feedback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from toolbox_core.db import Base, Database

PREFIXES = (
    "core_question",
    "core_official_answer",
    "core_answer_rating",
    "core_user",
    "core_attempt",
    "core_audit",
    "core_event",
    "core_meta",
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    database = Database(url)
    names = [name for name in Base.metadata.tables if name.startswith(PREFIXES)]
    Base.metadata.create_all(database.writer, tables=[Base.metadata.tables[name] for name in names])
    with database.write() as writing:
        yield writing
    database.close()
