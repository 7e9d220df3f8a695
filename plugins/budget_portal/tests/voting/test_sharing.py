"""What the site is told: datasets without persons, search, news, things to follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from toolbox_budget_portal.voting import casting, queries, results, sharing
from toolbox_core import NotFound

if TYPE_CHECKING:
    from toolbox_budget_portal.voting.records import Process
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")


def test_ballots_and_results_are_open_data_once_they_are_public(
    database: Database, held: Callable[..., Process], today: date
) -> None:
    of = held(voting="code")
    with database.write() as session:
        for code in casting.make_codes(session, of, 2):
            casting.cast(session, of, code, {"1": "1"}, today=today)
        assert [one.id for one in sharing.describe(session)] == ["budget_portal/participation-squares-projects"]
        for part in ("ballots", "results"):
            with pytest.raises(NotFound, match="not public yet"):
                list(sharing.rows(session, f"participation-squares-{part}"))
        results.publish(session, of, results.count_all(session, of, date(2026, 6, 1)))
        described = {one.id.rpartition("-")[2]: one for one in sharing.describe(session)}
        assert sorted(described) == ["ballots", "projects", "results"]
        for part, one in described.items():
            found = list(sharing.rows(session, f"participation-squares-{part}"))
            assert len(found) == one.row_count, part
            assert {len(row) for row in found} == {len(one.columns)}, part
        ballots = list(sharing.rows(session, "participation-squares-ballots"))
        assert [row[2:] for row in ballots] == [("1", 1), ("1", 1)]


def test_a_process_and_its_projects_are_found_and_followed(database: Database, held: Callable[..., Process]) -> None:
    of = held()
    with database.write() as session:
        assert sharing.index(session, of) == 4
        assert list(sharing.datasets(session)) == ["budget_portal/participation-squares"]
        sharing.tell(session, of, "published")
        sharing.tell_project(session, of, "1")
        about = sharing.find_project(session, "squares/1")
        assert about is not None
        assert about.title == "Trees, Squares"
        assert sharing.find_process(session, "squares") is not None
        assert sharing.find_process(session, "circles") is None
        assert sharing.find_project(session, "squares/77") is None


@pytest.mark.parametrize("slug", ["participation-squares", "squares-projects", "participation-circles-projects"])
def test_what_is_no_dataset(database: Database, held: Callable[..., Process], slug: str) -> None:
    held()
    with database.read() as session, pytest.raises(NotFound):
        list(sharing.rows(session, slug))


def test_the_draft_of_a_process_is_nowhere(database: Database, form: dict[str, str]) -> None:
    from toolbox_budget_portal.voting import processes

    with database.write() as session:
        processes.create(session, form, by="tests")
        assert sharing.describe(session) == []
        assert list(sharing.documents(session, "budget_portal/participation-squares")) == []
        assert queries.processes(session) == []
