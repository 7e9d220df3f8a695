"""Drafts, publication, corrections, and what is refused."""

from __future__ import annotations

import pytest
from toolbox_core import ImportReport, PublicationError
from toolbox_core.db import Database

from {{ cookiecutter.package }} import queries, services
from {{ cookiecutter.package }}.exceptions import EntriesError
from {{ cookiecutter.package }}.rows import Row

pytestmark = pytest.mark.plugins("{{ cookiecutter.id }}")


def test_a_draft_is_not_public_and_a_publication_is(database: Database) -> None:
    with database.write() as session:
        version = services.draft_typed(session, [Row(code="1", name="A")], by="tests").id
        assert queries.entries(session).total == 0
        services.publish_version(session, version, "tests")
        assert [entry.code for entry in queries.entries(session).entries] == ["1"]


def test_a_correction_replaces_what_was_public(published: int, database: Database) -> None:
    with database.write() as session:
        version = services.draft_typed(session, [Row(code="9", name="New")], by="tests").id
        services.publish_version(session, version, "tests")
        assert [entry.code for entry in queries.entries(session).entries] == ["9"]
        assert len(list(queries.version_tables(session, published)[0][2])) == 3


def test_a_code_that_is_there_twice_is_refused(database: Database) -> None:
    with database.write() as session:
        version = services.begin(session, by="tests")
        report = ImportReport(name="x", rows_read=2, rows_stored=2)
        rows = [Row(code="1", name="A", number=2), Row(code="1", name="B", number=3)]
        services.store(session, version.id, rows, report)
        services.finish(session, version, report)
        assert (report.rows_stored, report.rows_rejected, dict(report.counts)) == (1, 1, {"code-twice": 1})
        with pytest.raises(EntriesError, match="1 rows of version"):
            services.publish_version(session, version.id, "tests")
        services.publish_version(session, version.id, "tests", 1)


def test_nothing_is_no_draft(database: Database) -> None:
    with database.write() as session, pytest.raises(EntriesError, match="Nothing could be stored"):
        services.draft_typed(session, [], by="tests")


def test_a_draft_can_be_discarded_and_a_publication_cannot(published: int, database: Database) -> None:
    with database.write() as session:
        version = services.draft_typed(session, [Row(code="1", name="A")], by="tests").id
        services.discard_version(session, version)
        with pytest.raises(PublicationError):
            services.discard_version(session, published)
