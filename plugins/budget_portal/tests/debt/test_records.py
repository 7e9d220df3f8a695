"""Stocks follow from stocks and flows, to the last digit; what is not given is never taken for zero."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.debt.records import FACETS, MEASURES, DebtRow, breaks, by_part, difference, together

AMOUNTS = st.decimals(min_value=0, max_value=10**15, places=3)


def _amounts(**given: str) -> dict[str, Decimal | None]:
    return {name: Decimal(given[name]) if name in given else None for name in MEASURES}


def _row(year: int, instrument: str = "", **given: str) -> DebtRow:
    return DebtRow(year, (instrument, *[""] * (len(FACETS) - 1)), _amounts(**given), 2)


def test_the_identity_and_by_how_much_it_fails() -> None:
    flows = {"opening": "100", "borrowing": "30.5", "repayment": "20", "closing": "110.5"}
    assert difference(_amounts(**flows)) == 0
    assert difference(_amounts(**flows, other="-2.25")) == Decimal("2.25")
    assert difference(_amounts(**{**flows, "closing": "110"})) == Decimal("-0.5")
    for name in flows:
        assert difference(_amounts(**{key: value for key, value in flows.items() if key != name})) is None


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_closing_stock_computed_from_its_flows_never_differs(
    opening: Decimal, borrowing: Decimal, repayment: Decimal, other: Decimal
) -> None:
    closing = opening + borrowing - repayment + other
    told = {"opening": opening, "borrowing": borrowing, "repayment": repayment, "other": other, "closing": closing}
    assert difference({**told, "interest": None}) == 0
    assert difference({**told, "interest": None, "closing": closing + Decimal("0.001")}) == Decimal("0.001")


def test_a_sum_is_known_only_when_every_part_gives_the_figure() -> None:
    parts = [_row(2024, "loans", opening="5", closing="7"), _row(2024, "bonds", closing="3", other="1")]
    found = together(parts)
    assert (found["opening"], found["closing"], found["other"], found["interest"]) == (
        None,
        Decimal(10),
        Decimal(1),
        None,
    )


def test_a_year_begins_with_what_the_year_before_ended_with() -> None:
    years = {2022: _amounts(closing="10"), 2023: _amounts(opening="12", closing="11"), 2025: _amounts(opening="1")}
    assert breaks(years) == {2023: Decimal(2)}


def test_parts_come_largest_first() -> None:
    rows = [_row(2024, "loans", closing="5"), _row(2024, "bonds", closing="9"), _row(2024, "", opening="1")]
    assert list(by_part(rows, "instrument")) == ["bonds", "loans", ""]
