"""The catalogues of a site."""

from __future__ import annotations

import pytest

from toolbox_core.db import Database
from toolbox_core.exceptions import NotFound
from toolbox_core.services.policy import catalogues


def test_a_catalogue_is_added_read_anew_and_forgotten(database: Database) -> None:
    for location in ("/old", "/new"):
        with database.write() as session:
            catalogues.put(session, "city", location, [{"id": "bridges"}], by="Ada")
    with database.read() as session:
        assert [(row.name, row.location) for row in catalogues.all_catalogues(session)] == [("city", "/new")]
    with database.write() as session:
        catalogues.remove(session, "city", by="Ada")
    with database.write() as session, pytest.raises(NotFound, match="no catalogue called 'city'"):
        catalogues.remove(session, "city", by="Ada")
