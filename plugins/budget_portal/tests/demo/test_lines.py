"""The demo budgets add up, look like real ones, and come out the same every time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.demo import plan
from toolbox_budget_portal.demo.lines import THOUSAND, Year, city_year, national_year, share

MILLION = 1000 * THOUSAND


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_shares_add_up(total: int, weights: list[int]) -> None:
    parts = share(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    assert all(abs(part - total * weight / sum(weights)) <= 1 for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize("year", plan.YEARS)
def test_the_republic_spends_and_takes_in_what_the_plan_says(year: int) -> None:
    made = national_year(year, 1)
    assert _sum(made, "executed") * 100 == plan.NATIONAL_SPENT[year] * MILLION
    assert sum(line.amounts.executed or 0 for line in made.revenue) * 100 == plan.NATIONAL_INCOME[year] * MILLION


def test_the_divisions_of_2025_are_those_of_the_plan() -> None:
    made = national_year(2025, 7)
    for division in plan.DIVISIONS:
        lines = [line for line in made.spending if line.group.startswith(division)]
        assert (
            sum(line.amounts.executed or 0 for line in lines) * 100 == plan.NATIONAL_EXECUTED_2025[division] * MILLION
        )
        assert (
            sum(line.amounts.approved or 0 for line in lines) * 100 == plan.NATIONAL_APPROVED_2025[division] * MILLION
        )


@pytest.mark.parametrize("make", [national_year, city_year])
@pytest.mark.parametrize("year", plan.YEARS)
def test_moving_money_changes_no_line_below_zero(make: object, year: int) -> None:
    made: Year = make(year, 1)  # type: ignore[operator]
    assert all((line.amounts.adjusted or 0) >= 0 for line in made.spending)


def test_the_hard_cases_of_real_budgets_are_there() -> None:
    years = {year: (national_year(year, 1), city_year(year, 1)) for year in plan.YEARS}
    everything = [line for pair in years.values() for made in pair for line in made.spending]
    assert any((line.amounts.executed or 0) < 0 for line in everything), "money paid back"
    assert any(line.amounts.approved == 0 and (line.amounts.executed or 0) > 0 for line in everything), "unbudgeted"
    assert any(line.amounts.executed is None for line in everything), "not for publication"
    assert any((line.amounts.executed or 0) > (line.amounts.adjusted or 0) > 0 for line in everything), "overspent"


def test_transfers_stand_on_both_sides_and_are_equal() -> None:
    made = city_year(2024, 1)
    paid = [line.amounts.executed or 0 for line in made.transfers_paid]
    received = [line.amounts.executed or 0 for line in made.transfers_received]
    assert sum(paid) == sum(received) > 0
    assert set(made.transfers_paid) <= set(made.spending)
    assert set(made.transfers_received) <= set(made.revenue)


@pytest.mark.parametrize("year", plan.YEARS)
def test_the_plan_of_the_city_balances(year: int) -> None:
    made = city_year(year, 1)
    spending = sum(line.amounts.approved or 0 for line in made.spending)
    assert spending == sum(line.amounts.approved or 0 for line in made.revenue)
    assert all((line.amounts.approved or 0) > 0 for line in made.revenue)


def test_every_name_in_the_plan_is_used_and_known() -> None:
    for programme in plan.NATIONAL:
        assert programme.office in plan.MINISTRIES
        assert programme.group in plan.GROUPS
    for programme in plan.CITY:
        assert programme.office in plan.DEPARTMENTS
        assert programme.group in plan.GROUPS
    assert {group[:2] for group in plan.GROUPS} == set(plan.DIVISIONS)
    assert all(sum(mix.values()) == 100 and set(mix) <= set(plan.ITEMS) for mix in plan.MIXES.values())


def test_the_same_seed_makes_the_same_lines_and_another_seed_others() -> None:
    assert city_year(2023, 5) == city_year(2023, 5)
    assert city_year(2023, 5) != city_year(2023, 6)


def _sum(made: Year, phase: str) -> int:
    return sum(getattr(line.amounts, phase) or 0 for line in made.spending)
