"""Amounts through a crosswalk: the nearest code counts, no unit is lost, the rest is told."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal import queries
from toolbox_budget_portal.crosswalk.queries import divide, spread
from toolbox_budget_portal.crosswalk.reading import build
from toolbox_core import NotFound
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate

pytestmark = pytest.mark.plugins("budget_portal")
ROWS = [
    (2, "1", "01", "66.6"),
    (3, "1", "", "33.4"),
    (4, "1/12", "06.4", "100"),
    (5, "2", "08.2", "100"),
    (6, "9", "09", "100"),
]


def _spread(database: Database, town: str) -> None:
    with database.read() as session:
        year = queries.year(session, town, 2024)
        phase = year.phase("approved")
        assert phase is not None
        found = spread(session, year, "expenditure", build("cofog", "functional", ROWS), phase)
        # Gross: 1/1%2F1 1,000.50 · 1/12 500 · 2 210 · 3 50; 100 of 1/12 are counted twice.
        assert found.codes == {"01": Decimal("666.33"), "06.4": Decimal(400), "08.2": Decimal(210)}
        assert found.nowhere == Decimal("334.17")
        assert found.unmapped == Decimal(50)
        assert found.whole == found.mapped + found.rest == Decimal("1660.50")
        with pytest.raises(NotFound):
            spread(session, year, "expenditure", build("cofog", "programme", ROWS), phase)


def test_the_nearest_code_counts_and_the_rest_is_told(database: Database, town: str) -> None:
    _spread(database, town)


@pytest.mark.postgresql
def test_the_same_on_postgresql(
    settings: Settings, postgresql_url: str, publish_town: Callable[[Database], str]
) -> None:
    opened = Database(postgresql_url)
    migrate(settings, opened)
    try:
        _spread(opened, publish_town(opened))
    finally:
        opened.close()


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(1, 10**6), min_size=1, max_size=8))
def test_no_unit_is_lost_and_none_is_off_by_more_than_one(amount: int, weights: list[int]) -> None:
    whole = sum(weights)
    shares = [Decimal(100 * weight * 10**6 // whole).scaleb(-6) for weight in weights[:-1]]
    parts = [*((str(at), share) for at, share in enumerate(shares)), ("last", Decimal(100) - sum(shares, Decimal(0)))]
    found = divide(amount, tuple(parts))
    assert sum(units for _, units in found) == amount
    for (code, units), (name, share) in zip(found, parts, strict=True):
        assert code == name
        assert abs(units - amount * share / 100) < 1
