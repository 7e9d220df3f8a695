"""A site with published entries, for the tests that need some."""

from __future__ import annotations

from datetime import date

import pytest
from toolbox_core.db import Database

from {{ cookiecutter.package }} import services
from {{ cookiecutter.package }}.rows import Row

ROWS = (
    Row(code="001", name="Old lime", kind="Lime", since=date(1891, 3, 1), number=2),
    Row(code="002", name="Plane at the gate", kind="Plane", number=3),
    Row(code="010", name="Apple by the school", kind="Apple", number=4),
)


@pytest.fixture
def published(database: Database) -> int:
    """The number of a version with three entries that is public."""
    with database.write() as session:
        version = services.draft_typed(session, ROWS, by="tests").id
    with database.write() as session:
        services.publish_version(session, version, "tests")
    return version
