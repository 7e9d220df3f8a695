"""Moving parts is exact, bounded, and must balance."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.simulator.balance import Bounds, Part, compute, moved, quartiles

PARTS = (
    Part("expenditure/1", "expenditure", "Schools", 600_00),
    Part("expenditure/2", "expenditure", "Roads", 400_00),
    Part("expenditure/", "expenditure", "", 50_00, fixed=True),
    Part("revenue/1", "revenue", "Taxes", 1000_00),
)
STRICT, LENIENT = Bounds(20, 20), Bounds(20, 20, 50_00)


def _said(bounds: Bounds, **typed: str) -> list[str]:
    named = {name.replace("_", "/", 1): value for name, value in typed.items()}
    return [str(fault) for fault in compute(PARTS, bounds, named, 2).faults]


def test_an_unbalanced_budget_says_by_how_much() -> None:
    assert _said(STRICT) == [
        "Spending is 50.00 more than revenue, and 0.00 is allowed: cut spending or raise revenue by 50.00."
    ]
    assert _said(LENIENT) == []
    assert "by 60.00" in _said(STRICT, expenditure_1="+10", revenue_1="5")[0]
    found = compute(PARTS, STRICT, {"expenditure/1": "-10", "expenditure/": "-20"}, 2)
    assert found.faults == ()
    assert (found.spending, found.revenue, found.balance) == (990_00, 1000_00, 10_00)
    assert dict(found.changes) == {"expenditure/1": -10}


def test_bounds_and_what_is_no_number() -> None:
    assert _said(LENIENT, expenditure_2="-21") == ["“Roads” can be moved from -20 to +20 per cent."]
    for text in ("1.5", "many", "--3", "٣"):
        assert _said(LENIENT, expenditure_2=text) == [f"“{text}” for “Roads” is no whole number of per cent."]
    assert compute(PARTS, LENIENT, {"expenditure/2": " \u22125 % "}, 2).changes == {"expenditure/2": -5}


@given(st.integers(-(10**15), 10**15), st.integers(-100, 100))
def test_moving_is_exact_to_half_a_minor_unit(amount: int, percent: int) -> None:
    assert abs(moved(amount, percent) * 100 - amount * (100 + percent)) <= 50


def test_quartiles_lie_between_neighbours() -> None:
    assert quartiles([4, 1, 3, 2]) == (Decimal("1.75"), Decimal("2.5"), Decimal("3.25"))
    assert quartiles([7]) == (Decimal(7),) * 3
