"""The same categories in several years, with holes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolbox_budget_portal import queries
from toolbox_core import NotFound
from toolbox_core.db import Database


def test_a_year_that_was_not_published_is_a_hole(town: str, database: Database) -> None:
    with database.read() as session:
        owner = queries.entity(session, town)
        found = queries.compare(session, owner, (2024, 2021, 2022, 2023), "expenditure", "functional")
    assert found.years == (2021, 2022, 2023, 2024)
    assert sorted(found.published) == [2021, 2023, 2024]
    assert {year: str(sums.of("executed")) for year, sums in found.totals.items()} == {
        2021: "650.50",
        2023: "950.00",
        2024: "1442.90",
    }
    services = next(by_year for node, by_year in found.rows if node.code == "1")
    assert {year: sums.of("executed") for year, sums in services.items()} == {
        2021: Decimal("650.50"),
        2023: Decimal("800.00"),
        2024: Decimal("1401.00"),
    }
    parks = next(by_year for node, by_year in found.rows if node.code == "3")
    assert list(parks) == [2024]


def test_what_is_not_divided_further_has_a_row(town: str, database: Database) -> None:
    with database.read() as session:
        owner = queries.entity(session, town)
        found = queries.compare(session, owner, (2023, 2024), "expenditure", "functional", "2")
    rest = next(by_year for node, by_year in found.rows if node.id == 0)
    assert {year: sums.lines for year, sums in rest.items()} == {2024: 1}


def test_a_category_that_no_year_has_is_not_found(town: str, database: Database) -> None:
    with database.read() as session:
        owner = queries.entity(session, town)
        with pytest.raises(NotFound, match="no functional category"):
            queries.compare(session, owner, (2023, 2024), "expenditure", "functional", "7")
        with pytest.raises(NotFound, match="was published for these years"):
            queries.compare(session, owner, (1999,), "expenditure", "functional")


def test_yearly_totals_come_in_order(town: str, database: Database) -> None:
    with database.read() as session:
        owner = queries.entity(session, town)
        found = queries.yearly_totals(session, owner, (2024, 2022, 2021))
    assert list(found) == [2021, 2024]
    assert found[2024][1]["revenue"].of("executed") == Decimal("1710.50")
