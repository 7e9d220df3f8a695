"""A database with the host's tables alone, on SQLite and again on PostgreSQL."""

from __future__ import annotations

from typing import Any

import pytest

from toolbox_core.db import Database


@pytest.fixture
def database(world: Any) -> Database:
    """The open database of a migrated site."""
    found: Database = world.database
    return found
