"""What programs ask, read into what the query language knows."""

from __future__ import annotations

import pytest

from toolbox_budget_portal.babbage import BadQuery, Cut, Order, Page
from toolbox_budget_portal.shapes import MembersParameters, SumsParameters


def test_a_parameter_given_twice_is_both() -> None:
    asked = SumsParameters(cut=["fiscal_year:2024", "phase:paid"])

    assert asked.cuts == (Cut("fiscal_year", ("2024",)), Cut("phase", ("paid",)))


def test_sort_is_order_under_its_old_name() -> None:
    assert SumsParameters(sort="value.sum:desc").orders == (Order("value.sum", descending=True),)
    assert SumsParameters(sort="a", order="b").orders == (Order("b"),)
    with pytest.raises(BadQuery, match="sort"):
        _ = SumsParameters(sort="a:up").orders


def test_pages_begin_with_the_first() -> None:
    asked = MembersParameters(name="town", ref="functional_1")

    assert asked.wanted == Page(1, 100)
    assert MembersParameters(name="town", ref="phase", page=3, pagesize=50).wanted.offset == 100
