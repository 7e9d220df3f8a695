"""Reading what is public: narrowed, page by page, one by one, and as open data."""

from __future__ import annotations

import pytest
from toolbox_core import NotFound
from toolbox_core.db import Database

from {{ cookiecutter.package }} import queries

pytestmark = pytest.mark.plugins("{{ cookiecutter.id }}")


def test_a_site_without_entries(database: Database) -> None:
    with database.read() as session:
        assert queries.entries(session).total == 0
        assert queries.count_entries(session) is None
        assert queries.describe(session) == []
        with pytest.raises(NotFound):
            queries.entry(session, "001")


def test_entries_and_their_kinds(published: int, database: Database) -> None:
    with database.read() as session:
        found = queries.entries(session)
        assert [entry.code for entry in found.entries] == ["001", "002", "010"]
        assert found.kinds == (("Apple", 1), ("Lime", 1), ("Plane", 1))
        assert [entry.code for entry in queries.entries(session, kind="Lime").entries] == ["001"]
        assert queries.entries(session, page=99).page == 1
        assert [entry.code for entry in queries.entries_after(session, "001", kind="", limit=1)] == ["002"]
        assert queries.count_entries(session) == 3


def test_the_open_dataset(published: int, database: Database) -> None:
    with database.read() as session:
        (about,) = queries.describe(session)
        rows = list(queries.dataset_rows(session, "entries"))
        assert about.row_count == len(rows) == 3
        assert rows[0][0] == "001"
        with pytest.raises(NotFound):
            queries.dataset_rows(session, "others")
