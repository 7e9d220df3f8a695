"""Indicators of a published budget: from the figures of its files, by the roles that were published."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_budget_portal import services as budgets
from toolbox_budget_portal.debt.services import import_debt
from toolbox_budget_portal.indicators.queries import YearOfIndicators, indicators_of
from toolbox_budget_portal.indicators.services import import_roles, propose_roles
from toolbox_budget_portal.yardsticks.services import import_yardstick
from toolbox_core import InputError
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate

pytestmark = pytest.mark.plugins("budget_portal")
ROLES = """\
role,code
tax,1
current-revenue,1
current-revenue,4
transfers,4
loans,
current-spending,1
current-spending,2
repaid,
"""


def _values(year: YearOfIndicators) -> dict[str, str | None]:
    return {
        result.formula.key: None if result.value is None else f"{result.value:.4f}"
        for result in year.results
        if result.value is not None
    }


def _publish_all(database: Database, town: str, settings: Settings, folder: Path) -> None:
    roles, debt, people = folder / "roles.csv", folder / "debt.csv", folder / "people.csv"
    roles.write_text(ROLES, encoding="utf-8")
    debt.write_text("year,closing,interest\n2023,600,11\n2024,750,12.5\n", encoding="utf-8")
    people.write_text("year,population\n2024,50\n", encoding="utf-8")
    with database.write() as session:
        files = settings.files
        for version in (
            import_roles(session, files, roles, entity=town, by="tests")[0],
            import_debt(session, files, debt, entity=town, by="tests")[0],
            import_yardstick(session, files, people, entity=town, kind="population", by="tests")[0],
        ):
            budgets.publish_version(session, version, by="tests")


def _check(database: Database, town: str, settings: Settings, folder: Path) -> None:
    with database.read() as session:
        before = indicators_of(session, town)
        assert [one.year.fiscal_year for one in before.years] == [2021, 2023, 2024]
        assert not before.financing_known
        # Net of transfers within the town: 1,710.50 − 80 of revenue, 1,442.90 − 80 of spending.
        assert _values(before.years[-1]) == {"balance": "267.6000", "execution": "0.7742", "outturn": "0.8208"}
        assert before.years[-1].result("savings").missing == ("current-revenue", "current-spending")
    _publish_all(database, town, settings, folder)
    with database.read() as session:
        after = indicators_of(session, town)
        last = after.years[-1]
        assert (last.stage, after.financing_known, last.interest_of_debt) == ("done", True, True)
        assert last.known["tax"] == Decimal(1400)
        assert last.known["transfers"] == Decimal("230.50"), "without what moves within the town"
        assert last.codes["current-spending"] == (("expenditure", "economic", "1"), ("expenditure", "economic", "2"))
        assert _values(last) == {
            "balance": "267.6000",
            "primary-balance": "280.1000",
            "savings": "187.6000",
            "own-revenue": "0.8586",
            "interest-share": "0.0077",
            "tax-per-person": "28.0000",
            "debt-per-person": "15.0000",
            "debt-to-revenue": "0.4600",
            "execution": "0.7742",
            "outturn": "0.8208",
        }
        assert last.result("debt-to-gdp").missing == ("gdp",)
        assert after.years[-2].result("debt-per-person").missing == ("population",)


def test_from_the_files_to_the_indicators(database: Database, town: str, settings: Settings, tmp_path: Path) -> None:
    _check(database, town, settings, tmp_path)


@pytest.mark.postgresql
def test_the_same_on_postgresql(
    settings: Settings, postgresql_url: str, publish_town: Callable[[Database], str], tmp_path: Path
) -> None:
    opened = Database(postgresql_url)
    migrate(settings, opened)
    try:
        _check(opened, publish_town(opened), settings, tmp_path)
    finally:
        opened.close()


def test_codes_that_no_budget_has_are_refused(
    database: Database, town: str, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "roles.csv"
    with database.write() as session:
        path.write_text("role,code\ninterest,9\n", encoding="utf-8")
        with pytest.raises(InputError, match="has no economic code '9' in its expenditure, for interest"):
            import_roles(session, settings.files, path, entity=town)
        path.write_text("role,kind,code\ninterest,project,9\n", encoding="utf-8")
        with pytest.raises(InputError, match="There is no classification 'project'"):
            import_roles(session, settings.files, path, entity=town)
        assert propose_roles(session, town).parts == {}, "the town's codes are its own, not GFSM's"
