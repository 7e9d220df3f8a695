"""The formulas, against figures worked out by hand, and honest about what is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.indicators.formulas import FIGURES, FORMULAS, Result, compute

KNOWN = {
    "revenue": Decimal("1100.00"),
    "loans": Decimal("100.00"),
    "spending": Decimal("1040.50"),
    "repaid": Decimal("60.50"),
    "interest": Decimal("25.00"),
    "tax": Decimal("600.00"),
    "transfers": Decimal("250.00"),
    "current-revenue": Decimal("950.00"),
    "current-spending": Decimal("800.25"),
    "debt": Decimal("750.00"),
    "population": Decimal(40),
    "gdp": Decimal("12000.00"),
    "spent": Decimal("1040.50"),
    "limit": Decimal("1100.00"),
    "approved": Decimal("1000.00"),
}


def _found(known: dict[str, Decimal]) -> dict[str, Result]:
    return {result.formula.key: result for result in compute(known)}


def test_every_indicator_worked_out_by_hand() -> None:
    assert {key: str(result.value) for key, result in _found(KNOWN).items()} == {
        "balance": "20.00",  # 1,000 of own means less 980 of spending, without loans and repayment
        "primary-balance": "45.00",
        "savings": "149.75",
        "own-revenue": "0.7500000000",
        "interest-share": "0.0250000000",
        "tax-per-person": "15.0000000000",
        "debt-per-person": "18.7500000000",
        "debt-to-revenue": "0.7500000000",
        "debt-to-gdp": "0.0625000000",
        "execution": "0.9459090909",
        "outturn": "1.0405000000",
    }


def test_the_figures_that_went_in_are_told() -> None:
    found = _found(KNOWN)
    assert dict(found["debt-to-gdp"].used) == {"debt": Decimal("750.00"), "gdp": Decimal("12000.00")}
    assert set(KNOWN) == set(FIGURES)
    assert {name for formula in FORMULAS for name in formula.needs} == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_what_is_missing_is_named_and_nothing_else_is_lost(name: str) -> None:
    found = _found({key: value for key, value in KNOWN.items() if key != name})
    for key, result in found.items():
        needed = name in result.formula.needs
        assert (result.value is None) == needed, key
        assert result.missing == ((name,) if needed else ())


def test_nothing_is_divided_by_nothing() -> None:
    found = _found({**KNOWN, "revenue": Decimal(100), "population": Decimal(0), "limit": Decimal(0)})
    below = {"own-revenue": "revenue", "debt-per-person": "population", "execution": "limit"}
    for key, name in below.items():
        assert (found[key].value, found[key].missing, found[key].below) == (None, (), name)
    assert found["balance"].value == Decimal(-980), "a balance divides by nothing and is known"


@given(*[st.integers(min_value=0, max_value=10**12)] * 4, st.integers(min_value=1, max_value=10**9))
def test_loans_and_repayment_never_change_the_balance(
    revenue: int, spending: int, interest: int, rolled: int, people: int
) -> None:
    """Rolling debt over (the same sum borrowed and paid back within the budget) leaves every balance as it was."""
    plain = {"revenue": revenue, "spending": spending, "loans": 0, "repaid": 0, "interest": interest}
    rolling = {**plain, "revenue": revenue + rolled, "spending": spending + rolled, "loans": rolled, "repaid": rolled}
    one, other = (
        _found({**{k: Decimal(v) for k, v in known.items()}, "population": Decimal(people)})
        for known in (plain, rolling)
    )
    for key in ("balance", "primary-balance"):
        assert one[key].value == other[key].value
    assert one["interest-share"].value == other["interest-share"].value
