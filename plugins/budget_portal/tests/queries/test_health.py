"""Does the portal's own data add up?"""

from __future__ import annotations

from sqlalchemy import update

from toolbox_budget_portal import models, queries
from toolbox_core.db import Database


def test_sums_that_agree_are_healthy(town: str, database: Database) -> None:
    with database.read() as session:
        result = queries.rollups_add_up(session)
    assert (result.level, result.fix) == ("ok", "")
    assert "All 10 stored totals" in result.message


def test_a_sum_that_was_changed_is_found_and_named(town: str, database: Database) -> None:
    with database.write() as session:
        session.execute(
            update(models.Rollup)
            .where(models.Rollup.dims == "", models.Rollup.version_id == 2)
            .values(executed=models.Rollup.executed + 1)
        )
    with database.read() as session:
        result = queries.rollups_add_up(session)
    assert result.level == "bad"
    assert "Port Town: budget 2023" in result.message
    assert result.fix


def test_a_site_without_budgets_is_healthy(database: Database) -> None:
    with database.read() as session:
        assert queries.rollups_add_up(session).level == "ok"
