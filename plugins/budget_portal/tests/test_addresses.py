"""Addresses written down at publication are those of the pages."""

from __future__ import annotations

from toolbox_budget_portal import addresses


def test_addresses_of_pages() -> None:
    assert addresses.year_page("town", 2024) == "/budget/town/2024"
    assert addresses.line_page("town", 2024, 2, 15) == "/budget/town/2024/lines/2-15"
    page = addresses.category_page("town", 2024, "expenditure", "functional", "1/1%2F1 é")
    assert page == "/budget/town/2024/expenditure/functional/1/1~2F1%20%C3%A9"
