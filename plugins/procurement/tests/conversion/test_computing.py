"""Converting: exact, half to even, the day's rate or the last one before it, and never a guess."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_procurement.conversion.computing import CENT, Rates, value_day


def rates(target: str = "EUR", base: str = "EUR", days: int = 10) -> Rates:
    found = Rates(base, target, days, "Test bank", frozenset({"EUR", "USD", "GBP", "JPY", "MDL"}))
    found.add([("GBP", "2025-01-10", "0.8"), ("USD", "2025-01-10", "1.25"), ("USD", "2025-01-13", "1.6")])
    return found


@pytest.mark.parametrize(
    ("currency", "day", "outcome", "amount", "used"),
    [
        ("USD", "2025-01-10", "converted", "80.00", "2025-01-10"),
        ("USD", "2025-01-12", "converted", "80.00", "2025-01-10"),
        ("USD", "2025-01-13", "converted", "62.50", "2025-01-13"),
        ("USD", "2025-01-23", "converted", "62.50", "2025-01-13"),
        ("USD", "2025-01-24", "rate-too-old", None, None),
        ("USD", "2025-01-09", "rate-too-old", None, None),
        ("JPY", "2025-01-10", "no-rate", None, None),
        ("MNX", "2025-01-10", "unknown-currency", None, None),
        ("mdl", "2025-01-10", "unknown-currency", None, None),
        ("USD", "", "no-day", None, None),
        ("EUR", "", "same", "100", ""),
    ],
)
def test_what_becomes_of_a_hundred(currency: str, day: str, outcome: str, amount: str | None, used: str | None) -> None:
    told, found = rates().convert(Decimal(100), currency, day)
    assert told == outcome
    if amount is None:
        assert found is None
    else:
        assert found is not None
        assert (found.amount, found.day, found.currency) == (Decimal(amount), used, "EUR")


def test_between_two_that_are_not_the_base_both_rates_count_and_the_older_day_is_told() -> None:
    _, found = rates("GBP").convert(Decimal(160), "USD", "2025-01-13")
    assert found is not None
    assert (found.amount, found.rate, found.day, found.origin) == (
        Decimal("80.00"), Decimal("0.5"), "2025-01-10", "Test bank",
    )  # fmt: skip


def test_halves_go_to_the_even_digit() -> None:
    exact = Rates("EUR", "EUR", 10, "", frozenset({"EUR", "USD"}))
    exact.add([("USD", "2025-01-10", "2")])
    amounts = [exact.convert(Decimal(text), "USD", "2025-01-10")[1] for text in ("0.05", "0.07", "-0.05")]
    assert [one.amount for one in amounts if one] == [Decimal("0.02"), Decimal("0.04"), Decimal("-0.02")]
    assert exact.units(500, "USD", "2025-01-10") == ("converted", 200)
    assert exact.units(501, "EUR", "") == ("same", 501), "what is in the currency already is not touched"


@given(
    st.decimals(min_value=-(10**14), max_value=10**14, places=4),
    st.decimals(min_value="0.000001", max_value=10**6, places=6),
)
def test_the_result_is_never_more_than_half_a_hundredth_away(amount: Decimal, rate: Decimal) -> None:
    exact = Rates("EUR", "EUR", 10, "", frozenset({"EUR", "USD"}))
    exact.add([("USD", "2025-01-10", str(rate))])
    _, found = exact.convert(amount, "USD", "2025-01-10")
    assert found is not None
    assert abs(Fraction(found.amount) - Fraction(amount) / Fraction(rate)) <= Fraction(CENT) / 2


def test_the_day_of_a_value_is_when_it_was_agreed() -> None:
    days = {"tender": "1", "award": "2", "sign": "3", "latest": "4"}
    assert [value_day(stage, **days) for stage in ("contract", "award", "tender", "planning", "")] == [
        "3", "2", "1", "4", "4",
    ]  # fmt: skip
    assert value_day("contract", **{**days, "sign": ""}) == "2"
    assert value_day("tender", **{**days, "tender": ""}) == "4"
