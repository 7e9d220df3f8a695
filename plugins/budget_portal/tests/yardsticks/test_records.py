"""From money to money per inhabitant, in one year's prices, as a share: exact factors, and none where none is known."""

from __future__ import annotations

from decimal import Decimal

from toolbox_budget_portal.yardsticks.records import (
    NOMINAL,
    OF_GDP,
    PER_HEAD,
    REAL,
    SHARE,
    Yardsticks,
    index_from_changes,
    times,
)

KNOWN = Yardsticks(
    population={2023: Decimal(400), 2024: Decimal(500)},
    prices=index_from_changes({2023: Decimal(25), 2024: Decimal(-20)}),
    gdp={2024: Decimal(8000)},
)


def test_changes_become_an_index() -> None:
    assert KNOWN.prices == {2022: Decimal(100), 2023: Decimal(125), 2024: Decimal(100)}
    assert index_from_changes({}) == {}


def test_factors() -> None:
    assert KNOWN.factor(NOMINAL, 1900) == 1
    assert KNOWN.factor(REAL, 2023, base=2024) == Decimal("0.8")
    assert KNOWN.factor(REAL, 2022, base=2023) == Decimal("1.25")
    assert times(Decimal(1000), KNOWN.factor(PER_HEAD, 2023)) == Decimal("2.5")
    assert times(Decimal(2), KNOWN.factor(SHARE, 2023, total=Decimal(8))) == Decimal("0.25")
    assert times(Decimal(2000), KNOWN.factor(OF_GDP, 2024)) == Decimal("0.25")


def test_what_is_not_known_has_no_factor() -> None:
    assert KNOWN.factor(PER_HEAD, 2022) is None
    assert KNOWN.factor(REAL, 2021, base=2024) is None
    assert KNOWN.factor(REAL, 2023, base=0) is None
    assert KNOWN.factor(OF_GDP, 2023) is None
    assert KNOWN.factor(SHARE, 2023, total=Decimal(0)) is None
    assert times(None, Decimal(2)) is None
    assert times(Decimal(2), None) is None


def test_prices_are_those_of_the_newest_year_that_is_known() -> None:
    assert KNOWN.base_year(2030) == 2024
    assert KNOWN.base_year(2023) == 2023
    assert Yardsticks().base_year(2024) == 0
