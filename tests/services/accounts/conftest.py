"""A session on an empty database that has the tables of accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from toolbox_core.db import Base, Database
from toolbox_core.services.accounts.models import User
from toolbox_core.services.accounts.users import add_user

PREFIXES = ("core_user", "core_recovery", "core_api_token", "core_role", "core_attempt", "core_audit")
GOOD = "violet harbour twelve kettles"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite'}")
    names = [name for name in Base.metadata.tables if name.startswith(PREFIXES)]
    Base.metadata.create_all(database.writer, tables=[Base.metadata.tables[name] for name in names])
    with database.write() as writing:
        yield writing
    database.close()


@pytest.fixture
def ana(session: Session) -> User:
    return add_user(session, email="Ana@Example.org ", name="Ana", password=GOOD, by="test")
