"""Budget years are counted once each, with accounts or without."""

from __future__ import annotations

import pytest

from toolbox_budget_portal import queries
from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")


def test_years_and_accounts_are_counted(town: str, database: Database) -> None:
    with database.read() as session:
        years = queries.fiscal_years(session, queries.entity(session, town).id)
        assert queries.count_years(session) == len(years) == 3
        with_accounts = [
            year
            for year in years
            if any(
                phase.role in ("executed", "paid")
                for phase in queries.year(session, town, year).phases_of("expenditure")
            )
        ]
        assert queries.count_accounts(session) == len(with_accounts)


def test_a_site_without_budgets_counts_none(database: Database) -> None:
    with database.read() as session:
        assert (queries.count_years(session), queries.count_accounts(session)) == (0, 0)
