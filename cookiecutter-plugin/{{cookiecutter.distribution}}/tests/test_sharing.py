"""What can be found is what is public."""

from __future__ import annotations

import pytest
from toolbox_core.db import Database

from {{ cookiecutter.package }} import sharing

pytestmark = pytest.mark.plugins("{{ cookiecutter.id }}")


def test_nothing_can_be_found_before_something_is_public(database: Database) -> None:
    with database.read() as session:
        assert sharing.datasets(session) == []


def test_every_entry_can_be_found(published: int, database: Database) -> None:
    with database.read() as session:
        (dataset,) = sharing.datasets(session)
        found = list(sharing.documents(session, dataset))
    assert [document.key for document in found] == ["001", "002", "010"]
    assert found[0].year == 1891
